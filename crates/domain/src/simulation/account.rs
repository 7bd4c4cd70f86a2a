//! Accounts made-up people are paid to: numbers as the banks of their country write them, right by their
//! check digits.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::country::Country;
use crate::developer::Developer;
use crate::money::Currency;

/// Days before the first day of pay from which an account is known.
const DAYS_BEFORE: i64 = 10;

/// To where somebody made up is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedAccount {
    /// Of what is paid to it.
    pub currency: Currency,
    /// Of the bank.
    pub country: Country,
    /// Of the bank.
    pub bic: String,
    /// IBAN, or what the country has in its place.
    pub number: String,
    /// In whose name it is.
    pub holder: String,
    /// First civil day it is paid to.
    pub starts_on: Date,
    /// Whether somebody made sure it is theirs.
    pub is_verified: bool,
}

impl SimulatedAccount {
    /// The account of somebody, by their own number; `generation` tells a later one from the first.
    pub(super) fn of(
        developer: &Developer,
        holder: &str,
        (number_of, country): (u32, Country),
        (generation, starts_on): (u64, Date),
    ) -> Self {
        Self {
            currency: Currency::USD,
            country: developer.country,
            bic: format!("SMLT{}2X", country.code()),
            number: account_number(country, u64::from(number_of) * 10 + generation),
            holder: holder.to_owned(),
            starts_on,
            is_verified: generation == 0,
        }
    }

    /// The day from which an account is there for pay from a day on.
    pub(super) fn before(first: Date) -> Date {
        first.saturating_sub(DAYS_BEFORE.days())
    }
}

/// The number of an account in a country; other for every `own`.
pub(super) fn account_number(country: Country, own: u64) -> String {
    let code = country.code();
    match code {
        "CR" => iban(code, &format!("0152{own:014}")),
        "DO" => iban(code, &format!("SMLT{own:020}")),
        "GT" => iban(code, &format!("SMLT01010{own:015}")),
        "BR" => iban(code, &format!("0036030500001{own:010}P1")),
        "MX" => checked(&format!("002180{own:011}"), &[3, 7, 1]),
        "AR" => {
            let bank = checked("0110599", &[7, 1, 3, 9, 7, 1, 3]);
            let rest = format!("{own:013}");
            let account = checked(&rest, &[3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3]);
            format!("{bank}{account}")
        }
        "PE" => format!("002191{own:014}"),
        "CL" => format!("1{own:011}"),
        "UY" => format!("1{own:013}"),
        "CO" => format!("2{own:010}"),
        _ => format!("3{own:09}"),
    }
}

/// An IBAN of what follows the check digits, ISO 13616.
fn iban(country: &str, rest: &str) -> String {
    let remainder = modulo_97(&format!("{rest}{country}00"));
    format!("{country}{:02}{rest}", 98 - remainder)
}

/// What is left of capital letters and digits over 97, letters counting from 10.
fn modulo_97(text: &str) -> u32 {
    text.chars().filter_map(|ch| ch.to_digit(36)).fold(0, |left, value| {
        let shifted = if value > 9 { left * 100 } else { left * 10 };
        (shifted + value) % 97
    })
}

/// Digits, and the one that makes their weighted sum a whole number of tens.
fn checked(digits: &str, weights: &[u32]) -> String {
    let all = digits.chars().filter_map(|ch| ch.to_digit(10)).zip(weights.iter().cycle());
    let sum: u32 = all.map(|(digit, weight)| digit * weight % 10).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn numbers_are_what_banks_of_the_country_write() {
        let codes = ["CO", "BR", "MX", "AR", "PE", "CL", "UY", "EC", "CR", "GT", "DO"];
        let lengths = [11, 29, 18, 22, 20, 12, 14, 10, 22, 28, 28];
        for (code, length) in codes.iter().zip(lengths) {
            let all: BTreeSet<String> =
                (1..=50).map(|own| account_number(code.parse().unwrap(), own)).collect();
            assert_eq!(all.len(), 50, "{code}");
            for number in all {
                assert_eq!(number.len(), length, "{code} {number}");
                let is_iban = number.starts_with(code);
                assert_eq!(is_iban, ["CR", "DO", "GT", "BR"].contains(code), "{number}");
                let (head, tail) = number.split_at(4);
                assert!(!is_iban || modulo_97(&format!("{tail}{head}")) == 1, "{number}");
                assert!(number.parse::<crate::bank_account::AccountNumber>().is_ok(), "{number}");
            }
        }
    }

    #[test]
    fn check_digits_of_mexico_and_argentina() {
        // A CLABE and a CBU that are published as examples.
        assert_eq!(checked("03218000011835971", &[3, 7, 1]), "032180000118359719");
        assert_eq!(checked("2850590", &[7, 1, 3, 9, 7, 1, 3]), "28505909");
    }
}
