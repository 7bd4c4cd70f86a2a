//! The list and one placement at the sizes people have.

use std::collections::{BTreeMap, BTreeSet};

use crossterm::event::KeyCode;
use jiff::civil::{Date, date};
use sereno_domain::board::placement::PlacementsBoard;
use sereno_domain::compliance::document::DocumentKind;
use sereno_domain::compliance::dossier::Terms;
use sereno_domain::finding::Severity;
use sereno_domain::id::{
    ClientId, DeveloperId, DocumentId, PlacementId, ReplacementCaseId, RoleId,
};
use sereno_domain::money::{Currency, Money, Per, Rate};
use sereno_domain::placement_health::{Alarm, Band, Driver, DriverPoints};
use sereno_domain::replacement::BenchLine;

use super::super::findings::tests::line as finding;
use super::*;
use crate::effect::Slot;
use crate::testing::{NOW, SIZES, frame, opened, press};

pub(in crate::screen) fn line(placement: i64, band: Option<Band>, points: u32) -> PlacementLine {
    let at_risk = band == Some(Band::AtRisk);
    PlacementLine {
        placement_id: PlacementId(placement),
        developer_id: DeveloperId(4),
        developer: "Ana \u{1b}[2JMorales".into(),
        country: "BR".parse().ok(),
        client_id: ClientId(2),
        client: "Northwind".into(),
        starts_on: date(1969, 6, 2),
        ends_on: at_risk.then(|| date(1970, 1, 20)),
        guarantee_until: date(1970, 1, 13),
        weekly_hours: 40,
        band,
        since_on: band.map(|_| date(1969, 12, 28)),
        points,
        confidence: 8_400,
        alarms: if at_risk { BTreeSet::from([Alarm::Low, Alarm::Ending]) } else { BTreeSet::new() },
        n_findings: u32::from(at_risk),
        n_blocking: u32::from(at_risk),
    }
}

#[test]
fn placements_are_listed_those_first_that_go_worst() {
    let lines = vec![
        line(5, Some(Band::AtRisk), 4_560),
        line(6, Some(Band::Watch), 7_210),
        line(7, Some(Band::Stable), 9_040),
        line(8, None, 0),
    ];
    let n_by_band = BTreeMap::from([(Band::AtRisk, 1), (Band::Watch, 1), (Band::Stable, 1)]);
    let as_of = date(1970, 1, 1);
    for (width, height) in SIZES {
        let board =
            PlacementsBoard { at: NOW, as_of, lines: lines.clone(), n_by_band: n_by_band.clone() };
        let board = Board::Placements(board);
        let app = opened(Screen::Placements, Slot::Placements, board, (width, height));
        let text = frame(&app, (width, height));
        assert!(!text.contains('\u{1b}'), "{text}");
        insta::assert_snapshot!(format!("placements_{width}x{height}"), text);
    }
}

fn week(week_on: Date, state: TimesheetState, worked_minutes: u32, away_minutes: u32) -> WeekLine {
    WeekLine { week_on, state, worked_minutes, away_minutes, hours_max: Some(44) }
}

pub(in crate::screen) fn document(
    kind: DocumentKind,
    stands: &'static str,
    expires_on: Option<Date>,
) -> DocumentLine {
    DocumentLine {
        document_id: DocumentId(3),
        kind,
        placement_id: None,
        stands,
        issued_on: Some(date(1969, 6, 1)),
        expires_on,
        verified_by: Some("ana".into()),
    }
}

pub(in crate::screen) fn terms() -> Terms {
    let rate = |amount_minor| Rate {
        money: Money { amount_minor, currency: Currency::USD },
        per: Per::Month,
    };
    Terms { from: date(1969, 6, 2), to: None, pay: rate(476_000), bill: rate(680_000) }
}

fn case() -> CaseLine {
    let bench =
        [(1, 812_500, "Beto D\u{202e}íaz"), (2, 790_000, "María 漢字 \u{1b}]0;x\u{7} Silva")];
    CaseLine {
        replacement_case_id: ReplacementCaseId(3),
        placement_id: PlacementId(5),
        developer_id: DeveloperId(4),
        developer: "Ana Morales".into(),
        client: "Northwind".into(),
        role: Some((RoleId(7), "Senior Rust Developer".into())),
        state: ReplacementState::Open,
        opened_on: date(1969, 12, 28),
        closed_on: None,
        guarantee_until: date(1970, 1, 13),
        band: Some(Band::AtRisk),
        replaced_by: None,
        closed: None,
        bench: Some(
            bench
                .map(|(rank, score, name)| BenchLine {
                    rank,
                    developer_id: DeveloperId(40 + i64::from(rank)),
                    name: name.into(),
                    score,
                    confidence: 88,
                })
                .into(),
        ),
    }
}

pub(in crate::screen) fn board_of_one() -> PlacementBoard {
    let parts = Driver::ALL.iter().zip((3_000_u32..).step_by(1_100));
    PlacementBoard {
        at: NOW,
        as_of: date(1970, 1, 1),
        line: line(5, Some(Band::AtRisk), 4_560),
        terms: vec![terms()],
        weeks: vec![
            week(date(1969, 12, 8), TimesheetState::ClientOk, 40 * 60, 0),
            week(date(1969, 12, 15), TimesheetState::Disputed, 24 * 60 + 30, 16 * 60),
            week(date(1969, 12, 22), TimesheetState::Submitted, 44 * 60 + 1, 0),
        ],
        drivers: parts
            .map(|(driver, points)| (*driver, DriverPoints { points, confidence: 9_000 }))
            .collect(),
        trend: (0..12).map(|week| (date(1969, 10, 1), (week > 1).then_some(900 * week))).collect(),
        documents: vec![
            document(DocumentKind::Identity, "expired", Some(date(1969, 12, 19))),
            document(DocumentKind::Contract, "verified", None),
        ],
        findings: vec![finding(9, "DOC-02", Severity::BlockPayment)],
        case: Some(case()),
    }
}

#[test]
fn one_placement_shows_how_it_goes_and_why() {
    for (width, height) in SIZES {
        let board = Board::Placement(Box::new(board_of_one()));
        let at = Screen::Placement(PlacementId(5));
        let app = opened(at, Slot::Placement, board, (width, height));
        let text = frame(&app, (width, height));
        assert!(!text.contains('\u{1b}'), "{text}");
        insta::assert_snapshot!(format!("placement_{width}x{height}"), text);
    }
}

#[test]
fn a_row_leads_to_its_placement_and_a_finding_to_the_developer() {
    let board = Board::Placement(Box::new(board_of_one()));
    let mut app = opened(Screen::Placement(PlacementId(5)), Slot::Placement, board, (120, 36));
    press(&mut app, KeyCode::Enter);
    assert_eq!(app.here(), Screen::Person(DeveloperId(4)));
}
