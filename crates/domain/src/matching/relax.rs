//! What keeps people off a role, and what letting go of it would bring. Each step of the ladder
//! says how many developers it gains, counted by judging them under the changed demand.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;
use rayon::prelude::*;

use super::case::{Case, FilterSet, failed, set_of};
use super::frozen::Facts;
use super::setting::Setting;
use super::{Filter, N_FILTERS};
use crate::developer::{English, Seniority};
use crate::role::Importance;
use crate::vetting::VettingRequired;

/// How closely the steps of a limit follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// Steps a client is asked for: half an hour, a band, 5 %, two weeks.
    Coarse,
    /// Steps close enough to find what one developer needs: 15 minutes, a band, 1 %, an hour.
    Fine,
}

/// What stops people on the way to a role, and what relaxing it brings.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RoleAnswer {
    /// Developers held against the role.
    pub n_developers: u32,
    /// Those who pass every filter.
    pub n_qualified: u32,
    /// Those stopped by each filter, alone or with others, in the order of [`Filter::ALL`].
    pub n_blocked: [u32; N_FILTERS],
    /// Those stopped by that filter and no other.
    pub n_blocked_alone: [u32; N_FILTERS],
    /// The filter that blocks most: whose fall would let most people in; when that is nobody for
    /// every filter, the one that stops most. None when nobody is stopped.
    pub blocks_most: Option<Filter>,
    /// The two filters that together, and no other, stop most people; none when nobody is stopped
    /// by exactly two.
    pub blocks_most_together: Option<(Filter, Filter, u32)>,
    /// Steps that let somebody in, by filter, each limit from the smallest step on.
    pub ladder: Vec<Rung>,
}

/// One step of relaxing a role.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Rung {
    /// The filter it gives way to.
    pub filter: Filter,
    /// What to set.
    pub setting: Setting,
    /// Developers who pass then and do not now.
    pub n_gained: u32,
    /// Developers who pass now and would not then: another band or start shuts others out.
    pub n_lost: u32,
}

/// Holds everybody against a role and against each step of relaxing it.
pub fn role_answer(case: &Case, developers: &[Facts]) -> RoleAnswer {
    let sets: Vec<FilterSet> =
        developers.par_iter().map(|facts| set_of(failed(&case.judge(facts)))).collect();
    let count = |wanted: &dyn Fn(FilterSet) -> bool| {
        u32::try_from(sets.iter().filter(|set| wanted(**set)).count()).unwrap_or(u32::MAX)
    };
    let mut n_blocked = [0; N_FILTERS];
    let mut n_blocked_alone = [0; N_FILTERS];
    for ((blocked, alone), filter) in
        n_blocked.iter_mut().zip(&mut n_blocked_alone).zip(Filter::ALL)
    {
        let bit = set_of([*filter]);
        *blocked = count(&|set| set & bit != 0);
        *alone = count(&|set| set == bit);
    }
    let counts = Filter::ALL.iter().zip(n_blocked.iter().zip(n_blocked_alone));
    // Of equal ones the first: `max_by_key` keeps the last.
    let most = counts.rev().max_by_key(|(_, (blocked, alone))| (*alone, **blocked));
    let ladder = Filter::ALL.iter().flat_map(|filter| rungs(case, developers, &sets, *filter));
    RoleAnswer {
        n_developers: u32::try_from(developers.len()).unwrap_or(u32::MAX),
        n_qualified: count(&|set| set == 0),
        n_blocked,
        n_blocked_alone,
        blocks_most: most.filter(|(_, (blocked, _))| **blocked > 0).map(|(filter, _)| *filter),
        blocks_most_together: pair(&sets),
        ladder: ladder.collect(),
    }
}

/// The two filters that stop most people by themselves together.
fn pair(sets: &[FilterSet]) -> Option<(Filter, Filter, u32)> {
    let mut pairs: BTreeMap<FilterSet, u32> = BTreeMap::new();
    for set in sets.iter().filter(|set| set.count_ones() == 2) {
        *pairs.entry(*set).or_default() += 1;
    }
    let (set, n) = pairs.into_iter().rev().max_by_key(|(_, n)| *n)?;
    let mut both = Filter::ALL.iter().filter(|filter| set & set_of([**filter]) != 0);
    Some((*both.next()?, *both.next()?, n))
}

/// Steps of one filter, without those that gain nobody beyond the smaller step before.
fn rungs(case: &Case, developers: &[Facts], sets: &[FilterSet], filter: Filter) -> Vec<Rung> {
    let mut rungs: Vec<Rung> = Vec::new();
    for steps in relaxations(case, filter, Grain::Coarse) {
        let mut before = 0;
        for setting in steps {
            let rung = rung(case, developers, sets, filter, setting);
            if let Some(rung) = rung.filter(|rung| rung.n_gained > before) {
                before = rung.n_gained;
                rungs.push(rung);
            }
        }
    }
    rungs
}

