//! Years of nights, made by the server itself: two thousand chunks a night, two and a half attempts each.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use sereno_testkit::TestDb;

const FIRST: Date = date(2024, 1, 1);
/// Chunks of one night, one for each role.
const N_CHUNKS: usize = 2_000;

pub(crate) fn last_date(n_nights: usize) -> Date {
    FIRST.saturating_add(i64::try_from(n_nights).unwrap().days())
}

/// The rows of the past; ids count from one, night by night.
pub(crate) async fn make(db: &TestDb, n_nights: usize) {
    let statements = [
        "insert into sereno.client (source, external_ref, name) values ('bench', '1', 'Cobalt')".to_owned(),
        format!(
            "insert into sereno.role (client_id, source, external_ref, title, status, seniority, starts_on, tz, work_starts_at,
                work_ends_at, overlap_minutes_min, english_min, weekly_hours, vetting_required, content_hash)
            select 1, 'bench', n::text, 'Rust developer', case when n <= 200 then 'open' else 'filled' end, 'senior',
                '2026-12-01', 'America/New_York', '09:00', '17:00', 240, 'B2', 40, 'none', ''
            from generate_series(1, {N_CHUNKS}) as n"
        ),
        "insert into sereno.failure (kind, error_class, shape)
            select 'rescore', (array['timeout', 'database', 'panic', 'bank', 'lost'])[1 + n % 5], format('cause %s of the bank', n)
            from generate_series(1, 50) as n".to_owned(),
        "insert into sereno.worker (name, host, pid, n_slots, version, backend_pid, backend_start, ended_at)
            select format('host-%s-%s-x', n % 8, n), format('host-%s', n % 8), n, 4, '1', 1, now(), now()
            from generate_series(1, 400) as n".to_owned(),
        format!(
            "insert into sereno.run (pipeline, business_date, revision, state, requested_by, model_version,
                taxonomy_version, tzdata_version, n_developers, n_roles, started_at, ended_at)
            select 'nightly', date '{FIRST}' + n, 1, 'done', 'cron', '1', '1', '1', 1000, {N_CHUNKS},
                date '{FIRST}' + n + time '01:00', date '{FIRST}' + n + time '01:10'
            from generate_series(0, {n_nights} - 1) as n"
        ),
        "insert into sereno.step (run_id, no, kind, state, n_chunks, started_at, ended_at)
            select run_id, 0, 'rescore', case when run_id = (select max(run_id) from sereno.run) then 'incomplete' else 'done' end,
                2000, started_at, ended_at from sereno.run".to_owned(),
        format!(
            "insert into sereno.chunk (run_id, step_id, no, payload, state, n_attempts, n_claims, first_role_id, last_role_id, failure_id)
            select run_id, step_id, n, '{{}}', case when run_id = {n_nights} and n % 40 = 0 then 'quarantined' else 'done' end,
                1 + n % 4, 1 + n % 4, n + 1, n + 1,
                case when run_id = {n_nights} and n % 40 = 0 then 1 + n % 50 end
            from sereno.step, generate_series(0, {N_CHUNKS} - 1) as n
            order by run_id, n"
        ),
        "insert into sereno.attempt (chunk_id, run_id, no, token, worker_id, outcome, error_class, error, failure_id, started_at, ended_at)
            select chunk_id, chunk.run_id, try, nextval('sereno.lease_token'), 1 + (chunk_id + try) % 400,
                case when try = n_claims and chunk.state = 'done' then 'done' when try = n_claims then 'gave_up'
                    when chunk_id % 7 = 0 then 'lost' else 'retry' end,
                case when try < n_claims or chunk.state <> 'done' then (array['timeout', 'database', 'panic', 'bank', 'lost'])[1 + (chunk_id % 50) % 5] end,
                case when try < n_claims or chunk.state <> 'done' then format('cause %s of the bank', chunk_id % 50) end,
                case when try < n_claims or chunk.state <> 'done' then 1 + chunk_id % 50 end,
                run.started_at + chunk.no * interval '0.2 s', run.started_at + chunk.no * interval '0.2 s' + interval '0.1 s'
            from sereno.chunk join sereno.run on run.run_id = chunk.run_id, generate_series(1, 4) as try
            where try <= n_claims
            order by chunk_id, try".to_owned(),
        "insert into sereno.chunk_receipt (chunk_id, run_id, step_id, token, n_pairs, n_matches_written, report, committed_at)
            select chunk_id, run_id, step_id, chunk_id, 1000, 3, '{}', now() from sereno.chunk where state = 'done'".to_owned(),
        format!(
            "insert into sereno.role_night (run_id, role_id, token, n_qualified, n_blocked, n_blocked_alone, n_entered, n_left,
                n_rescored, best_changed, shortlist_hash)
            select run_id, n, run_id * {N_CHUNKS} + n, n % 90, '{{1,2,3}}', '{{1,1,1}}', n % 3, n % 3, n % 5, n % 9 = 0, ''
            from sereno.run, generate_series(1, {N_CHUNKS}) as n"
        ),
        "insert into sereno.audit_event (actor, action, subject, reason)
            select 'ana', 'run.retry', format('run:%s', 1 + n % 1000), 'the bank is open' from generate_series(1, 200000) as n".to_owned(),
        "update sereno.run set n_chunks = 2000, n_done = 2000, n_quarantined = 0, n_attempts_all = 5000, n_pairs = 2000000,
            n_matches_written = 6000".to_owned(),
        "analyze".to_owned(),
    ];
    for statement in statements {
        // Rows made whole need no check of each reference.
        let quick = format!(
            "do $do$ begin set local session_replication_role = replica; {statement}; end $do$"
        );
        db.change(quick).await.unwrap();
    }
}
