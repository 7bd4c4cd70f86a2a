//! A month of pay by hand: prepared by one, looked at, approved and locked by another, handed over.

use std::path::Path;

use serde_json::Value;

use crate::firm::{DATE, Firm, said};

/// A small firm with two months of pay behind it and a draft of this one, prepared by ana; the draft.
pub(crate) async fn firm_with_a_draft() -> (Firm, String) {
    let firm = Firm::empty().await;
    let demo = ["demo", "--developers", "300", "--roles", "12", "--as-of", DATE, "--months", "2"];
    firm.done(&demo);
    let told = firm.json(&["payroll", "prepare", "--month", "2026-11", "--wait"]);
    assert_eq!(told["state"], "review", "{told}");
    let run = told["payroll_run_id"].to_string();
    (firm, run)
}

fn lines(board: &Value) -> &[Value] {
    board["lines"].as_array().unwrap()
}

fn sum(lines: &[Value], of: impl Fn(&Value) -> &Value) -> i64 {
    lines.iter().map(|line| of(line).as_i64().unwrap()).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_read_from_the_run_down_to_a_line() {
    let (firm, run) = firm_with_a_draft().await;
    let runs = firm.json(&["payroll", "runs"]);
    let states: Vec<_> = lines(&runs).iter().map(|line| &line["state"]).collect();
    assert_eq!(states, ["review", "locked", "locked"]);
    let text = firm.done(&["payroll", "runs"]);
    assert!(text.contains("2026-11 regular     1  review"), "{text}");

    let whole = firm.json(&["payroll", "show"]);
    assert_eq!(whole["run"]["payroll_run_id"].to_string(), run);
    let bill = whole["run"]["base"]["bill"].as_i64().unwrap();
    let by_country = whole["countries"].as_array().unwrap();
    assert_eq!(sum(by_country, |line| &line["base"]["bill"]), bill);
    let clients = firm.json(&["payroll", "clients", &run]);
    assert_eq!(sum(lines(&clients), |line| &line["base"]["bill"]), bill);
    assert!(bill > 0);
    let text = firm.done(&["payroll", "show", &run]);
    assert!(text.contains("✓ lines add up to items and run"), "{text}");
    assert!(text.contains("paid out USD "), "{text}");

    let items = firm.json(&["payroll", "items", &run, "--last", "1000"]);
    let paid: Vec<Value> =
        lines(&items).iter().filter(|line| line["state"] == "ok").cloned().collect();
    assert_eq!(sum(&paid, |line| &line["base"]["bill"]), bill);
    let brazil = firm.json(&["payroll", "items", &run, "--country", "BR", "--last", "1000"]);
    assert!(!lines(&brazil).is_empty(), "{brazil}");
    assert!(lines(&brazil).iter().all(|line| line["country"] == "BR"));
    let placement = paid[0]["placement_id"].to_string();
    let item = firm.json(&["payroll", "item", &run, &placement]);
    let pays: Vec<Value> =
        lines(&item).iter().filter(|line| line["side"] == "pay").cloned().collect();
    assert_eq!(sum(&pays, |line| &line["base_minor"]), item["line"]["base"]["pay"]);
    let text = firm.done(&["payroll", "item", &run, &placement]);
    assert!(text.contains("billed USD "), "{text}");

    let variance = firm.json(&["payroll", "variance", &run]);
    for country in lines(&variance) {
        let of = |name: &str| country[1][name].as_i64().unwrap();
        let parts: i64 =
            ["volume_minor", "rate_minor", "fx_minor", "mix_minor"].map(of).iter().sum();
        assert_eq!(parts, of("now_minor") - of("before_minor"), "{country}");
    }
    let text = firm.done(&["payroll", "variance", &run]);
    assert!(text.lines().any(|line| line.starts_with("all ")), "{text}");
    for words in [&["show", "99"][..], &["items", "99"], &["clients", "99"], &["anomalies", "99"]] {
        let args = [&["payroll"], words].concat();
        firm.refused(&args, 1, "there is no payroll run 99: `sereno payroll runs` lists");
    }
    firm.refused(&["payroll", "item", &run, "999999"], 1, "there is nothing of placement 999999");
}

/// Overrides whatever is severe; how much that was.
fn override_severe(firm: &Firm, run: &str) -> usize {
    let odd = firm.json(&["payroll", "anomalies", run, "--last", "1000"]);
    let severe = lines(&odd).iter().filter(|line| line["severity"] == "severe");
    let ids: Vec<String> = severe.map(|line| line["anomaly_id"].to_string()).collect();
    for id in &ids {
        firm.done(&["payroll", "override", run, id, "--reason", "seen with the client"]);
    }
    ids.len()
}

/// Settings with an account for every currency; where they are.
fn settings(firm: &Firm, currencies: &[&str]) -> String {
    let accounts = currencies.iter().map(|currency| {
        format!(
            "[payroll.accounts.{currency}]\nname = \"Firm Inc.\"\nnumber = \"0012345678\"\ncountry = \"US\"\n"
        )
    });
    let file = firm.home.path().join("with-accounts.toml");
    std::fs::write(&file, accounts.collect::<String>()).unwrap();
    file.to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_is_decided_about_by_another_and_handed_over() {
    let (firm, run) = firm_with_a_draft().await;
    firm.refused(&["payroll", "approve", &run], 1, "somebody who did not prepare it");
    let by_another = |args: &[&str]| firm.run_as("luis", args);
    let stopped = by_another(&["payroll", "approve", &run]);
    assert!(said(&stopped).contains("has severe anomalies that are open"), "{}", said(&stopped));
    assert!(override_severe(&firm, &run) > 0);
    firm.refused(&["payroll", "export", &run], 1, "lock it first");
    for args in [["payroll", "approve", &run], ["payroll", "lock", &run]] {
        let output = by_another(&args);
        assert!(output.status.success(), "{}", said(&output));
    }
    firm.refused(&["payroll", "prepare", "--month", "2026-11"], 1, "goes into a correction");
    let verified = firm.done(&["payroll", "verify", &run]);
    assert_eq!(verified.lines().filter(|line| line.starts_with('✓')).count(), 7, "{verified}");

    let folder = firm.home.path().join("out");
    let to = folder.to_str().unwrap();
    let without = firm.run(&["payroll", "export", &run, "--to", to]);
    assert!(said(&without).contains("the firm has no account to pay"), "{}", said(&without));
    let whole = firm.json(&["payroll", "show", &run]);
    let net = whole["net"].as_array().unwrap();
    let currencies: Vec<&str> = net.iter().map(|paid| paid["currency"].as_str().unwrap()).collect();
    let config = settings(&firm, &currencies);
    let handed = firm.run(&["--config", &config, "payroll", "export", &run, "--to", to]);
    assert!(handed.status.success(), "{}", said(&handed));
    let said = said(&handed);
    for currency in &currencies {
        assert!(said.contains(&format!("✓ {currency} ")), "{currency} is reconciled: {said}");
    }
    let month = "monthly-2026-11";
    for name in ["items.csv", "lines.csv", "workbook.xlsx", "pain.001.xml"] {
        let file = folder.join(format!("{month}-{name}"));
        assert!(file.metadata().unwrap().len() > 1_000, "{}", file.display());
    }
    assert_the_order_pays(&folder.join(format!("{month}-pain.001.xml")), net);
    let state = firm.json(&["payroll", "show", &run]);
    assert_eq!(state["run"]["state"], "exported");
}

/// The sums of the order to the bank are those of the run, by currency.
fn assert_the_order_pays(file: &Path, net: &[Value]) {
    let text = std::fs::read_to_string(file).unwrap();
    for paid in net {
        let currency = paid["currency"].as_str().unwrap();
        let of = format!("<InstdAmt Ccy=\"{currency}\">");
        let amounts = text.split(of.as_str()).skip(1).map(|rest| {
            let amount = rest.split('<').next().unwrap();
            let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
            format!("{whole}{part}").parse::<i64>().unwrap()
        });
        assert_eq!(amounts.sum::<i64>(), paid["amount_minor"].as_i64().unwrap(), "{currency}");
    }
}
