//! A run moved on by the transaction that finishes the last chunk of a step, and by the reconciler.

use sereno_domain::id::{RunId, StepId};

use crate::error::{DbError, StatementOf};
use crate::pool::PgConnection;
use crate::queue::queue_ring_in_tx;

/// Open chunks of a step that are more than can end at the same moment.
const N_OPEN_MANY: i64 = 64;

/// The right to reconcile until the transaction ends; false while another worker has it.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn reconcile_lock_in_tx(conn: &mut PgConnection) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select pg_try_advisory_xact_lock(hashtext('sereno.reconcile')) as "held!""#
    )
    .fetch_one(conn)
    .await
    .of("reconcile_lock_in_tx")
}

/// Moves a run on as far as its chunks allow: finishes steps, hands out those that waited for them,
/// ends the run. Safe to repeat; the run's row is held so that two finishers take turns.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn run_advance_in_tx(conn: &mut PgConnection, run_id: RunId) -> Result<(), DbError> {
    // Not `for update`: a receipt's reference to the run holds a key share, and two finishers that
    // both hold one would wait for each other.
    let live = sqlx::query_scalar!(
        "select run_id from sereno.run where run_id = $1 and state = 'running' for no key update",
        run_id.0
    )
    .fetch_optional(&mut *conn)
    .await
    .of("run_advance_in_tx")?;
    if live.is_none() {
        return Ok(());
    }
    loop {
        let ended = steps_finish(conn, run_id).await?;
        let (n_steps, n_chunks) = steps_hand_out(conn, run_id).await?;
        if n_chunks > 0 {
            queue_ring_in_tx(conn, run_id.0).await?;
        }
        if ended == 0 && n_steps == 0 {
            break;
        }
    }
    let ended = sqlx::query!(
        "update sereno.run
        set state = case
                when exists (select from sereno.step where run_id = $1 and state in ('failed', 'skipped')) then 'failed'
                when exists (select from sereno.step where run_id = $1 and state = 'incomplete') then 'incomplete'
                else 'done'
            end,
            ended_at = clock_timestamp()
        where run_id = $1
          and not exists (select from sereno.step where run_id = $1 and state in ('waiting', 'running'))",
        run_id.0
    )
    .execute(&mut *conn)
    .await
    .of("run_advance_in_tx")?;
    if ended.rows_affected() > 0 { run_sum_up(conn, run_id).await } else { Ok(()) }
}

/// Notes what a run that has ended came to.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub(crate) async fn run_sum_up(conn: &mut PgConnection, run_id: RunId) -> Result<(), DbError> {
    sqlx::query!(
        "update sereno.run
        set n_chunks = chunks.n,
            n_done = chunks.n_done,
            n_quarantined = chunks.n_quarantined,
            n_attempts_all = chunks.n_attempts,
            n_pairs = receipts.n_pairs,
            n_matches_written = receipts.n_matches_written
        from (
            select count(*) as n, count(*) filter (where state = 'done') as n_done,
                count(*) filter (where state = 'quarantined') as n_quarantined,
                coalesce(sum(n_claims), 0) as n_attempts
            from sereno.chunk
            where run_id = $1
        ) as chunks, (
            select coalesce(sum(receipt.n_pairs), 0) as n_pairs,
                coalesce(sum(receipt.n_matches_written), 0) as n_matches_written
            from sereno.chunk_receipt as receipt
            where receipt.run_id = $1
        ) as receipts
        where run_id = $1",
        run_id.0
    )
    .execute(conn)
    .await
    .of("run_sum_up")?;
    Ok(())
}

/// The same after an attempt has ended, where it may have been the step's last: while many chunks of
/// the step are open nobody needs to take turns at the run's row. Of two that end at once unseen by
/// each other, the reconciler makes up for it.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub(crate) async fn run_advance_after_in_tx(
    conn: &mut PgConnection,
    run_id: RunId,
    step_id: StepId,
) -> Result<(), DbError> {
    let n_open = sqlx::query_scalar!(
        r#"select count(*) as "n!"
        from (
            select
            from sereno.chunk
            where step_id = $1
              and state in ('waiting', 'ready', 'leased')
            limit $2
        ) as open"#,
        step_id.0,
        N_OPEN_MANY
    )
    .fetch_one(&mut *conn)
    .await
    .of("run_advance_after_in_tx")?;
    if n_open < N_OPEN_MANY { run_advance_in_tx(conn, run_id).await } else { Ok(()) }
}

/// Ends the running steps whose chunks are all done or in quarantine.
async fn steps_finish(conn: &mut PgConnection, run_id: RunId) -> Result<u64, DbError> {
    let ended = sqlx::query!(
        "update sereno.step
        set state = case
                when not exists (select from sereno.chunk where chunk.step_id = step.step_id and state = 'quarantined') then 'done'
                when exists (select from sereno.chunk where chunk.step_id = step.step_id and state = 'done') then 'incomplete'
                else 'failed'
            end,
            ended_at = clock_timestamp()
        where run_id = $1
          and state = 'running'
          and not exists (
            select from sereno.chunk
            where chunk.step_id = step.step_id
              and state in ('waiting', 'ready', 'leased')
          )",
        run_id.0
    )
    .execute(conn)
    .await
    .of("run_advance_in_tx")?;
    Ok(ended.rows_affected())
}

/// Starts the waiting steps whose predecessors finished, or skips those of failed ones.
async fn steps_hand_out(conn: &mut PgConnection, run_id: RunId) -> Result<(i64, i64), DbError> {
    let moved = sqlx::query!(
        r#"with moved as (
            update sereno.step as waiting
            set state = case
                    when exists (
                        select from sereno.step as before
                        where before.run_id = $1
                          and before.kind = any(waiting.depends_on)
                          and before.state in ('failed', 'skipped')
                    ) then 'skipped'
                    else 'running'
                end,
                started_at = coalesce(started_at, clock_timestamp())
            where run_id = $1
              and state = 'waiting'
              and not exists (
                select from sereno.step as before
                where before.run_id = $1
                  and before.kind = any(waiting.depends_on)
                  and before.state in ('waiting', 'running')
              )
            returning step_id, state
        ), handed_out as (
            update sereno.chunk
            set state = 'ready'
            from moved
            where chunk.step_id = moved.step_id
              and moved.state = 'running'
              and chunk.state = 'waiting'
            returning chunk_id
        )
        select (select count(*) from moved) as "n_steps!",
            (select count(*) from handed_out) as "n_chunks!""#,
        run_id.0
    )
    .fetch_one(conn)
    .await
    .of("run_advance_in_tx")?;
    Ok((moved.n_steps, moved.n_chunks))
}
