//! A small firm, and nights over it.

use sereno_db::pool::Pool;
use sereno_db::run::{FoundRun, Purpose};
use sereno_domain::money::Currency;
use sereno_domain::payroll::calendar::PayCalendar;
use sereno_domain::run::RunState;
use sereno_jobs::night::{NightRequest, plan_night};
use sereno_jobs::runner::Runner;
use tokio_util::sync::CancellationToken;

/// Forty developers of ten levels of experience, and five roles that want Rust and Postgres.
pub(crate) const FIRM: &str = "
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

/// Chunks of compliance in a night over it: one of developers, one of clients. Nobody is at work, so
/// the step on placements has none.
pub(crate) const N_CHECKS: u32 = 2;

pub(crate) async fn night(pool: &Pool, revise: Option<&str>) -> RunState {
    night_of(pool, request(revise), 2).await
}

/// Plans a night and works on it until it ends.
pub(crate) async fn night_of(pool: &Pool, request: NightRequest, n_slots: u32) -> RunState {
    let found = plan_night(pool, &request).await.unwrap().run;
    let runner = worker(pool, n_slots);
    runner.work_until_run_ends(found.run_id, &CancellationToken::new()).await.unwrap()
}

pub(crate) async fn plan(pool: &Pool, revise: Option<&str>) -> FoundRun {
    plan_night(pool, &request(revise)).await.unwrap().run
}

/// A night of chunks of two roles and no shards.
pub(crate) fn request(revise: Option<&str>) -> NightRequest {
    NightRequest {
        business_date: "2026-11-23".parse().unwrap(),
        revise: revise.map(str::to_owned),
        requested_by: "test".to_owned(),
        purpose: Purpose::Night,
        chunk_roles: 2,
        shard_developers: 250_000,
    }
}

pub(crate) fn worker(pool: &Pool, n_slots: u32) -> Runner {
    Runner::new(pool.clone(), "test", std::process::id(), n_slots)
}

/// The calendar months are paid by.
pub(crate) fn calendar() -> PayCalendar {
    PayCalendar {
        name: "monthly".to_owned(),
        payer_country: "US".parse().unwrap(),
        currency: Currency::USD,
        fx_source: "bank".to_owned(),
        fx_business_days: 2,
        cutoff_business_days: 4,
        n_approvals: 1,
    }
}
