//! The languages of the dashboard.

mod es;
mod pt;

use std::fmt::{self, Write as _};
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
    let language = Manner::now().language;
    let found = look_up(language, text);
    #[cfg(test)]
    if found.is_none() && language != Language::English && !text.is_empty() {
        misses::note(text);
    }
    found.unwrap_or(text)
}

/// The same, with a part in place of each `{}`.
pub(crate) fn say_with(text: &str, parts: &[&dyn fmt::Display]) -> String {
    let mut said = String::new();
    let mut parts = parts.iter();
    for (at, piece) in say(text).split("{}").enumerate() {
        if at > 0
            && let Some(part) = parts.next()
        {
            let _infallible = write!(said, "{part}");
        }
        said.push_str(piece);
    }
    said
}

/// A text that means one thing here and another elsewhere; languages keep it as `text (about)`.
pub(crate) fn say_of(text: &'static str, about: &str) -> &'static str {
    let language = Manner::now().language;
    let found = look_up(language, &format!("{text} ({about})"));
    found.unwrap_or_else(|| say(text))
}

/// A word of a closed set, like `tech_stack`, as people say it.
pub(crate) fn spoken(name: &str) -> String {
    say(&name.replace('_', " ")).to_owned()
}

/// A name that may have a form of its own in the language of the reader, like that of a country; most
/// have none.
pub(crate) fn named(name: &str) -> &str {
    look_up(Manner::now().language, name).unwrap_or(name)
}

fn look_up(language: Language, text: &str) -> Option<&'static str> {
    let tables = match language {
        Language::English => return None,
        Language::Spanish => es::ALL,
        Language::Portuguese => pt::ALL,
    };
    tables.iter().find_map(|words| {
        let at = words.binary_search_by(|(english, _)| (*english).cmp(text)).ok()?;
        words.get(at).map(|(_, said)| *said)
    })
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
pub(crate) mod misses;
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
