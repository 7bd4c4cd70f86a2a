//! Relations learnt from stacks. The method, in order:
//!
//! 1. Two skills of one category are *candidates* when at least [`PAIR_STACKS_MIN`] stacks name
//!    both, in different mentions, and more than chance would have it. What the house relates or
//!    implies already is left alone.
//! 2. Their *association* is the correlation of being named (phi), shrunken by [`SHRINK_STACKS`]
//!    stacks without the pair: `(n k' - a b) / sqrt(a b (n - a) (n - b))`, `k' = k^2 / (k + 20)`.
//! 3. Between languages, the *strength* is the association against the strongest one that either of
//!    the two has, whichever is more, times 60: rare languages speak as loudly for their neighbours
//!    as common ones for theirs. Between other skills nothing judges the edges, and what is used
//!    together is often no substitute, so the strength is the association itself times 60.
//! 4. Links of published tag networks stand in where the surveys have nothing to say: half their
//!    value, from 20.
//! 5. Between languages, [`super::fit`] moves weights, and takes edges out, until no language is
//!    found less often with relations than without.
//!
//! Weights are 5 to 60 in steps of 5; what is below is dropped. Whole numbers throughout, so the
//! same files give the same edges.

use std::collections::{BTreeMap, BTreeSet};

use sereno_domain::skill::Taxonomy;

use super::fit::fit;
use super::stack::{Stack, is_language};
use super::survey::Public;

/// Stacks that must name both of a pair.
pub(crate) const PAIR_STACKS_MIN: u64 = 15;

/// Stacks that must name a language for it to be judged. With fewer, chance alone moves a share of
/// hits of 15 % by more than a quarter of itself.
pub(crate) const LANGUAGE_STACKS_MIN: u64 = 100;

/// How strongly few stacks are distrusted.
const SHRINK_STACKS: u64 = 20;

/// The most a relation may weigh, in percent.
const WEIGHT_MAX: u64 = 60;

/// Steps of weights: finer than that says nothing.
pub(crate) const WEIGHT_STEP: u8 = 5;

/// The scale associations are held in.
const SCALE: u64 = 1_000_000;

/// A relation: two places in the taxonomy, ascending, and the weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    /// The one.
    pub(crate) a: usize,
    /// The other.
    pub(crate) b: usize,
    /// In percent.
    pub(crate) weight: u8,
}

/// What was learnt.
#[derive(Debug, Clone)]
pub(crate) struct Learnt {
    /// By place.
    pub(crate) edges: Vec<Edge>,
    /// Languages that were judged.
    pub(crate) languages: BTreeSet<usize>,
    /// Edges before fitting.
    pub(crate) n_candidates: usize,
    /// Of those between languages, how many were given another weight.
    pub(crate) n_moved: usize,
    /// And how many were taken out.
    pub(crate) n_removed: usize,
}

/// How often skills are named, alone and together.
struct Counts {
    n: u64,
    alone: BTreeMap<usize, u64>,
    together: BTreeMap<(usize, usize), u64>,
}

/// Learns from stacks and links what the house, a taxonomy without learnt edges, does not say.
pub(crate) fn learn(house: &Taxonomy, public: &Public) -> Learnt {
    let counts = Counts::of(&public.stacks);
    let languages = languages(house, &public.stacks);
    let mut edges = counts.edges(house, &languages);
    let seen: BTreeSet<(usize, usize)> = counts.together.keys().copied().collect();
    for link in &public.links {
        let (a, b) = (link.a, link.b);
        let judged = languages.contains(&a) && languages.contains(&b);
        if !judged && !seen.contains(&(a, b)) && open(house, a, b) {
            let weight = stepped(u64::from(link.hundredths) / 200);
            edges.push(Edge { a, b, weight });
        }
    }
    edges.retain(|edge| edge.weight > 0);
    edges.sort_unstable();
    let n_candidates = edges.len();
    let (judged, mut kept): (Vec<Edge>, Vec<Edge>) = edges
        .into_iter()
        .partition(|edge| languages.contains(&edge.a) && languages.contains(&edge.b));
    let fitted = fit(house, &public.stacks, &languages, &judged);
    let moved = fitted.iter().zip(&judged).filter(|(now, before)| now.weight != before.weight);
    let (n_moved, n_removed) =
        moved.fold((0, 0), |(n, gone), (now, _)| (n + 1, gone + usize::from(now.weight == 0)));
    kept.extend(fitted.into_iter().filter(|edge| edge.weight > 0));
    kept.sort_unstable();
    Learnt { edges: kept, languages, n_candidates, n_moved: n_moved - n_removed, n_removed }
}

