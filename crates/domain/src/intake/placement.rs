//! A row becomes a placement: somebody at work for a client, and what is said of how they work.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::clean_text::CleanText;
use crate::compliance::classification::Factor;
use crate::country::Country;
use crate::developer::Engagement;

use super::client::CLIENT_CHARS_MAX;
use super::mapped_field::ValueRule;
use super::mapping::rules::PlacementRules;
use super::record::Record;
use super::{Faults, Intake, Refusal, content_hash, parse, reference};

/// Hours of a week a placement may take.
const WEEKLY_HOURS_MAX: i64 = 80;
/// Months somebody can have been with a client.
const TENURE_MONTHS_MAX: i64 = 720;
/// Days a client may ask for a replacement, where the file does not say until when.
const GUARANTEE_DAYS: i64 = 90;

/// A placement as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct IncomingPlacement {
    /// Identity at the source.
    pub external_ref: String,
    /// Identity of the developer at the source; the placement's own where the file has none.
    pub developer_ref: String,
    /// Where the developer works from.
    pub country: Country,
    /// How they are engaged for it.
    pub engagement: Engagement,
    /// For whom; clients of a source are told apart by their names.
    pub client: CleanText,
    /// Where the client is; none when unknown.
    pub client_country: Option<Country>,
    /// Identity of the role it fills at the source; none unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_ref: Option<String>,
    /// First civil day of work.
    pub starts_on: Date,
    /// First civil day they no longer work there; none when no end is known.
    pub ends_on: Option<Date>,
    /// Civil day from which the client may no longer ask for a replacement.
    pub guarantee_until: Date,
    /// Hours a week.
    pub weekly_hours: u8,
    /// What is said of how they work, and whether it is so.
    pub factors: BTreeMap<Factor, bool>,
}

impl IncomingPlacement {
    /// Sha-256 of everything in it.
    pub fn content_hash(&self) -> [u8; 32] {
        content_hash(self)
    }
}

impl Intake<'_> {
    /// Reads a placement.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn placement(&mut self, record: &Record<'_>) -> Result<IncomingPlacement, Vec<Refusal>> {
        let mapping = self.mapping;
        let rules = mapping.table(|file| file.placement.as_ref())?;
        let mut faults = Faults::default();
        let external_ref = faults.take(reference::of(mapping, record));
        let fields = Fields { rules, record, intake: self };
        let country = faults.take(fields.country());
        let engagement = faults.take(parse::must(
            &rules.engagement,
            record,
            ("the engagement", "write contractor_individual, contractor_company or eor"),
            parse::word,
        ));
        let asks = ("the client", "write the client's name");
        let client = faults.take(parse::must(&rules.client, record, asks, |said| {
            parse::text(said, CLIENT_CHARS_MAX)
        }));
        let client_country = rules.client_country.said(record);
        let client_country = client_country.map(|said| parse::country(self.countries, &said));
        let client_country = faults.maybe(client_country.transpose());
        let starts_on = faults.take(fields.starts_on());
        let ends_on = faults.maybe(fields.day(&rules.ends_on));
        let guarantee_until = faults.maybe(fields.day(&rules.guarantee_until));
        let weekly_hours = faults.take(parse::must(
            &rules.weekly_hours,
            record,
            ("the hours a week", "write a whole number from 1 to 80"),
            |said| parse::whole(mapping.numbers(), said, 1, WEEKLY_HOURS_MAX),
        ));
        let factors = fields.factors(&mut faults);
        if let (Some(starts_on), Some(end)) = (starts_on, ends_on)
            && end <= starts_on
        {
            let wrong = format!("is not after the first day, {starts_on}");
            faults.0.push(Refusal::of("", &end.to_string(), &wrong, "write days in their order"));
        }
        let parts = external_ref.zip(country).zip(engagement).zip(client);
        let built = parts.zip(starts_on).zip(weekly_hours).map(
            |(((parts, client), starts_on), weekly_hours)| {
                let ((external_ref, country), engagement) = parts;
                let developer_ref =
                    rules.developer.said(record).map(|said| said.text.trim().to_owned());
                IncomingPlacement {
                    developer_ref: developer_ref.unwrap_or_else(|| external_ref.clone()),
                    external_ref,
                    country,
                    engagement,
                    client,
                    client_country,
                    role_ref: rules.role.said(record).map(|said| said.text.trim().to_owned()),
                    starts_on,
                    ends_on,
                    guarantee_until: guarantee_until
                        .unwrap_or_else(|| starts_on.saturating_add(GUARANTEE_DAYS.days()))
                        .max(starts_on),
                    weekly_hours,
                    factors,
                }
            },
        );
        faults.conclude(built)
    }
}

/// The fields of one row.
struct Fields<'a, 'm> {
    rules: &'a PlacementRules,
    record: &'a Record<'a>,
    intake: &'a Intake<'m>,
}

impl Fields<'_, '_> {
    fn country(&self) -> Result<Country, Refusal> {
        let remedy = "write the country they work from, like Colombia or CO";
        parse::must(&self.rules.country, self.record, ("the country", remedy), |said| {
            parse::country(self.intake.countries, said)
        })
    }

    fn day(&self, rule: &ValueRule) -> Result<Option<Date>, Refusal> {
        let format = self.intake.mapping.date_format();
        rule.said(self.record).map(|said| parse::date(format, &said)).transpose()
    }

    /// The first day, or as many months before the day the file is of as it says.
    fn starts_on(&self) -> Result<Date, Refusal> {
        if let Some(day) = self.day(&self.rules.starts_on)? {
            return Ok(day);
        }
        let remedy =
            "write the first day of work, or the months since and the day they are counted to";
        let as_of = self.day(&self.rules.tenure_as_of)?;
        let lacking = || parse::lacking(&self.rules.starts_on.column.0, "the first day", remedy);
        let (Some(as_of), Some(said)) = (as_of, self.rules.tenure_months.said(self.record)) else {
            return Err(lacking());
        };
        let numbers = self.intake.mapping.numbers();
        let months: i64 = parse::whole(numbers, &said, 0, TENURE_MONTHS_MAX)?;
        Ok(as_of.saturating_sub(months.months()))
    }

    fn factors(&self, faults: &mut Faults) -> BTreeMap<Factor, bool> {
        let mut all = BTreeMap::new();
        for (factor, rule) in &self.rules.factors {
            let said = rule.said(self.record).map(|said| parse::truth(&said)).transpose();
            if let Some(applies) = faults.maybe(said) {
                all.insert(*factor, applies);
            }
        }
        all
    }
}
