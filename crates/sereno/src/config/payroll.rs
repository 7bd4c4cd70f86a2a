//! Payroll as written in the settings, and checked.

use std::collections::BTreeMap;

use serde::Deserialize;
use sereno_domain::clean_text::CleanText;
use sereno_domain::country::Country;
use sereno_domain::money::Currency;
use sereno_domain::payroll::calendar::PayCalendar;

use super::{ConfigError, in_range};

/// Payroll as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPayroll {
    calendar: String,
    payer_country: Country,
    currency: Currency,
    fx_source: String,
    fx_business_days: u8,
    cutoff_business_days: u8,
    n_approvals: u8,
    chunk_placements: u32,
    accounts: BTreeMap<Currency, RawAccount>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAccount {
    name: String,
    number: String,
    #[serde(default)]
    bic: Option<String>,
    country: Country,
}

/// How months are paid.
#[derive(Debug, Clone)]
pub(crate) struct PayrollConfig {
    /// The calendar.
    pub(crate) calendar: PayCalendar,
    /// Placements in one chunk.
    pub(crate) chunk_placements: u32,
    /// The firm's accounts, by what is paid from them.
    pub(crate) accounts: BTreeMap<Currency, FirmAccount>,
}

/// An account of the firm's.
#[derive(Clone)]
pub(crate) struct FirmAccount {
    /// Whose it is.
    pub(crate) name: CleanText,
    /// An IBAN, or the number the bank knows it by.
    pub(crate) number: String,
    /// Of the bank; none unknown.
    pub(crate) bic: Option<String>,
    /// Of the bank.
    pub(crate) country: Country,
}

impl std::fmt::Debug for FirmAccount {
    /// Without the number.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FirmAccount").field("name", &self.name).finish_non_exhaustive()
    }
}

pub(super) fn check(raw: RawPayroll) -> Result<PayrollConfig, ConfigError> {
    in_range("payroll.fx_business_days", i64::from(raw.fx_business_days), 0, 15)?;
    in_range("payroll.cutoff_business_days", i64::from(raw.cutoff_business_days), 0, 15)?;
    in_range("payroll.n_approvals", i64::from(raw.n_approvals), 1, 5)?;
    in_range("payroll.chunk_placements", i64::from(raw.chunk_placements), 1, 10_000)?;
    for (key, given) in [("calendar", &raw.calendar), ("fx_source", &raw.fx_source)] {
        if given.trim().is_empty() {
            return Err(ConfigError::Empty { key });
        }
    }
    let accounts = raw.accounts.into_iter().map(|(currency, account)| {
        let RawAccount { name, number, bic, country } = account;
        (currency, FirmAccount { name: CleanText::new(&name), number, bic, country })
    });
    Ok(PayrollConfig {
        calendar: PayCalendar {
            name: raw.calendar,
            payer_country: raw.payer_country,
            currency: raw.currency,
            fx_source: raw.fx_source,
            fx_business_days: raw.fx_business_days,
            cutoff_business_days: raw.cutoff_business_days,
            n_approvals: raw.n_approvals,
        },
        chunk_placements: raw.chunk_placements,
        accounts: accounts.collect(),
    })
}
