//! The languages of the dashboard.

mod es;
mod pt;

use std::fmt;
use std::str::FromStr;

use crate::manner::Manner;

/// A language it can be read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English; what no other language has a word for is English too.
    #[default]
    English,
    /// Spanish.
    Spanish,
    /// Portuguese.
    Portuguese,
}

impl Language {
    /// Every language.
    pub const ALL: &'static [Self] = &[Self::English, Self::Spanish, Self::Portuguese];

    /// The word to choose it by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
            Self::Portuguese => "pt",
        }
    }

    /// What stands between thousands, and between a whole and its parts.
    pub(crate) const fn separators(self) -> (char, char) {
        match self {
            Self::English => (',', '.'),
            Self::Spanish | Self::Portuguese => ('.', ','),
        }
    }

    /// What an environment asks for, like `es_CO.UTF-8`; English when it asks for none of these.
    pub fn of_locale(locale: &str) -> Self {
        let word = locale.split(['_', '.', '@', '-']).next().unwrap_or_default();
        word.to_ascii_lowercase().parse().unwrap_or_default()
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A text of the dashboard in the language of the reader; itself where that has no word for it.
pub(crate) fn say(text: &str) -> &str {
    let tables = match Manner::now().language {
        Language::English => return text,
        Language::Spanish => [es::WORDS, es::heads::HEADS, es::marks::MARKS],
        Language::Portuguese => [pt::WORDS, pt::heads::HEADS, pt::marks::MARKS],
    };
    let found = tables.into_iter().find_map(|words| {
        let at = words.binary_search_by(|(english, _)| (*english).cmp(text)).ok()?;
        words.get(at)
    });
    found.map_or(text, |(_, said)| said)
}

/// The same, with a part in place of each `{}`.
pub(crate) fn say_with(text: &str, parts: &[&str]) -> String {
    let mut said = String::new();
    let mut parts = parts.iter();
    for (at, piece) in say(text).split("{}").enumerate() {
        if at > 0 {
            said.push_str(parts.next().unwrap_or(&""));
        }
        said.push_str(piece);
    }
    said
}

/// A word that names no language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLanguage(String);

impl fmt::Display for UnknownLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no language of the dashboard: choose en, es or pt", self.0)
    }
}

impl std::error::Error for UnknownLanguage {}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        let found = Self::ALL.iter().copied().find(|language| language.name() == text);
        found.ok_or_else(|| UnknownLanguage(text.to_owned()))
    }
}

#[cfg(test)]
mod words;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_chosen_by_name_or_by_the_environment() {
        for language in Language::ALL {
            assert_eq!(language.name().parse().as_ref(), Ok(language));
        }
        for (locale, language) in [
            ("es_CO.UTF-8", Language::Spanish),
            ("pt-BR", Language::Portuguese),
            ("ES", Language::Spanish),
            ("C.UTF-8", Language::English),
            ("de_DE", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(Language::of_locale(locale), language, "{locale}");
        }
        assert_eq!(
            "fr".parse::<Language>().unwrap_err().to_string(),
            "`fr` is no language of the dashboard: choose en, es or pt"
        );
    }
}
