//! Erasure of people: asked for, refused, carried out. With the key of a person goes all that was
//! sealed with it, in every copy of the database made since; what else is of them alone is deleted;
//! what was agreed and paid stays, under their number.

use std::collections::BTreeSet;

use jiff::civil::Date;
use sereno_domain::clean_text::CleanText;
use sereno_domain::country::Country;
use sereno_domain::id::DeveloperId;
use sereno_domain::personal_data::{Erased, ErasureRequest};

use crate::error::{DbError, StatementOf, count, word};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;
use crate::vault::{Keys, Vault};

/// Requests listed at most.
const N_LISTED: i64 = 500;
/// What stands in place of a text that must not be empty.
const EMPTIED: &str = "erased";

/// Why somebody cannot be erased now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// They work for a client, or will.
    AtWork,
    /// Something asks for their data to stay until a day.
    Held(Date),
}

/// Requests, the open ones first and of those the ones due first; or the newest one of a developer.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn erasure_request_list(
    conn: &mut PgConnection,
    today: Date,
    only: Option<i64>,
) -> Result<Vec<ErasureRequest>, DbError> {
    const TABLE: &str = "erasure_request";
    let rows = sqlx::query!(
        r#"select erasure_request_id, developer_id, country, state, asked_on, due_on, entered_by, reason,
            decided_by, decision_reason, (
                select max(until)
                from sereno.retention_hold as hold
                where hold.developer_id = erasure_request.developer_id
                  and until > $1
            ) as held_until
        from sereno.erasure_request
        join sereno.developer using (developer_id)
        where $2::bigint is null
           or erasure_request_id = $2
        order by state <> 'open', due_on, erasure_request_id
        limit $3"#,
        PgDate(today) as _,
        only,
        N_LISTED
    )
    .fetch_all(conn)
    .await
    .of("erasure_request_list")?;
    let read = rows.into_iter().map(|row| {
        Ok(ErasureRequest {
            erasure_request_id: row.erasure_request_id,
            developer_id: DeveloperId(row.developer_id),
            country: word("developer", "country", &row.country)?,
            state: word(TABLE, "state", &row.state)?,
            asked_on: row.asked_on.into(),
            due_on: row.due_on.into(),
            entered_by: CleanText::new(&row.entered_by),
            reason: CleanText::new(&row.reason),
            decided_by: row.decided_by.as_deref().map(CleanText::new),
            decision_reason: row.decision_reason.as_deref().map(CleanText::new),
            held_until: row.held_until.map(Into::into),
        })
    });
    read.collect()
}

/// Where somebody who can be erased works from; none when nobody is there, or they are erased.
///
/// # Errors
/// [`DbError`] when the statement fails or the country is none.
pub async fn erasure_country(
    conn: &mut PgConnection,
    developer: DeveloperId,
) -> Result<Option<Country>, DbError> {
    let country = sqlx::query_scalar!(
        "select country
        from sereno.developer
        where developer_id = $1
          and status <> 'erased'",
        developer.0
    )
    .fetch_optional(conn)
    .await
    .of("erasure_country")?;
    country.map(|country| word("developer", "country", &country)).transpose()
}

/// Takes a request in; its identity, or none when one of them is open already or nobody is there to be
/// erased.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn erasure_request_in_tx(
    conn: &mut PgConnection,
    developer: DeveloperId,
    [asked_on, due_on]: [Date; 2],
    [reason, actor]: [&str; 2],
) -> Result<Option<i64>, DbError> {
    sqlx::query_scalar!(
        "insert into sereno.erasure_request (developer_id, asked_on, due_on, entered_by, reason)
        select developer_id, $2, $3, $4, $5
        from sereno.developer
        where developer_id = $1
          and status <> 'erased'
        on conflict (developer_id) where state = 'open' do nothing
        returning erasure_request_id",
        developer.0,
        PgDate(asked_on) as _,
        PgDate(due_on) as _,
        actor,
        reason
    )
    .fetch_optional(conn)
    .await
    .of("erasure_request_in_tx")
}

