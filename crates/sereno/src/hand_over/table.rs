//! The two tables of a hand-over, items and lines, before they become CSV or a sheet; and how a
//! text or an amount is written so that a spreadsheet neither runs nor bends it.

use jiff::civil::Date;
use sereno_domain::clean_text::CleanText;
use sereno_domain::money::Currency;

use super::{HandedItem, HandedLine, HandedRun};

/// Decimal places of a quantity.
const QUANTITY_DIGITS: u32 = 6;

/// Columns of the items, in order.
pub(super) const ITEM_COLUMNS: [&str; 19] = [
    "placement_id",
    "developer_id",
    "developer",
    "client",
    "country",
    "engagement",
    "state",
    "reasons",
    "currency",
    "gross",
    "deductions",
    "net",
    "base_currency",
    "pay_base",
    "employer_base",
    "accrual_base",
    "fee_base",
    "bill_base",
    "margin_base",
];

/// Columns of the lines, in order.
pub(super) const LINE_COLUMNS: [&str; 10] = [
    "placement_id",
    "no",
    "code",
    "side",
    "quantity",
    "unit",
    "currency",
    "amount",
    "base_currency",
    "base",
];

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    /// Nothing.
    Empty,
    /// A text that is neutral already.
    Text(String),
    /// A key or a count.
    Number(i128),
    /// Money in minor units, and how many digits they have.
    Amount { minor: i128, digits: u32 },
    /// A quantity in millionths.
    Quantity(i64),
    /// A day.
    Day(Date),
}

impl Cell {
    /// A text of ours or of others, made neutral.
    pub(super) fn text(text: &str) -> Self {
        Self::Text(neutral(text))
    }

    /// An amount in minor units of `currency`.
    pub(super) fn amount(minor: impl Into<i128>, currency: Currency) -> Self {
        Self::Amount { minor: minor.into(), digits: currency.minor_digits() }
    }

    /// What a program reads: no thousands sign, a point before the minor digits.
    pub(super) fn plain(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Amount { minor, digits } => plain(*minor, *digits),
            Self::Quantity(millionths) => {
                let text = plain(i128::from(*millionths), QUANTITY_DIGITS);
                text.trim_end_matches('0').trim_end_matches('.').to_owned()
            }
            Self::Day(day) => day.to_string(),
        }
    }
}

/// Why there is no table.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TableError {
    /// An item has amounts in no currency.
    #[error(
        "the item of placement {placement_id} has amounts and no currency: compute the run again"
    )]
    NoCurrency {
        /// The placement of the item.
        placement_id: i64,
    },
}

/// The row of an item.
///
/// # Errors
/// [`TableError`] when amounts have no currency.
pub(super) fn item_cells(run: &HandedRun, item: &HandedItem) -> Result<[Cell; 19], TableError> {
    let paid = |minor: i64| match item.currency {
        Some(currency) => Ok(Cell::amount(minor, currency)),
        None if minor == 0 => Ok(Cell::Empty),
        None => Err(TableError::NoCurrency { placement_id: item.placement_id }),
    };
    let base = |minor: i64| Cell::amount(minor, run.currency);
    Ok([
        Cell::Number(item.placement_id.into()),
        Cell::Number(item.developer_id.into()),
        Cell::text(item.developer.as_str()),
        Cell::text(item.client.as_str()),
        Cell::text(&item.country),
        Cell::text(&item.engagement),
        Cell::text(item.state.name()),
        Cell::text(&item.reasons),
        item.currency.map_or(Cell::Empty, |currency| Cell::text(currency.code())),
        paid(item.gross_minor)?,
        paid(item.deductions_minor)?,
        paid(item.net_minor)?,
        Cell::text(run.currency.code()),
        base(item.pay_base_minor),
        base(item.employer_base_minor),
        base(item.accrual_base_minor),
        base(item.fee_base_minor),
        base(item.bill_base_minor),
        base(item.margin_base_minor),
    ])
}

