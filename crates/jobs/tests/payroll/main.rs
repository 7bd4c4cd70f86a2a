//! Months of pay on a real server, through the real queue: prepared, approved, locked, corrected.

#![expect(clippy::unwrap_used, reason = "a test that has no month must fail")]

mod firm;
mod planted;

use firm::{Firm, NOVEMBER, OCTOBER, request};
use sereno_db::payroll::run::payroll_run_find;
use sereno_db::payroll::verify::payroll_verify;
use sereno_db::pool;
use sereno_domain::id::{AnomalyId, PayrollRunId, PlacementId};
use sereno_domain::payroll::item::ItemState;
use sereno_domain::payroll::{PayrollKind, PayrollState};
use sereno_domain::run::RunState;
use sereno_jobs::payroll::{
    PayrollError, PayrollRequest, approve, at_work, lock, override_anomaly, prepare, reject,
    retry_item,
};

/// The invariants of a run that are broken.
async fn broken(firm: &Firm, run: PayrollRunId) -> Vec<&'static str> {
    let mut conn = pool::acquire(firm.db.pool()).await.unwrap();
    let run = payroll_run_find(&mut conn, run).await.unwrap().unwrap();
    let all = payroll_verify(&mut conn, &run).await.unwrap();
    all.into_iter().filter(|one| !one.breaches.is_empty()).map(|one| one.holds).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_goes_from_its_draft_to_the_lock_and_changes_no_more() {
    let firm = Firm::of(40).await;
    let run = firm.prepared(OCTOBER, PayrollKind::Regular).await;
    assert_eq!(firm.items(run).await, "ok 40");
    assert_eq!(firm.state(run).await, PayrollState::Review);
    assert_eq!(broken(&firm, run).await, Vec::<&str>::new());
    let refused = approve(firm.db.pool(), run, "ana").await.unwrap_err();
    assert!(matches!(refused, PayrollError::FourEyes(_)), "{refused}");
    let refused = lock(firm.db.pool(), run, "luis").await.unwrap_err();
    assert!(matches!(refused, PayrollError::State { .. }), "{refused}");
    assert_eq!(approve(firm.db.pool(), run, "luis").await.unwrap().state, PayrollState::Approved);
    assert_eq!(lock(firm.db.pool(), run, "luis").await.unwrap(), 40);
    assert_eq!(broken(&firm, run).await, Vec::<&str>::new());
    let again = prepare(firm.db.pool(), &request(OCTOBER, PayrollKind::Regular)).await;
    assert!(matches!(again.unwrap_err(), PayrollError::State { .. }));
    for statement in [
        "update sereno.payroll_item set gross_minor = gross_minor + 1, net_minor = net_minor + 1",
        "update sereno.payroll_line set amount_minor = amount_minor + 1",
        "delete from sereno.payroll_line",
        "insert into sereno.payroll_fx (payroll_run_id, currency, source) values (1, 'UYU', 'late')",
        "update sereno.payroll_run set pay_on = pay_on + 1",
        "update sereno.payroll_run set state = 'review', locked_at = null",
        "delete from sereno.payroll_run",
        "update sereno.payment set amount_minor = 1",
        "delete from sereno.payment",
        "truncate sereno.payroll_line",
        "truncate sereno.payment",
    ] {
        let refused = firm.db.change(statement.to_owned()).await.unwrap_err();
        let source = std::error::Error::source(&refused).unwrap().to_string();
        let known = ["locked", "changes no more", "stay as", "is not emptied", "cannot become"];
        assert!(known.iter().any(|words| source.contains(words)), "{statement}: {source}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worker_works_months_out_and_can_neither_approve_nor_switch_anything_off() {
    let firm = Firm::of(12).await;
    let worker = firm.as_worker().await;
    let prepared = prepare(&worker, &request(OCTOBER, PayrollKind::Regular)).await.unwrap();
    assert_eq!(firm.work(&worker, prepared.run_id).await, RunState::Done);
    let run = prepared.payroll_run_id;
    let refused = approve(&worker, run, "luis").await.unwrap_err();
    let PayrollError::Database(refused) = refused else { panic!("{refused}") };
    let said = std::error::Error::source(&refused).unwrap().to_string();
    assert!(said.contains("permission denied for table payroll_approval"), "{said}");
    approve(firm.db.pool(), run, "luis").await.unwrap();
    lock(firm.db.pool(), run, "luis").await.unwrap();
    for (statement, expected) in [
        ("update sereno.payroll_line set amount_minor = 0", "changes no more"),
        ("update sereno.payroll_run set state = 'computing'", "is locked"),
        ("alter table sereno.payroll_line disable trigger all", "must be owner"),
        ("set session_replication_role = replica", "permission denied"),
        ("delete from sereno.payment", "permission denied"),
    ] {
        let said = firm.refused_by(&worker, statement).await;
        assert!(said.contains(expected), "{statement}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_item_that_cannot_be_read_leaves_the_others_done_and_is_retried_alone() {
    let firm = Firm::of(60).await;
    firm.change(
        "alter table sereno.placement_terms drop constraint placement_terms_currency_check",
    )
    .await;
    let poison = firm.placement(30).await;
    firm.change(&format!(
        "update sereno.placement_terms set pay_currency = 'gold' where placement_id = {poison}"
    ))
    .await;
    let run = firm.prepared(OCTOBER, PayrollKind::Regular).await;
    assert_eq!(firm.items(run).await, "failed 1, ok 59");
    let detail = format!("select detail from sereno.payroll_item where placement_id = {poison}");
    let says = firm.db.text(detail).await.unwrap();
    assert!(says.contains("pay_currency") && says.contains("gold"), "{says}");
    let others = firm.hash_of_others(run, poison).await;
    firm.change(&format!(
        "update sereno.placement_terms set pay_currency = 'USD' where placement_id = {poison}"
    ))
    .await;
    let state = retry_item(firm.db.pool(), run, PlacementId(poison), "ana").await.unwrap();
    assert_eq!((state, firm.items(run).await.as_str()), (ItemState::Ok, "ok 60"));
    assert_eq!(firm.hash_of_others(run, poison).await, others);
    assert_eq!(broken(&firm, run).await, Vec::<&str>::new());
}

/// A month with one item in trouble, which is retried once its cause is mended: everything is as in a
/// month that never had it.
async fn check_one_in_trouble(break_it: &str, mend_it: &str, says: &str) {
    let firm = Firm::of(60).await;
    let calm = firm.prepared(OCTOBER, PayrollKind::Regular).await;
    let hash = firm.hash(calm).await;
    let poison = firm.placement(30).await;
    firm.change(&break_it.replace("POISON", &poison.to_string())).await;
    let run = firm.prepared(OCTOBER, PayrollKind::Regular).await;
    assert_eq!(firm.items(run).await, "failed 1, ok 59", "{break_it}");
    let detail = format!("select detail from sereno.payroll_item where placement_id = {poison}");
    let said = firm.db.text(detail).await.unwrap();
    assert!(said.contains(says), "{said}");
    assert_eq!(firm.state(run).await, PayrollState::Review);
    assert_ne!(firm.hash(run).await, hash);
    firm.change(&mend_it.replace("POISON", &poison.to_string())).await;
    let state = retry_item(firm.db.pool(), run, PlacementId(poison), "ana").await.unwrap();
    assert_eq!((state, firm.items(run).await.as_str()), (ItemState::Ok, "ok 60"), "{mend_it}");
    assert_eq!(firm.hash(run).await, hash, "{mend_it}");
    assert_eq!(broken(&firm, run).await, Vec::<&str>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_item_that_the_database_refuses_leaves_the_others_done_and_is_retried_alone() {
    check_one_in_trouble(
        "alter table sereno.payroll_item add constraint refused_check check (placement_id <> POISON or state <> 'ok') not valid",
        "alter table sereno.payroll_item drop constraint refused_check",
        "refused_check",
    )
    .await;
    // The item fits, and one of its lines does not.
    check_one_in_trouble(
        "alter table sereno.payroll_line add constraint refused_check check (placement_id <> POISON or side <> 'bill') not valid",
        "alter table sereno.payroll_line drop constraint refused_check",
        "refused_check",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_item_beyond_all_measure_leaves_the_others_done_and_is_retried_alone() {
    for pay in [i64::MAX, 1_000_000_000_000_001] {
        check_one_in_trouble(
            &format!("update sereno.placement_terms set pay_minor = {pay}, bill_minor = {pay} where placement_id = POISON"),
            "update sereno.placement_terms as mine set pay_minor = case when pay_currency = 'USD' then 400000 else 1200000000 end + developer_id, bill_minor = 800000
            from sereno.placement where placement.placement_id = mine.placement_id and mine.placement_id = POISON",
            "look for a slip",
        )
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_at_work_is_not_prepared_again_on_another_day() {
    let firm = Firm::of(5).await;
    let request = request(OCTOBER, PayrollKind::Regular);
    assert_eq!(at_work(firm.db.pool(), &request).await.unwrap(), None);
    let first = prepare(firm.db.pool(), &request).await.unwrap();
    let later = PayrollRequest { as_of: NOVEMBER, ..request };
    let refused = prepare(firm.db.pool(), &later).await.unwrap_err();
    assert!(matches!(refused, PayrollError::AtWork(run) if run == first.run_id), "{refused}");
    assert_eq!(at_work(firm.db.pool(), &later).await.unwrap(), Some(first));
    assert_eq!(firm.work(firm.db.pool(), first.run_id).await, RunState::Done);
    assert_eq!(at_work(firm.db.pool(), &later).await.unwrap(), None);
    let second = prepare(firm.db.pool(), &later).await.unwrap();
    assert_eq!(second.payroll_run_id, first.payroll_run_id);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_holds_that_item_until_it_is_settled() {
    let firm = Firm::of(10).await;
    let placement = firm.placement(4).await;
    firm.change(&format!(
        "insert into sereno.finding (rule, severity, severity_due, subject_kind, subject_id, state, opened_on, due_on)
        values ('DOC-02', 'block_payment', 'block_payment', 'placement', {placement}, 'open', '2026-10-01', '2026-10-01')"
    ))
    .await;
    let run = firm.prepared(OCTOBER, PayrollKind::Regular).await;
    assert_eq!(firm.items(run).await, "held 1, ok 9");
    firm.change("update sereno.finding set state = 'resolved', resolved_on = '2026-10-30'").await;
    let state = retry_item(firm.db.pool(), run, PlacementId(placement), "ana").await.unwrap();
    assert_eq!(state, ItemState::Ok);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_facts_come_to_the_same_bytes_and_other_facts_do_not() {
    let firm = Firm::of(25).await;
    let run = firm.prepared(OCTOBER, PayrollKind::Regular).await;
    let first = firm.hash(run).await;
    assert_eq!(firm.prepared(OCTOBER, PayrollKind::Regular).await, run);
    assert_eq!((firm.hash(run).await, firm.drafts(run).await), (first.clone(), 2));
    firm.change(
        "update sereno.placement_terms set pay_minor = pay_minor + 1 where placement_id = 3",
    )
    .await;
    firm.prepared(OCTOBER, PayrollKind::Regular).await;
    assert_ne!(firm.hash(run).await, first);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_differs_from_a_locked_month_goes_into_a_correction() {
    let firm = Firm::of(10).await;
    let run = firm.locked(OCTOBER).await;
    let none = prepare(firm.db.pool(), &request(NOVEMBER, PayrollKind::Correction)).await;
    assert!(matches!(none.unwrap_err(), PayrollError::NothingLocked(_)));
    let placement = firm.placement(2).await;
    firm.change(&format!(
        "update sereno.placement_terms set pay_minor = pay_minor + 10000 where placement_id = {placement}"
    ))
    .await;
    // The rates of the month itself hold, whatever became of them.
    firm.change("update sereno.fx_rate set rate = rate * 2").await;
    let correction = firm.prepared(OCTOBER, PayrollKind::Correction).await;
    assert_eq!(firm.items(correction).await, "excluded 9, ok 1");
    let paid = format!(
        "select sum(net_minor)::bigint from sereno.payroll_item where payroll_run_id = {correction}"
    );
    assert_eq!(firm.db.count(paid).await.unwrap(), 10_000);
    approve(firm.db.pool(), correction, "luis").await.unwrap();
    assert_eq!(lock(firm.db.pool(), correction, "luis").await.unwrap(), 1);
    let next = firm.prepared(OCTOBER, PayrollKind::Correction).await;
    assert_ne!(next, correction);
    assert_eq!(firm.items(next).await, "excluded 10");
    assert_eq!(firm.state(run).await, PayrollState::Locked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_waits_for_the_lock_of_the_one_before() {
    let firm = Firm::of(5).await;
    firm.prepared(OCTOBER, PayrollKind::Regular).await;
    let next = prepare(firm.db.pool(), &request(NOVEMBER, PayrollKind::Regular)).await;
    assert!(matches!(next.unwrap_err(), PayrollError::MonthBefore { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_is_held_against_the_one_before_and_its_parts_add_up() {
    let firm = Firm::of(20).await;
    firm.locked(OCTOBER).await;
    firm.change("update sereno.placement_terms set pay_minor = pay_minor * 11 / 10 where placement_id % 3 = 0").await;
    firm.change("update sereno.placement set ends_on = '2026-11-01', end_reason = 'completed' where placement_id % 7 = 0").await;
    firm.change("update sereno.fx_rate set rate = rate * 1.03 where day > '2026-11-01'").await;
    let run = firm.prepared(NOVEMBER, PayrollKind::Regular).await;
    assert_eq!(broken(&firm, run).await, Vec::<&str>::new());
    let parts = format!(
        "select count(*) from sereno.payroll_variance
        where payroll_run_id = {run}
          and rate_minor > 0 and fx_minor < 0 and volume_minor < 0 and n_raised > 0 and n_left > 0"
    );
    assert_eq!(firm.db.count(parts).await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn something_severe_is_settled_or_overridden_before_anybody_approves() {
    let firm = Firm::of(6).await;
    firm.locked(OCTOBER).await;
    let placement = firm.placement(1).await;
    firm.change(&format!(
        "update sereno.placement_terms set pay_minor = pay_minor * 100, bill_minor = bill_minor * 100
        where placement_id = {placement}"
    ))
    .await;
    let run = firm.prepared(NOVEMBER, PayrollKind::Regular).await;
    let refused = approve(firm.db.pool(), run, "luis").await.unwrap_err();
    assert!(matches!(refused, PayrollError::Severe(_)), "{refused}");
    let needed = firm.needed().await;
    assert!(needed.contains("stops an approval"), "{needed}");
    let open = format!(
        "select payroll_anomaly_id from sereno.payroll_anomaly
        where payroll_run_id = {run} and code = 'AN-12' and placement_id = {placement}"
    );
    let anomaly = AnomalyId(firm.db.count(open.as_str()).await.unwrap());
    let why_who = ["the contract says so", "luis"];
    override_anomaly(firm.db.pool(), (run, anomaly), why_who).await.unwrap();
    // Another draft with the same figures does not ask again.
    firm.prepared(NOVEMBER, PayrollKind::Regular).await;
    assert!(firm.needed().await.starts_with("waits for an approval, pays on"));
    approve(firm.db.pool(), run, "luis").await.unwrap();
    assert!(firm.needed().await.starts_with("approved: lock it"));
    lock(firm.db.pool(), run, "luis").await.unwrap();
    assert_eq!(firm.needed().await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_was_sent_back_is_not_approved_but_the_next_is() {
    let firm = Firm::of(4).await;
    let run = firm.prepared(OCTOBER, PayrollKind::Regular).await;
    reject(firm.db.pool(), run, ["the bonuses are missing", "luis"]).await.unwrap();
    let refused = approve(firm.db.pool(), run, "eva").await.unwrap_err();
    assert!(matches!(refused, PayrollError::SentBack(_)), "{refused}");
    firm.prepared(OCTOBER, PayrollKind::Regular).await;
    approve(firm.db.pool(), run, "eva").await.unwrap();
    // Whoever approved may still think better of it, until the lock.
    reject(firm.db.pool(), run, ["the bank is closed", "eva"]).await.unwrap();
    assert_eq!(firm.state(run).await, PayrollState::Review);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_was_changed_by_hand_is_found() {
    let firm = Firm::of(8).await;
    let run = firm.locked(OCTOBER).await;
    for (table, change, expected) in [
        ("payroll_line", "amount_minor = amount_minor + 1", "lines add up to their items"),
        (
            "payroll_total",
            "net_minor = net_minor + 1",
            "items by country and currency add up to the run",
        ),
        (
            "payment",
            "amount_minor = amount_minor + 1",
            "every payment is what its item pays out, once",
        ),
        ("payroll_item", "detail = 'other'", "nothing changed since it was complete"),
    ] {
        firm.change(&format!("alter table sereno.{table} disable trigger user")).await;
        firm.change(&format!(
            "update sereno.{table} set {change} where ctid = (select min(ctid) from sereno.{table})"
        ))
        .await;
        firm.change(&format!("alter table sereno.{table} enable trigger user")).await;
        assert!(broken(&firm, run).await.contains(&expected), "{table}");
    }
}
