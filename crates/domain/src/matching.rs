//! Matching: how well a developer fits a role, in integers, with the reasons.
//!
//! A pair first meets the hard [`Filter`]s; one failure ends it, all failures are kept. What is
//! left is scored: each [`Component`] has a value of 0 to 100 and a weight, weights add up to
//! [`WEIGHT_TOTAL`], and the score is their dot product, so the points of the components add up
//! to the score exactly, on any machine and in any order of work.

pub mod answer;
pub mod best_roles;
pub mod case;
pub mod changed;
pub mod compare;
pub mod component;
pub mod counterfactual;
pub mod diff;
pub mod effect;
pub mod explain;
pub mod fact_change;
pub mod feature;
pub mod frozen;
pub mod kernel;
pub mod merge;
pub mod model;
pub mod overlap;
pub mod reference;
pub mod relax;
pub mod setting;
pub mod shard;
pub mod skill_graph;
pub mod standing;
pub mod what_if;

use std::cmp::Reverse;

use crate::id::{DeveloperId, RoleId};
use crate::vocabulary::vocabulary;

/// What the weights of a model add up to, in basis points.
pub const WEIGHT_TOTAL: u32 = 10_000;

/// The highest score: every component at 100. Shown divided by 10,000, as 0.00 to 100.00.
pub const SCORE_MAX: u32 = WEIGHT_TOTAL * 100;

/// How many developers a role keeps.
pub const SHORTLIST_LEN: usize = 50;

vocabulary! {
    /// The hard filters, in the order they are shown. A fact that is unknown never fails a filter
    /// but skills, vetting and regimes, which must be shown; it is reported as unknown instead.
    "filter" Filter {
        /// Every must-have skill at its level, by name, alias or implication.
        Skills = "skills",
        /// Free by the start of the contract and a grace.
        Availability = "availability",
        /// Shared minutes on the worst day of the first twelve months.
        Overlap = "overlap",
        /// English at least as wanted.
        English = "english",
        /// The least the developer works for, with the firm's margin, within the budget.
        Rate = "rate",
        /// The vetting the role requires, passed and not expired.
        Vetting = "vetting",
        /// No open finding that forbids a placement.
        Findings = "findings",
        /// Country and way of engagement accepted by the client.
        Country = "country",
        /// Nothing agreed that keeps the developer and the client apart.
        Exclusion = "exclusion",
        /// At most one band of seniority apart.
        Seniority = "seniority",
        /// Attested for every regime the role is bound by.
        Regimes = "regimes",
        /// Hours a week left by the placements that run when the contract starts.
        Capacity = "capacity",
    }
}

vocabulary! {
    /// What a score is made of, in the order it is shown and stored.
    "component" Component {
        /// Languages and frameworks, databases, interfaces, cloud and operations.
        TechStack = "tech_stack",
        /// The competencies the role's situations need.
        Architecture = "architecture",
        /// What was handled, against what the role will bear.
        Scalability = "scalability",
        /// The three stages, fading with age.
        Vetting = "vetting",
        /// English beyond the minimum, ways of talking and working, size of the team.
        Team = "team",
        /// Years in the client's industry and those near it.
        Industry = "industry",
        /// Full at mid-budget, nothing at a tenth above the budget.
        Rate = "rate",
        /// Distance between the bands.
        Seniority = "seniority",
        /// Placements that outlived their guarantee.
        Outcomes = "outcomes",
        /// Shared hours beyond the minimum.
        Overlap = "overlap",
        /// How soon, fading over sixty days.
        Availability = "availability",
    }
}

/// A score, or a part of one, as people read it: `87.40` of 100, rounded to the nearest.
pub fn score_text(points: u32) -> String {
    let unit = SCORE_MAX / 10_000;
    let hundredths = points.saturating_add(unit / 2) / unit;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// A score, or a part of one, to the last digit: parts written so add up on paper.
pub fn score_text_exact(points: u32) -> String {
    let unit = SCORE_MAX / 100;
    format!("{}.{:04}", points / unit, points % unit)
}

/// Number of components.
pub const N_COMPONENTS: usize = Component::ALL.len();

/// Number of filters.
pub const N_FILTERS: usize = Filter::ALL.len();

/// One developer on a role's shortlist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Match {
    /// Who.
    pub developer_id: DeveloperId,
    /// 0 to [`SCORE_MAX`].
    pub score: u32,
    /// Value of each component, 0 to 100, in the order of [`Component::ALL`].
    pub values: [u8; N_COMPONENTS],
    /// Share of the weight that rests on known facts, 0 to 100.
    pub confidence: u8,
}

