//! The screen at the sizes people have, a hostile name in it, and what can be done from it.

use crossterm::event::KeyCode;
use jiff::SignedDuration;
use jiff::civil::date;
use sereno_domain::finding::Subject;
use sereno_domain::id::{DeveloperId, FindingId};

use super::*;
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

fn shown(lines: Vec<FindingLine>, size: (u16, u16)) -> App {
    let n_by_severity = lines.iter().map(|line| (line.severity, 1)).collect();
    let checked_on = Some(date(1970, 1, 1));
    let board = Board::Findings(FindingsBoard { at: NOW, lines, n_by_severity, checked_on });
    let mut app = opened(Screen::Findings, Slot::Findings, board, size);
    app.update(Event::Link(Link::Live));
    app
}

fn lines() -> Vec<FindingLine> {
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
    let meant = Act::Finding(FindingAct::Acknowledge(FindingId(1)));
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
