//! The screen at the sizes people have, and who can be asked to leave.

use crossterm::event::KeyCode;
use jiff::{SignedDuration, Timestamp};
use sereno_domain::board::worker::{N_PACE_CELLS, PaceCell};
use sereno_domain::id::{ChunkId, RunId, WorkerId};
use sereno_domain::job::JobKind;

use super::*;
use crate::app::App;
use crate::effect::Slot;
use crate::event::{Event, Link};
use crate::testing::{NOW, SIZES, frame, opened, press, states};

fn ago(seconds: i64) -> Timestamp {
    NOW - SignedDuration::from_secs(seconds)
}

fn held_chunk(chunk: i64, attempt_no: u32) -> HeldChunk {
    HeldChunk {
        chunk_id: ChunkId(chunk),
        run_id: RunId(17),
        kind: JobKind::Rescore,
        no: u32::try_from(chunk).unwrap(),
        attempt_no,
        since: ago(40 + chunk),
        lease_expires_at: NOW + SignedDuration::from_secs(50 - 20 * chunk),
    }
}

fn line(id: i64, state: WorkerState, held: Vec<HeldChunk>) -> WorkerLine {
    let mut pace = vec![PaceCell::default(); N_PACE_CELLS];
    for (cell, n_done) in pace.iter_mut().skip(12).zip([3, 18, 40, 41, 38, 12]) {
        *cell = PaceCell { n_done, n_failed: u64::from(id == 2) };
    }
    WorkerLine {
        worker_id: WorkerId(id),
        name: format!("harbour-{}-01JD0", 4_000 + id).as_str().into(),
        host: "harbour".into(),
        pid: 4_000 + u32::try_from(id).unwrap(),
        version: "0.1.0".into(),
        state,
        n_slots: if id == 3 { 64 } else { 8 },
        started_at: ago(7_200),
        ended_at: (state == WorkerState::Gone).then(|| ago(600)),
        drain: None,
        held,
        pace,
    }
}

pub(in crate::screen) fn board(why: &str) -> WorkersBoard {
    let mut draining = line(2, WorkerState::Draining, vec![held_chunk(4, 1)]);
    draining.drain = Some(why.into());
    let live = line(1, WorkerState::Live, vec![held_chunk(1, 1), held_chunk(2, 3)]);
    let many = line(3, WorkerState::Missed, vec![held_chunk(3, 1)]);
    let gone = line(4, WorkerState::Gone, Vec::new());
    WorkersBoard { at: NOW, from: ago(7_200), workers: vec![live, draining, many, gone], n_all: 4 }
}

fn shown(why: &str, size: (u16, u16)) -> App {
    let mut app = opened(Screen::Workers, Slot::Workers, Board::Workers(board(why)), size);
    app.update(Event::Link(Link::Live));
    app
}

fn lines(app: &App) -> Vec<String> {
    app.choices().iter().map(|choice| choice.act.shell("")).collect()
}

#[test]
fn each_worker_is_a_line_and_what_it_holds_stands_below() {
    for size in SIZES {
        let text = frame(&shown("ana: the host is rebooted", size), size);
        insta::assert_snapshot!(format!("workers_{}x{}", size.0, size.1), text);
    }
}

#[test]
fn it_is_seen_when_it_loads_fails_is_old_and_is_empty() {
    let empty = WorkersBoard { at: NOW, from: NOW, workers: vec![], n_all: 0 };
    for (name, text) in states(Screen::Workers, Slot::Workers, &Board::Workers(empty)) {
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn only_a_worker_that_is_live_can_be_asked_to_leave() {
    let mut app = shown("ana: reboot", (120, 36));
    assert_eq!(lines(&app), ["sereno workers drain 1 --reason why"]);
    for _ in 0..3 {
        press(&mut app, KeyCode::Char('j'));
        assert_eq!(lines(&app), Vec::<String>::new());
    }
}

#[test]
fn what_it_holds_can_be_taken_away_and_is_opened() {
    let mut app = shown("ana: reboot", (120, 36));
    press(&mut app, KeyCode::Tab);
    press(&mut app, KeyCode::Char('j'));
    assert_eq!(
        lines(&app),
        ["sereno chunk release 2 --reason why", "sereno chunk quarantine 2 --reason why"]
    );
    press(&mut app, KeyCode::Enter);
    assert_eq!(app.here(), Screen::Chunk(ChunkId(2)));
}

#[test]
fn a_worker_leads_to_the_chunks_it_may_be_at() {
    let mut app = shown("ana: reboot", (120, 36));
    press(&mut app, KeyCode::Enter);
    assert_eq!(app.here(), Screen::Chunks);
    let text = frame(&app, (120, 36));
    assert!(text.contains("/ state:leased run:17"), "{text}");
}

#[test]
fn what_is_left_out_is_counted() {
    let board = WorkersBoard { n_all: 231, ..board("ana: reboot") };
    let app = opened(Screen::Workers, Slot::Workers, Board::Workers(board), (120, 36));
    let text = frame(&app, (120, 36));
    assert!(text.contains("227 more"), "{text}");
}
