//! What people decide about a developer and a role: a step on the shortlist, or an override of the
//! list. Each act is audited in the transaction that does it.

use sereno_db::audit::audit_act_in_tx;
use sereno_db::error::DbError;
use sereno_db::match_override::{
    NewOverride, match_override_end_in_tx, match_override_insert_in_tx,
    match_override_list_in_force,
};
use sereno_db::pool::{self, PgConnection, Pool};
use sereno_db::run::run_find_newest_ended;
use sereno_db::run_input::run_input_load;
use sereno_db::shortlist::{NewStep, Standing, shortlist_standing, shortlist_step_insert_in_tx};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{DeveloperId, RoleId};
use sereno_domain::match_override::{OverrideKind, not_overridden};
use sereno_domain::matching::Filter;
use sereno_domain::matching::case::{Case, failed};
use sereno_domain::shortlist::{ShortlistReason, ShortlistState, Step, StepError};

/// A pair, and who decides about it.
#[derive(Debug, Clone)]
pub struct Decision {
    /// For which seat.
    pub role_id: RoleId,
    /// Whom.
    pub developer_id: DeveloperId,
    /// Who decides: a login.
    pub actor: String,
}

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum ChooseError {
    /// The database could not be used.
    #[error("nothing was decided")]
    Database(#[from] DbError),
    /// The states do not follow each other, or the reason does not fit.
    #[error(transparent)]
    Step(#[from] StepError),
    /// No such pair.
    #[error(
        "there is no role {0} or no developer {1}: `sereno matches` lists roles and developers"
    )]
    NoPair(RoleId, DeveloperId),
    /// The role takes nobody.
    #[error("role {0} is not open: nobody can be proposed for it")]
    NotOpen(RoleId),
    /// Neither the night nor a person put them there.
    #[error(
        "developer {1} is not on the list of role {0}: `sereno explain {0} {1}` says why, `sereno override put-on {0} {1} --reason ...` puts them on all the same"
    )]
    NotListed(RoleId, DeveloperId),
    /// A person said no.
    #[error("{actor} keeps developer {developer_id} off the list of role {role_id}: {reason}")]
    KeptOff {
        /// For which seat.
        role_id: RoleId,
        /// Whom.
        developer_id: DeveloperId,
        /// Who keeps them off.
        actor: CleanText,
        /// Why.
        reason: CleanText,
    },
    /// Another step came in between.
    #[error("somebody else just moved developer {0}: look again and repeat what still holds")]
    Moved(DeveloperId),
    /// They need not be put on.
    #[error("developer {developer_id} is on the list already, at place {place}")]
    Listed {
        /// Whom.
        developer_id: DeveloperId,
        /// 1 for the best.
        place: u32,
    },
    /// No inputs to judge them by.
    #[error(
        "developer {1} was not scored for role {0}: those who applied, are in vetting or on the bench are, once a night has run"
    )]
    NotScored(RoleId, DeveloperId),
    /// What stops them cannot be lifted for one role.
    #[error(
        "developer {developer_id} is stopped by {filter}, which no override lifts: settle what stands behind it"
    )]
    NotOverridden {
        /// Whom.
        developer_id: DeveloperId,
        /// By what.
        filter: Filter,
    },
    /// There is one already.
    #[error(
        "there is a decision about developer {1} and role {0} already: `sereno override end {0} {1} --reason ...` takes it back"
    )]
    Decided(RoleId, DeveloperId),
    /// There is none.
    #[error("nothing was decided about developer {1} and role {0}")]
    NotDecided(RoleId, DeveloperId),
    /// The thread that judged ended.
    #[error("judging the pair stopped: {0}")]
    Stopped(String),
}

/// Takes a step: puts somebody forward, or says how it went on.
///
/// # Errors
/// [`ChooseError`] says why; nothing is written then.
pub async fn shortlist_step(
    pool: &Pool,
    decision: &Decision,
    (to, reason): (ShortlistState, Option<ShortlistReason>),
    note: &CleanText,
) -> Result<Step, ChooseError> {
    let Decision { role_id, developer_id, ref actor } = *decision;
    let mut tx = pool::begin(pool).await?;
    let standing = standing(&mut tx, decision).await?;
    let step = Step::new(standing.state, to, reason)?;
    if to == ShortlistState::Proposed {
        may_be_proposed(&mut tx, decision, standing).await?;
    }
    let new = NewStep { role_id, developer_id, step, note: note.as_str(), actor };
    if !shortlist_step_insert_in_tx(&mut tx, &new, standing.n_steps).await? {
        return Err(ChooseError::Moved(developer_id));
    }
    let detail = serde_json::json!({ "from": step.from(), "to": to, "place": standing.place });
    let words = reason.map_or_else(String::new, |reason| reason.to_string());
    audit_act_in_tx(&mut tx, ("shortlist.step", subject(decision)), [&words, actor], detail)
        .await?;
    pool::commit(tx).await?;
    Ok(step)
}

async fn standing(conn: &mut PgConnection, decision: &Decision) -> Result<Standing, ChooseError> {
    let Decision { role_id, developer_id, .. } = *decision;
    let standing = shortlist_standing(conn, role_id, developer_id).await?;
    standing.ok_or(ChooseError::NoPair(role_id, developer_id))
}

