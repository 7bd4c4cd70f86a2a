//! What the program says: help, errors, exit codes, and data that other programs read.

#![expect(clippy::unwrap_used, reason = "a test that cannot start the program must fail")]

use std::process::{Command, Output};

use sereno_testkit::TestDb;

const DATE: &str = "2026-11-23";

/// The program without anything of the caller's environment but what the test gives.
fn sereno(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sereno"));
    command.args(args).env_remove("DATABASE_URL").env_remove("SERENO_CONFIG").env("COLUMNS", "100");
    command
}

fn said(output: &Output) -> String {
    let code = output.status.code().unwrap();
    let out = String::from_utf8(output.stdout.clone()).unwrap();
    let err = String::from_utf8(output.stderr.clone()).unwrap();
    format!("exit {code}\n--- standard output\n{out}--- standard error\n{err}")
}

#[test]
fn help_teaches() {
    for command in [
        "", "run", "dash", "demo", "matches", "explain", "what-if", "compare", "changes", "runs",
        "model", "quality", "config", "people", "clients",
    ] {
        let args: Vec<&str> = [command, "--help"].into_iter().filter(|a| !a.is_empty()).collect();
        let name = if command.is_empty() { "help" } else { command };
        insta::assert_snapshot!(format!("help_{name}"), said(&sereno(&args).output().unwrap()));
    }
}

#[test]
fn usage_errors_are_exit_code_two() {
    for args in [
        &["run", "weekly"][..],
        &["run", "nightly", "--date", "2026-31-12"],
        &["explain", "seven", "1"],
        &["dash", "tomorrow"],
        &["dash", "--once", "--size", "wide"],
    ] {
        let output = sereno(args).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", said(&output));
    }
}

#[test]
fn a_server_that_was_named_and_is_not_there_is_an_error() {
    let home = tempfile::tempdir().unwrap();
    let output = sereno(&["runs"])
        .env("SERENO_HOME", home.path())
        .env("DATABASE_URL", "postgres://sereno:secret@127.0.0.1:1/nowhere")
        .output()
        .unwrap();
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("error: cannot connect to Postgres at 127.0.0.1:1/nowhere"), "{said}");
    assert!(!said.contains("secret"), "{said}");
}

#[test]
fn settings_that_are_wrong_are_told_before_anything_happens() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("wrong.toml");
    std::fs::write(&file, "[worker]\nslots = 2\n").unwrap();
    let output = sereno(&["config", "check", "--config"]).arg(&file).output().unwrap();
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("unknown field `slots`, expected one of `n_slots`"), "{said}");
}

/// A firm, one night over it, and every command that shows it.
#[tokio::test(flavor = "multi_thread")]
async fn a_first_night_from_the_command_line() {
    let db = TestDb::fresh().await.unwrap();
    let home = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        let mut command = sereno(args);
        command.env("DATABASE_URL", db.url()).env("SERENO_HOME", home.path());
        command.output().unwrap()
    };
    let json = |args: &[&str]| -> serde_json::Value {
        let output = run(args);
        assert!(output.status.success(), "{args:?}: {}", said(&output));
        assert!(!output.stdout.contains(&0x1b), "an escape in data: {args:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    };

    let nothing = said(&run(&["runs"]));
    assert!(nothing.contains("no night has run yet: `sereno run nightly --wait`"), "{nothing}");
    let late = run(&["run", "nightly", "--date", "2999-01-01"]);
    assert_eq!(late.status.code(), Some(4), "{}", said(&late));

    let made = json(&["demo", "--developers", "300", "--roles", "20", "--as-of", DATE, "--json"]);
    assert_eq!(made["n_developers"], 300);
    let night = json(&["run", "nightly", "--date", DATE, "--wait", "--json"]);
    assert_eq!(night["run"]["state"], "done");
    let again = json(&["run", "nightly", "--date", DATE, "--wait", "--json"]);
    assert_eq!(again["run"]["run_id"], night["run"]["run_id"], "a date runs once");
    let revised =
        json(&["run", "nightly", "--date", DATE, "--wait", "--revise", "to see", "--json"]);
    assert_eq!(revised["run"]["revision"], 2);
    assert_eq!(revised["run"]["n_matches_written"], 0);

    let roles = json(&["matches", "--json"]);
    let role = roles["roles"].as_array().unwrap().iter().find(|role| !role["top"][0].is_null());
    let role = role.unwrap()["role_id"].to_string();
    let list = json(&["matches", &role, "--json"]);
    let best = list["candidates"][0]["developer_id"].to_string();
    let why = json(&["explain", &role, &best, "--json"]);
    let parts = why["explanation"]["components"].as_array().unwrap();
    let sum: u64 = parts.iter().map(|part| part["points"].as_u64().unwrap()).sum();
    assert_eq!(why["explanation"]["score"], sum);
    assert_eq!(why["explanation"]["score"], list["candidates"][0]["score"]);
    assert_eq!(why["rank"], 1);

    let kept = run(&["demo"]);
    assert!(said(&kept).contains("kept the simulated firm"), "{}", said(&kept));
    for screen in
        ["tonight", "runs", "matches", &format!("role:{role}"), &format!("why:{role}:{best}")]
    {
        let frame = run(&["dash", screen, "--once", "--size", "120x36"]);
        assert!(frame.status.success(), "{screen}: {}", said(&frame));
        let text = String::from_utf8(frame.stdout).unwrap();
        assert!(text.contains("● live") && text.lines().count() == 36, "{screen}:\n{text}");
    }
    let missing = run(&["dash", "role:999999", "--once"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(said(&missing).contains("there is no such role"), "{}", said(&missing));
    let acts = db.count(
        "select count(*) from sereno.audit_event where action in ('run.start', 'run.revise')",
    );
    assert_eq!(acts.await.unwrap(), 2);
}
