//! How the dashboard looks at first.

use std::collections::BTreeMap;

use serde::Deserialize;
use sereno_tui::glyph::Glyphs;
use sereno_tui::language::Language;
use sereno_tui::screen::Screen;
use sereno_tui::theme::palette::{NotAColour, Palette, Role};
use sereno_tui::theme::{self, ThemeName};

use super::ConfigError;

/// The key of the theme that others are laid over.
const BASE: &str = "base";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDashboard {
    pub(super) environment: String,
    pub(super) refresh_seconds: u32,
    screen: String,
    theme: String,
    glyphs: String,
    language: String,
    mouse: bool,
    own: BTreeMap<String, String>,
}

/// How the dashboard looks, as long as nothing else is said when it is opened.
#[derive(Debug, Clone)]
pub(crate) struct DashboardConfig {
    /// The screen it opens at.
    pub(crate) screen: Screen,
    /// None for what the terminal can show.
    pub(crate) theme: Option<ThemeName>,
    pub(crate) glyphs: Glyphs,
    /// None for that of the environment.
    pub(crate) language: Option<Language>,
    /// Whether clicks and the wheel are taken.
    pub(crate) mouse: bool,
    /// The colours of the theme `own`.
    pub(crate) own: Palette,
}

pub(super) fn check(raw: &RawDashboard) -> Result<DashboardConfig, ConfigError> {
    let wrong = |key: &str, given: &str, hint: String| ConfigError::BadDashboard {
        key: key.to_owned(),
        given: given.to_owned(),
        hint,
    };
    let one_of = |names: Vec<&str>| format!("one of {}", names.join(", "));
    let themes = || one_of(ThemeName::ALL.iter().map(|name| name.name()).collect());
    let theme = match raw.theme.as_str() {
        "" => None,
        name => Some(name.parse().map_err(|_| wrong("theme", name, themes()))?),
    };
    let languages = || one_of(Language::ALL.iter().map(|language| language.name()).collect());
    let language = match raw.language.as_str() {
        "" => None,
        name => Some(name.parse().map_err(|_| wrong("language", name, languages()))?),
    };
    let glyphs = raw.glyphs.parse();
    let glyphs = glyphs.map_err(|_| wrong("glyphs", &raw.glyphs, "unicode or ascii".to_owned()))?;
    let screen = raw.screen.parse();
    let screen = screen.map_err(|_| {
        wrong("screen", &raw.screen, "a screen like tonight or findings".to_owned())
    })?;
    let base = raw.own.get(BASE).map_or("", String::as_str);
    let mut own = base
        .parse()
        .ok()
        .and_then(theme::palette)
        .ok_or_else(|| wrong("own.base", base, "night, day or contrast".to_owned()))?;
    for (name, given) in raw.own.iter().filter(|(name, _)| *name != BASE) {
        let key = format!("own.{name}");
        let role = Role::ALL.iter().find(|role| role.name() == name);
        let Some(role) = role else {
            let names: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
            return Err(ConfigError::UnknownRole { role: name.clone(), known: names.join(", ") });
        };
        let colour = given.parse();
        let colour = colour.map_err(|error: NotAColour| wrong(&key, given, error.to_string()))?;
        own = own.with(*role, colour);
    }
    Ok(DashboardConfig { screen, theme, glyphs, language, mouse: raw.mouse, own })
}
