//! What the boards of payroll say of two months: sums, controls, exceptions, one item, what moved.

#![expect(clippy::unwrap_used, reason = "a test that has no database must fail")]

use std::collections::BTreeMap;

use jiff::civil::date;
use sereno_db::board::payroll;
use sereno_db::pool::{self, PgConnection};
use sereno_domain::board::payroll::{Control, ControlState, Exceptional};
use sereno_domain::country::Country;
use sereno_domain::id::{PayrollRunId, PlacementId};
use sereno_domain::payroll::anomaly::AnomalyCode;
use sereno_domain::payroll::item::{ItemState, LineCode, Reason};
use sereno_testkit::TestDb;
use sqlx::{AssertSqlSafe, Executor as _};

/// Placements of the firm: a third each in Argentina, Brazil and Colombia.
const N: i64 = 30;
const OCTOBER: PayrollRunId = PayrollRunId(1);
const NOVEMBER: PayrollRunId = PayrollRunId(2);

/// Two months of one firm: October is locked; in November Brazil is held for want of a rate, Colombia
/// is paid a tenth more, and one account is new.
const ROWS: &str = r#"
set session_replication_role = replica;
insert into sereno.client (source, external_ref, name) values ('test', '1', E'North\u001bwind');
insert into sereno.developer (source, external_ref, status, country, content_hash)
select 'test', n, 'placed', (array['AR', 'BR', 'CO'])[n % 3 + 1], '' from generate_series(1, $N) as n;
insert into sereno.placement (developer_id, client_id, source, external_ref, starts_on, guarantee_until, weekly_hours)
select developer_id, 1, 'test', developer_id, '2026-01-05', '2026-04-05', 40 from sereno.developer;
insert into sereno.payroll_run (
    calendar, month_on, kind, seq, state, currency, fx_source, n_approvals_needed, cutoff_on, fx_fix_on, pay_on, as_of, n_drafts,
    prepared_by, computed_at, content_hash, approved_at, locked_at
) values
    ('monthly', '2026-10-01', 'regular', 1, 'locked', 'USD', 'bank', 2, '2026-10-26', '2026-10-28', '2026-10-30',
        '2026-10-28', 1, 'ana', now(), decode(repeat('a1', 32), 'hex'), now(), now()),
    ('monthly', '2026-11-01', 'regular', 1, 'review', 'USD', 'bank', 2, '2026-11-24', '2026-11-26', '2026-11-30',
        '2026-11-26', 3, 'ana', now(), decode(repeat('b2', 32), 'hex'), null, null),
    ('monthly', '2026-11-01', 'correction', 1, 'computing', 'USD', 'bank', 2, '2026-11-24', '2026-11-26',
        '2026-11-30', '2026-11-26', 1, 'ana', null, null, null, null);
insert into sereno.payroll_fx (payroll_run_id, currency, source, rate, rate_on) values
    (2, 'ARS', 'bank', 1412.5, '2026-11-26'), (2, 'BRL', 'bank', null, '2026-11-20'),
    (2, 'COP', 'bank', 4018.2, '2026-11-26'), (2, 'COP', 'other', null, null);
insert into sereno.payroll_item (
    payroll_run_id, placement_id, developer_id, client_id, country, engagement, seniority, state, reasons,
    detail, currency, gross_minor, deductions_minor, net_minor, pay_base_minor, employer_base_minor,
    accrual_base_minor, fee_base_minor, bill_base_minor, margin_base_minor, bill_year_base_minor
)
select run, placement_id, developer_id, 1, country, 'eor', 'senior',
    case when held then 'held' else 'ok' end, case when held then '{fx_stale}'::text[] else '{}' end,
    case when held then 'BRL of 2026-11-20 is 6 days old' else '' end, currency,
    pay * 4000, pay * 400, pay * 3600, pay, 20000, 5000, 500, pay + 80000, 54500, (pay + 80000) * 12
from (
    select run, placement_id, developer_id, country, run = 2 and country = 'BR' as held,
        case country when 'AR' then 'ARS' when 'BR' then 'BRL' else 'COP' end as currency,
        case when run = 2 and country = 'CO' then 440000 else 400000 end as pay
    from sereno.placement
    join sereno.developer using (developer_id)
    cross join generate_series(1, 2) as run
) as made;
insert into sereno.payroll_line (
    payroll_run_id, placement_id, no, code, side, quantity_e6, unit, amount_minor, currency, base_minor, calc
)
select payroll_run_id, placement_id, no, code, side, 1000000, 'month', amount, currency, base,
    '{"from": "2026-11-01", "days": 30}'
