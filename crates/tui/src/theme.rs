//! Colour by meaning. Widgets name a [`Tone`]; a theme says what it looks like; nothing else in
//! the dashboard names a colour. `night` and `day` hold 4.5:1 against their page and keep the five
//! states apart for every kind of colour vision; `mono` needs no colour at all.

mod day;
mod mono;
mod night;
mod tty16;

use std::fmt;
use std::str::FromStr;

use ratatui::style::{Modifier, Style};

/// The themes that ship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ThemeName {
    /// Light text on deep blue; needs 24-bit colour.
    Night,
    /// Dark text on paper; needs 24-bit colour.
    Day,
    /// No colour: bold, dim, underline, reverse and glyphs.
    Mono,
    /// The terminal's own sixteen colours.
    Tty16,
}

impl ThemeName {
    /// Every theme, in the order they are offered.
    pub const ALL: &'static [Self] = &[Self::Night, Self::Day, Self::Mono, Self::Tty16];

    /// The word to choose it by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Night => "night",
            Self::Day => "day",
            Self::Mono => "mono",
            Self::Tty16 => "tty16",
        }
    }
}

impl fmt::Display for ThemeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A word that names no theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownTheme(String);

impl fmt::Display for UnknownTheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = ThemeName::ALL.iter().map(|theme| theme.name()).collect();
        write!(f, "`{}` is not a theme: choose one of {}", self.0, names.join(", "))
    }
}

impl std::error::Error for UnknownTheme {}

impl FromStr for ThemeName {
    type Err = UnknownTheme;

    fn from_str(text: &str) -> Result<Self, UnknownTheme> {
        Self::ALL
            .iter()
            .copied()
            .find(|theme| theme.name() == text)
            .ok_or_else(|| UnknownTheme(text.to_owned()))
    }
}

/// What a piece of the screen means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Tone {
    /// The page itself.
    Page,
    /// What is read.
    Text,
    /// What is read first.
    Strong,
    /// What explains: labels, units.
    Dim,
    /// Decoration that may be missed.
    Faint,
    /// Hairlines.
    Line,
    /// Good and finished.
    Ok,
    /// At work.
    Run,
    /// Waiting, nothing to do.
    Wait,
    /// Will hurt later, or a second try.
    Warn,
    /// Broken.
    Fail,
    /// You are here, or yours to do.
    Accent,
    /// The row under the cursor.
    Cursor,
    /// The lines at the top and the bottom.
    Chrome,
    /// The screen shown, in the row of screens.
    Tab,
    /// Data is old or the database is away.
    Banner,
    /// An overlay.
    Sheet,
    /// The page behind an overlay.
    Veil,
}

/// One style for each [`Tone`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Styles {
    page: Style,
    text: Style,
    strong: Style,
    dim: Style,
    faint: Style,
    line: Style,
    ok: Style,
    run: Style,
    wait: Style,
    warn: Style,
    fail: Style,
    accent: Style,
    cursor: Style,
    chrome: Style,
    tab: Style,
    banner: Style,
    sheet: Style,
    veil: Style,
}

/// A theme, ready to draw with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Which theme.
    pub name: ThemeName,
    styles: Styles,
}

impl Look {
    /// The theme of that name.
    pub const fn of(name: ThemeName) -> Self {
        let styles = match name {
            ThemeName::Night => night::STYLES,
            ThemeName::Day => day::STYLES,
            ThemeName::Mono => mono::STYLES,
            ThemeName::Tty16 => tty16::STYLES,
        };
        Self { name, styles }
    }

    /// How a tone looks.
    pub(crate) const fn style(&self, tone: Tone) -> Style {
        match tone {
            Tone::Page => self.styles.page,
            Tone::Text => self.styles.text,
            Tone::Strong => self.styles.strong,
            Tone::Dim => self.styles.dim,
            Tone::Faint => self.styles.faint,
            Tone::Line => self.styles.line,
            Tone::Ok => self.styles.ok,
            Tone::Run => self.styles.run,
            Tone::Wait => self.styles.wait,
            Tone::Warn => self.styles.warn,
            Tone::Fail => self.styles.fail,
            Tone::Accent => self.styles.accent,
            Tone::Cursor => self.styles.cursor,
            Tone::Chrome => self.styles.chrome,
            Tone::Tab => self.styles.tab,
            Tone::Banner => self.styles.banner,
            Tone::Sheet => self.styles.sheet,
            Tone::Veil => self.styles.veil,
        }
    }
}

impl Look {
    /// A tone for bars and marks: a block drawn reversed would be a hole.
    pub(crate) const fn ink(&self, tone: Tone) -> Style {
        let holes = Modifier::REVERSED.union(Modifier::UNDERLINED);
        self.style(tone).remove_modifier(holes)
    }
}

/// Chooses a theme from what the terminal says of itself. A flag wins over everything, also over
/// `NO_COLOR`; then `NO_COLOR` and terminals without colour get `mono`; 24-bit colour gets `night`;
/// all others keep their own sixteen colours.
pub fn choose(
    no_color: bool,
    colorterm: Option<&str>,
    term: Option<&str>,
    flag: Option<ThemeName>,
) -> Look {
    let full = matches!(colorterm, Some("truecolor" | "24bit"))
        || term.is_some_and(|term| term.ends_with("-direct"));
    let name = match (flag, term) {
        (Some(name), _) => name,
        (None, _) if no_color => ThemeName::Mono,
        (None, None | Some("" | "dumb" | "vt100" | "vt102" | "vt220")) => ThemeName::Mono,
        (None, Some(_)) if full => ThemeName::Night,
        (None, Some(_)) => ThemeName::Tty16,
    };
    Look::of(name)
}

#[cfg(test)]
mod tests;
