//! Items as lines.

use sereno_domain::board::named::number_of;
use sereno_domain::board::payroll::{ItemLine, PayrollLine};
use sereno_domain::clean_text::CleanText;
use sereno_domain::country::Country;
use sereno_domain::id::{ClientId, DeveloperId, PayrollRunId, PlacementId};
use sereno_domain::payroll::item::{BaseSums, PaySums};

use crate::error::{DbError, StatementOf, count, maybe, small, word, words};
use crate::pool::PgConnection;

const TABLE: &str = "payroll_item";

/// Which items of a run are looked at; every part that is given must fit.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Which<'a> {
    /// Of this country.
    pub country: Option<Country>,
    /// Of these placements.
    pub placements: Option<&'a [i64]>,
}

/// Items as lines: those first that are not paid and most is at risk on, then by country and placement.
pub(super) async fn lines(
    conn: &mut PgConnection,
    run: &PayrollLine,
    which: Which<'_>,
    n_max: i64,
) -> Result<Vec<ItemLine>, DbError> {
    let rows = sqlx::query_file!(
        "queries/payroll_items.sql",
        run.payroll_run_id.0,
        which.country.as_ref().map(Country::code),
        which.placements as _,
        n_max
    )
    .fetch_all(conn)
    .await
    .of(TABLE)?;
    let read = rows.into_iter().map(|row| {
        let developer_id = DeveloperId(row.developer_id);
        Ok(ItemLine {
            placement_id: PlacementId(row.placement_id),
            developer_id,
            developer: number_of(developer_id),
            client_id: ClientId(row.client_id),
            client: CleanText::new(&row.client),
            country: word(TABLE, "country", &row.country)?,
            engagement: maybe(TABLE, "engagement", row.engagement.as_deref())?,
            seniority: maybe(TABLE, "seniority", row.seniority.as_deref())?,
            state: word(TABLE, "state", &row.state)?,
            reasons: words(TABLE, "reasons", &row.reasons)?,
            currency: maybe(TABLE, "currency", row.currency.as_deref())?,
            sums: PaySums { gross_minor: row.gross_minor, deductions_minor: row.deductions_minor },
            base: BaseSums {
                pay: row.pay,
                employer: row.employer,
                accrual: row.accrual,
                fee: row.fee,
                bill: row.bill,
            },
            before_base_minor: row.before_minor,
            n_anomalies: small(row.n_anomalies),
        })
    });
    read.collect()
}

/// How many items a run has, or those of one country.
pub(super) async fn count_of(
    conn: &mut PgConnection,
    run: PayrollRunId,
    country: Option<Country>,
) -> Result<u64, DbError> {
    let n = sqlx::query_scalar!(
        r#"select count(*) as "n!"
        from sereno.payroll_item
        where payroll_run_id = $1
          and ($2::text is null or country = $2)"#,
        run.0,
        country.as_ref().map(Country::code)
    )
    .fetch_one(conn)
    .await
    .of(TABLE)?;
    Ok(count(n))
}
