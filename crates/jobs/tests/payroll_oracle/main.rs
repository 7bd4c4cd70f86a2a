//! Payroll of a firm with everything in it, worked out a second time by `scripts/payroll-oracle`.

#![expect(clippy::unwrap_used, reason = "a test that has no payroll must fail")]
#![expect(clippy::print_stderr, reason = "whoever runs it is told what was not looked at")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use sereno_domain::country::Country;
use sereno_domain::id::PayrollRunId;
use sereno_domain::money::Currency;
use sereno_domain::payroll::PayrollKind;
use sereno_domain::payroll::calendar::PayCalendar;
use sereno_domain::run::RunState;
use sereno_jobs::payroll::{PayrollRequest, approve, lock, prepare};
use sereno_jobs::runner::Runner;
use sereno_testkit::TestDb;
use tokio_util::sync::CancellationToken;

const FIRM: &str = include_str!("firm.sql");
const FIRST: Date = date(2025, 7, 1);
const N_MONTHS: i64 = 18;

/// What came to light of a month after it was locked; all of it lies within that month.
const LATE: &str = "
with sheets as (
    update sereno.timesheet set state = 'client_ok'
    where starts_on > '2026-03-01' and ends_on < '2026-04-01' and state in ('submitted', 'disputed', 'draft')
    returning 1
), extras as (
    insert into sereno.pay_extra (placement_id, source, external_ref, kind, day, amount_minor, currency, is_billed)
    select placement_id, 'late', placement_id::text, 'bonus', '2026-03-20', 54321, 'USD', true
    from sereno.placement where placement_id % 9 = 0 and starts_on < '2026-04-01'
    returning 1
), gone as (
    delete from sereno.pay_extra using sereno.placement
    where placement.placement_id = pay_extra.placement_id and day between '2026-03-01' and '2026-03-31'
        and starts_on < '2026-04-01' and (ends_on is null or ends_on > '2026-03-01') and pay_extra_id % 3 > 0
    returning 1
), days as (
    update sereno.timesheet_day set kind = 'vacation'
    where day between '2026-03-09' and '2026-03-13' and kind = 'work' and minutes % 2 = 0
    returning 1
)
select (select count(*) from sheets) + (select count(*) from extras) + (select count(*) from gone)
    + (select count(*) from days)";

/// More of the same month, later still.
const LATER: &str = "
with gone as (
    update sereno.pay_extra set amount_minor = 77777, kind = 'reimbursement'
    where source = 'late' and placement_id % 2 = 0
    returning 1
), days as (
    update sereno.timesheet_day set minutes = minutes - 60
    where day between '2026-03-16' and '2026-03-19' and kind = 'work' and minutes % 3 = 0
    returning 1
)
select (select count(*) from gone) + (select count(*) from days)";

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/payroll-oracle")
}

/// Whether there is what the script needs; a word of it where there is not.
fn can_run() -> bool {
    let bin = std::env::var_os("SERENO_PG_BIN").map(PathBuf::from);
    let psql = bin.map_or_else(|| PathBuf::from("psql"), |bin| bin.join("psql"));
    let runs = |program: &Path| {
        Command::new(program).arg("--version").output().is_ok_and(|out| out.status.success())
    };
    let missing: Vec<_> =
        [Path::new("python3"), &psql].into_iter().filter(|one| !runs(one)).collect();
    if !missing.is_empty() {
        eprintln!("skipped: payroll is not worked out a second time without {missing:?}");
    }
    missing.is_empty()
}

fn oracle(db: &TestDb) -> Output {
    Command::new(script()).env("DATABASE_URL", db.url()).output().unwrap()
}

fn calendar(currency: &str) -> PayCalendar {
    PayCalendar {
        name: "house".to_owned(),
        payer_country: "US".parse::<Country>().unwrap(),
        currency: currency.parse::<Currency>().unwrap(),
        fx_source: "house".to_owned(),
        fx_business_days: 2,
        cutoff_business_days: 5,
        n_approvals: 1,
    }
}

/// Prepares a month or a correction of it, and works it out.
async fn draft(db: &TestDb, currency: &str, month_on: Date, kind: PayrollKind) -> PayrollRunId {
    let request = PayrollRequest {
        calendar: calendar(currency),
        month_on,
        kind,
        as_of: date(2027, 1, 4),
        chunk_placements: 1_000,
        actor: "ana".to_owned(),
        reason: "to compare".to_owned(),
    };
    let prepared = prepare(db.pool(), &request).await.unwrap();
    let runner = Runner::new(db.pool().clone(), "test", std::process::id(), 2);
    let stop = CancellationToken::new();
    let ended = runner.work_until_run_ends(prepared.run_id, &stop).await.unwrap();
    assert_eq!(ended, RunState::Done);
    prepared.payroll_run_id
}

