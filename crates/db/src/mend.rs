//! What on-call does to a run that broke: send chunks in quarantine round again, with everything
//! that waited for them. Effects stay exactly once: what a later step did with the former result is
//! taken back in the same transaction, so that it is done anew.

pub mod chosen;

use std::collections::BTreeSet;

use sereno_domain::id::{ChunkId, FailureId, RetryId, RunId};
use sereno_domain::job::JobKind;

use self::chosen::Chosen;
use crate::advance::run_advance_in_tx;
use crate::error::{DbError, StatementOf, count, small, word};
use crate::pool::PgConnection;

/// Which chunks in quarantine are meant; every part that is given must fit.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Broken {
    /// Only this step.
    pub kind: Option<JobKind>,
    /// Only this chunk.
    pub chunk_id: Option<ChunkId>,
    /// Only those whose last error is of this class; `lost` when their workers went away.
    pub error_class: Option<String>,
    /// Only those that failed in this way.
    pub failure_id: Option<FailureId>,
    /// Only those this retry has not handed out yet.
    pub retry_id: Option<RetryId>,
    /// Only what was chosen among the chunks of all runs.
    #[serde(skip_serializing_if = "Chosen::is_everything")]
    pub chosen: Chosen,
}

/// Chunks in quarantine that are meant and failed in one way.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct BrokenGroup {
    /// Which job.
    pub kind: JobKind,
    /// How they failed; none where an operator put them there.
    pub failure_id: Option<FailureId>,
    /// Class of the last error.
    pub error_class: Option<String>,
    /// Its message, without what names one case.
    pub shape: Option<String>,
    /// How many.
    pub n_chunks: u64,
}

/// Counts the chunks in quarantine that are meant: what a retry would send round.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn broken_count(
    conn: &mut PgConnection,
    run_id: RunId,
    broken: &Broken,
) -> Result<Vec<BrokenGroup>, DbError> {
    let rows = sqlx::query!(
        r#"select step.kind, failure_id as "failure_id?", error_class as "error_class?",
            shape as "shape?", count(*) as "n_chunks!"
        from sereno.chunk
        join sereno.step using (step_id)
        left join sereno.failure using (failure_id)
        where chunk.run_id = $1
          and chunk.state = 'quarantined'
          and ($2::text is null or step.kind = $2)
          and ($3::bigint is null or chunk.chunk_id = $3)
          and ($4::text is null or error_class = $4)
          and ($5::bigint is null or failure_id = $5)
          and ($6::bigint is null or retry_id = $6 and n_attempts = 0)
          and ($7::bigint[] is null or chunk.chunk_id = any($7))
          and ($8::text[] is null or step.kind = any($8))
          and ($9::bigint[] is null or failure_id = any($9))
          and (failure_id is null or failure_id <> all($10))
        group by step.kind, failure_id, error_class, shape
        order by count(*) desc, step.kind, failure_id"#,
        run_id.0,
        broken.kind.map(JobKind::name),
        broken.chunk_id.map(|chunk| chunk.0),
        broken.error_class,
        broken.failure_id.map(|failure| failure.0),
        broken.retry_id.map(|retry| retry.0),
        broken.chosen.chunks.as_deref() as _,
        broken.chosen.kinds.as_deref() as _,
        broken.chosen.failures.as_deref() as _,
        &broken.chosen.not_failures
    )
    .fetch_all(conn)
    .await
    .of("broken_count")?;
    rows.into_iter()
        .map(|row| {
            Ok(BrokenGroup {
                kind: word("step", "kind", &row.kind)?,
                failure_id: row.failure_id.map(FailureId),
                error_class: row.error_class,
                shape: row.shape,
                n_chunks: count(row.n_chunks),
            })
        })
        .collect()
}

/// What a retry came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retried {
    /// So many chunks go round again.
    Chunks(u64),
    /// A later revision of the date took the run's place: retry that one.
    Superseded,
}

