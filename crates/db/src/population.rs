//! Everybody and everything a night scores, read in one snapshot: developers who may be proposed,
//! and open roles. Kept order: by id, so that the same rows freeze to the same bytes.

use std::collections::BTreeMap;

use sereno_domain::developer::{Developer, DeveloperSkill};
use sereno_domain::id::{ClientId, DeveloperId, RoleId};
use sereno_domain::money::{Money, Rate};
use sereno_domain::role::{Role, RoleSkill};
use sereno_domain::team::{TeamStyle, WorkingStyle};
use sereno_domain::vetting::VettingResult;

use crate::error::{DbError, StatementOf, small, word};
use crate::pool::PgConnection;

/// Reads every developer who applied, is in vetting or on the bench, by id. The caller holds a
/// transaction of one snapshot.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn population_developers_in_tx(
    conn: &mut PgConnection,
) -> Result<Vec<Developer>, DbError> {
    const TABLE: &str = "developer";
    let mut skills = developer_skills(conn).await?;
    let mut vetting = developer_vetting(conn).await?;
    let rows = sqlx::query!(
        "select developer_id, status, country, tz, seniority, years_experience_tenths, english,
            available_from, weekly_capacity_hours, rate_floor_minor, rate_floor_currency,
            rate_floor_per, engagement
        from sereno.developer
        where status in ('applied', 'vetting', 'bench')
        order by developer_id"
    )
    .fetch_all(conn)
    .await
    .of("population_developers_in_tx")?;
    rows.into_iter()
        .map(|row| {
            let rate = rate(
                TABLE,
                row.rate_floor_minor,
                row.rate_floor_currency.as_deref(),
                row.rate_floor_per.as_deref(),
            )?;
            Ok(Developer {
                developer_id: DeveloperId(row.developer_id),
                status: word(TABLE, "status", &row.status)?,
                country: word(TABLE, "country", &row.country)?,
                tz: row.tz,
                seniority: maybe(TABLE, "seniority", row.seniority.as_deref())?,
                years_experience_tenths: row.years_experience_tenths.map(small),
                english: maybe(TABLE, "english", row.english.as_deref())?,
                available_from: row.available_from.map(Into::into),
                weekly_capacity_hours: row.weekly_capacity_hours.map(small),
                rate_floor: rate,
                engagement: maybe(TABLE, "engagement", row.engagement.as_deref())?,
                skills: skills.remove(&row.developer_id).unwrap_or_default(),
                vetting: vetting.remove(&row.developer_id).unwrap_or_default(),
                industries: Vec::new(),
                scale: Vec::new(),
                regimes: Vec::new(),
                style: WorkingStyle::default(),
                competencies: Vec::new(),
                placements: Vec::new(),
                exclusions: Vec::new(),
                blocking_findings: 0,
            })
        })
        .collect()
}

async fn developer_skills(
    conn: &mut PgConnection,
) -> Result<BTreeMap<i64, Vec<DeveloperSkill>>, DbError> {
    let rows = sqlx::query!(
        "select developer_id, skill, level, years_tenths, last_used_on, evidence
        from sereno.developer_skill
        order by developer_id, skill"
    )
    .fetch_all(conn)
    .await
    .of("population_developers_in_tx")?;
    let mut all: BTreeMap<i64, Vec<DeveloperSkill>> = BTreeMap::new();
    for row in rows {
        all.entry(row.developer_id).or_default().push(DeveloperSkill {
            skill: row.skill,
            level: small(row.level),
            years_tenths: row.years_tenths.map(small),
            last_used_on: row.last_used_on.map(Into::into),
            evidence: word("developer_skill", "evidence", &row.evidence)?,
        });
    }
    Ok(all)
}

/// The latest result of each stage.
async fn developer_vetting(
    conn: &mut PgConnection,
) -> Result<BTreeMap<i64, Vec<VettingResult>>, DbError> {
    const TABLE: &str = "vetting_result";
    let rows = sqlx::query!(
        "select distinct on (developer_id, stage)
            developer_id, stage, held_on, outcome, score, expires_on
        from sereno.vetting_result
        order by developer_id, stage, held_on desc"
    )
    .fetch_all(conn)
    .await
    .of("population_developers_in_tx")?;
    let mut all: BTreeMap<i64, Vec<VettingResult>> = BTreeMap::new();
    for row in rows {
        all.entry(row.developer_id).or_default().push(VettingResult {
            stage: word(TABLE, "stage", &row.stage)?,
            outcome: word(TABLE, "outcome", &row.outcome)?,
            score: small(row.score),
            held_on: row.held_on.into(),
            expires_on: row.expires_on.map(Into::into),
            evaluator: None,
        });
    }
    Ok(all)
}

