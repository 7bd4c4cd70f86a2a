//! What the value of a component rests on, in words.

use std::cmp::Reverse;

use super::n_shown;
use super::words::{NOT_KNOWN, cents_up, found, hours, known, list, stage_name, usd};
use crate::competency::Competency;
use crate::developer::English;
use crate::industry::DeveloperIndustry;
use crate::matching::component::{self, Stage};
use crate::matching::frozen::{Demand, Facts, Frozen, Outcomes};
use crate::matching::{Component, Filter};
use crate::scale::ScaleAxis;
use crate::team::Communication;
use crate::vetting::VettingStage;

/// What the value of a known component rests on.
pub(super) fn evidence(
    frozen: &Frozen,
    role: &Demand,
    facts: &Facts,
    component: Component,
) -> String {
    let model = &frozen.head.model;
    match component {
        Component::TechStack => {
            format!("{} of {} skills shown", n_shown(frozen, role, facts), role.skills.len())
        }
        Component::Architecture => architecture(role, facts),
        Component::Scalability => scalability(role, facts),
        Component::Vetting => {
            list(VettingStage::ALL.iter().zip(facts.stages).map(|(stage, held)| {
                let name = stage_name(*stage);
                match held {
                    Stage::NotHeld => format!("{name} not held"),
                    Stage::Failed => format!("{name} failed"),
                    Stage::Expired { score } => format!("{name} {score}, expired"),
                    Stage::Passed { score, step } => match model.vetting_recency(step) {
                        100 => format!("{name} {score}"),
                        pct => format!("{name} {score}, faded to {pct} %"),
                    },
                }
            }))
        }
        Component::Team => team(role, facts),
        Component::Industry => industry(role, facts),
        Component::Rate => {
            let asks = facts.floor_cents.map(|floor| cents_up(component::cost(model, floor)));
            let full = role.budget.map(|budget| usd(budget.mid_cents));
            format!("{} with margin, full up to {}", known(asks.map(usd)), known(full))
        }
        Component::Seniority => {
            let found = found(frozen, role, facts, Filter::Seniority);
            format!("{found} where {} is wanted", role.seniority)
        }
        Component::Outcomes => {
            let Outcomes { n_survived, n_counted } = facts.outcomes;
            let pool = frozen.head.outcome_mean;
            format!(
                "{n_survived} of {n_counted} placements outlived their guarantee, {pool} % of all did"
            )
        }
        Component::Overlap => {
            let shared = frozen.shared_minutes(role, facts);
            let min = role.overlap_minutes_min;
            known(shared.map(|shared| match shared.checked_sub(min) {
                Some(beyond) => format!("{}, {} beyond the least", hours(shared), hours(beyond)),
                None => format!("{}, below the least", hours(shared)),
            }))
        }
        Component::Availability => {
            known(facts.free_in_days.map(|days| match days.saturating_sub(role.starts_in_days) {
                ..=0 => "free by the start".to_owned(),
                1 => "free 1 day after the start".to_owned(),
                late => format!("free {late} days after the start"),
            }))
        }
    }
}

/// Competencies named, those that count most first.
const N_NAMED: usize = 3;

fn architecture(role: &Demand, facts: &Facts) -> String {
    let mut asked: Vec<(u16, Competency, Option<u8>)> = Competency::ALL
        .iter()
        .zip(role.competency_shares)
        .zip(facts.competencies)
        .filter(|((_, share), _)| *share > 0)
        .map(|((competency, share), estimate)| (share, *competency, estimate))
        .collect();
    asked.sort_by_key(|(share, competency, _)| (Reverse(*share), *competency));
    let n_known = asked.iter().filter(|(_, _, estimate)| estimate.is_some()).count();
    let named = list(asked.iter().take(N_NAMED).map(|(_, competency, estimate)| {
        let name = words_of(competency.name());
        match estimate {
            Some(estimate) => format!("{name} {estimate}"),
            None => format!("{name} not asked yet"),
        }
    }));
    format!("{named}; {n_known} of {} measured", asked.len())
}

fn scalability(role: &Demand, facts: &Facts) -> String {
    list(role.scale.iter().map(|asked| {
        let wanted = amount(asked.axis, asked.amount);
        match facts.scale.iter().find(|handled| handled.axis == asked.axis) {
            Some(handled) => {
                format!("{} where {wanted} is wanted", amount(asked.axis, handled.amount))
            }
            None => format!("{wanted} not shown"),
        }
    }))
}

