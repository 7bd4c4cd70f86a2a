//! The score model: every number a score depends on, all of them whole, under one version.

pub mod parameter;

use serde::{Deserialize, Serialize};

use super::overlap::Workday;
use super::skill_graph::{Relation, SkillKind};
use super::{Component, N_COMPONENTS, WEIGHT_TOTAL};
use crate::developer::{Evidence, Seniority};
use crate::role::Importance;
use crate::scale::ScaleAxis;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// The parts of a tech stack that are weighed against each other.
    "part of the stack" StackPart {
        /// Languages and frameworks.
        Code = "code",
        /// Databases and caches.
        Data = "data",
        /// Interfaces.
        Api = "api",
        /// Cloud, queues, tools and ways of working.
        Operations = "operations",
    }
}

/// Number of parts of a tech stack.
pub const N_PARTS: usize = StackPart::ALL.len();

vocabulary! {
    /// What working together rests on.
    "part of working together" TeamPart {
        /// English beyond the minimum.
        English = "english",
        /// How the team talks.
        Communication = "communication",
        /// How it runs its work.
        Methodology = "methodology",
        /// People in it.
        TeamSize = "team_size",
    }
}

/// Number of parts of working together.
pub const N_TEAM_PARTS: usize = TeamPart::ALL.len();

impl StackPart {
    /// Where a kind of skill counts.
    pub fn of(kind: SkillKind) -> Self {
        match kind {
            SkillKind::Language | SkillKind::Framework => Self::Code,
            SkillKind::Database | SkillKind::Cache => Self::Data,
            SkillKind::Api => Self::Api,
            SkillKind::Queue | SkillKind::Cloud | SkillKind::Practice | SkillKind::Tool => {
                Self::Operations
            }
        }
    }
}

/// A weight for each component, in the order of [`Component::ALL`], adding up to [`WEIGHT_TOTAL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "[u32; N_COMPONENTS]", into = "[u32; N_COMPONENTS]")]
pub struct Weights([u32; N_COMPONENTS]);

/// Weights that cannot be a model's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// They do not add up.
    #[error("the weights add up to {sum} basis points: make it exactly 10000")]
    Sum {
        /// What they add up to.
        sum: u64,
    },
    /// Nothing to share out.
    #[error("all weights are zero: give at least one component a weight")]
    Zero,
}

impl Weights {
    /// Shares [`WEIGHT_TOTAL`] out in proportion to `parts`, by largest remainder.
    ///
    /// # Errors
    /// [`WeightsError::Zero`] when every part is zero.
    pub fn in_proportion(parts: [u32; N_COMPONENTS]) -> Result<Self, WeightsError> {
        if parts.iter().all(|part| *part == 0) {
            return Err(WeightsError::Zero);
        }
        let shares = largest_remainder(WEIGHT_TOTAL, &parts.map(u64::from));
        let mut weights = [0; N_COMPONENTS];
        for (weight, share) in weights.iter_mut().zip(shares) {
            *weight = share;
        }
        Ok(Self(weights))
    }

    /// All of them, in the order of [`Component::ALL`].
    pub fn all(self) -> [u32; N_COMPONENTS] {
        self.0
    }

    /// The weight of one component.
    pub fn of(self, component: Component) -> u32 {
        let found = Component::ALL.iter().zip(self.0).find(|(known, _)| **known == component);
        found.map_or(0, |(_, weight)| weight)
    }
}

impl TryFrom<[u32; N_COMPONENTS]> for Weights {
    type Error = WeightsError;

    fn try_from(weights: [u32; N_COMPONENTS]) -> Result<Self, WeightsError> {
        let sum = weights.iter().map(|weight| u64::from(*weight)).sum();
        if sum == u64::from(WEIGHT_TOTAL) {
            Ok(Self(weights))
        } else {
            Err(WeightsError::Sum { sum })
        }
    }
}

impl From<Weights> for [u32; N_COMPONENTS] {
    fn from(weights: Weights) -> Self {
        weights.0
    }
}

/// `total` in proportion to `parts`: whole numbers that add up to it exactly. What rounding down
/// leaves goes to the largest remainders, the first of equal ones; all zeros when the parts are.
pub(crate) fn largest_remainder(total: u32, parts: &[u64]) -> Vec<u32> {
    let sum: u128 = parts.iter().map(|part| u128::from(*part)).sum();
    if sum == 0 {
        return vec![0; parts.len()];
    }
    let exact = |part: u64| u128::from(part) * u128::from(total);
    let mut shares: Vec<u32> =
        parts.iter().map(|part| u32::try_from(exact(*part) / sum).unwrap_or(total)).collect();
    let mut left = total.saturating_sub(shares.iter().sum());
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(parts.get(*at).map_or(0, |part| exact(*part) % sum)));
    for at in order {
        if left == 0 {
            break;
        }
        if let Some(share) = shares.get_mut(at) {
            *share += 1;
            left -= 1;
        }
    }
    shares
}

