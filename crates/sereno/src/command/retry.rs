//! `sereno retry RUN`: what on-call does once the cause is gone. It says first what would go round
//! again, and who did it and why is in the audit log.

use std::process::ExitCode;

use clap::Args;
use sereno_db::mend::chosen::Chosen;
use sereno_db::mend::{Broken, BrokenGroup};
use sereno_db::pool::Pool;
use sereno_domain::board::chunk::Tally;
use sereno_domain::clean_text::CleanText;
use sereno_domain::failure::gist;
use sereno_domain::id::{ChunkId, FailureId, RunId};
use sereno_domain::job::JobKind;
use sereno_domain::money::grouped;
use sereno_jobs::mend::chosen::ChosenSent;
use sereno_jobs::mend::{RetryPreview, redo, retry, retry_preview};

use crate::print;

pub(super) const WHO_DOES_IT: &str =
    "`sereno worker`, or `sereno run nightly --wait` for its date, does them";

/// What is asked of `sereno retry`.
#[derive(Debug, Args)]
#[command(after_help = "\
A chunk that is retried starts with all its attempts. Steps that depend on it, like the digest, wait
for it once more and are done anew. `sereno worker`, or the command that started the night, does it.
`sereno retries` says what became of them, stops those that wait for their moment, and goes on.

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
    /// Do this step and every one after it anew, also what is done
    #[arg(long, value_name = "STEP", conflicts_with_all = ["step", "chunk", "class", "failure", "per_minute", "dry_run"])]
    from: Option<JobKind>,
    /// Hand out so many chunks a minute instead of all at once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    per_minute: Option<u32>,
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
    let actor = super::actor();
    let why_who = [args.reason.as_ref().map_or("", CleanText::as_str), &actor];
    if let Some(kind) = args.from {
        let n = redo(pool, args.run, kind, why_who).await?;
        print::line(&format!("{kind} and what comes after it are done anew: {n} chunks of {kind}"));
        print::note(WHO_DOES_IT);
        return Ok(ExitCode::SUCCESS);
    }
    let broken = Broken {
        kind: args.step,
        chunk_id: args.chunk,
        error_class: args.class,
        failure_id: args.failure,
        retry_id: None,
        chosen: Chosen::default(),
    };
    if args.dry_run {
        let preview = retry_preview(pool, args.run, &broken).await?;
        if args.json {
            print::json(&preview)?;
        } else {
            preview.groups.iter().for_each(|group| print::line(&words(group, true)));
            print::line(&left_words(&preview));
        }
        return Ok(ExitCode::SUCCESS);
    }
    let sent = retry(pool, args.run, &broken, args.per_minute, why_who).await?;
    if args.json {
        print::json(&sent)?;
        return Ok(ExitCode::SUCCESS);
    }
    sent.groups.iter().for_each(|group| print::line(&words(group, false)));
    print::note(WHO_DOES_IT);
    print::note(&format!("what becomes of them: `sereno retries show {}`", sent.retry_id));
    Ok(ExitCode::SUCCESS)
}

/// What stays as it is, by state.
pub(crate) fn left_words(preview: &RetryPreview) -> String {
    let left: Vec<String> =
        preview.left.iter().map(|(state, n)| format!("{} {state}", grouped(*n))).collect();
    if left.is_empty() {
        "every chunk of the run is meant".to_owned()
    } else {
        format!("left as they are: {}", left.join(", "))
    }
}

/// What goes round again of chunks of many runs, what does not, and how it failed.
pub(crate) fn chosen_words(sent: &ChosenSent, dry_run: bool) -> Vec<String> {
    let verb = if dry_run { "would go" } else { "go" };
    let (n, runs) = (sent.n_chunks(), if sent.n_runs == 1 { "run" } else { "runs" });
    let chunks = if n == 1 { "chunk" } else { "chunks" };
    let mut lines =
        vec![format!("{} {chunks} of {} {runs} {verb} round again", grouped(n), sent.n_runs)];
    match sent.n_others {
        Tally::Exact(0) => {}
        Tally::Exact(n) => {
            lines.push(format!("{} more are not in quarantine: they stay", grouped(n)));
        }
        Tally::About(n) => {
            lines.push(format!("about {} more are not in quarantine: they stay", grouped(n)));
        }
    }
    if sent.n_replaced > 0 {
        let n = grouped(sent.n_replaced);
        lines.push(format!(
            "{n} in quarantine are of runs that a later revision replaced: they stay"
        ));
    }
    lines.extend(sent.groups.iter().map(|group| words(group, dry_run)));
    lines
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
