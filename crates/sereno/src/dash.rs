//! The dashboard's outside: the terminal, the clock, the signals, and the way to the database. What
//! is shown and what a key does is decided in `sereno-tui`; here its effects are carried out.

mod act;
mod drive;
mod export;
mod last;
mod link;
mod load;
mod once;
mod state;
mod views;

pub(crate) use drive::run;
pub(crate) use once::{Once, OnceFormat, once};

use jiff::Timestamp;
use sereno_tui::app::AppConfig;
use sereno_tui::glyph::Glyphs;
use sereno_tui::language::Language;
use sereno_tui::theme::{self, ThemeName};

use crate::config::Config;

/// The clock of the dashboard.
#[expect(clippy::disallowed_methods, reason = "the edge of the program; the dashboard is told")]
fn now() -> Timestamp {
    Timestamp::now()
}

/// How it was asked to look, over what the settings say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manner {
    /// Colours.
    pub(crate) theme: Option<ThemeName>,
    /// Signs.
    pub(crate) glyphs: Option<Glyphs>,
    /// Words and numbers.
    pub(crate) language: Option<Language>,
}

/// Panics where the environment asks for it: a test sees what becomes of the terminal then.
#[cfg(debug_assertions)]
fn panic_if_asked(place: &str) {
    assert!(set("SERENO_TEST_PANIC").as_deref() != Some(place), "asked to panic in {place}");
}

/// Nothing: only a build for tests can be asked to panic.
#[cfg(not(debug_assertions))]
const fn panic_if_asked(_: &str) {}

/// What the dashboard is told once.
fn app_config(config: &Config, manner: Manner) -> AppConfig {
    let no_color = set("NO_COLOR").is_some();
    let theme = manner.theme.or(config.dashboard.theme.filter(|_| !no_color));
    let look = theme::choose(no_color, set("COLORTERM").as_deref(), set("TERM").as_deref(), theme);
    let glyphs = manner.glyphs.unwrap_or(config.dashboard.glyphs);
    AppConfig {
        firm: String::new(),
        environment: config.environment.clone(),
        zone: config.zone.clone(),
        deadline: config.deadline,
        refresh: config.refresh,
        read_only: false,
        look: look.with_own(config.dashboard.own).with_glyphs(glyphs),
        language: manner.language.or(config.dashboard.language).unwrap_or_else(locale),
        views: Vec::new(),
        last: None,
    }
}

/// The language of the environment: the first of the variables that is set says.
fn locale() -> Language {
    let first = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
    first.map_or(Language::English, |locale| Language::of_locale(&locale))
}

/// A variable of the environment that is not empty.
fn set(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
