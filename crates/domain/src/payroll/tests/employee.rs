//! Employees of the eight countries: contributions, what is put aside, made up for and paid out.

use jiff::civil::date;

use super::*;

const fn first(month: i8) -> Date {
    date(2026, month, 1)
}

fn year() -> Vec<Date> {
    (1..=12).map(first).collect()
}

/// What was paid out of a code, by month from 1.
fn paid(items: &[PayItem], code: LineCode) -> Vec<(usize, i64)> {
    let of = |item: &PayItem| -> i64 {
        let lines =
            item.lines.iter().filter(|line| (line.side, line.code) == (LineSide::Pay, code));
        lines.map(|line| line.amount.amount_minor).sum()
    };
    (1..).zip(items).map(|(no, item)| (no, of(item))).filter(|(_, amount)| *amount != 0).collect()
}

#[test]
fn colombia_puts_aside_a_twelfth_and_more_and_its_employer_pays_three_tenths() {
    // Ten million pesos.
    let item = work_out(&employee("CO", 1_000_000_000, "COP"), &month(first(3)));
    assert_eq!(
        lines_but(&item, &[LineSide::Bill, LineSide::Fee]),
        [
            (LineSide::Pay, LineCode::Salary, 1_000_000_000),
            (LineSide::Accrual, LineCode::Thirteenth, 83_333_333),
            (LineSide::Accrual, LineCode::Severance, 83_333_333),
            (LineSide::Accrual, LineCode::SeveranceInterest, 10_000_000),
            (LineSide::Accrual, LineCode::Vacation, 41_666_667),
            (LineSide::Employer, LineCode::Pension, 120_000_000),
            (LineSide::Employer, LineCode::Health, 85_000_000),
            (LineSide::Employer, LineCode::WorkRisk, 5_220_000),
            (LineSide::Employer, LineCode::FamilyFund, 40_000_000),
            (LineSide::Employer, LineCode::Training, 20_000_000),
            (LineSide::Employer, LineCode::ChildCare, 30_000_000),
            (LineSide::Deduct, LineCode::Pension, 40_000_000),
            (LineSide::Deduct, LineCode::Health, 40_000_000),
        ]
    );
}

#[test]
fn colombia_pays_the_prima_in_june_and_december_and_the_severance_of_the_year_after_it() {
    let mut facts = employee("CO", 1_000_000_000, "COP");
    let mut all = year();
    all.extend([date(2027, 1, 1), date(2027, 2, 1)]);
    let items = months(&mut facts, &all);
    assert_eq!(paid(&items, LineCode::Thirteenth), [(6, 500_000_000), (12, 500_000_000)]);
    assert_eq!(paid(&items, LineCode::SeveranceInterest), [(13, 120_000_000)]);
    assert_eq!(paid(&items, LineCode::Severance), [(14, 1_000_000_000)]);
    // Of the severance only January and February of the year after are left.
    assert_eq!(left(&facts, LineCode::Severance), 2 * 83_333_333);
}

#[test]
fn what_is_put_aside_is_paid_out_to_the_last_unit() {
    for (country, pay, code) in
        [("CO", 1_000_000_001, "COP"), ("CR", 77_777_777, "CRC"), ("PE", 1_234_567, "PEN")]
    {
        let mut facts = employee(country, pay, code);
        facts.starts_on = date(2025, 12, 1);
        facts.terms[0].terms.from = date(2025, 12, 1);
        let mut all = vec![date(2025, 12, 1)];
        all.extend(year());
        months(&mut facts, &all);
        for one in facts.put_aside.iter().filter(|one| one.code == LineCode::Thirteenth) {
            let is_over = one.window.is_some_and(|first| first < date(2026, 12, 1));
            let left = one.accrued_minor - one.released_minor;
            assert!(!is_over || left == 0, "{country} {one:?}");
        }
    }
}

#[test]
fn brazil_pays_half_in_november_and_the_rest_in_december() {
    let mut facts = employee("BR", 1_200_000, "BRL");
    let items = months(&mut facts, &year());
    // Eleven twelfths of a month are together in November.
    assert_eq!(paid(&items, LineCode::Thirteenth), [(11, 550_000), (12, 650_000)]);
    assert_eq!(left(&facts, LineCode::Thirteenth), 0);
}

