//! A row becomes a role and names its client.

use jiff::civil::{Date, Time};

use crate::clean_text::CleanText;
use crate::competency::Situation;
use crate::country::Country;
use crate::developer::{Engagement, English, Seniority};
use crate::industry::Industry;
use crate::money::{Money, Rate};
use crate::regime::Regime;
use crate::role::{RoleSkill, RoleStatus};
use crate::scale::ScaleLevel;
use crate::team::TeamStyle;
use crate::vetting::VettingRequired;

use super::mapped_field::{BudgetRule, ListRule, Said, ValueRule};
use super::mapping::rules::RoleRules;
use super::record::Record;
use super::{Faults, Intake, Refusal, content_hash, list, parse, reference, team};

/// Characters of a title or a client's name.
const TITLE_CHARS_MAX: usize = 200;
/// Seats of one role.
const HEADCOUNT_MAX: i64 = 1_000;
/// Minutes of a day.
const DAY_MINUTES: i64 = 1_440;
/// Hours of a week that a role may ask for.
const WEEKLY_HOURS_MAX: i64 = 80;

/// A role as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct IncomingRole {
    /// Identity at the source.
    pub external_ref: String,
    /// Who asks; clients of a source are told apart by their names.
    pub client: CleanText,
    /// Where the client is; none when unknown.
    pub client_country: Option<Country>,
    /// Title as the client writes it.
    pub title: CleanText,
    /// Where it stands.
    pub status: RoleStatus,
    /// Seniority wanted.
    pub seniority: Seniority,
    /// Seats.
    pub headcount: u16,
    /// First civil day of the contract.
    pub starts_on: Date,
    /// IANA time zone of the team.
    pub tz: String,
    /// Start of the team's day.
    pub work_starts_at: Time,
    /// End of the team's day; before the start when it passes midnight.
    pub work_ends_at: Time,
    /// Minutes to share on the worst day.
    pub overlap_minutes_min: u16,
    /// Least English.
    pub english_min: English,
    /// Least the client means to pay.
    pub budget_min: Option<Rate>,
    /// Most the client pays.
    pub budget_max: Option<Rate>,
    /// Ways of engagement; empty for any.
    pub engagements_allowed: Vec<Engagement>,
    /// Countries accepted; empty for any.
    pub countries_allowed: Vec<Country>,
    /// Countries refused.
    pub countries_denied: Vec<Country>,
    /// Hours a week.
    pub weekly_hours: u8,
    /// How much vetting a proposal needs.
    pub vetting_required: VettingRequired,
    /// Skills asked for, by slug, each once.
    pub skills: Vec<RoleSkill>,
    /// The client's industry, as far as this role goes.
    pub industry: Option<Industry>,
    /// Regimes a developer must be attested for.
    pub regimes: Vec<Regime>,
    /// Why the client hires.
    pub situations: Vec<Situation>,
    /// Scale to be borne, each axis once.
    pub scale: Vec<ScaleLevel>,
    /// How the team works.
    pub style: TeamStyle,
}

impl IncomingRole {
    /// Sha-256 of everything in it.
    pub fn content_hash(&self) -> [u8; 32] {
        content_hash(self)
    }
}

