//! Single values out of cells: each reader says what is wrong and what to write instead.

use std::str::FromStr;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZoneDatabase;

use crate::clean_text::CleanText;
use crate::country::{Country, CountryDirectory};
use crate::fx_rate::{FxRateError, rate_parse};
use crate::money::Currency;
use crate::vocabulary::UnknownWord;

use super::Refusal;
use super::mapped_field::{Said, ValueRule};
use super::number::{Number, NumberForm};
use super::owner::Owner;
use super::record::Record;

/// Years of experience that are taken for true, in tenths.
const YEARS_TENTHS_MAX: i64 = 700;
/// Minor units of a rate: more than anyone earns in any currency, and far from overflow.
const AMOUNT_MINOR_MAX: i64 = 1_000_000_000_000_000;
/// The longest e-mail address there can be.
const EMAIL_CHARS_MAX: usize = 254;
/// Characters of a reference, or of the login of somebody at work on it.
pub(super) const REFERENCE_CHARS_MAX: usize = 200;

/// Refuses a value.
pub(super) fn refuse(said: &Said<'_>, wrong: &str, remedy: &str) -> Refusal {
    Refusal::of(said.column, said.raw, wrong, remedy)
}

/// Refuses a row that says nothing about a field it must have.
pub(super) fn lacking(columns: &[String], field: &str, remedy: &str) -> Refusal {
    let column = columns.first().map_or(field, String::as_str);
    Refusal::of(column, "", &format!("{field} is missing"), remedy)
}

/// A field that every row must have: what it is called, and what to write where it says nothing.
pub(super) fn must<T>(
    rule: &ValueRule,
    record: &Record<'_>,
    (field, remedy): (&str, &str),
    read: impl FnOnce(&Said<'_>) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    match rule.said(record) {
        Some(said) => read(&said),
        None => Err(lacking(&rule.column.0, field, remedy)),
    }
}

/// A word of a vocabulary; upper and lower case do not matter.
pub(super) fn word<T: FromStr<Err = UnknownWord>>(said: &Said<'_>) -> Result<T, Refusal> {
    let text = said.text.trim();
    text.parse()
        .or_else(|_| text.to_lowercase().parse())
        .or_else(|_| text.to_uppercase().parse())
        .or_else(|_| text.parse())
        .map_err(|UnknownWord { what, choices, .. }| {
            refuse(said, &format!("is not a known {what}"), &format!("choose one of {choices}"))
        })
}

/// Text for people, cleaned.
pub(super) fn text(said: &Said<'_>, n_chars_max: usize) -> Result<CleanText, Refusal> {
    let text = CleanText::new(said.text);
    if text.is_empty() {
        return Err(refuse(said, "has no character that can be shown", "write letters"));
    }
    if text.as_str().chars().count() > n_chars_max {
        let remedy = format!("shorten it to {n_chars_max} characters");
        return Err(refuse(said, "is too long", &remedy));
    }
    Ok(text)
}

/// Whom a row belongs to.
pub(super) fn owner(said: &Said<'_>, of: fn(String) -> Owner) -> Result<Owner, Refusal> {
    text(said, REFERENCE_CHARS_MAX).map(|name| of(name.to_string()))
}

/// An e-mail address, as far as its form tells.
pub(super) fn email(said: &Said<'_>) -> Result<CleanText, Refusal> {
    let text = text(said, EMAIL_CHARS_MAX)?;
    let sound = text.as_str().split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !text.as_str().contains([' ', ',', ';'])
    });
    if sound {
        Ok(text)
    } else {
        Err(refuse(said, "is not an e-mail address", "write one like ana@example.com"))
    }
}

/// A country by its name or code.
pub(super) fn country(directory: &CountryDirectory, said: &Said<'_>) -> Result<Country, Refusal> {
    directory.find(said.text).ok_or_else(|| {
        let remedy = "write its English or Spanish name or its ISO 3166 code, like Colombia or CO";
        refuse(said, "is not a country", remedy)
    })
}

/// A time zone, as the database of zones spells it.
pub(super) fn zone(said: &Said<'_>) -> Result<String, Refusal> {
    let found = TimeZoneDatabase::bundled().get(said.text.trim()).ok();
    let name = found.as_ref().and_then(|zone| zone.iana_name());
    name.map(str::to_owned)
        .ok_or_else(|| refuse(said, "is not an IANA time zone", "write one like America/Bogota"))
}

/// A civil day, as the file writes them.
pub(super) fn date(format: Option<&str>, said: &Said<'_>) -> Result<Date, Refusal> {
    let text = said.text.trim();
    let read = match format {
        Some(format) => Date::strptime(format, text),
        None => text.parse(),
    };
    read.map_err(|_| {
        let form = format.unwrap_or("2026-11-30");
        refuse(said, "is not a day of the calendar", &format!("write it like {form}"))
    })
}

