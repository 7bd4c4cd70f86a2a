//! A whole night on a real server, through the real queue.

#![expect(clippy::unwrap_used, reason = "a test that has no night must fail")]

use sereno_db::pool::Pool;
use sereno_domain::run::RunState;
use sereno_jobs::night::{NightRequest, plan_night};
use sereno_jobs::runner::Runner;
use sereno_testkit::TestDb;
use tokio_util::sync::CancellationToken;

/// Forty developers of ten levels of experience, and five roles that want Rust and Postgres.
const FIRM: &str = "
with skills as (
    insert into sereno.skill (slug, name, category)
    values ('rust', 'Rust', 'language'), ('postgresql', 'PostgreSQL', 'database')
), people as (
    insert into sereno.developer (source, external_ref, status, country, tz, seniority, english, engagement, content_hash)
    select 'test', n::text, 'bench', 'CO', 'America/Bogota', 'senior', 'C1', 'contractor_individual', ''
    from generate_series(1, 40) as n
    returning developer_id
), known as (
    insert into sereno.developer_skill (developer_id, skill, level, evidence)
    select developer_id, slug, 1 + developer_id % 5, 'cv'
    from people, (values ('rust'), ('postgresql')) as named (slug)
), clients as (
    insert into sereno.client (source, external_ref, name) values ('test', '1', 'Cobalt') returning client_id
), roles as (
    insert into sereno.role (client_id, source, external_ref, title, status, seniority, starts_on, tz, work_starts_at,
        work_ends_at, overlap_minutes_min, english_min, weekly_hours, vetting_required, content_hash)
    select client_id, 'test', n::text, 'Rust developer', 'open', 'senior', '2026-12-01', 'America/New_York', '09:00',
        '17:00', 240, 'B2', 40, 'none', ''
    from clients, generate_series(1, 5) as n
    returning role_id
), wanted as (
    insert into sereno.role_skill (role_id, skill, importance, level)
    select role_id, 'rust', 'must', 1 + role_id % 5
    from roles
    union all
    select role_id, 'postgresql', 'should', 4
    from roles
)
select count(*) from roles";

async fn night(pool: &Pool, revise: Option<&str>) -> RunState {
    night_of(pool, revise, 2, 2).await
}

async fn night_of(pool: &Pool, revise: Option<&str>, chunk_roles: usize, n_slots: u32) -> RunState {
    let request = NightRequest {
        business_date: "2026-11-23".parse().unwrap(),
        revise: revise.map(str::to_owned),
        requested_by: "test".to_owned(),
        chunk_roles,
    };
    let found = plan_night(pool, &request).await.unwrap();
    let runner = Runner::new(pool.clone(), "test", std::process::id(), n_slots);
    runner.work_until_run_ends(found.run_id, &CancellationToken::new()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_finds_the_best_and_a_second_one_writes_nothing() {
    let db = TestDb::fresh().await.unwrap();
    assert_eq!(db.count(FIRM).await.unwrap(), 5);
    assert_eq!(night(db.pool(), None).await, RunState::Done);
    assert_eq!(db.count("select count(*) from sereno.chunk_receipt").await.unwrap(), 4);
    assert_eq!(db.count("select count(*) from sereno.role_night").await.unwrap(), 5);
    assert_eq!(db.count("select count(*) from sereno.digest").await.unwrap(), 1);
    let n_matches = db.count("select count(*) from sereno.match").await.unwrap();
    assert!(n_matches > 0);
    let written = "select sum(n_matches_written)::bigint from sereno.chunk_receipt";
    assert_eq!(db.count(written).await.unwrap(), n_matches);

    assert_eq!(night(db.pool(), Some("to see that nothing changes")).await, RunState::Done);
    assert_eq!(db.count("select count(*) from sereno.run").await.unwrap(), 2);
    assert_eq!(db.count(written).await.unwrap(), n_matches);
    let hashes = "select count(distinct night_hash) from sereno.digest";
    assert_eq!(db.count(hashes).await.unwrap(), 1);
}

/// 2026-11-24: two chunks that finished together locked the run's row against each other, and one of
/// them went round again.
#[tokio::test(flavor = "multi_thread")]
async fn chunks_that_finish_together_do_not_wait_for_each_other() {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    for n in 1..=6 {
        let reason = format!("time {n}");
        assert_eq!(night_of(db.pool(), Some(&reason), 1, 4).await, RunState::Done);
    }
    let other = "select count(*) from sereno.attempt where outcome <> 'done'";
    assert_eq!(db.count(other).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_whose_worker_is_gone_is_handed_on() {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    let request = NightRequest {
        business_date: "2026-11-23".parse().unwrap(),
        revise: None,
        requested_by: "test".to_owned(),
        chunk_roles: 2,
    };
    plan_night(db.pool(), &request).await.unwrap();
    let gone = "
    with gone as (
        insert into sereno.worker (name, host, pid, n_slots, version, backend_pid, backend_start)
        values ('gone', 'test', 1, 1, '0', 1, '2000-01-01') returning worker_id
    ), leased as (
        update sereno.chunk
        set state = 'leased', token = nextval('sereno.lease_token'), worker_id = gone.worker_id,
            lease_expires_at = now() + interval '1 hour', n_attempts = 1, n_claims = 1
        from gone
        where state = 'ready'
        returning chunk_id, chunk.run_id, token, gone.worker_id
    ), noted as (
        insert into sereno.attempt (chunk_id, run_id, no, token, worker_id, outcome)
        select chunk_id, run_id, 1, token, worker_id, 'running' from leased
    )
    select count(*) from leased";
    assert_eq!(db.count(gone).await.unwrap(), 3);
    assert_eq!(night(db.pool(), None).await, RunState::Done);
    let lost = "select count(*) from sereno.attempt where outcome = 'lost'";
    assert_eq!(db.count(lost).await.unwrap(), 3);
    let done = "select count(*) from sereno.attempt where outcome = 'done'";
    assert_eq!(db.count(done).await.unwrap(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_date_that_ran_is_not_run_again_without_a_reason() {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    assert_eq!(night(db.pool(), None).await, RunState::Done);
    assert_eq!(night(db.pool(), None).await, RunState::Done);
    assert_eq!(db.count("select count(*) from sereno.run").await.unwrap(), 1);
}
