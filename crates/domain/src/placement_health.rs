//! The health of a placement: what clients, developers and the firm said of it week by week, with
//! what was said lately counting more, and the alarms that do not wait for a mean. Silence is not
//! health: a week nobody spoke counts as the middle, and makes the whole less sure.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use crate::vocabulary::vocabulary;

/// Points of full health, and the unit of everything here: basis points.
pub const POINTS_MAX: u32 = 10_000;
/// What a week without a word counts as.
const POINTS_OF_SILENCE: u32 = 5_000;
/// Weeks that count: after them a week weighs a ninetieth of the last.
const N_WEEKS: usize = 26;
/// Weight of the last four weeks, of which each four before have half: a half-life of four weeks.
const WEIGHTS: [u32; 4] = [10_000, 8_409, 7_071, 5_946];
/// Below it a placement is at risk.
const POINTS_AT_RISK: u32 = 6_000;
/// From it on a placement is stable.
const POINTS_STABLE: u32 = 7_500;
/// How far above its threshold a band is left for the better.
const POINTS_TO_LEAVE: u32 = 500;
/// A fall within [`DAYS_OF_FALL`] days that is an alarm.
const POINTS_OF_FALL: u32 = 1_500;
/// Days over which a fall counts.
const DAYS_OF_FALL: i64 = 28;
/// Weeks without a word from the client that are an alarm.
const N_WEEKS_SILENT: usize = 2;
/// Days before the end of a contract that are an alarm.
const DAYS_TO_END: i32 = 30;
/// Days to the end from which a contract is as good as without an end.
const DAYS_OF_HORIZON: i32 = 90;

vocabulary! {
    /// Who says how a placement goes.
    "voice" Voice {
        /// The client.
        Client = "client",
        /// The developer.
        Developer = "developer",
        /// The firm.
        Firm = "firm",
    }
}

vocabulary! {
    /// What the health of a placement is made of, heaviest first.
    "driver" Driver {
        /// The client is content.
        Satisfaction = "satisfaction",
        /// The work gets done.
        Delivery = "delivery",
        /// The developer is well.
        Wellbeing = "wellbeing",
        /// Timesheets come in time.
        Timesheets = "timesheets",
        /// People talk.
        Communication = "communication",
        /// The developer is paid in time.
        PaidOnTime = "paid_on_time",
        /// The contract goes on.
        Horizon = "horizon",
    }
}

impl Driver {
    /// Its part of the whole, in hundredths.
    pub const fn weight(self) -> u32 {
        match self {
            Self::Satisfaction => 30,
            Self::Delivery => 25,
            Self::Wellbeing => 15,
            Self::Timesheets | Self::Communication => 10,
            Self::PaidOnTime | Self::Horizon => 5,
        }
    }
}

vocabulary! {
    /// What does not wait for a mean.
    "alarm" Alarm {
        /// Few points.
        Low = "low",
        /// Many points less than four weeks before.
        Fell = "fell",
        /// The client has not spoken for two weeks.
        Silent = "silent",
        /// A critical incident is open.
        Incident = "incident",
        /// The contract ends within thirty days.
        Ending = "ending",
        /// A finding stops its payment.
        Blocked = "blocked",
    }
}

vocabulary! {
    /// How bad an incident is.
    "severity of an incident" IncidentSeverity {
        /// Unpleasant.
        Minor = "minor",
        /// It costs the client work or money.
        Major = "major",
        /// The placement is in question: an alarm while it is open.
        Critical = "critical",
    }
}

vocabulary! {
    /// How a placement stands, best first.
    "health band" Band {
        /// Nothing to do.
        Stable = "stable",
        /// To be watched.
        Watch = "watch",
        /// Somebody must act.
        AtRisk = "at_risk",
        /// Somebody must act today.
        Critical = "critical",
    }
}

impl Band {
    /// As a sentence says it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Watch => "to be watched",
            Self::AtRisk => "at risk",
            Self::Critical => "critical",
        }
    }
}