/// The first civil day of a month, which is written like `2026-11` or as any day of it.
pub(super) fn month(format: Option<&str>, said: &Said<'_>) -> Result<Date, Refusal> {
    let text = said.text.trim();
    let first: Option<Date> = format!("{text}-01").parse().ok().filter(|_| text.len() == 7);
    first.or_else(|| date(format, said).ok().map(Date::first_of_month)).ok_or_else(|| {
        refuse(said, "is not a month of the calendar", "write it like 2026-11 or 2026-11-30")
    })
}

/// A civil time.
pub(super) fn time(said: &Said<'_>) -> Result<Time, Refusal> {
    said.text
        .trim()
        .parse()
        .map_err(|_| refuse(said, "is not a time of day", "write it like 09:00 or 17:30"))
}

/// Yes or no, also in Spanish and Portuguese.
pub(super) fn truth(said: &Said<'_>) -> Result<bool, Refusal> {
    match said.text.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "sí" | "si" | "sim" => Ok(true),
        "no" | "n" | "false" | "0" | "não" | "nao" => Ok(false),
        _ => Err(refuse(said, "is neither yes nor no", "write yes or no")),
    }
}

/// A whole number in a range.
pub(super) fn whole<T: TryFrom<i64>>(
    form: &NumberForm,
    said: &Said<'_>,
    low: i64,
    high: i64,
) -> Result<T, Refusal> {
    let remedy = format!("write a whole number from {low} to {high}");
    let number = number(form, said, &remedy)?;
    number
        .exactly(0)
        .filter(|number| (low..=high).contains(number))
        .and_then(|number| T::try_from(number).ok())
        .ok_or_else(|| refuse(said, "is out of range", &remedy))
}

/// Percent in basis points, of percent from zero to `most`.
pub(super) fn percent_bp(form: &NumberForm, said: &Said<'_>, most: i64) -> Result<u32, Refusal> {
    let remedy = format!("write percent from 0 to {most}, like 35 or 32.5");
    number(form, said, &remedy)?
        .exactly(2)
        .filter(|bp| (0..=most.saturating_mul(100)).contains(bp))
        .and_then(|bp| u32::try_from(bp).ok())
        .ok_or_else(|| refuse(said, "is out of range, or has more than 2 decimal places", &remedy))
}

/// An exchange rate in units of 1e-12.
pub(super) fn fx_rate(form: &NumberForm, said: &Said<'_>) -> Result<i128, Refusal> {
    let plain = form.plain(said.text).unwrap_or_default();
    rate_parse(&plain).map_err(|error| match error {
        FxRateError::NotANumber => refuse(said, "is not a number", "write a rate like 3368.96"),
        FxRateError::NotAboveZero => {
            refuse(said, "is not above zero", "write units of the quote for one of the base")
        }
        FxRateError::TooFine => refuse(said, "has more than 12 decimal places", "round it"),
        FxRateError::TooGreat => {
            let remedy = "check which of the two currencies is the base";
            refuse(said, "has more than 12 digits before the point", remedy)
        }
    })
}

/// Years in tenths; what is finer is cut off.
pub(super) fn years(form: &NumberForm, said: &Said<'_>) -> Result<u16, Refusal> {
    let remedy = "write years from 0 to 70, like 5 or 2.5";
    number(form, said, remedy)?
        .cut(1)
        .filter(|tenths| (0..=YEARS_TENTHS_MAX).contains(tenths))
        .and_then(|tenths| u16::try_from(tenths).ok())
        .ok_or_else(|| refuse(said, "is not a possible number of years", remedy))
}

/// An amount of money in minor units.
pub(super) fn amount(
    form: &NumberForm,
    said: &Said<'_>,
    currency: Currency,
) -> Result<i64, Refusal> {
    let number = number(form, said, "write an amount like 4500 or 4500.50")?;
    if number.is_negative() {
        return Err(refuse(said, "is negative", "write what is paid, 0 or more"));
    }
    let digits = currency.minor_digits();
    if number.looks_grouped() {
        let wrong = "has three digits after the decimal mark";
        return Err(refuse(said, wrong, "write 4500 for thousands, 4.50 for fractions"));
    }
    let minor = number.exactly(digits).ok_or_else(|| {
        let wrong = format!("has more than the {digits} decimal places of {currency}");
        refuse(said, &wrong, "round it")
    })?;
    if minor > AMOUNT_MINOR_MAX {
        return Err(refuse(said, "is more than anyone is paid", "check its unit and its currency"));
    }
    Ok(minor)
}

/// A currency by its code.
pub(super) fn currency(said: &Said<'_>) -> Result<Currency, Refusal> {
    said.text.trim().to_uppercase().parse().map_err(|_| {
        refuse(said, "is not an ISO 4217 currency", "write three letters like USD, COP or BRL")
    })
}

fn number(form: &NumberForm, said: &Said<'_>, remedy: &str) -> Result<Number, Refusal> {
    form.read(said.text).ok_or_else(|| refuse(said, "is not a number", remedy))
}
