//! Tax numbers of people who never were: right by their check digits, and nobody's twice.

use jiff::civil::Date;

use crate::compliance::tax_number::TaxNumberKind;

/// Everything a last character can be.
const LAST: &[u8] = b"0123456789KABCDEFGHIJLMNOPQRSTUVWXYZ";

/// The number of somebody, by their own number; other for everybody.
pub(super) fn tax_number(kind: TaxNumberKind, no: u32, day: Date) -> String {
    // Some starts have no check digit: the next one has.
    for start in 0_u32.. {
        let base = base(kind, no, start);
        for last in two_last(kind) {
            let number = format!("{base}{last}");
            if kind.flaw(&number, day).is_none() {
                return number;
            }
        }
    }
    unreachable!("every kind has numbers that are right")
}

/// The same number with another last character: it cannot be right.
pub(super) fn spoilt(kind: TaxNumberKind, number: &str, day: Date) -> Option<String> {
    let mut kept = number.to_owned();
    kept.pop();
    let ends = LAST.iter().map(|last| format!("{kept}{}", char::from(*last)));
    ends.filter(|spoilt| spoilt != number).find(|spoilt| kind.flaw(spoilt, day).is_some())
}

fn base(kind: TaxNumberKind, no: u32, start: u32) -> String {
    let own = u64::from(no) * 10 + u64::from(start % 10);
    match kind {
        TaxNumberKind::Cpf => format!("{:09}", 100_000_000 + own),
        TaxNumberKind::Cnpj => format!("{:08}0001", 10_000_000 + own),
        TaxNumberKind::Cuit => format!("20{:08}", 20_000_000 + own),
        TaxNumberKind::RutCl => format!("{:08}", 10_000_000 + own),
        TaxNumberKind::Nit => format!("{:09}", 800_000_000 + own),
        TaxNumberKind::Cedula => format!("1{:07}", 1_000_000 + own % 8_000_000),
        TaxNumberKind::Ruc => format!("10{:08}", 10_000_000 + own),
        TaxNumberKind::RutUy => format!("21{:06}001", 1 + own % 999_000),
        TaxNumberKind::Rfc | TaxNumberKind::Curp => {
            let letter = |power: u64| {
                let place = u8::try_from(own / power % 26).unwrap_or_default();
                char::from(b'A' + place)
            };
            let letters: String = [17_576, 676, 26, 1].map(letter).iter().collect();
            format!("{letters}850101{}", if kind == TaxNumberKind::Rfc { "AB" } else { "HNERXN0" })
        }
    }
}

/// What can come after the base: a check digit, or two.
fn two_last(kind: TaxNumberKind) -> Vec<String> {
    match kind {
        TaxNumberKind::Cpf | TaxNumberKind::Cnpj => (0..100).map(|n| format!("{n:02}")).collect(),
        _ => LAST.iter().map(|last| char::from(*last).to_string()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;

    use super::*;

    #[test]
    fn everybody_has_a_right_number_of_their_own_and_it_can_be_spoilt() {
        let day = date(2026, 11, 30);
        for kind in TaxNumberKind::ALL.iter().copied() {
            let numbers: BTreeSet<_> = (1..=60).map(|no| tax_number(kind, no, day)).collect();
            assert_eq!(numbers.len(), 60, "{kind}");
            // A cédula has no check digit to spoil.
            for number in numbers.iter().filter(|_| kind != TaxNumberKind::Cedula) {
                assert!(spoilt(kind, number, day).is_some(), "{kind} {number}");
            }
        }
    }
}
