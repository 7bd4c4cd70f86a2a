//! Features are what the records say, whatever was changed, by whom and when.

#![expect(clippy::unwrap_used, reason = "a test that has no database must fail")]

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use sereno_db::copy::{FormerRuns, simulation_replace};
use sereno_db::feature::{
    FeatureCounts, feature_lock_in_tx, feature_refresh_in_tx, feature_send_in_tx,
    feature_verify_in_tx,
};
use sereno_db::pool::{self, PgConnection};
use sereno_db::population::population_developers_in_tx;
use sereno_domain::developer::Developer;
use sereno_domain::simulation::Simulation;
use sereno_domain::skill::Taxonomy;
use sereno_testkit::TestDb;
use sqlx::{AssertSqlSafe, Executor as _};
use tokio::sync::mpsc;

const FIRM: Simulation =
    Simulation { seed: 7, n_developers: 400, n_roles: 6, as_of: date(2026, 11, 24) };

async fn firm() -> TestDb {
    let db = TestDb::fresh().await.unwrap();
    simulation_replace(db.book(), FIRM, Taxonomy::house(), FormerRuns::Keep, |_| ()).await.unwrap();
    db
}

async fn sent(conn: &mut PgConnection) -> Vec<Developer> {
    let (sender, mut receiver) = mpsc::channel(1);
    let receive = async {
        let mut all = Vec::new();
        while let Some(batch) = receiver.recv().await {
            all.extend(batch);
        }
        all
    };
    let send = async {
        feature_send_in_tx(conn, &sender).await.unwrap();
        drop(sender);
    };
    let ((), all) = tokio::join!(send, receive);
    all
}

/// Brings the features up to date and compares all of them with the records.
async fn refresh_and_compare(db: &TestDb) -> FeatureCounts {
    let mut tx = pool::begin_snapshot(db.pool()).await.unwrap();
    feature_lock_in_tx(&mut tx).await.unwrap();
    let counts = feature_refresh_in_tx(&mut tx).await.unwrap();
    let mut packed = sent(&mut tx).await;
    packed.sort_by_key(|developer| developer.developer_id);
    let recorded = population_developers_in_tx(&mut tx).await.unwrap();
    assert_eq!(packed.len(), recorded.len());
    for (packed, recorded) in packed.iter().zip(&recorded) {
        assert_eq!(packed, recorded);
    }
    pool::commit(tx).await.unwrap();
    counts
}

/// What people and programs do to records; `$` stands for somebody.
const CHANGES: &[&str] = &[
    "update sereno.developer set rate_floor_minor = rate_floor_minor + 1 where developer_id = $",
    "update sereno.developer set status = 'placed' where developer_id = $",
    "update sereno.developer set status = 'bench' where developer_id between $ and $ + 5",
    "update sereno.developer set methodologies = '{kanban}', team_size_max = 900 where developer_id = $",
    "update sereno.developer_skill set level = 1 + level % 5 where developer_id = $",
    "delete from sereno.developer_skill where developer_id = $ and skill = 'git'",
    "insert into sereno.developer_skill values ($, 'cobol', 3, 20, null, 'cv') on conflict do nothing",
    "insert into sereno.developer_industry values ($, 'gaming', 30)
        on conflict (developer_id, industry) do update set years_tenths = 31",
    "delete from sereno.developer_industry where developer_id = $",
    "update sereno.developer_scale set amount = amount + 1 where developer_id = $",
    "insert into sereno.developer_regime values ($, 'lgpd', '2020-01-01', null) on conflict do nothing",
    "update sereno.developer_regime set developer_id = $ + 1 where developer_id = $ and regime = 'gdpr'
        and not exists (select from sereno.developer_regime where developer_id = $ + 1)",
    "update sereno.placement set ends_on = starts_on + 1 where developer_id = $",
    "insert into sereno.exclusion select $, min(client_id), 'conflict' from sereno.client on conflict do nothing",
    "delete from sereno.exclusion where developer_id between $ and $ + 30",
    "insert into sereno.finding (rule, severity, severity_due, subject_kind, subject_id, state, opened_on, due_on)
        values ('a rule', 'block_placement', 'block_placement', 'developer', $, 'open', '2026-11-24', '2026-11-24')
        on conflict do nothing",
    "insert into sereno.finding (rule, severity, severity_due, subject_kind, subject_id, state, opened_on, due_on)
        select 'a rule', 'block_placement', 'block_placement', 'placement', placement_id, 'open', '2026-11-24', '2026-11-24'
        from sereno.placement where developer_id between $ and $ + 20
        on conflict do nothing",
    "update sereno.finding set state = 'resolved' where subject_id between $ and $ + 40",
    "update sereno.finding set subject_id = subject_id + 1 where subject_id = $
        and not exists (select from sereno.finding where subject_id = $ + 1)",
    "delete from sereno.finding where subject_id = $",
    "update sereno.scorecard_item set score = 1 where developer_id = $",
    "update sereno.scorecard_item set score = 1 + score % 5 where developer_id between $ and $ + 60",
    "delete from sereno.scorecard_item where developer_id = $ and competency = 'testing'",
    "update sereno.vetting_result set score = 100 where developer_id between $ and $ + 60",
    "update sereno.vetting_result set evaluator_id = null where developer_id = $",
    "update sereno.vetting_result set held_on = held_on - 1 where developer_id = $",
    "delete from sereno.vetting_result where developer_id = $ and stage = 'technical'",
    "insert into sereno.vetting_result
        select $, 'technical', current_date, 'passed', 90, null, min(evaluator_id) from sereno.evaluator
        on conflict do nothing",
    "delete from sereno.developer where developer_id = $",
    "update sereno.skill set slug = slug || 'x' where slug = 'redis'",
];

