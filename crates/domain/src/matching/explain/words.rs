//! Demands of the filters, and the facts held against them, in words.

use jiff::Span;

use crate::matching::Filter;
use crate::matching::component::{self, Stage};
use crate::matching::frozen::{Demand, DemandSkill, Facts, Frozen};
use crate::matching::reference::must_level;
use crate::money::{Currency, Money};
use crate::regime::Regime;
use crate::role::Importance;
use crate::vetting::{VettingRequired, VettingStage};

pub(super) const NOT_KNOWN: &str = "not known";

pub(super) fn skill_name(frozen: &Frozen, skill: u16) -> &str {
    frozen.head.skills.get(usize::from(skill)).map_or(NOT_KNOWN, |skill| skill.name.as_str())
}

/// What a role demands of one filter.
pub(super) fn demanded(frozen: &Frozen, role: &Demand, filter: Filter) -> String {
    let model = &frozen.head.model;
    match filter {
        Filter::Skills => or_nothing(list(
            musts(role).map(|must| format!("{} {}", skill_name(frozen, must.skill), must.level)),
        )),
        Filter::Availability => {
            let days = role.starts_in_days.saturating_add(i32::from(model.grace_days));
            format!("free by {}", day(frozen, days))
        }
        Filter::Overlap => {
            format!("at least {} on the worst day", hours(role.overlap_minutes_min))
        }
        Filter::English => format!("at least {}", role.english_min),
        Filter::Rate => role.budget.map_or_else(
            || "no budget stated".to_owned(),
            |budget| {
                let most = component::cost_max(model, budget) / 100;
                format!("at most {} a month with margin", usd(most))
            },
        ),
        Filter::Vetting => match role.vetting_required {
            VettingRequired::None => "nothing".to_owned(),
            VettingRequired::Technical => "technical stage passed".to_owned(),
            VettingRequired::All => "all three stages passed".to_owned(),
        },
        Filter::Findings => "no open finding against a placement".to_owned(),
        Filter::Country => place_demanded(role),
        Filter::Exclusion => "not kept from this client".to_owned(),
        Filter::Seniority => format!("{}, at most one band apart", role.seniority),
        Filter::Regimes => {
            let regimes = list(role.regimes.iter().map(|regime| regime_name(*regime)));
            if regimes.is_empty() { or_nothing(regimes) } else { format!("attested for {regimes}") }
        }
        Filter::Capacity => format!("at least {} hours a week", role.weekly_hours),
    }
}

/// What a developer brings to one filter.
pub(super) fn found(frozen: &Frozen, role: &Demand, facts: &Facts, filter: Filter) -> String {
    let model = &frozen.head.model;
    match filter {
        Filter::Skills => skills_found(frozen, role, facts),
        Filter::Availability => {
            known(facts.free_in_days.map(|days| format!("free from {}", day(frozen, days))))
        }
        Filter::Overlap => known(frozen.shared_minutes(role, facts).map(hours)),
        Filter::English => known(facts.english),
        Filter::Rate => known(facts.floor_cents.map(|floor| {
            let cost = cents_up(component::cost(model, floor));
            format!("{} a month with margin", usd(cost))
        })),
        Filter::Vetting => list(VettingStage::ALL.iter().zip(facts.stages).map(|(stage, held)| {
            let came_to = match held {
                Stage::NotHeld => "not held",
                Stage::Failed => "failed",
                Stage::Expired { .. } => "expired",
                Stage::Passed { .. } => "passed",
            };
            format!("{} {came_to}", stage_name(*stage))
        })),
        Filter::Findings => match facts.blocking_findings {
            0 => "none".to_owned(),
            n => format!("{n} open"),
        },
        Filter::Country => {
            let engagement = known(facts.engagement);
            format!("{}, engagement {engagement}", facts.country)
        }
        Filter::Exclusion => match facts.exclusions.binary_search(&role.client_id) {
            Ok(_) => "kept from this client".to_owned(),
            Err(_) => "nothing against it".to_owned(),
        },
        Filter::Seniority => known(facts.seniority.map(|band| {
            let how = if facts.seniority_estimated { ", by years of experience" } else { "" };
            format!("{band}{how}")
        })),
        Filter::Regimes => regimes_found(role, facts),
        Filter::Capacity => capacity_found(role, facts),
    }
}

