//! The list of all chunks on a real database: every row exactly once whichever way one goes and
//! whatever comes meanwhile, filters carried out by the server, counts that do not lie.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must fail")]

use sereno_db::board::chunks::{chunks, count_chunks};
use sereno_db::pool;
use sereno_domain::board::chunk::{ChunkFilter, ChunksBoard, Seek, Tally};
use sereno_domain::id::ChunkId;
use sereno_testkit::TestDb;

/// Rows of a page.
const N: u32 = 7;

/// Plans a run of `n_chunks` chunks of rescore and one of digest; every tenth chunk failed.
async fn plan(db: &TestDb, day: usize, n_chunks: usize) {
    let statements = [
        "insert into sereno.failure (kind, error_class, shape)
        values ('rescore', 'timeout', 'no answer in # s'), ('rescore', 'bank', 'it is closed')
        on conflict do nothing"
            .to_owned(),
        format!(
            "with planned as (
                insert into sereno.run (pipeline, business_date, revision, state, requested_by,
                    model_version, taxonomy_version, tzdata_version, n_developers, n_roles)
                values ('nightly', date '2026-01-01' + {day}, 1, 'running', 'test', '1', '1', '1', 0, 0)
                returning run_id
            ), steps as (
                insert into sereno.step (run_id, no, kind, state, n_chunks)
                select run_id, no, kind, 'running', n
                from planned, (values (0, 'rescore', {n_chunks}), (1, 'digest', 1)) as job (no, kind, n)
                returning run_id, step_id, n_chunks, kind
            )
            insert into sereno.chunk (run_id, step_id, no, payload, state, n_attempts, failure_id)
            select run_id, step_id, n, '{{}}',
                case when n % 10 = 3 then 'quarantined' when n % 10 = 4 then 'ready' else 'done' end,
                case when n % 10 = 3 then 5 else 1 end,
                case when n % 10 = 3 then (select min(failure_id) + (n / 10) % 2 from sereno.failure) end
            from steps, generate_series(0, n_chunks - 1) as n
            order by step_id, n"
        ),
    ];
    for statement in statements {
        db.change(statement).await.unwrap();
    }
}

async fn page(db: &TestDb, filter: &str, seek: Seek) -> ChunksBoard {
    let filter: ChunkFilter = filter.parse().unwrap();
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    chunks(&mut conn, &filter, seek, N).await.unwrap()
}

fn ids(board: &ChunksBoard) -> Vec<i64> {
    board.lines.iter().map(|line| line.chunk.chunk_id.0).collect()
}

/// Goes through the list from one end to the other; `beside` happens before each page.
async fn walk(
    db: &TestDb,
    filter: &str,
    (mut seek, on): (Seek, fn(ChunkId) -> Seek),
    mut beside: impl AsyncFnMut(usize),
) -> Vec<i64> {
    let mut all = Vec::new();
    for n_pages in 0..1_000 {
        beside(n_pages).await;
        let board = page(db, filter, seek).await;
        let downward = matches!(seek, Seek::Newest | Seek::After(_));
        let (last, edge) = if downward {
            (board.is_oldest, board.lines.last())
        } else {
            (board.is_newest, board.lines.first())
        };
        let mut found = ids(&board);
        assert!(found.is_sorted_by(|a, b| a > b), "newest first: {found:?}");
        if !downward {
            found.reverse();
        }
        all.extend(found);
        match edge {
            Some(edge) if !last => seek = on(edge.chunk.chunk_id),
            _ => return all,
        }
    }
    panic!("the list has no end: {all:?}");
}

/// What a filter leaves, oldest first, by a statement that knows nothing of pages.
async fn all_that(db: &TestDb, condition: &str) -> Vec<i64> {
    let listed = db
        .text(format!(
            "select coalesce(string_agg(chunk_id::text, ',' order by chunk_id), '')
            from sereno.chunk join sereno.step using (step_id)
            left join sereno.failure using (failure_id)
            where {condition}"
        ))
        .await
        .unwrap();
    listed.split_terminator(',').map(|id| id.parse().unwrap()).collect()
}

