//! One chunk at a worker's desk: claimed, done by its job's code within its time, and what went wrong
//! written down.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use apalis::prelude::{BoxDynError, Data};
use futures::FutureExt as _;
use sereno_db::chunk::{
    Claim, Lease, PayloadVersions, chunk_claim_in_tx, chunk_fail_in_tx, chunk_is_suspect,
};
use sereno_db::error::DbError;
use sereno_db::pool::{self, Pool};
use sereno_domain::id::{ChunkId, WorkerId};
use tokio::sync::{Notify, RwLock};
use tokio::time::Instant;
use tracing::Instrument as _;

use crate::job::{JobError, Jobs};

/// How much longer than its chunk may take a lease holds without its worker being missed.
const LEASE_BEYOND: Duration = Duration::from_mins(1);
/// Tries to write a failure down.
const N_RECORD_TRIES: u32 = 5;
/// Wait between two of them.
const RECORD_WAIT: Duration = Duration::from_secs(1);

/// What the handler needs.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) pool: Pool,
    pub(super) worker_id: WorkerId,
    pub(super) jobs: Arc<dyn Jobs>,
    pub(super) versions: PayloadVersions,
    pub(super) chunk_limit: Duration,
    pub(super) attempted: Arc<Notify>,
    pub(super) tally: Arc<Tally>,
    pub(super) at_work: Arc<AtWork>,
    /// Held for writing by a chunk that must be alone in the process.
    pub(super) room: Arc<RwLock<()>>,
}

/// What a worker has done since it started.
#[derive(Debug, Default)]
pub struct Tally {
    n_done: AtomicU64,
    n_failed: AtomicU64,
    busy_milliseconds: AtomicU64,
}

impl Tally {
    /// Attempts that were done.
    pub fn n_done(&self) -> u64 {
        self.n_done.load(Ordering::Relaxed)
    }

    /// Attempts that failed.
    pub fn n_failed(&self) -> u64 {
        self.n_failed.load(Ordering::Relaxed)
    }

    /// Time all of them took, in milliseconds.
    pub fn busy_milliseconds(&self) -> u64 {
        self.busy_milliseconds.load(Ordering::Relaxed)
    }

    fn note(&self, done: bool, took: Duration) {
        let outcome = if done { &self.n_done } else { &self.n_failed };
        outcome.fetch_add(1, Ordering::Relaxed);
        let took = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        self.busy_milliseconds.fetch_add(took, Ordering::Relaxed);
    }
}

/// Tokens of the leases this process works under.
#[derive(Debug, Default)]
pub(super) struct AtWork(Mutex<BTreeSet<i64>>);

impl AtWork {
    pub(super) fn tokens(&self) -> Vec<i64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }

    /// Notes a token for as long as the guard lives, also where the work is given up midway.
    fn note(self: &Arc<Self>, token: i64) -> Noted {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(token);
        Noted { at_work: Arc::clone(self), token }
    }
}

/// Takes its token away when it goes.
struct Noted {
    at_work: Arc<AtWork>,
    token: i64,
}

impl Drop for Noted {
    fn drop(&mut self) {
        let tokens = &self.at_work.0;
        tokens.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.token);
    }
}

/// What apalis calls: the chunk's id is all it carries.
pub(super) async fn ring(chunk_id: i64, desk: Data<Desk>) -> Result<(), BoxDynError> {
    let chunk_id = ChunkId(chunk_id);
    let shared = desk.room.read().await;
    if let Some(lease) = claim(&desk, chunk_id, false).await? {
        work(&desk, &lease).await;
        return Ok(());
    }
    let suspect = chunk_is_suspect(&mut *pool::acquire(&desk.pool).await?, chunk_id).await?;
    drop(shared);
    if !suspect {
        tracing::debug!(chunk.id = %chunk_id, "rung for a chunk that is not to be claimed");
        return Ok(());
    }
    // It may end this process: nothing else is at hand then.
    let _alone = desk.room.write().await;
    if let Some(lease) = claim(&desk, chunk_id, true).await? {
        work(&desk, &lease).await;
    }
    Ok(())
}

async fn claim(desk: &Desk, chunk_id: ChunkId, alone: bool) -> Result<Option<Lease>, DbError> {
    let claim = Claim {
        worker_id: desk.worker_id,
        lease: desk.chunk_limit + LEASE_BEYOND,
        versions: desk.versions,
        alone,
    };
    let mut tx = pool::begin(&desk.pool).await?;
    let lease = chunk_claim_in_tx(&mut tx, chunk_id, &claim).await?;
    pool::commit(tx).await?;
    Ok(lease)
}

async fn work(desk: &Desk, lease: &Lease) {
    let span = tracing::info_span!("attempt", run.id = %lease.run_id, step.id = %lease.step_id,
        job.kind = %lease.kind, chunk.id = %lease.chunk_id, attempt = lease.attempt, lease.token = lease.token);
    let noted = desk.at_work.note(lease.token);
    attempt(desk, lease).instrument(span).await;
    drop(noted);
    desk.attempted.notify_one();
}

async fn attempt(desk: &Desk, lease: &Lease) {
    let started = Instant::now();
    let working = AssertUnwindSafe(desk.jobs.work(&desk.pool, lease)).catch_unwind();
    let worked = match tokio::time::timeout(desk.chunk_limit, working).await {
        Ok(Ok(worked)) => worked,
        Ok(Err(panic)) => Err(JobError::Panicked(words_of(&*panic))),
        Err(_) => Err(JobError::TimedOut(desk.chunk_limit)),
    };
    desk.tally.note(worked.is_ok(), started.elapsed());
    let error = match worked {
        Ok(()) => return tracing::info!("chunk done"),
        Err(error) => error,
    };
    let failure = error.failure();
    tracing::warn!(error.class = failure.class, error = %failure.message, "chunk failed");
    // What cannot be written down now is tried again; after that the lease is handed back as one
    // nobody works under.
    for _ in 0..N_RECORD_TRIES {
        let recorded: Result<(), DbError> = async {
            let mut tx = pool::begin(&desk.pool).await?;
            chunk_fail_in_tx(&mut tx, lease, &failure).await?;
            pool::commit(tx).await
        }
        .await;
        match recorded {
            Ok(()) => return,
            Err(error) => tracing::warn!(%error, "the failure could not be written down just now"),
        }
        tokio::time::sleep(RECORD_WAIT).await;
    }
}

/// What a panic said.
fn words_of(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}
