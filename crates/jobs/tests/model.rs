//! Score models on a real server: what is previewed is what the night does, and what is taken back
//! is as it was.

#![expect(clippy::unwrap_used, reason = "a test that has no firm must fail")]

use sereno_db::board;
use sereno_db::copy::{FormerRuns, simulation_replace};
use sereno_db::night_result::night_find_newest;
use sereno_db::pool::{self, Pool};
use sereno_db::run::Purpose;
use sereno_db::score_model::score_model_follow_house_in_tx;
use sereno_domain::board::model::PreviewBoard;
use sereno_domain::matching::model::ScoreModel;
use sereno_domain::run::RunState;
use sereno_domain::simulation::Simulation;
use sereno_domain::skill::Taxonomy;
use sereno_jobs::model::{
    ModelError, ModelRequest, model_activate, model_make, model_preview, model_rollback,
};
use sereno_jobs::night::{NightRequest, plan_night};
use sereno_jobs::runner::Runner;
use sereno_testkit::TestDb;
use tokio_util::sync::CancellationToken;

const DATE: &str = "2026-11-23";
const CHOICES: &str = "select count(*) from sereno.score_model_activation";

async fn firm() -> TestDb {
    let db = TestDb::fresh().await.unwrap();
    let firm = Simulation { seed: 7, n_developers: 600, n_roles: 12, as_of: DATE.parse().unwrap() };
    simulation_replace(db.book(), firm, Taxonomy::house(), FormerRuns::Keep, |_| ()).await.unwrap();
    db
}

async fn night(pool: &Pool, revise: Option<&str>) {
    let request = NightRequest {
        business_date: DATE.parse().unwrap(),
        revise: revise.map(str::to_owned),
        requested_by: "test".to_owned(),
        purpose: Purpose::Night,
        chunk_roles: 5,
        shard_developers: 250_000,
    };
    let found = plan_night(pool, &request).await.unwrap().run;
    let runner = Runner::new(pool.clone(), "test", std::process::id(), 2);
    let state = runner.work_until_run_ends(found.run_id, &CancellationToken::new()).await.unwrap();
    assert_eq!(state, RunState::Done);
}

/// Numbers that weigh, and numbers that are in the frozen inputs: steps of age, mid-budget, parts
/// of the stack and what relations carry.
async fn make(pool: &Pool, version: &str) -> Result<ScoreModel, ModelError> {
    let settings = [
        "weight.rate=3000",
        "recency_step_days=30",
        "mid_budget_pct=50",
        "part_weight.data=2000",
        "related_pct=20",
        "workday_starts_minute=540",
    ];
    let request = ModelRequest {
        version: version.parse().unwrap(),
        made_from: ScoreModel::house().version,
        settings: settings.iter().map(|text| text.parse().unwrap()).collect(),
        note: "to see what price does".to_owned(),
        actor: "ana".to_owned(),
    };
    Ok(model_make(pool, &request).await?.0)
}

