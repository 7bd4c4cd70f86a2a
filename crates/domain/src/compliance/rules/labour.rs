//! LAB: the labour law of those who are employed through an employer of record.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::compliance::dossier::{DeveloperDossier, PlacementDossier, Terms};
use crate::compliance::parameter::{Parameter, ParameterKey};
use crate::compliance::{Case, Check, Rule};
use crate::finding::{Found, Severity};
use crate::fx::FxTable;
use crate::holiday::Holidays;
use crate::money::{Currency, Money, Per, Rate};
use crate::placement_health::monday_of;
use crate::timesheet::hours_words;

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
        version: 1,
        title: "work on a public holiday",
        checks: "No employee tells of work on a public holiday of their country.",
        why: "The law asks for a premium, or for another day off.",
        remedy: "Pay the premium with that month, or agree on another day off.",
        source: "config/holidays.toml",
        severity: Severity::Warn,
        grace_days: 0,
        parameters: &[],
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
    let mut weeks: BTreeMap<Date, u32> = BTreeMap::new();
    for (day, minutes) in placement.worked() {
        *weeks.entry(monday_of(day)).or_default() += u32::from(minutes);
    }
    // A week is held against the law of its Monday: nobody can plan by one that comes in its middle.
    for (monday, minutes) in weeks {
        if let Some(most) = case.weekly_hours_max(dossier.country, monday)
            && i64::from(minutes) > most.value * 60
        {
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
        let Some(holiday) = holidays.get(&day) else { continue };
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