from sereno.payroll_item
cross join lateral (values
    (1, 'salary', 'pay', gross_minor, pay_base_minor),
    (2, 'retention', 'deduct', deductions_minor, pay_base_minor / 10),
    (3, 'pension', 'employer', 20000 * 4000, 20000::bigint),
    (4, 'vacation', 'accrual', 5000 * 4000, 5000),
    (5, 'transfer', 'fee', 500 * 4000, 500),
    (6, 'salary', 'bill', bill_base_minor, bill_base_minor)
) as line (no, code, side, amount, base);
insert into sereno.payroll_total
select payroll_run_id, country, currency, count(*), sum(gross_minor), sum(deductions_minor), sum(net_minor),
    sum(pay_base_minor), sum(employer_base_minor), sum(accrual_base_minor), sum(fee_base_minor),
    sum(bill_base_minor), sum(margin_base_minor)
from sereno.payroll_item
where state = 'ok'
group by payroll_run_id, country, currency;
insert into sereno.payroll_variance values
    (2, 'AR', 1, 4250000, 4250000, 0, 0, 0, 0, 0, 0, 0), (2, 'CO', 1, 4250000, 4650000, 0, 400000, 0, 0, 0, 0, 10);
insert into sereno.payroll_anomaly (
    payroll_run_id, placement_id, currency, code, severity, says, evidence, at_risk_base_minor
) values
    (2, 3, null, 'AN-02', 'severe', 'the account changed 3 days ago', '{}', 512000),
    (2, 2, null, 'AN-11', 'warn', 'pay is 10 % more', '{}', 440000),
    (2, null, 'ARS', 'AN-05', 'warn', 'ARS moved by 6 %', '{}', 100);
insert into sereno.payroll_approval (payroll_run_id, actor, n_drafts, content_hash, decision)
values (2, 'lucia', 3, decode(repeat('b2', 32), 'hex'), 'approved');
set session_replication_role = default;
"#;

async fn firm() -> TestDb {
    let db = TestDb::fresh().await.unwrap();
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let rows = ROWS.replace("$N", &N.to_string());
    conn.execute(AssertSqlSafe(rows)).await.unwrap();
    drop(conn);
    db
}

async fn change(conn: &mut PgConnection, statement: &'static str) {
    let all = format!(
        "set session_replication_role = replica; {statement}; set session_replication_role = default"
    );
    conn.execute(AssertSqlSafe(all)).await.unwrap();
}

async fn controls(conn: &mut PgConnection) -> BTreeMap<Control, (ControlState, String)> {
    let board = payroll::payroll(conn, Some(NOVEMBER)).await.unwrap().unwrap();
    let lines = board.controls.into_iter();
    lines.map(|line| (line.control, (line.state, line.says.into()))).collect()
}

#[tokio::test]
async fn runs_are_listed_the_newest_month_first_and_the_newest_month_is_no_correction() {
    let db = firm().await;
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let board = payroll::payrolls(&mut conn, 10).await.unwrap();
    let runs: Vec<_> = board.lines.iter().map(|line| (line.payroll_run_id.0, line.seq)).collect();
    assert_eq!(runs, [(3, 1), (2, 1), (1, 1)]);
    let november = &board.lines[1];
    assert_eq!(november.n_items, BTreeMap::from([(ItemState::Ok, 20), (ItemState::Held, 10)]));
    assert_eq!((november.base.pay, november.base.cost()), (8_400_000, 8_900_000));
    assert_eq!((november.n_anomalies, november.n_severe), (3, 1));
    assert_eq!(november.content_hash.as_deref(), Some("b2b2b2b2"));
    let newest = payroll::payroll(&mut conn, None).await.unwrap().unwrap();
    assert_eq!(newest.run, *november);
    assert_eq!(newest.before.unwrap().payroll_run_id, OCTOBER);
}

