//! Features of developers: packed once when a fact changes, read by every night. What the tables
//! marked is packed anew before a night reads; a rotating part is compared with the records, so that
//! a mark that was missed is found within twelve weeks, later in a firm of tens of thousands.

use std::collections::BTreeMap;

use futures::TryStreamExt as _;
use jiff::civil::Date;
use sereno_domain::developer::Developer;
use sereno_domain::matching::feature::{FORMAT, pack, unpack};
use sereno_domain::matching::overlap::days_between;
use tokio::sync::mpsc::Sender;

use crate::error::{DbError, StatementOf};
use crate::evaluator::evaluator_calibrate_in_tx;
use crate::pool::PgConnection;
use crate::population::facts::population_of_in_tx;

pub mod copied;

use copied::Copied;

/// Developers packed at a time.
const BATCH_DEVELOPERS: usize = 4_096;
/// Developers handed on at a time.
const SENT_DEVELOPERS: usize = 256;
/// Nights in which every developer is compared with the records once, at least.
const N_VERIFY_PARTS_MIN: i64 = 84;
/// Developers compared in one night, about: more nights for more of them.
const N_VERIFIED_MAX: i64 = 512;
/// Everything packed, by id.
const COPY: &str = "copy (select developer_id, packed from sereno.developer_feature order by developer_id) to stdout (format binary)";

/// What bringing the features up to date came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct FeatureCounts {
    /// Developers that were marked.
    pub n_marked: u64,
    /// Features written: new or other than before.
    pub n_packed: u64,
    /// Features taken away: their developers are no longer proposed.
    pub n_removed: u64,
    /// Evaluators whose calibration moved.
    pub n_evaluators_moved: u64,
}

/// What comparing features with the records came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct VerifyCounts {
    /// Developers compared.
    pub n_verified: u64,
    /// Features that were wrong, and are right now.
    pub n_mended: u64,
}

/// Keeps every other planner out until the transaction ends. It comes before any other statement,
/// so that a transaction of one snapshot sees what the planner before it wrote.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn feature_lock_in_tx(conn: &mut PgConnection) -> Result<(), DbError> {
    sqlx::query!("lock table sereno.developer_feature in share row exclusive mode")
        .execute(conn)
        .await
        .of("feature_lock_in_tx")?;
    Ok(())
}

/// Nothing marks anybody until the transaction ends; whoever calls it marks everybody at the end.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub(crate) async fn marks_off_in_tx(conn: &mut PgConnection) -> Result<(), DbError> {
    sqlx::query!(r#"select set_config('sereno.marks', 'off', true) as "set!""#)
        .fetch_one(conn)
        .await
        .of("marks_off_in_tx")?;
    Ok(())
}

/// Marks every developer.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub(crate) async fn mark_all_in_tx(conn: &mut PgConnection) -> Result<(), DbError> {
    sqlx::query!("delete from sereno.developer_dirty")
        .execute(&mut *conn)
        .await
        .of("mark_all_in_tx")?;
    sqlx::query!(
        "insert into sereno.developer_dirty (developer_id)
        select developer_id
        from sereno.developer"
    )
    .execute(conn)
    .await
    .of("mark_all_in_tx")?;
    Ok(())
}

