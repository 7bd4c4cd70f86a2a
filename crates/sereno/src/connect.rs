//! Where the data is: the server of the settings. A server that was named but cannot be reached is
//! an error, never a reason to use another.

use std::path::PathBuf;

use anyhow::Context;
use sereno_db::pool::{self, Pool};

use crate::config::Config;

/// A pool on an up-to-date schema.
pub(crate) struct Connection {
    /// The pool.
    pub(crate) pool: Pool,
}

/// Connects and brings the schema up to date.
pub(crate) async fn connect(config: &Config) -> anyhow::Result<Connection> {
    let url = config
        .database_url
        .as_deref()
        .context("no database is named: set DATABASE_URL=postgres://user:password@host/database")?;
    let pool = pool::connect(url, config.n_connections_max).await?;
    sereno_jobs::migrate::migrate_all(&pool)
        .await
        .context("the database could not be brought up to date")?;
    Ok(Connection { pool })
}

/// Sereno's own folder, for logs unless the settings name another place.
pub(crate) fn home() -> anyhow::Result<PathBuf> {
    if let Some(home) = std::env::var_os("SERENO_HOME") {
        return Ok(home.into());
    }
    let home = std::env::home_dir().context("there is no home folder: set SERENO_HOME")?;
    Ok(home.join(".local/share/sereno"))
}
