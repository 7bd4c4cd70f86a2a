//! One database, two schemas: ours first, then the queue's own, of which only its library may change
//! what is stored; how Postgres finds it there is ours to help.

use apalis_postgres::PostgresStorage;
use sereno_db::error::DbError;
use sereno_db::migrate::{is_kept_by_another, migrate};
use sereno_db::pool::{self, Pool};
use sereno_db::queue::queue_tune;

/// Why the database could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// Our schema.
    #[error("the schema `sereno` could not be brought up to date")]
    Sereno(#[from] DbError),
    /// The queue's schema.
    #[error("the queue's schema could not be brought up to date: the login must own the database")]
    Queue(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Applies what either schema lacks. Safe to run twice. A login that may not change them finds them as
/// they should be, or is told so.
///
/// # Errors
/// [`MigrateError`] names the schema.
pub async fn migrate_all(pool: &Pool) -> Result<(), MigrateError> {
    if is_kept_by_another(pool).await? {
        return Ok(());
    }
    migrate(pool).await?;
    let set_up = PostgresStorage::<()>::setup(pool).await;
    set_up.map_err(|error| MigrateError::Queue(Box::new(error)))?;
    let mut conn = pool::acquire(pool).await?;
    Ok(queue_tune(&mut conn).await?)
}