#[tokio::test]
async fn a_run_shows_countries_with_rates_months_and_who_approved() {
    let db = firm().await;
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let board = payroll::payroll(&mut conn, Some(NOVEMBER)).await.unwrap().unwrap();
    let codes: Vec<String> = board.countries.iter().map(|line| line.country.to_string()).collect();
    assert_eq!(codes, ["AR", "BR", "CO"]);
    let [ar, br, co] = &board.countries[..] else { unreachable!("three countries") };
    assert_eq!((co.base.pay, co.deductions_base_minor), (4_400_000, 440_000));
    assert_eq!(co.fx.as_ref().unwrap().rate_e12, Some(4_018_200_000_000_000));
    assert_eq!(co.variance.unwrap().difference_bp(), Some(941));
    assert_eq!(br.n_items, BTreeMap::from([(ItemState::Held, 10)]));
    assert_eq!((br.base.cost(), br.at_risk_base_minor), (0, 4_000_000));
    let stale = br.fx.as_ref().unwrap();
    assert_eq!((stale.is_usable, stale.rate_on), (false, Some(date(2026, 11, 20))));
    assert_eq!(ar.at_risk_base_minor, 512_000);
    let net: Vec<String> = board.net.iter().map(ToString::to_string).collect();
    assert_eq!(net, ["ARS 144,000,000.00", "COP 158,400,000.00"]);
    let months: Vec<_> =
        board.months.iter().map(|month| (month.month_on, month.is_locked)).collect();
    assert_eq!(months, [(date(2026, 10, 1), true), (date(2026, 11, 1), false)]);
    assert_eq!((board.approvals.len(), board.n_approvals_needed), (1, 2));
}

#[tokio::test]
async fn exceptions_come_by_what_is_at_risk() {
    let db = firm().await;
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let board = payroll::payroll(&mut conn, Some(NOVEMBER)).await.unwrap().unwrap();
    let all: Vec<_> = board
        .exceptions
        .iter()
        .map(|line| (line.what, line.n_items, line.at_risk_base_minor))
        .collect();
    assert_eq!(
        all,
        [
            (Exceptional::Reason(Reason::FxStale), 10, 4_000_000),
            (Exceptional::Anomaly(AnomalyCode::NewAccount), 1, 512_000),
            (Exceptional::Anomaly(AnomalyCode::Jump), 1, 440_000),
            (Exceptional::Anomaly(AnomalyCode::RateMoved), 0, 100),
        ]
    );
    assert_eq!(board.exceptions[0].says.as_str(), "BRL of 2026-11-20 is 6 days old");
    assert_eq!(board.exceptions[0].placement_id, None);
    assert_eq!(board.exceptions[1].placement_id, Some(PlacementId(3)));
}

