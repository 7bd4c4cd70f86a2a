//! The screen at the sizes people have, and how it is reached.

use crossterm::event::KeyCode;
use jiff::Timestamp;
use sereno_domain::board::answer::AnswerHeader;
use sereno_domain::board::choice::Choice;
use sereno_domain::board::{CandidateLine, Movement, ShortlistBoard};
use sereno_domain::id::RunId;
use sereno_domain::matching::compare::{Comparison, Difference};
use sereno_domain::matching::standing::Standing;
use sereno_domain::matching::{
    Component, ComponentLine, Explanation, Filter, FilterLine, N_COMPONENTS,
};

use sereno_domain::developer::Seniority;

use super::*;
use crate::effect::Slot;
use crate::testing::{ROLE, SIZES, frame, opened, press, role, type_in};

const ANA: DeveloperId = DeveloperId(11);
const BRUNO: DeveloperId = DeveloperId(12);

fn side(developer_id: DeveloperId, place: u32, value: u8, stopped: bool) -> Side {
    let component = |component: &Component| ComponentLine {
        component: *component,
        weight_bp: 800,
        value,
        points: 800 * u32::from(value),
        known: *component != Component::Industry,
        evidence: format!("evidence \u{1b}[2Jof {component}"),
    };
    let filter = |filter: &Filter| FilterLine {
        filter: *filter,
        verdict: if stopped && *filter == Filter::Rate { Verdict::Fail } else { Verdict::Pass },
        demanded: "demanded".to_owned(),
        found: format!("found of {filter}"),
    };
    let components: Vec<ComponentLine> = Component::ALL.iter().map(component).collect();
    let score = components.iter().map(|line| line.points).sum();
    Side {
        explanation: Explanation {
            role_id: ROLE,
            developer_id,
            score,
            confidence: 90,
            filters: Filter::ALL.iter().map(filter).collect(),
            components,
            skills: vec![],
        },
        standing: Standing {
            score,
            n_qualified: 3,
            failed: if stopped { vec![Filter::Rate] } else { vec![] },
            place,
            above: None,
            shortlist: None,
        },
    }
}

pub(in crate::screen) fn comparison(stopped: bool) -> Board {
    let (first, second) = (side(ANA, 1, 80, false), side(BRUNO, 2, 60, stopped));
    let lines = first.explanation.components.iter().zip(&second.explanation.components);
    let points = |line: &ComponentLine| i32::try_from(line.points).unwrap();
    let differences: Vec<Difference> = lines
        .map(|(one, other)| Difference {
            component: one.component,
            points: points(one) - points(other),
        })
        .collect();
    let points = differences.iter().map(|line| line.points).sum();
    let header = AnswerHeader {
        at: Timestamp::UNIX_EPOCH,
        role: role(),
        run_id: RunId(3),
        before_run_id: None,
        adjustments: vec![],
    };
    let people = [(ANA, "Ana Morales".into()), (BRUNO, "Bruno Teixeira".into())].into();
    let comparison = Comparison { first, second, differences, points };
    Board::Compare(CompareBoard { header, comparison, people })
}

#[test]
fn two_side_by_side() {
    let screen = Screen::Compare { role: ROLE, one: ANA, other: BRUNO };
    for (width, height) in SIZES {
        for (name, stopped) in [("both_pass", false), ("one_stopped", true)] {
            let app = opened(screen, Slot::Compare, comparison(stopped), (width, height));
            let text = frame(&app, (width, height));
            assert!(!text.contains('\u{1b}'), "{text}");
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), text);
        }
    }
}

fn shortlist() -> Board {
    let line = |rank, developer_id, name: &str| CandidateLine {
        rank,
        developer_id,
        name: name.into(),
        country: "CO".parse().unwrap(),
        seniority: Some(Seniority::Senior),
        score: 800_000,
        movement: Movement::Same,
        values: [80; N_COMPONENTS],
        confidence: 90,
        choice: Choice::default(),
    };
    Board::Shortlist(ShortlistBoard {
        at: Timestamp::UNIX_EPOCH,
        role: role(),
        candidates: vec![line(1, ANA, "Ana Morales"), line(2, BRUNO, "Bruno Teixeira")],
        off_list: vec![],
        adjustments: vec![],
        relax: None,
    })
}

#[test]
fn marks_on_a_role_lead_here() {
    let mut app = opened(Screen::Role(ROLE), Slot::Shortlist, shortlist(), (120, 36));
    let mut press = |code| {
        press(&mut app, code);
        (app.here(), frame(&app, (120, 36)))
    };
    let (here, text) = press(KeyCode::Char('c'));
    assert_eq!(here, Screen::Role(ROLE));
    assert!(text.contains("mark two developers of a role with space"), "{text}");
    let (_, text) = press(KeyCode::Char(' '));
    assert!(text.contains("▌◆   1"), "{text}");
    press(KeyCode::Char('j'));
    let pair = Screen::Compare { role: ROLE, one: ANA, other: BRUNO };
    assert_eq!(press(KeyCode::Char('c')).0, pair, "the marked one and the one under the cursor");
    assert_eq!(press(KeyCode::Esc).0, Screen::Role(ROLE));
    press(KeyCode::Char(' '));
    assert_eq!(press(KeyCode::Char('c')).0, pair);
}

#[test]
fn a_range_of_two_is_compared_and_is_no_longer() {
    let mut app = opened(Screen::Role(ROLE), Slot::Shortlist, shortlist(), (120, 36));
    type_in(&mut app, "vG");
    assert!(frame(&app, (120, 36)).contains("range 2"));
    type_in(&mut app, "c");
    assert_eq!(app.here(), Screen::Compare { role: ROLE, one: ANA, other: BRUNO });
}
