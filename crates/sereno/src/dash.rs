//! The dashboard's outside: the terminal, the clock, the signals, and the way to the database. What
//! is shown and what a key does is decided in `sereno-tui`; here its effects are carried out.

mod act;
mod drive;
mod link;
mod load;
mod once;

pub(crate) use drive::run;
pub(crate) use once::{Once, OnceFormat, once};

use std::time::Duration;

use jiff::Timestamp;
use sereno_tui::app::AppConfig;
use sereno_tui::theme::{self, ThemeName};

use crate::config::Config;

/// The clock of the dashboard.
#[expect(clippy::disallowed_methods, reason = "the edge of the program; the dashboard is told")]
fn now() -> Timestamp {
    Timestamp::now()
}

/// What the dashboard is told once.
fn app_config(
    config: &Config,
    theme: Option<ThemeName>,
    refresh: Duration,
    read_only: bool,
) -> AppConfig {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    AppConfig {
        firm: String::new(),
        environment: config.environment.clone(),
        zone: config.zone.clone(),
        deadline: config.deadline,
        refresh,
        read_only,
        look: theme::choose(
            set("NO_COLOR").is_some(),
            set("COLORTERM").as_deref(),
            set("TERM").as_deref(),
            theme,
        ),
    }
}
