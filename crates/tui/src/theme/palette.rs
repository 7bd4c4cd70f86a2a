//! The colours a theme of 24-bit colour is made of: a few inks, told apart by what they mean, and the
//! grounds they stand on. What a piece of the screen looks like follows from them.

use std::fmt;
use std::str::FromStr;

use ratatui::style::{Color, Modifier, Style};

use super::Styles;

/// A colour of 24 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub(super) u8, pub(super) u8, pub(super) u8);

impl Rgb {
    const fn color(self) -> Color {
        Color::Rgb(self.0, self.1, self.2)
    }
}

/// A text that is no colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAColour;

impl fmt::Display for NotAColour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a colour like #ffb454")
    }
}

impl std::error::Error for NotAColour {}

impl FromStr for Rgb {
    type Err = NotAColour;

    fn from_str(text: &str) -> Result<Self, NotAColour> {
        let digits = text.strip_prefix('#').ok_or(NotAColour)?;
        let hex = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u32::from_str_radix(digits, 16).ok().filter(|_| hex).ok_or(NotAColour)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self(red, green, blue))
    }
}

/// What a colour is for. The names are those of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Behind everything.
    Page,
    /// Behind the lines at the top and the bottom.
    Chrome,
    /// Behind the row under the cursor.
    Cursor,
    /// Behind an overlay.
    Sheet,
    /// What is read.
    Text,
    /// What is read first.
    Strong,
    /// What explains.
    Dim,
    /// Decoration that may be missed.
    Faint,
    /// Hairlines.
    Line,
    /// Good and finished.
    Ok,
    /// At work.
    Run,
    /// Waiting.
    Wait,
    /// Will hurt later.
    Warn,
    /// Broken.
    Fail,
    /// You are here, or yours to do.
    Accent,
}

impl Role {
    /// Every role, grounds first.
    pub const ALL: &'static [Self] = &[
        Self::Page,
        Self::Chrome,
        Self::Cursor,
        Self::Sheet,
        Self::Text,
        Self::Strong,
        Self::Dim,
        Self::Faint,
        Self::Line,
        Self::Ok,
        Self::Run,
        Self::Wait,
        Self::Warn,
        Self::Fail,
        Self::Accent,
    ];

    /// The word the settings call it by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Chrome => "chrome",
            Self::Cursor => "cursor",
            Self::Sheet => "sheet",
            Self::Text => "text",
            Self::Strong => "strong",
            Self::Dim => "dim",
            Self::Faint => "faint",
            Self::Line => "line",
            Self::Ok => "ok",
            Self::Run => "run",
            Self::Wait => "wait",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Accent => "accent",
        }
    }
}

/// A colour for each [`Role`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    pub(super) page: Rgb,
    pub(super) chrome: Rgb,
    pub(super) cursor: Rgb,
    pub(super) sheet: Rgb,
    pub(super) text: Rgb,
    pub(super) strong: Rgb,
    pub(super) dim: Rgb,
    pub(super) faint: Rgb,
    pub(super) line: Rgb,
    pub(super) ok: Rgb,
    pub(super) run: Rgb,
    pub(super) wait: Rgb,
    pub(super) warn: Rgb,
    pub(super) fail: Rgb,
    pub(super) accent: Rgb,
}

impl Palette {
    /// The same with another colour for a role.
    #[must_use]
    pub fn with(mut self, role: Role, colour: Rgb) -> Self {
        let slot = match role {
            Role::Page => &mut self.page,
            Role::Chrome => &mut self.chrome,
            Role::Cursor => &mut self.cursor,
            Role::Sheet => &mut self.sheet,
            Role::Text => &mut self.text,
            Role::Strong => &mut self.strong,
            Role::Dim => &mut self.dim,
            Role::Faint => &mut self.faint,
            Role::Line => &mut self.line,
            Role::Ok => &mut self.ok,
            Role::Run => &mut self.run,
            Role::Wait => &mut self.wait,
            Role::Warn => &mut self.warn,
            Role::Fail => &mut self.fail,
            Role::Accent => &mut self.accent,
        };
        *slot = colour;
        self
    }

    /// What everything looks like in these colours.
    pub(super) const fn styles(self) -> Styles {
        let page = self.page.color();
        let accent = self.accent.color();
        Styles {
            page: Style::new().fg(self.text.color()).bg(page),
            text: Style::new().fg(self.text.color()),
            strong: Style::new().fg(self.strong.color()).add_modifier(Modifier::BOLD),
            dim: Style::new().fg(self.dim.color()),
            faint: Style::new().fg(self.faint.color()),
            line: Style::new().fg(self.line.color()),
            ok: Style::new().fg(self.ok.color()),
            run: Style::new().fg(self.run.color()),
            wait: Style::new().fg(self.wait.color()),
            warn: Style::new().fg(self.warn.color()),
            fail: Style::new().fg(self.fail.color()),
            accent: Style::new().fg(accent).add_modifier(Modifier::BOLD),
            cursor: Style::new().bg(self.cursor.color()),
            chrome: Style::new().fg(self.dim.color()).bg(self.chrome.color()),
            tab: Style::new().fg(page).bg(accent).add_modifier(Modifier::BOLD),
            banner: Style::new().fg(page).bg(accent),
            sheet: Style::new().fg(self.text.color()).bg(self.sheet.color()),
            veil: Style::new().fg(self.faint.color()).bg(page).remove_modifier(
                Modifier::BOLD.union(Modifier::REVERSED).union(Modifier::UNDERLINED),
            ),
        }
    }
}
