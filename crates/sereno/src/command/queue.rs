//! `sereno queue`: what is to be done by kind of job, and holding it.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use sereno_db::board::queues::queues;
use sereno_db::pool::{self, Pool};
use sereno_domain::board::queue::QueuePast;
use sereno_domain::clean_text::CleanText;
use sereno_domain::job::JobKind;
use sereno_domain::money::grouped;
use sereno_jobs::halt::{queue_pause, queue_resume};

use crate::print::{self, styled};

/// What can be done with the queue.
#[derive(Debug, Subcommand)]
pub(crate) enum QueueAction {
    /// Count what is to be done, by kind of job
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Hand out no more chunks; those at work go on
    Pause(PauseArgs),
    /// Hand out chunks again
    Resume {
        /// Only chunks of this step
        step: Option<JobKind>,
        /// Why: kept in the audit log
        #[arg(long, value_parser = super::reason)]
        reason: CleanText,
    },
}

/// What is held.
#[derive(Debug, Args)]
pub(crate) struct PauseArgs {
    /// Only chunks of this step
    step: Option<JobKind>,
    /// Why: kept in the audit log
    #[arg(long, value_parser = super::reason)]
    reason: CleanText,
    /// When it goes on by itself; without it, somebody must say so
    #[arg(long, value_name = "INSTANT")]
    until: Option<Timestamp>,
}

/// Does it.
pub(crate) async fn run(pool: &Pool, action: QueueAction) -> anyhow::Result<ExitCode> {
    match action {
        QueueAction::List { json } => list(pool, json).await?,
        QueueAction::Pause(PauseArgs { step, reason, until }) => {
            queue_pause(pool, step, until, [reason.as_str(), &super::actor()]).await?;
            let until = until.map_or_else(
                || "until `sereno queue resume`".to_owned(),
                |until| format!("until {until:.0}"),
            );
            print::note(&format!("{} held {until}", subject(step)));
        }
        QueueAction::Resume { step, reason } => {
            queue_resume(pool, step, [reason.as_str(), &super::actor()]).await?;
            print::note(&format!("{} handed out again", subject(step)));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn subject(step: Option<JobKind>) -> String {
    step.map_or_else(|| "all chunks are".to_owned(), |step| format!("chunks of {step} are"))
}

async fn list(pool: &Pool, json: bool) -> anyhow::Result<()> {
    let mut conn = pool::acquire(pool).await?;
    let board = queues(&mut conn).await?;
    if json {
        return print::json(&board.queues);
    }
    let titles =
        "job              ready       later     at work  quarantined    oldest    in/h   out/h";
    print::line(&styled(print::DIM, titles));
    board.queues.iter().for_each(|queue| tell(queue, board.at));
    Ok(())
}

fn tell(queue: &QueuePast, now: Timestamp) {
    let line = &queue.line;
    let held = line.paused.as_ref().map_or_else(String::new, |why| {
        let until = line.resumes_at.map_or_else(String::new, |until| format!(" until {until:.0}"));
        styled(print::WARN, format_args!("  held{until}, {why}"))
    });
    let oldest = line
        .oldest_at
        .map_or_else(String::new, |at| format!("{}s", now.duration_since(at).as_secs().max(0)));
    print::line(&format!(
        "{:<10} {:>11} {:>11} {:>11} {:>12} {oldest:>9} {:>7} {:>7}{held}",
        line.kind,
        grouped(line.n_ready),
        grouped(line.n_later),
        grouped(line.n_leased),
        grouped(line.n_quarantined),
        grouped(queue.n_in_hour),
        grouped(queue.n_out_hour),
    ));
}
