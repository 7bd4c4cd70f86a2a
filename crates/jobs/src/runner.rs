//! The worker: apalis rings with the id of a chunk, the ledger decides whether it is to be done.
//! The handler answers `Ok` whatever came of the chunk: retries and history are the ledger's.

mod desk;

use std::sync::Arc;
use std::time::Duration;

use apalis::prelude::{
    BackendExt, IntervalStrategy, Strategy, WorkerBuilder, WorkerBuilderExt, WorkerContext,
};
use apalis_postgres::{Config, PostgresStorage};
use sereno_db::advance::{reconcile_lock_in_tx, run_advance_in_tx};
use sereno_db::change::change_tell;
use sereno_db::chunk::{
    PAYLOAD_VERSIONS, PayloadVersions, chunk_bring_forward_in_tx, chunk_hand_back_in_tx,
    chunk_sweep_in_tx,
};
use sereno_db::error::DbError;
use sereno_db::pool::{self, Pool, PooledConnection};
use sereno_db::queue::{QUEUE, queue_release_gone, queue_ring_in_tx};
use sereno_db::run::{run_list_live, run_state};
use sereno_db::worker::{
    NewWorker, WorkerStanding, worker_leave, worker_miss, worker_register, worker_standing,
};
use sereno_domain::id::{RunId, WorkerId};
use sereno_domain::matching::frozen::Frozen;
use sereno_domain::run::RunState;
use tokio::sync::{Notify, RwLock, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

pub use self::desk::Tally;
use self::desk::{AtWork, Desk, ring};
use crate::alert::{self, Channels};
use crate::clock::{self, Clock};
use crate::history::{self, Keep};
use crate::job::{House, JobError, Jobs};
use crate::watch::Watch;

/// How long a chunk may take, when nothing else is said.
const CHUNK: Duration = Duration::from_mins(10);
/// How often the queue is asked when nobody rings.
const POLL: Duration = Duration::from_millis(200);
/// Attempts that end within so long are looked at together.
const TOGETHER: Duration = Duration::from_millis(10);
/// How often leases of workers that are gone are freed and the ledger is mended.
const SWEEP: Duration = Duration::from_millis(250);
/// Sweeps to one reconciliation, which looks at every ready chunk.
const SWEEPS_A_RECONCILE: u32 = 8;
/// Wait before the queue's worker is started again after it failed.
const RESTART_WAIT: Duration = Duration::from_secs(1);
/// How long the database may take to answer a worker's sign of life.
const ANSWER: Duration = Duration::from_secs(3);
/// A claim this old that nobody works under was answered into the void.
const CLAIM_LOST_AFTER: Duration = Duration::from_secs(5);
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
    host: String,
    pid: u32,
    n_slots: u32,
    /// The house's jobs, or those of somebody who tries the ledger out.
    jobs: Arc<dyn Jobs>,
    versions: PayloadVersions,
    chunk_limit: Duration,
    at_work: Arc<AtWork>,
    /// Held for writing by a chunk that must be alone in the process.
    room: Arc<RwLock<()>>,
    drain: Drain,
    clock: Option<Clock>,
    alerts: Option<(Watch, Channels)>,
    keep: Option<(Watch, Keep)>,
    /// Rung when an attempt has ended: a run may have ended with it.
    attempted: Arc<Notify>,
    tally: Arc<Tally>,
}

/// As whom the ledger knows this process.
#[derive(Debug, Clone)]
struct Known {
    worker_id: WorkerId,
    name: String,
}

impl Runner {
    /// A worker of the given host and process.
    pub fn new(pool: Pool, host: &str, pid: u32, n_slots: u32) -> Self {
        Self {
            pool,
            host: host.to_owned(),
            pid,
            n_slots,
            jobs: Arc::new(House::default()),
            versions: PAYLOAD_VERSIONS,
            chunk_limit: CHUNK,
            at_work: Arc::default(),
            room: Arc::default(),
            drain: Drain::default(),
            clock: None,
            alerts: None,
            keep: None,
            attempted: Arc::default(),
            tally: Arc::default(),
        }
    }

