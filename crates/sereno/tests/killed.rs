//! A night, or a month of pay, whose worker is killed without warning, again and again, or robbed of its
//! connections, against one that is left alone. `scripts/soak` does worse for longer.

#![expect(clippy::unwrap_used, reason = "a test that cannot start the program must fail")]

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use sereno_testkit::TestDb;

/// Kills in one night.
const N_KILLS: u32 = 20;
/// Kills in one month of pay.
const N_KILLS_OF_PAY: u32 = 10;
const DATE: &str = "2026-11-23";
const NIGHT: &[&str] = &["run", "nightly", "--date", DATE, "--wait"];
const MONTH: &[&str] = &["payroll", "prepare", "--month", "2026-10", "--wait"];
const N_RECEIPTS: &str = "select count(*) from sereno.chunk_receipt";
const N_ATTEMPTS: &str = "select count(*) from sereno.attempt";

/// The program on a database and a home of its own, with small chunks so that a run is long.
struct Firm {
    db: TestDb,
    home: tempfile::TempDir,
}

impl Firm {
    async fn simulated(shard_developers: u32) -> Self {
        Self::of(shard_developers, ["600", "260"]).await
    }

    /// So many developers, of whom one in four is at work, and roles.
    async fn of(shard_developers: u32, [developers, roles]: [&str; 2]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let settings = format!(
            "[nightly]\nchunk_roles = 1\nshard_developers = {shard_developers}\n[payroll]\nchunk_placements = 4\n[worker]\nn_slots = 2\n"
        );
        std::fs::write(home.path().join("settings.toml"), settings).unwrap();
        let firm = Self { db: TestDb::fresh().await.unwrap(), home };
        let made =
            firm.run(&["demo", "--developers", developers, "--roles", roles, "--as-of", DATE]);
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

    fn start(&self, args: &[&str]) -> Child {
        self.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Starts a run and kills it, so many times, then lets it come to its end.
    async fn killed_and_resumed(&self, args: &[&str], n_kills: u32, n_more_below: u64) {
        // Where in the run the kill falls: so many receipts after the start, none for a chunk that is
        // still at its first, and never twice there so that no chunk looks like poison.
        let mut draw = u64::from(std::process::id());
        for n_kill in 0..n_kills {
            let n_receipts = self.count(N_RECEIPTS).await;
            let n_attempts = self.count(N_ATTEMPTS).await;
            let mut run = self.start(args);
            draw = draw
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let n_more = i64::try_from((draw >> 33) % n_more_below).unwrap();
            if n_kill % 2 == 0 {
                self.wait_for(N_ATTEMPTS, n_attempts + 1, &mut run).await;
            } else {
                self.wait_for(N_RECEIPTS, n_receipts + 1 + n_more, &mut run).await;
            }
            assert!(run.try_wait().unwrap().is_none(), "it ended before kill {n_kill}");
            run.kill().unwrap();
            run.wait().unwrap();
        }
        let last = self.run(args);
        assert!(last.status.success(), "{last:?}");
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
    assert!(calm.run(NIGHT).status.success());
    killed.killed_and_resumed(NIGHT, N_KILLS, 10).await;

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

#[tokio::test(flavor = "multi_thread")]
async fn a_month_of_pay_killed_ten_times_is_the_month_it_would_have_been() {
    let few = ["600", "4"];
    let (calm, killed) = tokio::join!(Firm::of(250_000, few), Firm::of(250_000, few));
    assert!(calm.run(MONTH).status.success());
    killed.killed_and_resumed(MONTH, N_KILLS_OF_PAY, 5).await;

    assert!(calm.count("select count(*) from sereno.payroll_item").await > 100);
    // Every column of every row, and how often it was written.
    for statement in [
        "select encode(content_hash, 'hex') from sereno.payroll_run",
        "select md5(string_agg(item::text, ',' order by placement_id)) from sereno.payroll_item as item",
        "select md5(string_agg(line::text, ',' order by placement_id, no)) from sereno.payroll_line as line",
        "select md5(string_agg(total::text, ',' order by country, currency)) from sereno.payroll_total as total",
        "select md5(string_agg(concat_ws(',', placement_id, currency, code, severity, says, evidence), ';'
            order by placement_id, currency, code)) from sereno.payroll_anomaly",
    ] {
        let [killed, calm] = [&killed, &calm].map(|firm| firm.db.text(statement.to_owned()));
        assert_eq!(killed.await.unwrap(), calm.await.unwrap(), "{statement}");
    }
    for statement in [
        "select count(*) from sereno.payroll_run where state = 'review' and n_drafts = 1",
        "select count(*) from sereno.run where state = 'done'",
        "select count(*) - (select count(*) from sereno.chunk) + 1 from sereno.chunk_receipt",
        "select count(*) - (select count(*) from sereno.chunk) + 1 from sereno.attempt where outcome = 'done'",
    ] {
        assert_eq!(killed.count(statement).await, 1, "{statement}");
    }
    let n_lost = killed.count("select count(*) from sereno.attempt where outcome = 'lost'").await;
    assert!(n_lost >= 3, "only {n_lost} of {N_KILLS_OF_PAY} kills hit a chunk at work");
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
    assert!(calm.run(NIGHT).status.success());
    let mut night = robbed.start(NIGHT);
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
