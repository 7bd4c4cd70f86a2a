//! CLI and MAR: clients, and what the firm lives from.

use std::fmt::Display;

use crate::compliance::document::DocumentKind;
use crate::compliance::dossier::{ClientDossier, DeveloperDossier, PlacementDossier};
use crate::compliance::parameter::ParameterKey;
use crate::compliance::{Case, Check, Rule};
use crate::finding::{Found, Severity};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "CLI-01",
        version: 1,
        title: "invoice overdue",
        checks: "A client pays an invoice by the day it is due, or within the days of the house after it.",
        why: "The firm pays developers whether the client pays or not.",
        remedy: "Ask the client for it; agree on a day, or on who works no longer until it is paid.",
        source: "the client's payment terms; days by policy of the house",
        severity: Severity::Warn,
        grace_days: 0,
        parameters: &[ParameterKey::InvoiceOverdueDays],
        check: Check::Client(overdue),
    },
    Rule {
        id: "CLI-02",
        version: 1,
        title: "no master agreement",
        checks: "A client for whom somebody is at work has signed a master agreement.",
        why: "Without one nobody can say what the client owes.",
        remedy: "Have it signed.",
        source: "policy of the house",
        severity: Severity::Warn,
        grace_days: 15,
        parameters: &[],
        check: Check::Client(no_master_agreement),
    },
    Rule {
        id: "CLI-03",
        version: 1,
        title: "work the client refuses",
        checks: "Nobody works for a client from a country, or engaged in a way, that it refuses.",
        why: "The client's agreement says so.",
        remedy: "Ask the client whether this one may be, or change where or how they work.",
        source: "the client's agreement",
        severity: Severity::Warn,
        grace_days: 10,
        parameters: &[],
        check: Check::Placement(refused),
    },
    Rule {
        id: "MAR-01",
        version: 1,
        title: "margin under the floor",
        checks: "What stays with the firm of what a client pays is not under the floor of the house.",
        why: "Below it a placement costs more than it brings.",
        remedy: "Talk about the bill rate at the renewal, or say why it may be.",
        source: "policy of the house",
        severity: Severity::Warn,
        grace_days: 30,
        parameters: &[ParameterKey::MarginBpMin],
        check: Check::Placement(margin),
    },
];

fn no_master_agreement(
    rule: &Rule,
    case: &Case<'_>,
    client: &ClientDossier,
    found: &mut Vec<Found>,
) {
    if client.n_at_work > 0 && !client.documents.counts(DocumentKind::MasterAgreement, case.day) {
        let one = rule.found(client.subject(), "no master agreement is in force");
        found.push(one.on("n_at_work", client.n_at_work));
    }
}

fn overdue(rule: &Rule, case: &Case<'_>, client: &ClientDossier, found: &mut Vec<Found>) {
    let Some(days) = case.of_firm(ParameterKey::InvoiceOverdueDays) else { return };
    for invoice in client.invoices.iter().filter(|one| one.is_overdue(case.day, days.value)) {
        let says = format!(
            "invoice {} of {} was due on {} and is not paid",
            invoice.number, invoice.amount, invoice.due_on
        );
        let one = rule.found(client.subject(), says).of(&invoice.number);
        found.push(one.on("issued_on", invoice.issued_on).resting_on(days));
    }
}

fn refused(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    if !placement.runs_on(case.day) {
        return;
    }
    let policy = &placement.policy;
    let mut broken = |detail, what: &dyn Display| {
        let says = format!("the client refuses {what}");
        found.push(rule.found(placement.subject(), says).of(detail));
    };
    if policy.countries_refused.contains(&dossier.country) {
        broken("country", &format_args!("work from {}", dossier.country));
    }
    let engagement = placement.engagement_of(dossier);
    if let Some(engagement) = engagement.filter(|one| policy.engagements_refused.contains(one)) {
        broken("engagement", &engagement);
    }
}

fn margin(
    rule: &Rule,
    case: &Case<'_>,
    _: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    let Some(least) = case.of_firm(ParameterKey::MarginBpMin) else { return };
    let terms = placement.terms.iter().find(|terms| terms.hold_on(case.day));
    let Some(terms) = terms.filter(|_| placement.runs_on(case.day)) else { return };
    if let Some(margin) = terms.margin_bp()
        && margin < least.value
    {
        let says = format!(
            "the margin is {}.{:02} % of the bill: the floor is {} %",
            margin / 100,
            margin.rem_euclid(100),
            least.value / 100
        );
        found.push(rule.found(placement.subject(), says).on("margin_bp", margin).resting_on(least));
    }
}
