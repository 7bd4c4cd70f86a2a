//! What contractors bill: missing, twice, of another amount, outside the terms, kept back wrongly.

use jiff::civil::{Date, date};

use super::subject::{DAY, Set, found};
use super::{says, turns};
use crate::compliance::dossier::{DeveloperDossier, PlacementDossier};
use crate::developer::Engagement;
use crate::fee::Fee;
use crate::id::PlacementId;
use crate::money::{Currency, Money};

/// The bill of a month as the terms of the one in order make it.
fn bill(month: i8, number: &str) -> Fee {
    Fee {
        number: number.into(),
        month_on: date(2026, month, 1),
        issued_on: date(2026, month, 28),
        amount: Money { amount_minor: 700_000, currency: Currency::USD },
        retained_minor: None,
    }
}

/// Bills of every month from September on.
fn billed(dossier: &mut DeveloperDossier) {
    dossier.placements[0].fees = vec![bill(9, "A-1"), bill(10, "A-2"), bill(11, "A-3")];
}

#[test]
fn each_full_month_is_billed_by_the_tenth() {
    assert_eq!(says("TAX-05", DAY, billed), [""; 0]);
    let set: Set = |dossier| {
        billed(dossier);
        dossier.placements[0].fees.pop();
    };
    turns("TAX-05", date(2026, 11, 30), set);
    let found = found("TAX-05", date(2026, 12, 1), set);
    assert_eq!(found[0].says, "2026-11 is not billed");
    assert_eq!(found[0].due_on, Some(date(2026, 12, 10)));
    let ended: Set = |dossier| {
        billed(dossier);
        dossier.placements[0].fees.pop();
        dossier.placements[0].ends_on = Some(date(2026, 11, 30));
    };
    assert_eq!(says("TAX-05", date(2026, 12, 1), ended), [""; 0], "the month is not full");
    let employed: Set = |dossier| {
        billed(dossier);
        dossier.placements[0].fees.pop();
        dossier.engagement = Some(Engagement::EmployerOfRecord);
    };
    assert_eq!(says("TAX-05", date(2026, 12, 1), employed), [""; 0]);
    let never: Set = |_| ();
    assert_eq!(
        says("TAX-05", date(2026, 12, 1), never),
        [""; 0],
        "of who never billed nothing is asked"
    );
}

#[test]
fn a_number_is_given_once_a_contractor() {
    let set: Set = |dossier| {
        billed(dossier);
        dossier.placements[0].fees[2].number = "A-1".into();
        let other =
            PlacementDossier { placement_id: PlacementId(8), ..dossier.placements[0].clone() };
        dossier.placements.push(PlacementDossier {
            fees: vec![bill(9, "B-1"), bill(10, "B-2"), bill(11, "B-3")],
            ..other
        });
    };
    let twice = found("TAX-05", DAY, set);
    assert_eq!(twice.len(), 1);
    assert_eq!(twice[0].says, "the number A-1 was given to a bill before");
    assert_eq!(twice[0].key.detail, "number 2026-11");
}

#[test]
fn what_is_billed_is_what_the_terms_make() {
    fn billed_at(minor: i64) -> Vec<String> {
        let mut dossier = super::developer();
        billed(&mut dossier);
        dossier.placements[0].fees[1].amount.amount_minor = minor;
        let case = super::Case::house(DAY);
        let found = case.developer(&dossier).into_iter().filter(|one| one.key.rule == "TAX-05");
        found.map(|one| one.says).collect()
    }
    assert_eq!(billed_at(700_001), [""; 0], "a cent of rounding");
    let says = ["2026-10 was billed at USD 7,000.02, and the terms make USD 7,000.00"];
    assert_eq!(billed_at(700_002), says);
    // Terms that change within the month make no month of either.
    let set: Set = |dossier| {
        billed(dossier);
        let changed = date(2026, 10, 15);
        let former = dossier.placements[0].terms[0];
        dossier.placements[0].terms[0].to = Some(changed);
        dossier.placements[0]
            .terms
            .push(crate::compliance::dossier::Terms { from: changed, ..former });
        dossier.placements[0].fees[1].amount.amount_minor = 1;
    };
    assert_eq!(says_of(set), [""; 0]);
}

fn says_of(set: Set) -> Vec<String> {
    says("TAX-05", DAY, set)
}

#[test]
fn what_is_billed_was_agreed_to() {
    let before: Set = |dossier| {
        billed(dossier);
        dossier.placements[0].terms[0].from = date(2026, 10, 1);
    };
    assert_eq!(says("CON-04", DAY, before), ["2026-09 was billed, and no terms were in force"]);
    let last_day: Set = |dossier| {
        billed(dossier);
        dossier.placements[0].terms[0].from = date(2026, 9, 30);
    };
    assert_eq!(says("CON-04", DAY, last_day), [""; 0]);
    let currency: Set = |dossier| {
        billed(dossier);
        dossier.placements[0].fees[1].amount.currency = "CLP".parse().unwrap();
    };
    assert_eq!(
        says("CON-04", DAY, currency),
        ["2026-10 was billed in CLP, which the terms do not pay in"]
    );
}

#[test]
fn chile_keeps_back_the_rate_of_the_year_of_the_bill() {
    fn kept(country: &str, issued_on: Date, retained_minor: i64) -> usize {
        let mut dossier = super::developer();
        dossier.country = country.parse().unwrap();
        let retained_minor = Some(retained_minor);
        dossier.placements[0].fees = vec![Fee { issued_on, retained_minor, ..bill(11, "A-1") }];
        let case = super::Case::house(date(2027, 2, 1));
        case.developer(&dossier).iter().filter(|one| one.key.rule == "TAX-07").count()
    }
    // 15.25 % of 7,000 in 2026, 16 % from 2027 on.
    assert_eq!(kept("CL", date(2026, 12, 31), 106_750), 0);
    assert_eq!(kept("CL", date(2026, 12, 31), 106_752), 1);
    assert_eq!(kept("CL", date(2026, 12, 31), 112_000), 1);
    assert_eq!(kept("CL", date(2027, 1, 1), 112_000), 0);
    assert_eq!(kept("CL", date(2027, 1, 1), 106_750), 1);
    assert_eq!(kept("CR", date(2027, 1, 1), 5), 0);
}
