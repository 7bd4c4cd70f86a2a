//! The health of placements: what it is worked out from, and what it came to last.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sereno_domain::id::{PlacementId, RunId};
use sereno_domain::placement_health::{Band, CheckIn, Driver, Health, HealthFacts, POINTS_MAX};
use sereno_domain::replacement::LastCase;

use crate::dossier::slices;
use crate::error::{DbError, StatementOf, count, small, word};
use crate::owned::Owned;
use crate::pg_time::PgDate;
use crate::pool::PgConnection;
use crate::replacement::replacement_case_last;

/// Weeks of check-ins that are read: all that count today and counted four weeks ago.
const N_WEEKS_READ: i32 = 31;

/// A placement, and what is stored of its health.
#[derive(Debug, Clone)]
pub struct PlacementFacts {
    /// Which.
    pub placement_id: PlacementId,
    /// First civil day the client may no longer ask for somebody else.
    pub guarantee_until: Date,
    /// Its newest replacement case; none when there never was one.
    pub case: Option<LastCase>,
    /// What its health is worked out from.
    pub facts: HealthFacts,
    /// What is stored; none the first time.
    pub stored: Option<StoredHealth>,
}

/// Health as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredHealth {
    /// As it was worked out last.
    pub health: Health,
    /// Civil day it came into its band.
    pub since_on: Date,
}

/// The placements in slices of `n` that have not ended on a day, by id: ranges that leave none out.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn placement_slices(
    conn: &mut PgConnection,
    n: usize,
    day: Date,
) -> Result<Vec<[i64; 2]>, DbError> {
    let ids = sqlx::query_scalar!(
        "select placement_id
        from sereno.placement
        where ends_on is null or ends_on > $1
        order by placement_id",
        PgDate(day) as _
    )
    .fetch_all(conn)
    .await
    .of("placement_slices")?;
    Ok(slices(&ids, n))
}

/// The placements from one to another that have not ended on a day, or of which something is
/// stored, by id.
///
/// # Errors
/// [`DbError`] when a statement fails, or something stored cannot be read.
pub async fn placement_facts_in_tx(
    conn: &mut PgConnection,
    [first, last]: [i64; 2],
    day: Date,
) -> Result<Vec<PlacementFacts>, DbError> {
    let rows = sqlx::query!(
        r#"select placement_id, starts_on, ends_on, guarantee_until,
            exists (
                select
                from sereno.incident
                where incident.placement_id = placement.placement_id
                  and incident.severity = 'critical'
                  and opened_on <= $3
                  and (closed_on is null or closed_on > $3)
            ) as "critical_incident!",
            exists (
                select
                from sereno.finding
                where severity = 'block_payment'
                  and finding.state in ('open', 'acknowledged')
                  and (
                    (subject_kind = 'placement' and subject_id = placement.placement_id)
                    or (subject_kind = 'developer' and subject_id = placement.developer_id)
                  )
            ) as "blocked!",
            points as "points?", confidence as "confidence?", band as "band?", since_on as "since_on?",
            drivers as "drivers?", alarms as "alarms?"
        from sereno.placement
        left join sereno.placement_health using (placement_id)
        where placement_id between $1 and $2
          and (ends_on is null or ends_on > $3 or band is not null)
        order by placement_id"#,
        first,
        last,
        PgDate(day) as _
    )
    .fetch_all(&mut *conn)
    .await
    .of("placement_facts_in_tx")?;
    let ids: Vec<i64> = rows.iter().map(|row| row.placement_id).collect();
    let mut checkins = checkins(conn, &ids, day).await?;
    let mut cases = replacement_case_last(conn, &ids).await?;
    let read = rows.into_iter().map(|row| {
        let stored = match (row.points, row.confidence, row.band, row.since_on) {
            (Some(points), Some(confidence), Some(band), Some(since_on)) => {
                let (drivers, alarms) = (row.drivers, row.alarms.unwrap_or_default());
                let health = stored_health((points, confidence), &band, drivers, &alarms)?;
                Some(StoredHealth { health, since_on: since_on.into() })
            }
            _ => None,
        };
        let placement_id = PlacementId(row.placement_id);
        let facts = HealthFacts {
            starts_on: row.starts_on.into(),
            ends_on: row.ends_on.map(Into::into),
            checkins: checkins.take(row.placement_id),
            critical_incident: row.critical_incident,
            blocked: row.blocked,
        };
        Ok(PlacementFacts {
            placement_id,
            guarantee_until: row.guarantee_until.into(),
            case: cases.remove(&placement_id),
            facts,
            stored,
        })
    });
    read.collect()
}

