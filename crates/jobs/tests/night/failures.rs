//! Failures by cause: told apart, known again, muted, and mended one cause at a time.

use jiff::Timestamp;
use sereno_db::board::{failures::failures, tonight::tonight};
use sereno_db::mend::Broken;
use sereno_db::pool;
use sereno_domain::board::Target;
use sereno_domain::board::failure::FailureLine;
use sereno_domain::failure::{CLASS_LOST, SHAPE_LOST};
use sereno_domain::id::{FailureId, RunId};
use sereno_domain::run::RunState;
use sereno_jobs::mend::{MendError, mute, retry, retry_preview};
use sereno_jobs::night::{NightRequest, plan_night};
use sereno_testkit::TestDb;

use crate::firm::{FIRM, night, request};

/// Breaks the payloads of two chunks, each in its own words, and lets a third lose its worker for
/// the last time that is allowed.
const BREAK: &str = "
with gone as (
    insert into sereno.worker (name, host, pid, n_slots, version, backend_pid, backend_start, ended_at)
    values ('gone-' || gen_random_uuid(), 'gone', 1, 1, '', 1, now(), now())
    returning worker_id
), garbled as (
    update sereno.chunk
    set payload = json_build_object('garbled', no)
    where no in (0, 1) and state = 'ready'
    returning 1
), lost as (
    update sereno.chunk
    set state = 'leased', token = nextval('sereno.lease_token'), worker_id = gone.worker_id,
        lease_expires_at = now(), n_attempts = 5, n_claims = 5
    from gone
    where no = 2 and state = 'ready'
    returning chunk_id, run_id, token, gone.worker_id
), noted as (
    insert into sereno.attempt (chunk_id, run_id, no, token, worker_id, outcome)
    select chunk_id, run_id, 5, token, worker_id, 'running' from lost
    returning 1
)
select (select count(*) from garbled) + (select count(*) from lost) + (select count(*) from noted)";

async fn broken_night(db: &TestDb, revise: Option<&str>) -> RunId {
    let one_role = NightRequest { chunk_roles: 1, ..request(revise) };
    let run = plan_night(db.pool(), &one_role).await.unwrap().run;
    assert_eq!(db.count(BREAK).await.unwrap(), 4);
    assert_eq!(night(db.pool(), None).await, RunState::Incomplete);
    run.run_id
}

async fn lines(db: &TestDb) -> Vec<FailureLine> {
    failures(&mut pool::acquire(db.pool()).await.unwrap()).await.unwrap().failures
}

/// The failures that *Needs you* speaks of.
async fn told(db: &TestDb) -> Vec<FailureId> {
    let board = tonight(&mut pool::acquire(db.pool()).await.unwrap()).await.unwrap();
    let of = |target| match target {
        Target::Failure(_, failure) => Some(failure),
        _ => None,
    };
    board.needs.iter().filter_map(|need| of(need.target)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cause_is_one_line_however_often_and_is_known_the_next_time() {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    let run_id = broken_night(&db, None).await;
    let found = lines(&db).await;
    let [garbled, lost] = &found[..] else { panic!("two causes: {found:?}") };
    assert_eq!((garbled.n_quarantined, garbled.n_attempts), (2, 2));
    assert_eq!(garbled.chunk_nos, [0, 1]);
    assert!(garbled.shape.as_str().contains("`…`"), "{}", garbled.shape);
    assert!(garbled.error.as_str().contains("garbled"), "{}", garbled.error);
    assert_eq!((lost.n_quarantined, lost.n_attempts), (1, 1));
    assert_eq!((lost.error_class.as_str(), lost.shape.as_str()), (CLASS_LOST, SHAPE_LOST));
    assert!(found.iter().all(|line| line.is_new && line.run_id == run_id));

    let again = broken_night(&db, Some("to see it again")).await;
    let known = lines(&db).await;
    assert!(known.iter().all(|line| !line.is_new && line.run_id == again), "{known:?}");
    let ids = |lines: &[FailureLine]| lines.iter().map(|line| line.failure_id).collect::<Vec<_>>();
    assert_eq!(ids(&known), ids(&found));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_cause_is_mended_and_the_other_stays() {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    let run_id = broken_night(&db, None).await;
    let lost = lines(&db).await[1].failure_id;
    let only = Broken { failure_id: Some(lost), ..Broken::default() };
    let would = retry_preview(db.pool(), run_id, &only).await.unwrap().groups;
    assert_eq!(would.iter().map(|group| group.n_chunks).sum::<u64>(), 1);
    assert_eq!(
        retry(db.pool(), run_id, &only, None, ["mended", "ana"]).await.unwrap().groups,
        would
    );
    assert_eq!(night(db.pool(), None).await, RunState::Incomplete);
    let left = lines(&db).await;
    assert_eq!(left.len(), 1, "{left:?}");
    assert_ne!(left[0].failure_id, lost);
    let none = retry_preview(db.pool(), run_id, &only).await;
    assert!(matches!(none, Err(MendError::Nothing(id)) if id == run_id), "{none:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_muted_cause_is_not_told_and_still_counts() {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    broken_night(&db, None).await;
    let all = told(&db).await;
    assert_eq!(all.len(), 2);
    let soon: Timestamp = "2999-01-01T00:00:00Z".parse().unwrap();
    mute(db.pool(), all[0], Some(soon), ["ordered", "ana"]).await.unwrap();
    assert_eq!(told(&db).await, all[1..]);
    let line = &lines(&db).await[0];
    assert_eq!((line.muted_until, line.n_quarantined), (Some(soon), 2));
    assert_eq!(line.muted_because.as_str(), "ana: ordered");

    mute(db.pool(), all[0], Some(Timestamp::UNIX_EPOCH), ["over", "ana"]).await.unwrap();
    assert_eq!(told(&db).await, all, "what was muted until a moment gone by is told again");
    mute(db.pool(), all[1], Some(soon), ["ordered", "ana"]).await.unwrap();
    mute(db.pool(), all[1], None, ["came", "ana"]).await.unwrap();
    assert_eq!(told(&db).await, all);
    let unknown = mute(db.pool(), FailureId(99), None, ["x", "ana"]).await;
    assert!(matches!(unknown, Err(MendError::NoFailure(FailureId(99)))), "{unknown:?}");
    let audited = "select count(*) from sereno.audit_event where action like 'failure.%'";
    assert_eq!(db.count(audited).await.unwrap(), 4);
}
