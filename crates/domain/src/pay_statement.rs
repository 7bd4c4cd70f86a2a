//! Statements: what whoever paid says they paid for a month, to be held against what was worked out.

use jiff::civil::Date;

use crate::money::Currency;

/// What was paid for a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayStatement {
    /// First civil day of the month.
    pub month_on: Date,
    /// Before anything was kept back, in minor units.
    pub gross_minor: i64,
    /// What reached the person, in minor units; none unknown.
    pub net_minor: Option<i64>,
    /// Of both.
    pub currency: Currency,
}
