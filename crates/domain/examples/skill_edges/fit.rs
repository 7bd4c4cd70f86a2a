//! Fitting: weights between languages move, one at a time, until no language is found less often
//! with relations than without.
//!
//! A language's mark is what overlap alone gives it, in hits among the first five and in reciprocal
//! ranks, and a margin of [`MARGIN_SIGMAS`] standard errors on top, so that it holds for people who
//! were not learnt from. Every edge starts at its strength and goes down to nothing or up to twice
//! that. A weight is taken when it lowers the sum of what languages are below their marks; among
//! such weights, when it finds more, every language counting the same. What a language is worth is
//! the best that anything of the stack shows of it, which is the engine's way.

use std::collections::BTreeSet;

use sereno_domain::skill::{RELATED_WEIGHT_MAX, Taxonomy};

use super::learn::{Edge, WEIGHT_STEP};
use super::masked::{Bench, Figure, MILLION, hit, reciprocal};
use super::shown::Shown;
use super::stack::Stack;

/// Times every edge is looked at; it settles earlier.
const ROUNDS_MAX: usize = 12;

/// How sure it must be that a language is not found less often.
pub(crate) const MARGIN_SIGMAS: u64 = 2;

/// The most the margin may be: a half of what overlap alone gives, for languages few people name.
const MARGIN_PART_MAX: u64 = 2;

/// How much worse a language below its mark is than the same gain elsewhere is good: little at
/// first, so that weights find their places, then more and more.
const SHORTFALL_WEIGHTS: [i64; 3] = [5, 50, 500];

/// A round that gains less than this part of everything is the last.
const SETTLED_PART: i64 = 2_000;

/// Languages that can be judged: one bit for each.
const LANGUAGES_MAX: usize = 64;

/// How many stand above the hidden language, and how many as high, itself among them.
type Rank = (u16, u16);

/// One case.
struct State {
    hidden: usize,
    /// The languages put in order, one bit each; the others are left in the stack.
    open: u64,
    rank: Rank,
}

struct Fit {
    n: usize,
    states: Vec<State>,
    /// For each case and language, the best that does not come from a learnt edge.
    fixed: Vec<u8>,
    /// For each case and language, what it is worth now.
    worth: Vec<u8>,
    /// Cases in which a language is left in the stack.
    holding: Vec<Vec<usize>>,
    /// For each two languages.
    weights: Vec<u8>,
    shortfall_weight: i64,
    figures: Vec<Figure>,
    /// Hits and reciprocals of a case by its rank.
    gains: Vec<(u64, u64)>,
    /// Hits and reciprocals a language must reach, summed over its cases.
    marks: Vec<(u64, u64)>,
}

/// A learnt edge: its ends, and the most it may weigh.
type Free = (usize, usize, u8);

/// What a case the edge touches comes to: which, the language that is worth something else, what,
/// and the rank.
type Touched = (usize, usize, u8, Rank);

/// The same edges with their weights fitted, those taken out at zero.
pub(crate) fn fit(
    house: &Taxonomy,
    stacks: &[Stack],
    languages: &BTreeSet<usize>,
    edges: &[Edge],
) -> Vec<Edge> {
    assert!(languages.len() < LANGUAGES_MAX, "one bit for each language");
    let bench = Bench::new(house, stacks, languages);
    let mut fit = Fit::new(&bench, &Shown::of(house));
    let at = |place: usize| bench.languages.binary_search(&place).unwrap();
    let mut free: Vec<Free> = Vec::new();
    for edge in edges {
        let (a, b) = (at(edge.a), at(edge.b));
        fit.set(a, b, edge.weight);
        free.push((a, b, RELATED_WEIGHT_MAX.min(edge.weight * 2)));
    }
    let ends = free.clone();
    free.sort_by_key(|(_, _, most)| std::cmp::Reverse(*most));
    for weight in SHORTFALL_WEIGHTS {
        fit.shortfall_weight = weight;
        fit.settle(&free);
    }
    let weight =
        |(edge, (a, b, _)): (&Edge, &Free)| Edge { weight: fit.weights[a * fit.n + b], ..*edge };
    edges.iter().zip(&ends).map(weight).collect()
}