    /// The same worker, with inputs of a run that are at hand: they are not read again.
    ///
    /// # Errors
    /// [`JobError`] when they cannot be made ready.
    pub async fn with_inputs(self, run_id: RunId, inputs: Box<Frozen>) -> Result<Self, JobError> {
        let house = House::default();
        house.kernels.keep(run_id, inputs).await?;
        Ok(self.with_jobs(Arc::new(house)))
    }

    /// The same worker with other code for its chunks.
    #[must_use]
    pub fn with_jobs(self, jobs: Arc<dyn Jobs>) -> Self {
        Self { jobs, ..self }
    }

    /// The same worker, reading payloads of other versions.
    #[must_use]
    pub fn reading(self, versions: PayloadVersions) -> Self {
        Self { versions, ..self }
    }

    /// The same worker, giving a chunk so long.
    #[must_use]
    pub fn with_chunk_limit(self, chunk_limit: Duration) -> Self {
        Self { chunk_limit, ..self }
    }

    /// The same worker, looking at the clock as well.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock: Some(clock), ..self }
    }

    /// The same worker, telling people what is amiss as well.
    #[must_use]
    pub fn with_alerts(self, watch: Watch, channels: Channels) -> Self {
        Self { alerts: Some((watch, channels)), ..self }
    }

    /// The same worker, letting history go as well.
    #[must_use]
    pub fn with_history(self, watch: Watch, keep: Keep) -> Self {
        Self { keep: Some((watch, keep)), ..self }
    }

    /// What this worker has done, counted as it goes on.
    pub fn tally(&self) -> Arc<Tally> {
        Arc::clone(&self.tally)
    }

    /// The same worker, stopping in this way.
    #[must_use]
    pub fn draining(self, drain: Drain) -> Self {
        Self { drain, ..self }
    }

    /// Works until `stop` is cancelled or somebody asks this worker to leave: no chunk is claimed after
    /// that, those at hand finish within the limit of the [`Drain`], and the rest is handed back
    /// without counting against it.
    ///
    /// # Errors
    /// [`DbError`] when the worker cannot be registered or its liveness connection fails for good.
    pub async fn run_until(self, stop: &CancellationToken) -> Result<(), DbError> {
        // Told here as well when somebody asks this worker alone to leave.
        let stop = &stop.child_token();
        let mut liveness = pool::acquire(&self.pool).await?;
        let worker = self.new_worker();
        let worker_id = worker_register(&mut liveness, &worker).await?;
        let (tell, known) = watch::channel(Known { worker_id, name: worker.name });
        self.mend(worker_id, true).await;
        // The worker stays known for as long as chunks are at hand.
        let over = CancellationToken::new();
        let supervise = async {
            let slots = (0..self.n_slots).map(|slot| self.supervise(slot, known.clone(), stop));
            futures::future::join_all(slots).await;
            over.cancel();
        };
        let clock = async {
            if let Some(clock) = &self.clock {
                clock::watch(&self.pool, clock, &self.host, stop).await;
            }
        };
        let alerts = async {
            if let Some((watch, channels)) = &self.alerts {
                alert::watch(&self.pool, (watch, channels), stop).await;
            }
        };
        let history = async {
            if let Some((watch, keep)) = &self.keep {
                history::watch(&self.pool, (watch, *keep), stop).await;
            }
        };
        let ((), (), (), (), (), ()) = tokio::join!(
            Box::pin(self.stay_known(liveness, tell, (stop, &over))),
            Box::pin(supervise),
            self.sweep_until(&known, stop),
            Box::pin(clock),
            Box::pin(alerts),
            Box::pin(history)
        );
        let worker_id = known.borrow().worker_id;
        self.hand_back(worker_id).await?;
        // A hundred megabytes of many parts take a while to be freed: nobody waits for it.
        let jobs = self.jobs;
        std::thread::spawn(move || drop(jobs));
        let mut conn = pool::acquire(&self.pool).await?;
        worker_leave(&mut conn, worker_id).await
    }

    /// A worker of this host and process; its name is never used again.
    fn new_worker(&self) -> NewWorker {
        let Self { host, pid, n_slots, .. } = self;
        let name = format!("{host}-{pid}-{}", ulid::Ulid::generate());
        NewWorker { name, host: host.clone(), pid: *pid, n_slots: *n_slots }
    }

    /// Keeps the connection that proves this worker alive. When it is lost, or somebody missed the
    /// worker, its leases are others' already: it goes on as a new one. When somebody asks it to leave,
    /// it is told to stop.
    async fn stay_known(
        &self,
        liveness: PooledConnection,
        tell: watch::Sender<Known>,
        (stop, over): (&CancellationToken, &CancellationToken),
    ) {
        let mut liveness = Some(liveness);
        let mut told = self.done_so_far();
        while !over.is_cancelled() {
            tokio::select! {
                () = over.cancelled() => return,
                () = tokio::time::sleep(SWEEP) => {}
            }
            let worker_id = tell.borrow().worker_id;
            if let Some(conn) = &mut liveness {
                let done = self.done_so_far();
                let ask = async {
                    if done != told {
                        change_tell(conn).await?;
                    }
                    worker_standing(conn, worker_id).await
                };
                let asked = tokio::time::timeout(ANSWER, ask).await;
                told = done;
                match asked {
                    Ok(Ok(WorkerStanding::Known)) => continue,
                    Ok(Ok(WorkerStanding::Draining)) => {
                        if !stop.is_cancelled() {
                            tracing::info!(worker.id = %worker_id, "this worker was asked to leave");
                            stop.cancel();
                        }
                        continue;
                    }
                    Ok(Ok(WorkerStanding::Missed) | Err(_)) | Err(_) => {}
                }
                tracing::warn!(worker.id = %worker_id, "this worker was missed: it goes on as a new one");
                liveness = None;
            }
            let worker = self.new_worker();
            let registered = async {
                let mut conn = pool::acquire(&self.pool).await?;
                let worker_id = worker_register(&mut conn, &worker).await?;
                Ok::<_, DbError>((conn, worker_id))
            };
            match tokio::time::timeout(ANSWER, registered).await {
                Ok(Ok((conn, worker_id))) => {
                    liveness = Some(conn);
                    tell.send_replace(Known { worker_id, name: worker.name });
                }
                Ok(Err(error)) => tracing::warn!(%error, "cannot register just now"),
                Err(_) => tracing::warn!("cannot register just now: the database does not answer"),
            }
        }
    }

    /// What is at work and what was done: whoever looks at a screen is told when it is another than it was.
    fn done_so_far(&self) -> (u64, u64, Vec<i64>) {
        (self.tally.n_done(), self.tally.n_failed(), self.at_work.tokens())
    }

    /// Hands back what did not finish in time; another worker goes on with it at once.
    async fn hand_back(&self, worker_id: WorkerId) -> Result<(), DbError> {
        let mut tx = pool::begin(&self.pool).await?;
        let runs = chunk_hand_back_in_tx(&mut tx, worker_id, &[], Duration::ZERO).await?;
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
        let stop = &stop.child_token();
        let work = async {
            let worked = self.run_until(stop).await;
            // Asked to leave, it does not wait for others to end the run.
            stop.cancel();
            worked
        };
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
                    // One look for all that end at about the same time.
                    () = attempted.notified() => tokio::time::sleep(TOGETHER).await,
                    () = tokio::time::sleep(POLL) => {}
                    () = stop.cancelled() => {}
                }
            }
        };
        let (worked, ()) = tokio::join!(work, ended);
        worked?;
        run_state(&mut *pool::acquire(&pool).await?, run_id).await
    }

    /// Keeps the queue worker of a slot going: any database error ends it, so it is started again; so
    /// it is under the new name of a worker that was missed. Each slot has one of its own, because a
    /// queue worker fetches, notes and acknowledges one task after the other, however many it may
    /// hold.
    async fn supervise(
        &self,
        slot: u32,
        mut known: watch::Receiver<Known>,
        stop: &CancellationToken,
    ) {
        let mut incarnation = 0_u32;
        while !stop.is_cancelled() {
            incarnation += 1;
            let me = known.borrow_and_update().clone();
            let doorbell = pool::doorbell(&self.pool);
            let desk = Desk {
                pool: self.pool.clone(),
                worker_id: me.worker_id,
                jobs: Arc::clone(&self.jobs),
                versions: self.versions,
                chunk_limit: self.chunk_limit,
                attempted: Arc::clone(&self.attempted),
                tally: Arc::clone(&self.tally),
                at_work: Arc::clone(&self.at_work),
                room: Arc::clone(&self.room),
            };
            let context = WorkerContext::new(&format!("{}/{slot}/{incarnation}", me.name));
            let config = Config::default()
                .queue(QUEUE)
                .batch_size(1)
                .heartbeat_interval(HEARTBEAT)
                .missed_heartbeats(6);
            let polling = Strategy::new().apply(IntervalStrategy::new(POLL));
            let storage = PostgresStorage::<i64>::new(&doorbell)
                .with_config(config)
                .poll_with_strategy(polling);
            let worker =
                WorkerBuilder::new(&context).backend(storage).data(desk).concurrency(1).build(ring);
            // A task of its own: the queue is asked whenever its worker is woken, and beside others
            // it would be woken with each of them.
            #[expect(clippy::disallowed_methods, reason = "waited for below")]
            let mut run = AbortOnDropHandle::new(tokio::spawn(worker.run()));
            let ended = tokio::select! {
                ended = &mut run => Some(ended),
                // What it holds is others' by now: nothing it could finish would be taken.
                Ok(()) = known.changed() => None,
                () = stop.cancelled() => {
                    let _already_stopped = context.stop();
                    tokio::select! {
                        ended = &mut run => Some(ended),
                        () = tokio::time::sleep(self.drain.limit) => None,
                        () = self.drain.at_once.cancelled() => None,
                    }
                }
            };
            let error = match ended {
                None => {
                    run.abort();
                    let _given_up = run.await;
                    continue;
                }
                Some(Ok(Ok(()))) => continue,
                Some(Ok(Err(error))) => error.to_string(),
                Some(Err(error)) => error.to_string(),
            };
            tracing::warn!(error, "the queue's worker ended and is started again");
            tokio::time::sleep(RESTART_WAIT).await;
        }
    }

    async fn sweep_until(&self, known: &watch::Receiver<Known>, stop: &CancellationToken) {
        let mut n_sweeps = 0_u32;
        while !stop.is_cancelled() {
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(SWEEP) => {
                    n_sweeps = n_sweeps.wrapping_add(1);
                    let worker_id = known.borrow().worker_id;
                    self.mend(worker_id, n_sweeps.is_multiple_of(SWEEPS_A_RECONCILE)).await;
                }
            }
        }
    }

    /// Frees what workers that are gone left behind. To reconcile is more: whatever a crash left of
    /// the hand-over from step to step and of the queue is made up for, by one worker at a time.
    async fn mend(&self, worker_id: WorkerId, reconcile: bool) {
        let mended: Result<usize, DbError> = async {
            let mut tx = pool::begin(&self.pool).await?;
            let at_work = self.at_work.tokens();
            chunk_hand_back_in_tx(&mut tx, worker_id, &at_work, CLAIM_LOST_AFTER).await?;
            let n_missed = worker_miss(&mut tx).await?;
            let n_freed = chunk_sweep_in_tx(&mut tx).await?;
            if n_missed > 0 || reconcile {
                queue_release_gone(&mut tx).await?;
            }
            if reconcile && reconcile_lock_in_tx(&mut tx).await? {
                for run_id in run_list_live(&mut tx).await? {
                    run_advance_in_tx(&mut tx, run_id).await?;
                    chunk_bring_forward_in_tx(&mut tx, run_id).await?;
                    queue_ring_in_tx(&mut tx, run_id.0).await?;
                }
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
