//! Parameters of the rules: dated rows of `config/rules/*.toml`, by country, each with its source
//! and how sure we are of it. A change of law is a new row. The rows are part of the program, so that
//! two workers of one version never judge by different laws.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use crate::country::{Country, UnknownCountry};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What a row says, with its unit.
    "rule parameter" ParameterKey {
        /// Points of a classification from which it is looked at.
        ClassificationPointsWarn = "classification_points_warn",
        /// Points of a classification from which a contract is not renewed.
        ClassificationPointsBlock = "classification_points_block",
        /// Months a consent to the use of personal data counts.
        ConsentMonths = "consent_months",
        /// Days before the end of a contract from which somebody should act.
        ContractEndingDays = "contract_ending_days",
        /// Days within which data is erased after somebody asked.
        ErasureDays = "erasure_days",
        /// Day of a month by which a contractor bills the month before.
        FeeDay = "fee_day",
        /// Part of a fee a payer keeps back for the tax office, in basis points.
        FeeRetentionBp = "fee_retention_bp",
        /// Fee of a month above which a part is kept back, in whole units of the country's currency.
        FeeRetentionAbove = "fee_retention_above",
        /// Months a fixed term may last, renewals included.
        FixedTermMonthsMax = "fixed_term_months_max",
        /// Months after employment with a client in which somebody does not come back as a company.
        FormerEmploymentMonths = "former_employment_months",
        /// Days after an invoice was due from which somebody looks at it.
        InvoiceOverdueDays = "invoice_overdue_days",
        /// Least part of what a client pays that stays with the firm, in basis points.
        MarginBpMin = "margin_bp_min",
        /// Least pay of a month of full time, in whole units of the country's currency.
        MinimumWageMonth = "minimum_wage_month",
        /// Months a contractor may live from one payer before somebody looks at it.
        OnePayerMonths = "one_payer_months",
        /// Months the data of somebody who was never placed is kept.
        RetentionApplicantMonths = "retention_applicant_months",
        /// Months what was paid and agreed has to be kept after the work ended.
        RetentionMonths = "retention_months",
        /// Day of a month by which the social-security payment of the month before is shown.
        SocialSecurityDay = "social_security_day",
        /// Least premium for overtime, in basis points of the pay.
        OvertimePremiumBp = "overtime_premium_bp",
        /// Least premium for work on a public holiday, in basis points of the pay.
        HolidayPremiumBp = "holiday_premium_bp",
        /// Month and day by which the first instalment of the thirteenth salary is due: 1130 is 30 November.
        ThirteenthFirstDay = "thirteenth_first_day",
        /// Month and day by which the last instalment of the thirteenth salary is due: 1220 is 20 December.
        ThirteenthLastDay = "thirteenth_last_day",
        /// Months a registration for supplying staff counts.
        StaffRegistrationMonths = "staff_registration_months",
        /// Months before its end in which such a registration can be renewed.
        StaffRenewalMonths = "staff_renewal_months",
        /// Day of January, May and September by which staff supplied is reported.
        StaffReportDay = "staff_report_day",
        /// Calendar years after that of the signature a foreign payee's tax form counts.
        TaxFormYears = "tax_form_years",
        /// Days after a change of circumstances within which a tax form is signed anew.
        TaxFormChangeDays = "tax_form_change_days",
        /// Days of vacation a whole week away takes: 7 where they are calendar days, else 5 or 6.
        VacationDaysAWeek = "vacation_days_a_week",
        /// Days of vacation of the first year of work.
        VacationDaysYear = "vacation_days_year",
        /// Months a result of vetting is relied on.
        VettingMonths = "vetting_months",
        /// Hours of work a week without overtime.
        WeeklyHoursMax = "weekly_hours_max",
    }
}

vocabulary! {
    /// How sure we are of a fact, surest first.
    "confidence" Confidence {
        /// Counted by ourselves.
        Measured = "measured",
        /// Read in the source that is named.
        Read = "read",
        /// Generally known, not looked up.
        High = "high",
        /// Generally believed, not looked up.
        Medium = "medium",
        /// Nobody knows.
        Unknown = "unknown",
    }
}

impl Confidence {
    /// Whether something may be stopped for it.
    pub const fn is_high(self) -> bool {
        matches!(self, Self::Measured | Self::Read | Self::High)
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// What it says.
    pub key: ParameterKey,
    /// First civil day it holds.
    pub from: Date,
    /// First civil day it no longer holds; none when no end is known.
    #[serde(default)]
    pub to: Option<Date>,
    /// In the unit of the key.
    pub value: i64,
    /// Law, article, gazette or policy.
    pub source: String,
    /// The day the source is of, or was read.
    pub source_on: Date,
    /// How sure we are.
    pub confidence: Confidence,
}

impl Parameter {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }

    /// The day of a year a row of a month and a day names; none where its value is no such day.
    pub fn day_in(&self, year: i16) -> Option<Date> {
        let (month, day) = (self.value / 100, self.value % 100);
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }
}

/// Every row, by country and key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters(BTreeMap<(Option<Country>, ParameterKey), Vec<Parameter>>);

