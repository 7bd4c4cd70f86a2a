//! What a run comes to, written down once it is complete: totals, the difference to the month before,
//! what is odd, and a hash of it all.

use std::collections::BTreeMap;

use sereno_domain::country::Country;
use sereno_domain::id::{AnomalyId, PayrollRunId};
use sereno_domain::payroll::anomaly::{Anomaly, AnomalySubject};
use sereno_domain::payroll::variance::Variance;

use super::run::PayrollRun;
use crate::error::{DbError, StatementOf};
use crate::pool::PgConnection;

/// Writes what a run comes to by country and currency, in place of what is there.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails: the run is approved or locked.
pub async fn payroll_total_put_in_tx(
    conn: &mut PgConnection,
    payroll_run_id: PayrollRunId,
) -> Result<(), DbError> {
    sqlx::query!("delete from sereno.payroll_total where payroll_run_id = $1", payroll_run_id.0)
        .execute(&mut *conn)
        .await
        .of("payroll_total_put_in_tx")?;
    sqlx::query!(
        "insert into sereno.payroll_total (payroll_run_id, country, currency, n_ok, gross_minor,
            deductions_minor, net_minor, pay_base_minor, employer_base_minor, accrual_base_minor,
            fee_base_minor, bill_base_minor, margin_base_minor)
        select payroll_run_id, country, currency, count(*), sum(gross_minor), sum(deductions_minor),
            sum(net_minor), sum(pay_base_minor), sum(employer_base_minor), sum(accrual_base_minor),
            sum(fee_base_minor), sum(bill_base_minor), sum(margin_base_minor)
        from sereno.payroll_item
        where payroll_run_id = $1
          and state = 'ok'
        group by payroll_run_id, country, currency
        order by country, currency",
        payroll_run_id.0
    )
    .execute(conn)
    .await
    .of("payroll_total_put_in_tx")?;
    Ok(())
}

/// Writes how a run differs from another, in place of what is there.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails: the run is approved or locked.
pub async fn payroll_variance_put_in_tx(
    conn: &mut PgConnection,
    [run, before]: [PayrollRunId; 2],
    countries: &BTreeMap<Country, Variance>,
) -> Result<(), DbError> {
    sqlx::query!("delete from sereno.payroll_variance where payroll_run_id = $1", run.0)
        .execute(&mut *conn)
        .await
        .of("payroll_variance_put_in_tx")?;
    let rows: Vec<_> = countries
        .iter()
        .map(|(country, parts)| serde_json::json!({ "country": country, "parts": parts }))
        .collect();
    sqlx::query!(
        "insert into sereno.payroll_variance (payroll_run_id, country, before_run_id, before_base_minor,
            now_base_minor, volume_minor, rate_minor, fx_minor, mix_minor, n_joined, n_left, n_raised)
        select $1, country, $2, (parts->>'before_minor')::bigint, (parts->>'now_minor')::bigint,
            (parts->>'volume_minor')::bigint, (parts->>'rate_minor')::bigint,
            (parts->>'fx_minor')::bigint, (parts->>'mix_minor')::bigint, (parts->>'n_joined')::integer,
            (parts->>'n_left')::integer, (parts->>'n_raised')::integer
        from jsonb_to_recordset($3) as row (country text, parts jsonb)
        order by country",
        run.0,
        before.0,
        serde_json::json!(rows)
    )
    .execute(conn)
    .await
    .of("payroll_variance_put_in_tx")?;
    Ok(())
}

