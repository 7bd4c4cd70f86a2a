//! A row becomes a developer.

use crate::clean_text::CleanText;
use crate::country::Country;
use crate::developer::{DeveloperSkill, DeveloperStatus, Engagement, English, Seniority};
use crate::industry::DeveloperIndustry;
use crate::money::{Money, Rate};
use crate::regime::Attestation;
use crate::scale::ScaleLevel;
use crate::team::WorkingStyle;

use jiff::civil::Date;

use super::mapped_field::RateRule;
use super::mapping::rules::DeveloperRules;
use super::record::Record;
use super::{Faults, Intake, Refusal, content_hash, list, parse, reference, team, tenure, title};

/// Characters of a name.
const NAME_CHARS_MAX: usize = 200;
/// Hours of a week that anyone gives.
const WEEKLY_HOURS_MAX: i64 = 80;

/// A developer as a file tells it; `None` is unknown.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct IncomingDeveloper {
    /// Identity at the source.
    pub external_ref: String,
    /// The name; kept apart from the rest.
    pub full_name: Option<CleanText>,
    /// The address; kept apart from the rest.
    pub email: Option<CleanText>,
    /// Where they stand with the firm.
    pub status: DeveloperStatus,
    /// The country they work from.
    pub country: Country,
    /// IANA time zone.
    pub tz: Option<String>,
    /// Band.
    pub seniority: Option<Seniority>,
    /// Tenths of years.
    pub years_experience_tenths: Option<u16>,
    /// English level.
    pub english: Option<English>,
    /// First civil day they could start.
    pub available_from: Option<Date>,
    /// Hours a week.
    pub weekly_capacity_hours: Option<u8>,
    /// The least they work for.
    pub rate_floor: Option<Rate>,
    /// How they can be engaged.
    pub engagement: Option<Engagement>,
    /// Skills, by slug, each once.
    pub skills: Vec<DeveloperSkill>,
    /// Industries worked in, each once.
    pub industries: Vec<DeveloperIndustry>,
    /// The hardest handled on each axis.
    pub scale: Vec<ScaleLevel>,
    /// Regimes attested.
    pub regimes: Vec<Attestation>,
    /// How they like to work.
    pub style: WorkingStyle,
}

impl IncomingDeveloper {
    /// Sha-256 of everything in it.
    pub fn content_hash(&self) -> [u8; 32] {
        content_hash(self)
    }
}

