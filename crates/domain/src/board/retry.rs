//! Retries: what was sent round again, and what came of it.

use jiff::Timestamp;

use crate::clean_text::CleanText;
use crate::id::{RetryId, RunId};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Where a retry stands.
    "retry state" RetryState {
        /// Chunks of it are to be handed out or at work.
        Running = "running",
        /// Somebody stopped it: the rest of its chunks is back in quarantine.
        Stopped = "stopped",
        /// Each of its chunks has ended.
        Ended = "ended",
    }
}

impl RetryState {
    /// Where a retry stands that was stopped or not, with so many chunks under way and put back.
    pub const fn of(stopped: bool, n_under_way: u64, n_put_back: u64) -> Self {
        if stopped && n_put_back > 0 {
            Self::Stopped
        } else if n_under_way > 0 {
            Self::Running
        } else {
            Self::Ended
        }
    }
}

/// A retry and its receipt: its chunks by what came of them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RetryLine {
    /// Identity.
    pub retry_id: RetryId,
    /// Of which run.
    pub run_id: RunId,
    /// Where it stands.
    pub state: RetryState,
    /// Chunks sent round.
    pub n_chunks: u64,
    /// Done since.
    pub n_done: u64,
    /// In quarantine again, after all their attempts.
    pub n_failed: u64,
    /// At work, or to be claimed now.
    pub n_open: u64,
    /// Waiting for their moment.
    pub n_unsent: u64,
    /// Put back into quarantine when it was stopped.
    pub n_put_back: u64,
    /// Sent round by a later retry, cancelled, or waiting for an earlier step done anew.
    pub n_elsewhere: u64,
    /// Handed out a minute; all at once with none.
    pub per_minute: Option<u32>,
    /// Who asked.
    pub asked_by: CleanText,
    /// Why.
    pub reason: CleanText,
    /// When.
    pub asked_at: Timestamp,
    /// When the last chunk has its moment.
    pub last_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retry_that_was_stopped_too_late_has_ended() {
        assert_eq!(RetryState::of(true, 2, 5), RetryState::Stopped);
        assert_eq!(RetryState::of(true, 2, 0), RetryState::Running);
        assert_eq!(RetryState::of(true, 0, 0), RetryState::Ended);
        assert_eq!(RetryState::of(false, 0, 0), RetryState::Ended);
    }
}
