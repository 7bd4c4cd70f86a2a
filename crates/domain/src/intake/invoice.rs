//! A row becomes a bill to a client.

use jiff::civil::Date;

use crate::clean_text::CleanText;
use crate::money::Money;

use super::owner::Owner;
use super::record::Record;
use super::{Intake, Refusal, parse};

/// Characters of the number of a bill.
pub(super) const NUMBER_CHARS_MAX: usize = 60;

/// A bill as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingInvoice {
    /// Identity at the source.
    pub external_ref: String,
    /// Who is to pay.
    pub client: Owner,
    /// What the firm calls it.
    pub number: CleanText,
    /// Civil day it was issued.
    pub issued_on: Date,
    /// How much.
    pub amount: Money,
    /// The last civil day it can be paid in time; none for the client's payment terms.
    pub due_on: Option<Date>,
    /// Civil day it was paid; none when it is not.
    pub paid_on: Option<Date>,
}

impl Intake<'_> {
    /// Reads a bill.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn invoice(&mut self, record: &Record<'_>) -> Result<IncomingInvoice, Vec<Refusal>> {
        let rules = self.mapping.table(|file| file.invoice.as_ref())?;
        self.row(record, |row| {
            let external_ref = row.reference();
            let client = row.owner(&rules.client, Owner::Client);
            let asks = ("the number", "write what you call the invoice");
            let number = row.must(&rules.number, asks, |said| parse::text(said, NUMBER_CHARS_MAX));
            let issued_on = row.day(&rules.issued_on, "the day of issue");
            let amount = row.money(&rules.amount, &rules.currency, "the amount");
            let due_on = row.day_from(&rules.due_on, issued_on);
            let paid_on = row.maybe_day(&rules.paid_on);
            Some(IncomingInvoice {
                external_ref: external_ref?,
                client: client?,
                number: number?,
                issued_on: issued_on?,
                amount: amount?,
                due_on,
                paid_on,
            })
        })
    }
}
