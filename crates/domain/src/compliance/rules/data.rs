//! GDP and DATA: personal data, data of clients, and data that cannot be read.

use crate::compliance::document::DocumentKind;
use crate::compliance::dossier::{DeveloperDossier, PlacementDossier};
use crate::compliance::parameter::ParameterKey;
use crate::compliance::{Case, Check, Rule};
use crate::developer::DeveloperStatus;
use crate::finding::{Found, Severity};

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
