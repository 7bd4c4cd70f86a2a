//! `sereno prune`: lets go what is older than it is kept for, as resident workers do every hour.

use std::process::ExitCode;

use sereno_db::pool::Pool;
use sereno_domain::money::grouped;
use sereno_jobs::history::{prune, prune_preview};

use crate::config::Config;
use crate::print;

/// Does it, or says how many runs it would be.
pub(crate) async fn run(
    pool: &Pool,
    config: &Config,
    dry_run: bool,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let today = config.business_date(super::now());
    if dry_run {
        let n = prune_preview(pool, config.keep, today).await?;
        print::line(&format!("{} runs are older than {} days", grouped(n), config.keep.days));
        return Ok(ExitCode::SUCCESS);
    }
    let pruned = prune(pool, config.keep, today).await?;
    if json {
        print::json(&pruned)?;
    } else {
        print::line(&format!(
            "let go: {} rows of {} runs, {} rows of inputs, {} ended tasks of the queue",
            grouped(pruned.n_rows),
            grouped(pruned.n_runs),
            grouped(pruned.n_input_rows),
            grouped(pruned.n_tasks),
        ));
    }
    Ok(ExitCode::SUCCESS)
}
