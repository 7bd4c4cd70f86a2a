//! Timesheets: what a developer tells of a stretch of days, usually a week, and where it stands with
//! the client. Minutes only: what they cost is a matter of the terms of each day.

use jiff::civil::Date;

use crate::vocabulary::vocabulary;

/// Weeks before today that rules and screens look back at: what is older was paid.
pub const N_WEEKS: i64 = 6;

vocabulary! {
    /// Where a timesheet stands.
    "timesheet state" TimesheetState {
        /// The developer still writes it.
        Draft = "draft",
        /// Handed in; the client has not looked.
        Submitted = "submitted",
        /// The client agrees.
        ClientOk = "client_ok",
        /// The client does not: it is not paid until they do.
        Disputed = "disputed",
        /// It was paid, and changes no more.
        Locked = "locked",
    }
}

impl TimesheetState {
    /// Whether the developer stands by it.
    pub const fn is_handed_in(self) -> bool {
        match self {
            Self::Draft => false,
            Self::Submitted | Self::ClientOk | Self::Disputed | Self::Locked => true,
        }
    }

    /// As a line of a screen says it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Draft => "not handed in",
            Self::Submitted => "handed in",
            Self::ClientOk => "agreed",
            Self::Disputed => "disputed",
            Self::Locked => "paid",
        }
    }
}

vocabulary! {
    /// What the time of a day was.
    "kind of time" TimeKind {
        /// Work.
        Work = "work",
        /// Vacation.
        Vacation = "vacation",
        /// Sick.
        Sick = "sick",
        /// A public holiday that was kept.
        Holiday = "holiday",
        /// Away for another reason, and paid.
        Leave = "leave",
        /// Away, and not paid.
        Unpaid = "unpaid",
    }
}

/// Time of one kind on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct TimesheetDay {
    /// The civil day.
    pub day: Date,
    /// What it was.
    pub kind: TimeKind,
    /// 1 to 1,440.
    pub minutes: u16,
}

/// What was told of a stretch of days.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Timesheet {
    /// First civil day it tells of.
    pub from: Date,
    /// First civil day it no longer tells of.
    pub to: Date,
    /// Where it stands.
    pub state: TimesheetState,
    /// By day and kind, each kind of a day once.
    pub days: Vec<TimesheetDay>,
}

impl Timesheet {
    /// Minutes of a kind.
    pub fn minutes(&self, kind: TimeKind) -> u32 {
        self.days.iter().filter(|day| day.kind == kind).map(|day| u32::from(day.minutes)).sum()
    }

    /// Minutes of every kind but work.
    pub fn minutes_away(&self) -> u32 {
        let away = self.days.iter().filter(|day| day.kind != TimeKind::Work);
        away.map(|day| u32::from(day.minutes)).sum()
    }

    /// The days on which there was work, with its minutes.
    pub fn worked(&self) -> impl Iterator<Item = (Date, u16)> {
        self.days.iter().filter(|day| day.kind == TimeKind::Work).map(|day| (day.day, day.minutes))
    }
}

/// Minutes as people write them: `7:30`.
pub fn hours_words(minutes: u32) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn minutes_are_summed_by_what_they_were() {
        let day = |day, kind, minutes| TimesheetDay { day: date(2026, 11, day), kind, minutes };
        let week = Timesheet {
            from: date(2026, 11, 16),
            to: date(2026, 11, 23),
            state: TimesheetState::Submitted,
            days: vec![
                day(16, TimeKind::Work, 240),
                day(16, TimeKind::Sick, 210),
                day(17, TimeKind::Vacation, 480),
                day(18, TimeKind::Work, 455),
            ],
        };
        assert_eq!((week.minutes(TimeKind::Work), week.minutes_away()), (695, 690));
        let worked: Vec<_> = week.worked().collect();
        assert_eq!(worked, [(date(2026, 11, 16), 240), (date(2026, 11, 18), 455)]);
        assert_eq!(hours_words(695), "11:35");
        assert_eq!(hours_words(60), "1:00");
    }
}
