//! Numbers as the dashboard writes them: grouped, compact, as shares. Whole-number arithmetic only.

use std::fmt;

use sereno_domain::matching;

use crate::language::say_with;
use crate::manner::Manner;

/// A count that must fit a screen coordinate; what does not fit stops at the edge.
pub(crate) fn narrow(n: impl TryInto<u16>) -> u16 {
    n.try_into().unwrap_or(u16::MAX)
}

/// A count of things, for arithmetic in `u64`.
pub(crate) fn count(n: usize) -> u64 {
    n.try_into().unwrap_or(u64::MAX)
}

/// `1204` as `1,204`, or as the language of the reader has it.
pub(crate) fn grouped(n: u64) -> String {
    let manner = Manner::now();
    let digits = n.to_string();
    if manner.bare {
        return digits;
    }
    let (group, _) = manner.language.separators();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    text
}

/// A number written with a point, as the language of the reader has it.
pub(crate) fn pointed(text: String) -> String {
    let manner = Manner::now();
    match manner.language.separators() {
        (group, point) if !manner.bare && point != '.' => {
            let swap = |sign| match sign {
                ',' => group,
                '.' => point,
                other => other,
            };
            text.chars().map(swap).collect()
        }
        _ => text,
    }
}

/// Exact up to 99,999, then `412.6k`, `12.3M`, `4.0G`; always short enough for a card.
pub(crate) fn compact(n: u64) -> String {
    let (unit, letter) = match n {
        0..100_000 => return grouped(n),
        100_000..1_000_000 => (1_000, 'k'),
        1_000_000..1_000_000_000 => (1_000_000, 'M'),
        _ => (1_000_000_000, 'G'),
    };
    let manner = Manner::now();
    if manner.bare {
        return grouped(n);
    }
    let (tenths, (_, point)) = (n / (unit / 10), manner.language.separators());
    format!("{}{point}{}{letter}", grouped(tenths / 10), tenths % 10)
}

/// `68%`; 100% only when nothing is left, 0% only when nothing is there.
pub(crate) fn percent(n: u64, of: u64) -> String {
    if of == 0 {
        return "–".to_owned();
    }
    let whole = u128::from(n) * 100 / u128::from(of);
    let shown = if n > 0 && whole == 0 { 1 } else { whole };
    format!("{shown}%")
}

/// How many of `cells` belong to `n` of `of`, rounded down, never more than there are.
pub(crate) fn share(n: u64, of: u64, cells: u64) -> u64 {
    if of == 0 {
        return 0;
    }
    let part = u128::from(n.min(of)) * u128::from(cells) / u128::from(of);
    u64::try_from(part).unwrap_or(cells).min(cells)
}

/// A score: `87.40`.
pub(crate) fn score_text(points: u32) -> String {
    pointed(matching::score_text(points))
}

/// A score to its last digit: `87.4012`.
pub(crate) fn score_text_exact(points: u32) -> String {
    pointed(matching::score_text_exact(points))
}

/// A score's change with its sign: `+3.60`, `−0.35`.
pub(crate) fn score_change(points: i32) -> String {
    let sign = if points < 0 { '−' } else { '+' };
    format!("{sign}{}", score_text(points.unsigned_abs()))
}

/// `1 chunk`, `12 chunks`: the text for one, or that for any other number, with the number in it.
pub(crate) fn counted(n: u64, one: &str, many: &str) -> String {
    say_with(if n == 1 { one } else { many }, &[&grouped(n)])
}

/// A whole number and its parts: `6.1`, `1,204.50`.
pub(crate) fn with_parts(whole: u64, parts: impl fmt::Display) -> String {
    let manner = Manner::now();
    let point = if manner.bare { '.' } else { manner.language.separators().1 };
    format!("{}{point}{parts}", grouped(whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn thousands_are_grouped() {
        for (n, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_038_412, "1,038,412")] {
            assert_eq!(grouped(n), text);
        }
    }

    #[test]
    fn cards_stay_short() {
        for (n, text) in [
            (99_999, "99,999"),
            (100_000, "100.0k"),
            (412_650, "412.6k"),
            (12_340_000, "12.3M"),
            (4_000_000_000, "4.0G"),
        ] {
            assert_eq!(compact(n), text);
        }
    }

    #[test]
    fn every_language_has_its_own_signs_and_files_have_none() {
        let spanish = Manner { language: Language::Spanish, ..Manner::default() };
        {
            let _held = spanish.hold();
            assert_eq!((grouped(1_204).as_str(), compact(412_650).as_str()), ("1.204", "412,6k"));
            assert_eq!(score_change(36_000), "+3,60");
            assert_eq!(pointed("1,204.50".to_owned()), "1.204,50");
        }
        let _held = Manner { bare: true, ..spanish }.hold();
        assert_eq!((grouped(1_204).as_str(), compact(412_650).as_str()), ("1204", "412650"));
        assert_eq!(score_change(36_000), "+3.60");
    }

    #[test]
    fn things_are_counted_by_one_of_two_texts() {
        for (n, text) in [(0, "0 tries"), (1, "1 try"), (1_204, "1,204 tries")] {
            assert_eq!(counted(n, "{} try", "{} tries"), text);
        }
        assert_eq!(with_parts(1_204, "50"), "1,204.50");
    }

    #[test]
    fn a_share_is_only_whole_when_all_is_there() {
        assert_eq!(percent(199, 200), "99%");
        assert_eq!(percent(200, 200), "100%");
        assert_eq!(percent(1, 100_000), "1%");
        assert_eq!(percent(0, 0), "–");
        assert_eq!(share(u64::MAX, u64::MAX, 40), 40);
        assert_eq!(share(1, 3, 30), 10);
    }

    #[test]
    fn a_change_has_its_sign() {
        assert_eq!(score_change(-3_500), "−0.35");
        assert_eq!(score_change(36_000), "+3.60");
    }
}
