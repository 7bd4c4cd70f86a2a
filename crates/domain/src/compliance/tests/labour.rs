//! The labour law of employees, and work after the end, on both sides of each boundary.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use super::subject::{DAY, developer};
use crate::compliance::Case;
use crate::compliance::dossier::{DeveloperDossier, VacationTold};
use crate::developer::Engagement;
use crate::finding::{Found, Severity};
use crate::money::{Money, Per, Rate};
use crate::supplement::{Supplement, SupplementKind};
use crate::timesheet::{TimeKind, Timesheet, TimesheetDay, TimesheetState};

/// Somebody employed in a country, forty hours a week.
fn employee(country: &str) -> DeveloperDossier {
    let mut dossier = developer();
    dossier.country = country.parse().unwrap();
    dossier.engagement = Some(Engagement::EmployerOfRecord);
    dossier.placements[0].weekly_hours = 40;
    dossier
}

fn found(rule: &str, dossier: &DeveloperDossier, day: Date) -> Vec<Found> {
    let case = Case::house(day);
    case.developer(dossier).into_iter().filter(|one| one.key.rule == rule).collect()
}

fn says(rule: &str, dossier: &DeveloperDossier, day: Date) -> Vec<String> {
    found(rule, dossier, day).into_iter().map(|one| one.says).collect()
}

/// A week in which a kind of time was told of each day from its Monday, in minutes.
fn week(monday: Date, kind: TimeKind, minutes: &[u16]) -> Timesheet {
    let days = (0_i64..).zip(minutes).map(|(after, minutes)| TimesheetDay {
        day: monday.saturating_add(after.days()),
        kind,
        minutes: *minutes,
    });
    Timesheet {
        from: monday,
        to: monday.saturating_add(7.days()),
        state: TimesheetState::Submitted,
        days: days.collect(),
    }
}

#[test]
fn hours_are_held_against_the_law_of_the_day() {
    let hours = |country, hours, day| {
        let mut dossier = employee(country);
        dossier.placements[0].weekly_hours = hours;
        found("LAB-01", &dossier, day).len()
    };
    assert_eq!([hours("MX", 48, date(2026, 12, 31)), hours("MX", 49, date(2026, 12, 31))], [0, 1]);
    assert_eq!([hours("MX", 46, date(2027, 1, 1)), hours("MX", 48, date(2027, 1, 1))], [0, 1]);
    assert_eq!([hours("CO", 44, date(2026, 7, 14)), hours("CO", 44, date(2026, 7, 15))], [0, 1]);
    assert_eq!([hours("CO", 42, date(2026, 7, 15)), hours("CO", 43, date(2026, 7, 15))], [0, 1]);
    assert_eq!([hours("CL", 42, date(2028, 4, 25)), hours("CL", 42, date(2028, 4, 26))], [0, 1]);
    assert_eq!([hours("BR", 44, DAY), hours("BR", 45, DAY)], [0, 1]);
}

/// Findings of a week of five days of so many minutes in all, seen on the Monday after.
fn worked(country: &str, monday: Date, minutes: u16) -> Vec<Found> {
    let mut dossier = employee(country);
    let a_day = minutes / 5;
    let days = [a_day, a_day, a_day, a_day, minutes - 4 * a_day];
    dossier.placements[0].timesheets = vec![week(monday, TimeKind::Work, &days)];
    found("LAB-01", &dossier, monday.saturating_add(7.days()))
}

#[test]
fn a_week_is_held_against_the_law_of_its_monday() {
    let n = |country, monday, hours: u16| {
        [hours * 60, hours * 60 + 1].map(|minutes| worked(country, monday, minutes).len())
    };
    assert_eq!(n("MX", date(2026, 12, 28), 48), [0, 1]);
    assert_eq!(n("MX", date(2027, 1, 4), 46), [0, 1]);
    assert_eq!(n("CO", date(2026, 7, 13), 44), [0, 1]);
    assert_eq!(n("CO", date(2026, 7, 20), 42), [0, 1]);
    assert_eq!(n("CL", date(2026, 4, 20), 44), [0, 1]);
    assert_eq!(n("CL", date(2026, 4, 27), 42), [0, 1]);
    assert_eq!(n("CL", date(2028, 4, 24), 42), [0, 1]);
    assert_eq!(n("CL", date(2028, 5, 1), 40), [0, 1]);
    let one = &worked("MX", date(2027, 1, 4), 46 * 60 + 90)[0];
    assert_eq!(one.says, "47:30 hours were worked in the week of 2027-01-04: MX allows 46");
    assert_eq!((one.key.detail.as_str(), one.severity), ("2027-01-04", Severity::Warn));
    assert_eq!(one.evidence["weekly_hours_max_source"], "DOF 2026-03-03");
}