/// Writes what is odd about a run, in place of what is there: what somebody overrode stays so as long
/// as its figures do.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails: the run is approved or locked.
pub async fn payroll_anomaly_put_in_tx(
    conn: &mut PgConnection,
    payroll_run_id: PayrollRunId,
    anomalies: &[Anomaly],
) -> Result<(), DbError> {
    let rows: Vec<_> = anomalies
        .iter()
        .map(|one| {
            let (placement, currency) = match one.subject {
                AnomalySubject::Item(placement) => (Some(placement), None),
                AnomalySubject::Currency(currency) => (None, Some(currency)),
            };
            serde_json::json!({
                "placement_id": placement,
                "currency": currency,
                "code": one.code,
                "severity": one.severity,
                "says": one.says,
                "evidence": one.evidence,
                "at_risk": one.at_risk_base_minor,
            })
        })
        .collect();
    let rows = serde_json::json!(rows);
    sqlx::query!(
        "delete from sereno.payroll_anomaly as stored
        where payroll_run_id = $1
          and not exists (
            select
            from jsonb_to_recordset($2) as row (placement_id bigint, currency text, code text)
            where (row.placement_id, row.currency, row.code)
                is not distinct from (stored.placement_id, stored.currency, stored.code)
          )",
        payroll_run_id.0,
        rows
    )
    .execute(&mut *conn)
    .await
    .of("payroll_anomaly_put_in_tx")?;
    sqlx::query!(
        "insert into sereno.payroll_anomaly as stored (payroll_run_id, placement_id, currency, code,
            severity, says, evidence, at_risk_base_minor)
        select $1, placement_id, currency, code, severity, says, evidence, at_risk
        from jsonb_to_recordset($2) as row (placement_id bigint, currency text, code text, severity text,
            says text, evidence jsonb, at_risk bigint)
        order by placement_id, currency, code
        on conflict (payroll_run_id, placement_id, currency, code) do update
        set severity = excluded.severity,
            says = excluded.says,
            evidence = excluded.evidence,
            at_risk_base_minor = excluded.at_risk_base_minor,
            state = case when stored.evidence = excluded.evidence then stored.state else 'open' end,
            decided_by = case when stored.evidence = excluded.evidence then stored.decided_by end,
            decided_at = case when stored.evidence = excluded.evidence then stored.decided_at end,
            reason = case when stored.evidence = excluded.evidence then stored.reason else '' end",
        payroll_run_id.0,
        rows
    )
    .execute(conn)
    .await
    .of("payroll_anomaly_put_in_tx")?;
    Ok(())
}

/// Overrides an anomaly of a run: whoever does says why it is right as it is. False when it is not
/// there, or was overridden.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails: the run is approved or locked.
pub async fn payroll_anomaly_override_in_tx(
    conn: &mut PgConnection,
    (run, anomaly_id): (PayrollRunId, AnomalyId),
    [reason, actor]: [&str; 2],
) -> Result<bool, DbError> {
    let overridden = sqlx::query!(
        "update sereno.payroll_anomaly
        set state = 'overridden',
            decided_by = $2,
            decided_at = clock_timestamp(),
            reason = $3
        where payroll_anomaly_id = $1
          and payroll_run_id = $4
          and state = 'open'",
        anomaly_id.0,
        actor,
        reason,
        run.0
    )
    .execute(conn)
    .await
    .of("payroll_anomaly_override_in_tx")?;
    Ok(overridden.rows_affected() > 0)
}

/// How many items a run has.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn payroll_item_count(conn: &mut PgConnection, run: &PayrollRun) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from sereno.payroll_item where payroll_run_id = $1"#,
        run.payroll_run_id.0
    )
    .fetch_one(conn)
    .await
    .of("payroll_item_count")
}

/// Sha-256 of all items and lines of a run, in order: the same for the same content, however often it
/// was worked out.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn payroll_content_hash(
    conn: &mut PgConnection,
    payroll_run_id: PayrollRunId,
) -> Result<Vec<u8>, DbError> {
    sqlx::query_scalar!(
        r#"select coalesce(sha256(string_agg(hash, ''::bytea order by placement_id)), sha256(''::bytea)) as "hash!"
        from (
            select placement_id, sha256(convert_to(concat_ws('|', placement_id, developer_id, client_id,
                country, coalesce(engagement, '-'), coalesce(seniority, '-'), state, reasons::text, detail,
                coalesce(currency, '-'), gross_minor, deductions_minor, net_minor, ordinary_minor,
                full_month_minor, days_employed, quantity_e6, pay_base_minor, employer_base_minor,
                accrual_base_minor, fee_base_minor, bill_base_minor, margin_base_minor,
                coalesce(bill_year_base_minor::text, '-'), coalesce(encode(input_hash, 'hex'), '-'),
                coalesce((
                    select string_agg(concat_ws('|', no, code, side, quantity_e6, unit, amount_minor,
                        currency, base_minor, calc::text), E'\n' order by no)
                    from sereno.payroll_line as line
                    where line.payroll_run_id = item.payroll_run_id
                      and line.placement_id = item.placement_id
                ), '')), 'UTF8')) as hash
            from sereno.payroll_item as item
            where payroll_run_id = $1
        ) as item"#,
        payroll_run_id.0
    )
    .fetch_one(conn)
    .await
    .of("payroll_content_hash")
}