/// What the newest night found: its hash, and who is best, came, left and was rescored.
async fn newest(db: &TestDb) -> (Vec<u8>, [u64; 4]) {
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let night = night_find_newest(&mut conn).await.unwrap().unwrap();
    let board = board::run::run(&mut conn, night.run_id).await.unwrap().unwrap();
    let found = board.digest.unwrap();
    let totals = [found.n_roles_new_best, found.n_entered, found.n_left, found.n_rescored];
    (night.night_hash.unwrap(), totals)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

fn promised(preview: &PreviewBoard) -> [u64; 4] {
    let effect = &preview.effect;
    // A list that empties loses its best in a preview and is no new best of a night.
    let n_emptied = effect.n_roles_empty_after.saturating_sub(effect.n_roles_empty_before);
    [effect.n_roles_best_changed - n_emptied, effect.n_entered, effect.n_left, effect.n_rescored]
        .map(u64::from)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_by_a_model_does_what_its_preview_said_and_going_back_undoes_it() {
    let db = firm().await;
    night(db.pool(), None).await;
    let first = newest(&db).await;
    make(db.pool(), "firm-1").await.unwrap();

    let rows = "select (select count(*) from sereno.match) + (select count(*) from sereno.run)
        + (select count(*) from sereno.run_input) + (select count(*) from sereno.audit_event)";
    let before = db.count(rows).await.unwrap();
    let preview = model_preview(db.pool(), "firm-1", None).await.unwrap();
    assert_eq!(db.count(rows).await.unwrap(), before, "a preview writes nothing");
    assert!(!preview.inputs_moved);
    assert!(preview.effect.n_roles_top_changed > 0, "{preview:?}");
    assert!(preview.effect.likeness_permille < 1_000);
    assert!(
        preview.effect.movers.iter().all(|line| preview.names.contains_key(&line.developer_id))
    );

    model_activate(db.pool(), "firm-1", "price matters now", "ana").await.unwrap();
    night(db.pool(), Some("by the new model")).await;
    let (hash, found) = newest(&db).await;
    assert_eq!(hexadecimal(&hash), preview.night_hash);
    assert_eq!(found, promised(&preview));
    let by_it = "select count(*) from sereno.run where model_version = 'firm-1' and revision = 2";
    assert_eq!(db.count(by_it).await.unwrap(), 1);
    let again = model_preview(db.pool(), "firm-1", None).await.unwrap();
    assert_eq!((again.effect.n_roles_top_changed, again.effect.likeness_permille), (0, 1_000));

    let chosen = model_rollback(db.pool(), "clients complained", "ben").await.unwrap();
    assert_eq!(chosen.version_before, "firm-1");
    night(db.pool(), Some("by the old model")).await;
    assert_eq!(newest(&db).await.0, first.0);
    let acts = "select count(*) from sereno.audit_event
        where (action, actor, reason) in (
            ('model.new', 'ana', 'to see what price does'),
            ('model.activate', 'ana', 'price matters now'),
            ('model.rollback', 'ben', 'clients complained')
        ) and subject like 'model:%'";
    assert_eq!(db.count(acts).await.unwrap(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_says_when_the_firm_has_moved_on_and_shows_one_role_in_full() {
    let db = firm().await;
    let early = model_preview(db.pool(), &ScoreModel::house().version, None).await.unwrap_err();
    assert!(matches!(early, ModelError::NoNight), "{early}");
    night(db.pool(), None).await;
    let model = make(db.pool(), "firm-1").await.unwrap();
    let left = "with gone as (
            update sereno.developer set status = 'left'
            where developer_id in (select developer_id from sereno.match)
            returning 1
        ) select count(*) from gone";
    assert!(db.count(left).await.unwrap() > 0);
    let role = db.count("select min(role_id) from sereno.match").await.unwrap();
    let role = sereno_domain::id::RoleId(role);
    let preview = model_preview(db.pool(), &model.version, Some(role)).await.unwrap();
    assert!(preview.inputs_moved);
    let lines = preview.role.unwrap();
    assert!(lines.iter().all(|line| line.role_id == role));
    let nowhere = sereno_domain::id::RoleId(999_999);
    let error = model_preview(db.pool(), &model.version, Some(nowhere)).await.unwrap_err();
    assert_eq!(error.to_string(), "role 999999 is not open: `sereno matches` lists those that are");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_and_a_choice_are_never_changed_or_taken_away() {
    let db = TestDb::fresh().await.unwrap();
    make(db.pool(), "firm-1").await.unwrap();
    let taken = make(db.pool(), "firm-1").await.unwrap_err();
    assert!(taken.to_string().starts_with("there is a score model firm-1 already"), "{taken}");
    for statement in [
        "update sereno.score_model set note = 'x' returning 1::bigint",
        "delete from sereno.score_model where version = 'firm-1' returning 1::bigint",
        "delete from sereno.score_model_activation returning 1::bigint",
    ] {
        let refused = db.count(statement).await.unwrap_err();
        let words = format!("{refused:?}");
        assert!(words.contains("rows are never changed or deleted"), "{statement}: {words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_chosen_is_refused_in_words() {
    let db = TestDb::fresh().await.unwrap();
    let house = ScoreModel::house().version;
    let refused = async |version: &str| {
        model_activate(db.pool(), version, "to see", "ana").await.unwrap_err().to_string()
    };
    assert!(refused("nowhere").await.starts_with("there is no score model nowhere"));
    assert_eq!(refused(&house).await, format!("score model {house} is in force already"));
    let nothing = model_rollback(db.pool(), "to see", "ana").await.unwrap_err();
    assert!(matches!(nothing, ModelError::NothingBefore), "{nothing}");
    let old = "with old as (
            insert into sereno.score_model (version, model, note, made_by)
            values ('old-1', '{\"version\": \"old-1\"}', 'of long ago', 'ana') returning 1
        ) select count(*) from old";
    assert_eq!(db.count(old).await.unwrap(), 1);
    let error = model_activate(db.pool(), "old-1", "to see", "ana").await.unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("was made for another version of sereno"), "{cause}");
    assert_eq!(db.count(CHOICES).await.unwrap(), 1, "only the house's own");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_firm_follows_the_house_until_it_chooses() {
    let db = TestDb::fresh().await.unwrap();
    let follow = async |version: &str| {
        let house = ScoreModel { version: version.to_owned(), ..ScoreModel::house() };
        let mut tx = pool::begin(db.pool()).await.unwrap();
        score_model_follow_house_in_tx(&mut tx, &house).await.unwrap();
        pool::commit(tx).await.unwrap();
    };
    tokio::join!(follow("house-98"), follow("house-98"), follow("house-98"), follow("house-98"));
    assert_eq!(db.count(CHOICES).await.unwrap(), 2, "four processes, one choice");
    make(db.pool(), "firm-1").await.unwrap();
    model_activate(db.pool(), "firm-1", "ours", "ana").await.unwrap();
    follow("house-99").await;
    let kept = "select count(*) from sereno.score_model where version in ('house-98', 'house-99')";
    assert_eq!(db.count(kept).await.unwrap(), 2);
    assert_eq!(db.count(CHOICES).await.unwrap(), 3, "the firm's choice stands");
}
