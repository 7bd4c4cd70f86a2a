//! `sereno workers`: the processes that work on chunks, and asking one to leave.

use std::process::ExitCode;

use clap::Subcommand;
use sereno_db::board::workers::workers;
use sereno_db::pool::{self, Pool};
use sereno_domain::board::worker::{WorkerLine, WorkerState};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::WorkerId;
use sereno_jobs::halt::worker_drain;

use crate::print::{self, styled};

/// What can be done with workers.
#[derive(Debug, Subcommand)]
pub(crate) enum WorkersAction {
    /// List those that are here, and those that left in the last day
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Ask one to leave: it claims no more, and finishes what it holds or hands it back
    Drain {
        /// The worker
        worker: WorkerId,
        /// Why: kept in the audit log
        #[arg(long, value_parser = super::reason)]
        reason: CleanText,
    },
}

/// Does it.
pub(crate) async fn run(pool: &Pool, action: WorkersAction) -> anyhow::Result<ExitCode> {
    match action {
        WorkersAction::List { json } => list(pool, json).await?,
        WorkersAction::Drain { worker, reason } => {
            worker_drain(pool, worker, [reason.as_str(), &super::actor()]).await?;
            print::note(&format!("worker {worker} is asked to leave"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(pool: &Pool, json: bool) -> anyhow::Result<()> {
    let board = workers(&mut *pool::acquire(pool).await?).await?;
    if json {
        return print::json(&board);
    }
    if board.workers.is_empty() {
        print::note("no worker has been here in the last day: `sereno worker` starts one");
        return Ok(());
    }
    print::line(&styled(print::DIM, "worker  state      slots    done  failed  name"));
    board.workers.iter().for_each(tell);
    Ok(())
}

fn tell(line: &WorkerLine) {
    let state = match line.state {
        WorkerState::Live => "live",
        WorkerState::Draining => "draining",
        WorkerState::Missed => "missed",
        WorkerState::Gone => "gone",
    };
    let why = line.drain.as_ref().map_or_else(String::new, |why| {
        styled(print::WARN, format_args!("  asked to leave, {why}"))
    });
    let slots = format!("{}/{}", line.held.len(), line.n_slots);
    let sum = line.pace_sum();
    print::line(&format!(
        "{:>6}  {state:<9} {slots:>6} {:>7} {:>7}  {}{why}",
        line.worker_id, sum.n_done, sum.n_failed, line.name
    ));
}
