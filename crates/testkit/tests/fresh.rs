//! A test's database is migrated, empty and its own.

use sereno_testkit::TestDb;

#[tokio::test]
async fn a_fresh_database_has_both_schemas() {
    let db = TestDb::fresh().await.unwrap();
    let sereno =
        db.count("select count(*) from information_schema.tables where table_schema = 'sereno'");
    assert!(sereno.await.unwrap() >= 20);
    let queue =
        db.count("select count(*) from information_schema.tables where table_schema = 'apalis'");
    assert!(queue.await.unwrap() >= 2);
}

#[tokio::test]
async fn migrating_twice_changes_nothing() {
    let db = TestDb::fresh().await.unwrap();
    sereno_jobs::migrate::migrate_all(db.pool()).await.unwrap();
    assert_eq!(db.count("select count(*) from sereno.run").await.unwrap(), 0);
}

#[tokio::test]
async fn what_one_test_writes_no_other_sees() {
    let one = TestDb::fresh().await.unwrap();
    let other = TestDb::fresh().await.unwrap();
    let inserted = "with added as (insert into sereno.skill (slug, name, category) values ('x', 'X', 'tool') returning 1) select count(*) from added";
    assert_eq!(one.count(inserted).await.unwrap(), 1);
    assert_eq!(other.count("select count(*) from sereno.skill").await.unwrap(), 0);
}

#[tokio::test]
async fn audit_rows_cannot_be_changed() {
    let db = TestDb::fresh().await.unwrap();
    let added = "with added as (insert into sereno.audit_event (actor, action, subject) values ('a', 'b', 'c') returning 1) select count(*) from added";
    assert_eq!(db.count(added).await.unwrap(), 1);
    let changed = db.count(
        "with gone as (delete from sereno.audit_event returning 1) select count(*) from gone",
    );
    assert!(changed.await.is_err());
}

#[tokio::test]
async fn the_next_task_is_found_without_reading_all_that_wait() {
    let db = TestDb::fresh().await.unwrap();
    let n_read = db.queue_rows_read(20_000).await.unwrap();
    assert!(n_read < 100, "{n_read} rows read for one task");
}
