//! CLS and PE: contractor or employee, staff that is supplied, and who may bind the client.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::compliance::classification::{Factor, strongest};
use crate::compliance::document::DocumentKind;
use crate::compliance::dossier::{ClientDossier, DeveloperDossier, PlacementDossier};
use crate::compliance::parameter::{Parameter, ParameterKey};
use crate::compliance::{Case, Check, Rule};
use crate::developer::Engagement;
use crate::finding::{Found, Severity};

/// Months back for which a proof of social security is asked.
const PROOF_MONTHS: i64 = 6;
/// Days before a report on staff is due in which it is said.
const REPORT_DAYS: i64 = 10;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "CLS-01",
        version: 1,
        title: "contractor who works like an employee",
        checks: "What was declared and measured of how a contractor works stays under the points of the house.",
        why: "Courts look at what is done: the client owes what an employee is owed, with back pay.",
        remedy: "Change how they work, or engage them through an employer of record; do not renew as it is from the higher mark on.",
        source: "factors the courts of the region share; points by policy of the house",
        severity: Severity::BlockPlacement,
        grace_days: 0,
        parameters: &[
            ParameterKey::ClassificationPointsWarn,
            ParameterKey::ClassificationPointsBlock,
        ],
        check: Check::Placement(like_an_employee),
    },
    Rule {
        id: "CLS-02",
        version: 1,
        title: "company of a former employee",
        checks: "The company of a contractor was not founded while they were an employee of the same client, or within the months after it.",
        why: "Courts take the company for a disguise of the employment that went before.",
        remedy: "Engage them through an employer of record until the months are over, or have it looked at; who is retired may come back.",
        source: "Lei 6.019/1974 of Brazil, art. 5-C",
        severity: Severity::Warn,
        grace_days: 0,
        parameters: &[ParameterKey::FormerEmploymentMonths],
        check: Check::Placement(former_employee),
    },
    Rule {
        id: "CLS-03",
        version: 1,
        title: "staff supplied without registration",
        checks: "Where the law asks for it, the firm is registered for supplying staff to the client.",
        why: "Supplying staff without it is forbidden, and the client cannot deduct what it pays.",
        remedy: "Register before anybody else is placed there.",
        source: "REPSE of Mexico, DOF 2021-04-23",
        severity: Severity::BlockPlacement,
        grace_days: 0,
        parameters: &[ParameterKey::StaffRegistrationMonths],
        check: Check::Client(not_registered),
    },
    Rule {
        id: "CLS-04",
        version: 1,
        title: "registration to be renewed",
        checks: "A registration for supplying staff is renewed within the months before its end.",
        why: "It can be renewed only then; afterwards one starts anew.",
        remedy: "File the renewal now.",
        source: "REPSE of Mexico, DOF 2024-02-21",
        severity: Severity::Warn,
        grace_days: 0,
        parameters: &[ParameterKey::StaffRenewalMonths],
        check: Check::Client(to_be_renewed),
    },
    Rule {
        id: "CLS-05",
        version: 1,
        title: "report on staff due",
        checks: "The report on staff supplied is filed by its day in January, May and September.",
        why: "One that is late costs a fine, and the registration.",
        remedy: "File it and note it.",
        source: "ICSOE and SISUB of Mexico",
        severity: Severity::Info,
        grace_days: 0,
        parameters: &[ParameterKey::StaffReportDay],
        check: Check::Client(report_due),
    },
    Rule {
        id: "CLS-06",
        version: 1,
        title: "social security not shown",
        checks: "A contractor shows that the social security of each month of work is paid, by the day of the next month.",
        why: "The payer must see it before it pays, and answers for what is missing.",
        remedy: "Ask for the proof of the month; fees are held until it is there.",
        source: "Decreto 1703 de 2002 of Colombia, art. 23; Decreto 1273 de 2018",
        severity: Severity::BlockPayment,
        grace_days: 0,
        parameters: &[ParameterKey::SocialSecurityDay],
        check: Check::Developer(not_shown),
    },
    Rule {
        id: "CLS-07",
        version: 1,
        title: "fees with control",
        checks: "Nobody at the client directs a contractor in Chile who is paid by fees, or sets their hours.",
        why: "With control the fees count as wages.",
        remedy: "Take the control away, or employ.",
        source: "Código del Trabajo of Chile, art. 7 and 8",
        severity: Severity::Warn,
        grace_days: 0,
        parameters: &[],
        check: Check::Placement(with_control),
    },
    Rule {
        id: "CLS-08",
        version: 1,
        title: "one payer for long",
        checks: "A contractor does not live from one payer for longer than the law presumes nothing.",
        why: "It is taken as a sign of employment.",
        remedy: "Have it looked at before the renewal.",
        source: "Ley de Contrato de Trabajo of Argentina, art. 23",
        severity: Severity::Warn,
        grace_days: 0,
        parameters: &[ParameterKey::OnePayerMonths],
        check: Check::Placement(one_payer),
    },
    Rule {
        id: "PE-01",
        version: 1,
        title: "may sign for the client",
        checks: "No developer may sign contracts in the client's name.",
        why: "It can make the client liable for tax where the developer lives.",
        remedy: "Take the power away, or have the client's tax adviser look at it.",
        source: "OECD Model Tax Convention, art. 5(5)",
        severity: Severity::Warn,
        grace_days: 0,
        parameters: &[],
        check: Check::Placement(may_sign),
    },
];

