//! The bench over one set of stacks: every way of putting languages in order, side by side.

use std::collections::{BTreeMap, BTreeSet};

use sereno_domain::skill::Taxonomy;

use super::masked::{Bench, Figure, MILLION};
use super::shown::Shown;
use super::stack::Stack;

/// Ways of putting languages in order, and what each gives for every language.
pub(crate) struct Trial {
    /// The languages, as places in the taxonomy.
    pub(crate) languages: Vec<usize>,
    /// Names of the ways, and their figures.
    pub(crate) ways: Vec<(&'static str, Vec<Figure>)>,
}

/// Where the ways that are compared stand in [`Trial::ways`].
pub(crate) const OVERLAP: usize = 2;
/// Overlap and all relations.
pub(crate) const RELATED: usize = 4;
/// The engine's values, with all relations.
pub(crate) const PRODUCT: usize = 5;

impl Trial {
    /// Tries `judged` stacks. `learnt_from` say how popular a language is; `house` and `all` are the
    /// taxonomy without and with learnt edges.
    pub(crate) fn new(
        learnt_from: &[Stack],
        judged: &[Stack],
        languages: &BTreeSet<usize>,
        (house, all): (&Taxonomy, &Taxonomy),
    ) -> Self {
        let bench = Bench::new(all, judged, languages);
        let mut popular: BTreeMap<usize, u32> = BTreeMap::new();
        for place in learnt_from.iter().flat_map(Stack::skills) {
            *popular.entry(place).or_default() += 1;
        }
        let (without, with) = (Shown::of(house), Shown::of(all));
        let ways = vec![
            ("random", bench.figures(|_, _| 0)),
            ("popularity", bench.figures(|_, to| popular.get(&to).copied().unwrap_or(0))),
            ("overlap", bench.figures(|rest, to| with.overlap(rest, to))),
            ("overlap + house relations", bench.figures(|rest, to| without.related(rest, to))),
            ("overlap + all relations", bench.figures(|rest, to| with.related(rest, to))),
            ("product score", bench.figures(|rest, to| with.product(rest, to))),
        ];
        Self { languages: bench.languages, ways }
    }

    /// Languages with at least `n_cases_min` cases that relations lower, with what they lower.
    pub(crate) fn lowered(&self, taxonomy: &Taxonomy, n_cases_min: u64) -> Vec<String> {
        let mut lowered = Vec::new();
        for (at, place) in self.languages.iter().enumerate() {
            let before = self.ways[OVERLAP].1[at];
            for way in [RELATED, PRODUCT] {
                let (name, figures) = &self.ways[way];
                let after = figures[at];
                let less = after.hits < before.hits || after.reciprocals < before.reciprocals;
                if less && before.n_cases >= n_cases_min {
                    lowered.push(format!("{} by {name}", taxonomy.skills()[*place].slug));
                }
            }
        }
        lowered
    }

    /// The figures as a table of Markdown.
    pub(crate) fn table(&self, taxonomy: &Taxonomy) -> String {
        let mut text = "| hit@5, MRR | cases |".to_owned();
        self.ways.iter().for_each(|(name, _)| text.push_str(&format!(" {name} |")));
        text.push_str("\n|---|---|");
        self.ways.iter().for_each(|_| text.push_str("---|"));
        let all = |figures: &[Figure]| figures.iter().copied().fold(Figure::default(), Figure::and);
        let wholes: Vec<Figure> = self.ways.iter().map(|(_, figures)| all(figures)).collect();
        let whole = ("all".to_owned(), wholes);
        let mean = (
            "mean of languages".to_owned(),
            self.ways.iter().map(|(_, figures)| even(figures)).collect(),
        );
        let each = self.languages.iter().enumerate().map(|(at, place)| {
            let slug = taxonomy.skills()[*place].slug.clone();
            (slug, self.ways.iter().map(|(_, figures)| figures[at]).collect())
        });
        for (name, figures) in [whole, mean].into_iter().chain(each) {
            text.push_str(&format!("\n| {name} | {} |", figures[0].n_cases));
            for figure in figures {
                text.push_str(&format!(" {} {} |", share(figure.hit_5()), share(figure.mrr())));
            }
        }
        text.push('\n');
        text
    }
}

/// Per mille as a share.
fn share(per_mille: u64) -> String {
    format!("{}.{:03}", per_mille / 1_000, per_mille % 1_000)
}

/// Every language counting the same.
fn even(figures: &[Figure]) -> Figure {
    let mut mean = Figure::default();
    for figure in figures.iter().filter(|figure| figure.n_cases > 0) {
        mean.n_cases += 1;
        mean.hits += (figure.hits / figure.n_cases).min(MILLION);
        mean.reciprocals += (figure.reciprocals / figure.n_cases).min(MILLION);
    }
    mean
}
