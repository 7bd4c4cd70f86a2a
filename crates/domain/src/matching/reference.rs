//! The plain scorer: one pair at a time, each rule as it is said. It is the definition of a score;
//! the kernel is the same thing fast, and is held to it bit by bit.

use std::cmp::Reverse;

use super::component::{self, experience, team};
use super::frozen::{Demand, DemandSkill, Facts, Frozen, Outcomes, OwnSkill};
use super::model::{TeamPart, Weights, counts_for_must};
use super::skill_graph::Reach;
use super::{
    Component, Filter, Match, N_COMPONENTS, N_FILTERS, RoleResult, SHORTLIST_LEN, Verdict,
    WEIGHT_TOTAL,
};
use crate::role::Importance;
use crate::vetting::VettingRequired;

/// Bands of seniority a developer may be from the one wanted.
pub const SENIORITY_GAP_MAX: u8 = 1;

/// What the filters and components say of one pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// In the order of [`Filter::ALL`].
    pub verdicts: [Verdict; N_FILTERS],
    /// Values, 0 to 100, in the order of [`Component::ALL`].
    pub values: [u8; N_COMPONENTS],
    /// Whether each value rests on a fact, in the same order.
    pub known: [bool; N_COMPONENTS],
}

impl Judgement {
    /// True when no filter fails.
    pub fn qualifies(&self) -> bool {
        self.verdicts.iter().all(|verdict| *verdict != Verdict::Fail)
    }

    /// The dot product of values and weights.
    pub fn score(&self, weights: Weights) -> u32 {
        let weights = weights.all();
        weights.iter().zip(self.values).map(|(weight, value)| weight * u32::from(value)).sum()
    }

    /// Share of the weight that rests on known facts, 0 to 100, rounded down.
    pub fn confidence(&self, weights: Weights) -> u8 {
        let weights = weights.all();
        let known = weights.iter().zip(self.known).filter(|(_, known)| *known);
        let sum: u32 = known.map(|(weight, _)| *weight).sum();
        u8::try_from(sum * 100 / WEIGHT_TOTAL).unwrap_or(100)
    }
}

/// Judges one pair.
pub fn judge(frozen: &Frozen, role: &Demand, facts: &Facts) -> Judgement {
    let mut verdicts = [Verdict::Pass; N_FILTERS];
    for (verdict, filter) in verdicts.iter_mut().zip(Filter::ALL) {
        *verdict = verdict_of(frozen, role, facts, *filter);
    }
    let mut values = [0; N_COMPONENTS];
    let mut known = [true; N_COMPONENTS];
    for ((value, known), component) in values.iter_mut().zip(&mut known).zip(Component::ALL) {
        let found = value_of(frozen, role, facts, *component);
        *known = found.is_some();
        *value = found.unwrap_or_else(|| frozen.prior_of(*component).min(100));
    }
    Judgement { verdicts, values, known }
}

fn verdict_of(frozen: &Frozen, role: &Demand, facts: &Facts, filter: Filter) -> Verdict {
    let model = &frozen.head.model;
    match filter {
        Filter::Skills => {
            let mut musts = role.skills.iter().filter(|s| s.importance == Importance::Must);
            known(musts.all(|must| must_level(frozen, facts, *must) >= must.level))
        }
        Filter::Availability => verdict(facts.free_in_days, |days| {
            days <= role.starts_in_days.saturating_add(i32::from(model.grace_days))
        }),
        Filter::Overlap => {
            verdict(frozen.shared_minutes(role, facts), |shared| shared >= role.overlap_minutes_min)
        }
        Filter::English => verdict(facts.english, |english| english >= role.english_min),
        Filter::Rate => match role.budget {
            None => Verdict::Pass,
            Some(budget) => verdict(facts.floor_cents, |floor| {
                component::cost(model, floor) <= component::cost_max(model, budget)
            }),
        },
        Filter::Vetting => known(vetting_passes(role.vetting_required, facts)),
        Filter::Findings => known(facts.blocking_findings == 0),
        Filter::Country => country(role, facts),
        Filter::Exclusion => known(facts.exclusions.binary_search(&role.client_id).is_err()),
        Filter::Seniority => verdict(facts.seniority, |seniority| {
            component::seniority_gap(seniority, role.seniority) <= SENIORITY_GAP_MAX
        }),
        Filter::Regimes => known(role.regimes.iter().all(|regime| facts.regimes.contains(regime))),
        Filter::Capacity => {
            verdict(facts.free_hours(role.starts_in_days), |hours| hours >= role.weekly_hours)
        }
    }
}

