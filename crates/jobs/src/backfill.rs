//! Backfills: asked for once, then planned date by date by whoever keeps the clock, each when the run
//! before it has ended.

use jiff::civil::Date;
use sereno_db::audit::audit_act_in_tx;
use sereno_db::backfill::{
    BackfillLine, NewBackfill, backfill_date_planned, backfill_due, backfill_insert_in_tx,
    backfill_list, backfill_stop_in_tx,
};
use sereno_db::error::DbError;
use sereno_db::pool::{self, PgConnection, Pool};
use sereno_db::run::{Purpose, run_states_of_dates};
use sereno_domain::backfill::{BackfillMode, N_DATES_MAX, dates};
use sereno_domain::id::BackfillId;

use crate::clock::Clock;
use crate::night::{NightRequest, PlanError, plan_night};
use crate::words;

/// Why there is no backfill.
#[derive(Debug, thiserror::Error)]
pub enum BackfillError {
    /// The database could not be used.
    #[error("nothing was changed")]
    Database(#[from] DbError),
    /// A range of the wrong way or size.
    #[error("from {0} to {1} is no range of 1 to {N_DATES_MAX} dates")]
    Range(Date, Date),
    /// Nothing is meant.
    #[error("no date from {0} to {1} is meant: `sereno runs` shows what ran")]
    Nothing(Date, Date),
    /// No such backfill.
    #[error("there is no backfill {0}: `sereno backfill list` lists the newest")]
    Unknown(BackfillId),
}

/// What is asked of a backfill.
#[derive(Debug, Clone, Copy)]
pub struct BackfillRequest {
    /// First and last date.
    pub range: [Date; 2],
    /// Which of the dates between.
    pub mode: BackfillMode,
    /// Whether the newest goes first.
    pub newest_first: bool,
}

/// The dates a backfill would run.
///
/// # Errors
/// [`BackfillError`] says why there would be none.
pub async fn preview(
    conn: &mut PgConnection,
    request: &BackfillRequest,
) -> Result<Vec<Date>, BackfillError> {
    let [first, last] = request.range;
    let mut meant = dates(first, last).ok_or(BackfillError::Range(first, last))?;
    let known = run_states_of_dates(conn, request.range).await?;
    let state = |date: Date| known.iter().find(|(day, _)| *day == date).map(|(_, state)| *state);
    meant.retain(|date| request.mode.means(state(*date)));
    if meant.is_empty() { Err(BackfillError::Nothing(first, last)) } else { Ok(meant) }
}

/// Writes a backfill down; workers do it.
///
/// # Errors
/// [`BackfillError`] says why; nothing is written then.
pub async fn ask(
    pool: &Pool,
    request: &BackfillRequest,
    why_who: [&str; 2],
) -> Result<BackfillLine, BackfillError> {
    let mut tx = pool::begin(pool).await?;
    let dates = preview(&mut tx, request).await?;
    let BackfillRequest { range, mode, newest_first } = *request;
    let new = NewBackfill { range, mode, dates: &dates, newest_first, reason_actor: why_who };
    let id = backfill_insert_in_tx(&mut tx, &new).await?;
    let detail = serde_json::json!({ "from": range[0], "to": range[1], "mode": mode,
        "n_dates": dates.len(), "newest_first": newest_first });
    audit_act_in_tx(&mut tx, ("backfill.ask", format!("backfill:{id}")), why_who, detail).await?;
    let line = find(&mut tx, id).await?;
    pool::commit(tx).await?;
    Ok(line)
}

/// One backfill.
///
/// # Errors
/// [`BackfillError::Unknown`] when there is none such.
pub async fn find(conn: &mut PgConnection, id: BackfillId) -> Result<BackfillLine, BackfillError> {
    backfill_list(conn, Some(id)).await?.pop().ok_or(BackfillError::Unknown(id))
}

/// Stops a backfill, or lets it go on; the run that is at work ends as it would.
///
/// # Errors
/// [`BackfillError`] says why; nothing is written then.
pub async fn stop(
    pool: &Pool,
    id: BackfillId,
    stopped: bool,
    why_who: [&str; 2],
) -> Result<(), BackfillError> {
    let mut tx = pool::begin(pool).await?;
    if !backfill_stop_in_tx(&mut tx, id, stopped).await? {
        return Err(BackfillError::Unknown(id));
    }
    let action = if stopped { "backfill.stop" } else { "backfill.resume" };
    let detail = serde_json::json!({});
    audit_act_in_tx(&mut tx, (action, format!("backfill:{id}")), why_who, detail).await?;
    Ok(pool::commit(tx).await?)
}

/// Plans the next date of every backfill whose last run has ended. One date that cannot be planned
/// does not stop the others.
///
/// # Errors
/// [`DbError`] when the database fails; the next look goes on from there.
pub async fn look(pool: &Pool, clock: &Clock) -> Result<(), DbError> {
    let due = backfill_due(&mut *pool::acquire(pool).await?).await?;
    for due in due {
        let request = NightRequest {
            business_date: due.business_date,
            revise: Some(due.reason.clone()),
            requested_by: due.asked_by.clone(),
            purpose: Purpose::Backfill,
            chunk_roles: clock.chunk_roles,
            shard_developers: clock.shard_developers,
        };
        let planned = match plan_night(pool, &request).await {
            Ok(planned) => Ok(planned.run.run_id),
            Err(PlanError::Database(error)) => return Err(error),
            Err(error) => Err(words::chain(&error)),
        };
        let mut conn = pool::acquire(pool).await?;
        backfill_date_planned(&mut conn, &due, planned.as_ref().copied()).await?;
    }
    Ok(())
}
