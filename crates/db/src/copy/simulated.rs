//! Made-up records as rows.

use std::collections::BTreeMap;

use sereno_domain::developer::Developer;
use sereno_domain::id::{ClientId, DeveloperId, EvaluatorId, RoleId};
use sereno_domain::money::Rate;
use sereno_domain::simulation::{
    SimulatedClient, SimulatedDeveloper, SimulatedEvaluator, SimulatedRole,
};

use super::SOURCE;
use super::text::Rows;
use crate::person::Person;
use crate::vault::{Keys, PersonKey, VaultError};

pub(super) const CLIENT: &str = "copy sereno.client (client_id, source, external_ref, name, country, simulated, payment_terms_days, background_check_wanted, countries_refused, engagements_refused) from stdin";
pub(super) const ROLE: &str = "copy sereno.role (role_id, client_id, source, external_ref, title, status, seniority, headcount, starts_on, tz, work_starts_at, work_ends_at, overlap_minutes_min, english_min, budget_min_minor, budget_max_minor, budget_currency, budget_per, engagements_allowed, countries_allowed, countries_denied, weekly_hours, vetting_required, industry, regimes, situations, methodology, communication, team_size, simulated, content_hash) from stdin";
pub(super) const ROLE_SKILL: &str =
    "copy sereno.role_skill (role_id, skill, importance, level) from stdin";
pub(super) const ROLE_SCALE: &str = "copy sereno.role_scale (role_id, axis, amount) from stdin";
pub(super) const EVALUATOR: &str =
    "copy sereno.evaluator (evaluator_id, source, external_ref, simulated) from stdin";
pub(super) const DEVELOPER: &str = "copy sereno.developer (developer_id, source, external_ref, status, country, tz, seniority, years_experience_tenths, english, available_from, weekly_capacity_hours, rate_floor_minor, rate_floor_currency, rate_floor_per, engagement, methodologies, communication, team_size_min, team_size_max, simulated, content_hash) from stdin";
pub(super) const DEVELOPER_PII: &str =
    "copy sereno.developer_pii (developer_id, sealed) from stdin";
pub(super) const PERSON_KEY: &str = "copy sereno.person_key (developer_id, sealed) from stdin";
pub(super) const DEVELOPER_SKILL: &str = "copy sereno.developer_skill (developer_id, skill, level, years_tenths, last_used_on, evidence) from stdin";
pub(super) const VETTING_RESULT: &str = "copy sereno.vetting_result (developer_id, stage, held_on, outcome, score, expires_on, evaluator_id) from stdin";
pub(super) const SCORECARD_ITEM: &str = "copy sereno.scorecard_item (developer_id, stage, held_on, competency, no, question, score) from stdin";
pub(super) const DEVELOPER_INDUSTRY: &str =
    "copy sereno.developer_industry (developer_id, industry, years_tenths) from stdin";
pub(super) const DEVELOPER_SCALE: &str =
    "copy sereno.developer_scale (developer_id, axis, amount) from stdin";
pub(super) const DEVELOPER_REGIME: &str =
    "copy sereno.developer_regime (developer_id, regime, attested_on, expires_on) from stdin";
pub(super) const PLACEMENT: &str = "copy sereno.placement (placement_id, developer_id, client_id, source, external_ref, starts_on, ends_on, guarantee_until, weekly_hours, end_reason, regimes, role_id, engagement) from stdin";
pub(super) const EXCLUSION: &str =
    "copy sereno.exclusion (developer_id, client_id, reason, until) from stdin";
pub(super) const FINDING: &str = "copy sereno.finding (rule, detail, severity, severity_due, subject_kind, subject_id, state, opened_on, due_on) from stdin";

/// Ids of made-up rows in the database, by their made-up id.
#[derive(Debug, Default)]
pub(super) struct Ids {
    pub(super) client: BTreeMap<ClientId, i64>,
    pub(super) role: BTreeMap<RoleId, i64>,
    pub(super) developer: BTreeMap<DeveloperId, i64>,
    pub(super) evaluator: BTreeMap<EvaluatorId, i64>,
}

/// Developers and what belongs to them.
#[derive(Debug, Default)]
pub(super) struct DeveloperRows {
    pub(super) developer: Rows,
    pub(super) key: Rows,
    pub(super) pii: Rows,
    pub(super) skill: Rows,
    pub(super) vetting: Rows,
    pub(super) scorecard: Rows,
    pub(super) industry: Rows,
    pub(super) scale: Rows,
    pub(super) regime: Rows,
    pub(super) exclusion: Rows,
    pub(super) finding: Rows,
}

impl DeveloperRows {
    /// Writes a developer; their key, for what else is sealed with it.
    pub(super) fn add(
        &mut self,
        id: i64,
        person: &SimulatedDeveloper,
        (ids, keys): (&Ids, &Keys),
    ) -> Result<PersonKey, VaultError> {
        self.person(id, person);
        let key = self.identity(id, person, keys)?;
        self.knowledge(id, &person.developer);
        self.interviews(id, person, ids);
        self.history(id, person, ids);
        Ok(key)
    }

    fn identity(
        &mut self,
        id: i64,
        person: &SimulatedDeveloper,
        keys: &Keys,
    ) -> Result<PersonKey, VaultError> {
        let (key, stored) = keys.person_new(id)?;
        let email = Some(person.email.clone());
        let sealed = Person { full_name: person.full_name.clone(), email }.seal(&key, id)?;
        self.key.column(id).bytes(&stored).end();
        self.pii.column(id).bytes(&sealed).end();
        Ok(key)
    }

