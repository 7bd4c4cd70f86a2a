//! Where the data is: the server of the settings, or the private one that sereno brings up itself.
//! A server that was named but cannot be reached is an error, never a reason to use another.

use std::path::PathBuf;

use anyhow::Context;
use sereno_db::person::{person_may_seal, person_seal_clear};
use sereno_db::pool::{self, Pool};
use sereno_db::private_server::{self, KeeperCommand, PrivateServer};
use sereno_db::vault::Vault;
use sereno_db::vault::key_file::{Missing, vault_open};

use crate::config::Config;
use crate::names::Names;

/// The file of the key that locks those of persons, under sereno's home.
const KEY_FILE: &str = "personal.key";

/// A pool on an up-to-date schema, and the share in the private server that must outlive it.
pub(crate) struct Connection {
    /// The pool.
    pub(crate) pool: Pool,
    /// What people are called.
    pub(crate) names: Names,
    /// Held while the private server is needed; none when a server was named.
    _private: Option<PrivateServer>,
}

impl Connection {
    /// Where rows go, and what seals those that must not lie open.
    pub(crate) const fn book(&self) -> (&Pool, &Vault) {
        (&self.pool, self.names.vault())
    }
}

/// Connections of the dashboard: a page, a detail, and one to look whether the server is there.
const N_READER_CONNECTIONS: u32 = 3;

/// Connects and brings the schema up to date.
pub(crate) async fn connect(config: &Config) -> anyhow::Result<Connection> {
    let (url, private) = address(config).await?;
    let pool = pool::connect(&url, config.n_connections_max).await?;
    migrate(&pool).await?;
    let names = names(config, &pool, Missing::Make).await?;
    Ok(Connection { pool, names, _private: private })
}

/// Connects for somebody who only looks. A server that was named is taken as it is; the private one
/// is brought up to date first.
pub(crate) async fn connect_reader(config: &Config) -> anyhow::Result<Connection> {
    let (url, private) = address(config).await?;
    if private.is_some() {
        let pool = pool::connect(&url, 2).await?;
        migrate(&pool).await?;
        self::names(config, &pool, Missing::Make).await?;
        pool.close().await;
    }
    let pool = pool::connect_reader(&url, N_READER_CONNECTIONS).await?;
    let names = names(config, &pool, Missing::Leave).await?;
    Ok(Connection { pool, names, _private: private })
}

/// Connects for one act of somebody at the dashboard, whose own connections only read.
pub(crate) async fn connect_once(config: &Config) -> anyhow::Result<Connection> {
    let (url, private) = address(config).await?;
    let pool = pool::connect(&url, 1).await?;
    let names = names(config, &pool, Missing::Leave).await?;
    Ok(Connection { pool, names, _private: private })
}

/// What people are called in a database. What a former version kept in the clear is sealed by whoever
/// may write.
async fn names(config: &Config, pool: &Pool, missing: Missing) -> anyhow::Result<Names> {
    let path = match &config.key_file {
        Some(path) => path.clone(),
        None => home()?.join(KEY_FILE),
    };
    let mut conn = pool::acquire(pool).await?;
    let vault = vault_open(&mut conn, &path, missing).await?;
    if missing == Missing::Make && person_may_seal(&mut conn).await? {
        let n_sealed = person_seal_clear(&mut conn, &vault).await?;
        if n_sealed > 0 {
            tracing::info!(
                n_rows = n_sealed,
                "sealed {n_sealed} names and numbers kept in the clear"
            );
        }
    }
    Ok(Names::new(vault))
}

/// The server that was named, or the private one.
async fn address(config: &Config) -> anyhow::Result<(String, Option<PrivateServer>)> {
    if let Some(url) = &config.database_url {
        return Ok((url.clone(), None));
    }
    let server = private_server().await?;
    Ok((server.url().to_owned(), Some(server)))
}

async fn migrate(pool: &Pool) -> anyhow::Result<()> {
    sereno_jobs::migrate::migrate_all(pool)
        .await
        .context("the database could not be brought up to date")
}

/// Joins the private server of this user, or starts it.
async fn private_server() -> anyhow::Result<PrivateServer> {
    let base = private_server::home()?;
    let keeper = KeeperCommand {
        program: std::env::current_exe().context("cannot find this program's own file")?,
        args: vec!["keep-server".into()],
    };
    Ok(tokio::task::spawn_blocking(move || private_server::open(&base, &keeper)).await??)
}

/// The folder of the log files.
pub(crate) fn logs_directory(config: &Config) -> anyhow::Result<PathBuf> {
    match &config.logs_directory {
        Some(directory) => Ok(directory.clone()),
        None => Ok(home()?.join("logs")),
    }
}

/// Sereno's own folder, for logs unless the settings name another place.
pub(crate) fn home() -> anyhow::Result<PathBuf> {
    if let Some(home) = std::env::var_os("SERENO_HOME") {
        return Ok(home.into());
    }
    let home = std::env::home_dir().context("there is no home folder: set SERENO_HOME")?;
    Ok(home.join(".local/share/sereno"))
}
