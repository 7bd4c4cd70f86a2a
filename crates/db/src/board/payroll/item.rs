//! One item with its lines, what is odd about it, and its months before.

use std::collections::BTreeMap;

use sereno_domain::board::payroll::{ItemBoard, ItemLine, MonthLine, PayLineLine, PayrollLine};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{PayrollRunId, PlacementId};
use sereno_domain::money::Currency;
use sereno_domain::payroll::item::BaseSums;
use sereno_domain::payroll::rules::PayRules;

use super::{items, odd};
use crate::board::clock;
use crate::error::{DbError, StatementOf, small, word};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

/// Lines of one item at most.
const N_LINES: i64 = 500;
/// Anomalies of one item at most: there is one of each code.
const N_ANOMALIES: i64 = 50;
/// Months before that are shown.
const N_MONTHS: i64 = 12;

/// One item of a run; none when there is nothing of the placement in it.
pub(super) async fn item(
    conn: &mut PgConnection,
    run: PayrollLine,
    placement: PlacementId,
) -> Result<Option<ItemBoard>, DbError> {
    let ids = [placement.0];
    let which = items::Which { placements: Some(&ids), ..items::Which::default() };
    let Some(line) = items::lines(conn, &run, which, 1).await?.pop() else { return Ok(None) };
    let row = sqlx::query!(
        "select detail, n_attempts, bill_year_base_minor
        from sereno.payroll_item
        where payroll_run_id = $1
          and placement_id = $2",
        run.payroll_run_id.0,
        placement.0
    )
    .fetch_one(&mut *conn)
    .await
    .of("payroll_item")?;
    Ok(Some(ItemBoard {
        // Lines apart are kept so: one reason stands on each.
        detail: row.detail.lines().map(CleanText::new).collect(),
        n_attempts: small(row.n_attempts),
        bill_year_base_minor: row.bill_year_base_minor,
        savings_bp: savings(&run, &line, row.bill_year_base_minor),
        lines: pay_lines(conn, run.payroll_run_id, placement).await?,
        anomalies: odd::lines(conn, run.payroll_run_id, Some(placement), N_ANOMALIES).await?,
        months: months(conn, &run, placement).await?,
        at: clock(conn).await?,
        run,
        line,
    }))
}

/// What is saved against the same work where clients sit. What that costs is known in US dollars.
fn savings(run: &PayrollLine, line: &ItemLine, year_minor: Option<i64>) -> Option<[i64; 3]> {
    let year_minor = year_minor.filter(|_| run.currency == Currency::USD)?;
    let band = PayRules::house().band(line.seniority?, run.month_on.last_of_month())?;
    Some(band.savings_bp(year_minor))
}

async fn pay_lines(
    conn: &mut PgConnection,
    run: PayrollRunId,
    placement: PlacementId,
) -> Result<Vec<PayLineLine>, DbError> {
    const TABLE: &str = "payroll_line";
    let rows = sqlx::query!(
        "select no, code, side, quantity_e6, unit, amount_minor, currency, base_minor, calc
        from sereno.payroll_line
        where payroll_run_id = $1
          and placement_id = $2
        order by no
        limit $3",
        run.0,
        placement.0,
        N_LINES
    )
    .fetch_all(conn)
    .await
    .of(TABLE)?;
    let read = rows.into_iter().map(|row| {
        Ok(PayLineLine {
            no: small(row.no),
            code: word(TABLE, "code", &row.code)?,
            side: word(TABLE, "side", &row.side)?,
            quantity_e6: row.quantity_e6,
            unit: word(TABLE, "unit", &row.unit)?,
            amount_minor: row.amount_minor,
            currency: word(TABLE, "currency", &row.currency)?,
            base_minor: row.base_minor,
            calc: figures(row.calc),
        })
    });
    read.collect()
}

/// Figures by name, whatever they were written as.
fn figures(calc: serde_json::Value) -> BTreeMap<String, CleanText> {
    let serde_json::Value::Object(figures) = calc else { return BTreeMap::new() };
    let read = figures.into_iter().map(|(name, value)| {
        let text = match value {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        };
        (CleanText::new(&name).into(), CleanText::new(&text))
    });
    read.collect()
}

/// The months of a placement before that of a run, the newest first.
async fn months(
    conn: &mut PgConnection,
    run: &PayrollLine,
    placement: PlacementId,
) -> Result<Vec<MonthLine>, DbError> {
    let rows = sqlx::query!(
        r#"select month_on, bool_and(payroll_run.state in ('locked', 'exported')) as "is_locked!",
            sum(pay_base_minor)::bigint as "pay!", sum(employer_base_minor)::bigint as "employer!",
            sum(accrual_base_minor)::bigint as "accrual!", sum(fee_base_minor)::bigint as "fee!",
            sum(bill_base_minor)::bigint as "bill!"
        from sereno.payroll_item
        join sereno.payroll_run using (payroll_run_id)
        where placement_id = $1
          and month_on < $2
          and payroll_run.currency = $3
          and payroll_item.state = 'ok'
        group by month_on
        order by month_on desc
        limit $4"#,
        placement.0,
        PgDate(run.month_on) as _,
        run.currency.code(),
        N_MONTHS
    )
    .fetch_all(conn)
    .await
    .of("payroll_item")?;
    let read = rows.into_iter().map(|row| MonthLine {
        month_on: row.month_on.into(),
        base: BaseSums {
            pay: row.pay,
            employer: row.employer,
            accrual: row.accrual,
            fee: row.fee,
            bill: row.bill,
        },
        is_locked: row.is_locked,
    });
    Ok(read.collect())
}
