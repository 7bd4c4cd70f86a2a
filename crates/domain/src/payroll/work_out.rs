//! An item from facts: the lines of a placement in a month, their sums, and what stands in the way.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::accrual::days_employed;
use super::employee;
use super::exact::{Exact, TooLarge};
use super::facts::{PayFacts, PayMonth, PayTerms};
use super::item::{BaseSums, LineSide, PayBasis, PayItem, PayLine, PaySums, Reason};
use super::pay::{Book, full_month, hours_a_month};
use super::rules::PayRules;
use super::slice::{Slice, employed, is_agreed, slices};
use crate::money::{Currency, Per, Rate};
use crate::timesheet::{Timesheet, TimesheetState};

/// Works out what a placement pays, costs and bills in a month. An item that cannot be worked out, or
/// is not to be paid, says why.
pub fn work_out(facts: &PayFacts, month: &PayMonth) -> PayItem {
    if facts.engagement.is_none() {
        let says = "nobody knows how they are engaged".to_owned();
        return PayItem::without_lines(Reason::EngagementUnknown, says);
    }
    let period = employed(facts, month);
    if period.is_none() && facts.extras.is_empty() {
        let says = "no day of the month is worked".to_owned();
        return PayItem::without_lines(Reason::NothingToPay, says);
    }
    let parts = match period.map(|period| slices(facts, month, period)).transpose() {
        Ok(parts) => parts.unwrap_or_default(),
        Err(day) => {
            let says = format!("no terms hold on {day}");
            return PayItem::without_lines(Reason::TermsMissing, says);
        }
    };
    let currencies: BTreeSet<Currency> =
        parts.iter().map(|slice| slice.terms.terms.pay.money.currency).collect();
    let before = facts.before_currencies.iter().filter(|_| facts.is_employment());
    let all: BTreeSet<Currency> = currencies.iter().chain(before).copied().collect();
    if all.len() > 1 {
        let codes: Vec<_> = all.iter().map(|currency| currency.code()).collect();
        let says = format!("pay is in {}", codes.join(" and "));
        return PayItem::without_lines(Reason::CurrencyMixed, says);
    }
    let first_extra = facts.extras.first().map(|extra| extra.amount.currency);
    // What an employee has without a day of work is paid as their pay was.
    let Some(pay) = all.first().copied().or(first_extra) else {
        unreachable!("there are slices or extras, each in a currency")
    };
    let law = PayRules::house().country(facts.country);
    let source = parts.last().and_then(|slice| slice.terms.fx_source.clone());
    let mut book = Book::new(facts, month, pay, source);
    let made = match (facts.is_employment(), law, period) {
        (true, None, _) => {
            let (reason, says) = employee::no_law(facts.country);
            return PayItem::without_lines(reason, says);
        }
        (true, Some(law), Some(period)) => lines(&mut book, &parts, Some((law, period))),
        (true, Some(_), None) | (false, _, _) => lines(&mut book, &parts, None),
    };
    match made.and_then(|()| item(book, &parts, period)) {
        Ok(item) => item,
        Err(error) => PayItem::without_lines(Reason::TooLarge, error.to_string()),
    }
}

