//! A placement that may fail within its guarantee opens a case; the night after has scored its role,
//! and what a person decides holds.

use crate::firm::{DATE, Firm, said};

#[tokio::test]
async fn a_case_opens_ranks_the_bench_and_ends_as_somebody_says() {
    let firm = Firm::empty().await;
    firm.done(&["demo", "--developers", "300", "--roles", "12", "--as-of", DATE]);
    let long = "update sereno.placement set guarantee_until = '2027-06-01' where ends_on is null";
    assert!(firm.db.change(long.to_owned()).await.unwrap() > 0);
    let bad = "insert into sereno.incident (placement_id, severity, opened_on, says)
        select placement_id, 'critical', '2026-11-20', 'left the team alone' from sereno.placement
        where ends_on is null and role_id is not null and starts_on < '2026-11-20' order by placement_id limit 2";
    assert_eq!(firm.db.change(bad.to_owned()).await.unwrap(), 2);
    firm.done(&["run", "nightly", "--date", DATE, "--wait"]);
    let open = || firm.json(&["replacements", "list"]);
    let n_in_guarantee =
        "select count(*) from sereno.placement_health join sereno.placement using (placement_id)
        where band in ('at_risk', 'critical') and guarantee_until > '2026-11-23'";
    let n_in_guarantee = firm.db.count(n_in_guarantee).await.unwrap();
    let cases = open();
    let cases = cases.as_array().unwrap();
    assert!(n_in_guarantee > 0);
    assert_eq!(i64::try_from(cases.len()).unwrap(), n_in_guarantee);

    // A seat nobody asks for any more is scored all the same while its case is open.
    let case = cases.iter().find(|case| case["role"].is_array()).unwrap();
    let (id, role) = (case["replacement_case_id"].to_string(), case["role"][0].to_string());
    let others = "delete from sereno.match where role_id =";
    firm.db.change(format!("{others} {role}")).await.unwrap();
    firm.change(format!("update sereno.role set status = 'filled' where role_id = {role}")).await;
    let unranked = firm.done(&["replacements", "show", &id]);
    assert!(unranked.contains("nobody on the bench fits"), "{unranked}");
    firm.done(&["run", "nightly", "--date", "2026-11-24", "--wait"]);
    let ranked = firm.json(&["replacements", "show", &id]);
    let bench = ranked["bench"].as_array().unwrap();
    let best = firm.json(&["matches", &role]);
    let best = best["candidates"].as_array().unwrap().iter().take(5);
    let names = |line: &serde_json::Value| line["name"].clone();
    assert!(best.map(names).eq(bench.iter().map(names)), "{ranked}");

    // Nobody else of another client takes over.
    let placement = case["placement_id"].to_string();
    let close = ["replacements", "close", &id, "--reason", "settled with the client"];
    let same: Vec<&str> = close.iter().copied().chain(["--replaced-by", &placement]).collect();
    firm.refused(&same, 1, "is not another one of its client");
    firm.done(&close);
    firm.refused(&close, 1, "is not open");
    let n_open = open().as_array().unwrap().len();
    firm.done(&["run", "nightly", "--date", "2026-11-25", "--wait"]);
    let still: Vec<_> =
        open().as_array().unwrap().iter().map(|one| one["placement_id"].to_string()).collect();
    assert!(!still.contains(&placement), "what a person decided holds");
    assert!(still.len() <= n_open + 3);
    let page = said(&firm.run(&["replacements", "show", &id]));
    assert!(page.contains("closed by ana: settled with the client"), "{page}");

    // The guarantee ends.
    let other = still.first().unwrap();
    firm.change(format!("update sereno.placement set guarantee_until = greatest(starts_on, '2026-11-26') where placement_id = {other}")).await;
    firm.done(&["run", "nightly", "--date", "2026-11-26", "--wait"]);
    let lapsed = format!(
        "select count(*) from sereno.replacement_case where placement_id = {other} and state in ('lapsed', 'ended')"
    );
    assert_eq!(firm.db.count(lapsed).await.unwrap(), 1);
}
