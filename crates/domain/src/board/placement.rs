//! Placements as people look at them: a list with how each goes, and one with all that belongs to it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::finding::FindingLine;
use crate::clean_text::CleanText;
use crate::compliance::document::{DocumentKind, DocumentState};
use crate::compliance::dossier::Terms;
use crate::country::Country;
use crate::id::{ClientId, DeveloperId, DocumentId, PlacementId};
use crate::placement_health::{Alarm, Band, Driver, DriverPoints};
use crate::replacement::CaseLine;
use crate::timesheet::{TimeKind, Timesheet, TimesheetState};

/// A placement, as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PlacementLine {
    /// Identity.
    pub placement_id: PlacementId,
    /// Who works.
    pub developer_id: DeveloperId,
    /// Their name, or `developer 17` when none is kept.
    pub developer: CleanText,
    /// Where they work from; none when it cannot be read.
    pub country: Option<Country>,
    /// For whom.
    pub client_id: ClientId,
    /// Its name.
    pub client: CleanText,
    /// First civil day of work.
    pub starts_on: Date,
    /// First civil day they no longer work there; none when no end is known.
    pub ends_on: Option<Date>,
    /// Civil day from which the client may no longer ask for a replacement.
    pub guarantee_until: Date,
    /// Hours a week.
    pub weekly_hours: u8,
    /// How it stands; none when nobody has looked yet.
    pub band: Option<Band>,
    /// Civil day it came into its band.
    pub since_on: Option<Date>,
    /// 0 to 10,000.
    pub points: u32,
    /// How sure that is, 0 to 10,000.
    pub confidence: u32,
    /// What does not wait.
    pub alarms: BTreeSet<Alarm>,
    /// Findings of it and of its developer that are not settled.
    pub n_findings: u32,
    /// Those of them that stop something now.
    pub n_blocking: u32,
}

/// Placements that are looked at.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PlacementsBoard {
    /// The database's clock.
    pub at: Timestamp,
    /// The day they are seen from.
    pub as_of: Date,
    /// Those first that go worst.
    pub lines: Vec<PlacementLine>,
    /// How many stand in each band.
    pub n_by_band: BTreeMap<Band, u64>,
}

/// How much of what makes an employee is there in a contract.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ClassificationLine {
    /// Of which placement.
    pub placement_id: PlacementId,
    /// Who works.
    pub developer_id: DeveloperId,
    /// Where they work from.
    pub country: Country,
    /// For whom.
    pub client_id: ClientId,
    /// 0 to 100.
    pub points: u8,
    /// Whether a legal element that is not there caps the points.
    pub capped: bool,
    /// What counted, with its points.
    pub counted: BTreeMap<&'static str, u8>,
}

/// A paper, as people look at it: without the number on it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DocumentLine {
    /// Identity.
    pub document_id: DocumentId,
    /// What it is.
    pub kind: DocumentKind,
    /// Of which placement; none when it is the developer's or the client's own.
    pub placement_id: Option<PlacementId>,
    /// Where it stands, or that it has expired.
    pub stands: &'static str,
    /// First civil day it counts.
    pub issued_on: Option<Date>,
    /// First civil day it no longer counts; none never.
    pub expires_on: Option<Date>,
    /// Who found it right: a login; none nobody.
    pub verified_by: Option<CleanText>,
}

impl DocumentLine {
    /// What a line says of a paper in a state on a day.
    pub fn stands(state: DocumentState, expires_on: Option<Date>, day: Date) -> &'static str {
        let expired = state.is_held() && expires_on.is_some_and(|end| end <= day);
        if expired { Self::EXPIRED } else { state.name() }
    }

    /// What a line says of a paper that would count, had it not ended.
    pub const EXPIRED: &str = "expired";

    /// Whether it has ended.
    pub fn is_expired(&self) -> bool {
        self.stands == Self::EXPIRED
    }
}

/// A week of work, as people look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct WeekLine {
    /// Its first civil day.
    pub week_on: Date,
    /// Where its timesheet stands.
    pub state: TimesheetState,
    /// Minutes worked.
    pub worked_minutes: u32,
    /// Minutes away for whatever reason.
    pub away_minutes: u32,
    /// Hours the law allowed in it; none where it limits none, as for contractors.
    pub hours_max: Option<i64>,
}

impl WeekLine {
    /// What a timesheet tells, beside what the law allowed.
    pub fn of(told: &Timesheet, hours_max: Option<i64>) -> Self {
        Self {
            week_on: told.from,
            state: told.state,
            worked_minutes: told.minutes(TimeKind::Work),
            away_minutes: told.minutes_away(),
            hours_max,
        }
    }

    /// Whether more was worked than the law allowed.
    pub fn is_over(&self) -> bool {
        self.hours_max.is_some_and(|most| most * 60 < i64::from(self.worked_minutes))
    }
}

/// One placement.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PlacementBoard {
    /// The database's clock.
    pub at: Timestamp,
    /// The day it is seen from.
    pub as_of: Date,
    /// Itself.
    pub line: PlacementLine,
    /// What it pays and bills, by day.
    pub terms: Vec<Terms>,
    /// What was told of the last weeks, oldest first.
    pub weeks: Vec<WeekLine>,
    /// What its health is made of.
    pub drivers: BTreeMap<Driver, DriverPoints>,
    /// Points of its health at the end of each of the last weeks, oldest first; none before enough
    /// was said.
    pub trend: Vec<(Date, Option<u32>)>,
    /// Papers of the developer and of the placement.
    pub documents: Vec<DocumentLine>,
    /// What is found of it and of its developer.
    pub findings: Vec<FindingLine>,
    /// Its newest replacement case; none when there never was one.
    pub case: Option<CaseLine>,
}
