//! Where any developer stands with a role, on its list or far below it, and what speaks for and
//! against them.

use std::cmp::Reverse;

use super::case::{Case, Order, Ranked, failed};
use super::frozen::Facts;
use super::{Component, Filter, SHORTLIST_LEN};
use crate::id::DeveloperId;

/// Components named for and against a developer.
const N_LEANS: usize = 3;

/// Where a developer stands among everybody who passes the filters of a role.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Standing {
    /// 0 to [`super::SCORE_MAX`]; what it would be when a filter fails.
    pub score: u32,
    /// How many pass every filter.
    pub n_qualified: u32,
    /// Filters that stop the developer, in order.
    pub failed: Vec<Filter>,
    /// The place, 1 for the best; of somebody who is stopped, the one their score would take.
    pub place: u32,
    /// The developer one place above.
    pub above: Option<Gap>,
    /// The last place of the shortlist; none for those on it, and while it has places left.
    pub shortlist: Option<Gap>,
}

/// Somebody ahead, and by how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Gap {
    /// Their place.
    pub place: u32,
    /// Who.
    pub developer_id: DeveloperId,
    /// Points between; none is a tie that the developer id decides.
    pub points: u32,
}

/// What a developer's values are held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Benchmark {
    /// The median value of each component among the others on the shortlist.
    ShortlistMedian {
        /// How many others.
        n_others: u32,
    },
    /// Nobody else is on it: what is earned of the weight counts for, what is missing against.
    FullWeight,
}

/// One component that sets a developer apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Lean {
    /// Which.
    pub component: Component,
    /// Theirs, 0 to 100.
    pub value: u8,
    /// What it is held against, 0 to 100.
    pub usual: u8,
    /// Weight times the difference of the two.
    pub points: u32,
}

/// The components that most speak for and against a developer, most points first.
///
/// Held against the shortlist and not against the full weight, because a component nobody on the
/// list has much of says nothing about one of them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Balance {
    /// What they are held against.
    pub benchmark: Benchmark,
    /// At most three.
    pub strengths: Vec<Lean>,
    /// At most three.
    pub weaknesses: Vec<Lean>,
}

impl Standing {
    /// Finds where a developer stands in the order of a role.
    pub fn of(case: &Case, order: &Order, facts: &Facts) -> Self {
        let judgement = case.judge(facts);
        let score = case.score(&judgement);
        let place = order.place_with(facts.developer_id, score);
        let gap = |place: usize| {
            let ahead = order.at(place)?;
            Some(Gap {
                place: narrow(place),
                developer_id: ahead.developer_id,
                points: ahead.score.saturating_sub(score),
            })
        };
        let last = if place > SHORTLIST_LEN { gap(SHORTLIST_LEN) } else { None };
        Self {
            score,
            n_qualified: narrow(order.n_qualified()),
            failed: failed(&judgement).collect(),
            place: narrow(place),
            above: place.checked_sub(1).and_then(gap),
            shortlist: last,
        }
    }

    /// True when no filter stops them.
    pub fn qualifies(&self) -> bool {
        self.failed.is_empty()
    }
}

impl Balance {
    /// Holds a developer against the others on a shortlist.
    pub fn of(case: &Case, shortlist: &[Ranked], facts: &Facts) -> Self {
        let judgement = case.judge(facts);
        let others: Vec<&Ranked> =
            shortlist.iter().filter(|ranked| ranked.developer_id != facts.developer_id).collect();
        let weights = case.weights().all();
        let mut strengths = Vec::new();
        let mut weaknesses = Vec::new();
        let lines = Component::ALL.iter().zip(judgement.values).zip(weights).enumerate();
        for (place, ((component, value), weight)) in lines {
            let lean = |usual: u8| {
                let points = weight * u32::from(value.abs_diff(usual));
                Lean { component: *component, value, usual, points }
            };
            match median(&others, place) {
                Some(usual) if value > usual => strengths.push(lean(usual)),
                Some(usual) if value < usual => weaknesses.push(lean(usual)),
                Some(_) => {}
                None => {
                    strengths.push(lean(0));
                    weaknesses.push(lean(100));
                }
            }
        }
        let benchmark = match others.len() {
            0 => Benchmark::FullWeight,
            n => Benchmark::ShortlistMedian { n_others: narrow(n) },
        };
        Self { benchmark, strengths: most(strengths), weaknesses: most(weaknesses) }
    }
}

/// The lower of the two in the middle, so that it is a value somebody has.
fn median(others: &[&Ranked], component: usize) -> Option<u8> {
    let mut values: Vec<u8> =
        others.iter().filter_map(|ranked| ranked.values.get(component).copied()).collect();
    values.sort_unstable();
    values.get(values.len().checked_sub(1)? / 2).copied()
}

fn most(mut leans: Vec<Lean>) -> Vec<Lean> {
    leans.retain(|lean| lean.points > 0);
    leans.sort_by_key(|lean| Reverse(lean.points));
    leans.truncate(N_LEANS);
    leans
}

pub(crate) fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
