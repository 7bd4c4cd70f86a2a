//! Findings as people look at them: a list that can be narrowed, and one with its history.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::clean_text::CleanText;
use crate::country::Country;
use crate::finding::life::FindingEventKind;
use crate::finding::{FindingState, Severity, Subject};
use crate::id::{ClientId, DeveloperId, FindingId};

/// Which findings are looked at; everything left out is no condition.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct FindingFilter {
    /// What they stop now.
    pub severity: Option<Severity>,
    /// Start of the rule's name: `DOC` or `DOC-02`.
    pub rule: Option<String>,
    /// Where the developer works from, or the client sits.
    pub country: Option<Country>,
    /// Of whose placements, or of whom.
    pub client: Option<ClientId>,
    /// About whom, or about whose placements.
    pub developer: Option<DeveloperId>,
    /// About what.
    pub subject: Option<Subject>,
    /// Where they stand; all that are not settled when left out.
    pub state: Option<FindingState>,
    /// Due on this day or before.
    pub due_by: Option<Date>,
}

/// A finding, as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FindingLine {
    /// Identity.
    pub finding_id: FindingId,
    /// Which rule found it.
    pub rule: CleanText,
    /// What it stops now.
    pub severity: Severity,
    /// What it stops once it is due.
    pub severity_due: Severity,
    /// Where it stands.
    pub state: FindingState,
    /// What it is about.
    pub subject: Subject,
    /// Who it is about, or whose placement; none when it is about a client.
    pub developer_id: Option<DeveloperId>,
    /// Name of the developer or of the client.
    pub name: CleanText,
    /// Where they work from, or sit; none unknown.
    pub country: Option<Country>,
    /// The client of the placement, or the client.
    pub client: Option<CleanText>,
    /// Civil day it was found, the last time it opened.
    pub opened_on: Date,
    /// Civil day from which it stops what it stops.
    pub due_on: Date,
    /// What is wrong.
    pub says: CleanText,
}

/// Findings that are looked at.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FindingsBoard {
    /// The database's clock.
    pub at: Timestamp,
    /// Those first that stop something, then by the day they are due.
    pub lines: Vec<FindingLine>,
    /// How many there are in all, by what they stop now.
    pub n_by_severity: BTreeMap<Severity, u64>,
    /// The newest business date that was looked at; none before the first night.
    pub checked_on: Option<Date>,
}

/// Something that happened to a finding.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FindingEventLine {
    /// What.
    pub kind: FindingEventKind,
    /// When.
    pub at: Timestamp,
    /// Of the night that saw it; none when a person did it.
    pub business_date: Option<Date>,
    /// Who did it; none when a night did.
    pub actor: Option<CleanText>,
    /// Why, as the person says.
    pub reason: CleanText,
}

/// A finding that somebody asks to let be, or that is let be.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct WaiverLine {
    /// Why.
    pub reason: CleanText,
    /// Who asks.
    pub asked_by: CleanText,
    /// Who agreed; none nobody yet.
    pub waived_by: Option<CleanText>,
    /// First civil day it is no longer let be.
    pub until: Date,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FindingBoard {
    /// Itself.
    pub line: FindingLine,
    /// Version of the rule that found it last.
    pub rule_version: u16,
    /// What it was decided on.
    pub evidence: BTreeMap<String, CleanText>,
    /// Whether it is let be, or somebody asks for that.
    pub waiver: Option<WaiverLine>,
    /// What happened to it, newest first.
    pub events: Vec<FindingEventLine>,
}
