//! `sereno cancel RUN`: puts an end to a run that is at work.

use std::process::ExitCode;

use clap::Args;
use sereno_db::pool::Pool;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::RunId;
use sereno_domain::money::grouped;
use sereno_jobs::halt::cancel;

use crate::print;

/// What is asked of `sereno cancel`.
#[derive(Debug, Args)]
#[command(after_help = "\
What is done stays as it is; what workers have in hand is refused. `sereno run nightly --revise REASON`
runs the date again.")]
pub(crate) struct CancelArgs {
    /// The run
    run: RunId,
    /// Why: kept in the audit log
    #[arg(long, value_parser = super::reason)]
    reason: CleanText,
}

/// Does it.
pub(crate) async fn run(pool: &Pool, args: CancelArgs) -> anyhow::Result<ExitCode> {
    let n = cancel(pool, args.run, [args.reason.as_str(), &super::actor()]).await?;
    print::note(&format!("run {} is cancelled: {} chunks are not done", args.run, grouped(n)));
    Ok(ExitCode::SUCCESS)
}
