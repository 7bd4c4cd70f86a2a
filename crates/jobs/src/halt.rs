//! Acts on work under way, for the command line and the dashboard alike; each is audited in its own
//! transaction.

use jiff::Timestamp;
use sereno_db::audit::audit_act_in_tx;
use sereno_db::chunk::chunk_count_by_state;
use sereno_db::error::DbError;
use sereno_db::halt::{
    chunk_quarantine_in_tx, chunk_revoke_in_tx, chunk_state_in_tx, queue_pause_in_tx,
    queue_resume_in_tx, run_cancel_in_tx,
};
use sereno_db::pool::{self, PgConnection, Pool};
use sereno_db::run::run_state;
use sereno_db::worker::worker_drain_in_tx;
use sereno_domain::id::{ChunkId, RunId, WorkerId};
use sereno_domain::job::JobKind;
use sereno_domain::run::{ChunkState, RunState};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum HaltError {
    /// The database could not be used.
    #[error("nothing was changed")]
    Database(#[from] DbError),
    /// The run is not at work.
    #[error("run {0} is not at work: `sereno runs {0}` shows how it ended")]
    NotAtWork(RunId),
    /// No such chunk.
    #[error("there is no chunk {0}: `sereno runs RUN` lists those of a run")]
    NoChunk(ChunkId),
    /// Nobody holds the chunk.
    #[error("chunk {0} is {1}: only one that is leased can be taken away from its worker")]
    NotLeased(ChunkId, ChunkState),
    /// The chunk has ended.
    #[error("chunk {0} is {1}: only one that is to be done can be put into quarantine")]
    Ended(ChunkId, ChunkState),
    /// None of the kinds was held.
    #[error("the queue is not paused: `sereno queue list` shows it")]
    NotPaused,
    /// The worker has left, or was asked before.
    #[error(
        "worker {0} is not there or is leaving already: `sereno workers list` shows those that are"
    )]
    NotHere(WorkerId),
}

/// The chunks of a run by state, to be said before an end is put to it: those done stay.
///
/// # Errors
/// [`HaltError::NotAtWork`] when the run is not at work.
pub async fn cancel_preview(
    pool: &Pool,
    run_id: RunId,
) -> Result<Vec<(ChunkState, u64)>, HaltError> {
    let mut tx = pool::begin_snapshot(pool).await?;
    if run_state(&mut tx, run_id).await? != RunState::Running {
        return Err(HaltError::NotAtWork(run_id));
    }
    Ok(chunk_count_by_state(&mut tx, run_id).await?)
}

/// Puts an end to a run; how many chunks are not done.
///
/// # Errors
/// [`HaltError`] says why; nothing is written then.
pub async fn cancel(pool: &Pool, run_id: RunId, why_who: [&str; 2]) -> Result<u64, HaltError> {
    let mut tx = pool::begin(pool).await?;
    let not_done = run_cancel_in_tx(&mut tx, run_id).await?;
    let n_chunks = not_done.ok_or(HaltError::NotAtWork(run_id))?;
    let detail = serde_json::json!({ "n_chunks": n_chunks });
    audit_act_in_tx(&mut tx, ("run.cancel", format!("run:{run_id}")), why_who, detail).await?;
    pool::commit(tx).await?;
    Ok(n_chunks)
}

/// Takes a chunk away from its worker and hands it out again.
///
/// # Errors
/// [`HaltError`] says why; nothing is written then.
pub async fn release(pool: &Pool, chunk_id: ChunkId, why_who: [&str; 2]) -> Result<(), HaltError> {
    let mut tx = pool::begin(pool).await?;
    let (run_id, state) = find(&mut tx, chunk_id).await?;
    if !chunk_revoke_in_tx(&mut tx, chunk_id, ChunkState::Ready).await? {
        return Err(HaltError::NotLeased(chunk_id, state));
    }
    let detail = serde_json::json!({ "run": run_id });
    audit_act_in_tx(&mut tx, ("chunk.release", format!("chunk:{chunk_id}")), why_who, detail)
        .await?;
    Ok(pool::commit(tx).await?)
}

/// Puts a chunk into quarantine, from its worker if it has one: the night goes on without it.
///
/// # Errors
/// [`HaltError`] says why; nothing is written then.
pub async fn quarantine(
    pool: &Pool,
    chunk_id: ChunkId,
    why_who: [&str; 2],
) -> Result<(), HaltError> {
    let mut tx = pool::begin(pool).await?;
    let (run_id, state) = find(&mut tx, chunk_id).await?;
    let put = chunk_quarantine_in_tx(&mut tx, chunk_id).await?
        || chunk_revoke_in_tx(&mut tx, chunk_id, ChunkState::Quarantined).await?;
    if !put {
        return Err(HaltError::Ended(chunk_id, state));
    }
    let detail = serde_json::json!({ "run": run_id, "was": state });
    audit_act_in_tx(&mut tx, ("chunk.quarantine", format!("chunk:{chunk_id}")), why_who, detail)
        .await?;
    Ok(pool::commit(tx).await?)
}

async fn find(conn: &mut PgConnection, id: ChunkId) -> Result<(RunId, ChunkState), HaltError> {
    chunk_state_in_tx(conn, id).await?.ok_or(HaltError::NoChunk(id))
}

/// Holds the chunks of a kind, or of every kind.
///
/// # Errors
/// [`HaltError::Database`]; nothing is written then.
pub async fn queue_pause(
    pool: &Pool,
    kind: Option<JobKind>,
    until: Option<Timestamp>,
    why_who: [&str; 2],
) -> Result<(), HaltError> {
    let mut tx = pool::begin(pool).await?;
    queue_pause_in_tx(&mut tx, &kinds(kind), until, why_who).await?;
    let detail = serde_json::json!({ "until": until });
    audit_act_in_tx(&mut tx, ("queue.pause", subject(kind)), why_who, detail).await?;
    Ok(pool::commit(tx).await?)
}

/// Lets the chunks of a kind, or of every kind, go on.
///
/// # Errors
/// [`HaltError::NotPaused`] when none of them was held.
pub async fn queue_resume(
    pool: &Pool,
    kind: Option<JobKind>,
    why_who: [&str; 2],
) -> Result<(), HaltError> {
    let mut tx = pool::begin(pool).await?;
    if queue_resume_in_tx(&mut tx, &kinds(kind)).await? == 0 {
        return Err(HaltError::NotPaused);
    }
    audit_act_in_tx(&mut tx, ("queue.resume", subject(kind)), why_who, serde_json::json!({}))
        .await?;
    Ok(pool::commit(tx).await?)
}

/// Asks a worker to leave: it claims no more, and what it holds finishes within its limit or is handed
/// back.
///
/// # Errors
/// [`HaltError::NotHere`] when it has left, or was asked before.
pub async fn worker_drain(
    pool: &Pool,
    worker_id: WorkerId,
    why_who: [&str; 2],
) -> Result<(), HaltError> {
    let mut tx = pool::begin(pool).await?;
    if !worker_drain_in_tx(&mut tx, worker_id, why_who).await? {
        return Err(HaltError::NotHere(worker_id));
    }
    let what = ("worker.drain", format!("worker:{worker_id}"));
    audit_act_in_tx(&mut tx, what, why_who, serde_json::json!({})).await?;
    Ok(pool::commit(tx).await?)
}

fn kinds(kind: Option<JobKind>) -> Vec<JobKind> {
    kind.map_or_else(|| JobKind::ALL.to_vec(), |kind| vec![kind])
}

fn subject(kind: Option<JobKind>) -> String {
    format!("queue:{}", kind.map_or("all", JobKind::name))
}
