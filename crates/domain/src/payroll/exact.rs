//! Fractions without an end to their digits, and the one place where they become minor units.

use std::ops::{Add, Mul, Sub};

use num_bigint::BigInt;
use num_rational::BigRational;

/// A number kept exactly.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(BigRational);

/// The largest amount of a line or of an item, in minor units. One larger is a slip; nine thousand of
/// these together still fit where a run adds its items up.
pub const AMOUNT_MINOR_MAX: i64 = 1_000_000_000_000_000;

/// An amount that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an amount is larger than {AMOUNT_MINOR_MAX} minor units: look for a slip in its terms or in its exchange rate"
)]
pub struct TooLarge;

impl Exact {
    /// Nothing.
    pub fn zero() -> Self {
        Self::whole(0)
    }

    /// A whole number.
    pub fn whole(number: i64) -> Self {
        Self(BigRational::from_integer(BigInt::from(number)))
    }

    /// One number over another, which is never zero.
    pub fn ratio(above: i64, below: i64) -> Self {
        Self::wide(i128::from(above), i128::from(below))
    }

    /// As [`Exact::ratio`] of larger numbers.
    pub fn wide(above: i128, below: i128) -> Self {
        Self(BigRational::new(BigInt::from(above), BigInt::from(below)))
    }

    /// This over another; none over nothing.
    pub fn over(&self, other: &Self) -> Option<Self> {
        let nothing = other.0.numer().sign() == num_bigint::Sign::NoSign;
        (!nothing).then(|| Self(&self.0 / &other.0))
    }

    /// The nearest whole number; halves go away from zero.
    ///
    /// # Errors
    /// [`TooLarge`] when 64 bits do not hold it.
    pub fn round(&self) -> Result<i64, TooLarge> {
        i64::try_from(self.0.round().to_integer()).map_err(|_| TooLarge)
    }

    /// The nearest amount in minor units, as [`Exact::round`] finds it.
    ///
    /// # Errors
    /// [`TooLarge`] beyond [`AMOUNT_MINOR_MAX`].
    pub fn minor(&self) -> Result<i64, TooLarge> {
        let minor = self.round()?;
        if minor.unsigned_abs() > AMOUNT_MINOR_MAX.unsigned_abs() {
            Err(TooLarge)
        } else {
            Ok(minor)
        }
    }

    /// In millionths, rounded as [`Exact::round`] does.
    ///
    /// # Errors
    /// [`TooLarge`] when 64 bits do not hold it.
    pub fn millionths(&self) -> Result<i64, TooLarge> {
        (self.clone() * Self::whole(1_000_000)).round()
    }

    /// The whole number below it.
    fn floor(&self) -> Self {
        Self(self.0.floor())
    }
}

impl Add for Exact {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Exact {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul for Exact {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self(self.0 * other.0)
    }
}

impl std::iter::Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::zero(), Add::add)
    }
}

/// Parts as whole numbers that add up to their rounded sum: each is cut, and what is left goes one by
/// one to those that lost most, the first of equals first.
///
/// # Errors
/// [`TooLarge`] when 64 bits do not hold one.
pub fn apportion(parts: &[Exact]) -> Result<Vec<i64>, TooLarge> {
    let total = parts.iter().cloned().sum::<Exact>().round()?;
    let mut cut = parts.iter().map(|part| part.floor().round()).collect::<Result<Vec<_>, _>>()?;
    let taken = cut.iter().try_fold(0_i64, |sum, part| sum.checked_add(*part)).ok_or(TooLarge)?;
    let mut by_loss: Vec<usize> = (0..parts.len()).collect();
    let lost = |at: &usize| parts.get(*at).map(|part| part.clone() - part.floor());
    by_loss.sort_by(|a, b| lost(b).cmp(&lost(a)).then(a.cmp(b)));
    // What is left is under one for each part.
    let left = usize::try_from(total - taken).unwrap_or_default();
    for at in by_loss.into_iter().take(left) {
        if let Some(part) = cut.get_mut(at) {
            *part += 1;
        }
    }
    Ok(cut)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn halves_go_away_from_zero() {
        let rounded = |above, below| Exact::ratio(above, below).round().unwrap();
        assert_eq!([rounded(5, 2), rounded(-5, 2), rounded(7, 3), rounded(-7, 3)], [3, -3, 2, -2]);
    }

    #[test]
    fn what_64_bits_do_not_hold_is_an_error() {
        assert_eq!((Exact::whole(i64::MAX) + Exact::whole(1)).round(), Err(TooLarge));
        assert_eq!(Exact::whole(i64::MAX).round(), Ok(i64::MAX));
    }

    #[test]
    fn an_amount_has_a_limit_on_both_sides_of_nothing() {
        for most in [AMOUNT_MINOR_MAX, -AMOUNT_MINOR_MAX] {
            assert_eq!(Exact::whole(most).minor(), Ok(most));
            assert_eq!(Exact::whole(most + most.signum()).minor(), Err(TooLarge));
        }
        assert_eq!(Exact::whole(i64::MIN).minor(), Err(TooLarge));
    }

    #[test]
    fn what_is_left_goes_to_those_that_lost_most() {
        let thirds = [Exact::ratio(100, 3), Exact::ratio(100, 3), Exact::ratio(100, 3)];
        assert_eq!(apportion(&thirds).unwrap(), [34, 33, 33]);
        let parts = [Exact::ratio(1, 4), Exact::ratio(1, 2), Exact::ratio(3, 4)];
        assert_eq!(apportion(&parts).unwrap(), [0, 1, 1]);
        assert_eq!(apportion(&[]).unwrap(), Vec::<i64>::new());
    }

    proptest! {
        #[test]
        fn parts_add_up_and_none_is_a_unit_off(parts in prop::collection::vec((0_i64..10_000_000, 1_i64..400), 0..9)) {
            let parts: Vec<Exact> = parts.into_iter().map(|(above, below)| Exact::ratio(above, below)).collect();
            let whole = apportion(&parts).unwrap();
            let sum = parts.iter().cloned().sum::<Exact>();
            prop_assert_eq!(whole.iter().sum::<i64>(), sum.round().unwrap());
            for (part, whole) in parts.iter().zip(whole) {
                let off = part.clone() - Exact::whole(whole);
                prop_assert!(off < Exact::whole(1) && off > Exact::whole(-1));
            }
        }
    }
}
