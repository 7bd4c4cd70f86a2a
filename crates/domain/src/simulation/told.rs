//! What was told of made-up work in the months before the last weeks, by those who are paid by it: one
//! timesheet a month, agreed but for a few. The last weeks are in `hours.rs`.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::draw::Draw;
use super::paid::PayMonths;
use crate::country::Country;
use crate::holiday::Holidays;
use crate::placement::PastPlacement;
use crate::timesheet::{TimeKind, Timesheet, TimesheetDay, TimesheetState};

/// How many of a hundred months the client does not agree to.
const DISPUTED_PCT: u32 = 1;
/// How often somebody is away in a month, for how many days at most.
const AWAY: &[(u32, Option<(TimeKind, i64)>)] = &[
    (80, None),
    (11, Some((TimeKind::Vacation, 6))),
    (6, Some((TimeKind::Sick, 2))),
    (3, Some((TimeKind::Unpaid, 3))),
];

/// Of which work is told.
pub(super) struct Told<'a> {
    pub(super) country: Country,
    pub(super) employed: bool,
    pub(super) placement: &'a PastPlacement,
    /// First civil day that is told of elsewhere, or not at all.
    pub(super) until: Date,
}

/// Timesheets by month.
pub(super) fn months(draw: &mut Draw, told: &Told<'_>, months: PayMonths) -> Vec<Timesheet> {
    let PastPlacement { starts_on, ends_on, .. } = *told.placement;
    let last = ends_on.map_or(told.until, |end| end.min(told.until));
    let holidays: BTreeSet<Date> = Holidays::house()
        .between(told.country, None, months.first, months.end)
        .into_keys()
        .collect();
    let stretches = months.all().map(|month| {
        let next = month.saturating_add(1.month());
        (month.max(starts_on), next.min(last))
    });
    let sheets =
        stretches.filter(|(from, to)| from < to).map(|span| month(draw, told, &holidays, span));
    sheets.filter(|sheet| !sheet.days.is_empty()).collect()
}

fn month(
    draw: &mut Draw,
    told: &Told<'_>,
    holidays: &BTreeSet<Date>,
    (from, to): (Date, Date),
) -> Timesheet {
    let disputed = draw.chance(DISPUTED_PCT);
    let state = if disputed { TimesheetState::Disputed } else { TimesheetState::ClientOk };
    let away = *draw.weighted(AWAY);
    let n_away = away.map_or(0, |(_, most)| draw.number(1..=most));
    let away_from = draw.day(from, 0..=14);
    let away_to = away_from.saturating_add(n_away.days());
    let a_day = u16::from(told.placement.weekly_hours) * 60 / 5;
    let all = (0..31_i64).map(|after| from.saturating_add(after.days()));
    let days = all
        .take_while(|day| *day < to)
        .filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday));
    let days = days.filter_map(|day| {
        let kind = match away {
            _ if holidays.contains(&day) => TimeKind::Holiday,
            Some((kind, _)) if away_from <= day && day < away_to => kind,
            _ => TimeKind::Work,
        };
        let short = if kind == TimeKind::Work { 15 * u16::from(draw.small(0..=2)) } else { 0 };
        let is_told = told.employed || kind == TimeKind::Work;
        is_told.then_some(TimesheetDay { day, kind, minutes: a_day - short })
    });
    Timesheet { from, to, state, days: days.collect() }
}
