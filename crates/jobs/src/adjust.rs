//! Setting something on a role for good: the what-if that was looked at, saved with a reason and
//! scored at once, and taken back the same way.

use sereno_db::audit::audit_act_in_tx;
use sereno_db::error::DbError;
use sereno_db::pool::{self, PgConnection, Pool};
use sereno_db::role_adjustment::{
    NewAdjustment, role_adjustment_end_in_tx, role_adjustment_insert_in_tx,
};
use sereno_db::run::run_find_newest_ended;
use sereno_db::run_input::run_input_head;
use sereno_domain::id::{AdjustmentId, RoleId};
use sereno_domain::matching::frozen::Frozen;
use sereno_domain::matching::setting::SettingError;

use crate::instant::{InstantError, InstantReport, Subjects, rescore_in_tx};

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Adjusted {
    /// Which adjustment.
    pub adjustment_id: AdjustmentId,
    /// On which role.
    pub role_id: RoleId,
    /// What scoring the role anew changed; none when the next night does it.
    pub rescored: Option<InstantReport>,
    /// Why it was not scored anew.
    pub postponed: Option<String>,
}

/// Why nothing was set or taken back.
#[derive(Debug, thiserror::Error)]
pub enum AdjustError {
    /// The database could not be used.
    #[error("nothing was set")]
    Database(#[from] DbError),
    /// It cannot be set on that role.
    #[error("nothing was set")]
    Setting(#[from] SettingError),
    /// The role could not be scored anew.
    #[error("nothing was set")]
    Instant(#[from] InstantError),
    /// There is no night it could be tried on.
    #[error("no night has scored role {0}: `sereno matches` lists the roles")]
    NoNight(RoleId),
    /// It is not in force.
    #[error("there is no adjustment {0} in force: `sereno adjustment list` shows those there are")]
    NotInForce(AdjustmentId),
}

/// Puts an adjustment in force and scores its role anew; while a night is at work, the next one does
/// that.
///
/// # Errors
/// [`AdjustError`] says why; nothing is written then.
pub async fn adjustment_save(
    pool: &Pool,
    new: &NewAdjustment<'_>,
) -> Result<Adjusted, AdjustError> {
    let role_id = new.role_id;
    let mut tx = pool::begin_snapshot(pool).await?;
    let night = run_find_newest_ended(&mut tx).await?.ok_or(AdjustError::NoNight(role_id))?;
    let head = run_input_head(&mut tx, night).await?;
    let mut trial = Frozen { head, developers: Vec::new() };
    if !trial.adjust(role_id, new.settings)? {
        return Err(AdjustError::NoNight(role_id));
    }
    let adjustment_id = role_adjustment_insert_in_tx(&mut tx, new).await?;
    let detail = serde_json::json!({ "adjustment": adjustment_id, "settings": new.settings });
    audit_act_in_tx(
        &mut tx,
        ("role.adjust", format!("role:{role_id}")),
        [new.reason, new.actor],
        detail,
    )
    .await?;
    let adjusted = take_effect(&mut tx, adjustment_id, role_id, new.actor).await?;
    pool::commit(tx).await?;
    Ok(adjusted)
}

/// Takes an adjustment back and scores its role anew.
///
/// # Errors
/// [`AdjustError`] says why; nothing is written then.
pub async fn adjustment_end(
    pool: &Pool,
    adjustment_id: AdjustmentId,
    reason: &str,
    actor: &str,
) -> Result<Adjusted, AdjustError> {
    let mut tx = pool::begin_snapshot(pool).await?;
    let ended = role_adjustment_end_in_tx(&mut tx, adjustment_id, reason, actor).await?;
    let role_id = ended.ok_or(AdjustError::NotInForce(adjustment_id))?;
    let detail = serde_json::json!({ "adjustment": adjustment_id });
    audit_act_in_tx(
        &mut tx,
        ("role.adjust_end", format!("role:{role_id}")),
        [reason, actor],
        detail,
    )
    .await?;
    let adjusted = take_effect(&mut tx, adjustment_id, role_id, actor).await?;
    pool::commit(tx).await?;
    Ok(adjusted)
}

/// Scores the role anew, unless the next night has to.
async fn take_effect(
    conn: &mut PgConnection,
    adjustment_id: AdjustmentId,
    role_id: RoleId,
    actor: &str,
) -> Result<Adjusted, AdjustError> {
    let subjects = Subjects::Roles([role_id].into());
    let (rescored, postponed) = match rescore_in_tx(conn, &subjects, actor).await {
        Ok(report) => (Some(report), None),
        Err(
            why @ (InstantError::NightRunning { .. }
            | InstantError::NotOpen(_)
            | InstantError::NoNight),
        ) => (None, Some(why.to_string())),
        Err(error) => return Err(error.into()),
    };
    Ok(Adjusted { adjustment_id, role_id, rescored, postponed })
}