fn known(passes: bool) -> Verdict {
    if passes { Verdict::Pass } else { Verdict::Fail }
}

fn verdict<T>(fact: Option<T>, passes: impl FnOnce(T) -> bool) -> Verdict {
    fact.map_or(Verdict::Unknown, |fact| known(passes(fact)))
}

/// Whether the vetting held is what a role requires.
pub(crate) fn vetting_passes(required: VettingRequired, facts: &Facts) -> bool {
    let passed = |stage: &component::Stage| matches!(stage, component::Stage::Passed { .. });
    match required {
        VettingRequired::None => true,
        VettingRequired::Technical => facts.stages.first().is_some_and(passed),
        VettingRequired::All => facts.stages.iter().all(passed),
    }
}

/// Country first, for it is always known; then the way of engagement.
fn country(role: &Demand, facts: &Facts) -> Verdict {
    let accepted =
        role.countries_allowed.is_empty() || role.countries_allowed.contains(&facts.country);
    if !accepted || role.countries_denied.contains(&facts.country) {
        return Verdict::Fail;
    }
    if role.engagements_allowed.is_empty() {
        return Verdict::Pass;
    }
    verdict(facts.engagement, |engagement| role.engagements_allowed.contains(&engagement))
}

/// None when a fact is missing on either side: the component then takes the prior.
fn value_of(frozen: &Frozen, role: &Demand, facts: &Facts, component: Component) -> Option<u8> {
    let model = &frozen.head.model;
    match component {
        Component::TechStack => {
            let worth = |asked: &DemandSkill| {
                let value = best_source(frozen, facts, *asked).map_or(0, |source| source.value);
                u32::from(asked.share) * u32::from(value)
            };
            let asked = !role.skills.is_empty();
            asked.then(|| component::shared(role.skills.iter().map(worth).sum()))
        }
        Component::Architecture => experience::architecture(
            role.competency_shares,
            facts.competencies,
            frozen.prior_of(component),
        ),
        Component::Scalability => scalability(frozen, role, facts),
        Component::Vetting => {
            component::vetting(model, facts.stages, model.prior_of(Component::Vetting))
        }
        Component::Team => team(frozen, role, facts),
        Component::Industry => experience::industry(model, role.industry?, &facts.industries),
        Component::Rate => Some(component::rate(model, role.budget?, facts.floor_cents?)),
        Component::Seniority => Some(component::seniority(model, role.seniority, facts.seniority?)),
        Component::Outcomes => {
            let Outcomes { n_survived, n_counted } = facts.outcomes;
            experience::outcomes(model, frozen.head.outcome_mean, n_survived, n_counted)
        }
        Component::Overlap => {
            let shared = frozen.shared_minutes(role, facts)?;
            let (min, workday) = (role.overlap_minutes_min, role.workday_minutes);
            Some(component::overlap(model, min, workday, shared))
        }
        Component::Availability => {
            let late = facts.free_in_days?.saturating_sub(role.starts_in_days);
            Some(component::availability(model, late))
        }
    }
}

/// The mean over the axes the role asks for; an axis not handled takes the prior. None when no
/// axis is asked for or none of them was handled.
fn scalability(frozen: &Frozen, role: &Demand, facts: &Facts) -> Option<u8> {
    let prior = frozen.prior_of(Component::Scalability).min(100);
    let (mut sum, mut any) = (0, false);
    for asked in &role.scale {
        let handled = facts.scale.iter().find(|handled| handled.axis == asked.axis);
        let worth = handled.map(|handled| {
            experience::scale(&frozen.head.model, asked.axis, asked.amount, handled.amount)
        });
        any |= worth.is_some();
        sum += u32::from(asked.share) * u32::from(worth.unwrap_or(prior));
    }
    any.then(|| component::shared(sum))
}

