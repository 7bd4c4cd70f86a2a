//! LAB: the labour law of those who are employed through an employer of record.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::compliance::dossier::{DeveloperDossier, PlacementDossier, Terms};
use crate::compliance::parameter::{Parameter, ParameterKey};
use crate::compliance::{Case, Check, Rule};
use crate::country::Country;
use crate::finding::{Found, Severity};
use crate::fx::FxTable;
use crate::holiday::Holidays;
use crate::money::{Currency, Money, Per, Rate};
use crate::placement_health::monday_of;
use crate::supplement::{Supplement, SupplementKind};
use crate::timesheet::hours_words;

/// Days before an instalment is due from which it must stand in a payment.
const INSTALMENT_DAYS: i64 = 10;
/// Days after which nobody asks for an instalment any more that was never written down.
const INSTALMENT_DAYS_LATE: i64 = 60;
/// Days of work before an instalment is due from which part of it is owed.
const INSTALMENT_DAYS_WORKED: i64 = 15;
/// Weeks of a year, for what is paid by the hour.
const WEEKS_A_YEAR: i128 = 52;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "LAB-01",
        version: 2,
        title: "more hours than the law allows",
        checks: "Neither the hours agreed with an employee nor those of a week they tell of are above the limit of the country on that day.",
        why: "Every hour above it is overtime with a premium, or forbidden.",
        remedy: "Lower the hours, or agree on overtime and its premium.",
        source: "the labour code of each country; rows weekly_hours_max",
        severity: Severity::Warn,
        grace_days: 0,
        parameters: &[ParameterKey::WeeklyHoursMax],
        check: Check::Placement(too_many_hours),
    },
    Rule {
        id: "LAB-02",
        version: 1,
        title: "overtime without its premium",
        checks: "For a week above the limit of the country a premium of at least that of the law is paid, or stands in a payment to come.",
        why: "It is owed whatever was agreed, with fines.",
        remedy: "Pay the premium with that month, and write it down with `sereno import supplements`.",
        source: "the labour code of each country; rows overtime_premium_bp",
        severity: Severity::Warn,
        grace_days: 10,
        parameters: &[ParameterKey::WeeklyHoursMax, ParameterKey::OvertimePremiumBp],
        check: Check::Placement(overtime_unpaid),
    },
    Rule {
        id: "LAB-03",
        version: 1,
        title: "thirteenth salary in no payment",
        checks: "From ten days before an instalment of the thirteenth salary is due it stands in a payment.",
        why: "It is owed on the day of the law; who is late pays fines, and the run is held.",
        remedy: "Put it into a payment, and write it down with `sereno import supplements`.",
        source: "the law of each country; rows thirteenth_first_day, thirteenth_last_day",
        severity: Severity::BlockPayment,
        grace_days: 0,
        parameters: &[ParameterKey::ThirteenthFirstDay, ParameterKey::ThirteenthLastDay],
        check: Check::Placement(thirteenth_unpaid),
    },
    Rule {
        id: "LAB-04",
        version: 1,
        title: "vacation not taken",
        checks: "An employee took the vacation of each year of work before another year was over.",
        why: "Where the law gives a year to take it, what is left must be paid, in Brazil twice.",
        remedy: "Agree on days with the employee and the client.",
        source: "the labour code of each country; rows vacation_days_year, as of the first year of work",
        severity: Severity::Warn,
        grace_days: 0,
        parameters: &[ParameterKey::VacationDaysYear, ParameterKey::VacationDaysAWeek],
        check: Check::Placement(vacation_left),
    },
    Rule {
        id: "LAB-05",
        version: 1,
        title: "pay below the minimum",
        checks: "An employee is not paid less than the least the law allows for their hours.",
        why: "The difference is owed whatever was signed, with fines.",
        remedy: "Raise the pay before the next payment.",
        source: "the decree of each country; rows minimum_wage_month",
        severity: Severity::BlockPayment,
        grace_days: 5,
        parameters: &[ParameterKey::MinimumWageMonth, ParameterKey::WeeklyHoursMax],
        check: Check::Placement(paid_too_little),
    },
    Rule {
        id: "LAB-06",
        version: 2,
        title: "work on a public holiday",
        checks: "Where an employee tells of work on a public holiday of their country, a premium of at least that of the law is paid, or stands in a payment to come.",
        why: "The law asks for a premium, or for another day off.",
        remedy: "Pay the premium with that month and write it down with `sereno import supplements`, or agree on another day off.",
        source: "config/holidays.toml; rows holiday_premium_bp",
        severity: Severity::Warn,
        grace_days: 0,
        parameters: &[ParameterKey::HolidayPremiumBp],
        check: Check::Placement(worked_on_a_holiday),
    },
];

/// Whether labour law holds for a placement today.
fn is_employed(case: &Case<'_>, dossier: &DeveloperDossier, placement: &PlacementDossier) -> bool {
    placement.is_employment(dossier) && placement.runs_on(case.day)
}

