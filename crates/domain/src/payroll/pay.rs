//! Lines as they are made: what the terms of each slice pay and bill, extras, what is kept back of a
//! contractor, and what moving it costs.

use std::collections::BTreeMap;

use super::exact::{Exact, TooLarge, apportion};
use super::facts::{PayFacts, PayMonth};
use super::fx_lock::{LockedRate, NoRate};
use super::item::{Calc, LineCode, LineSide, LineUnit, PayLine, Reason};
use super::rules::{MonthlyFee, PayRules};
use super::slice::Slice;
use crate::compliance::parameter::{ParameterKey, Parameters};
use crate::developer::Engagement;
use crate::money::{Currency, Money, Per, Rate};
use crate::pay_extra::PayExtraKind;

/// Weeks of a year, over the months of one: hours of a week times this are hours of a month.
const WEEKS_A_MONTH: (i64, i64) = (52, 12);

/// The lines of an item as they come together, and what stands in the way of paying them.
pub(super) struct Book<'a> {
    pub(super) facts: &'a PayFacts,
    pub(super) month: &'a PayMonth,
    /// Of what is paid.
    pub(super) pay: Currency,
    /// Whose rates convert pay; none the calendar's.
    source: Option<String>,
    rates: BTreeMap<Currency, Option<LockedRate>>,
    pub(super) lines: Vec<PayLine>,
    pub(super) troubles: Vec<(Reason, String)>,
}

/// A line before it is rounded.
pub(super) struct Draft {
    pub(super) code: LineCode,
    pub(super) side: LineSide,
    pub(super) quantity: Exact,
    pub(super) unit: LineUnit,
    pub(super) amount: Exact,
    pub(super) currency: Currency,
    pub(super) calc: Calc,
}

impl<'a> Book<'a> {
    pub(super) fn new(
        facts: &'a PayFacts,
        month: &'a PayMonth,
        pay: Currency,
        source: Option<String>,
    ) -> Self {
        let (rates, lines, troubles) = (BTreeMap::new(), Vec::new(), Vec::new());
        Self { facts, month, pay, source, rates, lines, troubles }
    }

    /// The rate of a currency; what is amiss with it is noted once. None when there is none at all.
    pub(super) fn rate(&mut self, currency: Currency) -> Option<LockedRate> {
        if let Some(known) = self.rates.get(&currency) {
            return *known;
        }
        let source = if currency == self.pay { self.source.clone() } else { None };
        let fx = &self.month.fx;
        let named = PayRules::house().source_is_named.contains(&currency);
        if named && source.is_none() && currency != fx.base {
            let says =
                format!("{currency} has several exchange rates and the terms name no source");
            self.troubles.push((Reason::FxSourceUnnamed, says));
        }
        let of = source.as_deref().unwrap_or(&fx.source);
        let (rate, says) = match fx.rate(currency, source.as_deref()) {
            Ok(rate) => (Some(rate), None),
            Err(NoRate::Missing) => {
                let says = format!("no rate of {currency} by {of} on {} or before", fx.fix_on);
                (None, Some((Reason::FxMissing, says)))
            }
            Err(NoRate::Stale(rate)) => {
                let says = format!(
                    "the newest rate of {currency} by {of} is of {}, more than {} days before {}",
                    rate.day,
                    super::fx_lock::STALE_DAYS,
                    fx.fix_on
                );
                (Some(rate), Some((Reason::FxStale, says)))
            }
        };
        self.troubles.extend(says);
        self.rates.insert(currency, rate);
        rate
    }

    /// Minor units of one currency in those of another; nothing where a rate is missing, which is noted.
    pub(super) fn in_currency(&mut self, minor: Exact, from: Currency, to: Currency) -> Exact {
        if from == to {
            return minor;
        }
        let (from_rate, to_rate) = (self.rate(from), self.rate(to));
        from_rate.zip(to_rate).map_or_else(Exact::zero, |(from_rate, to_rate)| {
            self.month.fx.between(minor, (from, from_rate), (to, to_rate))
        })
    }

