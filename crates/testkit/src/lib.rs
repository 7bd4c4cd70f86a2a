#![doc = include_str!("../README.md")]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use sereno_db::pool::{self, Pool, Transaction};
use sereno_db::vault::Vault;

/// Connections one test may hold.
const N_CONNECTIONS: u32 = 8;
/// What locks the keys of the persons of a test.
const KEY: [u8; 32] = [7; 32];
/// Guards the making of the template among test processes.
const TEMPLATE_LOCK: i64 = 7261;

/// Why a test has no database.
#[derive(Debug, thiserror::Error)]
pub enum TestDbError {
    /// There is no server for tests.
    #[error("scripts/test-server brought up no server: run it by hand to see why")]
    NoServer,
    /// The server refused a statement.
    #[error("the test server refused a statement")]
    Statement(#[from] sqlx::Error),
    /// The pool could not be made.
    #[error("the test database cannot be used")]
    Pool(#[from] sereno_db::error::DbError),
    /// The migrations could not be applied.
    #[error("the migrations failed on the template database")]
    Migrate(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A database of a test's own: migrated, empty, left behind for the throwaway server to take away.
#[derive(Debug)]
pub struct TestDb {
    pool: Pool,
    vault: Vault,
    url: String,
}

impl TestDb {
    /// Makes a fresh database by cloning a migrated template, which the first test makes.
    ///
    /// # Errors
    /// [`TestDbError::NoServer`] when none can be started; otherwise what the server said.
    pub async fn fresh() -> Result<Self, TestDbError> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let server = server().ok_or(TestDbError::NoServer)?;
        let options: PgConnectOptions = server.parse()?;
        let mut admin = PgConnection::connect_with(&options).await?;
        make_template(&mut admin, &server).await?;
        let name = format!("t_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        admin
            .execute(AssertSqlSafe(format!(
                "create database {name} template sereno_template strategy file_copy"
            )))
            .await?;
        admin.close().await?;
        let url = server.replace("/postgres?", &format!("/{name}?"));
        let vault = Vault::of(&KEY);
        Ok(Self { pool: pool::connect(&url, N_CONNECTIONS).await?, vault, url })
    }

    /// The pool of this database.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// The pool, and what seals names and numbers.
    pub fn book(&self) -> (&Pool, &Vault) {
        (&self.pool, &self.vault)
    }

    /// The address of this database, for processes the test starts.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Carries out a statement; how many rows it touched.
    ///
    /// # Errors
    /// What the server said.
    pub async fn change(&self, statement: String) -> Result<u64, TestDbError> {
        Ok(self.pool.execute(AssertSqlSafe(statement)).await?.rows_affected())
    }

    /// The single number a statement answers with.
    ///
    /// # Errors
    /// What the server said.
    pub async fn count(&self, statement: impl Into<String>) -> Result<i64, TestDbError> {
        Ok(sqlx::query_scalar(AssertSqlSafe(statement.into())).fetch_one(&self.pool).await?)
    }

    /// The single text a statement answers with.
    ///
    /// # Errors
    /// What the server said.
    pub async fn text(&self, statement: String) -> Result<String, TestDbError> {
        Ok(sqlx::query_scalar(AssertSqlSafe(statement)).fetch_one(&self.pool).await?)
    }

    /// Puts every waiting task of the queue off by some hours, or, with none, has it due now.
    ///
    /// # Errors
    /// What the server said.
    pub async fn queue_put_off(&self, hours: u32) -> Result<u64, TestDbError> {
        let due = if hours == 0 {
            "'epoch'".to_owned()
        } else {
            format!("now() + interval '{hours} hours'")
        };
        let put_off = format!(
            "update apalis.jobs set run_at = {due} where status = 'Pending' and run_at <> {due}"
        );
        self.change(put_off).await
    }

    /// Ready chunks of a run that no task of the queue waits to ring for.
    ///
    /// # Errors
    /// What the server said.
    pub async fn queue_count_unrung(&self, run_id: i64) -> Result<i64, TestDbError> {
        self.count(format!(
            "select count(*) from sereno.chunk where run_id = {run_id} and state = 'ready'
            and not exists (select from apalis.jobs where status = 'Pending'
                and idempotency_key = format('%s/%s/%s', run_id, chunk_id, n_claims + 1))"
        ))
        .await
    }

    /// Rows of the queue that are read to find the next task while so many wait; none of them stays.
    ///
    /// # Errors
    /// What the server said.
    pub async fn queue_rows_read(&self, n_tasks: u32) -> Result<i64, TestDbError> {
        const READ: &str = "select seq_tup_read + coalesce(idx_tup_fetch, 0)
            from pg_stat_xact_user_tables where relid = 'apalis.jobs'::regclass";
        let mut tx = self.pool.begin().await?;
        let tasks = format!(
            "insert into apalis.jobs (id, job_type, job, run_at)
            select 'trial-' || no, 'trial', '', 'epoch' from generate_series(1, {n_tasks}) as no"
        );
        let worker = "insert into apalis.workers (id, worker_type, storage_name)
            values ('trial', 'trial', 'trial')";
        tx.execute(worker).await?;
        tx.execute(AssertSqlSafe(tasks)).await?;
        tx.execute("analyze apalis.jobs").await?;
        let before: i64 = sqlx::query_scalar(READ).fetch_one(&mut *tx).await?;
        tx.execute("select id from apalis.get_jobs('trial', 'trial', 1)").await?;
        let after: i64 = sqlx::query_scalar(READ).fetch_one(&mut *tx).await?;
        Ok(after - before)
    }

    /// Keeps everybody else away from a table until the transaction is dropped: whoever works on it
    /// stands still in the middle of the work.
    ///
    /// # Errors
    /// What the server said.
    pub async fn hold(&self, table: &'static str) -> Result<Transaction, TestDbError> {
        let mut tx = self.pool.begin().await?;
        let statement = format!("lock table {table} in access exclusive mode");
        tx.execute(AssertSqlSafe(statement)).await?;
        Ok(tx)
    }
}

/// A server of this test process, there as long as the pipe to it is held.
struct OwnServer {
    url: String,
    _process: Child,
}

/// The server that `scripts/test` gave, or one of this process's own, so that a single test can be
/// run by `cargo test` alone.
fn server() -> Option<String> {
    static OWN: OnceLock<Option<OwnServer>> = OnceLock::new();
    if let Ok(given) = std::env::var("SERENO_TEST_DATABASE_URL") {
        return Some(given);
    }
    OWN.get_or_init(OwnServer::start).as_ref().map(|own| own.url.clone())
}

impl OwnServer {
    /// The server ends when `cat` does, which reads until this process is gone.
    fn start() -> Option<Self> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/test-server");
        let mut process = Command::new(script)
            .args(["sh", "-c", "echo \"$SERENO_TEST_DATABASE_URL\"; exec cat"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let mut url = String::new();
        BufReader::new(process.stdout.take()?).read_line(&mut url).ok()?;
        let url = url.trim_end().to_owned();
        (!url.is_empty()).then_some(Self { url, _process: process })
    }
}

/// Makes the template once for a server, whichever process comes first.
async fn make_template(admin: &mut PgConnection, server: &str) -> Result<(), TestDbError> {
    let exists = "select exists (select from pg_database where datname = 'sereno_template' and datistemplate)";
    if sqlx::query_scalar(exists).fetch_one(&mut *admin).await? {
        return Ok(());
    }
    sqlx::query("select pg_advisory_lock($1)").bind(TEMPLATE_LOCK).execute(&mut *admin).await?;
    if !sqlx::query_scalar(exists).fetch_one(&mut *admin).await? {
        admin.execute("drop database if exists sereno_template with (force)").await?;
        admin.execute("create database sereno_template").await?;
        let pool = pool::connect(&server.replace("/postgres?", "/sereno_template?"), 2).await?;
        let migrated = sereno_jobs::migrate::migrate_all(&pool).await;
        pool.close().await;
        migrated.map_err(|error| TestDbError::Migrate(Box::new(error)))?;
        admin
            .execute("alter database sereno_template is_template true allow_connections false")
            .await?;
    }
    sqlx::query("select pg_advisory_unlock($1)").bind(TEMPLATE_LOCK).execute(admin).await?;
    Ok(())
}

/// What the server says to a statement it refuses; none when it carries it out.
pub async fn refusal(pool: &Pool, statement: String) -> Option<String> {
    pool.execute(AssertSqlSafe(statement)).await.err().map(|error| error.to_string())
}

/// Which process of the server serves a connection.
///
/// # Errors
/// When the statement fails.
pub async fn backend(conn: &mut PgConnection) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar("select pg_backend_pid()").fetch_one(conn).await
}