fn too_many_hours(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    if !is_employed(case, dossier, placement) {
        return;
    }
    let hours = i64::from(placement.weekly_hours);
    if let Some(most) = case.weekly_hours_max(dossier.country, case.day)
        && hours > most.value
    {
        let says =
            format!("{hours} hours a week are agreed: {} allows {}", dossier.country, most.value);
        let one = rule.found(placement.subject(), says).on("weekly_hours", hours);
        found.push(one.resting_on(most));
    }
    for Long { monday, minutes, most } in too_long(case, dossier, placement) {
        let says = format!(
            "{} hours were worked in the week of {monday}: {} allows {}",
            hours_words(minutes),
            dossier.country,
            most.value
        );
        let one = rule.found(placement.subject(), says).of(monday).on("minutes", minutes);
        found.push(one.resting_on(most));
    }
}

/// A week above the limit of the law.
struct Long<'a> {
    monday: Date,
    minutes: u32,
    most: &'a Parameter,
}

/// The weeks above the limit, by day. A week is held against the law of its Monday: nobody can plan by
/// one that comes in its middle.
fn too_long<'a>(
    case: &Case<'a>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
) -> Vec<Long<'a>> {
    let mut weeks: BTreeMap<Date, u32> = BTreeMap::new();
    for (day, minutes) in placement.worked() {
        *weeks.entry(monday_of(day)).or_default() += u32::from(minutes);
    }
    let long = weeks.into_iter().filter_map(|(monday, minutes)| {
        let most = case.weekly_hours_max(dossier.country, monday)?;
        (i64::from(minutes) > most.value * 60).then_some(Long { monday, minutes, most })
    });
    long.collect()
}

/// Whether a premium is paid of at least what the law asks for; any where no row says how much.
fn has_premium(
    placement: &PlacementDossier,
    (kind, day): (SupplementKind, Date),
    law: Option<&Parameter>,
) -> bool {
    let least = law.map_or(0, |row| row.value);
    let mut premiums =
        placement.supplements.iter().filter(|one| one.kind == kind && one.day == day);
    premiums.any(|one| one.premium_bp.is_some_and(|premium| i64::from(premium) >= least))
}

fn overtime_unpaid(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    if !is_employed(case, dossier, placement) {
        return;
    }
    for Long { monday, minutes, most } in too_long(case, dossier, placement) {
        let law = case.of_country_on(dossier.country, ParameterKey::OvertimePremiumBp, monday);
        if has_premium(placement, (SupplementKind::Overtime, monday), law) {
            continue;
        }
        let over = i64::from(minutes) - most.value * 60;
        let over = u32::try_from(over).unwrap_or_default();
        let least = law.map_or_else(String::new, |row| format!(" of {} %", row.value / 100));
        let says = format!(
            "{} hours of overtime in the week of {monday} have no premium{least}",
            hours_words(over)
        );
        let one = rule.found(placement.subject(), says).of(monday).on("minutes_over", over);
        found.push(match law {
            Some(law) => one.resting_on(law),
            None => one.resting_on(most),
        });
    }
}

fn thirteenth_unpaid(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    if !is_employed(case, dossier, placement) {
        return;
    }
    let of = |one: &&Supplement| one.kind == SupplementKind::Thirteenth;
    let written_down = placement.supplements.iter().any(|one| of(&one));
    for key in [ParameterKey::ThirteenthFirstDay, ParameterKey::ThirteenthLastDay] {
        for year in [case.day.year() - 1, case.day.year(), case.day.year() + 1] {
            let Some((due, row)) = instalment(case, dossier.country, (key, year)) else { continue };
            let asked = due.saturating_sub(INSTALMENT_DAYS.days()) <= case.day
                && case.day <= due.saturating_add(INSTALMENT_DAYS_LATE.days())
                && placement.starts_on <= due.saturating_sub(INSTALMENT_DAYS_WORKED.days());
            let paid = placement.supplements.iter().filter(of).any(|one| one.day == due);
            if !asked || paid {
                continue;
            }
            let says =
                format!("the instalment of the thirteenth salary due by {due} is in no payment");
            let one = rule.found(placement.subject(), says).of(due);
            // Late is the day after. Where none was ever written down here, nobody can say it was not paid.
            let one = if written_down { one } else { one.stops(Severity::Warn) };
            found.push(one.due(due.saturating_add(1.day())).resting_on(row));
        }
    }
}

/// The day an instalment is due by in a year, and the row that says so; none where there is none.
fn instalment<'a>(
    case: &Case<'a>,
    country: Country,
    (key, year): (ParameterKey, i16),
) -> Option<(Date, &'a Parameter)> {
    // The row in force as that year ends, or today's where the rows do not go so far.
    let at = |day| case.of_country_on(country, key, day);
    let row = at(Date::new(year, 12, 31).ok()?).or_else(|| at(case.day))?;
    Some((row.day_in(year)?, row))
}

