//! What people did about developers and a role: who stands where, and the way of each.

use std::collections::BTreeMap;

use sereno_domain::board::choice::{Choice, OffListLine, StepsBoard, StepsLine};
use sereno_domain::board::named::number_of;
use sereno_domain::id::{DeveloperId, RoleId};

use super::clock;
use super::matches::role_line;
use crate::error::{DbError, StatementOf, word};
use crate::match_override::match_override_list_in_force;
use crate::pool::PgConnection;
use crate::shortlist::shortlist_step_list;

/// Where everybody stands whom people did something about.
pub(super) async fn choices(
    conn: &mut PgConnection,
    role_id: RoleId,
) -> Result<BTreeMap<DeveloperId, Choice>, DbError> {
    let mut choices: BTreeMap<DeveloperId, Choice> = BTreeMap::new();
    for ((_, developer_id), mut steps) in shortlist_step_list(conn, Some(role_id)).await? {
        choices.entry(developer_id).or_default().step = steps.pop();
    }
    for decided in match_override_list_in_force(conn, Some(role_id)).await? {
        let choice = choices.entry(decided.developer_id).or_default();
        choice.decided = Some(decided);
    }
    Ok(choices)
}

/// Those who are left when the list has taken its own.
pub(super) async fn off_list(
    conn: &mut PgConnection,
    mut choices: BTreeMap<DeveloperId, Choice>,
) -> Result<Vec<OffListLine>, DbError> {
    let ids: Vec<i64> = choices.keys().map(|developer| developer.0).collect();
    let rows = sqlx::query!(
        r#"select developer.developer_id as "developer_id!", country
        from sereno.developer
        where developer.developer_id = any($1)
        order by developer.developer_id"#,
        &ids
    )
    .fetch_all(conn)
    .await
    .of("off_list")?;
    rows.into_iter()
        .map(|row| {
            let developer_id = DeveloperId(row.developer_id);
            Ok(OffListLine {
                developer_id,
                name: number_of(DeveloperId(row.developer_id)),
                country: word("developer", "country", &row.country)?,
                choice: choices.remove(&developer_id).unwrap_or_default(),
            })
        })
        .collect()
}

/// Everybody who was ever put forward for a role; none when there is no such role.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn steps(
    conn: &mut PgConnection,
    role_id: RoleId,
) -> Result<Option<StepsBoard>, DbError> {
    let at = clock(conn).await?;
    let Some(role) = role_line(conn, role_id).await? else {
        return Ok(None);
    };
    let found = shortlist_step_list(conn, Some(role_id)).await?;
    let lines = found.into_iter().map(|((_, developer_id), steps)| StepsLine {
        developer_id,
        name: number_of(developer_id),
        steps,
    });
    let mut developers: Vec<StepsLine> = lines.collect();
    let moved_at = |line: &StepsLine| line.steps.last().map(|step| step.at);
    developers.sort_by_key(|line| std::cmp::Reverse(moved_at(line)));
    Ok(Some(StepsBoard { at, role_id, title: role.title, client: role.client, developers }))
}
