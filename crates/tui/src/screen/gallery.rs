//! Every screen with a board on it: what every screen must do is tried on all of them here.

mod hostile;
mod night;
mod roles;
mod said;
mod texts;

use std::collections::BTreeMap;

use jiff::civil::date;
use sereno_domain::board::audit::AuditBoard;
use sereno_domain::board::chunk::{ChunksBoard, Counted, Tally};
use sereno_domain::board::client::ClientsBoard;
use sereno_domain::board::failure::FailuresBoard;
use sereno_domain::board::person::PeopleBoard;
use sereno_domain::board::placement::PlacementsBoard;
use sereno_domain::developer::DeveloperStatus;
use sereno_domain::id::{ChunkId, ClientId, DeveloperId, PayrollRunId, PlacementId};
use sereno_domain::matching::Verdict;
use sereno_domain::payroll::PayrollState;
use sereno_domain::placement_health::Band;
use sereno_domain::run::ChunkState;

use super::payroll::tests::boards;
use super::{
    Screen, audit, chunk, chunks, client, compare, developer, failures, findings, logs, person,
    placement, queues, schedules, what_if, why, workers,
};
use crate::app::App;
use crate::effect::{Query, Slot};
use crate::event::{Board, Event, Link};
use crate::payroll::PayrollPage;
use crate::testing::{NOW, ROLE, app};
use crate::trial::Trial;

/// A screen, and what is on it.
#[derive(Debug, Clone)]
struct Picture {
    name: &'static str,
    at: Screen,
    board: Board,
}

impl Picture {
    fn new(name: &'static str, at: Screen, board: Board) -> Self {
        Self { name, at, board }
    }

    /// Where its board is loaded.
    fn slot(&self) -> Slot {
        self.at.query().slot()
    }

    /// A dashboard that shows it, loaded as the database's answer is.
    fn shown(&self, (width, height): (u16, u16), and: impl Fn(App) -> App) -> App {
        let mut app = and(app(self.at).0);
        app.update(Event::Resize(width, height));
        app.update(Event::Link(Link::Live));
        let result = Ok(Box::new(self.board.clone()));
        app.update(Event::Loaded { slot: self.slot(), generation: 1, result });
        app
    }
}

/// Every screen, with what makes it say most.
fn all() -> Vec<Picture> {
    let mut all = night::pictures();
    all.extend(roles::pictures());
    all.extend(of_work());
    all.extend(of_people());
    all.extend(of_matching());
    all.extend(of_payroll());
    all
}

fn of_work() -> Vec<Picture> {
    let lines = (4_981..=5_000).rev().map(chunks::tests::line).collect();
    let counted = Counted { at: NOW, n: Tally::Exact(5_000), n_all: 5_000 };
    let counted = Some(counted);
    let ledger = ChunksBoard { at: NOW, lines, is_newest: true, is_oldest: true, counted };
    let decisions = audit::tests::acts();
    let of = |state| Board::Chunk(Box::new(chunk::tests::board(state)));
    vec![
        Picture::new("chunks", Screen::Chunks, Board::Chunks(ledger)),
        Picture::new("chunk", Screen::Chunk(ChunkId(9)), of(ChunkState::Quarantined)),
        Picture::new("chunk_at_work", Screen::Chunk(ChunkId(9)), of(ChunkState::Leased)),
        Picture::new(
            "failures",
            Screen::Failures,
            Board::Failures(FailuresBoard { at: NOW, failures: failures::tests::lines() }),
        ),
        Picture::new("queues", Screen::Queues, Board::Queues(queues::tests::board("ana: wrong"))),
        Picture::new(
            "workers",
            Screen::Workers,
            Board::Workers(workers::tests::board("ana: reboot")),
        ),
        Picture::new(
            "schedules",
            Screen::Schedules,
            Board::Schedules(schedules::tests::board("the bank is closed")),
        ),
        Picture::new(
            "audit",
            Screen::Audit,
            Board::Audit(AuditBoard { at: NOW, decisions, n_all: 31_204 }),
        ),
        Picture::new("logs", Screen::Logs, Board::Logs(logs::tests::board(40))),
    ]
}

