//! Exchange rates as files tell them: a batch in, new and changed ones written, the others left alone;
//! and as payroll asks for them. They go in and out as text, to the last digit.

use jiff::civil::Date;
use sereno_domain::fx_rate::{FxRate, rate_parse};
use sereno_domain::intake::rate::IncomingRate;
use sereno_domain::money::Currency;

use crate::developer::UpsertCounts;
use crate::error::{DbError, StatementOf, word};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

const TABLE: &str = "fx_rate";

/// Writes those of `rates` that are new or changed. None may stand in it twice.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn fx_rate_upsert_in_tx(
    conn: &mut PgConnection,
    rates: &[IncomingRate],
) -> Result<UpsertCounts, DbError> {
    let rows: Vec<_> = rates
        .iter()
        .map(|IncomingRate { rate, .. }| {
            serde_json::json!({
                "base": rate.base,
                "quote": rate.quote,
                "day": rate.day,
                "source": rate.source,
                "rate": rate.rate(),
            })
        })
        .collect();
    let written = sqlx::query_scalar!(
        r#"insert into sereno.fx_rate as stored (base, quote, day, source, rate)
        select base, quote, day, source, rate
        from jsonb_to_recordset($1) as given (base text, quote text, day date, source text,
            rate numeric(24, 12))
        order by base, quote, source, day
        on conflict (base, quote, source, day) do update
        set rate = excluded.rate
        where stored.rate <> excluded.rate
        returning xmax = 0 as "is_new!""#,
        serde_json::json!(rows)
    )
    .fetch_all(conn)
    .await
    .of("fx_rate_upsert_in_tx")?;
    Ok(UpsertCounts::of(written))
}

/// Rates of one unit of a currency from one day until before another, by quote, source, then day.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored value is not known.
pub async fn fx_rate_list(
    conn: &mut PgConnection,
    base: Currency,
    from: Date,
    to: Date,
) -> Result<Vec<FxRate>, DbError> {
    let rows = sqlx::query!(
        r#"select quote, day, source, rate::text as "rate!"
        from sereno.fx_rate
        where base = $1
          and day >= $2
          and day < $3
        order by quote, source, day"#,
        base.code(),
        PgDate(from) as _,
        PgDate(to) as _
    )
    .fetch_all(conn)
    .await
    .of("fx_rate_list")?;
    let rates = rows.into_iter().map(|row| {
        let rate_e12 = rate_parse(&row.rate).map_err(|_| DbError::UnknownValue {
            table: TABLE,
            column: "rate",
            value: row.rate.clone(),
        })?;
        let quote = word(TABLE, "quote", &row.quote)?;
        Ok(FxRate { base, quote, day: row.day.into(), source: row.source, rate_e12 })
    });
    rates.collect()
}
