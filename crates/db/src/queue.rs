//! The queue's schema, which belongs to apalis: the only file that names it. A task carries the id of
//! a chunk and nothing else; the ledger decides what it means.
//!
//! Statements here are not checked at build, because the schema is not ours to migrate; tests on a
//! real server run each of them.

use jiff::Timestamp;

use crate::error::{DbError, StatementOf};
use crate::pg_time::PgTimestamp;
use crate::pool::PgConnection;

/// Name of the queue chunks are rung on.
pub const QUEUE: &str = "sereno.chunk";
/// When a task is due that is due now: a moment no clock that steps back comes before.
const DUE: PgTimestamp = PgTimestamp(Timestamp::UNIX_EPOCH);

/// Rings for every ready chunk of a run, of a kind that is not paused, that has no task for its next
/// claim yet, or one that ended without a claim, as it does when the database is away. Safe to repeat: a task is known by run,
/// chunk and the number of the claim. A chunk that was claimed before goes ahead of those that were
/// not: it has waited already.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn queue_ring_in_tx(conn: &mut PgConnection, run_id: i64) -> Result<u64, DbError> {
    ring(conn, Some(run_id), &[]).await
}

/// The same for some chunks.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub(crate) async fn queue_ring_chunks_in_tx(
    conn: &mut PgConnection,
    chunks: &[i64],
) -> Result<u64, DbError> {
    if chunks.is_empty() { Ok(0) } else { ring(conn, None, chunks).await }
}

async fn ring(
    conn: &mut PgConnection,
    run_id: Option<i64>,
    chunks: &[i64],
) -> Result<u64, DbError> {
    let done = sqlx::query(
        "insert into apalis.jobs as task (id, job_type, job, status, attempts, max_attempts, run_at,
            priority, idempotency_key)
        select apalis.generate_ulid(), $1, convert_to(chunk_id::text, 'UTF8'), 'Pending', 0, 1,
            coalesce(ready_at, $4), least(n_claims, 1) - case lane when 'low' then 2 else 0 end,
            format('%s/%s/%s', chunk.run_id, chunk_id, n_claims + 1)
        from sereno.chunk
        join sereno.run on run.run_id = chunk.run_id
        join sereno.step using (step_id)
        where (chunk.run_id = $2 or chunk_id = any($3))
          and chunk.state = 'ready'
          and not exists (
            select from sereno.queue_pause
            where queue_pause.kind = step.kind
              and coalesce(resumes_at > clock_timestamp(), true)
          )
          and not exists (
            select from apalis.jobs as rung
            where rung.job_type = $1
              and rung.idempotency_key = format('%s/%s/%s', chunk.run_id, chunk_id, n_claims + 1)
              and (rung.status in ('Queued', 'Running')
                or rung.status = 'Pending' and rung.run_at <= coalesce(ready_at, $4))
          )
        on conflict (job_type, idempotency_key) do update
        set status = 'Pending',
            attempts = 0,
            run_at = excluded.run_at,
            priority = excluded.priority,
            lock_by = null,
            lock_at = null,
            done_at = null
        where task.status in ('Done', 'Failed', 'Killed')
           or task.status = 'Pending'
          and task.run_at > excluded.run_at",
    )
    .bind(QUEUE)
    .bind(run_id)
    .bind(chunks)
    .bind(DUE)
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
            run_at = $2
        where job_type = $1
          and status in ('Queued', 'Running')
          and exists (
            select from sereno.worker
            where ended_at is not null
              and starts_with(lock_by, name || '/')
          )",
    )
    .bind(QUEUE)
    .bind(DUE)
    .execute(conn)
    .await
    .of("queue_release_gone")?;
    Ok(done.rows_affected())
}

/// Makes the queue fit for many waiting tasks: apalis asks for the next of them without saying how
/// many it wants at most when the statement is planned, so that Postgres reads and joins all there
/// are. With an order it can walk, and no other way to join, it reads the one. The role of workers may
/// use it. Safe to repeat, and by two at once; a queue of another shape is left as it is.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn queue_tune(conn: &mut PgConnection) -> Result<(), DbError> {
    sqlx::raw_sql(
        "do $$
        begin
            perform pg_advisory_xact_lock(hashtext('sereno.queue_tune'));
            create index if not exists jobs_due_idx on apalis.jobs (job_type, priority desc, run_at)
                where status = 'Pending' or status = 'Failed';
            if exists (
                select from pg_proc
                where oid = to_regprocedure('apalis.get_jobs(text, text, integer)')
                  and proconfig is null
            ) then
                alter function apalis.get_jobs(text, text, integer) set enable_seqscan = off;
                alter function apalis.get_jobs(text, text, integer) set enable_sort = off;
                alter function apalis.get_jobs(text, text, integer) set enable_hashjoin = off;
                alter function apalis.get_jobs(text, text, integer) set enable_mergejoin = off;
            end if;
            if exists (select from pg_roles where rolname = 'sereno_worker') then
                grant usage on schema apalis to sereno_worker;
                grant select, insert, update, delete on all tables in schema apalis to sereno_worker;
                grant usage on all sequences in schema apalis to sereno_worker;
            end if;
            if exists (select from pg_roles where rolname = 'sereno_viewer')
                and exists (select from pg_roles where rolname = 'sereno_on_call') then
                grant usage on schema apalis to sereno_viewer;
                grant select on all tables in schema apalis to sereno_viewer;
                grant insert, update, delete on all tables in schema apalis to sereno_on_call;
            end if;
        end
        $$",
    )
    .execute(conn)
    .await
    .of("queue_tune")?;
    Ok(())
}

/// Deletes tasks that ended more than a day ago, at most `n_max`; the ledger knows what came of them.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn queue_prune(conn: &mut PgConnection, n_max: i64) -> Result<u64, DbError> {
    let done = sqlx::query(
        "delete from apalis.jobs
        where id = any(array(
            select id
            from apalis.jobs
            where job_type = $1
              and status in ('Done', 'Failed', 'Killed')
              and done_at < clock_timestamp() - interval '1 day'
            limit $2
        ))",
    )
    .bind(QUEUE)
    .bind(n_max)
    .execute(conn)
    .await
    .of("queue_prune")?;
    Ok(done.rows_affected())
}
