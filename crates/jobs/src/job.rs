//! The registry: which code does which job, and how a job says what went wrong.

mod compliance;
mod digest;
mod health;
pub(crate) mod pay;
pub(crate) mod pay_review;
mod rescore;
mod score;

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use sereno_db::chunk::{Failure, Lease};
use sereno_db::error::DbError;
use sereno_db::pool::Pool;
use sereno_domain::failure::CLASS_DATABASE;
use sereno_domain::job::JobKind;

pub use compliance::{N_SUBJECTS, payloads as compliance_payloads};
pub use health::{N_PLACEMENTS, payloads as health_payloads};
pub use pay::payloads as pay_payloads;
pub use pay_review::{Reviewed, payload as pay_review_payload};
pub use rescore::{Kernels, payloads as rescore_payloads};
pub use score::{Cut, payloads as score_payloads};

use crate::words;

/// Why a chunk could not be done, and whether trying again can help.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The database could not be used: likely to pass.
    #[error("the database could not be used")]
    Database(#[from] DbError),
    /// The job's code panicked.
    #[error("the job panicked: {0}")]
    Panicked(String),
    /// The payload is not of a shape this version knows.
    #[error("the payload `{0}` is not of a shape this version knows: use the newer sereno")]
    UnknownPayload(String),
    /// A shard that should have scored has left nothing.
    #[error("{found} of {expected} shards have scored: send those that failed round again first")]
    MissingShards {
        /// Shards that left something.
        found: usize,
        /// Shards of the run.
        expected: usize,
    },
    /// The job took longer than a chunk may.
    #[error("not done after {} s, the longest a chunk may take: `worker.chunk_seconds` sets it", .0.as_secs())]
    TimedOut(Duration),
    /// What a job says of itself.
    #[error("{source}")]
    Told {
        /// A short class that alike errors share.
        class: &'static str,
        /// Whether trying again can help.
        retry: bool,
        /// What went wrong.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Someone else holds the chunk now.
    #[error("the lease was lost before the work was done; its writes were refused")]
    Fenced,
}

impl JobError {
    /// An error of a class of the job's own that may pass: the chunk is tried again.
    pub fn retry(
        class: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Told { class, retry: true, source: source.into() }
    }

    /// An error of a class of the job's own that stays: the chunk goes into quarantine at once.
    pub fn give_up(
        class: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Told { class, retry: false, source: source.into() }
    }

    /// The error as the ledger keeps it.
    pub(crate) fn failure(&self) -> Failure {
        let (class, retry) = match self {
            Self::Database(_) => (CLASS_DATABASE, true),
            Self::Panicked(_) => ("panic", true),
            Self::UnknownPayload(_) => ("payload", false),
            Self::MissingShards { .. } => ("shards", false),
            Self::TimedOut(_) => ("timeout", true),
            Self::Told { class, retry, .. } => (*class, *retry),
            Self::Fenced => ("fenced", true),
        };
        let message = match self {
            Self::Told { source, .. } => words::chain(&**source),
            other => words::chain(other),
        };
        Failure { class, message, retry }
    }
}

/// The code a worker runs: the house's own is [`House`]; what tries the ledger out brings its own.
pub trait Jobs: Send + Sync {
    /// Does one chunk: effects, receipt and hand-over in one transaction.
    fn work<'a>(&'a self, pool: &'a Pool, lease: &'a Lease) -> BoxFuture<'a, Result<(), JobError>>;
}

/// Every job of the house.
#[derive(Default)]
pub struct House {
    /// Kernels that are built, for the chunks to come.
    pub kernels: Arc<Kernels>,
}

impl Jobs for House {
    fn work<'a>(&'a self, pool: &'a Pool, lease: &'a Lease) -> BoxFuture<'a, Result<(), JobError>> {
        Box::pin(async move {
            match lease.kind {
                JobKind::Score => score::work(pool, lease).await,
                JobKind::Rescore => rescore::work(pool, &self.kernels, lease).await,
                JobKind::Digest => digest::work(pool, lease).await,
                JobKind::Compliance => compliance::work(pool, lease).await,
                JobKind::Health => health::work(pool, lease).await,
                JobKind::Pay => pay::work(pool, lease).await,
                JobKind::PayReview => pay_review::work(pool, lease).await,
            }
        })
    }
}

/// Runs computation off the runtime's own threads; a panic there is an error here.
async fn blocking<T: Send + 'static>(
    compute: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JobError> {
    tokio::task::spawn_blocking(compute)
        .await
        .map_err(|error| JobError::Panicked(error.to_string()))
}
