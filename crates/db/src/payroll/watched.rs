//! Items of a whole run as they are looked at before an approval: themselves, and what is known around
//! them.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use sereno_domain::country::Country;
use sereno_domain::id::{DeveloperId, PlacementId};
use sereno_domain::pay_statement::PayStatement;
use sereno_domain::payroll::anomaly::{Watched, WatchedAccount, WatchedRate};
use sereno_domain::payroll::item::{BaseSums, PayBasis, PaySums};
use sereno_domain::payroll::variance::Compared;

use super::run::PayrollRun;
use crate::error::{DbError, StatementOf, day, maybe, small, word};
use crate::pg_time::{PgDate, PgStoredDate};
use crate::pool::PgConnection;

const TABLE: &str = "payroll_item";
/// Months before whose pay is held against that of now.
const N_MONTHS_BEFORE: i64 = 6;

/// Every item of a run, by placement.
///
/// # Errors
/// [`DbError`] when a statement fails, or something stored cannot be read.
pub async fn watched(conn: &mut PgConnection, run: &PayrollRun) -> Result<Vec<Watched>, DbError> {
    let mut all = items(conn, run).await?;
    let mut told = told(conn, run).await?;
    let mut accounts = accounts(conn, run).await?;
    let mut statements = statements(conn, run).await?;
    let mut before = before(conn, run).await?;
    for item in &mut all {
        if let Some((has_agreed, week, late)) = told.remove(&item.placement_id) {
            item.has_agreed = has_agreed;
            item.week_minutes_max = week;
            item.minutes_after_end = late;
        }
        item.account = accounts.remove(&item.placement_id);
        item.statement = statements.remove(&item.placement_id);
        let months = before.remove(&item.placement_id).unwrap_or_default();
        let same = months.into_iter().filter(|(currency, _)| Some(*currency) == item.currency);
        item.before_full_month_minor = same.map(|(_, minor)| minor).collect();
    }
    Ok(all)
}

async fn items(conn: &mut PgConnection, run: &PayrollRun) -> Result<Vec<Watched>, DbError> {
    let end = run.month_on.last_of_month().saturating_add(1.day());
    let rows = sqlx::query_file!(
        "queries/payroll_watched.sql",
        run.payroll_run_id.0,
        PgDate(run.month_on) as _,
        PgDate(end) as _
    )
    .fetch_all(conn)
    .await
    .of("watched")?;
    let read = rows.into_iter().map(|row| {
        Ok(Watched {
            placement_id: PlacementId(row.placement_id),
            developer_id: DeveloperId(row.developer_id),
            country: word(TABLE, "country", &row.country)?,
            seniority: maybe(TABLE, "seniority", row.seniority.as_deref())?,
            engagement: maybe(TABLE, "engagement", row.engagement.as_deref())?,
            state: word(TABLE, "state", &row.state)?,
            currency: maybe(TABLE, "currency", row.currency.as_deref())?,
            sums: PaySums { gross_minor: row.gross_minor, deductions_minor: row.deductions_minor },
            basis: PayBasis {
                ordinary_minor: row.ordinary_minor,
                full_month_minor: row.full_month_minor,
                days_employed: small(row.days_employed),
                quantity_e6: row.quantity_e6,
            },
            base: BaseSums {
                pay: row.pay_base_minor,
                employer: row.employer_base_minor,
                accrual: row.accrual_base_minor,
                fee: row.fee_base_minor,
                bill: row.bill_base_minor,
            },
            is_hourly: row.is_hourly,
            ends_on: day(("placement", row.placement_id), "ends_on", row.ends_on)?,
            has_agreed: false,
            week_minutes_max: 0,
            minutes_after_end: 0,
            n_extras_after_end: row.n_extras_after_end,
            account: None,
            statement: None,
            before_full_month_minor: Vec::new(),
        })
    });
    read.collect()
}

