//! Connecting: one connection first, so that a wrong address is told at once and in words.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, Row as _};

use crate::error::{DbError, StatementOf};

/// The pool every function of this crate is called with.
pub type Pool = sqlx::PgPool;
/// One connection, in or out of a transaction.
pub type PgConnection = sqlx::PgConnection;

/// A transaction; rolled back when it is dropped.
pub type Transaction = sqlx::Transaction<'static, sqlx::Postgres>;

/// A connection out of the pool, given back when it is dropped.
pub type PooledConnection = sqlx::pool::PoolConnection<sqlx::Postgres>;

/// Takes a connection out of the pool.
///
/// # Errors
/// [`DbError::NoConnection`] when none is to be had in time.
pub async fn acquire(pool: &Pool) -> Result<PooledConnection, DbError> {
    pool.acquire().await.map_err(|source| DbError::NoConnection { source })
}

/// Begins a transaction.
///
/// # Errors
/// [`DbError::NoConnection`] when none is to be had in time.
pub async fn begin(pool: &Pool) -> Result<Transaction, DbError> {
    pool.begin().await.map_err(|source| DbError::NoConnection { source })
}

/// Begins a transaction that sees one snapshot throughout.
///
/// # Errors
/// [`DbError::NoConnection`] when none is to be had in time.
pub async fn begin_snapshot(pool: &Pool) -> Result<Transaction, DbError> {
    pool.begin_with("begin isolation level repeatable read")
        .await
        .map_err(|source| DbError::NoConnection { source })
}

/// Commits.
///
/// # Errors
/// [`DbError::Statement`] when the server refuses or its answer is lost.
pub async fn commit(tx: Transaction) -> Result<(), DbError> {
    tx.commit().await.of("commit")
}

/// How long a caller waits for a free connection before it is told so.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// A connection that was at work so lately is not asked whether it lives before it is used again.
const TRUSTED_FOR: Duration = Duration::from_secs(1);

/// Connections of the queue's worker: one fetches, one acknowledges.
const N_DOORBELL_CONNECTIONS: u32 = 2;

/// The same for somebody who looks at a screen.
const READER_ACQUIRE_TIMEOUT: Duration = Duration::from_millis(1_500);
/// How long a statement of a reader may take: a person waits for it.
const READER_STATEMENT_TIMEOUT: &str = "10s";

/// Connects to `url` with at most `n_connections_max` connections.
///
/// # Errors
/// [`DbError::Connect`] when the first connection cannot be made; its source says why.
pub async fn connect(url: &str, n_connections_max: u32) -> Result<Pool, DbError> {
    connect_with(url, n_connections_max, ("sereno", ACQUIRE_TIMEOUT), &[]).await
}

/// Connects to `url` for somebody who looks and does not touch: writes are refused by the server,
/// and so are statements that take long.
///
/// # Errors
/// [`DbError::Connect`] when the first connection cannot be made; its source says why.
pub async fn connect_reader(url: &str, n_connections_max: u32) -> Result<Pool, DbError> {
    let settings =
        [("default_transaction_read_only", "on"), ("statement_timeout", READER_STATEMENT_TIMEOUT)];
    let reader = ("sereno-dash", READER_ACQUIRE_TIMEOUT);
    connect_with(url, n_connections_max, reader, &settings).await
}

/// Connections like those of a pool, whose commits do not wait for the disk: for the queue alone,
/// which rings for what the ledger knows. What a crash of the server takes of it is rung for again.
/// They are not looked at before and after each use, which the queue's three transactions for a chunk
/// would feel: whoever meets a broken one starts the queue again with new ones.
pub fn doorbell(pool: &Pool) -> Pool {
    let options = (*pool.connect_options()).clone().options([("synchronous_commit", "off")]);
    PgPoolOptions::new()
        .max_connections(N_DOORBELL_CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .connect_lazy_with(options)
}

/// Looks whether the server answers, by a connection of its own: a pool would go on trying and
/// then only say that it took too long.
///
/// # Errors
/// [`DbError::Connect`] when it does not; its source says why.
pub async fn probe(pool: &Pool) -> Result<(), DbError> {
    let options = pool.connect_options();
    let failed = |source| DbError::Connect { target: target(&options), source };
    sqlx::PgConnection::connect_with(&options).await.map_err(failed)?.close().await.map_err(failed)
}

/// Host, port and database, without the password; a socket's folder in place of host and port.
fn target(options: &PgConnectOptions) -> String {
    let database = options.get_database().unwrap_or_default();
    options.get_socket().map_or_else(
        || format!("{}:{}/{database}", options.get_host(), options.get_port()),
        |socket| format!("{}/{database}", socket.display()),
    )
}

/// Whether a connection that is given back is in no transaction. A caller that goes away while its
/// `begin` is under way leaves one open that the driver does not count: what the next caller writes
/// would be lost with it. Such a connection is closed. Outside a transaction `now()` is the time of
/// the statement, where that is sent in one message: one that is prepared, bound and executed is given
/// the time of each, and would never seem to be outside.
async fn is_outside_transaction(conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let row = sqlx::raw_sql("select now() = statement_timestamp()").fetch_one(conn).await?;
    row.try_get(0)
}

/// What every pool keeps to.
fn pool_options(n_connections_max: u32, acquire_timeout: Duration) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(n_connections_max)
        .acquire_timeout(acquire_timeout)
        .test_before_acquire(false)
        .before_acquire(|conn, known| {
            Box::pin(async move { Ok(known.idle_for < TRUSTED_FOR || conn.ping().await.is_ok()) })
        })
        .after_release(|conn, _| Box::pin(is_outside_transaction(conn)))
}

async fn connect_with(
    url: &str,
    n_connections_max: u32,
    (application, acquire_timeout): (&str, Duration),
    settings: &[(&str, &str)],
) -> Result<Pool, DbError> {
    let failed = |target: String| move |source| DbError::Connect { target, source };
    let options = PgConnectOptions::from_str(url)
        .map_err(failed("the given address".to_owned()))?
        .application_name(application)
        .options([("client_min_messages", "warning"), ("search_path", "public")])
        .options(settings.iter().copied());
    let target = target(&options);
    sqlx::PgConnection::connect_with(&options)
        .await
        .map_err(failed(target.clone()))?
        .close()
        .await
        .map_err(failed(target.clone()))?;
    pool_options(n_connections_max, acquire_timeout)
        .connect_with(options)
        .await
        .map_err(failed(target))
}
