//! What keys do on a sheet, and how it looks.

use jiff::SignedDuration;
use sereno_domain::board::choice::Choice as Standing;
use sereno_domain::board::{CandidateLine, Movement, ShortlistBoard};
use sereno_domain::duty::{self, Duty};
use sereno_domain::id::{DeveloperId, RetryId, RunId};
use sereno_domain::matching::N_COMPONENTS;
use sereno_domain::shortlist::ShortlistState;

use super::*;
use crate::act::{Broken, LedgerAct};
use crate::app::AppConfig;
use crate::effect::Slot;
use crate::event::{Board, Event, Link, LoadError};
use crate::screen::Screen;
use crate::testing::{NOW, ROLE, SIZES, frame, opened, press, role, type_in};

const ANA: DeveloperId = DeveloperId(11);
const SIZE: (u16, u16) = (120, 36);

fn shortlist() -> Board {
    let line = CandidateLine {
        rank: 1,
        developer_id: ANA,
        name: "Ana \u{1b}[2JMorales".into(),
        country: "CO".parse().unwrap(),
        seniority: None,
        score: 800_000,
        movement: Movement::Same,
        values: [80; N_COMPONENTS],
        confidence: 90,
        choice: Standing::default(),
    };
    Board::Shortlist(ShortlistBoard {
        at: NOW,
        role: role(),
        candidates: vec![line],
        off_list: vec![],
        adjustments: vec![],
        relax: None,
    })
}

fn on_the_role(size: (u16, u16)) -> App {
    let mut app = opened(Screen::Role(ROLE), Slot::Shortlist, shortlist(), size);
    app.update(Event::Link(Link::Live));
    app
}

/// The sheet that keeps Ana off, found by typing.
fn keeping_off(size: (u16, u16)) -> App {
    let mut app = on_the_role(size);
    type_in(&mut app, "Akeep");
    press(&mut app, KeyCode::Enter);
    app
}

/// Lets the time pass that a question needs to be read.
fn read(app: &mut App) {
    app.update(Event::Clock(app.now + READING));
}

fn retrying() -> (App, Vec<Effect>) {
    let mut app = on_the_role(SIZE);
    let choice =
        Choice::new(Act::Retry(Broken::of(RunId(3))), "retry all of run 3", "They go round again.");
    let effects = app.open_sheet(choice);
    (app, effects)
}

fn would_retry(app: &mut App, n: u64) {
    let lines = vec![CleanText::new(&format!("{n} chunks would go round again"))];
    let ticket = app.ticket;
    app.update(Event::Previewed { ticket, result: Ok(Receipt { lines, n: Some(n), undo: None }) });
}

#[test]
fn what_can_be_changed_is_listed_and_each_says_its_line() {
    for (width, height) in SIZES {
        let mut app = on_the_role((width, height));
        press(&mut app, KeyCode::Char('A'));
        insta::assert_snapshot!(format!("acts_{width}x{height}"), frame(&app, (width, height)));
        let mut app = keeping_off((width, height));
        type_in(&mut app, "the client's brother");
        insta::assert_snapshot!(format!("why_{width}x{height}"), frame(&app, (width, height)));
    }
}

#[test]
fn nothing_is_done_before_a_reason_and_a_y() {
    let mut app = keeping_off(SIZE);
    assert!(press(&mut app, KeyCode::Enter).is_empty());
    assert!(frame(&app, SIZE).contains("say why"), "an empty reason is not taken");
    type_in(&mut app, "asked for");
    press(&mut app, KeyCode::Enter);
    assert!(type_in(&mut app, "y").is_empty(), "a y typed ahead is none");
    read(&mut app);
    assert!(press(&mut app, KeyCode::Enter).is_empty(), "enter does nothing");
    assert!(type_in(&mut app, "x").is_empty());
    let effects = type_in(&mut app, "y");
    let act = Act::KeepOff(ROLE, ANA);
    let reason = CleanText::new("asked for");
    assert_eq!(effects, [Effect::Act { ticket: app.ticket, act, reason }]);
    assert!(type_in(&mut app, "yyy").is_empty(), "it is done once");
}

#[test]
fn what_came_of_it_is_said_and_the_screen_is_loaded_again() {
    let mut app = keeping_off(SIZE);
    type_in(&mut app, "asked for");
    press(&mut app, KeyCode::Enter);
    read(&mut app);
    type_in(&mut app, "y");
    let lines = vec!["developer 11 is kept off".into()];
    let result = Ok(Receipt { lines, n: None, undo: None });
    let effects = app.update(Event::Acted { ticket: app.ticket, result });
    assert!(matches!(effects[..], [Effect::Load { slot: Slot::Shortlist, .. }]), "{effects:?}");
    let text = frame(&app, SIZE);
    assert!(text.contains("developer 11 is kept off") && !text.contains("from a shell"), "{text}");
}

