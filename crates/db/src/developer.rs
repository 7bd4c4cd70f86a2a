//! Developers as files tell them: a batch in, new and changed rows written, the others left alone.

use std::collections::BTreeMap;

use sereno_domain::developer::DeveloperSkill;
use sereno_domain::intake::developer::IncomingDeveloper;

use crate::error::{DbError, StatementOf};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

const WHAT: &str = "developer_upsert_in_tx";

/// What a batch of rows came to; the others were there already, word for word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UpsertCounts {
    /// Rows that were not there.
    pub n_new: u64,
    /// Rows that were there with other content.
    pub n_changed: u64,
}

/// Whether a row that is there takes the status of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusOfChanged {
    /// It does: the file says where each one stands.
    FromFile,
    /// It keeps its own: the file knows only newcomers, and the firm has moved the others on.
    Kept,
}

/// Writes those of `people` that are new or changed. No reference may stand in it twice.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn developer_upsert_in_tx(
    conn: &mut PgConnection,
    source: &str,
    people: &[IncomingDeveloper],
    status: StatusOfChanged,
) -> Result<UpsertCounts, DbError> {
    let mut columns = Columns::default();
    for person in people {
        columns.add(person);
    }
    let by_ref: BTreeMap<&str, &IncomingDeveloper> =
        people.iter().map(|person| (person.external_ref.as_str(), person)).collect();
    let mut counts = UpsertCounts::default();
    let mut belongings = Belongings::default();
    for (developer_id, external_ref, is_new) in upsert(conn, source, columns, status).await? {
        if is_new {
            counts.n_new += 1;
        } else {
            counts.n_changed += 1;
        }
        if let Some(person) = by_ref.get(external_ref.as_str()) {
            belongings.add(developer_id, person);
        }
    }
    belongings.write(conn).await?;
    Ok(counts)
}

/// The rows of a batch, column by column.
#[derive(Default)]
struct Columns {
    external_ref: Vec<String>,
    status: Vec<String>,
    country: Vec<String>,
    tz: Vec<Option<String>>,
    seniority: Vec<Option<String>>,
    years_tenths: Vec<Option<i16>>,
    english: Vec<Option<String>>,
    available_from: Vec<Option<PgDate>>,
    capacity_hours: Vec<Option<i16>>,
    rate_minor: Vec<Option<i64>>,
    rate_currency: Vec<Option<String>>,
    rate_per: Vec<Option<String>>,
    engagement: Vec<Option<String>>,
    content_hash: Vec<Vec<u8>>,
}

impl Columns {
    fn add(&mut self, person: &IncomingDeveloper) {
        let rate = person.rate_floor;
        self.external_ref.push(person.external_ref.clone());
        self.status.push(person.status.to_string());
        self.country.push(person.country.to_string());
        self.tz.push(person.tz.clone());
        self.seniority.push(person.seniority.map(|band| band.to_string()));
        self.years_tenths.push(person.years_experience_tenths.map(narrow));
        self.english.push(person.english.map(|level| level.to_string()));
        self.available_from.push(person.available_from.map(PgDate));
        self.capacity_hours.push(person.weekly_capacity_hours.map(i16::from));
        self.rate_minor.push(rate.map(|rate| rate.money.amount_minor));
        self.rate_currency.push(rate.map(|rate| rate.money.currency.to_string()));
        self.rate_per.push(rate.map(|rate| rate.per.to_string()));
        self.engagement.push(person.engagement.map(|way| way.to_string()));
        self.content_hash.push(person.content_hash().to_vec());
    }
}

/// Id, reference and newness of the rows that were written.
async fn upsert(
    conn: &mut PgConnection,
    source: &str,
    given: Columns,
    status: StatusOfChanged,
) -> Result<Vec<(i64, String, bool)>, DbError> {
    let rows = sqlx::query!(
        r#"insert into sereno.developer (source, external_ref, status, country, tz, seniority,
    years_experience_tenths, english, available_from, weekly_capacity_hours, rate_floor_minor,
    rate_floor_currency, rate_floor_per, engagement, content_hash)
select $1, given.*
from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::smallint[], $8::text[],
    $9::date[], $10::smallint[], $11::bigint[], $12::text[], $13::text[], $14::text[],
    $15::bytea[]) as given
on conflict (source, external_ref) do update
set status = case when $16 then excluded.status else developer.status end,
    country = excluded.country,
    tz = excluded.tz,
    seniority = excluded.seniority,
    years_experience_tenths = excluded.years_experience_tenths,
    english = excluded.english,
    available_from = excluded.available_from,
    weekly_capacity_hours = excluded.weekly_capacity_hours,
    rate_floor_minor = excluded.rate_floor_minor,
    rate_floor_currency = excluded.rate_floor_currency,
    rate_floor_per = excluded.rate_floor_per,
    engagement = excluded.engagement,
    content_hash = excluded.content_hash,
    row_version = developer.row_version + 1,
    updated_at = now()
where developer.content_hash <> excluded.content_hash
returning developer_id, external_ref, (xmax = 0) as "is_new!""#,
        source,
        &given.external_ref,
        &given.status,
        &given.country,
        &given.tz as _,
        &given.seniority as _,
        &given.years_tenths as _,
        &given.english as _,
        &given.available_from as _,
        &given.capacity_hours as _,
        &given.rate_minor as _,
        &given.rate_currency as _,
        &given.rate_per as _,
        &given.engagement as _,
        &given.content_hash,
        status == StatusOfChanged::FromFile
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    Ok(rows.into_iter().map(|row| (row.developer_id, row.external_ref, row.is_new)).collect())
}

/// Names and skills of the written rows.
#[derive(Default)]
struct Belongings {
    developer_id: Vec<i64>,
    pii_developer_id: Vec<i64>,
    full_name: Vec<String>,
    email: Vec<Option<String>>,
    skill_developer_id: Vec<i64>,
    skill: Vec<String>,
    level: Vec<i16>,
    years_tenths: Vec<Option<i16>>,
    last_used_on: Vec<Option<PgDate>>,
    evidence: Vec<String>,
}

impl Belongings {
    fn add(&mut self, developer_id: i64, person: &IncomingDeveloper) {
        self.developer_id.push(developer_id);
        if let Some(name) = &person.full_name {
            self.pii_developer_id.push(developer_id);
            self.full_name.push(name.to_string());
            self.email.push(person.email.as_ref().map(ToString::to_string));
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
    }

    /// Replaces what belonged to those developers.
    async fn write(self, conn: &mut PgConnection) -> Result<(), DbError> {
        if self.developer_id.is_empty() {
            return Ok(());
        }
        sqlx::query!(
            "delete from sereno.developer_pii where developer_id = any($1)",
            &self.developer_id
        )
        .execute(&mut *conn)
        .await
        .of(WHAT)?;
        sqlx::query!(
            "insert into sereno.developer_pii (developer_id, full_name, email)
            select * from unnest($1::bigint[], $2::text[], $3::text[])",
            &self.pii_developer_id,
            &self.full_name,
            &self.email as _
        )
        .execute(&mut *conn)
        .await
        .of(WHAT)?;
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
}

/// A small number as Postgres keeps it; what does not fit breaks the column's check.
fn narrow(number: u16) -> i16 {
    i16::try_from(number).unwrap_or(i16::MAX)
}