/// Decides on an open request that somebody else took in; whose data it is about, or none when there
/// is no such request.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn erasure_decide_in_tx(
    conn: &mut PgConnection,
    request: i64,
    is_done: bool,
    [reason, actor]: [&str; 2],
) -> Result<Option<DeveloperId>, DbError> {
    let developer = sqlx::query_scalar!(
        "update sereno.erasure_request
        set state = case when $2 then 'done' else 'refused' end,
            decided_by = $3,
            decided_at = clock_timestamp(),
            decision_reason = $4
        where erasure_request_id = $1
          and state = 'open'
          and entered_by <> $3
        returning developer_id",
        request,
        is_done,
        actor,
        reason
    )
    .fetch_optional(conn)
    .await
    .of("erasure_decide_in_tx")?;
    Ok(developer.map(DeveloperId))
}

/// Holds the data of a developer until a day; false when there is no such developer.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn retention_hold_in_tx(
    conn: &mut PgConnection,
    developer: DeveloperId,
    until: Date,
    [reason, actor]: [&str; 2],
) -> Result<bool, DbError> {
    let held = sqlx::query!(
        "insert into sereno.retention_hold (developer_id, until, reason, made_by)
        select developer_id, $2, $3, $4
        from sereno.developer
        where developer_id = $1",
        developer.0,
        PgDate(until) as _,
        reason,
        actor
    )
    .execute(conn)
    .await
    .of("retention_hold_in_tx")?;
    Ok(held.rows_affected() > 0)
}

/// What stands against erasing a developer; nothing else writes about them until the transaction ends.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn erasure_obstacle_in_tx(
    conn: &mut PgConnection,
    developer: DeveloperId,
    today: Date,
) -> Result<Option<Obstacle>, DbError> {
    let found = sqlx::query!(
        r#"select (
                select max(until)
                from sereno.retention_hold as hold
                where hold.developer_id = developer.developer_id
                  and until > $2
            ) as held_until,
            exists (
                select
                from sereno.placement
                where placement.developer_id = developer.developer_id
                  and (ends_on is null or ends_on > $2)
            ) as "at_work!"
        from sereno.developer
        where developer_id = $1
        for update"#,
        developer.0,
        PgDate(today) as _
    )
    .fetch_optional(conn)
    .await
    .of("erasure_obstacle_in_tx")?;
    Ok(found.and_then(|found| {
        let at_work = found.at_work.then_some(Obstacle::AtWork);
        at_work.or_else(|| found.held_until.map(|until| Obstacle::Held(until.into())))
    }))
}

/// Erases a developer.
///
/// # Errors
/// [`DbError`] when a statement fails.
pub async fn erasure_in_tx(
    conn: &mut PgConnection,
    keys: &Keys,
    developer: DeveloperId,
) -> Result<Erased, DbError> {
    let n_names = delete_identity(conn, keys, developer.0).await?;
    let n_numbers = delete_numbers(conn, developer.0).await?;
    let mut erased = Erased { n_names, n_numbers, ..Erased::default() };
    delete_facts(conn, developer.0, &mut erased).await?;
    empty_texts(conn, developer.0, &mut erased).await?;
    empty_rows(conn, developer.0, &mut erased).await?;
    Ok(erased)
}

/// Destroys the key, and has the import know whom not to bring back.
async fn delete_identity(
    conn: &mut PgConnection,
    keys: &Keys,
    developer: i64,
) -> Result<u64, DbError> {
    const WHAT: &str = "delete_identity";
    let row = sqlx::query!(
        "select source, external_ref
        from sereno.developer
        where developer_id = $1",
        developer
    )
    .fetch_one(&mut *conn)
    .await
    .of(WHAT)?;
    sqlx::query!(
        "insert into sereno.erased_reference (mark, developer_id)
        values ($1, $2)
        on conflict (mark) do nothing",
        keys.reference_mark(&row.source, &row.external_ref),
        developer
    )
    .execute(&mut *conn)
    .await
    .of(WHAT)?;
    let names = sqlx::query!("delete from sereno.developer_pii where developer_id = $1", developer);
    let n_names = names.execute(&mut *conn).await.of(WHAT)?.rows_affected();
    sqlx::query!("delete from sereno.person_key where developer_id = $1", developer)
        .execute(conn)
        .await
        .of(WHAT)?;
    Ok(n_names)
}

