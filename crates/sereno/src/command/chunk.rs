//! `sereno chunk`: every chunk there is, one's history, and taking it away from its worker.

use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use sereno_db::board;
use sereno_db::pool::{self, Pool};
use sereno_domain::board::chunk::{ChunkFilter, ChunksBoard, LedgerLine, Seek, Tally};
use sereno_domain::board::{AttemptLine, ChunkBoard};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::ChunkId;
use sereno_jobs::halt::{quarantine, release};
use sereno_jobs::mend::chosen::{Meant, retry_chosen, retry_chosen_preview};

use super::retry;
use crate::print::{self, styled};

/// What can be done with a chunk.
#[derive(Debug, Subcommand)]
pub(crate) enum ChunkAction {
    /// List the chunks of every run, newest first
    #[command(after_help = LIST_HELP)]
    List(ListArgs),
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
    /// Send those in quarantine round again, in whatever runs they are
    ///
    /// Some by their ids, or all that pass a filter; the others stay as they are.
    #[command(after_help = RETRY_HELP)]
    Retry {
        /// These chunks, by their ids
        #[arg(value_name = "CHUNK", required_unless_present = "all", conflicts_with = "all")]
        chunks: Vec<ChunkId>,
        /// All that pass a filter, as `sereno chunk list` takes it
        #[arg(long, value_name = "FILTER")]
        all: Option<String>,
        /// Why: kept in the audit log
        #[arg(long, value_name = "REASON", required_unless_present = "dry_run", value_parser = super::reason)]
        reason: Option<CleanText>,
        /// Only say what would go round again
        #[arg(long)]
        dry_run: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
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

const LIST_HELP: &str = "Values with a comma between them are alternatives; with a `!` before it, \
    what it names is left out: --state '!done'.";

const RETRY_HELP: &str = "--all '' means every chunk there is. Each run has a retry of its own: \
    `sereno retries stop` takes back what they have not handed out yet.";

/// Which chunks.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// A filter as the dashboard takes it: 'state:ready !kind:digest error:timeout'
    filter: Option<String>,
    /// Only in these states
    #[arg(long, value_name = "STATES")]
    state: Option<String>,
    /// Only of these jobs
    #[arg(long, value_name = "JOBS")]
    kind: Option<String>,
    /// Only of these runs
    #[arg(long, value_name = "RUNS")]
    run: Option<String>,
    /// Only with this in the class or the message of their last failure
    #[arg(long, value_name = "TEXT")]
    error: Option<String>,
    /// Only those after this one in the list: older
    #[arg(long, value_name = "ID")]
    after: Option<ChunkId>,
    /// How many to list
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    last: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl ListArgs {
    /// What narrows the list, as the dashboard writes it.
    fn filter(&self) -> anyhow::Result<ChunkFilter> {
        let named = [
            ("state", &self.state),
            ("kind", &self.kind),
            ("run", &self.run),
            ("error", &self.error),
        ];
        let mut words = self.filter.clone().unwrap_or_default();
        for (name, values) in named {
            for value in values.iter().flat_map(|values| values.split_whitespace()) {
                let (not, value) = match value.strip_prefix('!') {
                    Some(value) => ("!", value),
                    None => ("", value),
                };
                words.extend([" ", not, name, ":", value]);
            }
        }
        Ok(words.parse::<ChunkFilter>()?)
    }
}

/// Does it.
pub(crate) async fn run(pool: &Pool, action: ChunkAction) -> anyhow::Result<ExitCode> {
    match action {
        ChunkAction::List(args) => list(pool, &args).await?,
        ChunkAction::Show { chunk, json } => show(pool, chunk, json).await?,
        ChunkAction::Release { chunk, reason } => {
            release(pool, chunk, [reason.as_str(), &super::actor()]).await?;
            print::note(&format!("chunk {chunk} is to be claimed again"));
        }
        ChunkAction::Retry { chunks, all, reason, dry_run, json } => {
            let meant = all.as_deref().map_or(Meant::Chunks(&chunks), Meant::Passing);
            let sent = if dry_run {
                retry_chosen_preview(pool, meant).await?
            } else {
                let reason = reason.as_ref().map_or("", CleanText::as_str);
                retry_chosen(pool, meant, None, [reason, &super::actor()]).await?
            };
            if json {
                print::json(&sent)?;
                return Ok(ExitCode::SUCCESS);
            }
            for line in retry::chosen_words(&sent, dry_run) {
                print::line(&line);
            }
            if !dry_run {
                print::note(retry::WHO_DOES_IT);
            }
        }
        ChunkAction::Quarantine { chunk, reason } => {
            quarantine(pool, chunk, [reason.as_str(), &super::actor()]).await?;
            print::note(&format!("chunk {chunk} is in quarantine"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(pool: &Pool, args: &ListArgs) -> anyhow::Result<()> {
    let mut conn = pool::acquire(pool).await?;
    let filter = args.filter()?;
    let seek = args.after.map_or(Seek::Newest, Seek::After);
    let mut board = board::chunks::chunks(&mut conn, &filter, seek, args.last).await?;
    board.counted = Some(board::chunks::count_chunks(&mut conn, &filter).await?);
    if args.json {
        return print::json(&board);
    }
    let ChunksBoard { lines, is_oldest, counted, .. } = &board;
    lines.iter().for_each(tell_line);
    if let Some(counted) = counted {
        let n = match counted.n {
            Tally::Exact(n) => n.to_string(),
            Tally::About(n) => format!("about {n}"),
        };
        print::note(&format!("{} of {n} chunks, {} in all", lines.len(), counted.n_all));
    }
    if let Some(last) = lines.last().filter(|_| !is_oldest) {
        print::note(&format!("older ones: --after {}", last.chunk.chunk_id));
    }
    Ok(())
}

fn tell_line(line: &LedgerLine) {
    let chunk = &line.chunk;
    let name = format!("{} {}", chunk.kind, chunk.no + 1);
    let error = match (&line.error_class, &chunk.error) {
        (Some(class), Some(error)) => format!("  {class}: {error}"),
        (Some(class), None) => format!("  {class}"),
        (None, _) => String::new(),
    };
    print::line(&format!(
        "{:>8}  run {:<5} {name:<16}  {}  {} tries{error}",
        chunk.chunk_id,
        line.run_id,
        styled(print::STRONG, format_args!("{:<11}", chunk.state)),
        chunk.n_attempts,
    ));
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
