//! The workers: what each holds, and what it got done of late.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use sereno_domain::board::worker::{
    HeldChunk, N_PACE_CELLS, PACE_CELL, PaceCell, WorkerLine, WorkerState, WorkersBoard,
};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{ChunkId, RunId, WorkerId};

use super::clock;
use crate::error::{DbError, StatementOf, count, small, word};
use crate::pg_time::PgTimestamp;
use crate::pool::PgConnection;

/// How long a worker that left is told of.
const TOLD: SignedDuration = SignedDuration::from_hours(24);
/// Workers told of at most: those that are here come first.
const N_WORKERS_MAX: i64 = 200;

/// Reads the workers that are here, and those that left in the last day.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn workers(conn: &mut PgConnection) -> Result<WorkersBoard, DbError> {
    let at = clock(conn).await?;
    let from = first_cell(at);
    let told = at.checked_sub(TOLD).unwrap_or(Timestamp::MIN);
    let rows = sqlx::query!(
        r#"select worker_id, name, host, worker.pid, version, n_slots, started_at, ended_at,
            drain_asked_at is not null as "is_asked!", drain_asked_by, drain_reason,
            backend.pid is not null as "is_connected!", count(*) over () as "n_all!"
        from sereno.worker
        left join pg_stat_activity as backend
            on backend.pid = worker.backend_pid
            and backend.backend_start = worker.backend_start
        where ended_at is null
           or ended_at > $1
        order by ended_at desc nulls first, worker_id desc
        limit $2"#,
        PgTimestamp(told) as _,
        N_WORKERS_MAX
    )
    .fetch_all(&mut *conn)
    .await
    .of("workers")?;
    let ids: Vec<i64> = rows.iter().map(|row| row.worker_id).collect();
    let mut held = held(conn, &ids).await?;
    let mut pace = pace(conn, &ids, from).await?;
    let n_all = rows.first().map_or(0, |row| count(row.n_all));
    let workers = rows.into_iter().map(|row| WorkerLine {
        worker_id: WorkerId(row.worker_id),
        name: CleanText::from(row.name),
        host: CleanText::from(row.host),
        pid: small(row.pid),
        version: CleanText::from(row.version),
        state: match (row.ended_at, row.is_connected, row.is_asked) {
            (Some(_), _, _) => WorkerState::Gone,
            (None, false, _) => WorkerState::Missed,
            (None, true, true) => WorkerState::Draining,
            (None, true, false) => WorkerState::Live,
        },
        n_slots: small(row.n_slots),
        started_at: row.started_at.into(),
        ended_at: row.ended_at.map(Into::into),
        drain: row
            .is_asked
            .then(|| CleanText::new(&format!("{}: {}", row.drain_asked_by, row.drain_reason))),
        held: held.remove(&row.worker_id).unwrap_or_default(),
        pace: pace.remove(&row.worker_id).unwrap_or_else(no_pace),
    });
    Ok(WorkersBoard { at, from, workers: workers.collect(), n_all })
}

fn no_pace() -> Vec<PaceCell> {
    vec![PaceCell::default(); N_PACE_CELLS]
}

/// When the first cell begins so that now is in the last; at a whole cell of the clock.
fn first_cell(now: Timestamp) -> Timestamp {
    let cell = PACE_CELL.as_secs();
    let begun = now.as_second().div_euclid(cell) * cell;
    let back = i64::try_from(N_PACE_CELLS).unwrap_or(i64::MAX).saturating_sub(1) * cell;
    Timestamp::from_second(begun - back).unwrap_or(now)
}

/// What workers hold, by worker, the longest held first.
async fn held(
    conn: &mut PgConnection,
    workers: &[i64],
) -> Result<BTreeMap<i64, Vec<HeldChunk>>, DbError> {
    let rows = sqlx::query!(
        r#"select chunk.worker_id as "worker_id!", chunk.chunk_id, chunk.run_id, kind, chunk.no,
            attempt.no as attempt_no, attempt.started_at, lease_expires_at as "lease_expires_at!"
        from sereno.chunk
        join sereno.step on step.step_id = chunk.step_id
        join sereno.attempt on attempt.token = chunk.token
        where chunk.state = 'leased'
          and chunk.worker_id = any($1)
        order by attempt.started_at, chunk.chunk_id"#,
        workers
    )
    .fetch_all(conn)
    .await
    .of("workers")?;
    let mut held: BTreeMap<i64, Vec<HeldChunk>> = BTreeMap::new();
    for row in rows {
        held.entry(row.worker_id).or_default().push(HeldChunk {
            chunk_id: ChunkId(row.chunk_id),
            run_id: RunId(row.run_id),
            kind: word("step", "kind", &row.kind)?,
            no: small(row.no),
            attempt_no: small(row.attempt_no),
            since: row.started_at.into(),
            lease_expires_at: row.lease_expires_at.into(),
        });
    }
    Ok(held)
}

/// What workers got done since an instant, by worker. Found by way of the runs that were at work
/// since: a worker that has been here for a year made too many attempts to look at.
async fn pace(
    conn: &mut PgConnection,
    workers: &[i64],
    from: Timestamp,
) -> Result<BTreeMap<i64, Vec<PaceCell>>, DbError> {
    let rows = sqlx::query!(
        r#"select worker_id,
            floor(extract(epoch from attempt.ended_at - $2) / $3::bigint)::integer as "cell!",
            count(*) filter (where outcome = 'done') as "n_done!",
            count(*) filter (where outcome <> 'done') as "n_failed!"
        from sereno.attempt
        join sereno.run on run.run_id = attempt.run_id
        where worker_id = any($1)
          and (run.ended_at is null or run.ended_at >= $2)
          and attempt.ended_at >= $2
        group by 1, 2
        order by 1, 2"#,
        workers,
        PgTimestamp(from) as _,
        PACE_CELL.as_secs()
    )
    .fetch_all(conn)
    .await
    .of("workers")?;
    let mut pace: BTreeMap<i64, Vec<PaceCell>> = BTreeMap::new();
    for row in rows {
        let cells = pace.entry(row.worker_id).or_insert_with(no_pace);
        if let Some(cell) = usize::try_from(row.cell).ok().and_then(|at| cells.get_mut(at)) {
            *cell = PaceCell { n_done: count(row.n_done), n_failed: count(row.n_failed) };
        }
    }
    Ok(pace)
}
