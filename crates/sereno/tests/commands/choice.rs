//! Choosing from the command line: score models, the shortlist of people, overrides.

use crate::firm::{DATE, Firm};

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

/// A shortlist as developers and scores, from a board or from one side of a what-if.
fn list(lines: &serde_json::Value) -> Vec<(i64, i64)> {
    let pair = |line: &serde_json::Value| {
        (line["developer_id"].as_i64().unwrap(), line["score"].as_i64().unwrap())
    };
    lines.as_array().unwrap().iter().map(pair).collect()
}

/// Rows that a night over the firm as it is writes.
async fn n_written(firm: &Firm) -> i64 {
    firm.done(&["run", "nightly", "--date", DATE, "--wait", "--revise", "to compare"]);
    let written = "select sum(n_matches_written)::bigint from sereno.chunk_receipt
        where run_id = (select max(run_id) from sereno.run)";
    firm.db.count(written).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_what_if_shows_comes_true_when_it_is_saved_and_goes_when_it_is_ended() {
    let firm = Firm::with_a_night().await;
    let role = "select role_id from sereno.role_night where n_qualified between 1 and 49
        order by n_qualified desc, role_id limit 1";
    let role = firm.db.count(role).await.unwrap().to_string();
    let setting = firm.json(&["explain", &role])["answer"]["ladder"][0]["setting"].clone();
    let setting = setting.as_str().unwrap();
    let before = list(&firm.json(&["matches", &role])["candidates"]);
    let tried = firm.json(&["what-if", &role, "--set", setting]);
    assert_eq!(tried["saved"], serde_json::Value::Null);
    assert_eq!(list(&tried["what_if"]["before"]), before);
    let promised = list(&tried["what_if"]["after"]);
    assert!(promised.len() > before.len(), "{setting} lets nobody in");

    let save = ["what-if", &role, "--set", setting, "--save"];
    firm.refused(&[&save[..], &[" "]].concat(), 2, "it is empty: say why");
    let saved = firm.json(&[&save[..], &["the client agreed"]].concat());
    assert_eq!(saved["saved"]["rescored"]["n_lists_changed"], 1, "{saved}");
    assert_eq!(list(&firm.json(&["matches", &role])["candidates"]), promised);
    // Explanations follow the list, also of those whom the night had stopped.
    for (developer, score) in &promised {
        let why = firm.json(&["explain", &role, &developer.to_string()]);
        assert_eq!(why["explanation"]["score"].as_i64(), Some(*score), "developer {developer}");
    }
    assert!(firm.done(&["explain", &role]).contains("by ana: the client agreed"));
    assert_eq!(n_written(&firm).await, 0, "the next night finds the same");

    let listed = firm.json(&["adjustment", "list", &role]);
    assert_eq!(listed[0]["settings"][0], setting);
    let id = listed[0]["adjustment_id"].to_string();
    firm.done(&["adjustment", "list"]);
    let end = ["adjustment", "end", &id, "--reason", "the client wants it back"];
    firm.done(&end);
    assert_eq!(list(&firm.json(&["matches", &role])["candidates"]), before);
    firm.refused(&end, 1, "there is no adjustment");
    assert_eq!(n_written(&firm).await, 0);
    let acts = "select count(*) from sereno.audit_event where subject = 'role:' || ";
    assert_eq!(firm.db.count(format!("{acts}{role} and reason <> ''")).await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_scored_anew_by_day_is_explained_at_once() {
    let firm = Firm::with_a_night().await;
    let best = "select developer_id from sereno.match order by score desc, developer_id limit 1";
    let best = firm.db.count(best).await.unwrap().to_string();
    let stronger = "update sereno.developer_skill set level = 5, evidence = 'assessed',
        last_used_on = null where developer_id =";
    assert!(firm.db.change(format!("{stronger} {best}")).await.unwrap() > 0);
    firm.done(&["rescore", "developer", &best]);
    let matches = firm.json(&["matches", "--developer", &best]);
    let lines = matches["roles"].as_array().unwrap();
    assert!(!lines.is_empty(), "{matches}");
    for line in lines {
        let role = line["role_id"].to_string();
        let why = firm.json(&["explain", &role, &best]);
        assert_eq!(why["explanation"]["score"], line["score"], "{role}");
        let stored = firm.json(&["matches", &role]);
        let stored = list(&stored["candidates"]);
        let stored = stored.iter().find(|(id, _)| id.to_string() == best);
        assert!(stored.is_none_or(|(_, score)| line["score"] == *score), "{role}");
    }
    assert_eq!(n_written(&firm).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_put_forward_taken_and_becomes_a_label() {
    let firm = Firm::with_a_night().await;
    let role = "select role_id from sereno.match group by role_id order by count(*) desc limit 1";
    let role = firm.db.count(role).await.unwrap().to_string();
    let listed = list(&firm.json(&["matches", &role])["candidates"]);
    let [best, second] = [0, 1].map(|at: usize| listed[at].0.to_string());
    let step = |developer: &str, state: &'static str| {
        ["shortlist", "move", &role, developer, state].map(str::to_owned)
    };
    let moved = |developer: &str, state: &'static str, rest: &[&str]| {
        let args = step(developer, state);
        let args: Vec<&str> = args.iter().map(String::as_str).chain(rest.iter().copied()).collect();
        firm.json(&args)
    };
    let refused = |developer: &str, state: &'static str, rest: &[&str], code, words: &str| {
        let args = step(developer, state);
        let args: Vec<&str> = args.iter().map(String::as_str).chain(rest.iter().copied()).collect();
        firm.refused(&args, code, words);
    };
    refused(&best, "sent", &[], 1, "cannot become sent: choose proposed");
    refused(&best, "hired", &[], 2, "hired");
    refused("999999", "proposed", &[], 1, "there is no role");
    assert_eq!(moved(&best, "proposed", &[])["from"], serde_json::Value::Null);
    for state in ["sent", "interview", "offer"] {
        moved(&best, state, &["--note", "\u{1b}[31mred\u{202e}"]);
    }
    assert_eq!(moved(&best, "accepted", &[])["from"], "offer");
    moved(&second, "proposed", &[]);
    moved(&second, "sent", &[]);
    refused(&second, "rejected", &[], 1, "rejected needs a reason: choose one of");
    moved(&second, "rejected", &["--reason", "rate"]);

    let board = firm.json(&["matches", &role]);
    assert_eq!(board["candidates"][0]["choice"]["step"]["state"], "accepted");
    let words = firm.done(&["matches", &role]);
    assert!(words.contains("rejected (rate)") && !words.contains('\u{1b}'), "{words}");
    let shown = firm.done(&["shortlist", "show", &role]);
    assert!(shown.contains("place 1") && !shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
    let quality = firm.json(&["quality"]);
    assert_eq!(
        (&quality["labels"], &quality["ranking"]["n_labels"]),
        (&"shortlists".into(), &2.into())
    );
    assert_eq!(quality["ranking"]["mrr"], 1_000, "whoever got the offer is first");
    let audited =
        "select count(*) from sereno.audit_event where action = 'shortlist.step' and actor = 'ana'";
    assert_eq!(firm.db.count(audited).await.unwrap(), 8);
    let kept = firm.db.change("update sereno.shortlist_step set note = 'x'".to_owned()).await;
    assert!(kept.is_err(), "a step is never changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_override_lets_somebody_be_proposed_or_forbids_it_and_scores_stay() {
    let firm = Firm::with_a_night().await;
    // The fifth filter is the rate.
    let role = "select role_id from sereno.role_night where n_blocked_alone[5] > 0
        order by role_id limit 1";
    let role = firm.db.count(role).await.unwrap().to_string();
    let stopped =
        "select developer_id from sereno.developer where status = 'bench' order by developer_id";
    let mut n_put_on = 0;
    let hash = "select sum(score) from sereno.match";
    let before = firm.db.count(hash).await.unwrap();
    for at in 0..40 {
        let one = format!("{stopped} offset {at} limit 1");
        let developer = firm.db.count(one).await.unwrap().to_string();
        let why = firm.json(&["explain", &role, &developer]);
        let failed: Vec<&str> = why["answer"]["standing"]["failed"]
            .as_array()
            .unwrap()
            .iter()
            .map(|filter| filter.as_str().unwrap())
            .collect();
        let put_on = ["override", "put-on", &role, &developer, "--reason", "the client knows her"];
        let propose = ["shortlist", "move", &role, &developer, "proposed"];
        if failed.is_empty() {
            continue;
        }
        firm.refused(&propose, 1, "is not on the list of role");
        if failed.contains(&"findings") || failed.contains(&"exclusion") {
            firm.refused(&put_on, 1, "which no override lifts");
            continue;
        }
        firm.done(&put_on);
        firm.refused(&put_on, 1, "there is a decision about developer");
        let board = firm.json(&["matches", &role]);
        let number: serde_json::Value = developer.parse::<i64>().unwrap().into();
        let beside = board["off_list"].as_array().unwrap();
        let line = beside.iter().find(|line| line["developer_id"] == number).unwrap();
        assert_eq!(line["choice"]["decided"]["filters"], serde_json::json!(failed));
        firm.done(&propose);
        n_put_on += 1;
        if n_put_on == 2 {
            break;
        }
    }
    assert_eq!(n_put_on, 2);
    assert!(firm.done(&["matches", &role]).contains("beside the list"));

    let listed = "select role_id from sereno.match order by role_id, score desc limit 1";
    let role = firm.db.count(listed).await.unwrap().to_string();
    let best = firm.json(&["matches", &role])["candidates"][0]["developer_id"].to_string();
    let put_on = ["override", "put-on", &role, &best, "--reason", "needless"];
    firm.refused(&put_on, 1, "is on the list already, at place 1");
    let keep = ["override", "keep-off", &role, &best, "--reason", "left them in anger"];
    firm.done(&keep);
    let propose = ["shortlist", "move", &role, &best, "proposed"];
    firm.refused(&propose, 1, "ana keeps developer");
    let decided = firm.json(&["override", "list", &role]);
    let kept_off = |line: &serde_json::Value| line["kind"] == "keep_off";
    assert!(decided.as_array().unwrap().iter().any(kept_off), "{decided}");
    firm.done(&["override", "list"]);
    firm.done(&["override", "end", &role, &best, "--reason", "made up"]);
    firm.refused(&["override", "end", &role, &best, "--reason", "again"], 1, "nothing was decided");
    firm.done(&propose);
    assert_eq!(firm.db.count(hash).await.unwrap(), before, "scores do not read it");
}
