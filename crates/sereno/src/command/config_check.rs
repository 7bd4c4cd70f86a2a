//! `sereno config check`: the settings as they are understood, or what is wrong with them.

use std::process::ExitCode;

use crate::config::Config;
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
        print::line(&format!(
            "logs         {}, {} files kept",
            config.log_filter, config.n_log_files_max
        ));
        print::line("the settings are right");
    }
    Ok(ExitCode::SUCCESS)
}
