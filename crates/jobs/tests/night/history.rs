//! History that has grown old goes; what a run came to and the newest nights stay.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use sereno_db::board::run::{run, runs};
use sereno_db::pool;
use sereno_domain::run::RunState;
use sereno_jobs::history::{Keep, Pruned, prune, prune_preview};
use sereno_jobs::night::NightRequest;
use sereno_testkit::TestDb;

use crate::firm::{FIRM, N_CHECKS, night_of, request};

const FIRST: Date = date(2026, 1, 1);

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_old_goes_and_its_sums_stay() {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    for day in 0..5 {
        let business_date = FIRST.saturating_add(day.days());
        let request = NightRequest { business_date, ..request(None) };
        assert_eq!(night_of(db.pool(), request, 2).await, RunState::Done);
    }
    let listed = async || runs(&mut pool::acquire(db.pool()).await.unwrap(), 9).await.unwrap().runs;
    let before = listed().await;

    let keep = Keep { days: 30, inputs_days: 10 };
    let today = FIRST.saturating_add(14.days());
    assert_eq!(prune_preview(db.pool(), keep, today).await.unwrap(), 0);
    let inputs_only = prune(db.pool(), keep, today).await.unwrap();
    assert_eq!((inputs_only.n_runs, inputs_only.n_rows), (0, 0));
    assert!(inputs_only.n_input_rows > 0);
    let kept =
        "select count(distinct business_date) from sereno.run_input join sereno.run using (run_id)";
    assert_eq!(db.count(kept).await.unwrap(), 2, "the newest two nights can be explained");

    // One was ended by a worker of the version before, which sums nothing up.
    let unsummed = "update sereno.run set n_chunks = null, n_done = null, n_quarantined = null,
            n_attempts_all = null, n_pairs = null, n_matches_written = null
        where run_id = (select min(run_id) from sereno.run)";
    assert_eq!(db.change(unsummed.to_owned()).await.unwrap(), 1);
    // Long after, all but the newest two are too old.
    let today = FIRST.saturating_add(1_000.days());
    assert_eq!(prune_preview(db.pool(), keep, today).await.unwrap(), 3);
    let pruned = prune(db.pool(), keep, today).await.unwrap();
    assert_eq!((pruned.n_runs, pruned.n_rows), (3, 3 * (4 + 5 + 4 + 2 * u64::from(N_CHECKS))));
    assert_eq!(listed().await, before, "a list of runs says the same without the rows");
    assert_eq!(db.count("select count(distinct run_id) from sereno.attempt").await.unwrap(), 2);
    let oldest = before.last().unwrap().run_id;
    let opened = run(&mut pool::acquire(db.pool()).await.unwrap(), oldest).await.unwrap().unwrap();
    assert_eq!((opened.chunks.len(), opened.digest.is_some()), (0, true));
    assert_eq!(prune(db.pool(), keep, today).await.unwrap(), Pruned::default());
}