/// What somebody said of one week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckIn {
    /// Monday of the week.
    pub week_on: Date,
    /// Who.
    pub voice: Voice,
    /// What was said, 0 to 10,000 each.
    pub said: BTreeMap<Driver, u32>,
}

/// What health is worked out from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthFacts {
    /// First civil day of work.
    pub starts_on: Date,
    /// First civil day they no longer work there; none when no end is known.
    pub ends_on: Option<Date>,
    /// What was said, in any order.
    pub checkins: Vec<CheckIn>,
    /// Whether a critical incident is open.
    pub critical_incident: bool,
    /// Whether a finding stops its payment.
    pub blocked: bool,
}

/// One driver's part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DriverPoints {
    /// 0 to 10,000.
    pub points: u32,
    /// Weight of the weeks somebody spoke of it, of all: 0 to 10,000.
    pub confidence: u32,
}

/// How a placement is on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// 0 to 10,000.
    pub points: u32,
    /// How sure that is, 0 to 10,000.
    pub confidence: u32,
    /// How it stands.
    pub band: Band,
    /// What it is made of.
    pub drivers: BTreeMap<Driver, DriverPoints>,
    /// What does not wait.
    pub alarms: BTreeSet<Alarm>,
}

/// How a placement is on a day, given how it stood before; none before its first full week, and
/// once it is over.
pub fn health(facts: &HealthFacts, before: Option<Band>, day: Date) -> Option<Health> {
    if facts.ends_on.is_some_and(|end| end <= day) {
        return None;
    }
    let now = drivers(facts, day)?;
    let points = whole(&now, |part| part.points);
    let then = day.saturating_sub(DAYS_OF_FALL.days());
    let points_then = drivers(facts, then).map(|parts| whole(&parts, |part| part.points));
    let monday = monday_of(day);
    let silent = (1..=N_WEEKS_SILENT).all(|back| {
        let week = weeks_before(monday, back);
        week >= first_week(facts)
            && !facts.checkins.iter().any(|one| one.voice == Voice::Client && one.week_on == week)
    });
    let alarms: BTreeSet<Alarm> = [
        (Alarm::Low, points < POINTS_AT_RISK),
        (Alarm::Fell, points_then.is_some_and(|then| points + POINTS_OF_FALL <= then)),
        (Alarm::Silent, silent),
        (Alarm::Incident, facts.critical_incident),
        (Alarm::Ending, facts.ends_on.is_some_and(|end| days_between(day, end) <= DAYS_TO_END)),
        (Alarm::Blocked, facts.blocked),
    ]
    .into_iter()
    .filter_map(|(alarm, rings)| rings.then_some(alarm))
    .collect();
    let confidence = whole(&now, |part| part.confidence);
    let band = band(points, &alarms, before);
    Some(Health { points, confidence, band, drivers: now, alarms })
}

/// How a placement stands. A band is left for the better only some points above its threshold, so
/// that nobody is told twice of what trembles around it.
fn band(points: u32, alarms: &BTreeSet<Alarm>, before: Option<Band>) -> Band {
    if alarms.contains(&Alarm::Incident) {
        return Band::Critical;
    }
    let leaves = |threshold| points >= threshold + POINTS_TO_LEAVE;
    let was = before.unwrap_or(Band::Stable);
    if !alarms.is_empty() || (was >= Band::AtRisk && !leaves(POINTS_AT_RISK)) {
        Band::AtRisk
    } else if points < POINTS_STABLE || (was >= Band::Watch && !leaves(POINTS_STABLE)) {
        Band::Watch
    } else {
        Band::Stable
    }
}

/// The parts on a day, from the full weeks before it; none when there is none yet.
fn drivers(facts: &HealthFacts, day: Date) -> Option<BTreeMap<Driver, DriverPoints>> {
    let monday = monday_of(day);
    let first = first_week(facts);
    let weeks: Vec<Date> = (1..=N_WEEKS)
        .map(|back| weeks_before(monday, back))
        .take_while(|week| *week >= first)
        .collect();
    if weeks.is_empty() {
        return None;
    }
    let parts = Driver::ALL.iter().map(|driver| {
        let part = if *driver == Driver::Horizon {
            horizon(facts.ends_on, day)
        } else {
            said(*driver, &facts.checkins, &weeks)
        };
        (*driver, part)
    });
    Some(parts.collect())
}

