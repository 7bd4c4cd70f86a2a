//! What somebody must look at before a run is approved.

use std::cmp::Reverse;

use sereno_domain::board::named::number_of;
use sereno_domain::board::payroll::{ExceptionLine, Exceptional};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{DeveloperId, PayrollRunId, PlacementId};

use super::odd;
use crate::error::{DbError, StatementOf, count, word};
use crate::pool::PgConnection;

/// Anomalies told one by one: those that most is at risk on.
const N_ANOMALIES: i64 = 60;

/// Exceptions of a run: what most is at risk on comes first.
pub(super) async fn exceptions(
    conn: &mut PgConnection,
    run: PayrollRunId,
) -> Result<Vec<ExceptionLine>, DbError> {
    let mut all = unpaid(conn, run).await?;
    let odd = odd::open(conn, run, N_ANOMALIES).await?;
    all.extend(odd.into_iter().map(|line| ExceptionLine {
        country: line.country,
        what: Exceptional::Anomaly(line.code),
        n_items: u64::from(line.placement_id.is_some()),
        placement_id: line.placement_id,
        developer: line.developer,
        anomaly_id: Some(line.anomaly_id),
        says: line.says,
        at_risk_base_minor: line.at_risk_base_minor,
    }));
    all.sort_by_key(|line| (Reverse(line.at_risk_base_minor), line.country, line.what));
    Ok(all)
}

/// Items that are held or failed, by country and reason. One with several reasons is in each of them.
async fn unpaid(conn: &mut PgConnection, run: PayrollRunId) -> Result<Vec<ExceptionLine>, DbError> {
    let rows = sqlx::query!(
        r#"select country, reason as "reason!", count(*) as "n_items!",
            sum(pay_base_minor)::bigint as "at_risk!",
            min(placement_id) as "placement_id!", min(developer_id) as "developer_id!",
            min(split_part(detail, E'\n', place::integer)) as "says!"
        from sereno.payroll_item
        cross join unnest(reasons) with ordinality as why (reason, place)
        where payroll_run_id = $1
          and state in ('held', 'failed')
          and state <> 'ok'
        group by country, reason
        order by sum(pay_base_minor) desc, country, reason"#,
        run.0
    )
    .fetch_all(conn)
    .await
    .of("payroll_exceptions")?;
    let read = rows.into_iter().map(|row| {
        let alone = row.n_items == 1;
        let developer = DeveloperId(row.developer_id);
        Ok(ExceptionLine {
            country: Some(word("payroll_item", "country", &row.country)?),
            what: Exceptional::Reason(word("payroll_item", "reasons", &row.reason)?),
            n_items: count(row.n_items),
            placement_id: alone.then_some(PlacementId(row.placement_id)),
            developer: alone.then(|| (developer, number_of(developer))),
            anomaly_id: None,
            says: CleanText::new(&row.says),
            at_risk_base_minor: row.at_risk,
        })
    });
    read.collect()
}
