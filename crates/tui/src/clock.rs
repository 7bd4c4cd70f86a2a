//! Times as the dashboard writes them, always in the firm's zone. Reads no clock.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// `02:14`.
pub(crate) fn minute(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%H:%M").to_string()
}

/// `02:14:07`.
pub(crate) fn second(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%H:%M:%S").to_string()
}

/// `Mon 23 Nov`.
pub(crate) fn day(date: Date) -> String {
    date.strftime("%a %-d %b").to_string()
}

/// The day of an instant.
pub(crate) fn date(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned_datetime(zone.clone()).date()
}

/// Whole seconds from `from` to `to`; zero when `to` is earlier.
pub(crate) fn seconds(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.duration_since(from).as_secs()).unwrap_or(0)
}

/// `at` moved on by seconds, held inside what a timestamp can be.
pub(crate) fn later(at: Timestamp, seconds: u64) -> Timestamp {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    at.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

/// `48s`, `12m 05s`, `3h 46m`, `2d 04h`: two units at most, never jumping in width within a unit.
pub(crate) fn span(seconds: u64) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    match seconds {
        0..MINUTE => format!("{seconds}s"),
        MINUTE..HOUR => format!("{}m {:02}s", seconds / MINUTE, seconds % MINUTE),
        HOUR..DAY => format!("{}h {:02}m", seconds / HOUR, seconds % HOUR / MINUTE),
        _ => format!("{}d {:02}h", seconds / DAY, seconds % DAY / HOUR),
    }
}

/// The first time the wall clock in `zone` shows `time` after `start`; none only at the ends of
/// the calendar.
pub(crate) fn next(start: Timestamp, time: Time, zone: &TimeZone) -> Option<Timestamp> {
    let first = date(start, zone);
    [Some(first), first.tomorrow().ok()]
        .into_iter()
        .flatten()
        .filter_map(|day| day.to_datetime(time).to_zoned_datetime(zone.clone()).ok())
        .map(|zoned| zoned.timestamp())
        .find(|at| *at > start)
}

/// Where the firm's clock hangs: `Bogota`, `Buenos Aires`, `UTC`.
pub(crate) fn place(zone: &TimeZone) -> String {
    let name = zone.iana_name().unwrap_or("UTC");
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}

/// The place in three letters, for narrow screens: `BOG`.
pub(crate) fn place_short(zone: &TimeZone) -> String {
    place(zone).chars().filter(|ch| ch.is_alphanumeric()).take(3).collect::<String>().to_uppercase()
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::*;

    #[test]
    fn spans_have_two_units_at_most() {
        for (seconds, text) in [
            (0, "0s"),
            (59, "59s"),
            (60, "1m 00s"),
            (3_599, "59m 59s"),
            (3_600, "1h 00m"),
            (13_560, "3h 46m"),
            (86_400, "1d 00h"),
        ] {
            assert_eq!(span(seconds), text);
        }
    }

    #[test]
    fn the_deadline_is_the_next_one() {
        let zone = TimeZone::get("America/Bogota").unwrap();
        let start: Timestamp = "2026-11-23T01:00:00Z".parse().unwrap();
        let six = civil::time(6, 0, 0, 0);
        assert_eq!(next(start, six, &zone).unwrap().to_string(), "2026-11-23T11:00:00Z");
        let after: Timestamp = "2026-11-23T11:00:00Z".parse().unwrap();
        assert_eq!(next(after, six, &zone).unwrap().to_string(), "2026-11-24T11:00:00Z");
    }

    #[test]
    fn a_midnight_that_does_not_exist_is_the_first_moment_after() {
        let zone = TimeZone::get("America/Santiago").unwrap();
        let start: Timestamp = "2026-09-06T01:00:00Z".parse().unwrap();
        let midnight = next(start, civil::time(0, 0, 0, 0), &zone).unwrap();
        assert_eq!(second(midnight, &zone), "01:00:00");
    }

    #[test]
    fn places_are_cities() {
        let zone = TimeZone::get("America/Argentina/Buenos_Aires").unwrap();
        assert_eq!(place(&zone), "Buenos Aires");
        assert_eq!(place_short(&zone), "BUE");
        assert_eq!(place(&TimeZone::UTC), "UTC");
    }
}
