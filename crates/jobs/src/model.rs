//! Choosing the score model: making one, seeing what it would do, putting it in force, going back.
//! Every change is one transaction with its line in the audit log.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use sereno_db::audit::{AuditEvent, audit_insert_in_tx};
use sereno_db::board::model::role_titles;
use sereno_db::error::DbError;
use sereno_db::feature::{feature_lock_in_tx, feature_refresh_in_tx};
use sereno_db::night_result::{EndedNight, night_find_newest};
use sereno_db::pool::{self, PgConnection, Pool};
use sereno_db::population::population_roles_in_tx;
use sereno_db::role_adjustment::role_adjustment_list_in_force;
use sereno_db::score_model::{
    NewActivation, NewModel, score_model_activate_in_tx, score_model_activation_list,
    score_model_activation_lock_in_tx, score_model_active, score_model_find,
    score_model_insert_in_tx,
};
use sereno_domain::activation::{ActivationKind, before_newest};
use sereno_domain::board::model::PreviewBoard;
use sereno_domain::board::named::people;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{DeveloperId, RoleId};
use sereno_domain::matching::RoleResult;
use sereno_domain::matching::effect::{ModelEffect, night_hash, side_by_side};
use sereno_domain::matching::frozen::Frozen;
use sereno_domain::matching::kernel::Kernel;
use sereno_domain::matching::model::ScoreModel;
use sereno_domain::matching::model::parameter::{
    ModelVersion, ParameterChange, Setting, SettingError,
};

use crate::freeze::{Against, FreezeError, model_in_force_in_tx};

