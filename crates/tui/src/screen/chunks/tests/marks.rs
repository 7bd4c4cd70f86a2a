//! Marks in a list that is longer than what is here of it.

use super::*;
use crate::act::{Receipt, chosen::Chosen};

fn control(app: &mut App, ch: char) -> Vec<Effect> {
    let key = crossterm::event::KeyEvent::new(KeyCode::Char(ch), KeyModifiers::CONTROL);
    app.update(Event::Key(key))
}

/// What a retry of what is marked would be asked for.
fn retried(app: &mut App) -> Chosen {
    let effects = press(app, KeyCode::Char('R'));
    let [Effect::Preview { act: Act::RetryChosen(chosen, None), .. }] = &effects[..] else {
        panic!("{effects:?}")
    };
    chosen.clone()
}

fn filtered(app: &mut App, words: &str) {
    type_in(app, words);
    press(app, KeyCode::Enter);
    let effects = app.update(Event::Clock(NOW + SignedDuration::from_secs(1)));
    serve(app, effects, N_ALL);
}

#[test]
fn a_range_goes_with_the_cursor_over_pages_and_becomes_marks() {
    let mut app = opened_on((120, 36));
    go(&mut app, KeyCode::Char('j'));
    go(&mut app, KeyCode::Char('v'));
    for _ in 0..250 {
        go(&mut app, KeyCode::Char('j'));
    }
    go(&mut app, KeyCode::Char('k'));
    assert!(frame(&app, (120, 36)).contains("range 250"));
    go(&mut app, KeyCode::Char(' '));
    let text = frame(&app, (120, 36));
    assert!(text.contains("CHUNKS · newest first · 250 marked"), "{text}");
    let ids: Vec<_> = (N_ALL - 250..N_ALL).rev().map(ChunkId).collect();
    assert_eq!(retried(&mut app), Chosen::Chunks(ids));
}

#[test]
fn a_range_upward_is_drawn_and_esc_drops_it_and_nothing_else() {
    for size in [(80, 24), (120, 36)] {
        let mut app = opened_on(size);
        for key in "jjjjv".chars().chain("kk".chars()) {
            go(&mut app, KeyCode::Char(key));
        }
        insta::assert_snapshot!(format!("range_{}x{}", size.0, size.1), frame(&app, size));
        go(&mut app, KeyCode::Esc);
        assert_eq!(app.here(), Screen::Chunks);
        let text = frame(&app, size);
        assert!(!text.contains('◇') && !text.contains("range 3"), "{text}");
        assert_eq!(under_cursor(&app), N_ALL - 2);
    }
}

#[test]
fn a_range_is_no_longer_than_what_stays_loaded() {
    let mut app = opened_on((120, 36));
    go(&mut app, KeyCode::Char('v'));
    let asked = go(&mut app, KeyCode::Char('G'));
    assert!(!asked.iter().filter_map(seek).any(|seek| seek == Seek::Oldest), "{asked:?}");
    for _ in 0..60 {
        go(&mut app, KeyCode::PageDown);
    }
    assert_eq!(under_cursor(&app), N_ALL - 499);
    assert!(frame(&app, (120, 36)).contains("range 500"));
}

#[test]
fn the_list_stands_still_while_a_range_is_drawn_and_what_is_done_takes_it() {
    let mut app = opened_on((120, 36));
    go(&mut app, KeyCode::Char('v'));
    go(&mut app, KeyCode::Char('j'));
    assert_eq!(app.update(Event::Clock(NOW + SignedDuration::from_mins(5))), []);
    assert_eq!(retried(&mut app), Chosen::Chunks(vec![ChunkId(N_ALL), ChunkId(N_ALL - 1)]));
    let mut app = opened_on((120, 36));
    go(&mut app, KeyCode::Char('v'));
    type_in(&mut app, "/");
    assert!(!frame(&app, (120, 36)).contains("range"), "another filter is another list");
}

