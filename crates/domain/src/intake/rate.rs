//! A row becomes an exchange rate. Base, quote, source and day are its identity: it needs no other.

use crate::fx_rate::FxRate;
use crate::money::Currency;

use super::mapped_field::Said;
use super::record::Record;
use super::{Intake, Refusal, parse};

/// Characters of the name of who published a rate.
pub(super) const SOURCE_CHARS_MAX: usize = 60;

/// An exchange rate as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingRate {
    /// Identity: what it is of, whose it is, and of which day.
    pub external_ref: String,
    /// The rate.
    pub rate: FxRate,
}

impl Intake<'_> {
    /// Reads an exchange rate.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn rate(&mut self, record: &Record<'_>) -> Result<IncomingRate, Vec<Refusal>> {
        let rules = self.mapping.table(|file| file.rate.as_ref())?;
        let numbers = self.mapping.numbers();
        self.row(record, |row| {
            let asks = ("the base", "write the currency of which one unit is told, like USD");
            let base = row.must(&rules.base, asks, parse::currency);
            let asks = ("the quote", "write the currency in which it is told, like COP");
            let quote = row.must(&rules.quote, asks, |said| other(said, base));
            let day = row.day(&rules.day, "the day");
            let asks = ("the rate", "write units of the quote for one of the base, like 3368.96");
            let rate_e12 = row.must(&rules.rate, asks, |said| parse::fx_rate(numbers, said));
            let asks = ("who published it", "write a short name, the same in every row");
            let source = row.must(&rules.source, asks, |said| parse::text(said, SOURCE_CHARS_MAX));
            let rate = FxRate {
                base: base?,
                quote: quote?,
                day: day?,
                source: source?.to_string(),
                rate_e12: rate_e12?,
            };
            let FxRate { base, quote, day, source, .. } = &rate;
            Some(IncomingRate { external_ref: format!("{base}/{quote} {day} {source}"), rate })
        })
    }
}

fn other(said: &Said<'_>, base: Option<Currency>) -> Result<Currency, Refusal> {
    let quote = parse::currency(said)?;
    if base == Some(quote) {
        return Err(parse::refuse(said, "is the base as well", "take the row out"));
    }
    Ok(quote)
}