impl Intake<'_> {
    /// Reads a role.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn role(&mut self, record: &Record<'_>) -> Result<IncomingRole, Vec<Refusal>> {
        let mapping = self.mapping;
        let rules = mapping.table(|file| file.role.as_ref())?;
        let mut faults = Faults::default();
        let external_ref = faults.take(reference::of(mapping, record));
        let skills = self.role_skills(&rules.skills, record, &mut faults);
        let fields = Fields { asked: rules, record, intake: self };
        let identity = fields.identity(&mut faults);
        let hours = fields.hours(&mut faults);
        let demands = fields.demands(&mut faults);
        let (budget_min, budget_max) = fields.budget(&mut faults);
        let engagements_allowed = fields.engagements(&mut faults);
        let countries_allowed = fields.countries(&rules.countries_allowed, &mut faults);
        let countries_denied = fields.countries(&rules.countries_denied, &mut faults);
        let client_country = rules.client_country.said(record);
        let client_country = client_country.map(|said| parse::country(self.countries, &said));
        let client_country = faults.maybe(client_country.transpose());
        let industry = rules.industry.said(record);
        let industry = faults.maybe(industry.map(|said| list::word(&said)).transpose());
        let regimes = list::words(&rules.regimes, record, &mut faults, list::word);
        let situations = list::words(&rules.situations, record, &mut faults, list::word);
        let scale = list::scale(&rules.scale, record, mapping.numbers(), &mut faults);
        let style = team::of_role(rules, record, mapping.numbers(), &mut faults);
        if skills.is_empty() && faults.0.is_empty() {
            let remedy = "name at least one that is known, like Rust:must:4";
            faults.0.push(Refusal::of_row("the role asks for no skill", remedy));
        }
        let parts = external_ref.zip(identity).zip(hours).zip(demands);
        let built = parts.map(|(((external_ref, identity), hours), demands)| IncomingRole {
            external_ref,
            client: identity.client,
            client_country,
            title: identity.title,
            status: identity.status,
            seniority: demands.seniority,
            headcount: demands.headcount,
            starts_on: demands.starts_on,
            tz: hours.tz,
            work_starts_at: hours.starts_at,
            work_ends_at: hours.ends_at,
            overlap_minutes_min: hours.overlap_minutes_min,
            english_min: demands.english_min,
            budget_min,
            budget_max,
            engagements_allowed,
            countries_allowed,
            countries_denied,
            weekly_hours: hours.weekly,
            vetting_required: demands.vetting_required,
            skills,
            industry,
            regimes,
            situations,
            scale,
            style,
        });
        faults.conclude(built)
    }
}

/// Who asks for what.
struct Identity {
    client: CleanText,
    title: CleanText,
    status: RoleStatus,
}

/// When the team works.
struct Hours {
    tz: String,
    starts_at: Time,
    ends_at: Time,
    overlap_minutes_min: u16,
    weekly: u8,
}

/// What a developer must be.
struct Demands {
    seniority: Seniority,
    headcount: u16,
    starts_on: Date,
    english_min: English,
    vetting_required: VettingRequired,
}

/// The fields of one row.
struct Fields<'f, 'i> {
    asked: &'f RoleRules,
    record: &'f Record<'f>,
    intake: &'f Intake<'i>,
}

