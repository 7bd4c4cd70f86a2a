//! Weeks of work into a real database: nothing is lost, nothing counts twice, and what was paid stays.

use crate::firm::{Firm, said};

const DATE: &str = "2026-11-24";

fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[tokio::test(flavor = "multi_thread")]
async fn weeks_come_in_once_and_what_was_paid_stays() {
    let firm = Firm::empty().await;
    firm.told(&["import", "placements", &fixture("placements.csv")]);
    let file = fixture("timesheets.csv");
    let first = firm.told(&["import", "timesheets", &file]);
    assert_eq!((&first["n_new"], &first["n_refused"]), (&4.into(), &3.into()), "{first}");
    let refused = said(&firm.run(&["import", "timesheets", &file]));
    for wrong in [
        "column `placement`: `p-999` is not there",
        "column `week`: `2026-11-16` is told already by t-2",
        "column `friday`: `eight` does not tell hours of one day: write hours like 8, 7.5 or 7:30",
    ] {
        assert!(refused.contains(wrong), "{wrong}: {refused}");
    }
    let again = firm.told(&["import", "timesheets", &file]);
    assert_eq!((&again["n_new"], &again["n_unchanged"]), (&0.into(), &4.into()), "{again}");
    let told =
        "select sum(minutes) from sereno.timesheet_day join sereno.timesheet using (timesheet_id)
        where external_ref = 't-7' and kind = 'work'";
    assert_eq!(firm.db.count(told).await.unwrap(), 8 * 60 + 8 * 60 + 4 * 60 + 450);
    let kinds = "select count(distinct kind) from sereno.timesheet_day";
    assert_eq!(firm.db.count(kinds).await.unwrap(), 3);

    let mended = firm.home.path().join("mended.csv");
    let head = "ref,placement,week,state,monday,tuesday,wednesday,thursday,friday,saturday,sunday";
    let import = |rows: &str| {
        std::fs::write(&mended, format!("{head}\n{rows}\n")).unwrap();
        firm.told(&["import", "timesheets", mended.to_str().unwrap()])
    };
    let corrected = import("t-2,p-004,2026-11-16,client_ok,8,8,8,,,,");
    assert_eq!(corrected["n_changed"], 1, "{corrected}");
    let told =
        "select sum(minutes) from sereno.timesheet_day join sereno.timesheet using (timesheet_id)
        where external_ref = 't-2' and state = 'client_ok'";
    assert_eq!(
        firm.db.count(told).await.unwrap(),
        3 * 8 * 60,
        "the week takes the place of the other"
    );
    let paid = import("t-7,p-001,2026-11-16,locked,8,8,8,8,8,,");
    assert_eq!(paid["n_refused"], 1, "{paid}");
    assert!(paid.to_string().contains("was paid, and changes no more"), "{paid}");
    let twice = import("u-1,p-002,2026-11-16,draft,8,,,,,,\nu-2,p-002,2026-11-22,draft,8,,,,,,");
    assert_eq!((&twice["n_new"], &twice["n_refused"]), (&1.into(), &1.into()), "{twice}");
}

#[tokio::test(flavor = "multi_thread")]
async fn weeks_are_held_against_the_law_and_shown_beside_it() {
    let firm = Firm::empty().await;
    firm.told(&["import", "placements", &fixture("placements.csv")]);
    firm.told(&["import", "timesheets", &fixture("timesheets.csv")]);
    // The second of them is over since the day before its last day of work.
    let end = "update sereno.placement set ends_on = '2026-11-20' where external_ref = 'p-001'";
    firm.change(end.to_owned()).await;
    firm.told(&["run", "nightly", "--date", DATE, "--wait"]);
    let found = |rule: &str| -> Vec<String> {
        let found = firm.told(&["findings", "list", "--rule", rule]);
        let lines = found["lines"].as_array().unwrap().clone();
        lines.iter().map(|line| line["says"].as_str().unwrap().to_owned()).collect()
    };
    let long = "45:00 hours were worked in the week of 2026-11-16: CL allows 42";
    assert_eq!(found("LAB-01"), [long]);
    let holiday = "8:00 hours were worked on 2026-10-12, Encuentro de Dos Mundos: a premium is due";
    assert_eq!(found("LAB-06"), [holiday]);
    let late = "7:30 hours were worked after the placement ended on 2026-11-20, the last of them on 2026-11-20";
    assert_eq!(found("CON-05"), [late]);

    let id = "select placement_id from sereno.placement where external_ref = 'p-004'";
    let id = firm.db.count(id).await.unwrap().to_string();
    let board = firm.told(&["placements", &id, "--as-of", DATE]);
    let weeks: Vec<_> = board["weeks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|week| (week["worked_minutes"].as_i64().unwrap(), week["hours_max"].as_i64().unwrap()))
        .collect();
    assert_eq!(weeks, [(480, 42), (2_400, 42), (2_700, 42)], "{board}");
    let text = firm.done(&["placements", &id, "--as-of", DATE]);
    let line = text.lines().find(|line| line.contains("2026-11-16")).unwrap();
    assert!(line.contains("45:00 worked"), "{line}");
    assert!(line.contains("disputed"), "{line}");
    assert!(line.contains("over the 42 a week of the law"), "{line}");

    // Once the week is mended and the end moved, what was found settles itself.
    let mended = firm.home.path().join("mended.csv");
    let rows = "ref,placement,week,state,monday,tuesday,wednesday,thursday,friday\n\
        t-2,p-004,2026-11-16,client_ok,8,8,8,8,8\n";
    std::fs::write(&mended, rows).unwrap();
    firm.told(&["import", "timesheets", mended.to_str().unwrap()]);
    let moved = "update sereno.placement set ends_on = '2026-11-21' where external_ref = 'p-001'";
    firm.change(moved.to_owned()).await;
    firm.told(&["run", "nightly", "--date", DATE, "--wait", "--revise", "mended"]);
    assert_eq!((found("LAB-01"), found("CON-05")), (Vec::new(), Vec::new()));
    assert_eq!(found("LAB-06").len(), 1);
}