fn lines(
    book: &mut Book<'_>,
    slices: &[Slice<'_>],
    employee: Option<(&super::rules::CountryPay, (Date, Date))>,
) -> Result<(), TooLarge> {
    book.add_slices(slices, LineSide::Pay, |slice| slice.terms.terms.pay)?;
    book.add_extras()?;
    match employee {
        Some((law, period)) => employee::add(book, slices, law, period)?,
        None => book.add_retention()?,
    }
    book.add_slices(slices, LineSide::Bill, |slice| slice.terms.terms.bill)?;
    book.add_fees()
}

fn item(
    mut book: Book<'_>,
    slices: &[Slice<'_>],
    period: Option<(Date, Date)>,
) -> Result<PayItem, TooLarge> {
    let facts = book.facts;
    look_at_timesheets(&mut book, slices, period);
    let last = slices.last().map(|slice| slice.terms);
    let weekly = facts.weekly_hours;
    let full = last.map_or_else(Exact::zero, |last| full_month(last.terms.pay, weekly));
    let bill_year_base_minor = last.map(|last| bill_of_a_year(&mut book, last)).transpose()?;
    let basis = PayBasis {
        ordinary_minor: book.sum(employee::is_ordinary),
        full_month_minor: full.minor()?,
        days_employed: days_employed(slices),
        quantity_e6: slices
            .iter()
            .map(|slice| worked(slice, weekly))
            .sum::<Exact>()
            .millionths()?,
    };
    let sums = PaySums {
        gross_minor: book.sum(|line| line.side == LineSide::Pay),
        deductions_minor: book.sum(|line| line.side == LineSide::Deduct),
    };
    if !facts.holds.is_empty() {
        let says = format!("{} stops payment", facts.holds.join(", "));
        book.troubles.push((Reason::Finding, says));
    }
    if sums.net_minor() < 0 {
        let says = format!(
            "{} minor units are kept back of {} ({})",
            sums.deductions_minor, sums.gross_minor, book.pay
        );
        book.troubles.push((Reason::NetNegative, says));
    }
    if book.lines.is_empty() && book.troubles.is_empty() {
        let says = "nothing was worked that is paid".to_owned();
        return Ok(PayItem::without_lines(Reason::NothingToPay, says));
    }
    let mut reasons: Vec<Reason> = book.troubles.iter().map(|(reason, _)| *reason).collect();
    reasons.sort_unstable();
    reasons.dedup();
    let says: Vec<String> = book.troubles.into_iter().map(|(_, says)| says).collect();
    Ok(PayItem {
        state: reasons
            .iter()
            .map(|reason| reason.state())
            .max()
            .unwrap_or(super::item::ItemState::Ok),
        reasons,
        detail: says.join("\n"),
        currency: Some(book.pay),
        sums,
        basis,
        base: base_sums(&book.lines),
        bill_year_base_minor,
        lines: book.lines,
    })
}

/// Sums of lines in the run's currency.
pub fn base_sums(lines: &[PayLine]) -> BaseSums {
    let mut sums = BaseSums::default();
    for line in lines {
        let to = match line.side {
            LineSide::Pay => &mut sums.pay,
            LineSide::Employer => &mut sums.employer,
            LineSide::Accrual => &mut sums.accrual,
            LineSide::Fee => &mut sums.fee,
            LineSide::Bill => &mut sums.bill,
            LineSide::Deduct => continue,
        };
        *to += line.base_minor;
    }
    sums
}

/// Part of a full month a slice was worked.
fn worked(slice: &Slice<'_>, weekly_hours: u8) -> Exact {
    match slice.terms.terms.pay.per {
        Per::Month | Per::Year => slice.part(),
        Per::Hour => {
            let hours = Exact::ratio(slice.minutes, 60);
            hours.over(&hours_a_month(weekly_hours)).unwrap_or_else(Exact::zero)
        }
    }
}

/// What a year under some terms costs the client, in minor units of the run's currency.
fn bill_of_a_year(book: &mut Book<'_>, terms: &PayTerms) -> Result<i64, TooLarge> {
    let Rate { money, .. } = terms.terms.bill;
    let month = full_month(terms.terms.bill, book.facts.weekly_hours);
    let base = book.month.fx.base;
    book.in_currency(month * Exact::whole(12), money.currency, base).minor()
}

/// Notes weeks the client does not agree to, and hours that nobody agreed to yet.
fn look_at_timesheets(book: &mut Book<'_>, slices: &[Slice<'_>], period: Option<(Date, Date)>) {
    let Some((from, to)) = period else { return };
    let facts = book.facts;
    let hourly = slices.iter().any(|slice| slice.terms.terms.pay.per == Per::Hour);
    let told: Vec<&Timesheet> =
        facts.timesheets.iter().filter(|sheet| sheet.from < to && from < sheet.to).collect();
    for sheet in &told {
        if sheet.state == TimesheetState::Disputed {
            let says = format!("the client disputes the timesheet from {}", sheet.from);
            book.troubles.push((Reason::TimesheetDisputed, says));
        } else if hourly && !is_agreed(sheet.state) {
            let says = format!("the hours from {} are not agreed yet", sheet.from);
            book.troubles.push((Reason::TimesheetMissing, says));
        }
    }
    if hourly && !told.iter().any(|sheet| is_agreed(sheet.state)) {
        let says = "no hours of the month are agreed".to_owned();
        book.troubles.push((Reason::TimesheetMissing, says));
    }
}
