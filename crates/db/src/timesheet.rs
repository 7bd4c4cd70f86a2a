//! Timesheets as files tell them: a batch in, new and changed weeks written, the others left alone.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sereno_domain::intake::clash::{Clash, Standing, clashes};
use sereno_domain::intake::timesheet::IncomingTimesheet;
use sereno_domain::timesheet::TimesheetState;

use crate::developer::UpsertCounts;
use crate::error::{DbError, StatementOf};
use crate::owner::Owners;
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

const WHAT: &str = "timesheet_upsert_in_tx";

/// Which of `timesheets` would change what was paid.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn timesheet_locked(
    conn: &mut PgConnection,
    source: &str,
    timesheets: &[&IncomingTimesheet],
    owners: &Owners,
) -> Result<BTreeSet<String>, DbError> {
    let references: Vec<String> = timesheets.iter().map(|one| one.external_ref.clone()).collect();
    let placements: Vec<Option<i64>> =
        timesheets.iter().map(|one| owners.id(&one.placement)).collect();
    let hashes: Vec<Vec<u8>> = timesheets.iter().map(|one| one.content_hash().to_vec()).collect();
    let locked = sqlx::query_scalar!(
        "select stored.external_ref
        from unnest($2::text[], $3::bigint[], $4::bytea[]) as given (external_ref, placement_id, hash)
        join sereno.timesheet as stored on stored.source = $1
            and stored.external_ref = given.external_ref
        where state = $5
          and (stored.placement_id, content_hash) is distinct from (given.placement_id, given.hash)",
        source,
        &references,
        &placements as _,
        &hashes,
        TimesheetState::Locked.name()
    )
    .fetch_all(conn)
    .await
    .of("timesheet_locked")?;
    Ok(locked.into_iter().collect())
}

/// Which of `timesheets` tell of a week of their placement that another row tells of.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn timesheet_clashes(
    conn: &mut PgConnection,
    source: &str,
    timesheets: &[&IncomingTimesheet],
    owners: &Owners,
) -> Result<BTreeMap<String, Clash>, DbError> {
    let given: Vec<(String, (i64, Date))> = timesheets
        .iter()
        .filter_map(|one| {
            let place = (owners.id(&one.placement)?, one.told.from);
            Some((one.external_ref.clone(), place))
        })
        .collect();
    let (placements, weeks): (Vec<i64>, Vec<PgDate>) =
        given.iter().map(|(_, (placement, week))| (*placement, PgDate(*week))).unzip();
    let stored = sqlx::query!(
        r#"select placement_id, starts_on, case when source = $1 then external_ref end as external_ref
        from sereno.timesheet
        where (placement_id, starts_on) in (select * from unnest($2::bigint[], $3::date[]))
        order by timesheet_id"#,
        source,
        &placements,
        &weeks as _
    )
    .fetch_all(conn)
    .await
    .of("timesheet_clashes")?;
    let stored = stored.into_iter().map(|row| Standing {
        external_ref: row.external_ref,
        place: (row.placement_id, row.starts_on.into()),
    });
    Ok(clashes(&stored.collect::<Vec<_>>(), &given, |one, other| one == other))
}

/// Writes those of `timesheets` that are new or changed; all their placements are there, each tells of
/// a week of its own, and none changes what was paid.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn timesheet_upsert_in_tx(
    conn: &mut PgConnection,
    source: &str,
    timesheets: &[IncomingTimesheet],
    owners: &Owners,
) -> Result<UpsertCounts, DbError> {
    let (mut references, mut placements, mut states) = (Vec::new(), Vec::new(), Vec::new());
    let (mut starts_on, mut ends_on, mut hashes) = (Vec::new(), Vec::new(), Vec::new());
    for one in timesheets {
        references.push(one.external_ref.clone());
        placements.push(owners.id(&one.placement));
        states.push(one.told.state.to_string());
        starts_on.push(PgDate(one.told.from));
        ends_on.push(PgDate(one.told.to));
        hashes.push(one.content_hash().to_vec());
    }
    let written = sqlx::query!(
        r#"insert into sereno.timesheet as stored (placement_id, source, external_ref, starts_on, ends_on,
            state, content_hash)
        select placement_id, $1, external_ref, starts_on, ends_on, state, hash
        from unnest($2::text[], $3::bigint[], $4::date[], $5::date[], $6::text[], $7::bytea[])
            as given (external_ref, placement_id, starts_on, ends_on, state, hash)
        order by external_ref
        on conflict (source, external_ref) do update
        set placement_id = excluded.placement_id,
            starts_on = excluded.starts_on,
            ends_on = excluded.ends_on,
            state = excluded.state,
            content_hash = excluded.content_hash
        where (stored.placement_id, stored.content_hash)
            is distinct from (excluded.placement_id, excluded.content_hash)
        returning timesheet_id, external_ref, xmax = 0 as "is_new!""#,
        source,
        &references,
        &placements as _,
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
