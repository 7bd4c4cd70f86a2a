//! What the kernel knows of a developer: marks for the filters, a line of the cache for the score, and
//! for each skill some role asks for what they show of it. Related skills are followed here, once for
//! each developer, and never again.

use std::collections::{BTreeMap, BTreeSet};

use crate::competency::N_COMPETENCIES;
use crate::country::Country;
use crate::developer::{Engagement, English, Seniority};
use crate::industry::Industry;
use crate::matching::Component;
use crate::matching::component::{self, Stage, experience};
use crate::matching::frozen::{Facts, Frozen, Outcomes, OwnSkill};
use crate::matching::model::{ScoreModel, counts_for_must};
use crate::matching::skill_graph::Reach;
use crate::regime::Regime;
use crate::scale::{ScaleAxis, hundredths_of_decades};
use crate::team::{Communication, Methodology};

/// Set beside a value, which is at most 100, when the value is a prior.
pub(super) const UNKNOWN: u8 = 0x80;

/// Levels of a skill.
pub(super) const LEVELS: usize = 5;

/// Byte of a word that holds the level shown for a must-have; the worths for each level wanted
/// come before it.
pub(super) const MUST_BYTE: usize = LEVELS;

/// Bits before the skill's place.
pub(super) const SKILL_SHIFT: u32 = 48;

/// Axes of scale.
pub(super) const N_AXES: usize = ScaleAxis::ALL.len();

/// Industries.
pub(super) const N_INDUSTRIES: usize = Industry::ALL.len();

/// The logarithm of an amount nobody has told.
pub(super) const NOT_HANDLED: u16 = u16::MAX;

/// Bits of [`Record::style`] before the way of talking.
pub(super) const TALK_SHIFT: u32 = 5;

/// Bits of [`Record::levels`] before the seniority.
pub(super) const SENIORITY_SHIFT: u32 = 3;

/// Set in [`Record::levels`] when a bound of the team's size is known.
pub(super) const SIZE_KNOWN: u8 = 0x40;

// Every methodology has a bit below the way of talking, whose classes fit above it.
const _: () = assert!(Methodology::ALL.len() == 5 && Communication::ALL.len() < 4);
// Classes of English and seniority have three bits each; regimes fit in eight.
const _: () = assert!(English::ALL.len() < 8 && Seniority::ALL.len() < 8);
const _: () = assert!(Regime::ALL.len() <= 8 && N_COMPETENCIES <= 8);

/// What the score of one developer is made from, in one line of the cache.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(super) struct Record {
    /// US cents a month; below zero when unknown.
    pub(super) floor_cents: i64,
    /// Competencies, the prior where unknown; the last byte has a bit for each that is known.
    pub(super) estimates: [u8; N_COMPETENCIES + 1],
    /// Logarithms of what was handled on each axis, or [`NOT_HANDLED`].
    pub(super) handled: [u16; N_AXES],
    /// Days; the least there are when unknown, for then nobody is late.
    pub(super) free_in_days: i32,
    /// 0 when unknown, else one more than the place of the zone.
    pub(super) zone: u16,
    /// Least people in a team; nothing when unsaid.
    pub(super) team_size_min: u16,
    /// Most people in a team; the most there are when unsaid.
    pub(super) team_size_max: u16,
    /// Worth for each industry a client may be of, with [`UNKNOWN`].
    pub(super) industries: [u8; N_INDUSTRIES],
    /// Worth of the vetting, with [`UNKNOWN`].
    pub(super) vetting: u8,
    /// Worth of past outcomes, with [`UNKNOWN`].
    pub(super) outcomes: u8,
    /// A bit for each methodology known, then the class of the way of talking.
    pub(super) style: u8,
    /// Class of English, then of seniority, then [`SIZE_KNOWN`].
    pub(super) levels: u8,
}

// One developer is one line of the cache.
const _: () = assert!(size_of::<Record>() == 64);

/// What the filters read of one developer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    /// US cents a month; below zero when unknown.
    pub(super) floor_cents: i64,
    /// Days; the least there are when unknown.
    pub(super) free_in_days: i32,
    /// 0 when unknown, else one more than the place of the zone.
    pub(super) zone: u16,
    /// Class of country and engagement.
    pub(super) place: u16,
    /// 0 when unknown, else one more than the hours of a week nothing is promised in.
    pub(super) capacity: u16,
    /// 0 when unknown, else one more than the place in [`English::ALL`].
    pub(super) english: u8,
    /// 0 when unknown, else one more than the place in [`Seniority::ALL`].
    pub(super) seniority: u8,
    /// Bit 0: the technical stage is passed, bit 1: all three are.
    pub(super) passed: u8,
    /// A bit for each regime attested.
    pub(super) regimes: u8,
    /// 1 when an open finding forbids a placement.
    pub(super) blocked: u8,
}

