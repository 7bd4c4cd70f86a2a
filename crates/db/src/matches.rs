//! The table of matches: read the lists of some roles, write only what a night changed.

use std::collections::BTreeMap;

use sereno_domain::id::{DeveloperId, RoleId, RunId};
use sereno_domain::matching::Match;
use sereno_domain::matching::diff::ShortlistDiff;

use crate::error::{DbError, StatementOf, small};
use crate::pool::PgConnection;

/// The stored lists of `roles`; a role without matches is absent.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn match_list_of_roles(
    conn: &mut PgConnection,
    roles: &[RoleId],
) -> Result<BTreeMap<RoleId, Vec<Match>>, DbError> {
    let roles: Vec<i64> = roles.iter().map(|role| role.0).collect();
    let rows = sqlx::query!(
        "select role_id, developer_id, score, value_tech_stack, value_architecture,
            value_scalability, value_vetting, value_team, value_industry, value_rate,
            value_seniority, value_outcomes, value_overlap, value_availability, confidence
        from sereno.match
        where role_id = any($1)
        order by role_id, score desc, developer_id",
        &roles
    )
    .fetch_all(conn)
    .await
    .of("match_list_of_roles")?;
    let mut lists: BTreeMap<RoleId, Vec<Match>> = BTreeMap::new();
    for row in rows {
        lists.entry(RoleId(row.role_id)).or_default().push(Match {
            developer_id: DeveloperId(row.developer_id),
            score: small(row.score),
            values: [
                small(row.value_tech_stack),
                small(row.value_architecture),
                small(row.value_scalability),
                small(row.value_vetting),
                small(row.value_team),
                small(row.value_industry),
                small(row.value_rate),
                small(row.value_seniority),
                small(row.value_outcomes),
                small(row.value_overlap),
                small(row.value_availability),
            ],
            confidence: small(row.confidence),
        });
    }
    Ok(lists)
}

/// The roles on whose lists any of the developers is, by id.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn match_roles_of_developers(
    conn: &mut PgConnection,
    developers: &[DeveloperId],
) -> Result<Vec<RoleId>, DbError> {
    let developers: Vec<i64> = developers.iter().map(|developer| developer.0).collect();
    let roles = sqlx::query_scalar!(
        "select distinct role_id
        from sereno.match
        where developer_id = any($1)
        order by role_id",
        &developers
    )
    .fetch_all(conn)
    .await
    .of("match_roles_of_developers")?;
    Ok(roles.into_iter().map(RoleId).collect())
}

/// Writes what changed in the lists of some roles; the number of rows written.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn match_apply_in_tx(
    conn: &mut PgConnection,
    run: RunId,
    diffs: &[(RoleId, ShortlistDiff)],
) -> Result<u64, DbError> {
    let gone =
        diffs.iter().flat_map(|(role, diff)| diff.deletes.iter().map(|gone| (role.0, gone.0)));
    let (roles, developers): (Vec<i64>, Vec<i64>) = gone.unzip();
    let mut n_written = 0;
    if !roles.is_empty() {
        n_written += sqlx::query!(
            "delete from sereno.match
            using unnest($1::bigint[], $2::bigint[]) as gone (role_id, developer_id)
            where match.role_id = gone.role_id
              and match.developer_id = gone.developer_id",
            &roles,
            &developers
        )
        .execute(&mut *conn)
        .await
        .of("match_apply_in_tx")?
        .rows_affected();
    }
    let written: Vec<(RoleId, &Match)> = diffs
        .iter()
        .flat_map(|(role, diff)| {
            diff.inserts.iter().chain(&diff.updates).map(|found| (*role, found))
        })
        .collect();
    if !written.is_empty() {
        n_written += match_upsert(conn, run, &written).await?;
    }
    Ok(n_written)
}

async fn match_upsert(
    conn: &mut PgConnection,
    run: RunId,
    written: &[(RoleId, &Match)],
) -> Result<u64, DbError> {
    let roles: Vec<i64> = written.iter().map(|(role, _)| role.0).collect();
    let developers: Vec<i64> = written.iter().map(|(_, found)| found.developer_id.0).collect();
    let scores: Vec<i32> = written.iter().map(|(_, found)| small(found.score)).collect();
    let confidences: Vec<i16> =
        written.iter().map(|(_, found)| i16::from(found.confidence)).collect();
    let value = |found: &Match, at: usize| found.values.get(at).copied().map_or(0, i16::from);
    let values =
        |at: usize| -> Vec<i16> { written.iter().map(|(_, found)| value(found, at)).collect() };
    let done = sqlx::query!(
        "insert into sereno.match as stored (role_id, developer_id, score, value_tech_stack,
            value_architecture, value_scalability, value_vetting, value_team, value_industry,
            value_rate, value_seniority, value_outcomes, value_overlap, value_availability,
            confidence, since_run_id)
        select found.*, $16
        from unnest($1::bigint[], $2::bigint[], $3::int[], $4::smallint[], $5::smallint[],
            $6::smallint[], $7::smallint[], $8::smallint[], $9::smallint[], $10::smallint[],
            $11::smallint[], $12::smallint[], $13::smallint[], $14::smallint[],
            $15::smallint[]) as found
        on conflict (role_id, developer_id) do update
        set score = excluded.score,
            value_tech_stack = excluded.value_tech_stack,
            value_architecture = excluded.value_architecture,
            value_scalability = excluded.value_scalability,
            value_vetting = excluded.value_vetting,
            value_team = excluded.value_team,
            value_industry = excluded.value_industry,
            value_rate = excluded.value_rate,
            value_seniority = excluded.value_seniority,
            value_outcomes = excluded.value_outcomes,
            value_overlap = excluded.value_overlap,
            value_availability = excluded.value_availability,
            confidence = excluded.confidence,
            score_before = stored.score,
            since_run_id = excluded.since_run_id",
        &roles,
        &developers,
        &scores,
        &values(0),
        &values(1),
        &values(2),
        &values(3),
        &values(4),
        &values(5),
        &values(6),
        &values(7),
        &values(8),
        &values(9),
        &values(10),
        &confidences,
        run.0
    )
    .execute(conn)
    .await
    .of("match_apply_in_tx")?;
    Ok(done.rows_affected())
}