/// Whether something told of the month is agreed, most minutes of work of a week, and minutes of work of
/// days after the end.
async fn told(
    conn: &mut PgConnection,
    run: &PayrollRun,
) -> Result<BTreeMap<PlacementId, (bool, i64, i64)>, DbError> {
    let end = run.month_on.last_of_month().saturating_add(1.day());
    let rows = sqlx::query!(
        r#"select placement_id as "placement_id!", bool_or(state in ('client_ok', 'locked')) as "has_agreed!",
            coalesce(max(minutes) filter (where n_days = 7 and last_day >= $2 and last_day < $3), 0)::bigint as "week!",
            coalesce(sum(late), 0)::bigint as "late!"
        from (
            select sheet.placement_id, sheet.state, sheet.ends_on - sheet.starts_on as n_days,
                sheet.ends_on - 1 as last_day, sum(minutes) filter (where kind = 'work') as minutes,
                sum(minutes) filter (
                    where kind = 'work' and day >= placement.ends_on and day >= $2 and day < $3
                      and sheet.state in ('client_ok', 'locked')
                ) as late
            from sereno.payroll_item as item
            join sereno.placement using (placement_id)
            join sereno.timesheet as sheet using (placement_id)
            left join sereno.timesheet_day using (timesheet_id)
            where payroll_run_id = $1
              and sheet.starts_on < $3
              and sheet.ends_on > $2
              and sheet.starts_on > $2 - 31
            group by sheet.timesheet_id
        ) as sheet
        group by placement_id"#,
        run.payroll_run_id.0,
        PgDate(run.month_on) as _,
        PgDate(end) as _
    )
    .fetch_all(conn)
    .await
    .of("watched")?;
    let read = rows.into_iter();
    Ok(read
        .map(|row| (PlacementId(row.placement_id), (row.has_agreed, row.week, row.late)))
        .collect())
}

async fn accounts(
    conn: &mut PgConnection,
    run: &PayrollRun,
) -> Result<BTreeMap<PlacementId, WatchedAccount>, DbError> {
    let rows = sqlx::query!(
        r#"select placement_id, account.mark as "mark!", account.starts_on as "starts_on!: PgDate",
            exists (
                select
                from sereno.bank_account as former
                where former.developer_id = item.developer_id
                  and former.starts_on < account.starts_on
                  and former.mark <> account.mark
            ) as "replaces!"
        from sereno.payroll_item as item
        cross join lateral (
            select mark, starts_on
            from sereno.bank_account
            where bank_account.developer_id = item.developer_id
              and bank_account.starts_on <= $2
            order by bank_account.starts_on desc
            limit 1
        ) as account
        where payroll_run_id = $1"#,
        run.payroll_run_id.0,
        PgDate(run.days.pay_on) as _
    )
    .fetch_all(conn)
    .await
    .of("watched")?;
    let read = rows.into_iter().map(|row| {
        let account =
            WatchedAccount { mark: row.mark, starts_on: row.starts_on.0, replaces: row.replaces };
        (PlacementId(row.placement_id), account)
    });
    Ok(read.collect())
}

async fn statements(
    conn: &mut PgConnection,
    run: &PayrollRun,
) -> Result<BTreeMap<PlacementId, PayStatement>, DbError> {
    let rows = sqlx::query!(
        r#"select placement_id, month_on as "month_on: PgDate", told.gross_minor, told.net_minor, told.currency
        from sereno.payroll_item as item
        join sereno.pay_statement as told using (placement_id)
        where payroll_run_id = $1
          and month_on = $2"#,
        run.payroll_run_id.0,
        PgDate(run.month_on) as _
    )
    .fetch_all(conn)
    .await
    .of("watched")?;
    let read = rows.into_iter().map(|row| {
        let told = PayStatement {
            month_on: row.month_on.0,
            gross_minor: row.gross_minor,
            net_minor: row.net_minor,
            currency: word("pay_statement", "currency", &row.currency)?,
        };
        Ok((PlacementId(row.placement_id), told))
    });
    read.collect()
}

