//! `sereno quality` over two nights of a simulated firm.

use std::fmt::Write as _;
use std::process::{Command, Output};

use serde_json::Value;
use sereno_testkit::TestDb;

fn text(output: &Output) -> String {
    let out = String::from_utf8_lossy(&output.stdout);
    format!("{out}{}", String::from_utf8_lossy(&output.stderr))
}

/// A thousand developers in two groups.
fn groups() -> String {
    let rows = (1..=1_000).map(|developer| {
        format!("{developer},hair,{}\n", if developer % 2 == 0 { "red" } else { "black" })
    });
    std::iter::once("developer,column,group\n".to_owned()).chain(rows).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_is_measured_against_labels_the_night_before_and_groups() {
    let db = TestDb::fresh().await.unwrap();
    let home = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sereno"));
        command.args(args).env_remove("SERENO_CONFIG").env("SERENO_HOME", home.path());
        command.env("DATABASE_URL", db.url()).output().unwrap()
    };
    let json = |args: &[&str]| -> Value {
        let output = run(args);
        assert!(output.status.success(), "{args:?}: {}", text(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let early = run(&["quality"]);
    assert_eq!(early.status.code(), Some(1));
    assert!(text(&early).contains("`sereno run nightly --wait` runs one"), "{}", text(&early));

    json(&["demo", "--developers", "1000", "--roles", "12", "--as-of", "2026-11-23", "--json"]);
    for date in ["2026-11-23", "2026-11-24"] {
        json(&["run", "nightly", "--date", date, "--wait", "--json"]);
    }
    let roles = json(&["matches", "--json"]);
    let roles = roles["roles"].as_array().unwrap().iter();
    let role = roles.max_by_key(|role| role["n_qualified"].as_u64()).unwrap();
    let role_id = role["role_id"].to_string();
    let list = json(&["matches", &role_id, "--json"]);
    let list = list["candidates"].as_array().unwrap();
    assert!(list.len() >= 3, "too few for three grades: {list:?}");

    // The list as it stands, the best grades first: perfect, and nothing left to find.
    let mut labels = "role,developer,grade\n".to_owned();
    for (grade, candidate) in [3, 2, 1].iter().zip(list) {
        writeln!(labels, "{role_id},{},{grade}", candidate["developer_id"]).unwrap();
    }
    labels.push_str("x,1,1\n");
    let labels_file = home.path().join("labels.csv");
    std::fs::write(&labels_file, labels).unwrap();
    let groups_file = home.path().join("groups.csv");
    std::fs::write(&groups_file, groups()).unwrap();

    let with = [
        "quality",
        "--labels",
        labels_file.to_str().unwrap(),
        "--audit",
        groups_file.to_str().unwrap(),
    ];
    let report = json(&[&with[..], &["--json"]].concat());
    assert_eq!(
        (&report["business_date"], &report["before"]),
        (&"2026-11-24".into(), &"2026-11-23".into())
    );
    assert_eq!(report["ranking"]["ndcg_10"], 1_000);
    assert_eq!(report["ranking"]["n_roles"], 1);
    assert_eq!(report["refused_labels"][0]["line"], 5);
    assert_eq!(report["ablation"].as_array().unwrap().len(), 11);
    let kept = report["stability"]["top_10_kept"].as_u64().unwrap();
    assert!((500..=1_000).contains(&kept), "{report}");
    let hair = report["impact"][0]["cuts"][1]["groups"].as_array().unwrap();
    assert_eq!(hair.len(), 2);
    let members: u64 = hair.iter().map(|group| group["n_members"].as_u64().unwrap()).sum();
    assert_eq!(members, report["n_developers"]);

    let shown = text(&run(&with));
    for words in [
        "line 5: role `x` is not a number",
        "all components     1.000",
        "against the night of 2026-11-23",
        "by hair",
    ] {
        assert!(shown.contains(words), "no `{words}` in\n{shown}");
    }
}
