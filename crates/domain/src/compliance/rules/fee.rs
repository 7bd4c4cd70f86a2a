//! TAX and CON: what contractors bill, held against terms and retention.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::compliance::dossier::{DeveloperDossier, PlacementDossier, Terms};
use crate::compliance::parameter::ParameterKey;
use crate::compliance::{Case, Check, Rule};
use crate::fee::Fee;
use crate::finding::{Found, Severity};
use crate::money::{Money, Per};

/// Where what is kept back has a rate of each year.
const RETENTION_OF_THE_YEAR: &str = "CL";
/// Minor units a part may be off by its rounding.
const ROUNDING_MINOR: i64 = 1;

pub(super) const BILLS: Rule = Rule {
    id: "TAX-05",
    version: 1,
    title: "bill of a contractor missing or wrong",
    checks: "A contractor who bills has billed each full month by the day of the firm, under a number of its own, what the terms of the month make.",
    why: "What is paid without its bill is no expense, and a number given twice is a mistake or a fraud.",
    remedy: "Ask for the bill, or for another in its place.",
    source: "policy of the house; row fee_day",
    severity: Severity::Warn,
    grace_days: 0,
    parameters: &[ParameterKey::FeeDay],
    check: Check::Placement(bills),
};

pub(super) const RETENTION: Rule = Rule {
    id: "TAX-07",
    version: 1,
    title: "retention of another year",
    checks: "In Chile what is kept back of a fee is the part of the year it was issued in.",
    why: "The payer answers for what was not kept back.",
    remedy: "Have the bill issued anew with the rate of the year.",
    source: "Ley 21.133; rows fee_retention_bp",
    severity: Severity::Warn,
    grace_days: 0,
    parameters: &[ParameterKey::FeeRetentionBp],
    check: Check::Placement(retention),
};

pub(super) const OUTSIDE_TERMS: Rule = Rule {
    id: "CON-04",
    version: 1,
    title: "pay outside the terms",
    checks: "What a contractor bills is for a month in which terms were in force, and in their currency.",
    why: "What nobody agreed to is not owed, and the client is not billed for it.",
    remedy: "Agree on terms for the month, or send the bill back.",
    source: "policy of the house",
    severity: Severity::Warn,
    grace_days: 10,
    parameters: &[],
    check: Check::Placement(outside_terms),
};

/// A month as people write it.
fn month(day: Date) -> String {
    day.strftime("%Y-%m").to_string()
}

/// Whether a placement takes work on every day of a month.
fn is_full(placement: &PlacementDossier, month_on: Date) -> bool {
    placement.runs_on(month_on) && placement.runs_on(month_on.last_of_month())
}

/// The terms in force throughout a month; none when they change within it.
fn terms_of(placement: &PlacementDossier, month_on: Date) -> Option<&Terms> {
    let throughout =
        |terms: &&Terms| terms.hold_on(month_on) && terms.hold_on(month_on.last_of_month());
    placement.terms.iter().find(throughout)
}

/// What terms make of a full month; none where hours decide.
fn monthly(terms: &Terms) -> Option<Money> {
    let pay = terms.pay.money;
    match terms.pay.per {
        Per::Month => Some(pay),
        Per::Year => Some(Money { amount_minor: (pay.amount_minor + 6) / 12, ..pay }),
        Per::Hour => None,
    }
}

fn bills(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    missing(rule, case, dossier, placement, found);
    for fee in &placement.fees {
        let agreed = terms_of(placement, fee.month_on).and_then(monthly);
        let full = is_full(placement, fee.month_on);
        if let Some(agreed) = agreed.filter(|agreed| full && agreed.currency == fee.amount.currency)
            && (agreed.amount_minor - fee.amount.amount_minor).abs() > ROUNDING_MINOR
        {
            let month = month(fee.month_on);
            let says = format!("{month} was billed at {}, and the terms make {agreed}", fee.amount);
            found.push(rule.found(placement.subject(), says).of(format_args!("amount {month}")));
        }
        if is_given_twice(dossier, placement, fee) {
            let says = format!("the number {} was given to a bill before", fee.number);
            let one = rule.found(placement.subject(), says);
            found.push(one.of(format_args!("number {}", month(fee.month_on))));
        }
    }
}

/// That the month before was billed; of who never billed nothing is asked.
fn missing(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    let bills = dossier.placements.iter().any(|one| !one.fees.is_empty());
    let this_month = case.day.first_of_month();
    let before = this_month.saturating_sub(1.month());
    let full = is_full(placement, before) && placement.is_contract(dossier);
    if !bills || !full || placement.fees.iter().any(|fee| fee.month_on == before) {
        return;
    }
    let Some(by) = case.of_firm(ParameterKey::FeeDay) else { return };
    let due = this_month.saturating_add((by.value - 1).days());
    let says = format!("{} is not billed", month(before));
    let one = rule.found(placement.subject(), says).of(format_args!("missing {}", month(before)));
    found.push(one.due(due).resting_on(by));
}

/// Whether the developer gave the number of a fee to one for an earlier month, or to another of the
/// same month that was issued before.
fn is_given_twice(dossier: &DeveloperDossier, placement: &PlacementDossier, fee: &Fee) -> bool {
    let at = |one: &PlacementDossier, fee: &Fee| (fee.month_on, fee.issued_on, one.placement_id);
    let here = at(placement, fee);
    let all = dossier.placements.iter().flat_map(|one| one.fees.iter().map(move |fee| (one, fee)));
    all.into_iter().any(|(one, other)| other.number == fee.number && at(one, other) < here)
}

fn retention(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    if dossier.country.code() != RETENTION_OF_THE_YEAR {
        return;
    }
    for fee in &placement.fees {
        let rate = case.of_country_on(dossier.country, ParameterKey::FeeRetentionBp, fee.issued_on);
        let Some((rate, retained)) = rate.zip(fee.retained_minor) else { continue };
        let due_minor = fee.retention_minor(rate.value);
        if (retained - due_minor).abs() > ROUNDING_MINOR {
            let of = |amount_minor| Money { amount_minor, ..fee.amount };
            let says = format!(
                "of the bill of {} {} was kept back, and the rate of the year makes {}",
                fee.issued_on,
                of(retained),
                of(due_minor)
            );
            let one = rule.found(placement.subject(), says).of(month(fee.month_on));
            found.push(one.resting_on(rate));
        }
    }
}

fn outside_terms(
    rule: &Rule,
    _: &Case<'_>,
    _: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    for fee in &placement.fees {
        let month_on = fee.month_on;
        let in_month = |terms: &&Terms| {
            terms.from <= month_on.last_of_month() && terms.to.is_none_or(|to| month_on < to)
        };
        let mut terms = placement.terms.iter().filter(in_month).peekable();
        let month = month(month_on);
        let says = if terms.peek().is_none() {
            format!("{month} was billed, and no terms were in force")
        } else if terms.all(|terms| terms.pay.money.currency != fee.amount.currency) {
            format!("{month} was billed in {}, which the terms do not pay in", fee.amount.currency)
        } else {
            continue;
        };
        found.push(rule.found(placement.subject(), says).of(month));
    }
}
