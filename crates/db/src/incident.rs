//! Incidents as files tell them: a batch in, new and changed rows written, the others left alone.

use sereno_domain::intake::incident::IncomingIncident;

use crate::developer::UpsertCounts;
use crate::error::{DbError, StatementOf};
use crate::owner::Owners;
use crate::pool::PgConnection;

/// Writes those of `incidents` that are new or changed; all their placements are there.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn incident_upsert_in_tx(
    conn: &mut PgConnection,
    source: &str,
    incidents: &[IncomingIncident],
    owners: &Owners,
) -> Result<UpsertCounts, DbError> {
    let rows: Vec<_> = incidents
        .iter()
        .map(|one| {
            serde_json::json!({
                "external_ref": one.external_ref,
                "placement_id": owners.id(&one.placement),
                "severity": one.severity,
                "opened_on": one.opened_on,
                "closed_on": one.closed_on,
                "says": one.says,
            })
        })
        .collect();
    let written = sqlx::query_scalar!(
        r#"insert into sereno.incident as stored (source, external_ref, placement_id, severity,
            opened_on, closed_on, says)
        select $1, external_ref, placement_id, severity, opened_on, closed_on, says
        from jsonb_to_recordset($2) as given (external_ref text, placement_id bigint, severity text,
            opened_on date, closed_on date, says text)
        order by external_ref
        on conflict (source, external_ref) do update
        set placement_id = excluded.placement_id,
            severity = excluded.severity,
            opened_on = excluded.opened_on,
            closed_on = excluded.closed_on,
            says = excluded.says
        where (stored.placement_id, stored.severity, stored.opened_on, stored.closed_on, stored.says)
            is distinct from (excluded.placement_id, excluded.severity, excluded.opened_on,
                excluded.closed_on, excluded.says)
        returning xmax = 0 as "is_new!""#,
        source,
        serde_json::json!(rows)
    )
    .fetch_all(conn)
    .await
    .of("incident_upsert_in_tx")?;
    Ok(UpsertCounts::of(written))
}