fn says(placement: &PlacementDossier, factor: Factor) -> bool {
    strongest(&placement.answers, factor).unwrap_or_default()
}

fn like_an_employee(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    let marks = [ParameterKey::ClassificationPointsWarn, ParameterKey::ClassificationPointsBlock]
        .map(|key| case.of_firm(key));
    let [Some(warn), Some(block)] = marks else { return };
    let Some(weighed) = case.classification(dossier, placement) else { return };
    let points = i64::from(weighed.points);
    let mark = if points >= block.value { block } else { warn };
    if points < mark.value {
        return;
    }
    let severity = if mark == block { rule.severity } else { Severity::Warn };
    let counted: Vec<_> =
        weighed.counted.iter().map(|(factor, points)| format!("{factor} {points}")).collect();
    let says = format!("{points} of 100 points of an employee: {}", counted.join(", "));
    let one = rule.found(placement.subject(), says).stops(severity);
    found.push(one.on("points", points).on("capped", weighed.capped).resting_on(mark));
}

fn former_employee(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    let company = placement.engagement_of(dossier) == Some(Engagement::ContractorCompany);
    let months = case.of_country(dossier.country, ParameterKey::FormerEmploymentMonths);
    let Some(months) = months.filter(|_| company && placement.runs_on(case.day)) else { return };
    let registrations = dossier.documents.held(DocumentKind::CompanyRegistration);
    let Some(founded) = registrations.filter_map(|one| one.issued_on).max() else { return };
    // A company that was there before the employment was not founded to take its place.
    let of_client = dossier.employments.iter().filter(|one| {
        let over = one.ends_on.map(|end| end.saturating_add(months.value.months()));
        one.client_id == placement.client_id
            && one.starts_on <= founded
            && over.is_none_or(|over| founded < over)
    });
    if let Some(employment) = of_client.max_by_key(|one| one.starts_on) {
        let until = match employment.ends_on {
            Some(end) => format!("an employee of the client until {end}"),
            None => "an employee of the client".to_owned(),
        };
        let says = format!("the company was founded on {founded} by {until}");
        let one = rule.found(placement.subject(), says).on("founded_on", founded);
        found.push(one.on("employed_from", employment.starts_on).resting_on(months));
    }
}

/// The row that asks for a registration, where developers are at work for the client.
fn registration_months<'a>(case: &Case<'a>, client: &ClientDossier) -> Option<&'a Parameter> {
    let at_work = client.n_at_work > 0;
    let country = client.country.filter(|_| at_work)?;
    case.of_country(country, ParameterKey::StaffRegistrationMonths)
}

/// The last day of a registration that was given on a day, end excluded.
fn registration_end(client: &ClientDossier, months: &Parameter) -> Option<Date> {
    let held = client.documents.held(DocumentKind::StaffRegistration);
    let ends = held.filter_map(|one| {
        one.expires_on.or_else(|| Some(one.issued_on?.saturating_add(months.value.months())))
    });
    ends.max()
}

