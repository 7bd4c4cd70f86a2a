//! A row becomes what whoever paid says they paid for a month. What is odd goes in: it is found later.

use crate::money::Per;
use crate::pay_statement::PayStatement;

use super::mapped_field::Said;
use super::owner::Owner;
use super::record::Record;
use super::{Intake, Refusal, parse};

/// Months of a year.
const N_MONTHS: i64 = 12;

/// A statement as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingStatement {
    /// Identity at the source.
    pub external_ref: String,
    /// For the work of which placement.
    pub placement: Owner,
    /// What was paid.
    pub statement: PayStatement,
}

impl Intake<'_> {
    /// Reads a statement. A year's pay is told by its twelfth, rounded once, half away from zero.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn statement(&mut self, record: &Record<'_>) -> Result<IncomingStatement, Vec<Refusal>> {
        let rules = self.mapping.table(|file| file.statement.as_ref())?;
        let numbers = self.mapping.numbers();
        self.row(record, |row| {
            let external_ref = row.reference();
            let placement = row.owner(&rules.placement, Owner::Placement);
            let month_on = row.month(&rules.month, "the month");
            let gross = row.money(&rules.gross, &rules.currency, "the gross");
            let net = gross.and_then(|gross| {
                row.may(&rules.net, |said| parse::amount(numbers, said, gross.currency))
            });
            let is_yearly = row.may(&rules.per, is_yearly).unwrap_or(false);
            let of_month = |minor: i64| {
                if is_yearly { (minor + N_MONTHS / 2) / N_MONTHS } else { minor }
            };
            let gross = gross?;
            Some(IncomingStatement {
                external_ref: external_ref?,
                placement: placement?,
                statement: PayStatement {
                    month_on: month_on?,
                    gross_minor: of_month(gross.amount_minor),
                    net_minor: net.map(of_month),
                    currency: gross.currency,
                },
            })
        })
    }
}

fn is_yearly(said: &Said<'_>) -> Result<bool, Refusal> {
    match parse::word(said)? {
        Per::Month => Ok(false),
        Per::Year => Ok(true),
        Per::Hour => Err(parse::refuse(said, "is no part of a year", "write month or year")),
    }
}
