//! `sereno retry RUN`: what on-call does once the cause is gone. It says first what would go round
//! again, and who did it and why is in the audit log.

use std::process::ExitCode;

use clap::Args;
use sereno_db::mend::{Broken, BrokenGroup};
use sereno_db::pool::Pool;
use sereno_domain::clean_text::CleanText;
use sereno_domain::failure::gist;
use sereno_domain::id::{ChunkId, FailureId, RunId};
use sereno_domain::job::JobKind;
use sereno_jobs::mend::{retry, retry_preview};

use crate::print;

/// What is asked of `sereno retry`.
#[derive(Debug, Args)]
#[command(after_help = "\
A chunk that is retried starts with all its attempts. Steps that depend on it, like the digest, wait
for it once more and are done anew. `sereno worker`, or the command that started the night, does it.

Exit codes: 0 done, 1 failed or nothing to retry, 2 usage.")]
pub(crate) struct RetryArgs {
    /// The run to mend
    run: RunId,
    /// Only chunks of this step
    #[arg(long, value_name = "STEP")]
    step: Option<JobKind>,
    /// Only this chunk, by its id
    #[arg(long, value_name = "CHUNK")]
    chunk: Option<ChunkId>,
    /// Only chunks whose last error is of this class, as `sereno runs RUN` names it
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// Only chunks that failed in this way, as `sereno failures` numbers it
    #[arg(long, value_name = "FAILURE")]
    failure: Option<FailureId>,
    /// Why: kept in the audit log
    #[arg(long, value_name = "REASON", required_unless_present = "dry_run", value_parser = super::reason)]
    reason: Option<CleanText>,
    /// Only say what would go round again
    #[arg(long)]
    dry_run: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Sends chunks round again, or says which would go.
pub(crate) async fn run(pool: &Pool, args: RetryArgs) -> anyhow::Result<ExitCode> {
    let broken = Broken {
        kind: args.step,
        chunk_id: args.chunk,
        error_class: args.class,
        failure_id: args.failure,
    };
    let groups = match &args.reason {
        _ if args.dry_run => retry_preview(pool, args.run, &broken).await?,
        reason => {
            let reason = reason.as_ref().map_or("", CleanText::as_str);
            retry(pool, args.run, &broken, [reason, &super::actor()]).await?
        }
    };
    if args.json {
        print::json(&groups)?;
        return Ok(ExitCode::SUCCESS);
    }
    for group in &groups {
        print::line(&words(group, args.dry_run));
    }
    if !args.dry_run {
        print::note("`sereno worker`, or `sereno run nightly --wait` for its date, does them");
    }
    Ok(ExitCode::SUCCESS)
}

/// One group in a sentence.
pub(crate) fn words(group: &BrokenGroup, dry_run: bool) -> String {
    let verb = if dry_run { "would go" } else { "go" };
    let chunks = if group.n_chunks == 1 { "chunk" } else { "chunks" };
    let how = match (&group.error_class, &group.shape) {
        (Some(class), Some(shape)) => CleanText::new(gist(class, shape)),
        _ => CleanText::new("no error is known"),
    };
    format!("{} {chunks} of {} ({how}) {verb} round again", group.n_chunks, group.kind)
}
