//! What each client is billed in a run, and what that costs.

use sereno_domain::board::payroll::PayrollClientLine;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{ClientId, PayrollRunId};
use sereno_domain::payroll::item::BaseSums;

use super::runs::by_state;
use crate::error::{DbError, StatementOf, count};
use crate::pool::PgConnection;

/// Clients of a run, at most so many and those billed most first, and how many there are.
pub(super) async fn lines(
    conn: &mut PgConnection,
    run: PayrollRunId,
    n_max: i64,
) -> Result<(Vec<PayrollClientLine>, u64), DbError> {
    let rows = sqlx::query_file!("queries/payroll_clients.sql", run.0, n_max)
        .fetch_all(conn)
        .await
        .of("payroll_clients")?;
    let n_clients = rows.first().map_or(0, |row| count(row.n_clients));
    let lines = rows.into_iter().map(|row| PayrollClientLine {
        client_id: ClientId(row.client_id),
        client: CleanText::new(&row.client),
        n_items: by_state([row.n_ok, row.n_held, row.n_failed, row.n_excluded]),
        base: BaseSums {
            pay: row.pay,
            employer: row.employer,
            accrual: row.accrual,
            fee: row.fee,
            bill: row.bill,
        },
        at_risk_base_minor: row.at_risk,
        bill_year_base_minor: row.bill_year,
    });
    Ok((lines.collect(), n_clients))
}