#[test]
fn brazil_counts_a_month_from_its_fifteenth_day_of_work() {
    let of = |starts_on| {
        let facts = PayFacts { starts_on, ..employee("BR", 1_200_000, "BRL") };
        let item = work_out(&facts, &month(first(4)));
        lines(&item)
            .into_iter()
            .find(|line| (line.0, line.1) == (LineSide::Accrual, LineCode::Thirteenth))
    };
    // From the 16th to the 30th are fifteen days.
    assert_eq!(of(date(2026, 4, 16)).map(|line| line.2), Some(100_000));
    assert_eq!(of(date(2026, 4, 17)), None);
}

#[test]
fn brazil_makes_up_for_the_months_before_when_the_pay_rises() {
    let mut facts = employee("BR", 1_200_000, "BRL");
    months(&mut facts, &[first(1), first(2)]);
    facts.terms[0].terms.pay.money.amount_minor = 1_440_000;
    let item = months(&mut facts, &[first(3)]).remove(0);
    let aside: Vec<i64> = lines(&item)
        .into_iter()
        .filter(|line| (line.0, line.1) == (LineSide::Accrual, LineCode::Thirteenth))
        .map(|line| line.2)
        .collect();
    // A twelfth of the new pay, and two twelfths of what it rose by.
    assert_eq!(aside, [120_000, 40_000]);
}

#[test]
fn argentina_owes_half_of_the_best_month_of_the_half_year() {
    let mut facts = employee("AR", 60_000_000, "ARS");
    facts.terms[0].fx_source = Some("bank".to_owned());
    let mut items = months(&mut facts, &[first(1), first(2), first(3)]);
    facts.terms[0].terms.pay.money.amount_minor = 90_000_000;
    items.extend(months(&mut facts, &[first(4)]));
    facts.terms[0].terms.pay.money.amount_minor = 72_000_000;
    items.extend(months(&mut facts, &[first(5), first(6)]));
    assert_eq!(paid(&items, LineCode::Thirteenth), [(6, 45_000_000)]);
    assert_eq!(left(&facts, LineCode::Thirteenth), 0);
}

#[test]
fn mexico_owes_fifteen_days_a_year() {
    let mut facts = employee("MX", 3_000_000, "MXN");
    let items = months(&mut facts, &year());
    // Half of a month of thirty days.
    assert_eq!(paid(&items, LineCode::Thirteenth), [(12, 1_500_000)]);
    let mut late = PayFacts { starts_on: first(7), ..employee("MX", 3_000_000, "MXN") };
    let items = months(&mut late, &(7..=12).map(first).collect::<Vec<_>>());
    // 184 of 365 days.
    assert_eq!(paid(&items, LineCode::Thirteenth), [(6, 756_164)]);
}

#[test]
fn peru_pays_a_month_in_july_and_in_december_and_nine_of_a_hundred_on_top() {
    let mut facts = employee("PE", 600_000, "PEN");
    let items = months(&mut facts, &year());
    assert_eq!(paid(&items, LineCode::Thirteenth), [(7, 600_000), (12, 600_000)]);
    assert_eq!(paid(&items, LineCode::ThirteenthBonus), [(7, 54_000), (12, 54_000)]);
    // From January to April in May, from May to October in November: seven of 72 a month.
    assert_eq!(paid(&items, LineCode::Severance), [(5, 233_333), (11, 350_000)]);
}

#[test]
fn chile_adds_a_quarter_up_to_four_and_three_quarters_of_the_least_pay() {
    // 4.75 times 539,000 over twelve is 213,354.17 pesos.
    let gratification = |pay| {
        let item = work_out(&employee("CL", pay, "CLP"), &month(first(6)));
        lines(&item)[1]
    };
    assert_eq!(gratification(800_000), (LineSide::Pay, LineCode::Gratification, 200_000));
    assert_eq!(gratification(8_000_000), (LineSide::Pay, LineCode::Gratification, 213_354));
}

#[test]
fn uruguay_and_costa_rica_pay_a_twelfth_of_what_came_before() {
    let mut facts = PayFacts { starts_on: first(1), ..employee("UY", 12_000_000, "UYU") };
    let items = months(&mut facts, &year());
    // From January to May, then from June to November.
    assert_eq!(paid(&items, LineCode::Thirteenth), [(6, 5_000_000), (12, 6_000_000)]);
    let mut facts = employee("CR", 120_000_000, "CRC");
    let items = months(&mut facts, &year());
    assert_eq!(paid(&items, LineCode::Thirteenth), [(12, 110_000_000)]);
}

