//! Workers: known by a name that is never used twice, alive as long as one connection of theirs is.

use sereno_domain::id::WorkerId;

use crate::error::{DbError, StatementOf, count, small};
use crate::pool::PgConnection;

/// A process that claims chunks.
#[derive(Debug, Clone)]
pub struct NewWorker {
    /// Host, process and boot, never used twice.
    pub name: String,
    /// Host name.
    pub host: String,
    /// Process id on that host.
    pub pid: u32,
    /// Chunks it holds at once.
    pub n_slots: u32,
}

/// Registers a worker. `conn` is its liveness: it must stay open as long as the worker works.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn worker_register(
    conn: &mut PgConnection,
    worker: &NewWorker,
) -> Result<WorkerId, DbError> {
    sqlx::query_scalar!(
        "insert into sereno.worker (name, host, pid, n_slots, version, backend_pid, backend_start)
        select $1, $2, $3, $4, $5, pid, backend_start
        from pg_stat_activity
        where pid = pg_backend_pid()
        returning worker_id",
        worker.name,
        worker.host,
        small::<i32>(worker.pid),
        small::<i16>(worker.n_slots),
        env!("CARGO_PKG_VERSION")
    )
    .fetch_one(conn)
    .await
    .of("worker_register")
    .map(WorkerId)
}

/// What a worker learns of itself over its liveness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkerStanding {
    /// It goes on.
    Known,
    /// Somebody asked it to leave.
    Draining,
    /// It was missed, or this connection is not its liveness any more.
    Missed,
}

/// Whether a worker still counts as one: nobody has missed it. Asked over its liveness, it proves
/// that this connection still reaches the server.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn worker_standing(
    conn: &mut PgConnection,
    worker_id: WorkerId,
) -> Result<WorkerStanding, DbError> {
    let found = sqlx::query!(
        r#"select ended_at is null and backend_pid = pg_backend_pid() as "is_known!",
            drain_asked_at is not null as "is_asked!"
        from sereno.worker
        where worker_id = $1"#,
        worker_id.0
    )
    .fetch_optional(conn)
    .await
    .of("worker_standing")?;
    Ok(match found {
        Some(row) if row.is_known && row.is_asked => WorkerStanding::Draining,
        Some(row) if row.is_known => WorkerStanding::Known,
        Some(_) | None => WorkerStanding::Missed,
    })
}

/// Asks a worker to leave; false when it has left, or was asked before. The caller writes the audit
/// row.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn worker_drain_in_tx(
    conn: &mut PgConnection,
    worker_id: WorkerId,
    [reason, actor]: [&str; 2],
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "update sereno.worker
        set drain_asked_at = clock_timestamp(),
            drain_asked_by = $2,
            drain_reason = $3
        where worker_id = $1
          and ended_at is null
          and drain_asked_at is null",
        worker_id.0,
        actor,
        reason
    )
    .execute(conn)
    .await
    .of("worker_drain_in_tx")?;
    Ok(done.rows_affected() == 1)
}

/// Workers nobody has missed.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn worker_count_live(conn: &mut PgConnection) -> Result<u64, DbError> {
    sqlx::query_scalar!(r#"select count(*) as "n!" from sereno.worker where ended_at is null"#)
        .fetch_one(conn)
        .await
        .of("worker_count_live")
        .map(count)
}

/// Notes that a worker left of its own accord.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn worker_leave(conn: &mut PgConnection, worker_id: WorkerId) -> Result<(), DbError> {
    sqlx::query!(
        "update sereno.worker
        set ended_at = clock_timestamp()
        where worker_id = $1
          and ended_at is null",
        worker_id.0
    )
    .execute(conn)
    .await
    .of("worker_leave")?;
    Ok(())
}

/// Notes the workers whose connection is gone; how many.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn worker_miss(conn: &mut PgConnection) -> Result<u64, DbError> {
    let done = sqlx::query!(
        "update sereno.worker
        set ended_at = clock_timestamp()
        where ended_at is null
          and not exists (
            select from pg_stat_activity
            where pid = worker.backend_pid
              and backend_start = worker.backend_start
          )"
    )
    .execute(conn)
    .await
    .of("worker_miss")?;
    Ok(done.rows_affected())
}
