//! Fees as files tell them: a batch in, new and changed rows written, the others left alone; and as
//! rules ask for them.

use jiff::ToSpan as _;
use jiff::civil::Date;
use sereno_domain::clean_text::CleanText;
use sereno_domain::fee::Fee;
use sereno_domain::intake::fee::IncomingFee;
use sereno_domain::money::Money;

use crate::developer::UpsertCounts;
use crate::error::{DbError, StatementOf, word};
use crate::owned::Owned;
use crate::owner::Owners;
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

/// Months of fees that rules look back at: numbers of a year ago are not given again either.
const N_MONTHS: i64 = 14;

/// Writes those of `fees` that are new or changed; all their placements are there.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn fee_upsert_in_tx(
    conn: &mut PgConnection,
    source: &str,
    fees: &[IncomingFee],
    owners: &Owners,
) -> Result<UpsertCounts, DbError> {
    let rows: Vec<_> = fees
        .iter()
        .map(|one| {
            serde_json::json!({
                "external_ref": one.external_ref,
                "placement_id": owners.id(&one.placement),
                "number": one.fee.number,
                "month_on": one.fee.month_on,
                "issued_on": one.fee.issued_on,
                "amount_minor": one.fee.amount.amount_minor,
                "currency": one.fee.amount.currency,
                "retained_minor": one.fee.retained_minor,
            })
        })
        .collect();
    let written = sqlx::query_scalar!(
        r#"insert into sereno.fee as stored (source, external_ref, placement_id, number, month_on, issued_on,
            amount_minor, currency, retained_minor)
        select $1, external_ref, placement_id, number, month_on, issued_on, amount_minor, currency,
            retained_minor
        from jsonb_to_recordset($2) as given (external_ref text, placement_id bigint, number text,
            month_on date, issued_on date, amount_minor bigint, currency text, retained_minor bigint)
        order by external_ref
        on conflict (source, external_ref) do update
        set placement_id = excluded.placement_id,
            number = excluded.number,
            month_on = excluded.month_on,
            issued_on = excluded.issued_on,
            amount_minor = excluded.amount_minor,
            currency = excluded.currency,
            retained_minor = excluded.retained_minor
        where (stored.placement_id, stored.number, stored.month_on, stored.issued_on, stored.amount_minor,
                stored.currency, stored.retained_minor)
            is distinct from (excluded.placement_id, excluded.number, excluded.month_on,
                excluded.issued_on, excluded.amount_minor, excluded.currency, excluded.retained_minor)
        returning xmax = 0 as "is_new!""#,
        source,
        serde_json::json!(rows)
    )
    .fetch_all(conn)
    .await
    .of("fee_upsert_in_tx")?;
    Ok(UpsertCounts::of(written))
}

/// What was billed for placements in the last months, by month, then by day of issue.
pub(crate) async fn fees(
    conn: &mut PgConnection,
    placements: &[i64],
    day: Date,
) -> Result<Owned<Fee>, DbError> {
    const TABLE: &str = "fee";
    let rows = sqlx::query!(
        "select placement_id, number, month_on, issued_on, amount_minor, currency, retained_minor
        from sereno.fee
        where placement_id = any($1)
          and month_on between $2 and $3
          and issued_on <= $3
        order by placement_id, month_on, issued_on, fee_id",
        placements,
        PgDate(day.saturating_sub(N_MONTHS.months())) as _,
        PgDate(day) as _
    )
    .fetch_all(conn)
    .await
    .of(TABLE)?;
    Owned::gather(rows, |row| {
        let currency = word(TABLE, "currency", &row.currency)?;
        let fee = Fee {
            number: CleanText::new(&row.number),
            month_on: row.month_on.into(),
            issued_on: row.issued_on.into(),
            amount: Money { amount_minor: row.amount_minor, currency },
            retained_minor: row.retained_minor,
        };
        Ok((row.placement_id, fee))
    })
}
