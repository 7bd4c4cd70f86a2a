//! `sereno chunk`: one chunk's history, and taking it away from its worker.

use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;
use sereno_db::board;
use sereno_db::pool::{self, Pool};
use sereno_domain::board::{AttemptLine, ChunkBoard};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::ChunkId;
use sereno_jobs::halt::{quarantine, release};

use crate::print::{self, styled};

/// What can be done with a chunk.
#[derive(Debug, Subcommand)]
pub(crate) enum ChunkAction {
    /// Say where a chunk stands, what it works on and how each attempt went
    Show {
        /// The chunk, by its id
        chunk: ChunkId,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Take it away from the worker that holds it and hand it out again
    ///
    /// What the worker still writes is refused; the attempt does not count.
    Release {
        /// The chunk, by its id
        chunk: ChunkId,
        /// Why: kept in the audit log
        #[arg(long, value_parser = super::reason)]
        reason: CleanText,
    },
    /// Put it into quarantine: the night goes on without it until `sereno retry`
    Quarantine {
        /// The chunk, by its id
        chunk: ChunkId,
        /// Why: kept in the audit log
        #[arg(long, value_parser = super::reason)]
        reason: CleanText,
    },
}

/// Does it.
pub(crate) async fn run(pool: &Pool, action: ChunkAction) -> anyhow::Result<ExitCode> {
    match action {
        ChunkAction::Show { chunk, json } => show(pool, chunk, json).await?,
        ChunkAction::Release { chunk, reason } => {
            release(pool, chunk, [reason.as_str(), &super::actor()]).await?;
            print::note(&format!("chunk {chunk} is to be claimed again"));
        }
        ChunkAction::Quarantine { chunk, reason } => {
            quarantine(pool, chunk, [reason.as_str(), &super::actor()]).await?;
            print::note(&format!("chunk {chunk} is in quarantine"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn show(pool: &Pool, chunk_id: ChunkId, json: bool) -> anyhow::Result<()> {
    let mut conn = pool::acquire(pool).await?;
    let board = board::run::chunk(&mut conn, chunk_id).await?;
    let board = board.with_context(|| format!("there is no chunk {chunk_id}"))?;
    if json {
        return print::json(&board);
    }
    let ChunkBoard { chunk, run_id, payload, attempts, .. } = &board;
    print::line(&format!(
        "chunk {} of run {run_id}: {} {}, {}, {} attempts",
        chunk.chunk_id, chunk.kind, chunk.no, chunk.state, chunk.n_attempts
    ));
    print::line(&styled(print::DIM, format_args!("      works on {payload}")));
    attempts.iter().for_each(tell);
    Ok(())
}

fn tell(attempt: &AttemptLine) {
    let took = attempt.ended_at.map_or_else(String::new, |ended| {
        format!(", {} ms", ended.duration_since(attempt.started_at).as_millis())
    });
    print::line(&format!(
        "{:>4}  {}  {:.3} on {}{took}",
        attempt.no,
        styled(print::STRONG, format_args!("{:<11}", attempt.outcome)),
        attempt.started_at,
        attempt.worker,
    ));
    if let (Some(class), Some(error)) = (&attempt.error_class, &attempt.error) {
        print::line(&format!("      {class}: {error}"));
    }
}
