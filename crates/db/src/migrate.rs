//! Bringing the schema `sereno` up to date. Safe to run twice and by two processes at once: sqlx
//! holds an advisory lock while it applies what is missing.

use sereno_domain::matching::model::ScoreModel;
use sereno_domain::question::QuestionBank;
use sqlx::migrate::Migrator;

use crate::error::{DbError, StatementOf};
use crate::pool::{self, Pool};
use crate::question::question_upsert;
use crate::score_model::score_model_follow_house_in_tx;

static MIGRATIONS: Migrator = sqlx::migrate!();

/// Extensions the queue's schema and ours need.
const EXTENSIONS: [&str; 3] = ["hstore", "pgcrypto", "btree_gist"];

/// Whether somebody else brings this database up to date, and has: the login may not change the schema,
/// and nothing is missing. So it is for a worker whose login does not own the database.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn is_kept_by_another(pool: &Pool) -> Result<bool, DbError> {
    const WHAT: &str = "is_kept_by_another";
    let may_change = sqlx::query_scalar!(
        r#"select to_regclass('sereno._sqlx_migrations') is null
            or has_schema_privilege('sereno', 'create') as "may!""#
    )
    .fetch_one(pool)
    .await
    .of(WHAT)?;
    if may_change {
        return Ok(false);
    }
    let applied: Vec<i64> =
        sqlx::query_scalar("select version from sereno._sqlx_migrations where success")
            .fetch_all(pool)
            .await
            .of(WHAT)?;
    Ok(MIGRATIONS.iter().all(|one| applied.contains(&one.version)))
}

/// Applies every migration of sereno that this database lacks, writes down the questions of the house
/// and keeps the score model that comes with this version.
///
/// # Errors
/// [`DbError::NoExtension`] when the server lacks an extension, [`DbError::Migrate`] when a
/// migration fails, for instance because the login does not own the database.
pub async fn migrate(pool: &Pool) -> Result<(), DbError> {
    for name in EXTENSIONS {
        let found = sqlx::query_scalar!(
            r#"select exists (select from pg_available_extensions where name = $1) as "found!""#,
            name
        )
        .fetch_one(pool)
        .await
        .of("migrate")?;
        if !found {
            return Err(DbError::NoExtension { name });
        }
    }
    MIGRATIONS.run(pool).await?;
    let mut tx = pool::begin(pool).await?;
    question_upsert(&mut tx, QuestionBank::house()).await?;
    score_model_follow_house_in_tx(&mut tx, &ScoreModel::house()).await?;
    pool::commit(tx).await
}
