//! The months of pay a simulated firm has behind it: each prepared by one made-up login, with whatever
//! is severe let be, approved by another and locked, as the firm's people would have done.

use anyhow::Context as _;
use jiff::ToSpan as _;
use jiff::civil::Date;
use sereno_db::board::payroll::anomalies;
use sereno_db::pool::{self, Pool};
use sereno_domain::id::PayrollRunId;
use sereno_domain::payroll::PayrollKind;
use sereno_domain::payroll::anomaly::{AnomalySeverity, AnomalyState};
use sereno_domain::run::RunState;
use sereno_jobs::payroll::{PayrollRequest, approve, lock, override_anomaly, prepare};

use super::super::nightly;
use crate::config::Config;
use crate::print;

/// Prepares.
const FIRST: &str = "demo-first";
/// Decides.
const SECOND: &str = "demo-second";
/// Anomalies of a run that are looked through: the severe ones come first.
const N_ANOMALIES: u32 = 10_000;

/// Works out, approves and locks so many months before that of a day, the oldest first.
pub(super) async fn work_out(
    pool: &Pool,
    config: &Config,
    as_of: Date,
    n_months: u8,
) -> anyhow::Result<()> {
    for n_before in (1..=n_months).rev() {
        let month_on = as_of
            .first_of_month()
            .checked_sub(i64::from(n_before).months())
            .context("there is no month so long ago")?;
        let request = PayrollRequest {
            calendar: config.payroll.calendar.clone(),
            month_on,
            kind: PayrollKind::Regular,
            as_of: month_on.last_of_month(),
            chunk_placements: usize::try_from(config.payroll.chunk_placements)?,
            actor: FIRST.to_owned(),
            reason: "a month of a simulated firm".to_owned(),
        };
        let prepared = prepare(pool, &request).await?;
        let state = nightly::work_through(pool, config, (prepared.run_id, None)).await?;
        if state != RunState::Done {
            anyhow::bail!(
                "{} was not worked out whole: `sereno runs {}` says why",
                month_on.strftime("%Y-%m"),
                prepared.run_id
            );
        }
        settle(pool, prepared.payroll_run_id).await?;
    }
    if n_months > 0 {
        print::note(&format!(
            "worked out, approved and locked the pay of {n_months} months before"
        ));
    }
    Ok(())
}

/// Lets be what is severe, approves and locks.
async fn settle(pool: &Pool, run: PayrollRunId) -> anyhow::Result<()> {
    let odd = anomalies(&mut *pool::acquire(pool).await?, run, N_ANOMALIES).await?;
    let open = odd.into_iter().flat_map(|board| board.lines).filter(|line| {
        line.state == AnomalyState::Open && line.severity == AnomalySeverity::Severe
    });
    for line in open {
        let why_who = ["planted in a simulated firm", SECOND];
        override_anomaly(pool, (run, line.anomaly_id), why_who).await?;
    }
    approve(pool, run, SECOND).await?;
    lock(pool, run, SECOND).await?;
    Ok(())
}
