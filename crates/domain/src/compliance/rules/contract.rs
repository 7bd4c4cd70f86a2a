//! CON: what is signed for a placement.

use jiff::civil::Date;
use jiff::{ToSpan as _, Unit};

use super::fee;
use crate::compliance::document::DocumentKind;
use crate::compliance::dossier::{DeveloperDossier, PlacementDossier};
use crate::compliance::parameter::ParameterKey;
use crate::compliance::{Case, Check, Rule};
use crate::finding::{Found, Severity};
use crate::timesheet::hours_words;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "CON-01",
        version: 1,
        title: "no signed contract",
        checks: "A signed contract covers every day of work.",
        why: "Without one nobody can say what is owed, and who owns the work.",
        remedy: "Have the contract or its renewal signed; until then nothing is paid.",
        source: "policy of the house",
        severity: Severity::BlockPayment,
        grace_days: 0,
        parameters: &[],
        check: Check::Placement(no_contract),
    },
    Rule {
        id: "CON-02",
        version: 1,
        title: "contract ending",
        checks: "A placement does not end within the next days without a renewal.",
        why: "A developer who hears nothing looks elsewhere.",
        remedy: "Ask the client whether it goes on; renew it or plan what comes after.",
        source: "policy of the house",
        severity: Severity::Warn,
        grace_days: 0,
        parameters: &[ParameterKey::ContractEndingDays],
        check: Check::Placement(ending),
    },
    Rule {
        id: "CON-03",
        version: 1,
        title: "assignment or secrecy not signed",
        checks: "The developer has signed over intellectual property and promised secrecy.",
        why: "The client pays for work it would not own.",
        remedy: "Have both signed.",
        source: "policy of the house; clients ask for it in their master agreements",
        severity: Severity::Warn,
        grace_days: 10,
        parameters: &[],
        check: Check::Placement(not_assigned),
    },
    fee::OUTSIDE_TERMS,
    Rule {
        id: "CON-05",
        version: 1,
        title: "work after the end",
        checks: "No timesheet tells of work from the day a placement ended.",
        why: "Nobody agreed to pay for it, and the client did not agree to be billed.",
        remedy: "Move the end of the placement if it goes on, or have the timesheet mended.",
        source: "policy of the house",
        severity: Severity::BlockPayment,
        grace_days: 0,
        parameters: &[],
        check: Check::EndedPlacement(worked_after_end),
    },
    Rule {
        id: "CON-06",
        version: 1,
        title: "fixed term too long",
        checks: "Employment for a fixed term does not last longer than the law allows, renewals included.",
        why: "Beyond it the contract counts as one without an end.",
        remedy: "End it in time, or turn it into one without an end.",
        source: "Ley 2466 de 2025 of Colombia",
        severity: Severity::Warn,
        grace_days: 0,
        parameters: &[ParameterKey::FixedTermMonthsMax],
        check: Check::Placement(term_too_long),
    },
];

fn no_contract(
    rule: &Rule,
    case: &Case<'_>,
    _: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    let kind = DocumentKind::Contract;
    if !placement.runs_on(case.day) || placement.documents.counts(kind, case.day) {
        return;
    }
    let last = placement.documents.longest(kind).and_then(|contract| contract.expires_on);
    let says = match last {
        Some(end) => format!("the signed contract covered the work until {end}"),
        None => "no signed contract covers the work".to_owned(),
    };
    found.push(rule.found(placement.subject(), says).on("starts_on", placement.starts_on));
}

fn ending(
    rule: &Rule,
    case: &Case<'_>,
    _: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    let days = case.of_firm(ParameterKey::ContractEndingDays);
    if let (Some(days), Some(end)) = (days, placement.ends_on)
        && placement.runs_on(case.day)
        && case.days_to(end) <= days.value
    {
        let says = format!("the contract ends on {end} and nobody renewed it");
        found.push(rule.found(placement.subject(), says).due(end).resting_on(days));
    }
}

fn not_assigned(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    if !placement.runs_on(case.day) {
        return;
    }
    for kind in [DocumentKind::IpAssignment, DocumentKind::Nda] {
        let signed = [&dossier.documents, &placement.documents];
        if !signed.iter().any(|papers| papers.counts(kind, case.day)) {
            let says = format!("no {} is signed", kind.words());
            found.push(rule.found(placement.subject(), says).of(kind));
        }
    }
}

fn worked_after_end(
    rule: &Rule,
    _: &Case<'_>,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    let Some(end) = placement.ends_on else { return };
    let late: Vec<(Date, u16)> = placement.worked().filter(|(day, _)| end <= *day).collect();
    let minutes: u32 = late.iter().map(|(_, minutes)| u32::from(*minutes)).sum();
    if let Some((last, _)) = late.iter().max() {
        let says = format!(
            "{} hours were worked after the placement ended on {end}, the last of them on {last}",
            hours_words(minutes)
        );
        found
            .push(rule.found(placement.subject(), says).on("minutes", minutes).on("last_on", last));
    }
}

fn term_too_long(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    let employed = placement.is_employment(dossier);
    let most = case.of_country(dossier.country, ParameterKey::FixedTermMonthsMax);
    if let (true, Some(most), Some(end)) = (employed, most, placement.ends_on)
        && placement.starts_on.saturating_add(most.value.months()) < end
    {
        let months =
            placement.starts_on.until((Unit::Month, end)).map_or(0, |span| span.get_months());
        let says = format!(
            "the fixed term lasts {months} months, to {end}: the law allows {}",
            most.value
        );
        found.push(rule.found(placement.subject(), says).resting_on(most));
    }
}
