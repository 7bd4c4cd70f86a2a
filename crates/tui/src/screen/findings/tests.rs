//! The screen at the sizes people have, a hostile name in it, and what can be done from it.

use crossterm::event::KeyCode;
use jiff::SignedDuration;
use jiff::civil::date;
use sereno_domain::finding::Subject;
use sereno_domain::id::{DeveloperId, FindingId};

use super::*;
use crate::act::Receipt;
use crate::app::App;
use crate::effect::{Effect, Slot};
use crate::event::{Event, Link};
use crate::testing::{NOW, SIZES, frame, opened, press, type_in};

pub(in crate::screen) fn line(finding: i64, rule: &str, severity: Severity) -> FindingLine {
    FindingLine {
        finding_id: FindingId(finding),
        rule: rule.into(),
        severity,
        severity_due: severity,
        state: FindingState::Open,
        subject: Subject { kind: SubjectKind::Developer, id: 4 },
        developer_id: Some(DeveloperId(4)),
        name: "\u{1b}[31mÁlvaro \u{202e}Ñúñez 漢字".into(),
        country: "CO".parse().ok(),
        client: Some("Cobalt".into()),
        opened_on: date(1969, 12, 20),
        due_on: date(1970, 1, 1),
        says: "the identity document expired on 1969-12-19".into(),
    }
}

pub(in crate::screen) fn board_of(lines: Vec<FindingLine>) -> Board {
    let n_by_severity = lines.iter().map(|line| (line.severity, 1)).collect();
    let checked_on = Some(date(1970, 1, 1));
    Board::Findings(FindingsBoard { at: NOW, lines, n_by_severity, checked_on })
}

fn shown(lines: Vec<FindingLine>, size: (u16, u16)) -> App {
    let mut app = opened(Screen::Findings, Slot::Findings, board_of(lines), size);
    app.update(Event::Link(Link::Live));
    app
}

pub(in crate::screen) fn lines() -> Vec<FindingLine> {
    vec![
        line(1, "DOC-02", Severity::BlockPayment),
        line(2, "DOC-06", Severity::BlockPlacement),
        line(3, "TAX-01", Severity::Warn),
        line(4, "CLS-05", Severity::Info),
    ]
}

#[test]
fn each_finding_is_a_line_with_its_rule_below() {
    for (width, height) in SIZES {
        let text = frame(&shown(lines(), (width, height)), (width, height));
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
        insta::assert_snapshot!(format!("findings_{width}x{height}"), text);
    }
}

#[test]
fn nothing_found_is_said() {
    let text = frame(&shown(vec![], (120, 36)), (120, 36));
    assert!(text.contains("Nothing is found that is not settled."), "{text}");
}

#[test]
fn a_finding_is_acknowledged_with_a_reason() {
    let mut app = shown(lines(), (120, 36));
    press(&mut app, KeyCode::Char('A'));
    press(&mut app, KeyCode::Enter);
    let text = frame(&app, (120, 36));
    assert!(text.contains("sereno findings acknowledge 1"), "{text}");
    type_in(&mut app, "asked for the new one");
    press(&mut app, KeyCode::Enter);
    // A `y` counts once the question could be read.
    app.update(Event::Clock(NOW + SignedDuration::from_secs(10)));
    let effects = press(&mut app, KeyCode::Char('y'));
    let meant = Act::Finding(FindingAct::Acknowledge(vec![FindingId(1)]));
    assert!(
        matches!(&effects[..], [Effect::Act { act, reason, .. }]
            if *act == meant && reason.as_str() == "asked for the new one"),
        "{effects:?}"
    );
}

#[test]
fn only_problems_are_what_stops_something() {
    let mut app = shown(lines(), (120, 36));
    press(&mut app, KeyCode::Char('!'));
    let text = frame(&app, (120, 36));
    assert!(text.contains("FINDINGS · 2 of 4") && !text.contains("TAX-01"), "{text}");
}

#[test]
fn the_filter_looks_in_one_field_where_it_names_one() {
    let mut other = line(5, "DOC-05", Severity::Warn);
    other.country = "BR".parse().ok();
    other.client = Some("Acme".into());
    other.due_on = date(1970, 1, 9);
    let mut app = shown([lines(), vec![other]].concat(), (120, 36));
    press(&mut app, KeyCode::Char('/'));
    type_in(&mut app, "rule:doc country:br client:acm due:8 severity:warn");
    let text = frame(&app, (120, 36));
    assert!(text.contains("1 of 5") && text.contains("DOC-05"), "{text}");
    insta::assert_snapshot!("filtering_120x36", text);
    press(&mut app, KeyCode::Esc);
    press(&mut app, KeyCode::Char('/'));
    type_in(&mut app, "severity:block");
    assert!(frame(&app, (120, 36)).contains("FINDINGS · 2 of 5"));
    press(&mut app, KeyCode::Esc);
    press(&mut app, KeyCode::Char('/'));
    type_in(&mut app, "due:7 country:BR");
    let text = frame(&app, (120, 36));
    assert!(text.contains("`due:7 country:BR` together leaves nothing"), "{text}");
}

