//! A row becomes a fee: what a contractor bills for a month of a placement.

use crate::fee::Fee;

use super::invoice::NUMBER_CHARS_MAX;
use super::owner::Owner;
use super::record::Record;
use super::{Intake, Refusal, parse};

/// A fee as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingFee {
    /// Identity at the source.
    pub external_ref: String,
    /// For the work of which placement.
    pub placement: Owner,
    /// The bill.
    pub fee: Fee,
}

impl Intake<'_> {
    /// Reads a fee.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn fee(&mut self, record: &Record<'_>) -> Result<IncomingFee, Vec<Refusal>> {
        let rules = self.mapping.table(|file| file.fee.as_ref())?;
        self.row(record, |row| {
            let external_ref = row.reference();
            let placement = row.owner(&rules.placement, Owner::Placement);
            let asks = ("the number", "write what stands on the bill");
            let number = row.must(&rules.number, asks, |said| parse::text(said, NUMBER_CHARS_MAX));
            let month = row.day(&rules.month, "the month");
            let issued_on = row.day(&rules.issued_on, "the day of issue");
            let amount = row.money(&rules.amount, &rules.currency, "the amount");
            let retained_minor = amount.and_then(|amount| row.part_of(&rules.retained, amount));
            Some(IncomingFee {
                external_ref: external_ref?,
                placement: placement?,
                fee: Fee {
                    number: number?,
                    month_on: month?.first_of_month(),
                    issued_on: issued_on?,
                    amount: amount?,
                    retained_minor,
                },
            })
        })
    }
}
