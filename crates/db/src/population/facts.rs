//! All that is known of some developers, read by their ids: a bounded number at a time, so that
//! memory is bounded as well. Scores of vetting are calibrated by evaluator on the way.

use std::collections::BTreeMap;

use sereno_domain::competency::CompetencyEvidence;
use sereno_domain::developer::{Developer, DeveloperSkill};
use sereno_domain::id::{ClientId, DeveloperId, EvaluatorId};
use sereno_domain::industry::DeveloperIndustry;
use sereno_domain::placement::{Exclusion, PastPlacement};
use sereno_domain::regime::Attestation;
use sereno_domain::scale::ScaleLevel;
use sereno_domain::team::WorkingStyle;
use sereno_domain::vetting::VettingResult;
use sereno_domain::vetting::calibration::Calibration;

use super::rate;
use crate::error::{DbError, StatementOf, count, maybe, small, word, words};
use crate::owned::Owned;
use crate::pool::PgConnection;

const WHAT: &str = "population_of_in_tx";

/// Reads those of the given developers who applied, are in vetting or on the bench, by id.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub(crate) async fn population_of_in_tx(
    conn: &mut PgConnection,
    ids: &[i64],
) -> Result<Vec<Developer>, DbError> {
    const TABLE: &str = "developer";
    let mut skills = skills(conn, ids).await?;
    let mut vetting = vetting(conn, ids).await?;
    let mut competencies = competencies(conn, ids).await?;
    let mut industries = industries(conn, ids).await?;
    let mut scale = scale(conn, ids).await?;
    let mut regimes = regimes(conn, ids).await?;
    let mut placements = placements(conn, ids).await?;
    let mut exclusions = exclusions(conn, ids).await?;
    let findings = blocking_findings(conn, ids).await?;
    let rows = sqlx::query!(
        "select developer_id, status, country, tz, seniority, years_experience_tenths, english,
            available_from, weekly_capacity_hours, rate_floor_minor, rate_floor_currency,
            rate_floor_per, engagement, methodologies, communication, team_size_min, team_size_max
        from sereno.developer
        where developer_id = any($1)
          and status in ('applied', 'vetting', 'bench')
        order by developer_id",
        ids
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    rows.into_iter()
        .map(|row| {
            let id = row.developer_id;
            let currency = row.rate_floor_currency.as_deref();
            let per = row.rate_floor_per.as_deref();
            Ok(Developer {
                developer_id: DeveloperId(id),
                status: word(TABLE, "status", &row.status)?,
                country: word(TABLE, "country", &row.country)?,
                tz: row.tz,
                seniority: maybe(TABLE, "seniority", row.seniority.as_deref())?,
                years_experience_tenths: row.years_experience_tenths.map(small),
                english: maybe(TABLE, "english", row.english.as_deref())?,
                available_from: row.available_from.map(Into::into),
                weekly_capacity_hours: row.weekly_capacity_hours.map(small),
                rate_floor: rate(TABLE, row.rate_floor_minor, currency, per)?,
                engagement: maybe(TABLE, "engagement", row.engagement.as_deref())?,
                skills: skills.take(id),
                vetting: vetting.take(id),
                industries: industries.take(id),
                scale: scale.take(id),
                regimes: regimes.take(id),
                style: WorkingStyle {
                    methodologies: words(TABLE, "methodologies", &row.methodologies)?,
                    communication: maybe(TABLE, "communication", row.communication.as_deref())?,
                    team_size_min: row.team_size_min.map(small),
                    team_size_max: row.team_size_max.map(small),
                },
                competencies: CompetencyEvidence::gather(competencies.take(id)),
                placements: placements.take(id),
                exclusions: exclusions.take(id),
                blocking_findings: findings.get(&id).copied().unwrap_or_default(),
            })
        })
        .collect()
}

/// Skills, by slug.
pub(crate) async fn skills(
    conn: &mut PgConnection,
    ids: &[i64],
) -> Result<Owned<DeveloperSkill>, DbError> {
    let rows = sqlx::query!(
        "select developer_id, skill, level, years_tenths, last_used_on, evidence
        from sereno.developer_skill
        where developer_id = any($1)
        order by developer_id, skill",
        ids
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    Owned::gather(rows, |row| {
        let skill = DeveloperSkill {
            skill: row.skill,
            level: small(row.level),
            years_tenths: row.years_tenths.map(small),
            last_used_on: row.last_used_on.map(Into::into),
            evidence: word("developer_skill", "evidence", &row.evidence)?,
        };
        Ok((row.developer_id, skill))
    })
}

/// The latest result of each stage.
async fn vetting(conn: &mut PgConnection, ids: &[i64]) -> Result<Owned<VettingResult>, DbError> {
    const TABLE: &str = "vetting_result";
    let rows = sqlx::query!(
        r#"select distinct on (developer_id, stage)
            developer_id, stage, held_on, outcome, score, expires_on, evaluator_id,
            coalesce(stage_deviation, 0::smallint) as "stage_deviation!"
        from sereno.vetting_result
        left join sereno.evaluator using (evaluator_id)
        where developer_id = any($1)
        order by developer_id, stage, held_on desc"#,
        ids
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    Owned::gather(rows, |row| {
        let by = Calibration { stage_points: row.stage_deviation, item_tenths: 0 };
        let result = VettingResult {
            stage: word(TABLE, "stage", &row.stage)?,
            outcome: word(TABLE, "outcome", &row.outcome)?,
            score: by.stage(small(row.score)),
            held_on: row.held_on.into(),
            expires_on: row.expires_on.map(Into::into),
            evaluator: row.evaluator_id.map(EvaluatorId),
        };
        Ok((row.developer_id, result))
    })
}

/// Calibrated scores of questions, each with its competency and day.
async fn competencies(
    conn: &mut PgConnection,
    ids: &[i64],
) -> Result<Owned<(sereno_domain::competency::Competency, jiff::civil::Date, u8)>, DbError> {
    let rows = sqlx::query!(
        r#"select developer_id, held_on, competency, scorecard_item.score,
            coalesce(item_deviation_tenths, 0::smallint) as "item_deviation_tenths!"
        from sereno.scorecard_item
        join sereno.vetting_result using (developer_id, stage, held_on)
        left join sereno.evaluator using (evaluator_id)
        where developer_id = any($1)
        order by developer_id, competency, held_on, stage, no"#,
        ids
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    Owned::gather(rows, |row| {
        let by = Calibration { stage_points: 0, item_tenths: row.item_deviation_tenths };
        let competency = word("scorecard_item", "competency", &row.competency)?;
        Ok((row.developer_id, (competency, row.held_on.into(), by.item(small(row.score)))))
    })
}

async fn industries(
    conn: &mut PgConnection,
    ids: &[i64],
) -> Result<Owned<DeveloperIndustry>, DbError> {
    let rows = sqlx::query!(
        "select developer_id, industry, years_tenths
        from sereno.developer_industry
        where developer_id = any($1)
        order by developer_id, industry",
        ids
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    Owned::gather(rows, |row| {
        let industry = word("developer_industry", "industry", &row.industry)?;
        let years_tenths = small(row.years_tenths);
        Ok((row.developer_id, DeveloperIndustry { industry, years_tenths }))
    })
}

async fn scale(conn: &mut PgConnection, ids: &[i64]) -> Result<Owned<ScaleLevel>, DbError> {
    let rows = sqlx::query!(
        "select developer_id, axis, amount
        from sereno.developer_scale
        where developer_id = any($1)
        order by developer_id, axis",
        ids
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    Owned::gather(rows, |row| {
        let axis = word("developer_scale", "axis", &row.axis)?;
        Ok((row.developer_id, ScaleLevel { axis, amount: count(row.amount) }))
    })
}

/// What developers are attested for.
pub(crate) async fn regimes(
    conn: &mut PgConnection,
    ids: &[i64],
) -> Result<Owned<Attestation>, DbError> {
    let rows = sqlx::query!(
        "select developer_id, regime, attested_on, expires_on
        from sereno.developer_regime
        where developer_id = any($1)
        order by developer_id, regime, attested_on",
        ids
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    Owned::gather(rows, |row| {
        let attestation = Attestation {
            regime: word("developer_regime", "regime", &row.regime)?,
            attested_on: row.attested_on.into(),
            expires_on: row.expires_on.map(Into::into),
        };
        Ok((row.developer_id, attestation))
    })
}

async fn placements(conn: &mut PgConnection, ids: &[i64]) -> Result<Owned<PastPlacement>, DbError> {
    let rows = sqlx::query!(
        "select developer_id, client_id, starts_on, ends_on, guarantee_until, weekly_hours
        from sereno.placement
        where developer_id = any($1)
        order by developer_id, starts_on, placement_id",
        ids
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    Owned::gather(rows, |row| {
        let placement = PastPlacement {
            client_id: ClientId(row.client_id),
            starts_on: row.starts_on.into(),
            ends_on: row.ends_on.map(Into::into),
            guarantee_until: row.guarantee_until.into(),
            weekly_hours: small(row.weekly_hours),
        };
        Ok((row.developer_id, placement))
    })
}

async fn exclusions(conn: &mut PgConnection, ids: &[i64]) -> Result<Owned<Exclusion>, DbError> {
    let rows = sqlx::query!(
        "select developer_id, client_id, until
        from sereno.exclusion
        where developer_id = any($1)
        order by developer_id, client_id",
        ids
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    Owned::gather(rows, |row| {
        let client_id = ClientId(row.client_id);
        Ok((row.developer_id, Exclusion { client_id, until: row.until.map(Into::into) }))
    })
}

/// How many findings of a developer and of their placements that are not settled forbid a placement,
/// by developer; none is left out.
async fn blocking_findings(
    conn: &mut PgConnection,
    ids: &[i64],
) -> Result<BTreeMap<i64, u16>, DbError> {
    let rows = sqlx::query!(
        r#"select developer_id as "developer_id!", count(*) as "n!"
        from (
            select subject_id as developer_id
            from sereno.finding
            where subject_kind = 'developer'
              and subject_id = any($1)
              and severity = 'block_placement'
              and state in ('open', 'acknowledged')
            union all
            select placement.developer_id
            from sereno.placement
            join sereno.finding on subject_kind = 'placement' and subject_id = placement_id
            where placement.developer_id = any($1)
              and severity = 'block_placement'
              and finding.state in ('open', 'acknowledged')
        ) as blocking
        group by developer_id"#,
        ids
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    Ok(rows.into_iter().map(|row| (row.developer_id, small(row.n))).collect())
}