/// The same, approved of by another and locked.
async fn pay(db: &TestDb, month_on: Date, kind: PayrollKind) {
    let run = draft(db, "USD", month_on, kind).await;
    db.change(OVERRIDE.to_owned()).await.unwrap();
    approve(db.pool(), run, "beto").await.unwrap();
    lock(db.pool(), run, "ana").await.unwrap();
}

/// Lets be whatever is odd.
const OVERRIDE: &str = "
update sereno.payroll_anomaly set state = 'overridden', decided_by = 'ana', decided_at = now(), reason = 'made up'
where state = 'open'";

/// What the database says was there to compare.
async fn counted(db: &TestDb) -> String {
    let rows = async |table: &str| {
        db.count(format!("select count(*) from sereno.payroll_{table}")).await.unwrap()
    };
    let changed = db.count(CHANGED).await.unwrap();
    let [runs, items, lines] = [rows("run").await, rows("item").await, rows("line").await];
    format!("{runs} runs, {} items and {lines} lines compared\n", items - changed)
}

/// Items worked out from what is otherwise known by now.
const CHANGED: &str = "
select count(*)
from sereno.payroll_item as item
join sereno.payroll_run as run using (payroll_run_id)
cross join lateral (
    select newest.input_hash
    from sereno.payroll_item as newest
    join sereno.payroll_run using (payroll_run_id)
    where newest.placement_id = item.placement_id and payroll_run.month_on = run.month_on
    order by payroll_run_id desc
    limit 1
) as newest
where newest.input_hash <> item.input_hash";

async fn firm() -> TestDb {
    let db = TestDb::fresh().await.unwrap();
    for statement in FIRM.split(";\n") {
        db.change(statement.to_owned()).await.unwrap();
    }
    db
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_worked_out_twice_comes_to_the_same() {
    if !can_run() {
        return;
    }
    let db = firm().await;
    for no in 0..N_MONTHS {
        let month_on = FIRST.saturating_add(no.months());
        pay(&db, month_on, PayrollKind::Regular).await;
        let late = [(date(2026, 4, 1), LATE), (date(2026, 6, 1), LATER)];
        for (_, late) in late.into_iter().filter(|(month, _)| *month == month_on) {
            assert!(db.count(late).await.unwrap() > 100);
            pay(&db, date(2026, 3, 1), PayrollKind::Correction).await;
        }
    }
    draft(&db, "USD", FIRST.saturating_add(N_MONTHS.months()), PayrollKind::Regular).await;
    for (what, at_least) in WHAT {
        assert!(db.count(what).await.unwrap() >= at_least, "{what}");
    }
    agrees(&db).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_currency_without_cents_comes_to_the_same() {
    if !can_run() {
        return;
    }
    let db = firm().await;
    draft(&db, "CLP", date(2026, 6, 1), PayrollKind::Regular).await;
    agrees(&db).await;
}

/// What the firm must have for the comparison to say anything, and how much of it.
const WHAT: [(&str, i64); 4] = [
    ("select count(*) from (select distinct side, code from sereno.payroll_line) as kinds", 44),
    ("select count(distinct reason) from sereno.payroll_item cross join unnest(reasons) as reason", 12),
    ("select count(*) from sereno.payroll_item join sereno.payroll_run as run using (payroll_run_id)
        where kind = 'correction' and payroll_item.state = 'ok'", 100),
    ("select count(*) from sereno.payroll_line where calc->>'movement' = 'true_up'", 300),
];

async fn agrees(db: &TestDb) {
    let out = oracle(db);
    let said = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.success(), "{said}");
    assert!(said.starts_with(&counted(db).await), "{said}");
    assert!(said.ends_with("differences: 0\n"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_amount_that_was_meddled_with_is_found() {
    if !can_run() {
        return;
    }
    let db = firm().await;
    pay(&db, FIRST, PayrollKind::Regular).await;
    agrees(&db).await;
    let meddled = "alter table sereno.payroll_line disable trigger user;
        update sereno.payroll_line set amount_minor = amount_minor + 1
        where (payroll_run_id, placement_id, no) = (
            select payroll_run_id, placement_id, no from sereno.payroll_line where side = 'pay'
            order by amount_minor limit 1
        );
        alter table sereno.payroll_line enable trigger user";
    for statement in meddled.split(';') {
        db.change(statement.to_owned()).await.unwrap();
    }
    let out = oracle(&db);
    let said = String::from_utf8(out.stdout).unwrap();
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(said.ends_with("\ndifferences: 1\n"), "{said}");
}
