//! What operators do to work under way, and what becomes of those who had it in hand.

use std::time::Duration;

use jiff::Timestamp;
use sereno_db::chunk::PayloadVersions;
use sereno_db::mend::Broken;
use sereno_db::pool;
use sereno_domain::board::retry::{RetryLine, RetryState};
use sereno_domain::id::{ChunkId, RetryId, RunId};
use sereno_domain::job::JobKind;
use sereno_domain::run::{ChunkState, RunState};
use sereno_jobs::halt::{HaltError, cancel, quarantine, queue_pause, queue_resume, release};
use sereno_jobs::mend::{
    MendError, redo, retry, retry_find, retry_go_on, retry_preview, retry_stop,
};
use sereno_jobs::night::{NightRequest, plan_night};
use sereno_testkit::TestDb;
use tokio_util::sync::CancellationToken;

use crate::firm::{FIRM, N_CHECKS, night, plan, request, worker};

const WHY: [&str; 2] = ["to try it", "ana"];

async fn planned() -> (TestDb, RunId) {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    let run = plan(db.pool(), None).await;
    (db, run.run_id)
}

/// Works until `story` is told.
async fn beside_a_worker(db: &TestDb, story: impl Future<Output = ()>) {
    let stop = CancellationToken::new();
    let told = async {
        story.await;
        stop.cancel();
    };
    let (worked, ()) = tokio::join!(worker(db.pool(), 2).run_until(&stop), Box::pin(told));
    worked.unwrap();
}

