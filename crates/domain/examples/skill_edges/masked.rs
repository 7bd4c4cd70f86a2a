//! The masked-language bench: one mention of a language is hidden from a stack, all languages are
//! put in order by what the rest of the stack shows, and the place of the hidden one is looked at.
//!
//! Languages shown equally stand in no order: their places are shared out evenly, so that what a
//! stack does not show is worth exactly a draw, and nothing is gained by the order of a file.
//! Everything is in millionths of a case, summed and divided once.

use std::collections::BTreeSet;

use sereno_domain::skill::Taxonomy;

use super::stack::{Stack, is_language};

/// Places in which the hidden language is a hit.
pub(crate) const HIT_PLACES: usize = 5;

/// A whole case.
pub(crate) const MILLION: u64 = 1_000_000;

/// One language hidden from one stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    /// Place among [`Bench::languages`] of the one that is hidden.
    pub(crate) hidden: usize,
    /// Places in the taxonomy of what is left.
    pub(crate) rest: Vec<usize>,
    /// Places among [`Bench::languages`] of those that are not left: the ones put in order.
    pub(crate) open: Vec<usize>,
}

/// Stacks with one language hidden, in every way there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bench {
    /// The languages put in order, as places in the taxonomy, ascending.
    pub(crate) languages: Vec<usize>,
    /// Every case.
    pub(crate) cases: Vec<Case>,
}

/// How well the cases of one language were found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Figure {
    /// Cases.
    pub(crate) n_cases: u64,
    /// Cases in which it was among the first five, in millionths of a case.
    pub(crate) hits: u64,
    /// Sum of one divided by its place, in millionths.
    pub(crate) reciprocals: u64,
}

impl Figure {
    /// Share of hits, in per mille, rounded down.
    pub(crate) fn hit_5(self) -> u64 {
        (self.hits / 1_000).checked_div(self.n_cases).unwrap_or(0)
    }

    /// Mean reciprocal rank, in per mille, rounded down.
    pub(crate) fn mrr(self) -> u64 {
        (self.reciprocals / 1_000).checked_div(self.n_cases).unwrap_or(0)
    }

    /// Takes in one case: `above` languages stand higher, `tied` as high as the hidden one, itself
    /// among them.
    pub(crate) fn add(&mut self, above: usize, tied: usize) {
        self.n_cases += 1;
        self.hits += hit(above, tied);
        self.reciprocals += reciprocal(above, tied);
    }

    /// Both together.
    #[must_use]
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            n_cases: self.n_cases + other.n_cases,
            hits: self.hits + other.hits,
            reciprocals: self.reciprocals + other.reciprocals,
        }
    }
}

fn millionths(n: usize, of: usize) -> u64 {
    let wide = |n: usize| u64::try_from(n).unwrap_or(0);
    (wide(n) * MILLION).checked_div(wide(of)).unwrap_or(0)
}

/// The chance of a place among the first five, in millionths.
pub(crate) fn hit(above: usize, tied: usize) -> u64 {
    millionths((above + tied).min(HIT_PLACES) - above.min(HIT_PLACES), tied)
}

/// The mean of one divided by the place, in millionths.
pub(crate) fn reciprocal(above: usize, tied: usize) -> u64 {
    let places = (above + 1)..=(above + tied);
    let sum: u64 = places.map(|place| millionths(1, place)).sum();
    sum.checked_div(u64::try_from(tied).unwrap_or(0)).unwrap_or(0)
}

impl Bench {
    /// Every case of `stacks` in which one of `languages` is hidden.
    pub(crate) fn new(taxonomy: &Taxonomy, stacks: &[Stack], languages: &BTreeSet<usize>) -> Self {
        let languages: Vec<usize> = languages.iter().copied().collect();
        let cases = stacks.iter().flat_map(|stack| cases(taxonomy, stack, &languages)).collect();
        Self { languages, cases }
    }