/// Vacation is weighed in minutes of agreed work, so that it does not matter whether a country counts
/// working days or calendar days. The years are counted from the first day timesheets tell of: nobody
/// here knows what was taken before.
fn vacation_left(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    let row = |key| case.of_country(dossier.country, key);
    if let (true, Some(told), Some(days), Some(a_week)) = (
        is_employed(case, dossier, placement),
        placement.vacation,
        row(ParameterKey::VacationDaysYear),
        row(ParameterKey::VacationDaysAWeek),
    ) {
        let years_due = case.months_since(told.from.max(placement.starts_on)) / 12 - 1;
        let week_minutes = i64::from(placement.weekly_hours) * 60;
        let due = years_due.max(0) * days.value * week_minutes / a_week.value.max(1);
        if due <= told.minutes {
            return;
        }
        let left = (due - told.minutes) * a_week.value / week_minutes.max(1);
        let says = format!(
            "about {left} days of vacation were earned over a year ago and not taken: {} gives {} a year",
            dossier.country, days.value
        );
        let one = rule.found(placement.subject(), says);
        let one = one.on("minutes_due", due).on("minutes_taken", told.minutes);
        found.push(one.on("told_from", told.from).resting_on(a_week).resting_on(days));
    }
}

fn paid_too_little(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    let least = case.of_country(dossier.country, ParameterKey::MinimumWageMonth);
    let terms = placement.terms.iter().find(|terms| terms.hold_on(case.day));
    if let (true, Some(least), Some(terms), Some(currency)) =
        (is_employed(case, dossier, placement), least, terms, Currency::of_country(dossier.country))
    {
        let full_time = case.weekly_hours_max(dossier.country, case.day);
        let wage = Wage { least, currency, hours: placement.weekly_hours.into(), full_time };
        let Some(below) = wage.is_above(terms, FxTable::house()) else { return };
        let money = wage.minor();
        let says = format!(
            "{} is paid for {} hours a week: a month of full time is at least {money}",
            terms.pay, placement.weekly_hours
        );
        let one = rule.found(placement.subject(), says).on("pay", terms.pay).resting_on(least);
        found.push(match below {
            Below::Exactly => one,
            // Rates that only compare stop nothing.
            Below::AtARate => {
                one.on("exchange_rates", &FxTable::house().source).stops(Severity::Warn)
            }
        });
    }
}

/// The least somebody may be paid.
struct Wage<'a> {
    least: &'a Parameter,
    currency: Currency,
    /// Hours agreed a week.
    hours: i128,
    /// Hours a week the amount is for; none unknown.
    full_time: Option<&'a Parameter>,
}

/// How it is known that pay is below the least.
enum Below {
    /// In the currency of the law.
    Exactly,
    /// At rates that only compare.
    AtARate,
}

impl Wage<'_> {
    /// For a month of full time.
    fn minor(&self) -> Money {
        let units = 10_i64.saturating_pow(self.currency.minor_digits());
        let amount_minor = self.least.value.saturating_mul(units);
        Money { amount_minor, currency: self.currency }
    }

    /// How it is known that it is above what some terms pay; none when it is not, or nobody knows.
    fn is_above(&self, terms: &Terms, fx: &FxTable) -> Option<Below> {
        let least = Rate { money: self.minor(), per: Per::Month };
        let (pay, least, how) = if terms.pay.money.currency == self.currency {
            let a_year = |rate: Rate| self.a_year(rate);
            (a_year(terms.pay), a_year(least), Below::Exactly)
        } else {
            let hours = u16::try_from(self.hours * WEEKS_A_YEAR / 12).ok()?;
            let cents = |rate: Rate| fx.usd_cents_a_month(rate, hours).map(i128::from);
            (cents(terms.pay)?, cents(least)?, Below::AtARate)
        };
        let full_time = self.full_time.map_or(self.hours, |row| i128::from(row.value));
        (pay * full_time < least * self.hours.min(full_time)).then_some(how)
    }

    /// Minor units a year.
    fn a_year(&self, rate: Rate) -> i128 {
        let amount = i128::from(rate.money.amount_minor);
        match rate.per {
            Per::Hour => amount * self.hours * WEEKS_A_YEAR,
            Per::Month => amount * 12,
            Per::Year => amount,
        }
    }
}

fn worked_on_a_holiday(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    if !is_employed(case, dossier, placement) {
        return;
    }
    let days: Vec<(Date, u16)> = placement.worked().collect();
    let (Some((first, _)), Some((last, _))) = (days.iter().min(), days.iter().max()) else {
        return;
    };
    let after = last.saturating_add(1.day());
    let holidays = Holidays::house().between(dossier.country, None, *first, after);
    for (day, minutes) in days {
        let Some(holiday) = holidays.get(&day).filter(|day| !day.is_of_banks_only) else {
            continue;
        };
        let law = case.of_country_on(dossier.country, ParameterKey::HolidayPremiumBp, day);
        if has_premium(placement, (SupplementKind::Holiday, day), law) {
            continue;
        }
        let says = format!(
            "{} hours were worked on {day}, {}: a premium is due",
            hours_words(minutes.into()),
            holiday.name
        );
        let one = rule.found(placement.subject(), says).of(day).on("minutes", minutes);
        let one = one.on("holiday", &holiday.name).on("holiday_source", &holiday.source);
        found.push(one.on("holiday_confidence", holiday.confidence));
    }
}
