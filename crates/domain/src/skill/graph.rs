//! The taxonomy as matching reads it: by slug, without spellings.

use super::{Skill, SkillCategory, Taxonomy};
use crate::matching::skill_graph::{Relation, SkillEdge, SkillGraph, SkillKind, SkillNode};

/// The whole level carries over an implication; the model of a score takes its share.
const IMPLIES_PCT: u8 = 100;

impl Taxonomy {
    /// Every skill with the edges that leave it: what it implies by itself, and its relations,
    /// which hold both ways.
    pub fn graph(&self) -> SkillGraph {
        let skills = self.skills.iter().map(|skill| (skill.slug.clone(), self.node(skill)));
        SkillGraph { skills: skills.collect() }
    }

    fn node(&self, skill: &Skill) -> SkillNode {
        let implies = skill.implies.iter().map(|to| SkillEdge {
            to: to.clone(),
            relation: Relation::Implies,
            weight_pct: IMPLIES_PCT,
        });
        let related = self.related(&skill.slug).map(|(other, weight)| SkillEdge {
            to: other.slug.clone(),
            relation: Relation::Related,
            weight_pct: weight,
        });
        SkillNode {
            name: skill.name.clone(),
            kind: kind(skill.category),
            edges: implies.chain(related).collect(),
        }
    }
}

fn kind(category: SkillCategory) -> SkillKind {
    match category {
        SkillCategory::Language => SkillKind::Language,
        SkillCategory::Framework => SkillKind::Framework,
        SkillCategory::Database => SkillKind::Database,
        SkillCategory::Cache => SkillKind::Cache,
        SkillCategory::Queue => SkillKind::Queue,
        SkillCategory::Cloud => SkillKind::Cloud,
        SkillCategory::Api => SkillKind::Api,
        SkillCategory::Practice => SkillKind::Practice,
        SkillCategory::Tool => SkillKind::Tool,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::matching::skill_graph::reach_of;

    fn edge(graph: &SkillGraph, from: &str, to: &str) -> Option<(Relation, u8)> {
        let edges = &graph.skills[from].edges;
        edges.iter().find(|edge| edge.to == to).map(|edge| (edge.relation, edge.weight_pct))
    }

    #[test]
    fn every_skill_is_a_node_with_its_edges() {
        let house = Taxonomy::house();
        let graph = house.graph();
        assert_eq!(graph.skills.len(), house.skills().len());
        assert_eq!(edge(&graph, "django", "python"), Some((Relation::Implies, 100)));
        assert_eq!(edge(&graph, "python", "django"), None);
        let there = edge(&graph, "postgresql", "mysql");
        assert!(matches!(there, Some((Relation::Related, 1..=60))), "{there:?}");
        assert_eq!(edge(&graph, "mysql", "postgresql"), there);
        for (category, kind) in SkillCategory::ALL.iter().zip(SkillKind::ALL) {
            assert_eq!(category.name(), kind.name());
            assert_eq!(super::kind(*category), *kind);
        }
    }

    #[test]
    fn matching_reaches_all_that_the_taxonomy_implies() {
        let house = Taxonomy::house();
        let graph = house.graph();
        let slugs: Vec<&str> = graph.skills.keys().map(String::as_str).collect();
        let places: BTreeMap<&str, u16> =
            slugs.iter().zip(0_u16..).map(|(slug, place)| (*slug, place)).collect();
        for skill in house.skills() {
            let mut reached: Vec<&str> = reach_of(&skill.slug, &graph, &places, 90, 60)
                .iter()
                .filter(|reach| reach.relation == Relation::Implies)
                .map(|reach| slugs[usize::from(reach.to)])
                .collect();
            let mut implied: Vec<&str> =
                house.implied(&skill.slug).map(|other| other.slug.as_str()).collect();
            reached.sort_unstable();
            implied.sort_unstable();
            assert_eq!(reached, implied, "{}", skill.slug);
        }
    }
}
