//! The clock: when pipelines are due, in civil time, and what is done about dates that were missed.
//!
//! A schedule has at most one firing for a business date, whatever the zone does with its clocks: a
//! time that is skipped fires at the first instant after the gap, a time that comes twice fires the
//! first time. Which firings there were is the ledger's to know; what to do with those it does not
//! know is decided here, from the ledger's words and the time alone.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::job::Pipeline;
use crate::vocabulary::vocabulary;

/// A firing this much late is still on time: the worker was restarted, the host was slow.
pub const LATE_MAX: SignedDuration = SignedDuration::from_hours(1);

vocabulary! {
    /// What happens to a date that is no business day.
    "roll" Roll {
        /// It has no firing.
        Skip = "skip",
        /// The last business day before it stands in.
        Previous = "previous",
        /// The first business day after it stands in.
        Next = "next",
    }
}

vocabulary! {
    /// What happens to dates whose time went by while nobody could fire.
    "missed policy" MissedPolicy {
        /// Each is run, the oldest first.
        All = "all",
        /// The newest is run, the others are written down as missed.
        Last = "last",
        /// None is run.
        None = "none",
        /// None is run before somebody says so.
        Ask = "ask",
    }
}

vocabulary! {
    /// What happens when a date is due while the run of an earlier one is at work.
    "overlap policy" OverlapPolicy {
        /// It waits for the earlier one to end.
        Wait = "wait",
        /// It is written down as missed.
        Skip = "skip",
    }
}

vocabulary! {
    /// Why a date has no run of its own.
    "miss reason" MissReason {
        /// No worker was up, or the database was away.
        Down = "down",
        /// The schedule was paused.
        Paused = "paused",
        /// The run of an earlier date was still at work.
        Overlap = "overlap",
        /// The month is approved, or the one before it is not locked.
        Closed = "closed",
    }
}

vocabulary! {
    /// What came of a firing.
    "firing state" FiringState {
        /// It is due; its run is about to be planned, or waits for an earlier one.
        Due = "due",
        /// It has a run.
        Started = "started",
        /// It has none.
        Missed = "missed",
        /// Somebody must say.
        Asked = "asked",
    }
}

/// When a pipeline is due.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// What it is called; unique.
    pub name: String,
    /// What it starts.
    pub pipeline: Pipeline,
    /// The time of day.
    pub at: Time,
    /// Whose clock and calendar.
    pub zone: TimeZone,
    /// A firing before this time belongs to the business date of the day before.
    pub cutoff: Time,
    /// Weekdays it is meant for, 1 for Monday.
    pub days: BTreeSet<i8>,
    /// Weekdays on which business is done, 1 for Monday.
    pub business_days: BTreeSet<i8>,
    /// Days on which none is done all the same.
    pub holidays: BTreeSet<Date>,
    /// What happens to dates that are no business days.
    pub roll: Roll,
    /// What happens to dates that were missed.
    pub missed: MissedPolicy,
    /// Missed dates older than so many days are left alone.
    pub within_days: u16,
    /// What happens while an earlier date is at work.
    pub overlap: OverlapPolicy,
}

/// A business date and the instant it is due.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub struct Firing {
    /// The civil day the run is for.
    pub business_date: Date,
    /// When it is due.
    pub due_at: Timestamp,
    /// What the clocks did to it; none on an ordinary day.
    pub twist: Option<Twist>,
}

/// What the clocks did to a firing.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Twist {
    /// The time is skipped that day: it fires when the gap ends.
    Gap,
    /// The time comes twice that day: it fires the first time.
    Fold,
}

/// What to do about a firing the ledger does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Start its run.
    Start(Firing),
    /// Write down that it was missed.
    Miss(Firing, MissReason),
    /// Write down that somebody must say.
    Ask(Firing),
}

impl Decision {
    /// Which firing it is about.
    pub const fn firing(self) -> Firing {
        match self {
            Self::Start(firing) | Self::Miss(firing, _) | Self::Ask(firing) => firing,
        }
    }
}

/// Business days looked at for one that stands in: no calendar has a longer row of holidays.
const ROLL_MAX: usize = 31;

impl Schedule {
    /// True on a day on which business is done.
    pub fn is_business_day(&self, date: Date) -> bool {
        let weekday = date.weekday().to_monday_one_offset();
        self.business_days.contains(&weekday) && !self.holidays.contains(&date)
    }

    /// The business date that a date it is meant for comes to; none where the date is not one, or no
    /// business day stands in for it.
    pub fn rolled(&self, date: Date) -> Option<Date> {
        if !self.days.contains(&date.weekday().to_monday_one_offset()) {
            return None;
        }
        let way = match self.roll {
            _ if self.is_business_day(date) => return Some(date),
            Roll::Skip => return None,
            Roll::Previous => -1,
            Roll::Next => 1,
        };
        date.series(way.day()).take(ROLL_MAX).find(|other| self.is_business_day(*other))
    }

