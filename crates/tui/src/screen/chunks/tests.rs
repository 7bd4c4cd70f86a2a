//! The screen at the sizes people have, and the list past the edges of what is loaded of it.

mod marks;

use crossterm::event::{KeyCode, KeyModifiers};
use jiff::SignedDuration;
use jiff::civil::date;
use sereno_domain::board::chunk::Seek;
use sereno_domain::id::{ChunkId, FailureId};
use sereno_domain::job::JobKind;

use super::*;
use crate::app::App;
use crate::effect::{Effect, Query, Slot};
use crate::event::{Event, Link, LoadError};
use crate::testing::{NOW, SIZES, app, frame, press, type_in};

/// What stands at the other end: chunks 1 to so many.
const N_ALL: i64 = 5_000;
const PAGE: usize = 200;

pub(in crate::screen) fn line(id: i64) -> LedgerLine {
    let state = match id % 10 {
        0 => ChunkState::Quarantined,
        3 => ChunkState::Ready,
        7 => ChunkState::Leased,
        _ => ChunkState::Done,
    };
    let failed = matches!(state, ChunkState::Quarantined | ChunkState::Ready);
    LedgerLine {
        chunk: ChunkLine {
            chunk_id: ChunkId(id),
            kind: if id % 10 == 1 { JobKind::Digest } else { JobKind::Rescore },
            no: u32::try_from(id % 640).unwrap(),
            state,
            n_attempts: if failed { 5 } else { 1 },
            ready_at: (id % 20 == 3).then(|| NOW + SignedDuration::from_secs(90)),
            worker: (state == ChunkState::Leased).then(|| "host-3-120-01H".into()),
            error: failed.then(|| "the fx source did not answer in 30 s: client 41".into()),
            failure_id: failed.then_some(FailureId(2)),
            n_matches_written: (state == ChunkState::Done).then_some(1_204),
        },
        run_id: RunId(id / 640 + 1),
        business_date: date(1970, 1, 1),
        error_class: failed.then(|| "timeout".into()),
        started_at: Some(NOW - SignedDuration::from_secs((N_ALL - id) * 7 + 3)),
        ended_at: (state != ChunkState::Leased)
            .then(|| NOW - SignedDuration::from_secs((N_ALL - id) * 7 + 1)),
    }
}

/// The ledger's answer to a query, as the database would give it.
fn answer(query: Query, ids: impl DoubleEndedIterator<Item = i64> + Clone) -> Board {
    let (filter, seek) = match query {
        Query::Chunks { filter, seek } => (filter, seek),
        Query::ChunkCount { filter } => {
            let n = count(ids.clone().count());
            let n = if filter.is_empty() { Tally::Exact(n) } else { Tally::About(123_456) };
            return Board::ChunkCount(Counted { at: NOW, n, n_all: count(ids.count()) });
        }
        other => panic!("{other:?}"),
    };
    let filter: ChunkFilter = filter.as_str().parse().unwrap();
    let passes = |line: &LedgerLine| {
        filter.states.as_ref().is_none_or(|states| states.contains(&line.chunk.state))
            && (filter.errors.is_empty() || line.chunk.failure_id.is_some())
    };
    let all: Vec<LedgerLine> = ids.rev().map(line).filter(passes).collect();
    let at = |id: ChunkId| all.iter().take_while(|line| line.chunk.chunk_id > id).count();
    let is_there = |id: ChunkId| all.iter().any(|line| line.chunk.chunk_id == id);
    let (from, to) = match seek {
        Seek::Newest => (0, PAGE),
        Seek::Oldest => (all.len().saturating_sub(PAGE), all.len()),
        Seek::After(id) => (at(id) + usize::from(is_there(id)), at(id) + 1 + PAGE),
        Seek::Before(id) => (at(id).saturating_sub(PAGE), at(id)),
        Seek::Around(id) => (at(id).saturating_sub(PAGE / 2), at(id) + PAGE / 2),
    };
    let to = to.min(all.len());
    let lines = all[from..to].to_vec();
    let (is_newest, is_oldest) = (from == 0, to == all.len());
    Board::Chunks(ChunksBoard { at: NOW, lines, is_newest, is_oldest, counted: None })
}

