//! What operators do to work under way: put an end to a run, take a chunk away from its worker, put
//! one into quarantine, hold the queue. The caller writes the audit row.

use jiff::Timestamp;
use sereno_domain::board::queue::QueueLine;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{ChunkId, RunId};
use sereno_domain::job::JobKind;
use sereno_domain::run::ChunkState;

use crate::advance::{run_advance_in_tx, run_sum_up};
use crate::error::{DbError, StatementOf, count, word};
use crate::pg_time::PgTimestamp;
use crate::pool::PgConnection;
use crate::queue::queue_ring_chunks_in_tx;

/// Puts an end to a run that is at work: what is done stays, the rest is not done, and what workers
/// have in hand is refused. How many chunks are not done; none when the run is not at work.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn run_cancel_in_tx(
    conn: &mut PgConnection,
    run_id: RunId,
) -> Result<Option<u64>, DbError> {
    let cancelled = sqlx::query!(
        "update sereno.run
        set state = 'cancelled',
            ended_at = clock_timestamp()
        where run_id = $1
          and state = 'running'",
        run_id.0
    )
    .execute(&mut *conn)
    .await
    .of("run_cancel_in_tx")?;
    if cancelled.rows_affected() == 0 {
        return Ok(None);
    }
    sqlx::query!(
        "update sereno.step
        set state = 'cancelled',
            ended_at = clock_timestamp()
        where run_id = $1
          and state in ('waiting', 'running')",
        run_id.0
    )
    .execute(&mut *conn)
    .await
    .of("run_cancel_in_tx")?;
    let not_done = sqlx::query!(
        "with open as (
            select chunk_id, token as held_token
            from sereno.chunk
            where run_id = $1
              and state in ('waiting', 'ready', 'leased', 'quarantined')
            for update
        ), revoked as (
            update sereno.attempt
            set outcome = 'revoked',
                ended_at = clock_timestamp()
            from open
            where attempt.token = open.held_token
              and attempt.outcome = 'running'
        )
        update sereno.chunk
        set state = 'cancelled',
            token = null,
            worker_id = null,
            lease_expires_at = null,
            ready_at = null
        from open
        where chunk.chunk_id = open.chunk_id",
        run_id.0
    )
    .execute(&mut *conn)
    .await
    .of("run_cancel_in_tx")?;
    run_sum_up(conn, run_id).await?;
    Ok(Some(not_done.rows_affected()))
}

/// Where a chunk stands, to be said before something is done to it; its row is held.
///
/// # Errors
/// [`DbError`] when the statement fails or the stored word is not known.
pub async fn chunk_state_in_tx(
    conn: &mut PgConnection,
    chunk_id: ChunkId,
) -> Result<Option<(RunId, ChunkState)>, DbError> {
    let row = sqlx::query!(
        "select run_id, state
        from sereno.chunk
        where chunk_id = $1
        for update",
        chunk_id.0
    )
    .fetch_optional(conn)
    .await
    .of("chunk_state_in_tx")?;
    row.map(|row| Ok((RunId(row.run_id), word("chunk", "state", &row.state)?))).transpose()
}

/// Takes a chunk away from the worker that holds it, without counting the attempt, and either hands
/// it out again or puts it into quarantine; what its worker still writes is refused. False when
/// nobody holds it.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn chunk_revoke_in_tx(
    conn: &mut PgConnection,
    chunk_id: ChunkId,
    to: ChunkState,
) -> Result<bool, DbError> {
    let revoked = sqlx::query_scalar!(
        "with held as (
            select chunk_id, token as held_token
            from sereno.chunk
            where chunk_id = $1
              and state = 'leased'
            for update
        ), noted as (
            update sereno.attempt
            set outcome = 'revoked',
                ended_at = clock_timestamp()
            from held
            where attempt.token = held.held_token
              and attempt.outcome = 'running'
        )
        update sereno.chunk
        set state = $2,
            n_attempts = n_attempts - 1,
            token = null,
            worker_id = null,
            lease_expires_at = null
        from held
        where chunk.chunk_id = held.chunk_id
        returning chunk.run_id",
        chunk_id.0,
        to.name()
    )
    .fetch_optional(&mut *conn)
    .await
    .of("chunk_revoke_in_tx")?;
    let Some(run_id) = revoked else { return Ok(false) };
    queue_ring_chunks_in_tx(conn, &[chunk_id.0]).await?;
    run_advance_in_tx(conn, RunId(run_id)).await?;
    Ok(true)
}

