//! The role's side: demands, and how much each part of them counts.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::facts::best_by_axis;
use super::{Builder, Fault, Subject, in_order};
use crate::clean_text::CleanText;
use crate::competency::{N_COMPETENCIES, Situation};
use crate::id::RoleId;
use crate::matching::WEIGHT_TOTAL;
use crate::matching::component::Budget;
use crate::matching::frozen::{Demand, DemandScale, DemandSkill};
use crate::matching::model::{
    N_PARTS, N_TEAM_PARTS, ScoreModel, StackPart, TeamPart, largest_remainder,
};
use crate::matching::overlap::{Schedule, Workday, days_between, zone};
use crate::matching::skill_graph::SkillKind;
use crate::role::Role;
use crate::scale::ScaleLevel;
use crate::team::TeamStyle;

impl Builder<'_> {
    pub(super) fn roles<'r>(
        &mut self,
        open: impl Iterator<Item = &'r Role>,
    ) -> (Vec<Demand>, Vec<Schedule>) {
        let mut roles: BTreeMap<RoleId, &Role> = BTreeMap::new();
        for role in open {
            match roles.entry(role.role_id) {
                Entry::Vacant(place) => {
                    place.insert(role);
                }
                Entry::Occupied(_) => self.fault(Subject::Role(role.role_id), Fault::Twice),
            }
        }
        let schedules: BTreeSet<Schedule> =
            roles.values().filter_map(|role| self.schedule(role)).collect();
        let rows: BTreeMap<&Schedule, u16> = schedules.iter().zip(0..u16::MAX).collect();
        let demands = roles.values().map(|role| {
            let row = self.schedule(role).and_then(|schedule| rows.get(&schedule).copied());
            self.demand(role, row)
        });
        let demands = demands.collect();
        (demands, schedules.into_iter().collect())
    }

    fn starts_on(&self, role: &Role) -> Date {
        role.starts_on.max(self.as_of)
    }

    fn schedule(&self, role: &Role) -> Option<Schedule> {
        let workday = Workday::between(role.work_starts_at, role.work_ends_at);
        let schedule = Schedule { tz: role.tz.clone(), workday, starts_on: self.starts_on(role) };
        zone(&role.tz).map(|_| schedule)
    }

    fn demand(&mut self, role: &Role, schedule: Option<u16>) -> Demand {
        let subject = Subject::Role(role.role_id);
        if schedule.is_none() {
            self.fault(subject, Fault::UnknownZone(CleanText::new(&role.tz)));
        }
        let situations = in_order(role.situations.iter().copied());
        Demand {
            role_id: role.role_id,
            client_id: role.client_id,
            weights: role.weights,
            seniority: role.seniority,
            starts_in_days: days_between(self.as_of, self.starts_on(role)),
            schedule,
            workday_minutes: Workday::between(role.work_starts_at, role.work_ends_at).minutes(),
            overlap_minutes_min: role.overlap_minutes_min,
            english_min: role.english_min,
            budget: self.budget(subject, role),
            budget_stated: [role.budget_min, role.budget_max],
            engagements_allowed: in_order(role.engagements_allowed.iter().copied()),
            countries_allowed: in_order(role.countries_allowed.iter().copied()),
            countries_denied: in_order(role.countries_denied.iter().copied()),
            weekly_hours: role.weekly_hours,
            vetting_required: role.vetting_required,
            skills: self.asked_skills(subject, role),
            competency_shares: competency_shares(&situations),
            situations,
            scale: asked_scale(&role.scale),
            industry: role.industry,
            regimes: in_order(role.regimes.iter().copied()),
            style: role.style,
            team_shares: team_shares(&self.model, role.style),
        }
    }

    fn budget(&mut self, subject: Subject, role: &Role) -> Option<Budget> {
        let least = role.budget_min.and_then(|rate| self.cents(subject, rate));
        let max_cents = role.budget_max.and_then(|rate| self.cents(subject, rate))?;
        Some(budget_of(&self.model, least, max_cents))
    }

    fn asked_skills(&mut self, subject: Subject, role: &Role) -> Vec<DemandSkill> {
        let mut asked: Vec<DemandSkill> = Vec::with_capacity(role.skills.len());
        for wanted in &role.skills {
            let node = self.graph.skills.get(&wanted.skill);
            let part = StackPart::of(node.map_or(SkillKind::Tool, |node| node.kind));
            if node.is_none() {
                self.fault(subject, Fault::UnknownSkill(CleanText::new(&wanted.skill)));
            }
            let Some(&skill) = self.places.get(wanted.skill.as_str()) else {
                continue;
            };
            if asked.iter().any(|before| before.skill == skill) {
                self.fault(subject, Fault::SkillTwice(CleanText::new(&wanted.skill)));
                continue;
            }
            let level = self.level(subject, &wanted.skill, wanted.level);
            asked.push(DemandSkill { skill, importance: wanted.importance, level, share: 0, part });
        }
        share_out(&self.model, &mut asked);
        asked
    }
}

