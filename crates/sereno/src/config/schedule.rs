//! Schedules as written in the settings, and checked.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::Deserialize;
use sereno_domain::job::Pipeline;
use sereno_domain::schedule::{MissedPolicy, OverlapPolicy, Roll, Schedule, weekday};

use super::ConfigError;

/// Most days back in which missed dates are told.
const WITHIN_DAYS_MAX: u16 = 366;

/// A schedule as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSchedule {
    pipeline: Pipeline,
    at: String,
    days: Vec<String>,
    business_days: Vec<String>,
    holidays: Vec<String>,
    roll: Roll,
    missed: MissedPolicy,
    within_days: u16,
    overlap: OverlapPolicy,
}

/// The schedules that have a time of day; one without is switched off.
pub(super) fn check(
    raw: BTreeMap<String, RawSchedule>,
    zone: &TimeZone,
    cutoff: Time,
) -> Result<Vec<Schedule>, ConfigError> {
    let on = raw.into_iter().filter(|(_, raw)| !raw.at.is_empty());
    on.map(|(name, raw)| checked(name, &raw, zone, cutoff)).collect()
}

fn checked(
    name: String,
    raw: &RawSchedule,
    zone: &TimeZone,
    cutoff: Time,
) -> Result<Schedule, ConfigError> {
    let wrong = |key: &'static str, given: &str, hint: &'static str| ConfigError::BadSchedule {
        schedule: name.clone(),
        key,
        given: given.to_owned(),
        hint,
    };
    let at = raw.at.parse().map_err(|_| wrong("at", &raw.at, "a time of day like 20:00"))?;
    let days = |key: &'static str, given: &[String]| {
        let day = |text: &String| {
            weekday(text)
                .ok_or_else(|| wrong(key, text, "one of mon, tue, wed, thu, fri, sat, sun"))
        };
        given.iter().map(day).collect::<Result<_, _>>()
    };
    let holiday = |text: &String| -> Result<Date, ConfigError> {
        text.parse().map_err(|_| wrong("holidays", text, "a date like 2026-12-25"))
    };
    if raw.within_days == 0 || raw.within_days > WITHIN_DAYS_MAX {
        return Err(wrong("within_days", &raw.within_days.to_string(), "1 to 366"));
    }
    Ok(Schedule {
        pipeline: raw.pipeline,
        at,
        zone: zone.clone(),
        cutoff,
        days: days("days", &raw.days)?,
        business_days: days("business_days", &raw.business_days)?,
        holidays: raw.holidays.iter().map(holiday).collect::<Result<_, _>>()?,
        roll: raw.roll,
        missed: raw.missed,
        within_days: raw.within_days,
        overlap: raw.overlap,
        name,
    })
}
