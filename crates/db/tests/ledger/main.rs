//! The ledger beside a plain model of it: whatever is done in whatever order, also by those who come
//! too late, both stand the same afterwards.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must fail"
)]

mod model;
mod window;

use std::time::Duration;

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use model::Model;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sereno_db::advance::run_advance_in_tx;
use sereno_db::chunk::{
    Claim, Failure, Lease, PAYLOAD_VERSIONS, Receipt, chunk_claim_in_tx, chunk_fail_in_tx,
    chunk_finish_in_tx, chunk_hand_back_in_tx, chunk_sweep_in_tx,
};
use sereno_db::halt::{
    chunk_quarantine_in_tx, chunk_revoke_in_tx, queue_pause_in_tx, queue_resume_in_tx,
    run_cancel_in_tx,
};
use sereno_db::mend::{Broken, Retried, run_redo_in_tx, run_retry_in_tx};
use sereno_db::pool::{self, Transaction};
use sereno_db::queue::queue_ring_in_tx;
use sereno_db::retry::{NewRetry, retry_insert_in_tx};
use sereno_db::run::{PlannedStep, Purpose, RunPlan, run_plan_in_tx};
use sereno_db::worker::{NewWorker, worker_leave, worker_register};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{ChunkId, RunId, WorkerId};
use sereno_domain::job::{JobKind, Pipeline};
use sereno_domain::run::{ChunkState, RunState, StepState};
use sereno_testkit::TestDb;

const KINDS: [JobKind; 3] = [JobKind::Score, JobKind::Rescore, JobKind::Digest];
const N_WORKERS: usize = 3;

#[derive(Debug, Clone)]
enum Op {
    Claim { chunk: usize, worker: usize, alone: bool },
    Finish { attempt: usize },
    Fail { attempt: usize, retry: bool },
    Leave { worker: usize },
    HandBack { worker: usize },
    Sweep,
    Advance,
    Cancel,
    Revoke { chunk: usize, quarantine: bool },
    Quarantine { chunk: usize },
    Retry,
    Redo { step: usize },
    Pause { step: usize, paused: bool },
}

/// Mostly what workers do; now and then an operator.
fn op() -> impl Strategy<Value = Op> {
    let (which, worker, step) = (0..32_usize, 0..N_WORKERS, 0..3_usize);
    prop_oneof![
        12 => (which.clone(), worker.clone(), prop::bool::weighted(0.3))
            .prop_map(|(chunk, worker, alone)| Op::Claim { chunk, worker, alone }),
        8 => which.clone().prop_map(|attempt| Op::Finish { attempt }),
        4 => (which.clone(), any::<bool>()).prop_map(|(attempt, retry)| Op::Fail { attempt, retry }),
        2 => worker.clone().prop_map(|worker| Op::Leave { worker }),
        1 => worker.prop_map(|worker| Op::HandBack { worker }),
        3 => Just(Op::Sweep),
        2 => Just(Op::Advance),
        1 => (which.clone(), any::<bool>())
            .prop_map(|(chunk, quarantine)| Op::Revoke { chunk, quarantine }),
        1 => which.prop_map(|chunk| Op::Quarantine { chunk }),
        1 => Just(Op::Retry),
        1 => step.clone().prop_map(|step| Op::Redo { step }),
        1 => (step, any::<bool>()).prop_map(|(step, paused)| Op::Pause { step, paused }),
    ]
}

/// A run of its own and the model of it.
struct Trial<'a> {
    db: &'a TestDb,
    run_id: RunId,
    chunks: Vec<ChunkId>,
    /// Workers that are there, and the number of each in the model.
    workers: Vec<(WorkerId, usize)>,
    n_workers: usize,
    leases: Vec<Lease>,
    model: Model,
}

async fn begin(db: &TestDb) -> Transaction {
    pool::begin(db.pool()).await.unwrap()
}

