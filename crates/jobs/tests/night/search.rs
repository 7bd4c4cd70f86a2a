//! Finding in the history what a person asks for, page by page.

use jiff::tz::TimeZone;
use sereno_db::board::found::found_in_tx;
use sereno_db::mend::Broken;
use sereno_db::pool;
use sereno_domain::board::found::{Found, Place};
use sereno_domain::run::RunState;
use sereno_jobs::mend::retry;
use sereno_jobs::night::{NightRequest, plan_night};
use sereno_testkit::TestDb;

use crate::firm::{FIRM, N_CHECKS, night, request};

async fn page(db: &TestDb, terms: &str, place: Place, n_max: u32) -> (Vec<String>, Option<Place>) {
    let mut tx = pool::begin(db.pool()).await.unwrap();
    let search = terms.parse().unwrap();
    let board = found_in_tx(&mut tx, &search, &TimeZone::UTC, (place, n_max)).await.unwrap();
    let words = |found: &Found| match found {
        Found::Attempt(one) => {
            format!("{} {} {}", one.line.kind, one.line.chunk_no, one.line.outcome)
        }
        Found::Decision(one) => format!("{} {}", one.action, one.reason),
    };
    (board.found.iter().map(words).collect(), board.next)
}

async fn all(db: &TestDb, terms: &str) -> Vec<String> {
    let (found, next) = page(db, terms, Place::NEWEST, 100).await;
    assert_eq!(next, None);
    found
}

/// A night of five roles, one a chunk, of which the second cannot be done, and a retry of it.
async fn history() -> TestDb {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    let one_role = NightRequest { chunk_roles: 1, ..request(None) };
    let run = plan_night(db.pool(), &one_role).await.unwrap().run;
    let broken = "update sereno.chunk set payload = '{}' where no = 1 and state = 'ready'";
    assert_eq!(db.change(broken.to_owned()).await.unwrap(), 1);
    assert_eq!(night(db.pool(), None).await, RunState::Incomplete);
    retry(db.pool(), run.run_id, &Broken::default(), None, ["50% of it", "ana"]).await.unwrap();
    assert_eq!(night(db.pool(), None).await, RunState::Incomplete);
    db
}

#[tokio::test(flavor = "multi_thread")]
async fn each_term_finds_what_it_names_and_together_what_fits_all() {
    let db = history().await;
    let role = db.count("select min(role_id) + 1 from sereno.role").await.unwrap();
    let run = db.count("select max(run_id) from sereno.run").await.unwrap();
    let gave_up = ["rescore 1 gave_up", "rescore 1 gave_up"];
    assert_eq!(all(&db, &format!("role:{role}")).await, gave_up);
    assert_eq!(all(&db, "error:payload").await, gave_up);
    assert_eq!(all(&db, "outcome:gave_up from:2026-11-23 to:2026-11-23").await, gave_up);
    assert!(all(&db, "outcome:gave_up from:2026-11-24").await.is_empty());
    assert_eq!(all(&db, "not of a shape outcome:gave_up").await, gave_up);
    assert!(all(&db, &format!("role:{} error:payload", role + 1)).await.is_empty());
    assert_eq!(all(&db, &format!("role:{}", role + 1)).await, ["rescore 2 done"]);
    assert_eq!(all(&db, "actor:ana").await, ["run.retry 50% of it"]);
    assert_eq!(all(&db, "50% actor:ana action:run.retry").await, ["run.retry 50% of it"]);
    assert!(all(&db, "developer:1").await.is_empty());
    let of_run = all(&db, &format!("run:{run}")).await;
    let n_checks = usize::try_from(2 * N_CHECKS).unwrap();
    assert_eq!(of_run.len(), 4 + 1 + 1 + 1 + 1 + 2 + n_checks, "attempts, both acts: {of_run:?}");
    assert_eq!(all(&db, &format!("run:{run} worker:test-")).await.len(), 8 + n_checks);
    assert!(all(&db, "worker:elsewhere").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_hold_everything_once() {
    let db = history().await;
    let run = db.count("select max(run_id) from sereno.run").await.unwrap();
    // As if the server's clock had been set back in the middle of the night.
    let back = "update sereno.attempt set started_at = started_at - interval '2 hours',
            ended_at = ended_at - interval '2 hours'
        where attempt_id > (select min(attempt_id) + 3 from sereno.attempt)";
    assert!(db.change(back.to_owned()).await.unwrap() > 0);
    let terms = format!("run:{run}");
    let whole = all(&db, &terms).await;
    for n_max in [1, 3] {
        let (mut seen, mut place) = (Vec::new(), Some(Place::NEWEST));
        while let Some(from) = place {
            let (found, next) = page(&db, &terms, from, n_max).await;
            seen.extend(found);
            place = next.map(|next| next.to_string().parse().unwrap());
        }
        assert_eq!(seen, whole);
    }
}
