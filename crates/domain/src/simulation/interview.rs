//! Vetting: who held it, what was asked, and what the answers were worth. Behind every score stand
//! what the person can do, how severe the evaluator is, and chance.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::SimulatedItem;
use super::draw::{Draw, Kind};
use crate::competency::{Competency, N_COMPETENCIES};
use crate::developer::DeveloperStatus;
use crate::id::EvaluatorId;
use crate::question::{Question, QuestionBank, QuestionKind};
use crate::vetting::{VettingOutcome, VettingResult, VettingStage};

/// People who hold interviews.
pub(super) const N_EVALUATORS: u32 = 24;
/// How many tenths of a point of 5 evaluators are above the others.
const SEVERITIES: &[(u32, i64)] = &[(3, -9), (4, -4), (6, 0), (4, 4), (3, 8)];

/// Days a passed stage of vetting counts.
const VETTING_DAYS: i64 = 730;

/// A question everybody asks.
const OFTEN_ASKED: &str = "payment-sent-twice";
/// A question whose answers say nothing.
const TELLS_NOTHING: &str = "deadline-against-tests";

/// What somebody can do.
pub(super) struct Talent {
    /// Tenths of a point of 5 above the others in everything.
    pub(super) tenths: i64,
    /// The same in one competency, in the order of [`Competency::ALL`].
    of: [i64; N_COMPETENCIES],
}

impl Talent {
    pub(super) fn draw(draw: &mut Draw) -> Self {
        let tenths = draw.number(-9..=9);
        Self { tenths, of: [0; N_COMPETENCIES].map(|_| tenths + draw.number(-5..=5)) }
    }

    fn in_competency(&self, competency: Competency) -> i64 {
        let all = Competency::ALL.iter().zip(self.of);
        all.filter(|(known, _)| **known == competency).map(|(_, tenths)| tenths).sum()
    }
}

/// Tenths of a point of 5 an evaluator is above the others.
fn severity(seed: u64, evaluator: u32) -> i64 {
    *Draw::new(seed, Kind::Evaluator, evaluator).weighted(SEVERITIES)
}

/// Results of the stages held, and the scorecards behind them.
pub(super) fn vetting(
    draw: &mut Draw,
    seed: u64,
    status: DeveloperStatus,
    talent: &Talent,
    as_of: Date,
) -> (Vec<VettingResult>, Vec<SimulatedItem>) {
    let n_stages = match status {
        DeveloperStatus::Applied => 0,
        DeveloperStatus::Vetting => usize::from(draw.small(0..=2)),
        DeveloperStatus::Bench
        | DeveloperStatus::Placed
        | DeveloperStatus::Paused
        | DeveloperStatus::Left
        | DeveloperStatus::Erased => VettingStage::ALL.len(),
    };
    let latest = if draw.chance(8) { -VETTING_DAYS - 10 } else { -20 };
    let first_day = draw.day(as_of, latest - 500..=latest);
    let failing = draw.chance(9).then(|| *draw.pick(VettingStage::ALL));
    let (mut results, mut items) = (Vec::new(), Vec::new());
    for (stage, offset) in VettingStage::ALL.iter().copied().zip(0..).take(n_stages) {
        let held_on = first_day.saturating_add((4 * i64::from(offset)).days());
        let evaluator = u32::from(draw.small(1..=u8::try_from(N_EVALUATORS).unwrap_or(u8::MAX)));
        let severity = severity(seed, evaluator);
        let passed = failing != Some(stage);
        let chance = draw.number(-6..=6);
        let score = if passed {
            (82 + talent.tenths + severity + chance).clamp(60, 100)
        } else {
            (42 + talent.tenths + severity + chance).clamp(20, 59)
        };
        results.push(VettingResult {
            stage,
            outcome: if passed { VettingOutcome::Passed } else { VettingOutcome::Failed },
            score: u8::try_from(score).unwrap_or_default(),
            held_on,
            expires_on: passed.then(|| held_on.saturating_add(VETTING_DAYS.days())),
            evaluator: Some(EvaluatorId(i64::from(evaluator))),
        });
        scorecard(draw, (stage, held_on), talent, severity, &mut items);
    }
    (results, items)
}

/// Questions of a stage: how many of each kind.
const fn asked_in(stage: VettingStage) -> &'static [(QuestionKind, u8)] {
    match stage {
        VettingStage::Technical => &[(QuestionKind::Technical, 3), (QuestionKind::Behavioural, 1)],
        VettingStage::Architecture => {
            &[(QuestionKind::Technical, 2), (QuestionKind::Behavioural, 1)]
        }
        VettingStage::CodeQuality => &[(QuestionKind::Practical, 2)],
    }
}

fn scorecard(
    draw: &mut Draw,
    (stage, held_on): (VettingStage, Date),
    talent: &Talent,
    severity: i64,
    items: &mut Vec<SimulatedItem>,
) {
    let first = items.len();
    for (kind, n) in asked_in(stage) {
        let mut left: Vec<(u32, &Question)> = QuestionBank::house()
            .questions()
            .iter()
            .filter(|question| question.kind == *kind)
            .map(|question| (if question.slug == OFTEN_ASKED { 4 } else { 1 }, question))
            .collect();
        for _ in 0..*n {
            let question = *draw.weighted(&left);
            left.retain(|(_, other)| other.slug != question.slug);
            let Some(competency) = question.competencies.first().copied() else { continue };
            let tenths = if question.slug == TELLS_NOTHING {
                draw.number(10..=50)
            } else {
                33 + talent.in_competency(competency) + severity + draw.number(-6..=6)
            };
            let before = items.iter().skip(first).filter(|item| item.competency == competency);
            items.push(SimulatedItem {
                stage,
                held_on,
                competency,
                no: u8::try_from(before.count() + 1).unwrap_or(u8::MAX),
                question: question.slug.clone(),
                score: u8::try_from(((tenths + 5) / 10).clamp(1, 5)).unwrap_or(1),
            });
        }
    }
}
