//! Runs that change no list: dry runs and the commit of their plans, nights of dates gone by.

use jiff::civil::{Date, date};
use sereno_db::board::diff::diff;
use sereno_db::night_result::{DryRun, dry_run_find};
use sereno_db::pool;
use sereno_db::run::Purpose;
use sereno_domain::backfill::BackfillMode;
use sereno_domain::id::RunId;
use sereno_domain::run::RunState;
use sereno_jobs::backfill::{BackfillError, BackfillRequest, ask, find, look, preview, stop};
use sereno_jobs::clock::Clock;
use sereno_jobs::night::{NightRequest, PlanError, plan_night, plan_of_dry_run};
use sereno_testkit::TestDb;
use tokio_util::sync::CancellationToken;

use crate::firm::{FIRM, night, request, worker};

const WHY: [&str; 2] = ["to try it", "ana"];
const LISTED: &str = "select count(*) from sereno.match";

async fn firm() -> TestDb {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    db
}

async fn work_on(db: &TestDb, run_id: RunId) -> RunState {
    let stop = CancellationToken::new();
    worker(db.pool(), 2).work_until_run_ends(run_id, &stop).await.unwrap()
}

async fn dry_run(db: &TestDb) -> (RunId, DryRun) {
    let asked = NightRequest { purpose: Purpose::DryRun, ..request(None) };
    let run_id = plan_night(db.pool(), &asked).await.unwrap().run.run_id;
    assert_eq!(work_on(db, run_id).await, RunState::Done);
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    (run_id, dry_run_find(&mut conn, run_id).await.unwrap().unwrap())
}

