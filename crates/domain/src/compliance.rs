//! Compliance: every rule of the catalogue, evaluated for a subject as of a day. A rule is a pure
//! function of a dossier and of dated parameters; it knows neither what was found before nor what
//! the clock says. The rules are in `compliance/rules/`, one family a file.

pub mod classification;
pub mod document;
pub mod dossier;
pub mod parameter;
pub mod requirement;
mod rules;
pub mod tax_number;

use std::collections::BTreeMap;
use std::fmt::Display;

use jiff::civil::Date;
use jiff::{ToSpan as _, Unit};

use crate::country::Country;
use crate::developer::DeveloperStatus;
use crate::finding::{FindingKey, Found, Severity, Subject};
use crate::placement_health::{Band, Health};
use classification::{Classification, Measured, classify};
use dossier::{ClientDossier, DeveloperDossier, PlacementDossier};
use parameter::{Parameter, ParameterKey, Parameters};
use requirement::Requirements;

/// What a rule looks at, and how.
#[derive(Clone, Copy)]
pub enum Check {
    /// A developer with all that belongs to them.
    Developer(fn(&Rule, &Case<'_>, &DeveloperDossier, &mut Vec<Found>)),
    /// Each placement that has not ended.
    Placement(fn(&Rule, &Case<'_>, &DeveloperDossier, &PlacementDossier, &mut Vec<Found>)),
    /// Each placement that has ended.
    EndedPlacement(fn(&Rule, &Case<'_>, &PlacementDossier, &mut Vec<Found>)),
    /// A client.
    Client(fn(&Rule, &Case<'_>, &ClientDossier, &mut Vec<Found>)),
    /// Nothing: it is found elsewhere.
    Elsewhere,
}

/// One rule of the catalogue.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Name, for instance `DOC-01`; it is stored and never changes.
    pub id: &'static str,
    /// Grows by one when the rule would find something else on the same facts.
    pub version: u16,
    /// What it is called on screens.
    pub title: &'static str,
    /// What it checks.
    pub checks: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do about a finding.
    pub remedy: &'static str,
    /// Law, article or policy it follows.
    pub source: &'static str,
    /// What a finding stops once it is due.
    pub severity: Severity,
    /// Days until it is due, where no day of its own is set.
    pub grace_days: u16,
    /// Parameters it is decided on.
    pub parameters: &'static [ParameterKey],
    /// How.
    pub check: Check,
}

/// What rules are decided with, besides the dossier.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The business date: everything is judged as of it.
    pub day: Date,
    /// The rows of the rules.
    pub parameters: &'a Parameters,
    /// Which documents are needed.
    pub requirements: &'a Requirements,
}

/// The rule that every row can be read: found where dossiers are.
pub const READING: &Rule = &rules::data::READING;
/// The rule that placements go well: found by the step on their health.
pub const HEALTH: &Rule = &rules::placement::AT_RISK;

/// Every rule, in the order of the catalogue.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    rules::FAMILIES.iter().flat_map(|family| family.iter())
}

/// The rule of a name.
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.id == id)
}

impl Case<'static> {
    /// With the rows of the house.
    pub fn house(day: Date) -> Self {
        Self { day, parameters: Parameters::house(), requirements: Requirements::house() }
    }
}

impl<'a> Case<'a> {
    /// What is found of a developer and of their placements, by key.
    pub fn developer(&self, dossier: &DeveloperDossier) -> Vec<Found> {
        let mut found = Vec::new();
        if dossier.status == DeveloperStatus::Erased {
            return found;
        }
        for rule in rules() {
            match rule.check {
                Check::Developer(check) => check(rule, self, dossier, &mut found),
                Check::Placement(check) => {
                    for placement in dossier.placements.iter().filter(|one| !one.is_over(self.day))
                    {
                        check(rule, self, dossier, placement, &mut found);
                    }
                }
                Check::EndedPlacement(check) => {
                    for placement in dossier.placements.iter().filter(|one| one.is_over(self.day)) {
                        check(rule, self, placement, &mut found);
                    }
                }
                Check::Client(_) | Check::Elsewhere => {}
            }
        }
        found.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        found
    }

    /// What is found of a client, by key.
    pub fn client(&self, dossier: &ClientDossier) -> Vec<Found> {
        let mut found = Vec::new();
        for rule in rules() {
            if let Check::Client(check) = rule.check {
                check(rule, self, dossier, &mut found);
            }
        }
        found.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        found
    }

    /// How much of what makes an employee is there in a contract at work; none where there is none.
    pub fn classification(
        &self,
        dossier: &DeveloperDossier,
        placement: &PlacementDossier,
    ) -> Option<Classification> {
        let at_work = placement.runs_on(self.day) && placement.is_contract(dossier);
        let measured = Measured {
            country: dossier.country,
            tenure_months: self.months_since(placement.starts_on),
            weekly_hours: placement.weekly_hours,
            only_placement: dossier.has_one_payer(self.day),
        };
        at_work.then(|| classify(&placement.answers, measured))
    }

    /// The row in force for a country; none when there is none.
    fn of_country(&self, country: Country, key: ParameterKey) -> Option<&'a Parameter> {
        self.of_country_on(country, key, self.day)
    }

    /// The row that was in force for a country on a day gone by; none when there was none.
    fn of_country_on(
        &self,
        country: Country,
        key: ParameterKey,
        day: Date,
    ) -> Option<&'a Parameter> {
        self.parameters.at(Some(country), key, day)
    }