impl Fit {
    fn new(bench: &Bench, shown: &Shown) -> Self {
        let n = bench.languages.len();
        let mut fit = Self {
            n,
            states: Vec::new(),
            fixed: Vec::new(),
            worth: Vec::new(),
            holding: vec![Vec::new(); n],
            weights: vec![0; n * n],
            shortfall_weight: 0,
            gains: gains(),
            figures: vec![Figure::default(); n],
            marks: marks(&bench.figures(|rest, to| shown.overlap(rest, to))),
        };
        for (no, case) in bench.cases.iter().enumerate() {
            let open = case.open.iter().fold(0, |open, at| open | 1_u64 << at);
            for (at, place) in bench.languages.iter().enumerate() {
                fit.fixed.push(u8::try_from(shown.related(&case.rest, *place)).unwrap());
                if open >> at & 1 == 0 {
                    fit.holding[at].push(no);
                }
            }
            let worths = &fit.fixed[no * n..];
            let rank = rank(case.hidden, open, |at| worths[at], n);
            fit.figures[case.hidden].add(rank.0.into(), rank.1.into());
            fit.states.push(State { hidden: case.hidden, open, rank });
        }
        fit.worth = fit.fixed.clone();
        fit
    }

    /// Moves weights until it makes next to no difference.
    fn settle(&mut self, free: &[Free]) {
        for _ in 0..ROUNDS_MAX {
            let before = self.loss(&self.figures);
            for edge in free {
                self.settle_edge(*edge);
            }
            for language in 0..self.n {
                if self.shortfall(language, &self.figures[language]) > 0 {
                    self.settle_language(language, free);
                }
            }
            let gained = before - self.loss(&self.figures);
            if gained <= before.abs() / SETTLED_PART {
                break;
            }
        }
    }

    /// Tries weights near the one the edge has, none, and the most, and keeps the best.
    fn settle_edge(&mut self, (a, b, most): Free) {
        let before = self.weights[a * self.n + b];
        let near = [WEIGHT_STEP, 3 * WEIGHT_STEP];
        let tried = near.iter().flat_map(|by| [before + by, before.saturating_sub(*by)]);
        let tried: BTreeSet<u8> = tried.chain([0, most]).filter(|weight| *weight <= most).collect();
        let mut best = (self.loss(&self.figures), before);
        for weight in tried {
            let loss = self.loss(&self.figures_with(a, b, weight));
            if loss < best.0 {
                best = (loss, weight);
            }
        }
        self.set(a, b, best.1);
    }

    /// Tries every edge of a language a step higher, a step lower, or at its most, all at once, and
    /// keeps what is better.
    fn settle_language(&mut self, language: usize, free: &[Free]) {
        let own: Vec<Free> =
            free.iter().filter(|(a, b, _)| *a == language || *b == language).copied().collect();
        let moves: [fn(u8, u8) -> u8; 3] = [
            |now, most| (now + WEIGHT_STEP).min(most),
            |now, _| now.saturating_sub(WEIGHT_STEP),
            |_, most| most,
        ];
        for change in moves {
            let loss = self.loss(&self.figures);
            let before: Vec<u8> =
                own.iter().map(|(a, b, _)| self.weights[a * self.n + b]).collect();
            for ((a, b, most), now) in own.iter().zip(&before) {
                self.set(*a, *b, change(*now, *most));
            }
            if self.loss(&self.figures) < loss {
                return;
            }
            for ((a, b, _), now) in own.iter().zip(&before) {
                self.set(*a, *b, *now);
            }
        }
    }

    /// What language `to` is worth in a case when its edge with `from` has this weight.
    fn worth_with(&self, case: usize, from: usize, to: usize, weight: u8) -> u8 {
        let now = self.worth[case * self.n + to];
        if weight >= now {
            return weight;
        }
        if self.weights[from * self.n + to] < now {
            return now;
        }
        let mut best = self.fixed[case * self.n + to].max(weight);
        let mut left = !self.states[case].open & ((1 << self.n) - 1) & !(1 << from);
        while left != 0 {
            let other = left.trailing_zeros() as usize;
            left &= left - 1;
            best = best.max(self.weights[other * self.n + to]);
        }
        best
    }

