//! Chunks of many nights sent round again in one go: by a filter or by their ids, and nothing else.

use sereno_domain::board::chunk::Tally;
use sereno_domain::id::{ChunkId, RunId};
use sereno_domain::run::RunState;
use sereno_jobs::mend::chosen::{Meant, retry_chosen, retry_chosen_preview};
use sereno_jobs::mend::{MendError, retry_stop};
use sereno_jobs::night::{NightRequest, plan_night};
use sereno_testkit::TestDb;

use crate::firm::{FIRM, night, night_of, request};

const WHY: [&str; 2] = ["mended", "ana"];
const BROKEN: &str = "select count(*) from sereno.chunk where state = 'quarantined'";

/// A night of five roles, one a chunk, two of whose chunks cannot be done.
async fn broken_night(db: &TestDb, day: &str) -> RunId {
    let business_date = day.parse().unwrap();
    let request = NightRequest { business_date, chunk_roles: 1, ..request(None) };
    let run_id = plan_night(db.pool(), &request).await.unwrap().run.run_id;
    let break_two = "with broken as (
        update sereno.chunk set payload = '{}' where no in (1, 3) and state = 'ready' returning 1
    ) select count(*) from broken";
    assert_eq!(db.count(break_two).await.unwrap(), 2);
    assert_eq!(night_of(db.pool(), request, 2).await, RunState::Incomplete);
    run_id
}

/// Three broken nights, the first of which a later revision replaced.
async fn broken_nights() -> (TestDb, [RunId; 3]) {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    let first = broken_night(&db, "2026-11-23").await;
    assert_eq!(night(db.pool(), Some("with what was mended")).await, RunState::Done);
    let second = broken_night(&db, "2026-11-24").await;
    let third = broken_night(&db, "2026-11-25").await;
    (db, [first, second, third])
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_pass_a_filter_go_and_what_does_not_is_counted() {
    let (db, [_, second, third]) = broken_nights().await;
    let n_all = db.count("select count(*) from sereno.chunk").await.unwrap();
    let all = retry_chosen_preview(db.pool(), Meant::Passing("")).await.unwrap();
    assert_eq!((all.n_chunks(), all.n_runs, all.n_replaced), (4, 2, 2));
    assert_eq!(all.n_others, Tally::Exact(u64::try_from(n_all).unwrap() - 6));
    let [group] = &all.groups[..] else { panic!("one kind of trouble: {:?}", all.groups) };
    assert_eq!(group.error_class.as_deref(), Some("payload"));
    assert_eq!(db.count(BROKEN).await.unwrap(), 6, "a look changes nothing");

    let grown = retry_chosen(db.pool(), Meant::Passing(""), Some(3), WHY).await;
    assert!(matches!(grown, Err(MendError::Grown(4, 3))), "{grown:?}");
    assert_eq!(db.count(BROKEN).await.unwrap(), 6, "more than was asked about is not done");

    let words = format!("state:quarantined run:{second} payload");
    let sent = retry_chosen(db.pool(), Meant::Passing(&words), None, WHY).await.unwrap();
    assert_eq!((sent.n_chunks(), sent.n_runs, sent.n_others), (2, 1, Tally::Exact(0)));
    let rest = retry_chosen(db.pool(), Meant::Passing("!kind:digest"), Some(2), WHY).await.unwrap();
    assert_eq!((rest.n_chunks(), rest.n_runs), (2, 1));
    assert_eq!(db.count(BROKEN).await.unwrap(), 2, "what was replaced stays");
    let audited = format!(
        "select count(*) from sereno.audit_event where action = 'run.retry' and reason = 'mended'
        and subject in ('run:{second}', 'run:{third}')"
    );
    assert_eq!(db.count(audited).await.unwrap(), 2);
    let meant = "select string_agg(meant #>> '{chosen,filter}', ' | ' order by retry_id)
        from sereno.retry";
    assert_eq!(db.text(meant.to_owned()).await.unwrap(), format!("{words} | !kind:digest"));

    let back = retry_stop(db.pool(), &[sent.retries[0], rest.retries[0]], WHY).await.unwrap();
    assert_eq!(back, 4);
    assert_eq!(db.count(BROKEN).await.unwrap(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_chunks_that_are_named_those_in_quarantine_go() {
    let (db, [_, second, _]) = broken_nights().await;
    let some = |state: &str| {
        format!(
            "select min(chunk_id) from sereno.chunk where run_id = {second} and state = '{state}'"
        )
    };
    let broken = ChunkId(db.count(some("quarantined")).await.unwrap());
    let done = ChunkId(db.count(some("done")).await.unwrap());
    let named = [broken, done];
    let sent = retry_chosen(db.pool(), Meant::Chunks(&named), None, WHY).await.unwrap();
    assert_eq!((sent.n_chunks(), sent.n_others), (1, Tally::Exact(1)));
    let state = format!("select state from sereno.chunk where chunk_id = {done}");
    assert_eq!(db.text(state).await.unwrap(), "done");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_can_go_it_is_said_why() {
    let (db, [first, ..]) = broken_nights().await;
    for words in ["state:done", "error:nonsense", "!payload", "kind:digest"] {
        let none = retry_chosen(db.pool(), Meant::Passing(words), None, WHY).await;
        assert!(matches!(none, Err(MendError::NothingChosen)), "{words}: {none:?}");
    }
    let words = format!("run:{first}");
    let replaced = retry_chosen(db.pool(), Meant::Passing(&words), None, WHY).await;
    assert!(matches!(replaced, Err(MendError::AllReplaced(2))), "{replaced:?}");
    let wrong = retry_chosen(db.pool(), Meant::Passing("state:odd"), None, WHY).await;
    assert!(matches!(wrong, Err(MendError::Filter(_))), "{wrong:?}");
    assert_eq!(db.count(BROKEN).await.unwrap(), 6);
}
