//! The timesheets of made-up people: the last weeks of the placement that runs, and work that is told
//! of one that is over. Drawn from a stream of their own, so that everything else stays what it was.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::draw::{Draw, Kind};
use super::trouble::Trouble;
use crate::compliance::parameter::{ParameterKey, Parameters};
use crate::country::Country;
use crate::developer::{Developer, Engagement};
use crate::holiday::Holidays;
use crate::placement::PastPlacement;
use crate::placement_health::monday_of;
use crate::timesheet::{N_WEEKS, TimeKind, Timesheet, TimesheetDay, TimesheetState};

/// How many of a hundred employees at work have a trouble planted.
const TROUBLED_PCT: u32 = 30;
/// How many of a hundred whose last placement ended of late told work after it.
const LATE_PCT: u32 = 20;
/// Days back in which a placement ended of late.
const LATE_DAYS: i64 = 300;
/// How many of a hundred weeks the client does not agree to.
const DISPUTED_PCT: u32 = 1;
/// Minutes over the limit of a week that is too long.
const MINUTES_OVER: i64 = 90;

/// The timesheets of somebody.
pub(super) struct Hours {
    /// Of the placement that runs, by week.
    pub(super) timesheets: Vec<Timesheet>,
    /// Of a placement that is over, by its place among all: work after its end.
    pub(super) told_late: Option<(usize, Timesheet)>,
    /// What is planted.
    pub(super) planted: Vec<Trouble>,
}

/// Where and how somebody works.
#[derive(Clone, Copy)]
struct At<'a> {
    country: Country,
    employed: bool,
    running: &'a PastPlacement,
    as_of: Date,
}

pub(super) fn of_developer(
    seed: u64,
    developer: &Developer,
    running: Option<&PastPlacement>,
    as_of: Date,
) -> Hours {
    let no = u32::try_from(developer.developer_id.0).unwrap_or_default();
    let mut draw = Draw::new(seed, Kind::Hours, no);
    let employed = developer.engagement == Some(Engagement::EmployerOfRecord);
    let mut planted = Vec::new();
    let timesheets = running.map_or_else(Vec::new, |running| {
        let at = At { country: developer.country, employed, running, as_of };
        let mut weeks = weeks(&mut draw, at);
        planted.extend(plant(&mut draw, at, &mut weeks));
        weeks.retain(|week| !week.days.is_empty());
        weeks
    });
    let told_late = told_late(&mut draw, &developer.placements, as_of);
    planted.extend(told_late.as_ref().map(|_| Trouble::WorkedAfterEnd));
    Hours { timesheets, told_late, planted }
}

fn holidays(at: At<'_>) -> BTreeSet<Date> {
    let from = monday_of(at.as_of).saturating_sub(N_WEEKS.weeks());
    Holidays::house().between(at.country, None, from, at.as_of).into_keys().collect()
}

/// Weeks without trouble: nobody works on a holiday, or more than was agreed.
fn weeks(draw: &mut Draw, at: At<'_>) -> Vec<Timesheet> {
    let holidays = holidays(at);
    let this_week = monday_of(at.as_of);
    let mondays = (1..=N_WEEKS).rev().map(|back| this_week.saturating_sub(back.weeks()));
    let a_day = u16::from(at.running.weekly_hours) * 60 / 5;
    let mut all = Vec::new();
    for from in mondays.filter(|monday| at.running.starts_on < monday.saturating_add(5.days())) {
        let to = from.saturating_add(1.week());
        let state = match (to == this_week, draw.chance(DISPUTED_PCT)) {
            (true, _) => TimesheetState::Submitted,
            (false, true) => TimesheetState::Disputed,
            (false, false) => TimesheetState::ClientOk,
        };
        let days = workdays(from).filter(|day| at.running.runs_on(*day));
        let days = days.filter_map(|day| {
            let kind = match draw.number(1..=100) {
                _ if holidays.contains(&day) => TimeKind::Holiday,
                1..=3 => TimeKind::Vacation,
                4..=5 => TimeKind::Sick,
                _ => TimeKind::Work,
            };
            let short = if kind == TimeKind::Work { 15 * u16::from(draw.small(0..=2)) } else { 0 };
            let paid = at.employed || kind == TimeKind::Work;
            paid.then_some(TimesheetDay { day, kind, minutes: a_day - short })
        });
        all.push(Timesheet { from, to, state, days: days.collect() });
    }
    all
}

