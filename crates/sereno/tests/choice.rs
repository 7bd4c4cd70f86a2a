//! Choosing from the command line: score models, the shortlist of people, overrides.

#![expect(clippy::unwrap_used, reason = "a test that cannot start the program must fail")]

use std::process::{Command, Output};

use sereno_testkit::TestDb;

const DATE: &str = "2026-11-23";

struct Firm {
    db: TestDb,
    home: tempfile::TempDir,
}

impl Firm {
    /// A small firm with one night behind it.
    async fn with_a_night() -> Self {
        let firm = Self { db: TestDb::fresh().await.unwrap(), home: tempfile::tempdir().unwrap() };
        firm.done(&["demo", "--developers", "300", "--roles", "12", "--as-of", DATE]);
        firm.done(&["run", "nightly", "--date", DATE, "--wait"]);
        firm
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_sereno"))
            .args(args)
            .env_remove("SERENO_CONFIG")
            .env_remove("SUDO_USER")
            .env("USER", "ana")
            .env("DATABASE_URL", self.db.url())
            .env("SERENO_HOME", self.home.path())
            .output()
            .unwrap()
    }

    fn done(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, args: &[&str]) -> serde_json::Value {
        let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
        serde_json::from_str(&self.done(&args)).unwrap()
    }

    fn refused(&self, args: &[&str], code: i32, words: &str) {
        let output = self.run(args);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        assert!(said.contains(words), "{args:?}: {said}");
    }
}

fn said(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_made_looked_at_chosen_and_taken_back() {
    let firm = Firm::with_a_night().await;
    let models = firm.json(&["model", "list"]);
    let house = models["models"][0]["version"].as_str().unwrap().to_owned();
    assert_eq!(models["models"][0]["in_force"], true);
    assert_eq!(models["models"][0]["n_runs"], 1);

    let new = ["model", "new", "--from", &house, "--as", "firm-1", "--note", "price first"];
    let set = |settings: &[&'static str]| [&new[..], settings].concat();
    firm.refused(&set(&["--set", "weight.rat=1"]), 1, "a model has no `weight.rat`: it has");
    firm.refused(&set(&["--set", "grace_days=900"]), 1, "grace_days is 900: choose 0 to 365");
    firm.refused(&set(&["--set", "grace_days"]), 2, "`grace_days` sets nothing");
    firm.refused(&new, 2, "--set <NAME=NUMBER>");
    let made = firm.json(&set(&["--set", "weight.rate=3000", "--set", "mid_budget_pct=50"]));
    assert_eq!(made["version"], "firm-1");
    let shown = firm.json(&["model", "show", "firm-1"]);
    let shown = shown.as_array().unwrap();
    let value =
        |name: &str| shown.iter().find(|line| line["name"] == name).unwrap()["value"].clone();
    assert_eq!((value("weight.rate"), value("mid_budget_pct")), (3_000.into(), 50.into()));

    let preview = firm.json(&["model", "preview", "firm-1"]);
    assert!(preview["effect"]["n_roles_top_changed"].as_u64().unwrap() > 0, "{preview}");
    let role = preview["effect"]["roles"][0]["role_id"].to_string();
    let list = firm.json(&["model", "preview", "firm-1", "--role", &role]);
    assert_eq!(list["role"][0]["rank_after"], 1);
    let words = firm.done(&["model", "preview", "firm-1"]);
    assert!(words.contains("roles have another top five"), "{words}");

    firm.refused(&["model", "activate", "firm-1"], 2, "--reason <REASON>");
    firm.refused(&["model", "activate", "firm-1", "--reason", " "], 2, "it is empty: say why");
    let chosen = firm.json(&["model", "activate", "firm-1", "--reason", "price matters"]);
    assert_eq!(chosen["version_before"], house.as_str());
    firm.done(&["run", "nightly", "--date", DATE, "--wait", "--revise", "by the new model"]);
    let back = firm.json(&["model", "rollback", "--reason", "clients complained"]);
    assert_eq!(back["version"], house.as_str());
    firm.refused(&["model", "rollback", "--reason", "further"], 1, "no score model to go back to");
    let models = firm.json(&["model", "list"]);
    assert_eq!(models["activations"][0]["reason"], "clients complained");
    assert_eq!(models["activations"][0]["actor"], "ana");
    firm.done(&["model", "list"]);
    let by_it = "select count(*) from sereno.run where model_version = 'firm-1'";
    assert_eq!(firm.db.count(by_it).await.unwrap(), 1);
}
