//! The firm's day: when it begins, and when the clock next shows a time.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

/// The business date at `now`: the civil day in the firm's zone, the day before until the cut-off
/// hour.
pub fn business_date(now: Timestamp, zone: &TimeZone, cutoff_hour: i8) -> Date {
    let local = now.to_zoned_datetime(zone.clone());
    if local.hour() < cutoff_hour {
        local.date().yesterday().unwrap_or(local.date())
    } else {
        local.date()
    }
}

/// The first time the wall clock in `zone` shows `time` after `start`; none only at the ends of
/// the calendar.
pub fn next_at(start: Timestamp, time: Time, zone: &TimeZone) -> Option<Timestamp> {
    let first = start.to_zoned_datetime(zone.clone()).date();
    [Some(first), first.tomorrow().ok()]
        .into_iter()
        .flatten()
        .filter_map(|day| day.to_datetime(time).to_zoned_datetime(zone.clone()).ok())
        .map(|zoned| zoned.timestamp())
        .find(|at| *at > start)
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::*;

    #[test]
    fn the_next_time_is_today_or_tomorrow() {
        let zone = TimeZone::get("America/Bogota").unwrap();
        let start: Timestamp = "2026-11-23T01:00:00Z".parse().unwrap();
        let six = civil::time(6, 0, 0, 0);
        assert_eq!(next_at(start, six, &zone).unwrap().to_string(), "2026-11-23T11:00:00Z");
        let after: Timestamp = "2026-11-23T11:00:00Z".parse().unwrap();
        assert_eq!(next_at(after, six, &zone).unwrap().to_string(), "2026-11-24T11:00:00Z");
    }

    #[test]
    fn a_midnight_that_does_not_exist_is_the_first_moment_after() {
        let zone = TimeZone::get("America/Santiago").unwrap();
        let start: Timestamp = "2026-09-06T01:00:00Z".parse().unwrap();
        let midnight = next_at(start, civil::time(0, 0, 0, 0), &zone).unwrap();
        assert_eq!(midnight.to_string(), "2026-09-06T04:00:00Z");
    }
}
