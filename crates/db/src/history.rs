//! The end of history: rows of runs that are older than they are kept for go in small bites, each its
//! own transaction, so that nobody waits. What a run came to stays in its row.

use jiff::civil::Date;
use sereno_domain::id::RunId;

use crate::advance::run_sum_up;
use crate::error::{DbError, StatementOf};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

/// Business dates whose runs always stay: the newest night and the one it is compared with.
const N_DATES_KEPT: i64 = 2;

/// The runs for dates before `before` that ended and still have their rows, oldest first.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn history_runs(conn: &mut PgConnection, before: Date) -> Result<Vec<RunId>, DbError> {
    let runs = sqlx::query_scalar!(
        "select run_id
        from sereno.run
        where pruned_at is null
          and state <> 'running'
          and business_date < $1
          and business_date < coalesce((
            select min(business_date)
            from (
                select distinct business_date
                from sereno.run
                where applies
                  and state in ('done', 'incomplete')
                order by business_date desc
                limit $2
            ) as newest
          ), 'infinity')
        order by business_date, run_id",
        PgDate(before) as _,
        N_DATES_KEPT
    )
    .fetch_all(conn)
    .await
    .of("history_runs")?;
    Ok(runs.into_iter().map(RunId).collect())
}

/// Lets the inputs of a run go, which nobody explains any more; how many rows.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn history_drop_inputs(conn: &mut PgConnection, run_id: RunId) -> Result<u64, DbError> {
    let mut n = 0;
    n += sqlx::query!("delete from sereno.run_input where run_id = $1", run_id.0)
        .execute(&mut *conn)
        .await
        .of("history_drop_inputs")?
        .rows_affected();
    n += sqlx::query!("delete from sereno.run_input_patch where run_id = $1", run_id.0)
        .execute(&mut *conn)
        .await
        .of("history_drop_inputs")?
        .rows_affected();
    n += sqlx::query!("delete from sereno.shard_result where run_id = $1", run_id.0)
        .execute(conn)
        .await
        .of("history_drop_inputs")?
        .rows_affected();
    Ok(n)
}

/// Marks a run as one whose rows go, once what it came to is summed up: a worker of a version that
/// did not yet do so may have ended it. Safe to repeat.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn history_mark(conn: &mut PgConnection, run_id: RunId) -> Result<(), DbError> {
    let marked = sqlx::query!(
        "update sereno.run
        set pruned_at = clock_timestamp()
        where run_id = $1
          and pruned_at is null
          and state <> 'running'",
        run_id.0
    )
    .execute(&mut *conn)
    .await
    .of("history_mark")?;
    if marked.rows_affected() > 0 { run_sum_up(conn, run_id).await } else { Ok(()) }
}

/// A run that was marked and still has rows to let go; none when there is none.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn history_next(conn: &mut PgConnection) -> Result<Option<RunId>, DbError> {
    let found = sqlx::query_scalar!(
        r#"select run_id as "run_id!"
        from sereno.run
        where pruned_at is not null
          and (
            exists (select from sereno.chunk where chunk.run_id = run.run_id)
            or exists (select from sereno.role_night as found where found.run_id = run.run_id)
          )
        order by pruned_at
        limit 1"#
    )
    .fetch_optional(conn)
    .await
    .of("history_next")?;
    Ok(found.map(RunId))
}

/// Lets at most `n_max` rows of a run that was marked go; how many went, none when it has no more.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn history_bite(
    conn: &mut PgConnection,
    run_id: RunId,
    n_max: i64,
) -> Result<u64, DbError> {
    let attempts = sqlx::query!(
        "delete from sereno.attempt
        where attempt_id = any(array(
            select attempt_id from sereno.attempt where run_id = $1 order by attempt_id desc limit $2
        ))",
        run_id.0,
        n_max
    )
    .execute(&mut *conn)
    .await
    .of("history_bite")?;
    if attempts.rows_affected() > 0 {
        return Ok(attempts.rows_affected());
    }
    let results = sqlx::query!(
        "delete from sereno.role_night
        where run_id = $1
          and role_id = any(array(select role_id from sereno.role_night where run_id = $1 limit $2))",
        run_id.0,
        n_max
    )
    .execute(&mut *conn)
    .await
    .of("history_bite")?;
    if results.rows_affected() > 0 {
        return Ok(results.rows_affected());
    }
    // Their receipts go with them.
    let chunks = sqlx::query!(
        "delete from sereno.chunk
        where chunk_id = any(array(select chunk_id from sereno.chunk where run_id = $1 limit $2))",
        run_id.0,
        n_max
    )
    .execute(conn)
    .await
    .of("history_bite")?;
    Ok(chunks.rows_affected())
}

/// The right to let history go until the transaction ends; false while another has it.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn history_lock_in_tx(conn: &mut PgConnection) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select pg_try_advisory_xact_lock(hashtext('sereno.history')) as "held!""#
    )
    .fetch_one(conn)
    .await
    .of("history_lock_in_tx")
}
