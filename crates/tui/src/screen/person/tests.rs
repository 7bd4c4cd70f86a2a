//! The list and one developer at the sizes people have, with names that would like to do harm.

use std::collections::BTreeMap;

use crossterm::event::KeyCode;
use jiff::civil::date;
use sereno_domain::board::person::{PeopleBoard, PersonLine};
use sereno_domain::clean_text::CleanText;
use sereno_domain::compliance::document::DocumentKind;
use sereno_domain::developer::{DeveloperStatus, English, Seniority};
use sereno_domain::finding::Severity;
use sereno_domain::id::{ClientId, DeveloperId, EvaluatorId, FindingId, PlacementId, RoleId};
use sereno_domain::placement_health::Band;
use sereno_domain::regime::Regime;
use sereno_domain::vetting::VettingStage;

use super::super::findings::tests::line as finding;
use super::super::placement::tests::{document, line as placement, terms};
use super::*;
use crate::app::App;
use crate::effect::{Effect, Query, Slot};
use crate::event::{Event, LoadError};
use crate::testing::{NOW, SIZES, app, frame, opened, press, type_in};

/// Escapes, marks that turn text round, wide characters, and one that is put together of two.
const HOSTILE: &str = "\u{1b}]0;gone\u{7}Jose\u{301} \u{202e}李明 \u{200b}Ñúñez\u{9b}2J";

pub(in crate::screen) fn line(developer: i64, name: &str, status: DeveloperStatus) -> PersonLine {
    let at_work = status == DeveloperStatus::Placed;
    PersonLine {
        developer_id: DeveloperId(developer),
        name: name.into(),
        country: "CO".parse().ok(),
        seniority: Some(Seniority::Senior),
        status,
        skills: ["rust", "postgresql", "kafka"].map(CleanText::new).to_vec(),
        vetting: Lasting::of(at_work, Some(date(1970, 1, 20))),
        client_id: at_work.then_some(ClientId(2)),
        client: at_work.then(|| "Northwind".into()),
        n_at_work: if at_work { 2 } else { 0 },
        n_placements: 3,
        n_findings: 2,
        n_blocking: u32::from(developer == 1),
        due_on: Some(date(1969, 12, 30)),
    }
}

fn people(lines: Vec<PersonLine>, size: (u16, u16)) -> App {
    let n_by_status =
        BTreeMap::from([(DeveloperStatus::Placed, 96_000), (DeveloperStatus::Bench, 304_000)]);
    let n_by_status = if lines.is_empty() { BTreeMap::new() } else { n_by_status };
    let as_of = date(1970, 1, 1);
    let n_stopped = u64::from(!lines.is_empty());
    let board = PeopleBoard { at: NOW, as_of, lines, n_by_status, n_stopped };
    opened(Screen::People, Slot::People, Board::People(board), size)
}

fn lines() -> Vec<PersonLine> {
    let mut unknown = line(3, "developer 3", DeveloperStatus::Bench);
    unknown.country = None;
    unknown.seniority = None;
    unknown.skills.clear();
    unknown.vetting = Lasting::Missing;
    unknown.n_findings = 0;
    unknown.due_on = None;
    vec![
        line(1, HOSTILE, DeveloperStatus::Placed),
        line(2, "Ana Morales de la Torre y Villavicencio", DeveloperStatus::Vetting),
        unknown,
    ]
}

#[test]
fn people_are_listed_with_how_many_there_are() {
    for (width, height) in SIZES {
        let text = frame(&people(lines(), (width, height)), (width, height));
        assert!(text.contains("PEOPLE · first 3 of 400,000"), "{text}");
        insta::assert_snapshot!(format!("people_{width}x{height}"), text);
    }
}

#[test]
fn nobody_is_said() {
    let text = frame(&people(Vec::new(), (80, 24)), (80, 24));
    assert!(text.contains("There is nobody yet."), "{text}");
}

