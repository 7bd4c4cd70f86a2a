//! What made-up people are paid, or what is taken from them, once; and what employers of record say they
//! paid.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::draw::Draw;
use super::paid::PayMonths;
use crate::money::{Currency, Money, Per};
use crate::pay_extra::{PayExtra, PayExtraKind};
use crate::pay_statement::PayStatement;
use crate::payroll::facts::PayTerms;
use crate::placement::PastPlacement;

/// How often something is paid or taken once in a month.
const KINDS: &[(u32, Option<PayExtraKind>)] = &[
    (88, None),
    (4, Some(PayExtraKind::Bonus)),
    (6, Some(PayExtraKind::Reimbursement)),
    (2, Some(PayExtraKind::Advance)),
];
/// How many of a hundred reimbursements the client is billed.
const BILLED_PCT: u32 = 40;
/// Months of statements.
const N_STATEMENTS: i64 = 3;

/// The terms that hold throughout a month; none when they change in it, or it is not worked in full.
fn throughout(terms: &[PayTerms], month: Date) -> Option<&PayTerms> {
    let holds =
        |one: &&PayTerms| one.terms.hold_on(month) && one.terms.hold_on(month.last_of_month());
    terms.iter().find(holds)
}

/// Pay of a whole month under terms.
fn a_month(terms: &PayTerms, weekly_hours: u8) -> Money {
    let pay = terms.terms.pay;
    let amount_minor = match pay.per {
        Per::Month => pay.money.amount_minor,
        Per::Year => pay.money.amount_minor / 12,
        Per::Hour => pay.money.amount_minor * i64::from(weekly_hours) * 52 / 12,
    };
    Money { amount_minor: amount_minor.max(1), ..pay.money }
}

/// Extras of months that are worked in full, by day.
pub(super) fn extras(
    draw: &mut Draw,
    placement: &PastPlacement,
    terms: &[PayTerms],
    (months, as_of): (PayMonths, Date),
) -> Vec<PayExtra> {
    let mut all = Vec::new();
    for month in months.all().filter(|month| placement.starts_on <= *month) {
        let Some(one) = throughout(terms, month) else { continue };
        let Some(kind) = *draw.weighted(KINDS) else { continue };
        let day = draw.day(month, 0..=26).min(as_of);
        let pay = a_month(one, placement.weekly_hours);
        let part = |pct: i64| Money { amount_minor: (pay.amount_minor * pct / 100).max(1), ..pay };
        let (amount, is_billed) = match kind {
            PayExtraKind::Bonus | PayExtraKind::Advance => (part(draw.number(5..=20)), false),
            PayExtraKind::Reimbursement => {
                let amount_minor = 500 * draw.number(4..=60);
                (Money { amount_minor, currency: Currency::USD }, draw.chance(BILLED_PCT))
            }
        };
        all.push(PayExtra { kind, day, amount, is_billed });
    }
    all
}

/// A bonus of a day on which nobody works there any more.
pub(super) fn late_bonus(draw: &mut Draw, day: Date) -> PayExtra {
    let amount = Money { amount_minor: 5_000 * draw.number(4..=20), currency: Currency::USD };
    PayExtra { kind: PayExtraKind::Bonus, day, amount, is_billed: false }
}

/// Statements of the last months that are worked in full.
pub(super) fn statements(
    draw: &mut Draw,
    placement: &PastPlacement,
    terms: &[PayTerms],
    months: PayMonths,
) -> Vec<PayStatement> {
    let first = months.end.saturating_sub(N_STATEMENTS.months());
    let mut all = Vec::new();
    for month_on in months.all().filter(|month| first <= *month && placement.starts_on <= *month) {
        let Some(one) = throughout(terms, month_on) else { continue };
        let gross = a_month(one, placement.weekly_hours);
        let net_minor = Some(gross.amount_minor * draw.number(80..=92) / 100);
        let (gross_minor, currency) = (gross.amount_minor, gross.currency);
        all.push(PayStatement { month_on, gross_minor, net_minor, currency });
    }
    all
}