/// Sends chunks in quarantine round again under a retry, with all their attempts, and puts every
/// step that depends on theirs back to waiting. At a pace, each chunk has its moment from now on:
/// nobody has to be there to hand it out. The caller writes the audit row.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn run_retry_in_tx(
    conn: &mut PgConnection,
    run_id: RunId,
    broken: &Broken,
    (retry_id, per_minute): (RetryId, Option<u32>),
) -> Result<Retried, DbError> {
    if run_is_replaced(conn, run_id).await? {
        return Ok(Retried::Superseded);
    }
    let steps = sqlx::query_scalar!(
        "with meant as (
            select chunk.chunk_id
            from sereno.chunk
            join sereno.step using (step_id)
            left join sereno.failure using (failure_id)
            where chunk.run_id = $1
              and chunk.state = 'quarantined'
              and ($2::text is null or step.kind = $2)
              and ($3::bigint is null or chunk.chunk_id = $3)
              and ($4::text is null or error_class = $4)
              and ($5::bigint is null or failure_id = $5)
              and ($6::bigint is null or retry_id = $6 and n_attempts = 0)
              and ($9::bigint[] is null or chunk.chunk_id = any($9))
              and ($10::text[] is null or step.kind = any($10))
              and ($11::bigint[] is null or failure_id = any($11))
              and (failure_id is null or failure_id <> all($12))
            for update of chunk
        ), placed as (
            select chunk_id, row_number() over (order by chunk_id) - 1 as place
            from meant
        )
        update sereno.chunk
        set state = 'waiting',
            n_attempts = 0,
            n_lost = 0,
            retry_id = $7,
            ready_at = clock_timestamp() + make_interval(secs => place * 60 / $8::float8)
        from placed
        where chunk.chunk_id = placed.chunk_id
        returning chunk.step_id",
        run_id.0,
        broken.kind.map(JobKind::name),
        broken.chunk_id.map(|chunk| chunk.0),
        broken.error_class,
        broken.failure_id.map(|failure| failure.0),
        broken.retry_id.map(|retry| retry.0),
        retry_id.0,
        per_minute.map(f64::from),
        broken.chosen.chunks.as_deref() as _,
        broken.chosen.kinds.as_deref() as _,
        broken.chosen.failures.as_deref() as _,
        &broken.chosen.not_failures
    )
    .fetch_all(&mut *conn)
    .await
    .of("run_retry_in_tx")?;
    let n_chunks = u64::try_from(steps.len()).unwrap_or(u64::MAX);
    if n_chunks > 0 {
        let steps: BTreeSet<i64> = steps.into_iter().collect();
        steps_reopen(conn, run_id, &steps.into_iter().collect::<Vec<_>>()).await?;
        run_advance_in_tx(conn, run_id).await?;
    }
    Ok(Retried::Chunks(n_chunks))
}

/// Does a step of a run anew, and every step that depends on it, from the run's own inputs; how many
/// chunks of the step. The caller writes the audit row.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn run_redo_in_tx(
    conn: &mut PgConnection,
    run_id: RunId,
    kind: JobKind,
) -> Result<Retried, DbError> {
    if run_is_replaced(conn, run_id).await? {
        return Ok(Retried::Superseded);
    }
    let step = sqlx::query!(
        "select step_id, n_chunks
        from sereno.step
        where run_id = $1
          and kind = $2",
        run_id.0,
        kind.name()
    )
    .fetch_optional(&mut *conn)
    .await
    .of("run_redo_in_tx")?;
    let Some(step) = step else { return Ok(Retried::Chunks(0)) };
    effects_take_back(conn, run_id, &[step.step_id]).await?;
    steps_reopen(conn, run_id, &[step.step_id]).await?;
    // It begins anew; one that only goes on has begun when it first did.
    sqlx::query!("update sereno.step set started_at = null where step_id = $1", step.step_id)
        .execute(&mut *conn)
        .await
        .of("run_redo_in_tx")?;
    run_advance_in_tx(conn, run_id).await?;
    Ok(Retried::Chunks(small(step.n_chunks)))
}