impl Intake<'_> {
    /// Reads a developer.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn developer(&mut self, record: &Record<'_>) -> Result<IncomingDeveloper, Vec<Refusal>> {
        let mapping = self.mapping;
        let rules = mapping.table(|file| file.developer.as_ref())?;
        let mut faults = Faults::default();
        let external_ref = faults.take(reference::of(mapping, record));
        let country = faults.take(self.required_country(rules, record));
        let status = faults.take(required_status(rules, record));
        let skills = self.developer_skills(&rules.skills, record, &mut faults);
        let numbers = mapping.numbers();
        let industries = list::industries(&rules.industries, record, numbers, &mut faults);
        let scale = list::scale(&rules.scale, record, numbers, &mut faults);
        let regimes = list::regimes(&rules.regimes, record, mapping.date_format(), &mut faults);
        let style = team::of_developer(rules, record, numbers, &mut faults);
        let (full_name, email) = person(rules, record, &mut faults);
        let tz = faults.maybe(rules.tz.said(record).map(|said| parse::zone(&said)).transpose());
        let seniority = rules.seniority.said(record);
        let seniority = faults.maybe(seniority.map(|said| parse::word(&said)).transpose());
        let english = rules.english.said(record);
        let english = faults.maybe(english.map(|said| parse::word(&said)).transpose());
        let available_from = rules.available_from.said(record);
        let available_from = available_from.map(|said| parse::date(mapping.date_format(), &said));
        let hours = rules.weekly_capacity_hours.said(record);
        let hours = hours.map(|said| parse::whole(numbers, &said, 0, WEEKLY_HOURS_MAX));
        let engagement = rules.engagement.said(record);
        let engagement = faults.maybe(engagement.map(|said| parse::word(&said)).transpose());
        let years_experience_tenths = faults.maybe(self.years(rules, record));
        let rate_floor = rules.rate_floor.as_ref().map(|rule| self.rate_floor(rule, record));
        let rate_floor = faults.maybe(rate_floor.transpose()).flatten();
        let available_from = faults.maybe(available_from.transpose());
        let weekly_capacity_hours = faults.maybe(hours.transpose());
        let built =
            external_ref.zip(country).zip(status).map(|((external_ref, country), status)| {
                let of_country = || self.countries.only_zone(country).map(str::to_owned);
                IncomingDeveloper {
                    external_ref,
                    full_name,
                    email,
                    status,
                    country,
                    tz: tz.or_else(|| of_country().filter(|_| rules.tz_of_country)),
                    seniority: seniority
                        .or_else(|| title::seniority(rules.title.said(record)?.text)),
                    years_experience_tenths,
                    english,
                    available_from,
                    weekly_capacity_hours,
                    rate_floor,
                    engagement,
                    skills,
                    industries,
                    scale,
                    regimes,
                    style,
                }
            });
        faults.conclude(built)
    }

    fn required_country(
        &self,
        rules: &DeveloperRules,
        record: &Record<'_>,
    ) -> Result<Country, Refusal> {
        let remedy = "write the country they work from, like Colombia or CO";
        parse::must(&rules.country, record, ("the country", remedy), |said| {
            parse::country(self.countries, said)
        })
    }

    fn years(&self, rules: &DeveloperRules, record: &Record<'_>) -> Result<Option<u16>, Refusal> {
        if let Some(said) = rules.years_experience.said(record) {
            return parse::years(self.mapping.numbers(), &said).map(Some);
        }
        rules.tenure.as_ref().map_or(Ok(None), |rule| tenure::years_tenths(rule, record))
    }

    /// The least they work for; none when nothing is said, or nothing that can be believed.
    fn rate_floor(
        &mut self,
        rule: &RateRule,
        record: &Record<'_>,
    ) -> Result<Option<Rate>, Refusal> {
        let Some(said) = rule.amount.said(record) else { return Ok(None) };
        let beside = |what: &str, remedy: &str| {
            parse::refuse(&said, &format!("has no {what} beside it"), remedy)
        };
        let currency = rule.currency.said(record);
        let currency = currency.ok_or_else(|| beside("currency", "write one like USD"))?;
        let currency = parse::currency(&currency)?;
        let per = rule.per.said(record);
        let per = per.ok_or_else(|| beside("period", "write hour, month or year"))?;
        let per = parse::word(&per)?;
        let amount_minor = parse::amount(self.mapping.numbers(), &said, currency)?;
        if let Some([least, most]) = rule.believed.get(currency.code()) {
            let unit = 10_u64.saturating_pow(currency.minor_digits());
            let minor = u64::try_from(amount_minor).unwrap_or_default();
            if minor < least.saturating_mul(unit) || minor > most.saturating_mul(unit) {
                *self.not_believed.entry("rate_floor").or_default() += 1;
                return Ok(None);
            }
        }
        Ok(Some(Rate { money: Money { amount_minor, currency }, per }))
    }
}

/// Name and address; an address belongs to somebody named.
fn person(
    rules: &DeveloperRules,
    record: &Record<'_>,
    faults: &mut Faults,
) -> (Option<CleanText>, Option<CleanText>) {
    let full_name = rules.full_name.said(record);
    let full_name =
        faults.maybe(full_name.map(|said| parse::text(&said, NAME_CHARS_MAX)).transpose());
    let email = rules.email.said(record);
    let email = faults.maybe(email.map(|said| parse::email(&said)).transpose());
    if let (None, Some(email)) = (&full_name, &email) {
        let remedy = "fill in the name, or leave the address out";
        faults.0.push(Refusal::of("", email.as_str(), "belongs to nobody named", remedy));
    }
    (full_name, email)
}

fn required_status(
    rules: &DeveloperRules,
    record: &Record<'_>,
) -> Result<DeveloperStatus, Refusal> {
    let remedy = "write applied, vetting, bench, placed, paused or left";
    // Only an erasure makes somebody erased.
    parse::must(&rules.status, record, ("the status", remedy), |said| match parse::word(said) {
        Ok(status) if status != DeveloperStatus::Erased => Ok(status),
        Ok(_) | Err(_) => {
            let choices: Vec<&str> = DeveloperStatus::ALL
                .iter()
                .filter(|status| **status != DeveloperStatus::Erased)
                .map(|status| status.name())
                .collect();
            let remedy = format!("choose one of {}", choices.join(", "));
            Err(parse::refuse(said, "is not a known developer status", &remedy))
        }
    })
}