#[test]
fn a_refusal_keeps_the_reason_and_says_whether_it_may_have_been_done() {
    for unsure in [false, true] {
        let mut app = keeping_off(SIZE);
        type_in(&mut app, "asked for");
        press(&mut app, KeyCode::Enter);
        read(&mut app);
        type_in(&mut app, "y");
        let error = ActError { message: "somebody \u{202e}was faster".into(), unsure };
        app.update(Event::Acted { ticket: app.ticket, result: Err(error) });
        let text = frame(&app, SIZE);
        assert!(text.contains("was faster") && !text.contains('\u{202e}'), "{text}");
        assert_eq!(text.contains("look before doing it again"), unsure, "{text}");
        assert_eq!(text.contains("It was not done."), !unsure, "{text}");
        press(&mut app, KeyCode::Enter);
        assert!(frame(&app, SIZE).contains("asked for"));
    }
}

#[test]
fn an_answer_to_a_sheet_that_was_closed_is_told_at_the_bottom() {
    let mut app = keeping_off(SIZE);
    type_in(&mut app, "asked for");
    press(&mut app, KeyCode::Enter);
    read(&mut app);
    type_in(&mut app, "y");
    let ticket = app.ticket;
    press(&mut app, KeyCode::Esc);
    let error = ActError { message: "somebody was faster".into(), unsure: false };
    app.update(Event::Acted { ticket, result: Err(error) });
    assert!(frame(&app, SIZE).contains("✗ somebody was faster"));
}

#[test]
fn many_things_ask_for_their_number() {
    for (n, light) in [(50, true), (51, false)] {
        let mut app = on_the_role(SIZE);
        let cancel = Act::Ledger(LedgerAct::Cancel(RunId(3)));
        let effects = app.open_sheet(Choice::new(cancel, "cancel run 3", "The rest is not done."));
        assert!(matches!(effects[..], [Effect::Preview { .. }]), "{effects:?}");
        type_in(&mut app, "the cause is gone");
        press(&mut app, KeyCode::Enter);
        read(&mut app);
        assert!(type_in(&mut app, "y").is_empty(), "not before it is known what it would do");
        would_retry(&mut app, n);
        press(&mut app, KeyCode::Enter);
        read(&mut app);
        let effects = type_in(&mut app, "y");
        assert_eq!(effects.len(), usize::from(light), "{n}");
        if !light {
            press(&mut app, KeyCode::Backspace);
            type_in(&mut app, "52");
            assert!(press(&mut app, KeyCode::Enter).is_empty());
            press(&mut app, KeyCode::Backspace);
            type_in(&mut app, "1");
            insta::assert_snapshot!("number_120x36", frame(&app, SIZE));
            assert_eq!(press(&mut app, KeyCode::Enter).len(), 1);
        }
    }
}

#[test]
fn a_retry_of_many_takes_four_keys_and_is_taken_back() {
    let (mut app, _) = retrying();
    would_retry(&mut app, 2_000);
    insta::assert_snapshot!("usual_120x36", frame(&app, SIZE));
    press(&mut app, KeyCode::Tab);
    press(&mut app, KeyCode::Enter);
    read(&mut app);
    let effects = type_in(&mut app, "y");
    let reason = CleanText::new("the cause is gone");
    let act = Act::Retry(Broken::of(RunId(3)));
    assert_eq!(effects, [Effect::Act { ticket: app.ticket, act, reason }]);
    let undo = Some(Act::StopRetry(vec![RetryId(8)]));
    let receipt = Receipt { lines: vec!["2000 chunks go round again".into()], n: None, undo };
    app.update(Event::Acted { ticket: app.ticket, result: Ok(receipt) });
    assert!(frame(&app, SIZE).contains("2000 chunks go round again · u takes it back"));
    type_in(&mut app, "u");
    press(&mut app, KeyCode::Tab);
    assert!(frame(&app, SIZE).contains("sereno retries stop 8 --reason 'sent too soon'"));
    press(&mut app, KeyCode::Esc);
    type_in(&mut app, "u");
    assert!(frame(&app, SIZE).contains("there is nothing to take back"));
}

