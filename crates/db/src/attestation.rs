//! Attestations as files tell them: one for a developer, a regime and a day; the last that is told
//! counts.

use std::collections::BTreeSet;

use sereno_domain::intake::attestation::IncomingAttestation;

use crate::developer::UpsertCounts;
use crate::error::{DbError, StatementOf};
use crate::owner::Owners;
use crate::pool::PgConnection;

const WHAT: &str = "attestation_upsert_in_tx";

/// Writes those of `attestations` that are new or changed; all their developers are there.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn attestation_upsert_in_tx(
    conn: &mut PgConnection,
    source: &str,
    attestations: &[IncomingAttestation],
    owners: &Owners,
) -> Result<UpsertCounts, DbError> {
    let rows: Vec<_> = (0_u64..)
        .zip(attestations)
        .map(|(no, one)| {
            serde_json::json!({
                "no": no,
                "external_ref": one.external_ref,
                "developer_id": owners.id(&one.developer),
                "regime": one.attestation.regime,
                "attested_on": one.attestation.attested_on,
                "expires_on": one.attestation.expires_on,
            })
        })
        .collect();
    let rows = serde_json::json!(rows);
    let moved: BTreeSet<Option<String>> = sqlx::query_scalar!(
        "delete from sereno.developer_regime as stored
        using sereno.developer, jsonb_to_recordset($2) as given (external_ref text,
            developer_id bigint, regime text, attested_on date)
        where developer.developer_id = stored.developer_id
          and developer.source = $1
          and stored.external_ref = given.external_ref
          and (stored.developer_id, stored.regime, stored.attested_on)
            is distinct from (given.developer_id, given.regime, given.attested_on)
        returning stored.external_ref",
        source,
        rows
    )
    .fetch_all(&mut *conn)
    .await
    .of(WHAT)?
    .into_iter()
    .collect();
    let written = sqlx::query!(
        r#"insert into sereno.developer_regime as stored (developer_id, regime, attested_on, expires_on,
            external_ref)
        select distinct on (developer_id, regime, attested_on) developer_id, regime, attested_on,
            expires_on, external_ref
        from jsonb_to_recordset($1) as given (no bigint, external_ref text, developer_id bigint,
            regime text, attested_on date, expires_on date)
        order by developer_id, regime, attested_on, no desc
        on conflict (developer_id, regime, attested_on) do update
        set expires_on = excluded.expires_on,
            external_ref = excluded.external_ref
        where (stored.expires_on, stored.external_ref)
            is distinct from (excluded.expires_on, excluded.external_ref)
        returning developer_id, external_ref, xmax = 0 as "is_new!""#,
        rows
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    let mut counts = UpsertCounts::default();
    let mut developers = BTreeSet::new();
    for row in written {
        counts.wrote(row.is_new && !moved.contains(&row.external_ref));
        developers.insert(row.developer_id);
    }
    counts.ids = developers.into_iter().collect();
    Ok(counts)
}