#[test]
fn only_work_somebody_stands_by_counts_and_only_of_employees() {
    let monday = date(2026, 11, 16);
    let told = |set: &dyn Fn(&mut DeveloperDossier)| {
        let mut dossier = employee("CL");
        let long = [600, 600, 600, 600, 600];
        dossier.placements[0].timesheets = vec![week(monday, TimeKind::Work, &long)];
        set(&mut dossier);
        found("LAB-01", &dossier, DAY).len()
    };
    assert_eq!(told(&|_| ()), 1);
    let state = |state| told(&move |dossier| dossier.placements[0].timesheets[0].state = state);
    assert_eq!(state(TimesheetState::Draft), 0);
    assert_eq!(state(TimesheetState::Disputed), 1);
    assert_eq!(
        told(&|dossier| dossier.placements[0].timesheets[0].days[0].kind = TimeKind::Sick),
        0
    );
    assert_eq!(told(&|dossier| dossier.engagement = Some(Engagement::ContractorIndividual)), 0);
    assert_eq!(told(&|dossier| dossier.placements[0].ends_on = Some(DAY)), 0);
}

#[test]
fn vacation_of_a_year_is_taken_before_another_is_over() {
    // Twenty days of six a week, at forty hours: 8,000 minutes.
    let left = |from, minutes, day| {
        let mut dossier = employee("UY");
        dossier.placements[0].starts_on = date(2023, 3, 1);
        dossier.placements[0].vacation = Some(VacationTold { from, minutes });
        says("LAB-04", &dossier, day)
    };
    let from = date(2024, 12, 1);
    assert_eq!(left(from, 0, date(2026, 11, 30)), [""; 0]);
    assert_eq!(
        left(from, 0, date(2026, 12, 1)),
        ["about 20 days of vacation were earned over a year ago and not taken: UY gives 20 a year"]
    );
    assert_eq!(left(from, 7_999, date(2026, 12, 1)).len(), 1);
    assert_eq!(left(from, 8_000, date(2026, 12, 1)), [""; 0]);
    assert_eq!(left(from, 8_000, date(2027, 11, 30)), [""; 0]);
    assert_eq!(left(from, 8_000, date(2027, 12, 1)).len(), 1);
    let mut contractor = employee("UY");
    contractor.engagement = Some(Engagement::ContractorCompany);
    contractor.placements[0].vacation = Some(VacationTold { from, minutes: 0 });
    contractor.placements[0].starts_on = from;
    assert_eq!(says("LAB-04", &contractor, date(2026, 12, 1)), [""; 0]);
}

/// What LAB-05 finds of somebody employed and paid so.
fn paid(
    country: &str,
    (amount_minor, currency, per): (i64, &str, Per),
    day: Date,
) -> Option<Found> {
    let mut dossier = employee(country);
    let money = Money { amount_minor, currency: currency.parse().unwrap() };
    let placement = &mut dossier.placements[0];
    placement.weekly_hours = 48;
    placement.starts_on = date(2025, 1, 1);
    placement.terms[0].from = date(2025, 1, 1);
    placement.terms[0].pay = Rate { money, per };
    found("LAB-05", &dossier, day).pop()
}

#[test]
fn nobody_is_paid_less_than_the_law_allows() {
    use Per::{Hour, Month, Year};
    let n = |pay, day| usize::from(paid("MX", pay, day).is_some());
    let (last_year, this_year) = (date(2025, 12, 31), date(2026, 1, 1));
    assert_eq!(
        [n((848_000, "MXN", Month), last_year), n((847_999, "MXN", Month), last_year)],
        [0, 1]
    );
    assert_eq!(
        [n((958_200, "MXN", Month), this_year), n((958_199, "MXN", Month), this_year)],
        [0, 1]
    );
    assert_eq!(n((848_000, "MXN", Month), this_year), 1);
    assert_eq!([n((11_498_400, "MXN", Year), DAY), n((11_498_399, "MXN", Year), DAY)], [0, 1]);
    // 48 hours in 52 weeks: 2,496 hours a year.
    assert_eq!([n((4_607, "MXN", Hour), DAY), n((4_606, "MXN", Hour), DAY)], [0, 1]);
    // Nobody knows yet what the next year asks for.
    assert_eq!(n((1, "MXN", Month), date(2027, 1, 1)), 0);
    let one = paid("MX", (958_199, "MXN", Month), DAY).unwrap();
    assert_eq!((one.severity, one.grace_days), (Severity::BlockPayment, 5));
    assert_eq!(
        one.says,
        "MXN 9,581.99/month is paid for 48 hours a week: a month of full time is at least MXN 9,582.00"
    );
}

