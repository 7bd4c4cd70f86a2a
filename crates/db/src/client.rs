//! Clients as files name them.

use std::collections::BTreeMap;

use crate::error::{DbError, StatementOf};
use crate::pool::PgConnection;

/// Ids of clients, by reference; those that are new or known better are written. Given are a name and
/// a country for each reference.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub(crate) async fn client_upsert_in_tx(
    conn: &mut PgConnection,
    source: &str,
    given: BTreeMap<String, (String, Option<String>)>,
) -> Result<BTreeMap<String, i64>, DbError> {
    const WHAT: &str = "client_upsert_in_tx";
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