fn of_people() -> Vec<Picture> {
    let as_of = date(1970, 1, 1);
    let statuses = DeveloperStatus::ALL;
    let people = PeopleBoard {
        at: NOW,
        as_of,
        lines: (1..)
            .zip(statuses)
            .map(|(id, status)| person::tests::line(id, "Ana", *status))
            .collect(),
        n_by_status: statuses.iter().map(|status| (*status, 1_204)).collect(),
        n_stopped: 1,
    };
    let clients = ClientsBoard {
        at: NOW,
        as_of,
        lines: vec![client::tests::line(1, "Northwind"), client::tests::line(2, "Cobalt")],
        n_clients: 40,
    };
    let bands = [Band::Critical, Band::AtRisk, Band::Watch, Band::Stable];
    let mut lines: Vec<_> =
        (5..).zip(bands).map(|(id, band)| placement::tests::line(id, Some(band), 4_560)).collect();
    lines.push(placement::tests::line(9, None, 0));
    let n_by_band = bands.map(|band| (band, 1)).into();
    let placements = PlacementsBoard { at: NOW, as_of, lines, n_by_band };
    let found = findings::tests::board_of(findings::tests::lines());
    vec![
        Picture::new("people", Screen::People, Board::People(people)),
        Picture::new(
            "person",
            Screen::Person(DeveloperId(1)),
            Board::Person(Box::new(person::tests::board("Ana Morales"))),
        ),
        Picture::new("clients", Screen::Clients, Board::Clients(clients)),
        Picture::new(
            "client",
            Screen::Client(ClientId(1)),
            Board::Client(Box::new(client::tests::board_of_one())),
        ),
        Picture::new("placements", Screen::Placements, Board::Placements(placements)),
        Picture::new(
            "placement",
            Screen::Placement(PlacementId(5)),
            Board::Placement(Box::new(placement::tests::board_of_one())),
        ),
        Picture::new("findings", Screen::Findings, found),
    ]
}

fn of_matching() -> Vec<Picture> {
    let developer = DeveloperId(1_203);
    let (one, other) = (DeveloperId(11), DeveloperId(12));
    let why = |verdict: Verdict, stopped| {
        let explanation = why::tests::explanation(|_| verdict);
        Board::Why(why::tests::board(explanation, why::tests::answer(stopped)))
    };
    let why_at = Screen::Why { role: ROLE, developer };
    let compared = Screen::Compare { role: ROLE, one, other };
    let trial: Trial = "english=B1".parse().unwrap();
    let best = developer::tests::board(developer::tests::roles());
    vec![
        Picture::new("why", why_at, why(Verdict::Pass, false)),
        Picture::new("why_stopped", why_at, why(Verdict::Fail, true)),
        Picture::new("compare", compared, compare::tests::comparison(false)),
        Picture::new("compare_stopped", compared, compare::tests::comparison(true)),
        Picture::new("developer", Screen::Developer(developer), Board::Developer(best)),
        Picture::new(
            "what_if",
            Screen::WhatIf { role: ROLE, trial },
            what_if::tests::answer(trial),
        ),
    ]
}

fn of_payroll() -> Vec<Picture> {
    let run = PayrollRunId(5);
    let at = |page| Screen::Payroll(page);
    let in_state = |state, n_severe| {
        let mut board = boards::payroll();
        board.run.state = state;
        board.run.n_severe = n_severe;
        Board::Payroll(Box::new(board))
    };
    let newest = at(PayrollPage::Newest);
    let item = at(PayrollPage::Item { run, placement: PlacementId(77) });
    let of_item = |held| Board::PayrollItem(Box::new(boards::item(held)));
    let items = at(PayrollPage::Items { run, country: None });
    vec![
        Picture::new("payroll", newest, in_state(PayrollState::Review, 1)),
        Picture::new("payroll_ready", newest, in_state(PayrollState::Review, 0)),
        Picture::new("payroll_approved", newest, in_state(PayrollState::Approved, 0)),
        Picture::new("payroll_locked", newest, in_state(PayrollState::Locked, 0)),
        Picture::new("payroll_computing", newest, in_state(PayrollState::Computing, 0)),
        Picture::new("payroll_failed", newest, in_state(PayrollState::Failed, 2)),
        Picture::new("payrolls", at(PayrollPage::Runs), Board::Payrolls(boards::payrolls())),
        Picture::new("items", items, Board::PayrollItems(Box::new(boards::items()))),
        Picture::new("item", item, of_item(false)),
        Picture::new("item_held", item, of_item(true)),
        Picture::new(
            "billed",
            at(PayrollPage::Clients(run)),
            Board::PayrollClients(Box::new(boards::clients())),
        ),
        Picture::new(
            "anomalies",
            at(PayrollPage::Anomalies(run)),
            Board::PayrollAnomalies(Box::new(boards::anomalies())),
        ),
        Picture::new(
            "variance",
            at(PayrollPage::Variance(run)),
            Board::PayrollVariance(Box::new(boards::variance())),
        ),
    ]
}

#[test]
fn no_screen_is_left_out() {
    let shown: BTreeMap<String, &str> = all()
        .iter()
        .map(|picture| (format!("{:?}", kind(picture.at.query())), picture.name))
        .collect();
    // Every query but how many chunks there are.
    assert_eq!(shown.len(), 25, "{shown:#?}");
}

/// The kind of a query, whatever it asks for.
fn kind(query: Query) -> std::mem::Discriminant<Query> {
    std::mem::discriminant(&query)
}