fn musts(role: &Demand) -> impl Iterator<Item = &DemandSkill> {
    role.skills.iter().filter(|asked| asked.importance == Importance::Must)
}

fn skills_found(frozen: &Frozen, role: &Demand, facts: &Facts) -> String {
    if musts(role).next().is_none() {
        return "nothing asked".to_owned();
    }
    let lacking = musts(role).filter_map(|must| {
        let name = skill_name(frozen, must.skill);
        match must_level(frozen, facts, *must) {
            0 => Some(format!("{name} not shown")),
            level if level < must.level => Some(format!("{name} {level}")),
            _ => None,
        }
    });
    let lacking = list(lacking);
    if lacking.is_empty() { "all of them".to_owned() } else { lacking }
}

fn regimes_found(role: &Demand, facts: &Facts) -> String {
    if role.regimes.is_empty() {
        return "nothing asked".to_owned();
    }
    let lacking = role.regimes.iter().filter(|regime| !facts.regimes.contains(regime));
    let lacking = list(lacking.map(|regime| format!("{} not attested", regime_name(*regime))));
    if lacking.is_empty() { "all of them".to_owned() } else { lacking }
}

fn capacity_found(role: &Demand, facts: &Facts) -> String {
    let (all, free) = (facts.weekly_capacity_hours, facts.free_hours(role.starts_in_days));
    known(all.zip(free).map(|(all, free)| {
        if all == free {
            format!("{all} hours a week")
        } else {
            format!("{free} of {all} hours a week, the rest is placed")
        }
    }))
}

const fn regime_name(regime: Regime) -> &'static str {
    match regime {
        Regime::Gdpr => "GDPR",
        Regime::Hipaa => "HIPAA",
        Regime::PciDss => "PCI DSS",
        Regime::Soc2 => "SOC 2",
        Regime::Lgpd => "LGPD",
    }
}

fn place_demanded(role: &Demand) -> String {
    let mut parts = Vec::new();
    if !role.countries_allowed.is_empty() {
        parts.push(format!("in {}", list(role.countries_allowed.iter())));
    }
    if !role.countries_denied.is_empty() {
        parts.push(format!("not in {}", list(role.countries_denied.iter())));
    }
    if !role.engagements_allowed.is_empty() {
        parts.push(format!("engaged as {}", list(role.engagements_allowed.iter())));
    }
    or_nothing(parts.join("; "))
}

pub(super) fn stage_name(stage: VettingStage) -> &'static str {
    match stage {
        VettingStage::Technical => "technical",
        VettingStage::Architecture => "architecture",
        VettingStage::CodeQuality => "code quality",
    }
}

pub(super) fn list(words: impl Iterator<Item = impl ToString>) -> String {
    words.map(|word| word.to_string()).collect::<Vec<_>>().join(", ")
}

fn or_nothing(words: String) -> String {
    if words.is_empty() { "nothing".to_owned() } else { words }
}

pub(super) fn known(fact: Option<impl ToString>) -> String {
    fact.map_or_else(|| NOT_KNOWN.to_owned(), |fact| fact.to_string())
}

pub(super) fn hours(minutes: u16) -> String {
    format!("{} h {:02}", minutes / 60, minutes % 60)
}

fn day(frozen: &Frozen, days: i32) -> String {
    let date =
        Span::new().try_days(days).ok().and_then(|days| frozen.head.as_of.checked_add(days).ok());
    known(date)
}

pub(super) fn usd(cents: i64) -> String {
    Money { amount_minor: cents, currency: Currency::USD }.to_string()
}

/// Hundredths of a cent as cents, rounded up: a cost shown is never below the cost.
pub(super) fn cents_up(hundredths: i64) -> i64 {
    hundredths / 100 + i64::from(hundredths % 100 != 0)
}