/// Filters by every way of finding a page, each with what it means.
const FILTERS: [(&str, &str); 11] = [
    ("", "true"),
    ("state:ready", "chunk.state = 'ready'"),
    ("state:ready,quarantined", "chunk.state in ('ready', 'quarantined')"),
    ("!state:done", "chunk.state <> 'done'"),
    ("state:done", "chunk.state = 'done'"),
    ("kind:digest", "step.kind = 'digest'"),
    ("run:2 state:done", "chunk.run_id = 2 and chunk.state = 'done'"),
    ("!run:2 !kind:digest", "chunk.run_id <> 2 and step.kind <> 'digest'"),
    ("error:timeout", "error_class = 'timeout'"),
    ("error:ANSWER error:12 !run:1", "error_class = 'timeout' and chunk.run_id <> 1"),
    ("!error:bank", "error_class is distinct from 'bank'"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_row_exactly_once_in_both_directions_under_every_filter() {
    let db = TestDb::fresh().await.unwrap();
    for day in 0..3 {
        plan(&db, day, 40).await;
    }
    for (filter, condition) in FILTERS {
        let mut expected = all_that(&db, condition).await;
        assert!(!expected.is_empty(), "{filter}: a filter that finds nothing tests nothing");
        let up = walk(&db, filter, (Seek::Oldest, Seek::Before), async |_| {}).await;
        assert_eq!(up, expected, "upward {filter}");
        let mut conn = pool::acquire(db.pool()).await.unwrap();
        let counted = count_chunks(&mut conn, &filter.parse().unwrap()).await.unwrap();
        assert_eq!(counted.n, Tally::Exact(u64::try_from(expected.len()).unwrap()), "{filter}");
        assert_eq!(counted.n_all, 123, "{filter}");
        expected.reverse();
        let down = walk(&db, filter, (Seek::Newest, Seek::After), async |_| {}).await;
        assert_eq!(down, expected, "downward {filter}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_come_meanwhile_neither_repeat_nor_hide_another() {
    let db = TestDb::fresh().await.unwrap();
    plan(&db, 0, 60).await;
    for filter in ["", "state:ready,quarantined", "error:timeout", "kind:rescore"] {
        let before = all_that(&db, "true").await;
        let newest = *before.last().unwrap();
        let day = before.len();
        let there = walk(&db, filter, (Seek::Newest, Seek::After), async |_| {}).await;
        let more = async |n_pages: usize| {
            if n_pages > 0 && n_pages < 4 {
                plan(&db, day + n_pages, 10).await;
            }
        };
        let down = walk(&db, filter, (Seek::Newest, Seek::After), more).await;
        assert_eq!(down, there, "downward {filter:?}: what came is above");
        let day = day + 10;
        let more = async |n_pages: usize| {
            if n_pages > 0 && n_pages < 4 {
                plan(&db, day + n_pages, 10).await;
            }
        };
        let mut up = walk(&db, filter, (Seek::Oldest, Seek::Before), more).await;
        assert!(up.is_sorted_by(|a, b| a < b), "each once: {up:?}");
        up.retain(|id| *id <= newest);
        up.reverse();
        assert_eq!(up, there, "upward {filter:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_is_found_with_its_neighbours_also_when_it_is_gone() {
    let db = TestDb::fresh().await.unwrap();
    plan(&db, 0, 40).await;
    let all = all_that(&db, "true").await;
    let around = page(&db, "", Seek::Around(ChunkId(all[20]))).await;
    let mut expected = all[18..=23].to_vec();
    expected.reverse();
    assert_eq!(ids(&around), expected);
    assert!(!around.is_newest && !around.is_oldest);
    let gone = page(&db, "state:ready", Seek::Around(ChunkId(all[20]))).await;
    assert_eq!(ids(&gone), [all[34], all[24], all[14], all[4]]);
    assert!(gone.is_newest && gone.is_oldest);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_of_many_is_told_from_a_sample_and_says_so() {
    let db = TestDb::fresh().await.unwrap();
    plan(&db, 0, 40_000).await;
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let mut count =
        async |filter: &str| count_chunks(&mut conn, &filter.parse().unwrap()).await.unwrap().n;
    assert_eq!(count("kind:rescore").await, Tally::Exact(40_000));
    assert_eq!(count("state:ready").await, Tally::Exact(4_000));
    let Tally::About(n) = count("state:done").await else { panic!("that many are not counted") };
    assert!((25_000..39_000).contains(&n), "{n} of 32,001");
    // A night whose rows went counts no more.
    db.change(
        "update sereno.run set state = 'done', ended_at = now(), pruned_at = now()".to_owned(),
    )
    .await
    .unwrap();
    assert_eq!(count("").await, Tally::Exact(0));
}
