//! The part of the taxonomy matching reads: what kind of thing a skill is, and which skills show
//! another. Names and aliases are resolved before a skill gets here; everything is by slug.

use std::collections::{BTreeMap, BTreeSet};

use crate::vocabulary::vocabulary;

vocabulary! {
    /// What kind of thing a skill is.
    "kind of skill" SkillKind {
        /// A programming or query language.
        Language = "language",
        /// A framework or library.
        Framework = "framework",
        /// A database.
        Database = "database",
        /// A cache.
        Cache = "cache",
        /// A queue or stream.
        Queue = "queue",
        /// A cloud or one of its services.
        Cloud = "cloud",
        /// A way of building interfaces.
        Api = "api",
        /// A way of working.
        Practice = "practice",
        /// A tool.
        Tool = "tool",
    }
}

vocabulary! {
    /// How one skill shows another.
    "relation of skills" Relation {
        /// It is that skill.
        Same = "same",
        /// Nobody has the one without the other: Django implies Python.
        Implies = "implies",
        /// The one makes the other quick to learn: `MySQL` is related to `PostgreSQL`.
        Related = "related",
    }
}

/// One edge to another skill.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SkillEdge {
    /// Slug of the skill that is shown.
    pub to: String,
    /// Implies or related.
    pub relation: Relation,
    /// How much of the level carries over, 1 to 100; the model caps it.
    pub weight_pct: u8,
}

/// One skill with what it shows.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SkillNode {
    /// What people read.
    pub name: String,
    /// What kind of thing it is.
    pub kind: SkillKind,
    /// Edges to other skills, in any order.
    pub edges: Vec<SkillEdge>,
}

/// Skills by slug.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SkillGraph {
    /// Every skill by its slug.
    pub skills: BTreeMap<String, SkillNode>,
}

/// What holding one skill shows of another.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub struct Reach {
    /// Place of the other skill in the slug table.
    pub to: u16,
    /// How.
    pub relation: Relation,
    /// How much of the level carries over, 1 to 100.
    pub pct: u8,
}

/// How far implications are followed: a service, its framework, its language, and one to spare.
const IMPLIES_DEPTH: usize = 4;

/// Everything skill `from` shows, itself first, then by place: implications to their end, each
/// step taking its share, and one step of relation. A skill reached in two ways keeps implication
/// before relation, then the larger share.
pub(crate) fn reach_of(
    from: &str,
    graph: &SkillGraph,
    places: &BTreeMap<&str, u16>,
    implies_pct: u8,
    related_pct: u8,
) -> Vec<Reach> {
    let mut implied: BTreeMap<&str, u32> = BTreeMap::new();
    let mut frontier: BTreeMap<&str, u32> = BTreeMap::from([(from, 100)]);
    for _ in 0..IMPLIES_DEPTH {
        let mut next: BTreeMap<&str, u32> = BTreeMap::new();
        for (slug, pct) in &frontier {
            for edge in edges_of(graph, slug, Relation::Implies) {
                let carried = pct * u32::from(edge.weight_pct.min(implies_pct)) / 100;
                let best = next.entry(edge.to.as_str()).or_default();
                *best = carried.max(*best);
            }
        }
        next.retain(|slug, pct| *slug != from && *pct > implied.get(slug).copied().unwrap_or(0));
        implied.extend(next.iter().map(|(slug, pct)| (*slug, *pct)));
        frontier = next;
    }
    let mut related: BTreeMap<&str, u32> = BTreeMap::new();
    let taken: BTreeSet<&str> = implied.keys().copied().chain([from]).collect();
    for edge in edges_of(graph, from, Relation::Related) {
        if !taken.contains(edge.to.as_str()) {
            let best = related.entry(edge.to.as_str()).or_default();
            *best = u32::from(edge.weight_pct.min(related_pct)).max(*best);
        }
    }
    let found = [
        (Relation::Same, BTreeMap::from([(from, 100)])),
        (Relation::Implies, implied),
        (Relation::Related, related),
    ];
    let mut reach = Vec::new();
    for (relation, skills) in found {
        for (slug, pct) in skills {
            let pct = u8::try_from(pct).unwrap_or(100);
            if let (Some(&to), 1..) = (places.get(slug), pct) {
                reach.push(Reach { to, relation, pct });
            }
        }
    }
    reach.sort_unstable_by_key(|reach| (reach.relation != Relation::Same, reach.to));
    reach
}

fn edges_of<'g>(
    graph: &'g SkillGraph,
    slug: &str,
    relation: Relation,
) -> impl Iterator<Item = &'g SkillEdge> {
    let edges = graph.skills.get(slug).map_or(&[][..], |node| node.edges.as_slice());
    edges.iter().filter(move |edge| edge.relation == relation)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[(&str, &str, Relation, u8)]) -> SkillGraph {
        let mut graph = SkillGraph::default();
        for (from, to, relation, weight_pct) in edges {
            for slug in [from, to] {
                graph.skills.entry((*slug).to_owned()).or_insert_with(|| SkillNode {
                    name: (*slug).to_owned(),
                    kind: SkillKind::Tool,
                    edges: Vec::new(),
                });
            }
            let edge =
                SkillEdge { to: (*to).to_owned(), relation: *relation, weight_pct: *weight_pct };
            graph.skills.get_mut(*from).unwrap().edges.push(edge);
        }
        graph
    }

    fn check(graph: &SkillGraph, from: &str, expected: &[(&str, Relation, u8)]) {
        let slugs: Vec<&str> = graph.skills.keys().map(String::as_str).collect();
        let places = slugs.iter().zip(0_u16..).map(|(slug, place)| (*slug, place)).collect();
        let found: Vec<_> = reach_of(from, graph, &places, 90, 60)
            .into_iter()
            .map(|reach| (slugs[usize::from(reach.to)], reach.relation, reach.pct))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn implication_is_followed_to_its_end_and_fades() {
        let graph = graph(&[
            ("drf", "django", Relation::Implies, 100),
            ("django", "python", Relation::Implies, 100),
        ]);
        check(
            &graph,
            "drf",
            &[
                ("drf", Relation::Same, 100),
                ("django", Relation::Implies, 90),
                ("python", Relation::Implies, 81),
            ],
        );
        check(&graph, "python", &[("python", Relation::Same, 100)]);
    }

    #[test]
    fn relation_goes_one_step_and_is_capped() {
        let graph = graph(&[
            ("mysql", "postgresql", Relation::Related, 80),
            ("postgresql", "oracle", Relation::Related, 40),
        ]);
        check(
            &graph,
            "mysql",
            &[("mysql", Relation::Same, 100), ("postgresql", Relation::Related, 60)],
        );
    }

    #[test]
    fn a_circle_of_implications_ends_and_implication_comes_before_relation() {
        let graph = graph(&[
            ("a", "b", Relation::Implies, 50),
            ("b", "a", Relation::Implies, 90),
            ("a", "b", Relation::Related, 60),
        ]);
        check(&graph, "a", &[("a", Relation::Same, 100), ("b", Relation::Implies, 50)]);
    }
}
