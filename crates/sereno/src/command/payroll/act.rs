//! What changes a payroll run.

use std::process::ExitCode;

use jiff::civil::Date;
use sereno_db::board::run::run as run_board;
use sereno_db::payroll::run::payroll_run_find;
use sereno_db::pool::{self, Pool};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{AnomalyId, PayrollRunId, PlacementId};
use sereno_domain::payroll::item::ItemState;
use sereno_domain::payroll::{PayrollKind, PayrollState};
use sereno_domain::run::RunState;
use sereno_jobs::payroll::{
    PayrollRequest, approve, at_work, lock, override_anomaly, prepare, reject, retry_item,
};

use super::super::{EXIT_FAILED, EXIT_INCOMPLETE, EXIT_NOT_DUE, actor, nightly};
use super::PrepareArgs;
use crate::config::Config;
use crate::print;

/// Prepares a month, and works on it when asked to wait.
pub(super) async fn prepare_month(
    pool: &Pool,
    config: &Config,
    today: Date,
    args: PrepareArgs,
) -> anyhow::Result<ExitCode> {
    let month_on = args.month.unwrap_or_else(|| today.first_of_month());
    if month_on > today {
        print::note(&format!(
            "{} has not begun: the firm's business date is {today}",
            month_on.strftime("%Y-%m")
        ));
        return Ok(ExitCode::from(EXIT_NOT_DUE));
    }
    let kind = if args.correction { PayrollKind::Correction } else { PayrollKind::Regular };
    let request = PayrollRequest {
        calendar: config.payroll.calendar.clone(),
        month_on,
        kind,
        as_of: today,
        chunk_placements: usize::try_from(config.payroll.chunk_placements)?,
        actor: actor(),
        reason: CleanText::new(&args.reason).to_string(),
    };
    // Whoever waits goes on with a draft whose worker is gone.
    let begun = if args.wait { at_work(pool, &request).await? } else { None };
    let prepared = match begun {
        Some(begun) => {
            print::note("a draft of it is at work already: this goes on with that one");
            begun
        }
        None => prepare(pool, &request).await?,
    };
    let id = prepared.payroll_run_id;
    if !args.wait {
        print::line(&format!("payroll run {id}: {kind} of {}", month_on.strftime("%Y-%m")));
        print::note("planned: `sereno worker` does it");
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(held) = nightly::held_for_good(pool).await? {
        print::note(&format!(
            "the queue is paused ({held}): `sereno queue resume`, then this again"
        ));
        return Ok(ExitCode::from(EXIT_NOT_DUE));
    }
    let state = nightly::work_through(pool, config, (prepared.run_id, None)).await?;
    told(pool, id, args.json).await?;
    Ok(match state {
        RunState::Done => ExitCode::SUCCESS,
        RunState::Incomplete => ExitCode::from(EXIT_INCOMPLETE),
        RunState::Failed | RunState::Cancelled | RunState::Running | RunState::Superseded => {
            let mut conn = pool::acquire(pool).await?;
            if run_board(&mut conn, prepared.run_id).await?.is_some() {
                print::note(&format!("what broke: `sereno runs {}`", prepared.run_id));
            }
            ExitCode::from(EXIT_FAILED)
        }
    })
}

/// Says how a run stands.
async fn told(pool: &Pool, run: PayrollRunId, json: bool) -> anyhow::Result<()> {
    let mut conn = pool::acquire(pool).await?;
    let Some(found) = payroll_run_find(&mut conn, run).await? else { return Ok(()) };
    if json {
        return print::json(&serde_json::json!({
            "payroll_run_id": run,
            "month_on": found.month_on,
            "kind": found.kind,
            "state": found.state,
            "n_drafts": found.n_drafts,
        }));
    }
    print::line(&format!(
        "payroll run {run}: {} of {}, draft {}: {}",
        found.kind,
        found.month_on.strftime("%Y-%m"),
        found.n_drafts,
        found.state
    ));
    print::note(match found.state {
        PayrollState::Review => {
            "look at it: `sereno dash payroll`; then somebody else approves of it"
        }
        PayrollState::Failed => {
            "placements have no item: `sereno retry` their chunks, or prepare it again"
        }
        PayrollState::Computing
        | PayrollState::Approved
        | PayrollState::Locked
        | PayrollState::Exported => "`sereno dash payroll` shows it",
    });
    Ok(())
}

/// Works one item out again.
pub(super) async fn retry(
    pool: &Pool,
    run: PayrollRunId,
    placement: PlacementId,
) -> anyhow::Result<ExitCode> {
    let state = retry_item(pool, run, placement, &actor()).await?;
    print::line(&format!("placement {placement} in payroll run {run}: {state}"));
    Ok(match state {
        ItemState::Ok | ItemState::Excluded => ExitCode::SUCCESS,
        ItemState::Held | ItemState::Failed => ExitCode::from(EXIT_INCOMPLETE),
    })
}

/// Overrides something odd.
pub(super) async fn override_one(
    pool: &Pool,
    (run, anomaly): (PayrollRunId, AnomalyId),
    reason: &CleanText,
) -> anyhow::Result<ExitCode> {
    override_anomaly(pool, (run, anomaly), [reason.as_str(), &actor()]).await?;
    print::line(&format!("anomaly {anomaly} of payroll run {run} is overridden"));
    Ok(ExitCode::SUCCESS)
}

/// Approves of a draft.
pub(super) async fn approve_draft(pool: &Pool, run: PayrollRunId) -> anyhow::Result<ExitCode> {
    let approved = approve(pool, run, &actor()).await?;
    print::line(&format!(
        "payroll run {run}: {} of {} approvals, {}",
        approved.n_approvals, approved.n_needed, approved.state
    ));
    Ok(ExitCode::SUCCESS)
}

/// Sends a draft back.
pub(super) async fn send_back(
    pool: &Pool,
    run: PayrollRunId,
    reason: &CleanText,
) -> anyhow::Result<ExitCode> {
    let state = reject(pool, run, [reason.as_str(), &actor()]).await?;
    print::line(&format!("payroll run {run}: {state}"));
    print::note("what is wrong is mended in the facts; then `sereno payroll prepare`");
    Ok(ExitCode::SUCCESS)
}

/// Locks an approved run.
pub(super) async fn lock_run(pool: &Pool, run: PayrollRunId) -> anyhow::Result<ExitCode> {
    let n_payments = lock(pool, run, &actor()).await?;
    print::line(&format!("payroll run {run} is locked with {n_payments} payments"));
    print::note(&format!("hand it over: `sereno payroll export {run} --to FOLDER`"));
    Ok(ExitCode::SUCCESS)
}
