//! The processes that work on chunks: what each holds, how much it gets done, whether it is leaving.

use jiff::{SignedDuration, Timestamp};

use crate::clean_text::CleanText;
use crate::id::{ChunkId, RunId, WorkerId};
use crate::job::JobKind;

/// How long one cell of a strip of throughput is.
pub const PACE_CELL: SignedDuration = SignedDuration::from_mins(5);
/// Cells of a strip of throughput: two hours.
pub const N_PACE_CELLS: usize = 24;

/// Where a worker stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum WorkerState {
    /// Its connection lives: it claims chunks.
    Live,
    /// It was asked to leave, or is about to: it finishes what it holds.
    Draining,
    /// Its connection is gone, and nobody has noted it yet: its chunks are about to be free.
    Missed,
    /// It left, or was missed.
    Gone,
}

/// A chunk a worker holds.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct HeldChunk {
    /// Which.
    pub chunk_id: ChunkId,
    /// Of which run.
    pub run_id: RunId,
    /// Which job.
    pub kind: JobKind,
    /// Place in its step, from 0.
    pub no: u32,
    /// 1 for the first try.
    pub attempt_no: u32,
    /// Since when it is held.
    pub since: Timestamp,
    /// When it is free again.
    pub lease_expires_at: Timestamp,
}

/// What a worker got done in five minutes of the past.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct PaceCell {
    /// Attempts that ended well.
    pub n_done: u64,
    /// Attempts that ended otherwise.
    pub n_failed: u64,
}

/// One worker.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct WorkerLine {
    /// Identity.
    pub worker_id: WorkerId,
    /// Host, process and boot.
    pub name: CleanText,
    /// Host name.
    pub host: CleanText,
    /// Process id on that host.
    pub pid: u32,
    /// Version of the program.
    pub version: CleanText,
    /// Where it stands.
    pub state: WorkerState,
    /// Chunks it holds at once.
    pub n_slots: u32,
    /// When it registered.
    pub started_at: Timestamp,
    /// When it left or was missed.
    pub ended_at: Option<Timestamp>,
    /// Who asked it to leave and why; none when nobody did.
    pub drain: Option<CleanText>,
    /// What it holds, the longest held first.
    pub held: Vec<HeldChunk>,
    /// What it got done, oldest cell first.
    pub pace: Vec<PaceCell>,
}

impl WorkerLine {
    /// What it got done in all cells.
    pub fn pace_sum(&self) -> PaceCell {
        self.pace.iter().fold(PaceCell::default(), |sum, cell| PaceCell {
            n_done: sum.n_done.saturating_add(cell.n_done),
            n_failed: sum.n_failed.saturating_add(cell.n_failed),
        })
    }

    /// True while it may still hold something.
    pub const fn is_here(&self) -> bool {
        self.ended_at.is_none()
    }
}

/// The workers.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct WorkersBoard {
    /// The database's clock when it was read.
    pub at: Timestamp,
    /// When the first cell of every strip begins.
    pub from: Timestamp,
    /// Those that are here, then those that left in the last day, each newest first.
    pub workers: Vec<WorkerLine>,
    /// How many of these there are, also where the list ends sooner.
    pub n_all: u64,
}
