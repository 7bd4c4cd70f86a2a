//! The catalogue of what is odd, each on both sides of where it begins.

use super::super::anomaly::{
    AnomalyCode, AnomalySeverity, AnomalySubject, Watched, WatchedAccount, WatchedRate, anomalies,
};
use super::super::item::{BaseSums, ItemState, PayBasis, PaySums};
use super::*;
use crate::pay_statement::PayStatement;

const PAY_ON: Date = date(2026, 6, 30);

fn item(no: i64) -> Watched {
    Watched {
        placement_id: PlacementId(no),
        developer_id: DeveloperId(no),
        country: "CO".parse().unwrap(),
        seniority: Some(Seniority::Senior),
        engagement: Some(Engagement::ContractorCompany),
        state: ItemState::Ok,
        currency: Some(Currency::USD),
        sums: PaySums { gross_minor: 500_000, deductions_minor: 0 },
        basis: PayBasis {
            ordinary_minor: 500_000,
            full_month_minor: 500_000,
            days_employed: 30,
            quantity_e6: 1_000_000,
        },
        base: BaseSums { pay: 500_000, bill: 700_000, ..BaseSums::default() },
        is_hourly: false,
        ends_on: None,
        has_agreed: true,
        week_minutes_max: 2_400,
        minutes_after_end: 0,
        n_extras_after_end: 0,
        account: None,
        statement: None,
        before_full_month_minor: Vec::new(),
    }
}

fn codes(items: &[Watched]) -> Vec<(i64, AnomalyCode)> {
    let of = |subject| match subject {
        AnomalySubject::Item(placement) => placement.0,
        AnomalySubject::Currency(_) => 0,
    };
    anomalies(items, &[], PAY_ON).into_iter().map(|one| (of(one.subject), one.code)).collect()
}

fn one(change: impl FnOnce(&mut Watched)) -> Vec<AnomalyCode> {
    let mut watched = item(1);
    change(&mut watched);
    codes(&[watched]).into_iter().map(|(_, code)| code).collect()
}

#[test]
fn nothing_is_odd_about_a_plain_month() {
    assert_eq!(codes(&[item(1), item(2)]), []);
}

#[test]
fn an_account_of_two_people_is_found_of_both_and_one_of_two_placements_is_not() {
    let with = |no, developer, mark: &[u8]| {
        let account =
            WatchedAccount { mark: mark.to_vec(), starts_on: date(2025, 1, 1), replaces: false };
        Watched { developer_id: DeveloperId(developer), account: Some(account), ..item(no) }
    };
    let shared = [with(1, 1, b"a"), with(2, 2, b"a"), with(3, 3, b"b"), with(4, 3, b"b")];
    assert_eq!(codes(&shared), [(1, AnomalyCode::SharedAccount), (2, AnomalyCode::SharedAccount)]);
}

#[test]
fn an_account_is_new_for_under_ten_days() {
    let since = |starts_on, replaces| {
        one(|item| item.account = Some(WatchedAccount { mark: Vec::new(), starts_on, replaces }))
    };
    assert_eq!(since(date(2026, 6, 21), true), [AnomalyCode::NewAccount]);
    assert_eq!(since(date(2026, 6, 20), true), []);
    assert_eq!(since(date(2026, 6, 21), false), []);
}

#[test]
fn whoever_is_paid_by_the_hour_or_employed_has_something_agreed() {
    assert_eq!(
        one(|item| (item.is_hourly, item.has_agreed) = (true, false)),
        [AnomalyCode::NoTimesheet]
    );
    assert_eq!(one(|item| item.has_agreed = false), []);
}

#[test]
fn net_is_between_two_fifths_and_all_of_the_gross() {
    let told = |gross_minor, net_minor| {
        one(|item| {
            item.statement = Some(PayStatement {
                month_on: date(2026, 6, 1),
                gross_minor,
                net_minor: Some(net_minor),
                currency: Currency::USD,
            });
        })
    };
    assert_eq!(told(500_000, 500_001), [AnomalyCode::NetOfGross]);
    assert_eq!(told(500_000, 500_000), []);
    assert_eq!(told(500_000, 200_000), []);
    assert_eq!(told(500_000, 199_999), [AnomalyCode::NetOfGross]);
    assert_eq!(one(|item| item.sums.deductions_minor = 300_001), [AnomalyCode::NetOfGross]);
}

#[test]
fn a_rate_that_moved_more_than_a_twentieth_is_one_anomaly_of_its_currency() {
    let moved = |now_e12| {
        let rate = WatchedRate {
            currency: Currency::USD,
            source: "bank".to_owned(),
            now_e12,
            before_e12: 1_000_000,
        };
        anomalies(&[item(1), item(2)], &[rate], PAY_ON)
    };
    assert_eq!(moved(1_050_000), []);
    let odd = moved(1_050_100);
    assert_eq!((odd.len(), odd[0].at_risk_base_minor), (1, 1_000_000));
    assert_eq!(odd[0].subject, AnomalySubject::Currency(Currency::USD));
    assert_eq!(moved(949_900).len(), 1);
}

