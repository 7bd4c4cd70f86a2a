//! How someone looks at a screen: where the cursor is, what is filtered, how it is sorted. Kept
//! per screen, so that coming back finds it as it was left.

use std::cell::Cell;
use std::ops::RangeInclusive;

use jiff::civil::Date;
use sereno_domain::board::Target;
use sereno_domain::clean_text::CleanText;
use sereno_domain::country::Country;
use sereno_domain::id::{
    AnomalyId, AttemptId, ChunkId, ClientId, DeveloperId, DocumentId, FailureId, FindingId,
    PayrollRunId, PlacementId, RoleId, RunId, WorkerId,
};
use sereno_domain::job::JobKind;
use sereno_domain::payroll::item::Reason;
use tui_input::Input;

use crate::trial::Knob;

/// Lists of one screen that can hold the cursor.
pub(crate) const PANES_MAX: usize = 6;

/// What a row is about. The cursor is one of these and not a place in a list, so that rows coming
/// and going never put it on something else.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// Something that needs a person; by its target and its subject.
    Need(Target, String),
    /// A run.
    Run(RunId),
    /// A chunk.
    Chunk(ChunkId),
    /// An attempt.
    Attempt(AttemptId),
    /// What failed in one way in a run.
    Failure(RunId, FailureId),
    /// A role.
    Role(RoleId),
    /// A developer.
    Developer(DeveloperId),
    /// A placement.
    Placement(PlacementId),
    /// Something a rule found.
    Finding(FindingId),
    /// A client.
    Client(ClientId),
    /// A paper.
    Document(DocumentId),
    /// A payroll run.
    Payroll(PayrollRunId),
    /// A country.
    Country(Country),
    /// Something odd.
    Anomaly(AnomalyId),
    /// Items that are not paid for one reason in one country.
    Unpaid(Country, Reason),
    /// A line of an item, by its place.
    PayLine(u16),
    /// Something known of whoever the page is about, as it is written.
    Fact(String),
    /// A limit or a weight that can be turned.
    Knob(Knob),
    /// A step of relaxing a role, as it is written.
    Rung(String),
    /// The chunks of a kind.
    Queue(JobKind),
    /// A worker.
    Worker(WorkerId),
    /// A schedule, by its name.
    Schedule(CleanText),
    /// A date of a schedule.
    Firing(Date),
    /// An act of the audit log.
    Audit(i64),
    /// A line of the log: the day of its file, and its place in it.
    LogLine(Option<Date>, u64),
}

/// The rows of a list, as filter and order leave them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    /// In the order they are drawn.
    pub keys: Vec<Key>,
    /// How many there are without the filter.
    pub n_total: usize,
    /// What the filter can name.
    pub fields: Vec<&'static str>,
    /// What leaves nothing over, in words: the word of the filter that matches nothing.
    pub killer: Option<String>,
    /// How many there are, where not all of them are here; none when what is here is all.
    pub note: Option<String>,
}

/// A column to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sort {
    /// Title of the column.
    pub column: &'static str,
    /// Largest first.
    pub down: bool,
}

/// How one list is looked at.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pane {
    /// The row under the cursor; the first when it is gone.
    pub cursor: Option<Key>,
    /// Where the cursor was when it was last seen, to stay near when its row is gone.
    pub place: usize,
    /// First row drawn last time. A frame is drawn from `&App`, and only drawing knows how many
    /// rows fit; this is what it learnt.
    pub top: Cell<usize>,
    /// Rows that fitted last time.
    pub height: Cell<usize>,
}

/// How one screen is looked at.
#[derive(Debug, Clone, Default)]
pub(crate) struct View {
    /// The pane that has the cursor.
    pub pane: usize,
    /// Each pane.
    pub panes: [Pane; PANES_MAX],
    /// What is typed after `/`.
    pub filter: Input,
    /// Only rows in trouble.
    pub problems: bool,
    /// None keeps the board's own order.
    pub sort: Option<Sort>,
    /// What a saved view is sorted by, until the list is there: the column, and largest first.
    pub sort_wanted: Option<(String, bool)>,
    /// True when a list that follows its newest row stands still: nothing is loaded meanwhile.
    pub stands: bool,
    /// Rows that are marked, the oldest mark first.
    pub marks: Vec<Key>,
    /// The row a range began at, which goes to the cursor; none while no range is drawn.
    pub range: Option<Key>,
    /// What narrowed a list of which every row is marked, also those that are not here; none where
    /// rows are marked one by one.
    pub set: Option<String>,
    /// Columns that are hidden: of which list, and the title.
    pub hidden: Vec<(usize, String)>,
}

impl View {
    /// The list that has the cursor.
    pub(crate) fn focused(&self) -> &Pane {
        self.panes.get(self.pane).unwrap_or(&self.panes[0])
    }

    /// The list that has the cursor, to move it.
    pub(crate) fn focused_mut(&mut self) -> &mut Pane {
        let [first, second, third, fourth, fifth, sixth] = &mut self.panes;
        match self.pane {
            1 => second,
            2 => third,
            3 => fourth,
            4 => fifth,
            5 => sixth,
            _ => first,
        }
    }

    /// The places of the range among the rows of the list with the cursor; none while none is drawn.
    pub(crate) fn range_among(&self, keys: &[Key]) -> Option<RangeInclusive<usize>> {
        let start = self.range.as_ref()?;
        let start = keys.iter().position(|key| key == start)?;
        let end = self.focused().position(keys)?;
        Some(start.min(end)..=start.max(end))
    }

    /// True when a column of a list was hidden.
    pub(crate) fn hides(&self, pane: usize, title: &str) -> bool {
        self.hidden.iter().any(|(of, hidden)| *of == pane && hidden == title)
    }

    /// Hides a column of the list with the cursor, or shows it again.
    pub(crate) fn toggle_column(&mut self, title: &str) {
        let pane = self.pane;
        let n_before = self.hidden.len();
        self.hidden.retain(|(of, hidden)| *of != pane || hidden != title);
        if self.hidden.len() == n_before {
            self.hidden.push((pane, title.to_owned()));
        }
    }

    /// True when rows may be hidden.
    pub(crate) fn is_filtered(&self) -> bool {
        self.problems || !self.filter.value().trim().is_empty()
    }
}

impl Pane {
    /// Where the cursor stands among `keys`; none when there are none.
    pub(crate) fn position(&self, keys: &[Key]) -> Option<usize> {
        let last = keys.len().checked_sub(1)?;
        let found =
            self.cursor.as_ref().and_then(|cursor| keys.iter().position(|key| key == cursor));
        Some(found.unwrap_or_else(|| self.place.min(last)))
    }

    /// Puts the cursor on a row, held inside the list.
    pub(crate) fn put(&mut self, keys: &[Key], place: usize) {
        let place = place.min(keys.len().saturating_sub(1));
        self.cursor = keys.get(place).cloned();
        self.place = place;
    }

    /// The first row to draw so that the cursor's is seen, moving as little as can be.
    pub(crate) fn scroll(&self, position: Option<usize>, n_rows: usize, height: usize) -> usize {
        self.height.set(height);
        let highest = n_rows.saturating_sub(height);
        let mut top = self.top.get().min(highest);
        if let Some(position) = position {
            top = top.min(position).max((position + 1).saturating_sub(height));
        }
        self.top.set(top);
        top
    }
}
