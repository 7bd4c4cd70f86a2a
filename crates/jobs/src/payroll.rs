//! What people do about payroll: prepare a month or a correction, retry an item, override what is odd,
//! approve, send back, lock, note the hand-over. Each leaves its line in the audit log.

use jiff::civil::Date;
use sereno_db::audit::audit_act_in_tx;
use sereno_db::error::DbError;
use sereno_db::payroll::facts::{OfMonth, of_month, pay_slices, rates_until};
use sereno_db::payroll::item::payroll_item_put_in_tx;
use sereno_db::payroll::payment::payment_make_in_tx;
use sereno_db::payroll::review::payroll_anomaly_override_in_tx;
use sereno_db::payroll::run::{
    NewDraft, PayrollRun, payroll_approval_count, payroll_approval_insert_in_tx,
    payroll_draft_in_tx, payroll_fx_insert_in_tx, payroll_fx_lock, payroll_run_at_work,
    payroll_run_before, payroll_run_find, payroll_run_list_of_month, payroll_run_move_in_tx,
    payroll_run_set_work_in_tx,
};
use sereno_db::pool::{self, PgConnection, Pool};
use sereno_db::run::{PlannedStep, Purpose, RunPlan, run_find_newest, run_plan_in_tx};
use sereno_domain::id::{AnomalyId, PayrollRunId, PlacementId, RunId};
use sereno_domain::job::{JobKind, Pipeline};
use sereno_domain::payroll::calendar::PayCalendar;
use sereno_domain::payroll::fx_lock::FxLock;
use sereno_domain::payroll::item::ItemState;
use sereno_domain::payroll::{PayrollKind, PayrollState};
use sereno_domain::run::RunState;

use crate::job::{JobError, pay, pay_review};
use crate::job::{pay_payloads, pay_review_payload};
use crate::phase::Phases;

/// Why something about payroll was not done.
#[derive(Debug, thiserror::Error)]
pub enum PayrollError {
    /// The database could not be used, or refused.
    #[error("payroll could not be changed")]
    Database(#[source] DbError),
    /// Whoever prepared a draft does not decide about it.
    #[error("payroll run {0} is decided about by somebody who did not prepare it")]
    FourEyes(PayrollRunId),
    /// Something severe is open.
    #[error(
        "payroll run {0} has severe anomalies that are open: `sereno payroll anomalies {0}` lists them; mend the facts, or override each with a reason"
    )]
    Severe(PayrollRunId),
    /// Somebody sent it back.
    #[error("the draft of payroll run {0} was sent back: mend the facts and prepare it again")]
    SentBack(PayrollRunId),
    /// It changed since it was looked at, or was decided about by the same person.
    #[error("payroll run {0} cannot be decided about as it is: it changed, or you decided already")]
    Decided(PayrollRunId),
    /// There is no such run.
    #[error("there is no payroll run {0}: `sereno payroll runs` lists those there are")]
    NoRun(PayrollRunId),
    /// It is past the state in which that is done.
    #[error("payroll run {run} is {state}: {remedy}")]
    State {
        /// Which.
        run: PayrollRunId,
        /// Where it stands.
        state: PayrollState,
        /// What to do instead.
        remedy: &'static str,
    },
    /// A month before is not locked, so that what was put aside in it is not known.
    #[error("{month} is {state}: lock it first, what it put aside is paid out of later months")]
    MonthBefore {
        /// Which.
        month: Date,
        /// Where it stands.
        state: PayrollState,
    },
    /// There is nothing to correct yet.
    #[error("{0} is not locked: prepare it again instead of correcting it")]
    NothingLocked(Date),
    /// Another payroll is at work.
    #[error("payroll run {0} of the night's ledger is at work: wait until it has ended")]
    AtWork(RunId),
    /// There is no such item.
    #[error("placement {placement} has no item in payroll run {run}")]
    NoItem {
        /// In which.
        run: PayrollRunId,
        /// Of which.
        placement: PlacementId,
    },
    /// There is no such anomaly, or it was decided.
    #[error("anomaly {0} is not open: `sereno payroll anomalies RUN` lists those that are")]
    NoAnomaly(AnomalyId),
    /// An item could not be worked out again.
    #[error("the item could not be worked out again")]
    Work(#[from] JobError),
}

