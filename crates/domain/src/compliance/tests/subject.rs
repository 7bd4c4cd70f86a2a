//! A developer and a client in order, to break one thing of.

use jiff::civil::{Date, date};

use crate::client::ClientPolicy;
use crate::compliance::Case;
use crate::compliance::document::{Document, DocumentKind, DocumentState, Documents};
use crate::compliance::dossier::{
    ClientDossier, DeveloperDossier, PersonalFacts, PlacementDossier, Terms,
};
use crate::developer::{DeveloperStatus, Engagement};
use crate::finding::Found;
use crate::id::{ClientId, DeveloperId, DocumentId, EvaluatorId, PlacementId};
use crate::money::{Currency, Money, Per, Rate};
use crate::regime::{Attestation, Regime};
use crate::vetting::{VettingOutcome, VettingResult, VettingStage};

/// The day everything is in order.
pub(super) const DAY: Date = date(2026, 11, 30);

/// Breaks something.
pub(super) type Set = fn(&mut DeveloperDossier);

pub(super) fn paper(
    id: i64,
    kind: DocumentKind,
    issued_on: Option<Date>,
    expires_on: Option<Date>,
) -> Document {
    Document {
        document_id: DocumentId(id),
        kind,
        state: DocumentState::Verified,
        issued_on,
        expires_on,
        self_verified: false,
        number_kind: None,
        number_flaw: None,
        number_shared_with: Vec::new(),
    }
}

/// Somebody who has worked for a client in the United States since January 2026, twenty hours a week.
pub(super) fn developer() -> DeveloperDossier {
    let kinds = [
        DocumentKind::Identity,
        DocumentKind::TaxNumber,
        DocumentKind::W8ben,
        DocumentKind::IpAssignment,
        DocumentKind::Nda,
        DocumentKind::Consent,
    ];
    let mut papers: Vec<Document> =
        (1..).zip(kinds).map(|(id, kind)| paper(id, kind, Some(date(2026, 1, 5)), None)).collect();
    for (id, month) in (20..).zip(1..=11) {
        let paid = date(2026, month, 1);
        let next = paid.last_of_month().tomorrow().unwrap();
        papers.push(paper(id, DocumentKind::SocialSecurity, Some(paid), Some(next)));
    }
    let passed = |stage, evaluator| VettingResult {
        stage,
        outcome: VettingOutcome::Passed,
        score: 80,
        held_on: date(2025, 12, 20),
        expires_on: None,
        evaluator: Some(EvaluatorId(evaluator)),
    };
    DeveloperDossier {
        developer_id: DeveloperId(1),
        status: DeveloperStatus::Placed,
        country: "CR".parse().unwrap(),
        engagement: Some(Engagement::ContractorIndividual),
        vetting: vec![
            passed(VettingStage::Technical, 1),
            passed(VettingStage::Architecture, 1),
            passed(VettingStage::CodeQuality, 2),
        ],
        attestations: vec![Attestation {
            regime: Regime::Hipaa,
            attested_on: date(2026, 1, 1),
            expires_on: None,
        }],
        documents: Documents(papers),
        personal: PersonalFacts { is_kept: true, ..PersonalFacts::default() },
        employments: Vec::new(),
        placements: vec![placement()],
    }
}

fn placement() -> PlacementDossier {
    let rate = |amount_minor| Rate {
        money: Money { amount_minor, currency: Currency::USD },
        per: Per::Month,
    };
    PlacementDossier {
        placement_id: PlacementId(7),
        client_id: ClientId(3),
        client_country: "US".parse().ok(),
        policy: ClientPolicy::default(),
        starts_on: date(2026, 1, 10),
        ends_on: None,
        weekly_hours: 20,
        engagement: None,
        regimes: vec![Regime::Hipaa],
        terms: vec![Terms {
            from: date(2026, 1, 10),
            to: None,
            pay: rate(700_000),
            bill: rate(1_000_000),
        }],
        documents: Documents(vec![paper(60, DocumentKind::Contract, Some(date(2026, 1, 9)), None)]),
        answers: Vec::new(),
        texts: Vec::new(),
        fees: Vec::new(),
        supplements: Vec::new(),
        timesheets: Vec::new(),
        vacation: None,
    }
}

pub(super) fn client() -> ClientDossier {
    let agreement = paper(70, DocumentKind::MasterAgreement, Some(date(2025, 1, 1)), None);
    ClientDossier {
        client_id: ClientId(3),
        country: "US".parse().ok(),
        n_at_work: 1,
        invoices: Vec::new(),
        documents: Documents(vec![agreement]),
    }
}

/// What a rule finds of the developer on a day, after something was broken.
pub(super) fn found(rule: &str, day: Date, set: Set) -> Vec<Found> {
    let mut dossier = developer();
    set(&mut dossier);
    let case = Case::house(day);
    case.developer(&dossier).into_iter().filter(|one| one.key.rule == rule).collect()
}

/// What a rule finds of a client on a day.
pub(super) fn found_of_client(rule: &str, day: Date, client: &ClientDossier) -> Vec<Found> {
    let case = Case::house(day);
    case.client(client).into_iter().filter(|one| one.key.rule == rule).collect()
}