/// Answers all that is asked, and what is asked then, until nothing more is; which queries it was.
fn serve(app: &mut App, effects: Vec<Effect>, n_all: i64) -> Vec<Query> {
    let mut asked = Vec::new();
    let mut left = effects;
    while let Some(effect) = left.pop() {
        let Effect::Load { slot, generation, query } = effect else { continue };
        asked.push(query);
        assert!(asked.len() < 50, "it asks for ever: {asked:?}");
        let result = Ok(Box::new(answer(query, 1..=n_all)));
        left.extend(app.update(Event::Loaded { slot, generation, result }));
    }
    asked
}

fn opened_on(size: (u16, u16)) -> App {
    let (mut app, effects) = app(Screen::Chunks);
    app.update(Event::Resize(size.0, size.1));
    serve(&mut app, effects, N_ALL);
    app.update(Event::Link(Link::Live));
    // Only drawing tells how long a page is.
    frame(&app, size);
    app
}

/// Presses a key and answers what it asks.
fn go(app: &mut App, code: KeyCode) -> Vec<Query> {
    let effects = press(app, code);
    serve(app, effects, N_ALL)
}

fn under_cursor(app: &App) -> i64 {
    let Effect::Copy(id) = app.clone().update(key('y')).remove(0) else { panic!() };
    id.parse().unwrap()
}

fn key(ch: char) -> Event {
    Event::Key(crossterm::event::KeyEvent::new(KeyCode::Char(ch), KeyModifiers::NONE))
}

fn error(message: &str) -> LoadError {
    LoadError { message: message.into(), offline: false, missing: false }
}

fn seek(query: &Query) -> Option<Seek> {
    match query {
        Query::Chunks { seek, .. } => Some(*seek),
        _ => None,
    }
}

#[test]
fn rows_at_every_size() {
    for (width, height) in SIZES {
        let mut app = opened_on((width, height));
        for _ in 0..10 {
            go(&mut app, KeyCode::Char('j'));
        }
        let text = frame(&app, (width, height));
        insta::assert_snapshot!(format!("chunks_{width}x{height}"), text);
    }
}

#[test]
fn nothing_yet_nothing_at_all_and_nothing_that_passes() {
    for (width, height) in SIZES {
        let size = (width, height);
        let (mut app, effects) = app(Screen::Chunks);
        app.update(Event::Resize(width, height));
        insta::assert_snapshot!(format!("chunks_loading_{width}x{height}"), frame(&app, size));
        serve(&mut app, effects, 0);
        app.update(Event::Link(Link::Live));
        insta::assert_snapshot!(format!("chunks_empty_{width}x{height}"), frame(&app, size));
        let mut app = opened_on(size);
        type_in(&mut app, "/state:cancelled");
        go(&mut app, KeyCode::Enter);
        let effects = app.update(Event::Clock(NOW + SignedDuration::from_secs(1)));
        serve(&mut app, effects, N_ALL);
        insta::assert_snapshot!(format!("chunks_filtered_{width}x{height}"), frame(&app, size));
    }
}

#[test]
fn what_went_wrong_and_what_is_old() {
    for (width, height) in SIZES {
        let size = (width, height);
        let (mut app, effects) = app(Screen::Chunks);
        app.update(Event::Resize(width, height));
        for effect in effects {
            let Effect::Load { slot, generation, .. } = effect else { continue };
            let result = Err(error("statement timeout: ask again"));
            app.update(Event::Loaded { slot, generation, result });
        }
        app.update(Event::Link(Link::Live));
        insta::assert_snapshot!(format!("chunks_error_{width}x{height}"), frame(&app, size));
        let mut app = opened_on(size);
        app.update(Event::Clock(NOW + SignedDuration::from_mins(5)));
        let offline = Link::Offline {
            cause: "connection refused".into(),
            attempt: 3,
            retry_at: NOW + SignedDuration::from_mins(6),
        };
        app.update(Event::Link(offline));
        insta::assert_snapshot!(format!("chunks_stale_{width}x{height}"), frame(&app, size));
    }
}

