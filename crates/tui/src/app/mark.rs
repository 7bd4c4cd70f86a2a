//! Marks: a row, the rows of a range, or every row that passes the filter. Where a list is longer than
//! what is here of it, the last is the filter itself and not its rows.

use crate::app::App;
use crate::keymap::Command;
use crate::language::{say, say_with};
use crate::number::{count, grouped};
use crate::screen::{Screen, chunks};
use crate::view::Key;

/// Rows a range of a list can have that is longer than memory: its first row has to stay loaded.
const RANGE_MAX: usize = 500;

impl App {
    /// How many rows like the one under the cursor can be marked at once.
    pub(super) fn marks_max(&self) -> usize {
        self.under_cursor().map_or(0, |key| self.marks_max_at(&key))
    }

    fn marks_max_at(&self, key: &Key) -> usize {
        self.here().page().marks_max(&self.scene(self.size), key)
    }

    /// Marks the row under the cursor, or takes the mark away; of too many the oldest mark goes.
    pub(super) fn mark(&mut self) {
        if self.keep_range() {
            return;
        }
        let n_max = self.marks_max();
        let Some(key) = self.under_cursor().filter(|_| n_max > 0) else {
            return self.hint(say("this row cannot be marked"));
        };
        let view = self.view_mut();
        view.set = None;
        if let Some(at) = view.marks.iter().position(|marked| *marked == key) {
            view.marks.remove(at);
        } else {
            view.marks.push(key);
            if view.marks.len() > n_max {
                view.marks.remove(0);
            }
        }
    }

    /// Begins a range at the row under the cursor, or marks the rows of the one there is.
    pub(super) fn range(&mut self) {
        if self.keep_range() {
            return;
        }
        let key = self.under_cursor().filter(|_| self.marks_max() > 0);
        if key.is_none() {
            return self.hint(say("this row cannot be marked"));
        }
        let view = self.view_mut();
        view.set = None;
        view.range = key;
    }

    /// Marks the rows of the range; true when there was one.
    pub(super) fn keep_range(&mut self) -> bool {
        let Some(start) = &self.view().range else { return false };
        let (keys, n_max) = (self.ranged(), self.marks_max_at(start));
        let view = self.view_mut();
        view.range = None;
        view.marks.retain(|marked| !keys.contains(marked));
        view.marks.extend(keys);
        let n_over = view.marks.len().saturating_sub(n_max);
        view.marks.drain(..n_over);
        true
    }

    /// The rows of the range that can be marked.
    fn ranged(&self) -> Vec<Key> {
        let keys = self.listing().keys;
        let scene = self.scene(self.size);
        let page = self.here().page();
        let places = self.view().range_among(&keys);
        let ranged = places.and_then(|places| keys.get(places)).unwrap_or_default();
        ranged.iter().filter(|key| page.marks_max(&scene, key) > 0).cloned().collect()
    }

    /// Where the cursor may go from a row while a range is drawn: no further than it can have rows.
    pub(super) fn within_range(&self, keys: &[Key], to: usize) -> usize {
        let Some(start) = &self.view().range else { return to };
        let n_max = match self.here() {
            Screen::Chunks => RANGE_MAX,
            _ => self.marks_max_at(start).max(1),
        };
        let Some(start) = keys.iter().position(|key| key == start) else { return to };
        to.clamp(start.saturating_sub(n_max - 1), start.saturating_add(n_max - 1))
    }

    /// Ends a range, or else lets the set go; true when there was one.
    pub(super) fn drop_range(&mut self) -> bool {
        let view = self.view_mut();
        view.range.take().is_some() || view.set.take().is_some()
    }

    /// Marks every row that passes the filter; when all of them are, takes their marks away.
    pub(super) fn mark_all(&mut self) {
        self.view_mut().range = None;
        if self.here() == Screen::Chunks {
            return self.mark_set();
        }
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

    /// Marks whatever passes the filter, or takes that back.
    fn mark_set(&mut self) {
        let words = chunks::words(self.view());
        if self.view_mut().set.take().is_some() {
            return;
        }
        if !self.window.is_of(&words) {
            return self.hint(say("what passes the filter is not here yet"));
        }
        if self.listing().keys.is_empty() {
            return self.hint(say("no row here can be marked with others"));
        }
        let view = self.view_mut();
        view.marks.clear();
        view.set = Some(words);
    }

    /// Takes every mark of the screen away.
    pub(super) fn drop_marks(&mut self) {
        let view = self.view_mut();
        (view.range, view.set) = (None, None);
        view.marks.clear();
    }

    /// Lets go of what no longer means what it meant: marks of rows that cannot be marked any more, a
    /// range whose first row is gone, a set whose filter was changed.
    pub(super) fn keep_marks(&mut self) {
        let mut marks = std::mem::take(&mut self.view_mut().marks);
        let keys = self.view().range.as_ref().map(|_| self.listing().keys);
        let scene = self.scene(self.size);
        let is_loaded = scene.board.is_some();
        if is_loaded {
            let page = self.here().page();
            marks.retain(|key| page.marks_max(&scene, key) > 0);
        }
        let view = self.view_mut();
        view.marks = marks;
        let is_gone = keys.is_some_and(|keys| is_loaded && view.range_among(&keys).is_none());
        if is_gone {
            view.range = None;
            self.hint(say("the row the range began at is gone"));
        }
    }

    /// Lets the set go when another filter is in force.
    pub(super) fn keep_set(&mut self) {
        let words = chunks::words(self.view());
        let view = self.view_mut();
        if view.set.take_if(|set| set.trim() != words.trim()).is_some() {
            self.hint(say("another filter: nothing is marked any more"));
        }
    }

    /// What a command does to the range: moving draws it on, acting takes its rows, all else ends it.
    pub(super) fn settle_range(&mut self, command: Command) {
        if self.view().range.is_none() {
            return;
        }
        match command {
            Command::Act | Command::Retry | Command::Compare => {
                self.keep_range();
            }
            Command::Down
            | Command::Up
            | Command::Top
            | Command::Bottom
            | Command::HalfDown
            | Command::HalfUp
            | Command::PageDown
            | Command::PageUp
            | Command::Mark
            | Command::MarkAll
            | Command::Range
            | Command::Out
            | Command::Palette
            | Command::Help
            | Command::Copy
            | Command::CopyShell
            | Command::Export
            | Command::Refresh
            | Command::Repaint
            | Command::Suspend
            | Command::Interrupt => {}
            _ => self.view_mut().range = None,
        }
    }

    /// How much is marked, for the corner of the footer.
    pub(super) fn marked_words(&self) -> String {
        let view = self.view();
        if view.range.is_some() {
            return say_with("range {}", &[&grouped(count(self.ranged().len()))]);
        }
        match (&view.set, view.marks.len()) {
            (Some(_), _) => chunks::set_words(&self.scene(self.size)),
            (None, 0) => String::new(),
            (None, n) => say_with("{} marked", &[&grouped(count(n))]),
        }
    }
}
