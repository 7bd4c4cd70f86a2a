//! What the screens cost with years of nights behind them, whether a big table is read from end to end
//! for one, and whether workers stand still while old rows go: by `scripts/bench-history`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    clippy::as_conversions,
    clippy::panic,
    reason = "a measurement that cannot be made must fail; it prints and reads the clock"
)]

mod past;
#[path = "../queue_bench/plan.rs"]
mod plan;
#[path = "../../tests/night/trial.rs"]
mod trial;

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sereno_db::alert::alert_list;
use sereno_db::backfill::backfill_list;
use sereno_db::board::found::found_in_tx;
use sereno_db::board::{diff, failures, matches, run, tonight};
use sereno_db::halt::queue_list;
use sereno_db::pool;
use sereno_db::retry::retry_list;
use sereno_domain::board::found::Place;
use sereno_domain::id::{ChunkId, RoleId, RunId};
use sereno_jobs::history::{Keep, prune};
use sereno_jobs::runner::Runner;
use sereno_jobs::watch::Watch;
use sereno_testkit::TestDb;
use tokio_util::sync::CancellationToken;

/// Times each query is asked.
const N_TIMES: usize = 40;
/// Tables that are read from end to end by nobody.
const BIG: [&str; 4] = ["attempt", "chunk", "chunk_receipt", "role_night"];
/// Chunks a worker does beside the deletion.
const N_BESIDE: usize = 1_000;

/// Asks time and again and prints what it took.
async fn timed<T>(what: &str, mut ask: impl AsyncFnMut() -> T) {
    let mut took = Vec::new();
    for _ in 0..N_TIMES {
        let begun = Instant::now();
        ask().await;
        took.push(begun.elapsed());
    }
    took.sort();
    let at = |share: usize| took[(N_TIMES * share / 100).min(N_TIMES - 1)].as_secs_f64() * 1_000.0;
    println!(
        "{what:<42} p50 {:>7.1} ms   p95 {:>7.1} ms   most {:>7.1} ms",
        at(50),
        at(95),
        at(99)
    );
}

async fn screens(db: &TestDb) {
    let newest = RunId(db.count("select max(run_id) from sereno.run").await.unwrap());
    let old = RunId(db.count("select min(run_id) + 1 from sereno.run").await.unwrap());
    let chunk = ChunkId(db.count("select max(chunk_id) - 7 from sereno.chunk").await.unwrap());
    let role = RoleId(db.count("select min(role_id) + 2 from sereno.role").await.unwrap());
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let conn = &mut *conn;
    timed("Tonight", async || tonight::tonight(conn).await.unwrap()).await;
    timed("Runs, 400 of them", async || run::runs(conn, 400).await.unwrap()).await;
    timed("Run, the newest", async || run::run(conn, newest).await.unwrap()).await;
    timed("Run, an old one", async || run::run(conn, old).await.unwrap()).await;
    timed("Failures", async || failures::failures(conn).await.unwrap()).await;
    timed("Matches", async || matches::roles(conn).await.unwrap()).await;
    timed("Role", async || matches::shortlist(conn, role).await.unwrap()).await;
    timed("chunk show", async || run::chunk(conn, chunk).await.unwrap()).await;
    timed("runs --diff", async || diff::diff(conn, newest, None).await.unwrap()).await;
    timed("queue list", async || queue_list(conn).await.unwrap()).await;
    timed("retries list", async || retry_list(conn, (None, None), 30).await.unwrap()).await;
    timed("alerts", async || alert_list(conn).await.unwrap()).await;
    timed("backfill list", async || backfill_list(conn, None).await.unwrap()).await;
    let (zone, schedules) = (TimeZone::UTC, Vec::new());
    let watch = Watch { zone, cutoff_hour: 0, deadline: None, schedules };
    timed("check", async || watch.look(conn, Timestamp::now()).await.unwrap()).await;
    let deep = Place { attempt: 2_000_000, decision: i64::MAX };
    for (terms, place) in [
        (format!("role:{role}"), Place::NEWEST),
        (format!("role:{role}"), deep),
        ("error:timeout".to_owned(), Place::NEWEST),
        ("error:timeout".to_owned(), deep),
        ("outcome:gave_up from:2025-03-01 to:2025-03-31".to_owned(), Place::NEWEST),
        (format!("run:{old}"), Place::NEWEST),
        ("worker:host-3- outcome:lost".to_owned(), Place::NEWEST),
        ("error:timeout bank".to_owned(), Place::NEWEST),
    ] {
        let what = format!("search {terms}{}", if place == deep { ", deep" } else { "" });
        let search = terms.parse().unwrap();
        timed(&what, async || {
            let mut tx = pool::begin(db.pool()).await.unwrap();
            found_in_tx(&mut tx, &search, &TimeZone::UTC, (place, 40)).await.unwrap()
        })
        .await;
    }
}

