//! Payroll runs as lines.

use std::collections::BTreeMap;

use sereno_domain::board::payroll::PayrollLine;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{PayrollRunId, RunId};
use sereno_domain::payroll::item::{BaseSums, ItemState};

use crate::error::{DbError, StatementOf, count, small, word};
use crate::pool::PgConnection;

const TABLE: &str = "payroll_run";

/// Which runs are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Every one.
    All,
    /// The newest that is no correction.
    Newest,
    /// One.
    One(PayrollRunId),
}

impl Which {
    /// The run, and whether corrections are left out.
    const fn parts(self) -> (Option<i64>, bool) {
        match self {
            Self::All => (None, false),
            Self::Newest => (None, true),
            Self::One(run) => (Some(run.0), false),
        }
    }
}

/// Runs as lines, the newest month first. What is paid is read from the sums kept with a run; before
/// they are there its items are counted.
pub(super) async fn lines(
    conn: &mut PgConnection,
    which: Which,
    n_max: i64,
) -> Result<Vec<PayrollLine>, DbError> {
    let (one, regular) = which.parts();
    let rows = sqlx::query_file!("queries/payroll_runs.sql", one, regular, n_max)
        .fetch_all(conn)
        .await
        .of("payroll_run")?;
    let read = rows.into_iter().map(|row| {
        let base = BaseSums {
            pay: row.pay,
            employer: row.employer,
            accrual: row.accrual,
            fee: row.fee,
            bill: row.bill,
        };
        Ok(PayrollLine {
            payroll_run_id: PayrollRunId(row.payroll_run_id),
            calendar: CleanText::new(&row.calendar),
            month_on: row.month_on.into(),
            kind: word(TABLE, "kind", &row.kind)?,
            seq: small(row.seq),
            state: word(TABLE, "state", &row.state)?,
            currency: word(TABLE, "currency", &row.currency)?,
            cutoff_on: row.cutoff_on.into(),
            fx_fix_on: row.fx_fix_on.into(),
            pay_on: row.pay_on.into(),
            n_drafts: small(row.n_drafts),
            run_id: row.run_id.map(RunId),
            prepared_by: CleanText::new(&row.prepared_by),
            computed_at: row.computed_at.map(Into::into),
            content_hash: row.content_hash,
            n_items: by_state([row.n_ok, row.n_held, row.n_failed, row.n_excluded]),
            base,
            n_anomalies: count(row.n_anomalies),
            n_severe: count(row.n_severe),
        })
    });
    read.collect()
}

/// Items by state, in the order of [`ItemState::ALL`]; states without any are left out.
pub(super) fn by_state(counts: [i64; 4]) -> BTreeMap<ItemState, u64> {
    let [ok, held, failed, excluded] = counts.map(count);
    let all = [
        (ItemState::Ok, ok),
        (ItemState::Held, held),
        (ItemState::Failed, failed),
        (ItemState::Excluded, excluded),
    ];
    all.into_iter().filter(|(_, n)| *n > 0).collect()
}
