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
    /// On a Monday of a month.
    Monday(NthMonday),
}

/// Which Monday of which month, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct NthMonday {
    nth: i8,
    month: i8,
}

impl When {
    /// None in a year without that day.
    fn in_year(self, year: i16) -> Option<Date> {
        match self {
            Self::Day(month, day) => Date::new(year, month, day).ok(),
            Self::Easter(days) => Some(easter(year)?.saturating_add(days.days())),
            Self::Monday(NthMonday { nth, month }) => {
                let first = Date::new(year, month, 1).ok()?;
                first.nth_weekday_of_month(nth, Weekday::Monday).ok()
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
        "`{name}` of {country} does not say when it is: write one of `day` like \"01-06\", `easter` and `monday`"
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
    monday: Option<NthMonday>,
    #[serde(default)]
    only_on: Vec<WeekdayName>,
    moved: Option<Move>,
    from: Date,
    to: Option<Date>,
    source: String,
    source_on: Date,
    confidence: Confidence,
}

impl Written {
    fn when(&self) -> Option<When> {
        match (&self.day, self.easter, self.monday) {
            (Some(text), None, None) => {
                let (month, day) = text.split_once('-')?;
                let (month, day) = (month.parse().ok()?, day.parse().ok()?);
                // In a leap year every day there can be.
                Date::new(2024, month, day).ok().map(|_| When::Day(month, day))
            }
            (None, Some(days), None) => Some(When::Easter(days)),
            (None, None, Some(monday)) => {
                let when = When::Monday(monday);
                when.in_year(2024).map(|_| when)
            }
            (Some(_), _, _) | (None, Some(_), Some(_)) | (None, None, None) => None,
        }
    }

    fn read(self, country: Country) -> Result<Holiday, HolidayError> {
        let Some(when) = self.when() else {
            return Err(HolidayError::When { country, name: self.name });
        };
        if self.to.is_some_and(|to| to <= self.from) {
            return Err(HolidayError::Backwards { country, name: self.name, from: self.from });
        }
        let Self { name, subdivision, only_on, moved, from, to, source, source_on, .. } = self;
        let confidence = self.confidence;
        Ok(Holiday {
            name,
            subdivision,
            when,
            only_on,
            moved,
            from,
            to,
            source,
            source_on,
            confidence,
        })
    }
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