/// Why a model could not be made, shown or chosen.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The database could not be used.
    #[error("the score models could not be used")]
    Database(#[from] DbError),
    /// The numbers are wrong.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The inputs cannot be made.
    #[error(transparent)]
    Freeze(#[from] FreezeError),
    /// There is no such model.
    #[error("there is no score model {0}: `sereno model list` names those there are")]
    Unknown(String),
    /// The name is taken.
    #[error("there is a score model {0} already: models never change, choose another name")]
    Taken(String),
    /// It is in force.
    #[error("score model {0} is in force already")]
    InForce(String),
    /// Nothing to go back to.
    #[error("there is no score model to go back to: `sereno model list` shows what was chosen")]
    NothingBefore,
    /// No night to compare with.
    #[error("no night has ended yet: `sereno run nightly --wait` runs one")]
    NoNight,
    /// The role is not scored.
    #[error("role {0} is not open: `sereno matches` lists those that are")]
    NoRole(RoleId),
    /// The computation broke.
    #[error("the preview failed")]
    Broken(#[source] tokio::task::JoinError),
}

/// What is asked of a new model.
#[derive(Debug, Clone)]
pub struct ModelRequest {
    /// What it is called.
    pub version: ModelVersion,
    /// The model it starts from.
    pub made_from: String,
    /// What is set.
    pub settings: Vec<Setting>,
    /// What it is meant to do.
    pub note: String,
    /// Who asks.
    pub actor: String,
}

/// Makes a model and keeps it. It is not in force by that.
///
/// # Errors
/// [`ModelError`] says what is wrong; nothing is written then.
pub async fn model_make(
    pool: &Pool,
    request: &ModelRequest,
) -> Result<(ScoreModel, Vec<ParameterChange>), ModelError> {
    let mut tx = pool::begin(pool).await?;
    let from = model_find(&mut tx, &request.made_from).await?;
    let model = from.with(&request.version, &request.settings)?;
    let changes = model.changes_since(&from);
    let new = NewModel {
        model: &model,
        made_from: Some(&request.made_from),
        note: &request.note,
        made_by: &request.actor,
    };
    if !score_model_insert_in_tx(&mut tx, &new).await? {
        return Err(ModelError::Taken(model.version));
    }
    let event = AuditEvent {
        actor: request.actor.clone(),
        action: "model.new",
        subject: format!("model:{}", model.version),
        reason: request.note.clone(),
        detail: serde_json::json!({ "made_from": request.made_from, "changes": changes }),
    };
    audit_insert_in_tx(&mut tx, &event).await?;
    pool::commit(tx).await?;
    Ok((model, changes))
}

/// The model of a name.
///
/// # Errors
/// [`ModelError::Unknown`] when there is none.
pub async fn model_find(conn: &mut PgConnection, version: &str) -> Result<ScoreModel, ModelError> {
    let found = score_model_find(conn, version).await?;
    found.ok_or_else(|| ModelError::Unknown(version.to_owned()))
}

/// What came into force, and what was before.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Chosen {
    /// The model the next night uses.
    pub version: String,
    /// The one in force until now.
    pub version_before: String,
}

/// Puts a model in force for the nights to come.
///
/// # Errors
/// [`ModelError`] says what is wrong; nothing is written then.
pub async fn model_activate(
    pool: &Pool,
    version: &str,
    reason: &str,
    actor: &str,
) -> Result<Chosen, ModelError> {
    let mut tx = pool::begin(pool).await?;
    score_model_activation_lock_in_tx(&mut tx).await?;
    // A model this version cannot read must not come into force.
    let model = model_find(&mut tx, version).await?;
    let before = score_model_active(&mut tx).await?.unwrap_or_default();
    if before == model.version {
        return Err(ModelError::InForce(model.version));
    }
    let chosen = Chosen { version: model.version, version_before: before };
    choose_in_tx(&mut tx, &chosen, ActivationKind::Activate, reason, actor).await?;
    pool::commit(tx).await?;
    Ok(chosen)
}

/// Goes back to the model that was in force before.
///
/// # Errors
/// [`ModelError::NothingBefore`] when there was none.
pub async fn model_rollback(pool: &Pool, reason: &str, actor: &str) -> Result<Chosen, ModelError> {
    let mut tx = pool::begin(pool).await?;
    score_model_activation_lock_in_tx(&mut tx).await?;
    let activations = score_model_activation_list(&mut tx).await?;
    let version = before_newest(&activations).ok_or(ModelError::NothingBefore)?;
    let model = model_find(&mut tx, version).await?;
    let before = activations.last().map(|newest| newest.version.clone()).unwrap_or_default();
    let chosen = Chosen { version: model.version, version_before: before };
    choose_in_tx(&mut tx, &chosen, ActivationKind::Rollback, reason, actor).await?;
    pool::commit(tx).await?;
    Ok(chosen)
}

async fn choose_in_tx(
    conn: &mut PgConnection,
    chosen: &Chosen,
    kind: ActivationKind,
    reason: &str,
    actor: &str,
) -> Result<(), ModelError> {
    let new = NewActivation { version: &chosen.version, kind, reason, actor };
    score_model_activate_in_tx(conn, &new).await?;
    let event = AuditEvent {
        actor: actor.to_owned(),
        action: match kind {
            ActivationKind::House | ActivationKind::Activate => "model.activate",
            ActivationKind::Rollback => "model.rollback",
        },
        subject: format!("model:{}", chosen.version),
        reason: reason.to_owned(),
        detail: serde_json::json!({ "version_before": chosen.version_before }),
    };
    audit_insert_in_tx(conn, &event).await?;
    Ok(())
}

/// Scores the firm as it is by the model in force and by `model`, for the date of the newest night,
/// and compares. Writes nothing. A night of that date by `model` finds exactly the same, because
/// its inputs are made the same way: what a model says of ages and budgets is in the inputs, so
/// those of another model cannot be reused.
///
/// # Errors
/// [`ModelError`] when there is no night, or no such model or role.
pub async fn model_preview(
    pool: &Pool,
    version: &str,
    role: Option<RoleId>,
) -> Result<PreviewBoard, ModelError> {
    let mut tx = pool::begin_snapshot(pool).await?;
    feature_lock_in_tx(&mut tx).await?;
    let night = night_find_newest(&mut tx).await?.ok_or(ModelError::NoNight)?;
    let model = model_find(&mut tx, version).await?;
    let in_force = model_in_force_in_tx(&mut tx).await?;
    feature_refresh_in_tx(&mut tx).await?;
    let roles = population_roles_in_tx(&mut tx, night.business_date).await?;
    let adjustments = role_adjustment_list_in_force(&mut tx, None).await?;
    let before = Against { as_of: night.business_date, model: in_force, roles, adjustments };
    let after = Against { model, ..before.clone() };
    let before = before.freeze_all_in_tx(&mut tx).await?;
    let after = after.freeze_all_in_tx(&mut tx).await?;
    // Ends the snapshot: what was packed for it is packed again by the next night.
    drop(tx);
    let compared = tokio::task::spawn_blocking(move || compare(&night, before, after, role))
        .await
        .map_err(ModelError::Broken)?;
    let mut board = compared?;
    let movers = board.effect.movers.iter().chain(board.role.iter().flatten());
    let (roles, developers): (BTreeSet<RoleId>, BTreeSet<DeveloperId>) =
        movers.map(|mover| (mover.role_id, mover.developer_id)).unzip();
    let listed = board.effect.roles.iter().map(|role| role.role_id);
    let roles: Vec<RoleId> = roles.into_iter().chain(listed).collect();
    let mut conn = pool::acquire(pool).await?;
    board.titles = role_titles(&mut conn, &roles).await?;
    board.names = people(developers);
    Ok(board)
}

fn compare(
    night: &EndedNight,
    before: Frozen,
    after: Frozen,
    role: Option<RoleId>,
) -> Result<PreviewBoard, ModelError> {
    let changes = after.head.model.changes_since(&before.head.model);
    let version_before = CleanText::new(&before.head.model.version);
    let version = CleanText::new(&after.head.model.version);
    let (before, after) = (score(before), score(after));
    let list = |results: &[RoleResult], role_id| {
        results.iter().find(|result| result.role_id == role_id).cloned()
    };
    let role = match role {
        None => None,
        Some(role_id) => match (list(&before, role_id), list(&after, role_id)) {
            (Some(before), Some(after)) => Some(side_by_side(&before, &after)),
            (_, _) => return Err(ModelError::NoRole(role_id)),
        },
    };
    Ok(PreviewBoard {
        run_id: night.run_id,
        business_date: night.business_date,
        version_before,
        version,
        changes,
        inputs_moved: night.night_hash.as_deref() != Some(&night_hash(&before)[..]),
        effect: ModelEffect::between(&before, &after),
        night_hash: hexadecimal(&night_hash(&after)),
        role,
        titles: BTreeMap::new(),
        names: BTreeMap::new(),
    })
}

/// Every list of the inputs.
fn score(frozen: Frozen) -> Vec<RoleResult> {
    let kernel = Kernel::new(Arc::new(frozen));
    kernel.score_roles(0..kernel.n_roles())
}

/// Bytes as people compare them.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _never_fails = write!(text, "{byte:02x}");
        text
    })
}
