//! Statements of pay: what whoever paid, an employer of record above all, says they paid for a month. It
//! is held against what was worked out, and may therefore be odd.

use jiff::civil::Date;

use crate::money::Currency;

/// What was said to be paid for a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayStatement {
    /// First civil day of the month.
    pub month_on: Date,
    /// Before anything is kept back, in minor units; never negative.
    pub gross_minor: i64,
    /// What reached the person, in minor units; never negative, none unknown. It may be more than the gross.
    pub net_minor: Option<i64>,
    /// The currency of both.
    pub currency: Currency,
}
