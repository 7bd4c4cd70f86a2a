//! Exchange rates as a run locks them: one for each currency and source, of the fixing day or shortly
//! before, and what amounts come to at them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::exact::Exact;
use super::item::Reason;
use crate::fx_rate::FxRate;
use crate::money::{Currency, Money};

/// Civil days a rate may be older than the fixing day: a long weekend.
pub const STALE_DAYS: i64 = 4;

/// A rate that is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockedRate {
    /// Units for one of the run's currency, in units of 1e-12; never zero.
    pub rate_e12: i128,
    /// The civil day it was published for.
    pub day: Date,
}

/// Why a currency has no rate that may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRate {
    /// There is none on the fixing day or before.
    Missing,
    /// The newest is from too long before; it still says what is at stake.
    Stale(LockedRate),
}

/// The rates of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FxLock {
    /// The run's currency.
    pub base: Currency,
    /// The civil day whose rates are locked.
    pub fix_on: Date,
    /// Whose rates hold where terms name nobody.
    pub source: String,
    /// By currency and source.
    rates: BTreeMap<(Currency, String), Result<LockedRate, NoRate>>,
}

impl FxLock {
    /// Locks the last rate on or before the fixing day of each currency and source, from rates against
    /// the run's currency in any order.
    pub fn lock(base: Currency, fix_on: Date, source: &str, rates: &[FxRate]) -> Self {
        let mut newest: BTreeMap<(Currency, String), LockedRate> = BTreeMap::new();
        for rate in rates.iter().filter(|rate| rate.base == base && rate.day <= fix_on) {
            let locked = LockedRate { rate_e12: rate.rate_e12, day: rate.day };
            let kept = newest.entry((rate.quote, rate.source.clone())).or_insert(locked);
            if kept.day < rate.day {
                *kept = locked;
            }
        }
        let oldest = fix_on.saturating_sub(jiff::Span::new().days(STALE_DAYS));
        let usable = |rate: LockedRate| {
            if rate.day < oldest { Err(NoRate::Stale(rate)) } else { Ok(rate) }
        };
        let rates = newest.into_iter().map(|(key, rate)| (key, usable(rate))).collect();
        Self { base, fix_on, source: source.to_owned(), rates }
    }

    /// What was locked before, as it is kept with the run.
    pub fn kept(
        base: Currency,
        fix_on: Date,
        source: &str,
        rates: BTreeMap<(Currency, String), Result<LockedRate, NoRate>>,
    ) -> Self {
        Self { base, fix_on, source: source.to_owned(), rates }
    }

    /// Every currency and source, with its rate.
    pub fn rates(&self) -> impl Iterator<Item = (Currency, &str, Result<LockedRate, NoRate>)> + '_ {
        self.rates.iter().map(|((currency, source), rate)| (*currency, source.as_str(), *rate))
    }

    /// The rate of a currency by a source, or by the calendar's where none is named.
    ///
    /// # Errors
    /// [`NoRate`] when there is none, or it is too old.
    pub fn rate(&self, currency: Currency, source: Option<&str>) -> Result<LockedRate, NoRate> {
        if currency == self.base {
            return Ok(LockedRate { rate_e12: 1_000_000_000_000, day: self.fix_on });
        }
        let key = (currency, source.unwrap_or(&self.source).to_owned());
        self.rates.get(&key).copied().unwrap_or(Err(NoRate::Missing))
    }

    /// An amount in minor units of the run's currency, not yet rounded.
    pub fn to_base(&self, money: Money, rate: LockedRate) -> Exact {
        exchanged(Exact::whole(money.amount_minor), money.currency, self.base, rate)
    }

    /// Minor units of one currency in those of another, each at its rate.
    pub fn between(
        &self,
        minor: Exact,
        (from, from_rate): (Currency, LockedRate),
        (to, to_rate): (Currency, LockedRate),
    ) -> Exact {
        let base = exchanged(minor, from, self.base, from_rate);
        let scale =
            Exact::wide(10_i128.pow(to.minor_digits()), 10_i128.pow(self.base.minor_digits()));
        base * scale * Exact::wide(to_rate.rate_e12, 1_000_000_000_000)
    }
}

fn exchanged(minor: Exact, from: Currency, base: Currency, rate: LockedRate) -> Exact {
    let scale = Exact::wide(10_i128.pow(base.minor_digits()), 10_i128.pow(from.minor_digits()));
    minor * scale * Exact::wide(1_000_000_000_000, rate.rate_e12)
}

impl NoRate {
    /// Why an item is held for it.
    pub const fn reason(self) -> Reason {
        match self {
            Self::Missing => Reason::FxMissing,
            Self::Stale(_) => Reason::FxStale,
        }
    }
}
