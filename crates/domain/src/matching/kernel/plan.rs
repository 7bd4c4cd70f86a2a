//! What the kernel does for one role: the tests to lay over each other, and tables from a
//! developer's classes to the worth of each component.

use super::bitmaps::{Class, Measure, Test, TestAt, TestTable};
use super::dot;
use super::packed::{
    N_AXES, NOT_HANDLED, Packer, Record, SENIORITY_SHIFT, SIZE_KNOWN, TALK_SHIFT, UNKNOWN, bits,
    class_of, worth_or,
};
use crate::competency::N_COMPETENCIES;
use crate::developer::{English, Seniority};
use crate::id::RoleId;
use crate::industry::Industry;
use crate::matching::component::{self, Budget, experience, team};
use crate::matching::frozen::{Demand, Frozen};
use crate::matching::model::ScoreModel;
use crate::matching::reference::SENIORITY_GAP_MAX;
use crate::matching::{Component, N_COMPONENTS, N_FILTERS};
use crate::regime::Regime;
use crate::role::Importance;
use crate::scale::{ScaleAxis, hundredths_of_decades};
use crate::team::{Communication, Methodology};
use crate::vetting::VettingRequired;

/// Filters of one test each: all but the must-haves.
pub(super) const N_TESTS: usize = N_FILTERS - 1;

/// Counts, above the points of a part of working together, the parts that are known.
const PART_KNOWN: u32 = 1 << 24;

/// Values of [`Record::style`].
const STYLES: usize = 128;

/// One role, ready to be scored.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) role_id: RoleId,
    pub(super) weights: [u32; N_COMPONENTS],
    /// One test for each must-have.
    pub(super) musts: Vec<TestAt>,
    /// One test for each other filter, in the order of [`crate::matching::Filter::ALL`].
    pub(super) tests: [TestAt; N_TESTS],
    /// Columns of the skills asked for, each with its share.
    pub(super) asked: Vec<(usize, u32)>,
    /// Share of each competency; the last one pads.
    competency_shares: [u16; N_COMPETENCIES + 1],
    /// A bit for each competency with a share.
    competencies_asked: u8,
    scale: Vec<AxisPlan>,
    /// Place of the client's industry.
    industry: Option<usize>,
    starts_in_days: i32,
    budget: Option<Budget>,
    /// Points for each class of English, with [`PART_KNOWN`].
    english: [u32; 8],
    /// Points for each style, with [`PART_KNOWN`] for each part.
    style: Box<[u32; STYLES]>,
    team_size: Option<SizePlan>,
    /// Worth for each class of seniority.
    seniority: [u8; 8],
    /// Worth for each class of zone.
    overlap: Vec<u8>,
    priors: Priors,
}

/// What stands for unknown facts, each with [`UNKNOWN`].
#[derive(Debug)]
struct Priors {
    tech_stack: u8,
    architecture: u8,
    scalability: u8,
    team: u8,
    industry: u8,
    rate: u8,
    availability: u8,
}

/// One axis of scale a role asks for.
#[derive(Debug)]
struct AxisPlan {
    /// Place of the axis.
    at: usize,
    less_is_better: bool,
    points_a_decade: u8,
    wanted: u16,
    share: u32,
}

/// The size of a role's team.
#[derive(Debug)]
struct SizePlan {
    size: u16,
    share: u32,
}

impl Plan {
    pub(super) fn new(role: &Demand, packer: &Packer<'_>, table: &mut TestTable) -> Self {
        let frozen = packer.frozen;
        let model = &frozen.head.model;
        let musts = role.skills.iter().filter(|asked| asked.importance == Importance::Must);
        let musts = musts
            .map(|must| Test::Shows { asked: packer.asked(must.skill), level: must.level })
            .map(|test| table.place(test))
            .collect();
        let asked = role
            .skills
            .iter()
            .map(|asked| (packer.column(asked.skill, asked.level), u32::from(asked.share)));
        let mut competency_shares = [0; N_COMPETENCIES + 1];
        let mut competencies_asked = 0;
        for ((slot, share), at) in competency_shares.iter_mut().zip(role.competency_shares).zip(0..)
        {
            *slot = share;
            competencies_asked |= u8::from(share > 0) << at;
        }
        let seniority_worth = |band: &Seniority| component::seniority(model, role.seniority, *band);
        Self {
            role_id: role.role_id,
            weights: role.weights(model).all(),
            musts,
            tests: tests_of(role, packer).map(|test| table.place(test)),
            asked: asked.collect(),
            competency_shares,
            competencies_asked,
            scale: axes_of(role, model),
            industry: role.industry.map(|wanted| place_of(Industry::ALL, wanted)),
            starts_in_days: role.starts_in_days,
            budget: role.budget,
            english: english_points(role, frozen),
            style: style_points(role, frozen),
            team_size: role.style.team_size.map(|size| {
                let [.., share] = role.team_shares;
                SizePlan { size, share: u32::from(share) }
            }),
            seniority: classes(
                worth_or(None, frozen.prior_of(Component::Seniority)),
                Seniority::ALL.iter().map(seniority_worth),
            ),
            overlap: overlap_by_zone(role, frozen),
            priors: Priors::of(frozen),
        }
    }