#[test]
fn every_chunk_is_come_to_once_downward_and_upward() {
    let mut app = opened_on((120, 36));
    let mut seen = vec![under_cursor(&app)];
    for _ in 1..N_ALL {
        go(&mut app, KeyCode::Char('j'));
        seen.push(under_cursor(&app));
    }
    assert_eq!(seen, (1..=N_ALL).rev().collect::<Vec<_>>());
    assert_eq!(go(&mut app, KeyCode::Char('j')), []);
    for id in 2..=N_ALL {
        go(&mut app, KeyCode::Char('k'));
        assert_eq!(under_cursor(&app), id);
    }
}

#[test]
fn more_is_asked_for_before_the_edge_and_shown_as_a_skeleton_until_it_comes() {
    let mut app = opened_on((120, 36));
    let mut effects = Vec::new();
    while effects.is_empty() {
        effects = press(&mut app, KeyCode::PageDown);
    }
    assert!(under_cursor(&app) > N_ALL - 200, "it is asked for before the end is reached");
    assert!(
        matches!(&effects[..], [Effect::Load { query, .. }]
            if seek(query) == Some(Seek::After(ChunkId(N_ALL - 199)))),
        "{effects:?}"
    );
    // What is on its way is not asked for again, nor stopped.
    for _ in 0..9 {
        assert_eq!(press(&mut app, KeyCode::PageDown), []);
    }
    assert_eq!(under_cursor(&app), N_ALL - 199);
    insta::assert_snapshot!("chunks_at_the_edge", frame(&app, (120, 36)));
    serve(&mut app, effects, N_ALL);
    go(&mut app, KeyCode::PageDown);
    insta::assert_snapshot!("chunks_over_the_edge", frame(&app, (120, 36)));
}

#[test]
fn the_end_is_one_step_away_and_so_is_the_beginning() {
    let mut app = opened_on((120, 36));
    let asked = go(&mut app, KeyCode::Char('G'));
    assert_eq!(asked.iter().filter_map(seek).collect::<Vec<_>>(), [Seek::Oldest]);
    assert_eq!(under_cursor(&app), 1);
    insta::assert_snapshot!("chunks_end", frame(&app, (120, 36)));
    press(&mut app, KeyCode::Char('g'));
    let asked = go(&mut app, KeyCode::Char('g'));
    assert_eq!(asked.iter().filter_map(seek).collect::<Vec<_>>(), [Seek::Newest]);
    assert_eq!(under_cursor(&app), N_ALL);
}

#[test]
fn a_filter_that_is_superseded_is_stopped_and_its_answer_dropped() {
    let mut app = opened_on((120, 36));
    type_in(&mut app, "/state:rea");
    assert!(app.wake_at().unwrap() <= NOW + SignedDuration::from_millis(120));
    let early = app.update(Event::Clock(NOW + SignedDuration::from_millis(119)));
    assert_eq!(early, [], "it is still being typed");
    let first = app.update(Event::Clock(NOW + SignedDuration::from_millis(120)));
    let generation = first.iter().find_map(|effect| match effect {
        Effect::Load { slot: Slot::Chunks, generation, query } => Some((*generation, *query)),
        _ => None,
    });
    let (generation, query) = generation.unwrap();
    type_in(&mut app, ",quar");
    let second = app.update(Event::Clock(NOW + SignedDuration::from_millis(300)));
    assert!(second.contains(&Effect::Cancel(Slot::Chunks)), "{second:?}");
    assert!(second.contains(&Effect::Cancel(Slot::ChunkCount)), "{second:?}");
    let before = frame(&app, (120, 36));
    let result = Ok(Box::new(answer(query, 1..=N_ALL)));
    app.update(Event::Loaded { slot: Slot::Chunks, generation, result });
    assert_eq!(frame(&app, (120, 36)), before, "an answer nobody waits for changes nothing");
    serve(&mut app, second, N_ALL);
    press(&mut app, KeyCode::Enter);
    assert_eq!(under_cursor(&app), N_ALL);
    let text = frame(&app, (120, 36));
    assert!(text.contains("~123,400 of 5,000"), "{text}");
    assert!(!text.contains("✓ done"), "{text}");
}

#[test]
fn a_word_that_is_no_state_is_not_asked_and_is_told() {
    let mut app = opened_on((120, 36));
    type_in(&mut app, "/state:failed");
    assert_eq!(app.update(Event::Clock(NOW + SignedDuration::from_secs(1))), []);
    let text = frame(&app, (120, 36));
    assert!(text.contains("`failed` is no state: write waiting, ready"), "{text}");
}