/// Monday to Friday of a week.
fn workdays(monday: Date) -> impl Iterator<Item = Date> {
    (0..5_i64).map(move |after| monday.saturating_add(after.days()))
}

/// A trouble of an employee, planted in their weeks.
fn plant(draw: &mut Draw, at: At<'_>, weeks: &mut [Timesheet]) -> Option<Trouble> {
    if !at.employed || !draw.chance(TROUBLED_PCT) {
        return None;
    }
    let row = |key, day| Parameters::house().at(Some(at.country), key, day);
    let kept = |day: &&mut TimesheetDay| day.kind == TimeKind::Holiday;
    let last_full = weeks.iter_mut().rfind(|week| at.running.starts_on <= week.from);
    let long = last_full.and_then(|week| {
        let most = row(ParameterKey::WeeklyHoursMax, week.from)?.value;
        let n_days = week.worked().count();
        (n_days >= 3).then_some((week.from, most * 60 + MINUTES_OVER, n_days))
    });
    let holiday = weeks.iter_mut().flat_map(|week| &mut week.days).rfind(kept);
    let mut can = Vec::new();
    can.extend(row(ParameterKey::MinimumWageMonth, at.as_of).map(|_| Trouble::PayUnderMinimum));
    can.extend(long.map(|_| Trouble::HoursOverLimit));
    can.extend(holiday.as_ref().map(|_| Trouble::HolidayWorked));
    if can.is_empty() {
        return None;
    }
    let trouble = *draw.pick(&can);
    match (trouble, holiday, long) {
        (Trouble::HolidayWorked, Some(day), _) => day.kind = TimeKind::Work,
        (Trouble::HoursOverLimit, _, Some((from, minutes, n_days))) => {
            let a_day = minutes / i64::try_from(n_days).unwrap_or(5) + 1;
            let week = weeks.iter_mut().filter(|week| week.from == from);
            let days = week.flat_map(|week| &mut week.days);
            for day in days.filter(|day| day.kind == TimeKind::Work) {
                day.minutes = u16::try_from(a_day).unwrap_or(day.minutes);
            }
        }
        _ => {}
    }
    Some(trouble)
}

/// Work on the first days after the last placement, where it ended of late.
fn told_late(
    draw: &mut Draw,
    placements: &[PastPlacement],
    as_of: Date,
) -> Option<(usize, Timesheet)> {
    let late = as_of.saturating_sub(LATE_DAYS.days());
    let lately = |one: &PastPlacement| one.ends_on.is_some_and(|end| late <= end && end < as_of);
    let at = placements.iter().rposition(lately)?;
    let first = placements.get(at)?.ends_on?;
    if !draw.chance(LATE_PCT) {
        return None;
    }
    let first = match first.weekday() {
        Weekday::Saturday | Weekday::Sunday => monday_of(first).saturating_add(1.week()),
        Weekday::Monday
        | Weekday::Tuesday
        | Weekday::Wednesday
        | Weekday::Thursday
        | Weekday::Friday => first,
    };
    let from = monday_of(first);
    let days = workdays(from).filter(|day| first <= *day && *day < as_of).take(2);
    let days = days.map(|day| TimesheetDay { day, kind: TimeKind::Work, minutes: 480 });
    let days: Vec<_> = days.collect();
    let to = from.saturating_add(1.week());
    let told = Timesheet { from, to, state: TimesheetState::ClientOk, days };
    (!told.days.is_empty()).then_some((at, told))
}
