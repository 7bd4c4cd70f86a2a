//! The program on a database and a home of its own.

use std::process::{Command, Output};

use serde_json::Value;
use sereno_testkit::TestDb;

/// The business date of the first night.
pub(crate) const DATE: &str = "2026-11-23";

pub(crate) struct Firm {
    pub(crate) db: TestDb,
    pub(crate) home: tempfile::TempDir,
}

impl Firm {
    pub(crate) async fn empty() -> Self {
        Self { db: TestDb::fresh().await.unwrap(), home: tempfile::tempdir().unwrap() }
    }

    /// A small firm with one night behind it.
    pub(crate) async fn with_a_night() -> Self {
        let firm = Self::empty().await;
        firm.done(&["demo", "--developers", "300", "--roles", "12", "--as-of", DATE]);
        firm.done(&["run", "nightly", "--date", DATE, "--wait"]);
        firm
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.run_as("ana", args)
    }

    pub(crate) fn run_as(&self, user: &str, args: &[&str]) -> Output {
        self.run_at(self.db.url(), user, args)
    }

    /// Somebody whose login is a member of one role of the database and no more.
    pub(crate) fn run_as_member(&self, role: &str, args: &[&str]) -> Output {
        let url = format!("{}&options=-c%20role={role}", self.db.url());
        self.run_at(&url, "bea", args)
    }

    fn run_at(&self, url: &str, user: &str, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_sereno"))
            .args(args)
            .env_remove("SERENO_CONFIG")
            .env_remove("SUDO_USER")
            .env("USER", user)
            .env("LC_ALL", "C")
            .env("DATABASE_URL", url)
            .env("SERENO_HOME", self.home.path())
            .output()
            .unwrap()
    }

    /// What it prints when all goes well.
    pub(crate) fn done(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
        serde_json::from_str(&self.done(&args)).unwrap()
    }

    /// What it prints as JSON, whatever it came to.
    pub(crate) fn told(&self, args: &[&str]) -> Value {
        let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
        let output = self.run(&args);
        serde_json::from_slice(&output.stdout).map_err(|_| said(&output)).unwrap()
    }

    pub(crate) fn refused(&self, args: &[&str], code: i32, words: &str) {
        let output = self.run(args);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        assert!(said.contains(words), "{args:?}: {said}");
    }

    /// Changes one row.
    pub(crate) async fn change(&self, update: String) {
        assert_eq!(self.db.change(update).await.unwrap(), 1);
    }
}

/// Everything it printed.
pub(crate) fn said(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}
