//! Everything that can wake the dashboard. A closed set: what is not here cannot happen to it.

use crossterm::event::{KeyEvent, MouseEvent};
use jiff::Timestamp;
use sereno_domain::board::answer::{CompareBoard, WhatIfBoard};
use sereno_domain::board::audit::AuditBoard;
use sereno_domain::board::best_roles::BestRolesBoard;
use sereno_domain::board::chunk::{ChunksBoard, Counted};
use sereno_domain::board::client::{ClientBoard, ClientsBoard};
use sereno_domain::board::failure::FailuresBoard;
use sereno_domain::board::finding::FindingsBoard;
use sereno_domain::board::log::LogBoard;
use sereno_domain::board::named::{Name, Named};
use sereno_domain::board::payroll::{
    AnomaliesBoard, ItemBoard, ItemsBoard, PayrollBoard, PayrollClientsBoard, PayrollsBoard,
    VarianceBoard,
};
use sereno_domain::board::person::{PeopleBoard, PersonBoard};
use sereno_domain::board::placement::{PlacementBoard, PlacementsBoard};
use sereno_domain::board::queue::QueuesBoard;
use sereno_domain::board::schedule::SchedulesBoard;
use sereno_domain::board::worker::WorkersBoard;
use sereno_domain::board::{
    ChunkBoard, RolesBoard, RunBoard, RunsBoard, ShortlistBoard, TonightBoard, WhyBoard,
};
use sereno_domain::clean_text::CleanText;
use sereno_domain::duty::Standing;
use sereno_domain::matching::Explanation;
use sereno_domain::matching::compare::Comparison;

use crate::act::Receipt;
use crate::effect::Slot;

/// Something that happened outside. Send [`Event::Clock`] first in every batch, so that the rest is
/// judged by the right time.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// What time it is.
    Clock(Timestamp),
    /// A key went down, repeats, or was let go; the last is ignored.
    Key(KeyEvent),
    /// A button of the mouse went down, or its wheel was turned; all else is ignored.
    Mouse(MouseEvent),
    /// Text was pasted.
    Paste(String),
    /// The terminal has this many columns and rows now.
    Resize(u16, u16),
    /// The terminal is looked at, or no longer.
    Focus(bool),
    /// What [`crate::effect::Effect::Load`] asked for came back.
    Loaded {
        /// The slot it was asked in.
        slot: Slot,
        /// The generation it was asked with; an old one is dropped.
        generation: u64,
        /// The data, or why there is none.
        result: Result<Box<Board>, LoadError>,
    },
    /// What an act would do, as [`crate::effect::Effect::Preview`] asked.
    Previewed {
        /// The ticket it was asked with.
        ticket: u64,
        /// What it would do, or why it cannot be done.
        result: Result<Receipt, ActError>,
    },
    /// What came of [`crate::effect::Effect::Act`].
    Acted {
        /// The ticket it was asked with.
        ticket: u64,
        /// What was done, or why nothing was.
        result: Result<Receipt, ActError>,
    },
    /// What [`crate::effect::Effect::Export`] wrote, or why [`crate::effect::Effect::KeepViews`] wrote
    /// nothing.
    Written(Result<CleanText, CleanText>),
    /// The way to the database changed.
    Link(Link),
    /// Who the person is to the database. Until it is told, they are let try everything.
    Standing(Standing),
    /// Whether [`Event::Changed`] comes from now on when something changes; what changed until now is
    /// not known.
    Listens(bool),
    /// Something changed in the database since this was last told.
    Changed,
    /// The process was told to end.
    Quit,
}

/// How the database is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// Not yet.
    Connecting,
    /// It answers.
    Live,
    /// It answers, but takes more than a second.
    Slow,
    /// It does not answer.
    Offline {
        /// Why, in words.
        cause: CleanText,
        /// Times it was tried since it was lost.
        attempt: u32,
        /// When it is tried next.
        retry_at: Timestamp,
    },
}

