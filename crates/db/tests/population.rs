//! What a night reads of people and roles is what was written, and scores of vetting are corrected
//! for whoever gave them.

#![expect(clippy::unwrap_used, reason = "a test that has no database must fail")]

use jiff::civil::date;
use sereno_db::copy::{FormerRuns, simulation_replace};
use sereno_db::evaluator::{evaluator_calibrate_in_tx, evaluator_list};
use sereno_db::pool;
use sereno_db::population::{population_developers_in_tx, population_roles_in_tx};
use sereno_db::question::question_list;
use sereno_domain::developer::{Developer, DeveloperStatus};
use sereno_domain::question::QuestionBank;
use sereno_domain::question::statistics::QuestionFlag;
use sereno_domain::regime::Regime;
use sereno_domain::role::RoleStatus;
use sereno_domain::simulation::Simulation;
use sereno_domain::skill::Taxonomy;
use sereno_testkit::TestDb;
use sqlx::Executor as _;

const FIRM: Simulation =
    Simulation { seed: 7, n_developers: 1_500, n_roles: 40, as_of: date(2026, 11, 24) };

async fn firm() -> TestDb {
    let db = TestDb::fresh().await.unwrap();
    simulation_replace(db.book(), FIRM, Taxonomy::house(), FormerRuns::Keep, |_| ()).await.unwrap();
    db
}

/// Without what depends on the ids of other tables and on calibration.
fn comparable(mut developer: Developer) -> Developer {
    for result in &mut developer.vetting {
        result.evaluator = None;
        result.score = 0;
    }
    developer.vetting.sort_by_key(|result| result.stage.name());
    for evidence in &mut developer.competencies {
        evidence.sum_tenths = 0;
    }
    developer.scale.sort_by_key(|level| level.axis.name());
    developer.regimes.sort_by_key(|attested| attested.regime.name());
    developer.style.methodologies.sort_by_key(|known| known.name());
    developer.skills.sort_by(|a, b| a.skill.cmp(&b.skill));
    developer
}

#[tokio::test]
async fn people_and_roles_are_read_as_they_were_written() {
    let db = firm().await;
    let mut tx = pool::begin_snapshot(db.pool()).await.unwrap();
    let read = population_developers_in_tx(&mut tx).await.unwrap();
    let written = FIRM.developers().map(|person| person.developer).filter(|developer| {
        use DeveloperStatus::{Applied, Bench, Vetting};
        matches!(developer.status, Applied | Vetting | Bench)
    });
    let written: Vec<_> = written.map(comparable).collect();
    assert!(written.len() > 1_000);
    // The database is fresh: ids of developers and clients count from 1 as the made-up ones do.
    assert!(read.into_iter().map(comparable).eq(written));

    let read = population_roles_in_tx(&mut tx, FIRM.as_of).await.unwrap();
    // A role has the wishes of its client as well.
    let written = FIRM.roles().map(|role| {
        let client = FIRM.clients().find(|client| client.client_id == role.role.client_id).unwrap();
        let mut role = role.role;
        let denied = role.countries_denied.clone();
        let added = client.policy.countries_refused.into_iter().filter(|one| !denied.contains(one));
        role.countries_denied.extend(added);
        role
    });
    let written = written.filter(|role| role.status == RoleStatus::Open).map(|mut role| {
        role.skills.sort_by(|a, b| a.skill.cmp(&b.skill));
        role.scale.sort_by_key(|level| level.axis.name());
        role
    });
    assert!(read.into_iter().eq(written));
    let wishes = "update sereno.client set countries_refused = '{CL,CO}', regimes = '{lgpd,soc_2}'
        where client_id = (select client_id from sereno.role where status = 'open' order by role_id limit 1)";
    (&mut *tx).execute(wishes).await.unwrap();
    let read = population_roles_in_tx(&mut tx, FIRM.as_of).await.unwrap();
    let first = read.first().unwrap();
    for country in ["CL", "CO"] {
        let denied = first.countries_denied.iter().filter(|one| one.code() == country);
        assert_eq!(denied.count(), 1, "{country}");
    }
    for regime in [Regime::Lgpd, Regime::Soc2] {
        assert_eq!(first.regimes.iter().filter(|one| **one == regime).count(), 1, "{regime}");
    }
}