/// Reads every open role, by id. The caller holds a transaction of one snapshot.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn population_roles_in_tx(conn: &mut PgConnection) -> Result<Vec<Role>, DbError> {
    const TABLE: &str = "role";
    let mut skills = role_skills(conn).await?;
    let rows = sqlx::query!(
        "select role_id, client_id, status, seniority, starts_on, tz, work_starts_at, work_ends_at,
            overlap_minutes_min, english_min, budget_min_minor, budget_max_minor, budget_currency,
            budget_per, engagements_allowed, countries_allowed, countries_denied, weekly_hours,
            vetting_required
        from sereno.role
        where status = 'open'
        order by role_id"
    )
    .fetch_all(conn)
    .await
    .of("population_roles_in_tx")?;
    rows.into_iter()
        .map(|row| {
            let currency = row.budget_currency.as_deref();
            let per = row.budget_per.as_deref();
            Ok(Role {
                role_id: RoleId(row.role_id),
                client_id: ClientId(row.client_id),
                status: word(TABLE, "status", &row.status)?,
                seniority: word(TABLE, "seniority", &row.seniority)?,
                starts_on: row.starts_on.into(),
                tz: row.tz,
                work_starts_at: row.work_starts_at.into(),
                work_ends_at: row.work_ends_at.into(),
                overlap_minutes_min: small(row.overlap_minutes_min),
                english_min: word(TABLE, "english_min", &row.english_min)?,
                budget_min: rate(TABLE, row.budget_min_minor, currency, per)?,
                budget_max: rate(TABLE, row.budget_max_minor, currency, per)?,
                engagements_allowed: words(TABLE, "engagements_allowed", &row.engagements_allowed)?,
                countries_allowed: words(TABLE, "countries_allowed", &row.countries_allowed)?,
                countries_denied: words(TABLE, "countries_denied", &row.countries_denied)?,
                weekly_hours: small(row.weekly_hours),
                vetting_required: word(TABLE, "vetting_required", &row.vetting_required)?,
                skills: skills.remove(&row.role_id).unwrap_or_default(),
                situations: Vec::new(),
                scale: Vec::new(),
                industry: None,
                regimes: Vec::new(),
                style: TeamStyle::default(),
                weights: None,
            })
        })
        .collect()
}

async fn role_skills(conn: &mut PgConnection) -> Result<BTreeMap<i64, Vec<RoleSkill>>, DbError> {
    let rows = sqlx::query!(
        "select role_id, skill, importance, level
        from sereno.role_skill
        order by role_id, skill"
    )
    .fetch_all(conn)
    .await
    .of("population_roles_in_tx")?;
    let mut all: BTreeMap<i64, Vec<RoleSkill>> = BTreeMap::new();
    for row in rows {
        all.entry(row.role_id).or_default().push(RoleSkill {
            skill: row.skill,
            importance: word("role_skill", "importance", &row.importance)?,
            level: small(row.level),
        });
    }
    Ok(all)
}

fn maybe<T: std::str::FromStr>(
    table: &'static str,
    column: &'static str,
    stored: Option<&str>,
) -> Result<Option<T>, DbError> {
    stored.map(|text| word(table, column, text)).transpose()
}

fn words<T: std::str::FromStr>(
    table: &'static str,
    column: &'static str,
    stored: &[String],
) -> Result<Vec<T>, DbError> {
    stored.iter().map(|text| word(table, column, text)).collect()
}

/// A rate from its three columns; none unless all are there.
fn rate(
    table: &'static str,
    amount_minor: Option<i64>,
    currency: Option<&str>,
    per: Option<&str>,
) -> Result<Option<Rate>, DbError> {
    let (Some(amount_minor), Some(currency), Some(per)) = (amount_minor, currency, per) else {
        return Ok(None);
    };
    let currency = word(table, "currency", currency)?;
    Ok(Some(Rate { money: Money { amount_minor, currency }, per: word(table, "per", per)? }))
}
