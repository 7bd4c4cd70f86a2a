//! People and clients from the command line: lists, one, and what is said of one that is not there.

use crate::firm::Firm;

#[tokio::test(flavor = "multi_thread")]
async fn people_and_clients_are_listed_and_opened() {
    let firm = Firm::with_a_night().await;
    let listed = firm.json(&["people", "--last", "5"]);
    assert_eq!(listed["lines"].as_array().unwrap().len(), 5);
    let n_all: u64 = listed["n_by_status"]
        .as_object()
        .unwrap()
        .values()
        .filter_map(serde_json::Value::as_u64)
        .sum();
    assert_eq!(n_all, 300);
    let bench = firm.json(&["people", "--status", "bench", "--last", "300"]);
    let lines = bench["lines"].as_array().unwrap();
    assert!(!lines.is_empty() && lines.iter().all(|line| line["status"] == "bench"));
    let id = lines[0]["developer_id"].to_string();
    let one = firm.json(&["people", &id]);
    assert_eq!(one["line"], lines[0]);
    let read = firm.done(&["people", &id]);
    let name = one["line"]["name"].as_str().unwrap();
    assert!(read.contains(name) && read.contains("level "), "{read}");

    let clients = firm.json(&["clients"]);
    let client = &clients["lines"][0];
    let one = firm.json(&["clients", &client["client_id"].to_string()]);
    assert_eq!(one["line"], *client);
    assert!(firm.done(&["clients"]).contains(client["name"].as_str().unwrap()));

    firm.refused(&["people", "999999"], 1, "there is no developer 999999");
    firm.refused(&["clients", "999999"], 1, "there is no client 999999");
    firm.refused(&["people", "1", "--status", "bench"], 2, "cannot be used with");
}
