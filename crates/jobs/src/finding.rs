//! What people do about findings: acknowledge them, ask that one be let be, agree to it. Each act is
//! audited in the transaction that does it.

use jiff::ToSpan as _;
use jiff::civil::Date;
use sereno_db::audit::audit_act_in_tx;
use sereno_db::error::DbError;
use sereno_db::finding::act::{
    OpenOfRule, finding_acknowledge_in_tx, finding_count_open, finding_waive_in_tx,
    finding_waiver_ask_in_tx,
};
use sereno_db::pool::{self, Pool};
use sereno_domain::id::FindingId;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum FindingActError {
    /// The database could not be used.
    #[error("nothing was done")]
    Database(#[from] DbError),
    /// Settled, let be already, or there is none.
    #[error("finding {0} is settled or let be, or there is none: `sereno findings show {0}` tells")]
    NotOpen(FindingId),
    /// No days, or more than anybody may let something be.
    #[error("{0} days: a finding is let be for 1 to {N_DAYS_MAX} days, and looked at again then")]
    Days(u16),
    /// Nobody asked, or the one who asks agrees.
    #[error(
        "finding {0} is not there to be agreed to: somebody else must have asked with `sereno findings waive {0}`"
    )]
    NotAsked(FindingId),
}

/// Days a finding is let be at most.
pub const N_DAYS_MAX: u16 = 180;

/// What acknowledging findings would be about: those that are open, by rule. Nothing is changed.
///
/// # Errors
/// [`FindingActError::Database`] when the statement fails.
pub async fn acknowledge_preview(
    pool: &Pool,
    findings: &[FindingId],
) -> Result<Vec<OpenOfRule>, FindingActError> {
    let mut conn = pool::acquire(pool).await?;
    Ok(finding_count_open(&mut conn, findings).await?)
}

/// Somebody is at findings; which of them were open.
///
/// # Errors
/// [`FindingActError::Database`] when a statement fails.
pub async fn acknowledge(
    pool: &Pool,
    findings: &[FindingId],
    why: [&str; 2],
) -> Result<Vec<FindingId>, FindingActError> {
    let mut tx = pool::begin(pool).await?;
    let done = finding_acknowledge_in_tx(&mut tx, findings, why).await?;
    for finding in &done {
        let what = ("finding.acknowledge", format!("finding:{finding}"));
        audit_act_in_tx(&mut tx, what, why, serde_json::json!({})).await?;
    }
    pool::commit(tx).await?;
    Ok(done)
}

/// Asks that a finding be let be for some days; a second person has to agree. Tells the first day it
/// is no longer let be.
///
/// # Errors
/// [`FindingActError`] says why not.
pub async fn waiver_ask(
    pool: &Pool,
    finding: FindingId,
    (days, today): (u16, Date),
    why: [&str; 2],
) -> Result<Date, FindingActError> {
    if !(1..=N_DAYS_MAX).contains(&days) {
        return Err(FindingActError::Days(days));
    }
    let until = today.saturating_add(i64::from(days).days());
    let mut tx = pool::begin(pool).await?;
    if !finding_waiver_ask_in_tx(&mut tx, finding, until, why).await? {
        return Err(FindingActError::NotOpen(finding));
    }
    let what = ("finding.waiver_ask", format!("finding:{finding}"));
    audit_act_in_tx(&mut tx, what, why, serde_json::json!({ "until": until })).await?;
    pool::commit(tx).await?;
    Ok(until)
}

/// Agrees that a finding be let be, as somebody else asked.
///
/// # Errors
/// [`FindingActError::NotAsked`] when nobody else asked.
pub async fn waive(pool: &Pool, finding: FindingId, why: [&str; 2]) -> Result<(), FindingActError> {
    let mut tx = pool::begin(pool).await?;
    if !finding_waive_in_tx(&mut tx, finding, why).await? {
        return Err(FindingActError::NotAsked(finding));
    }
    let what = ("finding.waive", format!("finding:{finding}"));
    audit_act_in_tx(&mut tx, what, why, serde_json::json!({})).await?;
    Ok(pool::commit(tx).await?)
}
