//! The watchman watched: everything `sereno check` says, gathered in one place for the command, the
//! probes and the alerts.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use sereno_db::board;
use sereno_db::board::check::check_facts;
use sereno_db::board::tonight::night_at_work;
use sereno_db::error::DbError;
use sereno_db::pool::PgConnection;
use sereno_db::run::run_states_of_dates;
use sereno_db::schedule::{firing_dates, schedule_find};
use sereno_domain::business_day::{business_date, next_at};
use sereno_domain::check::{AtWork, CheckLine, check};
use sereno_domain::forecast::forecast;
use sereno_domain::schedule::{Firing, Schedule};

/// How long after its time a firing may still be on its way.
const GRACE: SignedDuration = SignedDuration::from_mins(10);
/// Days back in which a firing that came to nothing is told.
const LOOK_BACK_DAYS: i64 = 3;

/// What the firm expects of its nights.
#[derive(Debug, Clone)]
pub struct Watch {
    /// The firm's zone.
    pub zone: TimeZone,
    /// Hour at which its business date changes.
    pub cutoff_hour: i8,
    /// By when a night should be over.
    pub deadline: Option<Time>,
    /// When pipelines are due.
    pub schedules: Vec<Schedule>,
}

impl Watch {
    /// Looks at everything; `now` is this host's clock.
    ///
    /// # Errors
    /// [`DbError`] when a statement fails or a stored word is not known.
    pub async fn look(
        &self,
        conn: &mut PgConnection,
        now: Timestamp,
    ) -> Result<Vec<CheckLine>, DbError> {
        // The night of the day before the business date that runs is to be over.
        let today = business_date(now, &self.zone, self.cutoff_hour);
        let due = today.yesterday().unwrap_or(today);
        let mut facts = check_facts(conn, due, now).await?;
        let now = board::clock(conn).await?;
        facts.at_work = self.at_work(conn, now).await?;
        for schedule in &self.schedules {
            if facts.not_started.is_none() {
                facts.not_started = not_started(conn, schedule, now).await?;
            }
        }
        Ok(check(&facts))
    }

    async fn at_work(
        &self,
        conn: &mut PgConnection,
        now: Timestamp,
    ) -> Result<Option<AtWork>, DbError> {
        let Some(time) = self.deadline else { return Ok(None) };
        let Some((business_date, started_at, steps)) = night_at_work(conn).await? else {
            return Ok(None);
        };
        let deadline = next_at(started_at, time, &self.zone);
        Ok(deadline.map(|deadline| AtWork {
            business_date,
            deadline,
            forecast: forecast(now, &steps),
            now,
        }))
    }
}

/// The newest firing that was due a while ago and has neither a run nor a word why. A schedule that
/// no worker has seen, or that is paused, promises nothing.
async fn not_started(
    conn: &mut PgConnection,
    schedule: &Schedule,
    now: Timestamp,
) -> Result<Option<Firing>, DbError> {
    let Some(known) = schedule_find(conn, &schedule.name).await? else { return Ok(None) };
    if known.pause.is_some() {
        return Ok(None);
    }
    let today = now.to_zoned_datetime(schedule.zone.clone()).date();
    let from = today.saturating_sub(LOOK_BACK_DAYS.days()).max(known.since);
    let late = |firing: &Firing| now.duration_since(firing.due_at) >= GRACE;
    let Some(newest) = schedule.firings(from).take_while(late).last() else { return Ok(None) };
    let date = newest.business_date;
    let written = firing_dates(conn, &schedule.name, date).await?;
    if written.contains(&date) || !run_states_of_dates(conn, [date, date]).await?.is_empty() {
        return Ok(None);
    }
    Ok(Some(newest))
}
