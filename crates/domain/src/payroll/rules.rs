//! What a payroll is worked out with: dated rows of `config/payroll.toml`, part of the program like
//! the laws, so that two workers of one version never pay by different rows.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use super::exact::Exact;
use super::item::{LineCode, LineSide};
use crate::compliance::parameter::Confidence;
use crate::country::Country;
use crate::developer::Seniority;
use crate::money::Currency;
use crate::vocabulary::vocabulary;

/// When a row holds, and where it is from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Dated {
    /// First civil day it holds.
    pub from: Date,
    /// First civil day it no longer holds; none when no end is known.
    #[serde(default)]
    pub to: Option<Date>,
    /// Law, article or policy.
    pub source: String,
    /// The day the source is of, or was read.
    pub source_on: Date,
    /// How sure we are.
    pub confidence: Confidence,
}

impl Dated {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
}

/// A part of the pay that somebody contributes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Contribution {
    /// What it is for.
    pub code: LineCode,
    /// Who: the employer on top, or the employee, from whom it is kept back.
    pub side: LineSide,
    /// Of the pay, in millionths.
    pub rate_ppm: i64,
    /// Pay of a month above which nothing more is due, in whole units of the country's currency.
    #[serde(default)]
    pub cap: Option<i64>,
    /// When and why.
    #[serde(flatten)]
    pub dated: Dated,
}

vocabulary! {
    /// What something put aside is a part of.
    "basis of an accrual" AccrualBasis {
        /// The pay for the work of the month.
        Pay = "pay",
        /// The pay of a whole month, for each month of fifteen days or more.
        Months = "months",
        /// The best month of the window, in proportion to the days worked.
        Best = "best",
        /// The pay of a whole month, for each day.
        Days = "days",
    }
}

/// A fraction as a file writes it: above, below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(from = "(i64, i64)")]
pub struct Share {
    /// Above the line.
    pub above: i64,
    /// Below it.
    pub below: i64,
}

impl From<(i64, i64)> for Share {
    fn from((above, below): (i64, i64)) -> Self {
        Self { above, below: below.max(1) }
    }
}

impl Share {
    /// As a number.
    pub fn exact(self) -> Exact {
        Exact::ratio(self.above, self.below)
    }
}

/// When some of what came together is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instalment {
    /// With the pay of this month, 1 to 12.
    pub month: i8,
    /// Whether that is once the window is over.
    #[serde(default)]
    pub after: bool,
    /// So much of what has come together by then, less what was paid before; the last is all of it.
    pub part: Share,
}

/// Months in which something comes together.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Its first month, 1 to 12.
    pub first: i8,
    /// Its last month; before the first one in the year after.
    pub last: i8,
    /// When it is paid, in order; in it, or in the months after.
    pub pays: Vec<Instalment>,
}

/// What vacation takes from what was put aside for it, as parts of the pay of the days taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VacationUse {
    /// Paid on top of the pay.
    pub paid: Share,
    /// Taken from what was put aside.
    pub released: Share,
}

/// Something that is put aside each month and paid out later.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Accrual {
    /// What it is.
    pub code: LineCode,
    /// Of what it is a part.
    pub basis: AccrualBasis,
    /// Which part.
    pub share: Share,
    /// Whether contributions are due on it when it is paid.
    #[serde(default)]
    pub contributes: bool,
    /// Months in which it comes together; empty for what goes by days of vacation.
    #[serde(default)]
    pub windows: Vec<Window>,
    /// How vacation uses it; none when it does not.
    #[serde(default)]
    pub vacation: Option<VacationUse>,
    /// When and why.
    #[serde(flatten)]
    pub dated: Dated,
}

/// Something the law adds to the pay of each month.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MonthlyBonus {
    /// What it is.
    pub code: LineCode,
    /// Which part of the pay.
    pub share: Share,
    /// The most of a year, in hundredths of a month's minimum wage.
    pub wages_year_hundredths: i64,
    /// When and why.
    #[serde(flatten)]
    pub dated: Dated,
}