    /// Puts the languages of every case in order by `worth`, of the rest of the stack and a
    /// language's place in the taxonomy, higher first. One figure for each language.
    pub(crate) fn figures(&self, worth: impl Fn(&[usize], usize) -> u32) -> Vec<Figure> {
        let mut figures = vec![Figure::default(); self.languages.len()];
        let worth_of = |case: &Case, at: usize| {
            self.languages.get(at).map_or(0, |place| worth(&case.rest, *place))
        };
        for case in &self.cases {
            let hidden = worth_of(case, case.hidden);
            let (mut above, mut tied) = (0, 0);
            for at in &case.open {
                let worth = worth_of(case, *at);
                above += usize::from(worth > hidden);
                tied += usize::from(worth == hidden);
            }
            if let Some(figure) = figures.get_mut(case.hidden) {
                figure.add(above, tied);
            }
        }
        figures
    }
}

fn cases(taxonomy: &Taxonomy, stack: &Stack, languages: &[usize]) -> Vec<Case> {
    let mut cases = Vec::new();
    for (at, mention) in stack.mentions().iter().enumerate() {
        let others = stack.mentions().iter().enumerate().filter(|(other, _)| *other != at);
        let rest: Vec<usize> = others.flat_map(|(_, named)| named).copied().collect();
        let open: Vec<usize> = (0..languages.len())
            .filter(|at| languages.get(*at).is_some_and(|place| !rest.contains(place)))
            .collect();
        for place in mention.iter().filter(|place| is_language(taxonomy, **place)) {
            if let Ok(hidden) = languages.binary_search(place) {
                cases.push(Case { hidden, rest: rest.clone(), open: open.clone() });
            }
        }
    }
    cases
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(slug: &str) -> usize {
        Taxonomy::house().place(slug).unwrap()
    }

    fn bench(mentions: &[&str], languages: &[&str]) -> Bench {
        let house = Taxonomy::house();
        let stack = Stack::read(house, mentions.iter().copied()).unwrap();
        Bench::new(house, &[stack], &languages.iter().map(|slug| place(slug)).collect())
    }

    #[test]
    fn a_mention_is_hidden_whole_and_the_rest_stays() {
        let bench = bench(&["HTML/CSS", "Rust", "Postgres"], &["html", "css", "rust", "go"]);
        assert_eq!(bench.cases.len(), 3);
        for case in &bench.cases {
            let hidden = bench.languages[case.hidden];
            assert!(!case.rest.contains(&hidden) && case.open.contains(&case.hidden));
            let rust = hidden == place("rust");
            assert_eq!(case.rest.len(), if rust { 3 } else { 2 });
            assert_eq!(case.open.len(), if rust { 2 } else { 3 });
        }
    }

    #[test]
    fn equal_worth_is_a_draw() {
        assert_eq!((hit(0, 1), reciprocal(0, 1)), (MILLION, MILLION));
        assert_eq!((hit(0, 10), hit(4, 2), hit(5, 1)), (500_000, 500_000, 0));
        assert_eq!(reciprocal(1, 2), 416_666);
        let bench = bench(&["Rust", "Go"], &["rust", "go", "java"]);
        let random = bench.figures(|_, _| 0);
        assert_eq!(random[0].n_cases + random[1].n_cases + random[2].n_cases, 2);
        assert!(random.iter().all(|figure| figure.n_cases == 0 || figure.mrr() == 750));
    }

    #[test]
    fn what_is_worth_more_stands_higher() {
        let bench = bench(&["Rust", "Go"], &["rust", "go", "java"]);
        let good = bench.figures(|_, language| u32::from(language != place("java")));
        let bad = bench.figures(|_, language| u32::from(language == place("java")));
        let sum = |figures: Vec<Figure>| figures.into_iter().fold(Figure::default(), Figure::and);
        assert_eq!((sum(good).mrr(), sum(bad).mrr()), (1_000, 500));
    }

    proptest! {
        #[test]
        fn the_places_of_a_tie_add_up(above in 0_usize..60, tied in 1_usize..60) {
            prop_assert!(hit(above, tied) <= MILLION && reciprocal(above, tied) <= MILLION);
            prop_assert!(hit(above + 1, tied) <= hit(above, tied));
            prop_assert!(reciprocal(above + 1, tied) <= reciprocal(above, tied));
            prop_assert!(reciprocal(above, tied + 1) <= reciprocal(above, tied));
        }
    }
}
