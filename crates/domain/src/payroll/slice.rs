//! Which part of a month which terms hold for, in the days those terms are counted in.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::exact::Exact;
use super::facts::{PayFacts, PayMonth, PayTerms};
use crate::holiday::Holidays;
use crate::money::Proration;
use crate::timesheet::{TimeKind, TimesheetState};

/// Some days of a month under one set of terms.
#[derive(Debug, Clone)]
pub(super) struct Slice<'a> {
    /// The terms.
    pub(super) terms: &'a PayTerms,
    /// First civil day.
    pub(super) from: Date,
    /// First civil day it no longer holds for.
    pub(super) to: Date,
    /// Days of it, as the terms count them.
    pub(super) counted: i64,
    /// Days of the whole month, as the terms count them.
    pub(super) base: i64,
    /// Days of it that are not paid.
    pub(super) unpaid: Exact,
    /// Minutes of it that are agreed and paid by the hour.
    pub(super) minutes: i64,
}

impl Slice<'_> {
    /// Part of a full month worked.
    pub(super) fn part(&self) -> Exact {
        let worked = (Exact::whole(self.counted) - self.unpaid.clone()).max(Exact::zero());
        worked * Exact::ratio(1, self.base.max(1))
    }
}

/// The civil days of a month a placement covers: first, and first it no longer covers. None for none.
pub(super) fn employed(facts: &PayFacts, month: &PayMonth) -> Option<(Date, Date)> {
    let from = facts.starts_on.max(month.first);
    let to = facts.ends_on.map_or(month.end(), |end| end.min(month.end()));
    (from < to).then_some((from, to))
}

/// Civil days from one until before another.
pub(super) fn days_between(from: Date, to: Date) -> i64 {
    let days = from.until((jiff::Unit::Day, to)).map(|span| span.get_days());
    i64::from(days.unwrap_or_default()).max(0)
}

/// The slices of a month, by day.
///
/// # Errors
/// The first civil day that no terms hold on.
pub(super) fn slices<'a>(
    facts: &'a PayFacts,
    month: &PayMonth,
    (from, to): (Date, Date),
) -> Result<Vec<Slice<'a>>, Date> {
    let mut all = Vec::new();
    let mut next = from;
    for terms in &facts.terms {
        let starts = terms.terms.from.max(from);
        let ends = terms.terms.to.map_or(to, |end| end.min(to));
        if starts >= ends {
            continue;
        }
        if starts > next {
            return Err(next);
        }
        all.push(slice(facts, month, terms, (starts, ends)));
        next = ends;
    }
    if next < to { Err(next) } else { Ok(all) }
}

fn slice<'a>(
    facts: &PayFacts,
    month: &PayMonth,
    terms: &'a PayTerms,
    (from, to): (Date, Date),
) -> Slice<'a> {
    let count = |from, to| match terms.proration {
        Proration::Calendar => days_between(from, to),
        Proration::Working => working_days(facts, from, to),
    };
    let within = |day: Date| from <= day && day < to;
    let told = facts.timesheets.iter().filter(|sheet| sheet.state != TimesheetState::Draft);
    let unpaid: i64 = told
        .flat_map(|sheet| &sheet.days)
        .filter(|day| within(day.day) && day.kind == TimeKind::Unpaid)
        .map(|day| i64::from(day.minutes))
        .sum();
    let agreed = facts.timesheets.iter().filter(|sheet| is_agreed(sheet.state));
    let paid_kinds = |kind| match kind {
        TimeKind::Work => true,
        TimeKind::Vacation | TimeKind::Sick | TimeKind::Holiday | TimeKind::Leave => {
            facts.is_employment()
        }
        TimeKind::Unpaid => false,
    };
    let minutes = agreed
        .flat_map(|sheet| &sheet.days)
        .filter(|day| within(day.day) && paid_kinds(day.kind))
        .map(|day| i64::from(day.minutes))
        .sum();
    Slice {
        terms,
        from,
        to,
        counted: count(from, to),
        base: count(month.first, month.end()),
        unpaid: Exact::ratio(unpaid, facts.minutes_a_day()),
        minutes,
    }
}

/// Whether the client agrees to what a timesheet tells.
pub(super) const fn is_agreed(state: TimesheetState) -> bool {
    match state {
        TimesheetState::ClientOk | TimesheetState::Locked => true,
        TimesheetState::Draft | TimesheetState::Submitted | TimesheetState::Disputed => false,
    }
}

/// Monday to Friday from one day until before another, but for public holidays where they work.
pub(super) fn working_days(facts: &PayFacts, from: Date, to: Date) -> i64 {
    let holidays = Holidays::house().between(facts.country, None, from, to);
    let mut n = 0;
    let mut day = from;
    while day < to {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        n += i64::from(!weekend && !holidays.contains_key(&day));
        day = day.saturating_add(1.day());
    }
    n
}
