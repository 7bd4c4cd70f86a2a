//! Kinds of failures, told apart by the shape of their message.

use jiff::Timestamp;
use sereno_domain::id::FailureId;
use sereno_domain::job::JobKind;

use crate::error::{DbError, StatementOf};
use crate::pg_time::PgTimestamp;
use crate::pool::PgConnection;

/// The failure of a kind of job, a class and a shape; seen for the first time, it is written down.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub(crate) async fn failure_find_or_insert(
    conn: &mut PgConnection,
    kind: JobKind,
    error_class: &str,
    shape: &str,
) -> Result<FailureId, DbError> {
    let known = sqlx::query_scalar!(
        "select failure_id
        from sereno.failure
        where kind = $1
          and error_class = $2
          and shape = $3",
        kind.name(),
        error_class,
        shape
    )
    .fetch_optional(&mut *conn)
    .await
    .of("failure_find_or_insert")?;
    if let Some(known) = known {
        return Ok(FailureId(known));
    }
    // Another worker may see it for the first time as well: the update does nothing but name the row.
    let made = sqlx::query_scalar!(
        "insert into sereno.failure as known (kind, error_class, shape)
        values ($1, $2, $3)
        on conflict (kind, error_class, shape) do update
        set shape = known.shape
        returning failure_id",
        kind.name(),
        error_class,
        shape
    )
    .fetch_one(conn)
    .await
    .of("failure_find_or_insert")?;
    Ok(FailureId(made))
}

/// Tells nobody of a failure until an instant, or tells again with none; false when there is no such
/// failure. The caller writes the audit row.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn failure_mute_in_tx(
    conn: &mut PgConnection,
    failure_id: FailureId,
    until: Option<Timestamp>,
    [reason, actor]: [&str; 2],
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "update sereno.failure
        set muted_until = $2,
            mute_reason = $3,
            muted_by = $4
        where failure_id = $1",
        failure_id.0,
        until.map(PgTimestamp) as _,
        reason,
        actor
    )
    .execute(conn)
    .await
    .of("failure_mute_in_tx")?;
    Ok(done.rows_affected() == 1)
}
