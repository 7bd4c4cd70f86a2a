//! Runs as a list, and one run opened: steps, chunks, attempts.

use sereno_domain::board::{
    AttemptLine, ChunkBoard, ChunkLine, DigestTotals, RunBoard, RunLine, RunsBoard, StepLine,
};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{AttemptId, ChunkId, FailureId, RunId, StepId};

use super::clock;
use crate::error::{DbError, StatementOf, count, small, word};
use crate::pool::PgConnection;

/// Chunks a board shows: those in trouble come first, so what is cut off is calm.
const N_CHUNKS_MAX: i64 = 2_000;
/// Attempts a board shows beside those of chunks in quarantine.
const N_ATTEMPTS_MAX: i64 = 300;
/// Chunks in quarantine whose attempts are all shown.
const N_QUARANTINED_MAX: i64 = 60;
/// Past steps that the usual length of a step is taken from.
const N_PAST_STEPS: i64 = 30;

/// The newest `n_max` runs.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn runs(conn: &mut PgConnection, n_max: u32) -> Result<RunsBoard, DbError> {
    Ok(RunsBoard { at: clock(conn).await?, runs: run_lines(conn, None, i64::from(n_max)).await? })
}

/// One run, opened; none when there is no such run.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn run(conn: &mut PgConnection, run_id: RunId) -> Result<Option<RunBoard>, DbError> {
    let at = clock(conn).await?;
    let Some(run) = run_lines(conn, Some(run_id), 1).await?.into_iter().next() else {
        return Ok(None);
    };
    Ok(Some(RunBoard {
        at,
        run,
        steps: steps(conn, run_id).await?,
        chunks: chunks(conn, run_id, None).await?,
        attempts: attempts(conn, run_id).await?,
        digest: digest(conn, run_id).await?,
    }))
}

/// The newest runs, or the one that is asked for.
pub(super) async fn run_lines(
    conn: &mut PgConnection,
    run_id: Option<RunId>,
    n_max: i64,
) -> Result<Vec<RunLine>, DbError> {
    let rows = sqlx::query!(
        r#"select run.run_id, pipeline, business_date, revision, run.state, scope, reason, started_at, ended_at,
            coalesce(run.n_chunks, chunks.n) as "n_chunks!",
            coalesce(run.n_done, chunks.n_done) as "n_done!",
            coalesce(run.n_quarantined, chunks.n_quarantined) as "n_quarantined!",
            coalesce(n_attempts_all, chunks.n_attempts) as "n_attempts!",
            coalesce(run.n_pairs, receipts.n_pairs) as "n_pairs!",
            coalesce(run.n_matches_written, receipts.n_matches_written) as "n_matches_written!"
        from sereno.run
        cross join lateral (
            select count(*) as n,
                count(*) filter (where chunk.state = 'done') as n_done,
                count(*) filter (where chunk.state = 'quarantined') as n_quarantined,
                coalesce(sum(n_claims), 0)::bigint as n_attempts
            from sereno.chunk
            where chunk.run_id = run.run_id
              and run.n_chunks is null
        ) as chunks
        cross join lateral (
            select coalesce(sum(n_pairs), 0)::bigint as n_pairs,
                coalesce(sum(n_matches_written), 0)::bigint as n_matches_written
            from sereno.chunk_receipt
            where chunk_receipt.run_id = run.run_id
              and run.n_chunks is null
        ) as receipts
        where $1::bigint is null
           or run.run_id = $1
        order by started_at desc, run.run_id desc
        limit $2"#,
        run_id.map(|run| run.0),
        n_max
    )
    .fetch_all(conn)
    .await
    .of("run_lines")?;
    rows.into_iter()
        .map(|row| {
            Ok(RunLine {
                run_id: RunId(row.run_id),
                pipeline: word("run", "pipeline", &row.pipeline)?,
                business_date: row.business_date.into(),
                revision: small(row.revision),
                state: word("run", "state", &row.state)?,
                scope: word("run", "scope", &row.scope)?,
                reason: CleanText::new(&row.reason),
                started_at: row.started_at.into(),
                ended_at: row.ended_at.map(Into::into),
                n_chunks: count(row.n_chunks),
                n_done: count(row.n_done),
                n_quarantined: count(row.n_quarantined),
                n_attempts: count(row.n_attempts),
                n_pairs: count(row.n_pairs),
                n_matches_written: count(row.n_matches_written),
            })
        })
        .collect()
}