async fn until(db: &TestDb, query: &str, n: i64) {
    for _ in 0..6_000 {
        if db.count(query).await.unwrap() == n {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(db.count(query).await.unwrap(), n, "{query} after half a minute");
}

const LEASED: &str = "select count(*) from sereno.chunk where state = 'leased'";
const FENCED: &str = "select count(*) from sereno.attempt where outcome = 'fenced'";
const AUDITED: &str =
    "select count(*) from sereno.audit_event where actor = 'ana' and reason = 'to try it'";

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_run_ends_and_what_workers_have_in_hand_is_refused() {
    let (db, run_id) = planned().await;
    let holder = db.hold("sereno.match").await.unwrap();
    beside_a_worker(
        &db,
        Box::pin(async {
            until(&db, LEASED, 2).await;
            assert_eq!(cancel(db.pool(), run_id, WHY).await.unwrap(), 4 + u64::from(N_CHECKS));
            let revoked = "select count(*) from sereno.attempt where outcome = 'revoked'";
            assert_eq!(db.count(revoked).await.unwrap(), 2);
            drop(holder);
            until(&db, FENCED, 2).await;
        }),
    )
    .await;
    assert_eq!(db.count("select count(*) from sereno.match").await.unwrap(), 0);
    let again = cancel(db.pool(), run_id, WHY).await;
    assert!(matches!(again, Err(HaltError::NotAtWork(id)) if id == run_id), "{again:?}");
    assert_eq!(db.count(AUDITED).await.unwrap(), 1);
    assert_eq!(
        night(db.pool(), None).await,
        RunState::Cancelled,
        "a date is not run again unasked"
    );
    assert_eq!(night(db.pool(), Some("it was a mistake")).await, RunState::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_released_chunk_is_done_by_another_and_its_first_worker_is_refused() {
    let (db, _) = planned().await;
    let holder = db.hold("sereno.match").await.unwrap();
    beside_a_worker(
        &db,
        Box::pin(async {
            until(&db, LEASED, 2).await;
            let stuck = "select min(chunk_id) from sereno.chunk where state = 'leased'";
            let stuck = ChunkId(db.count(stuck).await.unwrap());
            // Nobody claims it while the first worker still has it in hand.
            queue_pause(db.pool(), None, None, WHY).await.unwrap();
            release(db.pool(), stuck, WHY).await.unwrap();
            let twice = release(db.pool(), stuck, WHY).await;
            assert!(matches!(twice, Err(HaltError::NotLeased(_, ChunkState::Ready))), "{twice:?}");
            drop(holder);
            until(&db, FENCED, 1).await;
            queue_resume(db.pool(), None, WHY).await.unwrap();
            until(&db, "select count(*) from sereno.run where state = 'done'", 1).await;
        }),
    )
    .await;
    let burnt = "select count(*) from sereno.chunk where n_attempts > 1";
    assert_eq!(db.count(burnt).await.unwrap(), 0, "an attempt that was taken away does not count");
    let none = release(db.pool(), ChunkId(99_999), WHY).await;
    assert!(matches!(none, Err(HaltError::NoChunk(_))), "{none:?}");
    assert_eq!(db.count(AUDITED).await.unwrap(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_goes_on_without_what_is_in_quarantine() {
    let (db, run_id) = planned().await;
    let first = "select min(chunk_id) from sereno.chunk";
    let first = ChunkId(db.count(first).await.unwrap());
    quarantine(db.pool(), first, WHY).await.unwrap();
    let twice = quarantine(db.pool(), first, WHY).await;
    assert!(matches!(twice, Err(HaltError::Ended(_, ChunkState::Quarantined))), "{twice:?}");
    assert_eq!(night(db.pool(), None).await, RunState::Incomplete);
    let sent = retry(db.pool(), run_id, &Broken::default(), None, WHY).await.unwrap();
    assert_eq!((sent.groups[0].n_chunks, sent.groups[0].failure_id), (1, None));
    assert_eq!(night(db.pool(), None).await, RunState::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_queue_hands_nothing_out_until_it_is_told_or_its_time_has_come() {
    let (db, _) = planned().await;
    let none = queue_resume(db.pool(), None, WHY).await;
    assert!(matches!(none, Err(HaltError::NotPaused)), "{none:?}");
    queue_pause(db.pool(), Some(JobKind::Digest), None, WHY).await.unwrap();
    let soon: Timestamp = "2999-01-01T00:00:00Z".parse().unwrap();
    queue_pause(db.pool(), Some(JobKind::Rescore), Some(soon), WHY).await.unwrap();
    beside_a_worker(
        &db,
        Box::pin(async {
            tokio::time::sleep(Duration::from_millis(600)).await;
            assert_eq!(db.count("select count(*) from sereno.attempt").await.unwrap(), 0);
            let come = "update sereno.queue_pause set resumes_at = now() where kind = 'rescore'";
            db.change(come.to_owned()).await.unwrap();
            until(&db, "select count(*) from sereno.chunk where state = 'done'", 3).await;
            tokio::time::sleep(Duration::from_millis(600)).await;
            assert_eq!(db.count("select count(*) from sereno.digest").await.unwrap(), 0);
            queue_resume(db.pool(), None, WHY).await.unwrap();
            until(&db, "select count(*) from sereno.run where state = 'done'", 1).await;
        }),
    )
    .await;
}

/// A night of five roles, one a chunk, all but one of whose chunks cannot be done.
async fn broken_night() -> (TestDb, RunId) {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    let one_role = NightRequest { chunk_roles: 1, ..request(None) };
    let run = plan_night(db.pool(), &one_role).await.unwrap().run;
    let broken = "update sereno.chunk set payload = '{}' where no > 0 and state = 'ready'";
    assert_eq!(db.change(broken.to_owned()).await.unwrap(), 4);
    assert_eq!(night(db.pool(), None).await, RunState::Incomplete);
    (db, run.run_id)
}

async fn receipt(db: &TestDb, retry_id: RetryId) -> RetryLine {
    retry_find(&mut pool::acquire(db.pool()).await.unwrap(), retry_id).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_at_a_pace_is_stopped_goes_on_and_accounts_for_every_chunk() {
    let (db, run_id) = broken_night().await;
    let preview = retry_preview(db.pool(), run_id, &Broken::default()).await.unwrap();
    assert_eq!(
        (preview.groups[0].n_chunks, preview.left),
        (4, vec![(ChunkState::Done, 2 + u64::from(N_CHECKS))])
    );
    // The first at once, the others a minute apart: nobody waits for them here.
    let sent = retry(db.pool(), run_id, &Broken::default(), Some(1), WHY).await.unwrap();
    let mend = "update sereno.chunk set payload = json_build_object('from', no, 'to', no + 1)
        where state = 'ready' and no <> 4";
    assert_eq!(db.change(mend.to_owned()).await.unwrap(), 3);
    beside_a_worker(
        &db,
        Box::pin(async {
            let done = "select count(*) from sereno.chunk where state = 'done'";
            until(&db, done, 2).await;
            let line = receipt(&db, sent.retry_id).await;
            assert_eq!((line.state, line.n_done, line.n_unsent), (RetryState::Running, 1, 3));
            assert_eq!(retry_stop(db.pool(), &[sent.retry_id], WHY).await.unwrap(), 3);
            until(&db, "select count(*) from sereno.run where state = 'incomplete'", 1).await;
            let line = receipt(&db, sent.retry_id).await;
            assert_eq!((line.state, line.n_put_back, line.n_open), (RetryState::Stopped, 3, 0));
            let twice = retry_stop(db.pool(), &[sent.retry_id], WHY).await;
            assert!(matches!(twice, Err(MendError::AllSent(_))), "{twice:?}");

            assert_eq!(retry_go_on(db.pool(), sent.retry_id, Some(60_000), WHY).await.unwrap(), 3);
            until(&db, "select count(*) from sereno.run where state = 'incomplete'", 1).await;
        }),
    )
    .await;
    let line = receipt(&db, sent.retry_id).await;
    assert_eq!((line.state, line.n_done, line.n_failed), (RetryState::Ended, 3, 1));
    assert_eq!(line.n_chunks, 4);
    let over = retry_go_on(db.pool(), sent.retry_id, None, WHY).await;
    assert!(matches!(over, Err(MendError::NothingPutBack(_))), "{over:?}");
    assert_eq!(db.count("select n_roles::bigint from sereno.digest").await.unwrap(), 4);
    assert_eq!(db.count(AUDITED).await.unwrap(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_done_anew_finds_the_same_and_the_digest_keeps_what_the_night_changed() {
    let (db, run_id) = planned().await;
    let at_work = redo(db.pool(), run_id, JobKind::Rescore, WHY).await;
    assert!(matches!(at_work, Err(MendError::NotEnded(_, RunState::Running))), "{at_work:?}");
    assert_eq!(night(db.pool(), None).await, RunState::Done);
    let digest = "select ('x' || encode(substring(night_hash for 6), 'hex'))::bit(48)::bigint + n_entered from sereno.digest";
    let before = db.count(digest).await.unwrap();
    let none = redo(db.pool(), run_id, JobKind::Score, WHY).await;
    assert!(matches!(none, Err(MendError::NoStep(_, JobKind::Score))), "{none:?}");
    for (kind, n_chunks) in [(JobKind::Rescore, 3), (JobKind::Digest, 1)] {
        assert_eq!(redo(db.pool(), run_id, kind, WHY).await.unwrap(), n_chunks);
        assert_eq!(db.count("select count(*) from sereno.digest").await.unwrap(), 0);
        assert_eq!(night(db.pool(), None).await, RunState::Done);
        assert_eq!(db.count(digest).await.unwrap(), before);
        let earlier = format!(
            "select count(*) from sereno.attempt join sereno.chunk using (chunk_id) join sereno.step using (step_id)
            where kind = '{kind}' and attempt.started_at < step.started_at"
        );
        assert!(db.count(earlier).await.unwrap() > 0, "it took what it took this time");
    }
    let attempts = "select count(*) from sereno.attempt where outcome = 'done'";
    // The checks follow the lists, not the digest.
    let n_checks = i64::from(N_CHECKS);
    assert_eq!(db.count(attempts).await.unwrap(), 4 + 4 + 1 + 2 * n_checks);
}

/// While a new version is brought out, old workers leave the chunks they cannot read to new ones.
#[tokio::test(flavor = "multi_thread")]
async fn workers_of_two_versions_share_a_night() {
    let (db, run_id) = planned().await;
    let newer = "update sereno.chunk set payload_version = 3 where no = 1";
    assert_eq!(db.change(newer.to_owned()).await.unwrap(), u64::from(N_CHECKS));
    let stop = CancellationToken::new();
    let old = worker(db.pool(), 1);
    let new = worker(db.pool(), 1).reading(PayloadVersions { oldest: 3, newest: 3 });
    let ended = async {
        until(&db, "select count(*) from sereno.run where state = 'done'", 1).await;
        stop.cancel();
    };
    let (old, new, ()) = tokio::join!(old.run_until(&stop), new.run_until(&stop), ended);
    old.and(new).unwrap();
    let failed = "select count(*) from sereno.attempt where outcome <> 'done'";
    assert_eq!(db.count(failed).await.unwrap(), 0, "run {run_id}");
}