#[test]
fn the_cursor_stays_on_its_row_when_the_list_is_loaded_again() {
    let mut app = opened_on((120, 36));
    for _ in 0..120 {
        go(&mut app, KeyCode::Char('j'));
    }
    let (row, text) = (under_cursor(&app), frame(&app, (120, 36)));
    let line_of = |text: &str| text.lines().position(|line| line.contains('▌')).unwrap();
    let effects = press(&mut app, KeyCode::Char('r'));
    let asked = serve(&mut app, effects, N_ALL + 37);
    assert_eq!(asked.iter().find_map(seek), Some(Seek::Around(ChunkId(row))));
    assert_eq!(under_cursor(&app), row);
    assert_eq!(line_of(&frame(&app, (120, 36))), line_of(&text), "it stays on its line");
}

#[test]
fn a_row_that_is_gone_hands_the_cursor_to_the_next_older_one() {
    let mut app = opened_on((120, 36));
    go(&mut app, KeyCode::Char('j'));
    let effects = press(&mut app, KeyCode::Char('r'));
    let Effect::Load { slot, generation, query } = effects[0] else { panic!("{effects:?}") };
    let kept = (1..=N_ALL).filter(|id| *id != N_ALL - 1).collect::<Vec<_>>();
    let result = Ok(Box::new(answer(query, kept.into_iter())));
    app.update(Event::Loaded { slot, generation, result });
    assert_eq!(under_cursor(&app), N_ALL - 2);
}

#[test]
fn without_the_filter_the_row_is_found_again_in_the_whole_list() {
    let mut app = opened_on((120, 36));
    type_in(&mut app, "/state:quarantined");
    press(&mut app, KeyCode::Enter);
    let effects = app.update(Event::Clock(NOW + SignedDuration::from_secs(1)));
    serve(&mut app, effects, N_ALL);
    for _ in 0..150 {
        go(&mut app, KeyCode::Char('j'));
    }
    let row = under_cursor(&app);
    assert_eq!(row, N_ALL - 1_500);
    go(&mut app, KeyCode::Esc);
    assert_eq!(under_cursor(&app), row);
    go(&mut app, KeyCode::Char('j'));
    assert_eq!(under_cursor(&app), row - 1);
}

#[test]
fn loads_are_given_up_when_the_screen_is_left() {
    let mut app = opened_on((120, 36));
    press(&mut app, KeyCode::Char('G'));
    let effects = press(&mut app, KeyCode::Char('2'));
    assert!(effects.contains(&Effect::Cancel(Slot::Chunks)), "{effects:?}");
}

#[test]
fn memory_is_bounded_however_far_one_goes() {
    let mut app = opened_on((120, 36));
    for _ in 0..150 {
        go(&mut app, KeyCode::PageDown);
    }
    assert!(under_cursor(&app) < N_ALL - 2_000);
    assert!(app.listing().keys.len() <= 1_000);
}

#[test]
fn z_shows_what_failed_by_cause_and_enter_one_chunk() {
    let mut app = opened_on((120, 36));
    press(&mut app, KeyCode::Char('z'));
    assert_eq!(app.here(), Screen::Failures);
    go(&mut app, KeyCode::Char('z'));
    assert_eq!(app.here(), Screen::Chunks);
    press(&mut app, KeyCode::Enter);
    assert_eq!(app.here(), Screen::Chunk(ChunkId(N_ALL)));
}

#[test]
fn a_retry_means_what_failed_like_the_chunk_under_the_cursor() {
    let mut app = opened_on((120, 36));
    let effects = press(&mut app, KeyCode::Char('R'));
    let text = format!("{effects:?}");
    assert!(text.contains("failure: Some(FailureId(2))"), "{text}");
    go(&mut app, KeyCode::Esc);
    go(&mut app, KeyCode::Char('j'));
    assert_eq!(press(&mut app, KeyCode::Char('R')), [], "what is done is not retried");
}

#[test]
fn estimates_are_rounded_and_exact_counts_are_not() {
    assert_eq!(tally(Tally::Exact(1_038_412)), "1,038,412");
    assert_eq!(tally(Tally::About(1_038_412)), "~1,038,000");
    assert_eq!(tally(Tally::About(10_001)), "~10,000");
}
