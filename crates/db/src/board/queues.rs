//! The queue by kind of job, with the day behind it: a chunk is in its queue from when its step was
//! handed out until its receipt, or until its last attempt ended in quarantine. A chunk that was sent
//! round again counts from the beginning, because the ledger keeps no other time of it.

use jiff::{SignedDuration, Timestamp};
use sereno_domain::board::queue::{
    DEPTH_CELL, DepthChange, N_DEPTH_CELLS, QueuePast, QueuesBoard, depth_cells,
};
use sereno_domain::job::JobKind;

use super::clock;
use crate::error::{DbError, StatementOf, count, word};
use crate::halt::queue_list;
use crate::pg_time::PgTimestamp;
use crate::pool::PgConnection;

/// What happened to the queue of a kind in one cell.
struct Change {
    kind: JobKind,
    told: DepthChange,
    n_in_hour: u64,
    n_out_hour: u64,
}

/// Reads the queues and how deep they were.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn queues(conn: &mut PgConnection) -> Result<QueuesBoard, DbError> {
    let at = clock(conn).await?;
    let from = first_cell(at);
    let lines = queue_list(conn).await?;
    let changes = changes(conn, from, at).await?;
    let queues = lines.into_iter().map(|line| {
        let of = || changes.iter().filter(|change| change.kind == line.kind);
        QueuePast {
            n_in_hour: of().map(|change| change.n_in_hour).sum(),
            n_out_hour: of().map(|change| change.n_out_hour).sum(),
            depth: depth_cells(&of().map(|change| change.told).collect::<Vec<_>>()),
            line,
        }
    });
    Ok(QueuesBoard { at, from, queues: queues.collect() })
}

/// When the first cell begins so that now is in the last; cells begin at whole cells of the clock, so
/// that nothing in a strip moves between two looks but the end of it.
fn first_cell(now: Timestamp) -> Timestamp {
    let cell = DEPTH_CELL.as_secs();
    let begun = now.as_second().div_euclid(cell) * cell;
    let back = i64::try_from(N_DEPTH_CELLS).unwrap_or(i64::MAX).saturating_sub(1) * cell;
    Timestamp::from_second(begun - back).unwrap_or(now)
}

/// Every cell in which something happened, by kind and in order. What was there before the first cell
/// is said to have come in it, without counting as handed out.
async fn changes(
    conn: &mut PgConnection,
    from: Timestamp,
    now: Timestamp,
) -> Result<Vec<Change>, DbError> {
    let hour_ago = now.checked_sub(SignedDuration::from_hours(1)).unwrap_or(from);
    let rows = sqlx::query_file!(
        "queries/queue_changes.sql",
        PgTimestamp(from) as _,
        PgTimestamp(hour_ago) as _,
        DEPTH_CELL.as_secs()
    )
    .fetch_all(conn)
    .await
    .of("queues")?;
    rows.into_iter()
        .map(|row| {
            Ok(Change {
                kind: word("step", "kind", &row.kind)?,
                told: DepthChange {
                    cell: usize::try_from(row.cell).unwrap_or(usize::MAX),
                    n_most: count(row.n_most),
                    n_left: count(row.n_left),
                    n_in: count(row.n_in),
                    n_out: count(row.n_out),
                },
                n_in_hour: count(row.n_in_hour),
                n_out_hour: count(row.n_out_hour),
            })
        })
        .collect()
}
