//! The schedules of the settings, with what the ledger knows of each.

use jiff::{Timestamp, ToSpan as _};
use sereno_domain::board::schedule::{ScheduleLine, SchedulesBoard};
use sereno_domain::clean_text::CleanText;
use sereno_domain::schedule::{Firing, Schedule};

use super::clock;
use crate::error::DbError;
use crate::pool::PgConnection;
use crate::schedule::{firing_list, schedule_find};

/// Dates of the past that are told of each schedule.
const N_PAST: i64 = 60;
/// Dates to come that are told of each schedule.
const N_COMING: usize = 14;

/// Reads the schedules that are on, in the order they are given.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn schedules(
    conn: &mut PgConnection,
    schedules: &[Schedule],
) -> Result<SchedulesBoard, DbError> {
    let at = clock(conn).await?;
    let mut lines = Vec::with_capacity(schedules.len());
    for schedule in schedules {
        let coming: Vec<Firing> = upcoming(schedule, at).take(N_COMING).collect();
        lines.push(ScheduleLine {
            name: CleanText::new(&schedule.name),
            pipeline: schedule.pipeline,
            at: schedule.at,
            zone: CleanText::new(schedule.zone.iana_name().unwrap_or("UTC")),
            missed: schedule.missed,
            overlap: schedule.overlap,
            next: coming.first().copied(),
            coming,
            known: schedule_find(conn, &schedule.name).await?,
            firings: firing_list(conn, &schedule.name, N_PAST).await?,
        });
    }
    Ok(SchedulesBoard { at, schedules: lines })
}

/// What is next after an instant, in order.
pub fn upcoming(schedule: &Schedule, now: Timestamp) -> impl Iterator<Item = Firing> + '_ {
    let today = now.to_zoned_datetime(schedule.zone.clone()).date();
    let firings = schedule.firings(today.saturating_sub(2.days()));
    firings.skip_while(move |firing| firing.due_at <= now)
}
