//! Who waits for which stage of vetting, and what expires.

use jiff::civil::Date;
use sereno_domain::board::named::number_of;
use sereno_domain::board::vetting::{ExpiringLine, VettingBoard, WaitingLine};
use sereno_domain::id::DeveloperId;

use crate::error::{DbError, StatementOf, word};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

/// Lines of each list at most: more than anyone works through in a day.
const N_LINES_MAX: i64 = 1_000;

/// Where vetting stands on a day, with what expires within so many days of it.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn vetting(
    conn: &mut PgConnection,
    as_of: Date,
    within_days: u16,
) -> Result<VettingBoard, DbError> {
    let waiting = waiting(conn, as_of).await?;
    Ok(VettingBoard { as_of, waiting, expiring: expiring(conn, as_of, within_days).await? })
}

async fn waiting(conn: &mut PgConnection, as_of: Date) -> Result<Vec<WaitingLine>, DbError> {
    let rows = sqlx::query!(
        r#"select developer_id,
            (
                select wanted.stage
                from unnest(array['technical', 'architecture', 'code_quality'])
                    with ordinality as wanted (stage, no)
                where not exists (
                    select
                    from sereno.vetting_result as held
                    where held.developer_id = developer.developer_id
                      and held.stage = wanted.stage
                      and held.outcome = 'passed'
                      and coalesce(held.expires_on > $1, true)
                )
                order by no
                limit 1
            ) as next_stage,
            (
                select max(held_on)
                from sereno.vetting_result as held
                where held.developer_id = developer.developer_id
            ) as last_held_on
        from sereno.developer
        where status in ('applied', 'vetting')
        order by last_held_on nulls first, developer_id
        limit $2"#,
        PgDate(as_of) as _,
        N_LINES_MAX
    )
    .fetch_all(conn)
    .await
    .of("vetting")?;
    rows.into_iter()
        .map(|row| {
            let stage = row.next_stage.as_deref();
            Ok(WaitingLine {
                developer_id: DeveloperId(row.developer_id),
                name: number_of(DeveloperId(row.developer_id)),
                next_stage: stage.map(|text| word("vetting_result", "stage", text)).transpose()?,
                last_held_on: row.last_held_on.map(Into::into),
            })
        })
        .collect()
}

/// Stages whose latest result passed and soon no longer counts, of people who may be placed or are.
async fn expiring(
    conn: &mut PgConnection,
    as_of: Date,
    within_days: u16,
) -> Result<Vec<ExpiringLine>, DbError> {
    let rows = sqlx::query!(
        r#"select developer_id, stage, expires_on as "expires_on!"
        from sereno.vetting_result
        join sereno.developer using (developer_id)
        where status in ('vetting', 'bench', 'placed')
          and outcome = 'passed'
          and expires_on > $1
          and expires_on <= $1::date + $2::int
          and not exists (
            select
            from sereno.vetting_result as later
            where later.developer_id = vetting_result.developer_id
              and later.stage = vetting_result.stage
              and later.held_on > vetting_result.held_on
          )
        order by expires_on, developer_id, stage
        limit $3"#,
        PgDate(as_of) as _,
        i32::from(within_days),
        N_LINES_MAX
    )
    .fetch_all(conn)
    .await
    .of("vetting")?;
    rows.into_iter()
        .map(|row| {
            Ok(ExpiringLine {
                developer_id: DeveloperId(row.developer_id),
                name: number_of(DeveloperId(row.developer_id)),
                stage: word("vetting_result", "stage", &row.stage)?,
                expires_on: row.expires_on.into(),
            })
        })
        .collect()
}
