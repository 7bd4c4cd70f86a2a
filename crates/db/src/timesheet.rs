//! Timesheets as files tell them: a batch in, new and changed weeks written, the others left alone.

use std::collections::{BTreeMap, BTreeSet};

use sereno_domain::intake::timesheet::IncomingTimesheet;
use sereno_domain::timesheet::TimesheetState;

use crate::developer::UpsertCounts;
use crate::error::{DbError, StatementOf};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

const WHAT: &str = "timesheet_upsert_in_tx";

/// Why a timesheet cannot be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimesheetObstacle {
    /// Its placement is not there.
    NoPlacement,
    /// Another row tells of that week: its reference.
    ToldBy(String),
    /// What it would change was paid.
    Locked,
}

/// Which of the timesheets cannot be written, by reference, and why. No reference may stand in it twice.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn timesheet_obstacles(
    conn: &mut PgConnection,
    source: &str,
    timesheets: &[&IncomingTimesheet],
) -> Result<BTreeMap<String, TimesheetObstacle>, DbError> {
    let references: Vec<String> = timesheets.iter().map(|one| one.external_ref.clone()).collect();
    let placements: Vec<String> = timesheets.iter().map(|one| one.placement_ref.clone()).collect();
    let weeks: Vec<PgDate> = timesheets.iter().map(|one| PgDate(one.told.from)).collect();
    let rows = sqlx::query!(
        r#"select given.external_ref as "external_ref!", placement.placement_id as "placement_id?",
            told.external_ref as "told_by?", mine.state as "state?", mine.content_hash as "content_hash?"
        from unnest($2::text[], $3::text[], $4::date[]) as given (external_ref, placement_ref, week_on)
        left join sereno.placement on placement.source = $1 and placement.external_ref = placement_ref
        left join sereno.timesheet as told on told.placement_id = placement.placement_id
            and told.starts_on = week_on
            and (told.source, told.external_ref) <> ($1, given.external_ref)
        left join sereno.timesheet as mine on mine.source = $1 and mine.external_ref = given.external_ref"#,
        source,
        &references,
        &placements,
        &weeks as _
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    let mut all: BTreeMap<String, TimesheetObstacle> = BTreeMap::new();
    let by_ref: BTreeMap<&str, &IncomingTimesheet> =
        timesheets.iter().map(|one| (one.external_ref.as_str(), *one)).collect();
    for row in rows {
        let Some(one) = by_ref.get(row.external_ref.as_str()) else { continue };
        let locked = row.state.as_deref() == Some(TimesheetState::Locked.name());
        let obstacle = match (row.placement_id, row.told_by) {
            (None, _) => TimesheetObstacle::NoPlacement,
            (Some(_), Some(told_by)) => TimesheetObstacle::ToldBy(told_by),
            (Some(_), None) if locked && row.content_hash != Some(one.content_hash().to_vec()) => {
                TimesheetObstacle::Locked
            }
            (Some(_), None) => continue,
        };
        all.insert(row.external_ref, obstacle);
    }
    all.extend(told_twice(timesheets, &all));
    Ok(all)
}

/// Those that tell of a week another one before them tells of.
fn told_twice(
    timesheets: &[&IncomingTimesheet],
    without: &BTreeMap<String, TimesheetObstacle>,
) -> BTreeMap<String, TimesheetObstacle> {
    let mut first: BTreeMap<_, &str> = BTreeMap::new();
    let mut twice = BTreeMap::new();
    for one in timesheets.iter().filter(|one| !without.contains_key(&one.external_ref)) {
        let told_by = *first
            .entry((one.placement_ref.as_str(), one.told.from))
            .or_insert(one.external_ref.as_str());
        if told_by != one.external_ref {
            let obstacle = TimesheetObstacle::ToldBy(told_by.to_owned());
            twice.insert(one.external_ref.clone(), obstacle);
        }
    }
    twice
}

/// Writes those of `timesheets` that are new or changed; none of them has an obstacle.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn timesheet_upsert_in_tx(
    conn: &mut PgConnection,
    source: &str,
    timesheets: &[IncomingTimesheet],
) -> Result<UpsertCounts, DbError> {
    let (mut references, mut placements, mut states) = (Vec::new(), Vec::new(), Vec::new());
    let (mut starts_on, mut ends_on, mut hashes) = (Vec::new(), Vec::new(), Vec::new());
    for one in timesheets {
        references.push(one.external_ref.clone());
        placements.push(one.placement_ref.clone());
        states.push(one.told.state.to_string());
        starts_on.push(PgDate(one.told.from));
        ends_on.push(PgDate(one.told.to));
        hashes.push(one.content_hash().to_vec());
    }
    let written = sqlx::query!(
        r#"insert into sereno.timesheet as stored (placement_id, source, external_ref, starts_on, ends_on,
            state, content_hash)
        select placement_id, $1, given.external_ref, given.starts_on, given.ends_on, given.state, given.hash
        from unnest($2::text[], $3::text[], $4::date[], $5::date[], $6::text[], $7::bytea[])
            as given (external_ref, placement_ref, starts_on, ends_on, state, hash)
        join sereno.placement on placement.source = $1 and placement.external_ref = placement_ref
        on conflict (source, external_ref) do update
        set placement_id = excluded.placement_id,
            starts_on = excluded.starts_on,
            ends_on = excluded.ends_on,
            state = excluded.state,
            content_hash = excluded.content_hash
        where stored.content_hash is distinct from excluded.content_hash
        returning timesheet_id, external_ref, xmax = 0 as "is_new!""#,
        source,
        &references,
        &placements,
        &starts_on as _,
        &ends_on as _,
        &states,
        &hashes
    )
    .fetch_all(&mut *conn)
    .await
    .of(WHAT)?;
    let by_ref: BTreeMap<&str, &IncomingTimesheet> =
        timesheets.iter().map(|one| (one.external_ref.as_str(), one)).collect();
    let mut counts = UpsertCounts::default();
    let mut told = Vec::new();
    for row in written {
        counts.wrote(row.is_new);
        if let Some(one) = by_ref.get(row.external_ref.as_str()) {
            told.push((row.timesheet_id, *one));
        }
    }
    days(conn, &told).await?;
    Ok(counts)
}

/// Puts the days that are told now in the place of those that were.
async fn days(conn: &mut PgConnection, told: &[(i64, &IncomingTimesheet)]) -> Result<(), DbError> {
    let ids: BTreeSet<i64> = told.iter().map(|(timesheet_id, _)| *timesheet_id).collect();
    sqlx::query!(
        "delete from sereno.timesheet_day where timesheet_id = any($1)",
        &Vec::from_iter(ids)
    )
    .execute(&mut *conn)
    .await
    .of(WHAT)?;
    let (mut ids, mut days, mut kinds, mut minutes) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (timesheet_id, one) in told {
        for day in &one.told.days {
            ids.push(*timesheet_id);
            days.push(PgDate(day.day));
            kinds.push(day.kind.to_string());
            minutes.push(i16::try_from(day.minutes).unwrap_or(i16::MAX));
        }
    }
    sqlx::query!(
        "insert into sereno.timesheet_day (timesheet_id, day, kind, minutes)
        select timesheet_id, day, kind, minutes
        from unnest($1::bigint[], $2::date[], $3::text[], $4::smallint[])
            as given (timesheet_id, day, kind, minutes)",
        &ids,
        &days as _,
        &kinds,
        &minutes
    )
    .execute(conn)
    .await
    .of(WHAT)?;
    Ok(())
}
