//! The architecture and the style, as tests. Each rule is a function over (path, text), so that the
//! tests below also feed it a bad example and see it caught.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot read the tree must fail"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Lines a source file may have.
const FILE_LINES_MAX: usize = 500;
/// Lines a script may have.
const SCRIPT_LINES_MAX: usize = 60;
/// Lines of a program in Python, for benchmarks.
const PYTHON_LINES_MAX: usize = 150;

/// What each crate may depend on inside the workspace.
const EDGES: &[(&str, &[&str])] = &[
    ("sereno-domain", &[]),
    ("sereno-db", &["sereno-domain"]),
    ("sereno-jobs", &["sereno-db", "sereno-domain"]),
    ("sereno-tui", &["sereno-domain"]),
    ("sereno", &["sereno-db", "sereno-domain", "sereno-jobs", "sereno-tui"]),
    ("sereno-testkit", &["sereno-db", "sereno-domain", "sereno-jobs"]),
];

/// Which crates may name a dependency directly. The test kit makes databases and is never linked.
const OWNERS: &[(&str, &[&str])] = &[
    ("sqlx", &["sereno-db", "sereno-testkit"]),
    ("ratatui", &["sereno-tui"]),
    ("crossterm", &["sereno-tui", "sereno"]),
    ("apalis", &["sereno-jobs"]),
    ("apalis-postgres", &["sereno-jobs"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Files git knows or would add, relative to the root.
fn files() -> Vec<String> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(listed.status.success(), "git ls-files failed");
    String::from_utf8(listed.stdout)
        .unwrap()
        .lines()
        .filter(|path| root().join(path).is_file())
        .map(str::to_owned)
        .collect()
}

/// Runs `rule` over every file whose path passes `wanted` and fails with everything it says.
fn check(wanted: impl Fn(&str) -> bool, rule: impl Fn(&str, &str) -> Vec<String>) {
    let faults: Vec<String> = files()
        .iter()
        .filter(|path| wanted(path))
        .flat_map(|path| rule(path, &std::fs::read_to_string(root().join(path)).unwrap()))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| ending == "rs")
}

fn too_long(path: &str, text: &str, n_lines_max: usize) -> Vec<String> {
    let n_lines = text.lines().count();
    if n_lines > n_lines_max {
        vec![format!("{path}: {n_lines} lines, at most {n_lines_max}: split it at a seam")]
    } else {
        vec![]
    }
}

/// The queue's schema, named anywhere but in its one file and where tests meddle with it.
fn queue_schema(path: &str, text: &str) -> Vec<String> {
    if ["crates/db/src/queue.rs", "crates/testkit/src/lib.rs"].contains(&path) {
        return vec![];
    }
    let schema = concat!("apalis", ".");
    let named = |line: &str| {
        line.match_indices(schema).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + schema.len()..].chars().next();
            !before.is_some_and(|ch| ch.is_alphanumeric() || ch == '_')
                && after.is_some_and(|ch| ch.is_ascii_lowercase() || ch == '_')
        })
    };
    text.lines()
        .enumerate()
        .filter(|(_, line)| named(line))
        .map(|(at, _)| format!("{path}:{}: the queue's schema belongs in db/queue.rs", at + 1))
        .collect()
}

/// SQL outside the crate that owns it, and outside tests and measurements, which make rows.
fn stray_sql(path: &str, text: &str) -> Vec<String> {
    let owned = ["crates/db/", "crates/testkit/", "migrations/"];
    let tries = ["/tests/", "/examples/"].iter().any(|place| path.contains(place));
    if owned.iter().any(|place| path.starts_with(place)) || tries {
        return vec![];
    }
    let signs = [
        concat!("sqlx", "::"),
        concat!("\"select", " "),
        concat!("\"insert", " into "),
        concat!("from sereno", "."),
    ];
    text.lines()
        .enumerate()
        .filter(|(_, line)| signs.iter().any(|sign| line.contains(sign)))
        .map(|(at, _)| format!("{path}:{}: SQL belongs in crates/db", at + 1))
        .collect()
}

/// Types that lose money or time.
fn lossy_types(path: &str, text: &str) -> Vec<String> {
    let banned = ["float", "real", "double precision", "money", "timestamp"];
    let hit = |line: &str| {
        let code = line.split("--").next().unwrap_or_default();
        let words: Vec<&str> = code.split(|ch: char| !ch.is_alphanumeric() && ch != '_').collect();
        banned
            .iter()
            .copied()
            .find(|word| words.contains(word) || (word.contains(' ') && code.contains(*word)))
    };
    text.lines()
        .enumerate()
        .filter_map(|(at, line)| Some((at, hit(line)?)))
        .map(|(at, word)| format!("{path}:{}: `{word}` loses money or time", at + 1))
        .collect()
}

/// What each crate depends on directly outside its tests, by `cargo metadata`.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let printed = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    let mut all = BTreeMap::new();
    for package in metadata["packages"].as_array().unwrap() {
        let normal = package["dependencies"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|dependency| dependency["kind"].as_str() != Some("dev"))
            .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
            .collect();
        all.insert(package["name"].as_str().unwrap().to_owned(), normal);
    }
    all
}

