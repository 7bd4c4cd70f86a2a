//! What is to be done by kind of job: how much waits, since when, and how deep each queue was.

use jiff::{SignedDuration, Timestamp};

use crate::clean_text::CleanText;
use crate::job::JobKind;

/// How long one cell of a strip of depths is.
pub const DEPTH_CELL: SignedDuration = SignedDuration::from_mins(5);
/// Cells of a strip of depths: a day.
pub const N_DEPTH_CELLS: usize = 288;

/// The chunks of one kind that are to be done.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct QueueLine {
    /// Which job.
    pub kind: JobKind,
    /// To be claimed now.
    pub n_ready: u64,
    /// To be claimed later: after a failure, or at a retry's pace.
    pub n_later: u64,
    /// At work.
    pub n_leased: u64,
    /// In quarantine, of runs that are the newest of their date.
    pub n_quarantined: u64,
    /// Since when the one waits that waits longest of those to be claimed now.
    pub oldest_at: Option<Timestamp>,
    /// Who holds it and why; none while it is not held.
    pub paused: Option<CleanText>,
    /// When it goes on by itself.
    pub resumes_at: Option<Timestamp>,
}

/// A queue in five minutes of the past.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct DepthCell {
    /// Most chunks there were at once, at work or to be claimed.
    pub n_most: u64,
    /// Chunks that were handed out.
    pub n_in: u64,
    /// Chunks that ended, well or in quarantine.
    pub n_out: u64,
}

/// What happened to a queue in one cell, as the ledger tells it; cells without news are not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DepthChange {
    /// Which cell, from 0.
    pub cell: usize,
    /// Most chunks there were at once.
    pub n_most: u64,
    /// Chunks at the end of the cell.
    pub n_left: u64,
    /// Chunks that were handed out.
    pub n_in: u64,
    /// Chunks that ended.
    pub n_out: u64,
}

/// Every cell from the changes there were, in order of their cells: what nothing happened to stays as
/// deep as it was.
pub fn depth_cells(changes: &[DepthChange]) -> Vec<DepthCell> {
    let mut changes = changes.iter().peekable();
    let mut n_left = 0;
    (0..N_DEPTH_CELLS)
        .map(|cell| match changes.next_if(|change| change.cell == cell) {
            Some(change) => {
                let n_most = change.n_most.max(n_left);
                n_left = change.n_left;
                DepthCell { n_most, n_in: change.n_in, n_out: change.n_out }
            }
            None => DepthCell { n_most: n_left, n_in: 0, n_out: 0 },
        })
        .collect()
}

/// One queue with its past.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct QueuePast {
    /// How it stands.
    #[serde(flatten)]
    pub line: QueueLine,
    /// Chunks handed out in the last hour.
    pub n_in_hour: u64,
    /// Chunks that ended in the last hour.
    pub n_out_hour: u64,
    /// How deep it was, oldest cell first; as far as the ledger still knows the runs.
    pub depth: Vec<DepthCell>,
}

/// The queue by kind of job.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct QueuesBoard {
    /// The database's clock when it was read.
    pub at: Timestamp,
    /// When the first cell of every strip begins.
    pub from: Timestamp,
    /// Every kind, in the order of [`JobKind::ALL`].
    pub queues: Vec<QueuePast>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(cell: usize, n_most: u64, n_left: u64) -> DepthChange {
        DepthChange { cell, n_most, n_left, n_in: n_most, n_out: n_most - n_left }
    }

    #[test]
    fn a_queue_stays_as_deep_as_it_was_until_something_happens() {
        let cells = depth_cells(&[change(0, 8, 5), change(3, 5, 0)]);
        assert_eq!(cells.len(), N_DEPTH_CELLS);
        let depths: Vec<u64> = cells.iter().take(6).map(|cell| cell.n_most).collect();
        assert_eq!(depths, [8, 5, 5, 5, 0, 0]);
        assert_eq!(cells[0], DepthCell { n_most: 8, n_in: 8, n_out: 3 });
    }

    #[test]
    fn a_cell_in_which_it_emptied_was_as_deep_as_it_began() {
        let depths: Vec<u64> = depth_cells(&[change(0, 9, 9), change(1, 2, 2)])
            .iter()
            .take(3)
            .map(|cell| cell.n_most)
            .collect();
        assert_eq!(depths, [9, 9, 2]);
    }

    #[test]
    fn without_news_nothing_was_to_be_done() {
        assert!(depth_cells(&[]).iter().all(|cell| *cell == DepthCell::default()));
    }
}
