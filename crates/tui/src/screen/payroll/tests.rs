//! The pages of payroll at the sizes people have, what keys do on them, and what can be decided.

pub(in crate::screen) mod boards;

use crossterm::event::KeyCode;
use sereno_domain::id::{AnomalyId, PayrollRunId, PlacementId};
use sereno_domain::payroll::PayrollState;

use self::boards::{
    HOSTILE, anomalies, clients, item, items, november, october, payroll, payrolls, variance,
};
use super::*;
use crate::act::Act;
use crate::act::payroll::PayrollAct;
use crate::app::App;
use crate::effect::{Effect, Query, Slot};
use crate::event::{Event, Link, LoadError};
use crate::testing::{NOW, SIZES, app, colours, frame, opened, press, type_in};

const RUN: PayrollRunId = PayrollRunId(5);
const SIZE: (u16, u16) = (120, 36);

fn at(page: PayrollPage, board: Board, size: (u16, u16)) -> App {
    let mut app = opened(to(page), Slot::Payroll, board, size);
    app.update(Event::Link(Link::Live));
    app
}

fn newest(size: (u16, u16)) -> App {
    at(PayrollPage::Newest, Board::Payroll(Box::new(payroll())), size)
}

/// A frame at every size, without anything that moves a terminal.
fn check(name: &str, page: PayrollPage, board: &Board) {
    for (width, height) in SIZES {
        let app = at(page, board.clone(), (width, height));
        let text = frame(&app, (width, height));
        assert!(!text.chars().any(|ch| ch.is_control() && ch != '\n'), "{text}");
        assert!(!text.contains('\u{202e}'), "{text}");
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), text);
    }
}

#[test]
fn a_run_is_seen_as_a_whole() {
    check("run", PayrollPage::Newest, &Board::Payroll(Box::new(payroll())));
}

#[test]
fn a_run_has_its_colours() {
    let board = Board::Payroll(Box::new(payroll()));
    let text = colours(to(PayrollPage::Newest), Slot::Payroll, board, SIZE);
    insta::assert_snapshot!("run_night_120x36", text);
}

#[test]
fn runs_are_listed() {
    check("runs", PayrollPage::Runs, &Board::Payrolls(payrolls()));
}

#[test]
fn items_are_listed_with_those_first_that_are_not_paid() {
    let page = PayrollPage::Items { run: RUN, country: None };
    check("items", page, &Board::PayrollItems(Box::new(items())));
}

#[test]
fn an_item_shows_how_it_is_worked_out() {
    let page = PayrollPage::Item { run: RUN, placement: PlacementId(77) };
    check("item", page, &Board::PayrollItem(Box::new(item(false))));
}

#[test]
fn an_item_that_is_not_paid_shows_why_and_what_to_do() {
    let page = PayrollPage::Item { run: RUN, placement: PlacementId(77) };
    check("item_held", page, &Board::PayrollItem(Box::new(item(true))));
}

#[test]
fn clients_are_listed_with_what_they_are_billed() {
    let board = Board::PayrollClients(Box::new(clients()));
    check("clients", PayrollPage::Clients(RUN), &board);
}

#[test]
fn what_is_odd_is_listed_with_what_to_do() {
    let board = Board::PayrollAnomalies(Box::new(anomalies()));
    check("anomalies", PayrollPage::Anomalies(RUN), &board);
}

#[test]
fn a_difference_is_told_in_parts() {
    let board = Board::PayrollVariance(Box::new(variance()));
    check("variance", PayrollPage::Variance(RUN), &board);
}

#[test]
fn each_state_of_a_run_says_what_is_next() {
    for (state, words) in [
        (PayrollState::Computing, "6 so far"),
        (
            PayrollState::Failed,
            "✗ not completed: what was worked out is kept · `sereno runs 31` tells why",
        ),
        (
            PayrollState::Review,
            "prepared by ana: somebody else approves · 38 not paid with it · A to decide",
        ),
        (PayrollState::Approved, "A locks it, and makes its payments"),
        (PayrollState::Locked, "✓ locked: 349 payments made, and nothing changes any more"),
    ] {
        let mut board = payroll();
        board.run.state = state;
        board.run.n_severe = 0;
        if state == PayrollState::Computing {
            board.run.n_items = [(sereno_domain::payroll::item::ItemState::Ok, 6)].into();
        }
        let app = at(PayrollPage::Newest, Board::Payroll(Box::new(board)), SIZE);
        let text = frame(&app, SIZE);
        let words = words.replace("6 so far", "6 items so far");
        assert!(text.contains(&words), "{state}: {text}");
    }
}

