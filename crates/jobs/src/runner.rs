//! The worker: apalis rings with the id of a chunk, the ledger decides whether it is to be done.
//! The handler answers `Ok` whatever came of the chunk: retries and history are the ledger's.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use apalis::prelude::{
    BackendExt, BoxDynError, Data, IntervalStrategy, Strategy, WorkerBuilder, WorkerBuilderExt,
    WorkerContext,
};
use apalis_postgres::{Config, PostgresStorage};
use futures::FutureExt as _;
use sereno_db::chunk::{
    Lease, chunk_claim_in_tx, chunk_fail_in_tx, chunk_hand_back_in_tx, chunk_sweep_in_tx,
};
use sereno_db::error::DbError;
use sereno_db::pool::{self, Pool};
use sereno_db::queue::{QUEUE, queue_release_gone, queue_ring_in_tx};
use sereno_db::run::{run_advance_in_tx, run_list_live, run_state};
use sereno_db::worker::{NewWorker, worker_leave, worker_miss, worker_register};
use sereno_domain::id::{ChunkId, RunId, WorkerId};
use sereno_domain::matching::frozen::Frozen;
use sereno_domain::run::RunState;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use crate::clock::{self, Clock};
use crate::job::{self, JobError, Kernels};

/// How long a lease holds without its worker being missed.
const LEASE: Duration = Duration::from_mins(10);
/// How often the queue is asked when nobody rings.
const POLL: Duration = Duration::from_millis(200);
/// How often leases of workers that are gone are freed and the ledger is mended.
const SWEEP: Duration = Duration::from_millis(500);
/// Wait before the queue's worker is started again after it failed.
const RESTART_WAIT: Duration = Duration::from_secs(1);
/// How long chunks at hand may take once the worker is told to stop, when nothing else is said.
const DRAIN: Duration = Duration::from_secs(30);
/// The queue's own heartbeat; liveness is proved by a connection, not by it.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// How a worker stops: chunks at hand may finish, but not for ever.
#[derive(Debug, Clone)]
pub struct Drain {
    /// How long they may take.
    pub limit: Duration,
    /// Cancelled when they are to be handed back now.
    pub at_once: CancellationToken,
}

impl Default for Drain {
    fn default() -> Self {
        Self { limit: DRAIN, at_once: CancellationToken::new() }
    }
}

/// Works on chunks until told to stop.
pub struct Runner {
    pool: Pool,
    worker: NewWorker,
    kernels: Arc<Kernels>,
    drain: Drain,
    clock: Option<Clock>,
    /// Rung when an attempt has ended: a run may have ended with it.
    attempted: Arc<Notify>,
}

/// What the handler needs.
#[derive(Clone)]
struct Desk {
    pool: Pool,
    worker_id: WorkerId,
    kernels: Arc<Kernels>,
    attempted: Arc<Notify>,
}

impl Runner {
    /// A worker of the given host and process; its name is never used again.
    pub fn new(pool: Pool, host: &str, pid: u32, n_slots: u32) -> Self {
        let name = format!("{host}-{pid}-{}", ulid::Ulid::generate());
        let worker = NewWorker { name, host: host.to_owned(), pid, n_slots };
        Self {
            pool,
            worker,
            kernels: Arc::default(),
            drain: Drain::default(),
            clock: None,
            attempted: Arc::default(),
        }
    }

    /// The same worker, with inputs of a run that are at hand: they are not read again.
    ///
    /// # Errors
    /// [`JobError`] when they cannot be made ready.
    pub async fn with_inputs(self, run_id: RunId, inputs: Box<Frozen>) -> Result<Self, JobError> {
        self.kernels.keep(run_id, inputs).await?;
        Ok(self)
    }

