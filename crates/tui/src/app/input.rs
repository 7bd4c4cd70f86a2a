//! Keys: sequences, counts, the filter line and the overlays.

#[cfg(test)]
mod tests;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use jiff::Timestamp;
use sereno_domain::clean_text::CleanText;
use tui_input::{Input, InputRequest};

use crate::app::{App, FOLLOWERS_SHOWN_AFTER, FOLLOWERS_STAY, INTERRUPT_WAITS, SEQUENCE_WAITS};
use crate::effect::Effect;
use crate::keymap::stroke::{Stroke, ch, key};
use crate::keymap::{self, Command, Meaning, Where};
use crate::language::{say, say_with};

/// Longest text a line takes.
const LINE_MAX: usize = 200;
/// What a count begins with whose first digit is a screen.
const COUNT_BEGINS: Stroke = ch('#');
/// Largest count; more is a slip.
const COUNT_MAX: usize = 9_999;

/// A page laid over the page.
#[derive(Debug, Clone)]
pub(crate) struct Overlay {
    /// Which.
    pub kind: OverlayKind,
    /// What is typed in it.
    pub input: Input,
    /// The line chosen, among those that match.
    pub chosen: usize,
}

/// The overlays there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OverlayKind {
    /// Every command.
    Palette,
    /// The keys of this screen.
    Help,
    /// What can be changed here.
    Acts,
    /// Where to write what is shown.
    Export,
    /// What to call how it is looked at.
    Name,
    /// Which columns are shown.
    Columns,
}

impl Overlay {
    pub(crate) fn palette() -> Self {
        Self { kind: OverlayKind::Palette, input: Input::default(), chosen: 0 }
    }

    pub(crate) fn acts() -> Self {
        Self { kind: OverlayKind::Acts, input: Input::default(), chosen: 0 }
    }

    pub(crate) fn help() -> Self {
        Self { kind: OverlayKind::Help, input: Input::default(), chosen: 0 }
    }
}

/// What has been typed and waits for more.
#[derive(Debug, Clone, Default)]
pub(super) struct Typing {
    pressed: Vec<Stroke>,
    pressed_at: Option<Timestamp>,
    count: Option<usize>,
    filtering: bool,
    overlay: Option<Overlay>,
    interrupted_at: Option<Timestamp>,
}

impl Typing {
    pub(super) fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_ref()
    }

    pub(super) const fn is_filtering(&self) -> bool {
        self.filtering
    }

    pub(super) fn start_filter(&mut self) {
        self.filtering = true;
    }

    pub(super) fn stop_filter(&mut self) {
        self.filtering = false;
    }

    pub(super) fn open(&mut self, overlay: Overlay) {
        self.overlay = Some(overlay);
    }

    pub(super) fn close(&mut self) {
        self.overlay = None;
    }

    /// When a sequence begun is given up: a count soon, presses once what may follow could be read.
    pub(super) fn waits_until(&self) -> Option<Timestamp> {
        let waits = if self.pressed.is_empty() { SEQUENCE_WAITS } else { FOLLOWERS_STAY };
        self.pressed_at.map(|at| at + waits)
    }

    /// When what may follow the presses so far is to be shown; none while nothing is begun.
    pub(super) fn followers_at(&self) -> Option<Timestamp> {
        let begun = self.pressed_at.filter(|_| !self.pressed.is_empty());
        begun.map(|at| at + FOLLOWERS_SHOWN_AFTER)
    }

    /// The presses so far, once what may follow them is to be shown.
    pub(super) fn begun(&self, now: Timestamp) -> Option<&[Stroke]> {
        self.followers_at().filter(|at| *at <= now).map(|_| &self.pressed[..])
    }

    /// Gives up what waited too long; true when something did.
    pub(super) fn expire(&mut self, now: Timestamp) -> bool {
        let late = self.waits_until().is_some_and(|until| until <= now);
        if late {
            self.forget();
        }
        late
    }

    /// What has been typed so far, for the corner of the footer.
    pub(super) fn pending(&self) -> String {
        let count = self.count.map(|count| count.to_string()).unwrap_or_default();
        format!("{count}{}", keymap::written(&self.pressed))
    }

    /// True for the second of two interrupts close together.
    pub(super) fn interrupted_twice(&mut self, now: Timestamp) -> bool {
        let before = self.interrupted_at.replace(now);
        before.is_some_and(|before| now.duration_since(before) <= INTERRUPT_WAITS)
    }

    fn forget(&mut self) {
        self.pressed.clear();
        self.pressed_at = None;
        self.count = None;
    }

    /// Takes a digit as a part of a count. Digits that are screens begin none, but for one after `#`.
    fn counts(&mut self, stroke: Stroke) -> bool {
        if stroke == COUNT_BEGINS && self.pressed.is_empty() && self.count.is_none() {
            self.count = Some(0);
            return true;
        }
        let Some(digit) = stroke.digit().filter(|_| self.pressed.is_empty()) else { return false };
        let begins = keymap::look_up(&[stroke], Where::Elsewhere) == Meaning::Nothing;
        if self.count.is_none() && !begins {
            return false;
        }
        let count = self.count.unwrap_or(0).saturating_mul(10).saturating_add(digit);
        self.count = Some(count.min(COUNT_MAX));
        true
    }
}

