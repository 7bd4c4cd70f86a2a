//! Check-ins as files tell them: one for a placement, a week and a voice; the last that is told counts.

use std::collections::BTreeSet;

use sereno_domain::intake::checkin::IncomingCheckIn;

use crate::developer::UpsertCounts;
use crate::error::{DbError, StatementOf};
use crate::pool::PgConnection;

const WHAT: &str = "checkin_upsert_in_tx";

/// Which of the check-ins are of placements that are not there.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn checkin_without_placement(
    conn: &mut PgConnection,
    source: &str,
    checkins: &[&IncomingCheckIn],
) -> Result<BTreeSet<String>, DbError> {
    let references: Vec<String> = checkins.iter().map(|one| one.placement_ref.clone()).collect();
    let found = sqlx::query_scalar!(
        "select external_ref
        from sereno.placement
        where source = $1 and external_ref = any($2)",
        source,
        &references
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    let found: BTreeSet<String> = found.into_iter().collect();
    let without = checkins.iter().filter(|one| !found.contains(&one.placement_ref));
    Ok(without.map(|one| one.external_ref.clone()).collect())
}

/// Writes those of `checkins` that are new or changed; all their placements are there.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn checkin_upsert_in_tx(
    conn: &mut PgConnection,
    source: &str,
    checkins: &[IncomingCheckIn],
) -> Result<UpsertCounts, DbError> {
    let rows: Vec<_> = (0_u64..)
        .zip(checkins)
        .map(|(no, one)| {
            serde_json::json!({
                "no": no,
                "placement_ref": one.placement_ref,
                "week_on": one.week_on,
                "voice": one.voice,
                "satisfaction": one.satisfaction,
                "delivery": one.delivery,
                "wellbeing": one.wellbeing,
                "communication": one.communication,
                "timesheet_in_time": one.timesheet_in_time,
                "paid_in_time": one.paid_in_time,
            })
        })
        .collect();
    let written = sqlx::query!(
        r#"insert into sereno.checkin as stored (placement_id, week_on, voice, satisfaction, delivery,
            wellbeing, communication, timesheet_in_time, paid_in_time)
        select distinct on (placement_id, week_on, voice) placement_id, week_on, voice, satisfaction,
            delivery, wellbeing, communication, timesheet_in_time, paid_in_time
        from jsonb_to_recordset($2) as given (no bigint, placement_ref text, week_on date, voice text,
            satisfaction smallint, delivery smallint, wellbeing smallint, communication smallint,
            timesheet_in_time boolean, paid_in_time boolean)
        join sereno.placement on placement.source = $1 and placement.external_ref = placement_ref
        order by placement_id, week_on, voice, no desc
        on conflict (placement_id, week_on, voice) do update
        set satisfaction = excluded.satisfaction,
            delivery = excluded.delivery,
            wellbeing = excluded.wellbeing,
            communication = excluded.communication,
            timesheet_in_time = excluded.timesheet_in_time,
            paid_in_time = excluded.paid_in_time
        where (stored.satisfaction, stored.delivery, stored.wellbeing, stored.communication,
                stored.timesheet_in_time, stored.paid_in_time)
            is distinct from (excluded.satisfaction, excluded.delivery, excluded.wellbeing,
                excluded.communication, excluded.timesheet_in_time, excluded.paid_in_time)
        returning xmax = 0 as "is_new!""#,
        source,
        serde_json::json!(rows)
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    let mut counts = UpsertCounts::default();
    for row in written {
        counts.wrote(row.is_new);
    }
    Ok(counts)
}
