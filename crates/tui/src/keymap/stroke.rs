//! One press of a key, as the table writes it and as the terminal reports it.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::language::say;
use crate::manner;

/// A key, alone or with control. Shift is in the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stroke {
    code: KeyCode,
    ctrl: bool,
}

/// A letter or sign.
pub(crate) const fn ch(ch: char) -> Stroke {
    Stroke { code: KeyCode::Char(ch), ctrl: false }
}

/// A letter with control.
pub(crate) const fn ctrl(ch: char) -> Stroke {
    Stroke { code: KeyCode::Char(ch), ctrl: true }
}

/// A key with a name.
pub(crate) const fn key(code: KeyCode) -> Stroke {
    Stroke { code, ctrl: false }
}

impl Stroke {
    /// What the terminal reports, without what makes no difference here.
    pub(crate) fn of(event: KeyEvent) -> Self {
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let code = match event.code {
            KeyCode::Char(ch) if ctrl => KeyCode::Char(ch.to_ascii_lowercase()),
            code => code,
        };
        Self { code, ctrl }
    }

    /// The digit it writes.
    pub(crate) fn digit(self) -> Option<usize> {
        match self {
            Self { code: KeyCode::Char(ch), ctrl: false } => {
                ch.to_digit(10).and_then(|digit| usize::try_from(digit).ok())
            }
            _ => None,
        }
    }
}

impl fmt::Display for Stroke {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("^")?;
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str(say("space")),
            KeyCode::Char(ch) => write!(f, "{ch}"),
            KeyCode::Enter => f.write_str(manner::enter()),
            KeyCode::Esc => f.write_str("esc"),
            KeyCode::Backspace => f.write_str(manner::key("⌫", "backspace")),
            KeyCode::Tab => f.write_str(manner::tab()),
            KeyCode::BackTab => write!(f, "shift-{}", manner::tab()),
            KeyCode::Up => f.write_str(manner::key("↑", "up")),
            KeyCode::Down => f.write_str(manner::key("↓", "down")),
            KeyCode::Left => f.write_str(manner::key("←", "left")),
            KeyCode::Right => f.write_str(manner::key("→", "right")),
            KeyCode::Home => f.write_str(say("home")),
            KeyCode::End => f.write_str(say("end")),
            KeyCode::PageUp => f.write_str(say("page-up")),
            KeyCode::PageDown => f.write_str(say("page-down")),
            other => write!(f, "{other}"),
        }
    }
}
