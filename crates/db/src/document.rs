//! Papers as files tell them: a batch in, new and changed rows written, the others left alone.

use sereno_domain::intake::document::IncomingDocument;
use sereno_domain::intake::owner::Owner;

use crate::developer::UpsertCounts;
use crate::error::{DbError, StatementOf};
use crate::owner::Owners;
use crate::pool::PgConnection;

const WHAT: &str = "document_upsert_in_tx";

/// Writes those of `documents` that are new or changed; all their owners are there. No reference may
/// stand in it twice.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn document_upsert_in_tx(
    conn: &mut PgConnection,
    source: &str,
    documents: &[IncomingDocument],
    owners: &Owners,
) -> Result<UpsertCounts, DbError> {
    let rows = rows(owners, documents);
    let written = sqlx::query_scalar!(
        r#"insert into sereno.document as stored (source, external_ref, developer_id, placement_id, client_id,
            kind, state, issued_on, expires_on, handed_in_by, verified_by, number_kind, number_flaw)
        select $1, external_ref, developer_id, placement_id, client_id, kind, state, issued_on, expires_on,
            handed_in_by, verified_by, number_kind, number_flaw
        from jsonb_to_recordset($2) as given (external_ref text, developer_id bigint, placement_id bigint,
            client_id bigint, kind text, state text, issued_on date, expires_on date, handed_in_by text,
            verified_by text, number_kind text, number_flaw text)
        order by external_ref
        on conflict (source, external_ref) do update
        set developer_id = excluded.developer_id,
            placement_id = excluded.placement_id,
            client_id = excluded.client_id,
            kind = excluded.kind,
            state = excluded.state,
            issued_on = excluded.issued_on,
            expires_on = excluded.expires_on,
            handed_in_by = excluded.handed_in_by,
            verified_by = excluded.verified_by,
            number_kind = excluded.number_kind,
            number_flaw = excluded.number_flaw
        where (stored.developer_id, stored.placement_id, stored.client_id, stored.kind, stored.state,
                stored.issued_on, stored.expires_on, stored.handed_in_by, stored.verified_by,
                stored.number_kind, stored.number_flaw)
            is distinct from (excluded.developer_id, excluded.placement_id, excluded.client_id,
                excluded.kind, excluded.state, excluded.issued_on, excluded.expires_on,
                excluded.handed_in_by, excluded.verified_by, excluded.number_kind, excluded.number_flaw)
        returning xmax = 0 as "is_new!""#,
        source,
        serde_json::json!(rows)
    )
    .fetch_all(&mut *conn)
    .await
    .of(WHAT)?;
    numbers(conn, source, documents).await?;
    Ok(UpsertCounts::of(written))
}

/// Papers of owners who are there, as Postgres takes them.
fn rows(owners: &Owners, documents: &[IncomingDocument]) -> Vec<serde_json::Value> {
    documents
        .iter()
        .filter_map(|document| {
            let id = owners.id(&document.owner)?;
            let [developer_id, placement_id, client_id] = match document.owner {
                Owner::Developer(_) => [Some(id), None, None],
                Owner::Placement(_) => [None, Some(id), None],
                Owner::Client(_) => [None, None, Some(id)],
            };
            let number = document.number.as_ref();
            Some(serde_json::json!({
                "external_ref": document.external_ref,
                "developer_id": developer_id,
                "placement_id": placement_id,
                "client_id": client_id,
                "kind": document.kind,
                "state": document.state,
                "issued_on": document.issued_on,
                "expires_on": document.expires_on,
                "handed_in_by": document.handed_in_by,
                "verified_by": document.verified_by,
                "number_kind": number.map(|number| number.kind),
                "number_flaw": number.and_then(|number| number.flaw),
            }))
        })
        .collect()
}

/// The numbers on papers, apart.
async fn numbers(
    conn: &mut PgConnection,
    source: &str,
    documents: &[IncomingDocument],
) -> Result<(), DbError> {
    let (references, numbers): (Vec<String>, Vec<Option<String>>) = documents
        .iter()
        .map(|document| {
            let number = document.number.as_ref().map(|number| number.number.clone());
            (document.external_ref.clone(), number)
        })
        .unzip();
    sqlx::query!(
        "with given as (
            select document_id, number
            from unnest($2::text[], $3::text[]) as given (external_ref, number)
            join sereno.document on document.source = $1 and document.external_ref = given.external_ref
        ), gone as (
            delete from sereno.document_pii
            using given
            where document_pii.document_id = given.document_id
              and given.number is null
        )
        insert into sereno.document_pii as stored (document_id, number)
        select document_id, number
        from given
        where number is not null
        on conflict (document_id) do update
        set number = excluded.number
        where stored.number <> excluded.number",
        source,
        &references,
        &numbers as _
    )
    .execute(conn)
    .await
    .of(WHAT)?;
    Ok(())
}
