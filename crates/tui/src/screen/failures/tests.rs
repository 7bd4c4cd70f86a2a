//! The screen at the sizes people have, and how it is reached and mended from.

use crossterm::event::KeyCode;
use jiff::SignedDuration;
use jiff::civil::date;
use sereno_domain::board::Need;
use sereno_domain::job::JobKind;

use super::*;
use crate::app::App;
use crate::effect::{Effect, Slot};
use crate::event::{Event, Link};
use crate::testing::{NOW, SIZES, frame, no_night, opened, press};

const RUN: RunId = RunId(3);

fn line(failure: i64, shape: &str, n_quarantined: u64) -> FailureLine {
    FailureLine {
        failure_id: FailureId(failure),
        run_id: RUN,
        business_date: date(1970, 1, 1),
        kind: JobKind::Rescore,
        error_class: "database".into(),
        shape: shape.into(),
        error: format!("\u{1b}[31m{}", shape.replace('#', "41")).as_str().into(),
        n_quarantined,
        n_retrying: 2,
        n_attempts: n_quarantined * 5,
        chunk_nos: vec![0, 3, 4],
        first_seen_at: NOW,
        last_seen_at: NOW,
        is_new: failure == 1,
        muted_until: (failure == 3).then(|| NOW + SignedDuration::from_hours(24)),
        muted_because: if failure == 3 { "ana: ordered" } else { "" }.into(),
    }
}

pub(in crate::screen) fn lines() -> Vec<FailureLine> {
    vec![
        line(1, "the database could not be used: role # has no rate card of client #", 1_204),
        line(2, "the database could not be used: no space left on device", 610),
        line(3, "the worker that held it is gone", 0),
    ]
}

fn shown(size: (u16, u16)) -> App {
    let board = Board::Failures(FailuresBoard { at: NOW, failures: lines() });
    let mut app = opened(Screen::Failures, Slot::Failures, board, size);
    app.update(Event::Link(Link::Live));
    app
}

#[test]
fn each_cause_is_a_line_with_its_newest_message() {
    for (width, height) in SIZES {
        let text = frame(&shown((width, height)), (width, height));
        assert!(!text.contains('\u{1b}'), "{text}");
        insta::assert_snapshot!(format!("failures_{width}x{height}"), text);
    }
}

#[test]
fn a_retry_means_the_cause_under_the_cursor() {
    let mut app = shown((120, 36));
    press(&mut app, KeyCode::Char('j'));
    let effects = press(&mut app, KeyCode::Char('R'));
    let meant = Broken { failure: Some(FailureId(2)), ..Broken::of(RUN) };
    assert!(
        matches!(&effects[..], [Effect::Preview { act: Act::Retry(found), .. }] if *found == meant),
        "{effects:?}"
    );
}

#[test]
fn what_is_muted_and_tried_again_by_itself_can_only_be_told_again() {
    let mut app = shown((120, 36));
    press(&mut app, KeyCode::Char('G'));
    press(&mut app, KeyCode::Char('A'));
    let text = frame(&app, (120, 36));
    assert!(text.contains("sereno failures unmute 3"), "{text}");
}

#[test]
fn what_needs_somebody_leads_to_its_line() {
    let needs: Vec<Need> = lines().iter().take(2).map(Need::failure).collect();
    let board = no_night(needs);
    let mut app = opened(Screen::Tonight, Slot::Tonight, Board::Tonight(board), (120, 36));
    app.update(Event::Link(Link::Live));
    press(&mut app, KeyCode::Char('j'));
    let effects = press(&mut app, KeyCode::Enter);
    assert_eq!(app.here(), Screen::Failures);
    let Some(Effect::Load { slot, generation, .. }) = effects.last() else { panic!("{effects:?}") };
    let board = Board::Failures(FailuresBoard { at: NOW, failures: lines() });
    let result = Ok(Box::new(board));
    app.update(Event::Loaded { slot: *slot, generation: *generation, result });
    let text = frame(&app, (120, 36));
    assert!(text.contains("failure 2 · run 3"), "{text}");
}