/// The budget between a least, if one is stated, and a most, in US cents a month.
pub(crate) fn budget_of(model: &ScoreModel, least: Option<i64>, max_cents: i64) -> Budget {
    let of_most = max_cents * i64::from(model.mid_budget_pct.min(100)) / 100;
    let mid_cents = match least {
        Some(least) => least.min(max_cents).midpoint(max_cents),
        None => of_most,
    };
    Budget { mid_cents, max_cents }
}

/// Gives each skill its share: parts of the stack that are asked for by their weight, skills
/// within a part by their importance. Equal remainders go by slug, not by the order of the list.
pub(crate) fn share_out(model: &ScoreModel, asked: &mut [DemandSkill]) {
    let place_of = |part: StackPart| StackPart::ALL.iter().position(|known| *known == part);
    let weight = |asked: &DemandSkill| u64::from(model.importance_weight(asked.importance));
    let mut within = [0_u64; N_PARTS];
    for skill in asked.iter() {
        if let Some(sum) = place_of(skill.part).and_then(|place| within.get_mut(place)) {
            *sum += weight(skill);
        }
    }
    let mut order: Vec<&mut DemandSkill> = asked.iter_mut().collect();
    order.sort_by_key(|skill| skill.skill);
    // A share is part weight x importance / sum of importances: brought to one scale, 2^32.
    let exact = order.iter().map(|skill| {
        let place = place_of(skill.part).unwrap_or(0);
        let part = model.part_weights.get(place).copied().unwrap_or(0);
        let sum = within.get(place).copied().unwrap_or(0).max(1);
        ((u128::from(part) * u128::from(weight(skill))) << 32) / u128::from(sum)
    });
    let exact: Vec<u64> = exact.map(|share| u64::try_from(share).unwrap_or(u64::MAX)).collect();
    let shares = largest_remainder(WEIGHT_TOTAL, &exact);
    for (skill, share) in order.into_iter().zip(shares) {
        skill.share = u16::try_from(share).unwrap_or(u16::MAX);
    }
}

/// The part of each competency: what the situations need of it, added up.
fn competency_shares(situations: &[Situation]) -> [u16; N_COMPETENCIES] {
    let mut needs = [0_u64; N_COMPETENCIES];
    for situation in situations {
        for (sum, need) in needs.iter_mut().zip(situation.needs()) {
            *sum += u64::from(need);
        }
    }
    shares(&needs)
}

/// The hardest amount of each axis, by axis, in equal parts.
fn asked_scale(levels: &[ScaleLevel]) -> Vec<DemandScale> {
    let hardest = best_by_axis(levels);
    let parts = largest_remainder(WEIGHT_TOTAL, &vec![1; hardest.len()]);
    let asked = hardest.into_iter().zip(parts).map(|(level, share)| DemandScale {
        axis: level.axis,
        amount: level.amount,
        share: u16::try_from(share).unwrap_or(u16::MAX),
    });
    asked.collect()
}

/// The parts the team asks for, by their weight; English is always asked for.
pub(crate) fn team_shares(model: &ScoreModel, team: TeamStyle) -> [u16; N_TEAM_PARTS] {
    let mut parts = [0_u64; N_TEAM_PARTS];
    for (weight, part) in parts.iter_mut().zip(TeamPart::ALL) {
        let asked = match part {
            TeamPart::English => true,
            TeamPart::Communication => team.communication.is_some(),
            TeamPart::Methodology => team.methodology.is_some(),
            TeamPart::TeamSize => team.team_size.is_some(),
        };
        *weight = if asked { u64::from(model.team_part_weight(*part)) } else { 0 };
    }
    shares(&parts)
}

/// [`WEIGHT_TOTAL`] in proportion to parts; nothing when they are all nothing.
fn shares<const N: usize>(parts: &[u64; N]) -> [u16; N] {
    let mut shares = [0; N];
    for (share, given) in shares.iter_mut().zip(largest_remainder(WEIGHT_TOTAL, parts)) {
        *share = u16::try_from(given).unwrap_or(u16::MAX);
    }
    shares
}
