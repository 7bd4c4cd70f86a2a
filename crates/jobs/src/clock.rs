//! The clock at work: any worker looks, each firing is written down once, and its run is planned by
//! the one code that plans runs. Two workers that look at once find the same rows.

use std::time::Duration;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use sereno_db::audit::audit_act_in_tx;
use sereno_db::board;
use sereno_db::error::DbError;
use sereno_db::pool::{self, PgConnection, Pool};
use sereno_db::run::{Purpose, run_find_newest, run_is_earlier_live};
use sereno_db::schedule::{
    firing_dates, firing_due, firing_insert_in_tx, firing_missed, firing_started,
    schedule_pause_in_tx, schedule_resume_in_tx, schedule_see_in_tx,
};
use sereno_domain::board::schedule::KnownSchedule;
use sereno_domain::id::RunId;
use sereno_domain::job::Pipeline;
use sereno_domain::payroll::PayrollKind;
use sereno_domain::payroll::calendar::PayCalendar;
use sereno_domain::run::RunState;
use sereno_domain::schedule::{Decision, FiringState, MissReason, OverlapPolicy, Schedule};
use tokio_util::sync::CancellationToken;

use crate::backfill;
use crate::every::every;
use crate::night::{NightRequest, PlanError, plan_night};
use crate::payroll::{PayrollError, PayrollRequest, prepare};
use crate::words;

/// How often the clock is looked at.
const LOOK: Duration = Duration::from_secs(5);

/// Looks at the clock until told to stop. What fails is tried again at the next look.
pub(crate) async fn watch(pool: &Pool, clock: &Clock, worker: &str, stop: &CancellationToken) {
    let looked = async || {
        if let Err(error) = look(pool, clock, worker).await {
            tracing::warn!(%error, "the clock could not be looked at just now");
        }
        if let Err(error) = backfill::look(pool, clock).await {
            tracing::warn!(%error, "backfills could not be looked at just now");
        }
    };
    every(LOOK, stop, looked).await;
}

/// What there is to fire, and how its runs are cut.
#[derive(Debug, Clone)]
pub struct Clock {
    /// The schedules.
    pub schedules: Vec<Schedule>,
    /// Roles in one chunk.
    pub chunk_roles: usize,
    /// Developers scored in one go.
    pub shard_developers: usize,
    /// The calendar months are paid by.
    pub calendar: PayCalendar,
    /// Placements in one chunk of a month of pay.
    pub chunk_placements: usize,
}

/// Looks once: writes down every firing that is due, and plans the runs of those that start.
///
/// # Errors
/// [`PlanError`] when the database fails or a night cannot be planned; what was written down stays,
/// and the next look goes on from there.
pub async fn look(pool: &Pool, clock: &Clock, worker: &str) -> Result<(), PlanError> {
    for schedule in &clock.schedules {
        let mut tx = pool::begin(pool).await?;
        let now = board::clock(&mut tx).await?;
        write_down(&mut tx, schedule, now, worker).await?;
        pool::commit(tx).await?;
        start_due(pool, clock, schedule, worker).await?;
    }
    Ok(())
}

/// The schedule as the ledger knows it; one that is seen for the first time answers for what is still
/// to come.
async fn see(
    conn: &mut PgConnection,
    schedule: &Schedule,
    now: Timestamp,
) -> Result<KnownSchedule, DbError> {
    let days_ago = now.checked_sub(SignedDuration::from_hours(48)).unwrap_or(now);
    let from = days_ago.to_zoned_datetime(schedule.zone.clone()).date();
    let next = schedule.firings(from).find(|firing| firing.due_at > now);
    let since = next.map_or(from, |firing| firing.business_date);
    schedule_see_in_tx(conn, &schedule.name, since).await
}

async fn write_down(
    conn: &mut PgConnection,
    schedule: &Schedule,
    now: Timestamp,
    worker: &str,
) -> Result<(), DbError> {
    let known = see(conn, schedule, now).await?;
    let written = firing_dates(conn, &schedule.name, known.since).await?;
    let paused = known.pause.is_some();
    for decision in schedule.decide(now, known.since, |date| written.contains(&date), paused) {
        let state = match decision {
            Decision::Start(_) => (FiringState::Due, None),
            Decision::Miss(_, reason) => (FiringState::Missed, Some(reason)),
            Decision::Ask(_) => (FiringState::Asked, None),
        };
        let firing = decision.firing();
        if !firing_insert_in_tx(conn, &schedule.name, firing, state, worker).await? {
            continue;
        }
        let date = firing.business_date;
        match decision {
            Decision::Start(_) => {
                tracing::info!(schedule = schedule.name, business.date = %date, "due");
            }
            Decision::Miss(..) | Decision::Ask(_) => {
                let reason = state.1.map_or("somebody must say", MissReason::name);
                tracing::warn!(schedule = schedule.name, business.date = %date, reason, "not run");
            }
        }
    }
    Ok(())
}