/// Packs the facts of everybody who was marked. The marks are taken first and the facts read
/// after, so that a mark is never older than the facts it stood for.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn feature_refresh_in_tx(conn: &mut PgConnection) -> Result<FeatureCounts, DbError> {
    const WHAT: &str = "feature_refresh_in_tx";
    let n_evaluators_moved = calibrate(conn).await?;
    let mut counts = FeatureCounts { n_evaluators_moved, ..FeatureCounts::default() };
    sqlx::query!(
        "insert into sereno.developer_dirty (developer_id)
        select developer_id
        from sereno.developer_feature
        where packed_format <> $1",
        FORMAT
    )
    .execute(&mut *conn)
    .await
    .of(WHAT)?;
    let mut marked =
        sqlx::query_scalar!("delete from sereno.developer_dirty returning developer_id")
            .fetch_all(&mut *conn)
            .await
            .of(WHAT)?;
    marked.sort_unstable();
    marked.dedup();
    counts.n_marked = u64::try_from(marked.len()).unwrap_or(u64::MAX);
    for ids in marked.chunks(BATCH_DEVELOPERS) {
        let developers = population_of_in_tx(conn, ids).await?;
        counts.n_packed += feature_write(conn, &developers).await?;
        let kept: Vec<i64> = developers.iter().map(|packed| packed.developer_id.0).collect();
        counts.n_removed += feature_remove(conn, ids, &kept).await?;
    }
    Ok(counts)
}

/// Calibrates the evaluators whose scores changed, and marks everybody interviewed by those whose
/// calibration moved.
async fn calibrate(conn: &mut PgConnection) -> Result<u64, DbError> {
    const WHAT: &str = "feature_refresh_in_tx";
    let mut changed =
        sqlx::query_scalar!("delete from sereno.evaluator_dirty returning evaluator_id")
            .fetch_all(&mut *conn)
            .await
            .of(WHAT)?;
    changed.sort_unstable();
    changed.dedup();
    if changed.is_empty() {
        return Ok(0);
    }
    let moved = evaluator_calibrate_in_tx(conn, &changed).await?;
    sqlx::query!(
        "insert into sereno.developer_dirty (developer_id)
        select distinct developer_id
        from sereno.vetting_result
        where evaluator_id = any($1)",
        &moved
    )
    .execute(conn)
    .await
    .of(WHAT)?;
    Ok(u64::try_from(moved.len()).unwrap_or(u64::MAX))
}

/// Writes the features that are new or other than those stored; how many.
async fn feature_write(conn: &mut PgConnection, developers: &[Developer]) -> Result<u64, DbError> {
    let ids: Vec<i64> = developers.iter().map(|developer| developer.developer_id.0).collect();
    let all_packed: Vec<Vec<u8>> = developers.iter().map(packed).collect();
    let written = sqlx::query!(
        "insert into sereno.developer_feature as kept (developer_id, packed, packed_format)
        select developer_id, packed, $3
        from unnest($1::bigint[], $2::bytea[]) as given (developer_id, packed)
        on conflict (developer_id) do update
        set packed = excluded.packed,
            packed_format = excluded.packed_format,
            made_at = now()
        where (kept.packed, kept.packed_format)
            is distinct from (excluded.packed, excluded.packed_format)",
        &ids,
        &all_packed,
        FORMAT
    )
    .execute(conn)
    .await
    .of("feature_write")?;
    Ok(written.rows_affected())
}

/// Compares the features of one part of the developers with the records, and mends what is wrong.
/// Which part it is turns with the date.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn feature_verify_in_tx(
    conn: &mut PgConnection,
    business_date: Date,
) -> Result<VerifyCounts, DbError> {
    let day = i64::from(days_between(Date::constant(2000, 1, 1), business_date));
    let ids = sqlx::query_scalar!(
        "with newest as (
            select coalesce(max(developer_id), 0) as id
            from sereno.developer
        ), parts as (
            select greatest($1, id / $2) as n
            from newest
        )
        select developer_id
        from newest, parts, generate_series($3 % n, id, n) as turn (id)
        join sereno.developer on developer_id = turn.id
        order by developer_id",
        N_VERIFY_PARTS_MIN,
        N_VERIFIED_MAX,
        day
    )
    .fetch_all(&mut *conn)
    .await
    .of("feature_verify_in_tx")?;
    let mut counts = VerifyCounts::default();
    for ids in ids.chunks(BATCH_DEVELOPERS) {
        counts.n_verified += u64::try_from(ids.len()).unwrap_or(u64::MAX);
        counts.n_mended += verify(conn, ids).await?;
    }
    Ok(counts)
}