impl App {
    pub(super) fn press(&mut self, event: KeyEvent) -> Vec<Effect> {
        if event.kind == KeyEventKind::Release {
            return Vec::new();
        }
        self.dirty = true;
        let stroke = Stroke::of(event);
        if keymap::look_up(&[stroke], Where::of(self.here())) == Meaning::Does(Command::Interrupt) {
            return self.press_interrupt();
        }
        if self.sheet.is_some() {
            return self.press_in_sheet(event);
        }
        if self.typing.overlay.is_some() {
            return self.press_in_overlay(event);
        }
        if self.typing.filtering {
            self.press_in_filter(event);
            return Vec::new();
        }
        self.toast = None;
        self.press_on_page(stroke)
    }

    fn press_on_page(&mut self, stroke: Stroke) -> Vec<Effect> {
        self.typing.expire(self.now);
        if !self.typing.pressed.is_empty() && stroke == key(KeyCode::Esc) {
            self.typing.forget();
            return Vec::new();
        }
        if self.typing.counts(stroke) {
            self.typing.pressed_at = Some(self.now);
            return Vec::new();
        }
        self.typing.pressed.push(stroke);
        match keymap::look_up(&self.typing.pressed, Where::of(self.here())) {
            Meaning::Does(command) => {
                let count = self.typing.count.filter(|count| *count > 0);
                self.typing.forget();
                self.act(command, count)
            }
            Meaning::Begins => {
                self.typing.pressed_at = Some(self.now);
                Vec::new()
            }
            Meaning::Nothing => {
                let pressed = keymap::written(&self.typing.pressed);
                self.typing.forget();
                self.hint(&say_with("{} does nothing here: ? lists the keys", &[&pressed]));
                Vec::new()
            }
        }
    }

    /// Out of whatever is typed into, before anything is stopped.
    fn press_interrupt(&mut self) -> Vec<Effect> {
        self.typing.forget();
        if self.sheet.take().is_some() || self.typing.overlay.take().is_some() {
            return Vec::new();
        }
        if std::mem::take(&mut self.typing.filtering) {
            self.drop_filter();
            return Vec::new();
        }
        self.act(Command::Interrupt, None)
    }

    fn press_in_filter(&mut self, event: KeyEvent) {
        match event.code {
            KeyCode::Enter => self.typing.filtering = false,
            KeyCode::Esc => {
                self.typing.filtering = false;
                self.drop_filter();
            }
            KeyCode::Backspace if self.view().filter.value().is_empty() => {
                self.typing.filtering = false;
            }
            KeyCode::Down => {
                self.act(Command::Down, None);
            }
            KeyCode::Up => {
                self.act(Command::Up, None);
            }
            _ => {
                edit(&mut self.view_mut().filter, event);
                self.keep_cursor();
            }
        }
    }

