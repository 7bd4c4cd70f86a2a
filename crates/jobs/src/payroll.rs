//! What people do about payroll. Only the signatures are here yet.

use sereno_db::pool::Pool;
use sereno_domain::id::{AnomalyId, PayrollRunId, PlacementId};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum PayrollActError {
    /// Nobody has written it yet.
    #[error("`{0}` cannot be done yet: nothing was changed")]
    NotYet(&'static str),
}

/// What an approval came to.
#[derive(Debug)]
pub struct Approved {
    /// Approvals the draft has.
    pub n_approvals: u32,
}

/// Approves a run.
///
/// # Errors
/// [`PayrollActError`], always.
pub async fn approve(
    _pool: &Pool,
    _run: PayrollRunId,
    _actor: &str,
) -> Result<Approved, PayrollActError> {
    Err(PayrollActError::NotYet("approve"))
}

/// Sends a run back.
///
/// # Errors
/// [`PayrollActError`], always.
pub async fn reject(
    _pool: &Pool,
    _run: PayrollRunId,
    _why_who: [&str; 2],
) -> Result<(), PayrollActError> {
    Err(PayrollActError::NotYet("reject"))
}

/// Locks a run.
///
/// # Errors
/// [`PayrollActError`], always.
pub async fn lock(_pool: &Pool, _run: PayrollRunId, _actor: &str) -> Result<(), PayrollActError> {
    Err(PayrollActError::NotYet("lock"))
}

/// Works an item out again.
///
/// # Errors
/// [`PayrollActError`], always.
pub async fn retry_item(
    _pool: &Pool,
    _run: PayrollRunId,
    _placement: PlacementId,
    _actor: &str,
) -> Result<(), PayrollActError> {
    Err(PayrollActError::NotYet("retry"))
}

/// Says why something odd is right as it is.
///
/// # Errors
/// [`PayrollActError`], always.
pub async fn override_anomaly(
    _pool: &Pool,
    _anomaly: AnomalyId,
    _why_who: [&str; 2],
) -> Result<(), PayrollActError> {
    Err(PayrollActError::NotYet("override"))
}
