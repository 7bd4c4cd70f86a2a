//! Made-up records as rows.

use sereno_domain::money::Rate;
use sereno_domain::simulation::{SimulatedClient, SimulatedDeveloper, SimulatedRole};

use super::SOURCE;
use super::text::Rows;

pub(super) const CLIENT: &str =
    "copy sereno.client (client_id, source, external_ref, name, country, simulated) from stdin";
pub(super) const ROLE: &str = "copy sereno.role (role_id, client_id, source, external_ref, title, status, seniority, headcount, starts_on, tz, work_starts_at, work_ends_at, overlap_minutes_min, english_min, budget_min_minor, budget_max_minor, budget_currency, budget_per, engagements_allowed, countries_allowed, countries_denied, weekly_hours, vetting_required, simulated, content_hash) from stdin";
pub(super) const ROLE_SKILL: &str =
    "copy sereno.role_skill (role_id, skill, importance, level) from stdin";
pub(super) const DEVELOPER: &str = "copy sereno.developer (developer_id, source, external_ref, status, country, tz, seniority, years_experience_tenths, english, available_from, weekly_capacity_hours, rate_floor_minor, rate_floor_currency, rate_floor_per, engagement, simulated, content_hash) from stdin";
pub(super) const DEVELOPER_PII: &str =
    "copy sereno.developer_pii (developer_id, full_name, email) from stdin";
pub(super) const DEVELOPER_SKILL: &str = "copy sereno.developer_skill (developer_id, skill, level, years_tenths, last_used_on, evidence) from stdin";
pub(super) const VETTING_RESULT: &str = "copy sereno.vetting_result (developer_id, stage, held_on, outcome, score, expires_on) from stdin";

/// Developers and what belongs to them.
#[derive(Debug, Default)]
pub(super) struct DeveloperRows {
    pub(super) developer: Rows,
    pub(super) pii: Rows,
    pub(super) skill: Rows,
    pub(super) vetting: Rows,
}

impl DeveloperRows {
    pub(super) fn add(&mut self, id: i64, person: &SimulatedDeveloper) {
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
            .column(true)
            .bytes(&person.content_hash())
            .end();
        self.pii.column(id).column(&person.full_name).column(&person.email).end();
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
        for result in &found.vetting {
            self.vetting
                .column(id)
                .column(result.stage)
                .column(result.held_on)
                .column(result.outcome)
                .column(result.score)
                .maybe(result.expires_on)
                .end();
        }
    }
}

/// Writes a client's row.
pub(super) fn client(rows: &mut Rows, id: i64, client: &SimulatedClient) {
    rows.column(id)
        .column(SOURCE)
        .column(&client.external_ref)
        .column(&client.name)
        .column(client.country)
        .column(true)
        .end();
}

/// Roles and what they ask for.
#[derive(Debug, Default)]
pub(super) struct RoleRows {
    pub(super) role: Rows,
    pub(super) skill: Rows,
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
    }
}
