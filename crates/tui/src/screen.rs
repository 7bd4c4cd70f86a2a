//! The screens, and what each must be able to do. One screen is one file below
//! and one variant here; the compiler names the rest.

mod audit;
mod choose;
mod chunk;
pub(crate) mod chunks;
mod client;
mod clients;
mod compare;
mod developer;
mod failures;
mod findings;
#[cfg(test)]
mod gallery;
mod halt;
mod logs;
mod matches;
mod papers;
pub(crate) mod payroll;
mod people;
mod person;
mod placement;
mod placements;
mod queues;
mod role;
mod run;
mod runs;
mod schedules;
mod tonight;
mod what_if;
mod why;
mod workers;
pub mod written;

use std::mem::discriminant;

use ratatui::layout::Rect;
use sereno_domain::board::Target;
use sereno_domain::board::chunk::Seek;
use sereno_domain::id::{ChunkId, ClientId, DeveloperId, PlacementId, RoleId, RunId};

use crate::act::Choice;
use crate::canvas::Canvas;
use crate::effect::Query;
use crate::payroll::PayrollPage;
use crate::scene::Scene;
use crate::short_text::ShortText;
use crate::trial::Trial;
use crate::view::{Key, Listing, Sort};

/// A place in the dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Screen {
    /// The night on one line of sight, and what needs a person.
    Tonight,
    /// The list of runs.
    Runs,
    /// One run.
    Run(RunId),
    /// Every chunk of every run.
    Chunks,
    /// One chunk.
    Chunk(ChunkId),
    /// What failed and is not done yet, by cause.
    Failures,
    /// The open roles and their best.
    Matches,
    /// One role and its whole list.
    Role(RoleId),
    /// Why a developer has their place on a role's list, or none.
    Why {
        /// The role.
        role: RoleId,
        /// The developer.
        developer: DeveloperId,
    },
    /// Two developers side by side for a role.
    Compare {
        /// The role.
        role: RoleId,
        /// One.
        one: DeveloperId,
        /// The other.
        other: DeveloperId,
    },
    /// A role with other limits and weights beside the role as it is.
    WhatIf {
        /// The role.
        role: RoleId,
        /// What is set.
        trial: Trial,
    },
    /// A developer and the roles that suit them best.
    Developer(DeveloperId),
    /// The placements, those first that go worst.
    Placements,
    /// One placement.
    Placement(PlacementId),
    /// What the rules found.
    Findings,
    /// Developers of every status, those first who need looking at.
    People,
    /// A developer with all that belongs to them.
    Person(DeveloperId),
    /// The clients, those first of whom most is stopped or at risk.
    Clients,
    /// A client with all that belongs to it.
    Client(ClientId),
    /// A page of payroll.
    Payroll(PayrollPage),
    /// What is to be done by kind of job, and how deep each queue was.
    Queues,
    /// The processes that work on chunks.
    Workers,
    /// When pipelines are due, and what came of it.
    Schedules,
    /// Who did what to what, and why.
    Audit,
    /// The end of this host's log.
    Logs,
}

/// The screens with a key of their own: the key, the screen, its name.
pub(crate) const TABS: &[(char, Screen, &str)] = &[
    ('1', Screen::Tonight, "Tonight"),
    ('2', Screen::Runs, "Runs"),
    ('3', Screen::Queues, "Queues"),
    ('4', Screen::Chunks, "Chunks"),
    ('5', Screen::Matches, "Matches"),
    ('6', Screen::People, "People"),
    ('7', Screen::Clients, "Clients"),
    ('8', Screen::Placements, "Placements"),
    ('9', Screen::Findings, "Findings"),
    ('0', Screen::Payroll(PayrollPage::Newest), "Payroll"),
];

impl Screen {
    /// What it shows.
    pub const fn query(self) -> Query {
        match self {
            Self::Tonight => Query::Tonight,
            Self::Runs => Query::Runs,
            Self::Run(run) => Query::Run(run),
            Self::Chunks => Query::Chunks { filter: ShortText::EMPTY, seek: Seek::Newest },
            Self::Chunk(chunk) => Query::Chunk(chunk),
            Self::Failures => Query::Failures,
            Self::Matches => Query::Roles,
            Self::Role(role) => Query::Shortlist(role),
            Self::Why { role, developer } => Query::Why { role, developer },
            Self::Compare { role, one, other } => Query::Compare { role, one, other },
            Self::WhatIf { role, trial } => Query::WhatIf { role, trial },
            Self::Developer(developer) => Query::Developer(developer),
            Self::Placements => Query::Placements,
            Self::Placement(placement) => Query::Placement(placement),
            Self::Findings => Query::Findings,
            Self::People => Query::People,
            Self::Person(developer) => Query::Person(developer),
            Self::Clients => Query::Clients,
            Self::Client(client) => Query::Client(client),
            Self::Payroll(page) => Query::Payroll(page),
            Self::Queues => Query::Queues,
            Self::Workers => Query::Workers,
            Self::Schedules => Query::Schedules,
            Self::Audit => Query::Audit,
            Self::Logs => Query::Logs,
        }
    }

    /// True when the two differ at most in what they are about.
    pub(crate) fn is_like(self, other: Self) -> bool {
        match (self, other) {
            (Self::Payroll(page), Self::Payroll(other)) => {
                discriminant(&page) == discriminant(&other)
            }
            _ => discriminant(&self) == discriminant(&other),
        }
    }

