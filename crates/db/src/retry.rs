//! Retries as they were asked for, and what came of their chunks.

use jiff::Timestamp;
use sereno_domain::board::retry::{RetryLine, RetryState};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{RetryId, RunId};

use crate::advance::run_advance_in_tx;
use crate::error::{DbError, StatementOf, count, small};
use crate::mend::Broken;
use crate::pool::PgConnection;

/// A retry as it is asked for.
#[derive(Debug, Clone)]
pub struct NewRetry<'a> {
    /// Of which run.
    pub run_id: RunId,
    /// Which of its chunks.
    pub meant: &'a Broken,
    /// How many those are.
    pub n_chunks: u64,
    /// Handed out a minute; all at once with none.
    pub per_minute: Option<u32>,
    /// Why, and who asks.
    pub reason_actor: [&'a str; 2],
}

/// Writes a retry down.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn retry_insert_in_tx(
    conn: &mut PgConnection,
    retry: &NewRetry<'_>,
) -> Result<RetryId, DbError> {
    let [reason, actor] = retry.reason_actor;
    sqlx::query_scalar!(
        "insert into sereno.retry (run_id, meant, n_chunks, per_minute, asked_by, reason)
        values ($1, $2, $3, $4, $5, $6)
        returning retry_id",
        retry.run_id.0,
        serde_json::json!(retry.meant),
        i32::try_from(retry.n_chunks).unwrap_or(i32::MAX),
        retry.per_minute.map(small::<i32>),
        actor,
        reason
    )
    .fetch_one(conn)
    .await
    .of("retry_insert_in_tx")
    .map(RetryId)
}

/// Stops a retry: what it has not handed out yet goes back into quarantine; how many. The caller
/// writes the audit row.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn retry_stop_in_tx(conn: &mut PgConnection, retry_id: RetryId) -> Result<u64, DbError> {
    let run_id = sqlx::query_scalar!(
        "update sereno.retry
        set stopped_at = clock_timestamp()
        where retry_id = $1
        returning run_id",
        retry_id.0
    )
    .fetch_one(&mut *conn)
    .await
    .of("retry_stop_in_tx")?;
    let put_back = sqlx::query!(
        "with unsent as (
            select chunk_id
            from sereno.chunk
            where retry_id = $1
              and state = 'ready'
              and n_attempts = 0
              and n_lost = 0
            for update skip locked
        )
        update sereno.chunk
        set state = 'quarantined',
            ready_at = null
        from unsent
        where chunk.chunk_id = unsent.chunk_id",
        retry_id.0
    )
    .execute(&mut *conn)
    .await
    .of("retry_stop_in_tx")?;
    run_advance_in_tx(conn, RunId(run_id)).await?;
    Ok(put_back.rows_affected())
}

/// Lets a retry that was stopped go on, at another pace if one is given. The caller sends its chunks.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn retry_go_on_in_tx(
    conn: &mut PgConnection,
    retry_id: RetryId,
    per_minute: Option<u32>,
) -> Result<(), DbError> {
    sqlx::query!(
        "update sereno.retry
        set stopped_at = null,
            per_minute = $2
        where retry_id = $1",
        retry_id.0,
        per_minute.map(small::<i32>)
    )
    .execute(conn)
    .await
    .of("retry_go_on_in_tx")?;
    Ok(())
}

/// The newest retries of a run or of all, or the one that is asked for, each with what came of its
/// chunks.
///
/// # Errors
/// [`DbError`] when the statement fails.
pub async fn retry_list(
    conn: &mut PgConnection,
    (run_id, retry_id): (Option<RunId>, Option<RetryId>),
    n_max: u32,
) -> Result<Vec<RetryLine>, DbError> {
    let rows = sqlx::query!(
        r#"select retry_id, run_id, n_chunks, per_minute, asked_by, reason, asked_at, stopped_at,
            chunks.n_done as "n_done!", chunks.n_failed as "n_failed!",
            chunks.n_open as "n_open!", chunks.n_unsent as "n_unsent!",
            chunks.n_put_back as "n_put_back!", chunks.last_at
        from sereno.retry
        cross join lateral (
            select count(*) filter (where state = 'done') as n_done,
                count(*) filter (where state = 'quarantined' and n_attempts > 0) as n_failed,
                count(*) filter (where state = 'quarantined' and n_attempts = 0) as n_put_back,
                count(*) filter (
                    where state = 'ready' and n_attempts = 0 and ready_at > clock_timestamp()
                ) as n_unsent,
                count(*) filter (
                    where state = 'leased'
                       or state = 'ready' and not (n_attempts = 0 and coalesce(ready_at > clock_timestamp(), false))
                ) as n_open,
                max(ready_at) filter (where state = 'ready' and n_attempts = 0) as last_at
            from sereno.chunk
            where chunk.retry_id = retry.retry_id
        ) as chunks
        where ($1::bigint is null or run_id = $1)
          and ($2::bigint is null or retry_id = $2)
        order by retry_id desc
        limit $3"#,
        run_id.map(|run| run.0),
        retry_id.map(|retry| retry.0),
        i64::from(n_max)
    )
    .fetch_all(conn)
    .await
    .of("retry_list")?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (n_chunks, n_done) = (small::<u64>(row.n_chunks), count(row.n_done));
            let (n_failed, n_open) = (count(row.n_failed), count(row.n_open));
            let (n_unsent, n_put_back) = (count(row.n_unsent), count(row.n_put_back));
            let told = n_done + n_failed + n_open + n_unsent + n_put_back;
            RetryLine {
                retry_id: RetryId(row.retry_id),
                run_id: RunId(row.run_id),
                state: RetryState::of(row.stopped_at.is_some(), n_unsent + n_open, n_put_back),
                n_chunks,
                n_done,
                n_failed,
                n_open,
                n_unsent,
                n_put_back,
                n_elsewhere: n_chunks.saturating_sub(told),
                per_minute: row.per_minute.map(small),
                asked_by: CleanText::new(&row.asked_by),
                reason: CleanText::new(&row.reason),
                asked_at: row.asked_at.into(),
                last_at: row.last_at.map(Timestamp::from),
            }
        })
        .collect())
}