/// What a night found for one role.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RoleResult {
    /// Which role.
    pub role_id: RoleId,
    /// Developers who pass every filter.
    pub n_qualified: u32,
    /// Developers stopped by each filter, alone or with others, in the order of [`Filter::ALL`].
    pub n_blocked: [u32; N_FILTERS],
    /// Developers stopped by that filter and no other: what relaxing it would bring.
    pub n_blocked_alone: [u32; N_FILTERS],
    /// The best, by score and then developer id; at most [`SHORTLIST_LEN`].
    pub shortlist: Vec<Match>,
}

impl RoleResult {
    /// A role nobody was scored for.
    pub(crate) fn nobody(role_id: RoleId) -> Self {
        let (n_blocked, n_blocked_alone) = ([0; N_FILTERS], [0; N_FILTERS]);
        Self { role_id, n_qualified: 0, n_blocked, n_blocked_alone, shortlist: Vec::new() }
    }

    /// The result over two groups of developers that share nobody, from the result over each: what
    /// scoring them together would have found, in any order of merging.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        let counts = self.n_blocked.iter_mut().chain(&mut self.n_blocked_alone);
        for (count, more) in counts.zip(other.n_blocked.iter().chain(&other.n_blocked_alone)) {
            *count += more;
        }
        self.n_qualified += other.n_qualified;
        self.shortlist.extend(other.shortlist);
        self.shortlist.sort_by_key(|found| (Reverse(found.score), found.developer_id));
        self.shortlist.truncate(SHORTLIST_LEN);
        self
    }
}

vocabulary! {
    /// What a filter said.
    "verdict" Verdict {
        /// The fact is known and good.
        Pass = "pass",
        /// The fact is not known; the filter lets it by and says so.
        Unknown = "unknown",
        /// The fact is known and stops the pair.
        Fail = "fail",
    }
}

/// One filter of an explanation.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FilterLine {
    /// Which filter.
    pub filter: Filter,
    /// What it said.
    pub verdict: Verdict,
    /// What the role demands, in words: `at least B2`.
    pub demanded: String,
    /// What the developer brings, in words: `C1`.
    pub found: String,
}

/// One component of an explanation.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ComponentLine {
    /// Which component.
    pub component: Component,
    /// Its weight in basis points.
    pub weight_bp: u32,
    /// 0 to 100.
    pub value: u8,
    /// `weight_bp * value`: its part of the score.
    pub points: u32,
    /// False when the value is the prior, for want of a fact.
    pub known: bool,
    /// What the value rests on, in words.
    pub evidence: String,
}

/// One skill the role asks for, and what the developer brings of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SkillLine {
    /// Name of the skill asked for.
    pub skill: String,
    /// How much it is wanted.
    pub importance: crate::role::Importance,
    /// Level wanted, 1 to 5.
    pub level: u8,
    /// 0 to 100.
    pub value: u8,
    /// What the value rests on: `level 4 by assessment`, `by way of Django`, `not shown`.
    pub evidence: String,
}

/// Why a developer has the score they have for a role, or why they are not on its list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Explanation {
    /// Which role.
    pub role_id: RoleId,
    /// Which developer.
    pub developer_id: DeveloperId,
    /// The sum of the components' points; what it would be when a filter fails.
    pub score: u32,
    /// Share of the weight that rests on known facts, 0 to 100.
    pub confidence: u8,
    /// Every filter, in order.
    pub filters: Vec<FilterLine>,
    /// Every component, in order.
    pub components: Vec<ComponentLine>,
    /// Every skill of the role, as the role lists them.
    pub skills: Vec<SkillLine>,
}

impl Explanation {
    /// True when no filter fails.
    pub fn qualifies(&self) -> bool {
        self.filters.iter().all(|line| line.verdict != Verdict::Fail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_read_in_hundredths_and_proved_in_full() {
        let points = [0, 49, 50, 864_049, 864_050, SCORE_MAX];
        let rounded = ["0.00", "0.00", "0.01", "86.40", "86.41", "100.00"];
        assert_eq!(points.map(score_text), rounded);
        assert_eq!(
            [0, 330_456, SCORE_MAX].map(score_text_exact),
            ["0.0000", "33.0456", "100.0000"]
        );
    }
}
