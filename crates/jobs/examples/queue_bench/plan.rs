//! Runs for measurements.

use sereno_domain::id::RunId;
use sereno_testkit::TestDb;

/// A run of chunks that do nothing, on a date of its own.
pub(crate) async fn plan_trial(db: &TestDb, n_chunks: usize, day: u16) -> RunId {
    let plan = format!(
        "with planned as (
            insert into sereno.run (pipeline, business_date, revision, state, requested_by, model_version,
                taxonomy_version, tzdata_version, n_developers, n_roles)
            values ('nightly', date '2099-01-01' + {day}, 1, 'running', 'bench', '1', '1', '1', 0, 0)
            returning run_id
        ), step as (
            insert into sereno.step (run_id, no, kind, state, n_chunks, started_at)
            select run_id, 0, 'rescore', 'running', {n_chunks}, now() from planned
            returning run_id, step_id
        ), chunks as (
            insert into sereno.chunk (run_id, step_id, no, payload, state)
            select run_id, step_id, n, '{{\"trial\": \"ok\"}}', 'ready' from step, generate_series(1, {n_chunks}) as n
        )
        select run_id from planned"
    );
    RunId(db.count(plan).await.unwrap())
}
