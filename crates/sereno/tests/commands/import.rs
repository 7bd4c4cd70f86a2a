//! Files into a real database: who is scored anew at once, who is at work, whose papers they are.

use crate::firm::{Firm, said};

const DATE: &str = "2026-11-24";

pub(crate) fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_few_rows_are_scored_at_once_and_the_next_night_writes_nothing() {
    let firm = Firm::empty().await;

    let before = firm.json(&["import", "roles", &fixture("roles.csv")]);
    let why = before["not_rescored"].as_str().unwrap();
    assert!(why.starts_with("no night has ended yet"), "{why}");
    let stored = "select count(*) from sereno.role_scale join sereno.role using (role_id)
        where external_ref = 'r-001' and industry = 'fintech' and regimes = '{pci_dss}'
          and situations = '{api_development,security_compliance}' and team_size = 7";
    assert_eq!(firm.db.count(stored).await.unwrap(), 2);
    firm.json(&["run", "nightly", "--date", DATE, "--wait"]);
    assert_eq!(firm.db.count("select count(*) from sereno.match").await.unwrap(), 0);

    let people = firm.json(&["import", "developers", &fixture("developers.csv")]);
    assert_eq!(people["n_new"], 12);
    assert!(people["rescored"]["n_entered"].as_u64().unwrap() > 0, "{people}");
    let stored = "select count(*) from sereno.developer_industry
        join sereno.developer_scale using (developer_id)
        join sereno.developer_regime using (developer_id)
        join sereno.developer using (developer_id)
        where developer.external_ref = 'd-001' and methodologies = '{scrum,kanban}' and team_size_max = 9";
    assert_eq!(firm.db.count(stored).await.unwrap(), 2 * 2 * 2);
    let night = firm.json(&["run", "nightly", "--date", DATE, "--wait", "--revise", "to see"]);
    assert_eq!(night["run"]["n_matches_written"], 0);

    let again = firm.json(&["import", "developers", &fixture("developers.csv")]);
    assert_eq!((&again["n_unchanged"], &again["rescored"]), (&12.into(), &().into()));
    let best = "select developer_id from sereno.match order by score desc, developer_id limit 1";
    let best = firm.db.count(best).await.unwrap().to_string();
    let roles = firm.json(&["matches", "--developer", &best]);
    assert_eq!(roles["roles"][0]["rank"], 1, "{roles}");
    firm.db
        .change(format!("update sereno.developer set status = 'left' where developer_id = {best}"))
        .await
        .unwrap();
    let left = firm.json(&["rescore", "developer", &best]);
    assert!(left["n_left"].as_u64().unwrap() > 0, "{left}");
    let none = firm.run(&["rescore", "role", "999999"]);
    assert!(said(&none).contains("role 999999 is not open, or there is none"), "{}", said(&none));
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_and_vetting_are_listed() {
    let firm = Firm::empty().await;
    firm.done(&["demo", "--developers", "1500", "--roles", "3", "--as-of", DATE]);
    let text = firm.done(&["questions"]);
    let flagged: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("useless") || line.contains("overused"))
        .filter_map(|line| line.split_whitespace().nth(5))
        .collect();
    assert_eq!(flagged, ["deadline-against-tests", "payment-sent-twice"], "{text}");
    let questions = firm.json(&["questions"]);
    assert_eq!(questions.as_array().unwrap().len(), 14);
    let evaluators = firm.json(&["vetting", "--evaluators"]);
    let off = |at: usize| evaluators[at]["item_deviation_tenths"].as_i64().unwrap();
    assert!(off(0) < 0 && off(23) > 0, "{evaluators}");
    let vetting = firm.json(&["vetting", "--within", "400"]);
    let waiting = vetting["waiting"].as_array().unwrap();
    assert!(waiting.iter().any(|line| line["next_stage"] == "architecture"), "{vetting}");
    let expiring = vetting["expiring"].as_array().unwrap();
    let days: Vec<&str> =
        expiring.iter().map(|line| line["expires_on"].as_str().unwrap()).collect();
    assert!(!days.is_empty() && days.is_sorted());
    let fewer = firm.json(&["vetting", "--within", "1"]);
    assert!(fewer["expiring"].as_array().unwrap().len() < expiring.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn people_at_work_come_in_and_how_they_work_is_weighed() {
    let firm = Firm::empty().await;
    let file = fixture("placements.csv");
    let first = firm.told(&["import", "placements", &file]);
    assert_eq!((&first["n_new"], &first["n_refused"]), (&4.into(), &1.into()), "{first}");
    let refused = said(&firm.run(&["import", "placements", &file]));
    for wrong in
        ["`90` is out of range", "`perhaps` is neither yes nor no", "is not after the first day"]
    {
        assert!(refused.contains(wrong), "{wrong}: {refused}");
    }
    let again = firm.told(&["import", "placements", &file]);
    assert_eq!((&again["n_new"], &again["n_unchanged"]), (&0.into(), &4.into()), "{again}");

    let weighed = firm.told(&["placements", "--classification", "--as-of", DATE]);
    let points: Vec<_> = weighed.as_array().unwrap().iter().map(|line| &line["points"]).collect();
    // Forty hours and two years: 15 and 15, with 48 declared. In Brazil a legal element is not there.
    assert_eq!(points, [78, 59, 0], "{weighed}");

    firm.told(&["run", "nightly", "--date", DATE, "--wait"]);
    let found = firm.told(&["findings", "list", "--rule", "CLS-01"]);
    assert_eq!(found["lines"].as_array().unwrap().len(), 1, "{found}");
    assert_eq!(found["lines"][0]["severity"], "warn");
    let finding = found["lines"][0]["finding_id"].to_string();
    let waive = |by: &str, args: &[&str]| {
        firm.run_as(by, &[&["findings"], args, &["--reason", "looked at"]].concat())
    };
    assert!(waive("ana", &["waive", &finding, "--days", "7"]).status.success());
    let alone = waive("ana", &["agree", &finding]);
    assert!(said(&alone).contains("somebody else must have asked"), "{}", said(&alone));
    assert!(waive("berta", &["agree", &finding]).status.success());
    let shown = firm.told(&["findings", "show", &finding]);
    assert_eq!(
        (&shown["line"]["state"], &shown["waiver"]["waived_by"]),
        (&"waived".into(), &"berta".into())
    );
    let audited = "select count(*) from sereno.audit_event where action like 'finding.%'";
    assert_eq!(firm.db.count(audited).await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_come_in_with_their_numbers_apart_and_belong_to_somebody() {
    let firm = Firm::empty().await;
    firm.told(&["import", "placements", &fixture("placements.csv")]);
    let file = fixture("documents.csv");
    let first = firm.told(&["import", "documents", &file]);
    assert_eq!((&first["n_new"], &first["n_refused"]), (&5.into(), &3.into()), "{first}");
    let refused = said(&firm.run(&["import", "documents", &file]));
    for wrong in [
        "`d-999` is not there",
        "it is not said whose the paper is",
        "the kind of the number is missing",
    ] {
        assert!(refused.contains(wrong), "{wrong}: {refused}");
    }
    assert!(!refused.contains("52998224725"), "a number stands in no list: {refused}");
    let again = firm.told(&["import", "documents", &file]);
    assert_eq!((&again["n_new"], &again["n_unchanged"]), (&0.into(), &5.into()), "{again}");
    let apart = "select count(*) from sereno.document_pii";
    assert_eq!(firm.db.count(apart).await.unwrap(), 2);

    let said_of = firm.told(&["import", "checkins", &fixture("checkins.csv")]);
    assert_eq!((&said_of["n_new"], &said_of["n_refused"]), (&4.into(), &2.into()), "{said_of}");
    let week = "select count(*) from sereno.checkin where week_on = '2026-11-16'";
    assert_eq!(firm.db.count(week).await.unwrap(), 3, "any day of a week stands for it");

    firm.told(&["run", "nightly", "--date", DATE, "--wait"]);
    let found = |rule: &str| -> Vec<String> {
        let found = firm.told(&["findings", "list", "--rule", rule]);
        let lines = found["lines"].as_array().unwrap().clone();
        lines.iter().map(|line| line["says"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(found("DOC-05"), ["the nit on the certificate of the tax number cannot be right"]);
    assert_eq!(found("DOC-04"), ["the identity document was verified by who handed it in"]);
    assert_eq!(found("DOC-02"), ["the identity document expired on 2026-11-01"]);
    // Of three contracts at work one is signed.
    assert_eq!(found("CON-01").len(), 3);
    let unhappy = firm.told(&["placements", "--band", "at_risk"]);
    let worst = &unhappy["lines"][0];
    assert!(worst["alarms"].as_array().unwrap().contains(&"low".into()), "{unhappy}");
    assert!(worst["points"].as_u64().unwrap() < 6_000, "{unhappy}");
}

/// A file twice: what is new and refused, what is said of the refused, and that nothing is written
/// the second time. It is audited both times.
pub(crate) async fn twice(firm: &Firm, kind: &str, [n_new, n_refused]: [u64; 2], wrongs: &[&str]) {
    let file = fixture(&format!("{kind}.csv"));
    let audited = format!(
        "select count(*) from sereno.audit_event
        where action = 'import' and actor = 'ana' and detail->>'kind' = '{kind}'"
    );
    let before = firm.db.count(audited.clone()).await.unwrap();
    let first = firm.told(&["import", kind, &file]);
    assert_eq!(
        (&first["n_new"], &first["n_refused"]),
        (&n_new.into(), &n_refused.into()),
        "{first}"
    );
    let refused = said(&firm.run(&["import", kind, &file]));
    for wrong in wrongs {
        assert!(refused.contains(wrong), "{kind}: {wrong}: {refused}");
    }
    let again = firm.told(&["import", kind, &file]);
    let written = (&again["n_new"], &again["n_changed"], &again["n_unchanged"]);
    assert_eq!(written, (&0.into(), &0.into(), &n_new.into()), "{again}");
    assert_eq!(firm.db.count(audited).await.unwrap(), before + 3);
}

/// Says of the findings of a rule what they say.
fn says(firm: &Firm, rule: &str) -> Vec<String> {
    let found = firm.told(&["findings", "list", "--rule", rule]);
    let lines = found["lines"].as_array().unwrap().iter();
    lines.map(|line| line["says"].as_str().unwrap().to_owned()).collect()
}

impl Firm {
    /// Imports lines under the header of a fixture.
    fn import_lines(&self, kind: &str, lines: &[&str]) -> serde_json::Value {
        let whole = std::fs::read_to_string(fixture(&format!("{kind}.csv"))).unwrap();
        let header = whole.lines().next().unwrap();
        let file = self.home.path().join(format!("{kind}.csv"));
        std::fs::write(&file, [&[header], lines].concat().join("\n")).unwrap();
        self.told(&["import", kind, file.to_str().unwrap()])
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_one_by_its_name_and_by_its_reference() {
    const NAMES: &str =
        "select string_agg(coalesce(external_ref, '-') || ' ' || name, ', ' order by name)
        from sereno.client";
    let firm = Firm::empty().await;
    firm.told(&["import", "placements", &fixture("placements.csv")]);
    assert_eq!(firm.db.text(NAMES.to_owned()).await.unwrap(), "- Cobalt, - Northwind");
    let first = firm.told(&["import", "clients", &fixture("clients.csv")]);
    // Northwind was there: it takes its reference.
    let counts = ["n_new", "n_changed", "n_refused"].map(|field| first[field].as_u64().unwrap());
    assert_eq!(counts, [1, 1, 2], "{first}");
    let refused = said(&firm.run(&["import", "clients", &fixture("clients.csv")]));
    for wrong in [
        "csv:4: column `status`: `gone` is not a known client status",
        "`Mars/Base` is not an IANA time zone",
        "`400` is out of range: write a whole number from 0 to 365",
        "`perhaps` is neither yes nor no",
        "`hippa` is not a known regime",
        "`Narnia` is not a country",
        "csv:5: column `name`: `harbor` is the name of the client k-2",
    ] {
        assert!(refused.contains(wrong), "{wrong}: {refused}");
    }
    assert_eq!(
        firm.db.text(NAMES.to_owned()).await.unwrap(),
        "- Cobalt, k-2 Harbor, k-1 NORTHWIND"
    );
    let again = firm.told(&["import", "placements", &fixture("placements.csv")]);
    assert_eq!(again["n_unchanged"], 4, "{again}");
    let role = "ref,client,title,status,seniority,headcount,starts_on,tz,work_starts_at,work_ends_at,\
        overlap_minutes_min,english_min,weekly_hours,vetting_required,skills\n\
        r-1,Harbor,Engineer,open,senior,1,2027-01-11,UTC,09:00,17:00,0,B2,40,none,Rust:must:3\n";
    let file = firm.home.path().join("role.csv");
    std::fs::write(&file, role).unwrap();
    firm.told(&["import", "roles", file.to_str().unwrap()]);
    assert_eq!(
        firm.db.text(NAMES.to_owned()).await.unwrap(),
        "- Cobalt, k-2 Harbor, k-1 NORTHWIND"
    );

    let renamed = firm.import_lines("clients", &["k-2,Harbour Ltd,active,,,,,,,"]);
    assert_eq!(renamed["n_changed"], 1, "{renamed}");
    let swapped = ["k-2,Northwind,active,,,,,,,", "k-1,Harbour Ltd,active,,,,,,,"];
    assert_eq!(firm.import_lines("clients", &swapped)["n_changed"], 2);
    let swapped = ["k-1,NORTHWIND,active,,,,,,,", "k-2,Harbour Ltd,active,,,,,,,"];
    assert_eq!(firm.import_lines("clients", &swapped)["n_changed"], 2);
    let stolen = firm.import_lines("clients", &["k-2,Cobalt,active,,,,,,,"]);
    assert_eq!(stolen["n_refused"], 1, "Cobalt stays another client: {stolen}");
    assert_eq!(
        firm.db.text(NAMES.to_owned()).await.unwrap(),
        "- Cobalt, k-2 Harbour Ltd, k-1 NORTHWIND"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_clients_and_people_comes_in_and_is_held_against_the_rules() {
    let firm = Firm::empty().await;
    firm.told(&["import", "placements", &fixture("placements.csv")]);
    firm.told(&["import", "clients", &fixture("clients.csv")]);
    let wrongs = [
        "csv:5: column `number`: `2026-02` is the number of the invoice i-2",
        "csv:6: column `due_on`: the day it is due is missing: write it, or import the client",
        "csv:7: column `client`: `Acme` is not there: import clients of this source first",
        "csv:8: column `amount`: `-5` is negative",
        "csv:8: column `due_on`: `2026-09-01` is before 2026-10-01",
    ];
    twice(&firm, "invoices", [3, 4], &wrongs).await;
    let wrongs = [
        "csv:4: column `starts_on`: `2026-05-31` overlaps the terms t-1: end the former terms",
        "`2026-06-01` is not after the first day, 2026-06-01",
        "`US` is not an ISO 4217 currency",
        "`fortnight` is not a known rate period",
        "`p-999` is not there",
    ];
    twice(&firm, "terms", [2, 3], &wrongs).await;
    let wrongs = [
        "`d-999` is not there: import developers of this source first",
        "`2026-03-01` is not after the first day, 2026-03-01",
        "`iso` is not a known regime: choose one of gdpr, hipaa, pci_dss, soc_2, lgpd",
    ];
    twice(&firm, "attestations", [1, 3], &wrongs).await;
    let wrongs = [
        "`charm` is not a known classification factor",
        "`often` is neither yes nor no",
        "`2026-11-31` is not a day of the calendar: write it like 2026-11-30",
        "`p-999` is not there",
    ];
    twice(&firm, "answers", [2, 2], &wrongs).await;
    let wrongs = [
        "`awful` is not a known severity of an incident: choose one of minor, major, critical",
        "`2026-11-09` is before 2026-11-10",
        "column `says`: what happened is missing: write it in a sentence",
        "`p-999` is not there",
    ];
    twice(&firm, "incidents", [2, 2], &wrongs).await;
    let wrongs = ["`Acme` is not there", "`2020-01-01` is not after the first day, 2020-01-01"];
    twice(&firm, "employments", [1, 2], &wrongs).await;
    let founded = "x-9,d-002,,,company_registration,verified,2024-02-10,,,,,";
    firm.import_lines("documents", &[founded]);

    firm.told(&["run", "nightly", "--date", DATE, "--wait"]);
    // The second is due fifteen days before, the third is paid.
    assert_eq!(
        says(&firm, "CLI-01"),
        ["invoice 2026-01 of USD 12,000.00 was due on 2026-10-01 and is not paid"]
    );
    assert_eq!(says(&firm, "CLI-03"), ["the client refuses work from BR"]);
    assert_eq!(
        says(&firm, "CLS-02"),
        ["the company was founded on 2024-02-10 by an employee of the client until 2023-06-30"]
    );
    assert_eq!(says(&firm, "VET-03").len(), 2);
    assert_eq!(says(&firm, "MAR-01"), ["the margin is 8.33 % of the bill: the floor is 15 %"]);
    // Of two at work for Northwind one is attested for one of the two.
    let mut attested = says(&firm, "GDP-05");
    attested.sort_unstable();
    assert_eq!(
        attested,
        ["not attested for gdpr", "not attested for gdpr", "not attested for soc_2"]
    );
    // What was measured stands above what was declared: 78 less 15, and 5 more.
    let weighed = firm.told(&["placements", "--classification", "--as-of", DATE]);
    assert_eq!(weighed[0]["points"], 68, "{weighed}");
    let critical = firm.told(&["placements", "--band", "critical"]);
    let alarms = critical["lines"][0]["alarms"].as_array().unwrap();
    assert!(alarms.contains(&"incident".into()), "{critical}");

    let paid = "i-1,Northwind,2026-01,2026-09-01,12000,USD,,2026-11-24";
    assert_eq!(firm.import_lines("invoices", &[paid])["n_changed"], 1);
    firm.told(&["run", "nightly", "--date", DATE, "--wait", "--revise", "it was paid"]);
    assert_eq!(says(&firm, "CLI-01"), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_changes_is_the_same_row_and_other_files_leave_it() {
    let firm = Firm::empty().await;
    firm.told(&["import", "placements", &fixture("placements.csv")]);
    for kind in ["terms", "attestations", "answers"] {
        firm.told(&["import", kind, &fixture(&format!("{kind}.csv"))]);
    }
    // The days of both move at once, whichever stands first.
    let july = "t-2,p-001,2026-07-01,,5500,USD,6000,USD,month";
    let june = "t-1,p-001,2024-10-01,2026-07-01,5000,USD,7500,USD,month";
    assert_eq!(firm.import_lines("terms", &[june, july])["n_changed"], 2);
    let june = "t-6,p-001,2026-06-15,2026-07-15,5000,USD,7500,USD,month";
    let over = firm.import_lines("terms", &[june]);
    assert_eq!(over["refusals"][0]["wrong"], "overlaps the terms t-1", "{over}");
    let direct = "insert into sereno.placement_terms (placement_id, starts_on, pay_minor, pay_currency,
            bill_minor, bill_currency, per)
        select placement_id, '2026-08-01', 1, 'USD', 1, 'USD', 'month' from sereno.placement_terms limit 1";
    let refused = firm.db.change(direct.to_owned()).await.unwrap_err();
    assert!(format!("{refused:?}").contains("placement_terms_one_at_a_time"), "{refused:?}");

    // A day that was wrong is mended and leaves nothing behind.
    let mended = firm.import_lines("attestations", &["a-1,d-001,soc 2,2026-01-11,2027-01-10"]);
    assert_eq!((&mended["n_new"], &mended["n_changed"]), (&0.into(), &1.into()), "{mended}");
    let mended = firm.import_lines("answers", &["w-1,p-001,fixed_pay,measured,no,2026-11-01"]);
    assert_eq!((&mended["n_new"], &mended["n_changed"]), (&0.into(), &1.into()), "{mended}");
    firm.told(&["import", "developers", &fixture("developers.csv")]);
    let kept = "select string_agg(regime || ' ' || attested_on, ', ' order by attested_on)
        from sereno.developer_regime join sereno.developer using (developer_id)
        where developer.external_ref = 'd-001' and developer_regime.external_ref is not null";
    assert_eq!(firm.db.text(kept.to_owned()).await.unwrap(), "soc_2 2026-01-11");

    let row =
        "p-001,d-001,Colombia,contractor_individual,Northwind,US,2024-10-01,,,,39,yes,sí,yes,no,";
    assert_eq!(firm.import_lines("placements", &[row])["n_changed"], 1);
    let kept = "select string_agg(factor || ' ' || observed || ' ' || applies, ', ' order by factor, observed)
        from sereno.classification_answer join sereno.placement using (placement_id)
        where placement.external_ref = 'p-001'";
    assert_eq!(
        firm.db.text(kept.to_owned()).await.unwrap().replace(", ", "\n"),
        "benefits declared true\nclient_equipment declared false\ndirect_supervision declared true\n\
        discipline declared true\nfixed_pay measured false\nfixed_schedule declared true"
    );
}

/// Of the Colombian survey of 2021: what a plain count over its columns of hours, tenure, benefits and
/// hardware gives. Runs when `SERENO_PUBLIC_DATA` names the folder that holds `developers/`.
#[tokio::test(flavor = "multi_thread")]
async fn the_contractors_of_a_survey_are_weighed() {
    let Some(folder) = std::env::var_os("SERENO_PUBLIC_DATA") else {
        eprintln!("skipped: SERENO_PUBLIC_DATA is not set, colombia-2021.csv was not read");
        return;
    };
    let file = std::path::Path::new(&folder).join("developers/colombia-2021.csv");
    if !file.exists() {
        eprintln!("skipped: {} does not exist", file.display());
        return;
    }
    let firm = Firm::empty().await;
    let mapping = "colombia-2021-placements";
    firm.told(&["import", "placements", file.to_str().unwrap(), "--mapping", mapping]);
    let as_of = ["--as-of", "2021-11-30", "--last", "5000"];
    let weighed = firm.told(&[&["placements", "--classification"], &as_of[..]].concat());
    let points: Vec<u64> =
        weighed.as_array().unwrap().iter().map(|line| line["points"].as_u64().unwrap()).collect();
    let between = |least, most| points.iter().filter(|n| (least..most).contains(*n)).count();
    assert_eq!(
        [between(0, 20), between(20, 40), between(40, 60), between(60, 101)],
        [54, 100, 27, 0]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_contractors_bill_is_held_against_the_terms() {
    let firm = Firm::empty().await;
    firm.told(&["import", "placements", &fixture("placements.csv")]);
    firm.told(&["import", "terms", &fixture("terms.csv")]);
    let wrongs = [
        "`p-999` is not there",
        "`2026-13-01` is not a day of the calendar",
        "`120.00` is more than the whole, USD 100.00: write the part, not the rate",
    ];
    twice(&firm, "fees", [2, 3], &wrongs).await;
    let wrongs = [
        "the premium is missing: write it in percent of the pay, like 50",
        "`p-999` is not there",
        "`bonus` is not a known supplement: choose one of overtime, holiday, thirteenth",
    ];
    twice(&firm, "supplements", [2, 3], &wrongs).await;
    let week =
        "select count(*) from sereno.supplement where day = '2026-11-09' and premium_bp = 5000";
    assert_eq!(firm.db.count(week).await.unwrap(), 1, "any day of a week stands for it");
    firm.told(&["run", "nightly", "--date", DATE, "--wait"]);
    let mut billed = says(&firm, "TAX-05");
    billed.sort_unstable();
    assert_eq!(
        billed,
        [
            "2026-09 was billed at USD 4,500.00, and the terms make USD 5,500.00",
            "the number A-1 was given to a bill before"
        ]
    );
    assert_eq!(says(&firm, "CON-04"), [""; 0]);
}
