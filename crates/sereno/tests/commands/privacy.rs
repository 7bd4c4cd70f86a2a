//! Somebody asks to be forgotten: who they were goes with its key, what was agreed stays, no file
//! brings them back, and somebody else than who took the request in carries it out.

use crate::firm::{DATE, Firm, said};

const PEOPLE: &str = "ref,name,email,status,country,skills\n\
    a-1,Ana Sosa,ana@example.test,left,BR,rust:4:5\n\
    a-2,Beto Díaz,,bench,BR,rust:4:5\n";
const PLACEMENTS: &str = "ref,developer,country,engagement,client,starts_on,ends_on,weekly_hours\n\
    p-1,a-1,BR,contractor_individual,Cobalt,2025-01-10,2026-06-30,40\n";
const PAPERS: &str = "ref,developer,placement,kind,state,issued_on,number_kind,number\n\
    d-1,a-1,,tax_number,verified,2025-01-01,cpf,390.533.447-05\n\
    d-2,,p-1,contract,verified,2025-01-01,,\n";

const EXTRAS: &str = "ref,placement,kind,day,amount,currency\n\
    x-p-1,p-1,bonus,2026-06-15,100,USD\n";
const STATEMENTS: &str = "ref,placement,month,gross,currency\n\
    s-p-1,p-1,2026-06,4000,USD\n";
const ACCOUNTS: &str = "ref,developer,holder,number,country,currency,starts_on\n\
    b-a-1,a-1,Ana Sosa,12345-678,BR,USD,2025-01-10\n\
    b-a-2,a-2,Beto Díaz,12345-678,BR,USD,2025-01-10\n";
const WEEKS: &str = "ref,placement,week,state,monday,tuesday\n\
    w-1,p-1,2026-06-01,client_ok,8,8 sick\n";

/// A firm for which Ana worked, and what Ana is called in it.
async fn firm() -> (Firm, i64) {
    let firm = Firm::empty().await;
    for (kind, rows) in [
        ("developers", PEOPLE),
        ("placements", PLACEMENTS),
        ("documents", PAPERS),
        ("timesheets", WEEKS),
        ("extras", EXTRAS),
        ("statements", STATEMENTS),
        ("accounts", ACCOUNTS),
    ] {
        assert!(import(&firm, kind, rows).contains(" new"), "{kind}");
    }
    let ana = "select developer_id from sereno.developer where external_ref = 'a-1'";
    let ana = firm.db.count(ana).await.unwrap();
    (firm, ana)
}

fn import(firm: &Firm, kind: &str, rows: &str) -> String {
    let file = firm.home.path().join(format!("{kind}.csv"));
    std::fs::write(&file, rows).unwrap();
    said(&firm.run(&["import", kind, file.to_str().unwrap()]))
}

