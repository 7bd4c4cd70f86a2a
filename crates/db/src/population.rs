//! Everybody and everything a night scores, read in one snapshot: developers who may be proposed,
//! and open roles. Kept order: by id, so that the same rows freeze to the same bytes.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sereno_domain::developer::Developer;
use sereno_domain::id::{ClientId, DeveloperId, RoleId};
use sereno_domain::money::{Money, Rate};
use sereno_domain::role::{Role, RoleSkill};
use sereno_domain::scale::ScaleLevel;
use sereno_domain::team::TeamStyle;

use crate::error::{DbError, StatementOf, count, maybe, small, word, words};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

pub(crate) mod facts;

/// Developers read at a time.
const BATCH_DEVELOPERS: i64 = 4_096;

/// Reads every developer who applied, is in vetting or on the bench, by id. The caller holds a
/// transaction of one snapshot.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn population_developers_in_tx(
    conn: &mut PgConnection,
) -> Result<Vec<Developer>, DbError> {
    let mut developers: Vec<Developer> = Vec::new();
    loop {
        let after = developers.last().map_or(i64::MIN, |developer| developer.developer_id.0);
        let ids = sqlx::query_scalar!(
            "select developer_id
            from sereno.developer
            where status in ('applied', 'vetting', 'bench')
              and developer_id > $1
            order by developer_id
            limit $2",
            after,
            BATCH_DEVELOPERS
        )
        .fetch_all(&mut *conn)
        .await
        .of("population_developers_in_tx")?;
        if ids.is_empty() {
            return Ok(developers);
        }
        developers.extend(facts::population_of_in_tx(conn, &ids).await?);
    }
}

/// Reads those of the given developers who may be proposed, by id; a few, not a population.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn population_developers_of_in_tx(
    conn: &mut PgConnection,
    ids: &[DeveloperId],
) -> Result<Vec<Developer>, DbError> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    facts::population_of_in_tx(conn, &ids).await
}

/// Filled roles that are scored as well, at most: those whose placement may fail soonest.
const N_STANDBY_MAX: i64 = 1_000;

/// Reads every open role, and the roles of placements that do not go well while the client may still
/// ask for somebody else, by id, each with the countries its client refuses and the regimes it asks
/// everybody for. The caller holds a transaction of one snapshot.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn population_roles_in_tx(
    conn: &mut PgConnection,
    as_of: Date,
) -> Result<Vec<Role>, DbError> {
    const TABLE: &str = "role";
    let mut skills = role_skills(conn).await?;
    let mut scale = role_scale(conn).await?;
    let rows = sqlx::query_file!("queries/population_roles.sql", N_STANDBY_MAX, PgDate(as_of) as _)
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
                situations: words(TABLE, "situations", &row.situations)?,
                scale: scale.remove(&row.role_id).unwrap_or_default(),
                industry: maybe(TABLE, "industry", row.industry.as_deref())?,
                regimes: words(TABLE, "regimes", &row.regimes)?,
                style: TeamStyle {
                    methodology: maybe(TABLE, "methodology", row.methodology.as_deref())?,
                    communication: maybe(TABLE, "communication", row.communication.as_deref())?,
                    team_size: row.team_size.map(small),
                },
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

async fn role_scale(conn: &mut PgConnection) -> Result<BTreeMap<i64, Vec<ScaleLevel>>, DbError> {
    let rows = sqlx::query!(
        "select role_id, axis, amount
        from sereno.role_scale
        order by role_id, axis"
    )
    .fetch_all(conn)
    .await
    .of("population_roles_in_tx")?;
    let mut all: BTreeMap<i64, Vec<ScaleLevel>> = BTreeMap::new();
    for row in rows {
        all.entry(row.role_id).or_default().push(ScaleLevel {
            axis: word("role_scale", "axis", &row.axis)?,
            amount: count(row.amount),
        });
    }
    Ok(all)
}

/// A rate from its three columns; none unless all are there.
pub(crate) fn rate(
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
