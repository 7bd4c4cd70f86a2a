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
    let rows = sqlx::query!(
        r#"with chosen as (
            select *
            from sereno.payroll_run
            where ($1::bigint is null or payroll_run_id = $1)
              and (not $2 or kind = 'regular')
            order by month_on desc, payroll_run_id desc
            limit $3
        )
        select payroll_run_id as "payroll_run_id!", calendar as "calendar!", month_on as "month_on!",
            kind as "kind!", seq as "seq!", state as "state!", currency as "currency!",
            cutoff_on as "cutoff_on!", fx_fix_on as "fx_fix_on!", pay_on as "pay_on!",
            n_drafts as "n_drafts!", run_id, prepared_by as "prepared_by!", computed_at,
            left(encode(content_hash, 'hex'), 8) as content_hash,
            coalesce(total.n_ok, 0) + coalesce(so_far.n_ok, 0) as "n_ok!",
            coalesce(rest.n_held, 0) as "n_held!", coalesce(rest.n_failed, 0) as "n_failed!",
            coalesce(rest.n_excluded, 0) as "n_excluded!",
            coalesce(pay, 0) as "pay!", coalesce(employer, 0) as "employer!",
            coalesce(accrual, 0) as "accrual!", coalesce(fee, 0) as "fee!", coalesce(bill, 0) as "bill!",
            coalesce(odd.n_open, 0) as "n_anomalies!", coalesce(odd.n_severe, 0) as "n_severe!"
        from chosen
        left join lateral (
            select sum(n_ok)::bigint as n_ok, sum(pay_base_minor)::bigint as pay,
                sum(employer_base_minor)::bigint as employer, sum(accrual_base_minor)::bigint as accrual,
                sum(fee_base_minor)::bigint as fee, sum(bill_base_minor)::bigint as bill
            from sereno.payroll_total
            where payroll_total.payroll_run_id = chosen.payroll_run_id
        ) as total on true
        left join lateral (
            select count(*) as n_ok
            from sereno.payroll_item
            where payroll_item.payroll_run_id = chosen.payroll_run_id
              and payroll_item.state = 'ok'
              and chosen.content_hash is null
              and total.n_ok is null
        ) as so_far on true
        left join lateral (
            select count(*) filter (where payroll_item.state = 'held') as n_held,
                count(*) filter (where payroll_item.state = 'failed') as n_failed,
                count(*) filter (where payroll_item.state = 'excluded') as n_excluded
            from sereno.payroll_item
            where payroll_item.payroll_run_id = chosen.payroll_run_id
              and payroll_item.state <> 'ok'
        ) as rest on true
        left join lateral (
            select count(*) as n_open, count(*) filter (where severity = 'severe') as n_severe
            from sereno.payroll_anomaly
            where payroll_anomaly.payroll_run_id = chosen.payroll_run_id
              and payroll_anomaly.state = 'open'
        ) as odd on true
        order by chosen.month_on desc, chosen.payroll_run_id desc"#,
        one,
        regular,
        n_max
    )
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
