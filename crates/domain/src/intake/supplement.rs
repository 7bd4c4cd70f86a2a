//! A row becomes a supplement: a premium, or an instalment of a thirteenth salary.

use crate::placement_health::monday_of;
use crate::supplement::{Supplement, SupplementKind};

use super::mapped_field::Said;
use super::owner::Owner;
use super::record::Record;
use super::{Intake, Refusal, parse};

/// Percent of a premium at most: three times the pay.
const PREMIUM_PCT_MAX: i64 = 300;

/// A supplement as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingSupplement {
    /// Identity at the source.
    pub external_ref: String,
    /// In which placement.
    pub placement: Owner,
    /// What is paid.
    pub supplement: Supplement,
}

impl Intake<'_> {
    /// Reads a supplement.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn supplement(&mut self, record: &Record<'_>) -> Result<IncomingSupplement, Vec<Refusal>> {
        let rules = self.mapping.table(|file| file.supplement.as_ref())?;
        let numbers = self.mapping.numbers();
        self.row(record, |row| {
            let external_ref = row.reference();
            let placement = row.owner(&rules.placement, Owner::Placement);
            let asks = ("what it is for", "write overtime, holiday or thirteenth");
            let kind = row.must(&rules.kind, asks, parse::word);
            let day = row.day(&rules.day, "the day");
            let percent = |said: &Said<'_>| parse::whole::<u32>(numbers, said, 0, PREMIUM_PCT_MAX);
            let premium = match kind {
                Some(SupplementKind::Overtime | SupplementKind::Holiday) => {
                    let asks = ("the premium", "write it in percent of the pay, like 50");
                    row.must(&rules.premium, asks, percent)
                }
                Some(SupplementKind::Thirteenth) | None => None,
            };
            let kind = kind?;
            let day = match kind {
                SupplementKind::Overtime => monday_of(day?),
                SupplementKind::Holiday | SupplementKind::Thirteenth => day?,
            };
            if premium.is_none() && kind != SupplementKind::Thirteenth {
                return None;
            }
            Some(IncomingSupplement {
                external_ref: external_ref?,
                placement: placement?,
                supplement: Supplement {
                    kind,
                    day,
                    premium_bp: premium.map(|percent| percent * 100),
                },
            })
        })
    }
}
