//! Lists in a cell: words, or entries of several parts with a colon between them, like
//! `fintech:4` or `gdpr:2026-03-01:2028-03-01`.

use std::str::FromStr;

use crate::industry::DeveloperIndustry;
use crate::regime::Attestation;
use crate::scale::ScaleLevel;
use crate::vocabulary::UnknownWord;

use super::mapped_field::{ListRule, Said};
use super::number::NumberForm;
use super::record::Record;
use super::{Faults, Refusal, parse, skills};

/// Between the parts of an entry.
const BETWEEN_PARTS: char = ':';
/// The largest amount on an axis of scale that is taken for true: a billion billions.
const AMOUNT_MAX: i64 = 1_000_000_000_000_000_000;

/// The entries of a list, as the row has them.
pub(super) fn entries<T>(
    rule: &ListRule,
    record: &Record<'_>,
    faults: &mut Faults,
    read: impl Fn(&Said<'_>) -> Result<T, Refusal>,
) -> Vec<T> {
    let mut all = Vec::new();
    for cell in rule.column.0.iter().flat_map(|column| record.cells(column)) {
        for raw in skills::split(rule.separator.as_deref(), &cell.text) {
            let text = rule.map.get(raw).map_or(raw, String::as_str);
            all.extend(faults.take(read(&Said { column: cell.column, raw, text })));
        }
    }
    all
}

/// The words of a list, in order, each once.
pub(super) fn words<T: Ord>(
    rule: &ListRule,
    record: &Record<'_>,
    faults: &mut Faults,
    read: impl Fn(&Said<'_>) -> Result<T, Refusal>,
) -> Vec<T> {
    let mut all = entries(rule, record, faults, read);
    all.sort_unstable();
    all.dedup();
    all
}

/// A word of a vocabulary that people write with blanks or hyphens.
pub(super) fn word<T: FromStr<Err = UnknownWord>>(said: &Said<'_>) -> Result<T, Refusal> {
    let text = said.text.trim().replace([' ', '-'], "_");
    parse::word(&Said { text: &text, ..said.clone() })
}

/// Industries with the years in each, by industry; one that is named twice counts once, with the
/// most years.
pub(super) fn industries(
    rule: &ListRule,
    record: &Record<'_>,
    numbers: &NumberForm,
    faults: &mut Faults,
) -> Vec<DeveloperIndustry> {
    let mut all = entries(rule, record, faults, |said| {
        let remedy = "write it with its years, like fintech:4";
        let [industry, years] = parts(said, 2, "years", remedy)?;
        let industry = word(&industry)?;
        Ok(DeveloperIndustry { industry, years_tenths: parse::years(numbers, &years)? })
    });
    all.sort_unstable_by_key(|known| (known.industry, u16::MAX - known.years_tenths));
    all.dedup_by_key(|known| known.industry);
    all
}

/// Amounts by axis of scale; of two on one axis the harder counts.
pub(super) fn scale(
    rule: &ListRule,
    record: &Record<'_>,
    numbers: &NumberForm,
    faults: &mut Faults,
) -> Vec<ScaleLevel> {
    let mut all = entries(rule, record, faults, |said| {
        let remedy = "write it with its amount, like requests_per_second:5000";
        let [axis, amount] = parts(said, 2, "amount", remedy)?;
        let axis = word(&axis)?;
        Ok(ScaleLevel { axis, amount: parse::whole(numbers, &amount, 0, AMOUNT_MAX)? })
    });
    all.sort_unstable_by_key(|level| {
        let hardness = if level.axis.less_is_better() { level.amount } else { !level.amount };
        (level.axis, hardness)
    });
    all.dedup_by_key(|level| level.axis);
    all
}

/// Regimes attested, by regime and day.
pub(super) fn regimes(
    rule: &ListRule,
    record: &Record<'_>,
    date_format: Option<&str>,
    faults: &mut Faults,
) -> Vec<Attestation> {
    let mut all = entries(rule, record, faults, |said| {
        let remedy = "write it with the day it was attested, like gdpr:2026-03-01";
        let [regime, attested_on, expires_on] = parts(said, 2, "day", remedy)?;
        let regime = word(&regime)?;
        let attested_on = parse::date(date_format, &attested_on)?;
        let expires_on = Some(expires_on).filter(|said| !said.text.is_empty());
        let expires_on = expires_on.map(|said| parse::date(date_format, &said)).transpose()?;
        if expires_on.is_some_and(|end| end <= attested_on) {
            let remedy = "write the later day last, or leave it out when it never expires";
            return Err(parse::refuse(said, "expires before it counts", remedy));
        }
        Ok(Attestation { regime, attested_on, expires_on })
    });
    all.sort_unstable_by_key(|attested| (attested.regime, attested.attested_on));
    all.dedup_by_key(|attested| (attested.regime, attested.attested_on));
    all
}

/// The parts of an entry, the first `n_needed` of which must say something; those that are left
/// out are empty.
fn parts<'s, const N: usize>(
    said: &Said<'s>,
    n_needed: usize,
    lacking: &str,
    remedy: &str,
) -> Result<[Said<'s>; N], Refusal> {
    let mut texts = said.text.split(BETWEEN_PARTS).map(str::trim);
    let found = [(); N].map(|()| texts.next().unwrap_or_default());
    if texts.next().is_some() {
        return Err(parse::refuse(said, "has too many parts", remedy));
    }
    if found.iter().take(n_needed).any(|text| text.is_empty()) {
        return Err(parse::refuse(said, &format!("has no {lacking}"), remedy));
    }
    Ok(found.map(|text| Said { column: said.column, raw: said.raw, text }))
}