/// The mean of what was said of a driver, weeks given newest first.
fn said(driver: Driver, checkins: &[CheckIn], weeks: &[Date]) -> DriverPoints {
    let (mut sum, mut heard, mut all) = (0_u64, 0_u64, 0_u64);
    for (week, weight) in weeks.iter().zip(weights()) {
        let of_week = checkins.iter().filter(|one| one.week_on == *week);
        let values: Vec<u32> = of_week.filter_map(|one| one.said.get(&driver).copied()).collect();
        let n = u64::try_from(values.len()).unwrap_or(u64::MAX);
        let total: u64 = values.into_iter().map(u64::from).sum();
        let mean = total.checked_div(n).unwrap_or(u64::from(POINTS_OF_SILENCE));
        sum += mean * weight;
        all += weight;
        heard += if n > 0 { weight } else { 0 };
    }
    let part = |of: u64| u32::try_from(of.checked_div(all).unwrap_or_default()).unwrap_or_default();
    DriverPoints { points: part(sum), confidence: part(heard * u64::from(POINTS_MAX)) }
}

fn weights() -> impl Iterator<Item = u64> {
    (0_u32..).flat_map(|halves| WEIGHTS.map(|weight| u64::from(weight) >> halves.min(63)))
}

fn horizon(ends_on: Option<Date>, day: Date) -> DriverPoints {
    let left =
        ends_on.map_or(DAYS_OF_HORIZON, |end| days_between(day, end).clamp(0, DAYS_OF_HORIZON));
    let points =
        u32::try_from(left).unwrap_or_default() * POINTS_MAX / DAYS_OF_HORIZON.unsigned_abs();
    DriverPoints { points, confidence: POINTS_MAX }
}

fn whole(drivers: &BTreeMap<Driver, DriverPoints>, of: impl Fn(&DriverPoints) -> u32) -> u32 {
    drivers.iter().map(|(driver, part)| driver.weight() * of(part)).sum::<u32>() / 100
}

/// Monday of the first full week.
fn first_week(facts: &HealthFacts) -> Date {
    let monday = monday_of(facts.starts_on);
    if monday == facts.starts_on { monday } else { monday.saturating_add(1.week()) }
}

/// Monday of the week of a day.
pub fn monday_of(day: Date) -> Date {
    let back = i64::from(day.weekday().since(Weekday::Monday));
    day.saturating_sub(back.days())
}

