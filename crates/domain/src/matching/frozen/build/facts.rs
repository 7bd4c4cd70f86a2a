//! The developer's side: facts as of the business date.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use jiff::civil::Date;

use super::{Builder, Fault, Subject, in_order};
use crate::clean_text::CleanText;
use crate::competency::{Competency, CompetencyEvidence, N_COMPETENCIES};
use crate::developer::Developer;
use crate::industry::{DeveloperIndustry, Industry};
use crate::matching::Component;
use crate::matching::component::{Stage, experience};
use crate::matching::frozen::{Commitment, Facts, Outcomes, OwnSkill};
use crate::matching::overlap::{days_between, zone};
use crate::placement::{PastPlacement, PlacementOutcome};
use crate::scale::{ScaleAxis, ScaleLevel};
use crate::team::WorkingStyle;
use crate::vetting::{VettingOutcome, VettingResult, VettingStage};

impl Builder<'_> {
    pub(super) fn facts(&mut self, developer: &Developer) -> Facts {
        let subject = Subject::Developer(developer.developer_id);
        let estimate = || Some(self.model.seniority_from(developer.years_experience_tenths?));
        let seniority = developer.seniority.or_else(estimate);
        Facts {
            developer_id: developer.developer_id,
            country: developer.country,
            zone: developer.tz.as_deref().and_then(|tz| self.developer_zone(subject, tz)),
            seniority,
            seniority_estimated: developer.seniority.is_none() && seniority.is_some(),
            english: developer.english,
            free_in_days: developer.available_from.map(|day| days_between(self.as_of, day)),
            weekly_capacity_hours: developer.weekly_capacity_hours,
            floor_cents: developer.rate_floor.and_then(|rate| self.cents(subject, rate)),
            floor_stated: developer.rate_floor,
            engagement: developer.engagement,
            skills: self.own_skills(subject, developer),
            stages: self.stages(subject, &developer.vetting),
            competencies: self.competencies(subject, &developer.competencies),
            scale: best_by_axis(&developer.scale),
            industries: years_by_industry(&developer.industries),
            regimes: {
                let held = developer.regimes.iter().filter(|held| held.holds_on(self.as_of));
                in_order(held.map(|held| held.regime))
            },
            style: WorkingStyle {
                methodologies: in_order(developer.style.methodologies.iter().copied()),
                ..developer.style.clone()
            },
            outcomes: outcomes(self.as_of, &developer.placements),
            commitments: self.commitments(&developer.placements),
            exclusions: {
                let kept = developer.exclusions.iter().filter(|kept| kept.holds_on(self.as_of));
                in_order(kept.map(|kept| kept.client_id))
            },
            blocking_findings: developer.blocking_findings,
        }
    }

    fn developer_zone(&mut self, subject: Subject, tz: &str) -> Option<u16> {
        let known = self.zones.get(tz).copied();
        let place = known.unwrap_or_else(|| {
            let next = u16::try_from(self.zones.len()).ok();
            let place = zone(tz).and(next);
            self.zones.insert(tz.to_owned(), place);
            place
        });
        if place.is_none() {
            self.fault(subject, Fault::UnknownZone(CleanText::new(tz)));
        }
        place
    }

    fn own_skills(&mut self, subject: Subject, developer: &Developer) -> Vec<OwnSkill> {
        let mut skills: BTreeMap<u16, OwnSkill> = BTreeMap::new();
        for own in &developer.skills {
            if !self.graph.skills.contains_key(&own.skill) {
                self.fault(subject, Fault::UnknownSkill(CleanText::new(&own.skill)));
            }
            let Some(&skill) = self.places.get(own.skill.as_str()) else {
                continue;
            };
            let level = self.level(subject, &own.skill, own.level);
            let age = own.last_used_on.map_or(0, |day| days_between(day, self.as_of));
            let step = self.model.recency_step(age);
            match skills.entry(skill) {
                Entry::Vacant(place) => {
                    place.insert(OwnSkill { skill, level, evidence: own.evidence, step });
                }
                Entry::Occupied(_) => {
                    self.fault(subject, Fault::SkillTwice(CleanText::new(&own.skill)));
                }
            }
        }
        skills.into_values().collect()
    }

    /// The latest result of each stage held by the business date.
    fn stages(&mut self, subject: Subject, results: &[VettingResult]) -> [Stage; 3] {
        let stages =
            [VettingStage::Technical, VettingStage::Architecture, VettingStage::CodeQuality];
        stages.map(|stage| {
            let held = results.iter().filter(|result| result.held_on <= self.as_of);
            let latest = held
                .filter(|result| result.stage == stage)
                .max_by_key(|result| (result.held_on, result.outcome, result.score));
            latest.map_or(Stage::NotHeld, |result| self.stage(subject, result))
        })
    }

    fn stage(&mut self, subject: Subject, result: &VettingResult) -> Stage {
        if result.score > 100 {
            self.fault(subject, Fault::VettingScore(result.stage, result.score));
        }
        let score = result.score.min(100);
        let expired = result.expires_on.is_some_and(|day| day <= self.as_of);
        match result.outcome {
            VettingOutcome::Failed => Stage::Failed,
            VettingOutcome::Passed if expired => Stage::Expired { score },
            VettingOutcome::Passed => {
                let age = days_between(result.held_on, self.as_of);
                Stage::Passed { score, step: self.model.recency_step(age) }
            }
        }
    }

    /// Estimates from the evidence there was by the business date.
    fn competencies(
        &mut self,
        subject: Subject,
        evidence: &[CompetencyEvidence],
    ) -> [Option<u8>; N_COMPETENCIES] {
        for evidence in evidence {
            let n = u16::from(evidence.n);
            if !(n * ITEM_MIN..=n * ITEM_MAX).contains(&evidence.sum_tenths) {
                let fault = Fault::CompetencySum(evidence.competency, evidence.sum_tenths);
                self.fault(subject, fault);
            }
        }
        let prior = self.model.prior_of(Component::Architecture);
        let mut estimates = [None; N_COMPETENCIES];
        for (estimate, competency) in estimates.iter_mut().zip(Competency::ALL) {
            let seen = evidence.iter().filter(|evidence| {
                evidence.competency == *competency && evidence.held_on <= self.as_of
            });
            let seen = seen.map(|evidence| {
                let age = days_between(evidence.held_on, self.as_of);
                (self.model.recency_step(age), *evidence)
            });
            *estimate = experience::estimate(&self.model, prior, seen);
        }
        estimates
    }

    /// Hours promised from the business date on.
    fn commitments(&self, placements: &[PastPlacement]) -> Vec<Commitment> {
        let still = placements
            .iter()
            .filter(|placement| placement.ends_on.is_none_or(|end| self.as_of < end));
        let mut commitments: Vec<Commitment> = still
            .map(|placement| Commitment {
                from_in_days: days_between(self.as_of, placement.starts_on).max(0),
                until_in_days: placement.ends_on.map(|end| days_between(self.as_of, end)),
                weekly_hours: placement.weekly_hours,
            })
            .collect();
        commitments.sort_unstable();
        commitments
    }
}