#[test]
fn what_cannot_be_done_is_said_before_it_is_asked() {
    let (mut app, _) = retrying();
    let error = ActError { message: "run 3 has nothing in quarantine".into(), unsure: false };
    app.update(Event::Previewed { ticket: app.ticket, result: Err(error) });
    assert!(frame(&app, SIZE).contains("run 3 has nothing in quarantine"));
    type_in(&mut app, "why not");
    press(&mut app, KeyCode::Enter);
    read(&mut app);
    assert!(type_in(&mut app, "y").is_empty());
}

#[test]
fn escape_leaves_everything_as_it_was() {
    let mut app = keeping_off(SIZE);
    type_in(&mut app, "asked for");
    press(&mut app, KeyCode::Enter);
    press(&mut app, KeyCode::Esc);
    press(&mut app, KeyCode::Esc);
    assert!(!frame(&app, SIZE).contains("asked for"));
    assert!(type_in(&mut app, "j").is_empty(), "keys are the page's again");
}

#[test]
fn a_step_takes_a_note_or_none() {
    let mut app = on_the_role(SIZE);
    type_in(&mut app, "Apropose");
    press(&mut app, KeyCode::Enter);
    press(&mut app, KeyCode::Enter);
    read(&mut app);
    let (state, reason) = (ShortlistState::Proposed, None);
    let act = Act::Step { role: ROLE, developer: ANA, state, reason };
    let effects = type_in(&mut app, "y");
    assert_eq!(effects, [Effect::Act { ticket: app.ticket, act, reason: CleanText::new("") }]);
}

#[test]
fn what_the_database_does_not_let_do_is_shown_and_not_done() {
    let mut app = on_the_role(SIZE);
    let standing = |duties: &[Duty]| {
        Event::Standing(duty::Standing { login: "bea\u{1b}[2J".into(), duties: duties.to_vec() })
    };
    app.update(standing(&[Duty::Payroll]));
    assert!(frame(&app, SIZE).lines().next().unwrap().contains("payroll"));
    type_in(&mut app, "Akeep");
    let text = frame(&app, SIZE);
    assert!(text.contains("this needs the database role sereno_operator"), "{text}");
    assert!(press(&mut app, KeyCode::Enter).is_empty());
    assert!(app.sheet.is_none());
    assert!(frame(&app, SIZE).contains("this needs the database role sereno_operator"));

    app.update(standing(&[]));
    assert!(frame(&app, SIZE).lines().next().unwrap().contains("viewer"));
    app.update(standing(&[Duty::Operator, Duty::OnCall]));
    assert!(frame(&app, SIZE).lines().next().unwrap().contains("on-call"));
    type_in(&mut app, "Akeep");
    press(&mut app, KeyCode::Enter);
    assert!(app.sheet.is_some());
}

#[test]
fn nothing_is_changed_read_only_or_without_a_database() {
    let mut app = on_the_role(SIZE);
    app.config = AppConfig { read_only: true, ..app.config };
    type_in(&mut app, "Akeep");
    assert!(press(&mut app, KeyCode::Enter).is_empty());
    let text = frame(&app, SIZE);
    assert!(text.contains("read-only: `sereno dash --write` may change data"), "{text}");
    let mut app = on_the_role(SIZE);
    let (cause, retry_at) = ("gone".into(), NOW);
    app.update(Event::Link(Link::Offline { cause, attempt: 1, retry_at }));
    type_in(&mut app, "Akeep");
    assert!(press(&mut app, KeyCode::Enter).is_empty());
    assert!(frame(&app, SIZE).contains("the database is away: nothing can be changed"));
}

#[test]
fn nothing_is_changed_by_what_is_old() {
    let mut app = on_the_role(SIZE);
    app.update(Event::Link(Link::Live));
    let fails = |app: &mut App| {
        let effects = app.update(Event::Clock(app.now + SignedDuration::from_mins(4)));
        for effect in effects {
            if let Effect::Load { slot, generation, .. } = effect {
                let message = "statement timeout".into();
                let result = Err(LoadError { message, offline: false, missing: false });
                app.update(Event::Loaded { slot, generation, result });
            }
        }
    };
    fails(&mut app);
    type_in(&mut app, "Akeep");
    let effects = press(&mut app, KeyCode::Enter);
    assert!(matches!(effects[..], [Effect::Load { slot: Slot::Shortlist, .. }]), "{effects:?}");
    let text = frame(&app, SIZE);
    assert!(text.contains("what is shown is 4m 00s old: it is loaded anew first"), "{text}");
    assert!(app.sheet.is_none());
}
