//! Weeks of work into a real database: nothing is lost, nothing counts twice, and what was paid stays.

use crate::firm::{Firm, said};

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
        "column `week`: `2026-11-16` is told by the row t-2 already",
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