/// The row of a line.
pub(super) fn line_cells(run: &HandedRun, line: &HandedLine) -> [Cell; 10] {
    [
        Cell::Number(line.placement_id.into()),
        Cell::Number(line.no.into()),
        Cell::text(&line.code),
        Cell::text(&line.side),
        Cell::Quantity(line.quantity_e6),
        Cell::text(&line.unit),
        Cell::text(line.amount.currency.code()),
        Cell::amount(line.amount.amount_minor, line.amount.currency),
        Cell::text(run.currency.code()),
        Cell::amount(line.base_minor, run.currency),
    ]
}

/// `4500.50` for 450050 of two digits: no thousands sign, all minor digits.
pub(super) fn plain(minor: i128, digits: u32) -> String {
    let scale = 10_u128.saturating_pow(digits);
    let magnitude = minor.unsigned_abs();
    let sign = if minor < 0 { "-" } else { "" };
    match usize::try_from(digits) {
        Ok(width) if width > 0 => {
            format!("{sign}{}.{:0width$}", magnitude / scale, magnitude % scale)
        }
        _ => format!("{sign}{magnitude}"),
    }
}

/// `text` cleaned, and with a quote before whatever a spreadsheet would take for a formula.
///
/// A formula starts a cell; behind a semicolon too, because where a list is separated by one, a
/// file of commas falls apart there. The full-width signs count: spreadsheets fold them.
///
/// # Source
/// OWASP, Application Security Verification Standard, 1.2.10, read 2026-11-28.
pub(crate) fn neutral(text: &str) -> String {
    let clean = CleanText::new(text);
    let mut safe = String::with_capacity(clean.as_str().len());
    let mut starts = true;
    for ch in clean.as_str().chars() {
        if starts && matches!(ch, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') {
            safe.push('\'');
        }
        starts = ch == ';' || (starts && matches!(ch, ' ' | '"'));
        safe.push(ch);
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_neutral(text: &str, expected: &str) {
        assert_eq!(neutral(text), expected);
    }

    #[test]
    fn what_a_spreadsheet_would_run_gets_a_quote() {
        check_neutral("=1+1", "'=1+1");
        check_neutral("+57 300", "'+57 300");
        check_neutral("-2", "'-2");
        check_neutral("@SUM(A1)", "'@SUM(A1)");
        check_neutral("  =1", "'=1");
        check_neutral("\t=1", "'=1");
        check_neutral("\r=1", "'=1");
        check_neutral("\u{200b}=1", "'=1");
        check_neutral("＝1", "'＝1");
        check_neutral("a; \"=1", "a; \"'=1");
    }

    #[test]
    fn what_it_would_not_run_stays() {
        check_neutral("Ana-María", "Ana-María");
        check_neutral("a=b, -c", "a=b, -c");
        check_neutral("", "");
    }

    #[test]
    fn controls_never_get_in() {
        check_neutral("\tAna\u{1b}[2J\u{0}\r\nB\u{202e}", "Ana[2J B");
    }

    fn check_plain(cell: &Cell, expected: &str) {
        assert_eq!(cell.plain(), expected);
    }

    #[test]
    fn amounts_have_the_digits_of_their_currency() {
        let amount = |minor: i64, digits| Cell::Amount { minor: minor.into(), digits };
        check_plain(&amount(450_050, 2), "4500.50");
        check_plain(&amount(-5, 2), "-0.05");
        check_plain(&amount(4_500_000, 0), "4500000");
        check_plain(&amount(1, 4), "0.0001");
        check_plain(&amount(i64::MIN, 2), "-92233720368547758.08");
    }

    #[test]
    fn quantities_have_the_digits_they_need() {
        check_plain(&Cell::Quantity(160_000_000), "160");
        check_plain(&Cell::Quantity(7_500_000), "7.5");
        check_plain(&Cell::Quantity(-1), "-0.000001");
        check_plain(&Cell::Quantity(0), "0");
    }
}