#[test]
fn many_are_acknowledged_with_one_reason_and_lose_their_marks() {
    let mut app = shown(lines(), (120, 36));
    press(&mut app, KeyCode::Char('/'));
    type_in(&mut app, "severity:block");
    press(&mut app, KeyCode::Enter);
    press(&mut app, KeyCode::Char('*'));
    press(&mut app, KeyCode::Esc);
    press(&mut app, KeyCode::Char('G'));
    press(&mut app, KeyCode::Char(' '));
    let text = frame(&app, (120, 36));
    assert!(text.contains("3 marked"), "{text}");
    insta::assert_snapshot!("marked_120x36", text);
    let effects = press(&mut app, KeyCode::Char('A'));
    let [Effect::Preview { ticket, .. }] = effects[..] else { panic!("{effects:?}") };
    let says = ["3 of 3 are open and would be acknowledged", "2 of them stop something"];
    let lines_of = says.iter().map(|line| (*line).into()).collect();
    let receipt = Receipt { lines: lines_of, n: Some(3), undo: None };
    app.update(Event::Previewed { ticket, result: Ok(receipt) });
    type_in(&mut app, "asked for all three");
    insta::assert_snapshot!("bulk_120x36", frame(&app, (120, 36)));
    press(&mut app, KeyCode::Enter);
    app.update(Event::Clock(NOW + SignedDuration::from_secs(10)));
    let effects = press(&mut app, KeyCode::Char('y'));
    let ids = [1, 2, 4].map(FindingId).to_vec();
    let [Effect::Act { act, ticket, .. }] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(*act, Act::Finding(FindingAct::Acknowledge(ids)));
    let receipt = Receipt { lines: vec!["done".into()], n: Some(3), undo: None };
    let effects = app.update(Event::Acted { ticket: *ticket, result: Ok(receipt) });
    let [Effect::Load { generation, slot, .. }] = effects[..] else { panic!("{effects:?}") };
    let mut after = lines();
    for line in after.iter_mut().filter(|line| line.rule.as_str() != "TAX-01") {
        line.state = FindingState::Acknowledged;
    }
    app.update(Event::Loaded { slot, generation, result: Ok(Box::new(board_of(after))) });
    let text = frame(&app, (120, 36));
    assert!(!text.contains("marked") && text.contains("acknowledged"), "{text}");
}

#[test]
fn what_somebody_is_at_cannot_be_marked() {
    let mut known = line(1, "DOC-02", Severity::BlockPayment);
    known.state = FindingState::Acknowledged;
    let mut app = shown(vec![known], (120, 36));
    press(&mut app, KeyCode::Char(' '));
    assert!(frame(&app, (120, 36)).contains("this row cannot be marked"));
    press(&mut app, KeyCode::Char('*'));
    assert!(frame(&app, (120, 36)).contains("no row here can be marked"));
}

#[test]
fn marks_are_put_on_all_and_taken_away_again() {
    let mut app = shown(lines(), (120, 36));
    press(&mut app, KeyCode::Char('*'));
    assert!(frame(&app, (120, 36)).contains("4 marked"));
    press(&mut app, KeyCode::Char('*'));
    assert!(!frame(&app, (120, 36)).contains("marked"));
}

#[test]
fn a_range_takes_the_rows_that_can_be_marked() {
    let mut board = lines();
    board[1].state = FindingState::Acknowledged;
    let mut app = shown(board, (120, 36));
    type_in(&mut app, "vjj");
    let text = frame(&app, (120, 36));
    assert!(text.contains("range 2") && text.matches('◇').count() == 2, "{text}");
    type_in(&mut app, "v");
    let text = frame(&app, (120, 36));
    assert!(text.contains("2 marked") && text.matches('◆').count() == 2, "{text}");
    press(&mut app, KeyCode::Char('A'));
    assert!(frame(&app, (120, 36)).contains("sereno findings acknowledge 1 3"));
}

#[test]
fn a_range_ends_when_its_first_row_is_gone() {
    let mut app = shown(lines(), (120, 36));
    type_in(&mut app, "jvj");
    let effects = press(&mut app, KeyCode::Char('r'));
    let [Effect::Load { generation, slot, .. }] = effects[..] else { panic!("{effects:?}") };
    let mut after = lines();
    after.remove(1);
    app.update(Event::Loaded { slot, generation, result: Ok(Box::new(board_of(after))) });
    let text = frame(&app, (120, 36));
    assert!(text.contains("the row the range began at is gone"), "{text}");
    assert!(!text.contains("range 1"), "{text}");
}

#[test]
fn a_list_that_was_not_read_to_its_end_says_so() {
    let mut board = FindingsBoard {
        at: NOW,
        lines: lines(),
        n_by_severity: [(Severity::BlockPayment, 31_204)].into(),
        checked_on: Some(date(1970, 1, 1)),
    };
    let mut app =
        opened(Screen::Findings, Slot::Findings, Board::Findings(board.clone()), (120, 36));
    assert!(frame(&app, (120, 36)).contains("FINDINGS · first 4 of 31,204"));
    press(&mut app, KeyCode::Char('!'));
    assert!(frame(&app, (120, 36)).contains("FINDINGS · 2 of the first 4 of 31,204"));
    board.n_by_severity = [(Severity::BlockPayment, 4)].into();
    let app = opened(Screen::Findings, Slot::Findings, Board::Findings(board), (120, 36));
    assert!(frame(&app, (120, 36)).contains("FINDINGS · 4 ·"));
}
