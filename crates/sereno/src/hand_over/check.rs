//! Reads an order to the bank back and says everything a bank would refuse it for.
//!
//! It shares nothing with the writer but the standard: the schema stands here as tables, and what
//! the schema cannot say (counts, sums, ids, digits of a currency) is counted anew.
//!
//! # Source
//! ISO 20022 schema pain.001.001.09 of 2019-02-14; European Payments Council, EPC132-08 on ids and
//! characters; ISO 13616 on check digits.

mod decimal;
mod facet;
mod schema;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use sereno_domain::money::Currency;

use super::Tally;
use decimal::Decimal;
use tree::Element;

/// Faults that are told; a file with more is wrong as a whole.
const FAULTS_MAX: usize = 100;
/// Characters of a value that are told.
const VALUE_LEN_MAX: usize = 60;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The element, from the root; numbers tell it from others of its name.
    pub(crate) path: String,
    /// The payment it is in.
    pub(crate) end_to_end_id: Option<String>,
    /// What stands there; of an account only its end.
    pub(crate) value: String,
    /// What is wrong with it, and what would be right.
    pub(crate) wrong: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, end_to_end_id, value, wrong } = self;
        write!(f, "{path}")?;
        if let Some(id) = end_to_end_id {
            write!(f, " of payment {id}")?;
        }
        if !value.is_empty() {
            write!(f, ": `{value}`")?;
        }
        write!(f, ": {wrong}")
    }
}

/// Everything that is wrong, in order of the file; at least one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub(crate) struct Faults(pub(crate) Vec<Fault>);

/// Where a check is, and what it has found.
#[derive(Default)]
struct Trail {
    path: Vec<String>,
    end_to_end_id: Option<String>,
    faults: Vec<Fault>,
}

impl Trail {
    /// Writes down what is wrong with the element the check is at.
    fn wrong(&mut self, value: &str, wrong: impl Into<String>) {
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(Fault {
                path: self.path.join("/"),
                end_to_end_id: self.end_to_end_id.clone(),
                value: value.chars().take(VALUE_LEN_MAX).collect(),
                wrong: wrong.into(),
            });
        }
    }

    /// Checks something one step below.
    fn below(&mut self, step: String, check: impl FnOnce(&mut Self)) {
        self.path.push(step);
        check(self);
        self.path.pop();
    }

    /// Checks a payment.
    fn payment(&mut self, element: &Element, check: impl FnOnce(&mut Self)) {
        self.end_to_end_id = element.text_at(&["PmtId", "EndToEndId"]).map(str::to_owned);
        check(self);
        self.end_to_end_id = None;
    }

    fn result(self) -> Result<(), Faults> {
        if self.faults.is_empty() { Ok(()) } else { Err(Faults(self.faults)) }
    }
}

/// What `file` orders, when it is sound.
///
/// # Errors
/// [`Faults`]. What is wrong with counts and sums is said only when every element is right.
pub(crate) fn document(file: &[u8]) -> Result<Tally, Faults> {
    let root = tree::parse(file).map_err(|unread| {
        let mut trail = Trail::default();
        trail.path.push("Document".to_owned());
        trail.wrong(&unread.value, unread.wrong);
        Faults(trail.faults)
    })?;
    let mut trail = Trail::default();
    schema::document(&root, &mut trail);
    trail.result()?;
    let mut trail = Trail::default();
    let tally = accounts(&root, &mut trail);
    trail.result()?;
    Ok(tally)
}

/// What has been counted and seen so far.
#[derive(Default)]
struct Books {
    tally: Tally,
    sum: Decimal,
    ids: BTreeSet<String>,
    order_ids: BTreeSet<String>,
}

/// Counts, sums and ids of a document whose elements are right.
fn accounts(root: &Element, trail: &mut Trail) -> Tally {
    let mut books = Books::default();
    trail.below("Document/CstmrCdtTrfInitn".to_owned(), |trail| {
        let Some(message) = root.child("CstmrCdtTrfInitn") else { return };
        for (no, order) in (1_u32..).zip(message.children_of("PmtInf")) {
            trail.below(format!("PmtInf[{no}]"), |trail| order_accounts(order, &mut books, trail));
        }
        let (n_payments, sum) = (books.tally.n_payments, books.sum);
        trail.below("GrpHdr".to_owned(), |trail| {
            if let Some(header) = message.child("GrpHdr") {
                counted(header, n_payments, sum, trail);
            }
        });
    });
    books.tally
}