/// Pay of a whole month of months before, the newest first.
async fn before(
    conn: &mut PgConnection,
    run: &PayrollRun,
) -> Result<BTreeMap<PlacementId, Vec<(sereno_domain::money::Currency, i64)>>, DbError> {
    let from = run.month_on.saturating_sub(N_MONTHS_BEFORE.months());
    let rows = sqlx::query!(
        r#"select placement_id, item.currency as "currency!", full_month_minor
        from sereno.payroll_item as item
        join sereno.payroll_run as run using (payroll_run_id)
        where run.calendar = $1
          and run.month_on >= $2
          and run.month_on < $3
          and run.kind = 'regular'
          and run.state in ('locked', 'exported')
          and item.currency is not null
          and item.full_month_minor > 0
        order by placement_id, run.month_on desc"#,
        run.calendar,
        PgDate(from) as _,
        PgDate(run.month_on) as _
    )
    .fetch_all(conn)
    .await
    .of("watched")?;
    let mut all: BTreeMap<PlacementId, Vec<_>> = BTreeMap::new();
    for row in rows {
        let currency = word(TABLE, "currency", &row.currency)?;
        all.entry(PlacementId(row.placement_id))
            .or_default()
            .push((currency, row.full_month_minor));
    }
    Ok(all)
}

/// Exchange rates of a run beside those of another.
///
/// # Errors
/// [`DbError`] when the statement fails, or something stored cannot be read.
pub async fn watched_rates(
    conn: &mut PgConnection,
    run: &PayrollRun,
    before: &PayrollRun,
) -> Result<Vec<WatchedRate>, DbError> {
    let rows = sqlx::query!(
        r#"select currency, source, (now.rate * 1000000000000)::numeric(40, 0)::text as "now!",
            (was.rate * 1000000000000)::numeric(40, 0)::text as "was!"
        from sereno.payroll_fx as now
        join sereno.payroll_fx as was using (currency, source)
        where now.payroll_run_id = $1
          and was.payroll_run_id = $2
          and now.rate is not null
          and was.rate is not null
        order by currency, source"#,
        run.payroll_run_id.0,
        before.payroll_run_id.0
    )
    .fetch_all(conn)
    .await
    .of("watched_rates")?;
    let read = rows.into_iter().map(|row| {
        Ok(WatchedRate {
            currency: word("payroll_fx", "currency", &row.currency)?,
            source: row.source,
            now_e12: word("payroll_fx", "rate", &row.now)?,
            before_e12: word("payroll_fx", "rate", &row.was)?,
        })
    });
    read.collect()
}

/// Items of a run that are paid, as they are compared with another month's.
///
/// # Errors
/// [`DbError`] when the statement fails, or something stored cannot be read.
pub async fn compared(conn: &mut PgConnection, run: &PayrollRun) -> Result<Vec<Compared>, DbError> {
    // What pay is converted at follows from its first line; of the run's own currency it is one.
    let rows = sqlx::query!(
        r#"select placement_id, country, item.currency as "currency!", quantity_e6,
            pay_base_minor + employer_base_minor + accrual_base_minor as "cost!",
            coalesce((
                select (rate * 1000000000000)::numeric(40, 0)::text
                from sereno.payroll_fx as fx
                where fx.payroll_run_id = item.payroll_run_id
                  and fx.currency = item.currency
                  and rate is not null
                order by source = coalesce((
                    select fx_source
                    from sereno.placement_terms as terms
                    where terms.placement_id = item.placement_id
                      and terms.starts_on <= $2
                    order by terms.starts_on desc
                    limit 1
                ), '') desc, source
                limit 1
            ), '1000000000000') as "rate_e12!"
        from sereno.payroll_item as item
        where payroll_run_id = $1
          and state = 'ok'
        order by placement_id"#,
        run.payroll_run_id.0,
        PgDate(run.month_on.last_of_month()) as _
    )
    .fetch_all(conn)
    .await
    .of("compared")?;
    let read = rows.into_iter().map(|row| {
        let country: Country = word(TABLE, "country", &row.country)?;
        Ok(Compared {
            placement_id: PlacementId(row.placement_id),
            country,
            cost_base_minor: row.cost,
            rate_e12: word("payroll_fx", "rate", &row.rate_e12)?,
            currency: word(TABLE, "currency", &row.currency)?,
            quantity_e6: row.quantity_e6,
        })
    });
    read.collect()
}
