//! A run beside an earlier one.

use sereno_domain::board::diff::{DiffBoard, RoleMove, RunSide};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{RoleId, RunId};

use super::run::{digest, run_lines, steps};
use crate::error::{DbError, StatementOf, count, small};
use crate::pool::PgConnection;

/// Roles named one by one.
const N_MOVERS: i64 = 20;

/// A run beside `other`, or beside the last good one before it; none when there is no such run.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn diff(
    conn: &mut PgConnection,
    run_id: RunId,
    other: Option<RunId>,
) -> Result<Option<DiffBoard>, DbError> {
    let Some(run) = side(conn, run_id).await? else { return Ok(None) };
    let other = match other {
        Some(other) => Some(other),
        None => run_find_good_before(conn, run_id).await?,
    };
    let before = match other {
        Some(other) => side(conn, other).await?,
        None => None,
    };
    let other = before.as_ref().map(|side| side.run.run_id);
    let [n_roles_new, n_roles_vanished, n_roles_emptied, n_roles_filled] =
        role_totals(conn, run_id, other).await?;
    Ok(Some(DiffBoard {
        run,
        before,
        movers: movers(conn, run_id, other).await?,
        n_roles_new,
        n_roles_vanished,
        n_roles_emptied,
        n_roles_filled,
    }))
}

async fn side(conn: &mut PgConnection, run_id: RunId) -> Result<Option<RunSide>, DbError> {
    let Some(run) = run_lines(conn, Some(run_id), 1).await?.pop() else { return Ok(None) };
    Ok(Some(RunSide {
        run,
        steps: steps(conn, run_id).await?,
        digest: digest(conn, run_id).await?,
    }))
}

/// The newest run of the same pipeline that ended well, for the date of `run_id` or one before it.
async fn run_find_good_before(
    conn: &mut PgConnection,
    run_id: RunId,
) -> Result<Option<RunId>, DbError> {
    let found = sqlx::query_scalar!(
        "select earlier.run_id
        from sereno.run as own
        join sereno.run as earlier using (pipeline)
        where own.run_id = $1
          and earlier.scope = 'all'
          and earlier.state = 'done'
          and earlier.business_date <= own.business_date
          and earlier.run_id < own.run_id
        order by earlier.business_date desc, earlier.revision desc
        limit 1",
        run_id.0
    )
    .fetch_optional(conn)
    .await
    .of("run_find_good_before")?;
    Ok(found.map(RunId))
}

/// How many roles came, went, were emptied and were filled.
async fn role_totals(
    conn: &mut PgConnection,
    run_id: RunId,
    other: Option<RunId>,
) -> Result<[u64; 4], DbError> {
    let row = sqlx::query!(
        r#"select count(*) filter (where before.role_id is null) as "n_new!",
            count(*) filter (where after.role_id is null) as "n_vanished!",
            count(*) filter (where after.n_qualified = 0 and before.n_qualified > 0) as "n_emptied!",
            count(*) filter (where after.n_qualified > 0 and before.n_qualified = 0) as "n_filled!"
        from (select role_id, n_qualified from sereno.role_night where run_id = $1) as after
        full join (select role_id, n_qualified from sereno.role_night where run_id = $2) as before
            using (role_id)"#,
        run_id.0,
        other.map(|run| run.0)
    )
    .fetch_one(conn)
    .await
    .of("role_totals")?;
    Ok([row.n_new, row.n_vanished, row.n_emptied, row.n_filled].map(count))
}

/// The roles whose lists moved most.
async fn movers(
    conn: &mut PgConnection,
    run_id: RunId,
    other: Option<RunId>,
) -> Result<Vec<RoleMove>, DbError> {
    let rows = sqlx::query!(
        r#"select after.role_id, title, client.name as client, after.n_entered, after.n_left,
            after.n_rescored, after.best_changed, after.n_qualified,
            before.n_qualified as "n_qualified_before?"
        from sereno.role_night as after
        join sereno.role using (role_id)
        join sereno.client using (client_id)
        left join sereno.role_night as before
            on before.role_id = after.role_id
            and before.run_id = $2
        where after.run_id = $1
          and after.n_entered + after.n_left + after.n_rescored > 0
        order by after.n_entered + after.n_left desc, after.best_changed desc,
            after.n_rescored desc, after.role_id
        limit $3"#,
        run_id.0,
        other.map(|run| run.0),
        N_MOVERS
    )
    .fetch_all(conn)
    .await
    .of("movers")?;
    let moves = rows.into_iter().map(|row| RoleMove {
        role_id: RoleId(row.role_id),
        title: CleanText::new(&row.title),
        client: CleanText::new(&row.client),
        n_entered: small(row.n_entered),
        n_left: small(row.n_left),
        n_rescored: small(row.n_rescored),
        best_changed: row.best_changed,
        n_qualified: small(row.n_qualified),
        n_qualified_before: row.n_qualified_before.map(small),
    });
    Ok(moves.collect())
}
