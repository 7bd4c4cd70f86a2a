//! The end of this host's log files, line by line.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::clean_text::CleanText;
use crate::id::{ChunkId, RunId};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// How much a line matters, the worst first.
    "level" LogLevel {
        /// Somebody must act.
        Error = "error",
        /// It was recovered from.
        Warn = "warn",
        /// A milestone.
        Info = "info",
        /// The rest.
        Debug = "debug",
        /// More than the rest.
        Trace = "trace",
    }
}

/// One line of a log file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LogLine {
    /// The day in the name of its file; none when there is none.
    pub day: Option<Date>,
    /// Bytes before it in its file: with the day, its identity.
    pub offset: u64,
    /// When it was written; none when it does not say.
    pub at: Option<Timestamp>,
    /// How much it matters.
    pub level: LogLevel,
    /// The run it is about.
    pub run_id: Option<RunId>,
    /// The chunk it is about.
    pub chunk_id: Option<ChunkId>,
    /// Which try at the chunk.
    pub attempt: Option<CleanText>,
    /// What it says.
    pub message: CleanText,
    /// What else it holds: `n_rows=12 error=…`; may be empty.
    pub fields: CleanText,
}

/// The end of the log.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LogBoard {
    /// This host's clock when it was read.
    pub at: Timestamp,
    /// The folder of the files.
    pub directory: CleanText,
    /// Bytes of all files.
    pub n_bytes: u64,
    /// True when older lines were left out.
    pub is_cut: bool,
    /// Oldest first.
    pub lines: Vec<LogLine>,
}