#[test]
fn people_are_narrowed_by_field() {
    let mut app = people(lines(), (120, 36));
    for (filter, left) in [
        ("status:placed", "1 of the first 3"),
        ("skill:rust vetted:30", "1 of the first 3"),
        ("band:senior !client:north", "1 of the first 3"),
        ("due:0", "2 of the first 3"),
    ] {
        press(&mut app, KeyCode::Char('/'));
        type_in(&mut app, filter);
        let text = frame(&app, (120, 36));
        assert!(text.contains(left), "{filter}:\n{text}");
        press(&mut app, KeyCode::Esc);
    }
}

pub(in crate::screen) fn board(name: &str) -> PersonBoard {
    let stage = |stage, score, outcome| VettingResult {
        stage,
        outcome,
        score,
        held_on: date(1969, 3, 1),
        expires_on: Some(date(1970, 1, 20)),
        evaluator: Some(EvaluatorId(7)),
    };
    let skill = |skill: &str, level, evidence| DeveloperSkill {
        skill: skill.to_owned(),
        level,
        years_tenths: Some(65),
        last_used_on: None,
        evidence,
    };
    let mut over = placement(4, None, 0);
    over.ends_on = Some(date(1969, 6, 1));
    let mut of_placement = document(DocumentKind::Contract, "verified", None);
    of_placement.placement_id = Some(PlacementId(5));
    of_placement.document_id = sereno_domain::id::DocumentId(9);
    PersonBoard {
        at: NOW,
        as_of: date(1970, 1, 1),
        line: line(1, name, DeveloperStatus::Placed),
        english: Some(English::C1),
        years_experience_tenths: Some(91),
        available_from: Some(date(1970, 3, 1)),
        engagement: Some(Engagement::ContractorCompany),
        vetting: vec![
            stage(VettingStage::CodeQuality, 91, VettingOutcome::Passed),
            stage(VettingStage::Architecture, 41, VettingOutcome::Failed),
        ],
        attestations: vec![Attestation {
            regime: Regime::PciDss,
            attested_on: date(1969, 1, 1),
            expires_on: None,
        }],
        skills: vec![
            skill("rust\u{1b}[2J", 5, Evidence::Assessed),
            skill("kafka", 2, Evidence::Claimed),
        ],
        documents: vec![
            document(DocumentKind::Identity, "expired", Some(date(1969, 12, 19))),
            of_placement,
        ],
        placements: vec![
            PersonPlacement { line: placement(5, Some(Band::AtRisk), 4_560), terms: Some(terms()) },
            PersonPlacement { line: over, terms: None },
        ],
        findings: vec![
            finding(9, "DOC-02", Severity::BlockPayment),
            finding(8, "VET-01", Severity::Warn),
        ],
        lists: vec![BestRoleLine {
            role_id: RoleId(7),
            title: "Backend Engineer".into(),
            client: "Cobalt".into(),
            score: 812_300,
            confidence: 92,
            rank: Some(3),
        }],
    }
}

fn shown(size: (u16, u16)) -> App {
    let at = Screen::Person(DeveloperId(1));
    opened(at, Slot::Person, Board::Person(Box::new(board(HOSTILE))), size)
}

#[test]
fn one_developer_shows_all_that_belongs_to_them() {
    for (width, height) in SIZES {
        let text = frame(&shown((width, height)), (width, height));
        insta::assert_snapshot!(format!("person_{width}x{height}"), text);
    }
}

#[test]
fn on_a_small_screen_the_list_with_the_cursor_is_open() {
    let mut app = shown((80, 24));
    for (title, row) in [
        ("PLACEMENTS", "Northwind"),
        ("ON LISTS", "Backend Engineer"),
        ("VETTING", "evaluator 7"),
        ("PAPERS", "identity document"),
        ("SKILLS", "their word"),
        ("FINDINGS", "DOC-02"),
    ] {
        press(&mut app, KeyCode::Tab);
        let text = frame(&app, (80, 24));
        let after = text.split_once(title).map(|(_, after)| after).unwrap_or_default();
        assert!(after.contains(row), "{title}:\n{text}");
    }
    insta::assert_snapshot!("person_all_around_80x24", frame(&app, (80, 24)));
}

