//! The smallest single change that would let a developer in, or lift them to a place. Every one is
//! found by judging the changed inputs and nothing else, so that making it really gives the place
//! it states, everybody else as they are.

use super::Filter;
use super::SHORTLIST_LEN;
use super::case::{Case, Order};
use super::fact_change::{FactChange, Step};
use super::frozen::Facts;
use super::relax::{Grain, relaxations};
use super::setting::Setting;
use super::standing::{Standing, narrow};
use crate::developer::{English, Seniority};
use crate::vetting::VettingRequired;

/// Answers kept for each goal, smallest first.
const N_FOUND: usize = 4;

/// The places worth reaching, from the nearest.
const PLACES: [usize; 3] = [SHORTLIST_LEN, 5, 1];

/// What is to be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// To pass every filter, at whatever place.
    Qualify,
    /// This place or a better one.
    Place(u32),
}

/// Whose side a change is on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The developer's.
    Developer(FactChange),
    /// The role's.
    Role(Setting),
}

/// One change that reaches the goal.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Counterfactual {
    /// What is otherwise.
    pub change: Change,
    /// The change in words, with what it is now.
    pub words: String,
    /// How big it is, in steps; see [`super::fact_change`] and [`role_effort`].
    pub effort: u32,
    /// The place it gives, by a full re-score.
    pub place: u32,
    /// The score it gives.
    pub score: u32,
}

/// What would reach one goal.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Counterfactuals {
    /// What is to be reached.
    pub goal: Goal,
    /// The smallest change of each kind that does, smallest first; empty when no single one does.
    pub found: Vec<Counterfactual>,
}

/// What would change the standing of a developer: to qualify when something stops them, else the
/// shortlist, the first five or the first place, whichever are still ahead.
pub fn counterfactuals(
    case: &Case,
    order: &Order,
    developers: &[Facts],
    facts: &Facts,
) -> Vec<Counterfactuals> {
    let standing = Standing::of(case, order, facts);
    if !standing.qualifies() {
        let goal = Goal::Qualify;
        let mut found = on_the_developers_side(case, order, facts, goal);
        found.extend(on_the_roles_side(case, developers, facts, &standing.failed));
        return vec![Counterfactuals { goal, found: smallest(found) }];
    }
    let ahead = PLACES.into_iter().filter(|place| narrow(*place) < standing.place).take(2);
    let goals = ahead.map(|place| {
        let goal = Goal::Place(narrow(place));
        let found = smallest(on_the_developers_side(case, order, facts, goal));
        Counterfactuals { goal, found }
    });
    goals.collect()
}

fn smallest(mut found: Vec<Counterfactual>) -> Vec<Counterfactual> {
    found.sort_by_key(|found| found.effort);
    found.truncate(N_FOUND);
    found
}

fn on_the_developers_side(
    case: &Case,
    order: &Order,
    facts: &Facts,
    goal: Goal,
) -> Vec<Counterfactual> {
    let reached = |change: FactChange| {
        let changed = change.apply(facts);
        let judgement = case.judge(&changed);
        let score = case.score(&judgement);
        let place = narrow(order.place_with(facts.developer_id, score));
        let enough = match goal {
            Goal::Qualify => true,
            Goal::Place(wanted) => place <= wanted,
        };
        (judgement.qualifies() && enough).then_some((place, score))
    };
    let ways = FactChange::ways(case, facts);
    let first = ways.into_iter().filter_map(|steps| {
        let at = steps.iter().position(|(_, change)| reached(*change).is_some())?;
        let (effort, change) =
            nearest_dollar(&steps, at, facts, |change| reached(change).is_some())?;
        let (place, score) = reached(change)?;
        let words = change.words(case, facts);
        Some(Counterfactual { change: Change::Developer(change), words, effort, place, score })
    });
    first.collect()
}

