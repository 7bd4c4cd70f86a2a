//! What must hold of a run, asked of the rows themselves.

use sereno_domain::id::PayrollRunId;

use super::review::payroll_content_hash;
use super::run::PayrollRun;
use crate::error::{DbError, StatementOf};
use crate::pool::PgConnection;

/// Breaches that are named, of each invariant.
const N_NAMED: i64 = 20;

/// An invariant, and where it is broken.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Verified {
    /// What must hold.
    pub holds: &'static str,
    /// Where it does not: at most some are named.
    pub breaches: Vec<String>,
}

/// Every invariant of a run.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn payroll_verify(
    conn: &mut PgConnection,
    run: &PayrollRun,
) -> Result<Vec<Verified>, DbError> {
    let id = run.payroll_run_id;
    let mut all = vec![
        Verified {
            holds: "lines add up to their items",
            breaches: lines_of_items(conn, id).await?,
        },
        Verified {
            holds: "items by country and currency add up to the run",
            breaches: items_of_run(conn, id).await?,
        },
        Verified { holds: "pay, fees and margin are the bill", breaches: bills(conn, id).await? },
        Verified {
            holds: "no more is paid out than was put aside",
            breaches: put_aside(conn, id).await?,
        },
        Verified {
            holds: "variance adds up to the difference",
            breaches: variances(conn, id).await?,
        },
        Verified {
            holds: "every payment is what its item pays out, once",
            breaches: payments(conn, run).await?,
        },
    ];
    if let Some(kept) = &run.content_hash {
        let is = payroll_content_hash(conn, id).await?;
        let breaches = if *kept == is {
            Vec::new()
        } else {
            vec!["items and lines are other than when the draft was complete".to_owned()]
        };
        all.push(Verified { holds: "nothing changed since it was complete", breaches });
    }
    Ok(all)
}

async fn lines_of_items(conn: &mut PgConnection, id: PayrollRunId) -> Result<Vec<String>, DbError> {
    sqlx::query_scalar!(
        r#"select format('placement %s: lines %s, item %s', placement_id,
                concat_ws(' ', gross, deductions, pay, employer, accrual, fee, bill),
                concat_ws(' ', gross_minor, deductions_minor, pay_base_minor, employer_base_minor,
                    accrual_base_minor, fee_base_minor, bill_base_minor)) as "says!"
        from sereno.payroll_item as item
        left join lateral (
            select coalesce(sum(amount_minor) filter (where side = 'pay'), 0) as gross,
                coalesce(sum(amount_minor) filter (where side = 'deduct'), 0) as deductions,
                coalesce(sum(base_minor) filter (where side = 'pay'), 0) as pay,
                coalesce(sum(base_minor) filter (where side = 'employer'), 0) as employer,
                coalesce(sum(base_minor) filter (where side = 'accrual'), 0) as accrual,
                coalesce(sum(base_minor) filter (where side = 'fee'), 0) as fee,
                coalesce(sum(base_minor) filter (where side = 'bill'), 0) as bill
            from sereno.payroll_line as line
            where line.payroll_run_id = item.payroll_run_id
              and line.placement_id = item.placement_id
        ) as sums on true
        where payroll_run_id = $1
          and (gross, deductions, pay, employer, accrual, fee, bill)
              is distinct from (gross_minor::numeric, deductions_minor::numeric, pay_base_minor::numeric,
                employer_base_minor::numeric, accrual_base_minor::numeric, fee_base_minor::numeric,
                bill_base_minor::numeric)
        order by placement_id
        limit $2"#,
        id.0,
        N_NAMED
    )
    .fetch_all(conn)
    .await
    .of("payroll_verify")
}

async fn items_of_run(conn: &mut PgConnection, id: PayrollRunId) -> Result<Vec<String>, DbError> {
    sqlx::query_scalar!(
        r#"select format('%s %s: items %s, run %s', country, currency, items.sums, total.sums) as "says!"
        from (
            select country, currency, concat_ws(' ', count(*), sum(gross_minor), sum(deductions_minor),
                sum(net_minor), sum(pay_base_minor), sum(employer_base_minor), sum(accrual_base_minor),
                sum(fee_base_minor), sum(bill_base_minor), sum(margin_base_minor)) as sums
            from sereno.payroll_item
            where payroll_run_id = $1
              and state = 'ok'
            group by country, currency
        ) as items
        full join (
            select country, currency, concat_ws(' ', n_ok, gross_minor, deductions_minor, net_minor,
                pay_base_minor, employer_base_minor, accrual_base_minor, fee_base_minor, bill_base_minor,
                margin_base_minor) as sums
            from sereno.payroll_total
            where payroll_run_id = $1
        ) as total using (country, currency)
        where items.sums is distinct from total.sums
        order by country, currency
        limit $2"#,
        id.0,
        N_NAMED
    )
    .fetch_all(conn)
    .await
    .of("payroll_verify")
}

