//! Letting history go: what is older than it is kept for, in bites, while workers work.

use std::time::Duration;

use jiff::ToSpan as _;
use jiff::civil::Date;
use sereno_db::board;
use sereno_db::error::DbError;
use sereno_db::history::{
    history_bite, history_drop_inputs, history_lock_in_tx, history_mark, history_next, history_runs,
};
use sereno_db::pool::{self, Pool, Transaction};
use sereno_db::queue::queue_prune;
use sereno_domain::business_day::business_date;
use tokio_util::sync::CancellationToken;

use crate::every::every;
use crate::watch::Watch;

/// Rows of one transaction: a few milliseconds of work.
const BITE: i64 = 5_000;
/// How often it is looked whether something is too old.
const LOOK: Duration = Duration::from_hours(1);

/// How long history is kept.
#[derive(Debug, Clone, Copy)]
pub struct Keep {
    /// Days attempts and results are kept.
    pub days: u16,
    /// Days inputs are kept, from which lists are explained and nights done again.
    pub inputs_days: u16,
}

/// What was let go, or would be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Pruned {
    /// Runs whose attempts and results went.
    pub n_runs: u64,
    /// Rows of them.
    pub n_rows: u64,
    /// Rows of inputs.
    pub n_input_rows: u64,
    /// Tasks of the queue that had ended.
    pub n_tasks: u64,
}

/// How many runs have grown too old by `today`.
///
/// # Errors
/// [`DbError`] when the database fails.
pub async fn prune_preview(pool: &Pool, keep: Keep, today: Date) -> Result<u64, DbError> {
    let before = today.saturating_sub(i64::from(keep.days).days());
    let runs = history_runs(&mut *pool::acquire(pool).await?, before).await?;
    Ok(u64::try_from(runs.len()).unwrap_or(u64::MAX))
}

/// Lets go what has grown too old by `today`. Another that does the same is left alone.
///
/// # Errors
/// [`DbError`] when the database fails; what went is gone, and the next time goes on from there.
pub async fn prune(pool: &Pool, keep: Keep, today: Date) -> Result<Pruned, DbError> {
    let before = |days: u16| today.saturating_sub(i64::from(days).days());
    let mut pruned = Pruned::default();
    let mut conn = pool::acquire(pool).await?;
    let old = history_runs(&mut conn, before(keep.days)).await?;
    let old_inputs = history_runs(&mut conn, before(keep.inputs_days)).await?;
    drop(conn);
    for run_id in old_inputs {
        let Some(mut tx) = held(pool).await? else { return Ok(pruned) };
        pruned.n_input_rows += history_drop_inputs(&mut tx, run_id).await?;
        pool::commit(tx).await?;
    }
    for run_id in old {
        let Some(mut tx) = held(pool).await? else { return Ok(pruned) };
        history_mark(&mut tx, run_id).await?;
        pool::commit(tx).await?;
        pruned.n_runs += 1;
    }
    loop {
        let Some(mut tx) = held(pool).await? else { return Ok(pruned) };
        let Some(run_id) = history_next(&mut tx).await? else { break };
        pruned.n_rows += history_bite(&mut tx, run_id, BITE).await?;
        pool::commit(tx).await?;
    }
    loop {
        let mut conn = pool::acquire(pool).await?;
        match queue_prune(&mut conn, BITE).await? {
            0 => return Ok(pruned),
            n => pruned.n_tasks += n,
        }
    }
}

/// A transaction that alone lets history go; none while another does.
async fn held(pool: &Pool) -> Result<Option<Transaction>, DbError> {
    let mut tx = pool::begin(pool).await?;
    Ok(history_lock_in_tx(&mut tx).await?.then_some(tx))
}

/// Looks until told to stop.
pub(crate) async fn watch(pool: &Pool, (watch, keep): (&Watch, Keep), stop: &CancellationToken) {
    let looked = async || {
        let pruned = async {
            let now = board::clock(&mut *pool::acquire(pool).await?).await?;
            prune(pool, keep, business_date(now, &watch.zone, watch.cutoff_hour)).await
        };
        match pruned.await {
            Ok(pruned) if pruned == Pruned::default() => {}
            Ok(Pruned { n_runs, n_rows, n_input_rows, n_tasks }) => {
                tracing::info!(n_runs, n_rows, n_input_rows, n_tasks, "let history go");
            }
            Err(error) => tracing::warn!(%error, "history could not be let go just now"),
        }
    };
    every(LOOK, stop, looked).await;
}