async fn plan(db: &TestDb, business_date: Date, n_chunks: [usize; 3]) -> RunId {
    let before: [&[JobKind]; 3] = [&[], &KINDS[..1], &KINDS[1..2]];
    let steps = (0..3).map(|step| PlannedStep {
        kind: KINDS[step],
        depends_on: before[step],
        payloads: vec![serde_json::json!({}); n_chunks[step]],
        roles: Vec::new(),
    });
    let plan = RunPlan {
        pipeline: Pipeline::Nightly,
        business_date,
        revision: 1,
        reason: String::new(),
        requested_by: "test".to_owned(),
        purpose: Purpose::Night,
        versions: Default::default(),
        n_developers: 0,
        n_roles: 0,
        inputs: Vec::new(),
        steps: steps.collect(),
    };
    let mut tx = begin(db).await;
    let run_id = run_plan_in_tx(&mut tx, &plan).await.unwrap();
    pool::commit(tx).await.unwrap();
    run_id
}

async fn numbers(db: &TestDb, query: &str) -> Vec<i64> {
    let query =
        format!("select coalesce(string_agg(n::text, ','), '') from ({query}) as listed (n)");
    let listed = db.text(query).await.unwrap();
    listed.split_terminator(',').map(|n| n.parse().unwrap()).collect()
}

impl<'a> Trial<'a> {
    async fn new(db: &'a TestDb, business_date: Date, n_chunks: [usize; 3]) -> Self {
        let run_id = plan(db, business_date, n_chunks).await;
        let listed = format!(
            "select chunk_id from sereno.chunk join sereno.step using (step_id)
            where chunk.run_id = {run_id} order by step.no, chunk.no"
        );
        let chunks = numbers(db, &listed).await.into_iter().map(ChunkId).collect();
        let model = Model::planned(n_chunks);
        let (workers, leases) = (Vec::new(), Vec::new());
        let mut trial = Self { db, run_id, chunks, workers, n_workers: 0, leases, model };
        for _ in 0..N_WORKERS {
            let worker = trial.register().await;
            trial.workers.push(worker);
        }
        trial
    }

    async fn register(&mut self) -> (WorkerId, usize) {
        let number = self.n_workers;
        self.n_workers += 1;
        let name = format!("run-{}-worker-{number}", self.run_id);
        let worker = NewWorker { name, host: "test".to_owned(), pid: 1, n_slots: 1 };
        let mut conn = pool::acquire(self.db.pool()).await.unwrap();
        (worker_register(&mut conn, &worker).await.unwrap(), number)
    }

    /// Does it to both; each answer is the same.
    async fn apply(&mut self, op: &Op) {
        match *op {
            Op::Claim { chunk, worker, alone } => self.claim(chunk, worker, alone).await,
            // Nobody has claimed anything yet.
            Op::Finish { .. } | Op::Fail { .. } if self.leases.is_empty() => {}
            Op::Finish { attempt } => self.finish(attempt % self.leases.len()).await,
            Op::Fail { attempt, retry } => self.fail(attempt % self.leases.len(), retry).await,
            Op::Leave { worker } => self.leave(worker).await,
            Op::HandBack { worker } => self.hand_back(worker).await,
            Op::Sweep => {
                let mut tx = begin(self.db).await;
                chunk_sweep_in_tx(&mut tx).await.unwrap();
                pool::commit(tx).await.unwrap();
                self.model.sweep();
            }
            Op::Advance => {
                let mut tx = begin(self.db).await;
                run_advance_in_tx(&mut tx, self.run_id).await.unwrap();
                pool::commit(tx).await.unwrap();
                self.model.advance();
            }
            Op::Cancel => {
                let mut tx = begin(self.db).await;
                run_cancel_in_tx(&mut tx, self.run_id).await.unwrap();
                pool::commit(tx).await.unwrap();
                self.model.cancel();
            }
            Op::Revoke { chunk, quarantine } => self.revoke(chunk, quarantine).await,
            Op::Quarantine { chunk } => self.quarantine(chunk).await,
            Op::Retry => self.retry().await,
            Op::Redo { step } => self.redo(step).await,
            Op::Pause { step, paused } => self.pause(step, paused).await,
        }
    }

