//! Clients as people look at them: a list with how each one's placements go, and one with all that
//! belongs to it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::RoleLine;
use super::finding::FindingLine;
use super::lasting::Lasting;
use super::placement::{DocumentLine, PlacementLine};
use crate::clean_text::CleanText;
use crate::country::Country;
use crate::id::ClientId;
use crate::placement_health::Band;

/// A client, as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ClientLine {
    /// Which.
    pub client_id: ClientId,
    /// As it writes its name.
    pub name: CleanText,
    /// Where it sits; none unknown.
    pub country: Option<Country>,
    /// Roles that look for people.
    pub n_open_roles: u32,
    /// Seats of those roles.
    pub n_seats: u32,
    /// Placements at work on the day.
    pub n_at_work: u32,
    /// How those stand; a placement nobody has looked at yet is in no band.
    pub n_by_band: BTreeMap<Band, u32>,
    /// How long its master agreement counts.
    pub agreement: Lasting,
    /// Findings of it and of its placements that are not settled.
    pub n_findings: u32,
    /// Those of them that stop something now and that nobody lets be.
    pub n_blocking: u32,
    /// The first civil day one of them is due; none without findings.
    pub due_on: Option<Date>,
}

impl ClientLine {
    /// Placements that stand in a band.
    pub fn n_in(&self, band: Band) -> u32 {
        self.n_by_band.get(&band).copied().unwrap_or_default()
    }
}

/// Clients that are looked at.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ClientsBoard {
    /// The database's clock.
    pub at: Timestamp,
    /// The day they are seen from.
    pub as_of: Date,
    /// Those first of whom most is stopped, then whose placements go worst, then by how many work there.
    pub lines: Vec<ClientLine>,
    /// How many there are in all.
    pub n_clients: u64,
}

/// One client.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ClientBoard {
    /// The database's clock.
    pub at: Timestamp,
    /// The day it is seen from.
    pub as_of: Date,
    /// Itself.
    pub line: ClientLine,
    /// Its roles, open ones first.
    pub roles: Vec<RoleLine>,
    /// Its placements that have not ended, those first that go worst.
    pub placements: Vec<PlacementLine>,
    /// Its papers.
    pub documents: Vec<DocumentLine>,
    /// What is found of it and of its placements.
    pub findings: Vec<FindingLine>,
}
