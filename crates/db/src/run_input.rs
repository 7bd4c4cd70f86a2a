//! The frozen inputs of runs, and the patches of what was scored anew since: what the stored lists
//! follow from.

use std::collections::BTreeSet;
use std::ops::Range;

use sereno_domain::id::{DeveloperId, RunId};
use sereno_domain::matching::frozen::{Frozen, FrozenError, Head, Patch};

use crate::error::{DbError, StatementOf};
use crate::pool::PgConnection;

/// Writes the inputs of a run that is being planned.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub(crate) async fn run_input_insert_in_tx(
    conn: &mut PgConnection,
    run_id: RunId,
    shards: &[Vec<u8>],
) -> Result<(), DbError> {
    for (shard, content) in (0_i32..).zip(shards) {
        sqlx::query!(
            "insert into sereno.run_input (run_id, shard, content) values ($1, $2, $3)",
            run_id.0,
            shard,
            content
        )
        .execute(&mut *conn)
        .await
        .of("run_input_insert_in_tx")?;
    }
    Ok(())
}

/// The inputs of a run as its lists follow from them: as they were when it was planned, with what
/// was scored anew since.
///
/// # Errors
/// [`DbError::Inputs`] when they cannot be unpacked.
pub async fn run_input_load(conn: &mut PgConnection, run_id: RunId) -> Result<Frozen, DbError> {
    let shards = sqlx::query_scalar!(
        "select content
        from sereno.run_input
        where run_id = $1
        order by shard",
        run_id.0
    )
    .fetch_all(&mut *conn)
    .await
    .of("run_input_load")?;
    let unpacked = Frozen::from_blobs(&shards);
    let mut inputs = unpacked.map_err(|source| DbError::Inputs { run_id, source })?;
    for found in patches(conn, run_id).await? {
        inputs.patch(found);
    }
    Ok(inputs)
}

/// The inputs of a run as they were when it was planned, with a part of the developers: those of some
/// stored shards, which count from 1.
///
/// # Errors
/// [`DbError::Inputs`] when they cannot be unpacked.
pub async fn run_input_load_shards(
    conn: &mut PgConnection,
    run_id: RunId,
    stored: &Range<i32>,
) -> Result<Frozen, DbError> {
    let mut blobs = sqlx::query_scalar!(
        "select content
        from sereno.run_input
        where run_id = $1
          and (shard = 0 or (shard >= $2 and shard < $3))
        order by shard",
        run_id.0,
        stored.start,
        stored.end
    )
    .fetch_all(conn)
    .await
    .of("run_input_load_shards")?
    .into_iter();
    let first = blobs.next().unwrap_or_default();
    let unpacked = Frozen::from_shards(&first, blobs.as_slice());
    unpacked.map_err(|source| DbError::Inputs { run_id, source })
}

/// What the developers of a run were held against, with what was scored anew since, and without
/// the developers.
///
/// # Errors
/// [`DbError::Inputs`] when it cannot be unpacked.
pub async fn run_input_head(conn: &mut PgConnection, run_id: RunId) -> Result<Head, DbError> {
    let first = sqlx::query_scalar!(
        "select content
        from sereno.run_input
        where run_id = $1
          and shard = 0",
        run_id.0
    )
    .fetch_one(&mut *conn)
    .await
    .of("run_input_head")?;
    let unpacked = Head::from_blob(&first);
    let head = unpacked.map_err(|source| DbError::Inputs { run_id, source })?;
    let mut inputs = Frozen { head, developers: Vec::new() };
    for found in patches(conn, run_id).await? {
        inputs.patch(found);
    }
    Ok(inputs.head)
}

/// How many patches the inputs of a run have: with the run, what a reader kept is good for.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn run_input_n_patches(conn: &mut PgConnection, run_id: RunId) -> Result<i32, DbError> {
    sqlx::query_scalar!(
        r#"select coalesce(max(no), 0) as "n_patches!"
        from sereno.run_input_patch
        where run_id = $1"#,
        run_id.0
    )
    .fetch_one(conn)
    .await
    .of("run_input_n_patches")
}

/// Keeps a patch of the inputs of a run. The caller keeps others from doing the same.
///
/// # Errors
/// [`DbError`] when it cannot be packed or the statement fails.
pub async fn run_input_patch_insert_in_tx(
    conn: &mut PgConnection,
    run_id: RunId,
    patch: &Patch,
) -> Result<(), DbError> {
    let packed = patch.content().to_blobs(usize::MAX);
    let content = packed.map_err(|source| DbError::Inputs { run_id, source })?;
    let developers: Vec<i64> = patch.developers().iter().map(|developer| developer.0).collect();
    sqlx::query!(
        "insert into sereno.run_input_patch (run_id, no, developers, content)
        select $1, 1 + coalesce(max(no), 0), $2, $3
        from sereno.run_input_patch
        where run_id = $1",
        run_id.0,
        &developers,
        &content
    )
    .execute(conn)
    .await
    .of("run_input_patch_insert_in_tx")?;
    Ok(())
}

/// The patches of a run, in order.
async fn patches(conn: &mut PgConnection, run_id: RunId) -> Result<Vec<Patch>, DbError> {
    let rows = sqlx::query!(
        "select developers, content
        from sereno.run_input_patch
        where run_id = $1
        order by no",
        run_id.0
    )
    .fetch_all(conn)
    .await
    .of("run_input_patch")?;
    let patches = rows.into_iter().map(|row| {
        let developers = row.developers.into_iter().map(DeveloperId).collect();
        unpack(&row.content, developers).map_err(|source| DbError::Inputs { run_id, source })
    });
    patches.collect()
}

fn unpack(content: &[Vec<u8>], developers: BTreeSet<DeveloperId>) -> Result<Patch, FrozenError> {
    let content = Frozen::from_blobs(content)?;
    Ok(if developers.is_empty() {
        Patch::of_roles(content)
    } else {
        Patch::of_developers(content, developers)
    })
}
