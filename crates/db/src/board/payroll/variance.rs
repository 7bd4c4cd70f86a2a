//! How countries and items differ from the month a run is compared with.

use std::collections::BTreeMap;

use sereno_domain::board::payroll::{ItemLine, PayrollLine};
use sereno_domain::country::Country;
use sereno_domain::id::PayrollRunId;
use sereno_domain::payroll::variance::Variance;

use super::items;
use crate::error::{DbError, StatementOf, small, word};
use crate::pool::PgConnection;

/// The parts of the difference of each country.
pub(super) async fn lines(
    conn: &mut PgConnection,
    run: PayrollRunId,
) -> Result<BTreeMap<Country, Variance>, DbError> {
    let rows = sqlx::query!(
        "select country, before_base_minor, now_base_minor, volume_minor, rate_minor, fx_minor, mix_minor,
            n_joined, n_left, n_raised
        from sereno.payroll_variance
        where payroll_run_id = $1
        order by country",
        run.0
    )
    .fetch_all(conn)
    .await
    .of("payroll_variance")?;
    let read = rows.into_iter().map(|row| {
        let parts = Variance {
            before_minor: row.before_base_minor,
            now_minor: row.now_base_minor,
            volume_minor: row.volume_minor,
            rate_minor: row.rate_minor,
            fx_minor: row.fx_minor,
            mix_minor: row.mix_minor,
            n_joined: small(row.n_joined),
            n_left: small(row.n_left),
            n_raised: small(row.n_raised),
        };
        Ok((word("payroll_variance", "country", &row.country)?, parts))
    });
    read.collect()
}

/// Items of a run whose cost moved most against the month before, the largest move first.
pub(super) async fn movers(
    conn: &mut PgConnection,
    run: &PayrollLine,
    n_max: i64,
) -> Result<Vec<ItemLine>, DbError> {
    let ids = sqlx::query_scalar!(
        r#"with cost as (
            select placement_id, pay_base_minor + employer_base_minor + accrual_base_minor as minor
            from sereno.payroll_item
            where payroll_run_id = $1
              and state = 'ok'
        ), was as (
            select placement_id, pay_base_minor + employer_base_minor + accrual_base_minor as minor
            from sereno.payroll_item
            where payroll_run_id = (
                select before_run_id
                from sereno.payroll_variance
                where payroll_run_id = $1
                order by country
                limit 1
            )
              and state = 'ok'
        )
        select placement_id
        from cost
        left join was using (placement_id)
        where cost.minor <> coalesce(was.minor, 0)
        order by abs(cost.minor - coalesce(was.minor, 0)) desc, placement_id
        limit $2"#,
        run.payroll_run_id.0,
        n_max
    )
    .fetch_all(&mut *conn)
    .await
    .of("payroll_movers")?;
    let which = items::Which { placements: Some(&ids), ..items::Which::default() };
    let mut lines = items::lines(conn, run, which, n_max).await?;
    lines.sort_by_key(|line| ids.iter().position(|id| *id == line.placement_id.0));
    Ok(lines)
}