    /// The screen it is a part of.
    pub const fn parent(self) -> Option<Self> {
        match self {
            Self::Tonight
            | Self::Runs
            | Self::Chunks
            | Self::Matches
            | Self::Placements
            | Self::Findings
            | Self::People
            | Self::Clients
            | Self::Queues
            | Self::Workers
            | Self::Schedules
            | Self::Audit
            | Self::Logs => None,
            Self::Payroll(page) => match page.parent() {
                Some(parent) => Some(Self::Payroll(parent)),
                None => None,
            },
            Self::Chunk(_) | Self::Failures => Some(Self::Chunks),
            Self::Person(_) => Some(Self::People),
            Self::Developer(developer) => Some(Self::Person(developer)),
            Self::Client(_) => Some(Self::Clients),
            Self::Placement(_) => Some(Self::Placements),
            Self::Run(_) => Some(Self::Runs),
            Self::Role(_) => Some(Self::Matches),
            Self::Why { role, .. } | Self::Compare { role, .. } | Self::WhatIf { role, .. } => {
                Some(Self::Role(role))
            }
        }
    }

    /// The screen with a key of its own that it belongs to.
    pub(crate) const fn tab(self) -> Self {
        match self {
            Self::Tonight => Self::Tonight,
            Self::Runs | Self::Run(_) => Self::Runs,
            Self::Chunks | Self::Chunk(_) | Self::Failures => Self::Chunks,
            Self::Matches
            | Self::Role(_)
            | Self::Why { .. }
            | Self::Compare { .. }
            | Self::WhatIf { .. } => Self::Matches,
            Self::People | Self::Person(_) | Self::Developer(_) => Self::People,
            Self::Clients | Self::Client(_) => Self::Clients,
            Self::Placements | Self::Placement(_) => Self::Placements,
            Self::Findings => Self::Findings,
            Self::Payroll(_) => Self::Payroll(PayrollPage::Newest),
            Self::Queues => Self::Queues,
            Self::Workers => Self::Workers,
            Self::Schedules => Self::Schedules,
            Self::Audit => Self::Audit,
            Self::Logs => Self::Logs,
        }
    }

    /// The file that draws it.
    pub(crate) fn page(self) -> &'static dyn Page {
        match self {
            Self::Tonight => &tonight::Tonight,
            Self::Runs => &runs::Runs,
            Self::Run(_) => &run::Run,
            Self::Chunks => &chunks::Chunks,
            Self::Chunk(_) => &chunk::Chunk,
            Self::Failures => &failures::Failures,
            Self::Matches => &matches::Matches,
            Self::Role(_) => &role::Role,
            Self::Why { .. } => &why::Why,
            Self::Compare { .. } => &compare::Compare,
            Self::WhatIf { .. } => &what_if::WhatIf,
            Self::Developer(_) => &developer::Developer,
            Self::Placements => &placements::Placements,
            Self::Placement(_) => &placement::Placement,
            Self::Findings => &findings::Findings,
            Self::People => &people::People,
            Self::Person(_) => &person::Person,
            Self::Clients => &clients::Clients,
            Self::Client(_) => &client::Client,
            Self::Payroll(page) => payroll::page(page),
            Self::Queues => &queues::Queues,
            Self::Workers => &workers::Workers,
            Self::Schedules => &schedules::Schedules,
            Self::Audit => &audit::Audit,
            Self::Logs => &logs::Logs,
        }
    }
}

impl From<Target> for Screen {
    fn from(target: Target) -> Self {
        match target {
            Target::Run(run) => Self::Run(run),
            Target::Role(role) => Self::Role(role),
            Target::Queue(_) => Self::Queues,
            Target::Failure(..) => Self::Failures,
            Target::Findings => Self::Findings,
            Target::Placements => Self::Placements,
            Target::Payroll(run) => Self::Payroll(PayrollPage::Run(run)),
        }
    }
}

/// What a screen must be able to do. The scene holds its board; without one nothing here is asked
/// but [`Page::crumb`] and [`Page::shell`].
pub(crate) trait Page: Sync {
    /// Its part of the path in the header.
    fn crumb(&self, scene: &Scene<'_>) -> String;

    /// The rows that can hold the cursor, in the order they are drawn, in the pane that has it.
    fn rows(&self, scene: &Scene<'_>) -> Listing;

    /// How many lists the cursor can be in; `tab` goes to the next.
    fn panes(&self) -> usize {
        1
    }

    /// The orders `s` goes through in the pane that has the cursor; empty when the board's own
    /// order says something.
    fn sorts(&self, scene: &Scene<'_>) -> Vec<Sort>;

    /// Draws everything between the header and the footer.
    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>);

    /// The counts that matter, on one line, for a terminal too small for anything else.
    fn glance(&self, scene: &Scene<'_>) -> String;

    /// Where the row leads.
    fn open(&self, scene: &Scene<'_>, key: &Key) -> Option<Screen>;

    /// What narrows the list of chunks where the row leads to it, as it is typed after `/`.
    fn narrowed(&self, scene: &Scene<'_>, key: &Key) -> Option<String> {
        let _ = (scene, key);
        None
    }

    /// What can be changed here, for the row under the cursor if there is one.
    fn acts(&self, scene: &Scene<'_>, key: Option<&Key>) -> Vec<Choice> {
        let _ = (scene, key);
        Vec::new()
    }

    /// True when the last row is the newest: the cursor stays on it while it is there.
    fn follows(&self) -> bool {
        false
    }

    /// How many rows like this one can be marked at once; none where marks mean nothing.
    fn marks_max(&self, scene: &Scene<'_>, key: &Key) -> usize {
        let _ = (scene, key);
        0
    }

    /// What `y` copies of the row.
    fn copy(&self, scene: &Scene<'_>, key: &Key) -> Option<String>;

    /// The shell line that shows the same, for the row under the cursor if there is one.
    fn shell(&self, scene: &Scene<'_>, key: Option<&Key>) -> String;
}
