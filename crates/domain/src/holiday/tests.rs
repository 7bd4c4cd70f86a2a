//! The holidays of three years in every country, as its own calendars have them, and the rules of
//! moving on both sides of their boundaries.

use jiff::civil::date;

use super::*;

fn days(country: &str, subdivision: Option<&str>, year: i16) -> String {
    let country = country.parse().unwrap();
    let (from, to) = (date(year, 1, 1), date(year + 1, 1, 1));
    let days = Holidays::house().between(country, subdivision, from, to);
    days.keys().map(|day| day.strftime("%m-%d").to_string()).collect::<Vec<_>>().join(" ")
}

fn check(country: &str, year: i16, expected: &str) {
    assert_eq!(days(country, None, year), expected, "{country} {year}");
}

/// # Source
/// The calendars of the holidays project, release 0.109, read on 2026-11-28, less the days on which work
/// is paid as on any other; for October 2025 in Argentina the resolution that moved a day to the 10th.
#[test]
fn three_years_of_each_country_from_argentina_to_chile() {
    check(
        "AR",
        2025,
        "01-01 03-03 03-04 03-24 04-02 04-18 05-01 05-25 06-16 06-20 07-09 08-17 10-10 11-24 12-08 12-25",
    );
    check(
        "AR",
        2026,
        "01-01 02-16 02-17 03-24 04-02 04-03 05-01 05-25 06-15 06-20 07-09 08-17 10-12 11-09 11-23 12-08 12-25",
    );
    check(
        "AR",
        2027,
        "01-01 02-08 02-09 03-24 03-26 04-02 05-01 05-25 06-20 06-21 07-09 08-16 10-11 11-20 12-08 12-25",
    );
    check("BR", 2025, "01-01 04-18 04-21 05-01 09-07 10-12 11-02 11-15 11-20 12-25");
    check("BR", 2026, "01-01 04-03 04-21 05-01 09-07 10-12 11-02 11-15 11-20 12-25");
    check("BR", 2027, "01-01 03-26 04-21 05-01 09-07 10-12 11-02 11-15 11-20 12-25");
    check(
        "CL",
        2025,
        "01-01 04-18 04-19 05-01 05-21 06-20 06-29 07-16 08-15 09-18 09-19 10-12 10-31 11-01 12-08 12-25",
    );
    check(
        "CL",
        2026,
        "01-01 04-03 04-04 05-01 05-21 06-21 06-29 07-16 08-15 09-18 09-19 10-12 10-31 11-01 12-08 12-25",
    );
    check(
        "CL",
        2027,
        "01-01 03-26 03-27 05-01 05-21 06-21 06-28 07-16 08-15 09-17 09-18 09-19 10-11 10-31 11-01 12-08 12-25",
    );
}

#[test]
fn three_years_of_each_country_from_colombia_to_uruguay() {
    check(
        "CO",
        2025,
        "01-01 01-06 03-24 04-17 04-18 05-01 06-02 06-23 06-30 07-20 08-07 08-18 10-13 11-03 11-17 12-08 12-25",
    );
    check(
        "CO",
        2026,
        "01-01 01-12 03-23 04-02 04-03 05-01 05-18 06-08 06-15 06-29 07-13 07-20 08-07 08-17 10-12 11-02 11-16 12-08 12-25",
    );
    check(
        "CO",
        2027,
        "01-01 01-11 03-22 03-25 03-26 05-01 05-10 05-31 06-07 07-05 07-12 07-20 08-07 08-16 10-18 11-01 11-15 12-08 12-25",
    );
    check("CR", 2025, "01-01 04-11 04-17 04-18 05-01 07-25 08-02 08-15 08-31 09-15 12-01 12-25");
    check("CR", 2026, "01-01 04-02 04-03 04-11 05-01 07-25 08-02 08-15 08-31 09-15 12-01 12-25");
    check("CR", 2027, "01-01 03-25 03-26 04-11 05-01 07-25 08-02 08-15 08-31 09-15 12-01 12-25");
    check("MX", 2025, "01-01 02-03 03-17 05-01 09-16 11-17 12-25");
    check("MX", 2026, "01-01 02-02 03-16 05-01 09-16 11-16 12-25");
    check("MX", 2027, "01-01 02-01 03-15 05-01 09-16 11-15 12-25");
    check(
        "PE",
        2025,
        "01-01 04-17 04-18 05-01 06-07 06-29 07-23 07-28 07-29 08-06 08-30 10-08 11-01 12-08 12-09 12-25",
    );
    check(
        "PE",
        2026,
        "01-01 04-02 04-03 05-01 06-07 06-29 07-23 07-28 07-29 08-06 08-30 10-08 11-01 12-08 12-09 12-25",
    );
    check(
        "PE",
        2027,
        "01-01 03-25 03-26 05-01 06-07 06-29 07-23 07-28 07-29 08-06 08-30 10-08 11-01 12-08 12-09 12-25",
    );
    check("UY", 2025, "01-01 05-01 07-18 08-25 12-25");
    check("UY", 2026, "01-01 05-01 07-18 08-25 12-25");
    check("UY", 2027, "01-01 05-01 07-18 08-25 12-25");
}