#[test]
fn what_is_not_sure_of_the_minimum_stops_nothing() {
    let severity = |country, pay| paid(country, pay, DAY).map(|one| one.severity);
    assert_eq!(severity("CL", (538_999, "CLP", Per::Month)), Some(Severity::Warn));
    // 9,582 pesos at 18.00541451 for a dollar.
    assert_eq!(severity("MX", (53_200, "USD", Per::Month)), Some(Severity::Warn));
    assert_eq!(severity("MX", (53_300, "USD", Per::Month)), None);
}

#[test]
fn part_of_the_hours_is_worth_that_part() {
    let n = |amount_minor| {
        let mut dossier = employee("MX");
        let money = Money { amount_minor, currency: "MXN".parse().unwrap() };
        dossier.placements[0].weekly_hours = 24;
        dossier.placements[0].terms[0].pay = Rate { money, per: Per::Month };
        found("LAB-05", &dossier, DAY).len()
    };
    assert_eq!([n(479_100), n(479_099)], [0, 1]);
}

#[test]
fn work_on_a_public_holiday_asks_for_a_premium() {
    // The 2nd of November 2026 is a Monday, kept in Brazil for the dead and in Colombia for all saints.
    let monday = date(2026, 11, 2);
    let on = |country, kind| {
        let mut dossier = employee(country);
        dossier.placements[0].timesheets = vec![week(monday, kind, &[480, 480])];
        found("LAB-06", &dossier, DAY)
    };
    let brazil = on("BR", TimeKind::Work);
    assert_eq!(brazil.len(), 1);
    assert_eq!(brazil[0].says, "8:00 hours were worked on 2026-11-02, Finados: a premium is due");
    assert_eq!((brazil[0].key.detail.as_str(), brazil[0].severity), ("2026-11-02", Severity::Warn));
    assert_eq!(on("CO", TimeKind::Work).len(), 1);
    assert_eq!(on("MX", TimeKind::Work), []);
    assert_eq!(on("BR", TimeKind::Holiday), []);
    let mut contractor = employee("BR");
    contractor.engagement = Some(Engagement::ContractorIndividual);
    contractor.placements[0].timesheets = vec![week(monday, TimeKind::Work, &[480])];
    assert_eq!(found("LAB-06", &contractor, DAY), []);
}

#[test]
fn the_day_a_placement_ends_takes_no_work() {
    // Of a week from the 16th, work is told until Wednesday the 18th.
    let late = |end, state| {
        let mut dossier = developer();
        let placement = &mut dossier.placements[0];
        placement.ends_on = Some(end);
        let told = week(date(2026, 11, 16), TimeKind::Work, &[480, 480, 450]);
        placement.timesheets = vec![Timesheet { state, ..told }];
        found("CON-05", &dossier, DAY)
    };
    assert_eq!(late(date(2026, 11, 19), TimesheetState::ClientOk), []);
    let one = late(date(2026, 11, 18), TimesheetState::ClientOk);
    assert_eq!(one.len(), 1);
    assert_eq!(one[0].severity, Severity::BlockPayment);
    assert_eq!(
        one[0].says,
        "7:30 hours were worked after the placement ended on 2026-11-18, the last of them on 2026-11-18"
    );
    assert_eq!(late(date(2026, 11, 17), TimesheetState::ClientOk)[0].evidence["minutes"], "930");
    assert_eq!(late(date(2026, 11, 17), TimesheetState::Draft), []);
    // One that has not ended yet can still be moved.
    assert_eq!(late(date(2026, 12, 1), TimesheetState::ClientOk), []);
}

/// A supplement as the books have it.
fn supplement(kind: SupplementKind, day: Date, premium_bp: Option<u32>) -> Supplement {
    Supplement { kind, day, premium_bp }
}

