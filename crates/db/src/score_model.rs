//! Score models and which of them is in force. Models are added and never touched again; the newest
//! activation decides what the next night is scored by.

use sereno_domain::activation::{Activation, ActivationKind};
use sereno_domain::matching::model::ScoreModel;

use crate::error::{DbError, StatementOf, word};
use crate::pool::PgConnection;

/// Who makes and activates the models that come with sereno.
const HOUSE_ACTOR: &str = "sereno";
/// Activations that are read: more than a firm makes in its life.
const N_ACTIVATIONS_MAX: i64 = 10_000;

/// A model to be kept.
#[derive(Debug, Clone)]
pub struct NewModel<'a> {
    /// The numbers.
    pub model: &'a ScoreModel,
    /// The model it was made from; none for the house's own.
    pub made_from: Option<&'a str>,
    /// What it is meant to do.
    pub note: &'a str,
    /// Who made it.
    pub made_by: &'a str,
}

/// A choice of the model for the nights to come.
#[derive(Debug, Clone)]
pub struct NewActivation<'a> {
    /// Which model.
    pub version: &'a str,
    /// How it came about.
    pub kind: ActivationKind,
    /// Why.
    pub reason: &'a str,
    /// Who.
    pub actor: &'a str,
}

/// Keeps a model; false when there is one of that name already.
///
/// # Errors
/// [`DbError`] when the statement fails or the numbers cannot be written.
pub async fn score_model_insert_in_tx(
    conn: &mut PgConnection,
    new: &NewModel<'_>,
) -> Result<bool, DbError> {
    let version = &new.model.version;
    let numbers = serde_json::to_value(new.model)
        .map_err(|source| DbError::Model { version: version.clone(), source })?;
    let done = sqlx::query!(
        "insert into sereno.score_model (version, model, made_from, note, made_by)
        values ($1, $2, $3, $4, $5)
        on conflict (version) do nothing",
        version,
        numbers,
        new.made_from,
        new.note,
        new.made_by
    )
    .execute(conn)
    .await
    .of("score_model_insert_in_tx")?;
    Ok(done.rows_affected() == 1)
}

/// The model of a name, if it is kept.
///
/// # Errors
/// [`DbError::Model`] when it was made for another version of sereno.
pub async fn score_model_find(
    conn: &mut PgConnection,
    version: &str,
) -> Result<Option<ScoreModel>, DbError> {
    let numbers =
        sqlx::query_scalar!("select model from sereno.score_model where version = $1", version)
            .fetch_optional(conn)
            .await
            .of("score_model_find")?;
    let read = numbers.map(|numbers| {
        serde_json::from_value(numbers)
            .map_err(|source| DbError::Model { version: version.to_owned(), source })
    });
    read.transpose()
}

/// The name of the model in force; none in a database that was never brought up to date.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn score_model_active(conn: &mut PgConnection) -> Result<Option<String>, DbError> {
    sqlx::query_scalar!(
        "select version
        from sereno.score_model_activation
        order by score_model_activation_id desc
        limit 1"
    )
    .fetch_optional(conn)
    .await
    .of("score_model_active")
}

/// Every activation, oldest first.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn score_model_activation_list(
    conn: &mut PgConnection,
) -> Result<Vec<Activation>, DbError> {
    let rows = sqlx::query!(
        "select version, kind, reason, actor, at
        from sereno.score_model_activation
        order by score_model_activation_id
        limit $1",
        N_ACTIVATIONS_MAX
    )
    .fetch_all(conn)
    .await
    .of("score_model_activation_list")?;
    rows.into_iter()
        .map(|row| {
            Ok(Activation {
                version: row.version,
                kind: word("score_model_activation", "kind", &row.kind)?,
                reason: row.reason,
                actor: row.actor,
                at: row.at.into(),
            })
        })
        .collect()
}

/// Keeps other activations out until the transaction ends, so that what is read of them stays so.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn score_model_activation_lock_in_tx(conn: &mut PgConnection) -> Result<(), DbError> {
    sqlx::query!("lock table sereno.score_model_activation in share row exclusive mode")
        .execute(conn)
        .await
        .of("score_model_activation_lock_in_tx")?;
    Ok(())
}

/// Puts a model in force.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn score_model_activate_in_tx(
    conn: &mut PgConnection,
    new: &NewActivation<'_>,
) -> Result<(), DbError> {
    sqlx::query!(
        "insert into sereno.score_model_activation (version, kind, reason, actor)
        values ($1, $2, $3, $4)",
        new.version,
        new.kind.name(),
        new.reason,
        new.actor
    )
    .execute(conn)
    .await
    .of("score_model_activate_in_tx")?;
    Ok(())
}

/// Keeps the model that comes with this version of sereno, and puts it in force unless the firm has
/// chosen one of its own. Safe to repeat; writes nothing when there is nothing to do.
///
/// # Errors
/// [`DbError`] when a statement fails.
pub async fn score_model_follow_house_in_tx(
    conn: &mut PgConnection,
    house: &ScoreModel,
) -> Result<(), DbError> {
    if is_kept(conn, &house.version).await? && !follows_behind(conn, house).await? {
        return Ok(());
    }
    score_model_activation_lock_in_tx(conn).await?;
    let model = NewModel {
        model: house,
        made_from: None,
        note: "the model that comes with sereno",
        made_by: HOUSE_ACTOR,
    };
    score_model_insert_in_tx(conn, &model).await?;
    // Another process may have been quicker, or a person has chosen another model.
    if !follows_behind(conn, house).await? {
        return Ok(());
    }
    let activation = NewActivation {
        version: &house.version,
        kind: ActivationKind::House,
        reason: "it comes with this version of sereno",
        actor: HOUSE_ACTOR,
    };
    score_model_activate_in_tx(conn, &activation).await
}

async fn is_kept(conn: &mut PgConnection, version: &str) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from sereno.score_model where version = $1) as "kept!""#,
        version
    )
    .fetch_one(conn)
    .await
    .of("score_model_follow_house_in_tx")
}

/// True when nothing is in force, or another model of the house that nobody chose.
async fn follows_behind(conn: &mut PgConnection, house: &ScoreModel) -> Result<bool, DbError> {
    let newest = sqlx::query!(
        "select version, kind
        from sereno.score_model_activation
        order by score_model_activation_id desc
        limit 1"
    )
    .fetch_optional(conn)
    .await
    .of("score_model_follow_house_in_tx")?;
    let Some(newest) = newest else {
        return Ok(true);
    };
    match word("score_model_activation", "kind", &newest.kind)? {
        ActivationKind::House => Ok(newest.version != house.version),
        ActivationKind::Activate | ActivationKind::Rollback => Ok(false),
    }
}
