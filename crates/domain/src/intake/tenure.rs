//! Years of experience out of a work history: days on which there was work, each counted once.

use jiff::civil::Date;

use super::Refusal;
use super::mapped_field::TenureRule;
use super::record::{Cell, Record};

/// Tenths of years of work; none when the history is empty, or goes on while the file does not say
/// when it was written.
pub(super) fn years_tenths(rule: &TenureRule, record: &Record<'_>) -> Result<Option<u16>, Refusal> {
    let as_of = record.cells(&rule.as_of).next().map(day).transpose()?;
    let mut spans = Vec::new();
    for from in record.cells(&rule.from) {
        let until = record.cells(&rule.until).find(|until| until.at == from.at);
        let (starts_on, ends_on) = (day(from)?, until.map(day).transpose()?.or(as_of));
        let Some(ends_on) = ends_on else { return Ok(None) };
        if ends_on < starts_on {
            let (cell, remedy) = (until.unwrap_or(from), "write days in their order");
            let wrong = format!("is before the start on {starts_on}");
            return Err(Refusal::of(cell.column, &cell.text, &wrong, remedy));
        }
        spans.push((starts_on, ends_on));
    }
    Ok(covered_tenths(spans))
}

fn covered_tenths(mut spans: Vec<(Date, Date)>) -> Option<u16> {
    spans.sort_unstable();
    let mut reached = spans.first()?.0;
    let mut n_days = 0;
    for (starts_on, ends_on) in spans {
        let from = starts_on.max(reached);
        n_days += from.duration_until(ends_on).as_hours().max(0) / 24;
        reached = reached.max(ends_on);
    }
    // Four years have 1461 days.
    u16::try_from(n_days * 40 / 1_461).ok()
}

/// A day, or the first day of a month or year where no more is said.
fn day(cell: &Cell<'_>) -> Result<Date, Refusal> {
    let text = cell.text.trim();
    let whole = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        // An instant: its day is enough.
        _ => text.chars().take(10).collect(),
    };
    whole.parse().map_err(|_| {
        let remedy = "write it like 2019-04-01, 2019-04 or 2019";
        Refusal::of(cell.column, &cell.text, "is not a day of the calendar", remedy)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_once() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let check = |spans: &[(&str, &str)], tenths: Option<u16>| {
            let spans = spans.iter().map(|&(from, until)| (day(from), day(until))).collect();
            assert_eq!(covered_tenths(spans), tenths);
        };
        check(&[], None);
        check(&[("2010-01-01", "2014-01-01")], Some(40));
        check(&[("2010-01-01", "2014-01-01"), ("2011-01-01", "2012-01-01")], Some(40));
        check(&[("2012-01-01", "2014-01-01"), ("2010-01-01", "2013-01-01")], Some(40));
        check(&[("2010-01-01", "2011-01-01"), ("2013-01-01", "2014-01-01")], Some(19));
    }
}