#[test]
fn overtime_has_the_premium_of_the_law() {
    let monday = date(2026, 11, 16);
    let with = |supplements: Vec<Supplement>| {
        let mut dossier = employee("BR");
        // 44 hours are allowed.
        dossier.placements[0].timesheets =
            vec![week(monday, TimeKind::Work, &[540, 540, 540, 540, 510])];
        dossier.placements[0].supplements = supplements;
        says("LAB-02", &dossier, date(2026, 11, 23))
    };
    let none = ["0:30 hours of overtime in the week of 2026-11-16 have no premium of 50 %"];
    assert_eq!(with(Vec::new()), none);
    assert_eq!(with(vec![supplement(SupplementKind::Overtime, monday, Some(4_999))]), none);
    assert_eq!(with(vec![supplement(SupplementKind::Overtime, monday, Some(5_000))]), [""; 0]);
    let week_before = date(2026, 11, 9);
    assert_eq!(with(vec![supplement(SupplementKind::Overtime, week_before, Some(5_000))]), none);
    assert_eq!(with(vec![supplement(SupplementKind::Holiday, monday, Some(5_000))]), none);
}

#[test]
fn a_holiday_worked_has_the_premium_of_its_year() {
    // Colombia's Independence Day of 2026, and of 2027.
    let with = |day: Date, premium_bp| {
        let mut dossier = employee("CO");
        dossier.placements[0].timesheets = vec![week(day, TimeKind::Work, &[480])];
        dossier.placements[0].supplements =
            vec![supplement(SupplementKind::Holiday, day, Some(premium_bp))];
        says("LAB-06", &dossier, day.saturating_add(7.days())).len()
    };
    assert_eq!([with(date(2026, 7, 20), 8_999), with(date(2026, 7, 20), 9_000)], [1, 0]);
    assert_eq!([with(date(2027, 7, 20), 9_999), with(date(2027, 7, 20), 10_000)], [1, 0]);
}

#[test]
fn a_holiday_of_banks_only_asks_for_no_premium() {
    let mut dossier = employee("US");
    // Labor Day of 2026 is a Monday.
    dossier.placements[0].timesheets = vec![week(date(2026, 9, 7), TimeKind::Work, &[480])];
    assert_eq!(found("LAB-06", &dossier, date(2026, 9, 14)), []);
}

#[test]
fn an_instalment_of_the_thirteenth_salary_stands_in_a_payment_ten_days_before() {
    let on = |day, supplements: Vec<Supplement>| {
        let mut dossier = employee("BR");
        dossier.placements[0].supplements = supplements;
        found("LAB-03", &dossier, day)
    };
    let before = supplement(SupplementKind::Thirteenth, date(2025, 12, 20), None);
    assert_eq!(on(date(2026, 11, 19), vec![before]), []);
    let asked = on(date(2026, 11, 20), vec![before]);
    assert_eq!(
        asked[0].says,
        "the instalment of the thirteenth salary due by 2026-11-30 is in no payment"
    );
    assert_eq!(
        (asked[0].due_on, asked[0].severity),
        (Some(date(2026, 12, 1)), Severity::BlockPayment)
    );
    let first = supplement(SupplementKind::Thirteenth, date(2026, 11, 30), None);
    assert_eq!(on(date(2026, 12, 9), vec![first]), []);
    assert_eq!(on(date(2026, 12, 10), vec![first]).len(), 1, "the last is due on 20 December");
    let both = vec![first, supplement(SupplementKind::Thirteenth, date(2026, 12, 20), None)];
    assert_eq!(on(date(2027, 1, 15), both), []);
    assert_eq!(on(date(2027, 2, 18), vec![first]).len(), 1);
    assert_eq!(on(date(2027, 2, 19), vec![first]), [], "sixty days after nobody asks any more");
    // Where nothing was ever written down, nobody can say that it was not paid.
    assert_eq!(on(date(2026, 12, 1), Vec::new())[0].severity, Severity::Warn);
    let mut chilean = employee("CL");
    chilean.placements[0].supplements = vec![before];
    assert_eq!(found("LAB-03", &chilean, date(2026, 12, 20)), []);
    let mut new = employee("BR");
    new.placements[0].starts_on = date(2026, 11, 16);
    assert_eq!(found("LAB-03", &new, date(2026, 11, 30)), [], "fourteen days of work");
    new.placements[0].starts_on = date(2026, 11, 15);
    assert_eq!(found("LAB-03", &new, date(2026, 11, 30)).len(), 1);
}
