//! Payroll: the runs, one run with its countries, controls and exceptions, its clients and items, what
//! is odd about it, and how it differs from the month before. One run is added up at a time, and where sums
//! are kept they are read.

mod clients;
mod controls;
mod countries;
mod exceptions;
mod item;
mod items;
mod odd;
mod runs;
mod variance;

use sereno_domain::board::payroll::{
    AnomaliesBoard, ApprovalLine, ItemBoard, ItemsBoard, MonthLine, PayrollBoard,
    PayrollClientsBoard, PayrollLine, PayrollsBoard, VarianceBoard,
};
use sereno_domain::clean_text::CleanText;
use sereno_domain::country::Country;
use sereno_domain::id::{PayrollRunId, PlacementId};
use sereno_domain::money::Money;
use sereno_domain::payroll::PayrollState;
use sereno_domain::payroll::item::BaseSums;

use self::runs::{Which, lines};
use super::clock;
use crate::error::{DbError, StatementOf, word};
use crate::payroll::run::payroll_run_find;
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

/// Months of the chart.
const N_MONTHS: i64 = 12;
/// Decisions about one run at most.
const N_APPROVALS: i64 = 50;

/// The runs, at most so many.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn payrolls(conn: &mut PgConnection, n_max: u32) -> Result<PayrollsBoard, DbError> {
    let lines = lines(conn, Which::All, i64::from(n_max)).await?;
    Ok(PayrollsBoard { at: clock(conn).await?, lines })
}

/// One run, or the newest that is no correction; none when there is none.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn payroll(
    conn: &mut PgConnection,
    run: Option<PayrollRunId>,
) -> Result<Option<PayrollBoard>, DbError> {
    let which = run.map_or(Which::Newest, Which::One);
    let Some(run) = lines(conn, which, 1).await?.pop() else { return Ok(None) };
    let found = payroll_run_find(conn, run.payroll_run_id).await?;
    let n_approvals_needed = found.map_or(0, |found| found.n_approvals_needed.into());
    let before = before(conn, run.payroll_run_id).await?;
    let countries = countries::countries(conn, &run).await?;
    let controls = controls::controls(conn, &run, &countries).await?;
    Ok(Some(PayrollBoard {
        net: net(conn, run.payroll_run_id).await?,
        exceptions: exceptions::exceptions(conn, run.payroll_run_id).await?,
        months: months(conn, &run).await?,
        approvals: approvals(conn, run.payroll_run_id).await?,
        at: clock(conn).await?,
        run,
        before,
        countries,
        controls,
        n_approvals_needed,
    }))
}

/// Items of a run, or those of one country; none when there is no such run.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn items(
    conn: &mut PgConnection,
    run: PayrollRunId,
    country: Option<Country>,
    n_max: u32,
) -> Result<Option<ItemsBoard>, DbError> {
    let Some(run) = find(conn, run).await? else { return Ok(None) };
    let which = items::Which { country, ..items::Which::default() };
    let lines = items::lines(conn, &run, which, i64::from(n_max)).await?;
    let n_items = items::count_of(conn, run.payroll_run_id, country).await?;
    Ok(Some(ItemsBoard { at: clock(conn).await?, run, lines, n_items }))
}

/// What each client is billed in a run, at most so many; none when there is no such run.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn payroll_clients(
    conn: &mut PgConnection,
    run: PayrollRunId,
    n_max: u32,
) -> Result<Option<PayrollClientsBoard>, DbError> {
    let Some(run) = find(conn, run).await? else { return Ok(None) };
    let (lines, n_clients) = clients::lines(conn, run.payroll_run_id, i64::from(n_max)).await?;
    Ok(Some(PayrollClientsBoard { at: clock(conn).await?, run, lines, n_clients }))
}

/// One item; none when there is no such run, or nothing of the placement in it.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn item(
    conn: &mut PgConnection,
    run: PayrollRunId,
    placement: PlacementId,
) -> Result<Option<ItemBoard>, DbError> {
    match find(conn, run).await? {
        Some(run) => item::item(conn, run, placement).await,
        None => Ok(None),
    }
}

/// What is odd about a run, at most so much; none when there is no such run.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn anomalies(
    conn: &mut PgConnection,
    run: PayrollRunId,
    n_max: u32,
) -> Result<Option<AnomaliesBoard>, DbError> {
    let Some(run) = find(conn, run).await? else { return Ok(None) };
    let lines = odd::lines(conn, run.payroll_run_id, None, i64::from(n_max)).await?;
    Ok(Some(AnomaliesBoard { at: clock(conn).await?, run, lines }))
}