/// What moving money costs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MonthlyFee {
    /// What for.
    pub code: LineCode,
    /// A month, in minor units of the run's currency.
    pub cents: i64,
    /// When and why.
    #[serde(flatten)]
    pub dated: Dated,
}

/// What work of a seniority costs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Band {
    /// Whose.
    pub seniority: Seniority,
    /// Least of a year where clients sit, in whole US dollars.
    pub year_min: i64,
    /// Most of a year where clients sit, in whole US dollars.
    pub year_max: i64,
    /// Least plausible pay of a month here, in whole US dollars.
    pub month_min: i64,
    /// Most plausible pay of a month here, in whole US dollars.
    pub month_max: i64,
    /// When and why.
    #[serde(flatten)]
    pub dated: Dated,
}

/// What the law of a country says of employees' pay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryPay {
    /// Contributions.
    pub contributions: Vec<Contribution>,
    /// What is put aside.
    pub accruals: Vec<Accrual>,
    /// What is added to each month.
    #[serde(default)]
    pub bonuses: Vec<MonthlyBonus>,
}

/// Every row.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PayRules {
    /// Currencies whose contracts name whose rates convert them.
    pub source_is_named: Vec<Currency>,
    /// What moving money costs.
    pub fees: Vec<MonthlyFee>,
    /// What work costs.
    pub bands: Vec<Band>,
    /// By country.
    #[serde(flatten)]
    countries: BTreeMap<Country, CountryPay>,
}

/// Why rows of payroll cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PayRulesError {
    /// Not the TOML that was expected.
    #[error("the rows of payroll cannot be read: mend the place named below")]
    Shape(#[from] toml::de::Error),
    /// Two rows of one thing hold on one day.
    #[error("two rows of `{code}` ({side}) of {country} hold on {day}: end the first with `to`")]
    Overlap {
        /// Where.
        country: Country,
        /// Of what.
        code: LineCode,
        /// On which side.
        side: LineSide,
        /// The first such day.
        day: Date,
    },
}

static HOUSE: LazyLock<PayRules> =
    LazyLock::new(|| match PayRules::parse(include_str!("../../../../config/payroll.toml")) {
        Ok(rules) => rules,
        Err(error) => unreachable!("the embedded rows are parsed by a test: {error}"),
    });

impl PayRules {
    /// The rows embedded in the program.
    pub fn house() -> &'static Self {
        &HOUSE
    }

    /// Reads and checks rows written like `config/payroll.toml`.
    ///
    /// # Errors
    /// [`PayRulesError`] naming the first row that is wrong, and what to do.
    pub fn parse(text: &str) -> Result<Self, PayRulesError> {
        let rules: Self = toml::from_str(text)?;
        for (country, pay) in &rules.countries {
            let contributions =
                pay.contributions.iter().map(|row| (row.code, row.side, &row.dated));
            let accruals = pay.accruals.iter().map(|row| (row.code, LineSide::Accrual, &row.dated));
            let bonuses = pay.bonuses.iter().map(|row| (row.code, LineSide::Pay, &row.dated));
            let rows: Vec<_> = contributions.chain(accruals).chain(bonuses).collect();
            for (at, (code, side, dated)) in rows.iter().enumerate() {
                let same = rows.iter().skip(at + 1).filter(|row| (row.0, row.1) == (*code, *side));
                let day = same
                    .map(|(_, _, other)| other.from.max(dated.from))
                    .zip(rows.iter().skip(at + 1).filter(|row| (row.0, row.1) == (*code, *side)))
                    .find(|(day, (_, _, other))| dated.holds_on(*day) && other.holds_on(*day));
                if let Some((day, _)) = day {
                    let (country, code, side) = (*country, *code, *side);
                    return Err(PayRulesError::Overlap { country, code, side, day });
                }
            }
        }
        Ok(rules)
    }

    /// What the law of a country says; none where nobody looked.
    pub fn country(&self, country: Country) -> Option<&CountryPay> {
        self.countries.get(&country)
    }

    /// The countries with rows.
    pub fn countries(&self) -> impl Iterator<Item = Country> + '_ {
        self.countries.keys().copied()
    }

    /// What work of a seniority costs on a day.
    pub fn band(&self, seniority: Seniority, day: Date) -> Option<&Band> {
        self.bands.iter().find(|band| band.seniority == seniority && band.dated.holds_on(day))
    }

    /// Least and most plausible pay of a month on a day, in whole US dollars; of an unknown seniority
    /// what is plausible for any.
    pub fn month_plausible(&self, seniority: Option<Seniority>, day: Date) -> Option<[i64; 2]> {
        let of = |band: &&Band| seniority.is_none_or(|one| band.seniority == one);
        let bands = || self.bands.iter().filter(of).filter(|band| band.dated.holds_on(day));
        let least = bands().map(|band| band.month_min).min()?;
        let most = bands().map(|band| band.month_max).max()?;
        Some([least, most])
    }
}

