//! A row becomes an incident: something that went wrong in a placement.

use jiff::civil::Date;

use crate::clean_text::CleanText;
use crate::placement_health::IncidentSeverity;

use super::owner::Owner;
use super::record::Record;
use super::{Intake, Refusal, parse};

/// Characters of what happened: a few sentences.
const SAYS_CHARS_MAX: usize = 1_000;

/// An incident as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingIncident {
    /// Identity at the source.
    pub external_ref: String,
    /// In which placement.
    pub placement: Owner,
    /// How bad.
    pub severity: IncidentSeverity,
    /// Civil day it began.
    pub opened_on: Date,
    /// Civil day it was settled; none while it is open.
    pub closed_on: Option<Date>,
    /// What happened.
    pub says: CleanText,
}

impl Intake<'_> {
    /// Reads an incident.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn incident(&mut self, record: &Record<'_>) -> Result<IncomingIncident, Vec<Refusal>> {
        let rules = self.mapping.table(|file| file.incident.as_ref())?;
        self.row(record, |row| {
            let external_ref = row.reference();
            let placement = row.owner(&rules.placement, Owner::Placement);
            let asks = ("the severity", "write minor, major or critical");
            let severity = row.must(&rules.severity, asks, parse::word);
            let opened_on = row.day(&rules.opened_on, "the day it began");
            let closed_on = row.day_from(&rules.closed_on, opened_on);
            let asks = ("what happened", "write it in a sentence");
            let says = row.must(&rules.says, asks, |said| parse::text(said, SAYS_CHARS_MAX));
            Some(IncomingIncident {
                external_ref: external_ref?,
                placement: placement?,
                severity: severity?,
                opened_on: opened_on?,
                closed_on,
                says: says?,
            })
        })
    }
}
