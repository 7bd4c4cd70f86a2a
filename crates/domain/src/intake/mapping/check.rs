//! What a mapping must fulfil before it reads a row: a rule that contradicts itself, or a word that
//! is none, is told once and not in every row.

use std::str::FromStr;

use crate::bank_account::Bic;
use crate::client::ClientStatus;
use crate::compliance::classification::{Factor, Observed};
use crate::compliance::document::{DocumentKind, DocumentState};
use crate::compliance::tax_number::TaxNumberKind;
use crate::country::Country;
use crate::developer::{DeveloperStatus, Engagement, English, Seniority};
use crate::industry::Industry;
use crate::intake::mapped_field::{SkillPart, ValueRule};
use crate::money::{Currency, Per, Proration};
use crate::pay_extra::PayExtraKind;
use crate::placement_health::{IncidentSeverity, Voice};
use crate::regime::Regime;
use crate::role::RoleStatus;
use crate::team::{Communication, Methodology};
use crate::timesheet::TimesheetState;
use crate::vetting::VettingRequired;

use super::{Kind, Mapping, MappingError};

/// Header rows a file may have.
const HEADER_ROWS_MAX: usize = 3;
/// Characters of a source's name.
const SOURCE_CHARS_MAX: usize = 60;

impl Mapping {
    pub(super) fn check(&self) -> Result<(), MappingError> {
        self.check_form()?;
        for skill in self.skill_rules() {
            if skill.parts.first() != Some(&SkillPart::Name) {
                return self.wrong("`parts` of skills must begin with \"name\"");
            }
            if skill.level.is_some_and(|level| !(1..=5).contains(&level)) {
                return self.wrong("`level` of skills must be 1 to 5");
            }
        }
        for (field, rule) in self.required() {
            if rule.column.0.is_empty() && !rule.stands_alone() {
                return Err(MappingError::NoField { name: self.name.clone(), field });
            }
        }
        self.check_words()
    }

    fn check_form(&self) -> Result<(), MappingError> {
        let file = &self.file;
        if file.source.trim().is_empty() || file.source.chars().count() > SOURCE_CHARS_MAX {
            return self
                .wrong("`source` is empty or longer than 60 characters: write a short name");
        }
        if file.header_rows == 0 || file.header_rows > HEADER_ROWS_MAX {
            return self.wrong("`header_rows` must be 1 to 3: columns are found by their names");
        }
        if !file.delimiter.is_ascii() || matches!(file.delimiter, '"' | '\n' | '\r') {
            return self.wrong(
                "`delimiter` must be one ASCII character like , or ; and no quotation mark",
            );
        }
        if file.kind == Kind::Rates {
            if file.external_ref.row_hash || !file.external_ref.column.0.is_empty() {
                return self.wrong(
                    "`external_ref` is not for rates: take it out, base, quote, source and day tell them apart",
                );
            }
        } else if file.external_ref.row_hash != file.external_ref.column.0.is_empty() {
            return self.wrong("`external_ref` must say either `column` or `row_hash = true`");
        }
        if !file.numbers.is_sound() {
            return self
                .wrong("`numbers.decimal` and `numbers.thousands` must differ and be marks");
        }
        if file.tables().map(|(kind, _)| kind).eq([file.kind]) {
            return Ok(());
        }
        let table = file.kind.table();
        self.wrong(&format!("kind {} needs the table [{table}] and no other such", file.kind))
    }

