//! Contractors: parts of a month, hours, extras, retention, rates.

use jiff::civil::date;

use super::super::item::ItemState;
use super::*;
use crate::pay_extra::{PayExtra, PayExtraKind};

const JUNE: Date = date(2026, 6, 1);

#[test]
fn a_whole_month_is_the_rate_and_what_stays_is_the_rest_of_the_bill() {
    let item = work_out(&contractor(), &month(JUNE));
    assert_eq!(
        lines(&item),
        [
            (LineSide::Pay, LineCode::Salary, 300_000),
            (LineSide::Bill, LineCode::Salary, 450_000),
            (LineSide::Fee, LineCode::Transfer, 500),
        ]
    );
    assert_eq!(
        (item.state, item.base.margin(), item.base.margin_bp()),
        (ItemState::Ok, 149_500, Some(3_322))
    );
    assert_eq!((item.basis.quantity_e6, item.bill_year_base_minor), (1_000_000, Some(5_400_000)));
}

#[test]
fn a_part_of_a_month_is_counted_in_the_days_of_the_terms() {
    // From Tuesday 16 June 2026: 15 of 30 days; of 20 working days, as the 8th, 15th and 29th are holidays
    // and there are 22 weekdays less those: 11 weekdays from the 16th, less the 29th: 10 of 19.
    let starts = PayFacts { starts_on: date(2026, 6, 16), ..contractor() };
    assert_eq!(work_out(&starts, &month(JUNE)).sums.gross_minor, 150_000);
    let mut working = starts.clone();
    working.terms[0].proration = Proration::Working;
    assert_eq!(work_out(&working, &month(JUNE)).sums.gross_minor, 300_000 * 10 / 19 + 1);
}

#[test]
fn the_last_day_is_paid_and_the_end_is_not() {
    let ends = PayFacts { ends_on: Some(date(2026, 6, 11)), ..contractor() };
    assert_eq!(work_out(&ends, &month(JUNE)).sums.gross_minor, 100_000);
    let never = PayFacts { ends_on: Some(JUNE), ..contractor() };
    assert_eq!(reasons(&never, &month(JUNE)), [Reason::NothingToPay]);
}

#[test]
fn a_rate_that_changes_in_a_month_is_a_sum_over_its_parts() {
    let mut facts = contractor();
    facts.terms[0].terms.to = Some(date(2026, 6, 21));
    facts.terms.push(terms(
        date(2026, 6, 21),
        rate(330_000, "USD", Per::Month),
        rate(450_000, "USD", Per::Month),
    ));
    let item = work_out(&facts, &month(JUNE));
    let pay: Vec<i64> =
        lines_but(&item, &[LineSide::Bill, LineSide::Fee]).iter().map(|line| line.2).collect();
    assert_eq!(pay, [200_000, 110_000]);
    assert_eq!(item.basis.full_month_minor, 330_000);
}

#[test]
fn parts_of_one_rate_add_up_to_it() {
    let mut facts = contractor();
    facts.terms[0].terms.pay.money.amount_minor = 100_001;
    facts.terms[0].terms.to = Some(date(2026, 6, 8));
    let mut rest = facts.terms[0].clone();
    (rest.terms.from, rest.terms.to) = (date(2026, 6, 8), None);
    facts.terms.push(rest);
    let item = work_out(&facts, &month(JUNE));
    // 23,333.57 and 76,667.43.
    assert_eq!(
        lines(&item)[..2],
        [(LineSide::Pay, LineCode::Salary, 23_334), (LineSide::Pay, LineCode::Salary, 76_667),]
    );
}

#[test]
fn days_without_terms_are_no_pay_but_a_failure() {
    let mut facts = contractor();
    facts.terms[0].terms.from = date(2026, 6, 3);
    let item = work_out(&facts, &month(JUNE));
    assert_eq!(
        (item.state, item.detail.as_str()),
        (ItemState::Failed, "no terms hold on 2026-06-01")
    );
}

