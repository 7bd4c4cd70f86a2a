//! Why a developer has the score they have for a role, in words, from the frozen inputs alone.
//! The verdicts and values are the plain scorer's own; only the words are made here.

mod evidence;
mod words;

use super::frozen::{Demand, DemandSkill, Facts, Frozen};
use super::reference::{best_source, judge};
use super::skill_graph::Relation;
use super::{Component, ComponentLine, Explanation, Filter, FilterLine, SkillLine};
use crate::developer::Evidence;
use crate::id::{DeveloperId, RoleId};

/// Months of one step of recency, in words.
const MONTHS_A_STEP: u32 = 6;

/// Explains a pair; none when the role or the developer is not among the inputs.
pub fn explain(frozen: &Frozen, role_id: RoleId, developer_id: DeveloperId) -> Option<Explanation> {
    let role = frozen.role(role_id)?;
    let facts = frozen.developer(developer_id)?;
    let weights = role.weights(&frozen.head.model);
    let judgement = judge(frozen, role, facts);
    let filters = Filter::ALL.iter().zip(judgement.verdicts).map(|(filter, verdict)| FilterLine {
        filter: *filter,
        verdict,
        demanded: words::demanded(frozen, role, *filter),
        found: words::found(frozen, role, facts, *filter),
    });
    let values = judgement.values.into_iter().zip(judgement.known);
    let components = Component::ALL.iter().zip(values).zip(weights.all());
    let components = components.map(|((component, (value, known)), weight_bp)| ComponentLine {
        component: *component,
        weight_bp,
        value,
        points: weight_bp * u32::from(value),
        known,
        evidence: if known {
            evidence::evidence(frozen, role, facts, *component)
        } else {
            evidence::not_known(role, *component, value)
        },
    });
    Some(Explanation {
        role_id,
        developer_id,
        score: judgement.score(weights),
        confidence: judgement.confidence(weights),
        filters: filters.collect(),
        components: components.collect(),
        skills: role.skills.iter().map(|asked| skill_line(frozen, facts, *asked)).collect(),
    })
}

fn skill_line(frozen: &Frozen, facts: &Facts, asked: DemandSkill) -> SkillLine {
    let source = best_source(frozen, facts, asked).filter(|source| source.value > 0);
    let evidence = source.map_or_else(
        || "not shown".to_owned(),
        |source| {
            let name = words::skill_name(frozen, source.own.skill);
            let way = match source.reach.relation {
                Relation::Same => String::new(),
                Relation::Implies => format!("by way of {name}, "),
                Relation::Related => format!("related to {name}, "),
            };
            let level = source.own.level;
            let by = match source.own.evidence {
                Evidence::Claimed => "as claimed",
                Evidence::Cv => "by work history",
                Evidence::Assessed => "by assessment",
            };
            format!("{way}level {level} {by}{}", unused(source.own.step))
        },
    );
    SkillLine {
        skill: words::skill_name(frozen, asked.skill).to_owned(),
        importance: asked.importance,
        level: asked.level,
        value: source.map_or(0, |source| source.value),
        evidence,
    }
}

/// Nothing within the first year, which costs nothing.
fn unused(step: u8) -> String {
    match u32::from(step) {
        0 | 1 => String::new(),
        steps => format!(", unused for {} months", steps * MONTHS_A_STEP),
    }
}

/// How many of a role's skills a developer shows at all.
fn n_shown(frozen: &Frozen, role: &Demand, facts: &Facts) -> usize {
    let shown = |asked: &&DemandSkill| {
        best_source(frozen, facts, **asked).is_some_and(|source| source.value > 0)
    };
    role.skills.iter().filter(shown).count()
}