#[test]
fn all_that_match_are_the_filter_and_not_the_rows() {
    for size in [(80, 24), (120, 36)] {
        let mut app = opened_on(size);
        filtered(&mut app, "/state:quarantined,ready fx");
        control(&mut app, 'a');
        let text = frame(&app, size);
        assert!(text.contains("all ~123,400 that match"), "{text}");
        insta::assert_snapshot!(format!("set_{}x{}", size.0, size.1), text);
        let chosen = retried(&mut app);
        assert_eq!(chosen, Chosen::Passing("state:quarantined,ready fx".into()));
        let said = ["412 chunks of 2 runs would go round again", "90 others are not in quarantine"];
        let lines = said.iter().map(|line| (*line).into()).collect();
        let result = Ok(Receipt { lines, n: Some(412), undo: None });
        let ticket = app.clone().update(key('z')).len();
        assert_eq!(ticket, 0, "what is typed is a reason");
        app.update(Event::Previewed { ticket: 1, result });
        type_in(&mut app, "the source answers again");
        press(&mut app, KeyCode::Enter);
        insta::assert_snapshot!(format!("set_sheet_{}x{}", size.0, size.1), frame(&app, size));
    }
}

#[test]
fn more_than_fifty_are_done_by_their_number_only_and_lose_their_marks() {
    let mut app = opened_on((120, 36));
    control(&mut app, 'a');
    assert!(frame(&app, (120, 36)).contains("all 5,000 that match"));
    assert_eq!(retried(&mut app), Chosen::Passing("".into()));
    let lines = vec!["412 chunks of 2 runs would go round again".into()];
    let result = Ok(Receipt { lines, n: Some(412), undo: None });
    app.update(Event::Previewed { ticket: 1, result });
    press(&mut app, KeyCode::Tab);
    press(&mut app, KeyCode::Enter);
    app.update(Event::Clock(NOW + SignedDuration::from_secs(2)));
    assert_eq!(type_in(&mut app, "y"), []);
    press(&mut app, KeyCode::Backspace);
    type_in(&mut app, "412");
    let effects = press(&mut app, KeyCode::Enter);
    let [Effect::Act { ticket, act, .. }] = &effects[..] else { panic!("{effects:?}") };
    assert!(matches!(act, Act::RetryChosen(_, Some(412))), "no more than was asked about: {act:?}");
    assert_eq!(act.shell("why"), "sereno chunk retry --all '' --reason why");
    let receipt = Receipt { lines: vec!["412 chunks go".into()], n: Some(412), undo: None };
    app.update(Event::Acted { ticket: *ticket, result: Ok(receipt) });
    let text = frame(&app, (120, 36));
    assert!(text.contains("412 chunks go") && !text.contains("that match"), "{text}");
}

#[test]
fn the_set_is_let_go_by_esc_by_a_mark_and_by_another_filter() {
    let set = || {
        let mut app = opened_on((120, 36));
        control(&mut app, 'a');
        app
    };
    let is_set = |app: &App| frame(app, (120, 36)).contains("that match");
    let mut app = set();
    press(&mut app, KeyCode::Esc);
    assert!(!is_set(&app) && app.here() == Screen::Chunks);
    let mut app = set();
    control(&mut app, 'a');
    assert!(!is_set(&app));
    let mut app = set();
    press(&mut app, KeyCode::Char(' '));
    assert!(frame(&app, (120, 36)).contains("1 marked") && !is_set(&app));
    let mut app = set();
    type_in(&mut app, "/state:ready");
    let text = frame(&app, (120, 36));
    assert!(!is_set(&app) && text.contains("nothing is marked any more"), "{text}");
    let mut app = set();
    type_in(&mut app, "/state:nonsense");
    press(&mut app, KeyCode::Enter);
    control(&mut app, 'a');
    assert!(!is_set(&app), "what cannot be asked is no set");
    assert!(frame(&app, (120, 36)).contains("what passes the filter is not here yet"));
}
