//! Placements as files tell them: a batch in, new and changed rows written, the others left alone.

use std::collections::{BTreeMap, BTreeSet};

use sereno_domain::intake::client::known_as;
use sereno_domain::intake::placement::IncomingPlacement;

use crate::client::client_name_in_tx;
use crate::developer::UpsertCounts;
use crate::error::{DbError, StatementOf};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

const WHAT: &str = "placement_upsert_in_tx";

/// Writes those of `placements` that are new or changed, with their clients, and with developers who
/// are not there yet. No reference may stand in it twice. Nobody who is at work is scored, so there
/// is nothing to be scored anew and no id is told.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn placement_upsert_in_tx(
    conn: &mut PgConnection,
    source: &str,
    placements: &[IncomingPlacement],
) -> Result<UpsertCounts, DbError> {
    let named = placements.iter().map(|one| (&one.client, one.client_country));
    let clients = client_name_in_tx(conn, source, named).await?;
    developers(conn, source, placements).await?;
    let by_ref: BTreeMap<&str, &IncomingPlacement> =
        placements.iter().map(|one| (one.external_ref.as_str(), one)).collect();
    let mut counts = UpsertCounts::default();
    let mut written = Vec::new();
    for (placement_id, external_ref, is_new) in upsert(conn, source, placements, &clients).await? {
        counts.wrote(is_new);
        if let Some(placement) = by_ref.get(external_ref.as_str()) {
            written.push((placement_id, *placement));
        }
    }
    answers(conn, &written).await?;
    Ok(counts)
}

/// Developers at work whom no file of the source named before.
async fn developers(
    conn: &mut PgConnection,
    source: &str,
    placements: &[IncomingPlacement],
) -> Result<(), DbError> {
    let given: BTreeMap<&str, &IncomingPlacement> =
        placements.iter().map(|one| (one.developer_ref.as_str(), one)).collect();
    let references: Vec<String> = given.keys().map(|reference| (*reference).to_owned()).collect();
    let countries: Vec<String> = given.values().map(|one| one.country.to_string()).collect();
    let engagements: Vec<String> = given.values().map(|one| one.engagement.to_string()).collect();
    sqlx::query!(
        "insert into sereno.developer (source, external_ref, status, country, engagement, content_hash)
        select $1, reference, 'placed', country, engagement, ''
        from unnest($2::text[], $3::text[], $4::text[]) as given (reference, country, engagement)
        on conflict (source, external_ref) do nothing",
        source,
        &references,
        &countries,
        &engagements
    )
    .execute(conn)
    .await
    .of(WHAT)?;
    Ok(())
}

/// Which of the placements are in a role that is not there.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn placement_without_role(
    conn: &mut PgConnection,
    source: &str,
    placements: &[&IncomingPlacement],
) -> Result<BTreeSet<String>, DbError> {
    let wanted: Vec<String> = placements.iter().filter_map(|one| one.role_ref.clone()).collect();
    let known = sqlx::query_scalar!(
        "select external_ref
        from sereno.role
        where source = $1
          and external_ref = any($2)",
        source,
        &wanted
    )
    .fetch_all(conn)
    .await
    .of("placement_without_role")?;
    let is_unknown =
        |one: &&&IncomingPlacement| one.role_ref.as_ref().is_some_and(|role| !known.contains(role));
    let without = placements.iter().filter(is_unknown);
    Ok(without.map(|one| one.external_ref.clone()).collect())
}

