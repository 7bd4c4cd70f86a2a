//! Clients as files name them.

use std::collections::BTreeMap;

use sereno_domain::clean_text::CleanText;
use sereno_domain::country::Country;

use crate::error::{DbError, StatementOf};
use crate::pool::PgConnection;

/// A client as a row of a file names it: its reference, its name, and where it is when the row says so.
pub(crate) type NamedClient<'a> = (String, &'a CleanText, Option<Country>);

/// Ids of clients, by reference; those that are new or known better are written.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub(crate) async fn client_upsert_in_tx(
    conn: &mut PgConnection,
    source: &str,
    clients: impl Iterator<Item = NamedClient<'_>>,
) -> Result<BTreeMap<String, i64>, DbError> {
    const WHAT: &str = "client_upsert_in_tx";
    let mut given: BTreeMap<String, (String, Option<String>)> = BTreeMap::new();
    for (reference, name, country) in clients {
        let client = given.entry(reference).or_insert_with(|| (name.to_string(), None));
        client.1 = country.map(|country| country.to_string()).or(client.1.take());
    }
    let references: Vec<String> = given.keys().cloned().collect();
    let (names, countries): (Vec<String>, Vec<Option<String>>) = given.into_values().unzip();
    sqlx::query!(
        "insert into sereno.client (source, external_ref, name, country)
        select $1, given.*
        from unnest($2::text[], $3::text[], $4::text[]) as given
        on conflict (source, external_ref) do update
        set country = excluded.country
        where client.country is distinct from excluded.country and excluded.country is not null",
        source,
        &references,
        &names,
        &countries as _
    )
    .execute(&mut *conn)
    .await
    .of(WHAT)?;
    let rows = sqlx::query!(
        "select external_ref, client_id
        from sereno.client
        where source = $1 and external_ref = any($2)",
        source,
        &references
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    Ok(rows.into_iter().map(|row| (row.external_ref, row.client_id)).collect())
}