/// Plans the runs of what is due, the oldest first; under the wait policy one at a time.
async fn start_due(
    pool: &Pool,
    clock: &Clock,
    schedule: &Schedule,
    worker: &str,
) -> Result<(), PlanError> {
    let mut conn = pool::acquire(pool).await?;
    for date in firing_due(&mut conn, &schedule.name).await? {
        if run_is_earlier_live(&mut conn, schedule.pipeline, date).await? {
            match schedule.overlap {
                // Later dates are behind it in the row.
                OverlapPolicy::Wait => return Ok(()),
                OverlapPolicy::Skip => {
                    firing_missed(&mut conn, &schedule.name, date, MissReason::Overlap).await?;
                    continue;
                }
            }
        }
        let run_id = match schedule.pipeline {
            Pipeline::Nightly => start_night(pool, clock, date, worker).await?,
            // Whoever is paid was checked first.
            Pipeline::Payroll if night_is_to_come(&mut conn, clock, date).await? => return Ok(()),
            Pipeline::Payroll => match start_payroll(pool, clock, date, worker).await {
                Ok(run_id) => run_id,
                Err(PayrollError::Database(error)) => return Err(error.into()),
                Err(error) => {
                    let why = words::chain(&error);
                    tracing::warn!(schedule = schedule.name, business.date = %date, %why,
                        "no draft was prepared");
                    firing_missed(&mut conn, &schedule.name, date, MissReason::Closed).await?;
                    continue;
                }
            },
        };
        firing_started(&mut conn, &schedule.name, date, run_id).await?;
    }
    Ok(())
}

async fn start_night(
    pool: &Pool,
    clock: &Clock,
    date: Date,
    worker: &str,
) -> Result<RunId, PlanError> {
    let request = NightRequest {
        business_date: date,
        revise: None,
        requested_by: worker.to_owned(),
        purpose: Purpose::Night,
        chunk_roles: clock.chunk_roles,
        shard_developers: clock.shard_developers,
    };
    Ok(plan_night(pool, &request).await?.run.run_id)
}

/// Whether the night of a date is meant to run, and has not ended.
async fn night_is_to_come(
    conn: &mut PgConnection,
    clock: &Clock,
    date: Date,
) -> Result<bool, DbError> {
    if !clock.schedules.iter().any(|schedule| schedule.pipeline == Pipeline::Nightly) {
        return Ok(false);
    }
    let night = run_find_newest(conn, Pipeline::Nightly, date, Purpose::Night).await?;
    Ok(night.is_none_or(|night| night.state == RunState::Running))
}

/// Prepares a draft of the month a date lies in.
async fn start_payroll(
    pool: &Pool,
    clock: &Clock,
    date: Date,
    worker: &str,
) -> Result<RunId, PayrollError> {
    let request = PayrollRequest {
        calendar: clock.calendar.clone(),
        month_on: date.first_of_month(),
        kind: PayrollKind::Regular,
        as_of: date,
        chunk_placements: clock.chunk_placements,
        actor: worker.to_owned(),
        reason: String::new(),
    };
    Ok(prepare(pool, &request).await?.run_id)
}

/// Pauses a schedule: what comes due meanwhile is written down as missed.
///
/// # Errors
/// [`DbError`] when the database fails; nothing is written then.
pub async fn pause(
    pool: &Pool,
    schedule: &Schedule,
    until: Option<Timestamp>,
    [reason, actor]: [&str; 2],
) -> Result<(), DbError> {
    let mut tx = pool::begin(pool).await?;
    let now = board::clock(&mut tx).await?;
    see(&mut tx, schedule, now).await?;
    schedule_pause_in_tx(&mut tx, &schedule.name, until, [reason, actor]).await?;
    let detail = serde_json::json!({ "until": until });
    audit_act_in_tx(
        &mut tx,
        ("schedule.pause", format!("schedule:{}", schedule.name)),
        [reason, actor],
        detail,
    )
    .await?;
    pool::commit(tx).await
}

/// Lets a schedule go on.
///
/// # Errors
/// [`DbError`] when the database fails; nothing is written then.
pub async fn resume(
    pool: &Pool,
    schedule: &Schedule,
    [reason, actor]: [&str; 2],
) -> Result<(), DbError> {
    let mut tx = pool::begin(pool).await?;
    // What came due while it was paused was not run: it is written down before it goes on.
    let now = board::clock(&mut tx).await?;
    write_down(&mut tx, schedule, now, actor).await?;
    schedule_resume_in_tx(&mut tx, &schedule.name).await?;
    audit_act_in_tx(
        &mut tx,
        ("schedule.resume", format!("schedule:{}", schedule.name)),
        [reason, actor],
        serde_json::json!({}),
    )
    .await?;
    pool::commit(tx).await
}
