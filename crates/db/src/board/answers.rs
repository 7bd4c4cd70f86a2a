//! What answers about a role need beyond the frozen inputs: which night to look at, and which one
//! before it.

use sereno_domain::board::answer::AnswerHeader;
use sereno_domain::id::{RoleId, RunId};

use super::clock;
use super::matches::role_line;
use crate::error::{DbError, StatementOf};
use crate::pool::PgConnection;
use crate::role_adjustment::role_adjustment_list_in_force;

/// The role, and the newest night that scored it; none when there is no such role or no night.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn answer_header(
    conn: &mut PgConnection,
    role_id: RoleId,
) -> Result<Option<AnswerHeader>, DbError> {
    let at = clock(conn).await?;
    let Some(role) = role_line(conn, role_id).await? else {
        return Ok(None);
    };
    let newest = sqlx::query_scalar!(
        "select run_id
        from sereno.role_night
        join sereno.run using (run_id)
        where role_id = $1
          and applies
        order by run_id desc
        limit 1",
        role_id.0
    )
    .fetch_optional(&mut *conn)
    .await
    .of("answer_header")?;
    let Some(run_id) = newest.map(RunId) else {
        return Ok(None);
    };
    let before_run_id = night_before(conn, run_id).await?;
    let adjustments = role_adjustment_list_in_force(conn, Some(role_id)).await?;
    Ok(Some(AnswerHeader { at, role, run_id, before_run_id, adjustments }))
}

/// The night before a run, among those whose inputs are kept: the newest revision of the last
/// business date before its own; of a firm's first date, the revision before.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn night_before(
    conn: &mut PgConnection,
    run_id: RunId,
) -> Result<Option<RunId>, DbError> {
    let found = sqlx::query_scalar!(
        "select earlier.run_id
        from sereno.run as own
        join sereno.run as earlier using (pipeline, scope)
        where own.run_id = $1
          and (earlier.business_date, earlier.revision) < (own.business_date, own.revision)
          and exists (
              select from sereno.run_input
              where run_input.run_id = earlier.run_id
          )
        order by earlier.business_date < own.business_date desc, earlier.business_date desc,
            earlier.revision desc
        limit 1",
        run_id.0
    )
    .fetch_optional(conn)
    .await
    .of("night_before")?;
    Ok(found.map(RunId))
}
