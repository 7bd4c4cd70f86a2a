//! The section of the file of skills that holds what was learnt.

use std::collections::BTreeMap;

use sereno_domain::skill::Taxonomy;

use super::learn::{LANGUAGE_STACKS_MIN, Learnt, PAIR_STACKS_MIN};

/// How the section starts; everything from here on is written anew.
const HEAD: &str = "\n# Relations learnt from published stacks";

/// The file without the section: what the firm wrote.
pub(crate) fn house(text: &str) -> &str {
    text.split_once(HEAD).map_or(text, |(house, _)| house)
}

/// The section, to be put at the end of [`house`].
pub(crate) fn section(
    taxonomy: &Taxonomy,
    learnt: &Learnt,
    n_stacks: usize,
    n_links: usize,
) -> String {
    let mut rows: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for edge in &learnt.edges {
        let other = &taxonomy.skills()[edge.b].slug;
        rows.entry(edge.a).or_default().push(format!("{other} = {}", edge.weight));
    }
    let (n_edges, n_candidates) = (learnt.edges.len(), learnt.n_candidates);
    let (n_moved, n_removed) = (learnt.n_moved, learnt.n_removed);
    let n_languages = learnt.languages.len();
    let mut text = format!(
        "{HEAD}: those who know the one often know the
# other. Weight in percent, as in `related`; said once, holds both ways. Written by
# scripts/learn-edges, not by hand: a relation of the house, above, goes before a learnt one.
#
# Source: learnt, from {n_stacks} stacks and {n_links} links of tags. Pairs of one category that at
# least {PAIR_STACKS_MIN} stacks name and more than chance would have it, or that a link holds
# together: {n_candidates}, of which {n_edges} are left. Between the {n_languages} languages that at
# least {LANGUAGE_STACKS_MIN} stacks name, {n_moved} were given another weight and {n_removed} taken
# out, so that no language is found less often with relations than without. The method, step by step:
# crates/domain/examples/skill_edges/learn.rs.
#
# Contains information from the Stack Overflow Developer Survey 2025, made available under the Open
# Database License (ODbL 1.0); from the salary survey 2021 of github.com/colombia-dev/data (CC BY-SA
# 4.0); and from the tag network of Stack Overflow's developer stories, 2017 (CC BY-SA). Only weights
# over all answers are kept, no answer of anybody; this section may be used under the same terms.
[learnt]
"
    );
    for (from, others) in rows {
        text.push_str(&format!("{} = {{ {} }}\n", taxonomy.skills()[from].slug, others.join(", ")));
    }
    text
}