/// The steps of a run, in order, with how long they usually take.
pub(super) async fn steps(
    conn: &mut PgConnection,
    run_id: RunId,
) -> Result<Vec<StepLine>, DbError> {
    let rows = sqlx::query!(
        r#"select step_id, kind, step.state, started_at, ended_at, n_chunks,
            chunks.n_done as "n_done!", chunks.n_leased as "n_leased!",
            chunks.n_quarantined as "n_quarantined!", past.median_seconds, past.slow_seconds
        from sereno.step
        cross join lateral (
            select count(*) filter (where chunk.state = 'done') as n_done,
                count(*) filter (where chunk.state = 'leased') as n_leased,
                count(*) filter (where chunk.state = 'quarantined') as n_quarantined
            from sereno.chunk
            where chunk.step_id = step.step_id
        ) as chunks
        cross join lateral (
            select percentile_disc(0.5) within group (order by seconds) as median_seconds,
                percentile_disc(0.95) within group (order by seconds) as slow_seconds
            from (
                select extract(epoch from ended.ended_at - ended.started_at)::bigint as seconds
                from sereno.step as ended
                where ended.kind = step.kind
                  and ended.state = 'done'
                  and ended.run_id <> $1
                order by ended.step_id desc
                limit $2
            ) as good
        ) as past
        where run_id = $1
        order by no"#,
        run_id.0,
        N_PAST_STEPS
    )
    .fetch_all(conn)
    .await
    .of("steps")?;
    rows.into_iter()
        .map(|row| {
            Ok(StepLine {
                step_id: StepId(row.step_id),
                kind: word("step", "kind", &row.kind)?,
                state: word("step", "state", &row.state)?,
                started_at: row.started_at.map(Into::into),
                ended_at: row.ended_at.map(Into::into),
                n_chunks: small(row.n_chunks),
                n_done: count(row.n_done),
                n_leased: count(row.n_leased),
                n_quarantined: count(row.n_quarantined),
                median_seconds: row.median_seconds.map(count),
                slow_seconds: row.slow_seconds.map(count),
            })
        })
        .collect()
}

/// One chunk with all its attempts, newest first; none when there is no such chunk.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn chunk(
    conn: &mut PgConnection,
    chunk_id: ChunkId,
) -> Result<Option<ChunkBoard>, DbError> {
    let found = sqlx::query!(
        "select run_id, business_date, payload
        from sereno.chunk
        join sereno.run using (run_id)
        where chunk_id = $1",
        chunk_id.0
    )
    .fetch_optional(&mut *conn)
    .await
    .of("chunk")?;
    let Some(found) = found else { return Ok(None) };
    let run_id = RunId(found.run_id);
    let Some(chunk) = chunks(conn, run_id, Some(chunk_id)).await?.pop() else { return Ok(None) };
    let attempts = sqlx::query_scalar!(
        "select attempt_id
        from sereno.attempt
        where chunk_id = $1
        order by no desc
        limit $2",
        chunk_id.0,
        N_ATTEMPTS_MAX
    )
    .fetch_all(&mut *conn)
    .await
    .of("chunk")?;
    Ok(Some(ChunkBoard {
        at: clock(conn).await?,
        chunk,
        run_id,
        business_date: found.business_date.into(),
        payload: CleanText::new(&found.payload.to_string()),
        attempts: attempt_lines(conn, &attempts).await?,
    }))
}

