//! Extras of pay as files tell them: a batch in, new and changed rows written, the others left alone.

use sereno_domain::intake::extra::IncomingExtra;

use crate::developer::UpsertCounts;
use crate::error::{DbError, StatementOf};
use crate::owner::Owners;
use crate::pool::PgConnection;

/// Writes those of `extras` that are new or changed; all their placements are there.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn pay_extra_upsert_in_tx(
    conn: &mut PgConnection,
    source: &str,
    extras: &[IncomingExtra],
    owners: &Owners,
) -> Result<UpsertCounts, DbError> {
    let rows: Vec<_> = extras
        .iter()
        .map(|one| {
            serde_json::json!({
                "external_ref": one.external_ref,
                "placement_id": owners.id(&one.placement),
                "kind": one.extra.kind,
                "day": one.extra.day,
                "amount_minor": one.extra.amount.amount_minor,
                "currency": one.extra.amount.currency,
                "is_billed": one.extra.is_billed,
            })
        })
        .collect();
    let written = sqlx::query_scalar!(
        r#"insert into sereno.pay_extra as stored (source, external_ref, placement_id, kind, day,
            amount_minor, currency, is_billed)
        select $1, external_ref, placement_id, kind, day, amount_minor, currency, is_billed
        from jsonb_to_recordset($2) as given (external_ref text, placement_id bigint, kind text, day date,
            amount_minor bigint, currency text, is_billed boolean)
        order by external_ref
        on conflict (source, external_ref) do update
        set placement_id = excluded.placement_id,
            kind = excluded.kind,
            day = excluded.day,
            amount_minor = excluded.amount_minor,
            currency = excluded.currency,
            is_billed = excluded.is_billed
        where (stored.placement_id, stored.kind, stored.day, stored.amount_minor, stored.currency,
                stored.is_billed)
            is distinct from (excluded.placement_id, excluded.kind, excluded.day, excluded.amount_minor,
                excluded.currency, excluded.is_billed)
        returning xmax = 0 as "is_new!""#,
        source,
        serde_json::json!(rows)
    )
    .fetch_all(conn)
    .await
    .of("pay_extra_upsert_in_tx")?;
    Ok(UpsertCounts::of(written))
}