fn order_accounts(order: &Element, books: &mut Books, trail: &mut Trail) {
    let mut sum = Decimal::default();
    let mut n_payments = 0_u64;
    let mut currencies = BTreeMap::new();
    let id = order.text_at(&["PmtInfId"]).unwrap_or_default();
    if !books.order_ids.insert(id.to_owned()) {
        trail.below("PmtInfId".to_owned(), |trail| trail.wrong(id, "stands there twice"));
    }
    for (no, payment) in (1_u32..).zip(order.children_of("CdtTrfTxInf")) {
        trail.below(format!("CdtTrfTxInf[{no}]"), |trail| {
            trail.payment(payment, |trail| {
                n_payments = n_payments.saturating_add(1);
                let Some(amount) = payment_accounts(payment, books, trail) else { return };
                currencies.entry(amount.currency).or_insert(no);
                match (sum.plus(amount.number), books.sum.plus(amount.number)) {
                    (Some(of_order), Some(of_all)) => (sum, books.sum) = (of_order, of_all),
                    (_, _) => trail.wrong("", "makes the sum too large: split the file"),
                }
            });
        });
    }
    if currencies.len() > 1 {
        let codes: Vec<&str> = currencies.keys().map(|currency| currency.code()).collect();
        trail.wrong(&codes.join(", "), "an account pays in one currency: split the order");
    }
    counted(order, n_payments, sum, trail);
}

/// An amount that is paid.
struct Amount {
    currency: Currency,
    number: Decimal,
}

fn payment_accounts(payment: &Element, books: &mut Books, trail: &mut Trail) -> Option<Amount> {
    let id = payment.text_at(&["PmtId", "EndToEndId"]).unwrap_or_default();
    if !books.ids.insert(id.to_owned()) {
        trail.below("PmtId/EndToEndId".to_owned(), |trail| {
            trail.wrong(id, "stands there twice: each payment needs an id of its own");
        });
    }
    let element = payment.child("Amt")?.child("InstdAmt")?;
    let mut amount = None;
    trail.below("Amt/InstdAmt".to_owned(), |trail| amount = amount_of(element, trail));
    let Amount { currency, number } = amount?;
    if let Some(minor) = number.minor(currency.minor_digits()) {
        books.tally.add(currency, minor);
    }
    Some(Amount { currency, number })
}

/// The amount, when its digits are those of its currency.
fn amount_of(element: &Element, trail: &mut Trail) -> Option<Amount> {
    let code = element.attribute("Ccy").unwrap_or_default();
    let Ok(currency) = code.parse::<Currency>() else {
        trail.wrong(code, "is not an ISO 4217 currency");
        return None;
    };
    let number = Decimal::parse(&element.text)?;
    let digits = currency.minor_digits();
    if number.n_fraction != digits {
        trail.wrong(&element.text, format!("{currency} has {digits} digits after the point"));
        return None;
    }
    if number.is_zero() {
        trail.wrong(&element.text, "order only what is above zero");
    }
    Some(Amount { currency, number })
}

/// Compares what a header says with what was counted.
fn counted(header: &Element, n_payments: u64, sum: Decimal, trail: &mut Trail) {
    let said = header.text_at(&["NbOfTxs"]).unwrap_or_default();
    if said.parse() != Ok(n_payments) {
        trail.below("NbOfTxs".to_owned(), |trail| {
            trail.wrong(said, format!("there are {n_payments} payments"));
        });
    }
    let said = header.text_at(&["CtrlSum"]).unwrap_or_default();
    if !Decimal::parse(said).is_some_and(|said| said.equals(sum)) {
        trail.below("CtrlSum".to_owned(), |trail| {
            trail.wrong(said, format!("the amounts come to {sum}"));
        });
    }
}

#[cfg(test)]
mod tests;
