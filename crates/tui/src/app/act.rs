//! What each command does.

use sereno_domain::board::Target;
use sereno_domain::board::chunk::Seek;
use sereno_domain::clean_text::CleanText;
use tui_input::Input;

use crate::app::App;
use crate::app::input::Overlay;
use crate::effect::Effect;
use crate::keymap::Command;
use crate::language::{say, say_with};
use crate::payroll::PayrollPage;
use crate::screen::Screen;
use crate::theme::Tone;
use crate::view::{Key, PANES_MAX, Sort};

impl App {
    /// Does a command, as often as counted.
    pub(super) fn act(&mut self, command: Command, count: Option<usize>) -> Vec<Effect> {
        let times = count.unwrap_or(1);
        self.settle_range(command);
        match command {
            Command::Down => self.step(|at, _| at.saturating_add(times)),
            Command::Up => self.step(|at, _| at.saturating_sub(times)),
            Command::Top => {
                // A row is counted from the first, which has to be there.
                if let Some(effects) = self.jump(Seek::Newest) {
                    return effects;
                }
                self.step(|_, _| count.unwrap_or(1).saturating_sub(1));
            }
            Command::Bottom => {
                if let Some(effects) =
                    self.jump(if count.is_some() { Seek::Newest } else { Seek::Oldest })
                {
                    return effects;
                }
                self.step(|_, _| count.map_or(usize::MAX, |at| at.saturating_sub(1)));
            }
            Command::HalfDown => self.step(|at, page| at.saturating_add((page / 2).max(1))),
            Command::HalfUp => self.step(|at, page| at.saturating_sub((page / 2).max(1))),
            Command::PageDown => self.step(|at, page| at.saturating_add(page.max(1))),
            Command::PageUp => self.step(|at, page| at.saturating_sub(page.max(1))),
            Command::NextPane => self.next_pane(),
            Command::Columns => self.choose_columns(),
            Command::Filter => self.typing.start_filter(),
            Command::Problems => self.toggle_problems(),
            Command::Follow => return self.toggle_follow(),
            Command::Sort => self.next_sort(),
            Command::Reverse => self.reverse_sort(),
            Command::Palette => self.typing.open(Overlay::palette()),
            Command::Help => self.typing.open(Overlay::help()),
            Command::Open
            | Command::Out
            | Command::Go(_)
            | Command::Last
            | Command::Back
            | Command::Forward
            | Command::QuitBack => return self.travel(command),
            Command::Mark => self.mark(),
            Command::Range => self.range(),
            Command::MarkAll => self.mark_all(),
            Command::More => return self.turn(i64::try_from(times).unwrap_or(1)),
            Command::Less => return self.turn(i64::try_from(times).unwrap_or(1).saturating_neg()),
            Command::Reset => return self.set_back(),
            Command::Compare | Command::WhatIf | Command::Developer => {
                return self.try_out(command);
            }
            Command::Export | Command::NameView => self.ask_what_to_take(command),
            Command::Act | Command::Retry | Command::RetryItem | Command::Override => {
                return self.choose_act(command);
            }
            Command::Group => return self.group(),
            Command::Variance | Command::Billed | Command::Anomalies | Command::History => {
                return self.look_at_payroll(command);
            }
            Command::TakeBack => return self.take_back(),
            Command::Copy
            | Command::CopyShell
            | Command::Refresh
            | Command::Repaint
            | Command::Suspend
            | Command::Quit
            | Command::Interrupt => return self.ask(command),
        }
        self.dirty = true;
        Vec::new()
    }

    /// From the chunks one by one to what failed by cause, or back.
    fn group(&mut self) -> Vec<Effect> {
        match self.here() {
            Screen::Chunks => self.switch(Screen::Failures),
            Screen::Failures => self.switch(Screen::Chunks),
            _ => {
                self.hint(say("nothing here goes together by its error"));
                Vec::new()
            }
        }
    }

    fn travel(&mut self, command: Command) -> Vec<Effect> {
        let moved = match command {
            Command::Open => self.open_row(),
            Command::Out if self.drop_range() => Some(Vec::new()),
            Command::Out if self.view().is_filtered() => {
                self.drop_filter();
                Some(Vec::new())
            }
            Command::QuitBack if self.trail.is_first() => Some(vec![Effect::Quit]),
            Command::Out | Command::QuitBack => self.out(),
            Command::Go(screen) => Some(self.switch(screen)),
            Command::Last => self.last(),
            Command::Back => self.revisit(false),
            Command::Forward => self.revisit(true),
            _ => None,
        };
        moved.unwrap_or_else(|| {
            self.hint(match command {
                Command::Open => say("nothing to open here"),
                Command::Out => say("this is the first screen: q ends the dashboard"),
                _ => say("no other screen visited yet"),
            });
            Vec::new()
        })
    }

    fn ask(&mut self, command: Command) -> Vec<Effect> {
        self.dirty = true;
        match command {
            Command::Copy => self.copy_row(),
            Command::CopyShell => self.copy_shell(),
            Command::Refresh if self.is_offline() => vec![Effect::Reconnect],
            Command::Refresh => self.reload(),
            Command::Repaint => vec![Effect::Repaint],
            Command::Suspend => vec![Effect::Suspend],
            Command::Interrupt => self.interrupt(),
            _ => vec![Effect::Quit],
        }
    }

    /// The row under the cursor.
    pub(super) fn under_cursor(&self) -> Option<Key> {
        let listed = self.listed();
        let position = self.view().focused().position(&listed.keys)?;
        listed.keys.get(position).cloned()
    }

