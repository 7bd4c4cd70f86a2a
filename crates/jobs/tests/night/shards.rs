//! Nights cut into shards of developers find what a night in one go finds.

use jiff::civil::date;
use sereno_db::copy::{FormerRuns, simulation_replace};
use sereno_db::mend::Broken;
use sereno_domain::id::DeveloperId;
use sereno_domain::run::RunState;
use sereno_domain::simulation::Simulation;
use sereno_domain::skill::Taxonomy;
use sereno_jobs::instant::{Subjects, rescore};
use sereno_jobs::mend::retry;
use sereno_jobs::night::{NightRequest, plan_night};
use sereno_testkit::TestDb;

use crate::firm::{night_of, request};

const N_DEVELOPERS: u32 = 1_200;
const WRITTEN: &str = "select sum(n_matches_written)::bigint from sereno.chunk_receipt
    where run_id = (select max(run_id) from sereno.run)";
const PAIRS: &str = "select sum(n_pairs)::bigint from sereno.chunk_receipt
    where run_id = (select max(run_id) from sereno.run)";

async fn firm() -> TestDb {
    let db = TestDb::fresh().await.unwrap();
    let firm =
        Simulation { seed: 7, n_developers: N_DEVELOPERS, n_roles: 30, as_of: date(2026, 11, 23) };
    simulation_replace(db.book(), firm, Taxonomy::house(), FormerRuns::Keep, |_| ()).await.unwrap();
    db
}

/// A night in shards of so many developers.
async fn night(db: &TestDb, shard_developers: usize, n_slots: u32) -> RunState {
    let reason = format!("shards of {shard_developers}");
    let request = NightRequest { shard_developers, chunk_roles: 7, ..request(Some(&reason)) };
    night_of(db.pool(), request, n_slots).await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_three_and_eight_shards_on_one_two_and_four_slots_find_the_same() {
    let db = firm().await;
    assert_eq!(night(&db, 250_000, 2).await, RunState::Done);
    let n_pairs = db.count(PAIRS).await.unwrap();
    assert!(db.count(WRITTEN).await.unwrap() > 300);
    let scored = usize::try_from(
        db.count("select max(n_developers)::bigint from sereno.run").await.unwrap(),
    );
    let scored = scored.unwrap();
    for n_shards in [3, 8] {
        for n_slots in [1, 2, 4] {
            assert_eq!(night(&db, scored.div_ceil(n_shards), n_slots).await, RunState::Done);
            let n_scored = "select count(*) from sereno.chunk join sereno.step using (step_id)
                where kind = 'score' and chunk.run_id = (select max(run_id) from sereno.run)";
            assert_eq!(db.count(n_scored).await.unwrap(), i64::try_from(n_shards).unwrap());
            assert_eq!(db.count(WRITTEN).await.unwrap(), 0, "{n_shards} shards, {n_slots} slots");
            assert_eq!(db.count(PAIRS).await.unwrap(), n_pairs);
        }
    }
    let hashes = "select count(distinct night_hash) from sereno.digest";
    assert_eq!(db.count(hashes).await.unwrap(), 1);
    let kept = "select count(distinct run_id) from sereno.shard_result";
    assert_eq!(db.count(kept).await.unwrap(), 1, "what shards found goes with the next plan");
}

/// Lists that could not be put together are mended with what was scored anew since.
#[tokio::test(flavor = "multi_thread")]
async fn a_sharded_night_is_mended_with_what_changed_meanwhile() {
    let db = firm().await;
    let sharded = NightRequest { shard_developers: 300, ..request(None) };
    let run = plan_night(db.pool(), &sharded).await.unwrap().run;
    let n_shards =
        "select count(*) from sereno.chunk join sereno.step using (step_id) where kind = 'score'";
    let n_shards = db.count(n_shards).await.unwrap();
    let shards = async |n: i64| {
        let set = format!(
            "update sereno.chunk set payload = jsonb_set(payload, '{{n_shards}}', '{n}')
            from sereno.step
            where step.step_id = chunk.step_id and kind = 'rescore' and chunk.no = 1"
        );
        assert_eq!(db.change(set).await.unwrap(), 1);
    };
    shards(99).await;
    assert_eq!(night_of(db.pool(), request(None), 2).await, RunState::Incomplete);
    let said = "select count(*) from sereno.attempt
        where error like '% of 99 shards have scored: send those that failed round again first'";
    assert_eq!(db.count(said).await.unwrap(), 1);
    assert!(db.count("select count(*) from sereno.match").await.unwrap() > 200);

    let changed = "with leaves as (
        update sereno.developer set status = 'left'
        where developer_id = (select min(developer_id) from sereno.match)
        returning developer_id
    ), comes as (
        update sereno.developer set status = 'bench'
        where developer_id = (select max(developer_id) from sereno.developer where status = 'paused')
        returning developer_id
    ) select (select developer_id from leaves) * 100000 + (select developer_id from comes)";
    let changed = db.count(changed).await.unwrap();
    let ids = [changed / 100_000, changed % 100_000].map(DeveloperId);
    rescore(db.pool(), &Subjects::Developers(ids.into()), "test").await.unwrap();

    shards(n_shards).await;
    retry(db.pool(), run.run_id, &Broken::default(), None, ["mended", "ana"]).await.unwrap();
    assert_eq!(night_of(db.pool(), request(None), 2).await, RunState::Done);
    assert_eq!(night(&db, 250_000, 2).await, RunState::Done);
    assert_eq!(db.count(WRITTEN).await.unwrap(), 0, "in one go nothing else is found");
}
