//! From the firm's records to frozen inputs. A record with a fault is reported and taken without
//! the faulty fact; it never stops a night.

use std::borrow::Borrow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;

use super::{CENTS_MAX, Demand, DemandSkill, Facts, Frozen, FrozenSkill, Head, OwnSkill};
use crate::clean_text::CleanText;
use crate::developer::{Developer, DeveloperStatus};
use crate::fx::FxTable;
use crate::id::{DeveloperId, RoleId};
use crate::matching::WEIGHT_TOTAL;
use crate::matching::component::{Budget, Stage};
use crate::matching::model::{N_PARTS, ScoreModel, StackPart, largest_remainder};
use crate::matching::overlap::{
    Schedule, Workday, days_between, time_zone_data_version, worst_day_table, zone,
};
use crate::matching::skill_graph::{SkillGraph, SkillKind, reach_of};
use crate::money::Rate;
use crate::role::{Role, RoleStatus};
use crate::vetting::{VettingOutcome, VettingResult, VettingStage};

/// Highest level of a skill.
const LEVEL_MAX: u8 = 5;

/// Whose record has a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A developer's.
    Developer(DeveloperId),
    /// A role's.
    Role(RoleId),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Developer(id) => write!(f, "developer {id}"),
            Self::Role(id) => write!(f, "role {id}"),
        }
    }
}

/// What is wrong with it, and what was done instead.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Fault {
    /// The zone is not in the bundled data.
    #[error("`{0}` is not an IANA time zone, taken as unknown: write one like America/Bogota")]
    UnknownZone(CleanText),
    /// The slug is not in the taxonomy.
    #[error("skill `{0}` is not in the taxonomy, it only matches itself: add it or an alias")]
    UnknownSkill(CleanText),
    /// The rate cannot be converted.
    #[error("{0} has no exchange rate or is out of range, taken as unknown: add its currency")]
    UnknownRate(CleanText),
    /// The id came before.
    #[error("the record came twice, the first one is taken: keep one of them")]
    Twice,
    /// The skill came before in the same record.
    #[error("skill `{0}` is listed twice, the first one is taken: keep one of them")]
    SkillTwice(CleanText),
    /// Level outside 1 to 5.
    #[error("skill `{0}` has level {1}, taken as the nearest: levels are 1 to 5")]
    Level(CleanText, u8),
    /// Score above 100.
    #[error("the {0} stage of vetting has score {1}, taken as 100: scores are 0 to 100")]
    VettingScore(VettingStage, u8),
}

/// A record that could not be taken as it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{subject}: {fault}")]
pub struct Unusable {
    /// Whose record.
    pub subject: Subject,
    /// What is wrong.
    pub fault: Fault,
}

impl Frozen {
    /// Freezes the inputs of a run, in any order of records: developers who may be proposed and
    /// roles that are open. Returns with them the faults found, by subject.
    pub fn build(
        as_of: Date,
        model: ScoreModel,
        graph: &SkillGraph,
        fx: &FxTable,
        developers: impl IntoIterator<Item = impl Borrow<Developer>>,
        roles: &[Role],
    ) -> (Self, Vec<Unusable>) {
        let open = || roles.iter().filter(|role| role.status == RoleStatus::Open);
        let slugs: BTreeSet<&str> = graph
            .skills
            .keys()
            .map(String::as_str)
            .chain(open().flat_map(|role| &role.skills).map(|asked| asked.skill.as_str()))
            .collect();
        let places: BTreeMap<&str, u16> = slugs.iter().copied().zip(0..u16::MAX).collect();
        let skills = skill_table(graph, &model, &places);
        let mut builder = Builder {
            as_of,
            model,
            graph,
            fx,
            places,
            zones: BTreeMap::new(),
            faults: BTreeSet::new(),
        };
        let mut facts = builder.developers(developers);
        let zones = sort_zones(builder.zones.clone(), &mut facts);
        let (demands, schedules) = builder.roles(open());
        let workday = Workday {
            starts_minute: builder.model.workday_starts_minute,
            ends_minute: builder.model.workday_ends_minute,
        };
        let overlap = worst_day_table(&zones, workday, &schedules);
        let head = Head {
            as_of,
            time_zone_data: time_zone_data_version().to_owned(),
            model: builder.model,
            skills,
            zones,
            schedules,
            overlap,
            fx: builder.fx.clone(),
            roles: demands,
        };
        (Self { head, developers: facts }, builder.faults.into_iter().collect())
    }
}

