//! Backfills: the dates they are for, and the run of each.

use jiff::Timestamp;
use jiff::civil::Date;
use sereno_domain::backfill::BackfillMode;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{BackfillId, RunId};
use sereno_domain::job::Pipeline;

use crate::error::{DbError, StatementOf, count, word};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

/// A backfill as it is asked for.
#[derive(Debug, Clone)]
pub struct NewBackfill<'a> {
    /// First and last date.
    pub range: [Date; 2],
    /// Which of the dates between.
    pub mode: BackfillMode,
    /// Those dates.
    pub dates: &'a [Date],
    /// In which order.
    pub newest_first: bool,
    /// Why, and who asks.
    pub reason_actor: [&'a str; 2],
}

/// Writes a backfill down. The caller writes the audit row.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn backfill_insert_in_tx(
    conn: &mut PgConnection,
    new: &NewBackfill<'_>,
) -> Result<BackfillId, DbError> {
    let ([first, last], [reason, actor]) = (new.range, new.reason_actor);
    let dates: Vec<PgDate> = new.dates.iter().copied().map(PgDate).collect();
    let id = sqlx::query_scalar!(
        r#"with made as (
            insert into sereno.backfill (pipeline, first_date, last_date, mode, newest_first, asked_by, reason)
            values ($1, $2, $3, $4, $5, $6, $7)
            returning backfill_id
        ), dated as (
            insert into sereno.backfill_date (backfill_id, business_date)
            select backfill_id, business_date
            from made, unnest($8::date[]) as business_date
        )
        select backfill_id as "backfill_id!" from made"#,
        Pipeline::Nightly.name(),
        PgDate(first) as _,
        PgDate(last) as _,
        new.mode.name(),
        new.newest_first,
        actor,
        reason,
        &dates as _
    )
    .fetch_one(conn)
    .await
    .of("backfill_insert_in_tx")?;
    Ok(BackfillId(id))
}

/// A date that is to be planned now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDate {
    /// Of which backfill.
    pub backfill_id: BackfillId,
    /// The civil day.
    pub business_date: Date,
    /// Why the backfill was asked for.
    pub reason: String,
    /// Who asked for it.
    pub asked_by: String,
}

/// The next date of each backfill that goes on and has no run at work.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn backfill_due(conn: &mut PgConnection) -> Result<Vec<DueDate>, DbError> {
    let rows = sqlx::query!(
        r#"select backfill_id, next.business_date as "business_date!", reason, asked_by
        from sereno.backfill
        cross join lateral (
            select business_date
            from sereno.backfill_date as due
            where due.backfill_id = backfill.backfill_id
              and run_id is null
              and error is null
            order by case when newest_first then business_date end desc, business_date
            limit 1
        ) as next
        where stopped_at is null
          and not exists (
            select
            from sereno.backfill_date as own
            join sereno.run using (run_id)
            where own.backfill_id = backfill.backfill_id
              and run.state = 'running'
          )
        order by backfill_id"#
    )
    .fetch_all(conn)
    .await
    .of("backfill_due")?;
    let due = rows.into_iter().map(|row| DueDate {
        backfill_id: BackfillId(row.backfill_id),
        business_date: row.business_date.into(),
        reason: row.reason,
        asked_by: row.asked_by,
    });
    Ok(due.collect())
}

/// Notes what became of a date: its run, or why it could not be planned.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn backfill_date_planned(
    conn: &mut PgConnection,
    due: &DueDate,
    planned: Result<RunId, &CleanText>,
) -> Result<(), DbError> {
    sqlx::query!(
        "update sereno.backfill_date
        set run_id = $3,
            error = $4
        where backfill_id = $1
          and business_date = $2",
        due.backfill_id.0,
        PgDate(due.business_date) as _,
        planned.ok().map(|run| run.0),
        planned.err().map(CleanText::as_str)
    )
    .execute(conn)
    .await
    .of("backfill_date_planned")?;
    Ok(())
}

/// Stops a backfill, or lets it go on; false when there is none such. The caller writes the audit row.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn backfill_stop_in_tx(
    conn: &mut PgConnection,
    backfill_id: BackfillId,
    stopped: bool,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "update sereno.backfill
        set stopped_at = case when $2 then clock_timestamp() end
        where backfill_id = $1",
        backfill_id.0,
        stopped
    )
    .execute(conn)
    .await
    .of("backfill_stop_in_tx")?;
    Ok(done.rows_affected() == 1)
}

/// A backfill and how far it is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct BackfillLine {
    /// Identity.
    pub backfill_id: BackfillId,
    /// First date.
    pub first_date: Date,
    /// Last date.
    pub last_date: Date,
    /// Which of the dates between.
    pub mode: BackfillMode,
    /// Whether the newest date goes first.
    pub newest_first: bool,
    /// Dates meant.
    pub n_dates: u64,
    /// Dates whose run is done.
    pub n_done: u64,
    /// Dates whose run ended in another way, or could not be planned.
    pub n_failed: u64,
    /// Dates still to be planned.
    pub n_due: u64,
    /// Why the first that could not be planned was not.
    pub error: Option<CleanText>,
    /// Who asked.
    pub asked_by: CleanText,
    /// Why.
    pub reason: CleanText,
    /// When.
    pub asked_at: Timestamp,
    /// When somebody stopped it.
    pub stopped_at: Option<Timestamp>,
}

/// The newest backfills, or the one that is asked for.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn backfill_list(
    conn: &mut PgConnection,
    backfill_id: Option<BackfillId>,
) -> Result<Vec<BackfillLine>, DbError> {
    let rows = sqlx::query!(
        r#"select backfill_id, first_date, last_date, mode, newest_first, asked_by, reason, asked_at,
            stopped_at, dates.n as "n!", dates.n_done as "n_done!", dates.n_failed as "n_failed!",
            dates.n_due as "n_due!", dates.error
        from sereno.backfill
        cross join lateral (
            select count(*) as n, count(*) filter (where run.state = 'done') as n_done,
                count(*) filter (where run.state not in ('done', 'running') or error is not null) as n_failed,
                count(*) filter (where own.run_id is null and error is null) as n_due,
                (array_agg(error order by business_date) filter (where error is not null))[1] as error
            from sereno.backfill_date as own
            left join sereno.run using (run_id, business_date)
            where own.backfill_id = backfill.backfill_id
        ) as dates
        where $1::bigint is null
           or backfill_id = $1
        order by backfill_id desc
        limit 30"#,
        backfill_id.map(|id| id.0)
    )
    .fetch_all(conn)
    .await
    .of("backfill_list")?;
    rows.into_iter()
        .map(|row| {
            Ok(BackfillLine {
                backfill_id: BackfillId(row.backfill_id),
                first_date: row.first_date.into(),
                last_date: row.last_date.into(),
                mode: word("backfill", "mode", &row.mode)?,
                newest_first: row.newest_first,
                n_dates: count(row.n),
                n_done: count(row.n_done),
                n_failed: count(row.n_failed),
                n_due: count(row.n_due),
                error: row.error.map(|error| CleanText::new(&error)),
                asked_by: CleanText::new(&row.asked_by),
                reason: CleanText::new(&row.reason),
                asked_at: row.asked_at.into(),
                stopped_at: row.stopped_at.map(Into::into),
            })
        })
        .collect()
}
