//! Times as the dashboard writes them, always in the firm's zone. Reads no clock.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::language::Language;
use crate::manner::Manner;
use crate::number::with_parts;

/// Short names of days, from Monday on, and of months; then the months in full.
type Calendar = (&'static str, &'static str, &'static str);

const SPANISH: Calendar = (
    "lun mar mié jue vie sáb dom",
    "ene feb mar abr may jun jul ago sep oct nov dic",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
);
const PORTUGUESE: Calendar = (
    "seg ter qua qui sex sáb dom",
    "jan fev mar abr mai jun jul ago set out nov dez",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
);

/// The names of the language of the reader; none where the library's own are right.
fn calendar() -> Option<Calendar> {
    match Manner::now().language {
        Language::English => None,
        Language::Spanish => Some(SPANISH),
        Language::Portuguese => Some(PORTUGUESE),
    }
}

/// A word of a line of words, from zero on.
fn word(words: &'static str, at: i8) -> &'static str {
    usize::try_from(at).ok().and_then(|at| words.split(' ').nth(at)).unwrap_or_default()
}

/// `02:14`.
pub(crate) fn minute(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%H:%M").to_string()
}

/// `02:14:07`.
pub(crate) fn second(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%H:%M:%S").to_string()
}

/// `Mon 23 Nov`, in the language of the reader.
pub(crate) fn day(date: Date) -> String {
    let Some((days, months, _)) = calendar() else {
        return date.strftime("%a %-d %b").to_string();
    };
    let day = word(days, date.weekday().to_monday_zero_offset());
    format!("{day} {} {}", date.day(), word(months, date.month() - 1))
}

/// `26 Nov`.
pub(crate) fn day_short(date: Date) -> String {
    format!("{} {}", date.day(), month_short(date))
}

/// `Nov`.
pub(crate) fn month_short(date: Date) -> String {
    match calendar() {
        Some((_, months, _)) => word(months, date.month() - 1).to_owned(),
        None => date.strftime("%b").to_string(),
    }
}

/// `November 2026`; `noviembre de 2026`.
pub(crate) fn month(date: Date) -> String {
    match calendar() {
        Some((.., months)) => {
            format!("{} de {}", word(months, date.month() - 1), date.year())
        }
        None => date.strftime("%B %Y").to_string(),
    }
}

/// The day of an instant.
pub(crate) fn date(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned_datetime(zone.clone()).date()
}

/// Whole seconds from `from` to `to`; zero when `to` is earlier.
pub(crate) fn seconds(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.duration_since(from).as_secs()).unwrap_or(0)
}

/// Whole milliseconds from `from` to `to`; zero when `to` is earlier.
pub(crate) fn milliseconds(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.duration_since(from).as_millis()).unwrap_or(0)
}

/// `at` moved on by milliseconds, held inside what a timestamp can be.
pub(crate) fn later_by(at: Timestamp, milliseconds: u64) -> Timestamp {
    let milliseconds = i64::try_from(milliseconds).unwrap_or(i64::MAX);
    at.checked_add(SignedDuration::from_millis(milliseconds)).unwrap_or(Timestamp::MAX)
}

/// `0.4s`, `9.9s`, then as [`span`]: a night over few people is short, and not nothing.
pub(crate) fn span_exact(milliseconds: u64) -> String {
    match milliseconds {
        0..10_000 => {
            format!("{}s", with_parts(milliseconds / 1_000, milliseconds % 1_000 / 100))
        }
        _ => span(milliseconds / 1_000),
    }
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
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_written_in_the_language_of_the_reader() {
        let dates = [date(2026, 11, 23), date(2026, 1, 4)];
        for (language, expected) in [
            (Language::English, ["Mon 23 Nov", "Sun 4 Jan"]),
            (Language::Spanish, ["lun 23 nov", "dom 4 ene"]),
            (Language::Portuguese, ["seg 23 nov", "dom 4 jan"]),
        ] {
            let _held = Manner { language, ..Manner::default() }.hold();
            assert_eq!(dates.map(day), expected);
        }
    }

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
    fn short_spans_have_tenths() {
        assert_eq!([0, 449, 9_999, 10_000].map(span_exact), ["0.0s", "0.4s", "9.9s", "10s"]);
    }

    #[test]
    fn places_are_cities() {
        let zone = TimeZone::get("America/Argentina/Buenos_Aires").unwrap();
        assert_eq!(place(&zone), "Buenos Aires");
        assert_eq!(place_short(&zone), "BUE");
        assert_eq!(place(&TimeZone::UTC), "UTC");
    }
}