/// Puts a chunk that waits to be claimed into quarantine; false when it does not wait.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn chunk_quarantine_in_tx(
    conn: &mut PgConnection,
    chunk_id: ChunkId,
) -> Result<bool, DbError> {
    let put = sqlx::query_scalar!(
        "update sereno.chunk
        set state = 'quarantined',
            ready_at = null
        where chunk_id = $1
          and state in ('waiting', 'ready')
        returning run_id",
        chunk_id.0
    )
    .fetch_optional(&mut *conn)
    .await
    .of("chunk_quarantine_in_tx")?;
    let Some(run_id) = put else { return Ok(false) };
    run_advance_in_tx(conn, RunId(run_id)).await?;
    Ok(true)
}

/// Holds the chunks of some kinds until an instant or until somebody says so. What is at work goes on.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn queue_pause_in_tx(
    conn: &mut PgConnection,
    kinds: &[JobKind],
    until: Option<Timestamp>,
    [reason, actor]: [&str; 2],
) -> Result<(), DbError> {
    let kinds: Vec<String> = kinds.iter().map(ToString::to_string).collect();
    sqlx::query!(
        "insert into sereno.queue_pause (kind, paused_by, reason, resumes_at)
        select kind, $2, $3, $4
        from unnest($1::text[]) as kind
        on conflict (kind) do update
        set paused_at = clock_timestamp(),
            paused_by = excluded.paused_by,
            reason = excluded.reason,
            resumes_at = excluded.resumes_at",
        &kinds,
        actor,
        reason,
        until.map(PgTimestamp) as _
    )
    .execute(conn)
    .await
    .of("queue_pause_in_tx")?;
    Ok(())
}

/// Lets the chunks of some kinds go on; how many kinds were held.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn queue_resume_in_tx(
    conn: &mut PgConnection,
    kinds: &[JobKind],
) -> Result<u64, DbError> {
    let kinds: Vec<String> = kinds.iter().map(ToString::to_string).collect();
    let done = sqlx::query!("delete from sereno.queue_pause where kind = any($1)", &kinds)
        .execute(conn)
        .await
        .of("queue_resume_in_tx")?;
    Ok(done.rows_affected())
}

/// The queue by kind of job.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn queue_list(conn: &mut PgConnection) -> Result<Vec<QueueLine>, DbError> {
    let kinds: Vec<String> = JobKind::ALL.iter().map(ToString::to_string).collect();
    let rows = sqlx::query!(
        r#"select known.kind as "kind!", coalesce(n_ready, 0) as "n_ready!",
            coalesce(n_later, 0) as "n_later!", coalesce(n_leased, 0) as "n_leased!",
            coalesce(n_quarantined, 0) as "n_quarantined!", oldest_at as "oldest_at?",
            paused_by as "paused_by?", reason as "reason?", resumes_at
        from unnest($1::text[]) with ordinality as known (kind, place)
        left join (
            select kind,
                count(*) filter (where chunk.state = 'ready' and coalesce(ready_at <= clock_timestamp(), true)) as n_ready,
                count(*) filter (where chunk.state = 'ready' and ready_at > clock_timestamp()) as n_later,
                count(*) filter (where chunk.state = 'leased') as n_leased,
                count(*) filter (where chunk.state = 'quarantined') as n_quarantined,
                min(greatest(ready_at, step.started_at)) filter (where chunk.state = 'ready' and coalesce(ready_at <= clock_timestamp(), true)) as oldest_at
            from (
                select run_id, step_id, state, ready_at
                from sereno.chunk
                where state in ('ready', 'leased')
                union all
                select run_id, step_id, state, ready_at
                from sereno.chunk
                where state = 'quarantined'
            ) as chunk
            join sereno.step using (step_id)
            join sereno.run on run.run_id = chunk.run_id
            where not exists (
                select from sereno.run as later
                where later.pipeline = run.pipeline
                  and later.business_date = run.business_date
                  and later.scope = run.scope
                  and later.revision > run.revision
              )
            group by kind
        ) as open using (kind)
        left join sereno.queue_pause as pause
            on pause.kind = known.kind
            and coalesce(resumes_at > clock_timestamp(), true)
        order by place"#,
        &kinds
    )
    .fetch_all(conn)
    .await
    .of("queue_list")?;
    rows.into_iter()
        .map(|row| {
            let paused = row.paused_by.zip(row.reason);
            Ok(QueueLine {
                kind: word("step", "kind", &row.kind)?,
                n_ready: count(row.n_ready),
                n_later: count(row.n_later),
                n_leased: count(row.n_leased),
                n_quarantined: count(row.n_quarantined),
                oldest_at: row.oldest_at.map(Into::into),
                paused: paused.map(|(by, why)| CleanText::new(&format!("{by}: {why}"))),
                resumes_at: row.resumes_at.map(Into::into),
            })
        })
        .collect()
}