/// The step that does; of a rate, the highest whole dollar between it and the one before that
/// still does.
fn nearest_dollar(
    steps: &[Step],
    at: usize,
    facts: &Facts,
    does: impl Fn(FactChange) -> bool,
) -> Option<Step> {
    let (effort, change) = *steps.get(at)?;
    let FactChange::Rate(enough) = change else {
        return Some((effort, change));
    };
    let too_much = match at.checked_sub(1).and_then(|before| steps.get(before)) {
        Some((_, FactChange::Rate(cents))) => *cents,
        Some(_) | None => facts.floor_cents?,
    };
    let (mut enough, mut too_much) = (enough / 100, (too_much + 99) / 100);
    while too_much - enough > 1 {
        let middle = enough.midpoint(too_much);
        if does(FactChange::Rate(middle * 100)) {
            enough = middle;
        } else {
            too_much = middle;
        }
    }
    Some((effort, FactChange::Rate(enough * 100)))
}

/// One thing the role could give way to. Only when a single thing stops the developer can it help,
/// or when it is read by all the filters that do.
fn on_the_roles_side(
    case: &Case,
    developers: &[Facts],
    facts: &Facts,
    failed: &[Filter],
) -> Vec<Counterfactual> {
    let mut found = Vec::new();
    for filter in failed {
        for steps in ways_to_give(case, facts, *filter) {
            let useful = steps
                .into_iter()
                .filter(|setting| failed.iter().all(|failed| setting.filters().contains(failed)));
            let first = useful.into_iter().find_map(|setting| {
                let changed = case.with(std::slice::from_ref(&setting)).ok()?;
                changed.judge(facts).qualifies().then_some((setting, changed))
            });
            if let Some((setting, changed)) = first {
                let score = changed.score(&changed.judge(facts));
                let place = changed.order(developers).place_with(facts.developer_id, score);
                found.push(Counterfactual {
                    words: format!("the role with {setting}"),
                    effort: role_effort(case, &setting),
                    place: narrow(place),
                    score,
                    change: Change::Role(setting),
                });
            }
        }
    }
    found.dedup_by(|a, b| a.change == b.change);
    found
}

fn ways_to_give(case: &Case, facts: &Facts, filter: Filter) -> Vec<Vec<Setting>> {
    match (filter, facts.free_in_days) {
        // The first start that is late enough for them is known: it is tried, not searched for.
        (Filter::Availability, Some(days)) => {
            let grace = i32::from(case.inputs.head.model.grace_days);
            let start = days.saturating_sub(grace);
            vec![vec![Setting::Start(case.day(start))]]
        }
        _ => relaxations(case, filter, Grain::Fine),
    }
}

/// How big a thing is to ask of a client, in steps like those of [`super::fact_change`]: one for
/// each 5 % of budget, half hour of overlap, week of start or five hours a week; two for each
/// level of a must-have or stage of vetting; four for a band, a must-have or a regime let go, or any country.
pub fn role_effort(case: &Case, setting: &Setting) -> u32 {
    let demand = &case.demand;
    match setting {
        Setting::BudgetPct(pct) => pct.unsigned_abs().div_ceil(5),
        Setting::Overlap(minutes) => {
            u32::from(demand.overlap_minutes_min.abs_diff(*minutes)).div_ceil(30)
        }
        Setting::Start(day) => {
            let days = (*day - case.day(demand.starts_in_days)).get_days();
            days.unsigned_abs().div_ceil(7)
        }
        Setting::Hours(hours) => u32::from(demand.weekly_hours.abs_diff(*hours)).div_ceil(5),
        Setting::MustLevel(slug, level) => {
            let asked = demand.skills.iter().find(|asked| case.slug(asked.skill) == slug);
            2 * u32::from(asked.map_or(*level, |asked| asked.level.abs_diff(*level)))
        }
        Setting::Vetting(required) => {
            2 * apart(VettingRequired::ALL, &demand.vetting_required, required)
        }
        Setting::English(level) => 4 * apart(English::ALL, &demand.english_min, level),
        Setting::Seniority(band) => 4 * apart(Seniority::ALL, &demand.seniority, band),
        Setting::BudgetUsd(_)
        | Setting::BudgetAny
        | Setting::CountriesAny
        | Setting::EngagementAny
        | Setting::RegimeDropped(_)
        | Setting::SkillDropped(_)
        | Setting::SkillImportance(..)
        | Setting::Weight(..) => 4,
    }
}

/// Places between two words of a vocabulary.
fn apart<T: PartialEq>(all: &[T], a: &T, b: &T) -> u32 {
    let place = |word| all.iter().position(|known| known == word).unwrap_or(0);
    narrow(place(a).abs_diff(place(b)))
}
