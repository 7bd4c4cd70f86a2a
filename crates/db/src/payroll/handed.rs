//! What of a locked run is handed over: lines and payments; its items are read as they are shown.

use jiff::Timestamp;
use sereno_domain::id::{DeveloperId, PayrollRunId, PlacementId};
use sereno_domain::money::{Currency, Money};

use crate::error::{DbError, StatementOf, small, word};
use crate::pg_time::PgTimestamp;
use crate::pool::PgConnection;

/// A line, as it is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineOut {
    /// Of whose item.
    pub placement_id: PlacementId,
    /// Place in the item, from 1.
    pub no: u16,
    /// What it is.
    pub code: String,
    /// What it does to whom.
    pub side: String,
    /// How much of the unit, in millionths.
    pub quantity_e6: i64,
    /// What is counted.
    pub unit: String,
    /// In the line's own currency.
    pub amount: Money,
    /// In minor units of the run's currency.
    pub base_minor: i64,
}

/// A payment, as it is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentOut {
    /// What banks call it.
    pub end_to_end_id: String,
    /// For whose item.
    pub placement_id: PlacementId,
    /// To whom.
    pub developer_id: DeveloperId,
    /// To which account; none known.
    pub bank_account_id: Option<i64>,
    /// Where the bank is; none known.
    pub country: Option<String>,
    /// Which bank; none known.
    pub bic: Option<String>,
    /// How much.
    pub amount: Money,
}

/// When a run was locked; none while it is not.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn payroll_locked_at(
    conn: &mut PgConnection,
    payroll_run_id: PayrollRunId,
) -> Result<Option<Timestamp>, DbError> {
    let at = sqlx::query_scalar!(
        r#"select locked_at as "locked_at: PgTimestamp" from sereno.payroll_run where payroll_run_id = $1"#,
        payroll_run_id.0
    )
    .fetch_optional(conn)
    .await
    .of("payroll_locked_at")?;
    Ok(at.flatten().map(Into::into))
}

/// The lines of a run, by placement and place.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn payroll_line_list(
    conn: &mut PgConnection,
    payroll_run_id: PayrollRunId,
) -> Result<Vec<LineOut>, DbError> {
    let rows = sqlx::query!(
        "select placement_id, no, code, side, quantity_e6, unit, amount_minor, currency, base_minor
        from sereno.payroll_line
        where payroll_run_id = $1
        order by placement_id, no",
        payroll_run_id.0
    )
    .fetch_all(conn)
    .await
    .of("payroll_line_list")?;
    let read = rows.into_iter().map(|row| {
        let currency: Currency = word("payroll_line", "currency", &row.currency)?;
        Ok(LineOut {
            placement_id: PlacementId(row.placement_id),
            no: small(row.no),
            code: row.code,
            side: row.side,
            quantity_e6: row.quantity_e6,
            unit: row.unit,
            amount: Money { amount_minor: row.amount_minor, currency },
            base_minor: row.base_minor,
        })
    });
    read.collect()
}

/// The payments of a run, by placement.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn payment_list(
    conn: &mut PgConnection,
    payroll_run_id: PayrollRunId,
) -> Result<Vec<PaymentOut>, DbError> {
    let rows = sqlx::query!(
        r#"select end_to_end_id, payment.placement_id, item.developer_id, payment.bank_account_id,
            account.country as "country?", account.bic as "bic?", amount_minor, payment.currency
        from sereno.payment
        join sereno.payroll_item as item using (payroll_run_id, placement_id)
        left join sereno.bank_account as account on account.bank_account_id = payment.bank_account_id
        where payroll_run_id = $1
        order by payment.placement_id"#,
        payroll_run_id.0
    )
    .fetch_all(conn)
    .await
    .of("payment_list")?;
    let read = rows.into_iter().map(|row| {
        let currency: Currency = word("payment", "currency", &row.currency)?;
        Ok(PaymentOut {
            end_to_end_id: row.end_to_end_id,
            placement_id: PlacementId(row.placement_id),
            developer_id: DeveloperId(row.developer_id),
            bank_account_id: row.bank_account_id,
            country: row.country,
            bic: row.bic,
            amount: Money { amount_minor: row.amount_minor, currency },
        })
    });
    read.collect()
}