    /// Adds a line, rounded once; one of nothing is left out.
    pub(super) fn add(&mut self, draft: Draft) -> Result<i64, TooLarge> {
        let amount_minor = draft.amount.minor()?;
        self.push(draft, amount_minor)?;
        Ok(amount_minor)
    }

    fn push(&mut self, draft: Draft, amount_minor: i64) -> Result<(), TooLarge> {
        let Draft { code, side, quantity, unit, currency, calc, .. } = draft;
        if amount_minor == 0 {
            return Ok(());
        }
        Exact::whole(amount_minor).minor()?;
        let amount = Money { amount_minor, currency };
        let rate = self.rate(currency);
        let base = rate.map_or_else(Exact::zero, |rate| self.month.fx.to_base(amount, rate));
        let (quantity_e6, base_minor) = (quantity.millionths()?, base.minor()?);
        self.lines.push(PayLine { code, side, quantity_e6, unit, amount, base_minor, calc });
        Ok(())
    }

    /// Lines of pay or bill for slices of a month, which add up to their rounded sum.
    pub(super) fn add_slices(
        &mut self,
        slices: &[Slice<'_>],
        side: LineSide,
        rate: impl Fn(&Slice<'_>) -> Rate,
    ) -> Result<(), TooLarge> {
        let mut by_currency: BTreeMap<Currency, Vec<Draft>> = BTreeMap::new();
        for slice in slices {
            let draft = of_slice(slice, side, rate(slice));
            by_currency.entry(draft.currency).or_default().push(draft);
        }
        for drafts in by_currency.into_values() {
            let exact: Vec<Exact> = drafts.iter().map(|draft| draft.amount.clone()).collect();
            for (draft, amount_minor) in drafts.into_iter().zip(apportion(&exact)?) {
                self.push(draft, amount_minor)?;
            }
        }
        Ok(())
    }

    /// Lines of what is paid or taken once, and billed on.
    pub(super) fn add_extras(&mut self) -> Result<(), TooLarge> {
        for extra in &self.facts.extras {
            let (code, side) = match extra.kind {
                PayExtraKind::Bonus => (LineCode::Bonus, LineSide::Pay),
                PayExtraKind::Reimbursement => (LineCode::Reimbursement, LineSide::Pay),
                PayExtraKind::Advance => (LineCode::Advance, LineSide::Deduct),
            };
            let given = extra.amount;
            let exact = Exact::whole(given.amount_minor);
            let amount = self.in_currency(exact.clone(), given.currency, self.pay);
            let calc = calc([("day", extra.day.to_string()), ("given", given.to_string())]);
            let draft = |side, amount, currency| Draft {
                code,
                side,
                quantity: Exact::whole(1),
                unit: LineUnit::Once,
                amount,
                currency,
                calc: calc.clone(),
            };
            self.add(draft(side, amount, self.pay))?;
            if extra.is_billed {
                self.add(draft(LineSide::Bill, exact, given.currency))?;
            }
        }
        Ok(())
    }

    /// What the tax office of a contractor's country has kept back of their fee.
    pub(super) fn add_retention(&mut self) -> Result<(), TooLarge> {
        let row = |key| Parameters::house().at(Some(self.facts.country), key, self.month.pay_on);
        let individual = self.facts.engagement == Some(Engagement::ContractorIndividual);
        let Some(law) = row(ParameterKey::FeeRetentionBp).filter(|_| individual) else {
            return Ok(());
        };
        let above = row(ParameterKey::FeeRetentionAbove).map(|row| row.value);
        let taxed =
            self.sum(|line| line.side == LineSide::Pay && line.code != LineCode::Reimbursement);
        let own = Currency::of_country(self.facts.country).unwrap_or(self.pay);
        let threshold = above.map(|units| {
            let scale = 10_i64.pow(own.minor_digits());
            self.in_currency(Exact::whole(units) * Exact::whole(scale), own, self.pay)
        });
        if self.facts.retention_suspended
            || threshold.is_some_and(|most| Exact::whole(taxed) <= most)
        {
            return Ok(());
        }
        self.add(Draft {
            code: LineCode::Retention,
            side: LineSide::Deduct,
            quantity: Exact::whole(1),
            unit: LineUnit::Once,
            amount: Exact::whole(taxed) * Exact::ratio(law.value, 10_000),
            currency: self.pay,
            calc: calc([
                ("rate_bp", law.value.to_string()),
                ("of_minor", taxed.to_string()),
                ("source", law.source.clone()),
            ]),
        })?;
        Ok(())
    }

    /// Lines of what moving it costs.
    pub(super) fn add_fees(&mut self) -> Result<(), TooLarge> {
        let paid = self.sum(|line| line.side == LineSide::Pay);
        if paid == 0 {
            return Ok(());
        }
        let day = self.month.last();
        let employed = self.facts.is_employment();
        let due = |fee: &&MonthlyFee| {
            fee.dated.holds_on(day) && (fee.code == LineCode::Transfer || employed)
        };
        for fee in PayRules::house().fees.iter().filter(due) {
            self.add(Draft {
                code: fee.code,
                side: LineSide::Fee,
                quantity: Exact::whole(1),
                unit: LineUnit::Once,
                amount: Exact::whole(fee.cents),
                currency: self.month.fx.base,
                calc: calc([("source", fee.dated.source.clone())]),
            })?;
        }
        Ok(())
    }

    /// Sum of lines in their own currency, which must be one; of what is billed use sums in the run's.
    pub(super) fn sum(&self, of: impl Fn(&PayLine) -> bool) -> i64 {
        self.lines.iter().filter(|line| of(line)).map(|line| line.amount.amount_minor).sum()
    }
}

/// Figures by name.
pub(super) fn calc<const N: usize>(figures: [(&'static str, String); N]) -> Calc {
    Calc::from(figures)
}

/// What a slice comes to at a rate.
fn of_slice(slice: &Slice<'_>, side: LineSide, rate: Rate) -> Draft {
    let given = Exact::whole(rate.money.amount_minor);
    let last = slice.to.yesterday().unwrap_or(slice.to);
    let mut figures = calc([
        ("from", slice.from.to_string()),
        ("to", last.to_string()),
        ("rate", rate.to_string()),
    ]);
    let (code, quantity, unit, amount) = match rate.per {
        Per::Hour => {
            figures.insert("minutes", slice.minutes.to_string());
            let hours = Exact::ratio(slice.minutes, 60);
            (LineCode::Hours, hours.clone(), LineUnit::Hour, given * hours)
        }
        Per::Month | Per::Year => {
            figures.insert(
                "days",
                format!("{} of {} {}", slice.counted, slice.base, slice.terms.proration),
            );
            if slice.unpaid > Exact::zero() {
                let e6 = slice.unpaid.millionths().unwrap_or_default();
                figures.insert("unpaid_days_e6", e6.to_string());
            }
            (LineCode::Salary, slice.part(), LineUnit::Month, a_month(rate) * slice.part())
        }
    };
    let currency = rate.money.currency;
    Draft { code, side, quantity, unit, amount, currency, calc: figures }
}

/// What a month is paid at a rate by the month or by the year; by the hour it is nothing.
fn a_month(rate: Rate) -> Exact {
    let given = Exact::whole(rate.money.amount_minor);
    match rate.per {
        Per::Month => given,
        Per::Year => given * Exact::ratio(1, 12),
        Per::Hour => Exact::zero(),
    }
}

/// What a whole month of so many hours a week is paid at a rate.
pub(super) fn full_month(rate: Rate, weekly_hours: u8) -> Exact {
    match rate.per {
        Per::Hour => Exact::whole(rate.money.amount_minor) * hours_a_month(weekly_hours),
        Per::Month | Per::Year => a_month(rate),
    }
}

/// Hours of a month.
pub(super) fn hours_a_month(weekly_hours: u8) -> Exact {
    let (weeks, months) = WEEKS_A_MONTH;
    Exact::ratio(i64::from(weekly_hours) * weeks, months)
}

/// What an hour is paid at a rate.
pub(super) fn an_hour(rate: Rate, weekly_hours: u8) -> Exact {
    match rate.per {
        Per::Hour => Exact::whole(rate.money.amount_minor),
        Per::Month | Per::Year => {
            a_month(rate).over(&hours_a_month(weekly_hours)).unwrap_or_else(Exact::zero)
        }
    }
}
