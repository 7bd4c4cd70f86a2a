//! The mouse: never more than the keys can do, and nothing that changes data.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use jiff::SignedDuration;
use ratatui::layout::Position;

use crate::app::App;
use crate::effect::Effect;
use crate::keymap::Command;
use crate::language::say;
use crate::survey::{Sought, Zone};
use crate::view::Sort;

/// Rows one notch of the wheel moves the cursor.
const WHEEL_ROWS: usize = 3;
/// Two clicks on one row within this open it.
const DOUBLE_CLICK: SignedDuration = SignedDuration::from_millis(500);

impl App {
    pub(super) fn mouse(&mut self, event: MouseEvent) -> Vec<Effect> {
        match event.kind {
            MouseEventKind::ScrollDown => self.wheel(Command::Down),
            MouseEventKind::ScrollUp => self.wheel(Command::Up),
            MouseEventKind::Down(MouseButton::Left) => {
                self.click(Position::new(event.column, event.row))
            }
            MouseEventKind::Down(_)
            | MouseEventKind::Up(_)
            | MouseEventKind::Drag(_)
            | MouseEventKind::Moved
            | MouseEventKind::ScrollLeft
            | MouseEventKind::ScrollRight => Vec::new(),
        }
    }

    fn wheel(&mut self, command: Command) -> Vec<Effect> {
        self.dirty = true;
        if self.sheet.is_some() {
            return Vec::new();
        }
        if let Some(overlay) = self.typing.overlay().cloned() {
            let n_lines = self.offers(&overlay).len();
            let line = match command {
                Command::Down => overlay.chosen.saturating_add(1),
                _ => overlay.chosen.saturating_sub(1),
            };
            self.choose_line(line, n_lines);
            return Vec::new();
        }
        self.act(command, Some(WHEEL_ROWS))
    }

    /// A sheet asks a question that only a key answers: clicks go past it.
    fn click(&mut self, position: Position) -> Vec<Effect> {
        if self.sheet.is_some() {
            return Vec::new();
        }
        let Some(zone) = self.survey(Sought::Zones).at(position) else { return Vec::new() };
        self.dirty = true;
        let overlay = self.typing.overlay().cloned();
        match (zone, overlay) {
            (Zone::Offer(line), Some(overlay)) if overlay.chosen == line => self.choose(&overlay),
            (Zone::Offer(line), Some(overlay)) => {
                let n_lines = self.offers(&overlay).len();
                self.choose_line(line, n_lines);
                Vec::new()
            }
            (Zone::Offer(_), None) | (_, Some(_)) => Vec::new(),
            (Zone::Tab(screen), None) => {
                self.typing.stop_filter();
                self.act(Command::Go(screen), None)
            }
            (Zone::Head { pane, column }, None) => {
                self.focus_pane(pane);
                self.click_head(column);
                Vec::new()
            }
            (Zone::Row { pane, place }, None) => {
                self.typing.stop_filter();
                self.click_row(pane, place)
            }
        }
    }

    fn focus_pane(&mut self, pane: usize) {
        self.view_mut().pane = pane;
        self.keep_cursor();
    }

    fn click_row(&mut self, pane: usize, place: usize) -> Vec<Effect> {
        self.focus_pane(pane);
        let keys = self.listing().keys;
        self.view_mut().focused_mut().put(&keys, place);
        let key = self.under_cursor();
        let before = self.clicked.take();
        let twice = before.is_some_and(|(at, row)| {
            self.now.duration_since(at) <= DOUBLE_CLICK && Some(&row) == key.as_ref()
        });
        if twice {
            return self.act(Command::Open, None);
        }
        self.clicked = key.map(|key| (self.now, key));
        Vec::new()
    }

    /// By the column, and when it is by that already, the other way round.
    fn click_head(&mut self, column: &'static str) {
        if self.view().sort.is_some_and(|sort| sort.column == column) {
            self.act(Command::Reverse, None);
            return;
        }
        let sorts: Vec<Sort> = self.here().page().sorts(&self.scene(self.size));
        match sorts.into_iter().find(|sort| sort.column == column) {
            Some(sort) => self.sort_by(Some(sort)),
            None => self.hint(say("the order of this list says something: it stays")),
        }
    }
}

#[cfg(test)]
mod tests;
