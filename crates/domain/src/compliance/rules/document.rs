//! DOC: papers a developer at work must have, and the numbers on them.

use jiff::civil::Date;

use crate::compliance::document::Document;
use crate::compliance::dossier::DeveloperDossier;
use crate::compliance::requirement::Requirement;
use crate::compliance::{Case, Check, Rule};
use crate::finding::{Found, Severity};

/// Days before a paper expires from which it is said anew each time, shortest first.
const EXPIRING_DAYS: [i64; 3] = [7, 30, 60];
/// Those from which somebody should act.
const EXPIRING_ACT_DAYS: i64 = 30;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DOC-01",
        version: 1,
        title: "document missing",
        checks: "A developer at work has every document that the rows of config/rules/documents.toml ask for.",
        why: "Without it the firm cannot show whom it pays, or that it may.",
        remedy: "Ask the developer for it; payment stops once the days of grace are over.",
        source: "config/rules/documents.toml, row by row",
        severity: Severity::BlockPayment,
        grace_days: 10,
        parameters: &[],
        check: Check::Developer(missing),
    },
    Rule {
        id: "DOC-02",
        version: 1,
        title: "document expired",
        checks: "A document that is asked for still counts.",
        why: "A paper that has expired shows nothing.",
        remedy: "Ask the developer for the new one.",
        source: "config/rules/documents.toml, row by row",
        severity: Severity::BlockPayment,
        grace_days: 0,
        parameters: &[],
        check: Check::Developer(expired),
    },
    Rule {
        id: "DOC-03",
        version: 1,
        title: "document expiring",
        checks: "A document that is asked for counts for another 60 days; from 30 days on somebody should act.",
        why: "Renewing takes weeks, and payment stops on the day it expires.",
        remedy: "Ask the developer to renew it now.",
        source: "policy of the house",
        severity: Severity::Warn,
        grace_days: 0,
        parameters: &[],
        check: Check::Developer(expiring),
    },
    Rule {
        id: "DOC-04",
        version: 1,
        title: "verified by who handed it in",
        checks: "Whoever finds a document right is not who handed it in.",
        why: "Four eyes see a forged paper that two let pass.",
        remedy: "Have somebody else look at it.",
        source: "policy of the house: four eyes",
        severity: Severity::Warn,
        grace_days: 0,
        parameters: &[],
        check: Check::Developer(self_verified),
    },
    Rule {
        id: "DOC-05",
        version: 1,
        title: "tax number cannot be right",
        checks: "The tax number on a document has the length, shape and check digit of its kind.",
        why: "Invoices and payslips that carry it are void, and banks refuse it.",
        remedy: "Compare it with the paper; correct it or ask the developer.",
        source: "check digits as the tax offices publish them",
        severity: Severity::BlockPayment,
        grace_days: 5,
        parameters: &[],
        check: Check::Developer(number_flaw),
    },
    Rule {
        id: "DOC-06",
        version: 1,
        title: "one tax number, two people",
        checks: "No two developers handed in the same tax number.",
        why: "One of them is not who they say, or is in the books twice.",
        remedy: "Find out who it belongs to before either is placed.",
        source: "policy of the house: know who is paid",
        severity: Severity::BlockPlacement,
        grace_days: 0,
        parameters: &[],
        check: Check::Developer(number_shared),
    },
];

/// What is asked of somebody who is at work, by how they are engaged there.
fn asked<'a>(
    case: &Case<'a>,
    dossier: &'a DeveloperDossier,
) -> impl Iterator<Item = &'a Requirement> {
    let day = case.day;
    case.requirements.rows().iter().filter(move |row| {
        let engaged = |engagement| row.holds(dossier.country, engagement, day);
        dossier.at_work(day).any(|placement| engaged(placement.engagement_of(dossier)))
    })
}

fn missing(rule: &Rule, case: &Case<'_>, dossier: &DeveloperDossier, found: &mut Vec<Found>) {
    for row in asked(case, dossier) {
        if dossier.documents.held(row.document).next().is_none() {
            let says = format!("no {} is there", row.document.words());
            let one = rule.found(dossier.subject(), says).of(row.document);
            found.push(one.on("source", &row.source));
        }
    }
}

/// The document of a row that counts longest, with the day it no longer does.
fn ending<'a>(dossier: &'a DeveloperDossier, row: &Requirement) -> Option<(&'a Document, Date)> {
    let longest = dossier.documents.longest(row.document)?;
    Some((longest, longest.expires_on?))
}

fn expired(rule: &Rule, case: &Case<'_>, dossier: &DeveloperDossier, found: &mut Vec<Found>) {
    for row in asked(case, dossier) {
        if let Some((document, end)) = ending(dossier, row)
            && end <= case.day
        {
            let says = format!("the {} expired on {end}", row.document.words());
            let one = rule.found(dossier.subject(), says).of(row.document);
            found.push(one.on("document", document.document_id).on("expires_on", end));
        }
    }
}

fn expiring(rule: &Rule, case: &Case<'_>, dossier: &DeveloperDossier, found: &mut Vec<Found>) {
    for row in asked(case, dossier) {
        let Some((document, end)) = ending(dossier, row) else { continue };
        let left = case.days_to(end);
        let within = EXPIRING_DAYS.iter().find(|days| (1..=**days).contains(&left));
        let Some(within) = within else { continue };
        let severity = if *within <= EXPIRING_ACT_DAYS { Severity::Warn } else { Severity::Info };
        let says = format!("the {} expires on {end}", row.document.words());
        let one = rule.found(dossier.subject(), says).of(row.document).due(end).stops(severity);
        found.push(one.on("document", document.document_id).on("expires_within_days", within));
    }
}

fn self_verified(rule: &Rule, _: &Case<'_>, dossier: &DeveloperDossier, found: &mut Vec<Found>) {
    for document in dossier.documents.0.iter().filter(|document| document.self_verified) {
        let says = format!("the {} was verified by who handed it in", document.kind.words());
        found.push(rule.found(dossier.subject(), says).of(document.document_id));
    }
}

fn number_flaw(rule: &Rule, _: &Case<'_>, dossier: &DeveloperDossier, found: &mut Vec<Found>) {
    for document in dossier.documents.0.iter().filter(|document| document.is_held()) {
        if let (Some(kind), Some(flaw)) = (document.number_kind, document.number_flaw) {
            let says = format!("the {kind} on the {} cannot be right", document.kind.words());
            let one = rule.found(dossier.subject(), says).of(document.document_id);
            found.push(one.on("kind", kind).on("flaw", flaw));
        }
    }
}

fn number_shared(rule: &Rule, _: &Case<'_>, dossier: &DeveloperDossier, found: &mut Vec<Found>) {
    for document in dossier.documents.0.iter().filter(|document| document.is_held()) {
        if let (Some(kind), Some(other)) =
            (document.number_kind, document.number_shared_with.first())
        {
            let says = format!("developer {other} handed in the same {kind}");
            let one = rule.found(dossier.subject(), says).of(kind);
            let others: Vec<_> =
                document.number_shared_with.iter().map(ToString::to_string).collect();
            found.push(one.on("kind", kind).on("developers", others.join(", ")));
        }
    }
}
