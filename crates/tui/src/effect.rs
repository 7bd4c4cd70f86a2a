//! Everything the dashboard can ask of whoever drives it. It does nothing by itself.

use sereno_domain::board::chunk::Seek;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{ChunkId, ClientId, DeveloperId, PlacementId, RoleId, RunId};

use crate::act::Act;
use crate::export::{ExportFormat, Extract};
use crate::payroll::PayrollPage;
use crate::saved::SavedView;
use crate::short_text::ShortText;
use crate::trial::Trial;

/// Something to be done outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Read a board and answer with [`crate::event::Event::Loaded`]. At most one per slot is wanted
    /// at a time: a newer one makes an older one's answer worthless.
    Load {
        /// Where the answer goes.
        slot: Slot,
        /// To be given back with the answer.
        generation: u64,
        /// What to read.
        query: Query,
    },
    /// Stop the load of this slot, also on the server; its answer is no longer wanted.
    Cancel(Slot),
    /// Say what an act would do, with [`crate::event::Event::Previewed`]. Nothing is changed.
    Preview {
        /// To be given back with the answer.
        ticket: u64,
        /// The act.
        act: Act,
    },
    /// Do an act, once, and say what came of it with [`crate::event::Event::Acted`].
    Act {
        /// To be given back with the answer.
        ticket: u64,
        /// The act.
        act: Act,
        /// Why, for the audit log; a note where the act needs no reason.
        reason: CleanText,
    },
    /// Write these rows into a file that is not there yet, readable by its owner alone, and tell with
    /// [`crate::event::Event::Written`].
    Export {
        /// What the file is written as.
        format: ExportFormat,
        /// Where it is, as typed.
        path: String,
        /// What is in it.
        extract: Extract,
    },
    /// Keep these views, and no others, for the next time the dashboard is opened. It is told only when
    /// they could not be kept.
    KeepViews(Vec<SavedView>),
    /// Put this text on the clipboard.
    Copy(String),
    /// Try to reach the database now, without waiting for the next attempt.
    Reconnect,
    /// Forget what the terminal shows and draw it all again.
    Repaint,
    /// Stop the process until it is continued, with the terminal put back meanwhile.
    Suspend,
    /// End.
    Quit,
}

/// A place for one load at a time: one for each kind of board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// The home screen.
    Tonight,
    /// The list of runs.
    Runs,
    /// One run.
    Run,
    /// What failed.
    Failures,
    /// A part of the list of chunks.
    Chunks,
    /// How many chunks there are.
    ChunkCount,
    /// One chunk.
    Chunk,
    /// The list of roles.
    Roles,
    /// One role.
    Shortlist,
    /// One pair.
    Why,
    /// Two developers for a role.
    Compare,
    /// A role tried otherwise.
    WhatIf,
    /// One developer.
    Developer,
    /// The list of placements.
    Placements,
    /// One placement.
    Placement,
    /// What the rules found.
    Findings,
    /// The list of developers.
    People,
    /// All that belongs to a developer.
    Person,
    /// The list of clients.
    Clients,
    /// All that belongs to a client.
    Client,
    /// A page of payroll.
    Payroll,
    /// The queue by kind of job.
    Queues,
    /// The workers.
    Workers,
    /// The schedules.
    Schedules,
    /// The newest of the audit log.
    Audit,
    /// The end of the log.
    Logs,
}

/// What can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Query {
    /// The home screen.
    Tonight,
    /// The list of runs.
    Runs,
    /// One run with its steps, chunks and attempts.
    Run(RunId),
    /// What failed and is not done yet.
    Failures,
    /// A part of the list of chunks.
    Chunks {
        /// What narrows it, as a `sereno_domain::board::chunk::ChunkFilter` is written.
        filter: ShortText,
        /// Where it is read.
        seek: Seek,
    },
    /// How many chunks pass.
    ChunkCount {
        /// What narrows them.
        filter: ShortText,
    },
    /// One chunk with its attempts.
    Chunk(ChunkId),
    /// The open roles with their first three.
    Roles,
    /// One role with its whole list.
    Shortlist(RoleId),
    /// The reasons of one pair.
    Why {
        /// The role.
        role: RoleId,
        /// The developer.
        developer: DeveloperId,
    },
    /// Two developers side by side.
    Compare {
        /// The role.
        role: RoleId,
        /// One.
        one: DeveloperId,
        /// The other.
        other: DeveloperId,
    },
    /// Both shortlists of a role: as it is and as it is tried.
    WhatIf {
        /// The role.
        role: RoleId,
        /// What is set.
        trial: Trial,
    },
    /// A developer with the roles that suit them best.
    Developer(DeveloperId),
    /// The placements that have not ended.
    Placements,
    /// One placement with all that belongs to it.
    Placement(PlacementId),
    /// What the rules found that is not settled.
    Findings,
    /// Developers of every status.
    People,
    /// A developer with all that belongs to them.
    Person(DeveloperId),
    /// The clients.
    Clients,
    /// A client with all that belongs to it.
    Client(ClientId),
    /// A page of payroll.
    Payroll(PayrollPage),
    /// The queue by kind of job.
    Queues,
    /// The workers.
    Workers,
    /// The schedules.
    Schedules,
    /// The newest of the audit log.
    Audit,
    /// The end of the log.
    Logs,
}

impl Query {
    /// Where its answer goes.
    pub const fn slot(self) -> Slot {
        match self {
            Self::Tonight => Slot::Tonight,
            Self::Runs => Slot::Runs,
            Self::Run(_) => Slot::Run,
            Self::Failures => Slot::Failures,
            Self::Chunks { .. } => Slot::Chunks,
            Self::ChunkCount { .. } => Slot::ChunkCount,
            Self::Chunk(_) => Slot::Chunk,
            Self::Roles => Slot::Roles,
            Self::Shortlist(_) => Slot::Shortlist,
            Self::Why { .. } => Slot::Why,
            Self::Compare { .. } => Slot::Compare,
            Self::WhatIf { .. } => Slot::WhatIf,
            Self::Developer(_) => Slot::Developer,
            Self::Placements => Slot::Placements,
            Self::Placement(_) => Slot::Placement,
            Self::Findings => Slot::Findings,
            Self::People => Slot::People,
            Self::Person(_) => Slot::Person,
            Self::Clients => Slot::Clients,
            Self::Client(_) => Slot::Client,
            Self::Payroll(_) => Slot::Payroll,
            Self::Queues => Slot::Queues,
            Self::Workers => Slot::Workers,
            Self::Schedules => Slot::Schedules,
            Self::Audit => Slot::Audit,
            Self::Logs => Slot::Logs,
        }
    }
}