    /// The row in force for a country, or the firm's own where the country has none.
    fn of_country_or_firm(&self, country: Country, key: ParameterKey) -> Option<&'a Parameter> {
        self.of_country(country, key).or_else(|| self.of_firm(key))
    }

    /// Days within which data of somebody in a country is erased once they asked.
    pub fn erasure_days(&self, country: Country) -> Option<&'a Parameter> {
        self.of_country_or_firm(country, ParameterKey::ErasureDays)
    }

    /// The hours a week the law of a country allows, as of a day; none when no row says so.
    pub fn weekly_hours_max(&self, country: Country, day: Date) -> Option<&'a Parameter> {
        self.of_country_on(country, ParameterKey::WeeklyHoursMax, day)
    }

    /// The firm's own row in force; none when there is none.
    fn of_firm(&self, key: ParameterKey) -> Option<&'a Parameter> {
        self.parameters.at(None, key, self.day)
    }

    /// Days from today to a day; negative for one gone by.
    fn days_to(&self, day: Date) -> i64 {
        i64::from(self.day.until(day).map_or(0, |span| span.get_days()))
    }

    /// Whole months from a day to today; 0 for one to come.
    fn months_since(&self, day: Date) -> i64 {
        let months = day.until((Unit::Month, self.day)).map_or(0, |span| span.get_months());
        i64::from(months.max(0))
    }

    /// The day some months before today.
    fn months_ago(&self, months: i64) -> Date {
        self.day.saturating_sub(months.months())
    }
}

/// The finding that a subject could not be read; it is all that is found of it.
pub fn unreadable(subject: Subject, why: String) -> Found {
    READING.found(subject, why)
}

/// The finding that a placement is at risk; none when it is not.
pub fn at_risk(subject: Subject, health: &Health) -> Option<Found> {
    if health.band < Band::AtRisk {
        return None;
    }
    let alarms: Vec<_> = health.alarms.iter().map(|alarm| alarm.name()).collect();
    let one = HEALTH.found(subject, format!("the placement is {}", health.band.words()));
    Some(one.on("alarms", alarms.join(", ")))
}

impl Rule {
    /// A finding of this rule; nothing of the subject is named yet.
    fn found(&self, subject: Subject, says: impl Into<String>) -> Found {
        Found {
            key: FindingKey { subject, rule: self.id.to_owned(), detail: String::new() },
            rule_version: self.version,
            severity: self.severity,
            grace_days: self.grace_days,
            due_on: None,
            says: says.into(),
            evidence: BTreeMap::new(),
        }
    }
}

impl Found {
    /// Names what of the subject it is, so that several can be found.
    fn of(mut self, detail: impl Display) -> Self {
        self.key.detail = detail.to_string();
        self
    }

    /// Sets the day it is due on.
    fn due(mut self, day: Date) -> Self {
        self.due_on = Some(day);
        self
    }

    /// Sets what it stops, other than what the rule says.
    fn stops(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Notes a fact it was decided on.
    fn on(mut self, name: &str, value: impl Display) -> Self {
        self.evidence.insert(name.to_owned(), value.to_string());
        self
    }

    /// Notes the row it was decided on. What rests on a fact nobody is sure of stops nothing.
    fn resting_on(mut self, parameter: &Parameter) -> Self {
        if self.severity.blocks() && !parameter.confidence.is_high() {
            self.severity = Severity::Warn;
        }
        let name = parameter.key.name();
        self = self.on(name, parameter.value).on(&format!("{name}_source"), &parameter.source);
        self.on(&format!("{name}_confidence"), parameter.confidence)
    }
}

#[cfg(test)]
mod tests;
