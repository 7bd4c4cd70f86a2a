//! What holds of every item, whatever the facts.

use jiff::ToSpan as _;
use proptest::prelude::*;

use super::super::correction::{SameLine, Was, correction};
use super::super::item::{ItemState, PayLine, Reason};
use super::*;
use crate::pay_extra::{PayExtra, PayExtraKind};

const COUNTRIES: [(&str, &str); 8] = [
    ("AR", "USD"),
    ("BR", "BRL"),
    ("CL", "CLP"),
    ("CO", "COP"),
    ("CR", "USD"),
    ("MX", "MXN"),
    ("PE", "PEN"),
    ("UY", "USD"),
];

prop_compose! {
    fn facts()(
        country in 0_usize..8,
        engagement in 0_usize..3,
        pay in 100_000_i64..2_000_000_000,
        raise in prop::option::of((1_i64..60, 1_i64..2_000_000_000)),
        per in 0_usize..3,
        working in any::<bool>(),
        starts in -80_i64..40,
        lasts in prop::option::of(1_i64..120),
        hours in 10_u8..48,
        days in prop::collection::vec((0_i64..70, 0_usize..6, 1_u16..700), 0..40),
        extras in prop::collection::vec((0_i64..70, 0_usize..3, 1_i64..900_000), 0..3),
        suspended in any::<bool>(),
    ) -> PayFacts {
        let (country, code) = COUNTRIES[country];
        let start = date(2026, 3, 1).saturating_add(starts.days());
        let per = Per::ALL[per];
        let mut all = vec![terms(start, rate(pay, code, per), rate(pay, code, per))];
        all[0].terms.bill.money.currency = Currency::USD;
        if working {
            all[0].proration = Proration::Working;
        }
        if let Some((after, pay)) = raise {
            let day = start.saturating_add(after.days());
            let mut next = all[0].clone();
            all[0].terms.to = Some(day);
            next.terms.from = day;
            next.terms.pay.money.amount_minor = pay;
            all.push(next);
        }
        let march = date(2026, 3, 1);
        let mut sheets: BTreeMap<Date, Timesheet> = BTreeMap::new();
        for (after, kind, minutes) in days {
            let day = march.saturating_add(after.days());
            let monday = crate::placement_health::monday_of(day);
            let sheet = sheets.entry(monday).or_insert_with(|| told(monday, TimesheetState::ClientOk, &[]));
            let kind = TimeKind::ALL[kind];
            if !sheet.days.iter().any(|one| (one.day, one.kind) == (day, kind)) {
                sheet.days.push(TimesheetDay { day, kind, minutes });
            }
        }
        let extras = extras.into_iter().map(|(after, kind, amount_minor)| PayExtra {
            kind: PayExtraKind::ALL[kind],
            day: march.saturating_add(after.days()),
            amount: Money { amount_minor, currency: currency(code) },
            is_billed: false,
        });
        PayFacts {
            country: country.parse().unwrap(),
            engagement: Some(Engagement::ALL[engagement]),
            starts_on: start,
            ends_on: lasts.map(|days| start.saturating_add(days.days())),
            weekly_hours: hours,
            terms: all,
            timesheets: sheets.into_values().collect(),
            extras: extras.collect(),
            retention_suspended: suspended,
            ..contractor()
        }
    }
}

/// A month as the facts of it are read: what is not of it is left out.
fn of_month(facts: &PayFacts, month: &PayMonth) -> PayFacts {
    let mut of = facts.clone();
    of.extras.retain(|extra| month.first <= extra.day && extra.day < month.end());
    of.timesheets.retain(|sheet| sheet.from < month.end() && month.first < sheet.to);
    of
}

