//! Rules on what clients pay, what they want, and who was their employee before.

use jiff::civil::{Date, date};

use super::subject::{DAY, Set, client, developer, found, found_of_client, paper};
use super::{says, settles, turns};
use crate::clean_text::CleanText;
use crate::client::Invoice;
use crate::compliance::Case;
use crate::compliance::document::DocumentKind;
use crate::compliance::dossier::Employment;
use crate::developer::Engagement;
use crate::finding::Severity;
use crate::id::ClientId;
use crate::money::{Currency, Money};
use crate::regime::Regime;

#[test]
fn an_invoice_is_overdue_from_the_sixteenth_day_after_it_was_due_until_it_is_paid() {
    let billed = |paid_on: Option<Date>| {
        let mut client = client();
        client.invoices.push(Invoice {
            number: CleanText::new("2026-014"),
            issued_on: date(2026, 9, 16),
            amount: Money { amount_minor: 1_200_000, currency: Currency::USD },
            due_on: date(2026, 10, 16),
            paid_on,
        });
        client
    };
    let on = |day, paid_on| found_of_client("CLI-01", day, &billed(paid_on));
    assert_eq!(on(date(2026, 10, 31), None), []);
    let found = on(date(2026, 11, 1), None);
    assert_eq!(
        found[0].says,
        "invoice 2026-014 of USD 12,000.00 was due on 2026-10-16 and is not paid"
    );
    assert_eq!(found[0].key.detail, "2026-014");
    assert_eq!(
        (found[0].severity, found[0].evidence["invoice_overdue_days"].as_str()),
        (Severity::Warn, "15")
    );
    let paid = Some(date(2026, 11, 20));
    assert_eq!(on(date(2026, 11, 19), paid).len(), 1);
    assert_eq!(on(date(2026, 11, 20), paid), []);
}

#[test]
fn nobody_works_as_the_client_refuses() {
    let country: Set =
        |dossier| dossier.placements[0].policy.countries_refused = vec![dossier.country];
    assert_eq!(says("CLI-03", DAY, country), ["the client refuses work from CR"]);
    let another: Set = |dossier| {
        dossier.placements[0].policy.countries_refused = vec!["CO".parse().unwrap()];
        dossier.placements[0].policy.engagements_refused = vec![Engagement::EmployerOfRecord];
    };
    assert_eq!(says("CLI-03", DAY, another), [""; 0]);
    let engagement: Set = |dossier| {
        dossier.placements[0].policy.engagements_refused = vec![Engagement::ContractorIndividual];
    };
    assert_eq!(says("CLI-03", DAY, engagement), ["the client refuses contractor_individual"]);
    let otherwise: Set = |dossier| {
        dossier.placements[0].policy.engagements_refused = vec![Engagement::ContractorIndividual];
        dossier.placements[0].engagement = Some(Engagement::EmployerOfRecord);
    };
    assert_eq!(says("CLI-03", DAY, otherwise), [""; 0]);
    let over: Set = |dossier| {
        dossier.placements[0].policy.countries_refused = vec![dossier.country];
        dossier.placements[0].ends_on = Some(date(2027, 1, 31));
    };
    settles("CLI-03", date(2027, 1, 30), over);
    let found = found("CLI-03", DAY, engagement);
    assert_eq!((found[0].severity, found[0].grace_days), (Severity::Warn, 10));
}

#[test]
fn a_regime_the_client_asks_everybody_for_is_asked_for_once() {
    let of = |regimes: &[Regime]| {
        let mut dossier = developer();
        dossier.placements[0].policy.regimes = regimes.to_vec();
        let found = Case::house(DAY).developer(&dossier);
        let found = found.into_iter().filter(|one| one.key.rule == "GDP-05");
        found.map(|one| one.says).collect::<Vec<_>>()
    };
    assert_eq!(of(&[Regime::Hipaa]), [""; 0]);
    assert_eq!(of(&[Regime::Hipaa, Regime::Soc2]), ["not attested for soc_2"]);
}

/// A company in Brazil for the client that employed its owner until a day, founded on another.
fn of_former_employee(ends_on: Option<Date>, founded: Date) -> Vec<String> {
    let mut dossier = developer();
    dossier.country = "BR".parse().unwrap();
    dossier.engagement = Some(Engagement::ContractorCompany);
    let registration = paper(95, DocumentKind::CompanyRegistration, Some(founded), None);
    dossier.documents.0.push(registration);
    let employed = Employment { client_id: ClientId(3), starts_on: date(2020, 3, 1), ends_on };
    dossier.employments = vec![employed];
    let found = Case::house(DAY).developer(&dossier);
    found.into_iter().filter(|one| one.key.rule == "CLS-02").map(|one| one.says).collect()
}

#[test]
fn a_company_is_founded_eighteen_months_after_employment_with_the_client() {
    let end = Some(date(2024, 5, 31));
    assert_eq!(
        of_former_employee(end, date(2025, 11, 29)),
        ["the company was founded on 2025-11-29 by an employee of the client until 2024-05-31"]
    );
    assert_eq!(of_former_employee(end, date(2025, 11, 30)), [""; 0]);
    assert_eq!(of_former_employee(end, date(2020, 3, 1)).len(), 1);
    assert_eq!(of_former_employee(end, date(2020, 2, 29)), [""; 0], "it was there before");
    assert_eq!(of_former_employee(None, date(2025, 12, 1)).len(), 1);
}

#[test]
fn a_company_of_a_former_employee_is_looked_at_in_brazil_and_for_the_same_client() {
    let set: Set = |dossier| {
        dossier.country = "BR".parse().unwrap();
        dossier.engagement = Some(Engagement::ContractorCompany);
        let founded = Some(date(2025, 1, 2));
        dossier.documents.0.push(paper(95, DocumentKind::CompanyRegistration, founded, None));
        let (starts_on, ends_on) = (date(2020, 1, 1), Some(date(2024, 1, 1)));
        dossier.employments = vec![Employment { client_id: ClientId(3), starts_on, ends_on }];
        dossier.placements[0].starts_on = date(2026, 2, 1);
    };
    turns("CLS-02", date(2026, 1, 31), set);
    let other = |change: fn(&mut super::super::dossier::DeveloperDossier)| {
        let mut dossier = developer();
        set(&mut dossier);
        change(&mut dossier);
        let found = Case::house(DAY).developer(&dossier);
        found.iter().filter(|one| one.key.rule == "CLS-02").count()
    };
    assert_eq!(other(|_| ()), 1);
    assert_eq!(other(|dossier| dossier.employments[0].client_id = ClientId(4)), 0);
    assert_eq!(other(|dossier| dossier.country = "CO".parse().unwrap()), 0);
    assert_eq!(other(|dossier| dossier.engagement = Some(Engagement::ContractorIndividual)), 0);
}
