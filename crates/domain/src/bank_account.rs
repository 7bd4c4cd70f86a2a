//! Where somebody is paid: numbers of accounts and codes of banks, checked as far as they check
//! themselves. Whether an account is somebody's, only the bank knows.

use std::fmt;
use std::str::FromStr;

use iban::{Iban, ParseIbanError};

/// Characters a number may have that is no IBAN.
const LOCAL_CHARS: std::ops::RangeInclusive<usize> = 4..=34;
/// Characters of a number that may be shown.
const N_SHOWN: usize = 4;

/// The number of an account, an IBAN or what the country has in its place: capital letters and digits.
/// It is shown by its last four.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct AccountNumber(String);

/// What is wrong with the number of an account. It does not hold the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountNumberFlaw {
    /// It looks like an IBAN whose digits do not check.
    #[error("is no IBAN: its check digits do not fit")]
    CheckDigits,
    /// It looks like an IBAN that is too long, too short, or of other characters.
    #[error("is no IBAN: its country has others")]
    Shape,
    /// It looks like an IBAN of a country that has none.
    #[error("is no IBAN: there are none of that country")]
    Country,
    /// Too short or too long.
    #[error("has not 4 to 34 letters and digits")]
    Length,
    /// Something else stands in it.
    #[error("has other characters than letters and digits")]
    Characters,
}

impl AccountNumberFlaw {
    /// What to do.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::CheckDigits | Self::Shape | Self::Country => {
                "copy it from a statement of the account"
            }
            Self::Length | Self::Characters => "write the IBAN, or the number the bank gave it",
        }
    }
}

impl AccountNumber {
    /// The whole number: for sealing, and for the bank.
    pub fn whole(&self) -> &str {
        &self.0
    }

    /// True when it is an IBAN.
    pub fn is_iban(&self) -> bool {
        looks_like_iban(&self.0)
    }
}

impl FromStr for AccountNumber {
    type Err = AccountNumberFlaw;

    /// Blanks, dashes and dots between the characters are passed over.
    fn from_str(text: &str) -> Result<Self, AccountNumberFlaw> {
        let number = compact(text);
        if !number.chars().all(|ch| ch.is_ascii_alphanumeric()) {
            return Err(AccountNumberFlaw::Characters);
        }
        if !LOCAL_CHARS.contains(&number.len()) {
            return Err(AccountNumberFlaw::Length);
        }
        if looks_like_iban(&number) {
            number.parse::<Iban>().map_err(|error| match error {
                ParseIbanError::InvalidBaseIban { source } => match source {
                    iban::ParseBaseIbanError::InvalidFormat => AccountNumberFlaw::Shape,
                    iban::ParseBaseIbanError::InvalidChecksum => AccountNumberFlaw::CheckDigits,
                },
                ParseIbanError::InvalidBban(_) => AccountNumberFlaw::Shape,
                ParseIbanError::UnknownCountry(_) => AccountNumberFlaw::Country,
            })?;
        }
        Ok(Self(number))
    }
}

impl fmt::Display for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&shown(&self.0))
    }
}

impl fmt::Debug for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountNumber({self})")
    }
}

/// What may be shown of something that stands where a number should: its last four characters.
pub fn shown(text: &str) -> String {
    let number = compact(text);
    let n_hidden = number.chars().count().saturating_sub(N_SHOWN);
    let last: String = number.chars().skip(n_hidden).collect();
    if n_hidden == 0 { last } else { format!("…{last}") }
}

fn compact(text: &str) -> String {
    let kept = text.chars().filter(|ch| !ch.is_whitespace() && !matches!(ch, '-' | '.'));
    kept.collect::<String>().to_uppercase()
}

/// Two letters and two digits: numbers of accounts that are no IBANs rarely begin so.
fn looks_like_iban(number: &str) -> bool {
    matches!(number.as_bytes(), [a, b, c, d, ..]
        if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_digit() && d.is_ascii_digit())
}

/// The code of a bank, ISO 9362: eight or eleven capital letters and digits.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Bic(String);

/// A text that is no code of a bank.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a BIC: write 8 or 11 letters and digits like CHASUS33")]
pub struct UnknownBic(pub String);

impl Bic {
    /// The code.
    pub fn code(&self) -> &str {
        &self.0
    }
}

impl FromStr for Bic {
    type Err = UnknownBic;

    fn from_str(text: &str) -> Result<Self, UnknownBic> {
        let code = text.trim().to_uppercase();
        let is_right = matches!(code.len(), 8 | 11)
            && code.bytes().enumerate().all(|(at, byte)| match at {
                4 | 5 => byte.is_ascii_uppercase(),
                _ => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            });
        if is_right { Ok(Self(code)) } else { Err(UnknownBic(text.to_owned())) }
    }
}

impl fmt::Display for Bic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, AccountNumberFlaw>) {
        let read = text.parse::<AccountNumber>();
        assert_eq!(
            read.as_ref().map(AccountNumber::whole).map_err(|flaw| *flaw),
            expected,
            "{text}"
        );
    }

    #[test]
    fn numbers_of_accounts() {
        check("cr05 0152 0200 1026 2840 66", Ok("CR05015202001026284066"));
        check("BR18-0036-0305-0000-1000-9795-493C1", Ok("BR1800360305000010009795493C1"));
        check("123-456.789 01", Ok("12345678901"));
        check("1234", Ok("1234"));
        check("123", Err(AccountNumberFlaw::Length));
        check(&"1".repeat(34), Ok(&"1".repeat(34)));
        check(&"1".repeat(35), Err(AccountNumberFlaw::Length));
        check("1234/5678", Err(AccountNumberFlaw::Characters));
        check("", Err(AccountNumberFlaw::Length));
    }

    #[test]
    fn what_looks_like_an_iban_must_be_one() {
        check("CR06 0152 0200 1026 2840 66", Err(AccountNumberFlaw::CheckDigits));
        check("CR05 0152 0200 1026 2804 66", Err(AccountNumberFlaw::CheckDigits));
        // Right by its check digits, and too short for its country.
        check("CR76 1", Err(AccountNumberFlaw::Shape));
        assert!("CR05015202001026284066".parse::<AccountNumber>().unwrap().is_iban());
        assert!(!"12345678901".parse::<AccountNumber>().unwrap().is_iban());
    }

    #[test]
    fn a_number_shows_its_last_four() {
        let number: AccountNumber = "CR05 0152 0200 1026 2840 66".parse().unwrap();
        assert_eq!(
            (number.to_string(), format!("{number:?}")),
            ("…4066".into(), "AccountNumber(…4066)".into())
        );
        assert_eq!([shown("12"), shown("12-34"), shown("12/345")], ["12", "1234", "…/345"]);
    }

    #[test]
    fn codes_of_banks() {
        let read = |text: &str| text.parse::<Bic>().map(|bic| bic.to_string()).ok();
        assert_eq!(read(" chasus33 ").as_deref(), Some("CHASUS33"));
        assert_eq!(read("COLOCOBMXXX").as_deref(), Some("COLOCOBMXXX"));
        for text in ["CHASUS3", "CHAS1S33", "CHASUS33XX", "CHASUS3é"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