/// Languages named by enough stacks.
pub(crate) fn languages(taxonomy: &Taxonomy, stacks: &[Stack]) -> BTreeSet<usize> {
    let counts = Counts::of(stacks);
    let enough = counts.alone.iter().filter(|(_, n)| **n >= LANGUAGE_STACKS_MIN);
    enough.map(|(place, _)| *place).filter(|place| is_language(taxonomy, *place)).collect()
}

/// Whether the house leaves the pair open: one category, no relation and no implication.
fn open(house: &Taxonomy, a: usize, b: usize) -> bool {
    let (a, b) = (&house.skills()[a], &house.skills()[b]);
    let related = house.related(&a.slug).any(|(other, _)| other.slug == b.slug);
    let implied = house.implied(&a.slug).any(|other| other.slug == b.slug)
        || house.implied(&b.slug).any(|other| other.slug == a.slug);
    a.category == b.category && !related && !implied
}

fn stepped(weight: u64) -> u8 {
    let step = u64::from(WEIGHT_STEP);
    u8::try_from(weight.min(WEIGHT_MAX) / step * step).unwrap()
}

impl Counts {
    fn of(stacks: &[Stack]) -> Self {
        let mut counts =
            Self { n: stacks.len() as u64, alone: BTreeMap::new(), together: BTreeMap::new() };
        for stack in stacks {
            for (at, mention) in stack.mentions().iter().enumerate() {
                for place in mention {
                    *counts.alone.entry(*place).or_default() += 1;
                    for other in stack.mentions()[at + 1..].iter().flatten() {
                        let pair = (*place.min(other), *place.max(other));
                        *counts.together.entry(pair).or_default() += 1;
                    }
                }
            }
        }
        counts
    }

    /// Shrunken phi, in millionths; nothing at or below chance.
    fn association(&self, a: usize, b: usize, k: u64) -> u64 {
        let (n, a, b) =
            (u128::from(self.n), u128::from(self.alone[&a]), u128::from(self.alone[&b]));
        let k = u128::from(k);
        let scale = u128::from(SCALE);
        let above =
            (scale * n * k * k / (k + u128::from(SHRINK_STACKS))).saturating_sub(scale * a * b);
        let root = (a * b * (n - a).max(1) * (n - b).max(1)).isqrt();
        u64::try_from(above / root.max(1)).unwrap()
    }

    /// Candidates of one category with their strength.
    fn edges(&self, house: &Taxonomy, languages: &BTreeSet<usize>) -> Vec<Edge> {
        let category = |place: usize| house.skills()[place].category;
        let pairs: Vec<(usize, usize, u64)> = self
            .together
            .iter()
            .filter(|((a, b), k)| **k >= PAIR_STACKS_MIN && category(*a) == category(*b))
            .map(|((a, b), k)| (*a, *b, self.association(*a, *b, *k)))
            .collect();
        let mut strongest: BTreeMap<usize, u64> = BTreeMap::new();
        for (a, b, association) in &pairs {
            for end in [a, b] {
                let best = strongest.entry(*end).or_default();
                *best = (*best).max(*association);
            }
        }
        let edge = |&(a, b, association): &(usize, usize, u64)| {
            let judged = languages.contains(&a) && languages.contains(&b);
            let against = if judged { strongest[&a].min(strongest[&b]).max(1) } else { SCALE };
            Edge { a, b, weight: stepped(WEIGHT_MAX * association / against) }
        };
        pairs.iter().filter(|(a, b, _)| open(house, *a, *b)).map(edge).collect()
    }
}
