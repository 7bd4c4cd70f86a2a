//! Who did what to what, and why: the newest of the audit log.

use jiff::Timestamp;

use crate::board::found::Decision;

/// The newest acts.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AuditBoard {
    /// The database's clock when it was read.
    pub at: Timestamp,
    /// Newest first.
    pub decisions: Vec<Decision>,
    /// How many acts there are, also where the list ends sooner.
    pub n_all: u64,
}
