//! Extras of pay: what is paid, or taken, once, beside pay for work. What the law asks for beside the pay
//! is in `supplement.rs`.

use jiff::civil::Date;

use crate::money::Money;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What an extra is.
    "extra of pay" PayExtraKind {
        /// Paid on top: it is income.
        Bonus = "bonus",
        /// What they laid out for work: it is no income.
        Reimbursement = "reimbursement",
        /// Paid before, and taken from what is paid now.
        Advance = "advance",
    }
}

/// What is paid or taken once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct PayExtra {
    /// What it is.
    pub kind: PayExtraKind,
    /// Civil day: it is paid with the period it lies in.
    pub day: Date,
    /// How much; above zero, also of an advance.
    pub amount: Money,
    /// Whether the client is billed the same; never of an advance.
    pub is_billed: bool,
}
