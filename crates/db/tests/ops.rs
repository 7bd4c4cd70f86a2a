//! The boards of what operators look after, read from a ledger that is written by hand.

#![expect(clippy::unwrap_used, reason = "a test without a database must fail")]

use sereno_db::audit::audit_act_in_tx;
use sereno_db::board::audit::audit;
use sereno_db::board::queues::queues;
use sereno_db::board::workers::workers;
use sereno_db::halt::queue_pause_in_tx;
use sereno_db::pool;
use sereno_db::worker::{
    NewWorker, WorkerStanding, worker_drain_in_tx, worker_leave, worker_register, worker_standing,
};
use sereno_domain::board::queue::{N_DEPTH_CELLS, QueuePast};
use sereno_domain::board::worker::WorkerState;
use sereno_domain::id::WorkerId;
use sereno_domain::job::JobKind;
use sereno_testkit::TestDb;

/// A run at work with a step of four chunks that were handed out two hours ago: one done an hour and a
/// half ago, one done just now, one in quarantine for 40 minutes, one ready; and one to be tried again.
const LEDGER: &str = "
with a_run as (
    insert into sereno.run (pipeline, business_date, revision, state, requested_by, model_version,
        taxonomy_version, tzdata_version, n_developers, n_roles, started_at)
    values ('nightly', '2026-11-23', 1, 'running', 'ana', 'm', 't', 'z', 1, 1, now() - interval '2 hours')
    returning run_id
), a_step as (
    insert into sereno.step (run_id, no, kind, state, n_chunks, started_at)
    select run_id, 0, 'rescore', 'running', 5, now() - interval '2 hours' from a_run
    returning run_id, step_id
), made as (
    insert into sereno.chunk (run_id, step_id, no, payload, state, ready_at)
    select run_id, step_id, no, '{}', state, now() + late
    from a_step
    cross join (values (0, 'done', null), (1, 'done', null), (2, 'quarantined', null),
        (3, 'ready', null::interval), (4, 'ready', interval '1 hour')) as wanted (no, state, late)
    returning run_id, step_id, chunk_id, no
), a_worker as (
    insert into sereno.worker (name, host, pid, n_slots, version, backend_pid, backend_start, ended_at)
    values ('harbour-1', 'harbour', 1, 4, '0', 1, now(), now() - interval '2 days')
    returning worker_id
), tried as (
    insert into sereno.attempt (chunk_id, run_id, no, token, worker_id, outcome, started_at, ended_at)
    select chunk_id, run_id, 1, 1, worker_id, 'gave_up', now() - interval '41 minutes',
        now() - interval '40 minutes'
    from made cross join a_worker where no = 2
)
insert into sereno.chunk_receipt (chunk_id, run_id, step_id, token, n_pairs, n_matches_written, report,
    committed_at)
select chunk_id, run_id, step_id, 9 + no, 0, 0, '{}',
    now() - case no when 0 then interval '90 minutes' else interval '1 second' end
from made where no < 2";

fn of(queues: &[QueuePast], kind: JobKind) -> &QueuePast {
    queues.iter().find(|queue| queue.line.kind == kind).unwrap()
}

#[tokio::test]
async fn a_queue_knows_how_it_stands_and_how_deep_it_was() {
    let db = TestDb::fresh().await.unwrap();
    assert_eq!(db.change(LEDGER.to_owned()).await.unwrap(), 2);
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    queue_pause_in_tx(&mut conn, &[JobKind::Digest], None, ["wrong", "ana"]).await.unwrap();
    let board = queues(&mut conn).await.unwrap();
    assert_eq!(board.queues.len(), JobKind::ALL.len());

    let rescore = of(&board.queues, JobKind::Rescore);
    let line = &rescore.line;
    assert_eq!((line.n_ready, line.n_later, line.n_leased, line.n_quarantined), (1, 1, 0, 1));
    let waits = board.at.duration_since(line.oldest_at.unwrap()).as_mins();
    assert_eq!(waits, 120, "since its step was handed out");
    assert_eq!((rescore.n_in_hour, rescore.n_out_hour), (0, 2));
    assert_eq!(rescore.depth.len(), N_DEPTH_CELLS);
    let mut depths: Vec<u64> = rescore.depth.iter().map(|cell| cell.n_most).collect();
    depths.dedup();
    // All were handed out at once. What ended in the last cell was there when it began.
    assert_eq!(depths[..4], [0, 5, 4, 3], "{depths:?}");
    assert!(depths[4..].iter().all(|depth| *depth == 2), "{depths:?}");
    let sums = |cell: fn(&sereno_domain::board::queue::DepthCell) -> u64| -> u64 {
        rescore.depth.iter().map(cell).sum()
    };
    assert_eq!((sums(|cell| cell.n_in), sums(|cell| cell.n_out)), (5, 3));

    let digest = of(&board.queues, JobKind::Digest);
    assert_eq!(digest.line.paused.as_ref().unwrap().as_str(), "ana: wrong");
    assert!(digest.depth.iter().all(|cell| cell.n_most == 0));
}

#[tokio::test]
async fn what_was_there_before_the_day_is_deep_but_was_not_handed_out_in_it() {
    let db = TestDb::fresh().await.unwrap();
    db.change(LEDGER.to_owned()).await.unwrap();
    let earlier = "update sereno.step set started_at = now() - interval '3 days'";
    db.change(earlier.to_owned()).await.unwrap();
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let board = queues(&mut conn).await.unwrap();
    let rescore = of(&board.queues, JobKind::Rescore);
    assert_eq!(rescore.depth[0].n_most, 5);
    assert_eq!(rescore.depth.iter().map(|cell| cell.n_in).sum::<u64>(), 0);
}

