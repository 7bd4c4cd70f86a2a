//! The newest of the audit log, read as the search reads it.

use jiff::tz::TimeZone;
use sereno_domain::board::audit::AuditBoard;
use sereno_domain::search::Search;

use super::clock;
use super::found::decisions_found;
use crate::error::{DbError, StatementOf, count};
use crate::pool::PgConnection;

/// The newest `n_max` acts, and how many there are in all.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn audit(conn: &mut PgConnection, n_max: u32) -> Result<AuditBoard, DbError> {
    let at = clock(conn).await?;
    let all = Search::default();
    let decisions = decisions_found(conn, &all, &TimeZone::UTC, (i64::MAX, n_max.into())).await?;
    let n_all = sqlx::query_scalar!(r#"select count(*) as "n!" from sereno.audit_event"#)
        .fetch_one(conn)
        .await
        .of("audit")?;
    Ok(AuditBoard { at, decisions, n_all: count(n_all) })
}
