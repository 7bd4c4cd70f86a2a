//! Money in whole minor units with its currency, and rates: money for a stretch of work.
//!
//! No float ever holds money. Two currencies never meet in a sum; `fx.rs` converts with dated rates.

use std::fmt;
use std::str::FromStr;

use iso_currency::Currency as Iso;

use crate::country::Country;
use crate::vocabulary::vocabulary;

/// An ISO 4217 currency.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(Iso);

impl Currency {
    /// The US dollar, in which roles and developers are compared.
    pub const USD: Self = Self(Iso::USD);

    /// The currency pay is set in by the law of a country; none when nobody asked for that country yet.
    pub fn of_country(country: Country) -> Option<Self> {
        let iso = match country.code() {
            "AR" => Iso::ARS,
            "BR" => Iso::BRL,
            "CL" => Iso::CLP,
            "CO" => Iso::COP,
            "CR" => Iso::CRC,
            "MX" => Iso::MXN,
            "PE" => Iso::PEN,
            "UY" => Iso::UYU,
            _ => return None,
        };
        Some(Self(iso))
    }

    /// The three letters.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Decimal places of the minor unit: 2 for USD, 0 for CLP.
    pub fn minor_digits(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }
}

/// A text that is no ISO 4217 code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an ISO 4217 currency: write three letters like USD, COP or BRL")]
pub struct UnknownCurrency(pub String);

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(text: &str) -> Result<Self, UnknownCurrency> {
        Iso::from_code(text).map(Self).ok_or_else(|| UnknownCurrency(text.to_owned()))
    }
}

impl TryFrom<String> for Currency {
    type Error = UnknownCurrency;

    fn try_from(text: String) -> Result<Self, UnknownCurrency> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// An amount in minor units of its currency, cents for USD.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Money {
    /// Minor units; may be negative in a correction, never in a rate.
    pub amount_minor: i64,
    /// The currency the minor units belong to.
    pub currency: Currency,
}

impl Money {
    /// The amount and so many basis points of it on top, rounded once, half away from zero; none where it
    /// is too great.
    pub fn marked_up(self, markup_bp: u32) -> Option<Self> {
        const WHOLE_BP: i128 = 10_000;
        let exact = i128::from(self.amount_minor) * (WHOLE_BP + i128::from(markup_bp));
        let half = if exact < 0 { -WHOLE_BP / 2 } else { WHOLE_BP / 2 };
        let amount_minor = i64::try_from((exact + half) / WHOLE_BP).ok()?;
        Some(Self { amount_minor, ..self })
    }
}

impl fmt::Display for Money {
    /// Writes `USD 4,500.50`: code, grouped units, all minor digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.currency.minor_digits();
        let scale = 10_u64.saturating_pow(digits);
        let magnitude = self.amount_minor.unsigned_abs();
        let sign = if self.amount_minor < 0 { "-" } else { "" };
        let units = grouped(magnitude / scale);
        let text = if digits == 0 {
            format!("{} {sign}{units}", self.currency)
        } else {
            let width = usize::try_from(digits).unwrap_or(2);
            format!("{} {sign}{units}.{:0width$}", self.currency, magnitude % scale)
        };
        f.pad(&text)
    }
}

/// Digits in threes: `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

vocabulary! {
    /// The stretch of work a rate pays for.
    "rate period" Per {
        /// One hour of work.
        Hour = "hour",
        /// One calendar month.
        Month = "month",
        /// Twelve months.
        Year = "year",
    }
}

vocabulary! {
    /// Days in which a part of a month is counted.
    "proration" Proration {
        /// Every day of the month.
        Calendar = "calendar",
        /// Days of the month on which people work.
        Working = "working",
    }
}

/// Money for a stretch of work; never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Rate {
    /// What is paid.
    pub money: Money,
    /// For how much work.
    pub per: Per,
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.money, self.per)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(amount_minor: i64, code: &str, expected: &str) {
        let currency = code.parse().unwrap();
        assert_eq!(Money { amount_minor, currency }.to_string(), expected);
    }

    #[test]
    fn amounts_show_all_minor_digits_of_their_currency() {
        check(450_050, "USD", "USD 4,500.50");
        check(-5, "USD", "USD -0.05");
        check(4_500_000, "CLP", "CLP 4,500,000");
        check(0, "COP", "COP 0.00");
    }

    #[test]
    fn a_markup_is_rounded_once_half_away_from_zero() {
        let marked_up = |amount_minor, markup_bp| {
            let money = Money { amount_minor, currency: Currency::USD };
            money.marked_up(markup_bp).map(|money| money.amount_minor)
        };
        assert_eq!(marked_up(500_000, 3_500), Some(675_000));
        assert_eq!(marked_up(1, 4_999), Some(1));
        assert_eq!(marked_up(1, 5_000), Some(2));
        assert_eq!(marked_up(-1, 5_000), Some(-2));
        assert_eq!(marked_up(333, 3_250), Some(441));
        assert_eq!(marked_up(i64::MAX, 1), None);
    }

    #[test]
    fn a_code_that_is_no_currency_is_refused() {
        assert_eq!(
            "usd ".parse::<Currency>().unwrap_err().to_string(),
            "`usd ` is not an ISO 4217 currency: write three letters like USD, COP or BRL"
        );
    }
}