impl From<DbError> for PayrollError {
    fn from(error: DbError) -> Self {
        Self::Database(error)
    }
}

/// A refusal of the database about a decision, in words.
fn refused(run: PayrollRunId) -> impl Fn(DbError) -> PayrollError {
    move |error| match error.constraint() {
        Some("payroll_approval_four_eyes_check") => PayrollError::FourEyes(run),
        Some("payroll_approval_anomaly_check") => PayrollError::Severe(run),
        Some("payroll_approval_rejected_check") => PayrollError::SentBack(run),
        Some("payroll_approval_draft_check" | "payroll_approval_pkey") => {
            PayrollError::Decided(run)
        }
        _ => PayrollError::Database(error),
    }
}

/// A run in a state in which somebody decides about it.
async fn to_decide(
    conn: &mut PgConnection,
    run: PayrollRunId,
    states: &[PayrollState],
    remedy: &'static str,
) -> Result<PayrollRun, PayrollError> {
    let found = payroll_run_find(conn, run).await?.ok_or(PayrollError::NoRun(run))?;
    if states.contains(&found.state) {
        Ok(found)
    } else {
        Err(PayrollError::State { run, state: found.state, remedy })
    }
}

/// What is asked of a month.
#[derive(Debug, Clone)]
pub struct PayrollRequest {
    /// Which calendar.
    pub calendar: PayCalendar,
    /// First civil day of the month.
    pub month_on: Date,
    /// The month itself, or differences to it.
    pub kind: PayrollKind,
    /// The business date it is worked out on.
    pub as_of: Date,
    /// Placements in one chunk.
    pub chunk_placements: usize,
    /// Who asks: a login.
    pub actor: String,
    /// Why, for the ledger and the audit log.
    pub reason: String,
}

/// A draft that is being worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prepared {
    /// Which payroll run.
    pub payroll_run_id: PayrollRunId,
    /// The work of it, in the ledger.
    pub run_id: RunId,
}

/// Prepares a draft of a month, or of a correction: locks rates, cuts the placements into chunks and
/// rings for the workers. A draft before it goes.
///
/// # Errors
/// [`PayrollError`] says what stands in the way; nothing is written then.
pub async fn prepare(pool: &Pool, request: &PayrollRequest) -> Result<Prepared, PayrollError> {
    let mut tx = pool::begin(pool).await?;
    let calendar = &request.calendar;
    let at_work =
        run_find_newest(&mut tx, Pipeline::Payroll, request.as_of, Purpose::Night).await?;
    if let Some(run) = at_work.filter(|run| run.state == RunState::Running) {
        return Err(PayrollError::AtWork(run.run_id));
    }
    let month = request.month_on;
    // Its work may have been planned on another business date.
    let of = (calendar.name.as_str(), month, request.kind);
    if let Some((_, run_id)) = payroll_run_at_work(&mut tx, of).await? {
        return Err(PayrollError::AtWork(run_id));
    }
    let seq = next_seq(&mut tx, request).await?;
    if let Some(before) = payroll_run_before(&mut tx, &calendar.name, month).await?
        && !before.state.is_locked()
    {
        return Err(PayrollError::MonthBefore { month: before.month_on, state: before.state });
    }
    let days = calendar.days(month);
    let draft = NewDraft {
        calendar: &calendar.name,
        month_on: month,
        kind: request.kind,
        seq,
        currency: calendar.currency,
        fx_source: &calendar.fx_source,
        n_approvals_needed: calendar.n_approvals,
        days,
        as_of: request.as_of,
        prepared_by: &request.actor,
    };
    let payroll_run_id = payroll_draft_in_tx(&mut tx, &draft).await?;
    let fx = rates(&mut tx, request, payroll_run_id).await?;
    payroll_fx_insert_in_tx(&mut tx, payroll_run_id, &fx).await?;
    let corrects = request.kind == PayrollKind::Correction;
    let of = OfMonth { calendar: &calendar.name, month_on: month, corrects };
    let slices = pay_slices(&mut tx, of, request.chunk_placements).await?;
    let revision = at_work.map_or(1, |run| run.revision + 1);
    let plan = plan(request, revision, payroll_run_id, &slices);
    let run_id = run_plan_in_tx(&mut tx, &plan).await?;
    payroll_run_set_work_in_tx(&mut tx, payroll_run_id, run_id).await?;
    let detail = serde_json::json!({ "month_on": month, "kind": request.kind, "run_id": run_id });
    audit(&mut tx, "payroll.prepare", payroll_run_id, [&request.reason, &request.actor], detail)
        .await?;
    pool::commit(tx).await?;
    Ok(Prepared { payroll_run_id, run_id })
}

