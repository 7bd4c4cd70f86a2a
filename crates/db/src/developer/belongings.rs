//! What belongs to developers of a file: replaced as a whole for those that are new or changed.

use std::collections::BTreeMap;

use sereno_domain::developer::DeveloperSkill;
use sereno_domain::intake::developer::IncomingDeveloper;

use super::{WHAT, narrow, wide};
use crate::error::{DbError, StatementOf};
use crate::person::{Person, person_replace_in_tx};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;
use crate::vault::Vault;

/// What belongs to the written rows.
#[derive(Default)]
pub(super) struct Belongings {
    developer_id: Vec<i64>,
    persons: BTreeMap<i64, Person>,
    skill_developer_id: Vec<i64>,
    skill: Vec<String>,
    level: Vec<i16>,
    years_tenths: Vec<Option<i16>>,
    last_used_on: Vec<Option<PgDate>>,
    evidence: Vec<String>,
    industry_developer_id: Vec<i64>,
    industry: Vec<String>,
    industry_years_tenths: Vec<i16>,
    scale_developer_id: Vec<i64>,
    axis: Vec<String>,
    amount: Vec<i64>,
    regime_developer_id: Vec<i64>,
    regime: Vec<String>,
    attested_on: Vec<PgDate>,
    regime_expires_on: Vec<Option<PgDate>>,
}

impl Belongings {
    pub(super) fn add(&mut self, developer_id: i64, person: &IncomingDeveloper) {
        self.developer_id.push(developer_id);
        if let Some(name) = &person.full_name {
            let email = person.email.as_ref().map(ToString::to_string);
            self.persons.insert(developer_id, Person { full_name: name.to_string(), email });
        }
        for DeveloperSkill { skill, level, years_tenths, last_used_on, evidence } in &person.skills
        {
            self.skill_developer_id.push(developer_id);
            self.skill.push(skill.clone());
            self.level.push(i16::from(*level));
            self.years_tenths.push(years_tenths.map(narrow));
            self.last_used_on.push(last_used_on.map(PgDate));
            self.evidence.push(evidence.to_string());
        }
        for known in &person.industries {
            self.industry_developer_id.push(developer_id);
            self.industry.push(known.industry.to_string());
            self.industry_years_tenths.push(narrow(known.years_tenths));
        }
        for handled in &person.scale {
            self.scale_developer_id.push(developer_id);
            self.axis.push(handled.axis.to_string());
            self.amount.push(wide(handled.amount));
        }
        for attested in &person.regimes {
            self.regime_developer_id.push(developer_id);
            self.regime.push(attested.regime.to_string());
            self.attested_on.push(PgDate(attested.attested_on));
            self.regime_expires_on.push(attested.expires_on.map(PgDate));
        }
    }

    /// Replaces what belonged to those developers.
    pub(super) async fn write(self, conn: &mut PgConnection, vault: &Vault) -> Result<(), DbError> {
        if self.developer_id.is_empty() {
            return Ok(());
        }
        person_replace_in_tx(conn, vault, &self.developer_id, &self.persons).await?;
        self.skills(conn).await?;
        self.industries(conn).await?;
        self.scale(conn).await?;
        self.regimes(conn).await
    }

    /// Skills.
    async fn skills(&self, conn: &mut PgConnection) -> Result<(), DbError> {
        sqlx::query!(
            "delete from sereno.developer_skill where developer_id = any($1)",
            &self.developer_id
        )
        .execute(&mut *conn)
        .await
        .of(WHAT)?;
        sqlx::query!(
            "insert into sereno.developer_skill
                (developer_id, skill, level, years_tenths, last_used_on, evidence)
            select * from unnest($1::bigint[], $2::text[], $3::smallint[], $4::smallint[],
                $5::date[], $6::text[])",
            &self.skill_developer_id,
            &self.skill,
            &self.level,
            &self.years_tenths as _,
            &self.last_used_on as _,
            &self.evidence
        )
        .execute(conn)
        .await
        .of(WHAT)?;
        Ok(())
    }

    /// Industries.
    async fn industries(&self, conn: &mut PgConnection) -> Result<(), DbError> {
        sqlx::query!(
            "delete from sereno.developer_industry where developer_id = any($1)",
            &self.developer_id
        )
        .execute(&mut *conn)
        .await
        .of(WHAT)?;
        sqlx::query!(
            "insert into sereno.developer_industry (developer_id, industry, years_tenths)
            select * from unnest($1::bigint[], $2::text[], $3::smallint[])",
            &self.industry_developer_id,
            &self.industry,
            &self.industry_years_tenths
        )
        .execute(conn)
        .await
        .of(WHAT)?;
        Ok(())
    }

    /// Scale handled.
    async fn scale(&self, conn: &mut PgConnection) -> Result<(), DbError> {
        sqlx::query!(
            "delete from sereno.developer_scale where developer_id = any($1)",
            &self.developer_id
        )
        .execute(&mut *conn)
        .await
        .of(WHAT)?;
        sqlx::query!(
            "insert into sereno.developer_scale (developer_id, axis, amount)
            select * from unnest($1::bigint[], $2::text[], $3::bigint[])",
            &self.scale_developer_id,
            &self.axis,
            &self.amount
        )
        .execute(conn)
        .await
        .of(WHAT)?;
        Ok(())
    }

    /// Regimes attested; an attestation that came in a row of its own stays.
    async fn regimes(&self, conn: &mut PgConnection) -> Result<(), DbError> {
        sqlx::query!(
            "delete from sereno.developer_regime
            where developer_id = any($1)
              and external_ref is null",
            &self.developer_id
        )
        .execute(&mut *conn)
        .await
        .of(WHAT)?;
        sqlx::query!(
            "insert into sereno.developer_regime (developer_id, regime, attested_on, expires_on)
            select * from unnest($1::bigint[], $2::text[], $3::date[], $4::date[])
            on conflict (developer_id, regime, attested_on) do nothing",
            &self.regime_developer_id,
            &self.regime,
            &self.attested_on as _,
            &self.regime_expires_on as _
        )
        .execute(conn)
        .await
        .of(WHAT)?;
        Ok(())
    }
}