    /// The firings from a business date on, in order; one for each, however many dates come to it.
    pub fn firings(&self, from: Date) -> impl Iterator<Item = Firing> + '_ {
        let first = from.saturating_sub(i64::try_from(ROLL_MAX).unwrap_or(0).days());
        let mut last = None;
        first
            .series(1.day())
            .filter_map(|date| self.rolled(date))
            .filter(move |date| *date >= from)
            .filter(move |date| last.replace(*date) != Some(*date))
            .map(|date| self.due(date))
    }

    /// The firing of a business date; none where it has none.
    pub fn firing(&self, business_date: Date) -> Option<Firing> {
        self.firings(business_date).next().filter(|firing| firing.business_date == business_date)
    }

    /// The newest business date that is due at an instant, or will be next: where to begin to look.
    fn newest(&self, now: Timestamp) -> Date {
        // A day ahead covers every offset between zones and a cut-off after midnight.
        now.to_zoned_datetime(self.zone.clone()).date().saturating_add(1.day())
    }

    /// What to do about every firing that is due and that the ledger does not know, the oldest first.
    /// The schedule answers for dates from `since` on; a paused one fires nothing.
    pub fn decide(
        &self,
        now: Timestamp,
        since: Date,
        known: impl Fn(Date) -> bool,
        paused: bool,
    ) -> Vec<Decision> {
        let newest = self.newest(now);
        let oldest = newest.saturating_sub(i64::from(self.within_days).days()).max(since);
        let due: Vec<Firing> = self
            .firings(oldest)
            .take_while(|firing| firing.business_date <= newest)
            .filter(|firing| firing.due_at <= now && !known(firing.business_date))
            .collect();
        let n_due = due.len();
        let decision = |(at, firing): (usize, Firing)| {
            let late = now.duration_since(firing.due_at) > LATE_MAX;
            match (paused, self.missed) {
                (true, _) => Decision::Miss(firing, MissReason::Paused),
                (_, MissedPolicy::All) => Decision::Start(firing),
                (_, MissedPolicy::Last) if at + 1 == n_due => Decision::Start(firing),
                (_, MissedPolicy::None | MissedPolicy::Ask) if !late => Decision::Start(firing),
                (_, MissedPolicy::Last | MissedPolicy::None) => {
                    Decision::Miss(firing, MissReason::Down)
                }
                (_, MissedPolicy::Ask) => Decision::Ask(firing),
            }
        };
        due.into_iter().enumerate().map(decision).collect()
    }

    /// When a business date is due.
    fn due(&self, business_date: Date) -> Firing {
        let day = if self.at < self.cutoff {
            business_date.saturating_add(1.day())
        } else {
            business_date
        };
        let wall = day.to_datetime(self.at);
        let (due_at, twist) = instant(&self.zone, wall);
        Firing { business_date, due_at, twist }
    }
}

/// The instant of a wall clock's time: the first of two, or the end of the gap it falls into.
fn instant(zone: &TimeZone, wall: DateTime) -> (Timestamp, Option<Twist>) {
    let ambiguous = zone.to_ambiguous_timestamp(wall);
    let twist = match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => None,
        AmbiguousOffset::Gap { .. } => Some(Twist::Gap),
        AmbiguousOffset::Fold { .. } => Some(Twist::Fold),
    };
    // Out of range only in the years -9999 and 9999, where nothing is scheduled.
    let at = match twist {
        Some(Twist::Fold) => ambiguous.earlier(),
        Some(Twist::Gap) => ambiguous.later(),
        None => ambiguous.compatible(),
    };
    let at = at.unwrap_or(Timestamp::MAX);
    if twist != Some(Twist::Gap) {
        return (at, twist);
    }
    // As far after the gap's end as the wall's time is after its beginning: the gap's end is the last
    // change of the clocks up to then.
    let just_after = at.saturating_add(SignedDuration::from_secs(1)).unwrap_or(at);
    let end = zone.preceding(just_after).next().map(|change| change.timestamp());
    (end.unwrap_or(at), twist)
}

/// Reads the weekdays of a schedule: `mon`, `tue` and so on, from 1 for Monday.
pub fn weekday(text: &str) -> Option<i8> {
    let all = [
        ("mon", Weekday::Monday),
        ("tue", Weekday::Tuesday),
        ("wed", Weekday::Wednesday),
        ("thu", Weekday::Thursday),
        ("fri", Weekday::Friday),
        ("sat", Weekday::Saturday),
        ("sun", Weekday::Sunday),
    ];
    all.iter().find(|(name, _)| *name == text).map(|(_, day)| day.to_monday_one_offset())
}