#[tokio::test]
async fn a_severe_evaluator_is_corrected_upward_and_a_mild_one_downward() {
    let db = firm().await;
    let mut tx = pool::begin(db.pool()).await.unwrap();
    let evaluators = evaluator_list(&mut tx).await.unwrap();
    let (severe, mild) = (evaluators.first().unwrap(), evaluators.last().unwrap());
    assert!(severe.item_deviation_tenths <= -4, "{severe:?}");
    assert!(mild.item_deviation_tenths >= 4, "{mild:?}");
    assert!(severe.item_mean_hundredths + 80 < mild.item_mean_hundredths);

    let raw: Vec<_> = FIRM.developers().map(|person| person.developer).collect();
    let read = population_developers_in_tx(&mut tx).await.unwrap();
    let mut n_raised = 0;
    for developer in &read {
        let given = raw.iter().find(|raw| raw.developer_id == developer.developer_id).unwrap();
        for result in &developer.vetting {
            let before = given.vetting.iter().find(|before| before.stage == result.stage).unwrap();
            let by = evaluators.iter().find(|by| Some(by.evaluator_id) == result.evaluator);
            let off = i32::from(by.unwrap().stage_deviation);
            let expected = (i32::from(before.score) - off).clamp(0, 100);
            assert_eq!(i32::from(result.score), expected);
            n_raised += u32::from(result.score > before.score);
        }
    }
    assert!(n_raised > 100, "{n_raised}");
    let all: Vec<i64> = evaluators.iter().map(|by| by.evaluator_id.0).collect();
    let moved = evaluator_calibrate_in_tx(&mut tx, &all).await.unwrap();
    assert_eq!(moved, [0_i64; 0], "nothing changed, so nobody moves");
}

#[tokio::test]
async fn questions_that_tell_nothing_or_are_asked_too_often_are_found() {
    let db = firm().await;
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let lines = question_list(&mut conn).await.unwrap();
    assert_eq!(lines.len(), QuestionBank::house().questions().len());
    let flagged: Vec<_> =
        lines.iter().filter(|line| !line.flags.is_empty()).map(|line| line.slug.as_str()).collect();
    assert_eq!(flagged, ["deadline-against-tests", "payment-sent-twice"]);
    for line in &lines {
        let kept = QuestionBank::house().find(&line.slug).unwrap();
        assert_eq!((&line.text, &line.competencies), (&kept.text, &kept.competencies));
        assert!(line.n_uses > 0 && line.last_used_on.is_some(), "{line:?}");
        assert!((100..=500).contains(&line.mean_hundredths.unwrap()), "{line:?}");
    }
    let useless = lines.iter().find(|line| line.slug == "deadline-against-tests").unwrap();
    assert_eq!(useless.flags, [QuestionFlag::Useless]);
}

#[tokio::test]
async fn a_question_mended_in_the_file_is_mended_in_the_table() {
    let db = TestDb::fresh().await.unwrap();
    let n_house = i64::try_from(QuestionBank::house().questions().len()).unwrap();
    let n_stored = "select count(*) from sereno.interview_question";
    assert_eq!(db.count(n_stored).await.unwrap(), n_house);
    db.pool().execute("update sereno.interview_question set good_answer = 'none'").await.unwrap();
    sereno_db::migrate::migrate(db.pool()).await.unwrap();
    let spoilt = "select count(*) from sereno.interview_question where good_answer = 'none'";
    assert_eq!(db.count(spoilt).await.unwrap(), 0);
    assert_eq!(db.count(n_stored).await.unwrap(), n_house);
}
