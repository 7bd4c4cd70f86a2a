//! Anomalies as lines.

use sereno_domain::board::named::number_of;
use sereno_domain::board::payroll::AnomalyLine;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{AnomalyId, DeveloperId, PayrollRunId, PlacementId};

use crate::error::{DbError, StatementOf, maybe, word};
use crate::pool::PgConnection;

const TABLE: &str = "payroll_anomaly";

/// Anomalies of a run, or of one item of it: those that are open and stop an approval first, then what
/// most is at risk on.
pub(super) async fn lines(
    conn: &mut PgConnection,
    run: PayrollRunId,
    placement: Option<PlacementId>,
    n_max: i64,
) -> Result<Vec<AnomalyLine>, DbError> {
    read(conn, run, placement, (false, n_max)).await
}

/// Open ones that are worth a look, what most is at risk on first.
pub(super) async fn open(
    conn: &mut PgConnection,
    run: PayrollRunId,
    n_max: i64,
) -> Result<Vec<AnomalyLine>, DbError> {
    read(conn, run, None, (true, n_max)).await
}

async fn read(
    conn: &mut PgConnection,
    run: PayrollRunId,
    placement: Option<PlacementId>,
    (only_open, n_max): (bool, i64),
) -> Result<Vec<AnomalyLine>, DbError> {
    let rows = sqlx::query!(
        r#"select payroll_anomaly_id, code, severity, anomaly.state, placement_id, anomaly.currency,
            says, at_risk_base_minor, decided_by, reason,
            item.developer_id as "developer_id?", item.country as "country?"
        from sereno.payroll_anomaly as anomaly
        left join sereno.payroll_item as item using (payroll_run_id, placement_id)
        where payroll_run_id = $1
          and ($2::bigint is null or placement_id = $2)
          and (not $3 or (anomaly.state = 'open' and severity <> 'info'))
        order by not $3 and anomaly.state <> 'open',
            case when $3 then null else array_position(array['severe', 'warn', 'info'], severity) end,
            at_risk_base_minor desc, payroll_anomaly_id
        limit $4"#,
        run.0,
        placement.map(|placement| placement.0),
        only_open,
        n_max
    )
    .fetch_all(conn)
    .await
    .of(TABLE)?;
    let read = rows.into_iter().map(|row| {
        let developer = row.developer_id.map(DeveloperId);
        Ok(AnomalyLine {
            anomaly_id: AnomalyId(row.payroll_anomaly_id),
            code: word(TABLE, "code", &row.code)?,
            severity: word(TABLE, "severity", &row.severity)?,
            state: word(TABLE, "state", &row.state)?,
            placement_id: row.placement_id.map(PlacementId),
            developer: developer.map(|developer| (developer, number_of(developer))),
            country: maybe("payroll_item", "country", row.country.as_deref())?,
            currency: maybe(TABLE, "currency", row.currency.as_deref())?,
            says: CleanText::new(&row.says),
            at_risk_base_minor: row.at_risk_base_minor,
            decided_by: row.decided_by.as_deref().map(CleanText::new),
            reason: CleanText::new(&row.reason),
        })
    });
    read.collect()
}
