//! Numbers as files write them, read exactly: no float is involved.

use serde::Deserialize;

/// Digits a number may have: more than any pay, and far from overflow.
const DIGITS_MAX: usize = 18;

/// How a file writes numbers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NumberForm {
    /// Between units and fractions.
    #[serde(default = "point")]
    decimal: char,
    /// Between groups of three digits; none when digits are never grouped.
    thousands: Option<char>,
}

fn point() -> char {
    '.'
}

impl Default for NumberForm {
    fn default() -> Self {
        Self { decimal: '.', thousands: None }
    }
}

/// A number: digits over a power of ten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    digits: i128,
    scale: u32,
}

impl NumberForm {
    /// True when the two marks cannot be taken for each other or for digits.
    pub(super) fn is_sound(&self) -> bool {
        let mark = |ch: char| !ch.is_alphanumeric() && !matches!(ch, '-' | '+');
        mark(self.decimal) && self.thousands.is_none_or(|ch| mark(ch) && ch != self.decimal)
    }

    /// Reads a number; a sign of money before or after it is passed over. None when it is none:
    /// `NaN`, `1e9` and `12.34.56` are not.
    pub(super) fn read(&self, text: &str) -> Option<Number> {
        let (negative, whole, fraction) = self.parts(text)?;
        let digits = format!("{whole}{fraction}");
        let magnitude: i128 =
            if digits.len() <= DIGITS_MAX { digits.parse().ok()? } else { return None };
        let scale = u32::try_from(fraction.len()).ok()?;
        Some(Number { digits: if negative { -magnitude } else { magnitude }, scale })
    }

    /// The number with a point, however many digits it has; none when it is none.
    pub(super) fn plain(&self, text: &str) -> Option<String> {
        let (negative, whole, fraction) = self.parts(text)?;
        let sign = if negative { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        Some(format!("{sign}{whole}{point}{fraction}"))
    }

    /// Whether it is negative, and the digits before and after the mark.
    fn parts<'t>(&self, text: &'t str) -> Option<(bool, String, &'t str)> {
        let text = text.trim_matches(|ch: char| ch.is_whitespace() || "$€£".contains(ch));
        let (negative, text) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = match text.split_once(self.decimal) {
            Some((_, "")) => return None,
            Some((whole, fraction)) => (whole, fraction),
            None => (text, ""),
        };
        let whole = self.ungrouped(whole)?;
        let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let sound = !whole.is_empty() && are_digits(&whole) && are_digits(fraction);
        sound.then_some((negative, whole, fraction))
    }

    /// The digits of whole units; none when groups are not of three.
    fn ungrouped(&self, whole: &str) -> Option<String> {
        let Some(mark) = self.thousands.filter(|mark| whole.contains(*mark)) else {
            return Some(whole.to_owned());
        };
        let mut groups = whole.split(mark);
        let first = groups.next().unwrap_or_default();
        let sound = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
        sound.then(|| whole.chars().filter(|ch| *ch != mark).collect())
    }
}

impl Number {
    /// True below zero.
    pub(super) fn is_negative(self) -> bool {
        self.digits < 0
    }

    /// True with three digits after the decimal mark, as `4.500`: no currency has that use here,
    /// and half the world means four and a half thousand.
    pub(super) fn looks_grouped(self) -> bool {
        self.scale == 3
    }

    /// The number in units of a tenth, hundredth, ... of one; none when it is finer than that. What
    /// is out of range is the greatest there is.
    pub(super) fn exactly(self, places: u32) -> Option<i64> {
        let (scaled, rest) = self.scaled(places);
        (rest == 0).then(|| i64::try_from(scaled).unwrap_or(i64::MAX))
    }

    /// As [`Self::exactly`], with what is finer cut off.
    pub(super) fn cut(self, places: u32) -> Option<i64> {
        i64::try_from(self.scaled(places).0).ok()
    }

    fn scaled(self, places: u32) -> (i128, i128) {
        let raised = self.digits.saturating_mul(10_i128.saturating_pow(places));
        let unit = 10_i128.saturating_pow(self.scale);
        (raised / unit, raised % unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(decimal: char, thousands: Option<char>, text: &str, cents: Option<i64>) {
        let form = NumberForm { decimal, thousands };
        assert_eq!(form.read(text).and_then(|number| number.exactly(2)), cents, "{text}");
    }

    #[test]
    fn numbers_as_english_files_write_them() {
        let english = |text, cents| check('.', Some(','), text, cents);
        english("4500", Some(450_000));
        english("4,500.50", Some(450_050));
        english(" $ 1,234,567 ", Some(123_456_700));
        english("0.5", Some(50));
        english("-3", Some(-300));
        english("4,50", None);
        english("1,2345", None);
        english("4500.505", None);
    }

    #[test]
    fn numbers_as_spanish_files_write_them() {
        let spanish = |text, cents| check(',', Some('.'), text, cents);
        spanish("4.500,50", Some(450_050));
        spanish("60.000.000", Some(6_000_000_000));
        spanish("4,5", Some(450));
        spanish("4500.50", None);
    }

    #[test]
    fn what_is_no_number() {
        for text in ["", "NaN", "inf", "1e9", "12.34.56", "4500.", ".", "-", "0x10", "٤", "1 000"]
        {
            check('.', None, text, None);
        }
        check('.', None, "9999999999999999999", None);
    }

    #[test]
    fn a_number_is_written_plainly_with_all_its_digits() {
        let plain = |text| {
            let form = NumberForm { decimal: ',', thousands: Some('.') };
            form.plain(text)
        };
        assert_eq!(plain("-1.234,5").as_deref(), Some("-1234.5"));
        assert_eq!(plain("$ 7").as_deref(), Some("7"));
        assert_eq!(
            plain("0,1234567890123456789012345").as_deref(),
            Some("0.1234567890123456789012345")
        );
        assert_eq!(plain("1,2,3"), None);
    }

    #[test]
    fn finer_digits_can_be_cut() {
        let number = NumberForm::default().read("2.25").unwrap();
        assert_eq!((number.cut(1), number.exactly(1)), (Some(22), None));
    }
}