    /// The same worker, looking at the clock as well.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock: Some(clock), ..self }
    }

    /// The same worker, stopping in this way.
    #[must_use]
    pub fn draining(self, drain: Drain) -> Self {
        Self { drain, ..self }
    }

    /// Works until `stop` is cancelled: no chunk is claimed after that, those at hand finish within
    /// the limit of the [`Drain`], and the rest is handed back without counting against it.
    ///
    /// # Errors
    /// [`DbError`] when the worker cannot be registered or its liveness connection fails for good.
    pub async fn run_until(self, stop: &CancellationToken) -> Result<(), DbError> {
        let mut liveness = pool::acquire(&self.pool).await?;
        let worker_id = worker_register(&mut liveness, &self.worker).await?;
        let desk = Desk {
            pool: self.pool.clone(),
            worker_id,
            kernels: Arc::clone(&self.kernels),
            attempted: Arc::clone(&self.attempted),
        };
        self.mend().await;
        let clock = async {
            if let Some(clock) = &self.clock {
                clock::watch(&self.pool, clock, &self.worker.name, stop).await;
            }
        };
        let supervise = Box::pin(self.supervise(&desk, stop));
        tokio::join!(supervise, self.sweep_until(stop), Box::pin(clock));
        drop(desk);
        self.hand_back(worker_id).await?;
        // A hundred megabytes of many parts take a while to be freed: nobody waits for it.
        let kernels = self.kernels;
        std::thread::spawn(move || drop(kernels));
        worker_leave(&mut liveness, worker_id).await
    }

    /// Hands back what did not finish in time; another worker goes on with it at once.
    async fn hand_back(&self, worker_id: WorkerId) -> Result<(), DbError> {
        let mut tx = pool::begin(&self.pool).await?;
        let runs = chunk_hand_back_in_tx(&mut tx, worker_id).await?;
        for run_id in &runs {
            queue_ring_in_tx(&mut tx, run_id.0).await?;
        }
        pool::commit(tx).await?;
        if !runs.is_empty() {
            tracing::warn!(
                n_chunks = runs.len(),
                "stopped before these chunks were done: handed back"
            );
        }
        Ok(())
    }

    /// Works until the run has ended.
    ///
    /// # Errors
    /// [`DbError`] as for [`Self::run_until`].
    pub async fn work_until_run_ends(
        self,
        run_id: RunId,
        stop: &CancellationToken,
    ) -> Result<RunState, DbError> {
        let (pool, attempted) = (self.pool.clone(), Arc::clone(&self.attempted));
        let ended = async {
            while !stop.is_cancelled() {
                let state = match pool::acquire(&pool).await {
                    Ok(mut conn) => run_state(&mut conn, run_id).await,
                    Err(error) => Err(error),
                };
                if state.is_ok_and(|state| state != RunState::Running) {
                    stop.cancel();
                }
                tokio::select! {
                    () = attempted.notified() => {}
                    () = tokio::time::sleep(POLL) => {}
                }
            }
        };
        let (worked, ()) = tokio::join!(self.run_until(stop), ended);
        worked?;
        run_state(&mut *pool::acquire(&pool).await?, run_id).await
    }

    /// Keeps a queue worker going: any database error ends it, so it is started again.
    async fn supervise(&self, desk: &Desk, stop: &CancellationToken) {
        let mut incarnation = 0_u32;
        let doorbell = pool::doorbell(&self.pool);
        while !stop.is_cancelled() {
            incarnation += 1;
            let context = WorkerContext::new(&format!("{}/{incarnation}", self.worker.name));
            let config = Config::default()
                .queue(QUEUE)
                .batch_size(1)
                .heartbeat_interval(HEARTBEAT)
                .missed_heartbeats(6);
            let polling = Strategy::new().apply(IntervalStrategy::new(POLL));
            let storage = PostgresStorage::<i64>::new(&doorbell)
                .with_config(config)
                .poll_with_strategy(polling);
            let worker = WorkerBuilder::new(&context)
                .backend(storage)
                .data(desk.clone())
                .concurrency(usize::try_from(self.worker.n_slots).unwrap_or(1))
                .build(ring);
            let run = worker.run();
            tokio::pin!(run);
            let ended = tokio::select! {
                ended = &mut run => ended,
                () = stop.cancelled() => {
                    let _already_stopped = context.stop();
                    tokio::select! {
                        ended = &mut run => ended,
                        () = tokio::time::sleep(self.drain.limit) => Ok(()),
                        () = self.drain.at_once.cancelled() => Ok(()),
                    }
                }
            };
            if let Err(error) = ended {
                tracing::warn!(%error, "the queue's worker ended and is started again");
                tokio::time::sleep(RESTART_WAIT).await;
            }
        }
    }

    async fn sweep_until(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(SWEEP) => self.mend().await,
            }
        }
    }

    /// Frees what workers that are gone left behind, and rings for what is ready.
    async fn mend(&self) {
        let mended: Result<usize, DbError> = async {
            let mut tx = pool::begin(&self.pool).await?;
            worker_miss(&mut tx).await?;
            let n_freed = chunk_sweep_in_tx(&mut tx).await?;
            queue_release_gone(&mut tx).await?;
            for run_id in run_list_live(&mut tx).await? {
                run_advance_in_tx(&mut tx, run_id).await?;
                queue_ring_in_tx(&mut tx, run_id.0).await?;
            }
            pool::commit(tx).await?;
            Ok(n_freed)
        }
        .await;
        match mended {
            Ok(0) => {}
            Ok(n_freed) => tracing::warn!(n_freed, "freed chunks of workers that are gone"),
            Err(error) => tracing::warn!(%error, "the ledger could not be mended just now"),
        }
    }
}

/// What apalis calls: the chunk's id is all it carries.
async fn ring(chunk_id: i64, desk: Data<Desk>) -> Result<(), BoxDynError> {
    let lease = {
        let mut tx = pool::begin(&desk.pool).await?;
        let lease = chunk_claim_in_tx(&mut tx, ChunkId(chunk_id), desk.worker_id, LEASE).await?;
        pool::commit(tx).await?;
        lease
    };
    let Some(lease) = lease else {
        tracing::debug!(chunk.id = chunk_id, "rung for a chunk that is not ready");
        return Ok(());
    };
    let span = tracing::info_span!("attempt", run.id = %lease.run_id, step.id = %lease.step_id,
        job.kind = %lease.kind, chunk.id = %lease.chunk_id, attempt = lease.attempt);
    let attempted = attempt(&desk, &lease).instrument(span).await;
    desk.attempted.notify_one();
    Ok(attempted?)
}

async fn attempt(desk: &Desk, lease: &Lease) -> Result<(), DbError> {
    let worked = AssertUnwindSafe(job::work(&desk.pool, &desk.kernels, lease)).catch_unwind().await;
    let worked = worked.unwrap_or_else(|panic| Err(JobError::Panicked(words_of(&*panic))));
    match worked {
        Ok(()) => {
            tracing::info!("chunk done");
            Ok(())
        }
        Err(error) => {
            let failure = error.failure();
            tracing::warn!(error.class = failure.class, error = %failure.message, "chunk failed");
            let mut tx = pool::begin(&desk.pool).await?;
            chunk_fail_in_tx(&mut tx, lease, &failure).await?;
            pool::commit(tx).await
        }
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