/// Whether a later revision of the same date exists. Holds the run's row, so that two people who
/// mend one run take turns.
async fn run_is_replaced(conn: &mut PgConnection, run_id: RunId) -> Result<bool, DbError> {
    let replaced = sqlx::query_scalar!(
        r#"select exists (
            select from sereno.run as later
            where later.pipeline = run.pipeline
              and later.business_date = run.business_date
              and later.scope = run.scope
              and later.revision > run.revision
        ) as "replaced!"
        from sereno.run
        where run_id = $1
        for no key update"#,
        run_id.0
    )
    .fetch_optional(conn)
    .await
    .of("run_retry_in_tx")?;
    Ok(replaced.unwrap_or(false))
}

/// Opens steps again, to be handed out once those before them have ended; those that depend on them,
/// near or far, wait once more and lose what they did.
async fn steps_reopen(
    conn: &mut PgConnection,
    run_id: RunId,
    steps: &[i64],
) -> Result<(), DbError> {
    sqlx::query!(
        "update sereno.step
        set state = 'waiting',
            ended_at = null
        where step_id = any($1)",
        steps
    )
    .execute(&mut *conn)
    .await
    .of("run_retry_in_tx")?;
    let later = sqlx::query_scalar!(
        r#"with recursive later as (
            select step.step_id, step.kind
            from sereno.step
            join sereno.step as opened on opened.kind = any(step.depends_on)
            where step.run_id = $1
              and opened.run_id = $1
              and opened.step_id = any($2)
            union
            select step.step_id, step.kind
            from sereno.step
            join later on later.kind = any(step.depends_on)
            where step.run_id = $1
        )
        update sereno.step
        set state = 'waiting',
            started_at = null,
            ended_at = null
        from later
        where step.step_id = later.step_id
        returning step.step_id"#,
        run_id.0,
        steps
    )
    .fetch_all(&mut *conn)
    .await
    .of("run_retry_in_tx")?;
    effects_take_back(conn, run_id, &later).await?;
    sqlx::query!(
        "update sereno.run
        set state = 'running',
            ended_at = null,
            n_chunks = null,
            n_done = null,
            n_quarantined = null,
            n_attempts_all = null,
            n_pairs = null,
            n_matches_written = null
        where run_id = $1",
        run_id.0
    )
    .execute(conn)
    .await
    .of("run_retry_in_tx")?;
    Ok(())
}

/// Puts the chunks of steps back to waiting and deletes what they wrote. An attempt that is at work
/// on one finds its fence fallen.
async fn effects_take_back(
    conn: &mut PgConnection,
    run_id: RunId,
    steps: &[i64],
) -> Result<(), DbError> {
    sqlx::query!(
        "update sereno.attempt
        set outcome = 'revoked',
            ended_at = clock_timestamp()
        from sereno.chunk
        where step_id = any($1)
          and state = 'leased'
          and attempt.token = chunk.token",
        steps
    )
    .execute(&mut *conn)
    .await
    .of("run_retry_in_tx")?;
    // What a night found for a role may be written anew; what it changed of the list is kept.
    sqlx::query!(
        "update sereno.role_night
        set token = 0
        from sereno.chunk_receipt as receipt
        join sereno.step using (step_id)
        where receipt.step_id = any($1)
          and step.kind = 'rescore'
          and role_night.run_id = receipt.run_id
          and role_night.token = receipt.token",
        steps
    )
    .execute(&mut *conn)
    .await
    .of("run_retry_in_tx")?;
    sqlx::query!(
        "update sereno.chunk
        set state = 'waiting',
            n_attempts = 0,
            n_lost = 0,
            failure_id = null,
            token = null,
            worker_id = null,
            lease_expires_at = null,
            ready_at = null
        where step_id = any($1)",
        steps
    )
    .execute(&mut *conn)
    .await
    .of("run_retry_in_tx")?;
    sqlx::query!("delete from sereno.chunk_receipt where step_id = any($1)", steps)
        .execute(&mut *conn)
        .await
        .of("run_retry_in_tx")?;
    sqlx::query!(
        "delete from sereno.digest
        where run_id = $1
          and exists (select from sereno.step where step_id = any($2) and kind = 'digest')",
        run_id.0,
        steps
    )
    .execute(conn)
    .await
    .of("run_retry_in_tx")?;
    Ok(())
}