fn sum(item: &PayItem, side: LineSide, of: impl Fn(&PayLine) -> i64) -> i64 {
    item.lines.iter().filter(|line| line.side == side).map(of).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn lines_add_up_to_the_item_and_its_parts_to_the_bill(facts in facts()) {
        let mut facts = facts;
        for first in [date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)] {
            let month = month(first);
            let item = work_out(&of_month(&facts, &month), &month);
            let native = |line: &PayLine| line.amount.amount_minor;
            let base = |line: &PayLine| line.base_minor;
            prop_assert_eq!(sum(&item, LineSide::Pay, native), item.sums.gross_minor);
            prop_assert_eq!(sum(&item, LineSide::Deduct, native), item.sums.deductions_minor);
            prop_assert_eq!(sum(&item, LineSide::Pay, base), item.base.pay);
            prop_assert_eq!(sum(&item, LineSide::Employer, base), item.base.employer);
            prop_assert_eq!(sum(&item, LineSide::Accrual, base), item.base.accrual);
            prop_assert_eq!(sum(&item, LineSide::Bill, base), item.base.bill);
            prop_assert_eq!(item.base.cost() + item.base.fee + item.base.margin(), item.base.bill);
            prop_assert_eq!(item.reasons.is_empty(), item.state == ItemState::Ok);
            prop_assert!(item.lines.iter().all(|line| line.amount.amount_minor != 0));
            carry(&mut facts, &month, &item);
            for one in &facts.put_aside {
                prop_assert!(one.accrued_minor - one.released_minor >= -1, "{:?}", one);
            }
        }
    }

    #[test]
    fn the_same_facts_come_to_the_same_item(facts in facts()) {
        let month = month(date(2026, 3, 1));
        prop_assert_eq!(work_out(&facts, &month), work_out(&facts.clone(), &month));
    }

    #[test]
    fn what_was_and_its_correction_are_what_is(was in facts(), is in facts()) {
        let month = month(date(2026, 3, 1));
        let before = work_out(&of_month(&was, &month), &month);
        let after = work_out(&of_month(&is, &month), &month);
        if before.state != ItemState::Ok || after.state != ItemState::Ok {
            return Ok(());
        }
        let mut kept = Was { basis: before.basis, ..Was::default() };
        for line in &before.lines {
            let sums = kept.lines.entry(SameLine::of(line)).or_default();
            sums[0] += line.amount.amount_minor;
            sums[1] += line.base_minor;
        }
        let difference = correction(after.clone(), &kept);
        if difference.reasons == [Reason::CurrencyMixed] {
            prop_assert_ne!(before.currency, after.currency);
            return Ok(());
        }
        prop_assert_eq!(before.base.pay + difference.base.pay, after.base.pay);
        prop_assert_eq!(before.base.bill + difference.base.bill, after.base.bill);
        prop_assert_eq!(before.base.cost() + difference.base.cost(), after.base.cost());
        prop_assert_eq!(
            before.base.margin() + difference.base.margin(),
            after.base.margin()
        );
    }
}

#[test]
fn a_month_that_is_as_it_should_be_has_no_correction() {
    let month = month(date(2026, 3, 1));
    let item = work_out(&contractor(), &month);
    let mut was = Was { basis: item.basis, ..Was::default() };
    for line in &item.lines {
        was.lines.insert(SameLine::of(line), [line.amount.amount_minor, line.base_minor]);
    }
    let none = correction(item, &was);
    assert_eq!((none.state, none.lines.len()), (ItemState::Excluded, 0));
}

#[test]
fn what_should_not_have_been_paid_is_taken_back() {
    let month = month(date(2026, 3, 1));
    let paid = work_out(&contractor(), &month);
    let mut was = Was { basis: paid.basis, ..Was::default() };
    for line in &paid.lines {
        was.lines.insert(SameLine::of(line), [line.amount.amount_minor, line.base_minor]);
    }
    let gone = PayFacts { ends_on: Some(date(2026, 2, 1)), ..contractor() };
    let back = correction(work_out(&gone, &month), &was);
    assert_eq!((back.state, back.sums.net_minor()), (ItemState::Ok, -300_000));
    assert_eq!(back.currency, Some(Currency::USD));
}
