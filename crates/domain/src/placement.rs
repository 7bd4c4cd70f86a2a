//! Placements of the past and the present: where a developer works or has worked for the firm's
//! clients, how each one ended, and where they will not be placed.

use jiff::civil::Date;

use crate::id::ClientId;

/// One placement of a developer, running or over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PastPlacement {
    /// With whom.
    pub client_id: ClientId,
    /// First civil day of work.
    pub starts_on: Date,
    /// First civil day they no longer work there; none when no end is known.
    pub ends_on: Option<Date>,
    /// The day from which the client may no longer ask for a replacement.
    pub guarantee_until: Date,
    /// Hours a week it takes.
    pub weekly_hours: u8,
}

/// What came of a placement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlacementOutcome {
    /// It reached the end of its guarantee.
    Survived,
    /// It ended before.
    Fell,
    /// Too soon to say.
    Open,
}

impl PastPlacement {
    /// What had come of it by a day.
    pub fn outcome_on(&self, day: Date) -> PlacementOutcome {
        match self.ends_on {
            Some(end) if end < self.guarantee_until && end <= day => PlacementOutcome::Fell,
            Some(end) if end < self.guarantee_until => PlacementOutcome::Open,
            Some(_) | None if self.guarantee_until <= day => PlacementOutcome::Survived,
            Some(_) | None => PlacementOutcome::Open,
        }
    }

    /// Whether it takes hours on a day.
    pub fn runs_on(&self, day: Date) -> bool {
        self.starts_on <= day && self.ends_on.is_none_or(|end| day < end)
    }
}

/// A client and a developer who are not to be brought together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Exclusion {
    /// Which client.
    pub client_id: ClientId,
    /// First civil day it no longer holds; none when it holds for good.
    pub until: Option<Date>,
}

impl Exclusion {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.until.is_none_or(|until| day < until)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const GUARANTEE: Date = date(2026, 4, 1);

    fn check(ends_on: Option<Date>, day: Date, expected: PlacementOutcome) {
        let placement = PastPlacement {
            client_id: ClientId(1),
            starts_on: date(2026, 1, 1),
            ends_on,
            guarantee_until: GUARANTEE,
            weekly_hours: 40,
        };
        assert_eq!(placement.outcome_on(day), expected, "ends {ends_on:?}, seen on {day}");
    }

    #[test]
    fn a_guarantee_reached_is_survived_from_its_very_day() {
        use PlacementOutcome::{Open, Survived};
        check(None, date(2026, 3, 31), Open);
        check(None, GUARANTEE, Survived);
        check(Some(GUARANTEE), date(2026, 3, 31), Open);
        check(Some(GUARANTEE), GUARANTEE, Survived);
    }

    #[test]
    fn an_end_before_the_guarantee_counts_once_it_has_come() {
        use PlacementOutcome::{Fell, Open};
        let end = date(2026, 3, 31);
        check(Some(end), date(2026, 3, 30), Open);
        check(Some(end), end, Fell);
        check(Some(end), date(2027, 1, 1), Fell);
    }

    #[test]
    fn the_last_day_takes_hours_and_the_end_does_not() {
        let placement = PastPlacement {
            client_id: ClientId(1),
            starts_on: date(2026, 1, 1),
            ends_on: Some(date(2026, 2, 1)),
            guarantee_until: GUARANTEE,
            weekly_hours: 40,
        };
        let days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1)];
        assert_eq!(days.map(|day| placement.runs_on(day)), [false, true, true, false]);
    }

    #[test]
    fn an_exclusion_holds_until_the_day_before_its_end() {
        let until = |until| Exclusion { client_id: ClientId(1), until };
        let end = date(2026, 4, 1);
        assert!(until(Some(end)).holds_on(date(2026, 3, 31)));
        assert!(!until(Some(end)).holds_on(end));
        assert!(until(None).holds_on(date(2099, 1, 1)));
    }
}
