//! The clock on a real server: each date once, whoever looks, and nothing silent.

use std::time::Duration;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use sereno_db::board::clock;
use sereno_db::pool;
use sereno_db::schedule::firing_list;
use sereno_domain::board::schedule::KnownFiring;
use sereno_domain::job::Pipeline;
use sereno_domain::schedule::{
    FiringState, MissReason, MissedPolicy, OverlapPolicy, Roll, Schedule,
};
use sereno_jobs::clock::{Clock, look, pause, resume};
use sereno_testkit::TestDb;
use tokio_util::sync::CancellationToken;

use crate::firm::{FIRM, worker};

/// A schedule due `ago` before the database's now, every day, in UTC.
async fn due(db: &TestDb, ago: SignedDuration, missed: MissedPolicy) -> Clock {
    let now = clock(&mut pool::acquire(db.pool()).await.unwrap()).await.unwrap();
    let at = (now - ago).to_zoned_datetime(TimeZone::UTC).time();
    let schedule = Schedule {
        name: "nightly".to_owned(),
        pipeline: Pipeline::Nightly,
        at,
        zone: TimeZone::UTC,
        cutoff: Time::midnight(),
        days: (1..=7).collect(),
        business_days: (1..=7).collect(),
        holidays: [].into(),
        roll: Roll::Skip,
        missed,
        within_days: 30,
        overlap: OverlapPolicy::Wait,
    };
    Clock {
        schedules: vec![schedule],
        chunk_roles: 2,
        shard_developers: 250_000,
        calendar: crate::firm::calendar(),
        chunk_placements: 1_000,
    }
}

/// The date that is due, by the database's clock.
async fn date(db: &TestDb, ago: SignedDuration) -> Date {
    let now = clock(&mut pool::acquire(db.pool()).await.unwrap()).await.unwrap();
    (now - ago).to_zoned_datetime(TimeZone::UTC).date()
}

/// The schedule answers for dates from so many days before the one that is due.
async fn answers_since(db: &TestDb, due: Date, days: i64) {
    let since = due.saturating_sub(days.days());
    let seen = format!("insert into sereno.schedule (name, since) values ('nightly', '{since}')");
    assert_eq!(db.change(seen).await.unwrap(), 1);
}

async fn ledger(db: &TestDb) -> Vec<KnownFiring> {
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let mut firings = firing_list(&mut conn, "nightly", 100).await.unwrap();
    firings.reverse();
    firings
}

const SOON: SignedDuration = SignedDuration::from_secs(2);

#[tokio::test(flavor = "multi_thread")]
async fn a_new_schedule_answers_for_what_is_to_come() {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    let yesterday_too = due(&db, SOON, MissedPolicy::All).await;
    look(db.pool(), &yesterday_too, "test").await.unwrap();
    assert_eq!(ledger(&db).await, []);
    assert_eq!(db.count("select count(*) from sereno.run").await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_look_at_once_start_one_run() {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    let clock = due(&db, SOON, MissedPolicy::Last).await;
    let today = date(&db, SOON).await;
    answers_since(&db, today, 2).await;
    let names: Vec<String> = (0..6).map(|n| format!("worker-{n}")).collect();
    let looks = names.iter().map(|name| look(db.pool(), &clock, name));
    for looked in futures::future::join_all(looks).await {
        looked.unwrap();
    }
    assert_eq!(db.count("select count(*) from sereno.run").await.unwrap(), 1);
    let firings = ledger(&db).await;
    let [first, second, third] = &firings[..] else { panic!("three dates: {firings:?}") };
    for missed in [first, second] {
        assert_eq!((missed.state, missed.reason), (FiringState::Missed, Some(MissReason::Down)));
    }
    assert_eq!((third.business_date, third.state), (today, FiringState::Started));
    assert!(third.run_id.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn dates_run_one_after_the_other_the_oldest_first() {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    let clock = due(&db, SOON, MissedPolicy::All).await;
    let today = date(&db, SOON).await;
    answers_since(&db, today, 2).await;
    look(db.pool(), &clock, "test").await.unwrap();
    let states = |firings: &[KnownFiring]| -> Vec<FiringState> {
        firings.iter().map(|firing| firing.state).collect()
    };
    let (started, waits) = (FiringState::Started, FiringState::Due);
    assert_eq!(states(&ledger(&db).await), [started, waits, waits]);

    let (stop, pool) = (CancellationToken::new(), db.pool().clone());
    let works = worker(&pool, 2).with_clock(clock).run_until(&stop);
    let all_done = async {
        let done = "select count(*) from sereno.run where state = 'done'";
        while db.count(done).await.unwrap() < 3 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        stop.cancel();
    };
    let (worked, ended) =
        tokio::join!(works, tokio::time::timeout(Duration::from_mins(1), all_done));
    worked.unwrap();
    ended.unwrap();
    assert_eq!(states(&ledger(&db).await), [started; 3]);
    let in_order = "select count(*) from (
        select business_date, lag(business_date) over (order by started_at) as before
        from sereno.run
    ) as runs where before > business_date";
    assert_eq!(db.count(in_order).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_due_in_a_pause_is_written_down_and_not_run() {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    let clock = due(&db, SOON, MissedPolicy::All).await;
    let today = date(&db, SOON).await;
    answers_since(&db, today, 0).await;
    let schedule = &clock.schedules[0];
    let past: Timestamp = "2001-01-01T00:00:00Z".parse().unwrap();
    pause(db.pool(), schedule, None, ["moving house", "ana"]).await.unwrap();
    look(db.pool(), &clock, "test").await.unwrap();
    let firings = ledger(&db).await;
    assert_eq!(firings.len(), 1);
    assert_eq!(firings[0].reason, Some(MissReason::Paused));
    resume(db.pool(), schedule, ["moved", "ana"]).await.unwrap();
    look(db.pool(), &clock, "test").await.unwrap();
    assert_eq!(db.count("select count(*) from sereno.run").await.unwrap(), 0);

    // A pause that ended by itself pauses nothing.
    assert_eq!(db.change("delete from sereno.schedule_firing".to_owned()).await.unwrap(), 1);
    pause(db.pool(), schedule, Some(past), ["over", "ana"]).await.unwrap();
    look(db.pool(), &clock, "test").await.unwrap();
    assert_eq!(ledger(&db).await[0].state, FiringState::Started);
    let audited = "select count(*) from sereno.audit_event where action like 'schedule.%'";
    assert_eq!(db.count(audited).await.unwrap(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_that_cron_started_is_the_night_of_its_date() {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    let clock = due(&db, SOON, MissedPolicy::Last).await;
    let today = date(&db, SOON).await;
    answers_since(&db, today, 0).await;
    let request =
        sereno_jobs::night::NightRequest { business_date: today, ..crate::firm::request(None) };
    let by_cron = sereno_jobs::night::plan_night(db.pool(), &request).await.unwrap().run;
    look(db.pool(), &clock, "test").await.unwrap();
    assert_eq!(ledger(&db).await[0].run_id, Some(by_cron.run_id));
    assert_eq!(db.count("select count(*) from sereno.run").await.unwrap(), 1);
}