/// What a screen shows, as the database had it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Board {
    /// Answers [`crate::effect::Query::Tonight`].
    Tonight(TonightBoard),
    /// Answers [`crate::effect::Query::Runs`].
    Runs(RunsBoard),
    /// Answers [`crate::effect::Query::Run`].
    Run(RunBoard),
    /// Answers [`crate::effect::Query::Failures`].
    Failures(FailuresBoard),
    /// Answers [`crate::effect::Query::Chunks`].
    Chunks(ChunksBoard),
    /// Answers [`crate::effect::Query::ChunkCount`].
    ChunkCount(Counted),
    /// Answers [`crate::effect::Query::Chunk`].
    Chunk(Box<ChunkBoard>),
    /// Answers [`crate::effect::Query::Roles`].
    Roles(RolesBoard),
    /// Answers [`crate::effect::Query::Shortlist`].
    Shortlist(ShortlistBoard),
    /// Answers [`crate::effect::Query::Why`].
    Why(WhyBoard),
    /// Answers [`crate::effect::Query::Compare`].
    Compare(CompareBoard),
    /// Answers [`crate::effect::Query::WhatIf`].
    WhatIf(WhatIfBoard),
    /// Answers [`crate::effect::Query::Developer`].
    Developer(BestRolesBoard),
    /// Answers [`crate::effect::Query::Placements`].
    Placements(PlacementsBoard),
    /// Answers [`crate::effect::Query::Placement`].
    Placement(Box<PlacementBoard>),
    /// Answers [`crate::effect::Query::Findings`].
    Findings(FindingsBoard),
    /// Answers [`crate::effect::Query::People`].
    People(PeopleBoard),
    /// Answers [`crate::effect::Query::Person`].
    Person(Box<PersonBoard>),
    /// Answers [`crate::effect::Query::Clients`].
    Clients(ClientsBoard),
    /// Answers [`crate::effect::Query::Client`].
    Client(Box<ClientBoard>),
    /// One payroll run.
    Payroll(Box<PayrollBoard>),
    /// The payroll runs.
    Payrolls(PayrollsBoard),
    /// Items of a payroll run.
    PayrollItems(Box<ItemsBoard>),
    /// One item of a payroll run.
    PayrollItem(Box<ItemBoard>),
    /// What each client is billed in a payroll run.
    PayrollClients(Box<PayrollClientsBoard>),
    /// What is odd about a payroll run.
    PayrollAnomalies(Box<AnomaliesBoard>),
    /// How a payroll run differs from the month before.
    PayrollVariance(Box<VarianceBoard>),
    /// Answers [`crate::effect::Query::Queues`].
    Queues(QueuesBoard),
    /// Answers [`crate::effect::Query::Workers`].
    Workers(WorkersBoard),
    /// Answers [`crate::effect::Query::Schedules`].
    Schedules(SchedulesBoard),
    /// Answers [`crate::effect::Query::Audit`].
    Audit(AuditBoard),
    /// Answers [`crate::effect::Query::Logs`].
    Logs(LogBoard),
}

impl Named for Board {
    fn names(&mut self) -> Vec<Name<'_>> {
        match self {
            Self::Tonight(_)
            | Self::Runs(_)
            | Self::Run(_)
            | Self::Failures(_)
            | Self::Chunks(_)
            | Self::ChunkCount(_)
            | Self::Chunk(_)
            | Self::Clients(_)
            | Self::Payrolls(_)
            | Self::PayrollClients(_)
            | Self::Queues(_)
            | Self::Workers(_)
            | Self::Schedules(_)
            | Self::Audit(_)
            | Self::Logs(_) => Vec::new(),
            Self::Roles(board) => board.names(),
            Self::Shortlist(board) => board.names(),
            Self::Why(board) => board.names(),
            Self::Compare(board) => board.names(),
            Self::WhatIf(board) => board.names(),
            Self::Developer(board) => board.names(),
            Self::Placements(board) => board.names(),
            Self::Placement(board) => board.names(),
            Self::Findings(board) => board.names(),
            Self::People(board) => board.names(),
            Self::Person(board) => board.names(),
            Self::Client(board) => board.names(),
            Self::Payroll(board) => board.names(),
            Self::PayrollItems(board) => board.names(),
            Self::PayrollItem(board) => board.names(),
            Self::PayrollAnomalies(board) => board.names(),
            Self::PayrollVariance(board) => board.names(),
        }
    }
}

impl Board {
    /// Where it belongs.
    pub const fn slot(&self) -> Slot {
        match self {
            Self::Tonight(_) => Slot::Tonight,
            Self::Runs(_) => Slot::Runs,
            Self::Run(_) => Slot::Run,
            Self::Failures(_) => Slot::Failures,
            Self::Chunks(_) => Slot::Chunks,
            Self::ChunkCount(_) => Slot::ChunkCount,
            Self::Chunk(_) => Slot::Chunk,
            Self::Roles(_) => Slot::Roles,
            Self::Shortlist(_) => Slot::Shortlist,
            Self::Why(_) => Slot::Why,
            Self::Compare(_) => Slot::Compare,
            Self::WhatIf(_) => Slot::WhatIf,
            Self::Developer(_) => Slot::Developer,
            Self::Placements(_) => Slot::Placements,
            Self::Placement(_) => Slot::Placement,
            Self::Findings(_) => Slot::Findings,
            Self::People(_) => Slot::People,
            Self::Person(_) => Slot::Person,
            Self::Clients(_) => Slot::Clients,
            Self::Client(_) => Slot::Client,
            Self::Payroll(_)
            | Self::Payrolls(_)
            | Self::PayrollItems(_)
            | Self::PayrollItem(_)
            | Self::PayrollClients(_)
            | Self::PayrollAnomalies(_)
            | Self::PayrollVariance(_) => Slot::Payroll,
            Self::Queues(_) => Slot::Queues,
            Self::Workers(_) => Slot::Workers,
            Self::Schedules(_) => Slot::Schedules,
            Self::Audit(_) => Slot::Audit,
            Self::Logs(_) => Slot::Logs,
        }
    }

