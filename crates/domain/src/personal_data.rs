//! Personal data: who asked that theirs be erased, what must stay and until when, what changed of a
//! person, and what in a text says who somebody is.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::clean_text::CleanText;
use crate::compliance::tax_number::TaxNumberKind;
use crate::country::Country;
use crate::id::DeveloperId;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Where a request for erasure stands.
    "state of an erasure request" ErasureState {
        /// To be decided on.
        Open = "open",
        /// Carried out.
        Done = "done",
        /// Refused, for a reason.
        Refused = "refused",
    }
}

vocabulary! {
    /// What changed of a person.
    "change of a person" PersonChange {
        /// The name.
        Name = "name",
        /// The country they work from.
        Country = "country",
    }
}

vocabulary! {
    /// What in a text says who somebody is.
    "identifying text" Identifying {
        /// A tax number that can be right.
        TaxNumber = "tax_number",
        /// An e-mail address.
        Email = "email",
        /// The number of a payment card that can be right.
        CardNumber = "card_number",
    }
}

impl Identifying {
    /// For a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::TaxNumber => "a tax number",
            Self::Email => "an e-mail address",
            Self::CardNumber => "the number of a payment card",
        }
    }
}

/// A request for erasure.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ErasureRequest {
    /// Identity.
    pub erasure_request_id: i64,
    /// Whose data.
    pub developer_id: DeveloperId,
    /// Where they work from.
    pub country: Country,
    /// Where it stands.
    pub state: ErasureState,
    /// Civil day they asked.
    pub asked_on: Date,
    /// Civil day by which it is to be done.
    pub due_on: Date,
    /// Who took it in.
    pub entered_by: CleanText,
    /// What they asked for, or how it was made known.
    pub reason: CleanText,
    /// Who carried it out or refused it; none while it is open.
    pub decided_by: Option<CleanText>,
    /// Why so.
    pub decision_reason: Option<CleanText>,
    /// First civil day nothing asks for their data to stay; none when nothing does.
    pub held_until: Option<Date>,
}

/// What an erasure takes away, and what it leaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Erased {
    /// Names and addresses: their key is destroyed.
    pub n_names: u64,
    /// Numbers on papers.
    pub n_numbers: u64,
    /// Accounts they were paid to.
    pub n_accounts: u64,
    /// Skills, industries, scale, regimes, results of vetting.
    pub n_facts: u64,
    /// Places on lists of roles.
    pub n_matches: u64,
    /// Check-ins about their placements.
    pub n_checkins: u64,
    /// Texts people wrote about them, emptied.
    pub n_texts: u64,
    /// Placements that stay, with what they pay and bill.
    pub n_placements_kept: u64,
    /// Papers that stay, as kind, state and days.
    pub n_documents_kept: u64,
}

/// A look at people.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AccessLine {
    /// When.
    pub at: Timestamp,
    /// Who looked: a login.
    pub actor: CleanText,
    /// As whom the database knows them.
    pub db_role: CleanText,
    /// A screen or a command.
    pub place: CleanText,
    /// Whose names they saw.
    pub developers: Vec<DeveloperId>,
}

/// Digits of a payment card's number.
const CARD_DIGITS: std::ops::RangeInclusive<usize> = 13..=19;

/// What in a text says who somebody of a country is; none when nothing does. A number counts when its
/// check digits are right.
pub fn identifying(text: &str, country: Country, day: Date) -> Option<Identifying> {
    let edges = |one: char| !one.is_alphanumeric();
    text.split(|one: char| one.is_whitespace() || ",;:()[]<>\"'=".contains(one))
        .map(|word| word.trim_matches(edges))
        .find_map(|word| of_word(word, country, day))
}

fn of_word(word: &str, country: Country, day: Date) -> Option<Identifying> {
    if let Some((before, after)) = word.split_once('@')
        && !before.is_empty()
        && after.split('.').filter(|part| !part.is_empty()).count() > 1
    {
        return Some(Identifying::Email);
    }
    let digits: Vec<u32> = word.chars().filter_map(|one| one.to_digit(10)).collect();
    let mut kinds =
        TaxNumberKind::ALL.iter().filter(|kind| kind.is_of(country) && kind.is_checked());
    if digits.len() >= 6 && kinds.any(|kind| kind.flaw(word, day).is_none()) {
        return Some(Identifying::TaxNumber);
    }
    let only_digits = word.chars().all(|one| one.is_ascii_digit() || one == '-');
    let is_card = only_digits && CARD_DIGITS.contains(&digits.len()) && luhn(&digits);
    is_card.then_some(Identifying::CardNumber)
}

/// The check of payment cards.
///
/// # Source
/// ISO/IEC 7812-1, annex B.
fn luhn(digits: &[u32]) -> bool {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let weigh = |(at, digit): (usize, &u32)| if at % 2 == 0 { *digit } else { doubled(*digit) };
    let sum: u32 = digits.iter().rev().enumerate().map(weigh).sum();
    sum.is_multiple_of(10) && digits.iter().any(|digit| *digit > 0)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn check(country: &str, text: &str, expected: Option<Identifying>) {
        let country = country.parse().unwrap();
        assert_eq!(identifying(text, country, date(2026, 11, 30)), expected, "{country}: {text}");
    }

    #[test]
    fn what_says_who_somebody_is() {
        use Identifying::{CardNumber, Email, TaxNumber};
        check("BR", "asked to be paid to CPF 390.533.447-05, urgently", Some(TaxNumber));
        check("BR", "asked to be paid to CPF 390.533.447-15, urgently", None);
        check("BR", "cpf:39053344705", Some(TaxNumber));
        check("BR", "company 12.ABC.345/01DE-35.", Some(TaxNumber));
        check("CO", "CPF 390.533.447-05", None);
        check("CO", "(NIT 213.123.432-1)", Some(TaxNumber));
        check("MX", "CURP BOXW310820HNERXN09", Some(TaxNumber));
        check("CO", "write to ana.sosa@example.com", Some(Email));
        check("CO", "meet @ 9.30 with @team, rate 50@hour", None);
        check("CO", "card 4111-1111-1111-1111", Some(CardNumber));
        check("CO", "card 4111111111111112", None);
        check("CO", "0000000000000000", None);
        check("CO", "late on 2026-11-03 and 2026-11-10, ticket 88123, 3 hours", None);
    }
}