#[tokio::test]
async fn controls_say_what_is_wrong_and_nothing_else() {
    let db = firm().await;
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let found = controls(&mut conn).await;
    let said = |state, says: &str| (state, says.to_owned());
    let (ok, fail) = (ControlState::Ok, ControlState::Fail);
    let expected = [
        said(ok, "20 items, b2b2b2b2"),
        said(ok, "30 = 30"),
        said(ok, "10.9 % stays"),
        said(ok, "none shared"),
        said(fail, "2 of 3, none of BRL"),
        said(fail, "10 held"),
        said(ok, "none paid out"),
        said(ok, "no country over"),
    ];
    assert_eq!(found.into_values().collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn each_control_sees_what_it_is_there_for() {
    let checks = [
        (
            Control::SumsAgree,
            "update sereno.payroll_total set net_minor = net_minor + 1 where country = 'AR' and payroll_run_id = 2",
            "1 of the sums differ",
        ),
        (
            Control::EveryPlacement,
            "delete from sereno.payroll_item where payroll_run_id = 2 and placement_id = 5",
            "1 of 30 missing",
        ),
        (
            Control::EveryPlacement,
            "update sereno.placement set ends_on = '2026-11-01' where placement_id = 5",
            "1 with no work in it",
        ),
        (
            Control::AccountsUnique,
            "update sereno.payroll_anomaly set code = 'AN-01' where placement_id = 3",
            "1 shared",
        ),
        (
            Control::AccrualsCovered,
            "update sereno.payroll_item set accrual_base_minor = -20000, margin_base_minor = margin_base_minor + 25000 where payroll_run_id = 2 and placement_id = 2; update sereno.payroll_line set amount_minor = -20000 * 4000 - 2 where payroll_run_id = 2 and placement_id = 2 and no = 4",
            "1 paid more",
        ),
        (
            Control::VarianceExplained,
            "update sereno.payroll_variance set before_base_minor = 4000000, rate_minor = 650000 where country = 'CO'",
            "CO 1 open",
        ),
    ];
    for (control, statement, says) in checks {
        let db = firm().await;
        let mut conn = pool::acquire(db.pool()).await.unwrap();
        change(&mut conn, statement).await;
        let (state, said) = controls(&mut conn).await.remove(&control).unwrap();
        assert_eq!(said, says, "{control}");
        assert_ne!(state, ControlState::Ok, "{control}");
    }
}

#[tokio::test]
async fn items_come_with_those_first_that_are_not_paid() {
    let db = firm().await;
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let board = payroll::items(&mut conn, NOVEMBER, None, 12).await.unwrap().unwrap();
    assert_eq!((board.n_items, board.lines.len()), (30, 12));
    let states: Vec<_> = board.lines.iter().map(|line| line.state).collect();
    assert_eq!(states[..11], [vec![ItemState::Held; 10], vec![ItemState::Ok]].concat());
    assert_eq!(board.lines[10].before_base_minor, Some(425_000));
    assert_eq!(board.lines[0].client.as_str(), "Northwind");
    let colombia: Country = "CO".parse().unwrap();
    let board = payroll::items(&mut conn, NOVEMBER, Some(colombia), 99).await.unwrap().unwrap();
    assert_eq!((board.n_items, board.lines.len()), (10, 10));
    assert!(payroll::items(&mut conn, PayrollRunId(9), None, 9).await.unwrap().is_none());
}

#[tokio::test]
async fn one_item_has_its_lines_with_the_figures_behind_them() {
    let db = firm().await;
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let board = payroll::item(&mut conn, NOVEMBER, PlacementId(2)).await.unwrap().unwrap();
    assert_eq!(board.lines.len(), 6);
    assert_eq!((board.lines[0].code, board.lines[0].base_minor), (LineCode::Salary, 440_000));
    assert_eq!(board.lines[0].calc["days"].as_str(), "30");
    assert_eq!(board.anomalies[0].code, AnomalyCode::Jump);
    assert_eq!(board.months.len(), 1);
    assert!(board.savings_bp.is_some_and(|[middle, least, most]| least < middle && middle < most));
    let held = payroll::item(&mut conn, NOVEMBER, PlacementId(1)).await.unwrap().unwrap();
    assert_eq!(held.detail.len(), 1);
    assert!(payroll::item(&mut conn, NOVEMBER, PlacementId(99)).await.unwrap().is_none());
}

#[tokio::test]
async fn what_is_odd_comes_with_what_stops_an_approval_first() {
    let db = firm().await;
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    change(
        &mut conn,
        "update sereno.payroll_anomaly set state = 'overridden', decided_by = 'ana', decided_at = now(),
            reason = 'called back' where code = 'AN-02'",
    )
    .await;
    let board = payroll::anomalies(&mut conn, NOVEMBER, 9).await.unwrap().unwrap();
    let codes: Vec<_> = board.lines.iter().map(|line| line.code.name()).collect();
    assert_eq!(codes, ["AN-11", "AN-05", "AN-02"]);
    assert_eq!(board.run.n_severe, 0);
}

#[tokio::test]
async fn what_moved_most_comes_first() {
    let db = firm().await;
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    change(
        &mut conn,
        "update sereno.payroll_item set pay_base_minor = 900000, bill_base_minor = 980000
        where payroll_run_id = 2 and placement_id = 8",
    )
    .await;
    let board = payroll::variance(&mut conn, NOVEMBER, 3).await.unwrap().unwrap();
    let movers: Vec<_> = board.movers.iter().map(|line| line.placement_id.0).collect();
    assert_eq!(movers, [8, 2, 5]);
    assert_eq!(board.lines.len(), 2);
    let first = payroll::variance(&mut conn, OCTOBER, 3).await.unwrap().unwrap();
    assert_eq!((first.before, first.movers.len()), (None, 0));
}
