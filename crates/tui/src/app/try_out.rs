//! Holding one thing against another: what-ifs, and a developer against the roles.

use sereno_domain::id::{DeveloperId, RoleId};

use crate::app::App;
use crate::effect::Effect;
use crate::event::Board;
use crate::keymap::Command;
use crate::language::say;
use crate::screen::Screen;
use crate::trial::{Knob, Trial};
use crate::view::Key;

impl App {
    /// The role a command is about: that of the screen, or that of the row.
    fn role_at_hand(&self) -> Option<RoleId> {
        match (self.here(), self.under_cursor()) {
            (
                Screen::Role(role)
                | Screen::Why { role, .. }
                | Screen::Compare { role, .. }
                | Screen::WhatIf { role, .. },
                _,
            )
            | (_, Some(Key::Role(role))) => Some(role),
            _ => None,
        }
    }

    /// The developer a command is about.
    fn developer_at_hand(&self) -> Option<DeveloperId> {
        match (self.here(), self.under_cursor()) {
            (_, Some(Key::Developer(developer)))
            | (
                Screen::Why { developer, .. }
                | Screen::Developer(developer)
                | Screen::Person(developer),
                _,
            ) => Some(developer),
            _ => None,
        }
    }

    /// True when a command of this file does something here.
    pub(super) fn can_try(&self, command: Command) -> bool {
        match command {
            Command::Mark | Command::Range => self.marks_max() > 0,
            Command::MarkAll => self.marks_max() == usize::MAX,
            Command::Compare => {
                matches!(self.here(), Screen::Role(_)) && self.developer_at_hand().is_some()
            }
            Command::WhatIf => {
                !matches!(self.here(), Screen::WhatIf { .. }) && self.role_at_hand().is_some()
            }
            Command::Developer => {
                !matches!(self.here(), Screen::Developer(_)) && self.developer_at_hand().is_some()
            }
            Command::More | Command::Less | Command::Reset => {
                matches!(self.here(), Screen::WhatIf { .. })
            }
            _ => true,
        }
    }

    /// Into the screen a command asks for.
    pub(super) fn try_out(&mut self, command: Command) -> Vec<Effect> {
        self.dirty = true;
        let screen = match command {
            Command::Compare => self.compared(),
            Command::WhatIf => {
                let trial = Trial::default();
                self.role_at_hand().map(|role| Screen::WhatIf { role, trial })
            }
            _ => self.developer_at_hand().map(Screen::Developer),
        };
        if let Some(screen) = screen {
            return self.enter(screen);
        }
        self.hint(match command {
            Command::Compare => say("mark two developers of a role with space, then c"),
            Command::WhatIf => say("no role here to try otherwise"),
            _ => say("no developer here"),
        });
        Vec::new()
    }

    /// The two marked developers, or the marked one and the one under the cursor.
    fn compared(&self) -> Option<Screen> {
        let Screen::Role(role) = self.here() else { return None };
        let (one, other) = match self.view().marks[..] {
            [Key::Developer(one), Key::Developer(other)] => (one, other),
            [Key::Developer(one)] => (one, self.developer_at_hand().filter(|other| *other != one)?),
            _ => return None,
        };
        Some(Screen::Compare { role, one, other })
    }

    fn knob(&self) -> Option<(RoleId, Trial, Knob)> {
        match (self.here(), self.under_cursor()) {
            (Screen::WhatIf { role, trial }, Some(Key::Knob(knob))) => Some((role, trial, knob)),
            _ => None,
        }
    }

    /// Turns the knob under the cursor.
    pub(super) fn turn(&mut self, by: i64) -> Vec<Effect> {
        let Some((role, trial, knob)) = self.knob() else {
            self.hint(say("nothing to turn here: i tries a role with other limits and weights"));
            return Vec::new();
        };
        let scene = self.scene(self.size);
        let Some(Board::WhatIf(board)) = scene.board else { return Vec::new() };
        if let Some(trial) = trial.turned(knob, by, &board.what_if) {
            return self.replace(Screen::WhatIf { role, trial });
        }
        self.hint(say("it cannot be turned any further"));
        Vec::new()
    }

    /// Puts the knob under the cursor back.
    pub(super) fn set_back(&mut self) -> Vec<Effect> {
        let Some((role, mut trial, knob)) = self.knob() else {
            self.hint(say("nothing to set back here"));
            return Vec::new();
        };
        trial.reset(knob);
        self.replace(Screen::WhatIf { role, trial })
    }
}