fn not_registered(rule: &Rule, case: &Case<'_>, client: &ClientDossier, found: &mut Vec<Found>) {
    let Some(months) = registration_months(case, client) else { return };
    let end = registration_end(client, months);
    if end.is_some_and(|end| case.day < end) {
        return;
    }
    let says = match end {
        Some(end) => format!("the registration for supplying staff ended on {end}"),
        None => "staff is supplied without a registration".to_owned(),
    };
    let one = rule.found(client.subject(), says).on("n_at_work", client.n_at_work);
    found.push(one.resting_on(months));
}

fn to_be_renewed(rule: &Rule, case: &Case<'_>, client: &ClientDossier, found: &mut Vec<Found>) {
    let Some(months) = registration_months(case, client) else { return };
    let Some(country) = client.country else { return };
    let window = case.of_country(country, ParameterKey::StaffRenewalMonths);
    if let (Some(window), Some(end)) = (window, registration_end(client, months))
        && case.day < end
        && end.saturating_sub(window.value.months()) <= case.day
    {
        let says =
            format!("the registration for supplying staff ends on {end} and can be renewed now");
        found.push(rule.found(client.subject(), says).due(end).resting_on(window));
    }
}

fn report_due(rule: &Rule, case: &Case<'_>, client: &ClientDossier, found: &mut Vec<Found>) {
    if registration_months(case, client).is_none() {
        return;
    }
    let Some(country) = client.country else { return };
    let Some(day) = case.of_country(country, ParameterKey::StaffReportDay) else { return };
    let in_month = i8::try_from(day.value).unwrap_or(1);
    let due = case.day.with().day(in_month).build().unwrap_or(case.day);
    let left = case.days_to(due);
    if [1, 5, 9].contains(&due.month()) && (0..=REPORT_DAYS).contains(&left) {
        let says = format!("the report on staff supplied is due on {due}");
        found.push(rule.found(client.subject(), says).of(due).due(due).resting_on(day));
    }
}

fn not_shown(rule: &Rule, case: &Case<'_>, dossier: &DeveloperDossier, found: &mut Vec<Found>) {
    let Some(day) = case.of_country(dossier.country, ParameterKey::SocialSecurityDay) else {
        return;
    };
    let in_month = i8::try_from(day.value).unwrap_or(1);
    let this_month = case.day.first_of_month();
    for back in 1..=PROOF_MONTHS {
        let month = this_month.saturating_sub(back.months());
        let next = month.saturating_add(1.month());
        let worked = dossier.placements.iter().any(|placement| {
            placement.engagement_of(dossier) == Some(Engagement::ContractorIndividual)
                && placement.starts_on < next
                && placement.ends_on.is_none_or(|end| month < end)
        });
        if worked && !dossier.documents.counts(DocumentKind::SocialSecurity, month) {
            let due = next.with().day(in_month).build().unwrap_or(next);
            let label = month.strftime("%Y-%m").to_string();
            let says = format!("the social security of {label} is not shown");
            let one = rule.found(dossier.subject(), says).of(label).due(due);
            found.push(one.resting_on(day));
        }
    }
}

fn with_control(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    let fees = placement.engagement_of(dossier) == Some(Engagement::ContractorIndividual);
    if !fees || dossier.country.code() != "CL" || !placement.runs_on(case.day) {
        return;
    }
    let control = [Factor::FixedSchedule, Factor::DirectSupervision, Factor::Discipline];
    let there: Vec<_> =
        control.into_iter().filter(|one| says(placement, *one)).map(Factor::name).collect();
    if !there.is_empty() {
        let says = format!("paid by fees, with control: {}", there.join(", "));
        found.push(rule.found(placement.subject(), says));
    }
}

fn one_payer(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    let Some(months) = case.of_country(dossier.country, ParameterKey::OnePayerMonths) else {
        return;
    };
    let alone = dossier.has_one_payer(case.day) && placement.runs_on(case.day);
    let since = placement.starts_on.saturating_add(months.value.months());
    if alone && placement.is_contract(dossier) && since < case.day {
        let says = format!("one payer since {}", placement.starts_on);
        found.push(rule.found(placement.subject(), says).resting_on(months));
    }
}

fn may_sign(
    rule: &Rule,
    case: &Case<'_>,
    _: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    if placement.runs_on(case.day) && says(placement, Factor::SignsForClient) {
        found.push(rule.found(placement.subject(), "the developer may sign for the client"));
    }
}