async fn bills(conn: &mut PgConnection, id: PayrollRunId) -> Result<Vec<String>, DbError> {
    sqlx::query_scalar!(
        r#"select format('placement %s: %s of %s', placement_id, parts, bill_base_minor) as "says!"
        from (
            select placement_id, bill_base_minor, pay_base_minor + employer_base_minor + accrual_base_minor
                + fee_base_minor + margin_base_minor as parts
            from sereno.payroll_item
            where payroll_run_id = $1
        ) as item
        where parts <> bill_base_minor
        order by placement_id
        limit $2"#,
        id.0,
        N_NAMED
    )
    .fetch_all(conn)
    .await
    .of("payroll_verify")
}

/// Of each placement of the run with something released: over all locked runs and this one, by window.
async fn put_aside(conn: &mut PgConnection, id: PayrollRunId) -> Result<Vec<String>, DbError> {
    sqlx::query_scalar!(
        r#"select format('placement %s: %s of %s is %s short', placement_id, code, coalesce(window_on, 'always'), -left_minor) as "says!"
        from (
            select line.placement_id, line.code, line.calc->>'window' as window_on, sum(line.amount_minor) as left_minor
            from sereno.payroll_line as line
            join sereno.payroll_item as item using (payroll_run_id, placement_id)
            join sereno.payroll_run as run using (payroll_run_id)
            where side = 'accrual'
              and item.state = 'ok'
              and (run.state in ('locked', 'exported') or run.payroll_run_id = $1)
              and line.placement_id in (
                select placement_id
                from sereno.payroll_line
                where payroll_run_id = $1
                  and side = 'accrual'
                  and amount_minor < 0
              )
            group by 1, 2, 3
        ) as aside
        where left_minor < -1
        order by placement_id, code
        limit $2"#,
        id.0,
        N_NAMED
    )
    .fetch_all(conn)
    .await
    .of("payroll_verify")
}

async fn variances(conn: &mut PgConnection, id: PayrollRunId) -> Result<Vec<String>, DbError> {
    sqlx::query_scalar!(
        r#"select format('%s: now %s, its items %s', country, now_base_minor, cost) as "says!"
        from sereno.payroll_variance as variance
        cross join lateral (
            select coalesce(sum(pay_base_minor + employer_base_minor + accrual_base_minor), 0) as cost
            from sereno.payroll_total as total
            where total.payroll_run_id = variance.payroll_run_id
              and total.country = variance.country
        ) as now
        where payroll_run_id = $1
          and (cost <> now_base_minor
            or volume_minor + rate_minor + fx_minor + mix_minor <> now_base_minor - before_base_minor)
        order by country
        limit $2"#,
        id.0,
        N_NAMED
    )
    .fetch_all(conn)
    .await
    .of("payroll_verify")
}

async fn payments(conn: &mut PgConnection, run: &PayrollRun) -> Result<Vec<String>, DbError> {
    if !run.state.is_locked() {
        return Ok(Vec::new());
    }
    sqlx::query_scalar!(
        r#"select format('placement %s: item pays out %s, payment %s', placement_id,
            coalesce(item.amount, 0), coalesce(payment.amount, 0)) as "says!"
        from (
            select placement_id, net_minor as amount, currency
            from sereno.payroll_item
            where payroll_run_id = $1
              and state = 'ok'
              and net_minor > 0
        ) as item
        full join (
            select placement_id, amount_minor as amount, currency
            from sereno.payment
            where payroll_run_id = $1
        ) as payment using (placement_id)
        where (item.amount, item.currency) is distinct from (payment.amount, payment.currency)
        order by placement_id
        limit $2"#,
        run.payroll_run_id.0,
        N_NAMED
    )
    .fetch_all(conn)
    .await
    .of("payroll_verify")
}
