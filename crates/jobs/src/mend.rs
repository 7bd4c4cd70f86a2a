//! Sending what broke round again, for the command line and the dashboard alike: counted first,
//! audited in the transaction that does it.

use jiff::Timestamp;
use sereno_db::audit::{AuditEvent, audit_insert_in_tx};
use sereno_db::error::DbError;
use sereno_db::failure::failure_mute_in_tx;
use sereno_db::mend::{Broken, BrokenGroup, Retried, broken_count, run_retry_in_tx};
use sereno_db::pool::{self, Pool};
use sereno_domain::id::{FailureId, RunId};

/// Why nothing went round again.
#[derive(Debug, thiserror::Error)]
pub enum MendError {
    /// The database could not be used.
    #[error("nothing was sent round again")]
    Database(#[from] DbError),
    /// Nothing in quarantine is meant.
    #[error(
        "run {0} has no chunk in quarantine that is meant: `sereno runs {0}` shows what it has"
    )]
    Nothing(RunId),
    /// No such failure.
    #[error("there is no failure {0}: `sereno failures` lists those that are open")]
    NoFailure(FailureId),
    /// The run is no longer the one of its date.
    #[error("run {0} was replaced by a later revision of its date: retry that one")]
    Superseded(RunId),
}

/// What would go round again, by step and class of error.
///
/// # Errors
/// [`MendError::Nothing`] when nothing would.
pub async fn retry_preview(
    pool: &Pool,
    run_id: RunId,
    broken: &Broken,
) -> Result<Vec<BrokenGroup>, MendError> {
    let mut conn = pool::acquire(pool).await?;
    let groups = broken_count(&mut conn, run_id, broken).await?;
    if groups.is_empty() { Err(MendError::Nothing(run_id)) } else { Ok(groups) }
}

/// Sends chunks in quarantine round again, with all their attempts; those that did.
///
/// # Errors
/// [`MendError`] says why; nothing is written then.
pub async fn retry(
    pool: &Pool,
    run_id: RunId,
    broken: &Broken,
    [reason, actor]: [&str; 2],
) -> Result<Vec<BrokenGroup>, MendError> {
    let mut tx = pool::begin(pool).await?;
    let groups = broken_count(&mut tx, run_id, broken).await?;
    if groups.is_empty() {
        return Err(MendError::Nothing(run_id));
    }
    let Retried::Chunks(n_chunks) = run_retry_in_tx(&mut tx, run_id, broken).await? else {
        return Err(MendError::Superseded(run_id));
    };
    let event = AuditEvent {
        actor: actor.to_owned(),
        action: "run.retry",
        subject: format!("run:{run_id}"),
        reason: reason.to_owned(),
        detail: serde_json::json!({ "n_chunks": n_chunks, "groups": groups }),
    };
    audit_insert_in_tx(&mut tx, &event).await?;
    pool::commit(tx).await?;
    Ok(groups)
}

/// Tells nobody of a failure until an instant; with none, tells again.
///
/// # Errors
/// [`MendError::NoFailure`] when there is none such.
pub async fn mute(
    pool: &Pool,
    failure_id: FailureId,
    until: Option<Timestamp>,
    [reason, actor]: [&str; 2],
) -> Result<(), MendError> {
    let mut tx = pool::begin(pool).await?;
    if !failure_mute_in_tx(&mut tx, failure_id, until, [reason, actor]).await? {
        return Err(MendError::NoFailure(failure_id));
    }
    let event = AuditEvent {
        actor: actor.to_owned(),
        action: if until.is_some() { "failure.mute" } else { "failure.unmute" },
        subject: format!("failure:{failure_id}"),
        reason: reason.to_owned(),
        detail: serde_json::json!({ "until": until }),
    };
    audit_insert_in_tx(&mut tx, &event).await?;
    Ok(pool::commit(tx).await?)
}
