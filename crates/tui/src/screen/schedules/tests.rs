//! The screen at the sizes people have, and what can be paused from it.

use crossterm::event::KeyCode;
use jiff::civil::{Date, date, time};
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use sereno_domain::board::schedule::{KnownSchedule, Pause};
use sereno_domain::id::RunId;
use sereno_domain::schedule::{MissReason, MissedPolicy, OverlapPolicy};

use super::*;
use crate::app::App;
use crate::effect::Slot;
use crate::event::{Event, Link};
use crate::testing::{NOW, SIZES, frame, opened, press, states};

fn due(days: i64) -> Timestamp {
    NOW + SignedDuration::from_hours(24 * days - 1)
}

fn day(days: i64) -> Date {
    date(1970, 1, 1).checked_add(days.days()).unwrap()
}

fn firing(days_ago: i64) -> KnownFiring {
    let (state, reason) = match days_ago {
        2 => (FiringState::Missed, Some(MissReason::Down)),
        5 => (FiringState::Asked, None),
        _ => (FiringState::Started, None),
    };
    let run_id = (state == FiringState::Started).then_some(RunId(100 - days_ago));
    KnownFiring {
        business_date: day(-days_ago),
        due_at: due(1 - days_ago),
        state,
        reason,
        run_id,
        decided_at: due(1 - days_ago) + SignedDuration::from_secs(4),
        decided_by: "harbour".into(),
    }
}

fn line(name: &str, pause: Option<Pause>, n_past: i64) -> ScheduleLine {
    let coming: Vec<Firing> = (1..8)
        .map(|days| Firing {
            business_date: day(days - 1),
            due_at: due(days),
            twist: (days == 3).then_some(Twist::Gap),
        })
        .collect();
    ScheduleLine {
        name: name.into(),
        pipeline: Pipeline::Nightly,
        at: time(23, 0, 0, 0),
        zone: "America/Bogota".into(),
        missed: MissedPolicy::Ask,
        overlap: OverlapPolicy::Wait,
        next: coming.first().copied(),
        coming,
        known: (n_past > 0).then(|| KnownSchedule { since: day(-n_past), pause }),
        firings: (1..=n_past).map(firing).collect(),
    }
}

pub(in crate::screen) fn board(why: &str) -> SchedulesBoard {
    let pause = Pause {
        by: "ana".into(),
        reason: why.into(),
        resumes_at: Some(NOW + SignedDuration::from_hours(36)),
    };
    let schedules = vec![
        line("nightly", None, 40),
        line("payroll", Some(pause), 3),
        line("month-end", None, 0),
    ];
    SchedulesBoard { at: NOW, schedules }
}

fn shown(why: &str, size: (u16, u16)) -> App {
    let mut app = opened(Screen::Schedules, Slot::Schedules, Board::Schedules(board(why)), size);
    app.update(Event::Link(Link::Live));
    app
}

fn lines(app: &App) -> Vec<String> {
    app.choices().iter().map(|choice| choice.act.shell("")).collect()
}

#[test]
fn each_schedule_is_a_line_with_its_dates_below() {
    for size in SIZES {
        let text = frame(&shown("the bank is closed", size), size);
        insta::assert_snapshot!(format!("schedules_{}x{}", size.0, size.1), text);
    }
}

#[test]
fn it_is_seen_when_it_loads_fails_is_old_and_is_empty() {
    let empty = SchedulesBoard { at: NOW, schedules: vec![] };
    for (name, text) in states(Screen::Schedules, Slot::Schedules, &Board::Schedules(empty)) {
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn one_is_paused_and_one_that_is_paused_goes_on() {
    let mut app = shown("the bank is closed", (120, 36));
    assert_eq!(lines(&app), ["sereno schedule pause nightly --reason why"]);
    press(&mut app, KeyCode::Char('j'));
    assert_eq!(lines(&app), ["sereno schedule resume payroll --reason why"]);
}

#[test]
fn a_date_leads_to_its_run_and_one_that_was_missed_says_how_it_is_run() {
    let mut app = shown("the bank is closed", (120, 36));
    press(&mut app, KeyCode::Tab);
    press(&mut app, KeyCode::Char('j'));
    let effects = press(&mut app, KeyCode::Char('Y'));
    let copied =
        crate::effect::Effect::Copy("sereno run nightly --date 1969-12-30 --wait".to_owned());
    assert_eq!(effects, [copied]);
    press(&mut app, KeyCode::Char('k'));
    press(&mut app, KeyCode::Enter);
    assert_eq!(app.here(), Screen::Run(RunId(99)));
}

#[test]
fn the_dates_are_those_of_the_schedule_under_the_cursor() {
    let mut app = shown("the bank is closed", (120, 36));
    press(&mut app, KeyCode::Char('j'));
    let text = frame(&app, (120, 36));
    assert!(text.contains("DATES · 3") && text.contains("payroll · missed dates: ask"), "{text}");
}