/// Developers of a block, packed.
#[derive(Debug)]
pub(super) struct Packed {
    /// One for each developer.
    pub(super) records: Vec<Record>,
    /// One for each developer.
    pub(super) marks: Vec<Marks>,
    /// What they show of the skills asked for, one word a skill.
    shown: Vec<u64>,
    /// Where the words of each developer end.
    shown_until: Vec<usize>,
}

impl Packed {
    /// What each developer shows, word by word.
    pub(super) fn shown(&self) -> impl Iterator<Item = &[u64]> {
        let starts = std::iter::once(0).chain(self.shown_until.iter().copied());
        let ends = self.shown_until.iter();
        starts.zip(ends).map(|(from, until)| self.shown.get(from..*until).unwrap_or_default())
    }
}

/// Packs developers of one set of inputs.
#[derive(Debug)]
pub(super) struct Packer<'f> {
    pub(super) frozen: &'f Frozen,
    /// Place among the skills asked for, by place in the slug table.
    asked_place: Vec<Option<u16>>,
    n_asked: usize,
    /// Skills at a level that some role asks for, by place among the skills asked for, in order.
    wanted: Vec<(u16, u8)>,
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
        let place = |skill: u16| asked_place.get(usize::from(skill)).copied().flatten();
        let wanted: BTreeSet<(u16, u8)> = head
            .roles
            .iter()
            .flat_map(|role| &role.skills)
            .filter_map(|asked| Some((place(asked.skill)?, asked.level)))
            .collect();
        let wanted = wanted.into_iter().collect();
        Self { frozen, asked_place, n_asked: asked.len(), wanted, places, reach, worths }
    }

    /// The column of a skill at a level, for roles that ask for it.
    pub(super) fn column(&self, skill: u16, level: u8) -> usize {
        let place = (self.asked(skill), level);
        self.wanted.binary_search(&place).unwrap_or(usize::MAX)
    }

    /// What each developer's skills are worth where one is wanted at a level: a column for each that
    /// some role asks for, one byte a developer.
    pub(super) fn columns(&self, packed: &Packed) -> Vec<u8> {
        let n = packed.records.len();
        let mut columns = vec![0; self.wanted.len() * n];
        let first = |skill: u16| self.wanted.partition_point(|(other, _)| *other < skill);
        let starts: Vec<usize> = (0..=self.n_asked)
            .map(|skill| first(u16::try_from(skill).unwrap_or(u16::MAX)))
            .collect();
        for (words, at) in packed.shown().zip(0..) {
            for word in words {
                let skill = usize::try_from(word >> SKILL_SHIFT).unwrap_or(usize::MAX);
                let worths = word.to_le_bytes();
                let (Some(from), Some(until)) = (starts.get(skill), starts.get(skill + 1)) else {
                    continue;
                };
                let wanted = self.wanted.get(*from..*until).unwrap_or_default();
                for ((_, level), column) in wanted.iter().zip(*from..) {
                    let worth = worths.get(usize::from(level.saturating_sub(1)));
                    if let (Some(slot), Some(worth)) = (columns.get_mut(column * n + at), worth) {
                        *slot = *worth;
                    }
                }
            }
        }
        columns
    }

    /// Place of a skill among those asked for.
    pub(super) fn asked(&self, skill: u16) -> u16 {
        self.asked_place.get(usize::from(skill)).copied().flatten().unwrap_or(u16::MAX)
    }

    /// Packs developers, in order.
    pub(super) fn pack(&self, developers: &[Facts]) -> Packed {
        let mut packed = Packed {
            records: Vec::with_capacity(developers.len()),
            marks: Vec::with_capacity(developers.len()),
            shown: Vec::new(),
            shown_until: Vec::with_capacity(developers.len()),
        };
        let mut best: Vec<[u8; 8]> = vec![[0; 8]; self.n_asked];
        let mut touched: Vec<u16> = Vec::new();
        for facts in developers {
            for own in &facts.skills {
                self.follow(*own, &mut best, &mut touched);
            }
            for place in touched.drain(..) {
                if let Some(best) = best.get_mut(usize::from(place)) {
                    let word = u64::from_le_bytes(*best) | (u64::from(place) << SKILL_SHIFT);
                    packed.shown.push(word);
                    *best = [0; 8];
                }
            }
            packed.shown_until.push(packed.shown.len());
            packed.records.push(self.record(facts));
            packed.marks.push(self.marks(facts));
        }
        packed
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

    fn record(&self, facts: &Facts) -> Record {
        let model = &self.frozen.head.model;
        let prior = |component| self.frozen.prior_of(component).min(100);
        let Outcomes { n_survived, n_counted } = facts.outcomes;
        let outcomes =
            experience::outcomes(model, self.frozen.head.outcome_mean, n_survived, n_counted);
        let vetting = component::vetting(model, facts.stages, prior(Component::Vetting));
        let sizes = (facts.style.team_size_min, facts.style.team_size_max);
        let size_known = if sizes == (None, None) { 0 } else { SIZE_KNOWN };
        let seniority = class_of(Seniority::ALL, facts.seniority) << SENIORITY_SHIFT;
        let talk = class_of(Communication::ALL, facts.style.communication) << TALK_SHIFT;
        Record {
            floor_cents: facts.floor_cents.unwrap_or(-1),
            estimates: estimates(facts, prior(Component::Architecture)),
            handled: handled(facts),
            free_in_days: facts.free_in_days.unwrap_or(i32::MIN),
            zone: zone_class(facts),
            team_size_min: sizes.0.unwrap_or(0),
            team_size_max: sizes.1.unwrap_or(u16::MAX),
            industries: industries(model, facts, prior(Component::Industry)),
            vetting: worth_or(vetting, prior(Component::Vetting)),
            outcomes: worth_or(outcomes, prior(Component::Outcomes)),
            style: bits(Methodology::ALL, &facts.style.methodologies) | talk,
            levels: class_of(English::ALL, facts.english) | seniority | size_known,
        }
    }

    fn marks(&self, facts: &Facts) -> Marks {
        let passed = facts.stages.map(|stage| matches!(stage, Stage::Passed { .. }));
        let [technical, ..] = passed;
        let place = self.places.binary_search(&(facts.country, facts.engagement));
        Marks {
            floor_cents: facts.floor_cents.unwrap_or(-1),
            free_in_days: facts.free_in_days.unwrap_or(i32::MIN),
            zone: zone_class(facts),
            place: place.ok().and_then(|at| u16::try_from(at).ok()).unwrap_or(u16::MAX),
            capacity: facts.weekly_capacity_hours.map_or(0, |hours| u16::from(hours) + 1),
            english: class_of(English::ALL, facts.english),
            seniority: class_of(Seniority::ALL, facts.seniority),
            passed: u8::from(technical) | (u8::from(passed == [true; 3]) << 1),
            regimes: bits(Regime::ALL, &facts.regimes),
            blocked: u8::from(facts.blocking_findings > 0),
        }
    }
}

