//! Papers as files tell them: a batch in, new and changed rows written, the others left alone.

use std::collections::{BTreeMap, BTreeSet};

use sereno_domain::intake::document::IncomingDocument;
use sereno_domain::intake::owner::Owner;

use crate::developer::UpsertCounts;
use crate::error::{DbError, StatementOf, word};
use crate::owner::Owners;
use crate::person::{person_keys_in_tx, unsealed};
use crate::pool::PgConnection;
use crate::vault::{Keys, Sealed, Vault};

const WHAT: &str = "document_upsert_in_tx";

/// Writes those of `documents` that are new or changed; all their owners are there. No reference may
/// stand in it twice.
///
/// # Errors
/// [`DbError`] when a statement fails, and when the key of numbers is not here.
pub async fn document_upsert_in_tx(
    conn: &mut PgConnection,
    vault: &Vault,
    (source, owners): (&str, &Owners),
    documents: &[IncomingDocument],
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
    numbers(conn, vault, source, documents).await?;
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
    vault: &Vault,
    source: &str,
    documents: &[IncomingDocument],
) -> Result<(), DbError> {
    let references: Vec<String> =
        documents.iter().map(|document| document.external_ref.clone()).collect();
    let rows = sqlx::query!(
        "select document_id, external_ref
        from sereno.document
        where source = $1
          and external_ref = any($2)",
        source,
        &references
    )
    .fetch_all(&mut *conn)
    .await
    .of(WHAT)?;
    let ids: BTreeMap<&str, i64> =
        rows.iter().map(|row| (&*row.external_ref, row.document_id)).collect();
    let (mut numbered, mut without) = (BTreeMap::new(), Vec::new());
    for document in documents {
        let Some(id) = ids.get(&*document.external_ref) else { continue };
        match &document.number {
            Some(number) => {
                numbered.insert(*id, number.number.clone());
            }
            None => without.push(*id),
        }
    }
    sqlx::query!("delete from sereno.document_pii where document_id = any($1)", &without)
        .execute(&mut *conn)
        .await
        .of(WHAT)?;
    if numbered.is_empty() {
        return Ok(());
    }
    number_seal_in_tx(conn, vault.keys()?, &numbered).await
}

/// Seals the numbers on papers that are there, those of persons with their own keys; what is sealed
/// already stays as it is.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub(crate) async fn number_seal_in_tx(
    conn: &mut PgConnection,
    keys: &Keys,
    numbers: &BTreeMap<i64, String>,
) -> Result<(), DbError> {
    let ids: Vec<i64> = numbers.keys().copied().collect();
    let rows = sqlx::query!(
        r#"select document_id as "document_id!", number_kind as "number_kind!", mark as "mark?",
            coalesce(document.developer_id, placement.developer_id) as "developer_id?"
        from sereno.document
        left join sereno.placement using (placement_id)
        left join sereno.document_pii using (document_id)
        where document_id = any($1)
          and number_kind is not null"#,
        &ids
    )
    .fetch_all(&mut *conn)
    .await
    .of("number_seal_in_tx")?;
    let owners: BTreeSet<i64> = rows.iter().filter_map(|row| row.developer_id).collect();
    let own = person_keys_in_tx(conn, keys, &Vec::from_iter(owners)).await?;
    let (mut ids, mut sealed, mut marks) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        let Some(number) = numbers.get(&row.document_id) else { continue };
        let mark = keys.number_mark(word("document", "number_kind", &row.number_kind)?, number);
        if row.mark.as_ref() == Some(&mark) {
            continue;
        }
        let key = match row.developer_id {
            Some(id) => own.get(&id).cloned().ok_or_else(|| unsealed(id))?,
            None => keys.firm(),
        };
        ids.push(row.document_id);
        sealed.push(key.seal(Sealed::Number(row.document_id), number.as_bytes())?);
        marks.push(mark);
    }
    sqlx::query!(
        "insert into sereno.document_pii (document_id, sealed, mark)
        select * from unnest($1::bigint[], $2::bytea[], $3::bytea[])
        on conflict (document_id) do update
        set sealed = excluded.sealed, mark = excluded.mark",
        &ids,
        &sealed,
        &marks
    )
    .execute(conn)
    .await
    .of("number_seal_in_tx")?;
    Ok(())
}