    /// Every case that another weight of the edge changes.
    fn touched(&self, a: usize, b: usize, weight: u8, mut each: impl FnMut(Touched)) {
        for (from, to) in [(a, b), (b, a)] {
            for case in &self.holding[from] {
                let state = &self.states[*case];
                if state.open >> to & 1 == 0 {
                    continue;
                }
                let worths = &self.worth[case * self.n..(case + 1) * self.n];
                let worth = self.worth_with(*case, from, to, weight);
                if worth != worths[to] {
                    each((*case, to, worth, moved(state, worths, to, worth)));
                }
            }
        }
    }

    fn figures_with(&self, a: usize, b: usize, weight: u8) -> Vec<Figure> {
        let mut figures = self.figures.clone();
        let gain = |(above, tied): Rank| self.gains[place_of(above.into(), tied.into())];
        self.touched(a, b, weight, |(case, _, _, rank)| {
            let state = &self.states[case];
            let (was, now) = (gain(state.rank), gain(rank));
            let figure = &mut figures[state.hidden];
            figure.hits = figure.hits + now.0 - was.0;
            figure.reciprocals = figure.reciprocals + now.1 - was.1;
        });
        figures
    }

    fn set(&mut self, a: usize, b: usize, weight: u8) {
        if weight == self.weights[a * self.n + b] {
            return;
        }
        let figures = self.figures_with(a, b, weight);
        let mut changes = Vec::new();
        self.touched(a, b, weight, |change| changes.push(change));
        for (case, to, worth, rank) in changes {
            self.worth[case * self.n + to] = worth;
            self.states[case].rank = rank;
        }
        self.figures = figures;
        self.weights[a * self.n + b] = weight;
        self.weights[b * self.n + a] = weight;
    }

    /// Millionths by which a language is below its marks, by the mean of its cases.
    fn shortfall(&self, language: usize, figure: &Figure) -> i64 {
        let (hits, reciprocals) = self.marks[language];
        let short =
            hits.saturating_sub(figure.hits) + reciprocals.saturating_sub(figure.reciprocals);
        i64::try_from(short / figure.n_cases.max(1)).unwrap()
    }

    fn loss(&self, figures: &[Figure]) -> i64 {
        let each = figures.iter().enumerate().map(|(language, figure)| {
            let found = (figure.hits + figure.reciprocals) / figure.n_cases.max(1);
            self.shortfall_weight * self.shortfall(language, figure) - i64::try_from(found).unwrap()
        });
        each.sum()
    }
}

/// What overlap alone gives, and the margin.
fn marks(figures: &[Figure]) -> Vec<(u64, u64)> {
    let mark = |sum: u64, n: u64| {
        // Of n cases found with chance p, the number found varies by sqrt(n p (1 - p)).
        let p = sum.checked_div(n).unwrap_or(0).min(MILLION);
        let sigma = (n * p * (MILLION - p)).isqrt();
        sum + (MARGIN_SIGMAS * sigma).min(sum / MARGIN_PART_MAX)
    };
    let both = |figure: &Figure| {
        (mark(figure.hits, figure.n_cases), mark(figure.reciprocals, figure.n_cases))
    };
    figures.iter().map(both).collect()
}

fn place_of(above: usize, tied: usize) -> usize {
    above * (LANGUAGES_MAX + 1) + tied
}

fn gains() -> Vec<(u64, u64)> {
    let all = 0..=LANGUAGES_MAX;
    let ranks = all.clone().flat_map(|above| all.clone().map(move |tied| (above, tied)));
    ranks.map(|(above, tied)| (hit(above, tied), reciprocal(above, tied))).collect()
}

fn rank(hidden: usize, open: u64, worth: impl Fn(usize) -> u8, n: usize) -> Rank {
    let mark = worth(hidden);
    let others = (0..n).filter(|at| open >> at & 1 == 1);
    others.fold((0, 0), |(above, tied), at| {
        (above + u16::from(worth(at) > mark), tied + u16::from(worth(at) == mark))
    })
}

/// The rank when language `to` is worth something else.
fn moved(state: &State, worths: &[u8], to: usize, worth: u8) -> Rank {
    if to == state.hidden {
        let with = |at: usize| if at == to { worth } else { worths[at] };
        return rank(state.hidden, state.open, with, worths.len());
    }
    let (hidden, before) = (worths[state.hidden], worths[to]);
    let (above, tied) = state.rank;
    (
        above + u16::from(worth > hidden) - u16::from(before > hidden),
        tied + u16::from(worth == hidden) - u16::from(before == hidden),
    )
}