#[test]
fn a_contribution_stops_at_its_cap() {
    let kept = |pay| {
        let item = work_out(&employee("BR", pay, "BRL"), &month(first(6)));
        item.sums.deductions_minor
    };
    // Eleven of a hundred up to 8,475 reais.
    assert_eq!([kept(800_000), kept(847_500), kept(9_000_000)], [88_000, 93_225, 93_225]);
}

#[test]
fn who_leaves_is_paid_what_was_put_aside() {
    let mut facts = employee("CO", 1_000_000_000, "COP");
    months(&mut facts, &[first(1), first(2)]);
    facts.ends_on = Some(date(2026, 3, 16));
    let item = months(&mut facts, &[first(3)]).remove(0);
    for code in
        [LineCode::Thirteenth, LineCode::Severance, LineCode::SeveranceInterest, LineCode::Vacation]
    {
        assert_eq!(left(&facts, code), 0, "{code}");
        assert!(!paid(std::slice::from_ref(&item), code).is_empty(), "{code}");
    }
}

#[test]
fn vacation_takes_from_what_was_put_aside_for_it() {
    let mut facts = employee("BR", 1_800_000, "BRL");
    months(&mut facts, &[first(1), first(2), first(3), first(4), first(5), first(6), first(7)]);
    // A week in August, which has 21 working days.
    let days: Vec<_> = (3..=7).map(|day| (date(2026, 8, day), TimeKind::Vacation, 480)).collect();
    facts.timesheets = vec![told(date(2026, 8, 3), TimesheetState::ClientOk, &days)];
    let item = months(&mut facts, &[first(8)]).remove(0);
    // Five of 21 days are 4,285.71 reais: a third on top, four thirds taken.
    assert_eq!(paid(std::slice::from_ref(&item), LineCode::Vacation), [(1, 142_857)]);
    assert_eq!(left(&facts, LineCode::Vacation), 8 * 200_000 - 571_429);
}

#[test]
fn overtime_is_what_is_over_the_limit_of_its_week() {
    let mut facts = employee("CO", 1_040_000_000, "COP");
    // 46 hours in a week of 44 at most: two hours at 60,000 pesos and a quarter.
    let days: Vec<_> = (2..=6).map(|day| (date(2026, 3, day), TimeKind::Work, 552)).collect();
    facts.timesheets = vec![told(date(2026, 3, 2), TimesheetState::ClientOk, &days)];
    let overtime = |facts: &PayFacts| {
        let item = work_out(facts, &month(first(3)));
        paid(std::slice::from_ref(&item), LineCode::Overtime)
    };
    assert_eq!(overtime(&facts), [(1, 15_000_000)]);
    facts.timesheets[0].state = TimesheetState::Submitted;
    assert_eq!(overtime(&facts), []);
}

#[test]
fn work_on_a_holiday_has_its_premium_on_top() {
    let mut facts = employee("CO", 1_040_000_000, "COP");
    // Monday 23 March 2026: eight hours at 60,000 pesos, eight tenths on top.
    let days = [(date(2026, 3, 23), TimeKind::Work, 480)];
    facts.timesheets = vec![told(date(2026, 3, 23), TimesheetState::ClientOk, &days)];
    let item = work_out(&facts, &month(first(3)));
    assert_eq!(paid(std::slice::from_ref(&item), LineCode::HolidayWork), [(1, 38_400_000)]);
}

#[test]
fn where_the_law_is_not_known_nobody_is_paid_by_it() {
    let facts = employee("EC", 300_000, "USD");
    assert_eq!(reasons(&facts, &month(first(3))), [Reason::LawMissing]);
}

#[test]
fn pay_in_another_currency_than_what_was_put_aside_is_not_mixed_with_it() {
    let mut facts = employee("CO", 1_000_000_000, "COP");
    months(&mut facts, &[first(1)]);
    facts.terms[0].terms.pay = rate(300_000, "USD", Per::Month);
    assert_eq!(reasons(&facts, &month(first(2))), [Reason::CurrencyMixed]);
}
