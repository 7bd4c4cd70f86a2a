//! What employees are paid beside their salary, and what is contributed of it.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::accrual;
use super::exact::{Exact, TooLarge};
use super::item::{LineCode, LineSide, LineUnit, Reason};
use super::pay::{Book, Draft, an_hour, calc};
use super::rules::{Contribution, CountryPay, MonthlyBonus};
use super::slice::{Slice, is_agreed};
use crate::compliance::parameter::{Parameter, ParameterKey, Parameters};
use crate::holiday::Holidays;
use crate::money::{Currency, Per};
use crate::timesheet::{TimeKind, Timesheet};

/// Lines of an employee that follow from those of the salary.
pub(super) fn add(
    book: &mut Book<'_>,
    slices: &[Slice<'_>],
    law: &CountryPay,
    period: (Date, Date),
) -> Result<(), TooLarge> {
    add_overtime(book, slices, period)?;
    add_holidays(book, slices, period)?;
    let ordinary = book.sum(is_ordinary);
    for bonus in law.bonuses.iter().filter(|row| row.dated.holds_on(book.month.last())) {
        add_monthly_bonus(book, bonus, ordinary)?;
    }
    accrual::add(book, slices, law, ordinary)?;
    let pays_into =
        |code: LineCode| law.accruals.iter().any(|row| row.code == code && row.contributes);
    let without = |code| accrual::is_put_aside(code) && !pays_into(code);
    let taxed = book.sum(|line| {
        line.side == LineSide::Pay && line.code != LineCode::Reimbursement && !without(line.code)
    });
    for row in law.contributions.iter().filter(|row| row.dated.holds_on(book.month.last())) {
        add_contribution(book, row, taxed)?;
    }
    Ok(())
}

/// Whether a line pays for work of the month.
pub(super) fn is_ordinary(line: &super::item::PayLine) -> bool {
    line.side == LineSide::Pay
        && matches!(
            line.code,
            LineCode::Salary | LineCode::Hours | LineCode::Overtime | LineCode::HolidayWork
        )
}

fn row(book: &Book<'_>, key: ParameterKey, day: Date) -> Option<&'static Parameter> {
    Parameters::house().at(Some(book.facts.country), key, day)
}

/// The slice whose terms hold on a day; of one after its end the last.
fn on<'s, 'f>(slices: &'s [Slice<'f>], day: Date) -> Option<&'s Slice<'f>> {
    slices.iter().find(|slice| slice.from <= day && day < slice.to).or_else(|| slices.last())
}

/// Hours above those of the law, of weeks whose last day lies in the month.
fn add_overtime(
    book: &mut Book<'_>,
    slices: &[Slice<'_>],
    (from, to): (Date, Date),
) -> Result<(), TooLarge> {
    let facts = book.facts;
    let whole_week = |sheet: &&Timesheet| {
        let last = sheet.to.saturating_sub(1.day());
        is_agreed(sheet.state)
            && sheet.from.saturating_add(1.week()) == sheet.to
            && from <= last
            && last < to
    };
    for week in facts.timesheets.iter().filter(whole_week) {
        let laws = [ParameterKey::WeeklyHoursMax, ParameterKey::OvertimePremiumBp]
            .map(|key| row(book, key, week.from));
        let [Some(most), Some(premium)] = laws else { continue };
        let over = i64::from(week.minutes(TimeKind::Work)) - most.value * 60;
        let Some(slice) = on(slices, week.to.saturating_sub(1.day())).filter(|_| over > 0) else {
            continue;
        };
        let pay = slice.terms.terms.pay;
        // Hours that are paid by the hour are paid already; what comes on top is not.
        let plain_bp = if pay.per == Per::Hour { 0 } else { 10_000 };
        let hours = Exact::ratio(over, 60);
        book.add(Draft {
            code: LineCode::Overtime,
            side: LineSide::Pay,
            quantity: hours.clone(),
            unit: LineUnit::Hour,
            amount: hours
                * an_hour(pay, facts.weekly_hours)
                * Exact::ratio(plain_bp + premium.value, 10_000),
            currency: book.pay,
            calc: calc([
                ("week", week.from.to_string()),
                ("minutes", over.to_string()),
                ("limit_hours", most.value.to_string()),
                ("premium_bp", premium.value.to_string()),
                ("rate", pay.to_string()),
            ]),
        })?;
    }
    Ok(())
}

/// What work on public holidays is paid on top.
fn add_holidays(
    book: &mut Book<'_>,
    slices: &[Slice<'_>],
    (from, to): (Date, Date),
) -> Result<(), TooLarge> {
    let facts = book.facts;
    let kept = Holidays::house().between(facts.country, None, from, to);
    let agreed = facts.timesheets.iter().filter(|sheet| is_agreed(sheet.state));
    for (day, minutes) in agreed.flat_map(Timesheet::worked) {
        let Some(holiday) = kept.get(&day) else { continue };
        let Some(premium) = row(book, ParameterKey::HolidayPremiumBp, day) else { continue };
        let Some(slice) = on(slices, day) else { continue };
        let pay = slice.terms.terms.pay;
        let hours = Exact::ratio(i64::from(minutes), 60);
        book.add(Draft {
            code: LineCode::HolidayWork,
            side: LineSide::Pay,
            quantity: hours.clone(),
            unit: LineUnit::Hour,
            amount: hours * an_hour(pay, facts.weekly_hours) * Exact::ratio(premium.value, 10_000),
            currency: book.pay,
            calc: calc([
                ("day", day.to_string()),
                ("holiday", holiday.name.clone()),
                ("minutes", minutes.to_string()),
                ("premium_bp", premium.value.to_string()),
                ("rate", pay.to_string()),
            ]),
        })?;
    }
    Ok(())
}

/// What the law adds to each month, as far as it goes.
fn add_monthly_bonus(
    book: &mut Book<'_>,
    bonus: &MonthlyBonus,
    ordinary: i64,
) -> Result<(), TooLarge> {
    let wage = row(book, ParameterKey::MinimumWageMonth, book.month.last());
    let own = Currency::of_country(book.facts.country).unwrap_or(book.pay);
    let part = Exact::whole(ordinary) * bonus.share.exact();
    let most = wage.map(|wage| {
        let year = Exact::whole(wage.value)
            * Exact::whole(10_i64.pow(own.minor_digits()))
            * Exact::ratio(bonus.wages_year_hundredths, 100);
        book.in_currency(year * Exact::ratio(1, 12), own, book.pay)
    });
    let amount = most.map_or_else(|| part.clone(), |most| part.clone().min(most));
    book.add(Draft {
        code: bonus.code,
        side: LineSide::Pay,
        quantity: Exact::whole(1),
        unit: LineUnit::Month,
        amount,
        currency: book.pay,
        calc: calc([
            ("of_minor", ordinary.to_string()),
            ("share", format!("{}/{}", bonus.share.above, bonus.share.below)),
            (
                "minimum_wage",
                wage.map_or_else(|| "unknown".to_owned(), |row| row.value.to_string()),
            ),
            ("source", bonus.dated.source.clone()),
        ]),
    })?;
    Ok(())
}

fn add_contribution(book: &mut Book<'_>, row: &Contribution, taxed: i64) -> Result<(), TooLarge> {
    let own = Currency::of_country(book.facts.country).unwrap_or(book.pay);
    let cap = row.cap.map(|units| {
        let minor = Exact::whole(units) * Exact::whole(10_i64.pow(own.minor_digits()));
        book.in_currency(minor, own, book.pay)
    });
    let of = cap.map_or_else(|| Exact::whole(taxed), |cap| Exact::whole(taxed).min(cap));
    let mut figures = calc([
        ("rate_ppm", row.rate_ppm.to_string()),
        ("of_minor", taxed.to_string()),
        ("source", row.dated.source.clone()),
    ]);
    figures.extend(row.cap.map(|cap| ("cap", format!("{own} {cap}"))));
    book.add(Draft {
        code: row.code,
        side: row.side,
        quantity: Exact::whole(1),
        unit: LineUnit::Once,
        amount: of * Exact::ratio(row.rate_ppm, 1_000_000),
        currency: book.pay,
        calc: figures,
    })?;
    Ok(())
}

/// What stands in the way of paying an employee anywhere but where the law is known.
pub(super) fn no_law(country: crate::country::Country) -> (Reason, String) {
    let says = format!("nothing is known of employees' pay in {}", country.code());
    (Reason::LawMissing, says)
}
