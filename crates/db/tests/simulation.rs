//! A made-up firm in a real database.

use jiff::civil::date;
use sereno_db::bank_account::bank_account_read;
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

#[tokio::test]
async fn what_people_are_paid_is_written_and_goes_with_its_payrolls() {
    const PAY: [&str; 5] =
        ["placement_terms", "pay_extra", "pay_statement", "bank_account", "fx_rate"];
    // One of everything a locked payroll has, but for payments.
    const PAYROLL: &str = "
insert into sereno.payroll_run (calendar, month_on, kind, seq, state, currency, fx_source, n_approvals_needed, cutoff_on, fx_fix_on, pay_on, as_of, prepared_by)
values ('monthly', '2026-11-01', 'regular', 1, 'computing', 'USD', 'simulated', 1, '2026-11-23', '2026-11-25', '2026-11-30', '2026-11-24', 'ana');
insert into sereno.payroll_item (payroll_run_id, placement_id, developer_id, client_id, country, state)
select payroll_run_id, placement_id, developer_id, client_id, 'CO', 'ok'
from sereno.payroll_run, sereno.placement
where placement_id = (select min(placement_id) from sereno.placement);
update sereno.payroll_run set state = 'review', computed_at = now(), content_hash = sha256('');
insert into sereno.payroll_approval (payroll_run_id, actor, n_drafts, content_hash, decision)
select payroll_run_id, 'berta', n_drafts, content_hash, 'approved' from sereno.payroll_run;
update sereno.payroll_run set state = 'approved', approved_at = now();
update sereno.payroll_run set state = 'locked', locked_at = now();
insert into sereno.fx_rate (base, quote, day, source, rate) values ('USD', 'COP', '2026-11-24', 'a bank', 4000)";
    let db = TestDb::fresh().await.unwrap();
    let house = Taxonomy::house();
    let firm = Simulation { n_developers: 300, ..FIRM };
    let counts =
        simulation_replace(db.book(), firm, house, FormerRuns::Keep, |_| ()).await.unwrap();
    let written = [
        counts.n_terms,
        counts.n_pay_extras,
        counts.n_pay_statements,
        counts.n_bank_accounts,
        counts.n_fx_rates,
    ];
    for (table, n) in PAY.iter().zip(written) {
        let stored = db.count(format!("select count(*) from sereno.{table}")).await.unwrap();
        assert!(n > 0, "{table}");
        assert_eq!(u64::try_from(stored), Ok(n), "{table}");
    }
    let account = "select min(bank_account_id) from sereno.bank_account";
    let account = db.count(account).await.unwrap();
    let keys = db.book().1.keys().unwrap();
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let reader = Reader { actor: "ana", place: "test" };
    let opened = bank_account_read(&mut conn, keys, reader, &[account]).await.unwrap();
    let first =
        firm.developers().find_map(|person| firm.papers(&person).pay.accounts.into_iter().next());
    assert_eq!(opened[&account].number.whole(), first.unwrap().number);
    drop(conn);

    db.pool().execute(PAYROLL).await.unwrap();
    let refused = simulation_replace(db.book(), firm, house, FormerRuns::Keep, |_| ()).await;
    assert!(matches!(refused, Err(SimulationError::HasRuns { n_runs: 1 })), "{refused:?}");
    simulation_replace(db.book(), firm, house, FormerRuns::Delete, |_| ()).await.unwrap();
    assert_eq!(db.count("select count(*) from sereno.payroll_run").await.unwrap(), 0);
    let rates = "select count(*) from sereno.fx_rate where source = 'a bank'";
    assert_eq!(db.count(rates).await.unwrap(), 1);
    db.pool().execute(PAYROLL.split("insert into sereno.fx_rate").next().unwrap()).await.unwrap();
    // What keeps payrolls is there again.
    let kept = db.pool().execute("delete from sereno.payroll_run").await.unwrap_err();
    assert!(kept.to_string().contains("stays") || kept.to_string().contains("emptied"), "{kept}");
}