#[test]
fn easter_is_where_the_church_has_it() {
    let known = [(2000, 4, 23), (2008, 3, 23), (2025, 4, 20), (2026, 4, 5), (2038, 4, 25)];
    for (year, month, day) in known {
        assert_eq!(easter(year), Some(date(year, month, day)));
    }
}

#[test]
fn a_day_is_moved_by_the_weekday_it_falls_on() {
    // From Monday, the 5th of October 2026, to Sunday.
    let moved = |moved: Move| -> Vec<i8> {
        (5..=11).map(|day| moved.apply(date(2026, 10, day)).day()).collect()
    };
    assert_eq!(moved(Move::NextMonday), [5, 12, 12, 12, 12, 12, 12]);
    assert_eq!(moved(Move::NearestMonday), [5, 5, 5, 12, 12, 10, 11]);
    assert_eq!(moved(Move::MondayOfWeek), [5, 5, 5, 5, 12, 10, 11]);
    assert_eq!(moved(Move::NearestFriday), [5, 2, 9, 8, 9, 10, 11]);
    assert_eq!(moved(Move::NearestWeekday), [5, 6, 7, 8, 9, 9, 12]);
}

#[test]
fn a_day_of_the_week_is_counted_from_either_end_of_its_month() {
    let on = |weekday, nth, month, year| {
        When::Weekday(weekday, Nth { nth, month }).in_year(year).map(Date::day)
    };
    // May 2027 has five Mondays, May 2028 as well, and May 2026 four.
    assert_eq!(
        [2026, 2027, 2028].map(|year| on(Weekday::Monday, -1, 5, year)),
        [25, 31, 29].map(Some)
    );
    assert_eq!([2026, 2027].map(|year| on(Weekday::Thursday, 4, 11, year)), [26, 25].map(Some));
    assert_eq!(on(Weekday::Thursday, 5, 11, 2026), None);
}

#[test]
fn a_holiday_kept_on_the_last_day_of_the_year_before_is_of_that_year() {
    assert!(days("US", None, 2027).ends_with("12-24 12-25 12-31"));
    assert!(days("US", None, 2028).starts_with("01-01 01-17"));
    // From Monday to Friday nothing is kept beside the day itself.
    assert_eq!(
        days("US", None, 2025),
        "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25"
    );
}

#[test]
fn a_rule_holds_from_its_day_until_the_day_before_its_end() {
    assert!(!days("BR", None, 2023).contains("11-20"));
    assert!(days("BR", None, 2024).contains("11-20"));
    assert!(days("MX", None, 2024).contains("10-01"));
    assert!(!days("MX", None, 2025).contains("10-01"));
    assert!(days("MX", None, 2030).contains("10-01"));
    assert!(days("CL", None, 2024).contains("06-20") && days("CL", None, 2026).contains("06-21"));
}

#[test]
fn a_part_of_a_country_keeps_its_own_days_as_well() {
    assert!(!days("BR", None, 2026).contains("07-09"));
    assert!(days("BR", Some("BR-SP"), 2026).contains("07-09"));
    assert!(!days("BR", Some("BR-RJ"), 2026).contains("07-09"));
    assert!(days("BR", Some("BR-SP"), 2026).contains("11-20"));
}

#[test]
fn the_first_day_counts_and_the_end_does_not() {
    let between = |from, to| {
        Holidays::house().between("UY".parse().unwrap(), None, from, to).into_keys().collect()
    };
    let (christmas, new_year) = (date(2026, 12, 25), date(2027, 1, 1));
    let none: Vec<Date> = between(date(2026, 12, 26), new_year);
    assert_eq!(none, []);
    let both: Vec<Date> = between(christmas, date(2027, 1, 2));
    assert_eq!(both, [christmas, new_year]);
    let nobody = Holidays::house().between("CA".parse().unwrap(), None, christmas, new_year);
    assert!(nobody.is_empty());
}

#[test]
fn rules_that_cannot_be_used_are_named() {
    let check = |rule: &str, expected: &str| {
        let rest = "source = \"law\", source_on = \"2026-01-01\", confidence = \"read\"";
        let text = format!("PE = [{{ name = \"A day\", {rule}, {rest} }}]");
        assert_eq!(Holidays::parse(&text).unwrap_err().to_string(), expected);
    };
    let when = "`A day` of PE does not say when it is: write one of `day` like \"01-06\", `easter`, `monday` and `thursday`";
    check("from = \"2020-01-01\"", when);
    check("day = \"02-30\", from = \"2020-01-01\"", when);
    check("day = \"01-06\", easter = 3, from = \"2020-01-01\"", when);
    check("monday = { nth = 5, month = 2 }, from = \"2020-01-01\"", when);
    check("thursday = { nth = 0, month = 2 }, from = \"2020-01-01\"", when);
    check("easter = 3, thursday = { nth = 1, month = 2 }, from = \"2020-01-01\"", when);
    check(
        "day = \"01-06\", from = \"2020-01-01\", to = \"2020-01-01\"",
        "`A day` of PE from 2020-01-01 ends before it begins: mend `to`",
    );
    check("sunday = 3", "the public holidays cannot be read: mend the place named below");
}
