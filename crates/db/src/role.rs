//! Roles as files tell them, and the clients who ask for them: a batch in, new and changed rows
//! written, the others left alone.

use std::collections::BTreeMap;

use sereno_domain::id::RoleId;
use sereno_domain::intake::client::known_as;
use sereno_domain::intake::role::IncomingRole;
use sereno_domain::money::Rate;

use crate::client::client_name_in_tx;
use crate::developer::{StatusOfChanged, UpsertCounts, narrow, wide, words};
use crate::error::{DbError, StatementOf};
use crate::pg_time::{PgDate, PgTime};
use crate::pool::PgConnection;

const WHAT: &str = "role_upsert_in_tx";

/// Writes those of `roles` that are new or changed, and their clients. No reference may stand in
/// it twice.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn role_upsert_in_tx(
    conn: &mut PgConnection,
    source: &str,
    roles: &[IncomingRole],
    status: StatusOfChanged,
) -> Result<UpsertCounts, DbError> {
    let named = roles.iter().map(|role| (&role.client, role.client_country));
    let client_ids = client_name_in_tx(conn, source, named).await?;
    let mut columns = Columns::default();
    for role in roles {
        if let Some(&client_id) = client_ids.get(&known_as(role.client.as_str())) {
            columns.add(client_id, role);
        }
    }
    let by_ref: BTreeMap<&str, &IncomingRole> =
        roles.iter().map(|role| (role.external_ref.as_str(), role)).collect();
    let mut counts = UpsertCounts::default();
    let mut wanted = Wanted::default();
    for (role_id, external_ref, is_new) in upsert(conn, source, columns, status).await? {
        counts.wrote(is_new);
        counts.ids.push(role_id);
        if let Some(role) = by_ref.get(external_ref.as_str()) {
            wanted.add(role_id, role);
        }
    }
    wanted.write(conn).await?;
    Ok(counts)
}

/// Those of the roles that are open, by id.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn role_list_open(conn: &mut PgConnection, ids: &[i64]) -> Result<Vec<RoleId>, DbError> {
    let open = sqlx::query_scalar!(
        "select role_id
        from sereno.role
        where role_id = any($1)
          and status = 'open'
        order by role_id",
        ids
    )
    .fetch_all(conn)
    .await
    .of("role_list_open")?;
    Ok(open.into_iter().map(RoleId).collect())
}

/// The rows of a batch, column by column.
#[derive(Default)]
struct Columns {
    client_id: Vec<i64>,
    external_ref: Vec<String>,
    title: Vec<String>,
    status: Vec<String>,
    seniority: Vec<String>,
    headcount: Vec<i16>,
    starts_on: Vec<PgDate>,
    tz: Vec<String>,
    work_starts_at: Vec<PgTime>,
    work_ends_at: Vec<PgTime>,
    overlap_minutes: Vec<i16>,
    english: Vec<String>,
    budget_min: Vec<Option<i64>>,
    budget_max: Vec<Option<i64>>,
    budget_currency: Vec<Option<String>>,
    budget_per: Vec<Option<String>>,
    engagements: Vec<String>,
    allowed: Vec<String>,
    denied: Vec<String>,
    weekly_hours: Vec<i16>,
    vetting: Vec<String>,
    industry: Vec<Option<String>>,
    regimes: Vec<String>,
    situations: Vec<String>,
    methodology: Vec<Option<String>>,
    communication: Vec<Option<String>>,
    team_size: Vec<Option<i16>>,
    content_hash: Vec<Vec<u8>>,
}

