//! The page at the sizes people have, and what can be done from it.

use crossterm::event::KeyCode;
use jiff::SignedDuration;
use jiff::civil::date;
use sereno_domain::id::{AttemptId, ChunkId, FailureId, RunId};
use sereno_domain::job::JobKind;
use sereno_domain::run::AttemptOutcome;

use super::*;
use crate::app::App;
use crate::effect::{Effect, Slot};
use crate::event::{Event, Link};
use crate::testing::{NOW, SIZES, frame, opened, press};

fn attempt(no: u32, outcome: AttemptOutcome, error: &str) -> AttemptLine {
    let started_at = NOW - SignedDuration::from_mins(60) + SignedDuration::from_mins(no.into());
    AttemptLine {
        attempt_id: AttemptId(no.into()),
        chunk_id: ChunkId(9),
        kind: JobKind::Rescore,
        chunk_no: 11,
        no,
        outcome,
        worker: "host-3-120-01H".into(),
        host: "host-3".into(),
        pid: 120,
        started_at,
        ended_at: Some(started_at + SignedDuration::from_secs(i64::from(no) * 9)),
        error_class: Some("timeout".into()),
        error: Some(error.into()),
    }
}

pub(in crate::screen) fn board(state: ChunkState) -> ChunkBoard {
    let long =
        "the fx source did not answer in 30 s: \u{1b}[31moperation timed out: 李 \u{202e}client 41";
    ChunkBoard {
        at: NOW,
        chunk: ChunkLine {
            chunk_id: ChunkId(9),
            kind: JobKind::Rescore,
            no: 11,
            state,
            n_attempts: 3,
            ready_at: None,
            worker: None,
            error: Some(long.into()),
            failure_id: Some(FailureId(2)),
            n_matches_written: None,
        },
        run_id: RunId(3),
        business_date: date(1970, 1, 1),
        payload: r#"{"first_role": 704, "last_role": 767, "shard": 2}"#.into(),
        attempts: vec![
            attempt(3, AttemptOutcome::GaveUp, long),
            attempt(2, AttemptOutcome::Retry, &long.replace("41", "42")),
            attempt(1, AttemptOutcome::Lost, "the worker that held it is gone"),
        ],
    }
}

fn shown(state: ChunkState, size: (u16, u16)) -> App {
    let board = Board::Chunk(Box::new(board(state)));
    let mut app = opened(Screen::Chunk(ChunkId(9)), Slot::Chunk, board, size);
    app.update(Event::Link(Link::Live));
    app
}

#[test]
fn every_try_is_told_with_what_comes_next() {
    for (width, height) in SIZES {
        let text = frame(&shown(ChunkState::Quarantined, (width, height)), (width, height));
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
        insta::assert_snapshot!(format!("chunk_{width}x{height}"), text);
    }
}

#[test]
fn a_failure_is_foretold_only_when_the_last_tries_failed_alike() {
    let broken = board(ChunkState::Quarantined);
    assert!(likely(&broken).is_some_and(|words| words.contains("last 2 tries")));
    let done = board(ChunkState::Done);
    assert_eq!(likely(&done), None);
    let mut once = broken;
    once.attempts.remove(1);
    assert_eq!(likely(&once), None);
}

#[test]
fn what_is_in_quarantine_is_retried_and_what_is_at_work_taken_away() {
    let mut app = shown(ChunkState::Quarantined, (120, 36));
    let effects = press(&mut app, KeyCode::Char('R'));
    assert!(matches!(&effects[..], [Effect::Preview { .. }]), "{effects:?}");
    let mut app = shown(ChunkState::Leased, (120, 36));
    press(&mut app, KeyCode::Char('A'));
    let text = frame(&app, (120, 36));
    assert!(text.contains("sereno chunk release 9"), "{text}");
}

#[test]
fn the_run_is_one_step_further() {
    let mut app = shown(ChunkState::Done, (120, 36));
    press(&mut app, KeyCode::Enter);
    assert_eq!(app.here(), Screen::Run(RunId(3)));
}