impl<'f> Fields<'f, '_> {
    fn identity(&self, faults: &mut Faults) -> Option<Identity> {
        let rules = self.asked;
        let text = |said: &Said<'_>| parse::text(said, TITLE_CHARS_MAX);
        let client = faults.take(self.must(&rules.client, "the client", "write its name", text));
        let title = faults.take(self.must(&rules.title, "the title", "write one", text));
        let remedy = "write draft, open, filled, closed or on_hold";
        let status = faults.take(self.must(&rules.status, "the status", remedy, parse::word));
        Some(Identity { client: client?, title: title?, status: status? })
    }

    fn hours(&self, faults: &mut Faults) -> Option<Hours> {
        let rules = self.asked;
        let numbers = self.intake.mapping.numbers();
        let minutes = |said: &Said<'_>| parse::whole(numbers, said, 0, DAY_MINUTES);
        let hours = |said: &Said<'_>| parse::whole(numbers, said, 1, WEEKLY_HOURS_MAX);
        let remedy = "write the team's zone, like America/New_York";
        let tz = faults.take(self.must(&rules.tz, "the time zone", remedy, parse::zone));
        let (field, remedy) = ("the start of the working day", "write it like 09:00");
        let starts_at = self.must(&rules.work_starts_at, field, remedy, parse::time);
        let starts_at = faults.take(starts_at);
        let (field, remedy) = ("the end of the working day", "write it like 17:00");
        let ends_at = self.must(&rules.work_ends_at, field, remedy, parse::time);
        let ends_at = faults.take(ends_at);
        let (field, remedy) = ("the least overlap", "write minutes, like 240; 0 for none");
        let overlap = self.must(&rules.overlap_minutes_min, field, remedy, minutes);
        let overlap = faults.take(overlap);
        let remedy = "write hours a week, like 40";
        let weekly = self.must(&rules.weekly_hours, "the working week", remedy, hours);
        let weekly = faults.take(weekly);
        Some(Hours {
            tz: tz?,
            starts_at: starts_at?,
            ends_at: ends_at?,
            overlap_minutes_min: overlap?,
            weekly: weekly?,
        })
    }

    fn demands(&self, faults: &mut Faults) -> Option<Demands> {
        let rules = self.asked;
        let mapping = self.intake.mapping;
        let seats = |said: &Said<'_>| parse::whole(mapping.numbers(), said, 1, HEADCOUNT_MAX);
        let day = |said: &Said<'_>| parse::date(mapping.date_format(), said);
        let remedy = "write entry, mid, senior or staff";
        let seniority = self.must(&rules.seniority, "the seniority", remedy, parse::word);
        let seniority = faults.take(seniority);
        let headcount = self.must(&rules.headcount, "the number of seats", "write it", seats);
        let headcount = faults.take(headcount);
        let remedy = "write a day like 2026-11-30";
        let starts_on = faults.take(self.must(&rules.starts_on, "the first day", remedy, day));
        let remedy = "write A1, A2, B1, B2, C1 or C2";
        let english = self.must(&rules.english_min, "the least English", remedy, parse::word);
        let english_min = faults.take(english);
        let (field, remedy) = ("the vetting", "write none, technical or all");
        let vetting = self.must(&rules.vetting_required, field, remedy, parse::word);
        let vetting_required = faults.take(vetting);
        Some(Demands {
            seniority: seniority?,
            headcount: headcount?,
            starts_on: starts_on?,
            english_min: english_min?,
            vetting_required: vetting_required?,
        })
    }

    /// A field every role must have.
    fn must<T>(
        &self,
        rule: &'f ValueRule,
        field: &str,
        remedy: &str,
        read: impl FnOnce(&Said<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        parse::must(rule, self.record, (field, remedy), read)
    }

    fn budget(&self, faults: &mut Faults) -> (Option<Rate>, Option<Rate>) {
        let Some(rule) = &self.asked.budget else { return (None, None) };
        let min = faults.maybe(self.bound(rule, &rule.min));
        let max = faults.maybe(self.bound(rule, &rule.max));
        if let (Some(least), Some(most)) = (&min, &max)
            && least.money.amount_minor > most.money.amount_minor
            && let Some(said) = rule.min.said(self.record)
        {
            let wrong = format!("is more than the most, {}", most.money);
            faults.0.push(parse::refuse(&said, &wrong, "exchange the two"));
        }
        (min, max)
    }

    fn bound(&self, rule: &BudgetRule, amount: &ValueRule) -> Result<Option<Rate>, Refusal> {
        let Some(said) = amount.said(self.record) else { return Ok(None) };
        let lacks = |what: &str, remedy: &str| {
            parse::refuse(&said, &format!("has no {what} beside it"), remedy)
        };
        let currency = rule.currency.said(self.record);
        let currency =
            parse::currency(&currency.ok_or_else(|| lacks("currency", "write one like USD"))?)?;
        let per = rule.per.said(self.record);
        let per = parse::word(&per.ok_or_else(|| lacks("period", "write hour, month or year"))?)?;
        let amount_minor = parse::amount(self.intake.mapping.numbers(), &said, currency)?;
        Ok(Some(Rate { money: Money { amount_minor, currency }, per }))
    }

    fn engagements(&self, faults: &mut Faults) -> Vec<Engagement> {
        list::words(&self.asked.engagements_allowed, self.record, faults, list::word)
    }

    fn countries(&self, rule: &ListRule, faults: &mut Faults) -> Vec<Country> {
        let directory = self.intake.countries;
        list::words(rule, self.record, faults, |said| parse::country(directory, said))
    }
}
