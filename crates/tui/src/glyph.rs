//! The signs of the screens, and the plain letters that stand in for them where a terminal has no
//! others. What people wrote keeps its own letters.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// What signs are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Glyphs {
    /// Lines, blocks, marks and arrows.
    #[default]
    Unicode,
    /// The 95 signs of ASCII: for old terminals, and where marks are two cells wide.
    Ascii,
}

impl Glyphs {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::Unicode, Self::Ascii];

    /// The word to choose it by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unicode => "unicode",
            Self::Ascii => "ascii",
        }
    }
}

impl fmt::Display for Glyphs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A word that names no set of signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownGlyphs(String);

impl fmt::Display for UnknownGlyphs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` are no glyphs: choose unicode or ascii", self.0)
    }
}

impl std::error::Error for UnknownGlyphs {}

impl FromStr for Glyphs {
    type Err = UnknownGlyphs;

    fn from_str(text: &str) -> Result<Self, UnknownGlyphs> {
        let found = Self::ALL.iter().copied().find(|glyphs| glyphs.name() == text);
        found.ok_or_else(|| UnknownGlyphs(text.to_owned()))
    }
}

/// The sign of one cell that stands in for a sign of the screens; none for every other letter.
pub(crate) const fn plain(sign: char) -> Option<char> {
    Some(match sign {
        '✗' | '×' => 'x',
        '●' | '◆' => '*',
        '◌' | '◇' => 'o',
        '▲' => '!',
        '▼' | '↓' => 'v',
        '↑' => '^',
        '↻' => '@',
        '─' | '·' | '−' | '–' | '—' | '▄' | '▏' | '▎' | '▍' => '-',
        '│' | '┃' => '|',
        '✓' | '╭' | '╮' | '╰' | '╯' | '▆' => '+',
        '┊' | '▃' => ':',
        '░' | '▂' | '□' => '.',
        '▁' => '_',
        '▅' => '=',
        '▇' => '%',
        '█' | '▋' | '▊' | '▉' | '■' => '#',
        '▌' | '→' | '›' | '⇥' | '≥' => '>',
        '←' | '↵' | '⌫' | '≤' => '<',
        '☾' => '(',
        '…' | '⋯' => '~',
        'Δ' => 'd',
        _ => return None,
    })
}

/// The text as it is drawn with these signs.
pub(crate) fn drawn(glyphs: Glyphs, text: &str) -> Cow<'_, str> {
    if glyphs == Glyphs::Unicode || text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|sign| plain(sign).unwrap_or(sign)).collect())
}

/// The symbol of a bar or a line as it is drawn with these signs: half a block is more than its edge.
pub(crate) fn filled(glyphs: Glyphs, symbol: &str) -> Cow<'_, str> {
    if glyphs == Glyphs::Ascii && symbol == "▌" {
        return Cow::Borrowed("#");
    }
    drawn(glyphs, symbol)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_letters() {
        assert_eq!(drawn(Glyphs::Ascii, "✓ Íñigo 李 · 3 → 4…"), "+ Íñigo 李 - 3 > 4~");
        assert_eq!(drawn(Glyphs::Unicode, "✓"), "✓");
        assert_eq!(
            (drawn(Glyphs::Ascii, "▌"), filled(Glyphs::Ascii, "▌")),
            (">".into(), "#".into())
        );
    }

    #[test]
    fn glyphs_are_chosen_by_name() {
        for glyphs in Glyphs::ALL {
            assert_eq!(glyphs.name().parse().as_ref(), Ok(glyphs));
        }
        assert_eq!(
            "emoji".parse::<Glyphs>().unwrap_err().to_string(),
            "`emoji` are no glyphs: choose unicode or ascii"
        );
    }
}
