//! Supplements: what employees are paid beside their pay, as the law asks for: premiums for overtime
//! and for work on public holidays, and the instalments of a thirteenth salary.

use jiff::civil::Date;

use crate::vocabulary::vocabulary;

vocabulary! {
    /// What a supplement is for.
    "supplement" SupplementKind {
        /// Hours above those of the week.
        Overtime = "overtime",
        /// Work on a public holiday.
        Holiday = "holiday",
        /// An instalment of the thirteenth salary.
        Thirteenth = "thirteenth",
    }
}

/// A supplement that is paid, or stands in a payment to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supplement {
    /// What for.
    pub kind: SupplementKind,
    /// Of overtime the Monday of its week, of a holiday itself, of an instalment the day it is due by law.
    pub day: Date,
    /// The premium above the pay, in basis points; none for instalments.
    pub premium_bp: Option<u32>,
}
