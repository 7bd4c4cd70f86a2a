//! A whole night on a real server, through the real queue.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that has no night must fail")]

mod alerts;
mod chosen;
mod clock;
mod compliance;
mod dry_run;
mod failures;
mod firm;
mod halt;
mod history;
mod mended;
mod people;
mod poison;
mod search;
mod shards;
mod trial;

use firm::{FIRM, N_CHECKS, night, night_of, plan, request};
use sereno_domain::run::RunState;
use sereno_jobs::night::NightRequest;
use sereno_testkit::TestDb;

#[tokio::test(flavor = "multi_thread")]
async fn a_night_finds_the_best_and_a_second_one_writes_nothing() {
    let db = TestDb::fresh().await.unwrap();
    assert_eq!(db.count(FIRM).await.unwrap(), 5);
    assert_eq!(night(db.pool(), None).await, RunState::Done);
    assert_eq!(
        db.count("select count(*) from sereno.chunk_receipt").await.unwrap(),
        4 + i64::from(N_CHECKS)
    );
    assert_eq!(db.count("select count(*) from sereno.role_night").await.unwrap(), 5);
    assert_eq!(db.count("select count(*) from sereno.digest").await.unwrap(), 1);
    let n_matches = db.count("select count(*) from sereno.match").await.unwrap();
    assert!(n_matches > 0);
    let written = "select sum(n_matches_written)::bigint from sereno.chunk_receipt";
    assert_eq!(db.count(written).await.unwrap(), n_matches);

    assert_eq!(night(db.pool(), Some("to see that nothing changes")).await, RunState::Done);
    assert_eq!(db.count("select count(*) from sereno.run").await.unwrap(), 2);
    assert_eq!(db.count(written).await.unwrap(), n_matches);
    let hashes = "select count(distinct night_hash) from sereno.digest";
    assert_eq!(db.count(hashes).await.unwrap(), 1);
}

/// 2026-11-24: two chunks that finished together locked the run's row against each other, and one of
/// them went round again.
#[tokio::test(flavor = "multi_thread")]
async fn chunks_that_finish_together_do_not_wait_for_each_other() {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    for n in 1..=6 {
        let reason = format!("time {n}");
        let request = NightRequest { chunk_roles: 1, ..request(Some(&reason)) };
        assert_eq!(night_of(db.pool(), request, 4).await, RunState::Done);
    }
    let other = "select count(*) from sereno.attempt where outcome <> 'done'";
    assert_eq!(db.count(other).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_whose_worker_is_gone_is_handed_on() {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    plan(db.pool(), None).await;
    let gone = "
    with gone as (
        insert into sereno.worker (name, host, pid, n_slots, version, backend_pid, backend_start)
        values ('gone', 'test', 1, 1, '0', 1, '2000-01-01') returning worker_id
    ), leased as (
        update sereno.chunk
        set state = 'leased', token = nextval('sereno.lease_token'), worker_id = gone.worker_id,
            lease_expires_at = now() + interval '1 hour', n_attempts = 1, n_claims = 1
        from gone
        where state = 'ready'
        returning chunk_id, chunk.run_id, token, gone.worker_id
    ), noted as (
        insert into sereno.attempt (chunk_id, run_id, no, token, worker_id, outcome)
        select chunk_id, run_id, 1, token, worker_id, 'running' from leased
    )
    select count(*) from leased";
    assert_eq!(db.count(gone).await.unwrap(), 3);
    assert_eq!(night(db.pool(), None).await, RunState::Done);
    let lost = "select count(*) from sereno.attempt where outcome = 'lost'";
    assert_eq!(db.count(lost).await.unwrap(), 3);
    let done = "select count(*) from sereno.attempt where outcome = 'done'";
    assert_eq!(db.count(done).await.unwrap(), 4 + i64::from(N_CHECKS));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_date_that_ran_is_not_run_again_without_a_reason() {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    assert_eq!(night(db.pool(), None).await, RunState::Done);
    assert_eq!(night(db.pool(), None).await, RunState::Done);
    assert_eq!(db.count("select count(*) from sereno.run").await.unwrap(), 1);
}
