//! What was told of work, by placement: looked up one placement at a time by an index, since a slice of
//! dossiers asks for a small part of all weeks there are.

use jiff::ToSpan as _;
use jiff::civil::Date;
use sereno_domain::compliance::dossier::VacationTold;
use sereno_domain::placement_health::monday_of;
use sereno_domain::timesheet::{N_WEEKS, Timesheet, TimesheetDay};

use crate::error::{DbError, StatementOf, small, word};
use crate::owned::Owned;
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

/// The first day of the weeks rules and screens look back at.
pub(crate) fn looked_back_to(day: Date) -> Date {
    monday_of(day).saturating_sub(N_WEEKS.weeks())
}

/// The timesheets of placements, by day: of each those that tell of days from one on, and that begin by
/// `day`. One that tells of no time is left out.
pub(crate) async fn timesheets(
    conn: &mut PgConnection,
    wanted: &[(i64, Date)],
    day: Date,
) -> Result<Owned<Timesheet>, DbError> {
    const TABLE: &str = "timesheet";
    let placements: Vec<i64> = wanted.iter().map(|(placement_id, _)| *placement_id).collect();
    let from: Vec<PgDate> = wanted.iter().map(|(_, from)| PgDate(*from)).collect();
    let rows = sqlx::query!(
        r#"select wanted.placement_id as "placement_id!", told.starts_on, told.ends_on, told.state,
            time.day, time.kind, time.minutes
        from unnest($1::bigint[], $2::date[]) as wanted (placement_id, from_day)
        cross join lateral (
            select timesheet_id, starts_on, ends_on, state
            from sereno.timesheet
            where timesheet.placement_id = wanted.placement_id
              and starts_on > from_day - 31
              and starts_on <= $3
              and ends_on > from_day
            offset 0
        ) as told
        cross join lateral (
            select day, kind, minutes
            from sereno.timesheet_day
            where timesheet_day.timesheet_id = told.timesheet_id
            offset 0
        ) as time
        order by 1, told.starts_on, time.day, time.kind"#,
        &placements,
        &from as _,
        PgDate(day) as _
    )
    .fetch_all(conn)
    .await
    .of(TABLE)?;
    let mut all: Vec<(i64, Timesheet)> = Vec::new();
    for row in rows {
        let from = row.starts_on.into();
        let day = TimesheetDay {
            day: row.day.into(),
            kind: word("timesheet_day", "kind", &row.kind)?,
            minutes: small(row.minutes),
        };
        match all.last_mut() {
            Some((placement_id, told))
                if (*placement_id, told.from) == (row.placement_id, from) =>
            {
                told.days.push(day);
            }
            Some(_) | None => {
                let state = word(TABLE, "state", &row.state)?;
                let told = Timesheet { from, to: row.ends_on.into(), state, days: vec![day] };
                all.push((row.placement_id, told));
            }
        }
    }
    Owned::gather(all, Ok)
}

/// How much vacation was taken in placements, as far as is told by `day`.
pub(super) async fn vacation(
    conn: &mut PgConnection,
    placements: &[i64],
    day: Date,
) -> Result<Owned<VacationTold>, DbError> {
    let rows = sqlx::query!(
        r#"select wanted.placement_id as "placement_id!", told.from_day as "from_day!", told.minutes as "minutes!"
        from unnest($1::bigint[]) as wanted (placement_id)
        cross join lateral (
            select min(starts_on) as from_day, coalesce(sum(minutes), 0)::bigint as minutes
            from sereno.timesheet
            left join sereno.timesheet_day on timesheet_day.timesheet_id = timesheet.timesheet_id
                and kind = 'vacation'
            where timesheet.placement_id = wanted.placement_id
              and starts_on <= $2
              and state <> 'draft'
            offset 0
        ) as told
        where told.from_day is not null
        order by 1"#,
        placements,
        PgDate(day) as _
    )
    .fetch_all(conn)
    .await
    .of("timesheet_day")?;
    Owned::gather(rows, |row| {
        let told = VacationTold { from: row.from_day.into(), minutes: row.minutes };
        Ok((row.placement_id, told))
    })
}