#[test]
fn a_run_without_anything_in_it_says_so() {
    let mut board = payroll();
    board.countries.clear();
    board.exceptions.clear();
    board.months.clear();
    board.before = None;
    check("run_empty", PayrollPage::Run(RUN), &Board::Payroll(Box::new(board)));
}

#[test]
fn what_is_not_there_is_said() {
    let (mut app, _) = app(to(PayrollPage::Newest));
    app.update(Event::Resize(80, 24));
    let message = "no month has been worked out yet: `sereno payroll prepare` works one out".into();
    let error = LoadError { message, offline: false, missing: true };
    app.update(Event::Loaded { slot: Slot::Payroll, generation: 1, result: Err(error) });
    let text = frame(&app, (80, 24));
    assert!(text.contains("There is no such thing here."), "{text}");
    assert!(text.contains("no month has been worked out yet"), "{text}");
}

#[test]
fn rows_lead_to_items_and_keys_to_the_other_pages() {
    let brazil = "BR".parse().ok();
    let items = PayrollPage::Items { run: RUN, country: brazil };
    for (keys, there) in [
        ("jl", items),
        ("d", PayrollPage::Variance(RUN)),
        ("b", PayrollPage::Clients(RUN)),
        ("e", PayrollPage::Anomalies(RUN)),
        ("H", PayrollPage::Runs),
    ] {
        let mut app = newest(SIZE);
        let effects = type_in(&mut app, keys);
        assert_eq!(app.here(), to(there), "{keys}");
        let query = Query::Payroll(there);
        let asked = |effect: &Effect| matches!(effect, Effect::Load { query: asked, .. } if *asked == query);
        assert!(effects.iter().any(asked), "{keys}: {effects:?}");
    }
    for (n_down, there) in
        [(0, items), (1, PayrollPage::Item { run: RUN, placement: PlacementId(77) })]
    {
        let mut app = newest(SIZE);
        press(&mut app, KeyCode::Tab);
        for _ in 0..n_down {
            press(&mut app, KeyCode::Down);
        }
        press(&mut app, KeyCode::Enter);
        assert_eq!(app.here(), to(there));
    }
}

#[test]
fn the_zero_is_payroll_from_everywhere_and_a_hash_begins_a_count() {
    let (mut app, _) = app(Screen::Runs);
    type_in(&mut app, "0");
    assert_eq!(app.here(), to(PayrollPage::Newest));
    let mut app = newest(SIZE);
    type_in(&mut app, "#12");
    assert_eq!(app.here(), to(PayrollPage::Newest));
    let text = frame(&app, SIZE);
    assert!(text.contains("12 ? help") || text.contains("12  ? help"), "{text}");
}

fn offered(app: &App) -> Vec<Act> {
    app.choices().into_iter().map(|choice| choice.act).collect()
}

#[test]
fn what_can_be_decided_goes_by_the_state_of_the_run() {
    let of = |state| {
        let mut board = payroll();
        board.run.state = state;
        offered(&at(PayrollPage::Newest, Board::Payroll(Box::new(board)), SIZE))
    };
    let approve = Act::Payroll(PayrollAct::Approve(RUN));
    let reject = Act::Payroll(PayrollAct::Reject(RUN));
    assert_eq!(of(PayrollState::Review), [approve, reject.clone()]);
    assert_eq!(of(PayrollState::Approved), [Act::Payroll(PayrollAct::Lock(RUN)), reject]);
    for state in [PayrollState::Computing, PayrollState::Locked, PayrollState::Exported] {
        assert_eq!(of(state), []);
    }
}