    async fn claim(&mut self, chunk: usize, worker: usize, alone: bool) {
        let chunk = chunk % self.chunks.len();
        let (worker_id, number) = self.workers[worker];
        let lease = Duration::from_hours(1);
        let claim = Claim { worker_id, lease, versions: PAYLOAD_VERSIONS, alone };
        let mut tx = begin(self.db).await;
        let lease = chunk_claim_in_tx(&mut tx, self.chunks[chunk], &claim).await.unwrap();
        pool::commit(tx).await.unwrap();
        assert_eq!(lease.is_some(), self.model.claim(chunk, number, alone));
        self.leases.extend(lease);
    }

    async fn finish(&mut self, attempt: usize) {
        let mut tx = begin(self.db).await;
        let lease = &self.leases[attempt];
        let done = chunk_finish_in_tx(&mut tx, lease, &Receipt::default()).await.unwrap();
        if done {
            pool::commit(tx).await.unwrap();
        }
        assert_eq!(done, self.model.finish(attempt));
    }

    async fn fail(&mut self, attempt: usize, retry: bool) {
        let failure = Failure { class: "test", message: CleanText::new("it failed"), retry };
        let mut tx = begin(self.db).await;
        chunk_fail_in_tx(&mut tx, &self.leases[attempt], &failure).await.unwrap();
        pool::commit(tx).await.unwrap();
        self.model.fail(attempt, retry);
    }

    /// A worker goes and another comes in its place.
    async fn leave(&mut self, worker: usize) {
        let (worker_id, number) = self.workers[worker];
        let mut conn = pool::acquire(self.db.pool()).await.unwrap();
        worker_leave(&mut conn, worker_id).await.unwrap();
        drop(conn);
        self.model.leave(number);
        self.workers[worker] = self.register().await;
    }

    async fn hand_back(&mut self, worker: usize) {
        let (worker_id, number) = self.workers[worker];
        let mut tx = begin(self.db).await;
        chunk_hand_back_in_tx(&mut tx, worker_id, &[], Duration::ZERO).await.unwrap();
        pool::commit(tx).await.unwrap();
        self.model.hand_back(number);
    }

    async fn revoke(&mut self, chunk: usize, quarantine: bool) {
        let chunk = chunk % self.chunks.len();
        let to = if quarantine { ChunkState::Quarantined } else { ChunkState::Ready };
        let mut tx = begin(self.db).await;
        let revoked = chunk_revoke_in_tx(&mut tx, self.chunks[chunk], to).await.unwrap();
        pool::commit(tx).await.unwrap();
        assert_eq!(revoked, self.model.revoke(chunk, to));
    }

    async fn quarantine(&mut self, chunk: usize) {
        let chunk = chunk % self.chunks.len();
        let mut tx = begin(self.db).await;
        let put = chunk_quarantine_in_tx(&mut tx, self.chunks[chunk]).await.unwrap();
        pool::commit(tx).await.unwrap();
        assert_eq!(put, self.model.quarantine(chunk));
    }

    async fn retry(&mut self) {
        let (run_id, meant) = (self.run_id, Broken::default());
        let mut tx = begin(self.db).await;
        let (n_chunks, per_minute, reason_actor) = (1, None, ["to try it", "test"]);
        let new = NewRetry { run_id, meant: &meant, n_chunks, per_minute, reason_actor };
        let retry_id = retry_insert_in_tx(&mut tx, &new).await.unwrap();
        let sent = run_retry_in_tx(&mut tx, run_id, &meant, (retry_id, None)).await.unwrap();
        pool::commit(tx).await.unwrap();
        let n = u64::try_from(self.model.retry()).unwrap();
        assert_eq!(sent, Retried::Chunks(n));
    }

    /// As the commands do it: only once the run has ended by itself.
    async fn redo(&mut self, step: usize) {
        if matches!(self.model.run, RunState::Running | RunState::Cancelled) {
            return;
        }
        let mut tx = begin(self.db).await;
        run_redo_in_tx(&mut tx, self.run_id, KINDS[step]).await.unwrap();
        pool::commit(tx).await.unwrap();
        self.model.redo(step);
    }

