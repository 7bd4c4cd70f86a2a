//! Dated exchange rates as they were published, kept to the last digit: no float is involved. What they
//! convert, and which of them a payroll takes, is decided elsewhere.

use jiff::civil::Date;

use crate::money::Currency;

/// Decimal places of a rate.
const N_DECIMALS: usize = 12;
/// Digits before the point.
const N_WHOLE: usize = 12;
/// Units of a rate in one.
const ONE: i128 = 1_000_000_000_000;

/// What one unit of a currency was worth in another, on a day, as somebody published it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct FxRate {
    /// Of which one unit
    pub base: Currency,
    /// is worth so many units of this.
    pub quote: Currency,
    /// Civil day it was published for.
    pub day: Date,
    /// Who published it.
    pub source: String,
    /// Units of the quote for one of the base, in units of 1e-12; above zero.
    pub rate_e12: i128,
}

impl FxRate {
    /// The rate as people write it.
    pub fn rate(&self) -> String {
        rate_text(self.rate_e12)
    }
}

/// Why a text is no rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FxRateError {
    /// It is no plain decimal.
    #[error("a rate is no number: write one like 3368.96")]
    NotANumber,
    /// It is zero or less.
    #[error("a rate is not above zero: write units of the quote for one of the base")]
    NotAboveZero,
    /// It cannot be kept as it is written.
    #[error("a rate has more than 12 decimal places: round it")]
    TooFine,
    /// It has more digits before the point than any rate.
    #[error("a rate has more than 12 digits before the point: check which currency is the base")]
    TooGreat,
}

/// Reads a rate like `3368.96`, in units of 1e-12.
///
/// # Errors
/// [`FxRateError`] saying what is wrong with it.
pub fn rate_parse(text: &str) -> Result<i128, FxRateError> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return Err(FxRateError::NotANumber);
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    if is_negative || (whole.is_empty() && fraction.is_empty()) {
        return Err(FxRateError::NotAboveZero);
    }
    if fraction.len() > N_DECIMALS {
        return Err(FxRateError::TooFine);
    }
    if whole.len() > N_WHOLE {
        return Err(FxRateError::TooGreat);
    }
    format!("{whole}{fraction:0<N_DECIMALS$}").parse().map_err(|_| FxRateError::NotANumber)
}

/// A rate as people write it: all its digits, and no zeros after them.
pub fn rate_text(rate_e12: i128) -> String {
    let (whole, fraction) = (rate_e12 / ONE, (rate_e12 % ONE).unsigned_abs());
    if fraction == 0 {
        return whole.to_string();
    }
    let text = format!("{whole}.{fraction:0N_DECIMALS$}");
    text.trim_end_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: Result<i128, FxRateError>) {
        assert_eq!(rate_parse(text), expected, "{text}");
    }

    #[test]
    fn a_rate_is_kept_to_its_last_digit() {
        check("1", Ok(ONE));
        check("3.41601334", Ok(3_416_013_340_000));
        check("0.000000000001", Ok(1));
        check("999999999999.999999999999", Ok(999_999_999_999_999_999_999_999));
        check("007.500", Ok(7_500_000_000_000));
        check("1.1234567890120000", Ok(1_123_456_789_012));
    }

    #[test]
    fn what_is_no_rate() {
        for text in ["", ".", "1.", ".5", "1e3", "NaN", "1,5", "1.2.3", " 1", "+1", "٤", "--1"] {
            check(text, Err(FxRateError::NotANumber));
        }
        for text in ["0", "0.000", "-1", "-0"] {
            check(text, Err(FxRateError::NotAboveZero));
        }
        check("0.0000000000001", Err(FxRateError::TooFine));
        check("1000000000000", Err(FxRateError::TooGreat));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(rate_e12 in 1..ONE * ONE) {
            prop_assert_eq!(rate_parse(&rate_text(rate_e12)), Ok(rate_e12));
        }
    }
}
