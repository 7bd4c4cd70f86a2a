//! Extras of pay: what is paid or taken once.

use jiff::civil::Date;

use crate::money::Money;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What an extra is.
    "extra of pay" PayExtraKind {
        /// On top of the pay.
        Bonus = "bonus",
        /// Money the developer laid out.
        Reimbursement = "reimbursement",
        /// Money the developer had before, taken back.
        Advance = "advance",
    }
}

/// Something that is paid or taken once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct PayExtra {
    /// What it is.
    pub kind: PayExtraKind,
    /// Paid with the period this civil day lies in.
    pub day: Date,
    /// Above zero.
    pub amount: Money,
    /// Whether the client is billed the same.
    pub is_billed: bool,
}
