//! Payments: one for each item that pays out something, made when its run is locked.

use sereno_domain::id::PayrollRunId;

use crate::error::{DbError, StatementOf};
use crate::pool::PgConnection;

/// Makes the payments of a run that was locked just now; how many.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails: the run is not locked.
pub async fn payment_make_in_tx(
    conn: &mut PgConnection,
    payroll_run_id: PayrollRunId,
) -> Result<u64, DbError> {
    let made = sqlx::query!(
        "insert into sereno.payment (payroll_run_id, placement_id, end_to_end_id, bank_account_id,
            amount_minor, currency)
        select payroll_run_id, placement_id, format('SRN-%s-%s', payroll_run_id, placement_id),
            account.bank_account_id, net_minor, item.currency
        from sereno.payroll_item as item
        join sereno.payroll_run as run using (payroll_run_id)
        left join lateral (
            select bank_account_id
            from sereno.bank_account
            where bank_account.developer_id = item.developer_id
              and bank_account.starts_on <= run.pay_on
            order by bank_account.starts_on desc
            limit 1
        ) as account on true
        where payroll_run_id = $1
          and item.state = 'ok'
          and net_minor > 0
        order by placement_id",
        payroll_run_id.0
    )
    .execute(conn)
    .await
    .of("payment_make_in_tx")?;
    Ok(made.rows_affected())
}