/// Mends the features of those developers that are not what the records say; how many.
async fn verify(conn: &mut PgConnection, ids: &[i64]) -> Result<u64, DbError> {
    const WHAT: &str = "feature_verify_in_tx";
    let stored = sqlx::query!(
        "select developer_id, packed, packed_format
        from sereno.developer_feature
        where developer_id = any($1)",
        ids
    )
    .fetch_all(&mut *conn)
    .await
    .of(WHAT)?;
    let mut stored: BTreeMap<i64, Vec<u8>> = stored
        .into_iter()
        .filter(|row| row.packed_format == FORMAT)
        .map(|row| (row.developer_id, row.packed))
        .collect();
    let mut wrong = Vec::new();
    for developer in population_of_in_tx(conn, ids).await? {
        if stored.remove(&developer.developer_id.0).as_ref() != Some(&packed(&developer)) {
            wrong.push(developer);
        }
    }
    // What is left belongs to people who are no longer proposed.
    let gone: Vec<i64> = stored.into_keys().collect();
    for id in wrong.iter().map(|developer| developer.developer_id.0).chain(gone.iter().copied()) {
        tracing::warn!(
            developer.id = id,
            "the packed facts of developer {id} were not those of the records and are mended"
        );
    }
    let n_removed = feature_remove(conn, &gone, &[]).await?;
    Ok(n_removed + feature_write(conn, &wrong).await?)
}

/// Takes away the features of those developers, but for some.
async fn feature_remove(
    conn: &mut PgConnection,
    ids: &[i64],
    kept: &[i64],
) -> Result<u64, DbError> {
    let removed = sqlx::query!(
        "delete from sereno.developer_feature
        where developer_id = any($1)
          and not developer_id = any($2)",
        ids,
        kept
    )
    .execute(conn)
    .await
    .of("feature_remove")?;
    Ok(removed.rows_affected())
}

fn packed(developer: &Developer) -> Vec<u8> {
    match pack(developer) {
        Ok(packed) => packed,
        Err(error) => unreachable!("plain records can always be packed: {error}"),
    }
}

/// Sends everybody who may be proposed, by id and a few at a time, so that they are never all in
/// memory. Those whose features cannot be read come last, from the records. The caller has brought
/// the features up to date. Ends early when nobody receives any more.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn feature_send_in_tx(
    conn: &mut PgConnection,
    receiver: &Sender<Vec<Developer>>,
) -> Result<(), DbError> {
    const WHAT: &str = "feature_send_in_tx";
    let of = |source| DbError::Copied { what: WHAT, source };
    let mut damaged = Vec::new();
    let mut stream = conn.copy_out_raw(COPY).await.of(WHAT)?;
    let mut copied = Copied::default();
    let mut batch = Vec::with_capacity(SENT_DEVELOPERS);
    while let Some(bytes) = stream.try_next().await.of(WHAT)? {
        copied.add(&bytes);
        while let Some((id, packed)) = copied.next().map_err(of)? {
            match unpack(packed) {
                Ok(developer) => batch.push(developer),
                Err(_) => damaged.push(id),
            }
        }
        if batch.len() >= SENT_DEVELOPERS {
            let full = std::mem::replace(&mut batch, Vec::with_capacity(SENT_DEVELOPERS));
            if receiver.send(full).await.is_err() {
                return Ok(());
            }
        }
    }
    drop(stream);
    copied.end().map_err(of)?;
    if receiver.send(batch).await.is_err() {
        return Ok(());
    }
    for ids in damaged.chunks(BATCH_DEVELOPERS) {
        tracing::warn!(
            n_damaged = ids.len(),
            "packed facts could not be read: taken from the records"
        );
        let developers = population_of_in_tx(conn, ids).await?;
        feature_write(conn, &developers).await?;
        if receiver.send(developers).await.is_err() {
            return Ok(());
        }
    }
    Ok(())
}