/// Every number a score depends on. Stored with the run, so that an old night can be replayed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreModel {
    /// Name of this set of numbers; changes whenever one of them does.
    pub version: String,
    /// Weight of each component.
    pub weights: Weights,
    /// What an unknown component is worth, 0 to 100, in the order of [`Component::ALL`]. That of
    /// outcomes counts only while nobody has any; after that it is the mean of the pool.
    pub prior: [u8; N_COMPONENTS],
    /// Weight of each part of the stack, in the order of [`StackPart::ALL`].
    pub part_weights: [u32; N_PARTS],
    /// Weight of a must-have, a should-have and a nice-to-have within its part.
    pub importance_weights: [u32; 3],
    /// What a skill is worth when claimed, shown by a CV and assessed, in percent.
    pub evidence_pct: [u8; 3],
    /// Most that an implication carries over, in percent.
    pub implies_pct: u8,
    /// Most that a relation carries over, in percent.
    pub related_pct: u8,
    /// Days of one step of recency, for skills and vetting alike. Coarse on purpose: with monthly
    /// steps most matches would change on the first of each month.
    pub recency_step_days: u16,
    /// What a skill is worth after 0, 1, 2... steps without use, in percent; the last one stays.
    pub skill_recency_pct: Vec<u8>,
    /// What a stage of vetting is worth 0, 1, 2... steps after it was held, in percent; the last
    /// one stays, and counts for expired stages.
    pub vetting_recency_pct: Vec<u8>,
    /// Days after the start of a contract a developer may become free.
    pub grace_days: u16,
    /// Days after the start by which the value of availability has faded to nothing.
    pub availability_fade_days: u16,
    /// What the firm adds at least to the rate of a developer, in percent of that rate.
    pub margin_min_pct: u8,
    /// How far above a budget a proposal may go, in percent.
    pub budget_tolerance_pct: u8,
    /// Where mid-budget lies when a role states no least budget, in percent of the most.
    pub mid_budget_pct: u8,
    /// Hours a month an hourly rate is paid for.
    pub hours_a_month: u16,
    /// Start of the day a developer is taken to work, in minutes after their midnight.
    pub workday_starts_minute: u16,
    /// End of that day; at most 1440.
    pub workday_ends_minute: u16,
    /// Minutes shared beyond the minimum at which overlap is worth 100.
    pub overlap_full_minutes: u16,
    /// Questions for which the prior of architecture counts in the estimate of a competency.
    pub competency_prior_n: u8,
    /// Points an axis of scale loses for each factor of ten below what is wanted, in the order of
    /// [`crate::scale::ScaleAxis::ALL`].
    pub scale_points_a_decade: [u8; 4],
    /// Weight of each part of working together, in the order of [`TeamPart::ALL`].
    pub team_part_weights: [u32; N_TEAM_PARTS],
    /// What another way of talking than the team's is worth.
    pub communication_other: u8,
    /// What methodologies are worth when the team's is not among them.
    pub methodology_other: u8,
    /// Points lost for each person a team is too small or too large by.
    pub team_size_points_a_head: u8,
    /// Tenths of years in an industry that are worth 100.
    pub industry_full_tenths: u16,
    /// What a year in an adjacent industry counts, in percent of one in the industry.
    pub industry_adjacent_pct: u8,
    /// Placements for which the mean of the pool counts in a developer's outcomes.
    pub outcome_prior_n: u8,
    /// What English is worth at, one and two bands above the minimum.
    pub english_headroom: [u8; 3],
    /// What seniority is worth at a distance of 0, 1, 2 and 3 bands.
    pub seniority_gap: [u8; 4],
    /// Tenths of years from which experience counts as mid, senior and staff when the band is
    /// unknown.
    pub seniority_from_tenths: [u16; 3],
}

impl ScoreModel {
    /// The hours developers work, on their own clock.
    pub fn workday(&self) -> Workday {
        Workday { starts_minute: self.workday_starts_minute, ends_minute: self.workday_ends_minute }
    }

    /// The model of the house.
    pub fn house() -> Self {
        Self {
            version: "house-2".to_owned(),
            weights: Weights([2_400, 1_500, 1_200, 1_200, 800, 700, 600, 500, 500, 300, 300]),
            prior: [30, 40, 40, 30, 50, 30, 50, 50, 70, 50, 50],
            part_weights: [1_100, 700, 300, 300],
            importance_weights: [6, 3, 1],
            evidence_pct: [70, 85, 100],
            implies_pct: 90,
            related_pct: 60,
            recency_step_days: 183,
            skill_recency_pct: vec![100, 100, 95, 90, 85, 80, 75, 70, 65, 60, 55, 50],
            vetting_recency_pct: vec![100, 100, 95, 90, 80, 70, 60, 50],
            grace_days: 14,
            availability_fade_days: 60,
            margin_min_pct: 20,
            budget_tolerance_pct: 10,
            mid_budget_pct: 75,
            hours_a_month: 160,
            workday_starts_minute: 8 * 60,
            workday_ends_minute: 18 * 60,
            overlap_full_minutes: 240,
            competency_prior_n: 2,
            scale_points_a_decade: [40, 40, 80, 40],
            team_part_weights: [50, 20, 15, 15],
            communication_other: 40,
            methodology_other: 40,
            team_size_points_a_head: 10,
            industry_full_tenths: 30,
            industry_adjacent_pct: 50,
            outcome_prior_n: 3,
            english_headroom: [60, 80, 100],
            seniority_gap: [100, 60, 20, 0],
            seniority_from_tenths: [20, 50, 100],
        }
    }

