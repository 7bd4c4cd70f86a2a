//! Where the data is: the server of the settings, or the private one that sereno brings up itself.
//! A server that was named but cannot be reached is an error, never a reason to use another.

use std::path::PathBuf;

use anyhow::Context;
use sereno_db::pool::{self, Pool};
use sereno_db::private_server::{self, KeeperCommand, PrivateServer};

use crate::config::Config;

/// A pool, and the share in the private server that must outlive it.
pub(crate) struct Connection {
    /// The pool.
    pub(crate) pool: Pool,
    /// Held while the private server is needed; none when a server was named.
    _private: Option<PrivateServer>,
}

/// Connects and brings the schema up to date.
pub(crate) async fn connect(config: &Config) -> anyhow::Result<Connection> {
    let connection = connect_only(config).await?;
    sereno_jobs::migrate::migrate_all(&connection.pool)
        .await
        .context("the database could not be brought up to date")?;
    Ok(connection)
}

/// Connects to the server as it is.
async fn connect_only(config: &Config) -> anyhow::Result<Connection> {
    let (url, private) = match &config.database_url {
        Some(url) => (url.clone(), None),
        None => {
            let base = home()?.join("postgres");
            let keeper = KeeperCommand {
                program: std::env::current_exe().context("cannot find this program's own file")?,
                args: vec!["keep-server".into()],
            };
            let server = tokio::task::spawn_blocking(move || private_server::open(&base, &keeper))
                .await??;
            (server.url().to_owned(), Some(server))
        }
    };
    Ok(Connection { pool: pool::connect(&url, config.n_connections_max).await?, _private: private })
}

/// Sereno's own folder: the private server, and logs unless the settings name another place.
pub(crate) fn home() -> anyhow::Result<PathBuf> {
    Ok(private_server::home()?)
}