#[tokio::test]
async fn after_any_changes_features_are_those_packed_from_scratch() {
    let db = firm().await;
    let first = refresh_and_compare(&db).await;
    assert_eq!(first.n_marked, 400);
    assert!(first.n_packed > 250 && first.n_packed < 400, "{first:?}");
    assert_eq!(refresh_and_compare(&db).await, FeatureCounts::default());
    // The same draws every time: a number of the table at a time, as in a shuffled deck.
    let mut at = 17_u64;
    let mut draw = |n: usize| {
        at = at.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(at >> 33).unwrap() % n
    };
    let mut n_packed = 0;
    for _round in 0..12 {
        for _ in 0..6 {
            let who = (1 + draw(400)).to_string();
            let change = CHANGES[draw(CHANGES.len())].replace('$', &who);
            db.pool().execute(AssertSqlSafe(change)).await.unwrap();
        }
        n_packed += refresh_and_compare(&db).await.n_packed;
    }
    assert!(n_packed > 30, "{n_packed}");
    for change in CHANGES {
        db.pool().execute(AssertSqlSafe(change.replace('$', "77"))).await.unwrap();
        refresh_and_compare(&db).await;
    }
}

#[tokio::test]
async fn a_change_that_commits_after_the_plan_is_packed_by_the_next() {
    let db = firm().await;
    refresh_and_compare(&db).await;
    let mut late = pool::begin(db.pool()).await.unwrap();
    late.execute("update sereno.developer set weekly_capacity_hours = 7 where developer_id = 5")
        .await
        .unwrap();
    db.pool()
        .execute("update sereno.developer set weekly_capacity_hours = 8 where developer_id = 6")
        .await
        .unwrap();
    assert_eq!(refresh_and_compare(&db).await.n_marked, 1);
    pool::commit(late).await.unwrap();
    assert_eq!(refresh_and_compare(&db).await.n_marked, 1);
}

#[tokio::test]
async fn one_more_score_touches_nobody_else_and_many_touch_everybody_the_evaluator_met() {
    let db = firm().await;
    refresh_and_compare(&db).await;
    db.pool()
        .execute("update sereno.scorecard_item set score = 1 + score % 5 where (developer_id, no, competency) = (select developer_id, no, competency from sereno.scorecard_item where developer_id < 30 order by 1, 2, 3 limit 1)")
        .await
        .unwrap();
    let one = refresh_and_compare(&db).await;
    assert_eq!((one.n_marked, one.n_evaluators_moved), (1, 0));
    db.pool()
        .execute("update sereno.vetting_result set score = least(score, 70) where evaluator_id = (select min(evaluator_id) from sereno.evaluator)")
        .await
        .unwrap();
    let many = refresh_and_compare(&db).await;
    assert!(many.n_evaluators_moved >= 1, "{many:?}");
}

#[tokio::test]
async fn a_feature_that_is_wrong_is_mended_within_twelve_weeks() {
    let db = firm().await;
    refresh_and_compare(&db).await;
    let unmarked = "set sereno.marks = 'off';
        update sereno.developer set weekly_capacity_hours = 3
            where developer_id = (select min(developer_id) from sereno.developer_feature);
        update sereno.developer set status = 'left'
            where developer_id = (select max(developer_id) from sereno.developer_feature);
        reset sereno.marks";
    db.pool().execute(unmarked).await.unwrap();
    let first: Date = date(2026, 11, 24);
    let (mut n_verified, mut n_mended) = (0, 0);
    for days in 0..84 {
        let mut tx = pool::begin(db.pool()).await.unwrap();
        let day = first.checked_add(days.days()).unwrap();
        let counts = feature_verify_in_tx(&mut tx, day).await.unwrap();
        pool::commit(tx).await.unwrap();
        n_verified += counts.n_verified;
        n_mended += counts.n_mended;
    }
    assert_eq!((n_verified, n_mended), (400, 2));
    assert_eq!(refresh_and_compare(&db).await, FeatureCounts::default());
}

#[tokio::test]
async fn features_of_another_format_or_damaged_are_packed_again() {
    let db = firm().await;
    refresh_and_compare(&db).await;
    let old = "update sereno.developer_feature set packed_format = 0, packed = '' where developer_id in (select min(developer_id) from sereno.developer_feature)";
    db.pool().execute(old).await.unwrap();
    let again = refresh_and_compare(&db).await;
    assert_eq!((again.n_marked, again.n_packed), (1, 1));
    let damaged = "update sereno.developer_feature set packed = '\\x00ff' where developer_id in (select max(developer_id) from sereno.developer_feature)";
    db.pool().execute(damaged).await.unwrap();
    refresh_and_compare(&db).await;
    let still = "select count(*) from sereno.developer_feature where packed = '\\x00ff'";
    assert_eq!(db.count(still).await.unwrap(), 0);
}
