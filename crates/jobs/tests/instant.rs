//! What is scored anew during the day is what the next night would have found.

#![expect(clippy::unwrap_used, reason = "a test that has no night must fail")]

use std::time::Duration;

use jiff::civil::date;
use sereno_db::copy::{FormerRuns, simulation_replace};
use sereno_db::mend::Broken;
use sereno_db::run::Purpose;
use sereno_domain::id::{DeveloperId, RoleId};
use sereno_domain::run::RunState;
use sereno_domain::simulation::Simulation;
use sereno_domain::skill::Taxonomy;
use sereno_jobs::instant::{InstantError, InstantReport, Subjects, rescore};
use sereno_jobs::mend::retry;
use sereno_jobs::night::{NightRequest, plan_night};
use sereno_jobs::runner::Runner;
use sereno_testkit::TestDb;
use tokio_util::sync::CancellationToken;

const FIRM: Simulation =
    Simulation { seed: 7, n_developers: 1_500, n_roles: 40, as_of: date(2026, 11, 24) };

async fn firm() -> TestDb {
    let db = TestDb::fresh().await.unwrap();
    simulation_replace(db.book(), FIRM, Taxonomy::house(), FormerRuns::Keep, |_| ()).await.unwrap();
    db
}

fn request() -> NightRequest {
    NightRequest {
        business_date: FIRM.as_of,
        revise: Some("to compare".to_owned()),
        requested_by: "test".to_owned(),
        purpose: Purpose::Night,
        chunk_roles: 64,
        shard_developers: 250_000,
    }
}

/// Rows a night writes.
async fn night(db: &TestDb) -> i64 {
    let found = plan_night(db.pool(), &request()).await.unwrap().run;
    let runner = Runner::new(db.pool().clone(), "test", std::process::id(), 2);
    let ended = runner.work_until_run_ends(found.run_id, &CancellationToken::new()).await.unwrap();
    assert_eq!(ended, RunState::Done);
    let written = "select sum(n_matches_written)::bigint from sereno.chunk_receipt
        where run_id = (select max(run_id) from sereno.run)";
    db.count(written).await.unwrap()
}

async fn change(db: &TestDb, statement: String) {
    assert!(db.change(statement).await.unwrap() > 0);
}

async fn developers(db: &TestDb, ids: &[i64]) -> InstantReport {
    let ids = ids.iter().copied().map(DeveloperId).collect();
    rescore(db.pool(), &Subjects::Developers(ids), "test").await.unwrap()
}

async fn roles(db: &TestDb, ids: &[i64]) -> Result<InstantReport, InstantError> {
    let ids = ids.iter().copied().map(RoleId).collect();
    rescore(db.pool(), &Subjects::Roles(ids), "test").await
}

/// Somebody first on a list.
const BEST: &str = "select developer_id from sereno.match order by score desc limit 1";
/// Somebody on a list that is full.
const LISTED: &str = "select min(developer_id) from sereno.match where role_id in
    (select role_id from sereno.match group by role_id having count(*) = 50)";

