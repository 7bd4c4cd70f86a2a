//! `sereno quality` over two nights of a simulated firm.

use crate::firm::{Firm, said};
use std::fmt::Write as _;

/// A thousand developers in two groups.
fn groups() -> String {
    let rows = (1..=1_000).map(|developer| {
        format!("{developer},hair,{}\n", if developer % 2 == 0 { "red" } else { "black" })
    });
    std::iter::once("developer,column,group\n".to_owned()).chain(rows).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_is_measured_against_labels_the_night_before_and_groups() {
    let firm = Firm::empty().await;
    firm.refused(&["quality"], 1, "`sereno run nightly --wait` runs one");

    firm.json(&["demo", "--developers", "1000", "--roles", "12", "--as-of", "2026-11-23"]);
    for date in ["2026-11-23", "2026-11-24"] {
        firm.json(&["run", "nightly", "--date", date, "--wait"]);
    }
    let roles = firm.json(&["matches"]);
    let roles = roles["roles"].as_array().unwrap().iter();
    let role = roles.max_by_key(|role| role["n_qualified"].as_u64()).unwrap();
    let role_id = role["role_id"].to_string();
    let list = firm.json(&["matches", &role_id]);
    let list = list["candidates"].as_array().unwrap();
    assert!(list.len() >= 3, "too few for three grades: {list:?}");

    // The list as it stands, the best grades first: perfect, and nothing left to find.
    let mut labels = "role,developer,grade\n".to_owned();
    for (grade, candidate) in [3, 2, 1].iter().zip(list) {
        writeln!(labels, "{role_id},{},{grade}", candidate["developer_id"]).unwrap();
    }
    labels.push_str("x,1,1\n");
    let labels_file = firm.home.path().join("labels.csv");
    std::fs::write(&labels_file, labels).unwrap();
    let groups_file = firm.home.path().join("groups.csv");
    std::fs::write(&groups_file, groups()).unwrap();

    let with = [
        "quality",
        "--labels",
        labels_file.to_str().unwrap(),
        "--audit",
        groups_file.to_str().unwrap(),
    ];
    let report = firm.json(&with);
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

    let shown = said(&firm.run(&with));
    for words in [
        "line 5: role `x` is not a number",
        "all components     1.000",
        "against the night of 2026-11-23",
        "by hair",
    ] {
        assert!(shown.contains(words), "no `{words}` in\n{shown}");
    }
}
