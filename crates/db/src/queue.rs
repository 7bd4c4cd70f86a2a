//! The queue's schema, which belongs to apalis: the only file that names it. A task carries the id of
//! a chunk and nothing else; the ledger decides what it means.
//!
//! Statements here are not checked at build, because the schema is not ours to migrate; tests on a
//! real server run each of them.

use crate::error::{DbError, StatementOf};
use crate::pool::PgConnection;

/// Name of the queue chunks are rung on.
pub const QUEUE: &str = "sereno.chunk";

/// Rings for every ready chunk of a run that has no task for its next claim yet. Safe to repeat: a
/// task is known by run, chunk and the number of the claim.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn queue_ring_in_tx(conn: &mut PgConnection, run_id: i64) -> Result<u64, DbError> {
    let done = sqlx::query(
        "insert into apalis.jobs (id, job_type, job, status, attempts, max_attempts, run_at,
            priority, idempotency_key)
        select apalis.generate_ulid(), $1, convert_to(chunk_id::text, 'UTF8'), 'Pending', 0, 1,
            coalesce(ready_at, clock_timestamp() - interval '1 second'), 0,
            format('%s/%s/%s', run_id, chunk_id, n_claims + 1)
        from sereno.chunk
        where run_id = $2
          and state = 'ready'
        on conflict (job_type, idempotency_key) do nothing",
    )
    .bind(QUEUE)
    .bind(run_id)
    .execute(conn)
    .await
    .of("queue_ring_in_tx")?;
    Ok(done.rows_affected())
}

/// Hands back the tasks held by workers that are gone, so that a chunk is not waited for until the
/// queue's own time-out.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn queue_release_gone(conn: &mut PgConnection) -> Result<u64, DbError> {
    let done = sqlx::query(
        "update apalis.jobs
        set status = 'Pending',
            lock_by = null,
            lock_at = null,
            run_at = least(run_at, clock_timestamp() - interval '1 second')
        where job_type = $1
          and status in ('Queued', 'Running')
          and exists (
            select from sereno.worker
            where ended_at is not null
              and starts_with(lock_by, name || '/')
          )",
    )
    .bind(QUEUE)
    .execute(conn)
    .await
    .of("queue_release_gone")?;
    Ok(done.rows_affected())
}
