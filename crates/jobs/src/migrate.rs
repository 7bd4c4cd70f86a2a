//! One database, two schemas: ours first, then the queue's own, which only its library may change.

use apalis_postgres::PostgresStorage;
use sereno_db::error::DbError;
use sereno_db::pool::Pool;

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

/// Applies what either schema lacks. Safe to run twice.
///
/// # Errors
/// [`MigrateError`] names the schema.
pub async fn migrate_all(pool: &Pool) -> Result<(), MigrateError> {
    sereno_db::migrate::migrate(pool).await?;
    PostgresStorage::<()>::setup(pool).await.map_err(|error| MigrateError::Queue(Box::new(error)))
}