impl Window {
    /// Whether a month, 1 to 12, is in it.
    pub const fn holds(&self, month: i8) -> bool {
        if self.first <= self.last {
            self.first <= month && month <= self.last
        } else {
            month >= self.first || month <= self.last
        }
    }

    /// Months in it.
    pub fn n_months(&self) -> i64 {
        i64::from((self.last - self.first).rem_euclid(12)) + 1
    }
}

impl Band {
    /// What is saved against the middle of it, its least and its most, in basis points of each: how much
    /// less a year costs the client. Negative when it costs more.
    pub fn savings_bp(&self, year_cost_minor: i64) -> [i64; 3] {
        let middle = self.year_min.midpoint(self.year_max);
        [middle, self.year_min, self.year_max].map(|year| {
            let cents = i128::from(year) * 100;
            let saved = (cents - i128::from(year_cost_minor)) * 10_000;
            i64::try_from(saved.div_euclid(cents.max(1))).unwrap_or_default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_house_names_its_source() {
        let house = PayRules::house();
        assert_eq!(house.countries().count(), 8);
        for country in house.countries() {
            let pay = house.country(country).unwrap();
            let dated = pay.contributions.iter().map(|row| &row.dated);
            let dated = dated.chain(pay.accruals.iter().map(|row| &row.dated));
            for row in dated.chain(pay.bonuses.iter().map(|row| &row.dated)) {
                assert!(row.source.len() > 5, "{country:?} {row:?}");
            }
        }
    }

    #[test]
    fn two_rows_of_one_thing_on_one_day_are_named() {
        let row = "{ code = \"health\", side = \"employer\", rate_ppm = 1, source = \"law of it\", source_on = \"2026-01-01\", confidence = \"read\", from = ";
        let text = format!(
            "source_is_named = []\nfees = []\nbands = []\nPE = {{ accruals = [], contributions = [{row}\"2020-01-01\" }}, {row}\"2026-01-01\" }}] }}"
        );
        assert_eq!(
            PayRules::parse(&text).unwrap_err().to_string(),
            "two rows of `health` (employer) of PE hold on 2026-01-01: end the first with `to`"
        );
    }

    #[test]
    fn a_window_may_cross_the_year() {
        let window = Window { first: 12, last: 5, pays: Vec::new() };
        let months: Vec<i8> = (1..=12).filter(|month| window.holds(*month)).collect();
        assert_eq!((months, window.n_months()), (vec![1, 2, 3, 4, 5, 12], 6));
    }

    #[test]
    fn savings_are_against_the_middle_with_the_range() {
        let house = PayRules::house();
        let band = house.band(Seniority::Senior, jiff::civil::date(2026, 11, 30)).unwrap();
        // 102,500 of 205,000; of 170,000; of 240,000.
        assert_eq!(band.savings_bp(10_250_000), [5_000, 3_970, 5_729]);
    }
}