/// On the list and not kept off it, or put on; for a role that takes people.
async fn may_be_proposed(
    conn: &mut PgConnection,
    decision: &Decision,
    standing: Standing,
) -> Result<(), ChooseError> {
    let Decision { role_id, developer_id, .. } = *decision;
    if !standing.role_is_open {
        return Err(ChooseError::NotOpen(role_id));
    }
    let decided = match_override_list_in_force(conn, Some(role_id)).await?;
    let decided = decided.into_iter().find(|decided| decided.developer_id == developer_id);
    match decided.map(|decided| (decided.kind, decided.actor, decided.reason)) {
        Some((OverrideKind::PutOn, _, _)) => Ok(()),
        Some((OverrideKind::KeepOff, actor, reason)) => {
            Err(ChooseError::KeptOff { role_id, developer_id, actor, reason })
        }
        None if standing.place.is_some() => Ok(()),
        None => Err(ChooseError::NotListed(role_id, developer_id)),
    }
}

/// Puts somebody on a role's list in spite of what stops them; the filters that do.
///
/// # Errors
/// [`ChooseError`] says why; nothing is written then.
pub async fn override_put_on(
    pool: &Pool,
    decision: &Decision,
    reason: &CleanText,
) -> Result<Vec<Filter>, ChooseError> {
    let developer_id = decision.developer_id;
    let mut tx = pool::begin(pool).await?;
    if let Some(place) = standing(&mut tx, decision).await?.place {
        return Err(ChooseError::Listed { developer_id, place });
    }
    let (filters, score) = judge(&mut tx, decision).await?;
    if let Some(filter) = not_overridden(&filters).next() {
        return Err(ChooseError::NotOverridden { developer_id, filter });
    }
    let kind = OverrideKind::PutOn;
    decide(&mut tx, decision, (kind, &filters, Some(score)), reason).await?;
    pool::commit(tx).await?;
    Ok(filters)
}

/// Keeps somebody off a role's list.
///
/// # Errors
/// [`ChooseError`] says why; nothing is written then.
pub async fn override_keep_off(
    pool: &Pool,
    decision: &Decision,
    reason: &CleanText,
) -> Result<(), ChooseError> {
    let mut tx = pool::begin(pool).await?;
    standing(&mut tx, decision).await?;
    decide(&mut tx, decision, (OverrideKind::KeepOff, &[], None), reason).await?;
    Ok(pool::commit(tx).await?)
}

/// Takes a decision back; what it was.
///
/// # Errors
/// [`ChooseError::NotDecided`] when there is none in force.
pub async fn override_end(
    pool: &Pool,
    decision: &Decision,
    reason: &CleanText,
) -> Result<OverrideKind, ChooseError> {
    let Decision { role_id, developer_id, ref actor } = *decision;
    let mut tx = pool::begin(pool).await?;
    let ended =
        match_override_end_in_tx(&mut tx, role_id, developer_id, reason.as_str(), actor).await?;
    let kind = ended.ok_or(ChooseError::NotDecided(role_id, developer_id))?;
    let detail = serde_json::json!({ "kind": kind });
    audit_act_in_tx(&mut tx, ("override.end", subject(decision)), [reason.as_str(), actor], detail)
        .await?;
    pool::commit(tx).await?;
    Ok(kind)
}

/// What stops a pair by the inputs of the newest night, and the score without it.
async fn judge(
    conn: &mut PgConnection,
    decision: &Decision,
) -> Result<(Vec<Filter>, u32), ChooseError> {
    let Decision { role_id, developer_id, .. } = *decision;
    let not_scored = || ChooseError::NotScored(role_id, developer_id);
    let night = run_find_newest_ended(conn).await?.ok_or_else(not_scored)?;
    let inputs = run_input_load(conn, night).await?;
    let judging = tokio::task::spawn_blocking(move || {
        let case = Case::of(&inputs, role_id)?;
        let judgement = case.judge(inputs.developer(developer_id)?);
        Some((failed(&judgement).collect(), case.score(&judgement)))
    });
    let judged = judging.await.map_err(|error| ChooseError::Stopped(error.to_string()))?;
    judged.ok_or_else(not_scored)
}

async fn decide(
    conn: &mut PgConnection,
    decision: &Decision,
    (kind, filters, score): (OverrideKind, &[Filter], Option<u32>),
    reason: &CleanText,
) -> Result<(), ChooseError> {
    let Decision { role_id, developer_id, ref actor } = *decision;
    let reason = reason.as_str();
    let new = NewOverride { role_id, developer_id, kind, filters, score, reason, actor };
    if match_override_insert_in_tx(conn, &new).await?.is_none() {
        return Err(ChooseError::Decided(role_id, developer_id));
    }
    let action = match kind {
        OverrideKind::PutOn => "override.put_on",
        OverrideKind::KeepOff => "override.keep_off",
    };
    let detail = serde_json::json!({ "filters": filters, "score": score });
    Ok(audit_act_in_tx(conn, (action, subject(decision)), [reason, actor], detail).await?)
}

/// The pair as the audit log names it.
fn subject(decision: &Decision) -> String {
    format!("role:{} developer:{}", decision.role_id, decision.developer_id)
}
