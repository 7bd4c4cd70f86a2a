//! Text from outside is hostile until it has passed through here: names, errors, log lines.
//!
//! What is taken out: C0 and C1 controls (with them every escape sequence loses its start),
//! bidirectional overrides and isolates, zero-width characters, byte-order marks and line
//! separators. What stays is what a person can read, in composed form (NFC).

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// Text that may be drawn on a terminal, written to a log or exported.
#[derive(
    Debug,
    Clone,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(from = "String", into = "String")]
pub struct CleanText(String);

impl CleanText {
    /// Cleans `raw`; runs of blanks, line breaks and tabs become one space, ends are trimmed.
    pub fn new(raw: &str) -> Self {
        let mut clean = String::with_capacity(raw.len());
        let mut blank = false;
        for ch in raw.nfc() {
            if ch.is_whitespace() {
                blank = true;
            } else if !is_hostile(ch) {
                if blank && !clean.is_empty() {
                    clean.push(' ');
                }
                blank = false;
                clean.push(ch);
            }
        }
        Self(clean)
    }

    /// The clean text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True when nothing readable was left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A character that could steer a terminal, hide text or reverse it.
fn is_hostile(ch: char) -> bool {
    ch.is_control()
        || matches!(ch,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

impl From<String> for CleanText {
    fn from(raw: String) -> Self {
        Self::new(&raw)
    }
}

impl From<&str> for CleanText {
    fn from(raw: &str) -> Self {
        Self::new(raw)
    }
}

impl From<CleanText> for String {
    fn from(text: CleanText) -> Self {
        text.0
    }
}

impl fmt::Display for CleanText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: &str) {
        assert_eq!(CleanText::new(raw).as_str(), expected);
    }

    #[test]
    fn names_people_have_stay_as_they_are() {
        check("José Ñandú Müller-O'Higgins 李", "José Ñandú Müller-O'Higgins 李");
    }

    #[test]
    fn escape_sequences_lose_their_start() {
        check("Ana\u{1b}[2J\u{9b}31mMorales", "Ana[2J31mMorales");
    }

    #[test]
    fn right_to_left_marks_and_invisible_characters_go() {
        check("a\u{202e}b\u{200b}c\u{feff}d\u{2066}e", "abcde");
    }

    #[test]
    fn line_breaks_and_tabs_become_one_space() {
        check("  one\r\n\ttwo\u{2028}three ", "one two three");
    }

    #[test]
    fn decomposed_accents_are_composed() {
        check("Jose\u{301}", "José");
    }
}
