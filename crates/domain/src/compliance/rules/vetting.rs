//! VET: what is known of those who are proposed.

use std::collections::BTreeMap;

use crate::compliance::document::DocumentKind;
use crate::compliance::dossier::{DeveloperDossier, PlacementDossier};
use crate::compliance::parameter::ParameterKey;
use crate::compliance::{Case, Check, Rule};
use crate::developer::DeveloperStatus;
use crate::finding::{Found, Severity};
use crate::vetting::{VettingOutcome, VettingResult, VettingStage};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "VET-01",
        version: 1,
        title: "vetting is old",
        checks: "Every stage of somebody who is proposed was passed within the months of the house.",
        why: "Skills fade, and clients are told that everybody was vetted.",
        remedy: "Hold the oldest stage again.",
        source: "policy of the house",
        severity: Severity::Warn,
        grace_days: 30,
        parameters: &[ParameterKey::VettingMonths],
        check: Check::Developer(old),
    },
    Rule {
        id: "VET-02",
        version: 1,
        title: "one evaluator for all stages",
        checks: "The stages of somebody were not all held by one evaluator.",
        why: "One person's favour or mistake decides alone.",
        remedy: "Have one stage held by somebody else.",
        source: "policy of the house",
        severity: Severity::Info,
        grace_days: 0,
        parameters: &[],
        check: Check::Developer(one_evaluator),
    },
    Rule {
        id: "VET-03",
        version: 1,
        title: "background check missing",
        checks: "Where the client wants it, somebody's past was checked.",
        why: "The client's agreement says so.",
        remedy: "Have it checked.",
        source: "the client's agreement",
        severity: Severity::Warn,
        grace_days: 10,
        parameters: &[],
        check: Check::Placement(no_background_check),
    },
];

/// The latest result that was passed of each stage, by the day.
fn passed(case: &Case<'_>, dossier: &DeveloperDossier) -> BTreeMap<VettingStage, VettingResult> {
    let mut latest: BTreeMap<VettingStage, VettingResult> = BTreeMap::new();
    let counts =
        |one: &&VettingResult| one.outcome == VettingOutcome::Passed && one.held_on <= case.day;
    for result in dossier.vetting.iter().filter(counts) {
        let kept = latest.entry(result.stage).or_insert_with(|| result.clone());
        if kept.held_on < result.held_on {
            *kept = result.clone();
        }
    }
    latest
}

fn is_proposed(dossier: &DeveloperDossier) -> bool {
    matches!(dossier.status, DeveloperStatus::Bench | DeveloperStatus::Placed)
}

fn old(rule: &Rule, case: &Case<'_>, dossier: &DeveloperDossier, found: &mut Vec<Found>) {
    let Some(months) = case.of_firm(ParameterKey::VettingMonths) else { return };
    let passed = passed(case, dossier);
    let oldest = passed.values().min_by_key(|result| (result.held_on, result.stage));
    if let Some(oldest) = oldest
        && is_proposed(dossier)
        && oldest.held_on < case.months_ago(months.value)
    {
        let says = format!("the stage {} was passed on {}", oldest.stage, oldest.held_on);
        found.push(rule.found(dossier.subject(), says).resting_on(months));
    }
}

fn one_evaluator(rule: &Rule, case: &Case<'_>, dossier: &DeveloperDossier, found: &mut Vec<Found>) {
    let passed = passed(case, dossier);
    let mut evaluators = passed.values().map(|result| result.evaluator);
    let first = evaluators.next().flatten();
    if let Some(first) = first
        && is_proposed(dossier)
        && passed.len() == VettingStage::ALL.len()
        && evaluators.all(|one| one == Some(first))
    {
        let says = format!("evaluator {first} held every stage");
        found.push(rule.found(dossier.subject(), says).on("evaluator", first));
    }
}

fn no_background_check(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    let checked = dossier.documents.counts(DocumentKind::BackgroundCheck, case.day);
    if placement.policy.background_check_wanted && placement.runs_on(case.day) && !checked {
        found.push(
            rule.found(
                placement.subject(),
                "the client wants a background check and none is there",
            ),
        );
    }
}
