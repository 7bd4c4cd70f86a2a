//! What failed and is not done yet, one line for each cause.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::clean_text::CleanText;
use crate::id::{FailureId, RunId};
use crate::job::JobKind;

/// The failures of the newest run of each date.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FailuresBoard {
    /// The database's clock when it was read.
    pub at: Timestamp,
    /// Those with most chunks in quarantine first.
    pub failures: Vec<FailureLine>,
}

/// Chunks of one run that failed in one way.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FailureLine {
    /// In which way.
    pub failure_id: FailureId,
    /// Of which run.
    pub run_id: RunId,
    /// The civil day the run is for.
    pub business_date: Date,
    /// Which job.
    pub kind: JobKind,
    /// Class of the error; `lost` when the worker went away.
    pub error_class: CleanText,
    /// The message without what names one case.
    pub shape: CleanText,
    /// The newest message in full; empty when the worker went away.
    pub error: CleanText,
    /// Chunks nobody will try again.
    pub n_quarantined: u64,
    /// Chunks that are tried again by themselves.
    pub n_retrying: u64,
    /// Attempts of this run that failed so.
    pub n_attempts: u64,
    /// The first few chunks, by their place in the step, from 0.
    pub chunk_nos: Vec<u32>,
    /// When it was seen first, in any run.
    pub first_seen_at: Timestamp,
    /// When it was seen last in this run.
    pub last_seen_at: Timestamp,
    /// It was seen in no run before.
    pub is_new: bool,
    /// Nobody is told before this instant; none when it is not muted now.
    pub muted_until: Option<Timestamp>,
    /// Who muted it and why; empty when it is not.
    pub muted_because: CleanText,
}
