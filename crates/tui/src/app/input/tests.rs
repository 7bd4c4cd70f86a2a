//! Keys of more than one press: what may follow is shown to whoever hesitates.

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::event::Event;
use crate::screen::Screen;
use crate::testing::{NOW, SIZES, app, frame, press, type_in};

fn after(milliseconds: i64) -> Timestamp {
    NOW + SignedDuration::from_millis(milliseconds)
}

fn at(app: &mut App, milliseconds: i64) -> String {
    app.update(Event::Clock(after(milliseconds)));
    frame(app, (80, 24))
}

fn begun() -> App {
    let (mut app, _) = app(Screen::Tonight);
    app.update(Event::Resize(80, 24));
    press(&mut app, KeyCode::Char('g'));
    app
}

#[test]
fn what_may_follow_is_shown_to_whoever_hesitates() {
    let mut app = begun();
    // The load that is under way is told of before.
    at(&mut app, 150);
    assert_eq!(app.wake_at(), Some(after(350)));
    assert!(!at(&mut app, 349).contains("workers"));
    app.take_dirty();
    let text = at(&mut app, 350);
    assert!(app.take_dirty());
    assert!(text.contains("w  workers") && text.contains("g  first row"), "{text}");
    for (width, height) in SIZES {
        app.update(Event::Resize(width, height));
        insta::assert_snapshot!(
            format!("followers_{width}x{height}"),
            frame(&app, (width, height))
        );
    }
}

#[test]
fn whoever_knows_the_keys_never_sees_it() {
    for (letter, screen) in [
        ('w', Screen::Workers),
        ('s', Screen::Schedules),
        ('a', Screen::Audit),
        ('l', Screen::Logs),
    ] {
        let mut app = begun();
        press(&mut app, KeyCode::Char(letter));
        assert_eq!(app.here(), screen);
        assert!(!at(&mut app, 350).contains("first row"));
    }
}

#[test]
fn it_waits_to_be_read_and_then_gives_up() {
    let mut app = begun();
    assert!(at(&mut app, 3_999).contains("w  workers"));
    assert!(!at(&mut app, 4_000).contains("w  workers"));
    press(&mut app, KeyCode::Char('w'));
    assert_eq!(app.here(), Screen::Tonight);
}

#[test]
fn escape_drops_what_is_begun_and_nothing_else() {
    let (mut app, _) = app(Screen::Tonight);
    press(&mut app, KeyCode::Char('2'));
    press(&mut app, KeyCode::Char('g'));
    assert_eq!(press(&mut app, KeyCode::Esc), []);
    assert_eq!(app.here(), Screen::Runs);
    press(&mut app, KeyCode::Char('w'));
    assert_eq!(app.here(), Screen::Runs);
}

#[test]
fn a_count_is_given_up_sooner() {
    let (mut app, _) = app(Screen::Tonight);
    press(&mut app, KeyCode::Char('#'));
    press(&mut app, KeyCode::Char('4'));
    assert_eq!(app.typing.pending(), "4");
    at(&mut app, 600);
    assert_eq!(app.typing.pending(), "");
}

#[test]
fn the_palette_shows_the_command_of_a_screen_that_has_one() {
    for (words, line) in [
        ("payroll", "sereno payroll show"),
        ("queues", "sereno queue list"),
        ("payroll-items:5:BR", "sereno payroll items 5 --country BR"),
        ("schedules", "sereno schedule list"),
    ] {
        let mut app = app(Screen::Tonight).0;
        type_in(&mut app, ":");
        type_in(&mut app, words);
        let text = frame(&app, (120, 36));
        assert!(text.contains(&format!("from a shell  {line} ")), "{text}");
    }
}
