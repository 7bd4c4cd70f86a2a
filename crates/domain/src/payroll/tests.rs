//! What a month comes to, table by table. Amounts are in minor units and worked out by hand.

mod contractor;
mod employee;
mod invariants;
mod odd;

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::facts::{MonthBefore, PayFacts, PayMonth, PayTerms, PutAside};
use super::fx_lock::FxLock;
use super::item::{LineCode, LineSide, PayItem, Reason};
use super::work_out::work_out;
use crate::compliance::dossier::Terms;
use crate::developer::{Engagement, Seniority};
use crate::fx_rate::{FxRate, rate_parse};
use crate::id::{ClientId, DeveloperId, PlacementId};
use crate::money::{Currency, Money, Per, Proration, Rate};
use crate::timesheet::{TimeKind, Timesheet, TimesheetDay, TimesheetState};

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

fn rate(amount_minor: i64, code: &str, per: Per) -> Rate {
    Rate { money: Money { amount_minor, currency: currency(code) }, per }
}

/// Units for one dollar on a day.
fn fx(code: &str, day: Date, units: &str) -> FxRate {
    FxRate {
        base: Currency::USD,
        quote: currency(code),
        day,
        source: "bank".to_owned(),
        rate_e12: rate_parse(units).unwrap(),
    }
}

/// A month with round rates: 4,000 COP, 5 BRL, 20 MXN, 1,000 CLP and 4 PEN for a dollar.
fn month(first: Date) -> PayMonth {
    let fix_on = first.last_of_month();
    let rates =
        [("COP", "4000"), ("BRL", "5"), ("MXN", "20"), ("CLP", "1000"), ("PEN", "4"), ("AR", "")];
    let rates: Vec<FxRate> = rates
        .iter()
        .filter(|(_, units)| !units.is_empty())
        .map(|(code, units)| fx(code, fix_on, units))
        .collect();
    PayMonth { first, pay_on: fix_on, fx: FxLock::lock(Currency::USD, fix_on, "bank", &rates) }
}

/// Terms from a day on.
fn terms(from: Date, pay: Rate, bill: Rate) -> PayTerms {
    PayTerms {
        terms: Terms { from, to: None, pay, bill },
        proration: Proration::Calendar,
        fx_source: None,
    }
}

/// A Colombian contractor on 3,000 dollars a month, billed at 4,500.
fn contractor() -> PayFacts {
    let from = date(2026, 1, 1);
    PayFacts {
        placement_id: PlacementId(1),
        developer_id: DeveloperId(2),
        client_id: ClientId(3),
        country: "CO".parse().unwrap(),
        engagement: Some(Engagement::ContractorCompany),
        seniority: Some(Seniority::Senior),
        starts_on: from,
        ends_on: None,
        weekly_hours: 40,
        terms: vec![terms(
            from,
            rate(300_000, "USD", Per::Month),
            rate(450_000, "USD", Per::Month),
        )],
        timesheets: Vec::new(),
        extras: Vec::new(),
        holds: Vec::new(),
        retention_suspended: false,
        before: BTreeMap::new(),
        before_currency: None,
        put_aside: Vec::new(),
    }
}

/// An employee of a country on so much a month in its currency.
fn employee(country: &str, month_minor: i64, code: &str) -> PayFacts {
    let from = date(2026, 1, 1);
    PayFacts {
        country: country.parse().unwrap(),
        engagement: Some(Engagement::EmployerOfRecord),
        terms: vec![terms(
            from,
            rate(month_minor, code, Per::Month),
            rate(900_000, "USD", Per::Month),
        )],
        ..contractor()
    }
}

/// What is told of days: each with its kind and minutes.
fn told(from: Date, state: TimesheetState, days: &[(Date, TimeKind, u16)]) -> Timesheet {
    let days = days.iter().map(|(day, kind, minutes)| TimesheetDay {
        day: *day,
        kind: *kind,
        minutes: *minutes,
    });
    let to = from.saturating_add(jiff::Span::new().days(7));
    Timesheet { from, to, state, days: days.collect() }
}

/// A line as it is compared: side, code, amount.
type Line = (LineSide, LineCode, i64);

fn lines(item: &PayItem) -> Vec<Line> {
    item.lines.iter().map(|line| (line.side, line.code, line.amount.amount_minor)).collect()
}

/// The lines of an item but those of some sides.
fn lines_but(item: &PayItem, but: &[LineSide]) -> Vec<Line> {
    lines(item).into_iter().filter(|(side, ..)| !but.contains(side)).collect()
}

/// The month after one that was worked out: what was put aside in it, and what accruals look at.
fn carry(facts: &mut PayFacts, month: &PayMonth, item: &PayItem) {
    facts.before.insert(
        month.first,
        MonthBefore {
            ordinary_minor: item.basis.ordinary_minor,
            days_employed: item.basis.days_employed,
        },
    );
    facts.before_currency = item.currency;
    for line in item.lines.iter().filter(|line| line.side == LineSide::Accrual) {
        let window = line.calc.get("window").map(|day| day.parse().unwrap());
        let amount = line.amount.amount_minor;
        let is_released = line.calc.get("movement").is_some_and(|word| word == "released");
        let aside = PutAside {
            code: line.code,
            window,
            accrued_minor: if is_released { 0 } else { amount },
            released_minor: if is_released { -amount } else { 0 },
        };
        let same = |one: &&mut PutAside| (one.code, one.window) == (aside.code, aside.window);
        match facts.put_aside.iter_mut().find(same) {
            Some(one) => {
                one.accrued_minor += aside.accrued_minor;
                one.released_minor += aside.released_minor;
            }
            None => facts.put_aside.push(aside),
        }
    }
}

/// What is put aside and not paid out of a code.
fn left(facts: &PayFacts, code: LineCode) -> i64 {
    let of = facts.put_aside.iter().filter(|one| one.code == code);
    of.map(|one| one.accrued_minor - one.released_minor).sum()
}

/// Works months out one after the other; the items.
fn months(facts: &mut PayFacts, firsts: &[Date]) -> Vec<PayItem> {
    let mut items = Vec::new();
    for first in firsts {
        let month = month(*first);
        let item = work_out(facts, &month);
        carry(facts, &month, &item);
        items.push(item);
    }
    items
}

fn reasons(facts: &PayFacts, month: &PayMonth) -> Vec<Reason> {
    work_out(facts, month).reasons
}