impl Columns {
    fn add(&mut self, client_id: i64, role: &IncomingRole) {
        let minor = |rate: Option<Rate>| rate.map(|rate| rate.money.amount_minor);
        let budget = role.budget_max.or(role.budget_min);
        self.client_id.push(client_id);
        self.external_ref.push(role.external_ref.clone());
        self.title.push(role.title.to_string());
        self.status.push(role.status.to_string());
        self.seniority.push(role.seniority.to_string());
        self.headcount.push(narrow(role.headcount));
        self.starts_on.push(PgDate(role.starts_on));
        self.tz.push(role.tz.clone());
        self.work_starts_at.push(PgTime(role.work_starts_at));
        self.work_ends_at.push(PgTime(role.work_ends_at));
        self.overlap_minutes.push(narrow(role.overlap_minutes_min));
        self.english.push(role.english_min.to_string());
        self.budget_min.push(minor(role.budget_min));
        self.budget_max.push(minor(role.budget_max));
        self.budget_currency.push(budget.map(|rate| rate.money.currency.to_string()));
        self.budget_per.push(budget.map(|rate| rate.per.to_string()));
        self.engagements.push(words(&role.engagements_allowed));
        self.allowed.push(words(&role.countries_allowed));
        self.denied.push(words(&role.countries_denied));
        self.weekly_hours.push(i16::from(role.weekly_hours));
        self.vetting.push(role.vetting_required.to_string());
        self.industry.push(role.industry.map(|industry| industry.to_string()));
        self.regimes.push(words(&role.regimes));
        self.situations.push(words(&role.situations));
        self.methodology.push(role.style.methodology.map(|way| way.to_string()));
        self.communication.push(role.style.communication.map(|way| way.to_string()));
        self.team_size.push(role.style.team_size.map(narrow));
        self.content_hash.push(role.content_hash().to_vec());
    }
}

/// Id, reference and newness of the rows that were written.
async fn upsert(
    conn: &mut PgConnection,
    source: &str,
    given: Columns,
    status: StatusOfChanged,
) -> Result<Vec<(i64, String, bool)>, DbError> {
    let rows = sqlx::query_file!(
        "queries/role_upsert.sql",
        source,
        &given.client_id,
        &given.external_ref,
        &given.title,
        &given.status,
        &given.seniority,
        &given.headcount,
        &given.starts_on as _,
        &given.tz,
        &given.work_starts_at as _,
        &given.work_ends_at as _,
        &given.overlap_minutes,
        &given.english,
        &given.budget_min as _,
        &given.budget_max as _,
        &given.budget_currency as _,
        &given.budget_per as _,
        &given.engagements,
        &given.allowed,
        &given.denied,
        &given.weekly_hours,
        &given.vetting,
        &given.industry as _,
        &given.regimes,
        &given.situations,
        &given.methodology as _,
        &given.communication as _,
        &given.team_size as _,
        &given.content_hash,
        status == StatusOfChanged::FromFile
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    Ok(rows.into_iter().map(|row| (row.role_id, row.external_ref, row.is_new)).collect())
}

/// Skills and scale of the written rows.
#[derive(Default)]
struct Wanted {
    role_ids: Vec<i64>,
    role_id: Vec<i64>,
    skill: Vec<String>,
    importance: Vec<String>,
    level: Vec<i16>,
    scale_role_id: Vec<i64>,
    axis: Vec<String>,
    amount: Vec<i64>,
}

impl Wanted {
    fn add(&mut self, role_id: i64, role: &IncomingRole) {
        self.role_ids.push(role_id);
        for asked in &role.skills {
            self.role_id.push(role_id);
            self.skill.push(asked.skill.clone());
            self.importance.push(asked.importance.to_string());
            self.level.push(i16::from(asked.level));
        }
        for wanted in &role.scale {
            self.scale_role_id.push(role_id);
            self.axis.push(wanted.axis.to_string());
            self.amount.push(wide(wanted.amount));
        }
    }

    /// Replaces the skills and the scale of those roles.
    async fn write(self, conn: &mut PgConnection) -> Result<(), DbError> {
        sqlx::query!("delete from sereno.role_skill where role_id = any($1)", &self.role_ids)
            .execute(&mut *conn)
            .await
            .of(WHAT)?;
        sqlx::query!(
            "insert into sereno.role_skill (role_id, skill, importance, level)
            select * from unnest($1::bigint[], $2::text[], $3::text[], $4::smallint[])",
            &self.role_id,
            &self.skill,
            &self.importance,
            &self.level
        )
        .execute(&mut *conn)
        .await
        .of(WHAT)?;
        sqlx::query!("delete from sereno.role_scale where role_id = any($1)", &self.role_ids)
            .execute(&mut *conn)
            .await
            .of(WHAT)?;
        sqlx::query!(
            "insert into sereno.role_scale (role_id, axis, amount)
            select * from unnest($1::bigint[], $2::text[], $3::bigint[])",
            &self.scale_role_id,
            &self.axis,
            &self.amount
        )
        .execute(conn)
        .await
        .of(WHAT)?;
        Ok(())
    }
}
