//! A worker on trial chunks until it is killed: `trial_worker URL`. Tests start several, because a chunk
//! that ends its process must not end the test's.

#![expect(clippy::unwrap_used, clippy::panic, reason = "it ends where a test would")]

#[path = "night/trial.rs"]
mod trial;

use std::sync::Arc;

use sereno_db::pool;
use sereno_jobs::runner::Runner;
use tokio_util::sync::CancellationToken;

#[tokio::main]
async fn main() {
    let url = std::env::args().nth(1).unwrap();
    let pool = pool::connect(&url, 8).await.unwrap();
    let worker =
        Runner::new(pool, "trial", std::process::id(), 4).with_jobs(Arc::new(trial::Trial));
    worker.run_until(&CancellationToken::new()).await.unwrap();
}
