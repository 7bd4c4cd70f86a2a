//! The screen at the sizes people have, and what can be held from it.

use crossterm::event::KeyCode;
use jiff::{SignedDuration, Timestamp};
use sereno_domain::board::Need;
use sereno_domain::board::queue::{DepthCell, N_DEPTH_CELLS, QueueLine};
use sereno_domain::job::JobKind;

use super::*;
use crate::app::App;
use crate::effect::{Effect, Slot};
use crate::event::{Event, Link, LoadError};
use crate::testing::{NOW, SIZES, app, frame, no_night, opened, press, states};

fn ago(minutes: i64) -> Timestamp {
    NOW - SignedDuration::from_mins(minutes)
}

fn queue(kind: JobKind) -> QueuePast {
    let line = QueueLine {
        kind,
        n_ready: 0,
        n_later: 0,
        n_leased: 0,
        n_quarantined: 0,
        oldest_at: None,
        paused: None,
        resumes_at: None,
    };
    let depth = vec![DepthCell::default(); N_DEPTH_CELLS];
    QueuePast { line, n_in_hour: 0, n_out_hour: 0, depth }
}

/// A queue that filled to `most` at a cell and emptied over the cells after it.
fn emptied(kind: JobKind, at: usize, most: u64) -> QueuePast {
    let mut queue = queue(kind);
    for (back, cell) in queue.depth.iter_mut().skip(at).take(40).enumerate() {
        cell.n_most = most.saturating_sub(most / 40 * u64::try_from(back).unwrap());
    }
    queue
}

pub(in crate::screen) fn board(why: &str) -> QueuesBoard {
    let mut score = emptied(JobKind::Score, 240, 1_204);
    score.line.n_ready = 312;
    score.line.n_leased = 8;
    score.line.oldest_at = Some(ago(4));
    (score.n_in_hour, score.n_out_hour) = (1_204, 884);
    let mut rescore = emptied(JobKind::Rescore, 20, 16);
    rescore.line.n_quarantined = 6;
    rescore.line.n_later = 3;
    let mut compliance = queue(JobKind::Compliance);
    compliance.line.n_ready = 16;
    compliance.line.oldest_at = Some(ago(134));
    compliance.line.paused = Some(why.into());
    compliance.line.resumes_at = Some(NOW + SignedDuration::from_mins(90));
    compliance.depth.iter_mut().skip(260).for_each(|cell| cell.n_most = 16);
    let others = [JobKind::Digest, JobKind::Health, JobKind::Pay, JobKind::PayReview];
    let mut queues = vec![score, rescore, compliance];
    queues.extend(others.map(queue));
    queues.sort_by_key(|queue| queue.line.kind);
    QueuesBoard { at: NOW, from: ago(24 * 60 - 5), queues }
}

fn shown(why: &str, size: (u16, u16)) -> App {
    let mut app = opened(Screen::Queues, Slot::Queues, Board::Queues(board(why)), size);
    app.update(Event::Link(Link::Live));
    app
}

#[test]
fn each_kind_is_a_line_and_a_strip_of_its_day() {
    for size in SIZES {
        let text = frame(&shown("ana: the rate card is wrong", size), size);
        insta::assert_snapshot!(format!("queues_{}x{}", size.0, size.1), text);
    }
}

#[test]
fn it_is_seen_when_it_loads_fails_is_old_and_is_empty() {
    let mut empty = board("");
    empty.queues = JobKind::ALL.iter().copied().map(queue).collect();
    for (name, text) in states(Screen::Queues, Slot::Queues, &Board::Queues(empty)) {
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn a_queue_is_held_and_one_that_is_held_goes_on() {
    let mut app = shown("ana: wrong", (120, 36));
    press(&mut app, KeyCode::Char('A'));
    let text = frame(&app, (120, 36));
    assert!(text.contains("sereno queue pause score --reason why"), "{text}");
    press(&mut app, KeyCode::Esc);
    let text = frame(&app, (120, 36));
    assert!(!text.contains("queue pause"), "{text}");
    for _ in 0..3 {
        press(&mut app, KeyCode::Char('j'));
    }
    press(&mut app, KeyCode::Char('A'));
    let text = frame(&app, (120, 36));
    assert!(text.contains("sereno queue resume compliance --reason why"), "{text}");
}

#[test]
fn only_what_is_held_or_broken_is_a_problem() {
    let mut app = shown("ana: wrong", (120, 36));
    press(&mut app, KeyCode::Char('!'));
    assert_eq!(app.listing().keys, [Key::Queue(JobKind::Rescore), Key::Queue(JobKind::Compliance)]);
}

#[test]
fn what_is_held_leads_here_to_its_line() {
    let need = Need::queue_held(JobKind::Compliance, &"ana: wrong".into(), 16);
    let tonight = no_night(vec![need]);
    let mut app = opened(Screen::Tonight, Slot::Tonight, Board::Tonight(tonight), (120, 36));
    app.update(Event::Link(Link::Live));
    let effects = press(&mut app, KeyCode::Enter);
    assert_eq!(app.here(), Screen::Queues);
    let Some(Effect::Load { slot, generation, .. }) = effects.last() else { panic!("{effects:?}") };
    let result = Ok(Box::new(Board::Queues(board("ana: wrong"))));
    app.update(Event::Loaded { slot: *slot, generation: *generation, result });
    press(&mut app, KeyCode::Char('A'));
    let text = frame(&app, (120, 36));
    assert!(text.contains("let compliance go on"), "{text}");
}

#[test]
fn the_key_of_queues_leads_here() {
    let (mut app, _) = app(Screen::Tonight);
    let effects = press(&mut app, KeyCode::Char('3'));
    assert_eq!(app.here(), Screen::Queues);
    let Some(Effect::Load { slot: Slot::Queues, generation, .. }) = effects.last() else {
        panic!("{effects:?}")
    };
    let error = LoadError { message: "no".into(), offline: false, missing: false };
    let event = Event::Loaded { slot: Slot::Queues, generation: *generation, result: Err(error) };
    app.update(event);
    assert_eq!(app.failure().as_deref(), Some("no"));
}

#[test]
fn a_queue_leads_to_its_chunks_those_first_that_are_broken() {
    for (down, words) in [(0, "/ kind:score state:ready,leased"), (1, "/ kind:")] {
        let mut app =
            opened(Screen::Queues, Slot::Queues, Board::Queues(board("ana: wrong")), (120, 36));
        app.update(Event::Link(Link::Live));
        for _ in 0..down {
            press(&mut app, KeyCode::Char('j'));
        }
        let effects = press(&mut app, KeyCode::Enter);
        assert_eq!(app.here(), Screen::Chunks);
        let text = frame(&app, (120, 36));
        assert!(text.contains(words), "{text}");
        assert!(format!("{effects:?}").contains("kind:"), "{effects:?}");
    }
}
