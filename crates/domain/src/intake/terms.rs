//! A row becomes what a placement pays and bills from a day on.

use crate::compliance::dossier::Terms;
use crate::money::Rate;

use super::owner::Owner;
use super::record::Record;
use super::{Intake, Refusal, parse};

/// Terms as a file tells them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingTerms {
    /// Identity at the source.
    pub external_ref: String,
    /// Of which placement.
    pub placement: Owner,
    /// What it pays and bills, and when.
    pub terms: Terms,
}

impl Intake<'_> {
    /// Reads terms.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn terms(&mut self, record: &Record<'_>) -> Result<IncomingTerms, Vec<Refusal>> {
        let rules = self.mapping.table(|file| file.terms.as_ref())?;
        self.row(record, |row| {
            let external_ref = row.reference();
            let placement = row.owner(&rules.placement, Owner::Placement);
            let from = row.day(&rules.starts_on, "the first day");
            let to = row.end(&rules.ends_on, from);
            let pay = row.money(&rules.pay, &rules.pay_currency, "the pay");
            let bill = row.money(&rules.bill, &rules.bill_currency, "the bill");
            let asks = ("the period", "write hour, month or year");
            let per = row.must(&rules.per, asks, parse::word)?;
            let rate = |money| Rate { money, per };
            Some(IncomingTerms {
                external_ref: external_ref?,
                placement: placement?,
                terms: Terms { from: from?, to, pay: rate(pay?), bill: rate(bill?) },
            })
        })
    }
}
