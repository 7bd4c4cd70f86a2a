//! Public holidays: dated rules of `config/holidays.toml` by country, each with its source and how
//! sure we are of it, and the days they come to. The rules are part of the program, as the laws are.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use serde::Deserialize;

use crate::compliance::parameter::Confidence;
use crate::country::Country;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// To which day a holiday is moved that does not fall on it.
    "move of a holiday" Move {
        /// The Monday after, unless it falls on one: Colombia.
        NextMonday = "next_monday",
        /// From Tuesday and Wednesday to the Monday before, from Thursday and Friday to the one after.
        NearestMonday = "nearest_monday",
        /// From Tuesday to Thursday to the Monday before, from Friday to the one after.
        MondayOfWeek = "monday_of_week",
        /// From Tuesday to the Friday before, from Wednesday to the one after.
        NearestFriday = "nearest_friday",
        /// From Saturday to the Friday before, from Sunday to the Monday after: the United States.
        NearestWeekday = "nearest_weekday",
    }
}

vocabulary! {
    /// A day of the week, as a rule writes it.
    "weekday" WeekdayName {
        /// The first of a week.
        Monday = "monday",
        /// The second.
        Tuesday = "tuesday",
        /// The third.
        Wednesday = "wednesday",
        /// The fourth.
        Thursday = "thursday",
        /// The fifth.
        Friday = "friday",
        /// The sixth.
        Saturday = "saturday",
        /// The seventh.
        Sunday = "sunday",
    }
}

impl WeekdayName {
    /// The day itself.
    pub const fn weekday(self) -> Weekday {
        match self {
            Self::Monday => Weekday::Monday,
            Self::Tuesday => Weekday::Tuesday,
            Self::Wednesday => Weekday::Wednesday,
            Self::Thursday => Weekday::Thursday,
            Self::Friday => Weekday::Friday,
            Self::Saturday => Weekday::Saturday,
            Self::Sunday => Weekday::Sunday,
        }
    }
}

impl Move {
    /// Days from each day of a week, Monday first, to the day it is kept.
    const fn days(self) -> [i64; 7] {
        match self {
            Self::NextMonday => [0, 6, 5, 4, 3, 2, 1],
            Self::NearestMonday => [0, -1, -2, 4, 3, 0, 0],
            Self::MondayOfWeek => [0, -1, -2, -3, 3, 0, 0],
            Self::NearestFriday => [0, -4, 2, 0, 0, 0, 0],
            Self::NearestWeekday => [0, 0, 0, 0, 0, -1, 1],
        }
    }

    fn apply(self, day: Date) -> Date {
        let after_monday =
            usize::try_from(day.weekday().since(Weekday::Monday)).unwrap_or_default();
        day.saturating_add(self.days().get(after_monday).copied().unwrap_or_default().days())
    }
}

/// When a holiday falls, before it is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// On a day of a month, 1 to 12.
    Day(i8, i8),
    /// Days after Easter Sunday, before it negative.
    Easter(i64),
    /// On a day of the week of a month.
    Weekday(Weekday, Nth),
}

/// Which of the days of one name in which month, both from 1; -1 is the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nth {
    nth: i8,
    month: i8,
}

impl When {
    /// None in a year without that day.
    fn in_year(self, year: i16) -> Option<Date> {
        match self {
            Self::Day(month, day) => Date::new(year, month, day).ok(),
            Self::Easter(days) => Some(easter(year)?.saturating_add(days.days())),
            Self::Weekday(weekday, Nth { nth, month }) => {
                let first = Date::new(year, month, 1).ok()?;
                first.nth_weekday_of_month(nth, weekday).ok()
            }
        }
    }
}

/// Easter Sunday of the Gregorian calendar.
///
/// # Source
/// The algorithm of Meeus, Jones and Butcher.
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let golden = y % 19;
    let (century, of_century) = (y / 100, y % 100);
    let moon = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - moon + 15) % 30;
    let week = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * week) / 451;
    let days = epact + week - 7 * late + 114;
    let month = i8::try_from(days / 31).ok()?;
    let day = i8::try_from(days % 31 + 1).ok()?;
    Date::new(year, month, day).ok()
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// What it is called where it is kept.
    pub name: String,
    /// The part of the country it is kept in, ISO 3166-2; none in all of it.
    pub subdivision: Option<String>,
    when: When,
    only_on: Vec<WeekdayName>,
    moved: Option<Move>,
    /// Whether banks are closed on it and no law asks employers for a day off or a premium.
    pub is_of_banks_only: bool,
    /// First civil day it holds.
    pub from: Date,
    /// First civil day it no longer holds; none when no end is known.
    pub to: Option<Date>,
    /// Law, gazette or calendar.
    pub source: String,
    /// The day the source is of, or was read.
    pub source_on: Date,
    /// How sure we are.
    pub confidence: Confidence,
}

