//! What whoever listens is told.

use sereno_db::change::{Changes, change_tell};
use sereno_db::pool;
use sereno_testkit::TestDb;

const AUDIT: &str =
    "insert into sereno.audit_event (actor, action, subject) values ('test', 'note', 'run:1')";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_and_what_people_do_is_heard() {
    let db = TestDb::fresh().await.unwrap();
    let mut changes = Changes::listen(db.pool()).await.unwrap();
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    change_tell(&mut conn).await.unwrap();
    assert!(changes.next().await.unwrap());

    db.change(AUDIT.to_owned()).await.unwrap();
    assert!(changes.next().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_lost_is_told_apart_from_silence() {
    let db = TestDb::fresh().await.unwrap();
    let mut changes = Changes::listen(db.pool()).await.unwrap();
    let listener = "select count(pg_terminate_backend(pid)) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and query like 'LISTEN%'";
    assert_eq!(db.count(listener).await.unwrap(), 1);
    assert!(!changes.next().await.unwrap());
}
