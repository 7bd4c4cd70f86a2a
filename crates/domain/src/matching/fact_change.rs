//! One change on a developer's side, and how big a thing it is to ask for.
//!
//! Changes of different kinds are put in one order by *effort*, a count of steps of about the same
//! size to the people who would have to make them:
//!
//! | change | steps |
//! |---|---|
//! | a lower rate | 1 for each 5 % |
//! | free earlier | 1 for each week |
//! | more hours a week | 1 for each 5 |
//! | another way of engagement | 1 |
//! | a skill assessed by the firm | 1 |
//! | a stage of vetting passed, or held again; findings closed | 2 |
//! | a regime attested | 3 |
//! | a skill learnt or deepened | 3 for each level |
//! | a band of English or of seniority | 4 for each |

use serde::{Deserialize, Serialize};

use super::case::Case;
use super::component::Stage;
use super::frozen::{Facts, OwnSkill};
use crate::developer::{Engagement, English, Evidence, Seniority};
use crate::money::{Currency, Money};
use crate::regime::Regime;
use crate::vetting::VettingStage;

/// Highest level of a skill.
const LEVEL_MAX: u8 = 5;
/// Hours a week nobody is asked to go beyond.
const HOURS_MAX: u8 = 48;
/// Steps of 5 % a rate is lowered by at most: half of it.
const RATE_STEPS_MAX: i64 = 10;
/// Scores a stage of vetting is passed with, tried from the lowest.
const STAGE_SCORES: [u8; 5] = [60, 70, 80, 90, 100];

/// One fact that is otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactChange {
    /// The least they work for, in US cents a month.
    Rate(i64),
    /// Days from the business date to the first free one.
    FreeInDays(i32),
    /// Hours a week.
    Hours(u8),
    /// How they can be engaged.
    Engagement(Engagement),
    /// A skill they have is assessed by the firm; by place in the slug table.
    Assessed(u16),
    /// A stage of vetting is passed today with this score.
    Stage(VettingStage, u8),
    /// The findings that forbid a placement are closed.
    FindingsClosed,
    /// A regime is attested.
    Attested(Regime),
    /// A skill is shown at this level; as claimed when they did not show it before.
    Skill(u16, u8),
    /// English.
    English(English),
    /// Band.
    Seniority(Seniority),
}

/// A change and how big it is.
pub(crate) type Step = (u32, FactChange);

impl FactChange {
    /// The facts with this one changed.
    pub fn apply(self, facts: &Facts) -> Facts {
        let mut facts = facts.clone();
        match self {
            Self::Rate(cents) => facts.floor_cents = Some(cents),
            Self::FreeInDays(days) => facts.free_in_days = Some(days),
            Self::Hours(hours) => facts.weekly_capacity_hours = Some(hours),
            Self::Engagement(engagement) => facts.engagement = Some(engagement),
            Self::Assessed(skill) => {
                if let Some(own) = facts.skills.iter_mut().find(|own| own.skill == skill) {
                    own.evidence = Evidence::Assessed;
                }
            }
            Self::Stage(stage, score) => {
                let places = VettingStage::ALL.iter().zip(&mut facts.stages);
                for (_, held) in places.filter(|(known, _)| **known == stage) {
                    *held = Stage::Passed { score, step: 0 };
                }
            }
            Self::FindingsClosed => facts.blocking_findings = 0,
            Self::Attested(regime) => {
                if let Err(place) = facts.regimes.binary_search(&regime) {
                    facts.regimes.insert(place, regime);
                }
            }
            Self::Skill(skill, level) => {
                match facts.skills.binary_search_by_key(&skill, |own| own.skill) {
                    Ok(place) => {
                        if let Some(own) = facts.skills.get_mut(place) {
                            own.level = level;
                        }
                    }
                    Err(place) => {
                        let evidence = Evidence::Claimed;
                        facts.skills.insert(place, OwnSkill { skill, level, evidence, step: 0 });
                    }
                }
            }
            Self::English(level) => facts.english = Some(level),
            Self::Seniority(band) => {
                facts.seniority = Some(band);
                facts.seniority_estimated = false;
            }
        }
        facts
    }

    /// The change in words, with what it is now.
    pub fn words(self, case: &Case, facts: &Facts) -> String {
        match self {
            Self::Rate(cents) => {
                let now = facts
                    .floor_cents
                    .map_or_else(String::new, |now| format!(" instead of {}", usd(now)));
                format!("asks {} a month{now}", usd(cents))
            }
            Self::FreeInDays(days) => {
                let now = facts
                    .free_in_days
                    .map_or_else(String::new, |now| format!(" instead of {}", case.day(now)));
                format!("free from {}{now}", case.day(days))
            }
            Self::Hours(hours) => {
                let now = known(facts.weekly_capacity_hours);
                format!("gives {hours} hours a week instead of {now}")
            }
            Self::Engagement(engagement) => {
                format!("engaged as {engagement} instead of {}", known(facts.engagement))
            }
            Self::Assessed(skill) => format!("{} assessed by the firm", case.name(skill)),
            Self::Stage(stage, score) => {
                format!("{} stage passed with {score}", stage.name().replace('_', " "))
            }
            Self::FindingsClosed => {
                format!(
                    "the open findings that forbid a placement closed ({})",
                    facts.blocking_findings
                )
            }
            Self::Attested(regime) => format!("{regime} attested"),
            Self::Skill(skill, level) => {
                let own = facts.skills.iter().find(|own| own.skill == skill);
                let now = own
                    .map_or_else(|| "not shown".to_owned(), |own| format!("level {}", own.level));
                format!("{} at level {level} instead of {now}", case.name(skill))
            }
            Self::English(level) => {
                format!("English {level} instead of {}", known(facts.english))
            }
            Self::Seniority(band) => {
                format!("judged {band} instead of {}", known(facts.seniority))
            }
        }
    }

