//! What a text of a document may be: lengths, patterns, characters.

use jiff::Timestamp;
use jiff::civil::Date;

use super::decimal::Decimal;

/// A simple type of the schema, with the stricter rules of banks on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Facet {
    /// A text of 1 to so many characters.
    Text(usize),
    /// A text of at most 35 that a bank hands on as it is.
    Id,
    /// `BICFIDec2014Identifier`.
    Bic,
    /// `IBAN2007Identifier`, with check digits that are right.
    Iban,
    /// The number of an account that is no IBAN.
    AccountNumber,
    /// `CountryCode`.
    Country,
    /// `ActiveOrHistoricCurrencyCode`.
    Currency,
    /// `ISODate`.
    Day,
    /// `ISODateTime`.
    Instant,
    /// `Max15NumericText`.
    Count,
    /// `DecimalNumber`.
    Sum,
    /// `ActiveOrHistoricCurrencyAndAmount`.
    Amount,
    /// `PaymentMethod3Code`, of which a transfer is the one used.
    Transfer,
}

impl Facet {
    /// What is wrong with `text`, if anything is.
    pub(super) fn wrong(self, text: &str) -> Option<String> {
        if let Some(ch) = text.chars().find(|ch| !is_plain(*ch)) {
            let code = u32::from(ch);
            return Some(format!("has the character U+{code:04X}, which banks do not read"));
        }
        if text.trim() != text {
            return Some("starts or ends with a blank".to_owned());
        }
        let n_chars = text.chars().count();
        match self {
            Self::Text(len_max) => too_long(n_chars, len_max),
            Self::AccountNumber => too_long(n_chars, 34),
            Self::Id => too_long(n_chars, 35).or_else(|| {
                let slashes = text.starts_with('/') || text.ends_with('/') || text.contains("//");
                slashes.then(|| "has a slash at an end or two in a row".to_owned())
            }),
            Self::Bic => unless(is_bic(text), "is not a BIC: write 8 or 11 capitals and digits"),
            Self::Iban if !is_iban(text) => {
                Some("is not an IBAN: write a country, two digits and at most 30 more".to_owned())
            }
            Self::Iban => {
                unless(iban_rest(text) == Some(1), "is not an IBAN: its check digits are off")
            }
            Self::Country => unless(is_capitals(text, 2), "is not a country: write two capitals"),
            Self::Currency => {
                unless(is_capitals(text, 3), "is not a currency: write three capitals")
            }
            Self::Day => unless(
                text.len() == 10 && text.parse::<Date>().is_ok(),
                "is not a day: write one like 2026-10-30",
            ),
            Self::Instant => unless(
                text.len() == 20 && text.ends_with('Z') && text.parse::<Timestamp>().is_ok(),
                "is not an instant: write one like 2026-10-30T15:04:05Z",
            ),
            Self::Count => unless(
                n_chars <= 15 && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()),
                "is not a count: write 1 to 15 digits",
            ),
            Self::Sum => unless(
                Decimal::parse(text).is_some(),
                "is not a sum: write at most 18 digits, 17 of them after a point",
            ),
            Self::Amount => unless(
                Decimal::parse(text).is_some_and(|number| number.n_fraction <= 5),
                "is not an amount: write at most 18 digits, 5 of them after a point",
            ),
            Self::Transfer => unless(text == "TRF", "is not a transfer: write TRF"),
        }
    }

    /// What may be told of `text`: of an account only its end, of a holder nothing.
    pub(super) fn told(self, text: &str) -> String {
        match self {
            Self::Iban | Self::AccountNumber => {
                let n_hidden = text.chars().count().saturating_sub(4);
                format!("..{}", text.chars().skip(n_hidden).collect::<String>())
            }
            Self::Text(_) => {
                format!("{} characters", text.chars().count())
            }
            Self::Id
            | Self::Bic
            | Self::Country
            | Self::Currency
            | Self::Day
            | Self::Instant
            | Self::Count
            | Self::Sum
            | Self::Amount
            | Self::Transfer => text.to_owned(),
        }
    }
}

fn unless(right: bool, wrong: &str) -> Option<String> {
    (!right).then(|| wrong.to_owned())
}

fn too_long(n_chars: usize, len_max: usize) -> Option<String> {
    unless((1..=len_max).contains(&n_chars), &format!("has to have 1 to {len_max} characters"))
}

