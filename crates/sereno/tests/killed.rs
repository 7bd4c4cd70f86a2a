//! A night whose worker is killed without warning, again and again, or robbed of its connections,
//! against one that is left alone. `scripts/soak` does worse for longer.

#![expect(clippy::unwrap_used, reason = "a test that cannot start the program must fail")]

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use sereno_testkit::TestDb;

/// Kills in one night.
const N_KILLS: u32 = 20;
const DATE: &str = "2026-11-23";
const N_RECEIPTS: &str = "select count(*) from sereno.chunk_receipt";
const N_ATTEMPTS: &str = "select count(*) from sereno.attempt";

/// The program on a database and a home of its own, one role a chunk so that a night is long.
struct Firm {
    db: TestDb,
    home: tempfile::TempDir,
}

impl Firm {
    async fn simulated(shard_developers: u32) -> Self {
        let home = tempfile::tempdir().unwrap();
        let settings = format!(
            "[nightly]\nchunk_roles = 1\nshard_developers = {shard_developers}\n[worker]\nn_slots = 2\n"
        );
        std::fs::write(home.path().join("settings.toml"), settings).unwrap();
        let firm = Self { db: TestDb::fresh().await.unwrap(), home };
        let made = firm.run(&["demo", "--developers", "600", "--roles", "260", "--as-of", DATE]);
        assert!(made.status.success(), "{made:?}");
        firm
    }

    fn command(&self, args: &[&str]) -> Command {
        let home: &Path = self.home.path();
        let mut command = Command::new(env!("CARGO_BIN_EXE_sereno"));
        command
            .args(args)
            .env("DATABASE_URL", self.db.url())
            .env("SERENO_HOME", home)
            .env("SERENO_CONFIG", home.join("settings.toml"));
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    fn start_night(&self) -> Child {
        let mut night = self.command(&["run", "nightly", "--date", DATE, "--wait"]);
        night.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    async fn count(&self, statement: &'static str) -> i64 {
        self.db.count(statement).await.unwrap()
    }

    /// The digest's hash over all lists, as a number.
    async fn night_hash(&self) -> i64 {
        self.count("select ('x' || left(encode(night_hash, 'hex'), 16))::bit(64)::bigint from sereno.digest")
            .await
    }

    /// Waits until a count has grown to `n`, or the program has ended.
    async fn wait_for(&self, statement: &'static str, n: i64, night: &mut Child) {
        while night.try_wait().unwrap().is_none() && self.count(statement).await < n {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_killed_twenty_times_is_the_night_it_would_have_been() {
    // One in one go, the other in six shards.
    let (calm, killed) = tokio::join!(Firm::simulated(250_000), Firm::simulated(100));
    assert!(calm.run(&["run", "nightly", "--date", DATE, "--wait"]).status.success());

    // Where in the night the kill falls: so many receipts after the start, none for a chunk that is
    // still at its first, and never twice there so that no chunk looks like poison.
    let mut draw = u64::from(std::process::id());
    for n_kill in 0..N_KILLS {
        let n_receipts = killed.count(N_RECEIPTS).await;
        let n_attempts = killed.count(N_ATTEMPTS).await;
        let mut night = killed.start_night();
        draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let n_more = i64::try_from((draw >> 33) % 10).unwrap();
        if n_kill % 2 == 0 {
            killed.wait_for(N_ATTEMPTS, n_attempts + 1, &mut night).await;
        } else {
            killed.wait_for(N_RECEIPTS, n_receipts + 1 + n_more, &mut night).await;
        }
        assert!(night.try_wait().unwrap().is_none(), "the night ended before kill {n_kill}");
        night.kill().unwrap();
        night.wait().unwrap();
    }
    let last = killed.run(&["run", "nightly", "--date", DATE, "--wait"]);
    assert!(last.status.success(), "{last:?}");

    assert_eq!(killed.night_hash().await, calm.night_hash().await);
    let each_effect_once = [
        "select count(*) from sereno.run where state = 'done'",
        "select count(*) - (select count(*) from sereno.chunk) + 1 from sereno.chunk_receipt",
        "select count(*) - (select count(*) from sereno.chunk) + 1 from sereno.attempt where outcome = 'done'",
        "select (select sum(n_matches_written) from sereno.chunk_receipt)::bigint - count(*) + 1 from sereno.match",
        "select count(*) - (select n_roles from sereno.run) + 1 from sereno.role_night",
        "select count(*) from sereno.digest",
    ];
    for statement in each_effect_once {
        assert_eq!(killed.count(statement).await, 1, "{statement}");
    }
    let n_lost = killed.count("select count(*) from sereno.attempt where outcome = 'lost'").await;
    assert!(n_lost >= 5, "only {n_lost} of {N_KILLS} kills hit a chunk at work");
    let all_matches = "select (sum(hashtextextended(concat_ws(',', role_id, developer_id, score, confidence), 0)) % 1000000007)::bigint from sereno.match";
    assert_eq!(killed.count(all_matches).await, calm.count(all_matches).await);
}

/// Ends one connection to the database of a test, whichever; never the one that asks.
const CUT_ONE: &str = "select count(pg_terminate_backend(pid)) from (
    select pid from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
    order by random() limit 1
) as one";

#[tokio::test(flavor = "multi_thread")]
async fn a_night_robbed_of_its_connections_goes_on_by_itself() {
    let (calm, robbed) = tokio::join!(Firm::simulated(250_000), Firm::simulated(250_000));
    assert!(calm.run(&["run", "nightly", "--date", DATE, "--wait"]).status.success());
    let mut night = robbed.start_night();
    robbed.wait_for(N_RECEIPTS, 1, &mut night).await;
    let mut n_cut = 0;
    while night.try_wait().unwrap().is_none() {
        // Cut off more often, nothing would ever be done.
        tokio::time::sleep(Duration::from_millis(150)).await;
        if n_cut < 40 {
            // A cut may hit the connection that is about to ask.
            n_cut += robbed.db.count(CUT_ONE).await.unwrap_or(0);
        }
    }
    assert!(night.wait().unwrap().success());
    assert!(n_cut >= 5, "only {n_cut} connections were cut before the night was over");
    assert_eq!(robbed.night_hash().await, calm.night_hash().await);
    let once = "select count(*) - (select count(*) from sereno.chunk) from sereno.chunk_receipt";
    assert_eq!(robbed.count(once).await, 0);
}