    /// Moves the cursor; a list without rows hands it to one that has some.
    fn step(&mut self, to: impl Fn(usize, usize) -> usize) {
        if self.listing().keys.is_empty() {
            self.next_pane();
        }
        let keys = self.listing().keys;
        let pane = self.view().focused();
        if let Some(at) = pane.position(&keys) {
            let last = keys.len().saturating_sub(1);
            let to = self.within_range(&keys, to(at, pane.height.get()).min(last));
            let pane = self.view_mut().focused_mut();
            pane.put(&keys, to);
            let is_last = pane.place.saturating_add(1) >= keys.len();
            self.stand_unless(is_last);
        }
    }

    /// A list that follows stands still as long as the cursor is not on its last row.
    fn stand_unless(&mut self, is_last: bool) {
        if self.here().page().follows() {
            self.view_mut().stands = !is_last;
        }
    }

    fn toggle_follow(&mut self) -> Vec<Effect> {
        self.dirty = true;
        if !self.here().page().follows() {
            self.hint(say("nothing here is written as one looks"));
            return Vec::new();
        }
        let stands = !self.view().stands;
        self.view_mut().stands = stands;
        self.keep_cursor();
        if stands || self.is_offline() { Vec::new() } else { self.reload() }
    }

    fn next_pane(&mut self) {
        let n_panes = self.here().page().panes().min(PANES_MAX);
        let view = self.view_mut();
        view.pane = (view.pane + 1) % n_panes.max(1);
        self.keep_cursor();
        if n_panes < 2 {
            self.hint(say("one list only on this screen"));
        }
    }

    pub(super) fn drop_filter(&mut self) {
        let view = self.view_mut();
        view.filter.reset();
        view.problems = false;
        self.keep_cursor();
        self.dirty = true;
    }

    fn toggle_problems(&mut self) {
        let view = self.view_mut();
        view.problems = !view.problems;
        self.keep_cursor();
    }

    fn next_sort(&mut self) {
        let sorts = self.here().page().sorts(&self.scene(self.size));
        if sorts.is_empty() {
            self.hint(say("the order of this list says something: it stays"));
            return;
        }
        let now = self.view().sort;
        let next = match now.and_then(|now| sorts.iter().position(|s| s.column == now.column)) {
            None => sorts.first(),
            Some(at) => sorts.get(at + 1),
        };
        self.sort_by(next.copied());
    }

    /// Orders the list; none is the board's own order.
    pub(super) fn sort_by(&mut self, sort: Option<Sort>) {
        self.view_mut().sort = sort;
        self.keep_cursor();
        match sort {
            Some(Sort { column, down }) => {
                let column = say(column).to_lowercase();
                self.hint(&if down {
                    say_with("by {}, largest first: S turns it round", &[&column])
                } else {
                    say_with("by {}, smallest first: S turns it round", &[&column])
                });
            }
            None => self.hint(say("as they came")),
        }
    }

    fn reverse_sort(&mut self) {
        match self.view().sort {
            Some(sort) => self.sort_by(Some(Sort { down: !sort.down, ..sort })),
            None => self.hint(say("no order chosen yet: s chooses one")),
        }
    }

    fn open_row(&mut self) -> Option<Vec<Effect>> {
        let key = self.under_cursor()?;
        let (page, scene) = (self.here().page(), self.scene(self.size));
        let screen = page.open(&scene, &key)?;
        let words = page.narrowed(&scene, &key).filter(|_| screen == Screen::Chunks);
        if let Some(words) = words {
            let view = self.views.entry(screen).or_default();
            (view.filter, view.problems) = (Input::new(words), false);
        }
        let effects = self.enter(screen);
        match key {
            Key::Need(Target::Failure(run, failure), _) => {
                self.view_mut().focused_mut().cursor = Some(Key::Failure(run, failure));
            }
            Key::Anomaly(_) if matches!(screen, Screen::Payroll(PayrollPage::Anomalies(_))) => {
                self.drop_filter();
                self.view_mut().focused_mut().cursor = Some(key);
            }
            Key::Finding(_) if screen == Screen::Findings => {
                self.drop_filter();
                self.view_mut().focused_mut().cursor = Some(key);
            }
            Key::Need(Target::Queue(kind), _) => {
                self.view_mut().focused_mut().cursor = Some(Key::Queue(kind));
            }
            _ => {}
        }
        Some(effects)
    }

    fn copy_row(&mut self) -> Vec<Effect> {
        let key = self.under_cursor();
        let scene = self.scene(self.size);
        if let Some(text) = key.and_then(|key| self.here().page().copy(&scene, &key)) {
            self.copy(&text)
        } else {
            self.hint(say("nothing to copy here"));
            Vec::new()
        }
    }

    fn copy_shell(&mut self) -> Vec<Effect> {
        let line = self.shell_line();
        self.copy(&line)
    }

    /// The shell line that shows what this screen shows.
    pub(super) fn shell_line(&self) -> String {
        let key = self.under_cursor();
        self.here().page().shell(&self.scene(self.size), key.as_ref())
    }

    /// Copies a text and says so.
    pub(super) fn copy(&mut self, text: &str) -> Vec<Effect> {
        let text = String::from(CleanText::new(text));
        self.say("✓", Tone::Ok, format!("{}  {text}", say("copied")));
        vec![Effect::Copy(text)]
    }

    pub(super) fn reload(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.loads.loading_since(self.query()).is_some() {
            effects = self.loads.cancel_but(None);
        }
        effects.extend(self.want_here());
        effects
    }

    fn interrupt(&mut self) -> Vec<Effect> {
        if self.typing.interrupted_twice(self.now) {
            return vec![Effect::Quit];
        }
        let effects = self.loads.cancel_but(None);
        self.hint(if effects.is_empty() {
            say("^c again ends the dashboard")
        } else {
            say("load stopped: r loads again, ^c again ends the dashboard")
        });
        effects
    }
}
