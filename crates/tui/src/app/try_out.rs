//! Holding one thing against another: marks, what-ifs, and a developer against the roles.

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
            Command::Mark => self.marks_max() > 0,
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

    /// How many rows like the one under the cursor can be marked at once.
    fn marks_max(&self) -> usize {
        let page = self.here().page();
        self.under_cursor().map_or(0, |key| page.marks_max(&self.scene(self.size), &key))
    }

    /// Marks the row under the cursor; of too many the oldest mark goes.
    pub(super) fn mark(&mut self) {
        let n_max = self.marks_max();
        let Some(key) = self.under_cursor().filter(|_| n_max > 0) else {
            return self.hint(say("this row cannot be marked"));
        };
        let marks = &mut self.view_mut().marks;
        if let Some(at) = marks.iter().position(|marked| *marked == key) {
            marks.remove(at);
        } else {
            marks.push(key);
            if marks.len() > n_max {
                marks.remove(0);
            }
        }
    }

    /// Marks every row that is shown and can be; when all of them are, takes their marks away.
    pub(super) fn mark_all(&mut self) {
        let scene = self.scene(self.size);
        let page = self.here().page();
        let can = |key: &Key| page.marks_max(&scene, key) == usize::MAX;
        let keys: Vec<Key> = self.listing().keys.into_iter().filter(can).collect();
        if keys.is_empty() {
            return self.hint(say("no row here can be marked with others"));
        }
        let marks = &mut self.view_mut().marks;
        let n_before = marks.len();
        marks.extend(keys.iter().filter(|key| !marks.contains(key)).cloned().collect::<Vec<_>>());
        if marks.len() == n_before {
            marks.retain(|key| !keys.contains(key));
        }
    }

    /// Takes the marks away of rows that can no longer be marked.
    pub(super) fn keep_marks(&mut self) {
        let mut marks = std::mem::take(&mut self.view_mut().marks);
        let scene = self.scene(self.size);
        if scene.board.is_some() {
            let page = self.here().page();
            marks.retain(|key| page.marks_max(&scene, key) > 0);
        }
        self.view_mut().marks = marks;
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