    /// Weight of an importance within its part of the stack.
    pub fn importance_weight(&self, importance: Importance) -> u32 {
        let [must, should, nice] = self.importance_weights;
        match importance {
            Importance::Must => must,
            Importance::Should => should,
            Importance::Nice => nice,
        }
    }

    /// What a skill is worth by its evidence, in percent.
    pub fn evidence_pct(&self, evidence: Evidence) -> u8 {
        let [claimed, cv, assessed] = self.evidence_pct;
        match evidence {
            Evidence::Claimed => claimed,
            Evidence::Cv => cv,
            Evidence::Assessed => assessed,
        }
    }

    /// Weight of a part of working together.
    pub fn team_part_weight(&self, part: TeamPart) -> u32 {
        let [english, communication, methodology, team_size] = self.team_part_weights;
        match part {
            TeamPart::English => english,
            TeamPart::Communication => communication,
            TeamPart::Methodology => methodology,
            TeamPart::TeamSize => team_size,
        }
    }

    /// Points an axis of scale loses for each factor of ten.
    pub fn scale_points(&self, axis: ScaleAxis) -> u8 {
        let [requests, data, latency, downtime] = self.scale_points_a_decade;
        match axis {
            ScaleAxis::RequestsPerSecond => requests,
            ScaleAxis::DataBytes => data,
            ScaleAxis::LatencyP99Ms => latency,
            ScaleAxis::DowntimeSecondsAYear => downtime,
        }
    }

    /// What a component is worth when nothing is known.
    pub fn prior_of(&self, component: Component) -> u8 {
        let found = Component::ALL.iter().zip(self.prior).find(|(known, _)| **known == component);
        found.map_or(0, |(_, prior)| prior)
    }

    /// The band that years of experience suggest.
    pub fn seniority_from(&self, years_tenths: u16) -> Seniority {
        let [mid, senior, staff] = self.seniority_from_tenths;
        match years_tenths {
            years if years >= staff => Seniority::Staff,
            years if years >= senior => Seniority::Senior,
            years if years >= mid => Seniority::Mid,
            _ => Seniority::Entry,
        }
    }

    /// Whole steps of recency in a number of days; days to come are none.
    pub fn recency_step(&self, days: i32) -> u8 {
        let step = days.max(0) / i32::from(self.recency_step_days.max(1));
        u8::try_from(step).unwrap_or(u8::MAX)
    }

    /// What a skill is worth after a number of steps, in percent.
    pub fn skill_recency(&self, step: u8) -> u8 {
        stepped(&self.skill_recency_pct, step)
    }

    /// What a stage of vetting is worth after a number of steps, in percent.
    pub fn vetting_recency(&self, step: u8) -> u8 {
        stepped(&self.vetting_recency_pct, step)
    }

    /// What an expired stage of vetting is worth, in percent.
    pub fn vetting_expired(&self) -> u8 {
        self.vetting_recency_pct.last().copied().unwrap_or(100).min(100)
    }

    /// What a skill of `own` level is worth where `wanted` is asked, 0 to 100: the one place where
    /// relation, level, recency and evidence are multiplied, and rounded once, down.
    pub fn skill_value(&self, relation_pct: u8, own: u8, wanted: u8, pct: u8) -> u8 {
        let wanted = u32::from(wanted.max(1));
        let level = u32::from(own).min(wanted);
        let value = u32::from(relation_pct) * level * u32::from(pct) / (wanted * 100);
        u8::try_from(value.min(100)).unwrap_or(100)
    }

    /// Recency times evidence, in percent, rounded down.
    pub fn standing_pct(&self, evidence: Evidence, recency_step: u8) -> u8 {
        let pct =
            u32::from(self.evidence_pct(evidence)) * u32::from(self.skill_recency(recency_step));
        u8::try_from((pct / 100).min(100)).unwrap_or(100)
    }
}

impl Default for ScoreModel {
    fn default() -> Self {
        Self::house()
    }
}

fn stepped(table: &[u8], step: u8) -> u8 {
    table.get(usize::from(step)).or(table.last()).copied().unwrap_or(100).min(100)
}

/// The part of [`Relation`] a must-have accepts.
pub(crate) fn counts_for_must(relation: Relation) -> bool {
    match relation {
        Relation::Same | Relation::Implies => true,
        Relation::Related => false,
    }
}

#[cfg(test)]
mod tests;