/// Who a setting lets in and who it shuts out. Only those who fail nothing but what it may change
/// are judged again: the verdicts of other filters stay.
fn rung(
    case: &Case,
    developers: &[Facts],
    sets: &[FilterSet],
    filter: Filter,
    setting: Setting,
) -> Option<Rung> {
    let changed = case.with(std::slice::from_ref(&setting)).ok()?;
    let may_change = set_of(setting.filters().iter().copied());
    let near = developers.par_iter().zip(sets).filter(|(_, set)| **set & !may_change == 0);
    let (n_gained, n_lost) = near
        .map(|(facts, set)| match (*set == 0, changed.judge(facts).qualifies()) {
            (false, true) => (1, 0),
            (true, false) => (0, 1),
            (true, true) | (false, false) => (0, 0),
        })
        .reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    Some(Rung { filter, setting, n_gained, n_lost })
}

/// The ways a role can give way to a filter, each from the smallest step to the largest. Findings,
/// exclusions and the like are no client's to relax: they have none.
pub fn relaxations(case: &Case, filter: Filter, grain: Grain) -> Vec<Vec<Setting>> {
    let demand = &case.demand;
    match filter {
        Filter::Skills => case.musts().map(|(slug, level)| must_steps(slug, level)).collect(),
        Filter::Availability => vec![start_steps(case)],
        Filter::Overlap => {
            let by = if grain == Grain::Coarse { 30 } else { 15 };
            let steps = 1..=demand.overlap_minutes_min.div_ceil(by);
            let less = |n: u16| demand.overlap_minutes_min.saturating_sub(n.saturating_mul(by));
            vec![steps.map(less).map(Setting::Overlap).collect()]
        }
        Filter::English => {
            let below = English::ALL.iter().rev().filter(|level| **level < demand.english_min);
            vec![below.map(|level| Setting::English(*level)).collect()]
        }
        Filter::Rate => {
            let pcts: Vec<i32> = match grain {
                Grain::Coarse => (1..=5).map(|n| n * 5).collect(),
                Grain::Fine => (1..=100).collect(),
            };
            let stated = demand.budget.is_some();
            vec![pcts.into_iter().filter(|_| stated).map(Setting::BudgetPct).collect()]
        }
        Filter::Vetting => {
            let less = VettingRequired::ALL.iter().rev();
            let less = less.filter(|required| **required < demand.vetting_required);
            vec![less.map(|required| Setting::Vetting(*required)).collect()]
        }
        Filter::Country => {
            let places =
                !demand.countries_allowed.is_empty() || !demand.countries_denied.is_empty();
            let ways = !demand.engagements_allowed.is_empty();
            vec![
                places.then_some(Setting::CountriesAny).into_iter().collect(),
                ways.then_some(Setting::EngagementAny).into_iter().collect(),
            ]
        }
        Filter::Findings | Filter::Exclusion => Vec::new(),
        Filter::Regimes => {
            let dropped = demand.regimes.iter().map(|regime| Setting::RegimeDropped(*regime));
            dropped.map(|setting| vec![setting]).collect()
        }
        Filter::Seniority => {
            let others = Seniority::ALL.iter().filter(|band| **band != demand.seniority);
            others.map(|band| vec![Setting::Seniority(*band)]).collect()
        }
        Filter::Capacity => {
            let by = if grain == Grain::Coarse { 5 } else { 1 };
            let steps = 1..=demand.weekly_hours.div_ceil(by);
            let less = |n: u8| demand.weekly_hours.saturating_sub(n.saturating_mul(by));
            vec![steps.map(less).map(Setting::Hours).collect()]
        }
    }
}

/// One level less at a time, then no must-have any more.
fn must_steps(slug: &str, level: u8) -> Vec<Setting> {
    let lower = (1..level).rev().map(|level| Setting::MustLevel(slug.to_owned(), level));
    lower.chain([Setting::SkillImportance(slug.to_owned(), Importance::Should)]).collect()
}

/// Two weeks at a time, whatever the grain: what one developer needs is their own day.
fn start_steps(case: &Case) -> Vec<Setting> {
    let start = case.day(case.demand.starts_in_days);
    (1..=4).map(|n| Setting::Start(start.saturating_add((14 * n).days()))).collect()
}

impl Case {
    /// A day so many days after the business date.
    pub(crate) fn day(&self, days: i32) -> Date {
        self.inputs.head.as_of.saturating_add(days.days())
    }

    /// Must-haves by slug, each with its level.
    fn musts(&self) -> impl Iterator<Item = (&str, u8)> {
        let musts = self.demand.skills.iter().filter(|asked| asked.importance == Importance::Must);
        musts.map(|asked| (self.slug(asked.skill), asked.level))
    }
}
