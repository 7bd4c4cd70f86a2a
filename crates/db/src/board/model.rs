//! The score models, what was chosen when, and what the people and seats of a preview are called.

use std::collections::BTreeMap;

use sereno_domain::board::model::{ActivationLine, ModelLine, ModelsBoard};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::RoleId;

use super::clock;
use crate::error::{DbError, StatementOf, count};
use crate::pool::PgConnection;
use crate::score_model::{score_model_activation_list, score_model_active};

/// Models a board shows at most.
const N_MODELS_MAX: i64 = 1_000;
/// Choices a board shows at most.
const N_ACTIVATIONS_SHOWN: usize = 100;

/// The models and the choices, newest first.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn models(conn: &mut PgConnection) -> Result<ModelsBoard, DbError> {
    let at = clock(conn).await?;
    let in_force = score_model_active(conn).await?;
    let rows = sqlx::query!(
        r#"select version, made_from, note, made_by, created_at,
            (select count(*) from sereno.run where run.model_version = score_model.version) as "n_runs!"
        from sereno.score_model
        order by created_at desc, version
        limit $1"#,
        N_MODELS_MAX
    )
    .fetch_all(&mut *conn)
    .await
    .of("models")?;
    let models = rows.into_iter().map(|row| ModelLine {
        in_force: in_force.as_deref() == Some(row.version.as_str()),
        version: CleanText::new(&row.version),
        made_from: row.made_from.as_deref().map(CleanText::new),
        note: CleanText::new(&row.note),
        made_by: CleanText::new(&row.made_by),
        created_at: row.created_at.into(),
        n_runs: count(row.n_runs),
    });
    let models = models.collect();
    let chosen = score_model_activation_list(conn).await?;
    let activations = chosen.iter().rev().take(N_ACTIVATIONS_SHOWN).map(|choice| ActivationLine {
        version: CleanText::new(&choice.version),
        kind: choice.kind,
        reason: CleanText::new(&choice.reason),
        actor: CleanText::new(&choice.actor),
        at: choice.at,
    });
    let activations = activations.collect();
    Ok(ModelsBoard { at, models, activations })
}

/// What roles are called: title and client.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn role_titles(
    conn: &mut PgConnection,
    roles: &[RoleId],
) -> Result<BTreeMap<RoleId, CleanText>, DbError> {
    let ids: Vec<i64> = roles.iter().map(|role| role.0).collect();
    let rows = sqlx::query!(
        "select role_id, title, client.name as client
        from sereno.role
        join sereno.client using (client_id)
        where role_id = any($1)",
        &ids
    )
    .fetch_all(conn)
    .await
    .of("role_titles")?;
    let titles = rows.into_iter().map(|row| {
        (RoleId(row.role_id), CleanText::new(&format!("{} @ {}", row.title, row.client)))
    });
    Ok(titles.collect())
}
