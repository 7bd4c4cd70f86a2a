//! What the firm set on roles over what their clients wrote.

use sereno_domain::adjustment::Adjustment;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{AdjustmentId, RoleId};
use sereno_domain::matching::setting::Setting;

use crate::error::{DbError, StatementOf};
use crate::pool::PgConnection;

/// Something to be set on a role.
#[derive(Debug, Clone)]
pub struct NewAdjustment<'a> {
    /// On which role.
    pub role_id: RoleId,
    /// What.
    pub settings: &'a [Setting],
    /// Why.
    pub reason: &'a str,
    /// Who.
    pub actor: &'a str,
}

/// Puts an adjustment in force.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn role_adjustment_insert_in_tx(
    conn: &mut PgConnection,
    new: &NewAdjustment<'_>,
) -> Result<AdjustmentId, DbError> {
    let settings: Vec<String> = new.settings.iter().map(ToString::to_string).collect();
    let id = sqlx::query_scalar!(
        "insert into sereno.role_adjustment (role_id, settings, reason, actor)
        values ($1, $2, $3, $4)
        returning role_adjustment_id",
        new.role_id.0,
        &settings,
        new.reason,
        new.actor
    )
    .fetch_one(conn)
    .await
    .of("role_adjustment_insert_in_tx")?;
    Ok(AdjustmentId(id))
}

/// Takes an adjustment back; its role, or none when it is not in force.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn role_adjustment_end_in_tx(
    conn: &mut PgConnection,
    adjustment_id: AdjustmentId,
    reason: &str,
    actor: &str,
) -> Result<Option<RoleId>, DbError> {
    let role = sqlx::query_scalar!(
        "update sereno.role_adjustment
        set ended_at = clock_timestamp(),
            end_reason = $2,
            end_actor = $3
        where role_adjustment_id = $1
          and ended_at is null
        returning role_id",
        adjustment_id.0,
        reason,
        actor
    )
    .fetch_optional(conn)
    .await
    .of("role_adjustment_end_in_tx")?;
    Ok(role.map(RoleId))
}

/// The adjustments in force, of one role or of all, in the order they are applied.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn role_adjustment_list_in_force(
    conn: &mut PgConnection,
    role_id: Option<RoleId>,
) -> Result<Vec<Adjustment>, DbError> {
    let rows = sqlx::query!(
        "select role_adjustment_id, role_id, settings, reason, actor, made_at
        from sereno.role_adjustment
        where ended_at is null
          and ($1::bigint is null or role_id = $1)
        order by role_adjustment_id",
        role_id.map(|role| role.0)
    )
    .fetch_all(conn)
    .await
    .of("role_adjustment_list_in_force")?;
    let adjustments = rows.into_iter().map(|row| Adjustment {
        adjustment_id: AdjustmentId(row.role_adjustment_id),
        role_id: RoleId(row.role_id),
        settings: row.settings.iter().map(|setting| CleanText::new(setting)).collect(),
        reason: CleanText::new(&row.reason),
        actor: CleanText::new(&row.actor),
        made_at: row.made_at.into(),
    });
    Ok(adjustments.collect())
}
