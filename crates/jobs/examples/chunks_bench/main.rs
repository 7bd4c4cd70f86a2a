//! What the list of chunks costs with millions of them: by `scripts/bench-chunks`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a measurement that cannot be made must fail; it prints"
)]

use std::time::{Duration, Instant};

use sereno_db::board::chunks::{chunks, count_chunks};
use sereno_db::pool;
use sereno_domain::board::chunk::Seek;
use sereno_domain::id::ChunkId;
use sereno_testkit::TestDb;

/// Times each is asked.
const N_TIMES: usize = 40;
/// Chunks of one night.
const N_CHUNKS: usize = 2_000;
/// Rows of a page, as the dashboard asks for them.
const PAGE: u32 = 200;

/// Nights of chunks that failed now and then; ids count from one, night by night.
async fn make(db: &TestDb, n_nights: usize) {
    let statements = [
        "insert into sereno.failure (kind, error_class, shape)
        select 'rescore', (array['timeout', 'database', 'panic', 'bank', 'lost'])[1 + n % 5], format('cause %s of the bank', n)
        from generate_series(1, 50) as n"
            .to_owned(),
        "insert into sereno.worker (name, host, pid, n_slots, version, backend_pid, backend_start, ended_at)
        select format('host-%s', n), 'host', n, 4, '1', 1, now(), now() from generate_series(1, 8) as n"
            .to_owned(),
        format!(
            "insert into sereno.run (pipeline, business_date, revision, state, requested_by, model_version,
                taxonomy_version, tzdata_version, n_developers, n_roles, started_at, ended_at)
            select 'nightly', date '2020-01-01' + n, 1, 'done', 'cron', '1', '1', '1', 1000, 1000,
                date '2020-01-01' + n, date '2020-01-01' + n
            from generate_series(0, {n_nights} - 1) as n"
        ),
        format!(
            "insert into sereno.step (run_id, no, kind, state, n_chunks)
            select run_id, no, kind, 'done', n
            from sereno.run, (values (0, 'rescore', {N_CHUNKS} - 1), (1, 'digest', 1)) as job (no, kind, n)
            order by run_id, no"
        ),
        "insert into sereno.chunk (run_id, step_id, no, payload, state, n_attempts, n_claims, failure_id)
        select run_id, step_id, n, '{\"first_role\": 1, \"last_role\": 64}',
            case when bad then 'quarantined' when (step_id + n) % 499 = 0 then 'ready' else 'done' end,
            case when bad then 5 else 1 end, 1, case when bad then 1 + (step_id * 7 + n) % 50 end
        from sereno.step, generate_series(0, n_chunks - 1) as n, lateral (select (step_id + n) % 211 = 0) as it (bad)
        order by step_id, n"
            .to_owned(),
        "insert into sereno.attempt (chunk_id, run_id, no, token, worker_id, outcome, error_class, error, failure_id,
            started_at, ended_at)
        select chunk_id, chunk.run_id, 1, chunk_id, 1 + chunk_id % 8,
            case when chunk.state = 'quarantined' then 'gave_up' else 'done' end,
            error_class, shape, failure_id, run.started_at, run.started_at + interval '1 s'
        from sereno.chunk join sereno.run on run.run_id = chunk.run_id left join sereno.failure using (failure_id)
        order by chunk_id"
            .to_owned(),
    ];
    for statement in statements {
        // Rows made whole need no check of each reference.
        let quick = format!(
            "do $do$ begin set local session_replication_role = replica; {statement}; end $do$"
        );
        db.change(quick).await.unwrap();
    }
    db.change("vacuum analyze".to_owned()).await.unwrap();
}

/// Asks time and again and prints what it took.
async fn timed<T>(what: &str, mut ask: impl AsyncFnMut() -> T) -> T {
    let mut took: Vec<Duration> = Vec::new();
    let mut last = ask().await;
    for _ in 0..N_TIMES {
        let begun = Instant::now();
        last = ask().await;
        took.push(begun.elapsed());
    }
    took.sort();
    let at = |share: usize| took[N_TIMES * share / 100].as_secs_f64() * 1_000.0;
    println!("{what:<44} p50 {:>7.2} ms   p95 {:>7.2} ms", at(50), at(95));
    last
}

#[tokio::main]
async fn main() {
    let n: usize = std::env::args().nth(1).map_or(1_000_000, |n| n.parse().unwrap());
    let db = TestDb::fresh().await.unwrap();
    let begun = Instant::now();
    make(&db, n.div_ceil(N_CHUNKS)).await;
    let size = db.text("select pg_size_pretty(pg_total_relation_size('sereno.chunk'))".to_owned());
    let made = db.count("select count(*) from sereno.chunk").await.unwrap();
    let seconds = begun.elapsed().as_secs();
    println!("{made} chunks, table and indexes {}, made in {seconds} s", size.await.unwrap());
    let conn = &mut *pool::acquire(db.pool()).await.unwrap();
    let middle = ChunkId(i64::try_from(n / 2).unwrap());
    for (filter, seek, what) in [
        ("", Seek::Newest, "first page"),
        ("", Seek::After(middle), "next page, from the middle"),
        ("", Seek::Before(middle), "page before, from the middle"),
        ("", Seek::Around(middle), "again around the cursor"),
        ("", Seek::Oldest, "jump to the end"),
        ("state:quarantined", Seek::Newest, "state:quarantined"),
        ("state:quarantined", Seek::Oldest, "state:quarantined, the end"),
        ("state:done", Seek::After(middle), "state:done, from the middle"),
        ("!state:done", Seek::After(middle), "!state:done, from the middle"),
        ("kind:digest", Seek::Newest, "kind:digest"),
        ("kind:digest", Seek::Oldest, "kind:digest, the end"),
        ("!kind:digest state:ready", Seek::Oldest, "!kind:digest state:ready, the end"),
        ("run:7", Seek::Newest, "run:7"),
        ("error:timeout", Seek::Newest, "error:timeout"),
        (
            "error:timeout state:quarantined",
            Seek::Oldest,
            "error:timeout state:quarantined, the end",
        ),
        ("!error:timeout", Seek::After(middle), "!error:timeout, from the middle"),
    ] {
        let filter = filter.parse().unwrap();
        let board = timed(what, async || chunks(conn, &filter, seek, PAGE).await.unwrap()).await;
        assert!(!board.lines.is_empty(), "{what}");
    }
    for filter in [
        "",
        "kind:digest",
        "run:7",
        "state:quarantined",
        "state:done",
        "error:timeout",
        "!error:timeout",
    ] {
        let read = filter.parse().unwrap();
        let what = format!("count of {}", if filter.is_empty() { "all" } else { filter });
        let counted = timed(&what, async || count_chunks(conn, &read).await.unwrap()).await;
        println!("    {:?} of {}", counted.n, counted.n_all);
    }
    drop_one_by_one(&db).await;
}

/// What each index of the list is for: the plans with it and without.
async fn drop_one_by_one(db: &TestDb) {
    let conn = &mut *pool::acquire(db.pool()).await.unwrap();
    for (index, filter) in [
        ("chunk_open_newest_idx", "state:quarantined"),
        ("chunk_failure_newest_idx", "error:timeout"),
    ] {
        let bytes = format!("select pg_size_pretty(pg_relation_size('sereno.{index}'))");
        println!("{index}: {}", db.text(bytes).await.unwrap());
        db.change(format!("drop index sereno.{index}")).await.unwrap();
        let read = filter.parse().unwrap();
        let what = format!("{filter}, the end, without it");
        timed(&what, async || chunks(conn, &read, Seek::Oldest, PAGE).await.unwrap()).await;
    }
}
