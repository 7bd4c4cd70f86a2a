//! Clients: as roles and placements name them, and as a file of their own tells them.

use std::collections::{BTreeMap, BTreeSet};

use sereno_domain::clean_text::CleanText;
use sereno_domain::country::Country;
use sereno_domain::intake::clash::{Clash, Standing, clashes};
use sereno_domain::intake::client::{IncomingClient, known_as};

use crate::developer::{StatusOfChanged, UpsertCounts};
use crate::error::{DbError, StatementOf};
use crate::pool::PgConnection;

/// A client as a row of a file names it: its name, and where it is when the row says so.
pub(crate) type NamedClient<'a> = (&'a CleanText, Option<Country>);

/// Ids of clients, by what they are known as; those that are new or known better are written. The
/// caller keeps other imports of the source out.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub(crate) async fn client_name_in_tx(
    conn: &mut PgConnection,
    source: &str,
    clients: impl Iterator<Item = NamedClient<'_>>,
) -> Result<BTreeMap<String, i64>, DbError> {
    const WHAT: &str = "client_name_in_tx";
    let mut given: BTreeMap<String, (String, Option<String>)> = BTreeMap::new();
    for (name, country) in clients {
        let known = known_as(name.as_str());
        let client = given.entry(known).or_insert_with(|| (name.to_string(), None));
        client.1 = country.map(|country| country.to_string()).or(client.1.take());
    }
    let known: Vec<String> = given.keys().cloned().collect();
    let (names, countries): (Vec<String>, Vec<Option<String>>) = given.into_values().unzip();
    sqlx::query!(
        "with given as (
            select *
            from unnest($2::text[], $3::text[], $4::text[]) as given (known_as, name, country)
        ), known as (
            update sereno.client
            set country = given.country
            from given
            where client.source = $1
              and client.known_as = given.known_as
              and client.country is distinct from given.country
              and given.country is not null
        )
        insert into sereno.client (source, known_as, name, country)
        select $1, known_as, name, country
        from given
        where not exists (
            select
            from sereno.client
            where client.source = $1
              and client.known_as = given.known_as
        )",
        source,
        &known,
        &names,
        &countries as _
    )
    .execute(&mut *conn)
    .await
    .of(WHAT)?;
    let rows = sqlx::query!(
        r#"select known_as as "known_as!", client_id
        from sereno.client
        where source = $1 and known_as = any($2)"#,
        source,
        &known
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    Ok(rows.into_iter().map(|row| (row.known_as, row.client_id)).collect())
}

/// Which of `clients` have the name of another.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn client_clashes(
    conn: &mut PgConnection,
    source: &str,
    clients: &[&IncomingClient],
) -> Result<BTreeMap<String, Clash>, DbError> {
    let references: Vec<String> = clients.iter().map(|one| one.external_ref.clone()).collect();
    let known: Vec<String> = clients.iter().map(|one| known_as(one.name.as_str())).collect();
    // One that only other files name takes the reference of its row, unless that is another's.
    let stored = sqlx::query!(
        r#"select client.known_as as "known_as!", client.external_ref
        from unnest($2::text[], $3::text[]) as given (external_ref, known_as)
        join sereno.client on client.source = $1 and client.known_as = given.known_as
        left join sereno.client as referred on referred.source = $1
            and referred.external_ref = given.external_ref
        where client.external_ref is not null
           or referred.client_id is not null"#,
        source,
        &references,
        &known
    )
    .fetch_all(conn)
    .await
    .of("client_clashes")?;
    let stored: Vec<_> = stored
        .into_iter()
        .map(|row| Standing { external_ref: row.external_ref, place: row.known_as })
        .collect();
    let given: Vec<_> = references.into_iter().zip(known).collect();
    Ok(clashes(&stored, &given, |one, other| one == other))
}

/// Writes those of `clients` that are new or changed; none has the name of another.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn client_upsert_in_tx(
    conn: &mut PgConnection,
    source: &str,
    clients: &[IncomingClient],
    status: StatusOfChanged,
) -> Result<UpsertCounts, DbError> {
    const WHAT: &str = "client_upsert_in_tx";
    let rows: Vec<_> = clients
        .iter()
        .map(|one| {
            serde_json::json!({
                "external_ref": one.external_ref,
                "known_as": known_as(one.name.as_str()),
                "name": one.name,
                "status": one.status,
                "country": one.country,
                "tz": one.tz,
                "payment_terms_days": one.payment_terms_days,
                "background_check_wanted": one.policy.background_check_wanted,
                "regimes": one.policy.regimes,
                "countries_refused": one.policy.countries_refused,
                "engagements_refused": one.policy.engagements_refused,
            })
        })
        .collect();
    let rows = serde_json::json!(rows);
    let referred = sqlx::query_scalar!(
        r#"update sereno.client
        set external_ref = given.external_ref
        from jsonb_to_recordset($2) as given (external_ref text, known_as text)
        where client.source = $1
          and client.known_as = given.known_as
          and client.external_ref is null
        returning given.external_ref as "external_ref!""#,
        source,
        rows
    )
    .fetch_all(&mut *conn)
    .await
    .of(WHAT)?;
    let written = sqlx::query_file!(
        "queries/client_upsert.sql",
        source,
        rows,
        status == StatusOfChanged::FromFile
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    let mut counts = UpsertCounts::default();
    let mut changed: BTreeSet<String> = referred.into_iter().collect();
    for row in written {
        if row.is_new {
            counts.wrote(true);
        } else {
            changed.extend(row.external_ref);
        }
    }
    for _ in changed {
        counts.wrote(false);
    }
    Ok(counts)
}
