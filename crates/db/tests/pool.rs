//! What a pool must never hand out.

use std::future::Future as _;
use std::task::{Context, Waker};

use sereno_db::pool;
use sereno_testkit::TestDb;

/// 2026-11-27: a worker that stopped while a transaction was being begun left it open, and what the
/// next one wrote on that connection was never committed.
#[tokio::test(flavor = "multi_thread")]
async fn a_begin_that_was_given_up_does_not_swallow_what_comes_after() {
    let db = TestDb::fresh().await.unwrap();
    for n in 0..40 {
        {
            let mut begin = Box::pin(pool::begin(db.pool()));
            // Far enough that the statement may be on its way, and no further.
            for _ in 0..=n % 4 {
                if begin.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        let note = format!(
            "insert into sereno.audit_event (actor, action, subject) values ('test', 'note', '{n}')"
        );
        assert_eq!(db.change(note).await.unwrap(), 1);
    }
    // A connection that is being given back may still be on its way out.
    let open = "select count(*) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
          and state like 'idle in transaction%'";
    let mut n_open = db.count(open).await.unwrap();
    for _ in 0..1_000 {
        if n_open == 0 {
            break;
        }
        n_open = db.count(open).await.unwrap();
    }
    assert_eq!(n_open, 0, "transactions nobody holds");
}

/// 2026-11-28: every connection was closed as soon as it was given back, and each that was taken was
/// a new one that knew no statement yet.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_was_given_back_is_used_again() {
    let db = TestDb::fresh().await.unwrap();
    let pool = pool::connect(db.url(), 1).await.unwrap();
    let mut seen = Vec::new();
    for _ in 0..5 {
        let mut conn = pool::acquire(&pool).await.unwrap();
        seen.push(sereno_testkit::backend(&mut conn).await.unwrap());
        drop(conn);
    }
    seen.dedup();
    assert_eq!(seen.len(), 1, "{seen:?}");
}
