//! What shards of the developers of a night found, until it is put together.

use sereno_domain::id::RunId;
use sereno_domain::matching::RoleResult;
use sereno_domain::matching::shard::{ShardError, pack, unpack};

use crate::error::{DbError, StatementOf};
use crate::pool::PgConnection;

/// Keeps what a shard found for the roles from `first_role` on; a later attempt takes the place of an
/// earlier one.
///
/// # Errors
/// [`DbError`] when it cannot be packed or the statement fails.
pub async fn shard_result_put_in_tx(
    conn: &mut PgConnection,
    (run_id, token): (RunId, i64),
    (shard, first_role): (i32, i32),
    results: &[RoleResult],
) -> Result<(), DbError> {
    let content = pack(results).map_err(damaged(run_id))?;
    sqlx::query!(
        "insert into sereno.shard_result (run_id, shard, first_role, token, content)
        values ($1, $2, $3, $4, $5)
        on conflict (run_id, first_role, shard) do update
        set token = excluded.token,
            content = excluded.content",
        run_id.0,
        shard,
        first_role,
        token,
        content
    )
    .execute(conn)
    .await
    .of("shard_result_put_in_tx")?;
    Ok(())
}

/// What each shard found for the roles from `first_role` on, shard by shard.
///
/// # Errors
/// [`DbError`] when the statement fails or something cannot be unpacked.
pub async fn shard_result_list(
    conn: &mut PgConnection,
    run_id: RunId,
    first_role: i32,
) -> Result<Vec<Vec<RoleResult>>, DbError> {
    let packed = sqlx::query_scalar!(
        "select content
        from sereno.shard_result
        where run_id = $1
          and first_role = $2
        order by shard",
        run_id.0,
        first_role
    )
    .fetch_all(conn)
    .await
    .of("shard_result_list")?;
    packed.iter().map(|content| unpack(content).map_err(damaged(run_id))).collect()
}

/// Forgets what shards found of nights that ended well.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn shard_result_forget_in_tx(conn: &mut PgConnection) -> Result<(), DbError> {
    sqlx::query!(
        "delete from sereno.shard_result
        using sereno.run
        where run.run_id = shard_result.run_id
          and state = 'done'"
    )
    .execute(conn)
    .await
    .of("shard_result_forget_in_tx")?;
    Ok(())
}

fn damaged(run_id: RunId) -> impl Fn(ShardError) -> DbError {
    move |source| DbError::Shard { run_id, source }
}