    fn person(&mut self, id: i64, person: &SimulatedDeveloper) {
        let found = &person.developer;
        let rate = found.rate_floor.as_ref();
        self.developer
            .column(id)
            .column(SOURCE)
            .column(&person.external_ref)
            .column(found.status)
            .column(found.country)
            .maybe(found.tz.as_ref())
            .maybe(found.seniority)
            .maybe(found.years_experience_tenths)
            .maybe(found.english)
            .maybe(found.available_from)
            .maybe(found.weekly_capacity_hours)
            .maybe(rate.map(|rate| rate.money.amount_minor))
            .maybe(rate.map(|rate| rate.money.currency))
            .maybe(rate.map(|rate| rate.per))
            .maybe(found.engagement)
            .words(&found.style.methodologies)
            .maybe(found.style.communication)
            .maybe(found.style.team_size_min)
            .maybe(found.style.team_size_max)
            .column(true)
            .bytes(&person.content_hash())
            .end();
    }

    fn knowledge(&mut self, id: i64, found: &Developer) {
        for own in &found.skills {
            self.skill
                .column(id)
                .column(&own.skill)
                .column(own.level)
                .maybe(own.years_tenths)
                .maybe(own.last_used_on)
                .column(own.evidence)
                .end();
        }
        for known in &found.industries {
            self.industry.column(id).column(known.industry).column(known.years_tenths).end();
        }
        for handled in &found.scale {
            self.scale.column(id).column(handled.axis).column(handled.amount).end();
        }
        for attested in &found.regimes {
            self.regime
                .column(id)
                .column(attested.regime)
                .column(attested.attested_on)
                .maybe(attested.expires_on)
                .end();
        }
    }

    fn interviews(&mut self, id: i64, person: &SimulatedDeveloper, ids: &Ids) {
        for result in &person.developer.vetting {
            self.vetting
                .column(id)
                .column(result.stage)
                .column(result.held_on)
                .column(result.outcome)
                .column(result.score)
                .maybe(result.expires_on)
                .maybe(result.evaluator.and_then(|by| ids.evaluator.get(&by)))
                .end();
        }
        for item in &person.scorecard {
            self.scorecard
                .column(id)
                .column(item.stage)
                .column(item.held_on)
                .column(item.competency)
                .column(item.no)
                .column(&item.question)
                .column(item.score)
                .end();
        }
    }

    fn history(&mut self, id: i64, person: &SimulatedDeveloper, ids: &Ids) {
        for exclusion in &person.developer.exclusions {
            let Some(client) = ids.client.get(&exclusion.client_id) else { continue };
            self.exclusion
                .column(id)
                .column(client)
                .column("client_asked")
                .maybe(exclusion.until)
                .end();
        }
        for finding in &person.findings {
            self.finding
                .column(&finding.rule)
                .column(&finding.detail)
                .column("block_placement")
                .column("block_placement")
                .column("developer")
                .column(id)
                .column("open")
                .column(finding.opened_on)
                .column(finding.opened_on)
                .end();
        }
    }
}

/// Writes the row of somebody who holds interviews.
pub(super) fn evaluator(rows: &mut Rows, id: i64, evaluator: &SimulatedEvaluator) {
    rows.column(id).column(SOURCE).column(&evaluator.external_ref).column(true).end();
}

/// Writes a client's row.
pub(super) fn client(rows: &mut Rows, id: i64, client: &SimulatedClient) {
    rows.column(id)
        .column(SOURCE)
        .column(&client.external_ref)
        .column(&client.name)
        .column(client.country)
        .column(true)
        .column(client.payment_terms_days)
        .column(client.policy.background_check_wanted)
        .words(&client.policy.countries_refused)
        .words(&client.policy.engagements_refused)
        .end();
}

/// Roles and what they ask for.
#[derive(Debug, Default)]
pub(super) struct RoleRows {
    pub(super) role: Rows,
    pub(super) skill: Rows,
    pub(super) scale: Rows,
}

impl RoleRows {
    pub(super) fn add(&mut self, id: i64, client_id: i64, simulated: &SimulatedRole) {
        let role = &simulated.role;
        let minor = |rate: Option<Rate>| rate.map(|rate| rate.money.amount_minor);
        let budget = role.budget_max.or(role.budget_min);
        self.role
            .column(id)
            .column(client_id)
            .column(SOURCE)
            .column(&simulated.external_ref)
            .column(&simulated.title)
            .column(role.status)
            .column(role.seniority)
            .column(simulated.headcount)
            .column(role.starts_on)
            .column(&role.tz)
            .column(role.work_starts_at)
            .column(role.work_ends_at)
            .column(role.overlap_minutes_min)
            .column(role.english_min)
            .maybe(minor(role.budget_min))
            .maybe(minor(role.budget_max))
            .maybe(budget.map(|rate| rate.money.currency))
            .maybe(budget.map(|rate| rate.per))
            .words(&role.engagements_allowed)
            .words(&role.countries_allowed)
            .words(&role.countries_denied)
            .column(role.weekly_hours)
            .column(role.vetting_required)
            .maybe(role.industry)
            .words(&role.regimes)
            .words(&role.situations)
            .maybe(role.style.methodology)
            .maybe(role.style.communication)
            .maybe(role.style.team_size)
            .column(true)
            .bytes(&simulated.content_hash())
            .end();
        for asked in &role.skills {
            self.skill
                .column(id)
                .column(&asked.skill)
                .column(asked.importance)
                .column(asked.level)
                .end();
        }
        for wanted in &role.scale {
            self.scale.column(id).column(wanted.axis).column(wanted.amount).end();
        }
    }
}
