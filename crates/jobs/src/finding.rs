//! What people do about findings: acknowledge them, ask that one be let be, agree to it. Each act is
//! audited in the transaction that does it.

use jiff::civil::Date;
use sereno_db::audit::audit_act_in_tx;
use sereno_db::error::DbError;
use sereno_db::finding::act::{
    finding_acknowledge_in_tx, finding_waive_in_tx, finding_waiver_ask_in_tx,
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
    /// The day has come already.
    #[error("{until} is not after {today}: a finding is let be until a day to come")]
    Past {
        /// The day that was given.
        until: Date,
        /// Today.
        today: Date,
    },
    /// Longer than anybody may let something be.
    #[error("{until} is more than {N_DAYS_MAX} days away: choose a nearer day and look again then")]
    TooLong {
        /// The day that was given.
        until: Date,
    },
    /// Nobody asked, or the one who asks agrees.
    #[error(
        "finding {0} is not there to be agreed to: somebody else must have asked with `sereno findings waive {0}`"
    )]
    NotAsked(FindingId),
}

/// Days a finding is let be at most.
pub const N_DAYS_MAX: i32 = 180;

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

/// Asks that a finding be let be until a day; a second person has to agree.
///
/// # Errors
/// [`FindingActError`] says why not.
pub async fn waiver_ask(
    pool: &Pool,
    finding: FindingId,
    (until, today): (Date, Date),
    why: [&str; 2],
) -> Result<(), FindingActError> {
    if until <= today {
        return Err(FindingActError::Past { until, today });
    }
    if today.until(until).map_or(i32::MAX, |span| span.get_days()) > N_DAYS_MAX {
        return Err(FindingActError::TooLong { until });
    }
    let mut tx = pool::begin(pool).await?;
    if !finding_waiver_ask_in_tx(&mut tx, finding, until, why).await? {
        return Err(FindingActError::NotOpen(finding));
    }
    let what = ("finding.waiver_ask", format!("finding:{finding}"));
    audit_act_in_tx(&mut tx, what, why, serde_json::json!({ "until": until })).await?;
    Ok(pool::commit(tx).await?)
}

/// Agrees that a finding be let be, as somebody else asked.
///
/// # Errors
/// [`FindingActError::NotAsked`] when nobody else asked.
pub async fn waive(pool: &Pool, finding: FindingId, actor: &str) -> Result<(), FindingActError> {
    let mut tx = pool::begin(pool).await?;
    if !finding_waive_in_tx(&mut tx, finding, actor).await? {
        return Err(FindingActError::NotAsked(finding));
    }
    let what = ("finding.waive", format!("finding:{finding}"));
    audit_act_in_tx(&mut tx, what, ["as it was asked", actor], serde_json::json!({})).await?;
    Ok(pool::commit(tx).await?)
}
