use jiff::civil::date;

use super::*;
use crate::finding::{Subject, SubjectKind};

const DAY: Date = date(2026, 11, 30);

fn found(severity: Severity, grace_days: u16) -> Found {
    Found {
        key: FindingKey {
            subject: Subject { kind: SubjectKind::Developer, id: 1 },
            rule: "DOC-01".to_owned(),
            detail: "identity".to_owned(),
        },
        rule_version: 1,
        severity,
        grace_days,
        due_on: None,
        says: "no identity document".to_owned(),
        evidence: BTreeMap::new(),
    }
}

/// The finding as the database keeps it after a change.
fn stored(change: &Change) -> StoredFinding {
    StoredFinding {
        finding_id: FindingId(1),
        state: change.state,
        severity: change.severity,
        due_on: change.due_on,
        waived_until: None,
        found: change.found.clone(),
    }
}

fn only(mut changes: Vec<Change>) -> Change {
    assert_eq!(changes.len(), 1, "{changes:?}");
    changes.remove(0)
}

#[test]
fn what_is_found_twice_opens_once() {
    let first = only(changes(vec![], vec![found(Severity::Warn, 0)], DAY));
    assert_eq!(first.events, [FindingEventKind::Opened]);
    assert_eq!(changes(vec![stored(&first)], vec![found(Severity::Warn, 0)], DAY), []);
}

#[test]
fn it_stops_nothing_until_the_very_day_it_is_due() {
    let block = Severity::BlockPayment;
    let first = only(changes(vec![], vec![found(block, 10)], DAY));
    assert_eq!((first.severity, first.due_on), (Severity::Warn, date(2026, 12, 10)));
    let kept = stored(&first);
    assert_eq!(changes(vec![kept.clone()], vec![found(block, 10)], date(2026, 12, 9)), []);
    let due = only(changes(vec![kept], vec![found(block, 10)], date(2026, 12, 10)));
    assert_eq!((due.severity, due.events), (block, vec![FindingEventKind::Due]));
}

#[test]
fn without_grace_it_stops_at_once() {
    let first = only(changes(vec![], vec![found(Severity::BlockPlacement, 0)], DAY));
    assert_eq!(first.severity, Severity::BlockPlacement);
}

#[test]
fn what_is_no_longer_found_is_resolved_and_comes_back_with_its_history() {
    let first = only(changes(vec![], vec![found(Severity::Warn, 0)], DAY));
    let gone = only(changes(vec![stored(&first)], vec![], DAY));
    assert_eq!(
        (gone.state, &gone.events),
        (FindingState::Resolved, &vec![FindingEventKind::Resolved])
    );
    let resolved = stored(&gone);
    assert_eq!(changes(vec![resolved.clone()], vec![], DAY), []);
    let back = only(changes(vec![resolved], vec![found(Severity::Warn, 0)], DAY));
    assert_eq!(back.finding_id, Some(FindingId(1)));
    assert_eq!((back.state, back.events), (FindingState::Open, vec![FindingEventKind::Reopened]));
}

#[test]
fn a_waiver_ends_on_its_day_and_not_before() {
    let until = date(2026, 12, 15);
    let first = only(changes(vec![], vec![found(Severity::Warn, 0)], DAY));
    let waived =
        StoredFinding { state: FindingState::Waived, waived_until: Some(until), ..stored(&first) };
    let on = |day| changes(vec![waived.clone()], vec![found(Severity::Warn, 0)], day);
    assert_eq!(on(date(2026, 12, 14)), []);
    let ended = only(on(until));
    assert_eq!(
        (ended.state, ended.events),
        (FindingState::Open, vec![FindingEventKind::WaiverEnded])
    );
}

#[test]
fn other_grounds_are_noted_and_leave_the_state_alone() {
    let first = only(changes(vec![], vec![found(Severity::Warn, 0)], DAY));
    let kept = StoredFinding { state: FindingState::Acknowledged, ..stored(&first) };
    let mut other = found(Severity::Warn, 0);
    other.evidence.insert("days".to_owned(), "3".to_owned());
    let changed = only(changes(vec![kept], vec![other], DAY));
    assert_eq!(changed.state, FindingState::Acknowledged);
    assert_eq!(changed.events, [FindingEventKind::Changed]);
}