/// The character set X of SWIFT.
fn is_plain(ch: char) -> bool {
    matches!(ch,
        'a'..='z' | 'A'..='Z' | '0'..='9' | '/' | '-' | '?' | ':' | '(' | ')' | '.' | ',' | '\''
        | '+' | ' ')
}

fn is_capitals(text: &str, len: usize) -> bool {
    text.len() == len && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// `[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?`
fn is_bic(text: &str) -> bool {
    let right =
        |at: usize, b: u8| b.is_ascii_uppercase() || (b.is_ascii_digit() && !(4..6).contains(&at));
    [8, 11].contains(&text.len()) && text.bytes().enumerate().all(|(at, b)| right(at, b))
}

/// `[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}`
fn is_iban(text: &str) -> bool {
    let right = |at: usize, b: u8| match at {
        0 | 1 => b.is_ascii_uppercase(),
        2 | 3 => b.is_ascii_digit(),
        4.. => b.is_ascii_alphanumeric(),
    };
    (5..=34).contains(&text.len()) && text.bytes().enumerate().all(|(at, b)| right(at, b))
}

/// What is left of an IBAN divided by 97; 1 when its check digits are right.
fn iban_rest(text: &str) -> Option<u32> {
    let (country, number) = text.split_at_checked(4)?;
    number.chars().chain(country.chars()).try_fold(0_u32, |rest, ch| {
        let value = ch.to_digit(36)?;
        let shift = if value > 9 { 100 } else { 10 };
        Some((rest * shift + value) % 97)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(facet: Facet, right: &[&str], wrong: &[&str]) {
        for text in right {
            assert_eq!(facet.wrong(text), None, "{text}");
        }
        for text in wrong {
            assert!(facet.wrong(text).is_some(), "{text} is right");
        }
    }

    #[test]
    fn texts_have_their_length() {
        let of = |len| "a".repeat(len);
        check(Facet::Text(140), &["a", &of(140)], &["", &of(141)]);
        check(Facet::Id, &["a", "1042/11", &of(35)], &["", &of(36), "/a", "a/", "a//b"]);
        check(Facet::AccountNumber, &["0", &of(34)], &["", &of(35)]);
    }

    #[test]
    fn characters_are_those_every_bank_reads() {
        check(
            Facet::Text(140),
            &["aZ09/-?:() .,'+"],
            &[
                "ñ",
                "&",
                "<",
                "\"",
                "_",
                "=",
                "😀",
                "\u{202e}",
                "a\nb",
                "a\tb",
                "\u{1b}[2J",
                " ",
                " a",
                "a ",
            ],
        );
    }

    #[test]
    fn banks_have_8_or_11_signs() {
        check(
            Facet::Bic,
            &["BROUUYMM", "COBADEFFXXX", "A1B2DE33"],
            &["", "BROUUYM", "BROUUYMMX", "brouuymm", "BROU1YMM", "COBADEFFXXXX"],
        );
    }

    #[test]
    fn ibans_have_their_check_digits() {
        check(
            Facet::Iban,
            &["DE89370400440532013000", "CR05015202001026284066", "BR1800360305000010009795493C1"],
            &["", "DE88370400440532013000", "DE89 3704", "de89370400440532013000", "DE8", "DEXX37"],
        );
    }

    #[test]
    fn days_and_instants_are_of_the_calendar() {
        check(
            Facet::Day,
            &["2026-10-30", "2028-02-29"],
            &["", "2026-02-29", "30.10.2026", "20261030", "2026-10-30T00:00:00Z"],
        );
        check(
            Facet::Instant,
            &["2026-10-28T15:04:05Z"],
            &["", "2026-10-28", "2026-10-28T15:04:05", "2026-10-28T25:04:05Z"],
        );
    }

    #[test]
    fn numbers_have_their_digits() {
        check(Facet::Count, &["0", "999999999999999"], &["", "1000000000000000", "1.0", "-1"]);
        check(Facet::Amount, &["0.00001", "999999999999999999"], &["0.000001", "1,5", ""]);
        check(Facet::Sum, &["0.00000000000000001"], &["0.000000000000000001", "x"]);
        check(Facet::Country, &["UY"], &["", "uy", "URY"]);
        check(Facet::Currency, &["CLP"], &["", "clp", "CL"]);
        check(Facet::Transfer, &["TRF"], &["CHK", ""]);
    }

    #[test]
    fn of_an_account_only_its_end_is_told() {
        assert_eq!(Facet::Iban.told("DE89370400440532013000"), "..3000");
        assert_eq!(Facet::Text(140).told("Ana"), "3 characters");
    }
}