    fn press_in_overlay(&mut self, event: KeyEvent) -> Vec<Effect> {
        let Some(overlay) = self.typing.overlay.clone() else { return Vec::new() };
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        let n_lines = self.offers(&overlay).len();
        match event.code {
            KeyCode::Esc => self.typing.close(),
            KeyCode::Enter => return self.choose(&overlay),
            KeyCode::Down => self.choose_line(overlay.chosen.saturating_add(1), n_lines),
            KeyCode::Up => self.choose_line(overlay.chosen.saturating_sub(1), n_lines),
            KeyCode::Char(' ') if overlay.kind == OverlayKind::Columns => {
                return self.choose(&overlay);
            }
            KeyCode::Char('n' | 'j') if control => {
                self.choose_line(overlay.chosen.saturating_add(1), n_lines);
            }
            KeyCode::Char('p' | 'k') if control => {
                self.choose_line(overlay.chosen.saturating_sub(1), n_lines);
            }
            KeyCode::Char('y') if control => return self.copy_offer(&overlay),
            KeyCode::Tab => self.complete(&overlay),
            KeyCode::Backspace if overlay.input.value().is_empty() => self.typing.close(),
            _ => {
                if let Some(overlay) = &mut self.typing.overlay
                    && edit(&mut overlay.input, event)
                {
                    overlay.chosen = 0;
                }
            }
        }
        Vec::new()
    }

    pub(super) fn choose_line(&mut self, line: usize, n_lines: usize) {
        if let Some(overlay) = &mut self.typing.overlay {
            overlay.chosen = line.min(n_lines.saturating_sub(1));
        }
    }

    pub(super) fn complete_with(&mut self, words: String) {
        if let Some(overlay) = &mut self.typing.overlay {
            overlay.input = Input::new(words);
            overlay.chosen = 0;
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.dirty = true;
        let text = CleanText::new(text);
        if self.sheet.is_some() {
            return self.paste_in_sheet(&text);
        }
        let input = match (&mut self.typing.overlay, self.typing.filtering) {
            (Some(overlay), _) => &mut overlay.input,
            (None, true) => &mut self.views.entry(self.trail.here()).or_default().filter,
            (None, false) => {
                self.hint(say("nothing takes text here: / filters, : commands"));
                return;
            }
        };
        for ch in text.as_str().chars() {
            insert(input, ch);
        }
        self.keep_cursor();
    }
}

/// Puts a character into a line, unless it is hostile or the line is full.
pub(super) fn insert(input: &mut Input, ch: char) -> bool {
    let clean = ch == ' ' || !CleanText::new(ch.encode_utf8(&mut [0; 4])).is_empty();
    let room = input.value().chars().count() < LINE_MAX;
    if clean && room {
        input.handle(InputRequest::InsertChar(ch));
    }
    clean && room
}

/// Edits a line of text; true when its text changed.
pub(super) fn edit(input: &mut Input, event: KeyEvent) -> bool {
    let control = event.modifiers.contains(KeyModifiers::CONTROL);
    let request = match (event.code, control) {
        (KeyCode::Char(ch), false) if !event.modifiers.contains(KeyModifiers::ALT) => {
            return insert(input, ch);
        }
        (KeyCode::Backspace, false) | (KeyCode::Char('h'), true) => InputRequest::DeletePrevChar,
        (KeyCode::Delete, _) => InputRequest::DeleteNextChar,
        (KeyCode::Backspace | KeyCode::Char('w'), true) => InputRequest::DeletePrevWord,
        (KeyCode::Char('u'), true) => InputRequest::DeleteFromStart,
        (KeyCode::Char('k'), true) => InputRequest::DeleteTillEnd,
        (KeyCode::Left, false) | (KeyCode::Char('b'), true) => InputRequest::GoToPrevChar,
        (KeyCode::Right, false) | (KeyCode::Char('f'), true) => InputRequest::GoToNextChar,
        (KeyCode::Left, true) => InputRequest::GoToPrevWord,
        (KeyCode::Right, true) => InputRequest::GoToNextWord,
        (KeyCode::Home, _) | (KeyCode::Char('a'), true) => InputRequest::GoToStart,
        (KeyCode::End, _) | (KeyCode::Char('e'), true) => InputRequest::GoToEnd,
        _ => return false,
    };
    input.handle(request).is_some_and(|changed| changed.value)
}
