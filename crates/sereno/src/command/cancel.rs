//! `sereno cancel RUN`: puts an end to a run that is at work.

use std::process::ExitCode;

use clap::Args;
use sereno_db::pool::Pool;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::RunId;
use sereno_domain::money::grouped;
use sereno_domain::run::ChunkState;
use sereno_jobs::halt::{cancel, cancel_preview};

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
    #[arg(long, value_name = "REASON", required_unless_present = "dry_run", value_parser = super::reason)]
    reason: Option<CleanText>,
    /// Only say what would be done and what would not
    #[arg(long)]
    dry_run: bool,
}

/// Does it.
pub(crate) async fn run(pool: &Pool, args: CancelArgs) -> anyhow::Result<ExitCode> {
    if args.dry_run {
        print::line(&words(&cancel_preview(pool, args.run).await?));
        return Ok(ExitCode::SUCCESS);
    }
    let reason = args.reason.as_ref().map_or("", CleanText::as_str);
    let n = cancel(pool, args.run, [reason, &super::actor()]).await?;
    print::note(&format!("run {} is cancelled: {} chunks are not done", args.run, grouped(n)));
    Ok(ExitCode::SUCCESS)
}

/// What an end would leave, in a sentence.
pub(crate) fn words(states: &[(ChunkState, u64)]) -> String {
    let open: Vec<String> = states
        .iter()
        .filter(|(state, _)| *state != ChunkState::Done)
        .map(|(state, n)| format!("{} {state}", grouped(*n)))
        .collect();
    let done = states.iter().find(|(state, _)| *state == ChunkState::Done).map_or(0, |(_, n)| *n);
    format!("{} chunks stay done, the others are not done: {}", grouped(done), open.join(", "))
}
