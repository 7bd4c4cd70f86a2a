//! Being told that something changed, in place of asking all the time. A notice says nothing more: what
//! changed is read.

use sqlx::postgres::{PgListener, PgPoolOptions};

use crate::error::{DbError, StatementOf};
use crate::pool::{PgConnection, Pool};

/// Where it is told.
const CHANNEL: &str = "sereno_changed";

/// Tells whoever listens. Not in the transaction of what changed, where that happens often: a commit
/// that tells waits for every other one that does.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn change_tell(conn: &mut PgConnection) -> Result<(), DbError> {
    sqlx::query!(r#"select pg_notify($1, '') as "told!: ()""#, CHANNEL)
        .execute(conn)
        .await
        .of("change_tell")
        .map(|_| ())
}

/// A connection that is told.
#[derive(Debug)]
pub struct Changes(PgListener);

impl Changes {
    /// Listens from now on, over a connection like those of a pool.
    ///
    /// # Errors
    /// [`DbError::Statement`] when there is no connection, or it may not listen.
    pub async fn listen(pool: &Pool) -> Result<Self, DbError> {
        let options = (*pool.connect_options()).clone();
        let own = PgPoolOptions::new().max_connections(1).connect_lazy_with(options);
        let mut listener = PgListener::connect_with(&own).await.of("change_listen")?;
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await.of("change_listen")?;
        Ok(Self(listener))
    }

    /// Waits for a change; false when the connection is lost, and what changed since is not known.
    ///
    /// # Errors
    /// [`DbError::Statement`] when the connection fails in another way.
    pub async fn next(&mut self) -> Result<bool, DbError> {
        self.0.try_recv().await.of("change_next").map(|told| told.is_some())
    }

    /// Forgets the notices that came already.
    pub fn forget(&mut self) {
        while self.0.next_buffered().is_some() {}
    }
}
