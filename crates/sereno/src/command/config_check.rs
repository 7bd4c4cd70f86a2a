//! `sereno config check`: the settings as they are understood, or what is wrong with them.

use std::process::ExitCode;

use sereno_tui::language::Language;
use sereno_tui::theme::ThemeName;

use crate::config::{Config, DashboardConfig};
use crate::print;

/// Prints the settings; that they could be loaded is the check.
pub(crate) fn run(config: &Config, json: bool) -> anyhow::Result<ExitCode> {
    let server = if config.database_url.is_some() { "named by its address" } else { "private" };
    if json {
        print::json(&serde_json::json!({
            "database": server,
            "n_connections_max": config.n_connections_max,
            "zone": config.zone_name,
            "cutoff_hour": config.cutoff_hour,
            "chunk_roles": config.chunk_roles,
            "shard_developers": config.shard_developers,
            "n_slots": config.n_slots,
            "dashboard": {
                "screen": config.dashboard.screen.to_string(),
                "theme": config.dashboard.theme.map(ThemeName::name),
                "glyphs": config.dashboard.glyphs.name(),
                "language": config.dashboard.language.map(Language::name),
                "mouse": config.dashboard.mouse,
                "refresh_seconds": config.refresh.as_secs(),
            },
            "log_filter": config.log_filter,
            "n_log_files_max": config.n_log_files_max,
        }))?;
    } else {
        print::line(&format!("database     {server}, {} connections", config.n_connections_max));
        print::line(&format!(
            "zone         {}, cut-off {}:00",
            config.zone_name, config.cutoff_hour
        ));
        print::line(&format!(
            "rescore      {} roles a chunk, {} slots, shards above {} developers",
            config.chunk_roles, config.n_slots, config.shard_developers
        ));
        print::line(&dashboard(config));
        print::line(&format!(
            "logs         {}, {} files kept",
            config.log_filter, config.n_log_files_max
        ));
        print::line("the settings are right");
    }
    Ok(ExitCode::SUCCESS)
}

/// How the dashboard looks at first.
fn dashboard(config: &Config) -> String {
    let DashboardConfig { screen, theme, glyphs, language, mouse, .. } = &config.dashboard;
    let theme = theme.map_or("the terminal's", ThemeName::name);
    let language = language.map_or("the environment's", Language::name);
    let mouse = if *mouse { ", mouse" } else { "" };
    let seconds = config.refresh.as_secs();
    format!(
        "dashboard    {screen} every {seconds} s, colours {theme}, glyphs {glyphs}, language {language}{mouse}"
    )
}
