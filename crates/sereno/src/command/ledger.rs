//! The commands about the ledger: runs, what failed, what operators do.

use std::process::ExitCode;

use clap::Subcommand;
use sereno_db::pool::Pool;
use sereno_domain::id::RunId;

use super::backfill::{self, BackfillAction};
use super::chunk::{self, ChunkAction};
use super::failures::{self, FailuresAction};
use super::queue::{self, QueueAction};
use super::retries::{self, RetriesAction};
use super::schedule::{self, ScheduleAction};
use super::workers::{self, WorkersAction};
use super::{alerts, cancel, check, commit, diff, prune, retry, runs, search};
use crate::config::Config;

/// What can be said about the ledger.
#[derive(Debug, Subcommand)]
pub(crate) enum LedgerCommand {
    /// Carry out the plan of a dry run, if what it was made from is still so
    Commit(commit::CommitArgs),
    /// Run nights of dates gone by, when nothing else is to be done
    Backfill {
        #[command(subcommand)]
        action: BackfillAction,
    },
    /// List the newest runs, or open one
    Runs {
        /// The run to open
        run: Option<RunId>,
        /// Put it beside an earlier run, the last good one by default
        #[arg(long, value_name = "OTHER", requires = "run", num_args = 0..=1, default_missing_value = "0")]
        diff: Option<RunId>,
        /// How many to list
        #[arg(long, value_name = "N", default_value_t = 30)]
        last: u32,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Say whether the nights run as they should; the exit code is for monitors
    #[command(after_help = "Exit codes: 0 ok, 1 warning, 2 critical.")]
    Check {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// What people were told, and whether it reached them
    Alerts {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// When pipelines are due, what came of it, and pausing them
    Schedule {
        #[command(subcommand)]
        action: ScheduleAction,
    },
    /// What failed and is not done yet, one line for each cause
    Failures {
        #[command(subcommand)]
        action: FailuresAction,
    },
    /// Send chunks in quarantine round again, with the steps that depend on them
    Retry(retry::RetryArgs),
    /// What was sent round again and what came of it; stop it, let it go on
    Retries {
        #[command(subcommand)]
        action: RetriesAction,
    },
    /// Find attempts and decisions by role, error, worker, person or date
    Search(search::SearchArgs),
    /// Chunks: all of them, one with its history, taking it away from its worker, quarantine
    Chunk {
        #[command(subcommand)]
        action: ChunkAction,
    },
    /// What is to be done by kind of job, and holding it
    Queue {
        #[command(subcommand)]
        action: QueueAction,
    },
    /// The processes that work on chunks, and asking one to leave
    Workers {
        #[command(subcommand)]
        action: WorkersAction,
    },
    /// Let go what is older than the settings keep it for
    Prune {
        /// Only say how many runs it would be
        #[arg(long)]
        dry_run: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Put an end to a run that is at work
    Cancel(cancel::CancelArgs),
}

/// Carries out what was said.
pub(super) async fn run(
    pool: &Pool,
    config: &Config,
    command: LedgerCommand,
) -> anyhow::Result<ExitCode> {
    match command {
        LedgerCommand::Commit(args) => commit::run(pool, config, args).await,
        LedgerCommand::Backfill { action } => backfill::run(pool, action).await,
        LedgerCommand::Runs { run: Some(run), diff: Some(other), last: _, json } => {
            diff::run(pool, run, Some(other).filter(|other| other.0 > 0), json).await
        }
        LedgerCommand::Runs { run, diff: _, last, json } => runs::run(pool, run, last, json).await,
        LedgerCommand::Check { json } => check::run(pool, config, json).await,
        LedgerCommand::Alerts { json } => alerts::run(pool, json).await,
        LedgerCommand::Schedule { action } => schedule::run(pool, config, action).await,
        LedgerCommand::Failures { action } => failures::run(pool, action).await,
        LedgerCommand::Retry(args) => retry::run(pool, args).await,
        LedgerCommand::Retries { action } => retries::run(pool, action).await,
        LedgerCommand::Search(args) => search::run(pool, config, args).await,
        LedgerCommand::Chunk { action } => chunk::run(pool, action).await,
        LedgerCommand::Queue { action } => queue::run(pool, action).await,
        LedgerCommand::Workers { action } => workers::run(pool, action).await,
        LedgerCommand::Prune { dry_run, json } => prune::run(pool, config, dry_run, json).await,
        LedgerCommand::Cancel(args) => cancel::run(pool, args).await,
    }
}
