//! What the kernel knows of a developer: classes for the filters, and for each skill some role
//! asks for one word of what they show of it. Related skills are followed here, once for each
//! developer, and never again.

use std::collections::{BTreeMap, BTreeSet};

use crate::country::Country;
use crate::developer::{Engagement, English, Seniority};
use crate::matching::Component;
use crate::matching::component::{self, Stage};
use crate::matching::frozen::{Facts, Frozen, OwnSkill};
use crate::matching::model::{ScoreModel, counts_for_must};
use crate::matching::skill_graph::Reach;

/// Set beside a value, which is at most 100, when the value is a prior.
pub(super) const UNKNOWN: u8 = 0x80;

/// Levels of a skill.
pub(super) const LEVELS: usize = 5;

/// Byte of a word that holds the level shown for a must-have; the worths for each level wanted
/// come before it.
pub(super) const MUST_BYTE: usize = LEVELS;

/// Bits before the skill's place.
pub(super) const SKILL_SHIFT: u32 = 48;

/// One developer, small enough that two share a line of the cache.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record {
    /// US cents a month; below zero when unknown.
    pub(super) floor_cents: i64,
    /// First word of what they show.
    pub(super) shown_from: usize,
    /// One after the last.
    pub(super) shown_to: usize,
    /// Days; the least there are when unknown, for then nobody is late.
    pub(super) free_in_days: i32,
    /// 0 when unknown, else one more than the place of the zone.
    pub(super) zone: u16,
    /// Class of country and engagement.
    pub(super) place: u16,
    /// 0 when unknown, else one more than the place in [`English::ALL`].
    pub(super) english: u8,
    /// 0 when unknown, else one more than the place in [`Seniority::ALL`].
    pub(super) seniority: u8,
    /// 0 when unknown, else one more than the hours.
    pub(super) capacity: u16,
    /// Bit 0: the technical stage is passed, bit 1: all three are.
    pub(super) passed: u8,
    /// Worth of the vetting, with [`UNKNOWN`].
    pub(super) vetting: u8,
}

/// Packs developers of one set of inputs.
#[derive(Debug)]
pub(super) struct Packer<'f> {
    pub(super) frozen: &'f Frozen,
    /// Place among the skills asked for, by place in the slug table.
    asked_place: Vec<Option<u16>>,
    n_asked: usize,
    /// Countries with ways of engagement met among developers, in order.
    pub(super) places: Vec<(Country, Option<Engagement>)>,
    /// What a skill shows of the skills asked for, with worths by level and standing.
    reach: Vec<Vec<Shows>>,
    /// Worths of a share of relation, an own level and a standing, for each level wanted.
    worths: BTreeMap<u8, Vec<[u8; 8]>>,
}

/// What one skill shows of one asked for.
#[derive(Debug, Clone, Copy)]
struct Shows {
    asked: u16,
    reach: Reach,
}

impl<'f> Packer<'f> {
    pub(super) fn new(frozen: &'f Frozen) -> Self {
        let head = &frozen.head;
        let asked: BTreeSet<u16> =
            head.roles.iter().flat_map(|role| &role.skills).map(|asked| asked.skill).collect();
        let mut asked_place = vec![None; head.skills.len()];
        for (skill, place) in asked.iter().zip(0_u16..) {
            if let Some(slot) = asked_place.get_mut(usize::from(*skill)) {
                *slot = Some(place);
            }
        }
        let shows = |reach: &Reach| {
            let asked = asked_place.get(usize::from(reach.to)).copied().flatten()?;
            Some(Shows { asked, reach: *reach })
        };
        let reach: Vec<Vec<Shows>> = head
            .skills
            .iter()
            .map(|skill| skill.reach.iter().filter_map(shows).collect())
            .collect();
        let shares: BTreeSet<u8> = reach.iter().flatten().map(|shows| shows.reach.pct).collect();
        let worths = shares.into_iter().map(|pct| (pct, worth_table(&head.model, pct))).collect();
        let places: BTreeSet<(Country, Option<Engagement>)> =
            frozen.developers.iter().map(|facts| (facts.country, facts.engagement)).collect();
        let places = places.into_iter().collect();
        Self { frozen, asked_place, n_asked: asked.len(), places, reach, worths }
    }

    /// Number of skills some role asks for.
    pub(super) fn n_asked_skills(&self) -> usize {
        self.n_asked
    }

    /// Place of a skill among those asked for.
    pub(super) fn asked(&self, skill: u16) -> u16 {
        self.asked_place.get(usize::from(skill)).copied().flatten().unwrap_or(u16::MAX)
    }

