//! `sereno retry RUN`: what on-call does once the cause is gone. It says first what would go round
//! again, and who did it and why is in the audit log.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use sereno_db::audit::{AuditEvent, audit_insert_in_tx};
use sereno_db::mend::{Broken, BrokenGroup, Retried, broken_count, run_retry_in_tx};
use sereno_db::pool::{self, Pool};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{ChunkId, RunId};
use sereno_domain::job::JobKind;

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
    /// Why: kept in the audit log
    #[arg(long, value_name = "REASON", required_unless_present = "dry_run")]
    reason: Option<String>,
    /// Only say what would go round again
    #[arg(long)]
    dry_run: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Sends chunks round again, or says which would go.
pub(crate) async fn run(pool: &Pool, args: RetryArgs, actor: String) -> anyhow::Result<ExitCode> {
    let broken = Broken { kind: args.step, chunk_id: args.chunk, error_class: args.class };
    let mut tx = pool::begin(pool).await?;
    let groups = broken_count(&mut tx, args.run, &broken).await?;
    if groups.is_empty() {
        bail!(
            "run {} has no chunk in quarantine that is meant: `sereno runs {0}` shows what it has",
            args.run
        );
    }
    if !args.dry_run {
        let reason = CleanText::new(args.reason.as_deref().unwrap_or_default()).to_string();
        if reason.is_empty() {
            bail!("--reason is empty: say why, the next one on call will ask");
        }
        let Retried::Chunks(n_chunks) = run_retry_in_tx(&mut tx, args.run, &broken).await? else {
            bail!("run {} was replaced by a later revision of its date: retry that one", args.run);
        };
        let event = AuditEvent {
            actor,
            action: "run.retry",
            subject: format!("run:{}", args.run),
            reason,
            detail: serde_json::json!({ "n_chunks": n_chunks, "groups": groups }),
        };
        audit_insert_in_tx(&mut tx, &event).await?;
        pool::commit(tx).await?;
    }
    if args.json {
        print::json(&groups)?;
    } else {
        for group in &groups {
            print::line(&words(group, args.dry_run));
        }
        if !args.dry_run {
            print::note("`sereno worker`, or `sereno run nightly --wait` for its date, does them");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn words(group: &BrokenGroup, dry_run: bool) -> String {
    let verb = if dry_run { "would go" } else { "go" };
    let class = group.error_class.as_deref().map_or("lost worker", |class| class);
    let chunks = if group.n_chunks == 1 { "chunk" } else { "chunks" };
    format!(
        "{} {chunks} of {} ({}) {verb} round again",
        group.n_chunks,
        group.kind,
        CleanText::new(class)
    )
}
