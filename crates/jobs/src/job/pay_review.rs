//! The review step: adds up a month of pay, says how it differs from the month before and what is odd,
//! and hands it to whoever looks at it.

use jiff::civil::Date;
use sereno_db::chunk::{Lease, Receipt, chunk_finish_in_tx};
use sereno_db::payroll::facts::of_month;
use sereno_db::payroll::review::{
    payroll_anomaly_put_in_tx, payroll_content_hash, payroll_item_count, payroll_total_put_in_tx,
    payroll_variance_put_in_tx,
};
use sereno_db::payroll::run::{
    PayrollRun, payroll_run_before, payroll_run_complete_in_tx, payroll_run_find,
    payroll_run_move_in_tx,
};
use sereno_db::payroll::watched::{compared, watched, watched_rates};
use sereno_db::pool::{self, PgConnection, Pool};
use sereno_domain::id::PayrollRunId;
use sereno_domain::payroll::anomaly::{Anomaly, anomalies};
use sereno_domain::payroll::variance::variance;
use sereno_domain::payroll::{PayrollKind, PayrollState};

use super::{JobError, blocking};
use crate::model::hexadecimal;
use crate::phase::Phases;

/// Which run.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
struct Of {
    payroll_run_id: PayrollRunId,
}

/// The payload of the one chunk.
pub fn payload(payroll_run_id: PayrollRunId) -> serde_json::Value {
    serde_json::json!(Of { payroll_run_id })
}

/// What a review came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    /// Items of the run.
    pub n_items: i64,
    /// Placements of the month without an item.
    pub n_missing: i64,
    /// Things that are odd.
    pub n_anomalies: usize,
    /// Sha-256 of items and lines.
    pub content_hash: Vec<u8>,
}

pub(super) async fn work(pool: &Pool, lease: &Lease) -> Result<(), JobError> {
    let unknown = || JobError::UnknownPayload(lease.payload.to_string());
    let Of { payroll_run_id } =
        serde_json::from_value(lease.payload.clone()).map_err(|_| unknown())?;
    let mut phases = Phases::start();
    let mut tx = pool::begin(pool).await?;
    let run = payroll_run_find(&mut tx, payroll_run_id).await?.ok_or_else(unknown)?;
    let reviewed = review_in_tx(&mut tx, &run, &mut phases).await?;
    let report = serde_json::json!({
        "n_items": reviewed.n_items,
        "n_missing": reviewed.n_missing,
        "n_anomalies": reviewed.n_anomalies,
        "content_hash": hexadecimal(&reviewed.content_hash),
        "phases_us": phases.microseconds(),
    });
    if !chunk_finish_in_tx(&mut tx, lease, &Receipt { report, ..Receipt::default() }).await? {
        return Err(JobError::Fenced);
    }
    Ok(pool::commit(tx).await?)
}

/// Adds up what is there and moves the run: to review, or where placements have no item to failed.
pub(crate) async fn review_in_tx(
    conn: &mut PgConnection,
    run: &PayrollRun,
    phases: &mut Phases,
) -> Result<Reviewed, JobError> {
    let id = run.payroll_run_id;
    payroll_total_put_in_tx(conn, id).await?;
    let before = payroll_run_before(conn, &run.calendar, run.month_on).await?;
    let before = before.filter(|_| run.kind == PayrollKind::Regular);
    if let Some(before) = &before {
        let (was, is) = (compared(conn, before).await?, compared(conn, run).await?);
        let parts = variance(&was, &is).map_err(|error| JobError::give_up("too_large", error))?;
        payroll_variance_put_in_tx(conn, [id, before.payroll_run_id], &parts).await?;
    }
    phases.end("variance");
    let odd = odd(conn, run, before.as_ref(), run.days.pay_on).await?;
    payroll_anomaly_put_in_tx(conn, id, &odd).await?;
    phases.end("anomalies");
    let n_items = payroll_item_count(conn, run).await?;
    let expected = of_month(conn, [i64::MIN, i64::MAX], run.month_on).await?.len();
    let n_missing = i64::try_from(expected).unwrap_or(i64::MAX) - n_items;
    let content_hash = payroll_content_hash(conn, id).await?;
    if n_missing > 0 {
        payroll_run_move_in_tx(conn, id, PayrollState::Failed).await?;
    } else {
        payroll_run_complete_in_tx(conn, id, &content_hash).await?;
    }
    phases.end("complete");
    Ok(Reviewed { n_items, n_missing, n_anomalies: odd.len(), content_hash })
}

/// Everything odd about a run; a correction is held against nothing.
async fn odd(
    conn: &mut PgConnection,
    run: &PayrollRun,
    before: Option<&PayrollRun>,
    pay_on: Date,
) -> Result<Vec<Anomaly>, JobError> {
    if run.kind == PayrollKind::Correction {
        return Ok(Vec::new());
    }
    let items = watched(conn, run).await?;
    let rates = match before {
        Some(before) => watched_rates(conn, run, before).await?,
        None => Vec::new(),
    };
    blocking(move || anomalies(&items, &rates, pay_on)).await
}
