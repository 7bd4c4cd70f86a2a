//! The list and one client at the sizes people have, with names that would like to do harm.

use std::collections::BTreeMap;

use crossterm::event::KeyCode;
use jiff::civil::date;
use sereno_domain::board::client::{ClientLine, ClientsBoard};
use sereno_domain::compliance::document::DocumentKind;
use sereno_domain::finding::Severity;
use sereno_domain::id::{ClientId, PlacementId};
use sereno_domain::placement_health::Band;

use super::super::findings::tests::line as finding;
use super::super::placement::tests::{document, line as placement};
use super::*;
use crate::app::App;
use crate::effect::Slot;
use crate::event::{Event, LoadError};
use crate::testing::{NOW, ROLE, SIZES, app, frame, opened, press, role, type_in};

const HOSTILE: &str = "\u{1b}[31mNorth\u{202e}wind 漢字 \u{200b}S.A.";

pub(in crate::screen) fn line(client: i64, name: &str) -> ClientLine {
    let bad = client == 1;
    let bands = [(Band::Stable, 1_240), (Band::Watch, 3), (Band::AtRisk, 2), (Band::Critical, 1)];
    ClientLine {
        client_id: ClientId(client),
        name: name.into(),
        country: bad.then(|| "US".parse().unwrap()),
        n_open_roles: if bad { 4 } else { 0 },
        n_seats: if bad { 6 } else { 0 },
        n_at_work: if bad { 1_246 } else { 0 },
        n_by_band: if bad { BTreeMap::from(bands) } else { BTreeMap::new() },
        agreement: if bad { Lasting::Until(date(1970, 1, 20)) } else { Lasting::Missing },
        n_findings: if bad { 12 } else { 0 },
        n_blocking: if bad { 5 } else { 0 },
        due_on: bad.then(|| date(1969, 12, 30)),
    }
}

fn clients(lines: Vec<ClientLine>, size: (u16, u16)) -> App {
    let n_clients = lines.len().try_into().unwrap();
    let board = ClientsBoard { at: NOW, as_of: date(1970, 1, 1), lines, n_clients };
    opened(Screen::Clients, Slot::Clients, Board::Clients(board), size)
}

#[test]
fn clients_are_listed_with_how_their_placements_go() {
    let lines = vec![line(1, HOSTILE), line(2, "Cobalt")];
    for (width, height) in SIZES {
        let text = frame(&clients(lines.clone(), (width, height)), (width, height));
        insta::assert_snapshot!(format!("clients_{width}x{height}"), text);
    }
}

#[test]
fn no_client_is_said() {
    let text = frame(&clients(Vec::new(), (80, 24)), (80, 24));
    assert!(text.contains("There is no client yet."), "{text}");
}

#[test]
fn clients_are_narrowed_by_field_and_opened() {
    let mut app = clients(vec![line(1, "Northwind"), line(2, "Cobalt")], (120, 36));
    press(&mut app, KeyCode::Char('/'));
    type_in(&mut app, "!health:at_risk");
    let text = frame(&app, (120, 36));
    assert!(text.contains("CLIENTS · 1 of 2") && text.contains("Cobalt"), "{text}");
    press(&mut app, KeyCode::Enter);
    press(&mut app, KeyCode::Enter);
    assert_eq!(app.here(), Screen::Client(ClientId(2)));
    press(&mut app, KeyCode::Esc);
    assert_eq!(app.here(), Screen::Clients);
}

pub(in crate::screen) fn board_of_one() -> ClientBoard {
    let mut on_hold = role();
    on_hold.status = RoleStatus::OnHold;
    on_hold.role_id = sereno_domain::id::RoleId(8);
    ClientBoard {
        at: NOW,
        as_of: date(1970, 1, 1),
        line: line(1, HOSTILE),
        roles: vec![role(), on_hold],
        placements: vec![
            placement(5, Some(Band::AtRisk), 4_560),
            placement(6, Some(Band::Stable), 9_010),
        ],
        documents: vec![document(
            DocumentKind::MasterAgreement,
            "verified",
            Some(date(1970, 1, 20)),
        )],
        findings: vec![finding(9, "CON-01", Severity::BlockPayment)],
    }
}

fn shown(size: (u16, u16)) -> App {
    let at = Screen::Client(ClientId(1));
    opened(at, Slot::Client, Board::Client(Box::new(board_of_one())), size)
}

#[test]
fn one_client_shows_all_that_belongs_to_it() {
    for (width, height) in SIZES {
        let text = frame(&shown((width, height)), (width, height));
        insta::assert_snapshot!(format!("client_{width}x{height}"), text);
    }
}

#[test]
fn each_row_leads_to_what_it_is_about() {
    for (n_tabs, there) in [
        (0, Screen::Findings),
        (1, Screen::Placement(PlacementId(5))),
        (2, Screen::Role(ROLE)),
        (3, Screen::Client(ClientId(1))),
    ] {
        let mut app = shown((80, 24));
        for _ in 0..n_tabs {
            press(&mut app, KeyCode::Tab);
        }
        press(&mut app, KeyCode::Enter);
        assert_eq!(app.here(), there, "after {n_tabs} tabs");
    }
}

#[test]
fn while_it_loads_and_when_the_database_is_at_odds() {
    let (mut app, _) = app(Screen::Client(ClientId(1)));
    app.update(Event::Resize(80, 24));
    let text = frame(&app, (80, 24));
    assert!(text.contains("Clients › client 1") && text.contains("░░░"), "{text}");
    let message = "the database refused a statement of `clients`".into();
    let error = LoadError { message, offline: false, missing: false };
    app.update(Event::Loaded { slot: Slot::Client, generation: 1, result: Err(error) });
    let text = frame(&app, (80, 24));
    assert!(text.contains("This screen could not be loaded."), "{text}");
    assert!(text.contains("the database refused a statement of `clients`"), "{text}");
}
