//! A row becomes an extra of pay: a bonus, what somebody laid out, or an advance.

use crate::pay_extra::{PayExtra, PayExtraKind};

use super::owner::Owner;
use super::record::Record;
use super::{Intake, Refusal, parse};

/// An extra as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingExtra {
    /// Identity at the source.
    pub external_ref: String,
    /// In which placement.
    pub placement: Owner,
    /// What is paid or taken.
    pub extra: PayExtra,
}

impl Intake<'_> {
    /// Reads an extra.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn extra(&mut self, record: &Record<'_>) -> Result<IncomingExtra, Vec<Refusal>> {
        let rules = self.mapping.table(|file| file.extra.as_ref())?;
        self.row(record, |row| {
            let external_ref = row.reference();
            let placement = row.owner(&rules.placement, Owner::Placement);
            let asks = ("the kind", "write bonus, reimbursement or advance");
            let kind = row.must(&rules.kind, asks, parse::word);
            let day = row.day(&rules.day, "the day");
            let amount = row.money(&rules.amount, &rules.currency, "the amount");
            if amount.is_some_and(|amount| amount.amount_minor == 0) {
                row.refuse(&rules.amount, "is nothing", "write what is paid, above 0, or no row");
            }
            let is_billed = row.maybe_truth(&rules.billed).unwrap_or(false);
            if is_billed && kind == Some(PayExtraKind::Advance) {
                let remedy = "leave it blank: the client is billed for work, not for advances";
                row.refuse(&rules.billed, "is said of an advance", remedy);
            }
            Some(IncomingExtra {
                external_ref: external_ref?,
                placement: placement?,
                extra: PayExtra { kind: kind?, day: day?, amount: amount?, is_billed },
            })
        })
    }
}