fn skill_table(
    graph: &SkillGraph,
    model: &ScoreModel,
    places: &BTreeMap<&str, u16>,
) -> Vec<FrozenSkill> {
    let table = places.keys().map(|slug| {
        let known = graph.skills.get(*slug);
        FrozenSkill {
            slug: (*slug).to_owned(),
            name: known
                .map_or_else(|| CleanText::new(slug), |node| CleanText::new(&node.name))
                .into(),
            kind: known.map_or(SkillKind::Tool, |node| node.kind),
            reach: reach_of(slug, graph, places, model.implies_pct, model.related_pct),
        }
    });
    table.collect()
}

/// Zone names in order, and every developer's zone by its place among them.
fn sort_zones(seen: BTreeMap<String, Option<u16>>, facts: &mut [Facts]) -> Vec<String> {
    let known: Vec<(String, u16)> =
        seen.into_iter().filter_map(|(name, at)| at.map(|at| (name, at))).collect();
    let place: BTreeMap<u16, u16> = known.iter().map(|(_, at)| *at).zip(0..).collect();
    for facts in facts {
        facts.zone = facts.zone.and_then(|at| place.get(&at).copied());
    }
    known.into_iter().map(|(name, _)| name).collect()
}

struct Builder<'a> {
    as_of: Date,
    model: ScoreModel,
    graph: &'a SkillGraph,
    fx: &'a FxTable,
    places: BTreeMap<&'a str, u16>,
    /// Zones of developers in the order met; none for names nobody knows.
    zones: BTreeMap<String, Option<u16>>,
    faults: BTreeSet<Unusable>,
}

impl Builder<'_> {
    fn fault(&mut self, subject: Subject, fault: Fault) {
        self.faults.insert(Unusable { subject, fault });
    }

    fn developers(
        &mut self,
        developers: impl IntoIterator<Item = impl Borrow<Developer>>,
    ) -> Vec<Facts> {
        let mut facts: BTreeMap<DeveloperId, Facts> = BTreeMap::new();
        for developer in developers {
            let developer = developer.borrow();
            match developer.status {
                DeveloperStatus::Applied | DeveloperStatus::Vetting | DeveloperStatus::Bench => {}
                DeveloperStatus::Placed | DeveloperStatus::Paused | DeveloperStatus::Left => {
                    continue;
                }
            }
            match facts.entry(developer.developer_id) {
                Entry::Vacant(place) => {
                    place.insert(self.facts(developer));
                }
                Entry::Occupied(_) => {
                    self.fault(Subject::Developer(developer.developer_id), Fault::Twice);
                }
            }
        }
        facts.into_values().collect()
    }

    fn facts(&mut self, developer: &Developer) -> Facts {
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

    fn cents(&mut self, subject: Subject, rate: Rate) -> Option<i64> {
        let cents = self.fx.usd_cents_a_month(rate, self.model.hours_a_month);
        let cents = cents.filter(|cents| *cents <= CENTS_MAX);
        if cents.is_none() {
            self.fault(subject, Fault::UnknownRate(CleanText::new(&rate.to_string())));
        }
        cents
    }

    fn level(&mut self, subject: Subject, slug: &str, level: u8) -> u8 {
        if !(1..=LEVEL_MAX).contains(&level) {
            self.fault(subject, Fault::Level(CleanText::new(slug), level));
        }
        level.clamp(1, LEVEL_MAX)
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

    fn roles<'r>(&mut self, open: impl Iterator<Item = &'r Role>) -> (Vec<Demand>, Vec<Schedule>) {
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
        Demand {
            role_id: role.role_id,
            seniority: role.seniority,
            starts_in_days: days_between(self.as_of, self.starts_on(role)),
            schedule,
            workday_minutes: Workday::between(role.work_starts_at, role.work_ends_at).minutes(),
            overlap_minutes_min: role.overlap_minutes_min,
            english_min: role.english_min,
            budget: self.budget(subject, role),
            budget_stated: [role.budget_min, role.budget_max],
            engagements_allowed: in_order(&role.engagements_allowed),
            countries_allowed: in_order(&role.countries_allowed),
            countries_denied: in_order(&role.countries_denied),
            weekly_hours: role.weekly_hours,
            vetting_required: role.vetting_required,
            skills: self.asked_skills(subject, role),
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

/// In order, each once.
fn in_order<T: Ord + Copy>(words: &[T]) -> Vec<T> {
    words.iter().copied().collect::<BTreeSet<T>>().into_iter().collect()
}
