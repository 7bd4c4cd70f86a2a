//! A row becomes what a placement pays and bills from a day on.

use crate::clean_text::CleanText;
use crate::compliance::dossier::Terms;
use crate::money::{Currency, Money, Proration, Rate};

use super::mapped_field::Said;
use super::mapping::rules::TermsRules;
use super::number::NumberForm;
use super::owner::Owner;
use super::rate::SOURCE_CHARS_MAX;
use super::record::Record;
use super::row::Row;
use super::{Intake, Refusal, parse};

/// Percent of a markup at most: ten times the pay on top of it.
const MARKUP_PCT_MAX: i64 = 1_000;

/// Terms as a file tells them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingTerms {
    /// Identity at the source.
    pub external_ref: String,
    /// Of which placement.
    pub placement: Owner,
    /// What it pays and bills, and when.
    pub terms: Terms,
    /// How a part of a month is counted.
    pub proration: Proration,
    /// Whose exchange rates convert it; none the payroll's own.
    pub fx_source: Option<CleanText>,
}

impl Intake<'_> {
    /// Reads terms. Where they say a markup in place of a bill, the bill is worked out, and kept.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn terms(&mut self, record: &Record<'_>) -> Result<IncomingTerms, Vec<Refusal>> {
        let rules = self.mapping.table(|file| file.terms.as_ref())?;
        let numbers = self.mapping.numbers();
        self.row(record, |row| {
            let external_ref = row.reference();
            let placement = row.owner(&rules.placement, Owner::Placement);
            let from = row.day(&rules.starts_on, "the first day");
            let to = row.end(&rules.ends_on, from);
            let pay = row.money(&rules.pay, &rules.pay_currency, "the pay");
            let bill = bill(row, rules, numbers, pay);
            let proration = row.may(&rules.proration, parse::word).unwrap_or(Proration::Calendar);
            let source = |said: &Said<'_>| parse::text(said, SOURCE_CHARS_MAX);
            let fx_source = row.may(&rules.fx_source, source);
            let asks = ("the period", "write hour, month or year");
            let per = row.must(&rules.per, asks, parse::word)?;
            let rate = |money| Rate { money, per };
            Some(IncomingTerms {
                external_ref: external_ref?,
                placement: placement?,
                terms: Terms { from: from?, to, pay: rate(pay?), bill: rate(bill?) },
                proration,
                fx_source,
            })
        })
    }
}

/// What the client is billed: an amount, or the pay and so much on top.
fn bill(
    row: &mut Row<'_>,
    rules: &TermsRules,
    numbers: &NumberForm,
    pay: Option<Money>,
) -> Option<Money> {
    match (row.says(&rules.bill), row.says(&rules.markup)) {
        (true, false) => row.money(&rules.bill, &rules.bill_currency, "the bill"),
        (false, true) => {
            let in_pay = |said: &Said<'_>| of_pay(said, pay);
            row.may(&rules.bill_currency, in_pay);
            let percent = |said: &Said<'_>| parse::percent_bp(numbers, said, MARKUP_PCT_MAX);
            let markup = row.may(&rules.markup, percent);
            pay?.marked_up(markup?)
        }
        (true, true) => {
            let remedy = "write the bill or the markup, and leave the other blank";
            row.refuse(&rules.markup, "stands beside a bill", remedy);
            None
        }
        (false, false) => {
            let remedy = "write an amount like 4500.50, or the markup in percent of the pay";
            row.faults.0.push(parse::lacking(&rules.bill.column.0, "the bill", remedy));
            None
        }
    }
}

/// A bill by markup is in the currency of the pay.
fn of_pay(said: &Said<'_>, pay: Option<Money>) -> Result<Currency, Refusal> {
    let currency = parse::currency(said)?;
    if pay.is_some_and(|pay| pay.currency != currency) {
        let remedy = "leave it blank, or write the bill in place of the markup";
        return Err(parse::refuse(said, "is not the currency of the pay", remedy));
    }
    Ok(currency)
}