#[test]
fn hours_are_paid_by_the_minute_once_the_client_agrees() {
    let mut facts = contractor();
    facts.terms[0].terms.pay = rate(4_000, "USD", Per::Hour);
    facts.terms[0].terms.bill = rate(6_000, "USD", Per::Hour);
    let days =
        [(date(2026, 6, 1), TimeKind::Work, 455), (date(2026, 6, 2), TimeKind::Vacation, 480)];
    facts.timesheets = vec![told(JUNE, TimesheetState::ClientOk, &days)];
    let item = work_out(&facts, &month(JUNE));
    // 455 minutes at 40 an hour are 303.33; vacation is nobody's matter but theirs.
    assert_eq!(lines(&item)[0], (LineSide::Pay, LineCode::Hours, 30_333));
    facts.timesheets[0].state = TimesheetState::Submitted;
    assert_eq!(reasons(&facts, &month(JUNE)), [Reason::TimesheetMissing]);
    facts.timesheets[0].state = TimesheetState::Disputed;
    assert_eq!(
        reasons(&facts, &month(JUNE)),
        [Reason::TimesheetDisputed, Reason::TimesheetMissing]
    );
}

#[test]
fn unpaid_days_are_taken_off_what_was_counted() {
    let mut facts = contractor();
    let days =
        [(date(2026, 6, 1), TimeKind::Unpaid, 480), (date(2026, 6, 2), TimeKind::Unpaid, 240)];
    facts.timesheets = vec![told(JUNE, TimesheetState::Submitted, &days)];
    // 28.5 of 30 days.
    assert_eq!(work_out(&facts, &month(JUNE)).sums.gross_minor, 285_000);
}

#[test]
fn extras_are_paid_taken_and_billed_on() {
    let extra = |kind, amount_minor, code, is_billed| PayExtra {
        kind,
        day: date(2026, 6, 9),
        amount: Money { amount_minor, currency: currency(code) },
        is_billed,
    };
    let facts = PayFacts {
        extras: vec![
            extra(PayExtraKind::Bonus, 50_000, "USD", false),
            // 400,000 pesos are 100 dollars.
            extra(PayExtraKind::Reimbursement, 40_000_000, "COP", true),
            extra(PayExtraKind::Advance, 20_000, "USD", false),
        ],
        ..contractor()
    };
    let item = work_out(&facts, &month(JUNE));
    assert_eq!(
        lines_but(&item, &[LineSide::Fee]),
        [
            (LineSide::Pay, LineCode::Salary, 300_000),
            (LineSide::Pay, LineCode::Bonus, 50_000),
            (LineSide::Pay, LineCode::Reimbursement, 10_000),
            (LineSide::Bill, LineCode::Reimbursement, 40_000_000),
            (LineSide::Deduct, LineCode::Advance, 20_000),
            (LineSide::Bill, LineCode::Salary, 450_000),
        ]
    );
    assert_eq!((item.sums.net_minor(), item.base.bill), (340_000, 460_000));
}

#[test]
fn more_taken_back_than_paid_is_held() {
    let advance = PayExtra {
        kind: PayExtraKind::Advance,
        day: date(2026, 6, 9),
        amount: Money { amount_minor: 300_001, currency: Currency::USD },
        is_billed: false,
    };
    let facts = PayFacts { extras: vec![advance], ..contractor() };
    assert_eq!(reasons(&facts, &month(JUNE)), [Reason::NetNegative]);
}

#[test]
fn the_tax_office_keeps_its_part_of_the_fees_of_individuals() {
    let of = |country: &str, pay_minor, code: &str| {
        let mut facts = contractor();
        facts.country = country.parse().unwrap();
        facts.engagement = Some(Engagement::ContractorIndividual);
        facts.terms[0].terms.pay = rate(pay_minor, code, Per::Month);
        facts
    };
    let kept = |facts: &PayFacts| work_out(facts, &month(JUNE)).sums.deductions_minor;
    // 15.25 % of 1,000,001 pesos, which have no cents: 152,500.15.
    assert_eq!(kept(&of("CL", 1_000_001, "CLP")), 152_500);
    // Eight of a hundred only above 1,500 soles.
    assert_eq!([kept(&of("PE", 150_000, "PEN")), kept(&of("PE", 150_001, "PEN"))], [0, 12_000]);
    let suspended = PayFacts { retention_suspended: true, ..of("PE", 900_000, "PEN") };
    assert_eq!(kept(&suspended), 0);
    let company =
        PayFacts { engagement: Some(Engagement::ContractorCompany), ..of("CL", 1_000_001, "CLP") };
    assert_eq!(kept(&company), 0);
}

