//! Erasure of people: asked for, refused, carried out. With the key of a person goes all that was
//! sealed with it, also in copies of the database made without the table of keys; what else is of them
//! alone is deleted; what was agreed and paid stays, under their number.

use std::collections::BTreeSet;

use jiff::civil::Date;
use sereno_domain::clean_text::CleanText;
use sereno_domain::country::Country;
use sereno_domain::id::DeveloperId;
use sereno_domain::personal_data::ErasureRequest;

use crate::error::{DbError, StatementOf, word};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;
use crate::vault::Vault;

pub mod erase;

/// Requests listed at most.
const N_LISTED: i64 = 500;

/// Why somebody cannot be erased now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// They work for a client, or will.
    AtWork,
    /// Something asks for their data to stay until a day.
    Held(Date),
}

/// Requests, the open ones first and of those the ones due first.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn erasure_request_list(
    conn: &mut PgConnection,
    today: Date,
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
        order by state <> 'open', due_on, erasure_request_id
        limit $2"#,
        PgDate(today) as _,
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
