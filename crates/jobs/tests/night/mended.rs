//! What on-call does when a night broke, and how a worker that is told to stop leaves its work.

use std::time::Duration;

use sereno_db::mend::{Broken, broken_count};
use sereno_db::pool;
use sereno_domain::id::WorkerId;
use sereno_domain::job::JobKind;
use sereno_domain::run::RunState;
use sereno_jobs::halt::{HaltError, worker_drain};
use sereno_jobs::mend::{MendError, retry};
use sereno_jobs::night::{NightRequest, plan_night};
use sereno_jobs::runner::Drain;
use sereno_testkit::TestDb;
use tokio_util::sync::CancellationToken;

use crate::firm::{FIRM, N_CHECKS, night, plan, request, worker};

const WHY: [&str; 2] = ["mended", "ana"];

/// A night of five roles, one a chunk, two of whose chunks cannot be done.
async fn broken_night() -> (TestDb, sereno_domain::id::RunId) {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    let one_role = NightRequest { chunk_roles: 1, ..request(None) };
    let run = plan_night(db.pool(), &one_role).await.unwrap().run;
    let break_two = "with broken as (
        update sereno.chunk set payload = '{}' where no in (1, 3) and state = 'ready' returning 1
    ) select count(*) from broken";
    assert_eq!(db.count(break_two).await.unwrap(), 2);
    assert_eq!(night(db.pool(), None).await, RunState::Incomplete);
    (db, run.run_id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retried_chunk_is_done_and_the_digest_is_done_anew() {
    let (db, run_id) = broken_night().await;
    let digest = "select n_roles::bigint from sereno.digest";
    assert_eq!(db.count(digest).await.unwrap(), 3);
    let mend = "with mended as (
        update sereno.chunk set payload = json_build_object('from', no, 'to', no + 1)
        where state = 'quarantined' returning 1
    ) select count(*) from mended";
    assert_eq!(db.count(mend).await.unwrap(), 2);

    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let groups = broken_count(&mut conn, run_id, &Broken::default()).await.unwrap();
    let [group] = &groups[..] else { panic!("one kind of trouble: {groups:?}") };
    assert_eq!((group.kind, group.n_chunks), (JobKind::Rescore, 2));
    assert_eq!(group.error_class.as_deref(), Some("payload"));
    drop(conn);

    let sent = retry(db.pool(), run_id, &Broken::default(), None, WHY).await.unwrap();
    assert_eq!(sent.groups, groups);
    assert_eq!(night(db.pool(), None).await, RunState::Done);
    assert_eq!(db.count(digest).await.unwrap(), 5);
    assert_eq!(
        db.count("select count(*) from sereno.chunk_receipt").await.unwrap(),
        6 + i64::from(N_CHECKS)
    );
    let history = "select count(*) from sereno.attempt where outcome = 'gave_up'";
    assert_eq!(db.count(history).await.unwrap(), 2, "what went wrong is not forgotten");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_meant_goes_round_again() {
    let (db, run_id) = broken_night().await;
    let other = Broken { error_class: Some("database".to_owned()), ..Broken::default() };
    let none = retry(db.pool(), run_id, &other, None, WHY).await;
    assert!(matches!(none, Err(MendError::Nothing(_))), "{none:?}");
    assert_eq!(night(db.pool(), None).await, RunState::Incomplete);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_with_a_later_revision_is_left_as_it_is() {
    let (db, run_id) = broken_night().await;
    assert_eq!(night(db.pool(), Some("with what was mended")).await, RunState::Done);
    let replaced = retry(db.pool(), run_id, &Broken::default(), None, WHY).await;
    assert!(matches!(replaced, Err(MendError::Superseded(_))), "{replaced:?}");
}

/// Two chunks are at work when the worker is told to stop at once: they are free again the moment
/// it has left, and the attempt does not count.
#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_must_go_hands_back_what_it_holds() {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    let run = plan(db.pool(), None).await;
    // Whoever holds the lists makes every chunk wait in the middle of its work.
    let holder = db.hold("sereno.match").await.unwrap();
    let (stop, at_once) = (CancellationToken::new(), CancellationToken::new());
    let runner = worker(db.pool(), 2)
        .draining(Drain { limit: Duration::from_mins(10), at_once: at_once.clone() });
    let told = async {
        let leased = "select count(*) from sereno.chunk where state = 'leased'";
        while db.count(leased).await.unwrap() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stop.cancel();
        at_once.cancel();
    };
    let (worked, ()) = tokio::join!(runner.run_until(&stop), told);
    worked.unwrap();
    let free = "select count(*) from sereno.chunk where state = 'ready' and n_attempts = 0";
    assert_eq!(db.count(free).await.unwrap(), 3);
    let handed_back = "select count(*) from sereno.attempt where outcome = 'handed_back'";
    assert_eq!(db.count(handed_back).await.unwrap(), 2);

    drop(holder);
    let (other, stop) = (worker(db.pool(), 2), CancellationToken::new());
    assert_eq!(other.work_until_run_ends(run.run_id, &stop).await.unwrap(), RunState::Done);
    let done = "select count(*) from sereno.attempt where outcome = 'done'";
    assert_eq!(db.count(done).await.unwrap(), 4 + i64::from(N_CHECKS));
}

/// What was due is due, also after the server's clock was set back by hours: neither a task of the
/// queue nor a wait after a failure holds a chunk up until the clock is there again.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_steps_back_holds_nothing_up() {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    plan(db.pool(), None).await;
    assert_eq!(db.queue_put_off(2).await.unwrap(), 3);
    let failed = "update sereno.chunk set n_attempts = 1, ready_at = now() + interval '2 hours'
        where no = 0 and state = 'ready'";
    assert_eq!(db.change(failed.to_owned()).await.unwrap(), 1);
    let in_time = tokio::time::timeout(Duration::from_secs(30), night(db.pool(), None)).await;
    assert_eq!(in_time.unwrap(), RunState::Done);
}

/// Two chunks are at work when somebody asks the worker to leave: it claims no more, finishes what it
/// has in hand, and ends without a signal.
#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_asked_to_leave_finishes_what_it_holds() {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    plan(db.pool(), None).await;
    let holder = db.hold("sereno.match").await.unwrap();
    let stop = CancellationToken::new();
    let asked = async {
        let leased = "select count(*) from sereno.chunk where state = 'leased'";
        while db.count(leased).await.unwrap() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let id = WorkerId(db.count("select worker_id from sereno.worker").await.unwrap());
        worker_drain(db.pool(), id, WHY).await.unwrap();
        let twice = worker_drain(db.pool(), id, WHY).await;
        assert!(matches!(twice, Err(HaltError::NotHere(found)) if found == id), "{twice:?}");
        // Long enough to have been seen: what is at hand is let go on only after that.
        let seen =
            "select count(*) from sereno.worker where drain_asked_at < now() - interval '2 s'";
        while db.count(seen).await.unwrap() == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        drop(holder);
    };
    let (worked, ()) = tokio::join!(worker(db.pool(), 2).run_until(&stop), asked);
    worked.unwrap();
    assert!(!stop.is_cancelled(), "others who wait for the same word go on");
    let of = |state: &str| format!("select count(*) from sereno.chunk where state = '{state}'");
    assert_eq!(db.count(of("done")).await.unwrap(), 2);
    assert_eq!(db.count(of("leased")).await.unwrap(), 0);
    let audited = "select count(*) from sereno.audit_event where action = 'worker.drain'";
    assert_eq!(db.count(audited).await.unwrap(), 1);
    assert_eq!(night(db.pool(), None).await, RunState::Done, "another does the rest");
}
