//! GDP and DATA: personal data, data of clients, and data that cannot be read.

use jiff::civil::Date;

use crate::compliance::document::DocumentKind;
use crate::compliance::dossier::{DeveloperDossier, PlacementDossier};
use crate::compliance::parameter::ParameterKey;
use crate::compliance::{Case, Check, Rule};
use crate::developer::DeveloperStatus;
use crate::finding::{Found, Severity};
use crate::personal_data::identifying;

/// That rows can be read.
pub(in crate::compliance) const READING: Rule = Rule {
    id: "DATA-01",
    version: 1,
    title: "data that cannot be read",
    checks: "Every row of a subject can be read.",
    why: "What cannot be read is not checked.",
    remedy: "Mend the row that is named, or use the newer sereno.",
    source: "policy of the house",
    severity: Severity::Warn,
    grace_days: 0,
    parameters: &[],
    check: Check::Elsewhere,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "GDP-01",
        version: 1,
        title: "erasure asked for",
        checks: "Who asked that their data be erased is erased, or told why not, within the days of the row of their country.",
        why: "They have the right to it, and offices of data protection fine who is late.",
        remedy: "Carry it out with `sereno privacy erase`, or refuse it with the reason the law gives.",
        source: "the data law of each country; rows erasure_days",
        severity: Severity::Warn,
        grace_days: 0,
        parameters: &[ParameterKey::ErasureDays],
        check: Check::Developer(erasure),
    },
    Rule {
        id: "GDP-02",
        version: 1,
        title: "consent missing or old",
        checks: "Somebody whose data is used has agreed to it within the months of the row of their country.",
        why: "The data law of their country asks for it.",
        remedy: "Ask them again, or stop using their data.",
        source: "the data law of each country; rows consent_months",
        severity: Severity::Warn,
        grace_days: 30,
        parameters: &[ParameterKey::ConsentMonths],
        check: Check::Developer(consent),
    },
    Rule {
        id: "GDP-03",
        version: 1,
        title: "kept for too long",
        checks: "Who somebody is is not kept past the months of their country after their last work, or past those of the firm where they never worked.",
        why: "Data nobody needs can only do harm, and the law asks that it go.",
        remedy: "Erase them with `sereno privacy request` and `sereno privacy erase`, or hold their data for a reason.",
        source: "the tax and data law of each country; rows retention_months, retention_applicant_months",
        severity: Severity::Warn,
        grace_days: 30,
        parameters: &[ParameterKey::RetentionMonths, ParameterKey::RetentionApplicantMonths],
        check: Check::Developer(retention),
    },
    Rule {
        id: "GDP-04",
        version: 1,
        title: "a person in a text",
        checks: "No text about a placement holds a tax number, an e-mail address or the number of a card.",
        why: "Texts are not sealed: whoever reads them reads that as well.",
        remedy: "Write the text anew without it.",
        source: "policy of the house",
        severity: Severity::Warn,
        grace_days: 0,
        parameters: &[],
        check: Check::Placement(person_in_text),
    },
    Rule {
        id: "GDP-05",
        version: 1,
        title: "attestation missing or expired",
        checks: "A developer at work is attested for each regime the client asks for.",
        why: "The client breaks the rules on its data with every day of work.",
        remedy: "Have them attested anew before the days of grace are over.",
        source: "HIPAA, PCI DSS, GDPR: as the client asks for",
        severity: Severity::BlockPlacement,
        grace_days: 14,
        parameters: &[],
        check: Check::Placement(attestation),
    },
    READING,
];

fn consent(rule: &Rule, case: &Case<'_>, dossier: &DeveloperDossier, found: &mut Vec<Found>) {
    let used = !matches!(dossier.status, DeveloperStatus::Applied | DeveloperStatus::Left);
    let Some(months) = case.of_country(dossier.country, ParameterKey::ConsentMonths) else {
        return;
    };
    let given = dossier.documents.held(DocumentKind::Consent).filter_map(|one| one.issued_on).max();
    let old = given.is_none_or(|given| given < case.months_ago(months.value));
    if used && old {
        let says = match given {
            Some(given) => format!("the consent to the use of personal data is of {given}"),
            None => "no consent to the use of personal data is there".to_owned(),
        };
        found.push(rule.found(dossier.subject(), says).resting_on(months));
    }
}

fn erasure(rule: &Rule, case: &Case<'_>, dossier: &DeveloperDossier, found: &mut Vec<Found>) {
    let Some([asked_on, due_on]) = dossier.personal.erasure else { return };
    if asked_on <= case.day {
        let says =
            format!("asked on {asked_on} that their data be erased, which is due on {due_on}");
        found.push(rule.found(dossier.subject(), says).due(due_on).on("asked_on", asked_on));
    }
}

/// The last day somebody worked for a client; none when they never did, or do.
fn last_worked_on(case: &Case<'_>, dossier: &DeveloperDossier) -> Option<Date> {
    let ends = dossier.placements.iter().map(|one| one.ends_on.filter(|_| one.is_over(case.day)));
    ends.collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// The last sign of somebody who never worked: an interview, or their consent.
fn last_heard_on(dossier: &DeveloperDossier) -> Option<Date> {
    let consents = dossier.documents.held(DocumentKind::Consent).filter_map(|one| one.issued_on);
    dossier.vetting.iter().map(|one| one.held_on).chain(consents).max()
}

fn retention(rule: &Rule, case: &Case<'_>, dossier: &DeveloperDossier, found: &mut Vec<Found>) {
    let gone = matches!(dossier.status, DeveloperStatus::Applied | DeveloperStatus::Left);
    let held = dossier.personal.held_until.is_some_and(|until| case.day < until);
    if !gone || held || !dossier.personal.is_kept {
        return;
    }
    let (since, months) = if dossier.placements.is_empty() {
        (last_heard_on(dossier), case.of_firm(ParameterKey::RetentionApplicantMonths))
    } else {
        let months = case.of_country_or_firm(dossier.country, ParameterKey::RetentionMonths);
        (last_worked_on(case, dossier), months)
    };
    let Some((since, months)) = since.zip(months) else { return };
    if since < case.months_ago(months.value) {
        let says =
            format!("nothing asks for their data since {} months after {since}", months.value);
        found.push(rule.found(dossier.subject(), says).on("since", since).resting_on(months));
    }
}

fn person_in_text(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    for text in &placement.texts {
        if let Some(what) = identifying(text.text.as_str(), dossier.country, case.day) {
            let says = format!("the text of {} holds {}", text.place, what.words());
            found.push(rule.found(placement.subject(), says).of(&text.place).on("holds", what));
        }
    }
}

fn attestation(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    if !placement.runs_on(case.day) {
        return;
    }
    for regime in placement.regimes_wanted() {
        let attested = || dossier.attestations.iter().filter(|one| one.regime == regime);
        if !attested().any(|one| one.holds_on(case.day)) {
            let says = match attested().filter_map(|one| one.expires_on).max() {
                Some(end) => format!("the attestation for {regime} expired on {end}"),
                None => format!("not attested for {regime}"),
            };
            let one = rule.found(placement.subject(), says).of(regime);
            found.push(one.on("developer", dossier.developer_id));
        }
    }
}
