//! Exchange rates against the US dollar, and what a rate of pay comes to in dollars a month.
//!
//! Quotations stay as they were published and the arithmetic is whole numbers with one rounding,
//! so a rate compares the same on every machine. Payroll locks rates of its own; these only
//! compare.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;

use crate::money::{Currency, Per, Rate};

/// Quotations are whole numbers of this part of a unit: eight decimals.
const QUOTE_SCALE: u64 = 100_000_000;

/// Decimals a quotation may have.
const QUOTE_DECIMALS: usize = 8;

/// Units of each currency for one US dollar, on one day, from one source.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FxTable {
    /// The day the quotations are of.
    pub day: Date,
    /// Who published them.
    pub source: String,
    /// Hundred-millionths of a unit for one dollar; never zero.
    per_usd_e8: BTreeMap<Currency, u64>,
}

/// Why a table of exchange rates cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FxError {
    /// Not TOML, or not the keys a table has.
    #[error("the exchange rates are not a table of `day`, `source` and `[per_usd]`")]
    Toml(#[from] toml::de::Error),
    /// A quotation that is no plain decimal above zero.
    #[error(
        "the rate `{given}` of {currency} is not usable: write units for one US dollar, above zero, with at most 8 decimals, like 3368.96"
    )]
    Quote {
        /// Whose rate.
        currency: Currency,
        /// The text as it was given.
        given: String,
    },
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    source: String,
    day: Date,
    per_usd: BTreeMap<Currency, String>,
}

static HOUSE: LazyLock<FxTable> =
    LazyLock::new(|| match FxTable::parse(include_str!("../../../config/fx.toml")) {
        Ok(table) => table,
        Err(error) => unreachable!("the embedded table is parsed by a test: {error}"),
    });

impl FxTable {
    /// The table embedded in the program.
    pub fn house() -> &'static Self {
        &HOUSE
    }

    /// Reads a table written like `config/fx.toml`.
    ///
    /// # Errors
    /// [`FxError`] when a key is unknown or missing, or a quotation is not above zero.
    pub fn parse(text: &str) -> Result<Self, FxError> {
        let written: Written = toml::from_str(text)?;
        let mut per_usd_e8 = BTreeMap::new();
        for (currency, given) in written.per_usd {
            match quote_e8(&given) {
                Some(quote) => per_usd_e8.insert(currency, quote),
                None => return Err(FxError::Quote { currency, given }),
            };
        }
        per_usd_e8.insert(Currency::USD, QUOTE_SCALE);
        Ok(Self { day: written.day, source: written.source, per_usd_e8 })
    }

    /// The currencies it knows, by code.
    pub fn currencies(&self) -> impl Iterator<Item = Currency> + '_ {
        self.per_usd_e8.keys().copied()
    }

    /// US cents a month, rounded once, half up; an hourly rate is paid for `hours_a_month` hours.
    ///
    /// None when the currency is not in the table, the amount is negative, or the result has no
    /// room in 64 bits.
    pub fn usd_cents_a_month(&self, rate: Rate, hours_a_month: u16) -> Option<i64> {
        let quote = i128::from(*self.per_usd_e8.get(&rate.money.currency)?);
        let amount = i128::from(rate.money.amount_minor);
        if amount < 0 {
            return None;
        }
        let (times, over) = match rate.per {
            Per::Hour => (i128::from(hours_a_month), 1),
            Per::Month => (1, 1),
            Per::Year => (1, 12),
        };
        let units = 10_i128.checked_pow(rate.money.currency.minor_digits())?;
        let cents = amount.checked_mul(times)?.checked_mul(100 * i128::from(QUOTE_SCALE))?;
        let divisor = quote.checked_mul(units)?.checked_mul(over)?;
        i64::try_from((cents + divisor / 2) / divisor).ok()
    }
}

/// A plain decimal as hundred-millionths; none when it is not one, or is zero.
fn quote_e8(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > QUOTE_DECIMALS {
        return None;
    }
    let whole: u64 = whole.parse().ok()?;
    let part: u64 = format!("{part:0<QUOTE_DECIMALS$}").parse().ok()?;
    whole.checked_mul(QUOTE_SCALE)?.checked_add(part).filter(|quote| *quote > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Money;

    fn table() -> &'static FxTable {
        FxTable::house()
    }

    fn check(amount_minor: i64, code: &str, per: Per, expected: Option<i64>) {
        let money = Money { amount_minor, currency: code.parse().unwrap() };
        assert_eq!(table().usd_cents_a_month(Rate { money, per }, 160), expected);
    }

    #[test]
    fn the_table_of_the_house_covers_the_currencies_of_the_region() {
        let table = table();
        for code in ["ARS", "BRL", "CLP", "COP", "CRC", "EUR", "GBP", "CAD", "MXN", "PEN", "UYU"] {
            let currency: Currency = code.parse().unwrap();
            assert!(table.currencies().any(|known| known == currency), "{code}");
        }
    }

    #[test]
    fn dollars_stay_dollars() {
        check(450_050, "USD", Per::Month, Some(450_050));
        check(5_000, "USD", Per::Hour, Some(800_000));
        check(6_000_006, "USD", Per::Year, Some(500_001));
    }

    #[test]
    fn the_minor_unit_is_the_currencys_own() {
        // 967.7346811 pesos, which have no cents, are a dollar.
        check(9_677_347, "CLP", Per::Month, Some(1_000_000));
        // 3368.96109648 pesos, which have cents, are a dollar.
        check(336_896, "COP", Per::Month, Some(100));
    }

    #[test]
    fn half_a_cent_is_rounded_up_once() {
        check(6, "USD", Per::Year, Some(1));
        check(5, "USD", Per::Year, Some(0));
    }

    #[test]
    fn what_cannot_be_compared_is_none() {
        check(100, "JPY", Per::Month, None);
        check(-1, "USD", Per::Month, None);
        check(i64::MAX, "USD", Per::Hour, None);
        check(0, "USD", Per::Month, Some(0));
    }

    #[test]
    fn a_quotation_that_is_no_rate_is_refused_by_name() {
        for given in ["0", "-1", "1e3", "", ".5", "1.123456789", "1,5"] {
            let text = format!("source = 's'\nday = '2026-09-29'\n[per_usd]\nCOP = '{given}'\n");
            let error = FxTable::parse(&text).unwrap_err().to_string();
            assert!(error.contains(&format!("`{given}` of COP")), "{error}");
        }
    }
}
