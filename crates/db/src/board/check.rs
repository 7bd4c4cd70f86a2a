//! What `sereno check` looks at.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use sereno_domain::check::{CheckFacts, DateRun, MISSED_DAYS};
use sereno_domain::job::Pipeline;

use super::clock;
use crate::error::{DbError, StatementOf, count, word};
use crate::halt::queue_list;
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

/// Reads the facts, but for those of the clock's schedules and deadlines: `due` is the newest date
/// whose night is to be over, `now` this host's clock.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn check_facts(
    conn: &mut PgConnection,
    due: Date,
    now: Timestamp,
) -> Result<CheckFacts, DbError> {
    let skew = now.duration_since(clock(conn).await?);
    let oldest = due.saturating_sub(MISSED_DAYS.days());
    let rows = sqlx::query!(
        r#"select distinct on (business_date) business_date, run.state,
            (
                select count(*)
                from sereno.chunk
                where chunk.run_id = run.run_id
                  and chunk.state = 'quarantined'
            ) as "n_quarantined!"
        from sereno.run
        where pipeline = $1
          and scope = 'all'
          and business_date >= $2
        order by business_date, revision desc"#,
        Pipeline::Nightly.name(),
        PgDate(oldest) as _
    )
    .fetch_all(&mut *conn)
    .await
    .of("check_facts")?;
    let runs = rows.into_iter().map(|row| {
        Ok(DateRun {
            business_date: row.business_date.into(),
            state: word("run", "state", &row.state)?,
            n_quarantined: count(row.n_quarantined),
        })
    });
    let runs = runs.collect::<Result<Vec<_>, DbError>>()?;
    let queue = sqlx::query!(
        r#"select count(*) as "n_ready!",
            coalesce(max(extract(epoch from clock_timestamp()
                - greatest(chunk.ready_at, step.started_at, run.started_at))), 0)::bigint
                as "waits_seconds!",
            (select count(*) from sereno.worker where ended_at is null) as "n_workers!",
            (
                select count(*)
                from sereno.alert_delivery
                join sereno.alert using (alert_id)
                where state = 'gave_up'
                  and resolved_at is null
            ) as "n_untold!"
        from sereno.chunk
        join sereno.step using (step_id)
        join sereno.run on run.run_id = chunk.run_id
        where chunk.state = 'ready'
          and coalesce(ready_at <= clock_timestamp(), true)"#
    )
    .fetch_one(&mut *conn)
    .await
    .of("check_facts")?;
    let held = queue_list(conn).await?.into_iter().filter_map(|line| {
        let why = line.paused?;
        Some(format!("{} by {why}", line.kind))
    });
    Ok(CheckFacts {
        held: held.collect(),
        n_untold: count(queue.n_untold),
        not_started: None,
        at_work: None,
        due,
        runs,
        n_ready: count(queue.n_ready),
        waits: SignedDuration::from_secs(queue.waits_seconds),
        n_workers: count(queue.n_workers),
        skew,
    })
}