#[test]
fn an_item_is_retried_and_something_odd_let_be_where_they_are() {
    let retry = Act::Payroll(PayrollAct::Retry(RUN, PlacementId(77)));
    let page = PayrollPage::Item { run: RUN, placement: PlacementId(77) };
    let held = at(page, Board::PayrollItem(Box::new(item(true))), SIZE);
    assert_eq!(offered(&held), [retry]);
    assert_eq!(offered(&at(page, Board::PayrollItem(Box::new(item(false))), SIZE)), []);
    let board = Board::PayrollAnomalies(Box::new(anomalies()));
    let mut app = at(PayrollPage::Anomalies(RUN), board, SIZE);
    let over = Act::Payroll(PayrollAct::Override(RUN, AnomalyId(3)));
    assert_eq!(offered(&app), [over]);
    type_in(&mut app, "O");
    let text = frame(&app, SIZE);
    assert!(text.contains("sereno payroll override 5 3 --reason why"), "{text}");
    press(&mut app, KeyCode::Enter);
    assert!(frame(&app, SIZE).contains("say why: the next one on call will ask"));
}

#[test]
fn an_approval_says_in_numbers_what_it_is_about_and_asks_for_the_number() {
    let mut app = newest(SIZE);
    type_in(&mut app, "A");
    let effects = press(&mut app, KeyCode::Enter);
    let [Effect::Preview { ticket, act }] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(*act, Act::Payroll(PayrollAct::Approve(RUN)));
    let lines = [
        "349 items are paid, 38 are not",
        "net ARS 864,000,000.00, COP 2,820,000,000.00",
        "cost USD 2,930,330.00, billed USD 3,512,000.00",
        "USD 74,250.00 against the month before (+2.6 %)",
    ];
    let lines = lines.map(Into::into).to_vec();
    let receipt = crate::act::Receipt { lines, n: Some(349), undo: None };
    app.update(Event::Previewed { ticket: *ticket, result: Ok(receipt) });
    type_in(&mut app, "words go nowhere");
    press(&mut app, KeyCode::Enter);
    let text = frame(&app, SIZE);
    assert!(text.contains("type 349 to do it"), "{text}");
    insta::assert_snapshot!("approve_120x36", text);
    app.update(Event::Clock(NOW + jiff::SignedDuration::from_secs(1)));
    type_in(&mut app, "349");
    let effects = press(&mut app, KeyCode::Enter);
    assert!(matches!(effects[..], [Effect::Act { .. }]), "{effects:?}");
}

#[test]
fn items_are_found_by_field_and_only_those_in_trouble_are_kept() {
    let page = PayrollPage::Items { run: RUN, country: None };
    for (keys, n) in [
        ("/country:br", 2),
        ("/state:held", 2),
        ("/reason:fx_stale", 1),
        ("/client:cob", 1),
        ("/engagement:eor", 3),
        ("/currency:usd", 1),
        ("!", 3),
    ] {
        let mut app = at(page, Board::PayrollItems(Box::new(items())), SIZE);
        type_in(&mut app, keys);
        assert_eq!(app.listing().keys.len(), n, "{keys}");
    }
}

#[test]
fn amounts_lose_their_digits_and_keep_their_sign() {
    let usd = Currency::USD;
    let clp: Currency = "CLP".parse().unwrap();
    for (minor, currency, text) in [
        (61_240_050, usd, "612,401"),
        (61_240_049, usd, "612,400"),
        (-150, usd, "−2"),
        (-49, usd, "0"),
        (1_204, clp, "1,204"),
    ] {
        assert_eq!(units(minor, currency), text);
    }
    assert_eq!([611, -118, 0, -4].map(change), ["+6.1%", "−1.2%", "+0.0%", "+0.0%"]);
    assert_eq!([1_000_000, 500_000, -12_250_000].map(millionths), ["1", "0.5", "−12.25"]);
    assert_eq!(rate_words(1_412_500_000_000_000), "1,412.50");
    assert_eq!(rate_words(985_000_000_000), "0.985000");
    assert_eq!(month_words(&october()), "October 2026");
    assert!(HOSTILE.contains('\u{1b}') && november().n_drafts == 3);
}