impl Holiday {
    /// The day it is kept on in a year; none when it is not.
    fn in_year(&self, year: i16) -> Option<Date> {
        let day = self.when.in_year(year)?;
        let kept = self.only_on.is_empty()
            || self.only_on.iter().any(|name| name.weekday() == day.weekday());
        let day = self.moved.map_or(day, |moved| moved.apply(day));
        let holds = self.from <= day && self.to.is_none_or(|to| day < to);
        (kept && holds).then_some(day)
    }
}

/// Why the rules of a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HolidayError {
    /// Not the TOML that was expected.
    #[error("the public holidays cannot be read: mend the place named below")]
    Shape(#[from] Box<toml::de::Error>),
    /// A rule that does not say when, or says it twice.
    #[error(
        "`{name}` of {country} does not say when it is: write one of `day` like \"01-06\", `easter`, `monday` and `thursday`"
    )]
    When {
        /// Where.
        country: Country,
        /// Which.
        name: String,
    },
    /// A rule that holds on no day.
    #[error("`{name}` of {country} from {from} ends before it begins: mend `to`")]
    Backwards {
        /// Where.
        country: Country,
        /// Which.
        name: String,
        /// Its first day.
        from: Date,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    subdivision: Option<String>,
    day: Option<String>,
    easter: Option<i64>,
    monday: Option<Nth>,
    thursday: Option<Nth>,
    #[serde(default)]
    only_on: Vec<WeekdayName>,
    moved: Option<Move>,
    #[serde(default)]
    banks_only: bool,
    from: Date,
    to: Option<Date>,
    source: String,
    source_on: Date,
    confidence: Confidence,
}

impl Written {
    /// None where it is said not at all, twice, or of no day there is.
    fn when(&self) -> Option<When> {
        let day = self.day.as_deref().map(month_and_day);
        let easter = self.easter.map(|days| Some(When::Easter(days)));
        let monday = self.monday.map(|nth| on_weekday(Weekday::Monday, nth));
        let thursday = self.thursday.map(|nth| on_weekday(Weekday::Thursday, nth));
        let mut said = [day, easter, monday, thursday].into_iter().flatten();
        said.next().filter(|_| said.next().is_none()).flatten()
    }

    fn read(self, country: Country) -> Result<Holiday, HolidayError> {
        let Some(when) = self.when() else {
            return Err(HolidayError::When { country, name: self.name });
        };
        if self.to.is_some_and(|to| to <= self.from) {
            return Err(HolidayError::Backwards { country, name: self.name, from: self.from });
        }
        let Self { name, subdivision, only_on, moved, banks_only, .. } = self;
        let Self { from, to, source, source_on, .. } = self;
        Ok(Holiday {
            name,
            subdivision,
            when,
            only_on,
            moved,
            is_of_banks_only: banks_only,
            from,
            to,
            source,
            source_on,
            confidence: self.confidence,
        })
    }
}

fn month_and_day(text: &str) -> Option<When> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    // In a leap year every day there can be.
    Date::new(2024, month, day).ok().map(|_| When::Day(month, day))
}

fn on_weekday(weekday: Weekday, nth: Nth) -> Option<When> {
    let when = When::Weekday(weekday, nth);
    // A fifth of its name is not in every year.
    (nth.nth.unsigned_abs() < 5 && when.in_year(2024).is_some()).then_some(when)
}

/// Every rule, by country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holidays(BTreeMap<Country, Vec<Holiday>>);

static HOUSE: LazyLock<Holidays> =
    LazyLock::new(|| match Holidays::parse(include_str!("../../../config/holidays.toml")) {
        Ok(holidays) => holidays,
        Err(error) => unreachable!("the embedded rules are parsed by a test: {error}"),
    });

impl Holidays {
    /// The rules embedded in the program.
    pub fn house() -> &'static Self {
        &HOUSE
    }

    /// Reads and checks rules written like `config/holidays.toml`.
    ///
    /// # Errors
    /// [`HolidayError`] naming the first rule that is wrong, and what to do.
    pub fn parse(text: &str) -> Result<Self, HolidayError> {
        let written: BTreeMap<Country, Vec<Written>> = toml::from_str(text).map_err(Box::new)?;
        let read = written.into_iter().map(|(country, rules)| {
            let rules: Result<Vec<_>, _> =
                rules.into_iter().map(|rule| rule.read(country)).collect();
            Ok((country, rules?))
        });
        Ok(Self(read.collect::<Result<_, HolidayError>>()?))
    }

    /// The days of a country from one until before another, each with the first rule that makes it
    /// one: those of all of it, and of the part that is named.
    pub fn between(
        &self,
        country: Country,
        subdivision: Option<&str>,
        from: Date,
        to: Date,
    ) -> BTreeMap<Date, &Holiday> {
        let mut days = BTreeMap::new();
        for rule in self.0.get(&country).into_iter().flatten() {
            if rule.subdivision.is_some() && rule.subdivision.as_deref() != subdivision {
                continue;
            }
            for day in (from.year()..=to.year()).filter_map(|year| rule.in_year(year)) {
                if from <= day && day < to {
                    days.entry(day).or_insert(rule);
                }
            }
        }
        days
    }
}

#[cfg(test)]
mod tests;