    /// Worth of a stack that comes to so much, in shares times values.
    #[inline]
    pub(super) fn tech_stack(&self, points: u32) -> u8 {
        if self.asked.is_empty() { self.priors.tech_stack } else { component::shared(points) }
    }

    #[inline]
    pub(super) fn architecture(&self, record: &Record) -> u8 {
        let [.., known] = record.estimates;
        if known & self.competencies_asked == 0 {
            return self.priors.architecture;
        }
        let points = self.competency_shares.iter().zip(record.estimates);
        component::shared(dot(points.map(|(share, value)| (u32::from(*share), value))))
    }

    #[inline]
    pub(super) fn scalability(&self, record: &Record) -> u8 {
        let (mut sum, mut any) = (0, false);
        for axis in &self.scale {
            let handled = record.handled.get(axis.at).copied().unwrap_or(NOT_HANDLED);
            let worth = if handled == NOT_HANDLED {
                self.priors.scalability & !UNKNOWN
            } else {
                any = true;
                let logs = (axis.wanted, handled);
                experience::scale_by_log(axis.less_is_better, axis.points_a_decade, logs)
            };
            sum += axis.share * u32::from(worth);
        }
        if any { component::shared(sum) } else { self.priors.scalability }
    }

    #[inline]
    pub(super) fn team(&self, model: &ScoreModel, record: &Record) -> u8 {
        let english = self.english.get(usize::from(record.levels & 7)).copied().unwrap_or(0);
        let style = self.style.get(usize::from(record.style)).copied().unwrap_or(0);
        let mut points = english + style;
        if let Some(wanted) = &self.team_size {
            let worth = if record.levels & SIZE_KNOWN == 0 {
                u32::from(self.priors.team & !UNKNOWN)
            } else {
                let bounds = (Some(record.team_size_min), Some(record.team_size_max));
                points += if wanted.share > 0 { PART_KNOWN } else { 0 };
                team::team_size(model, wanted.size, bounds.0, bounds.1).map_or(0, u32::from)
            };
            points += wanted.share * worth;
        }
        if points < PART_KNOWN {
            self.priors.team
        } else {
            component::shared(points & (PART_KNOWN - 1))
        }
    }

    #[inline]
    pub(super) fn industry(&self, record: &Record) -> u8 {
        let worth = self.industry.and_then(|at| record.industries.get(at).copied());
        worth.unwrap_or(self.priors.industry)
    }

    #[inline]
    pub(super) fn seniority(&self, record: &Record) -> u8 {
        let class = usize::from((record.levels >> SENIORITY_SHIFT) & 7);
        self.seniority.get(class).copied().unwrap_or(UNKNOWN)
    }

    #[inline]
    pub(super) fn overlap(&self, record: &Record) -> u8 {
        self.overlap.get(usize::from(record.zone)).copied().unwrap_or(UNKNOWN)
    }

    #[inline]
    pub(super) fn rate(&self, model: &ScoreModel, record: &Record) -> u8 {
        match self.budget {
            Some(budget) if record.floor_cents >= 0 => {
                component::rate(model, budget, record.floor_cents)
            }
            Some(_) | None => self.priors.rate,
        }
    }

    #[inline]
    pub(super) fn availability(&self, by_days_late: &[u8], record: &Record) -> u8 {
        if record.free_in_days == i32::MIN {
            return self.priors.availability;
        }
        let late = record.free_in_days.saturating_sub(self.starts_in_days).max(0);
        let late = usize::try_from(late).unwrap_or(0);
        by_days_late.get(late).copied().unwrap_or(0)
    }
}

impl Priors {
    fn of(frozen: &Frozen) -> Self {
        let prior = |component| worth_or(None, frozen.prior_of(component));
        Self {
            tech_stack: prior(Component::TechStack),
            architecture: prior(Component::Architecture),
            scalability: prior(Component::Scalability),
            team: prior(Component::Team),
            industry: prior(Component::Industry),
            rate: prior(Component::Rate),
            availability: prior(Component::Availability),
        }
    }
}

fn place_of<T: PartialEq + Copy>(all: &[T], word: T) -> usize {
    all.iter().position(|known| *known == word).unwrap_or(usize::MAX)
}

