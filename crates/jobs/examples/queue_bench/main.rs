//! What the ledger costs on top of the queue: chunks that do nothing, through bare apalis and through the
//! ledger, in one run on one server: by `scripts/bench-queue`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    clippy::as_conversions,
    clippy::panic,
    reason = "a measurement that cannot be made must fail; it prints and reads the clock"
)]

mod plan;
#[path = "../../tests/night/trial.rs"]
mod trial;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use apalis::prelude::{
    BackendExt as _, BoxDynError, Data, IntervalStrategy, Strategy, TaskSink as _, WorkerBuilder,
    WorkerBuilderExt as _,
};
use apalis_postgres::{Config, PostgresStorage};
use sereno_jobs::runner::Runner;
use sereno_testkit::TestDb;
use tokio_util::sync::CancellationToken;

/// Chunks at once, in every way.
const N_SLOTS: u32 = 4;

/// Commits and waits for the disk so far.
async fn spent(db: &TestDb) -> (i64, i64) {
    db.count("select count(pg_stat_force_next_flush())").await.unwrap();
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    let commits = "select xact_commit from pg_stat_database where datname = current_database()";
    let syncs = "select wal_sync from pg_stat_wal";
    (db.count(commits).await.unwrap(), db.count(syncs).await.unwrap())
}

/// Times a way of doing `n` chunks.
async fn timed(db: &TestDb, what: &str, n: u64, work: impl Future<Output = ()>) -> f64 {
    let (commits, syncs) = spent(db).await;
    let begun = Instant::now();
    work.await;
    let rate = n as f64 / begun.elapsed().as_secs_f64();
    let (commits_after, syncs_after) = spent(db).await;
    let each = |before: i64, after: i64| (after - before) as f64 / n as f64;
    println!(
        "{what:<34} {rate:>7.0} a second   {:>4.1} commits and {:>4.1} waits for the disk each",
        each(commits, commits_after),
        each(syncs, syncs_after)
    );
    rate
}

async fn nothing(_: i64, done: Data<Arc<AtomicU64>>) -> Result<(), BoxDynError> {
    done.fetch_add(1, Ordering::Relaxed);
    Ok(())
}

/// Bare apalis, set up as the ledger sets it up: one task at a fetch.
async fn bare(db: &TestDb, n: u64, batch: usize) {
    let queue = format!("bench.{batch}");
    let config = Config::default().queue(&queue).batch_size(batch);
    let polling = Strategy::new().apply(IntervalStrategy::new(Duration::from_millis(200)));
    let mut storage =
        PostgresStorage::<i64>::new(db.pool()).with_config(config).poll_with_strategy(polling);
    storage.push_bulk((0..i64::try_from(n).unwrap()).collect()).await.unwrap();
    let done = Arc::new(AtomicU64::new(0));
    let worker = WorkerBuilder::new(format!("bench-{batch}"))
        .backend(storage)
        .data(Arc::clone(&done))
        .concurrency(usize::try_from(N_SLOTS).unwrap())
        .build(nothing);
    let what = format!("bare apalis, {batch} a fetch");
    let rate = timed(db, &what, n, async {
        tokio::select! {
            _ = worker.run() => {}
            () = async {
                while done.load(Ordering::Relaxed) < n {
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
            } => {}
        }
    });
    rate.await;
}

async fn ledger(db: &TestDb, n: u64, day: u16) {
    let n_chunks = usize::try_from(n).unwrap();
    let run_id = plan::plan_trial(db, n_chunks, day).await;
    let worker = Runner::new(db.pool().clone(), "bench", std::process::id(), N_SLOTS)
        .with_jobs(Arc::new(trial::Trial));
    let stop = CancellationToken::new();
    let work = async {
        worker.work_until_run_ends(run_id, &stop).await.unwrap();
    };
    timed(db, "the ledger over apalis", n, Box::pin(work)).await;
}

#[tokio::main]
async fn main() {
    let n: u64 = std::env::args().nth(1).map_or(2_000, |n| n.parse().unwrap());
    let db = TestDb::fresh().await.unwrap();
    for round in 0..2 {
        println!("round {}", round + 1);
        bare(&db, n, if round == 0 { 1 } else { 4 }).await;
        ledger(&db, n, round).await;
    }
}
