//! Why, why not, what if and what changed, from the command line over two real nights.

use serde_json::Value;

use crate::firm::{DATE, Firm};

const NEXT_DATE: &str = "2026-11-24";

fn n(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

fn sum(values: &Value) -> i64 {
    values.as_array().unwrap().iter().map(n).sum()
}

/// The open role with most on its list, its first and its second.
fn crowded(firm: &Firm) -> [String; 3] {
    let roles = firm.json(&["matches"]);
    let most =
        roles["roles"].as_array().unwrap().iter().max_by_key(|role| role["n_qualified"].as_i64());
    let role = most.unwrap()["role_id"].to_string();
    let list = firm.json(&["matches", &role]);
    let id = |at: usize| list["candidates"][at]["developer_id"].to_string();
    [role, id(0), id(1)]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_from_the_command_line() {
    let firm = Firm::empty().await;
    firm.json(&["demo", "--developers", "400", "--roles", "20", "--as-of", DATE]);
    firm.done(&["run", "nightly", "--date", DATE, "--wait"]);
    let [role, best, second] = crowded(&firm);
    let first_night = firm.run(&["changes", &role]);
    assert_eq!(first_night.status.code(), Some(1));
    let said = String::from_utf8(first_night.stderr).unwrap();
    assert!(said.contains("there is no night before this one"), "{said}");

    // The best loses their English and asks more, the role wants another hour.
    firm.change(format!("update sereno.developer set english = 'A1' where developer_id = {best}"))
        .await;
    firm.change(format!(
        "update sereno.role set overlap_minutes_min = overlap_minutes_min + 1, english_min = 'B1' where role_id = {role}"
    ))
    .await;
    firm.done(&["run", "nightly", "--date", NEXT_DATE, "--wait"]);
    why_not_and_its_counterfactual(&firm, &role, &best);
    what_changed(&firm, &role, &best);
    ladder_and_what_if(&firm, &role);
    side_by_side(&firm, &role, &best, &second);
}

fn why_not_and_its_counterfactual(firm: &Firm, role: &str, best: &str) {
    let why = firm.json(&["explain", role, best]);
    let answer = &why["answer"];
    assert_eq!(answer["standing"]["failed"], serde_json::json!(["english"]));
    let found = answer["counterfactuals"][0]["found"].as_array().unwrap();
    let relaxed = found.iter().find(|found| found["change"]["role"] == "english=A1").unwrap();
    let what_if = firm.json(&["what-if", role, "--set", "english=A1"]);
    let seat = what_if["what_if"]["after"].as_array().unwrap().iter();
    let seat =
        seat.into_iter().find(|seat| seat["developer_id"].as_i64() == best.parse().ok()).unwrap();
    assert_eq!((&seat["place"], &seat["score"]), (&relaxed["place"], &relaxed["score"]));
    let text = firm.done(&["explain", role, best]);
    for words in ["stopped by english", "enough to pass every filter", "since the night of"] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
}

fn what_changed(firm: &Firm, role: &str, best: &str) {
    let change = firm.json(&["changes", role, best]);
    let causes = change["causes"].as_array().unwrap();
    let total: i64 = causes.iter().map(|cause| sum(&cause["points"])).sum();
    assert_eq!(total, n(&change["points"]));
    assert_eq!(n(&change["points"]), n(&change["after"]["score"]) - n(&change["before"]["score"]));
    let english = causes.iter().find(|cause| cause["kind"] == "developer").unwrap();
    assert_eq!((&english["what"], &english["after"]), (&"English".into(), &"A1".into()));
    assert_eq!(english["stops"], serde_json::json!(["english"]));
    let board = firm.json(&["changes", role]);
    let demands = board["changed"]["demands"].to_string();
    assert!(demands.contains("overlap"), "{demands}");
    let moved = board["changed"]["moved"].as_array().unwrap();
    let gone =
        moved.iter().find(|moved| moved["developer_id"].as_i64() == best.parse().ok()).unwrap();
    assert!(gone["after"].is_null() && n(&gone["before"][0]) == 1, "{gone}");
    let text = firm.done(&["changes", role]);
    assert!(text.contains("the role's overlap:") && text.contains("developer English:"), "{text}");
}

fn ladder_and_what_if(firm: &Firm, role: &str) {
    let board = firm.json(&["explain", role]);
    let answer = &board["answer"];
    let listed = firm.json(&["matches", role]);
    assert_eq!(answer["n_qualified"], listed["role"]["n_qualified"]);
    assert_eq!(answer["n_blocked"], listed["role"]["n_blocked"]);
    let rung = answer["ladder"].as_array().unwrap().first().unwrap();
    let setting = rung["setting"].as_str().unwrap();
    let what_if = firm.json(&["what-if", role, "--set", setting]);
    let counts = &what_if["what_if"];
    assert_eq!(
        n(&counts["n_qualified_after"]) - n(&counts["n_qualified_before"]),
        n(&rung["n_gained"]) - n(&rung["n_lost"])
    );
    let before: Vec<&Value> =
        counts["before"].as_array().unwrap().iter().map(|seat| &seat["developer_id"]).collect();
    let stored: Vec<&Value> =
        listed["candidates"].as_array().unwrap().iter().map(|line| &line["developer_id"]).collect();
    assert_eq!(before, stored);
    let text = firm.done(&["what-if", role, "--set", "weight.rate=300", "--set", "budget=+10%"]);
    assert!(text.contains("with weight.rate=300, budget=+10%:"), "{text}");
    let wrong = firm.run(&["what-if", role, "--set", "colour=red"]);
    assert_eq!(wrong.status.code(), Some(2));
    let said = String::from_utf8(wrong.stderr).unwrap();
    assert!(said.contains("weight.COMPONENT=BASIS POINTS"), "{said}");
    let unknown = firm.run(&["what-if", role, "--set", "must.nothing-like-it=drop"]);
    assert_eq!(unknown.status.code(), Some(1));
    let said = String::from_utf8(unknown.stderr).unwrap();
    assert!(said.contains("the role asks for"), "{said}");
}

fn side_by_side(firm: &Firm, role: &str, best: &str, second: &str) {
    let board = firm.json(&["compare", role, best, second]);
    let found = &board["comparison"];
    let lines = found["differences"].as_array().unwrap();
    let total: i64 = lines.iter().map(|line| n(&line["points"])).sum();
    assert_eq!(total, n(&found["points"]));
    let text = firm.done(&["compare", role, best, second]);
    assert!(text.contains("difference") && text.contains("STOP: A1"), "{text}");
    let frame = firm.done(&["dash", &format!("why:{role}:{best}"), "--once", "--size", "200x60"]);
    assert!(frame.contains("WHY NOT") && frame.contains("WHAT CHANGED SINCE"), "{frame}");
}
