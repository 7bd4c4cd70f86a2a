//! The screen at the sizes people have.

use crossterm::event::KeyCode;
use jiff::civil::date;
use sereno_domain::board::RoleLine;
use sereno_domain::developer::English;
use sereno_domain::id::{DeveloperId, RunId};
use sereno_domain::matching::answer::PairAnswer;
use sereno_domain::matching::changed::{Cause, CauseKind, Night, PairChange};
use sereno_domain::matching::counterfactual::{Change, Counterfactual, Counterfactuals, Goal};
use sereno_domain::matching::fact_change::FactChange;
use sereno_domain::matching::standing::{Balance, Benchmark, Gap, Lean, Standing};
use sereno_domain::matching::{Component, Explanation, Filter, N_COMPONENTS};
use sereno_domain::role::Importance;

use super::*;
use crate::effect::Slot;
use crate::testing::{self, NOW, ROLE, SIZES, opened, press, role};

const DEVELOPER: DeveloperId = DeveloperId(1203);

pub(in crate::screen) fn explanation(verdict: impl Fn(Filter) -> Verdict) -> Explanation {
    let component = |component: &Component| ComponentLine {
        component: *component,
        weight_bp: 800,
        value: 50,
        points: 40_000,
        known: *component != Component::Industry,
        evidence: format!("evidence of {component}"),
    };
    let components: Vec<ComponentLine> = Component::ALL.iter().map(component).collect();
    Explanation {
        role_id: ROLE,
        developer_id: DEVELOPER,
        score: components.iter().map(|line| line.points).sum(),
        confidence: 92,
        filters: Filter::ALL
            .iter()
            .map(|filter| FilterLine {
                filter: *filter,
                verdict: verdict(*filter),
                demanded: format!("demand of {filter}"),
                found: format!("found of {filter}"),
            })
            .collect(),
        components,
        skills: vec![SkillLine {
            skill: "Python".to_owned(),
            importance: Importance::Must,
            level: 3,
            value: 90,
            evidence: "level 4 by assessment".to_owned(),
        }],
    }
}

pub(in crate::screen) fn answer(stopped: bool) -> PairAnswer {
    let night = |score, place| Night { as_of: date(1969, 12, 31), score, place, n_qualified: 80 };
    let cause = |kind, what: &str, points: i32| {
        let mut by_component = [0; N_COMPONENTS];
        by_component[0] = points;
        Cause {
            kind,
            what: what.to_owned(),
            before: "C1".to_owned(),
            after: "C2".to_owned(),
            points: by_component,
            stops: vec![],
            lets_by: if stopped || points < 0 { vec![] } else { vec![Filter::English] },
        }
    };
    let gap = |place| Gap { place, developer_id: DeveloperId(9), points: 12_500 };
    let lean = |component, value| Lean { component, value, usual: 60, points: 33_600 };
    let found = Counterfactual {
        change: Change::Developer(FactChange::English(English::C1)),
        words: "English C1 instead of B2".to_owned(),
        effort: 4,
        place: 48,
        score: 440_000,
    };
    PairAnswer {
        standing: Standing {
            score: 440_000,
            n_qualified: 80,
            failed: if stopped { vec![Filter::English, Filter::Rate] } else { vec![] },
            place: 73,
            above: Some(gap(72)),
            shortlist: Some(gap(50)),
        },
        balance: Balance {
            benchmark: Benchmark::ShortlistMedian { n_others: 49 },
            strengths: vec![lean(Component::TechStack, 92)],
            weaknesses: vec![lean(Component::Rate, 20)],
        },
        counterfactuals: vec![Counterfactuals {
            goal: if stopped { Goal::Qualify } else { Goal::Place(50) },
            found: if stopped { vec![] } else { vec![found] },
        }],
        changed: Some(PairChange {
            before: night(400_000, None),
            after: night(440_000, Some(73)),
            points: 40_000,
            causes: vec![
                cause(CauseKind::Developer, "English", 50_000),
                cause(CauseKind::Calendar, "business date", -10_000),
            ],
            n_came_ahead: 2,
            n_fell_behind: 1,
        }),
    }
}

fn frame(explanation: Explanation, width: u16, height: u16) -> String {
    frame_of(explanation, answer(false), "", width, height)
}

fn frame_of(
    explanation: Explanation,
    answer: PairAnswer,
    keys: &str,
    width: u16,
    height: u16,
) -> String {
    let board = Board::Why(board(explanation, answer));
    let screen = Screen::Why { role: ROLE, developer: DEVELOPER };
    let mut app = opened(screen, Slot::Why, board, (width, height));
    for key in keys.chars() {
        press(&mut app, if key == '\t' { KeyCode::Tab } else { KeyCode::Char(key) });
    }
    testing::frame(&app, (width, height))
}

pub(in crate::screen) fn board(explanation: Explanation, answer: PairAnswer) -> WhyBoard {
    WhyBoard {
        at: NOW,
        role: RoleLine { n_qualified: Some(1), ..role() },
        name: "Ana Morales".into(),
        country: "CO".parse().unwrap(),
        rank: None,
        run_id: RunId(3),
        model: "house-2".to_owned(),
        explanation,
        answer: Box::new(answer),
        people: std::iter::once((DeveloperId(9), "Bruno Teixeira".into())).collect(),
        before_unreadable: None,
    }
}

#[test]
fn a_tab_turns_to_what_would_change_it() {
    for (width, height) in SIZES {
        let keys = if width < 160 { "\t" } else { "" };
        let page = |stopped| {
            let verdict = |_| if stopped { Verdict::Fail } else { Verdict::Pass };
            frame_of(explanation(verdict), answer(stopped), keys, width, height)
        };
        insta::assert_snapshot!(format!("answers_{width}x{height}"), page(false));
        insta::assert_snapshot!(format!("answers_stopped_{width}x{height}"), page(true));
    }
}

#[test]
fn every_component_and_the_sum_fit_an_old_terminal() {
    let text = frame(explanation(|_| Verdict::Pass), 80, 24);
    for component in Component::ALL {
        let name = component.name().replace('_', " ");
        assert!(text.lines().any(|line| line.trim_start().starts_with(&name)), "{name}:\n{text}");
    }
    assert!(text.contains("sum of the parts = the score ✓"), "{text}");
    assert!(text.contains("10 more pass: overlap, english"), "{text}");
}

#[test]
fn filters_that_stop_come_before_those_that_pass_where_not_all_fit() {
    let text = frame(
        explanation(|filter| match filter {
            Filter::Regimes => Verdict::Fail,
            Filter::Capacity => Verdict::Unknown,
            _ => Verdict::Pass,
        }),
        80,
        24,
    );
    let line = |what: &str| text.lines().position(|line| line.contains(what));
    let (stops, asks) = (line("stops: found of regimes"), line("ask: found of capacity"));
    assert!(stops.is_some() && stops < asks, "{text}");
    assert!(text.contains("1 in the way"), "{text}");
    assert!(text.contains("10 more pass: skills"), "{text}");
}

#[test]
fn more_in_the_way_than_fits_is_not_called_passing() {
    let text = frame(explanation(|_| Verdict::Fail), 80, 24);
    assert!(text.contains("12 in the way") && text.contains("10 more: overlap"), "{text}");
    assert!(!text.contains("more pass"), "{text}");
}

#[test]
fn a_tall_terminal_shows_every_filter_in_order() {
    let text = frame(explanation(|_| Verdict::Pass), 100, 50);
    let at = |filter: &Filter| {
        text.lines().position(|line| line.contains(&format!("found of {filter} ")))
    };
    let places: Vec<_> = Filter::ALL.iter().map(at).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{text}");
}