    fn check_words(&self) -> Result<(), MappingError> {
        if let Some(rules) = &self.file.developer {
            self.words::<DeveloperStatus>("status", &rules.status)?;
            self.words::<Country>("country", &rules.country)?;
            self.words::<Seniority>("seniority", &rules.seniority)?;
            self.words::<English>("english", &rules.english)?;
            self.words::<Engagement>("engagement", &rules.engagement)?;
            self.words::<Communication>("communication", &rules.communication)?;
            if let Some(rate) = &rules.rate_floor {
                self.words::<Currency>("rate_floor.currency", &rate.currency)?;
                self.words::<Per>("rate_floor.per", &rate.per)?;
            }
        }
        if let Some(rules) = &self.file.role {
            self.words::<RoleStatus>("status", &rules.status)?;
            self.words::<Country>("client_country", &rules.client_country)?;
            self.words::<Seniority>("seniority", &rules.seniority)?;
            self.words::<English>("english_min", &rules.english_min)?;
            self.words::<VettingRequired>("vetting_required", &rules.vetting_required)?;
            self.words::<Industry>("industry", &rules.industry)?;
            self.words::<Methodology>("methodology", &rules.methodology)?;
            self.words::<Communication>("communication", &rules.communication)?;
            if let Some(budget) = &rules.budget {
                self.words::<Currency>("budget.currency", &budget.currency)?;
                self.words::<Per>("budget.per", &budget.per)?;
            }
        }
        if let Some(rules) = &self.file.placement {
            self.words::<Country>("country", &rules.country)?;
            self.words::<Engagement>("engagement", &rules.engagement)?;
            self.words::<Country>("client_country", &rules.client_country)?;
        }
        if let Some(rules) = &self.file.document {
            self.words::<DocumentKind>("kind", &rules.kind)?;
            self.words::<DocumentState>("state", &rules.state)?;
            self.words::<TaxNumberKind>("number_kind", &rules.number_kind)?;
        }
        if let Some(rules) = &self.file.checkin {
            self.words::<Voice>("voice", &rules.voice)?;
        }
        if let Some(rules) = &self.file.client {
            self.words::<ClientStatus>("status", &rules.status)?;
            self.words::<Country>("country", &rules.country)?;
        }
        if let Some(rules) = &self.file.incident {
            self.words::<IncidentSeverity>("severity", &rules.severity)?;
        }
        if let Some(rules) = &self.file.terms {
            self.words::<Currency>("pay_currency", &rules.pay_currency)?;
            self.words::<Currency>("bill_currency", &rules.bill_currency)?;
            self.words::<Per>("per", &rules.per)?;
            self.words::<Proration>("proration", &rules.proration)?;
        }
        if let Some(rules) = &self.file.attestation {
            self.words::<Regime>("regime", &rules.regime)?;
        }
        if let Some(rules) = &self.file.answer {
            self.words::<Factor>("factor", &rules.factor)?;
            self.words::<Observed>("observed", &rules.observed)?;
        }
        if let Some(rules) = &self.file.invoice {
            self.words::<Currency>("currency", &rules.currency)?;
        }
        if let Some(rules) = &self.file.timesheet {
            self.words::<TimesheetState>("state", &rules.state)?;
        }
        self.check_words_of_pay()
    }

    fn check_words_of_pay(&self) -> Result<(), MappingError> {
        if let Some(rules) = &self.file.rate {
            self.words::<Currency>("base", &rules.base)?;
            self.words::<Currency>("quote", &rules.quote)?;
        }
        if let Some(rules) = &self.file.extra {
            self.words::<PayExtraKind>("kind", &rules.kind)?;
            self.words::<Currency>("currency", &rules.currency)?;
        }
        if let Some(rules) = &self.file.account {
            self.words::<Country>("country", &rules.country)?;
            self.words::<Currency>("currency", &rules.currency)?;
            self.words::<Bic>("bic", &rules.bic)?;
        }
        if let Some(rules) = &self.file.statement {
            self.words::<Currency>("currency", &rules.currency)?;
            self.words::<Per>("per", &rules.per)?;
        }
        Ok(())
    }

    /// What the mapping itself says must be words of the field.
    fn words<T: FromStr>(&self, field: &str, rule: &ValueRule) -> Result<(), MappingError>
    where
        T::Err: std::fmt::Display,
    {
        let said = rule.constant.iter().chain(&rule.otherwise).chain(rule.map.values());
        for text in said.filter(|text| !text.is_empty()) {
            if let Err(error) = text.parse::<T>() {
                return self.wrong(&format!("`{field}`: {error}"));
            }
        }
        Ok(())
    }

    fn wrong(&self, what: &str) -> Result<(), MappingError> {
        Err(MappingError::Rule { name: self.name.clone(), what: what.to_owned() })
    }
}
