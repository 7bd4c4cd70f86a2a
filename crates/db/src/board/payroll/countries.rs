//! What each country of a run comes to, at which rate, and how that differs from the month before.

use std::collections::BTreeMap;

use sereno_domain::board::payroll::{PayrollCountryLine, PayrollFxLine, PayrollLine};
use sereno_domain::clean_text::CleanText;
use sereno_domain::country::Country;
use sereno_domain::id::PayrollRunId;
use sereno_domain::money::Currency;
use sereno_domain::payroll::item::BaseSums;

use super::is_added_up;
use super::runs::by_state;
use super::variance;
use crate::error::{DbError, StatementOf, word};
use crate::pool::PgConnection;

/// Countries of a run, by code. What is kept back is converted at the rate the gross of the same country
/// and currency was: sums keep it in the currency of pay alone.
pub(super) async fn countries(
    conn: &mut PgConnection,
    run: &PayrollLine,
) -> Result<Vec<PayrollCountryLine>, DbError> {
    let rows =
        sqlx::query_file!("queries/payroll_countries.sql", run.payroll_run_id.0, is_added_up(run))
            .fetch_all(&mut *conn)
            .await
            .of("payroll_countries")?;
    let rates = rates(conn, run.payroll_run_id).await?;
    let parts = variance::lines(conn, run.payroll_run_id).await?;
    let read = rows.into_iter().map(|row| {
        let country: Country = word("payroll_item", "country", &row.country)?;
        let currency: Option<Currency> = row
            .currency
            .as_deref()
            .map(|code| word("payroll_item", "currency", code))
            .transpose()?;
        let base = BaseSums {
            pay: row.pay,
            employer: row.employer,
            accrual: row.accrual,
            fee: row.fee,
            bill: row.bill,
        };
        let foreign = currency.filter(|currency| *currency != run.currency);
        Ok(PayrollCountryLine {
            country,
            n_items: by_state([row.n_ok, row.n_held, row.n_failed, row.n_excluded]),
            base,
            deductions_base_minor: row.deductions,
            at_risk_base_minor: row.at_risk,
            fx: foreign.map(|currency| {
                rates.get(&currency).cloned().unwrap_or_else(|| PayrollFxLine {
                    currency,
                    source: CleanText::default(),
                    rate_e12: None,
                    rate_on: None,
                    is_usable: false,
                })
            }),
            variance: parts.get(&country).copied(),
        })
    });
    read.collect()
}

/// The rate of each currency of a run: of several sources the one of the newest day that may be used.
pub(super) async fn rates(
    conn: &mut PgConnection,
    run: PayrollRunId,
) -> Result<BTreeMap<Currency, PayrollFxLine>, DbError> {
    let rows = sqlx::query!(
        r#"select distinct on (currency) currency, source, rate_on,
            (rate * 1000000000000)::numeric(40, 0)::text as rate_e12
        from sereno.payroll_fx
        where payroll_run_id = $1
        order by currency, rate is null, rate_on desc nulls last, source"#,
        run.0
    )
    .fetch_all(conn)
    .await
    .of("payroll_fx")?;
    let read = rows.into_iter().map(|row| {
        let currency = word("payroll_fx", "currency", &row.currency)?;
        let rate_e12 =
            row.rate_e12.as_deref().map(|rate| word("payroll_fx", "rate", rate)).transpose()?;
        let line = PayrollFxLine {
            currency,
            source: CleanText::new(&row.source),
            rate_e12,
            rate_on: row.rate_on.map(Into::into),
            is_usable: rate_e12.is_some(),
        };
        Ok((currency, line))
    });
    read.collect()
}
