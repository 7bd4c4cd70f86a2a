//! What people decide about replacement cases, audited in the transaction that does it.

use jiff::civil::Date;
use sereno_db::audit::audit_act_in_tx;
use sereno_db::error::DbError;
use sereno_db::pool::{self, Pool};
use sereno_db::replacement::replacement_case_close_in_tx;
use sereno_domain::id::{PlacementId, ReplacementCaseId};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum ReplacementError {
    /// The database could not be used.
    #[error("nothing was done")]
    Database(#[from] DbError),
    /// Not open, or the placement is none that could take over.
    #[error(
        "case {0} is not open, or the placement is not another one of its client: `sereno replacements list` lists the cases"
    )]
    NotOpen(ReplacementCaseId),
}

/// Closes a case: somebody took over, or nobody is needed.
///
/// # Errors
/// [`ReplacementError::NotOpen`] when it cannot be.
pub async fn close(
    pool: &Pool,
    case: ReplacementCaseId,
    outcome: (Option<PlacementId>, Date),
    why: [&str; 2],
) -> Result<(), ReplacementError> {
    let mut tx = pool::begin(pool).await?;
    if !replacement_case_close_in_tx(&mut tx, case, outcome, why).await? {
        return Err(ReplacementError::NotOpen(case));
    }
    let what = ("replacement.close", format!("replacement_case:{case}"));
    let detail = serde_json::json!({ "replaced_by": outcome.0 });
    audit_act_in_tx(&mut tx, what, why, detail).await?;
    Ok(pool::commit(tx).await?)
}
