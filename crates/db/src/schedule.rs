//! The ledger of the clock: schedules as they were first seen and paused, and their firings, each
//! written down once.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use sereno_domain::board::schedule::{KnownFiring, KnownSchedule, Pause};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::RunId;
use sereno_domain::schedule::{Firing, FiringState, MissReason};

use crate::error::{DbError, StatementOf, word};
use crate::pg_time::{PgDate, PgTimestamp};
use crate::pool::PgConnection;

/// The schedule of a name; seen for the first time, it answers for dates from `since` on.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn schedule_see_in_tx(
    conn: &mut PgConnection,
    name: &str,
    since: Date,
) -> Result<KnownSchedule, DbError> {
    sqlx::query!(
        "insert into sereno.schedule (name, since)
        values ($1, $2)
        on conflict (name) do nothing",
        name,
        PgDate(since) as _
    )
    .execute(&mut *conn)
    .await
    .of("schedule_see_in_tx")?;
    let known = schedule_find(conn, name).await?;
    Ok(known.unwrap_or(KnownSchedule { since, pause: None }))
}

/// The schedule of a name; none before a worker has seen it.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn schedule_find(
    conn: &mut PgConnection,
    name: &str,
) -> Result<Option<KnownSchedule>, DbError> {
    let row = sqlx::query!(
        r#"select since, paused_by, pause_reason, resumes_at,
            paused_at is not null
                and (resumes_at is null or resumes_at > clock_timestamp()) as "is_paused!"
        from sereno.schedule
        where name = $1"#,
        name
    )
    .fetch_optional(conn)
    .await
    .of("schedule_find")?;
    Ok(row.map(|row| KnownSchedule {
        since: row.since.into(),
        pause: row.is_paused.then(|| Pause {
            by: CleanText::from(row.paused_by),
            reason: CleanText::from(row.pause_reason),
            resumes_at: row.resumes_at.map(Into::into),
        }),
    }))
}

/// Pauses a schedule, until an instant or until somebody says so. The caller writes the audit row.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn schedule_pause_in_tx(
    conn: &mut PgConnection,
    name: &str,
    until: Option<Timestamp>,
    [reason, actor]: [&str; 2],
) -> Result<(), DbError> {
    sqlx::query!(
        "update sereno.schedule
        set paused_at = clock_timestamp(),
            paused_by = $2,
            pause_reason = $3,
            resumes_at = $4
        where name = $1",
        name,
        actor,
        reason,
        until.map(PgTimestamp) as _
    )
    .execute(conn)
    .await
    .of("schedule_pause_in_tx")?;
    Ok(())
}

/// Lets a schedule go on. The caller writes the audit row.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn schedule_resume_in_tx(conn: &mut PgConnection, name: &str) -> Result<(), DbError> {
    sqlx::query!(
        "update sereno.schedule
        set paused_at = null,
            resumes_at = null
        where name = $1",
        name
    )
    .execute(conn)
    .await
    .of("schedule_resume_in_tx")?;
    Ok(())
}

/// The business dates from one on whose firing is written down.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn firing_dates(
    conn: &mut PgConnection,
    name: &str,
    from: Date,
) -> Result<BTreeSet<Date>, DbError> {
    let dates = sqlx::query_scalar!(
        "select business_date
        from sereno.schedule_firing
        where schedule = $1
          and business_date >= $2",
        name,
        PgDate(from) as _
    )
    .fetch_all(conn)
    .await
    .of("firing_dates")?;
    Ok(dates.into_iter().map(Into::into).collect())
}

/// The newest `n_max` firings written down, newest first.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn firing_list(
    conn: &mut PgConnection,
    name: &str,
    n_max: i64,
) -> Result<Vec<KnownFiring>, DbError> {
    let rows = sqlx::query!(
        "select business_date, due_at, state, reason, run_id, decided_at, decided_by
        from sereno.schedule_firing
        where schedule = $1
        order by business_date desc
        limit $2",
        name,
        n_max
    )
    .fetch_all(conn)
    .await
    .of("firing_list")?;
    rows.into_iter()
        .map(|row| {
            let reason = row.reason.map(|reason| word("schedule_firing", "reason", &reason));
            Ok(KnownFiring {
                business_date: row.business_date.into(),
                due_at: row.due_at.into(),
                state: word("schedule_firing", "state", &row.state)?,
                reason: reason.transpose()?,
                run_id: row.run_id.map(RunId),
                decided_at: row.decided_at.into(),
                decided_by: CleanText::from(row.decided_by),
            })
        })
        .collect()
}

/// Writes down what is done about a firing; false when somebody else has.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn firing_insert_in_tx(
    conn: &mut PgConnection,
    name: &str,
    firing: Firing,
    (state, reason): (FiringState, Option<MissReason>),
    decided_by: &str,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "insert into sereno.schedule_firing (schedule, business_date, due_at, state, reason,
            decided_by)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (schedule, business_date) do nothing",
        name,
        PgDate(firing.business_date) as _,
        PgTimestamp(firing.due_at) as _,
        state.name(),
        reason.map(MissReason::name),
        decided_by
    )
    .execute(conn)
    .await
    .of("firing_insert_in_tx")?;
    Ok(done.rows_affected() == 1)
}

/// The business dates that are due and have no run yet, the oldest first.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn firing_due(conn: &mut PgConnection, name: &str) -> Result<Vec<Date>, DbError> {
    let dates = sqlx::query_scalar!(
        "select business_date
        from sereno.schedule_firing
        where schedule = $1
          and state = 'due'
        order by business_date",
        name
    )
    .fetch_all(conn)
    .await
    .of("firing_due")?;
    Ok(dates.into_iter().map(Into::into).collect())
}

/// Notes the run of a firing that was due, or asked about.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn firing_started(
    conn: &mut PgConnection,
    name: &str,
    business_date: Date,
    run_id: RunId,
) -> Result<(), DbError> {
    sqlx::query!(
        "update sereno.schedule_firing
        set state = 'started',
            reason = null,
            run_id = $3
        where schedule = $1
          and business_date = $2",
        name,
        PgDate(business_date) as _,
        run_id.0
    )
    .execute(conn)
    .await
    .of("firing_started")?;
    Ok(())
}

/// Notes that a firing that was due has no run of its own.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn firing_missed(
    conn: &mut PgConnection,
    name: &str,
    business_date: Date,
    reason: MissReason,
) -> Result<(), DbError> {
    sqlx::query!(
        "update sereno.schedule_firing
        set state = 'missed',
            reason = $3
        where schedule = $1
          and business_date = $2
          and state = 'due'",
        name,
        PgDate(business_date) as _,
        reason.name()
    )
    .execute(conn)
    .await
    .of("firing_missed")?;
    Ok(())
}
