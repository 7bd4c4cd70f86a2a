//! The life of findings: what a night makes of those that are stored and those it found. Pure, so
//! that a night that is done again changes nothing.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{FindingKey, FindingState, Found, Severity};
use crate::id::FindingId;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What happened to a finding.
    "finding event" FindingEventKind {
        /// A night found it for the first time.
        Opened = "opened",
        /// A night found it again after it had been settled.
        Reopened = "reopened",
        /// Its days of grace are over: it stops what it stops.
        Due = "due",
        /// A night found it on other grounds than before.
        Changed = "changed",
        /// A night found it no longer.
        Resolved = "resolved",
        /// The day it was let be until has come.
        WaiverEnded = "waiver_ended",
        /// Somebody is at it.
        Acknowledged = "acknowledged",
        /// Somebody asks that it be let be.
        WaiverAsked = "waiver_asked",
        /// A second person agrees.
        Waived = "waived",
    }
}

/// A finding as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFinding {
    /// Identity.
    pub finding_id: FindingId,
    /// Where it stands.
    pub state: FindingState,
    /// What it stops now.
    pub severity: Severity,
    /// The civil day it is due on.
    pub due_on: Date,
    /// First civil day it is no longer let be; none when nobody lets it be.
    pub waived_until: Option<Date>,
    /// As a night found it last.
    pub found: Found,
}

/// What is written of one finding after a night.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The stored one; none when it is new.
    pub finding_id: Option<FindingId>,
    /// As it was found last.
    pub found: Found,
    /// Where it stands from now on.
    pub state: FindingState,
    /// What it stops from now on.
    pub severity: Severity,
    /// The civil day it is due on.
    pub due_on: Date,
    /// What happened, in order; never empty.
    pub events: Vec<FindingEventKind>,
}

/// What a night of `day` makes of the findings of some subjects: nothing for those that stay as
/// they are. Both lists are about the same subjects, and name each finding once.
pub fn changes(stored: Vec<StoredFinding>, found: Vec<Found>, day: Date) -> Vec<Change> {
    let mut stored: BTreeMap<FindingKey, StoredFinding> =
        stored.into_iter().map(|one| (one.found.key.clone(), one)).collect();
    let mut changes = Vec::new();
    for found in found {
        match stored.remove(&found.key) {
            None => changes.push(opened(None, found, FindingEventKind::Opened, day)),
            Some(known) if known.state == FindingState::Resolved => {
                let again = FindingEventKind::Reopened;
                changes.push(opened(Some(known.finding_id), found, again, day));
            }
            Some(known) => changes.extend(seen_again(&known, found, day)),
        }
    }
    let gone = stored.into_values().filter(|one| one.state != FindingState::Resolved);
    changes.extend(gone.map(|known| Change {
        finding_id: Some(known.finding_id),
        found: known.found,
        state: FindingState::Resolved,
        severity: known.severity,
        due_on: known.due_on,
        events: vec![FindingEventKind::Resolved],
    }));
    changes
}

/// What a finding stops on a day: nothing before it is due.
pub fn severity_on(severity: Severity, due_on: Date, day: Date) -> Severity {
    if severity.blocks() && day < due_on { Severity::Warn } else { severity }
}

fn opened(
    finding_id: Option<FindingId>,
    found: Found,
    event: FindingEventKind,
    day: Date,
) -> Change {
    let grace = i64::from(found.grace_days).days();
    let due_on = found.due_on.unwrap_or_else(|| day.saturating_add(grace));
    Change {
        finding_id,
        state: FindingState::Open,
        severity: severity_on(found.severity, due_on, day),
        due_on,
        events: vec![event],
        found,
    }
}

/// A finding that is not settled and was found again; none when nothing of it moves.
fn seen_again(known: &StoredFinding, found: Found, day: Date) -> Option<Change> {
    let mut events = Vec::new();
    let mut state = known.state;
    let due_on = found.due_on.unwrap_or(known.due_on);
    if state == FindingState::Waived && known.waived_until.is_none_or(|until| until <= day) {
        state = FindingState::Open;
        events.push(FindingEventKind::WaiverEnded);
    }
    let severity = severity_on(found.severity, due_on, day);
    if severity.blocks() && !known.severity.blocks() {
        events.push(FindingEventKind::Due);
    }
    if known.found != found || (known.severity != severity && events.is_empty()) {
        events.push(FindingEventKind::Changed);
    }
    let finding_id = Some(known.finding_id);
    (!events.is_empty()).then_some(Change { finding_id, found, state, severity, due_on, events })
}

#[cfg(test)]
mod tests;