#[test]
fn each_row_leads_to_what_it_is_about() {
    let person = Screen::Person(DeveloperId(1));
    let role = Screen::Why { role: RoleId(7), developer: DeveloperId(1) };
    for (n_tabs, there) in [
        (0, Screen::Findings),
        (1, Screen::Placement(PlacementId(5))),
        (2, role),
        (3, person),
        (5, person),
    ] {
        let mut app = shown((120, 36));
        for _ in 0..n_tabs {
            press(&mut app, KeyCode::Tab);
        }
        press(&mut app, KeyCode::Enter);
        assert_eq!(app.here(), there, "after {n_tabs} tabs");
    }
    let mut app = shown((120, 36));
    for _ in 0..4 {
        press(&mut app, KeyCode::Tab);
    }
    press(&mut app, KeyCode::Enter);
    assert_eq!(app.here(), person, "a paper of the developer's own leads nowhere");
    press(&mut app, KeyCode::Char('j'));
    press(&mut app, KeyCode::Enter);
    assert_eq!(app.here(), Screen::Placement(PlacementId(5)));
    press(&mut app, KeyCode::Esc);
    press(&mut app, KeyCode::Char('d'));
    assert_eq!(app.here(), Screen::Developer(DeveloperId(1)));
    press(&mut app, KeyCode::Esc);
    press(&mut app, KeyCode::Esc);
    assert_eq!(app.here(), Screen::People);
}

#[test]
fn a_finding_is_stood_on_where_it_leads() {
    let mut app = shown((120, 36));
    press(&mut app, KeyCode::Char('j'));
    let effects = press(&mut app, KeyCode::Enter);
    let Some(Effect::Load { slot, generation, query: Query::Findings }) = effects.last() else {
        panic!("{effects:?}")
    };
    let lines = [5, 9, 8].map(|id| finding(id, "DOC-02", Severity::Warn)).to_vec();
    let board = sereno_domain::board::finding::FindingsBoard {
        at: NOW,
        lines,
        n_by_severity: BTreeMap::from([(Severity::Warn, 3)]),
        checked_on: Some(date(1970, 1, 1)),
    };
    let result = Ok(Box::new(Board::Findings(board)));
    app.update(Event::Loaded { slot: *slot, generation: *generation, result });
    let text = frame(&app, (120, 36));
    assert!(text.contains(&format!("finding {}", FindingId(8))), "{text}");
}

#[test]
fn what_is_found_is_acknowledged_here_as_well() {
    let mut app = shown((120, 36));
    press(&mut app, KeyCode::Char('A'));
    press(&mut app, KeyCode::Enter);
    let text = frame(&app, (120, 36));
    assert!(text.contains("sereno findings acknowledge 9"), "{text}");
}

#[test]
fn while_it_loads_and_when_it_cannot() {
    let at = Screen::Person(DeveloperId(1));
    let (mut app, _) = app(at);
    app.update(Event::Resize(80, 24));
    let text = frame(&app, (80, 24));
    assert!(text.contains("People › developer 1") && text.contains("░░░"), "{text}");
    let error = LoadError {
        message: "there is no such developer: `sereno people` lists those there are".into(),
        offline: false,
        missing: true,
    };
    app.update(Event::Loaded { slot: Slot::Person, generation: 1, result: Err(error) });
    let text = frame(&app, (80, 24));
    assert!(text.contains("There is no such thing here."), "{text}");
    insta::assert_snapshot!("missing_80x24", text);
}

#[test]
fn a_screen_that_is_written_out_is_reached() {
    let mut app = people(lines(), (120, 36));
    press(&mut app, KeyCode::Char(':'));
    type_in(&mut app, "person:1203");
    press(&mut app, KeyCode::Enter);
    assert_eq!(app.here(), Screen::Person(DeveloperId(1_203)));
}
