//! What was scored anew after the inputs were frozen, laid over them: the facts of a few developers
//! or the demands of a few roles. Inputs with their patches are what the stored lists follow from.

use std::collections::{BTreeMap, BTreeSet};

use super::{Demand, Facts, Frozen, FrozenSkill, Head};
use crate::id::DeveloperId;
use crate::matching::overlap::{Schedule, worst_day_table};
use crate::matching::skill_graph::Reach;

/// Facts or demands that take the place of those frozen before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    content: Frozen,
    developers: BTreeSet<DeveloperId>,
}

impl Patch {
    /// The facts of some developers, frozen for the same date and model; whoever is not in the
    /// content is scored no more.
    pub fn of_developers(mut content: Frozen, developers: BTreeSet<DeveloperId>) -> Self {
        content.head.roles.clear();
        content.developers.retain(|facts| developers.contains(&facts.developer_id));
        Self { content, developers }
    }

    /// The demands of some roles, frozen for the same date and model. Of skills outside the
    /// taxonomy that nobody asked for before, developers are taken to have none.
    pub fn of_roles(mut content: Frozen) -> Self {
        content.developers.clear();
        Self { content, developers: BTreeSet::new() }
    }

    /// Whose facts are replaced; empty when roles are.
    pub fn developers(&self) -> &BTreeSet<DeveloperId> {
        &self.developers
    }

    /// What was scored anew.
    pub fn content(&self) -> &Frozen {
        &self.content
    }
}

impl Frozen {
    /// Lays a patch over the inputs.
    pub fn patch(&mut self, patch: Patch) {
        let Patch { content: Frozen { head, developers: facts }, developers } = patch;
        let skills = self.head.take_skills(&head, &mut self.developers);
        let zones = self.head.take_zones(&head.zones);
        let place = |places: &[u16], at: u16| places.get(usize::from(at)).copied();
        for mut demand in head.roles {
            let schedule = demand.schedule.and_then(|row| head.schedules.get(usize::from(row)));
            demand.schedule = schedule.and_then(|schedule| self.head.take_schedule(schedule));
            for asked in &mut demand.skills {
                asked.skill = place(&skills, asked.skill).unwrap_or(asked.skill);
            }
            self.head.put(demand);
        }
        let moved = facts.into_iter().map(|mut facts| {
            facts.zone = facts.zone.and_then(|zone| place(&zones, zone));
            for own in &mut facts.skills {
                own.skill = place(&skills, own.skill).unwrap_or(own.skill);
            }
            facts.skills.sort_unstable();
            facts
        });
        self.developers.retain(|facts| !developers.contains(&facts.developer_id));
        self.developers.extend(moved);
        self.developers.sort_by_key(|facts| facts.developer_id);
    }
}

impl Head {
    /// Puts a role in the place of the same role, or among the others by id.
    pub(crate) fn put(&mut self, demand: Demand) {
        match self.roles.binary_search_by_key(&demand.role_id, |role| role.role_id) {
            Ok(at) => {
                if let Some(held) = self.roles.get_mut(at) {
                    *held = demand;
                }
            }
            Err(at) => self.roles.insert(at, demand),
        }
    }

    /// The places here of another head's skills; those that are not here come in, by slug, and
    /// everything that points at skills moves with them.
    fn take_skills(&mut self, other: &Self, developers: &mut [Facts]) -> Vec<u16> {
        let known = |skills: &[FrozenSkill], slug: &str| {
            skills.binary_search_by(|skill| skill.slug.as_str().cmp(slug)).is_ok()
        };
        let new = other.skills.iter().filter(|skill| !known(&self.skills, &skill.slug));
        let new: Vec<&FrozenSkill> = new.collect();
        let own: Vec<String> = self.skills.iter().map(|skill| skill.slug.clone()).collect();
        let slugs: BTreeSet<&str> =
            own.iter().chain(new.iter().map(|skill| &skill.slug)).map(String::as_str).collect();
        let places: BTreeMap<&str, u16> = slugs.into_iter().zip(0..).collect();
        let of = |slug: &str| places.get(slug).copied().unwrap_or(u16::MAX);
        if !new.is_empty() {
            let moved: Vec<u16> = own.iter().map(|slug| of(slug)).collect();
            let to = |at: u16| moved.get(usize::from(at)).copied().unwrap_or(at);
            for reach in self.skills.iter_mut().flat_map(|skill| &mut skill.reach) {
                reach.to = to(reach.to);
            }
            for asked in self.roles.iter_mut().flat_map(|role| &mut role.skills) {
                asked.skill = to(asked.skill);
            }
            for held in developers.iter_mut().flat_map(|facts| &mut facts.skills) {
                held.skill = to(held.skill);
            }
            let there = |reach: &Reach| {
                let slug = other.skills.get(usize::from(reach.to))?.slug.as_str();
                Some(Reach { to: of(slug), ..*reach })
            };
            let brought = new.into_iter().map(|skill| FrozenSkill {
                reach: skill.reach.iter().filter_map(there).collect(),
                ..skill.clone()
            });
            self.skills.extend(brought);
            self.skills.sort_by(|one, other| one.slug.cmp(&other.slug));
        }
        other.skills.iter().map(|skill| of(&skill.slug)).collect()
    }

    /// The places here of another head's zones; those that are not here come last.
    fn take_zones(&mut self, zones: &[String]) -> Vec<u16> {
        for zone in
            zones.iter().filter(|zone| !self.zones.contains(zone)).cloned().collect::<Vec<_>>()
        {
            let column =
                worst_day_table(std::slice::from_ref(&zone), self.model.workday(), &self.schedules);
            for (row, shared) in self.overlap.iter_mut().zip(column) {
                row.push(shared.first().copied().flatten());
            }
            self.zones.push(zone);
        }
        let place = |zone| self.zones.iter().position(|known| known == zone);
        let place = |zone| place(zone).and_then(|at| u16::try_from(at).ok()).unwrap_or(u16::MAX);
        zones.iter().map(place).collect()
    }

    /// The row of a schedule, which is worked out when it is not here; none when there is no more
    /// room.
    pub(crate) fn take_schedule(&mut self, schedule: &Schedule) -> Option<u16> {
        if let Some(row) = self.schedules.iter().position(|known| known == schedule) {
            return u16::try_from(row).ok();
        }
        let row = u16::try_from(self.schedules.len()).ok();
        let own_day = self.model.workday();
        let shared = worst_day_table(&self.zones, own_day, std::slice::from_ref(schedule));
        self.overlap.extend(shared);
        self.schedules.push(schedule.clone());
        row
    }
}
