//! What members of each role of the database may do, and what it refuses them.

use sereno_domain::duty::Duty;

use crate::firm::{DATE, Firm, said};
use crate::payroll::firm_with_a_draft;

const VIEWER: &str = "sereno_viewer";
const OPERATOR: &str = Duty::Operator.role();
const ON_CALL: &str = Duty::OnCall.role();
const PAYROLL: &str = Duty::Payroll.role();

/// A firm with a night behind it and a month of pay that waits for approval; the payroll run.
async fn firm() -> (Firm, String) {
    let (firm, payroll) = firm_with_a_draft().await;
    firm.done(&["run", "nightly", "--date", DATE, "--wait"]);
    (firm, payroll)
}

fn does(firm: &Firm, role: &str, args: &[&str]) {
    let output = firm.run_as_member(role, args);
    assert!(output.status.success(), "{role} {args:?}: {}", said(&output));
}

fn is_refused(firm: &Firm, role: &str, args: &[&str]) {
    let output = firm.run_as_member(role, args);
    let said = said(&output);
    assert!(!output.status.success(), "{role} {args:?}: {said}");
    assert!(said.contains("permission denied"), "{role} {args:?}: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_looks_at_every_screen_and_changes_nothing() {
    let (firm, payroll) = firm().await;
    let role = firm.db.count("select min(role_id) from sereno.match").await.unwrap();
    let developer = firm.db.count("select min(developer_id) from sereno.match").await.unwrap();
    let placement =
        firm.db.count("select min(placement_id) from sereno.payroll_item").await.unwrap();
    let client = firm.db.count("select min(client_id) from sereno.role").await.unwrap();
    let chunk = firm.db.count("select min(chunk_id) from sereno.chunk").await.unwrap();
    let run = firm.db.count("select max(run_id) from sereno.run where business_date is not null");
    let run = run.await.unwrap();
    let screens = [
        "tonight runs failures chunks queues matches people clients placements findings workers schedules audit"
            .to_owned(),
        format!("run:{run} chunk:{chunk} role:{role} developer:{developer} person:{developer}"),
        format!("client:{client} placement:{placement} what-if:{role}"),
        format!("payroll payrolls payroll:{payroll} payroll-items:{payroll}"),
        format!("payroll-clients:{payroll} payroll-anomalies:{payroll} payroll-variance:{payroll}"),
        format!("payroll-item:{payroll}:{placement}"),
    ];
    for screen in screens.iter().flat_map(|screens| screens.split(' ')) {
        does(&firm, VIEWER, &["dash", "--once", screen]);
    }
    let seen = firm.done(&["privacy", "access", "--developer", &developer.to_string()]);
    assert!(seen.contains("bea"), "who looks at a name leaves a trace: {seen}");

    let finding =
        firm.db.count("select min(finding_id) from sereno.finding").await.unwrap().to_string();
    for args in [
        &["findings", "acknowledge", &finding, "--reason", "seen"][..],
        &["queue", "pause", "rescore", "--reason", "a try"],
        &["payroll", "approve", &payroll],
    ] {
        is_refused(&firm, VIEWER, args);
    }
    for table in ["person_key", "developer_pii", "document_pii", "bank_account"] {
        let url = format!("{}&options=-c%20role={VIEWER}", firm.db.url());
        let pool = sereno_db::pool::connect(&url, 1).await.unwrap();
        let refusal = sereno_testkit::refusal(&pool, format!("select sealed from sereno.{table}"));
        assert!(refusal.await.unwrap().contains("permission denied"), "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_decides_and_who_is_on_call_mends() {
    let (firm, payroll) = firm().await;
    let one = async |query: &str| firm.db.count(query.to_owned()).await.unwrap().to_string();
    let finding = one("select min(finding_id) from sereno.finding where state = 'open'").await;
    let role = one("select min(role_id) from sereno.match").await;
    let developer =
        one(&format!("select min(developer_id) from sereno.match where role_id = {role}")).await;
    let run = one("select max(run_id) from sereno.run").await;

    for args in [
        &["findings", "acknowledge", &finding, "--reason", "seen"][..],
        &["override", "keep-off", &role, &developer, "--reason", "asked for nobody of theirs"],
        &["override", "end", &role, &developer, "--reason", "they changed their mind"],
        &["what-if", &role, "--set", "weight.rate=700", "--save", "as agreed"],
        &["shortlist", "move", &role, &developer, "proposed"],
    ] {
        does(&firm, OPERATOR, args);
    }
    let mends = [
        &["queue", "pause", "rescore", "--reason", "a try"][..],
        &["queue", "resume", "rescore", "--reason", "it was one"],
        &["retry", &run, "--from", "digest", "--reason", "its template changed"],
        &["cancel", &run, "--reason", "not tonight"],
    ];
    for args in mends {
        is_refused(&firm, OPERATOR, args);
    }
    is_refused(&firm, ON_CALL, &["payroll", "approve", &payroll]);
    for args in mends {
        does(&firm, ON_CALL, args);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_approves_of_pay_does_nothing_else() {
    let (firm, payroll) = firm().await;
    is_refused(&firm, PAYROLL, &["queue", "pause", "rescore", "--reason", "a try"]);
    let severe = format!(
        "select coalesce(min(payroll_anomaly_id), 0) from sereno.payroll_anomaly
        where payroll_run_id = {payroll} and severity = 'severe' and state = 'open'"
    );
    loop {
        let anomaly = firm.db.count(severe.clone()).await.unwrap();
        if anomaly == 0 {
            break;
        }
        let anomaly = anomaly.to_string();
        let why = "seen with the client";
        does(&firm, PAYROLL, &["payroll", "override", &payroll, &anomaly, "--reason", why]);
    }
    does(&firm, PAYROLL, &["payroll", "approve", &payroll]);
    does(&firm, PAYROLL, &["payroll", "lock", &payroll]);
    let n_payments =
        format!("select count(*) from sereno.payment where payroll_run_id = {payroll}");
    assert!(firm.db.count(n_payments).await.unwrap() > 0);
}