/// An amount as people say it: `20k requests/s`, `5 TB`.
fn amount(axis: ScaleAxis, amount: u64) -> String {
    match axis {
        ScaleAxis::RequestsPerSecond => {
            format!("{} requests/s", short(amount, ["", "k", "M", "G"]))
        }
        ScaleAxis::DataBytes => short(amount, [" B", " kB", " MB", " GB"]),
        ScaleAxis::LatencyP99Ms => format!("p99 {amount} ms"),
        ScaleAxis::DowntimeSecondsAYear => format!("{amount} s down a year"),
    }
}

/// Rounded down to a whole number of the largest unit of a thousand that it reaches.
fn short(amount: u64, units: [&str; 4]) -> String {
    let mut amount = amount;
    let mut last = "";
    for unit in units {
        last = unit;
        if amount < 1_000 {
            break;
        }
        amount /= 1_000;
    }
    format!("{amount}{last}")
}

fn team(role: &Demand, facts: &Facts) -> String {
    let (wanted, own) = (role.style, &facts.style);
    let mut parts = vec![known_as("English", facts.english.map(|level| english(role, level)))];
    if let Some(wanted) = wanted.communication {
        let found = own.communication.map(|found| {
            let own = talks(found);
            if found == wanted {
                format!("talks {own}")
            } else {
                format!("talks {own}, the team {}", talks(wanted))
            }
        });
        parts.push(known_as("way of talking", found));
    }
    if let Some(wanted) = wanted.methodology {
        let name = words_of(wanted.name());
        let found = (!own.methodologies.is_empty()).then(|| {
            let knows = own.methodologies.contains(&wanted);
            if knows { format!("knows {name}") } else { format!("{name} is new") }
        });
        parts.push(known_as("methodology", found));
    }
    if let Some(size) = wanted.team_size {
        let bounds = match (own.team_size_min, own.team_size_max) {
            (None, None) => None,
            (Some(min), None) => Some(format!("{min} or more")),
            (None, Some(max)) => Some(format!("up to {max}")),
            (Some(min), Some(max)) => Some(format!("{min} to {max}")),
        };
        let found = bounds.map(|bounds| format!("team of {size}, likes {bounds}"));
        parts.push(known_as("team size", found));
    }
    list(parts.into_iter())
}

const fn talks(way: Communication) -> &'static str {
    match way {
        Communication::Written => "in writing",
        Communication::Meetings => "in meetings",
        Communication::Pairing => "in pairs",
    }
}

fn known_as(what: &str, found: Option<String>) -> String {
    found.unwrap_or_else(|| format!("{what} {NOT_KNOWN}"))
}

fn industry(role: &Demand, facts: &Facts) -> String {
    let Some(wanted) = role.industry else { return NOT_KNOWN.to_owned() };
    let near = |worked: &&DeveloperIndustry| {
        worked.industry == wanted || wanted.adjacent().contains(&worked.industry)
    };
    let mut counted: Vec<&DeveloperIndustry> = facts.industries.iter().filter(near).collect();
    counted.sort_by_key(|worked| (worked.industry != wanted, Reverse(worked.years_tenths)));
    let years = list(counted.iter().map(|worked| {
        let (whole, tenths) = (worked.years_tenths / 10, worked.years_tenths % 10);
        let near = if worked.industry == wanted { "" } else { ", near it" };
        format!("{whole}.{tenths} years in {}{near}", words_of(worked.industry.name()))
    }));
    let wanted = words_of(wanted.name());
    if years.is_empty() { format!("nothing in {wanted} or near it") } else { years }
}

/// A stored word as people write it.
fn words_of(name: &str) -> String {
    name.replace('_', " ")
}

/// What stands for an unknown component, and whose fact is missing.
pub(super) fn not_known(role: &Demand, component: Component, value: u8) -> String {
    let unasked = match component {
        Component::TechStack => role.skills.is_empty(),
        Component::Architecture => role.situations.is_empty(),
        Component::Scalability => role.scale.is_empty(),
        Component::Industry => role.industry.is_none(),
        Component::Rate => role.budget.is_none(),
        Component::Vetting
        | Component::Team
        | Component::Seniority
        | Component::Outcomes
        | Component::Overlap
        | Component::Availability => false,
    };
    if unasked {
        format!("the role says nothing, taken as {value}")
    } else {
        format!("not known, taken as {value}")
    }
}

fn english(role: &Demand, english: English) -> String {
    let least = role.english_min;
    match english.cmp(&least) {
        std::cmp::Ordering::Less => format!("{english}, below {least}"),
        std::cmp::Ordering::Equal => format!("{english}, the least wanted"),
        std::cmp::Ordering::Greater => format!("{english}, above {least}"),
    }
}