#[tokio::test(flavor = "multi_thread")]
async fn after_a_developer_is_scored_anew_the_next_night_writes_nothing() {
    let db = firm().await;
    assert!(night(&db).await > 300);
    let best = db.count(BEST).await.unwrap();
    let weaker = "update sereno.developer_skill set level = 1 where developer_id =";
    change(&db, format!("{weaker} {best}")).await;
    let report = developers(&db, &[best]).await;
    assert!(report.n_left + usize::try_from(report.n_rescored).unwrap() > 0, "{report:?}");
    assert_eq!(night(&db).await, 0);

    // Whoever leaves a full list makes room for somebody who was not on it.
    let listed = db.count(LISTED).await.unwrap();
    change(
        &db,
        format!("update sereno.developer set status = 'left' where developer_id = {listed}"),
    )
    .await;
    let report = developers(&db, &[listed]).await;
    assert!(report.n_left > 0 && report.n_entered > 0, "{report:?}");
    assert_eq!(night(&db).await, 0);

    let back = "update sereno.developer set status = 'bench' where developer_id =";
    change(&db, format!("{back} {listed}")).await;
    let stronger = "update sereno.developer_skill set level = 5, evidence = 'assessed', last_used_on = null where developer_id =";
    change(&db, format!("{stronger} {best}")).await;
    assert!(developers(&db, &[best, listed]).await.n_entered > 0);
    assert_eq!(night(&db).await, 0);
    let acts = "select count(*) from sereno.audit_event where action = 'rescore.developer'";
    assert_eq!(db.count(acts).await.unwrap(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_role_is_scored_anew_the_next_night_writes_nothing() {
    let db = firm().await;
    night(&db).await;
    let role =
        "select role_id from sereno.match group by role_id order by count(*) desc, role_id limit 1";
    let role = db.count(role).await.unwrap();
    change(&db, format!("update sereno.role set seniority = case when seniority = 'senior' then 'mid' else 'senior' end where role_id = {role}"))
        .await;
    let report = roles(&db, &[role]).await.unwrap();
    assert_eq!(report.n_lists_changed, 1, "{report:?}");
    assert!(report.n_matches_written > 0);
    assert_eq!(roles(&db, &[role]).await.unwrap().n_matches_written, 0);
    assert_eq!(night(&db).await, 0);

    change(&db, format!("update sereno.role set status = 'closed' where role_id = {role}")).await;
    let closed = roles(&db, &[role]).await;
    assert!(matches!(closed, Err(InstantError::NotOpen(RoleId(id))) if id == role), "{closed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_night_that_ended_nothing_is_scored_anew() {
    let db = firm().await;
    let none = roles(&db, &[1]).await;
    assert!(matches!(none, Err(InstantError::NoNight)), "{none:?}");
    let planned = plan_night(db.pool(), &request()).await.unwrap().run;
    let running = roles(&db, &[1]).await;
    assert!(
        matches!(running, Err(InstantError::NightRunning { run_id }) if run_id == planned.run_id),
        "{running:?}"
    );
    let many: Vec<i64> = (1..=51).collect();
    let many = roles(&db, &many).await;
    assert!(matches!(many, Err(InstantError::TooMany { given: 51 })), "{many:?}");
}

/// Waits until the only run has ended.
async fn run_ends(db: &TestDb) {
    let running = "select count(*) from sereno.run where state = 'running'";
    let ends = async {
        while db.count(running).await.unwrap() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), ends).await.unwrap();
}

/// A worker that stays keeps what it built for a run; what was scored anew by day counts all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_chunk_sent_round_again_knows_what_was_scored_anew() {
    let db = firm().await;
    let run = plan_night(db.pool(), &request()).await.unwrap().run;
    let (runner, stop) = (Runner::new(db.pool().clone(), "host", 1, 1), CancellationToken::new());
    let stays = async { runner.run_until(&stop).await.unwrap() };
    let story = async {
        run_ends(&db).await;
        let role = "select role_id from sereno.match group by role_id
            order by count(*) desc, role_id limit 1";
        let role = db.count(role).await.unwrap();
        // As if the chunk of that role had ended in quarantine.
        change(&db, "delete from sereno.chunk_receipt".to_owned()).await;
        change(&db, "delete from sereno.role_night".to_owned()).await;
        change(
            &db,
            "update sereno.step set state = 'incomplete' where kind = 'rescore'".to_owned(),
        )
        .await;
        let broken = "update sereno.chunk set state = 'quarantined' from sereno.step
            where step.step_id = chunk.step_id and kind = 'rescore'";
        change(&db, broken.to_owned()).await;
        let other = format!(
            "update sereno.role
            set seniority = case when seniority = 'senior' then 'mid' else 'senior' end
            where role_id = {role}"
        );
        change(&db, other).await;
        assert!(roles(&db, &[role]).await.unwrap().n_matches_written > 0);

        let all = Broken::default();
        retry(db.pool(), run.run_id, &all, None, ["mended", "ana"]).await.unwrap();
        run_ends(&db).await;
        let written = "select sum(n_matches_written)::bigint from sereno.chunk_receipt";
        assert_eq!(db.count(written).await.unwrap(), 0);
        let done = "select count(*) from sereno.run where state = 'done'";
        assert_eq!(db.count(done).await.unwrap(), 1);
        stop.cancel();
    };
    tokio::join!(stays, story);
}
