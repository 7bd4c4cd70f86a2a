//! The screen at the sizes people have; following and standing still.

use crossterm::event::KeyCode;
use jiff::SignedDuration;
use jiff::civil::date;
use sereno_domain::id::{ChunkId, RunId};

use super::*;
use crate::app::App;
use crate::effect::{Effect, Query, Slot};
use crate::event::{Event, Link};
use crate::testing::{NOW, SIZES, frame, opened, press, states, type_in};

fn line(no: u64) -> LogLine {
    let level = match no % 10 {
        3 => LogLevel::Warn,
        7 => LogLevel::Error,
        9 => LogLevel::Debug,
        _ => LogLevel::Info,
    };
    LogLine {
        day: Some(date(1970, 1, 1)),
        offset: no * 100,
        at: Some(NOW - SignedDuration::from_secs(600 - i64::try_from(no).unwrap())),
        level,
        run_id: (!no.is_multiple_of(4)).then_some(RunId(17)),
        chunk_id: (no % 4 > 1).then(|| ChunkId(i64::try_from(no).unwrap())),
        attempt: (no % 4 > 1).then(|| "2".into()),
        message: format!("rescore finished for 1970-01-01: {no} pairs").as_str().into(),
        fields: format!("n_pairs={no} duration_ms=41").as_str().into(),
    }
}

pub(in crate::screen) fn board(n_lines: u64) -> LogBoard {
    LogBoard {
        at: NOW,
        directory: "/var/log/sereno".into(),
        n_bytes: 1_204_000,
        is_cut: true,
        lines: (0..n_lines).map(line).collect(),
    }
}

fn shown(board: LogBoard, size: (u16, u16)) -> App {
    let mut app = opened(Screen::Logs, Slot::Logs, Board::Logs(board), size);
    app.update(Event::Link(Link::Live));
    app
}

/// Loads anew, as somebody who presses `r` does.
fn load(app: &mut App, board: LogBoard) {
    let effects = press(app, KeyCode::Char('r'));
    let Some(Effect::Load { slot, generation, query: Query::Logs }) = effects.last() else {
        panic!("{effects:?}")
    };
    let result = Ok(Box::new(Board::Logs(board)));
    app.update(Event::Loaded { slot: *slot, generation: *generation, result });
}

fn cursor(app: &App) -> Option<String> {
    let effects = press(&mut app.clone(), KeyCode::Char('y'));
    match effects.into_iter().next() {
        Some(Effect::Copy(text)) => text.rsplit_once("n_pairs=").map(|(_, rest)| rest.to_owned()),
        _ => None,
    }
}

#[test]
fn the_newest_line_stands_last_and_in_full_below() {
    for size in SIZES {
        let text = frame(&shown(board(120), size), size);
        insta::assert_snapshot!(format!("logs_{}x{}", size.0, size.1), text);
    }
}

#[test]
fn it_is_seen_when_it_loads_fails_is_old_and_is_empty() {
    let empty = LogBoard { is_cut: false, n_bytes: 0, ..board(0) };
    for (name, text) in states(Screen::Logs, Slot::Logs, &Board::Logs(empty)) {
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn it_follows_until_somebody_goes_up_and_again_from_the_last_line() {
    let mut app = shown(board(20), (120, 36));
    assert_eq!(cursor(&app).as_deref(), Some("19 duration_ms=41"));
    load(&mut app, board(25));
    assert_eq!(cursor(&app).as_deref(), Some("24 duration_ms=41"));

    press(&mut app, KeyCode::Char('k'));
    let text = frame(&app, (120, 36));
    assert!(text.contains("stands still since 00:00:00 · f follows"), "{text}");
    load(&mut app, board(30));
    assert_eq!(cursor(&app).as_deref(), Some("23 duration_ms=41"));

    press(&mut app, KeyCode::Char('G'));
    load(&mut app, board(31));
    assert_eq!(cursor(&app).as_deref(), Some("30 duration_ms=41"));
}

#[test]
fn what_stands_still_is_not_loaded_and_is_not_called_old() {
    let mut app = shown(board(20), (120, 36));
    press(&mut app, KeyCode::Char('f'));
    let later = NOW + SignedDuration::from_mins(30);
    assert_eq!(app.update(Event::Clock(later)), []);
    let text = frame(&app, (120, 36));
    assert!(text.contains("● live") && !text.contains("stale"), "{text}");
    let effects = press(&mut app, KeyCode::Char('f'));
    assert!(matches!(effects[..], [Effect::Load { slot: Slot::Logs, .. }]), "{effects:?}");
}

#[test]
fn a_level_keeps_what_is_at_least_as_bad() {
    let mut app = shown(board(20), (120, 36));
    let kept = |app: &mut App, filter: &str| {
        press(app, KeyCode::Char('/'));
        type_in(app, filter);
        press(app, KeyCode::Enter);
        let n = app.listing().keys.len();
        press(app, KeyCode::Esc);
        n
    };
    assert_eq!(kept(&mut app, "level:error"), 2);
    assert_eq!(kept(&mut app, "level:warn"), 4);
    assert_eq!(kept(&mut app, "level:info"), 18);
    assert_eq!(kept(&mut app, "level:debug"), 20);
    assert_eq!(kept(&mut app, "run:17"), 15);
    assert_eq!(kept(&mut app, "chunk:3"), 1);
    assert_eq!(kept(&mut app, "text:n_pairs=1"), 11);
    press(&mut app, KeyCode::Char('!'));
    assert_eq!(app.listing().keys.len(), 4);
}

#[test]
fn a_line_leads_to_its_chunk_or_its_run_and_to_its_shell_line() {
    let mut app = shown(board(4), (120, 36));
    let effects = press(&mut app, KeyCode::Char('Y'));
    assert_eq!(effects, [Effect::Copy("sereno logs --chunk 3".to_owned())]);
    press(&mut app, KeyCode::Enter);
    assert_eq!(app.here(), Screen::Chunk(ChunkId(3)));
    let mut app = shown(board(4), (120, 36));
    press(&mut app, KeyCode::Char('k'));
    press(&mut app, KeyCode::Char('k'));
    press(&mut app, KeyCode::Enter);
    assert_eq!(app.here(), Screen::Run(RunId(17)));
}