/// The prior for the class of the unknown, then the worths.
fn classes(prior: u8, worths: impl Iterator<Item = u8>) -> [u8; 8] {
    let mut classes = [prior; 8];
    for (class, worth) in classes.iter_mut().skip(1).zip(worths) {
        *class = worth;
    }
    classes
}

fn axes_of(role: &Demand, model: &ScoreModel) -> Vec<AxisPlan> {
    let axes = role.scale.iter().map(|asked| AxisPlan {
        at: place_of(ScaleAxis::ALL, asked.axis).min(N_AXES),
        less_is_better: asked.axis.less_is_better(),
        points_a_decade: model.scale_points(asked.axis),
        wanted: hundredths_of_decades(asked.amount),
        share: u32::from(asked.share),
    });
    axes.collect()
}

/// Points of one part of working together.
fn points(share: u16, worth: Option<u8>, prior: u8) -> u32 {
    let known = if share > 0 && worth.is_some() { PART_KNOWN } else { 0 };
    known + u32::from(share) * u32::from(worth.unwrap_or(prior.min(100)))
}

fn english_points(role: &Demand, frozen: &Frozen) -> [u32; 8] {
    let (model, prior) = (&frozen.head.model, frozen.prior_of(Component::Team));
    let [share, ..] = role.team_shares;
    let mut classes = [points(share, None, prior); 8];
    for (class, level) in classes.iter_mut().skip(1).zip(English::ALL) {
        let worth = component::english(model, role.english_min, *level);
        *class = points(share, Some(worth), prior);
    }
    classes
}

fn style_points(role: &Demand, frozen: &Frozen) -> Box<[u32; STYLES]> {
    let (model, prior) = (&frozen.head.model, frozen.prior_of(Component::Team));
    let [_, talk_share, way_share, _] = role.team_shares;
    let talk = |class: usize| {
        let own = class.checked_sub(1).and_then(|at| Communication::ALL.get(at));
        let worth = role.style.communication.zip(own);
        let worth = worth.map(|(wanted, own)| team::communication(model, wanted, *own));
        points(talk_share, worth, prior)
    };
    let ways = |set: u8| {
        let known = Methodology::ALL.iter().copied();
        let own: Vec<Methodology> =
            known.filter(|way| bits(Methodology::ALL, &[*way]) & set != 0).collect();
        let worth = role.style.methodology.and_then(|way| team::methodology(model, way, &own));
        points(way_share, worth, prior)
    };
    let mut styles = Box::new([0; STYLES]);
    for (points, style) in styles.iter_mut().zip(0_u8..) {
        let ways_known = style & ((1 << TALK_SHIFT) - 1);
        *points = talk(usize::from(style >> TALK_SHIFT)) + ways(ways_known);
    }
    styles
}

/// Worst-day minutes for each zone; none for all when the role's own zone is unknown.
fn shared_by_zone(role: &Demand, frozen: &Frozen) -> Vec<Option<u16>> {
    let row = role.schedule.and_then(|row| frozen.head.overlap.get(usize::from(row)));
    row.map_or_else(|| vec![None; frozen.head.zones.len()], Clone::clone)
}

fn overlap_by_zone(role: &Demand, frozen: &Frozen) -> Vec<u8> {
    let model = &frozen.head.model;
    let prior = frozen.prior_of(Component::Overlap);
    let worth = |shared: Option<u16>| {
        let (min, workday) = (role.overlap_minutes_min, role.workday_minutes);
        worth_or(shared.map(|shared| component::overlap(model, min, workday, shared)), prior)
    };
    std::iter::once(worth(None))
        .chain(shared_by_zone(role, frozen).into_iter().map(worth))
        .collect()
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
    [
        Test::AtMost(Measure::FreeInDays, i64::from(latest)),
        one_of(Class::Zone, zones),
        one_of(Class::English, (1..=6).map(|class| class >= from_english)),
        rate_test(role, model),
        vetting_test(role.vetting_required),
        Test::OneOf(Class::Blocked, vec![0]),
        place_test(role, packer),
        Test::NotKeptFrom(role.client_id),
        one_of(Class::Seniority, Seniority::ALL.iter().map(near)),
        regimes_test(&role.regimes),
        hours_test(role),
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

/// Every set that has all of them.
fn regimes_test(needed: &[Regime]) -> Test {
    let needed = u16::from(bits(Regime::ALL, needed));
    if needed == 0 {
        return Test::Any;
    }
    let sets = 0..1_u16 << Regime::ALL.len();
    Test::OneOf(Class::Regimes, sets.filter(|set| set & needed == needed).collect())
}

fn hours_test(role: &Demand) -> Test {
    match role.weekly_hours {
        0 => Test::Any,
        least => Test::FreeHours { in_days: role.starts_in_days, least },
    }
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