fn weeks_before(monday: Date, back: usize) -> Date {
    monday.saturating_sub(i64::try_from(back).unwrap_or_default().weeks())
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// A Monday; the weeks before it are full.
    const DAY: Date = date(2026, 11, 30);

    /// Everybody said the same of every week for some weeks.
    fn spoken(n_weeks: usize, value: u32) -> HealthFacts {
        let all: BTreeMap<Driver, u32> = Driver::ALL
            .iter()
            .filter(|one| **one != Driver::Horizon)
            .map(|one| (*one, value))
            .collect();
        let checkin = |back| CheckIn {
            week_on: weeks_before(DAY, back),
            voice: Voice::Client,
            said: all.clone(),
        };
        HealthFacts {
            starts_on: weeks_before(DAY, n_weeks),
            ends_on: None,
            checkins: (1..=n_weeks).map(checkin).collect(),
            critical_incident: false,
            blocked: false,
        }
    }

    fn on(facts: &HealthFacts, before: Option<Band>, day: Date) -> Health {
        health(facts, before, day).unwrap()
    }

    #[test]
    fn weights_of_the_drivers_are_a_hundred() {
        assert_eq!(Driver::ALL.iter().map(|driver| driver.weight()).sum::<u32>(), 100);
    }

    #[test]
    fn what_everybody_says_every_week_is_what_it_comes_to() {
        let full = on(&spoken(12, 10_000), None, DAY);
        assert_eq!((full.points, full.confidence, full.band), (10_000, 10_000, Band::Stable));
        let good = on(&spoken(12, 8_000), None, DAY);
        assert_eq!((good.points, good.band), (8_100, Band::Stable));
    }

    #[test]
    fn there_is_no_health_before_the_first_full_week_nor_after_the_end() {
        let mut facts = spoken(1, 10_000);
        assert!(health(&facts, None, DAY.yesterday().unwrap()).is_none());
        assert!(health(&facts, None, DAY).is_some());
        facts.ends_on = Some(DAY);
        assert!(health(&facts, None, DAY).is_none());
    }

    #[test]
    fn a_week_four_weeks_older_counts_half() {
        // Of five weeks the oldest was bad: it has 5,000 of 36,426 weights.
        let mut facts = spoken(5, 10_000);
        facts.checkins[4].said.insert(Driver::Satisfaction, 0);
        let part = on(&facts, None, DAY).drivers[&Driver::Satisfaction];
        assert_eq!(part.points, 314_260_000 / 36_426);
    }

    #[test]
    fn silence_is_the_middle_and_less_sure() {
        let mut facts = spoken(12, 10_000);
        facts.checkins.retain(|one| one.week_on < weeks_before(DAY, 2));
        let silent = on(&facts, None, DAY);
        assert!(silent.points < 9_000 && silent.confidence < 8_000, "{silent:?}");
        assert!(silent.alarms.contains(&Alarm::Silent), "{silent:?}");
        facts.checkins = spoken(12, 10_000).checkins;
        facts.checkins.retain(|one| one.week_on != weeks_before(DAY, 1));
        assert_eq!(on(&facts, None, DAY).alarms, BTreeSet::new());
    }

    #[test]
    fn a_fall_of_fifteen_hundred_in_four_weeks_is_an_alarm() {
        let fallen = |value| {
            let mut facts = spoken(12, 9_000);
            for checkin in &mut facts.checkins {
                if checkin.week_on >= weeks_before(DAY, 4) {
                    checkin.said.values_mut().for_each(|said| *said = value);
                }
            }
            on(&facts, None, DAY)
        };
        assert!(!fallen(8_000).alarms.contains(&Alarm::Fell));
        assert!(fallen(5_500).alarms.contains(&Alarm::Fell));
    }

    #[test]
    fn alarms_do_not_wait_for_the_mean() {
        let mut facts = spoken(12, 10_000);
        facts.blocked = true;
        assert_eq!(on(&facts, None, DAY).band, Band::AtRisk);
        facts.critical_incident = true;
        assert_eq!(on(&facts, None, DAY).band, Band::Critical);
        let ending = |ends_on| {
            let facts = HealthFacts { ends_on: Some(ends_on), ..spoken(12, 10_000) };
            on(&facts, None, DAY).alarms.contains(&Alarm::Ending)
        };
        assert_eq!([ending(date(2026, 12, 31)), ending(date(2026, 12, 30))], [false, true]);
    }

    #[test]
    fn a_band_is_left_for_the_better_only_well_above_its_threshold() {
        let none = BTreeSet::new();
        let low = BTreeSet::from([Alarm::Low]);
        assert_eq!(band(5_999, &low, None), Band::AtRisk);
        assert_eq!(band(6_000, &none, None), Band::Watch);
        assert_eq!(band(6_499, &none, Some(Band::AtRisk)), Band::AtRisk);
        assert_eq!(band(6_500, &none, Some(Band::AtRisk)), Band::Watch);
        assert_eq!(band(7_499, &none, None), Band::Watch);
        assert_eq!(band(7_500, &none, None), Band::Stable);
        assert_eq!(band(7_999, &none, Some(Band::Watch)), Band::Watch);
        assert_eq!(band(8_000, &none, Some(Band::AtRisk)), Band::Stable);
    }
}
