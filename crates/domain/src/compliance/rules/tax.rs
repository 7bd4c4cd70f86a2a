//! TAX: forms of tax offices.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use super::fee;
use crate::compliance::document::{Document, DocumentKind};
use crate::compliance::dossier::{DeveloperDossier, PlacementDossier};
use crate::compliance::parameter::{Parameter, ParameterKey};
use crate::compliance::{Case, Check, Rule};
use crate::country::Country;
use crate::developer::Engagement;
use crate::finding::{Found, Severity};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "TAX-01",
        version: 1,
        title: "tax form missing",
        checks: "A contractor of a payer in the United States has handed in form W-8BEN, a company W-8BEN-E.",
        why: "Without it the payer may have to keep back 30 % and answers for what it did not.",
        remedy: "Have the developer fill in the form of the year and sign it.",
        source: "Instructions for Form W-8BEN, irs.gov",
        severity: Severity::Warn,
        grace_days: 10,
        parameters: &[],
        check: Check::Placement(form_missing),
    },
    Rule {
        id: "TAX-02",
        version: 1,
        title: "tax form run out",
        checks: "The form is not past 31 December of the third calendar year after its signature.",
        why: "A form that has run out is no form.",
        remedy: "Have the developer sign a new one.",
        source: "Instructions for Form W-8BEN, irs.gov",
        severity: Severity::Warn,
        grace_days: 0,
        parameters: &[ParameterKey::TaxFormYears],
        check: Check::Placement(form_run_out),
    },
    Rule {
        id: "TAX-03",
        version: 1,
        title: "tax form before a change",
        checks: "The form was signed after the last change of the name or the country of who signed it.",
        why: "A form that says something else of the payee does not count for long.",
        remedy: "Have the developer sign a new one.",
        source: "Instructions for Form W-8BEN, irs.gov: change in circumstances",
        severity: Severity::Warn,
        grace_days: 0,
        parameters: &[ParameterKey::TaxFormChangeDays],
        check: Check::Placement(form_before_change),
    },
    Rule {
        id: "TAX-04",
        version: 1,
        title: "wrong tax form",
        checks: "A person signs W-8BEN, a company W-8BEN-E.",
        why: "The other form does not count for who is paid.",
        remedy: "Have the right form signed.",
        source: "Instructions for Form W-8BEN, irs.gov",
        severity: Severity::Warn,
        grace_days: 10,
        parameters: &[],
        check: Check::Placement(wrong_form),
    },
    fee::BILLS,
    Rule {
        id: "TAX-06",
        version: 1,
        title: "suspension of retention expired",
        checks: "The leave of the tax office to be paid without retention still counts.",
        why: "Once it has expired the payer keeps back part of every fee.",
        remedy: "Keep the retention back, or ask the developer for the new leave.",
        source: "Impuesto a la Renta of Peru, fourth category",
        severity: Severity::Warn,
        grace_days: 0,
        parameters: &[ParameterKey::FeeRetentionBp],
        check: Check::Developer(suspension_expired),
    },
    fee::RETENTION,
];

/// Where payers ask for the form.
fn payer() -> Option<Country> {
    "US".parse().ok()
}

/// The right form and the wrong one; none where no form is needed.
fn forms(
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
) -> Option<[DocumentKind; 2]> {
    if !placement.runs_on(case.day) || placement.client_country != payer() {
        return None;
    }
    match placement.engagement_of(dossier)? {
        Engagement::ContractorIndividual => Some([DocumentKind::W8ben, DocumentKind::W8benE]),
        Engagement::ContractorCompany => Some([DocumentKind::W8benE, DocumentKind::W8ben]),
        Engagement::EmployerOfRecord => None,
    }
}

/// The form that was signed last.
fn signed(dossier: &DeveloperDossier, kind: DocumentKind) -> Option<&Document> {
    dossier.documents.held(kind).max_by_key(|form| (form.issued_on, form.document_id))
}

fn form_missing(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    let Some([right, wrong]) = forms(case, dossier, placement) else { return };
    if signed(dossier, right).is_none() && signed(dossier, wrong).is_none() {
        let says = format!("no {} is there, and the payer is in the United States", right.words());
        found.push(rule.found(placement.subject(), says).on("form", right));
    }
}

/// The last day a form signed on a day counts.
fn last_day(signed_on: Date, years: &Parameter) -> Date {
    let years = i16::try_from(years.value).unwrap_or_default();
    date(signed_on.year().saturating_add(years), 12, 31)
}

fn form_run_out(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    let Some([right, _]) = forms(case, dossier, placement) else { return };
    let Some(signed_on) = signed(dossier, right).and_then(|form| form.issued_on) else { return };
    let years = payer().and_then(|payer| case.of_country(payer, ParameterKey::TaxFormYears));
    let Some(years) = years else { return };
    let last = last_day(signed_on, years);
    if last < case.day {
        let says = format!("the {} signed on {signed_on} counted until {last}", right.words());
        let one = rule.found(placement.subject(), says).on("signed_on", signed_on);
        found.push(one.resting_on(years));
    }
}

fn form_before_change(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    let Some([right, _]) = forms(case, dossier, placement) else { return };
    let Some(signed_on) = signed(dossier, right).and_then(|form| form.issued_on) else { return };
    let Some(days) = case.of_country_or_firm(dossier.country, ParameterKey::TaxFormChangeDays)
    else {
        return;
    };
    let since = |(_, day): &&(_, Date)| signed_on < *day && *day <= case.day;
    let Some((what, changed_on)) = dossier.personal.changes.iter().find(since) else { return };
    let says = format!(
        "{} was signed on {signed_on}, and the {what} changed on {changed_on}",
        right.words()
    );
    let due = changed_on.saturating_add(days.value.days());
    let one = rule.found(placement.subject(), says).due(due).on("changed_on", changed_on);
    found.push(one.resting_on(days));
}

fn wrong_form(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    let Some([right, wrong]) = forms(case, dossier, placement) else { return };
    if signed(dossier, right).is_none() && signed(dossier, wrong).is_some() {
        let says = format!("{} is there where {} is needed", wrong.words(), right.words());
        found.push(rule.found(placement.subject(), says).on("form", right));
    }
}

fn suspension_expired(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    found: &mut Vec<Found>,
) {
    let kind = DocumentKind::RetentionSuspension;
    let contractor = dossier
        .at_work(case.day)
        .any(|at| at.engagement_of(dossier) == Some(Engagement::ContractorIndividual));
    let Some(retention) = case.of_country(dossier.country, ParameterKey::FeeRetentionBp) else {
        return;
    };
    if let (true, Some(leave)) = (contractor, dossier.documents.longest(kind))
        && let Some(end) = leave.expires_on.filter(|end| *end <= case.day)
    {
        let says = format!("the {} expired on {end}: fees are paid with retention", kind.words());
        let one = rule.found(dossier.subject(), says).on("expires_on", end);
        found.push(one.resting_on(retention));
    }
}