fn stored_health(
    (points, confidence): (i16, i16),
    band: &str,
    drivers: Option<serde_json::Value>,
    alarms: &[String],
) -> Result<Health, DbError> {
    const TABLE: &str = "placement_health";
    let alarms: Result<BTreeSet<_>, _> =
        alarms.iter().map(|alarm| word(TABLE, "alarms", alarm)).collect();
    Ok(Health {
        points: small(points),
        confidence: small(confidence),
        band: word(TABLE, "band", band)?,
        drivers: drivers
            .and_then(|drivers| serde_json::from_value(drivers).ok())
            .unwrap_or_default(),
        alarms: alarms?,
    })
}

async fn checkins(
    conn: &mut PgConnection,
    placements: &[i64],
    day: Date,
) -> Result<Owned<CheckIn>, DbError> {
    const TABLE: &str = "checkin";
    let rows = sqlx::query!(
        "select placement_id, week_on, voice, satisfaction, delivery, wellbeing, communication,
            timesheet_in_time, paid_in_time
        from sereno.checkin
        where placement_id = any($1)
          and week_on between $2::date - 7 * $3::int and $2
        order by placement_id, week_on, voice",
        placements,
        PgDate(day) as _,
        N_WEEKS_READ
    )
    .fetch_all(conn)
    .await
    .of(TABLE)?;
    let mark = |mark: i16| small::<u32>(mark.saturating_sub(1)) * (POINTS_MAX / 4);
    let yes = |yes: bool| if yes { POINTS_MAX } else { 0 };
    Owned::gather(rows, |row| {
        let said = [
            (Driver::Satisfaction, row.satisfaction.map(mark)),
            (Driver::Delivery, row.delivery.map(mark)),
            (Driver::Wellbeing, row.wellbeing.map(mark)),
            (Driver::Communication, row.communication.map(mark)),
            (Driver::Timesheets, row.timesheet_in_time.map(yes)),
            (Driver::PaidOnTime, row.paid_in_time.map(yes)),
        ];
        let said: BTreeMap<_, _> =
            said.into_iter().filter_map(|(driver, value)| Some((driver, value?))).collect();
        let voice = word(TABLE, "voice", &row.voice)?;
        Ok((row.placement_id, CheckIn { week_on: row.week_on.into(), voice, said }))
    })
}

/// Writes the health of placements where it changed, and takes away that of those that are over; how
/// many rows.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn placement_health_put_in_tx(
    conn: &mut PgConnection,
    run_id: RunId,
    changed: &[(PlacementId, StoredHealth)],
    over: &[PlacementId],
) -> Result<u64, DbError> {
    const WHAT: &str = "placement_health_put_in_tx";
    let rows: Vec<_> = changed
        .iter()
        .map(|(placement_id, StoredHealth { health, since_on })| {
            serde_json::json!({
                "placement_id": placement_id,
                "points": health.points,
                "confidence": health.confidence,
                "band": health.band,
                "since_on": since_on,
                "drivers": health.drivers,
                "alarms": health.alarms,
            })
        })
        .collect();
    let written = sqlx::query!(
        "insert into sereno.placement_health (placement_id, points, confidence, band, since_on, drivers,
            alarms, run_id)
        select placement_id, points, confidence, band, since_on, drivers, alarms, $2
        from jsonb_to_recordset($1) as changed (placement_id bigint, points smallint,
            confidence smallint, band text, since_on date, drivers jsonb, alarms text[])
        order by placement_id
        on conflict (placement_id) do update
        set points = excluded.points,
            confidence = excluded.confidence,
            band = excluded.band,
            since_on = excluded.since_on,
            drivers = excluded.drivers,
            alarms = excluded.alarms,
            run_id = excluded.run_id",
        serde_json::json!(rows),
        run_id.0
    )
    .execute(&mut *conn)
    .await
    .of(WHAT)?;
    let over: Vec<i64> = over.iter().map(|placement| placement.0).collect();
    let gone =
        sqlx::query!("delete from sereno.placement_health where placement_id = any($1)", &over)
            .execute(conn)
            .await
            .of(WHAT)?;
    Ok(written.rows_affected() + gone.rows_affected())
}

/// How many placements stand in each band.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn placement_health_counts(
    conn: &mut PgConnection,
) -> Result<BTreeMap<Band, u64>, DbError> {
    let rows = sqlx::query!(
        r#"select band, count(*) as "n!"
        from sereno.placement_health
        group by band
        order by band"#
    )
    .fetch_all(conn)
    .await
    .of("placement_health_counts")?;
    rows.into_iter()
        .map(|row| Ok((word("placement_health", "band", &row.band)?, count(row.n))))
        .collect()
}