/// Edges that are not drawn.
fn undrawn_edges(name: &str, normal: &BTreeSet<String>) -> Vec<String> {
    let allowed = EDGES.iter().find(|(from, _)| *from == name).map_or(&[][..], |(_, to)| to);
    let mut faults: Vec<String> = normal
        .iter()
        .filter(|to| to.starts_with("sereno") && !allowed.contains(&to.as_str()))
        .map(|to| format!("{name} depends on {to}: crates/README.md draws no such edge"))
        .collect();
    for (dependency, owners) in OWNERS {
        if normal.contains(*dependency) && !owners.contains(&name) {
            let owners = owners.join(" and ");
            faults.push(format!("{name} depends on {dependency}: only {owners} may"));
        }
    }
    faults
}

#[test]
fn dependencies_run_as_the_map_draws_them() {
    let dependencies = dependencies();
    assert_eq!(dependencies.len(), EDGES.len());
    let faults: Vec<String> =
        dependencies.iter().flat_map(|(name, normal)| undrawn_edges(name, normal)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn sqlx_in_the_dashboard_is_caught() {
    let faults = undrawn_edges("sereno-tui", &BTreeSet::from(["sqlx".to_owned()]));
    assert_eq!(faults, ["sereno-tui depends on sqlx: only sereno-db and sereno-testkit may"]);
}

#[test]
fn the_dashboard_cannot_see_the_database() {
    let faults = undrawn_edges("sereno-tui", &BTreeSet::from(["sereno-db".to_owned()]));
    assert_eq!(faults.len(), 1);
}

#[test]
fn source_files_are_short() {
    check(is_rust, |path, text| too_long(path, text, FILE_LINES_MAX));
}

#[test]
fn a_file_of_501_lines_is_caught_and_one_of_500_is_not() {
    assert_eq!(too_long("a.rs", &"x\n".repeat(501), FILE_LINES_MAX).len(), 1);
    assert!(too_long("a.rs", &"x\n".repeat(500), FILE_LINES_MAX).is_empty());
}

#[test]
fn scripts_are_short() {
    let is_python = |path: &str| Path::new(path).extension().is_some_and(|ending| ending == "py");
    check(
        |path| path.starts_with("scripts/"),
        |path, text| {
            let most = if is_python(path) { PYTHON_LINES_MAX } else { SCRIPT_LINES_MAX };
            too_long(path, text, most)
        },
    );
}

#[test]
fn the_queue_schema_is_named_in_one_file() {
    check(|path| is_rust(path) || path.starts_with("migrations/"), queue_schema);
}

#[test]
fn the_queue_schema_elsewhere_is_caught() {
    let line = concat!("delete from apalis", ".jobs");
    assert_eq!(queue_schema("crates/db/src/run.rs", line).len(), 1);
    assert!(queue_schema("crates/db/src/queue.rs", line).is_empty());
    assert!(queue_schema("crates/jobs/src/runner.rs", "use apalis::prelude::*;").is_empty());
}

#[test]
fn statements_stand_in_the_database_crate() {
    check(is_rust, stray_sql);
}

#[test]
fn a_statement_in_the_binary_is_caught() {
    assert_eq!(stray_sql("crates/sereno/src/main.rs", concat!("\"select", " 1\"")).len(), 1);
}

#[test]
fn migrations_use_no_type_that_loses_money_or_time() {
    check(|path| path.starts_with("migrations/"), lossy_types);
}

#[test]
fn a_float_in_a_migration_is_caught() {
    assert_eq!(lossy_types("migrations/0001_x.sql", "pay double precision,").len(), 1);
    assert!(lossy_types("migrations/0001_x.sql", "at timestamptz, -- real time").is_empty());
}

#[test]
fn migrations_are_numbered_without_gaps() {
    let mut names: Vec<String> = files()
        .into_iter()
        .filter_map(|path| path.strip_prefix("migrations/").map(str::to_owned))
        .collect();
    names.sort();
    for (at, name) in names.iter().enumerate() {
        let number = format!("{:04}_", at + 1);
        assert!(name.starts_with(&number), "{name} should start with {number}");
    }
}

#[test]
fn the_top_level_is_what_was_agreed() {
    let agreed =
        ["Cargo.toml", "Cargo.lock", "README.md", "config", "crates", "migrations", "scripts"];
    let tops: BTreeSet<String> =
        files().iter().filter_map(|path| path.split('/').next().map(str::to_owned)).collect();
    let strange: Vec<&String> = tops
        .iter()
        .filter(|top| !top.starts_with('.') && !agreed.contains(&top.as_str()))
        .collect();
    assert!(strange.is_empty(), "not agreed at the top level: {strange:?}");
}

#[test]
fn modules_are_named_by_their_file() {
    check(
        |path| path.ends_with("/mod.rs"),
        |path, _| vec![format!("{path}: name the file after the module")],
    );
}