async fn delete_numbers(conn: &mut PgConnection, developer: i64) -> Result<u64, DbError> {
    let numbers = sqlx::query!(
        "delete from sereno.document_pii
        using sereno.document
        left join sereno.placement using (placement_id)
        where document.document_id = document_pii.document_id
          and (document.developer_id = $1 or placement.developer_id = $1)",
        developer
    );
    Ok(numbers.execute(conn).await.of("delete_numbers")?.rows_affected())
}

/// What is of them alone and nothing has to be kept of.
async fn delete_facts(
    conn: &mut PgConnection,
    developer: i64,
    erased: &mut Erased,
) -> Result<(), DbError> {
    const WHAT: &str = "delete_facts";
    let counts = sqlx::query!(
        r#"with skills as (
            delete from sereno.developer_skill where developer_id = $1 returning 1
        ), industries as (
            delete from sereno.developer_industry where developer_id = $1 returning 1
        ), scale as (
            delete from sereno.developer_scale where developer_id = $1 returning 1
        ), regimes as (
            delete from sereno.developer_regime where developer_id = $1 returning 1
        ), vetting as (
            delete from sereno.vetting_result where developer_id = $1 returning 1
        ), exclusions as (
            delete from sereno.exclusion where developer_id = $1 returning 1
        ), employments as (
            delete from sereno.former_employment where developer_id = $1 returning 1
        ), changes as (
            delete from sereno.developer_change where developer_id = $1 returning 1
        ), features as (
            delete from sereno.developer_feature where developer_id = $1 returning 1
        ), matches as (
            delete from sereno.match where developer_id = $1 returning 1
        ), checkins as (
            delete from sereno.checkin
            where placement_id in (select placement_id from sereno.placement where developer_id = $1)
            returning 1
        )
        select (select count(*) from skills) + (select count(*) from industries)
                + (select count(*) from scale) + (select count(*) from regimes)
                + (select count(*) from vetting) + (select count(*) from exclusions)
                + (select count(*) from employments) + (select count(*) from changes) + (select count(*) from features) as "n_facts!",
            (select count(*) from matches) as "n_matches!",
            (select count(*) from checkins) as "n_checkins!""#,
        developer
    )
    .fetch_one(conn)
    .await
    .of(WHAT)?;
    erased.n_facts = count(counts.n_facts);
    erased.n_matches = count(counts.n_matches);
    erased.n_checkins = count(counts.n_checkins);
    Ok(())
}

/// What people wrote about them.
async fn empty_texts(
    conn: &mut PgConnection,
    developer: i64,
    erased: &mut Erased,
) -> Result<(), DbError> {
    const WHAT: &str = "empty_texts";
    let incidents = sqlx::query!(
        "update sereno.incident
        set says = $2
        from sereno.placement
        where placement.placement_id = incident.placement_id
          and developer_id = $1
          and says <> $2",
        developer,
        EMPTIED
    );
    erased.n_texts += incidents.execute(&mut *conn).await.of(WHAT)?.rows_affected();
    let overrides = sqlx::query!(
        "update sereno.match_override
        set reason = $2, end_reason = case when end_reason is null then null else $2 end
        where developer_id = $1
          and reason <> $2",
        developer,
        EMPTIED
    );
    erased.n_texts += overrides.execute(&mut *conn).await.of(WHAT)?.rows_affected();
    // Steps are never changed: those with a note are written anew without it.
    let steps = sqlx::query!(
        "with gone as (
            delete from sereno.shortlist_step
            where developer_id = $1
              and note <> ''
            returning role_id, developer_id, no, state, reason, place, score, actor, at
        )
        insert into sereno.shortlist_step
            (role_id, developer_id, no, state, reason, note, place, score, actor, at)
        select role_id, developer_id, no, state, reason, '', place, score, actor, at
        from gone",
        developer
    );
    erased.n_texts += steps.execute(conn).await.of(WHAT)?.rows_affected();
    Ok(())
}

