//! Jobs that do what their payload says, to try the ledger out: `{"trial": "ok"}` is done at once,
//! the others go wrong in their own way.

use futures::future::BoxFuture;
use sereno_db::chunk::{Lease, Receipt, chunk_finish_in_tx};
use sereno_db::pool::{self, Pool};
use sereno_jobs::job::{JobError, Jobs};

pub(crate) struct Trial;

impl Jobs for Trial {
    fn work<'a>(&'a self, pool: &'a Pool, lease: &'a Lease) -> BoxFuture<'a, Result<(), JobError>> {
        Box::pin(async move {
            match lease.payload.get("trial").and_then(|trial| trial.as_str()) {
                Some("abort") => std::process::abort(),
                Some("panic") => panic!("this chunk panics"),
                Some("loop") => loop {
                    tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                },
                Some("retry") => return Err(JobError::retry("bank", "the bank is closed")),
                Some("give up") => return Err(JobError::give_up("bank", "no such account")),
                _ => {}
            }
            let mut tx = pool::begin(pool).await?;
            if !chunk_finish_in_tx(&mut tx, lease, &Receipt::default()).await? {
                return Err(JobError::Fenced);
            }
            Ok(pool::commit(tx).await?)
        })
    }
}