fn zone_class(facts: &Facts) -> u16 {
    facts.zone.map_or(0, |zone| zone.saturating_add(1))
}

fn estimates(facts: &Facts, prior: u8) -> [u8; N_COMPETENCIES + 1] {
    let mut bytes = [prior; N_COMPETENCIES + 1];
    let mut known = 0;
    for ((byte, estimate), at) in bytes.iter_mut().zip(facts.competencies).zip(0..) {
        if let Some(estimate) = estimate {
            *byte = estimate.min(100);
            known |= 1 << at;
        }
    }
    let [.., last] = &mut bytes;
    *last = known;
    bytes
}

fn handled(facts: &Facts) -> [u16; N_AXES] {
    let mut logs = [NOT_HANDLED; N_AXES];
    for (log, axis) in logs.iter_mut().zip(ScaleAxis::ALL) {
        if let Some(level) = facts.scale.iter().find(|level| level.axis == *axis) {
            *log = hundredths_of_decades(level.amount);
        }
    }
    logs
}

fn industries(model: &ScoreModel, facts: &Facts, prior: u8) -> [u8; N_INDUSTRIES] {
    let mut worths = [0; N_INDUSTRIES];
    for (worth, wanted) in worths.iter_mut().zip(Industry::ALL) {
        *worth = worth_or(experience::industry(model, *wanted, &facts.industries), prior);
    }
    worths
}

/// A bit for each word of a vocabulary that is among those found.
pub(super) fn bits<T: PartialEq>(all: &[T], found: &[T]) -> u8 {
    let bit = |(word, at): (&T, u32)| u8::from(found.contains(word)) << at;
    all.iter().zip(0..).map(bit).fold(0, |sum, bit| sum | bit)
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
