//! `sereno retries`: what was sent round again, what came of it, stopping it and going on.

use std::process::ExitCode;

use clap::Subcommand;
use sereno_db::pool::{self, Pool};
use sereno_db::retry::retry_list;
use sereno_domain::board::retry::RetryLine;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{RetryId, RunId};
use sereno_domain::money::grouped;
use sereno_jobs::mend::{retry_find, retry_go_on, retry_stop};

use crate::print::{self, styled};

/// Retries listed.
const N_LISTED: u32 = 30;

/// What can be done with retries.
#[derive(Debug, Subcommand)]
pub(crate) enum RetriesAction {
    /// List the newest, of one run or of all
    List {
        /// The run
        run: Option<RunId>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Say what came of each chunk of one
    Show {
        /// The retry
        retry: RetryId,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Stop some: what they have not handed out goes back into quarantine
    Stop {
        /// The retries
        #[arg(required = true, value_name = "RETRY")]
        retries: Vec<RetryId>,
        /// Why: kept in the audit log
        #[arg(long, value_parser = super::reason)]
        reason: CleanText,
    },
    /// Let one that was stopped go on
    Resume {
        /// The retry
        retry: RetryId,
        /// Why: kept in the audit log
        #[arg(long, value_parser = super::reason)]
        reason: CleanText,
        /// Chunks a minute; the pace it had by default
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
        per_minute: Option<u32>,
    },
}

/// Does it.
pub(crate) async fn run(pool: &Pool, action: RetriesAction) -> anyhow::Result<ExitCode> {
    match action {
        RetriesAction::List { run, json } => list(pool, run, json).await?,
        RetriesAction::Show { retry, json } => {
            let mut conn = pool::acquire(pool).await?;
            let found = retry_find(&mut conn, retry).await?;
            if json {
                print::json(&found)?;
            } else {
                tell(&found);
                receipt(&found);
            }
        }
        RetriesAction::Stop { retries, reason } => {
            let n = retry_stop(pool, &retries, [reason.as_str(), &super::actor()]).await?;
            let stopped = match &retries[..] {
                [retry] => format!("retry {retry} is stopped"),
                several => format!("{} retries are stopped", several.len()),
            };
            print::note(&format!("{stopped}: {} chunks are back in quarantine", grouped(n)));
        }
        RetriesAction::Resume { retry, reason, per_minute } => {
            let why_who = [reason.as_str(), &super::actor()];
            let n = retry_go_on(pool, retry, per_minute, why_who).await?;
            print::note(&format!("retry {retry} goes on with {} chunks", grouped(n)));
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(pool: &Pool, run: Option<RunId>, json: bool) -> anyhow::Result<()> {
    let mut conn = pool::acquire(pool).await?;
    let lines = retry_list(&mut conn, (run, None), N_LISTED).await?;
    if json {
        return print::json(&lines);
    }
    if lines.is_empty() {
        print::note("nothing was sent round again");
    }
    lines.iter().for_each(tell);
    Ok(())
}

fn tell(line: &RetryLine) {
    let pace =
        line.per_minute.map_or_else(String::new, |n| format!(", {} a minute", grouped(n.into())));
    let state = styled(print::STRONG, format_args!("{:<7}", line.state));
    print::line(&format!(
        "{:>4}  run {:<5} {state} {} of {} done, {} failed again{pace}; {}: {}",
        line.retry_id,
        line.run_id,
        grouped(line.n_done),
        grouped(line.n_chunks),
        grouped(line.n_failed),
        line.asked_by,
        line.reason,
    ));
}

/// What came of the chunks, one line for each way.
fn receipt(line: &RetryLine) {
    let ways = [
        ("done", line.n_done),
        ("failed again, in quarantine", line.n_failed),
        ("at work or to be claimed now", line.n_open),
        ("waiting for their moment", line.n_unsent),
        ("put back into quarantine when it was stopped", line.n_put_back),
        (
            "sent round by a later retry, cancelled, or waiting for an earlier step",
            line.n_elsewhere,
        ),
    ];
    for (way, n) in ways.into_iter().filter(|(_, n)| *n > 0) {
        print::line(&format!("      {:>11} {way}", grouped(n)));
    }
    if let Some(last_at) = line.last_at {
        print::line(&styled(
            print::DIM,
            format_args!("      the last has its moment at {last_at:.0}"),
        ));
    }
}
