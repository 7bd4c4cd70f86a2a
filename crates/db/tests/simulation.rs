//! A made-up firm in a real database.

use jiff::civil::date;
use sereno_db::copy::{FormerRuns, SimulationError, simulation_replace};
use sereno_db::person::{Reader, person_names};
use sereno_db::pool;
use sereno_domain::simulation::Simulation;
use sereno_domain::skill::Taxonomy;
use sereno_testkit::TestDb;
use sqlx::Executor as _;

const FIRM: Simulation =
    Simulation { seed: 7, n_developers: 6_000, n_roles: 40, as_of: date(2026, 11, 24) };

const N_DEVELOPERS: &str =
    "select count(*) from sereno.developer where simulated and source = 'demo'";

#[tokio::test]
async fn a_firm_is_written_whole_and_replaced_by_the_next() {
    let db = TestDb::fresh().await.unwrap();
    let house = Taxonomy::house();
    let mut steps = Vec::new();
    let counts = simulation_replace(db.book(), FIRM, house, FormerRuns::Keep, |n| steps.push(n))
        .await
        .unwrap();
    assert_eq!(steps, [5_000, 6_000]);
    assert_eq!((counts.n_clients, counts.n_roles, counts.n_developers), (20, 40, 6_000));
    assert_eq!(db.count(N_DEVELOPERS).await.unwrap(), 6_000);
    let n_skills: usize = FIRM.developers().map(|person| person.developer.skills.len()).sum();
    let stored = db.count("select count(*) from sereno.developer_skill").await.unwrap();
    assert_eq!(usize::try_from(stored), Ok(n_skills));
    let sealed =
        "select count(*) from sereno.developer_pii join sereno.person_key using (developer_id)";
    assert_eq!(db.count(sealed).await.unwrap(), 6_000);
    let keys = db.book().1.keys().unwrap();
    let reader = Reader { actor: "ana", place: "test" };
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let names = person_names(&mut conn, keys, reader, &[1, 6_000]).await.unwrap();
    for person in FIRM.developers().filter(|one| [1, 6_000].contains(&one.developer.developer_id.0))
    {
        assert_eq!(names[&person.developer.developer_id].as_str(), person.full_name);
    }

    let smaller = Simulation { n_developers: 10, n_roles: 3, ..FIRM };
    simulation_replace(db.book(), smaller, house, FormerRuns::Keep, |_| ()).await.unwrap();
    assert_eq!(db.count(N_DEVELOPERS).await.unwrap(), 10);
    assert_eq!(db.count("select count(*) from sereno.client").await.unwrap(), 20);
    assert_eq!(db.count("select count(*) from sereno.role").await.unwrap(), 3);
    // Ids taken by COPY are off the identity: the next row does not meet them.
    db.pool()
        .execute(
            "insert into sereno.client (source, external_ref, name) values ('book', 'c-1', 'A real client')",
        )
        .await
        .unwrap();
}

#[tokio::test]
async fn rows_that_are_not_made_up_are_never_touched() {
    let db = TestDb::fresh().await.unwrap();
    db.pool()
        .execute(
            "insert into sereno.client (source, external_ref, name) values ('book', 'c-1', 'A real client')",
        )
        .await
        .unwrap();
    let refused =
        simulation_replace(db.book(), FIRM, Taxonomy::house(), FormerRuns::Keep, |_| ()).await;
    assert!(matches!(refused, Err(SimulationError::NotAlone { n_rows: 1 })), "{refused:?}");
    assert_eq!(db.count(N_DEVELOPERS).await.unwrap(), 0);
}

#[tokio::test]
async fn a_firm_that_runs_refer_to_stays() {
    let db = TestDb::fresh().await.unwrap();
    let few = Simulation { n_developers: 10, n_roles: 3, ..FIRM };
    simulation_replace(db.book(), few, Taxonomy::house(), FormerRuns::Keep, |_| ()).await.unwrap();
    db.pool()
        .execute(
            "insert into sereno.run (pipeline, business_date, revision, state, requested_by, model_version, taxonomy_version, tzdata_version, n_developers, n_roles) values ('nightly', '2026-11-24', 1, 'running', 'a test', 'm', 't', 'z', 10, 3)",
        )
        .await
        .unwrap();
    let refused =
        simulation_replace(db.book(), FIRM, Taxonomy::house(), FormerRuns::Keep, |_| ()).await;
    assert!(matches!(refused, Err(SimulationError::HasRuns { n_runs: 1 })), "{refused:?}");
    assert_eq!(db.count(N_DEVELOPERS).await.unwrap(), 10);

    let other = Simulation { n_developers: 12, ..few };
    simulation_replace(db.book(), other, Taxonomy::house(), FormerRuns::Delete, |_| ())
        .await
        .unwrap();
    assert_eq!(db.count(N_DEVELOPERS).await.unwrap(), 12);
    assert_eq!(db.count("select count(*) from sereno.run").await.unwrap(), 0);
}