/// Id, reference and newness of the rows that were written.
async fn upsert(
    conn: &mut PgConnection,
    source: &str,
    placements: &[IncomingPlacement],
    clients: &BTreeMap<String, i64>,
) -> Result<Vec<(i64, String, bool)>, DbError> {
    let mut references = Vec::new();
    let mut developers = Vec::new();
    let mut client_ids = Vec::new();
    let mut starts_on = Vec::new();
    let mut ends_on = Vec::new();
    let mut guarantee_until = Vec::new();
    let mut hours = Vec::new();
    let mut engagements = Vec::new();
    let mut hashes = Vec::new();
    let mut roles = Vec::new();
    for placement in placements {
        let Some(client_id) = clients.get(&known_as(placement.client.as_str())) else { continue };
        references.push(placement.external_ref.clone());
        developers.push(placement.developer_ref.clone());
        client_ids.push(*client_id);
        starts_on.push(PgDate(placement.starts_on));
        ends_on.push(placement.ends_on.map(PgDate));
        guarantee_until.push(PgDate(placement.guarantee_until));
        hours.push(i16::from(placement.weekly_hours));
        engagements.push(placement.engagement.to_string());
        hashes.push(placement.content_hash().to_vec());
        roles.push(placement.role_ref.clone());
    }
    let rows = sqlx::query!(
        r#"insert into sereno.placement as stored (developer_id, client_id, source, external_ref,
            starts_on, ends_on, guarantee_until, weekly_hours, engagement, content_hash, role_id)
        select developer.developer_id, given.client_id, $1, given.reference, given.starts_on,
            given.ends_on, given.guarantee_until, given.hours, given.engagement, given.hash, role.role_id
        from unnest($2::text[], $3::text[], $4::bigint[], $5::date[], $6::date[], $7::date[],
            $8::smallint[], $9::text[], $10::bytea[], $11::text[]) as given (reference, developer_ref,
            client_id, starts_on, ends_on, guarantee_until, hours, engagement, hash, role_ref)
        join sereno.developer on developer.source = $1 and developer.external_ref = given.developer_ref
        left join sereno.role on role.source = $1 and role.external_ref = given.role_ref
        on conflict (source, external_ref) do update
        set developer_id = excluded.developer_id,
            client_id = excluded.client_id,
            starts_on = excluded.starts_on,
            ends_on = excluded.ends_on,
            guarantee_until = excluded.guarantee_until,
            weekly_hours = excluded.weekly_hours,
            engagement = excluded.engagement,
            content_hash = excluded.content_hash,
            role_id = coalesce(excluded.role_id, stored.role_id)
        where stored.content_hash is distinct from excluded.content_hash
        returning placement_id, external_ref, xmax = 0 as "is_new!""#,
        source,
        &references,
        &developers,
        &client_ids,
        &starts_on as _,
        &ends_on as _,
        &guarantee_until as _,
        &hours,
        &engagements,
        &hashes,
        &roles as _
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    Ok(rows.into_iter().map(|row| (row.placement_id, row.external_ref, row.is_new)).collect())
}

/// Puts what a file says of how people work in the place of what was declared with the placement
/// before. An answer that came in a row of its own stays, and stands above it.
async fn answers(
    conn: &mut PgConnection,
    written: &[(i64, &IncomingPlacement)],
) -> Result<(), DbError> {
    let ids: Vec<i64> = written.iter().map(|(placement_id, _)| *placement_id).collect();
    sqlx::query!(
        "delete from sereno.classification_answer
        where placement_id = any($1)
          and observed = 'declared'
          and external_ref is null",
        &ids
    )
    .execute(&mut *conn)
    .await
    .of(WHAT)?;
    let mut placements = Vec::new();
    let mut factors = Vec::new();
    let mut applies = Vec::new();
    for (placement_id, placement) in written {
        for (factor, said) in &placement.factors {
            placements.push(*placement_id);
            factors.push(factor.to_string());
            applies.push(*said);
        }
    }
    sqlx::query!(
        "insert into sereno.classification_answer (placement_id, factor, observed, applies, answered_on)
        select placement_id, factor, 'declared', applies, current_date
        from unnest($1::bigint[], $2::text[], $3::boolean[]) as given (placement_id, factor, applies)
        on conflict (placement_id, factor, observed) do nothing",
        &placements,
        &factors,
        &applies
    )
    .execute(conn)
    .await
    .of(WHAT)?;
    Ok(())
}
