//! What failed and is not done yet, one line for each cause.

use sereno_domain::board::failure::{FailureLine, FailuresBoard};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{FailureId, RunId};

use super::clock;
use crate::error::{DbError, StatementOf, count, small, word};
use crate::pool::PgConnection;

/// Causes that are read; with more, somebody looks at the first hundred first.
const N_FAILURES_MAX: i64 = 100;

/// The failures of the newest run of each date.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn failures(conn: &mut PgConnection) -> Result<FailuresBoard, DbError> {
    Ok(FailuresBoard { at: clock(conn).await?, failures: failure_lines(conn).await? })
}

pub(super) async fn failure_lines(conn: &mut PgConnection) -> Result<Vec<FailureLine>, DbError> {
    let rows = sqlx::query!(
        r#"with newest as (
            select distinct on (pipeline, business_date, scope) run_id, business_date, started_at
            from sereno.run
            order by pipeline, business_date, scope, revision desc
        ), open as (
            select newest.run_id, business_date, newest.started_at, failure_id,
                count(*) filter (where state = 'quarantined') as n_quarantined,
                count(*) filter (where state <> 'quarantined') as n_retrying,
                (array_agg(no order by no))[1:5] as chunk_nos
            from newest
            join sereno.chunk using (run_id)
            where failure_id is not null
              and state <> 'done'
            group by newest.run_id, business_date, newest.started_at, failure_id
        )
        select failure_id as "failure_id!", run_id as "run_id!", business_date as "business_date!",
            kind, error_class, shape, n_quarantined as "n_quarantined!", n_retrying as "n_retrying!",
            chunk_nos as "chunk_nos!", tried.n_attempts as "n_attempts!",
            coalesce(tried.last_seen_at, first_seen_at) as "last_seen_at!", newest_error.error,
            first_seen_at, first_seen_at >= started_at as "is_new!",
            case when muted_until > clock_timestamp() then muted_until end as muted_until,
            case when muted_until > clock_timestamp() then muted_by || ': ' || mute_reason end as muted_because
        from open
        join sereno.failure using (failure_id)
        cross join lateral (
            select count(*) as n_attempts, max(ended_at) as last_seen_at
            from sereno.attempt
            where attempt.failure_id = open.failure_id
              and attempt.run_id = open.run_id
        ) as tried
        left join lateral (
            select error
            from sereno.attempt
            where attempt.failure_id = open.failure_id
              and attempt.run_id = open.run_id
            order by attempt_id desc
            limit 1
        ) as newest_error on true
        order by n_quarantined desc, n_retrying desc, run_id desc, failure_id
        limit $1"#,
        N_FAILURES_MAX
    )
    .fetch_all(conn)
    .await
    .of("failure_lines")?;
    rows.into_iter()
        .map(|row| {
            Ok(FailureLine {
                failure_id: FailureId(row.failure_id),
                run_id: RunId(row.run_id),
                business_date: row.business_date.into(),
                kind: word("failure", "kind", &row.kind)?,
                error_class: CleanText::new(&row.error_class),
                shape: CleanText::new(&row.shape),
                error: CleanText::new(row.error.as_deref().unwrap_or_default()),
                n_quarantined: count(row.n_quarantined),
                n_retrying: count(row.n_retrying),
                n_attempts: count(row.n_attempts),
                chunk_nos: row.chunk_nos.into_iter().map(small).collect(),
                first_seen_at: row.first_seen_at.into(),
                last_seen_at: row.last_seen_at.into(),
                is_new: row.is_new,
                muted_until: row.muted_until.map(Into::into),
                muted_because: CleanText::new(row.muted_because.as_deref().unwrap_or_default()),
            })
        })
        .collect()
}