/// Least and most of a calibrated score of a question, in tenths.
const ITEM_MIN: u16 = 10;
const ITEM_MAX: u16 = 50;

/// What had come of placements by a day.
pub(super) fn outcomes(as_of: Date, placements: &[PastPlacement]) -> Outcomes {
    let mut outcomes = Outcomes::default();
    for placement in placements {
        let (survived, counted) = match placement.outcome_on(as_of) {
            PlacementOutcome::Survived => (1, 1),
            PlacementOutcome::Fell => (0, 1),
            PlacementOutcome::Open => (0, 0),
        };
        outcomes.n_survived = outcomes.n_survived.saturating_add(survived);
        outcomes.n_counted = outcomes.n_counted.saturating_add(counted);
    }
    outcomes
}

/// The best amount of each axis, by axis.
pub(super) fn best_by_axis(levels: &[ScaleLevel]) -> Vec<ScaleLevel> {
    let mut best: BTreeMap<ScaleAxis, u64> = BTreeMap::new();
    for level in levels {
        let amount = best.entry(level.axis).or_insert(level.amount);
        *amount = if level.axis.less_is_better() {
            level.amount.min(*amount)
        } else {
            level.amount.max(*amount)
        };
    }
    best.into_iter().map(|(axis, amount)| ScaleLevel { axis, amount }).collect()
}

/// The most years of each industry, by industry.
fn years_by_industry(worked: &[DeveloperIndustry]) -> Vec<DeveloperIndustry> {
    let mut years: BTreeMap<Industry, u16> = BTreeMap::new();
    for worked in worked {
        let most = years.entry(worked.industry).or_default();
        *most = worked.years_tenths.max(*most);
    }
    let years = years.into_iter();
    years.map(|(industry, years_tenths)| DeveloperIndustry { industry, years_tenths }).collect()
}
