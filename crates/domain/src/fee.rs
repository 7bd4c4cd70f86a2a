//! Fees: what contractors bill the firm for a month of a placement.

use jiff::civil::Date;

use crate::clean_text::CleanText;
use crate::money::Money;

/// A bill of a contractor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// What the contractor calls it.
    pub number: CleanText,
    /// First civil day of the month it is for.
    pub month_on: Date,
    /// The civil day it was issued.
    pub issued_on: Date,
    /// What it is about, before anything is kept back.
    pub amount: Money,
    /// What is kept back for the tax office, in minor units; none unknown.
    pub retained_minor: Option<i64>,
}

impl Fee {
    /// What is kept back by a rate in basis points, in minor units, half away from zero.
    pub fn retention_minor(&self, rate_bp: i64) -> i64 {
        let whole = i128::from(self.amount.amount_minor) * i128::from(rate_bp);
        // Rates are under the whole, so that what fits before fits after.
        i64::try_from((whole + 5_000) / 10_000).unwrap_or(i64::MAX)
    }
}