fn commit_of(run_id: RunId) -> NightRequest {
    NightRequest { purpose: Purpose::Commit(run_id), ..request(Some("as planned")) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_changes_nothing_and_its_commit_exactly_what_it_showed() {
    let db = firm().await;
    let (run_id, plan) = dry_run(&db).await;
    assert_eq!(db.count(LISTED).await.unwrap(), 0);
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let shown = diff(&mut conn, run_id, None).await.unwrap().unwrap();
    assert!(shown.before.is_none());
    let entered: u32 = shown.movers.iter().map(|role| role.n_entered).sum();
    assert!(entered > 0);
    drop(conn);

    let (again, same) = dry_run(&db).await;
    assert_eq!(plan.plan_hash, same.plan_hash, "the same inputs make the same plan");
    assert_eq!(
        plan_of_dry_run(db.pool(), again, &same.plan_hash).await.unwrap(),
        plan.business_date
    );
    let other = plan_of_dry_run(db.pool(), run_id, "0123456789abcdef").await;
    assert!(matches!(other, Err(PlanError::OtherPlan { .. })), "{other:?}");

    let committed = plan_night(db.pool(), &commit_of(run_id)).await.unwrap().run.run_id;
    let busy = plan_night(db.pool(), &commit_of(run_id)).await.map(|planned| planned.run);
    assert!(matches!(busy, Err(PlanError::AtWork(id)) if id == committed), "{busy:?}");
    assert_eq!(work_on(&db, committed).await, RunState::Done);
    assert_eq!(db.count(LISTED).await.unwrap(), i64::from(entered));
    assert_eq!(db.count("select count(distinct night_hash) from sereno.digest").await.unwrap(), 1);
    let no_plan = plan_of_dry_run(db.pool(), committed, &plan.plan_hash).await;
    assert!(matches!(no_plan, Err(PlanError::NoPlan(id)) if id == committed), "{no_plan:?}");
    let audited =
        "select count(*) from sereno.audit_event where action in ('run.dry_run', 'run.commit')";
    assert_eq!(db.count(audited).await.unwrap(), 3);
}

/// The same inputs lead to the same lists. Should they ever not, the night says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_finds_other_lists_than_were_shown_does_not_end_well() {
    let db = firm().await;
    let (run_id, _) = dry_run(&db).await;
    let other = "update sereno.digest set night_hash = sha256('other')";
    assert_eq!(db.change(other.to_owned()).await.unwrap(), 1);
    let committed = plan_night(db.pool(), &commit_of(run_id)).await.unwrap().run.run_id;
    assert_eq!(work_on(&db, committed).await, RunState::Failed);
    let told = "select count(*) from sereno.failure where error_class = 'plan'";
    assert_eq!(db.count(told).await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_whose_inputs_have_moved_is_refused() {
    let db = firm().await;
    let (run_id, _) = dry_run(&db).await;
    let moved = "update sereno.developer set status = 'placed'
        where developer_id = (select min(developer_id) from sereno.developer)";
    assert_eq!(db.change(moved.to_owned()).await.unwrap(), 1);
    let refused = plan_night(db.pool(), &commit_of(run_id)).await.map(|planned| planned.run);
    assert!(matches!(refused, Err(PlanError::Moved(id)) if id == run_id), "{refused:?}");
    assert_eq!(db.count("select count(*) from sereno.run").await.unwrap(), 1);
}

fn clock() -> Clock {
    let NightRequest { chunk_roles, shard_developers, .. } = request(None);
    Clock {
        schedules: Vec::new(),
        chunk_roles,
        shard_developers,
        calendar: crate::firm::calendar(),
        chunk_placements: 1_000,
    }
}

async fn at_work(db: &TestDb) -> Option<(RunId, Date)> {
    let run = "select coalesce(max(run_id), 0) from sereno.run where state = 'running'";
    let run_id = db.count(run).await.unwrap();
    let day = format!(
        "select coalesce(max(business_date)::text, '') from sereno.run where run_id = {run_id}"
    );
    (run_id > 0).then_some((RunId(run_id), db.text(day).await.unwrap().parse().ok()?))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backfill_runs_what_is_meant_one_after_the_other_and_changes_no_list_of_today() {
    let db = firm().await;
    assert_eq!(night(db.pool(), None).await, RunState::Done);
    let hired = "update sereno.developer set status = 'placed' where developer_id % 2 = 0";
    db.change(hired.to_owned()).await.unwrap();
    let listed = db.count(LISTED).await.unwrap();
    let meant = BackfillRequest {
        range: [date(2026, 11, 20), date(2026, 11, 23)],
        mode: BackfillMode::Missing,
        newest_first: true,
    };
    let dates = preview(&mut pool::acquire(db.pool()).await.unwrap(), &meant).await.unwrap();
    assert_eq!(dates, [20, 21, 22].map(|day| date(2026, 11, day)));
    let asked = ask(db.pool(), &meant, WHY).await.unwrap();
    for day in [22, 21] {
        look(db.pool(), &clock()).await.unwrap();
        look(db.pool(), &clock()).await.unwrap();
        let (run_id, business_date) = at_work(&db).await.unwrap();
        assert_eq!(business_date, date(2026, 11, day), "one at a time, the newest first");
        assert_eq!(work_on(&db, run_id).await, RunState::Done);
    }
    stop(db.pool(), asked.backfill_id, true, WHY).await.unwrap();
    look(db.pool(), &clock()).await.unwrap();
    assert_eq!(at_work(&db).await, None);
    stop(db.pool(), asked.backfill_id, false, WHY).await.unwrap();
    look(db.pool(), &clock()).await.unwrap();
    let (last, _) = at_work(&db).await.unwrap();
    assert_eq!(work_on(&db, last).await, RunState::Done);
    look(db.pool(), &clock()).await.unwrap();
    assert_eq!(at_work(&db).await, None);

    let line = find(&mut pool::acquire(db.pool()).await.unwrap(), asked.backfill_id).await.unwrap();
    assert_eq!((line.n_dates, line.n_done, line.n_failed, line.n_due), (3, 3, 0, 0));
    assert_eq!(db.count(LISTED).await.unwrap(), listed);
    let low = "select count(*) from sereno.run where lane = 'low' and not applies and reason = ''";
    assert_eq!(db.count(low).await.unwrap(), 3);
    let nothing = ask(db.pool(), &meant, WHY).await;
    assert!(matches!(nothing, Err(BackfillError::Nothing(..))), "{nothing:?}");
}

/// A queue with work in both lanes hands out tonight's first.
#[tokio::test(flavor = "multi_thread")]
async fn tonight_goes_before_a_backfill() {
    let db = firm().await;
    let one_role = |purpose, day| NightRequest {
        chunk_roles: 1,
        purpose,
        business_date: date(2026, 11, day),
        ..request(None)
    };
    let planned = plan_night(db.pool(), &one_role(Purpose::Backfill, 22)).await.unwrap();
    let tonight = plan_night(db.pool(), &one_role(Purpose::Night, 23)).await.unwrap();
    let stop = CancellationToken::new();
    let ended = worker(db.pool(), 1).work_until_run_ends(planned.run.run_id, &stop).await;
    assert_eq!(ended.unwrap(), RunState::Done);
    let tonight = tonight.run.run_id;
    let before = format!(
        "select count(*) from sereno.attempt where run_id <> {tonight} and token < (
            select max(token) from sereno.attempt where run_id = {tonight})"
    );
    assert_eq!(db.count(before).await.unwrap(), 0);
}
