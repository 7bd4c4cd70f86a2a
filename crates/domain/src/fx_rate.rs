//! Exchange rates as they were published.

use jiff::civil::Date;

use crate::money::Currency;

/// What one unit of a currency was worth on a day, by a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FxRate {
    /// Of which one unit.
    pub base: Currency,
    /// Is worth so many units of this.
    pub quote: Currency,
    /// The civil day it was published for.
    pub day: Date,
    /// Who published it.
    pub source: String,
    /// Units of the quote, in units of 1e-12; above zero.
    pub rate_e12: i128,
}
