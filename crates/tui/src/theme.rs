//! Colour by meaning. Widgets name a [`Tone`]; a theme says what it looks like; nothing else in
//! the dashboard names a colour. `night` and `day` hold 4.5:1 against their page, `contrast` 7:1, and all
//! three keep the five states apart for every kind of colour vision; `mono` needs no colour at all.

mod contrast;
mod day;
mod mono;
mod night;
pub mod palette;
mod tty16;

use std::fmt;
use std::str::FromStr;

use ratatui::style::{Modifier, Style};

use crate::glyph::Glyphs;
use crate::theme::palette::Palette;

/// The themes that ship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ThemeName {
    /// Light text on deep blue; needs 24-bit colour.
    Night,
    /// Dark text on paper; needs 24-bit colour.
    Day,
    /// White on black and strong inks; needs 24-bit colour.
    Contrast,
    /// No colour: bold, dim, underline, reverse and glyphs.
    Mono,
    /// The terminal's own sixteen colours.
    Tty16,
    /// The colours of the settings; those of night where they name none.
    Own,
}

impl ThemeName {
    /// Every theme, in the order they are offered.
    pub const ALL: &'static [Self] =
        &[Self::Night, Self::Day, Self::Contrast, Self::Mono, Self::Tty16, Self::Own];

    /// The word to choose it by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Night => "night",
            Self::Day => "day",
            Self::Contrast => "contrast",
            Self::Mono => "mono",
            Self::Tty16 => "tty16",
            Self::Own => "own",
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

/// What makes a blank be seen.
pub(crate) const HOLES: Modifier = Modifier::REVERSED.union(Modifier::UNDERLINED);

/// A theme, ready to draw with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Which theme.
    pub name: ThemeName,
    /// What signs are drawn with.
    pub glyphs: Glyphs,
    styles: Styles,
    own: Palette,
}

impl Look {
    /// The theme of that name, drawn with every sign a terminal has.
    pub const fn of(name: ThemeName) -> Self {
        Self {
            name,
            glyphs: Glyphs::Unicode,
            styles: styles(name, night::PALETTE),
            own: night::PALETTE,
        }
    }

    /// The same signs and own colours in another theme.
    #[must_use]
    pub const fn in_theme(self, name: ThemeName) -> Self {
        Self { name, styles: styles(name, self.own), ..self }
    }

    /// The same, where the theme `own` has these colours.
    #[must_use]
    pub const fn with_own(self, own: Palette) -> Self {
        Self { own, styles: styles(self.name, own), ..self }
    }

    /// True when the settings name colours.
    pub(crate) fn has_own(&self) -> bool {
        self.own != night::PALETTE
    }

    /// The same, drawn with these signs.
    #[must_use]
    pub const fn with_glyphs(self, glyphs: Glyphs) -> Self {
        Self { glyphs, ..self }
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
        self.style(tone).remove_modifier(HOLES)
    }
}

const fn styles(name: ThemeName, own: Palette) -> Styles {
    match name {
        ThemeName::Night => night::PALETTE.styles(),
        ThemeName::Day => day::PALETTE.styles(),
        ThemeName::Contrast => contrast::PALETTE.styles(),
        ThemeName::Mono => mono::STYLES,
        ThemeName::Tty16 => tty16::STYLES,
        ThemeName::Own => own.styles(),
    }
}

/// The colours of a theme that has such; none of those that keep the terminal's.
pub const fn palette(name: ThemeName) -> Option<Palette> {
    match name {
        ThemeName::Night => Some(night::PALETTE),
        ThemeName::Day => Some(day::PALETTE),
        ThemeName::Contrast => Some(contrast::PALETTE),
        ThemeName::Mono | ThemeName::Tty16 | ThemeName::Own => None,
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
#[cfg(test)]
mod vision;