/// What stays of them: a number, a country, where they worked, what was paid, which papers there were.
async fn empty_rows(
    conn: &mut PgConnection,
    developer: i64,
    erased: &mut Erased,
) -> Result<(), DbError> {
    const WHAT: &str = "empty_rows";
    let documents = sqlx::query!(
        "update sereno.document
        set external_ref = 'erased-' || document_id, handed_in_by = null
        where developer_id = $1
           or placement_id in (select placement_id from sereno.placement where developer_id = $1)",
        developer
    );
    erased.n_documents_kept = documents.execute(&mut *conn).await.of(WHAT)?.rows_affected();
    let placements = sqlx::query!(
        "update sereno.placement
        set external_ref = 'erased-' || placement_id, content_hash = null
        where developer_id = $1",
        developer
    );
    erased.n_placements_kept = placements.execute(&mut *conn).await.of(WHAT)?.rows_affected();
    empty_references(conn, developer).await?;
    sqlx::query!(
        "update sereno.developer
        set external_ref = 'erased-' || developer_id,
            status = 'erased',
            tz = null,
            seniority = null,
            years_experience_tenths = null,
            english = null,
            available_from = null,
            weekly_capacity_hours = null,
            rate_floor_minor = null,
            rate_floor_currency = null,
            rate_floor_per = null,
            engagement = null,
            methodologies = '{}',
            communication = null,
            team_size_min = null,
            team_size_max = null,
            content_hash = '',
            row_version = row_version + 1,
            updated_at = now()
        where developer_id = $1",
        developer
    )
    .execute(conn)
    .await
    .of(WHAT)?;
    Ok(())
}

/// What files called the rows of their placements, and what they themselves called their bills. Of
/// days away stays that they were paid, not that somebody was ill.
async fn empty_references(conn: &mut PgConnection, developer: i64) -> Result<(), DbError> {
    const WHAT: &str = "empty_references";
    sqlx::query!(
        r#"with mine as materialized (
            select placement_id from sereno.placement where developer_id = $1
        ), timesheets as (
            update sereno.timesheet
            set external_ref = 'erased-' || timesheet_id, content_hash = null
            where placement_id in (select placement_id from mine)
        ), fees as (
            update sereno.fee
            set external_ref = 'erased-' || fee_id, number = 'erased-' || fee_id
            where placement_id in (select placement_id from mine)
        ), supplements as (
            update sereno.supplement
            set external_ref = 'erased-' || supplement_id
            where placement_id in (select placement_id from mine)
        ), incidents as (
            update sereno.incident
            set external_ref = 'erased-' || incident_id
            where placement_id in (select placement_id from mine)
        ), terms as (
            update sereno.placement_terms
            set external_ref = 'erased-' || placement_terms_id
            where placement_id in (select placement_id from mine)
              and external_ref is not null
        ), ill as (
            delete from sereno.timesheet_day
            where kind = 'sick'
              and timesheet_id in (
                select timesheet_id from sereno.timesheet where placement_id in (select placement_id from mine)
              )
            returning timesheet_id, day, minutes
        )
        insert into sereno.timesheet_day as stored (timesheet_id, day, kind, minutes)
        select timesheet_id, day, 'leave', minutes
        from ill
        on conflict (timesheet_id, day, kind) do update
        set minutes = least(1440, stored.minutes + excluded.minutes)"#,
        developer
    )
    .execute(&mut *conn)
    .await
    .of(WHAT)?;
    sqlx::query!(
        "update sereno.classification_answer
        set external_ref = null
        where placement_id in (select placement_id from sereno.placement where developer_id = $1)",
        developer
    )
    .execute(conn)
    .await
    .of(WHAT)?;
    Ok(())
}

/// Which references of a source are of people who were erased.
///
/// # Errors
/// [`DbError`] when the statement fails, and when people were erased and the key is not here to tell.
pub async fn erased_references(
    conn: &mut PgConnection,
    vault: &Vault,
    source: &str,
    references: &[&str],
) -> Result<BTreeSet<String>, DbError> {
    const WHAT: &str = "erased_references";
    let any =
        sqlx::query_scalar!(r#"select exists (select from sereno.erased_reference) as "any!""#);
    if !any.fetch_one(&mut *conn).await.of(WHAT)? {
        return Ok(BTreeSet::new());
    }
    let keys = vault.keys()?;
    let marks: Vec<Vec<u8>> =
        references.iter().map(|reference| keys.reference_mark(source, reference)).collect();
    let known = sqlx::query_scalar!(
        "select mark
        from sereno.erased_reference
        where mark = any($1)",
        &marks
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    let is_known = |(_, mark): &(&&str, Vec<u8>)| known.contains(mark);
    let erased = references.iter().zip(marks).filter(is_known);
    Ok(erased.map(|(reference, _)| (*reference).to_owned()).collect())
}