/// Times each big table was read from end to end so far.
async fn full_scans(db: &TestDb) -> Vec<i64> {
    db.count("select count(pg_stat_force_next_flush())").await.unwrap();
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let mut scans = Vec::new();
    for table in BIG {
        let query = format!(
            "select seq_scan from pg_stat_user_tables where schemaname = 'sereno' and relname = '{table}'"
        );
        scans.push(db.count(query).await.unwrap());
    }
    scans
}

/// Does chunks that do nothing; how long the longest wait between two claims was, and the rate.
async fn work_beside(db: &TestDb, run_id: RunId) -> String {
    let worker = Runner::new(db.pool().clone(), "bench", std::process::id(), 2)
        .with_jobs(Arc::new(trial::Trial));
    let begun = Instant::now();
    worker.work_until_run_ends(run_id, &CancellationToken::new()).await.unwrap();
    let rate = N_BESIDE as f64 / begun.elapsed().as_secs_f64();
    let gap = format!(
        "select (max(extract(epoch from gap)) * 1000)::bigint from (
            select started_at - lag(started_at) over (order by attempt_id) as gap
            from sereno.attempt where run_id = {run_id}) as gaps"
    );
    let waited = db.count(gap).await.unwrap();
    format!("{rate:.0} chunks a second, longest wait between two claims {waited} ms")
}

#[tokio::main]
async fn main() {
    let n_nights: usize = std::env::args().nth(1).map_or(1_000, |n| n.parse().unwrap());
    let db = TestDb::fresh().await.unwrap();
    past::make(&db, n_nights).await;
    let attempts = db.count("select count(*) from sereno.attempt").await.unwrap();
    let size = db.text("select pg_size_pretty(pg_database_size(current_database()))".to_owned());
    println!("{n_nights} nights, {attempts} attempts, {}", size.await.unwrap());
    let before = full_scans(&db).await;
    screens(&db).await;
    for ((table, before), after) in BIG.iter().zip(before).zip(full_scans(&db).await) {
        println!("read from end to end: {table} {} times", after - before);
    }

    let alone = plan::plan_trial(&db, N_BESIDE, 1).await;
    println!("a worker alone: {}", work_beside(&db, alone).await);
    let beside = plan::plan_trial(&db, N_BESIDE, 2).await;
    let begun = Instant::now();
    let keep = Keep { days: u16::try_from(n_nights * 4 / 5).unwrap(), inputs_days: 36_500 };
    let today = past::last_date(n_nights);
    let (pruned, worked) = tokio::join!(
        async { (prune(db.pool(), keep, today).await.unwrap(), begun.elapsed()) },
        work_beside(&db, beside)
    );
    let (pruned, took) = pruned;
    println!("beside a deletion: {worked}");
    println!(
        "deleted {} rows of {} runs in {:.1} s",
        pruned.n_rows,
        pruned.n_runs,
        took.as_secs_f64()
    );
}