/// How a run differs from the month before, with at most so many items; none when there is no such run.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn variance(
    conn: &mut PgConnection,
    run: PayrollRunId,
    n_movers: u32,
) -> Result<Option<VarianceBoard>, DbError> {
    let Some(run) = find(conn, run).await? else { return Ok(None) };
    let before = before(conn, run.payroll_run_id).await?;
    let lines = variance::lines(conn, run.payroll_run_id).await?;
    let movers = match &before {
        Some(_) => variance::movers(conn, &run, i64::from(n_movers)).await?,
        None => Vec::new(),
    };
    Ok(Some(VarianceBoard {
        at: clock(conn).await?,
        run,
        before,
        lines: lines.into_iter().collect(),
        movers,
    }))
}

async fn find(conn: &mut PgConnection, run: PayrollRunId) -> Result<Option<PayrollLine>, DbError> {
    Ok(lines(conn, Which::One(run), 1).await?.pop())
}

/// The month a run is compared with.
async fn before(
    conn: &mut PgConnection,
    run: PayrollRunId,
) -> Result<Option<PayrollLine>, DbError> {
    let before = sqlx::query_scalar!(
        "select before_run_id
        from sereno.payroll_variance
        where payroll_run_id = $1
        order by country
        limit 1",
        run.0
    )
    .fetch_optional(&mut *conn)
    .await
    .of("payroll")?;
    match before {
        Some(before) => find(conn, PayrollRunId(before)).await,
        None => Ok(None),
    }
}

/// What is paid out, by currency.
async fn net(conn: &mut PgConnection, run: PayrollRunId) -> Result<Vec<Money>, DbError> {
    let rows = sqlx::query!(
        r#"select currency, sum(net_minor)::bigint as "net_minor!"
        from sereno.payroll_total
        where payroll_run_id = $1
        group by currency
        order by currency"#,
        run.0
    )
    .fetch_all(conn)
    .await
    .of("payroll")?;
    let read = rows.into_iter().map(|row| {
        let currency = word("payroll_total", "currency", &row.currency)?;
        Ok(Money { amount_minor: row.net_minor, currency })
    });
    read.collect()
}

/// What the last months of a calendar cost, up to that of a run, the oldest first.
async fn months(conn: &mut PgConnection, run: &PayrollLine) -> Result<Vec<MonthLine>, DbError> {
    let rows = sqlx::query!(
        r#"select month_on, bool_and(state in ('locked', 'exported')) as "is_locked!",
            coalesce(sum(pay), 0)::bigint as "pay!",
            coalesce(sum(employer), 0)::bigint as "employer!",
            coalesce(sum(accrual), 0)::bigint as "accrual!",
            coalesce(sum(fee), 0)::bigint as "fee!",
            coalesce(sum(bill), 0)::bigint as "bill!"
        from sereno.payroll_run
        left join lateral (
            select sum(pay_base_minor) as pay, sum(employer_base_minor) as employer,
                sum(accrual_base_minor) as accrual, sum(fee_base_minor) as fee,
                sum(bill_base_minor) as bill
            from sereno.payroll_total
            where payroll_total.payroll_run_id = payroll_run.payroll_run_id
        ) as total on true
        where calendar = $1
          and currency = $2
          and month_on <= $3
        group by month_on
        order by month_on desc
        limit $4"#,
        run.calendar.as_str(),
        run.currency.code(),
        PgDate(run.month_on) as _,
        N_MONTHS
    )
    .fetch_all(conn)
    .await
    .of("payroll")?;
    let read = rows.into_iter().rev().map(|row| MonthLine {
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

/// Decisions about the drafts of a run, by time.
async fn approvals(
    conn: &mut PgConnection,
    run: PayrollRunId,
) -> Result<Vec<ApprovalLine>, DbError> {
    let rows = sqlx::query!(
        r#"select actor, n_drafts, decision = 'approved' as "is_approved!", reason, at
        from sereno.payroll_approval
        where payroll_run_id = $1
        order by at, actor
        limit $2"#,
        run.0,
        N_APPROVALS
    )
    .fetch_all(conn)
    .await
    .of("payroll")?;
    let read = rows.into_iter().map(|row| ApprovalLine {
        actor: CleanText::new(&row.actor),
        n_drafts: u32::try_from(row.n_drafts).unwrap_or_default(),
        is_approved: row.is_approved,
        reason: CleanText::new(&row.reason),
        at: row.at.into(),
    });
    Ok(read.collect())
}

/// Whether the sums of a run are kept: they come with its last item.
const fn is_added_up(run: &PayrollLine) -> bool {
    run.content_hash.is_some()
        || match run.state {
            PayrollState::Computing | PayrollState::Failed => false,
            PayrollState::Review
            | PayrollState::Approved
            | PayrollState::Locked
            | PayrollState::Exported => true,
        }
}