/// The draft of what is asked that is being worked out already; none when none is.
///
/// # Errors
/// [`PayrollError::Database`] when the database could not be used.
pub async fn at_work(
    pool: &Pool,
    request: &PayrollRequest,
) -> Result<Option<Prepared>, PayrollError> {
    let mut conn = pool::acquire(pool).await?;
    let of = (request.calendar.name.as_str(), request.month_on, request.kind);
    let found = payroll_run_at_work(&mut conn, of).await?;
    Ok(found.map(|(payroll_run_id, run_id)| Prepared { payroll_run_id, run_id }))
}

/// Which of its kind and month a draft is; an open one is worked out again.
async fn next_seq(conn: &mut PgConnection, request: &PayrollRequest) -> Result<u16, PayrollError> {
    let month = request.month_on;
    let runs = payroll_run_list_of_month(conn, &request.calendar.name, month).await?;
    let of_kind = || runs.iter().filter(|run| run.kind == request.kind);
    match request.kind {
        PayrollKind::Regular => match of_kind().next() {
            Some(run) if !run.state.is_open() => Err(PayrollError::State {
                run: run.payroll_run_id,
                state: run.state,
                remedy: "what differs goes into a correction",
            }),
            Some(_) | None => Ok(1),
        },
        PayrollKind::Correction => {
            let locked =
                runs.iter().any(|run| run.kind == PayrollKind::Regular && run.state.is_locked());
            if !locked {
                return Err(PayrollError::NothingLocked(month));
            }
            let open = of_kind().find(|run| !run.state.is_locked());
            if let Some(run) = open.filter(|run| run.state == PayrollState::Approved) {
                return Err(PayrollError::State {
                    run: run.payroll_run_id,
                    state: run.state,
                    remedy: "lock it, or send it back first",
                });
            }
            let last = of_kind().map(|run| run.seq).max().unwrap_or_default();
            Ok(open.map_or(last + 1, |run| run.seq))
        }
    }
}

/// The rates of a draft: of a correction those of the month itself.
async fn rates(
    conn: &mut PgConnection,
    request: &PayrollRequest,
    payroll_run_id: PayrollRunId,
) -> Result<FxLock, PayrollError> {
    let run = payroll_run_find(conn, payroll_run_id).await?;
    let run = run.ok_or(PayrollError::NoRun(payroll_run_id))?;
    if request.kind == PayrollKind::Correction {
        let runs = payroll_run_list_of_month(conn, &run.calendar, run.month_on).await?;
        if let Some(first) = runs.into_iter().find(|run| run.kind == PayrollKind::Regular) {
            return Ok(payroll_fx_lock(conn, &first).await?);
        }
    }
    let rates = rates_until(conn, run.currency, run.days.fx_fix_on).await?;
    Ok(FxLock::lock(run.currency, run.days.fx_fix_on, &run.fx_source, &rates))
}