#[tokio::test]
async fn who_is_erased_is_gone_and_what_was_agreed_stays() {
    let (firm, ana) = firm().await;
    let (developer, n) = (ana.to_string(), |of: &str| format!("select count(*) from sereno.{of}"));
    firm.change(
        "insert into sereno.incident (placement_id, severity, opened_on, says)
        select placement_id, 'minor', '2026-02-01', 'Ana was late' from sereno.placement"
            .to_owned(),
    )
    .await;
    let request =
        ["privacy", "request", &developer, "--asked-on", "2026-11-20", "--reason", "letter"];
    let asked = said(&firm.run(&request));
    assert!(asked.contains("request 1 is due on 2026-12-05"), "fifteen days in Brazil: {asked}");
    firm.refused(&request, 1, "is open already");
    let erase = ["privacy", "erase", "1", "--reason", "nothing stands against it"];
    firm.refused(&erase, 1, "somebody else decides on it");
    let preview = said(&firm.run_as("eva", &erase));
    assert!(
        preview.contains("would go: 1 name, 1 numbers on papers, 1 accounts, 1 facts"),
        "{preview}"
    );
    assert_eq!(firm.db.count(n("person_key")).await.unwrap(), 2, "nothing is done by a preview");

    let for_good: Vec<&str> = erase.iter().copied().chain(["--for-good"]).collect();
    let done = said(&firm.run_as("eva", &for_good));
    assert!(done.contains("stay: 1 placements"), "{done}");
    let tables = "select string_agg(format('%I.%I', table_schema, table_name), ' ')
        from information_schema.tables
        where table_schema in ('sereno', 'apalis') and table_type = 'BASE TABLE'";
    for table in firm.db.text(tables.to_owned()).await.unwrap().split(' ') {
        let traces = format!(
            "select count(*) from {table} as stored where stored::text ~ 'a-1|p-1|w-1|Ana|3905334'"
        );
        assert_eq!(firm.db.count(traces).await.unwrap(), 0, "{table}");
    }
    assert_eq!(firm.db.count(n("person_key")).await.unwrap(), 1);
    assert_eq!(firm.db.count(n("document_pii")).await.unwrap(), 0);
    assert_eq!(firm.db.count(n("bank_account")).await.unwrap(), 1, "the other's stays");
    assert_eq!(firm.db.count(n("pay_statement")).await.unwrap(), 1, "what was paid stays");
    let kept = format!(
        "select count(*) from sereno.placement join sereno.document using (placement_id)
        where placement.developer_id = {ana} and weekly_hours = 40 and kind = 'contract'"
    );
    assert_eq!(firm.db.count(kept).await.unwrap(), 1);

    let ill = "select count(*) from sereno.timesheet_day where kind = 'sick'";
    assert_eq!(firm.db.count(ill).await.unwrap(), 0);
    let away = "select sum(minutes) from sereno.timesheet_day where kind = 'leave'";
    assert_eq!(firm.db.count(away).await.unwrap(), 480);

    let again = import(&firm, "accounts", ACCOUNTS);
    assert!(again.contains("`a-1` is not there"), "{again}");

    // No file brings them back, and nothing is found of nobody.
    let again = import(&firm, "developers", PEOPLE);
    assert!(again.contains("`a-1` was erased: take the row out"), "{again}");
    let again = import(&firm, "placements", PLACEMENTS);
    assert!(again.contains("`a-1` was erased"), "{again}");
    firm.done(&["run", "nightly", "--date", DATE, "--wait"]);
    let found = firm.json(&["findings", "list", "--developer", &developer]);
    assert_eq!(found["lines"].as_array().unwrap().len(), 0, "{found}");
    let requests = firm.json(&["privacy", "requests"]);
    assert_eq!(requests[0]["state"], "done", "{requests}");
}

#[tokio::test]
async fn nobody_is_erased_who_is_at_work_or_whose_data_is_held() {
    let (firm, ana) = firm().await;
    let developer = ana.to_string();
    let asked = ["--asked-on", "2026-11-20", "--reason", "letter"];
    firm.done(&[&["privacy", "request", &developer], &asked[..]].concat());
    firm.done(&["privacy", "hold", &developer, "--until", "2099-01-01", "--reason", "a lawsuit"]);
    let erase = ["privacy", "erase", "1", "--for-good", "--reason", "x"];
    let held = said(&firm.run_as("eva", &erase));
    assert!(held.contains("is held until 2099-01-01"), "{held}");
    firm.change("update sereno.placement set ends_on = null".to_owned()).await;
    let at_work = said(&firm.run_as("eva", &erase));
    assert!(at_work.contains("end the placement first"), "{at_work}");
    let found = || firm.json(&["findings", "list", "--rule", "GDP-01"]);
    firm.done(&["run", "nightly", "--date", DATE, "--wait"]);
    assert_eq!(found()["lines"][0]["developer_id"], ana);
    let refuse = ["privacy", "refuse", "1", "--reason", "the lawsuit needs it"];
    assert!(said(&firm.run_as("eva", &refuse)).contains("is refused"));
    firm.done(&["run", "nightly", "--date", "2026-11-24", "--wait"]);
    assert_eq!(found()["lines"].as_array().unwrap().len(), 0);
    let kept = "select count(*) from sereno.developer_pii";
    assert_eq!(firm.db.count(kept).await.unwrap(), 2);
}
