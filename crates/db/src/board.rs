//! What screens and commands show, read in one go for each: no screen asks twice and none can write.

pub mod answers;
pub mod audit;
pub mod best_roles;
pub mod check;
pub mod choice;
pub mod chunks;
pub mod clients;
pub mod diff;
pub mod failures;
pub mod findings;
pub mod found;
pub mod matches;
pub mod model;
mod papers;
pub mod payroll;
pub mod people;
pub mod placements;
pub mod queues;
pub mod run;
pub mod schedules;
pub mod tonight;
pub mod vetting;
pub mod workers;

use jiff::Timestamp;

use crate::error::{DbError, StatementOf};
use crate::pg_time::PgTimestamp;
use crate::pool::PgConnection;

/// The database's clock: ages on a screen are measured against it, not against the viewer's.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn clock(conn: &mut PgConnection) -> Result<Timestamp, DbError> {
    let at: PgTimestamp = sqlx::query_scalar!(r#"select clock_timestamp() as "at!""#)
        .fetch_one(conn)
        .await
        .of("clock")?;
    Ok(at.into())
}