/// The parts of working together the role asks for; one of which nothing is known takes the prior.
/// None when nothing is known of any.
fn team(frozen: &Frozen, role: &Demand, facts: &Facts) -> Option<u8> {
    let model = &frozen.head.model;
    let prior = frozen.prior_of(Component::Team).min(100);
    let (mut sum, mut any) = (0, false);
    for (part, share) in TeamPart::ALL.iter().zip(role.team_shares) {
        let worth = match part {
            TeamPart::English => {
                facts.english.map(|english| component::english(model, role.english_min, english))
            }
            TeamPart::Communication | TeamPart::Methodology | TeamPart::TeamSize => {
                team::part(model, role.style, &facts.style, *part)
            }
        };
        any |= share > 0 && worth.is_some();
        sum += u32::from(share) * u32::from(worth.unwrap_or(prior));
    }
    any.then(|| component::shared(sum))
}

/// One skill of a developer that shows one a role asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Source {
    /// 0 to 100.
    pub(crate) value: u8,
    /// The developer's own skill.
    pub(crate) own: OwnSkill,
    /// How it shows the one asked for.
    pub(crate) reach: Reach,
}

/// Every skill of the developer that shows `asked`.
pub(crate) fn sources<'f>(
    frozen: &'f Frozen,
    facts: &'f Facts,
    asked: DemandSkill,
) -> impl Iterator<Item = Source> + 'f {
    let (skill, level) = (asked.skill, asked.level);
    facts.skills.iter().filter_map(move |own| {
        let node = frozen.head.skills.get(usize::from(own.skill))?;
        let reach = *node.reach.iter().find(|reach| reach.to == skill)?;
        let model = &frozen.head.model;
        let standing = model.standing_pct(own.evidence, own.step);
        let value = model.skill_value(reach.pct, own.level, level, standing);
        Some(Source { value, own: *own, reach })
    })
}

/// The source of the highest value; of equal ones the closest relation, then the higher level,
/// then the first by slug.
pub(crate) fn best_source(frozen: &Frozen, facts: &Facts, asked: DemandSkill) -> Option<Source> {
    sources(frozen, facts, asked).min_by_key(|source| {
        let (value, level) = (Reverse(source.value), Reverse(source.own.level));
        (value, source.reach.relation, level, source.own.skill)
    })
}

/// The highest level shown by the skill itself or by implication; zero when not shown.
pub(crate) fn must_level(frozen: &Frozen, facts: &Facts, asked: DemandSkill) -> u8 {
    let counted =
        sources(frozen, facts, asked).filter(|source| counts_for_must(source.reach.relation));
    counted.map(|source| source.own.level).max().unwrap_or(0)
}

/// Scores one role against every developer, one pair at a time.
pub fn score_role_plain(frozen: &Frozen, role: &Demand) -> RoleResult {
    let weights = role.weights(&frozen.head.model);
    let mut n_qualified = 0;
    let mut n_blocked = [0; N_FILTERS];
    let mut n_blocked_alone = [0; N_FILTERS];
    let mut shortlist = Vec::new();
    for facts in &frozen.developers {
        let judgement = judge(frozen, role, facts);
        let failed = || judgement.verdicts.iter().map(|verdict| *verdict == Verdict::Fail);
        let n_failed = failed().filter(|failed| *failed).count();
        let counts = n_blocked.iter_mut().zip(&mut n_blocked_alone);
        for ((blocked, alone), failed) in counts.zip(failed()) {
            *blocked += u32::from(failed);
            *alone += u32::from(failed && n_failed == 1);
        }
        if n_failed == 0 {
            n_qualified += 1;
            shortlist.push(Match {
                developer_id: facts.developer_id,
                score: judgement.score(weights),
                values: judgement.values,
                confidence: judgement.confidence(weights),
            });
        }
    }
    shortlist.sort_by_key(|found| (Reverse(found.score), found.developer_id));
    shortlist.truncate(SHORTLIST_LEN);
    RoleResult { role_id: role.role_id, n_qualified, n_blocked, n_blocked_alone, shortlist }
}