#[test]
fn pay_in_another_currency_goes_at_the_locked_rate_line_by_line() {
    let mut facts = contractor();
    facts.terms[0].terms.pay = rate(1_234_567_891, "COP", Per::Month);
    let item = work_out(&facts, &month(JUNE));
    // 12,345,678.91 pesos at 4,000 are 3,086.42 dollars.
    assert_eq!((item.currency, item.base.pay), (Some(currency("COP")), 308_642));
    assert_eq!(item.base.cost() + item.base.fee + item.base.margin(), item.base.bill);
}

#[test]
fn a_rate_is_the_last_on_or_before_its_day_and_not_too_old() {
    let mut facts = contractor();
    facts.terms[0].terms.pay = rate(1_000_000, "UYU", Per::Month);
    let on = |days: &[Date]| {
        let rates: Vec<FxRate> = days.iter().map(|day| fx("UYU", *day, "40")).collect();
        let fix_on = date(2026, 6, 26);
        let fx = FxLock::lock(Currency::USD, fix_on, "bank", &rates);
        reasons(&facts, &PayMonth { first: JUNE, pay_on: date(2026, 6, 30), fx })
    };
    assert_eq!(on(&[date(2026, 6, 22)]), []);
    assert_eq!(on(&[date(2026, 6, 21)]), [Reason::FxStale]);
    assert_eq!(on(&[date(2026, 6, 27)]), [Reason::FxMissing]);
    assert_eq!(on(&[date(2026, 6, 1), date(2026, 6, 26), date(2026, 6, 29)]), []);
}

#[test]
fn a_currency_with_several_rates_is_paid_at_the_one_that_is_agreed() {
    let mut facts = contractor();
    facts.terms[0].terms.pay = rate(150_000_000, "ARS", Per::Month);
    let rates = [("official", "1000"), ("mep", "1500")].map(|(source, units)| FxRate {
        source: source.to_owned(),
        ..fx("ARS", date(2026, 6, 26), units)
    });
    let fx = FxLock::lock(Currency::USD, date(2026, 6, 26), "official", &rates);
    let month = PayMonth { first: JUNE, pay_on: date(2026, 6, 30), fx };
    assert_eq!(reasons(&facts, &month), [Reason::FxSourceUnnamed]);
    facts.terms[0].fx_source = Some("mep".to_owned());
    let item = work_out(&facts, &month);
    assert_eq!((item.state, item.base.pay), (ItemState::Ok, 100_000));
}

#[test]
fn what_is_found_holds_the_item_and_only_it() {
    let facts = PayFacts { holds: vec!["DOC-02".to_owned()], ..contractor() };
    let item = work_out(&facts, &month(JUNE));
    assert_eq!((item.state, item.reasons.as_slice()), (ItemState::Held, &[Reason::Finding][..]));
    assert_eq!((item.detail.as_str(), item.sums.gross_minor), ("DOC-02 stops payment", 300_000));
}

#[test]
fn two_currencies_of_pay_in_a_month_are_not_added() {
    let mut facts = contractor();
    facts.terms[0].terms.to = Some(date(2026, 6, 11));
    let (pay, bill) = (rate(900_000_000, "COP", Per::Month), rate(450_000, "USD", Per::Month));
    facts.terms.push(terms(date(2026, 6, 11), pay, bill));
    assert_eq!(reasons(&facts, &month(JUNE)), [Reason::CurrencyMixed]);
}

#[test]
fn an_engagement_nobody_knows_is_a_failure() {
    let facts = PayFacts { engagement: None, ..contractor() };
    assert_eq!(reasons(&facts, &month(JUNE)), [Reason::EngagementUnknown]);
}

#[test]
fn an_amount_that_fits_nowhere_is_a_failure_of_that_item() {
    let mut facts = contractor();
    facts.terms[0].terms.bill = rate(i64::MAX, "USD", Per::Month);
    assert_eq!(reasons(&facts, &month(JUNE)), [Reason::TooLarge]);
}
