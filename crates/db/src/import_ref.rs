//! What an import under way has met: the references of its file, and the lock that keeps a second
//! import of the same source out.

use std::collections::BTreeMap;

use crate::error::{DbError, StatementOf, count};
use crate::pool::PgConnection;

/// A reference met before in the same file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Met {
    /// Line of the file it was first met in.
    pub line: u64,
    /// How often it was met.
    pub n: u64,
}

/// Waits until no other import of `source` is under way, and keeps others out until the
/// transaction ends.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn import_lock_in_tx(conn: &mut PgConnection, source: &str) -> Result<(), DbError> {
    sqlx::query!(
        r#"select pg_advisory_xact_lock(hashtextextended('sereno.import ' || $1, 0))::text as "locked""#,
        source
    )
    .fetch_one(conn)
    .await
    .of("import_lock_in_tx")?;
    Ok(())
}

/// Which of these references were met before, and notes that all of them now are: each with its
/// line and how often it stands among them.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn import_ref_meet_in_tx(
    conn: &mut PgConnection,
    source: &str,
    references: &BTreeMap<&str, Met>,
) -> Result<BTreeMap<String, Met>, DbError> {
    const WHAT: &str = "import_ref_meet_in_tx";
    let names: Vec<String> = references.keys().map(|&name| name.to_owned()).collect();
    let lines: Vec<i64> = references.values().map(|met| wide(met.line)).collect();
    let ns: Vec<i64> = references.values().map(|met| wide(met.n)).collect();
    let before = sqlx::query!(
        "select external_ref, line, n
        from sereno.import_ref
        where source = $1 and external_ref = any($2)",
        source,
        &names
    )
    .fetch_all(&mut *conn)
    .await
    .of(WHAT)?;
    sqlx::query!(
        "insert into sereno.import_ref (source, external_ref, line, n)
        select $1, external_ref, line, n
        from unnest($2::text[], $3::bigint[], $4::bigint[]) as given (external_ref, line, n)
        on conflict (source, external_ref) do update
        set n = import_ref.n + excluded.n",
        source,
        &names,
        &lines,
        &ns
    )
    .execute(conn)
    .await
    .of(WHAT)?;
    Ok(before
        .into_iter()
        .map(|row| (row.external_ref, Met { line: count(row.line), n: count(row.n) }))
        .collect())
}

/// Forgets what an import met.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn import_ref_clear_in_tx(conn: &mut PgConnection, source: &str) -> Result<(), DbError> {
    sqlx::query!("delete from sereno.import_ref where source = $1", source)
        .execute(conn)
        .await
        .of("import_ref_clear_in_tx")?;
    Ok(())
}

/// A count as Postgres keeps it.
fn wide(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
