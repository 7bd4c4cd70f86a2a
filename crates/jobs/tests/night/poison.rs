//! Chunks that go wrong in every way end in quarantine after exactly their attempts, and the others go
//! on.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use sereno_db::chunk::N_ATTEMPTS_MAX;
use sereno_domain::run::RunState;
use sereno_jobs::night::{NightRequest, plan_night};
use sereno_testkit::TestDb;
use tokio_util::sync::CancellationToken;

use crate::firm::{FIRM, N_CHECKS, request, worker};
use crate::trial::Trial;

/// A night of five chunks that are done at once, of which some go wrong.
async fn night_with(trials: &[&str]) -> (TestDb, sereno_domain::id::RunId) {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    let one_role = NightRequest { chunk_roles: 1, ..request(None) };
    let run = plan_night(db.pool(), &one_role).await.unwrap().run;
    for (no, trial) in trials.iter().enumerate() {
        let poisoned = db
            .change(format!(
                "update sereno.chunk set payload = '{{\"trial\": \"{trial}\"}}'
                where no = {no} and state = 'ready'"
            ))
            .await;
        assert_eq!(poisoned.unwrap(), 1);
    }
    (db, run.run_id)
}

/// Lets nobody wait out a back-off.
async fn hurry(db: &TestDb) {
    loop {
        db.queue_put_off(0).await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn attempts(db: &TestDb, no: usize, outcome: &str) -> i64 {
    let query = format!(
        "select count(*) from sereno.attempt join sereno.chunk using (chunk_id)
        join sereno.step using (step_id)
        where chunk.no = {no} and kind = 'rescore' and outcome = '{outcome}'"
    );
    db.count(query).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_has_its_attempts_and_the_rest_is_done() {
    let (db, run_id) = night_with(&["panic", "retry", "give up", "loop"]).await;
    let worker = worker(db.pool(), 4)
        .with_jobs(Arc::new(Trial))
        .with_chunk_limit(Duration::from_millis(300));
    let stop = CancellationToken::new();
    let state = tokio::select! {
        state = worker.work_until_run_ends(run_id, &stop) => state.unwrap(),
        () = hurry(&db) => unreachable!("it hurries for ever"),
    };
    assert_eq!(state, RunState::Incomplete);
    let all = i64::from(N_ATTEMPTS_MAX);
    for no in [0, 1, 3] {
        assert_eq!(
            [attempts(&db, no, "retry").await, attempts(&db, no, "gave_up").await],
            [all - 1, 1]
        );
    }
    assert_eq!([attempts(&db, 2, "retry").await, attempts(&db, 2, "gave_up").await], [0, 1]);
    assert_eq!(attempts(&db, 4, "done").await, 1);
    let classes = "select count(*) from sereno.failure
        where (error_class, shape) in (('panic', 'the job panicked: this chunk panics'),
            ('bank', 'the bank is closed'), ('bank', 'no such account'))
           or error_class = 'timeout' and shape like 'not done after%'";
    assert_eq!(db.count(classes).await.unwrap(), 4);
}

fn trial_worker(db: &TestDb) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trial_worker"));
    command.arg(db.url()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// A chunk that ends the process of its worker takes what stands beside it along, but not for ever:
/// after two losses it is worked on alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_chunk_that_ends_its_worker_is_given_up_and_takes_nobody_along() {
    let (db, _) = night_with(&["ok", "abort", "ok", "ok", "ok"]).await;
    let mut workers: Vec<Child> = (0..2).map(|_| trial_worker(&db)).collect();
    let mut n_deaths = 0;
    let open = "select count(*) from sereno.chunk where state not in ('done', 'quarantined')";
    while db.count(open).await.unwrap() > 0 {
        for worker in &mut workers {
            if worker.try_wait().unwrap().is_some() {
                n_deaths += 1;
                *worker = trial_worker(&db);
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    for worker in &mut workers {
        worker.kill().unwrap();
        worker.wait().unwrap();
    }
    assert_eq!(attempts(&db, 1, "lost").await, i64::from(N_ATTEMPTS_MAX));
    assert!(n_deaths >= i64::from(N_ATTEMPTS_MAX) - 1, "{n_deaths}");
    let others = "select count(*) from sereno.chunk where state = 'done'";
    let n_others = 5 + i64::from(N_CHECKS);
    assert_eq!(db.count(others).await.unwrap(), n_others, "four roles, the digest, the checks");
    assert_eq!(
        db.count("select count(*) from sereno.chunk where n_lost > 2 and no <> 1").await.unwrap(),
        0
    );
}

/// A worker whose hands are full leaves what is rung for next to others.
#[tokio::test(flavor = "multi_thread")]
async fn a_busy_worker_keeps_no_ring_to_itself() {
    let (db, _) = night_with(&["loop", "ok", "ok", "ok", "ok"]).await;
    let busy =
        worker(db.pool(), 1).with_jobs(Arc::new(Trial)).with_chunk_limit(Duration::from_mins(1));
    let idle = worker(db.pool(), 1).with_jobs(Arc::new(Trial));
    let stop = CancellationToken::new();
    let told = async {
        let at_work = "select count(*) from sereno.attempt where outcome = 'running'";
        while db.count(at_work).await.unwrap() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // Whatever it would take beside, it has taken by now.
        tokio::time::sleep(Duration::from_secs(1)).await;
        let done = "select count(*) from sereno.chunk where state = 'done'";
        assert_eq!(db.count(done).await.unwrap(), 0, "the first chunk keeps it busy");
        let worked = async {
            while db.count(done).await.unwrap() < 4 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            stop.cancel();
        };
        let in_time = tokio::time::timeout(Duration::from_secs(10), worked);
        tokio::join!(idle.run_until(&stop), in_time).1.unwrap();
    };
    let drain = sereno_jobs::runner::Drain { limit: Duration::ZERO, ..Default::default() };
    let (ended, ()) = tokio::join!(busy.draining(drain).run_until(&stop), Box::pin(told));
    ended.unwrap();
}
