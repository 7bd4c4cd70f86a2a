//! Decimal numbers of a document, exactly.

use std::fmt;

/// Digits after the point that are kept; the standard allows amounts 5 and sums 17.
const FRACTION_MAX: u32 = 17;

/// A decimal number that is not below zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Decimal {
    /// The number in units of ten to the minus 17.
    e17: i128,
    /// Digits before the point without leading zeros, and all after it.
    pub(super) n_digits: u32,
    /// Digits after the point.
    pub(super) n_fraction: u32,
}

impl Decimal {
    /// Reads digits, and digits after a point; no sign, no blank, no thousands sign, at most 18
    /// digits.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = match text.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (text, None),
        };
        let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !fraction.is_none_or(all_digits) {
            return None;
        }
        let fraction = fraction.unwrap_or_default();
        let n_fraction = u32::try_from(fraction.len()).ok().filter(|n| *n <= FRACTION_MAX)?;
        let n_whole = u32::try_from(whole.trim_start_matches('0').len()).ok()?;
        let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        let scale = 10_i128.checked_pow(FRACTION_MAX.checked_sub(n_fraction)?)?;
        let n_digits = n_whole.checked_add(n_fraction)?;
        (n_digits <= 18).then_some(())?;
        Some(Self { e17: digits.checked_mul(scale)?, n_digits, n_fraction })
    }

    /// The sum of both; none when it is too large to count.
    pub(super) fn plus(self, other: Self) -> Option<Self> {
        Some(Self {
            e17: self.e17.checked_add(other.e17)?,
            n_digits: self.n_digits.max(other.n_digits),
            n_fraction: self.n_fraction.max(other.n_fraction),
        })
    }

    /// True when both are the same number, however many zeros end them.
    pub(super) fn equals(self, other: Self) -> bool {
        self.e17 == other.e17
    }

    /// True for nothing at all.
    pub(super) fn is_zero(self) -> bool {
        self.e17 == 0
    }

    /// In units of ten to the minus `digits`; none when there is a rest.
    pub(super) fn minor(self, digits: u32) -> Option<i128> {
        let scale = 10_i128.checked_pow(FRACTION_MAX.checked_sub(digits)?)?;
        (self.e17 % scale == 0).then(|| self.e17 / scale)
    }
}

impl fmt::Display for Decimal {
    /// Writes the digits the number was read or summed with.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minor = self.minor(self.n_fraction).unwrap_or(self.e17);
        f.write_str(&super::super::table::plain(minor, self.n_fraction))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(Decimal::parse(text).map(|number| number.to_string()).as_deref(), expected);
    }

    #[test]
    fn digits_and_one_point_are_a_number() {
        check("0", Some("0"));
        check("4500.50", Some("4500.50"));
        check("999999999999999999", Some("999999999999999999"));
        check("9.99999999999999999", Some("9.99999999999999999"));
    }

    #[test]
    fn anything_else_is_not() {
        for text in ["", ".", "1.", ".5", "+1", "-1", "1,0", " 1", "1e3", "1.2.3", "٣"] {
            check(text, None);
        }
        check("1000000000000000000", None);
        check("9.999999999999999999", None);
    }

    #[test]
    fn sums_keep_the_digits_of_the_finest() {
        let number = |text| Decimal::parse(text).unwrap();
        let sum = number("1.05").plus(number("2")).unwrap();
        assert_eq!((sum.to_string().as_str(), sum.minor(2)), ("3.05", Some(305)));
        assert!(sum.equals(number("3.0500")));
        assert_eq!(sum.minor(1), None);
    }
}
