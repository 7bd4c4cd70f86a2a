//! The audit log: who did what to what, and why. Rows are added and never touched again.

use crate::error::{DbError, StatementOf};
use crate::pool::PgConnection;

/// One act of a person or a program.
#[derive(Debug, Clone)]
pub struct AuditEvent {
    /// Who: a login.
    pub actor: String,
    /// What: `import`, `run.start`, `run.revise`, `demo`.
    pub action: &'static str,
    /// To what: `run:17`, `source:colombia-2021`.
    pub subject: String,
    /// Why, where a reason is asked for.
    pub reason: String,
    /// Counts and settings; never names or pay.
    pub detail: serde_json::Value,
}

/// Adds an event, in the transaction of the act so that neither is there without the other.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn audit_insert_in_tx(
    conn: &mut PgConnection,
    event: &AuditEvent,
) -> Result<(), DbError> {
    sqlx::query!(
        "insert into sereno.audit_event (actor, action, subject, reason, detail)
        values ($1, $2, $3, $4, $5)",
        event.actor,
        event.action,
        event.subject,
        event.reason,
        event.detail
    )
    .execute(conn)
    .await
    .of("audit_insert_in_tx")?;
    Ok(())
}

/// The same for an act somebody gave a reason for: what and to what, why and who, counts.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn audit_act_in_tx(
    conn: &mut PgConnection,
    (action, subject): (&'static str, String),
    [reason, actor]: [&str; 2],
    detail: serde_json::Value,
) -> Result<(), DbError> {
    let event =
        AuditEvent { actor: actor.to_owned(), action, subject, reason: reason.to_owned(), detail };
    audit_insert_in_tx(conn, &event).await
}
