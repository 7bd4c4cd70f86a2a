//! Supplements as files tell them: a batch in, new and changed rows written, the others left alone; and
//! as rules ask for them.

use jiff::ToSpan as _;
use jiff::civil::Date;
use sereno_domain::intake::supplement::IncomingSupplement;
use sereno_domain::supplement::Supplement;

use crate::developer::UpsertCounts;
use crate::error::{DbError, StatementOf, small, word};
use crate::owned::Owned;
use crate::owner::Owners;
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

const TABLE: &str = "supplement";
/// Days back of which rules ask: whether instalments were ever written down, which some countries have
/// once a year.
const N_DAYS_BACK: i64 = 400;
/// Days ahead: instalments stand in payments to come.
const N_DAYS_AHEAD: i64 = 100;

/// Writes those of `supplements` that are new or changed; all their placements are there.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn supplement_upsert_in_tx(
    conn: &mut PgConnection,
    source: &str,
    supplements: &[IncomingSupplement],
    owners: &Owners,
) -> Result<UpsertCounts, DbError> {
    let rows: Vec<_> = supplements
        .iter()
        .map(|one| {
            serde_json::json!({
                "external_ref": one.external_ref,
                "placement_id": owners.id(&one.placement),
                "kind": one.supplement.kind,
                "day": one.supplement.day,
                "premium_bp": one.supplement.premium_bp,
            })
        })
        .collect();
    let written = sqlx::query_scalar!(
        r#"insert into sereno.supplement as stored (source, external_ref, placement_id, kind, day, premium_bp)
        select $1, external_ref, placement_id, kind, day, premium_bp
        from jsonb_to_recordset($2) as given (external_ref text, placement_id bigint, kind text, day date,
            premium_bp integer)
        order by external_ref
        on conflict (source, external_ref) do update
        set placement_id = excluded.placement_id,
            kind = excluded.kind,
            day = excluded.day,
            premium_bp = excluded.premium_bp
        where (stored.placement_id, stored.kind, stored.day, stored.premium_bp)
            is distinct from (excluded.placement_id, excluded.kind, excluded.day, excluded.premium_bp)
        returning xmax = 0 as "is_new!""#,
        source,
        serde_json::json!(rows)
    )
    .fetch_all(conn)
    .await
    .of("supplement_upsert_in_tx")?;
    Ok(UpsertCounts::of(written))
}

/// What is paid beside the pay in placements around a day, by day.
pub(crate) async fn supplements(
    conn: &mut PgConnection,
    placements: &[i64],
    day: Date,
) -> Result<Owned<Supplement>, DbError> {
    let rows = sqlx::query!(
        "select placement_id, kind, day, premium_bp
        from sereno.supplement
        where placement_id = any($1)
          and day between $2 and $3
        order by placement_id, day, supplement_id",
        placements,
        PgDate(day.saturating_sub(N_DAYS_BACK.days())) as _,
        PgDate(day.saturating_add(N_DAYS_AHEAD.days())) as _
    )
    .fetch_all(conn)
    .await
    .of(TABLE)?;
    Owned::gather(rows, |row| {
        let supplement = Supplement {
            kind: word(TABLE, "kind", &row.kind)?,
            day: row.day.into(),
            premium_bp: row.premium_bp.map(small),
        };
        Ok((row.placement_id, supplement))
    })
}
