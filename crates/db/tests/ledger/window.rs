//! What no order of whole operations can show: what happens while one is under way.

use std::time::Duration;

use jiff::civil::date;
use sereno_db::chunk::{
    Claim, PAYLOAD_VERSIONS, Receipt, chunk_claim_in_tx, chunk_finish_in_tx, chunk_sweep_in_tx,
};
use sereno_db::pool;
use sereno_db::worker::worker_leave;
use sereno_testkit::TestDb;

use crate::{Trial, begin};

/// Makes whoever writes a receipt stand still between the fence and the end of its work.
const STAND_STILL: &str = "
create function sereno.stand_still() returns trigger language plpgsql as $$
begin
    perform pg_sleep(0.5);
    return new;
end
$$;
create trigger stand_still before insert on sereno.chunk_receipt
for each row execute function sereno.stand_still()";

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_a_chunk_away_between_its_fence_and_its_commit() {
    let db = TestDb::fresh().await.unwrap();
    let mut trial = Trial::new(&db, date(2026, 11, 23), [1, 1, 1]).await;
    trial.claim(0, 0, false).await;
    for statement in STAND_STILL.split_inclusive("$$;") {
        db.change(statement.to_owned()).await.unwrap();
    }
    let finish = async {
        let mut tx = begin(&db).await;
        let receipt = Receipt::default();
        assert!(chunk_finish_in_tx(&mut tx, &trial.leases[0], &receipt).await.unwrap());
        pool::commit(tx).await.unwrap();
    };
    let take_away = async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        let mut conn = pool::acquire(db.pool()).await.unwrap();
        worker_leave(&mut conn, trial.workers[0].0).await.unwrap();
        let mut tx = begin(&db).await;
        assert_eq!(chunk_sweep_in_tx(&mut tx).await.unwrap(), 0, "it is being finished");
        let claim = Claim {
            worker_id: trial.workers[1].0,
            lease: Duration::from_hours(1),
            versions: PAYLOAD_VERSIONS,
            alone: true,
        };
        let lease = chunk_claim_in_tx(&mut tx, trial.chunks[0], &claim).await.unwrap();
        assert!(lease.is_none(), "it is held: {lease:?}");
        pool::commit(tx).await.unwrap();
    };
    tokio::join!(finish, take_away);
    let by_its_holder =
        "select count(*) from sereno.chunk_receipt join sereno.attempt using (token)
        where outcome = 'done'";
    assert_eq!(db.count(by_its_holder).await.unwrap(), 1);
}

/// The last wall: where a fence is forgotten, the second effect is refused by its receipt.
#[tokio::test(flavor = "multi_thread")]
async fn a_chunk_has_one_receipt_whoever_writes_it() {
    let db = TestDb::fresh().await.unwrap();
    let mut trial = Trial::new(&db, date(2026, 11, 23), [1, 1, 1]).await;
    trial.claim(0, 0, false).await;
    trial.finish(0).await;
    let again = "insert into sereno.chunk_receipt (chunk_id, run_id, step_id, token, n_pairs,
            n_matches_written, report)
        select chunk_id, run_id, step_id, token + 1, 0, 0, report from sereno.chunk_receipt";
    let refused = db.change(again.to_owned()).await.unwrap_err();
    let refused = format!("{refused:?}");
    assert!(refused.contains("chunk_receipt_pkey"), "{refused}");
}
