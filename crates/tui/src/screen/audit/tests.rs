//! The screen at the sizes people have, where acts lead, and what takes them back.

use crossterm::event::KeyCode;
use jiff::SignedDuration;

use super::*;
use crate::app::App;
use crate::effect::Slot;
use crate::event::{Event, Link};
use crate::testing::{NOW, SIZES, frame, opened, press, states};

fn act(id: i64, action: &str, subject: &str, detail: &str) -> Decision {
    Decision {
        audit_event_id: id,
        at: NOW - SignedDuration::from_mins(90 - id),
        actor: if id % 2 == 0 { "ana" } else { "bruno" }.into(),
        action: action.into(),
        subject: subject.into(),
        reason: "the rate card of client 41 was wrong".into(),
        detail: detail.into(),
    }
}

pub(in crate::screen) fn acts() -> Vec<Decision> {
    vec![
        act(19, "queue.pause", "queue:compliance", "{\"until\": null}"),
        act(18, "override.keep_off", "role:7 developer:12", "{\"score\": null}"),
        act(17, "queue.resume", "queue:rescore", "{}"),
        act(16, "chunk.quarantine", "chunk:9", "{\"run\": 3, \"was\": \"ready\"}"),
        act(15, "run.retry", "run:17", "{\"retry\": 5, \"n_chunks\": 12, \"per_minute\": null}"),
        act(14, "queue.pause", "queue:rescore", "{\"until\": null}"),
        act(13, "payroll.approve", "payroll_run:5", "{}"),
        act(12, "import", "source:demo", "{\"n_rows\": 1200}"),
        act(11, "role.adjust", "role:7", "{\"adjustment\": 4}"),
        act(10, "failure.mute", "failure:8", "{\"until\": null}"),
    ]
}

fn opened_with(decisions: Vec<Decision>, n_all: u64, size: (u16, u16)) -> App {
    let board = AuditBoard { at: NOW, decisions, n_all };
    let mut app = opened(Screen::Audit, Slot::Audit, Board::Audit(board), size);
    app.update(Event::Link(Link::Live));
    app
}

#[test]
fn each_act_is_a_line_and_stands_in_full_below() {
    for size in SIZES {
        let text = frame(&opened_with(acts(), 31_204, size), size);
        insta::assert_snapshot!(format!("audit_{}x{}", size.0, size.1), text);
    }
}

#[test]
fn it_is_seen_when_it_loads_fails_is_old_and_is_empty() {
    let empty = AuditBoard { at: NOW, decisions: vec![], n_all: 0 };
    for (name, text) in states(Screen::Audit, Slot::Audit, &Board::Audit(empty)) {
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn an_act_leads_to_what_it_was_about() {
    let screens: Vec<String> = acts()
        .iter()
        .map(|act| place(act).map_or_else(String::new, |screen| screen.to_string()))
        .collect();
    assert_eq!(
        screens,
        [
            "queues",
            "why:7:12",
            "queues",
            "run:3",
            "run:17",
            "queues",
            "payroll:5",
            "",
            "role:7",
            "failures"
        ]
    );
    let mut app = opened_with(acts(), 10, (120, 36));
    for _ in 0..4 {
        press(&mut app, KeyCode::Char('j'));
    }
    press(&mut app, KeyCode::Enter);
    assert_eq!(app.here(), Screen::Run(RunId(17)));
}

#[test]
fn what_stands_can_be_taken_back_and_what_was_taken_back_cannot() {
    let acts = acts();
    let lines: Vec<String> = acts
        .iter()
        .map(|act| undo(&acts, act).map_or_else(String::new, |choice| choice.act.shell("")))
        .collect();
    assert_eq!(
        lines,
        [
            "sereno queue resume compliance --reason why",
            "sereno override end 7 12 --reason why",
            "",
            "",
            "sereno retries stop 5 --reason why",
            "",
            "",
            "",
            "sereno adjustment end 4 --reason why",
            "sereno failures unmute 8 --reason why",
        ]
    );
}

#[test]
fn a_retry_that_was_stopped_is_told_from_another_by_its_number() {
    let stopped = |retry: &str| {
        let acts = [
            act(2, "run.retry_stop", "run:17", &format!("{{\"retry\": {retry}}}")),
            act(1, "run.retry", "run:17", "{\"retry\": 5}"),
        ];
        undo(&acts, &acts[1]).is_none()
    };
    assert!(stopped("5"));
    assert!(!stopped("6") && !stopped("55"));
}

#[test]
fn letting_every_queue_go_on_ends_the_pause_of_one() {
    let acts =
        [act(2, "queue.resume", "queue:all", "{}"), act(1, "queue.pause", "queue:rescore", "{}")];
    assert_eq!(undo(&acts, &acts[1]), None);
}

#[test]
fn a_field_is_asked_for_by_name() {
    let mut app = opened_with(acts(), 10, (120, 36));
    press(&mut app, KeyCode::Char('/'));
    crate::testing::type_in(&mut app, "to:role:7 who:ana");
    assert_eq!(app.listing().keys, [Key::Audit(18)]);
}