#[test]
fn pay_is_within_what_is_plausible_for_the_seniority() {
    let month = |minor| {
        one(|item| {
            item.sums.gross_minor = minor;
            (item.basis.full_month_minor, item.base.pay) = (minor, minor);
            item.base.bill = minor * 2;
        })
    };
    assert_eq!(month(1_500_000), []);
    assert_eq!(month(1_500_001), [AnomalyCode::PayUnlikely]);
    assert_eq!(month(89_999), [AnomalyCode::PayUnlikely]);
}

#[test]
fn pay_of_an_unknown_seniority_is_within_what_is_plausible_for_any() {
    let month = |minor| {
        one(|item| {
            item.seniority = None;
            item.sums.gross_minor = minor;
            (item.basis.full_month_minor, item.base.pay) = (minor, minor);
            item.base.bill = minor * 2;
        })
    };
    assert_eq!(month(60_000), []);
    assert_eq!(month(59_999), [AnomalyCode::PayUnlikely]);
    assert_eq!(month(1_800_000), []);
    assert_eq!(month(1_800_001), [AnomalyCode::PayUnlikely]);
}

#[test]
fn the_outermost_of_many_peers_are_good_to_know() {
    let mut many: Vec<Watched> = (1..=150).map(item).collect();
    for (no, watched) in (0_i64..).zip(&mut many) {
        watched.basis.full_month_minor += no * 100;
        watched.base.pay += no * 100;
        watched.sums.gross_minor += no * 100;
    }
    let odd = anomalies(&many, &[], PAY_ON);
    assert_eq!(odd.len(), 3);
    assert!(odd.iter().all(|one| one.severity == AnomalySeverity::Info));
}

#[test]
fn a_week_has_so_many_hours_by_law_or_by_reason() {
    let employed = |minutes| {
        one(|item| {
            item.engagement = Some(Engagement::EmployerOfRecord);
            item.week_minutes_max = minutes;
        })
    };
    assert_eq!(employed(44 * 60), []);
    assert_eq!(employed(44 * 60 + 1), [AnomalyCode::HoursOver]);
    assert_eq!(one(|item| item.week_minutes_max = 60 * 60), []);
    assert_eq!(one(|item| item.week_minutes_max = 60 * 60 + 1), [AnomalyCode::HoursOver]);
}

#[test]
fn work_and_extras_of_days_after_the_end_are_found() {
    assert_eq!(one(|item| item.minutes_after_end = 1), [AnomalyCode::AfterEnd]);
    assert_eq!(one(|item| item.n_extras_after_end = 1), [AnomalyCode::AfterEnd]);
}

#[test]
fn what_stays_with_the_firm_has_a_floor() {
    assert_eq!(one(|item| item.base.bill = 588_236), []);
    assert_eq!(one(|item| item.base.bill = 588_235), [AnomalyCode::MarginLow]);
}

#[test]
fn pay_that_moved_more_than_a_quarter_is_a_jump_and_where_it_hardly_moved_less_is() {
    let before = |months: &[i64]| one(|item| item.before_full_month_minor = months.to_vec());
    assert_eq!(before(&[400_000]), []);
    assert_eq!(before(&[399_999]), [AnomalyCode::Jump]);
    assert_eq!(
        before(&[460_000, 460_100, 459_900, 460_050, 459_950, 460_000]),
        [AnomalyCode::Jump]
    );
    assert_eq!(before(&[460_000, 300_000, 500_000, 350_000, 480_000, 400_000]), []);
}

#[test]
fn a_slip_by_a_hundred_or_a_thousand_is_told_from_a_jump() {
    let before = |month| one(|item| item.before_full_month_minor = vec![month]);
    assert_eq!(before(5_000), [AnomalyCode::Slip]);
    assert_eq!(before(500), [AnomalyCode::Slip]);
    assert_eq!(before(50_000_000), [AnomalyCode::Slip]);
    assert_eq!(before(50_000), [AnomalyCode::Jump]);
}

#[test]
fn without_months_before_a_slip_is_seen_among_peers() {
    let mut many: Vec<Watched> = (1..=20).map(item).collect();
    many[7].basis.full_month_minor = 5_100;
    (many[7].sums.gross_minor, many[7].base.pay) = (5_100, 5_100);
    assert_eq!(codes(&many), [(8, AnomalyCode::Slip)]);
}

#[test]
fn a_statement_is_held_against_the_terms() {
    let told = |gross_minor| {
        one(|item| {
            item.statement = Some(PayStatement {
                month_on: date(2026, 6, 1),
                gross_minor,
                net_minor: None,
                currency: Currency::USD,
            });
        })
    };
    assert_eq!(told(510_000), []);
    assert_eq!(told(50_000_000), [AnomalyCode::Slip]);
}