#[tokio::test]
async fn a_run_that_ended_leaves_nothing_to_be_done() {
    let db = TestDb::fresh().await.unwrap();
    db.change(LEDGER.to_owned()).await.unwrap();
    let end = "update sereno.run set state = 'cancelled', ended_at = now() - interval '10 minutes'";
    db.change(end.to_owned()).await.unwrap();
    let end =
        "update sereno.step set state = 'cancelled', ended_at = now() - interval '10 minutes'";
    db.change(end.to_owned()).await.unwrap();
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let board = queues(&mut conn).await.unwrap();
    // All but the one that was done long before.
    assert_eq!(of(&board.queues, JobKind::Rescore).n_out_hour, 4);
}

fn harbour(name: &str) -> NewWorker {
    NewWorker { name: name.to_owned(), host: "harbour".to_owned(), pid: 12, n_slots: 4 }
}

async fn state(db: &TestDb, worker: WorkerId) -> Option<WorkerState> {
    let board = workers(&mut pool::acquire(db.pool()).await.unwrap()).await.unwrap();
    board.workers.iter().find(|line| line.worker_id == worker).map(|line| line.state)
}

#[tokio::test]
async fn a_worker_is_live_then_draining_then_gone() {
    let db = TestDb::fresh().await.unwrap();
    let mut liveness = pool::acquire(db.pool()).await.unwrap();
    let worker = worker_register(&mut liveness, &harbour("harbour-12")).await.unwrap();
    assert_eq!(state(&db, worker).await, Some(WorkerState::Live));
    assert_eq!(worker_standing(&mut liveness, worker).await.unwrap(), WorkerStanding::Known);

    let mut conn = pool::acquire(db.pool()).await.unwrap();
    assert!(worker_drain_in_tx(&mut conn, worker, ["reboot", "ana"]).await.unwrap());
    assert!(!worker_drain_in_tx(&mut conn, worker, ["reboot", "bruno"]).await.unwrap());
    assert_eq!(state(&db, worker).await, Some(WorkerState::Draining));
    assert_eq!(worker_standing(&mut liveness, worker).await.unwrap(), WorkerStanding::Draining);
    assert_eq!(worker_standing(&mut conn, worker).await.unwrap(), WorkerStanding::Missed);
    let board = workers(&mut conn).await.unwrap();
    assert_eq!(board.workers[0].drain.as_ref().unwrap().as_str(), "ana: reboot");

    worker_leave(&mut conn, worker).await.unwrap();
    assert_eq!(state(&db, worker).await, Some(WorkerState::Gone));
    assert_eq!(worker_standing(&mut liveness, worker).await.unwrap(), WorkerStanding::Missed);
    assert!(!worker_drain_in_tx(&mut conn, worker, ["reboot", "ana"]).await.unwrap());
}

#[tokio::test]
async fn what_a_worker_holds_and_got_done_is_told() {
    let db = TestDb::fresh().await.unwrap();
    db.change(LEDGER.to_owned()).await.unwrap();
    let mut liveness = pool::acquire(db.pool()).await.unwrap();
    let worker = worker_register(&mut liveness, &harbour("harbour-12")).await.unwrap();
    let held = format!(
        "with held as (
            update sereno.chunk set state = 'leased', token = 77, worker_id = {worker},
                lease_expires_at = now() + interval '30 seconds'
            where no = 3 returning chunk_id, run_id
        )
        insert into sereno.attempt (chunk_id, run_id, no, token, worker_id, outcome, started_at)
        select chunk_id, run_id, 2, 77, {worker}, 'running', now() - interval '1 minute' from held"
    );
    assert_eq!(db.change(held).await.unwrap(), 1);
    let done = format!("update sereno.attempt set worker_id = {worker} where no = 1");
    assert_eq!(db.change(done).await.unwrap(), 1);
    let board = workers(&mut pool::acquire(db.pool()).await.unwrap()).await.unwrap();
    // The one that left two days ago is not told of.
    let [line] = &board.workers[..] else { panic!("{board:?}") };
    assert_eq!(board.n_all, 1);
    let [chunk] = &line.held[..] else { panic!("{line:?}") };
    assert_eq!((chunk.no, chunk.attempt_no, chunk.kind), (3, 2, JobKind::Rescore));
    assert_eq!((line.pace_sum().n_done, line.pace_sum().n_failed), (0, 1));
}

#[tokio::test]
async fn the_newest_acts_are_read_and_all_are_counted() {
    let db = TestDb::fresh().await.unwrap();
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    for run in 1..=3 {
        let what = ("run.cancel", format!("run:{run}"));
        let why = ["\u{1b}[2Jwrong\u{202e}", "ana"];
        let detail = serde_json::json!({ "n_chunks": run });
        audit_act_in_tx(&mut conn, what, why, detail).await.unwrap();
    }
    let board = audit(&mut conn, 2).await.unwrap();
    let subjects: Vec<&str> = board.decisions.iter().map(|act| act.subject.as_str()).collect();
    assert_eq!((subjects, board.n_all), (vec!["run:3", "run:2"], 3));
    assert_eq!(board.decisions[0].reason.as_str(), "[2Jwrong");
    assert_eq!(board.decisions[0].detail.as_str(), "{\"n_chunks\": 3}");
}
