//! From the firm's records to frozen inputs. A record with a fault is reported and taken without
//! the faulty fact; it never stops a night.

pub(crate) mod demand;
mod facts;

use std::borrow::Borrow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;

use self::facts::outcomes;
use super::{CENTS_MAX, Facts, Frozen, FrozenSkill, Head};
use crate::clean_text::CleanText;
use crate::competency::Competency;
use crate::developer::{Developer, DeveloperStatus};
use crate::fx::FxTable;
use crate::id::{DeveloperId, RoleId};
use crate::matching::Component;
use crate::matching::component::experience::outcome_mean;
use crate::matching::model::ScoreModel;
use crate::matching::overlap::{time_zone_data_version, worst_day_table};
use crate::matching::skill_graph::{SkillGraph, SkillKind, reach_of};
use crate::money::Rate;
use crate::role::{Role, RoleStatus};
use crate::vetting::VettingStage;

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
    /// A sum that no answers of 1 to 5 can give.
    #[error("the answers on {0} add up to {1} tenths, taken as the nearest: 10 to 50 a question")]
    CompetencySum(Competency, u16),
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
            n_survived: 0,
            n_counted: 0,
            faults: BTreeSet::new(),
        };
        let mut facts = builder.developers(developers);
        let zones = sort_zones(builder.zones.clone(), &mut facts);
        let (demands, schedules) = builder.roles(open());
        let overlap = worst_day_table(&zones, builder.model.workday(), &schedules);
        let prior = builder.model.prior_of(Component::Outcomes).min(100);
        let mean = outcome_mean(builder.n_survived, builder.n_counted);
        let head = Head {
            as_of,
            time_zone_data: time_zone_data_version().to_owned(),
            model: builder.model,
            skills,
            zones,
            outcome_mean: mean.unwrap_or(prior),
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
    /// Placements of everybody that outlived their guarantee.
    n_survived: u64,
    /// Those and the ones that fell before.
    n_counted: u64,
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
        // None for those who are not scored: their placements count in the pool.
        let mut facts: BTreeMap<DeveloperId, Option<Facts>> = BTreeMap::new();
        for developer in developers {
            let developer = developer.borrow();
            match facts.entry(developer.developer_id) {
                Entry::Vacant(place) => {
                    let outcomes = outcomes(self.as_of, &developer.placements);
                    self.n_survived += u64::from(outcomes.n_survived);
                    self.n_counted += u64::from(outcomes.n_counted);
                    place.insert(match developer.status {
                        DeveloperStatus::Applied
                        | DeveloperStatus::Vetting
                        | DeveloperStatus::Bench => Some(self.facts(developer)),
                        DeveloperStatus::Placed
                        | DeveloperStatus::Paused
                        | DeveloperStatus::Left
                        | DeveloperStatus::Erased => None,
                    });
                }
                Entry::Occupied(_) => {
                    self.fault(Subject::Developer(developer.developer_id), Fault::Twice);
                }
            }
        }
        facts.into_values().flatten().collect()
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
}

/// In order, each once.
fn in_order<T: Ord>(words: impl IntoIterator<Item = T>) -> Vec<T> {
    words.into_iter().collect::<BTreeSet<T>>().into_iter().collect()
}