fn plan(
    request: &PayrollRequest,
    revision: u32,
    payroll_run_id: PayrollRunId,
    slices: &[[i64; 2]],
) -> RunPlan {
    let steps = Pipeline::Payroll.steps(false).iter().map(|(kind, depends_on)| PlannedStep {
        kind: *kind,
        depends_on,
        payloads: match kind {
            JobKind::Pay => pay_payloads(payroll_run_id, slices),
            JobKind::PayReview => vec![pay_review_payload(payroll_run_id)],
            JobKind::Score
            | JobKind::Rescore
            | JobKind::Digest
            | JobKind::Compliance
            | JobKind::Health => Vec::new(),
        },
        roles: Vec::new(),
    });
    RunPlan {
        pipeline: Pipeline::Payroll,
        business_date: request.as_of,
        revision,
        reason: format!("{} of {}", request.kind, request.month_on.strftime("%Y-%m")),
        requested_by: request.actor.clone(),
        purpose: Purpose::Night,
        versions: [const { String::new() }; 3],
        n_developers: 0,
        n_roles: 0,
        inputs: Vec::new(),
        steps: steps.collect(),
    }
}

async fn audit(
    conn: &mut PgConnection,
    action: &'static str,
    run: PayrollRunId,
    why_who: [&str; 2],
    detail: serde_json::Value,
) -> Result<(), DbError> {
    audit_act_in_tx(conn, (action, format!("payroll_run:{run}")), why_who, detail).await
}

async fn open_run(conn: &mut PgConnection, run: PayrollRunId) -> Result<PayrollRun, PayrollError> {
    let found = payroll_run_find(conn, run).await?.ok_or(PayrollError::NoRun(run))?;
    match found.state {
        PayrollState::Review | PayrollState::Failed => Ok(found),
        PayrollState::Computing => Err(PayrollError::State {
            run,
            state: found.state,
            remedy: "wait until it is complete",
        }),
        PayrollState::Approved => Err(PayrollError::State {
            run,
            state: found.state,
            remedy: "`sereno payroll reject` sends it back first",
        }),
        PayrollState::Locked | PayrollState::Exported => Err(PayrollError::State {
            run,
            state: found.state,
            remedy: "what differs goes into a correction",
        }),
    }
}

/// Works one item out again, and what the run comes to with it. Where it stands now.
///
/// # Errors
/// [`PayrollError`] says what stands in the way; nothing is written then.
pub async fn retry_item(
    pool: &Pool,
    run: PayrollRunId,
    placement: PlacementId,
    actor: &str,
) -> Result<ItemState, PayrollError> {
    let mut phases = Phases::start();
    let mut tx = pool::begin(pool).await?;
    let found = open_run(&mut tx, run).await?;
    let of_month = of_month(&mut tx, [placement.0, placement.0], found.of_month()).await?;
    if of_month.is_empty() {
        return Err(PayrollError::NoItem { run, placement });
    }
    let mut items = pay::items(&mut tx, &found, &[placement.0], &mut phases).await?;
    payroll_item_put_in_tx(&mut tx, run, &mut items, pay::refused).await?;
    pay_review::review_in_tx(&mut tx, &found, &mut phases).await?;
    let state = items.first().map(|one| one.item.state);
    let detail = serde_json::json!({ "placement_id": placement, "state": state });
    audit(&mut tx, "payroll.retry_item", run, ["", actor], detail).await?;
    pool::commit(tx).await?;
    state.ok_or(PayrollError::NoItem { run, placement })
}

/// Overrides something odd: whoever does says why it is right as it is.
///
/// # Errors
/// [`PayrollError`] says what stands in the way; nothing is written then.
pub async fn override_anomaly(
    pool: &Pool,
    (run, anomaly): (PayrollRunId, AnomalyId),
    why_who: [&str; 2],
) -> Result<(), PayrollError> {
    let mut tx = pool::begin(pool).await?;
    if !payroll_anomaly_override_in_tx(&mut tx, (run, anomaly), why_who).await? {
        return Err(PayrollError::NoAnomaly(anomaly));
    }
    let detail = serde_json::json!({ "anomaly_id": anomaly });
    audit(&mut tx, "payroll.override", run, why_who, detail).await?;
    pool::commit(tx).await?;
    Ok(())
}

/// How an approval left a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Approved {
    /// Where it stands now.
    pub state: PayrollState,
    /// Who approved of it so far.
    pub n_approvals: i64,
    /// How many must.
    pub n_needed: u8,
}

