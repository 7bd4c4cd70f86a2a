//! Check-ins as files tell them: one for a placement, a week and a voice; the last that is told counts.

use sereno_domain::intake::checkin::IncomingCheckIn;

use crate::developer::UpsertCounts;
use crate::error::{DbError, StatementOf};
use crate::owner::Owners;
use crate::pool::PgConnection;

const WHAT: &str = "checkin_upsert_in_tx";

/// Writes those of `checkins` that are new or changed; all their placements are there.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn checkin_upsert_in_tx(
    conn: &mut PgConnection,
    checkins: &[IncomingCheckIn],
    owners: &Owners,
) -> Result<UpsertCounts, DbError> {
    let rows: Vec<_> = (0_u64..)
        .zip(checkins)
        .map(|(no, one)| {
            serde_json::json!({
                "no": no,
                "placement_id": owners.id(&one.placement),
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
    let written = sqlx::query_scalar!(
        r#"insert into sereno.checkin as stored (placement_id, week_on, voice, satisfaction, delivery,
            wellbeing, communication, timesheet_in_time, paid_in_time)
        select distinct on (placement_id, week_on, voice) placement_id, week_on, voice, satisfaction,
            delivery, wellbeing, communication, timesheet_in_time, paid_in_time
        from jsonb_to_recordset($1) as given (no bigint, placement_id bigint, week_on date, voice text,
            satisfaction smallint, delivery smallint, wellbeing smallint, communication smallint,
            timesheet_in_time boolean, paid_in_time boolean)
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
        serde_json::json!(rows)
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    Ok(UpsertCounts::of(written))
}
