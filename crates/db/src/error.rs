//! What can go wrong between sereno and Postgres, and how a named constraint becomes a sentence.

use jiff::civil::Date;

use crate::pg_time::PgStoredDate;

/// A statement or a connection that failed.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The server cannot be reached or refuses the login.
    #[error(
        "cannot connect to Postgres at {target}: check that it runs and that DATABASE_URL is right"
    )]
    Connect {
        /// Host and database, without the password.
        target: String,
        /// Why.
        source: sqlx::Error,
    },
    /// No connection was to be had.
    #[error(
        "the database gave no connection in time: it is away, or all its connections are taken"
    )]
    NoConnection {
        /// Why.
        source: sqlx::Error,
    },
    /// A statement failed.
    #[error("the database refused a statement of `{what}`")]
    Statement {
        /// The function that sent it.
        what: &'static str,
        /// Why.
        source: sqlx::Error,
    },
    /// A stored value is outside its vocabulary: the program is older than the data.
    #[error(
        "sereno.{table} holds {column} `{value}`, which this version does not know: use the newer sereno"
    )]
    UnknownValue {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// What is stored.
        value: String,
    },
    /// A stored day is on no calendar.
    #[error("sereno.{table} row {row} holds in {column} a day that is on no calendar: mend it")]
    NoDay {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// Identity of the row.
        row: i64,
    },
    /// The server lacks an extension a schema needs.
    #[error(
        "this Postgres has no extension `{name}`: install its contrib package (postgresql-contrib)"
    )]
    NoExtension {
        /// Which.
        name: &'static str,
    },
    /// Rows that were streamed are not in the form they are documented in.
    #[error("the rows of `{what}` came in a form that cannot be read")]
    Copied {
        /// The function that read them.
        what: &'static str,
        /// Why.
        source: crate::feature::copied::CopiedError,
    },
    /// The frozen inputs of a run are damaged or of another version.
    #[error("the inputs of run {run_id} cannot be unpacked: run the night again as a new revision")]
    Inputs {
        /// Which run.
        run_id: sereno_domain::id::RunId,
        /// Why.
        source: sereno_domain::matching::frozen::FrozenError,
    },
    /// What shards of a run found is damaged or does not fit together.
    #[error("what the shards of run {run_id} found cannot be used")]
    Shard {
        /// Which run.
        run_id: sereno_domain::id::RunId,
        /// Why.
        source: sereno_domain::matching::shard::ShardError,
    },
    /// A score model has other numbers than this version knows.
    #[error(
        "score model {version} was made for another version of sereno: make one with `sereno model new` and activate it"
    )]
    Model {
        /// Which model.
        version: String,
        /// What is different.
        source: serde_json::Error,
    },
    /// What identifies people cannot be sealed or read.
    #[error("what identifies people cannot be sealed or read")]
    Vault(#[from] crate::vault::VaultError),
    /// The migrations could not be applied.
    #[error("the migrations could not be applied: the login must own the database")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

impl DbError {
    /// The constraint that refused a statement, by name; none when it was something else.
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Self::Statement { source: sqlx::Error::Database(refusal), .. } => refusal.constraint(),
            _ => None,
        }
    }

    /// True when what was written is why a statement was refused: a value that does not fit, or a row
    /// that breaks a constraint. The same rows are refused again.
    pub fn is_of_its_rows(&self) -> bool {
        match self {
            // 22: data exceptions; 23: integrity constraints.
            Self::Statement { source: sqlx::Error::Database(refusal), .. } => {
                refusal.code().is_some_and(|code| code.starts_with("22") || code.starts_with("23"))
            }
            _ => false,
        }
    }

    /// True when a commit was sent and its answer lost: what it was about may have happened.
    pub fn is_lost_commit(&self) -> bool {
        matches!(self, Self::Statement { what: "commit", .. }) && self.is_offline()
    }

    /// True when the server was not there, or went away; false when it answered with a refusal.
    pub fn is_offline(&self) -> bool {
        match self {
            Self::Connect { .. } | Self::NoConnection { .. } => true,
            Self::Statement { source, .. } => match source {
                sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed => true,
                // 08: connection exceptions; 57P: the server shuts down, crashed or starts up.
                sqlx::Error::Database(refusal) => refusal
                    .code()
                    .is_some_and(|code| code.starts_with("08") || code.starts_with("57P")),
                _ => false,
            },
            Self::Migrate(_)
            | Self::UnknownValue { .. }
            | Self::NoDay { .. }
            | Self::NoExtension { .. }
            | Self::Copied { .. }
            | Self::Model { .. }
            | Self::Inputs { .. }
            | Self::Shard { .. }
            | Self::Vault(_) => false,
        }
    }
}

/// Names the function a statement belongs to.
pub(crate) trait StatementOf<T> {
    /// Wraps the error of a statement sent by `what`.
    fn of(self, what: &'static str) -> Result<T, DbError>;
}

impl<T> StatementOf<T> for Result<T, sqlx::Error> {
    fn of(self, what: &'static str) -> Result<T, DbError> {
        self.map_err(|source| DbError::Statement { what, source })
    }
}

/// Reads a stored word; a word of a newer version is an error that names its place.
pub(crate) fn word<T: std::str::FromStr>(
    table: &'static str,
    column: &'static str,
    value: &str,
) -> Result<T, DbError> {
    value.parse().map_err(|_| DbError::UnknownValue { table, column, value: value.to_owned() })
}

/// The same for a column that may be null.
pub(crate) fn maybe<T: std::str::FromStr>(
    table: &'static str,
    column: &'static str,
    stored: Option<&str>,
) -> Result<Option<T>, DbError> {
    stored.map(|text| word(table, column, text)).transpose()
}

/// The same for a column of several.
pub(crate) fn words<T: std::str::FromStr>(
    table: &'static str,
    column: &'static str,
    stored: &[String],
) -> Result<Vec<T>, DbError> {
    stored.iter().map(|text| word(table, column, text)).collect()
}

/// Reads a stored day; one that is on no calendar is an error that names its place.
pub(crate) fn day(
    (table, row): (&'static str, i64),
    column: &'static str,
    stored: Option<PgStoredDate>,
) -> Result<Option<Date>, DbError> {
    let civil = |stored: PgStoredDate| stored.civil().ok_or(DbError::NoDay { table, column, row });
    stored.map(civil).transpose()
}

/// A small non-negative column in the width the domain uses; out of range reads as the default.
pub(crate) fn small<T: TryFrom<i64> + Default>(stored: impl Into<i64>) -> T {
    T::try_from(stored.into()).unwrap_or_default()
}

/// A count from Postgres as an unsigned number; negative counts do not occur and read as zero.
pub(crate) fn count(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or_default()
}