    async fn pause(&mut self, step: usize, paused: bool) {
        let mut tx = begin(self.db).await;
        if paused {
            let why = ["to try it", "test"];
            queue_pause_in_tx(&mut tx, &[KINDS[step]], None, why).await.unwrap();
        } else {
            queue_resume_in_tx(&mut tx, &[KINDS[step]]).await.unwrap();
        }
        pool::commit(tx).await.unwrap();
        self.model.pause(step, paused);
    }

    /// Both stand the same.
    async fn agree(&self, after: &Op) {
        let Self { db, run_id, model, .. } = self;
        let stored = format!(
            "select concat_ws(' | ',
                (select state from sereno.run where run_id = {run_id}),
                (select string_agg(state, ' ' order by no) from sereno.step where run_id = {run_id}),
                (select string_agg(format('%s/%s/%s', chunk.state, n_attempts, n_lost), ' '
                        order by step.no, chunk.no)
                    from sereno.chunk join sereno.step using (step_id) where chunk.run_id = {run_id}),
                coalesce((select string_agg(outcome, ' ' order by token)
                    from sereno.attempt where run_id = {run_id}), ''))"
        );
        let chunk =
            |chunk: &model::Chunk| format!("{}/{}/{}", chunk.state, chunk.n_attempts, chunk.n_lost);
        let chunks: Vec<String> = model.chunks.iter().map(chunk).collect();
        let attempts: Vec<&str> = model.attempts.iter().map(|one| one.outcome.name()).collect();
        let steps = model.steps.map(StepState::name);
        let expected = [model.run.name(), &steps.join(" "), &chunks.join(" "), &attempts.join(" ")]
            .join(" | ");
        assert_eq!(db.text(stored).await.unwrap(), expected, "after {after:?}");
    }

    /// Nothing is forgotten: whatever came before, the run can be brought to its end, and every ready
    /// chunk of it is rung for.
    async fn bring_to_an_end(&mut self) {
        for step in 0..3 {
            self.pause(step, false).await;
        }
        for worker in 0..N_WORKERS {
            self.leave(worker).await;
        }
        self.apply(&Op::Sweep).await;
        self.apply(&Op::Advance).await;
        let mut tx = begin(self.db).await;
        queue_ring_in_tx(&mut tx, self.run_id.0).await.unwrap();
        pool::commit(tx).await.unwrap();
        assert_eq!(self.db.queue_count_unrung(self.run_id.0).await.unwrap(), 0);
        while self.model.run == RunState::Running {
            for chunk in 0..self.chunks.len() {
                let n_leases = self.leases.len();
                self.claim(chunk, 0, true).await;
                if self.leases.len() > n_leases {
                    self.finish(n_leases).await;
                }
            }
        }
        self.agree(&Op::Advance).await;
        let unequal = format!(
            "select count(*) from sereno.chunk left join sereno.chunk_receipt as receipt using (chunk_id)
            where chunk.run_id = {} and (chunk.state = 'done') is distinct from (receipt.token is not null)",
            self.run_id
        );
        assert_eq!(self.db.count(unequal).await.unwrap(), 0, "done and a receipt are one");
    }
}

#[test]
fn whatever_is_done_the_ledger_stands_as_its_model() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let db = runtime.block_on(TestDb::fresh()).unwrap();
    let next_date = std::cell::Cell::new(date(2000, 1, 1));
    let mut runner =
        TestRunner::new(Config { cases: 48, failure_persistence: None, ..Config::default() });
    let cases = (
        (1..4_usize, 1..4_usize, 1..2_usize),
        prop::collection::vec(op(), 1..60),
        prop::option::weighted(0.1, 0..60_usize),
    );
    let tried = runner.run(&cases, |((score, rescore, digest), mut ops, cancel)| {
        if let Some(at) = cancel {
            ops.insert(at.min(ops.len()), Op::Cancel);
        }
        next_date.set(next_date.get().saturating_add(1.day()));
        runtime.block_on(async {
            let n_chunks = [score, rescore, digest];
            let mut trial = Trial::new(&db, next_date.get(), n_chunks).await;
            for op in &ops {
                trial.apply(op).await;
                trial.agree(op).await;
            }
            trial.bring_to_an_end().await;
        });
        Ok(())
    });
    tried.unwrap();
}