    /// Records of developers in order, and the words of what they show.
    pub(super) fn pack(&self, facts: impl Iterator<Item = &'f Facts>) -> (Vec<Record>, Vec<u64>) {
        let mut shown = Vec::new();
        let mut best: Vec<[u8; 8]> = vec![[0; 8]; self.n_asked];
        let mut touched: Vec<u16> = Vec::new();
        let records = facts.map(|facts| {
            let shown_from = shown.len();
            for own in &facts.skills {
                self.follow(*own, &mut best, &mut touched);
            }
            for place in touched.drain(..) {
                if let Some(best) = best.get_mut(usize::from(place)) {
                    shown.push(u64::from_le_bytes(*best) | (u64::from(place) << SKILL_SHIFT));
                    *best = [0; 8];
                }
            }
            self.record(facts, shown_from..shown.len())
        });
        let records = records.collect();
        (records, shown)
    }

    /// Raises what a developer shows by one skill of theirs.
    fn follow(&self, own: OwnSkill, best: &mut [[u8; 8]], touched: &mut Vec<u16>) {
        let standing = self.frozen.head.model.standing_pct(own.evidence, own.step);
        for shows in self.reach.get(usize::from(own.skill)).map_or(&[][..], Vec::as_slice) {
            let table = self.worths.get(&shows.reach.pct);
            let worth = table.and_then(|table| table.get(table_at(own.level, standing)));
            let (Some(worth), Some(best)) = (worth, best.get_mut(usize::from(shows.asked))) else {
                continue;
            };
            if *best == [0; 8] {
                touched.push(shows.asked);
            }
            for (best, worth) in best.iter_mut().zip(worth) {
                *best = (*best).max(*worth);
            }
            if let (true, Some(must)) =
                (counts_for_must(shows.reach.relation), best.get_mut(MUST_BYTE))
            {
                *must = (*must).max(own.level);
            }
        }
    }

    fn record(&self, facts: &Facts, shown: std::ops::Range<usize>) -> Record {
        let model = &self.frozen.head.model;
        let prior = model.prior_of(Component::Vetting);
        let passed = facts.stages.map(|stage| matches!(stage, Stage::Passed { .. }));
        let [technical, ..] = passed;
        let place = self.places.binary_search(&(facts.country, facts.engagement));
        Record {
            floor_cents: facts.floor_cents.unwrap_or(-1),
            shown_from: shown.start,
            shown_to: shown.end,
            free_in_days: facts.free_in_days.unwrap_or(i32::MIN),
            zone: facts.zone.map_or(0, |zone| zone.saturating_add(1)),
            place: place.ok().and_then(|at| u16::try_from(at).ok()).unwrap_or(u16::MAX),
            english: class_of(English::ALL, facts.english),
            seniority: class_of(Seniority::ALL, facts.seniority),
            capacity: facts.weekly_capacity_hours.map_or(0, capacity_class),
            passed: u8::from(technical) | (u8::from(passed == [true; 3]) << 1),
            vetting: worth_or(component::vetting(model, facts.stages, prior), prior),
        }
    }
}

/// Class of a known capacity.
pub(super) fn capacity_class(hours: u8) -> u16 {
    u16::from(hours) + 1
}

/// 0 when unknown, else one more than the place among all words.
pub(super) fn class_of<T: PartialEq>(all: &[T], word: Option<T>) -> u8 {
    let place = word.and_then(|word| all.iter().position(|known| *known == word));
    place.map_or(0, |place| u8::try_from(place + 1).unwrap_or(u8::MAX))
}

/// A value, or the prior with its mark.
pub(super) fn worth_or(value: Option<u8>, prior: u8) -> u8 {
    value.unwrap_or(prior.min(100) | UNKNOWN)
}

/// Standings run from 0 to 100.
const STANDINGS: usize = 101;

fn table_at(level: u8, standing: u8) -> usize {
    usize::from(level) * STANDINGS + usize::from(standing)
}

fn worth_table(model: &ScoreModel, relation_pct: u8) -> Vec<[u8; 8]> {
    let mut table = Vec::with_capacity((LEVELS + 1) * STANDINGS);
    for level in 0_u8..=5 {
        for standing in 0_u8..=100 {
            let mut worth = [0; 8];
            for (worth, wanted) in worth.iter_mut().take(LEVELS).zip(1_u8..) {
                *worth = model.skill_value(relation_pct, level, wanted, standing);
            }
            table.push(worth);
        }
    }
    table
}
