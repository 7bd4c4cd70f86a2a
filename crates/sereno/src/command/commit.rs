//! `sereno commit RUN`: carries out the plan of a dry run, or refuses because its inputs have moved.

use std::process::ExitCode;

use clap::Args;
use sereno_db::pool::Pool;
use sereno_db::run::Purpose;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::RunId;
use sereno_jobs::night::plan_of_dry_run;

use super::nightly::{self, NightlyRequest};
use crate::config::Config;

/// What is asked of `sereno commit`.
#[derive(Debug, Args)]
pub(crate) struct CommitArgs {
    /// The dry run
    run: RunId,
    /// Its plan, as the dry run named it
    #[arg(long, value_name = "PLAN")]
    plan: String,
    /// Why: kept in the audit log
    #[arg(long, value_parser = super::reason)]
    reason: CleanText,
    /// Work on it in this process until it ends
    #[arg(long)]
    wait: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Does it.
pub(crate) async fn run(
    pool: &Pool,
    config: &Config,
    args: CommitArgs,
) -> anyhow::Result<ExitCode> {
    let date = plan_of_dry_run(pool, args.run, &args.plan).await?;
    let asked = NightlyRequest {
        date,
        today: date,
        revise: Some(args.reason.to_string()),
        purpose: Purpose::Commit(args.run),
        wait: args.wait,
        json: args.json,
    };
    nightly::run(pool, config, asked).await
}