/// The chunks of a run, those in trouble first, or the one that is asked for.
async fn chunks(
    conn: &mut PgConnection,
    run_id: RunId,
    chunk_id: Option<ChunkId>,
) -> Result<Vec<ChunkLine>, DbError> {
    let rows = sqlx::query!(
        r#"select chunk_id, kind, chunk.no, chunk.state, n_attempts, ready_at,
            worker.name as "worker?", failed.error as "error?", chunk.failure_id,
            chunk_receipt.n_matches_written as "n_matches_written?"
        from sereno.chunk
        join sereno.step using (step_id)
        left join sereno.worker using (worker_id)
        left join sereno.chunk_receipt using (chunk_id)
        left join lateral (
            select error
            from sereno.attempt
            where attempt.chunk_id = chunk.chunk_id
              and error is not null
            order by attempt.no desc
            limit 1
        ) as failed on chunk.n_attempts > 0
        where chunk.run_id = $1
          and ($3::bigint is null or chunk_id = $3)
        order by chunk.state <> 'quarantined', n_attempts <= 1 or chunk.state = 'done',
            chunk.state <> 'leased', step.no, chunk.no, chunk_id
        limit $2"#,
        run_id.0,
        N_CHUNKS_MAX,
        chunk_id.map(|chunk| chunk.0)
    )
    .fetch_all(conn)
    .await
    .of("chunks")?;
    rows.into_iter()
        .map(|row| {
            Ok(ChunkLine {
                chunk_id: ChunkId(row.chunk_id),
                kind: word("step", "kind", &row.kind)?,
                no: small(row.no),
                state: word("chunk", "state", &row.state)?,
                n_attempts: small(row.n_attempts),
                ready_at: row.ready_at.map(Into::into),
                worker: row.worker.map(|name| CleanText::new(&name)),
                error: row.error.map(|error| CleanText::new(&error)),
                failure_id: row.failure_id.map(FailureId),
                n_matches_written: row.n_matches_written.map(count),
            })
        })
        .collect()
}

/// The newest attempts of a run, and all those of its chunks in quarantine.
async fn attempts(conn: &mut PgConnection, run_id: RunId) -> Result<Vec<AttemptLine>, DbError> {
    let ids = sqlx::query_scalar!(
        r#"(
            select attempt_id as "attempt_id!"
            from sereno.attempt
            where run_id = $1
            order by attempt_id desc
            limit $2
        )
        union
        select attempt_id
        from sereno.attempt
        where chunk_id in (
            select chunk_id
            from sereno.chunk
            where run_id = $1
              and state = 'quarantined'
            order by chunk_id
            limit $3
        )"#,
        run_id.0,
        N_ATTEMPTS_MAX,
        N_QUARANTINED_MAX
    )
    .fetch_all(&mut *conn)
    .await
    .of("attempts")?;
    attempt_lines(conn, &ids).await
}

/// The given attempts, newest first.
pub(super) async fn attempt_lines(
    conn: &mut PgConnection,
    ids: &[i64],
) -> Result<Vec<AttemptLine>, DbError> {
    let rows = sqlx::query!(
        "select attempt_id, attempt.chunk_id, kind, chunk.no as chunk_no, attempt.no, outcome, name, host,
            pid, attempt.started_at, attempt.ended_at, error_class, error
        from sereno.attempt
        join sereno.chunk using (chunk_id)
        join sereno.step using (step_id)
        join sereno.worker on worker.worker_id = attempt.worker_id
        where attempt_id = any($1)
        order by attempt_id desc",
        ids
    )
    .fetch_all(conn)
    .await
    .of("attempt_lines")?;
    rows.into_iter()
        .map(|row| {
            Ok(AttemptLine {
                attempt_id: AttemptId(row.attempt_id),
                chunk_id: ChunkId(row.chunk_id),
                kind: word("step", "kind", &row.kind)?,
                chunk_no: small(row.chunk_no),
                no: small(row.no),
                outcome: word("attempt", "outcome", &row.outcome)?,
                worker: CleanText::new(&row.name),
                host: CleanText::new(&row.host),
                pid: small(row.pid),
                started_at: row.started_at.into(),
                ended_at: row.ended_at.map(Into::into),
                error_class: row.error_class.map(|class| CleanText::new(&class)),
                error: row.error.map(|error| CleanText::new(&error)),
            })
        })
        .collect()
}

/// What a run changed, when its digest is done.
pub(super) async fn digest(
    conn: &mut PgConnection,
    run_id: RunId,
) -> Result<Option<DigestTotals>, DbError> {
    let row = sqlx::query!(
        "select n_roles, n_developers, n_roles_changed, n_roles_new_best, n_roles_empty, n_entered,
            n_left, n_rescored
        from sereno.digest
        where run_id = $1",
        run_id.0
    )
    .fetch_optional(conn)
    .await
    .of("digest")?;
    Ok(row.map(|row| DigestTotals {
        n_roles: small(row.n_roles),
        n_developers: small(row.n_developers),
        n_roles_changed: small(row.n_roles_changed),
        n_roles_new_best: small(row.n_roles_new_best),
        n_roles_empty: small(row.n_roles_empty),
        n_entered: small(row.n_entered),
        n_left: small(row.n_left),
        n_rescored: small(row.n_rescored),
    }))
}
