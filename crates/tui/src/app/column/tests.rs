//! Columns are hidden by key, on every screen of the kind, and kept by a view that has a name.

use crossterm::event::KeyCode;
use jiff::SignedDuration;
use jiff::civil::date;
use sereno_domain::board::{RunLine, RunsBoard};
use sereno_domain::id::RunId;
use sereno_domain::job::Pipeline;
use sereno_domain::run::{RunState, Scope};

use super::*;
use crate::effect::{Effect, Slot};
use crate::event::Board;
use crate::screen::Screen;
use crate::testing::{NOW, frame, opened, press, type_in};

const SIZE: (u16, u16) = (120, 36);

fn runs(size: (u16, u16)) -> App {
    let run = |day: i8| RunLine {
        run_id: RunId(day.into()),
        pipeline: Pipeline::Nightly,
        business_date: date(1969, 12, day),
        revision: 1,
        state: RunState::Done,
        scope: Scope::All,
        reason: "".into(),
        started_at: NOW - SignedDuration::from_hours(24 * i64::from(32 - day)),
        ended_at: Some(NOW - SignedDuration::from_hours(24 * i64::from(32 - day) - 1)),
        n_chunks: 40,
        n_done: 40,
        n_quarantined: 0,
        n_attempts: 41,
        n_pairs: 120_000,
        n_matches_written: 900,
    };
    let board = RunsBoard { at: NOW, runs: vec![run(31), run(30), run(29)] };
    opened(Screen::Runs, Slot::Runs, Board::Runs(board), size)
}

/// The line of the titles.
fn titles(app: &App) -> String {
    let text = frame(app, SIZE);
    text.lines().find(|line| line.contains("DATE")).unwrap().to_owned()
}

#[test]
fn space_hides_a_column_and_shows_it_again() {
    for size in [(80, 24), SIZE] {
        let mut app = runs(size);
        type_in(&mut app, "o");
        for _ in 0..3 {
            press(&mut app, KeyCode::Down);
        }
        type_in(&mut app, " ");
        let name = format!("columns_{}x{}", size.0, size.1);
        insta::assert_snapshot!(name, frame(&app, size));
        press(&mut app, KeyCode::Esc);
        assert!(!frame(&app, size).contains("STARTED"));
        type_in(&mut app, "ostarted");
        press(&mut app, KeyCode::Enter);
        press(&mut app, KeyCode::Esc);
        assert_eq!(app.view().hidden, [], "what is typed finds a column");
    }
}

#[test]
fn what_tells_a_row_from_another_stays() {
    let mut app = runs(SIZE);
    type_in(&mut app, "o ");
    let text = frame(&app, SIZE);
    assert!(text.contains("It tells one row from another: it stays."), "{text}");
    press(&mut app, KeyCode::Esc);
    assert!(titles(&app).contains("DATE"));
}

#[test]
fn what_is_hidden_is_not_exported() {
    let mut app = runs(SIZE);
    type_in(&mut app, "oreason ");
    press(&mut app, KeyCode::Esc);
    type_in(&mut app, "E");
    let effects = press(&mut app, KeyCode::Enter);
    let [Effect::Export { extract, .. }] = &effects[..] else { panic!("{effects:?}") };
    assert!(!extract.columns.iter().any(|column| column == "reason"), "{:?}", extract.columns);
}

#[test]
fn a_view_that_has_a_name_keeps_its_columns() {
    let mut app = runs(SIZE);
    type_in(&mut app, "otook ");
    press(&mut app, KeyCode::Esc);
    type_in(&mut app, "Vshort");
    let effects = press(&mut app, KeyCode::Enter);
    let [Effect::KeepViews(views)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(views[0].hidden, [(0, "TOOK".to_owned())]);
    assert_eq!(views[0].words(), "runs  −took");
    type_in(&mut app, "otook ");
    press(&mut app, KeyCode::Esc);
    assert!(titles(&app).contains("TOOK"));
    type_in(&mut app, ":view short");
    press(&mut app, KeyCode::Enter);
    assert!(!titles(&app).contains("TOOK"));
}

#[test]
fn every_screen_of_a_kind_has_the_same_columns() {
    let (one, other) = (Screen::Run(RunId(1)), Screen::Run(RunId(2)));
    assert!(one.is_like(other) && !one.is_like(Screen::Runs));
    let mut app = crate::testing::app(one).0;
    app.view_mut().toggle_column("TRIES");
    app.enter(other);
    assert!(app.view().hides(0, "TRIES") && !app.view().hides(1, "TRIES"));
    app.enter(Screen::Runs);
    assert!(!app.view().hides(0, "TRIES"));
    let page = |text: &str| text.parse::<Screen>().unwrap();
    assert!(page("payroll-items:5:BR").is_like(page("payroll-items:6:CO")));
    assert!(!page("payroll-items:5:BR").is_like(page("payrolls")));
}

#[test]
fn a_page_without_a_list_has_nothing_to_choose() {
    let mut app = crate::testing::app(Screen::Runs).0;
    type_in(&mut app, "o");
    assert!(frame(&app, SIZE).contains("no columns to choose here"));
}
