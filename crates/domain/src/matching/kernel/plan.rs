//! What the kernel does for one role: the tests to lay over each other, and tables from a
//! developer's classes to the worth of each component.

use super::bitmaps::{Class, Measure, Test, TestAt, TestTable};
use super::packed::{Packer, Record, SKILL_SHIFT, UNKNOWN, capacity_class, class_of, worth_or};
use crate::developer::{English, Seniority};
use crate::id::RoleId;
use crate::matching::component::{self, Budget};
use crate::matching::frozen::{Demand, Frozen};
use crate::matching::model::ScoreModel;
use crate::matching::reference::SENIORITY_GAP_MAX;
use crate::matching::{Component, N_FILTERS};
use crate::role::Importance;
use crate::vetting::VettingRequired;

/// Bits of a word for one worth.
const WORTH_BITS: u32 = 8;

/// Bits before the shift of a skill asked for; its share comes first.
const SHIFT_AT: u32 = 16;

/// Classes of known hours a week.
const CAPACITY_CLASSES: u16 = 256;

/// Filters of one test each: all but the must-haves.
const N_TESTS: usize = N_FILTERS - 1;

/// One role, ready to be scored.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) role_id: RoleId,
    /// One test for each must-have.
    pub(super) musts: Vec<TestAt>,
    /// One test for each other filter, in the order of [`crate::matching::Filter::ALL`].
    pub(super) tests: [TestAt; N_TESTS],
    /// Skills by place among those asked for, each with share and place of the worth in a word.
    asked: Vec<(u16, u32)>,
    starts_in_days: i32,
    budget: Option<Budget>,
    /// Worth for each class of English.
    english: Vec<u8>,
    /// Worth for each class of seniority.
    seniority: Vec<u8>,
    /// Worth for each class of zone.
    overlap: Vec<u8>,
    tech_prior: u8,
    rate_prior: u8,
    availability_prior: u8,
}

impl Plan {
    pub(super) fn new(role: &Demand, packer: &Packer<'_>, table: &mut TestTable) -> Self {
        let model = &packer.frozen.head.model;
        let prior = |component| worth_or(None, model.prior_of(component));
        let musts = role.skills.iter().filter(|asked| asked.importance == Importance::Must);
        let musts = musts
            .map(|must| Test::Shows { asked: packer.asked(must.skill), level: must.level })
            .map(|test| table.place(test))
            .collect();
        let asked = role.skills.iter().map(|asked| {
            let shift = u32::from(asked.level.saturating_sub(1)) * WORTH_BITS;
            (packer.asked(asked.skill), u32::from(asked.share) | (shift << SHIFT_AT))
        });
        let english_worth = |level: &English| component::english(model, role.english_min, *level);
        let seniority_worth = |band: &Seniority| component::seniority(model, role.seniority, *band);
        Self {
            role_id: role.role_id,
            musts,
            tests: tests_of(role, packer).map(|test| table.place(test)),
            asked: asked.collect(),
            starts_in_days: role.starts_in_days,
            budget: role.budget,
            english: classes(prior(Component::Team), English::ALL.iter().map(english_worth)),
            seniority: classes(
                prior(Component::Seniority),
                Seniority::ALL.iter().map(seniority_worth),
            ),
            overlap: overlap_by_zone(role, packer.frozen),
            tech_prior: prior(Component::TechStack),
            rate_prior: prior(Component::Rate),
            availability_prior: prior(Component::Availability),
        }
    }

    /// Writes the role's skills into a table by place among those asked for.
    pub(super) fn write_asked(&self, table: &mut [u32]) {
        for (place, share) in &self.asked {
            if let Some(slot) = table.get_mut(usize::from(*place)) {
                *slot = *share;
            }
        }
    }

    /// Takes them out again.
    pub(super) fn clear_asked(&self, table: &mut [u32]) {
        for (place, _) in &self.asked {
            if let Some(slot) = table.get_mut(usize::from(*place)) {
                *slot = 0;
            }
        }
    }

    pub(super) fn tech_stack(&self, shown: &[u64], asked: &[u32]) -> u8 {
        if self.asked.is_empty() {
            return self.tech_prior;
        }
        let mut sum = 0;
        for word in shown {
            let place = usize::try_from(word >> SKILL_SHIFT).unwrap_or(usize::MAX);
            let asked = asked.get(place).copied().unwrap_or(0);
            let worth = (word >> (asked >> SHIFT_AT)) & 0xff;
            sum += u64::from(asked & 0xffff) * worth;
        }
        component::tech_stack(u32::try_from(sum).unwrap_or(u32::MAX))
    }

    pub(super) fn english(&self, record: Record) -> u8 {
        self.english.get(usize::from(record.english)).copied().unwrap_or(UNKNOWN)
    }

    pub(super) fn seniority(&self, record: Record) -> u8 {
        self.seniority.get(usize::from(record.seniority)).copied().unwrap_or(UNKNOWN)
    }

