use sereno_domain::board::RunsBoard;

use super::*;
use crate::event::Board;
use crate::testing::{NOW, app};

/// The list of runs, loaded now by a database that tells of changes or does not.
fn runs(listens: bool) -> App {
    let (mut app, _) = app(Screen::Runs);
    app.update(Event::Link(Link::Live));
    app.update(Event::Listens(listens));
    load(&mut app, 1);
    app
}

fn load(app: &mut App, generation: u64) {
    let result = Ok(Box::new(Board::Runs(RunsBoard { at: app.now, runs: vec![] })));
    app.update(Event::Loaded { slot: Slot::Runs, generation, result });
}

/// Whether the screen is asked for when that happens so many milliseconds after the start.
fn asks(app: &mut App, milliseconds: i64, event: Option<Event>) -> bool {
    let mut effects = app.update(Event::Clock(NOW + SignedDuration::from_millis(milliseconds)));
    effects.extend(event.map(|event| app.update(event)).unwrap_or_default());
    effects.iter().any(|effect| matches!(effect, Effect::Load { slot: Slot::Runs, .. }))
}

#[test]
fn a_change_is_loaded_at_once_and_many_twice_a_second() {
    let mut app = runs(true);
    // What changed before it listened is not known.
    assert!(asks(&mut app, 500, None));
    load(&mut app, 2);
    assert!(asks(&mut app, 5_000, Some(Event::Changed)));
    // What changes while it is being loaded is loaded after it.
    assert!(!asks(&mut app, 5_010, Some(Event::Changed)));
    load(&mut app, 3);
    assert!(!asks(&mut app, 5_100, Some(Event::Changed)));
    assert_eq!(app.wake_at(), Some(NOW + SignedDuration::from_millis(5_510)));
    assert!(asks(&mut app, 5_510, None));
    load(&mut app, 4);
    assert!(!asks(&mut app, 9_000, None));
}

#[test]
fn what_is_told_of_is_asked_for_rarely() {
    for (listens, minutes) in [(false, 1), (true, 5)] {
        let mut app = runs(listens);
        assert!(asks(&mut app, 500, None));
        load(&mut app, 2);
        let due = 500 + minutes * 60_000;
        assert!(!asks(&mut app, due - 1, None), "{listens}");
        assert!(asks(&mut app, due, None), "{listens}");
    }
}

#[test]
fn a_database_that_tells_no_more_is_asked_again() {
    let mut app = runs(true);
    assert!(asks(&mut app, 500, None));
    load(&mut app, 2);
    assert!(asks(&mut app, 2_000, Some(Event::Listens(false))));
    load(&mut app, 3);
    assert!(asks(&mut app, 62_000, None));
}

#[test]
fn nobody_asks_for_what_nobody_looks_at() {
    let mut app = runs(true);
    app.update(Event::Focus(false));
    assert!(!asks(&mut app, 5_000, Some(Event::Changed)));
    assert!(asks(&mut app, 6_000, Some(Event::Focus(true))));
}
