//! What stands beside the roles that suit one developer best.

use std::collections::BTreeMap;

use sereno_domain::board::best_roles::{BestRoleLine, BestRolesBoard};
use sereno_domain::board::named::number_of;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{DeveloperId, RoleId, RunId};
use sereno_domain::matching::Match;

use super::clock;
use crate::error::{DbError, StatementOf, small};
use crate::pool::PgConnection;

/// Lists of one developer at most.
const N_LISTS: i64 = 100;

/// The board for roles that were found by the frozen inputs of a run; none when there is no such
/// developer.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn best_roles(
    conn: &mut PgConnection,
    developer_id: DeveloperId,
    run_id: RunId,
    found: &[(RoleId, Match)],
) -> Result<Option<BestRolesBoard>, DbError> {
    const WHAT: &str = "best_roles";
    let at = clock(conn).await?;
    let head = sqlx::query!(
        r#"select business_date
        from sereno.developer
        cross join sereno.run
        where developer_id = $1
          and run_id = $2"#,
        developer_id.0,
        run_id.0
    )
    .fetch_optional(&mut *conn)
    .await
    .of(WHAT)?;
    let Some(head) = head else { return Ok(None) };
    let role_ids: Vec<i64> = found.iter().map(|(role_id, _)| role_id.0).collect();
    let rows = sqlx::query!(
        r#"select role.role_id, title, client.name, own.score is not null as "listed!",
            (
                select 1 + count(*)
                from sereno.match as better
                where better.role_id = role.role_id
                  and (better.score, -better.developer_id) > (own.score, -own.developer_id)
            ) as "place!"
        from sereno.role
        join sereno.client using (client_id)
        left join sereno.match as own
            on own.role_id = role.role_id
            and own.developer_id = $2
        where role.role_id = any($1)"#,
        &role_ids,
        developer_id.0
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    let mut told: BTreeMap<i64, _> = rows
        .into_iter()
        .map(|row| {
            let rank = row.listed.then(|| small(row.place));
            (row.role_id, (CleanText::new(&row.title), CleanText::new(&row.name), rank))
        })
        .collect();
    let line = |(role_id, found): &(RoleId, Match)| {
        let (title, client, rank) = told.remove(&role_id.0)?;
        let Match { score, confidence, .. } = *found;
        Some(BestRoleLine { role_id: *role_id, title, client, score, confidence, rank })
    };
    Ok(Some(BestRolesBoard {
        at,
        developer_id,
        name: number_of(developer_id),
        run_id,
        business_date: head.business_date.into(),
        roles: found.iter().filter_map(line).collect(),
    }))
}

/// The lists a developer is on, as the newest night left them, best score first.
pub(super) async fn on_lists(
    conn: &mut PgConnection,
    developer_id: DeveloperId,
) -> Result<Vec<BestRoleLine>, DbError> {
    let rows = sqlx::query!(
        r#"select role.role_id, title, client.name, own.score, own.confidence,
            (
                select 1 + count(*)
                from sereno.match as better
                where better.role_id = role.role_id
                  and (better.score, -better.developer_id) > (own.score, -own.developer_id)
            ) as "place!"
        from sereno.match as own
        join sereno.role using (role_id)
        join sereno.client using (client_id)
        where own.developer_id = $1
        order by own.score desc, role.role_id
        limit $2"#,
        developer_id.0,
        N_LISTS
    )
    .fetch_all(conn)
    .await
    .of("on_lists")?;
    let lines = rows.into_iter().map(|row| BestRoleLine {
        role_id: RoleId(row.role_id),
        title: CleanText::new(&row.title),
        client: CleanText::new(&row.name),
        score: small(row.score),
        confidence: small(row.confidence),
        rank: Some(small(row.place)),
    });
    Ok(lines.collect())
}