    pub(super) fn overlap(&self, record: Record) -> u8 {
        self.overlap.get(usize::from(record.zone)).copied().unwrap_or(UNKNOWN)
    }

    pub(super) fn rate(&self, model: &ScoreModel, record: Record) -> u8 {
        match self.budget {
            Some(budget) if record.floor_cents >= 0 => {
                component::rate(model, budget, record.floor_cents)
            }
            Some(_) | None => self.rate_prior,
        }
    }

    pub(super) fn availability(&self, by_days_late: &[u8], record: Record) -> u8 {
        if record.free_in_days == i32::MIN {
            return self.availability_prior;
        }
        let late = record.free_in_days.saturating_sub(self.starts_in_days).max(0);
        let late = usize::try_from(late).unwrap_or(0);
        by_days_late.get(late).copied().unwrap_or(0)
    }
}

/// The prior for the class of the unknown, then the worths.
fn classes(prior: u8, worths: impl Iterator<Item = u8>) -> Vec<u8> {
    std::iter::once(prior).chain(worths).collect()
}

/// Worst-day minutes for each zone; none for all when the role's own zone is unknown.
fn shared_by_zone(role: &Demand, frozen: &Frozen) -> Vec<Option<u16>> {
    let row = role.schedule.and_then(|row| frozen.head.overlap.get(usize::from(row)));
    row.map_or_else(|| vec![None; frozen.head.zones.len()], Clone::clone)
}

fn overlap_by_zone(role: &Demand, frozen: &Frozen) -> Vec<u8> {
    let model = &frozen.head.model;
    let prior = model.prior_of(Component::Overlap);
    let worth = |shared: Option<u16>| {
        let (min, workday) = (role.overlap_minutes_min, role.workday_minutes);
        worth_or(shared.map(|shared| component::overlap(model, min, workday, shared)), prior)
    };
    classes(worth(None), shared_by_zone(role, frozen).into_iter().map(worth))
}

/// Tests of all filters but the must-haves, in their order. The class of the unknown, 0, is
/// accepted by each.
fn tests_of(role: &Demand, packer: &Packer<'_>) -> [Test; N_TESTS] {
    let model = &packer.frozen.head.model;
    let latest = role.starts_in_days.saturating_add(i32::from(model.grace_days));
    let zones = shared_by_zone(role, packer.frozen);
    let zones =
        zones.into_iter().map(|shared| shared.is_none_or(|s| s >= role.overlap_minutes_min));
    let from_english = class_of(English::ALL, Some(role.english_min));
    let near =
        |band: &Seniority| component::seniority_gap(*band, role.seniority) <= SENIORITY_GAP_MAX;
    let from_hours = capacity_class(role.weekly_hours);
    [
        Test::AtMost(Measure::FreeInDays, i64::from(latest)),
        one_of(Class::Zone, zones),
        one_of(Class::English, (1..=6).map(|class| class >= from_english)),
        rate_test(role, model),
        vetting_test(role.vetting_required),
        place_test(role, packer),
        one_of(Class::Seniority, Seniority::ALL.iter().map(near)),
        one_of(Class::Capacity, (1..=CAPACITY_CLASSES).map(|class| class >= from_hours)),
    ]
}

/// Accepts class 0 and each class, from 1, that `accepts` says yes to.
fn one_of(class: Class, accepts: impl Iterator<Item = bool>) -> Test {
    let accepted = (1_u16..).zip(accepts).filter(|(_, accepts)| *accepts).map(|(class, _)| class);
    Test::OneOf(class, std::iter::once(0).chain(accepted).collect())
}

/// The highest floor whose cost is within the most a proposal may cost.
fn rate_test(role: &Demand, model: &ScoreModel) -> Test {
    role.budget.map_or(Test::Any, |budget| {
        let margin = component::cost(model, 1);
        Test::AtMost(Measure::FloorCents, component::cost_max(model, budget).div_euclid(margin))
    })
}

/// Bit 0 is the technical stage, bit 1 all three.
fn vetting_test(required: VettingRequired) -> Test {
    match required {
        VettingRequired::None => Test::Any,
        VettingRequired::Technical => Test::OneOf(Class::Passed, vec![1, 3]),
        VettingRequired::All => Test::OneOf(Class::Passed, vec![3]),
    }
}

fn place_test(role: &Demand, packer: &Packer<'_>) -> Test {
    let (allowed, denied) = (&role.countries_allowed, &role.countries_denied);
    if allowed.is_empty() && denied.is_empty() && role.engagements_allowed.is_empty() {
        return Test::Any;
    }
    let accepted = (0_u16..).zip(&packer.places).filter(|(_, (country, engagement))| {
        let engaged = |engagement| role.engagements_allowed.contains(&engagement);
        (allowed.is_empty() || allowed.contains(country))
            && !denied.contains(country)
            && (role.engagements_allowed.is_empty() || engagement.is_none_or(engaged))
    });
    Test::OneOf(Class::Place, accepted.map(|(place, _)| place).collect())
}