    /// The database's clock when it was read.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Tonight(board) => board.at,
            Self::Runs(board) => board.at,
            Self::Run(board) => board.at,
            Self::Failures(board) => board.at,
            Self::Chunks(board) => board.at,
            Self::ChunkCount(counted) => counted.at,
            Self::Chunk(board) => board.at,
            Self::Roles(board) => board.at,
            Self::Shortlist(board) => board.at,
            Self::Why(board) => board.at,
            Self::Compare(board) => board.header.at,
            Self::WhatIf(board) => board.header.at,
            Self::Developer(board) => board.at,
            Self::Placements(board) => board.at,
            Self::Placement(board) => board.at,
            Self::Findings(board) => board.at,
            Self::People(board) => board.at,
            Self::Person(board) => board.at,
            Self::Clients(board) => board.at,
            Self::Client(board) => board.at,
            Self::Payroll(board) => board.at,
            Self::Payrolls(board) => board.at,
            Self::PayrollItems(board) => board.at,
            Self::PayrollItem(board) => board.at,
            Self::PayrollClients(board) => board.at,
            Self::PayrollAnomalies(board) => board.at,
            Self::PayrollVariance(board) => board.at,
            Self::Queues(board) => board.at,
            Self::Workers(board) => board.at,
            Self::Schedules(board) => board.at,
            Self::Audit(board) => board.at,
            Self::Logs(board) => board.at,
        }
    }

    /// Cleans the texts that the types do not already promise to be clean.
    pub(crate) fn scrub(&mut self) {
        match self {
            Self::Why(board) => scrub_why(board),
            Self::Compare(board) => {
                let Comparison { first, second, .. } = &mut board.comparison;
                scrub_explanation(&mut first.explanation);
                scrub_explanation(&mut second.explanation);
            }
            Self::Tonight(_)
            | Self::Runs(_)
            | Self::Run(_)
            | Self::Failures(_)
            | Self::Chunks(_)
            | Self::ChunkCount(_)
            | Self::Chunk(_)
            | Self::Roles(_)
            | Self::Shortlist(_)
            | Self::WhatIf(_)
            | Self::Developer(_)
            | Self::Placements(_)
            | Self::Placement(_)
            | Self::Findings(_)
            | Self::People(_)
            | Self::Clients(_)
            | Self::Client(_)
            | Self::Payroll(_)
            | Self::Payrolls(_)
            | Self::PayrollItems(_)
            | Self::PayrollClients(_)
            | Self::PayrollAnomalies(_)
            | Self::PayrollVariance(_)
            | Self::Queues(_)
            | Self::Workers(_)
            | Self::Schedules(_)
            | Self::Audit(_)
            | Self::Logs(_) => {}
            // The names of figures are written by whoever worked the line out.
            Self::PayrollItem(board) => board.lines.iter_mut().for_each(|line| {
                let calc = std::mem::take(&mut line.calc).into_iter();
                line.calc =
                    calc.map(|(name, value)| (CleanText::new(&name).into(), value)).collect();
            }),
            Self::Person(board) => clean(board.skills.iter_mut().map(|known| &mut known.skill)),
        }
    }
}

fn scrub_why(board: &mut WhyBoard) {
    scrub_explanation(&mut board.explanation);
    let answer = &mut *board.answer;
    let found = answer.counterfactuals.iter_mut().flat_map(|answer| &mut answer.found);
    let found = found.map(|found| &mut found.words);
    let causes = answer.changed.iter_mut().flat_map(|changed| &mut changed.causes);
    let causes = causes.flat_map(|cause| [&mut cause.what, &mut cause.before, &mut cause.after]);
    clean(found.chain(causes).chain([&mut board.model]));
}

fn scrub_explanation(explanation: &mut Explanation) {
    let filters =
        explanation.filters.iter_mut().flat_map(|line| [&mut line.demanded, &mut line.found]);
    let components = explanation.components.iter_mut().map(|line| &mut line.evidence);
    let skills =
        explanation.skills.iter_mut().flat_map(|line| [&mut line.skill, &mut line.evidence]);
    clean(filters.chain(components).chain(skills));
}

fn clean<'a>(texts: impl Iterator<Item = &'a mut String>) {
    for text in texts {
        *text = CleanText::new(text).into();
    }
}

/// Why a load brought nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError {
    /// What went wrong and what to do, in words.
    pub message: CleanText,
    /// True when the database could not be reached.
    pub offline: bool,
    /// True when the database answered, and what was asked for does not exist.
    pub missing: bool,
}

/// Why an act was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActError {
    /// What went wrong and what to do, in words.
    pub message: CleanText,
    /// True when the answer was lost: it may have been done all the same.
    pub unsure: bool,
}
