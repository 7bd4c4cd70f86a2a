//! What other languages need not work out themselves: the classes developers fall into, and what each
//! is to a role. Asked of the plain scorer, one made-up pair at a time.

use rayon::prelude::*;
use sereno_domain::country::Country;
use sereno_domain::developer::{Engagement, English, Seniority};
use sereno_domain::industry::Industry;
use sereno_domain::matching::frozen::{Demand, DemandSkill, Facts, Frozen};
use sereno_domain::matching::reference::{Judgement, judge};
use sereno_domain::matching::{Component, Filter, Verdict};
use sereno_domain::role::Importance;
use sereno_domain::team::WorkingStyle;

/// A developer's English and style, which together decide how they work with a team.
pub(crate) type TeamClass = (Option<English>, WorkingStyle);
/// Country and way of engagement.
pub(crate) type Place = (Country, Option<Engagement>);

pub(crate) fn value(judgement: &Judgement, component: Component) -> u8 {
    judgement.values[Component::ALL.iter().position(|known| *known == component).unwrap()]
}

pub(crate) fn passes(judgement: &Judgement, filter: Filter) -> bool {
    judgement.verdicts[Filter::ALL.iter().position(|known| *known == filter).unwrap()]
        != Verdict::Fail
}

/// Distinct classes in the order they are met, and the class of each developer.
pub(crate) fn classes<T: PartialEq + Clone>(
    developers: &[Facts],
    class: impl Fn(&Facts) -> T,
) -> (Vec<T>, Vec<i64>) {
    let mut known: Vec<T> = Vec::new();
    let of = developers.iter().map(|facts| {
        let class = class(facts);
        let at = known.iter().position(|other| *other == class).unwrap_or_else(|| {
            known.push(class);
            known.len() - 1
        });
        at as i64
    });
    let of = of.collect();
    (known, of)
}

/// What a skill at a level is worth of each developer, and who has it as a must.
pub(crate) fn skill(inputs: &Frozen, skill: u16, level: u8) -> (Vec<u8>, Vec<u8>) {
    let asked = DemandSkill { skill, level, share: 10_000, ..inputs.head.roles[0].skills[0] };
    let asked = DemandSkill { importance: Importance::Must, ..asked };
    let role = Demand { skills: vec![asked], ..inputs.head.roles[0].clone() };
    let judged = inputs.developers.par_iter().map(|facts| {
        let judgement = judge(inputs, &role, facts);
        let must = passes(&judgement, Filter::Skills);
        (value(&judgement, Component::TechStack), u8::from(must))
    });
    judged.unzip()
}

/// What each developer's years are worth to each industry.
pub(crate) fn industries(inputs: &Frozen) -> Vec<u8> {
    let worth = Industry::ALL.iter().flat_map(|industry| {
        let role = Demand { industry: Some(*industry), ..inputs.head.roles[0].clone() };
        let judged = inputs.developers.par_iter().map(move |facts| judge(inputs, &role, facts));
        judged.map(|judgement| value(&judgement, Component::Industry)).collect::<Vec<u8>>()
    });
    worth.collect()
}

/// What a role makes of facts that differ from the first developer's in one thing.
pub(crate) fn of_role<T>(
    inputs: &Frozen,
    role: &Demand,
    facts: impl Iterator<Item = Facts>,
    read: impl Fn(&Judgement) -> T,
) -> Vec<T> {
    facts.map(|facts| read(&judge(inputs, role, &facts))).collect()
}

pub(crate) fn by_seniority(any: &Facts) -> impl Iterator<Item = Facts> + '_ {
    let bands = std::iter::once(None).chain(Seniority::ALL.iter().copied().map(Some));
    bands.map(|seniority| Facts { seniority, ..any.clone() })
}

pub(crate) fn by_english(any: &Facts) -> impl Iterator<Item = Facts> + '_ {
    let levels = std::iter::once(None).chain(English::ALL.iter().copied().map(Some));
    levels.map(|english| Facts { english, ..any.clone() })
}

pub(crate) fn by_zone<'a>(inputs: &Frozen, any: &'a Facts) -> impl Iterator<Item = Facts> + 'a {
    let zones = std::iter::once(None).chain((0..inputs.head.zones.len() as u16).map(Some));
    zones.map(|zone| Facts { zone, ..any.clone() })
}
