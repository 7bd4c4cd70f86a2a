//! Who was an employee of a client, as files tell it: a batch in, new and changed rows written, the
//! others left alone.

use sereno_domain::intake::employment::IncomingEmployment;

use crate::developer::UpsertCounts;
use crate::error::{DbError, StatementOf};
use crate::owner::Owners;
use crate::pool::PgConnection;

/// Writes those of `employments` that are new or changed; all their developers and clients are there.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn employment_upsert_in_tx(
    conn: &mut PgConnection,
    source: &str,
    employments: &[IncomingEmployment],
    owners: &Owners,
) -> Result<UpsertCounts, DbError> {
    let rows: Vec<_> = employments
        .iter()
        .map(|one| {
            serde_json::json!({
                "external_ref": one.external_ref,
                "developer_id": owners.id(&one.developer),
                "client_id": owners.id(&one.client),
                "starts_on": one.starts_on,
                "ends_on": one.ends_on,
            })
        })
        .collect();
    let written = sqlx::query_scalar!(
        r#"insert into sereno.former_employment as stored (source, external_ref, developer_id,
            client_id, starts_on, ends_on)
        select $1, external_ref, developer_id, client_id, starts_on, ends_on
        from jsonb_to_recordset($2) as given (external_ref text, developer_id bigint,
            client_id bigint, starts_on date, ends_on date)
        order by external_ref
        on conflict (source, external_ref) do update
        set developer_id = excluded.developer_id,
            client_id = excluded.client_id,
            starts_on = excluded.starts_on,
            ends_on = excluded.ends_on
        where (stored.developer_id, stored.client_id, stored.starts_on, stored.ends_on)
            is distinct from (excluded.developer_id, excluded.client_id, excluded.starts_on,
                excluded.ends_on)
        returning xmax = 0 as "is_new!""#,
        source,
        serde_json::json!(rows)
    )
    .fetch_all(conn)
    .await
    .of("employment_upsert_in_tx")?;
    Ok(UpsertCounts::of(written))
}