/// Why the rows of a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ParameterError {
    /// Not the TOML that was expected.
    #[error("{file} cannot be read: mend the place named below")]
    Shape {
        /// Which file.
        file: String,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// A country that is none.
    #[error("the country of {file} is none: mend it, or leave it out for the firm's own rows")]
    Country {
        /// Which file.
        file: String,
        /// What it is.
        source: UnknownCountry,
    },
    /// A row that holds on no day.
    #[error("`{key}` of {file} from {from} ends before it begins: mend `to`")]
    Backwards {
        /// Which file.
        file: String,
        /// Which row.
        key: ParameterKey,
        /// Its first day.
        from: Date,
    },
    /// Two rows that hold on one day.
    #[error("two rows of `{key}` in {file} hold on {day}: end the first with `to = \"{day}\"`")]
    Overlap {
        /// Which file.
        file: String,
        /// Which rows.
        key: ParameterKey,
        /// The first such day.
        day: Date,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParameterFile {
    country: Option<String>,
    parameter: Vec<Parameter>,
}

/// The files of the house, by name.
const FILES: &[(&str, &str)] = &[
    ("config/rules/firm.toml", include_str!("../../../../config/rules/firm.toml")),
    ("config/rules/ar.toml", include_str!("../../../../config/rules/ar.toml")),
    ("config/rules/br.toml", include_str!("../../../../config/rules/br.toml")),
    ("config/rules/cl.toml", include_str!("../../../../config/rules/cl.toml")),
    ("config/rules/co.toml", include_str!("../../../../config/rules/co.toml")),
    ("config/rules/cr.toml", include_str!("../../../../config/rules/cr.toml")),
    ("config/rules/mx.toml", include_str!("../../../../config/rules/mx.toml")),
    ("config/rules/pe.toml", include_str!("../../../../config/rules/pe.toml")),
    ("config/rules/us.toml", include_str!("../../../../config/rules/us.toml")),
    ("config/rules/uy.toml", include_str!("../../../../config/rules/uy.toml")),
];

static HOUSE: LazyLock<Parameters> = LazyLock::new(|| match Parameters::parse(FILES) {
    Ok(parameters) => parameters,
    Err(error) => unreachable!("the embedded rows are parsed by a test: {error}"),
});

impl Parameters {
    /// The rows embedded in the program.
    pub fn house() -> &'static Self {
        &HOUSE
    }

    /// Reads and checks files of rows, each given with its name.
    ///
    /// # Errors
    /// [`ParameterError`] naming the first row that is wrong, and what to do.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, ParameterError> {
        let mut all: BTreeMap<_, Vec<Parameter>> = BTreeMap::new();
        for (name, text) in files {
            let file = || (*name).to_owned();
            let read: ParameterFile = toml::from_str(text)
                .map_err(|source| ParameterError::Shape { file: file(), source: source.into() })?;
            let country = read.country.map(|code| code.parse::<Country>()).transpose();
            let country =
                country.map_err(|source| ParameterError::Country { file: file(), source })?;
            for row in read.parameter {
                let (key, from) = (row.key, row.from);
                if row.to.is_some_and(|to| to <= from) {
                    return Err(ParameterError::Backwards { file: file(), key, from });
                }
                let rows = all.entry((country, key)).or_default();
                let later = |one: &&Parameter| row.to.is_none_or(|to| one.from < to);
                if let Some(other) =
                    rows.iter().filter(later).find(|one| one.to.is_none_or(|to| from < to))
                {
                    let day = from.max(other.from);
                    return Err(ParameterError::Overlap { file: file(), key, day });
                }
                rows.push(row);
                rows.sort_unstable_by_key(|row| row.from);
            }
        }
        Ok(Self(all))
    }

    /// The row that holds for a country, or for the firm when none is named, on a day.
    pub fn at(&self, country: Option<Country>, key: ParameterKey, day: Date) -> Option<&Parameter> {
        self.0.get(&(country, key))?.iter().find(|row| row.holds_on(day))
    }

    /// Every row, by country (the firm's first), key and day.
    pub fn rows(&self) -> impl Iterator<Item = (Option<Country>, &Parameter)> {
        self.0.iter().flat_map(|((country, _), rows)| rows.iter().map(move |row| (*country, row)))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const ROW: &str = "[[parameter]]\nkey = \"weekly_hours_max\"\nvalue = 48\nsource = \"law\"\n\
        source_on = \"2026-01-01\"\nconfidence = \"read\"\n";

    fn check(rows: &str, expected: &str) {
        let text = format!("country = \"MX\"\n{rows}");
        let error = Parameters::parse(&[("mx.toml", &text)]).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn rows_that_cannot_be_used_are_named() {
        check(
            &format!("{ROW}from = \"2027-01-01\"\nto = \"2027-01-01\""),
            "`weekly_hours_max` of mx.toml from 2027-01-01 ends before it begins: mend `to`",
        );
        check(
            &format!("{ROW}from = \"2026-01-01\"\n{ROW}from = \"2027-01-01\""),
            "two rows of `weekly_hours_max` in mx.toml hold on 2027-01-01: end the first with `to = \"2027-01-01\"`",
        );
        check("parameter = 3", "mx.toml cannot be read: mend the place named below");
    }

    #[test]
    fn a_row_holds_from_its_day_until_the_day_before_its_end() {
        let hours = |day| {
            let mexico = Some("MX".parse().unwrap());
            let row = Parameters::house().at(mexico, ParameterKey::WeeklyHoursMax, day);
            row.map(|row| row.value)
        };
        assert_eq!(hours(date(2026, 12, 31)), Some(48));
        assert_eq!(hours(date(2027, 1, 1)), Some(46));
        assert_eq!(hours(date(2030, 1, 1)), Some(40));
    }

    #[test]
    fn every_row_of_the_house_names_its_source() {
        assert!(Parameters::house().rows().count() > 30);
        for (country, row) in Parameters::house().rows() {
            assert!(row.source.len() > 5, "{country:?} {row:?}");
        }
    }
}