    /// Every change worth trying for a role, each way from its smallest step to its largest. A
    /// fact that is not known is asked for, not changed: it is not among them.
    pub(crate) fn ways(case: &Case, facts: &Facts) -> Vec<Vec<Step>> {
        let mut ways = vec![
            rate_steps(facts),
            free_steps(case, facts),
            hours_steps(facts),
            engagement_steps(case, facts),
            band_steps(English::ALL, facts.english, Self::English),
            band_steps(seniority_towards(case), facts.seniority, Self::Seniority),
        ];
        if facts.blocking_findings > 0 {
            ways.push(vec![(2, Self::FindingsClosed)]);
        }
        for regime in case.demand.regimes.iter().filter(|regime| !facts.regimes.contains(regime)) {
            ways.push(vec![(3, Self::Attested(*regime))]);
        }
        for (stage, held) in VettingStage::ALL.iter().zip(facts.stages) {
            ways.push(stage_steps(*stage, held));
        }
        for asked in &case.demand.skills {
            let own = facts.skills.iter().find(|own| own.skill == asked.skill);
            let from = own.map_or(0, |own| own.level);
            let levels = from.saturating_add(1)..=LEVEL_MAX;
            let deeper =
                levels.map(|level| (3 * u32::from(level - from), Self::Skill(asked.skill, level)));
            ways.push(deeper.collect());
            let untested = own.filter(|own| own.evidence != Evidence::Assessed);
            ways.push(untested.map(|_| (1, Self::Assessed(asked.skill))).into_iter().collect());
        }
        ways
    }
}

fn rate_steps(facts: &Facts) -> Vec<Step> {
    let Some(floor) = facts.floor_cents.filter(|cents| *cents > 0) else {
        return Vec::new();
    };
    let lower = (1..=RATE_STEPS_MAX).map(|n| whole_dollars(floor * (100 - 5 * n) / 100));
    (1..).zip(lower.map(FactChange::Rate)).collect()
}

/// Rounded down: nobody asks for cents.
fn whole_dollars(cents: i64) -> i64 {
    cents / 100 * 100
}

fn free_steps(case: &Case, facts: &Facts) -> Vec<Step> {
    let Some(now) = facts.free_in_days else {
        return Vec::new();
    };
    let earliest = case.demand.starts_in_days.max(0);
    let earlier = (earliest..now).rev();
    earlier.map(|days| (now.abs_diff(days).div_ceil(7), FactChange::FreeInDays(days))).collect()
}

fn hours_steps(facts: &Facts) -> Vec<Step> {
    let Some(now) = facts.weekly_capacity_hours else {
        return Vec::new();
    };
    let more = now.saturating_add(1)..=HOURS_MAX;
    more.map(|hours| (u32::from(hours - now).div_ceil(5), FactChange::Hours(hours))).collect()
}

fn engagement_steps(case: &Case, facts: &Facts) -> Vec<Step> {
    let refused = facts.engagement.filter(|now| !case.demand.engagements_allowed.contains(now));
    let ways = &case.demand.engagements_allowed;
    refused
        .map(|_| ways.iter().map(|way| (1, FactChange::Engagement(*way))).collect())
        .unwrap_or_default()
}

/// Four steps for each band between; only to bands after the present one.
fn band_steps<T: Copy + PartialEq>(
    bands: &[T],
    now: Option<T>,
    change: impl Fn(T) -> FactChange,
) -> Vec<Step> {
    let from = now.and_then(|now| bands.iter().position(|band| *band == now));
    let after = from.map_or(&[][..], |from| bands.get(from + 1..).unwrap_or_default());
    (1..).map(|n| 4 * n).zip(after.iter().map(|band| change(*band))).collect()
}

/// Bands from the lowest to the one wanted: nobody is judged higher than a role asks for it.
fn seniority_towards(case: &Case) -> &'static [Seniority] {
    let wanted = Seniority::ALL.iter().position(|band| *band == case.demand.seniority);
    Seniority::ALL.get(..=wanted.unwrap_or(0)).unwrap_or_default()
}

fn stage_steps(stage: VettingStage, held: Stage) -> Vec<Step> {
    let above = match held {
        Stage::NotHeld | Stage::Failed | Stage::Expired { .. } => 0,
        Stage::Passed { score, .. } => score.saturating_add(1),
    };
    let scores = STAGE_SCORES.into_iter().filter(|score| *score >= above);
    scores.map(|score| (2, FactChange::Stage(stage, score))).collect()
}

fn usd(cents: i64) -> String {
    Money { amount_minor: cents, currency: Currency::USD }.to_string()
}

fn known(fact: Option<impl ToString>) -> String {
    fact.map_or_else(|| "not known".to_owned(), |fact| fact.to_string())
}

impl Case {
    /// What people call a skill.
    pub(crate) fn name(&self, skill: u16) -> &str {
        let known = self.inputs.head.skills.get(usize::from(skill));
        known.map_or("a skill", |skill| skill.name.as_str())
    }
}