/// Approves of the draft there is. The database refuses whoever prepared it, a draft that changed, and
/// one with severe anomalies that are open.
///
/// # Errors
/// [`PayrollError`] says what stands in the way; nothing is written then.
pub async fn approve(
    pool: &Pool,
    run: PayrollRunId,
    actor: &str,
) -> Result<Approved, PayrollError> {
    let mut tx = pool::begin(pool).await?;
    let remedy = "only one in review is approved";
    let found = to_decide(&mut tx, run, &[PayrollState::Review], remedy).await?;
    payroll_approval_insert_in_tx(&mut tx, &found, true, ["", actor])
        .await
        .map_err(refused(run))?;
    let n_approvals = payroll_approval_count(&mut tx, &found).await?;
    let n_needed = found.n_approvals_needed;
    let state = if n_approvals >= i64::from(n_needed) {
        payroll_run_move_in_tx(&mut tx, run, PayrollState::Approved).await?;
        PayrollState::Approved
    } else {
        found.state
    };
    let detail = serde_json::json!({ "n_drafts": found.n_drafts, "n_approvals": n_approvals });
    audit(&mut tx, "payroll.approve", run, ["", actor], detail).await?;
    pool::commit(tx).await?;
    Ok(Approved { state, n_approvals, n_needed })
}

/// Sends a run back: one in review gets another draft, one that is approved is looked at again.
///
/// # Errors
/// [`PayrollError`] says what stands in the way; nothing is written then.
pub async fn reject(
    pool: &Pool,
    run: PayrollRunId,
    why_who: [&str; 2],
) -> Result<PayrollState, PayrollError> {
    let mut tx = pool::begin(pool).await?;
    let states = [PayrollState::Review, PayrollState::Approved];
    let remedy = "only one in review, or approved and not locked, is sent back";
    let found = to_decide(&mut tx, run, &states, remedy).await?;
    if found.state == PayrollState::Approved {
        payroll_run_move_in_tx(&mut tx, run, PayrollState::Review).await?;
    }
    payroll_approval_insert_in_tx(&mut tx, &found, false, why_who).await.map_err(refused(run))?;
    let detail = serde_json::json!({ "n_drafts": found.n_drafts });
    audit(&mut tx, "payroll.reject", run, why_who, detail).await?;
    pool::commit(tx).await?;
    Ok(PayrollState::Review)
}

/// Locks an approved run and makes its payments; how many.
///
/// # Errors
/// [`PayrollError`] says what stands in the way; nothing is written then.
pub async fn lock(pool: &Pool, run: PayrollRunId, actor: &str) -> Result<u64, PayrollError> {
    let mut tx = pool::begin(pool).await?;
    let remedy = "`sereno payroll approve` comes first, by somebody who did not prepare it";
    to_decide(&mut tx, run, &[PayrollState::Approved], remedy).await?;
    payroll_run_move_in_tx(&mut tx, run, PayrollState::Locked).await?;
    let n_payments = payment_make_in_tx(&mut tx, run).await?;
    let detail = serde_json::json!({ "n_payments": n_payments });
    audit(&mut tx, "payroll.lock", run, ["", actor], detail).await?;
    pool::commit(tx).await?;
    Ok(n_payments)
}

/// Notes that the files of a locked run were handed over.
///
/// # Errors
/// [`PayrollError`] says what stands in the way; nothing is written then.
pub async fn exported(
    pool: &Pool,
    run: PayrollRunId,
    (actor, files): (&str, &[String]),
) -> Result<(), PayrollError> {
    let mut tx = pool::begin(pool).await?;
    let remedy = "lock it first: files are of what changes no more";
    let states = [PayrollState::Locked, PayrollState::Exported];
    to_decide(&mut tx, run, &states, remedy).await?;
    payroll_run_move_in_tx(&mut tx, run, PayrollState::Exported).await?;
    audit(&mut tx, "payroll.export", run, ["", actor], serde_json::json!({ "files": files }))
        .await?;
    pool::commit(tx).await?;
    Ok(())
}
