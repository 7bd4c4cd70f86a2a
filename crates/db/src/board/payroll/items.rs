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
    let rows = sqlx::query!(
        r#"with chosen as (
            select *
            from sereno.payroll_item
            where payroll_run_id = $1
              and ($2::text is null or country = $2)
              and ($3::bigint[] is null or placement_id = any($3))
            order by state = 'ok', state = 'excluded',
                case when state = 'ok' then 0 else pay_base_minor end desc, country, placement_id
            limit $4
        )
        select chosen.placement_id as "placement_id!", chosen.developer_id as "developer_id!",
            chosen.client_id as "client_id!", client.name as client, chosen.country as "country!",
            chosen.engagement, chosen.seniority, chosen.state as "state!", chosen.reasons as "reasons!",
            chosen.currency, chosen.gross_minor as "gross_minor!",
            chosen.deductions_minor as "deductions_minor!", chosen.pay_base_minor as "pay!",
            chosen.employer_base_minor as "employer!", chosen.accrual_base_minor as "accrual!",
            chosen.fee_base_minor as "fee!", chosen.bill_base_minor as "bill!",
            was.pay_base_minor + was.employer_base_minor + was.accrual_base_minor as before_minor,
            odd.n as "n_anomalies!"
        from chosen
        join sereno.client using (client_id)
        left join sereno.payroll_item as was
            on was.payroll_run_id = (
                select before_run_id
                from sereno.payroll_variance
                where payroll_run_id = $1
                order by country
                limit 1
            )
            and was.placement_id = chosen.placement_id
            and was.state = 'ok'
        cross join lateral (
            select count(*) as n
            from sereno.payroll_anomaly as anomaly
            where anomaly.payroll_run_id = $1
              and anomaly.placement_id = chosen.placement_id
              and anomaly.state = 'open'
        ) as odd
        order by chosen.state = 'ok', chosen.state = 'excluded',
            case when chosen.state = 'ok' then 0 else chosen.pay_base_minor end desc, chosen.country,
            chosen.placement_id"#,
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
