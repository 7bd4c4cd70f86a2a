//! What dossiers say of who people are, without it, and what people wrote about placements.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sereno_domain::clean_text::CleanText;
use sereno_domain::compliance::dossier::{FreeText, PersonalFacts};
use sereno_domain::personal_data::PersonChange;

use crate::error::{DbError, StatementOf, word};
use crate::owned::Owned;
use crate::pool::PgConnection;

/// What is kept of who developers are.
pub(super) async fn personal_facts(
    conn: &mut PgConnection,
    ids: &[i64],
) -> Result<BTreeMap<i64, PersonalFacts>, DbError> {
    let mut changes = changes(conn, ids).await?;
    let rows = sqlx::query!(
        r#"select wanted.developer_id as "developer_id!", key.developer_id is not null as "is_kept!",
            asked_on as "asked_on?", due_on as "due_on?", held.until as held_until
        from unnest($1::bigint[]) as wanted (developer_id)
        left join sereno.person_key as key on key.developer_id = wanted.developer_id
        left join sereno.erasure_request as request
            on request.developer_id = wanted.developer_id
            and request.state = 'open'
        left join (
            select developer_id, max(until) as until
            from sereno.retention_hold
            where developer_id = any($1)
            group by developer_id
        ) as held on held.developer_id = wanted.developer_id"#,
        ids
    )
    .fetch_all(conn)
    .await
    .of("personal_facts")?;
    let facts = rows.into_iter().map(|row| {
        let asked = row.asked_on.zip(row.due_on);
        let facts = PersonalFacts {
            is_kept: row.is_kept,
            erasure: asked.map(|(asked_on, due_on)| [asked_on.into(), due_on.into()]),
            held_until: row.held_until.map(Into::into),
            changes: changes.take(row.developer_id),
        };
        (row.developer_id, facts)
    });
    Ok(facts.collect())
}

/// What changed of developers, by day.
async fn changes(
    conn: &mut PgConnection,
    ids: &[i64],
) -> Result<Owned<(PersonChange, Date)>, DbError> {
    const TABLE: &str = "developer_change";
    let rows = sqlx::query!(
        "select developer_id, what, changed_on
        from sereno.developer_change
        where developer_id = any($1)
        order by developer_id, changed_on, developer_change_id",
        ids
    )
    .fetch_all(conn)
    .await
    .of(TABLE)?;
    Owned::gather(rows, |row| {
        Ok((row.developer_id, (word(TABLE, "what", &row.what)?, row.changed_on.into())))
    })
}

/// What people wrote about placements.
pub(super) async fn texts(
    conn: &mut PgConnection,
    placements: &[i64],
) -> Result<Owned<FreeText>, DbError> {
    let rows = sqlx::query!(
        "select placement_id, incident_id, says
        from sereno.incident
        where placement_id = any($1)
        order by placement_id, incident_id",
        placements
    )
    .fetch_all(conn)
    .await
    .of("incident")?;
    Owned::gather(rows, |row| {
        let place = format!("incident {}", row.incident_id);
        Ok((row.placement_id, FreeText { place, text: CleanText::new(&row.says) }))
    })
}
