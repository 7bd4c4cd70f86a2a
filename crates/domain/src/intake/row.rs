//! One row under reading: its fields one after the other, and what is wrong with any of them, so that
//! all of it can be mended at once.

use jiff::civil::Date;

use crate::money::Money;

use super::mapped_field::{Said, ValueRule};
use super::mapping::Mapping;
use super::owner::Owner;
use super::record::Record;
use super::{Faults, Intake, Refusal, parse, reference};

/// A row, and what was wrong with it so far.
pub(super) struct Row<'a> {
    mapping: &'a Mapping,
    record: &'a Record<'a>,
    pub(super) faults: Faults,
}

impl Intake<'_> {
    /// Reads a row: what `read` builds of it, unless something was wrong with a field.
    pub(super) fn row<T>(
        &self,
        record: &Record<'_>,
        read: impl FnOnce(&mut Row<'_>) -> Option<T>,
    ) -> Result<T, Vec<Refusal>> {
        let mut row = Row { mapping: self.mapping, record, faults: Faults::default() };
        let built = read(&mut row);
        row.faults.conclude(built)
    }
}

impl Row<'_> {
    /// Its identity at the source.
    pub(super) fn reference(&mut self) -> Option<String> {
        self.faults.take(reference::of(self.mapping, self.record))
    }

    /// A field that every row must have: what it is called, and what to write where it says nothing.
    pub(super) fn must<T>(
        &mut self,
        rule: &ValueRule,
        asks: (&str, &str),
        read: impl FnOnce(&Said<'_>) -> Result<T, Refusal>,
    ) -> Option<T> {
        self.faults.take(parse::must(rule, self.record, asks, read))
    }

    /// A field that a row may have.
    pub(super) fn may<T>(
        &mut self,
        rule: &ValueRule,
        read: impl FnOnce(&Said<'_>) -> Result<T, Refusal>,
    ) -> Option<T> {
        let said = rule.said(self.record);
        self.faults.maybe(said.map(|said| read(&said)).transpose())
    }

    /// Whether it says anything of a field.
    pub(super) fn says(&self, rule: &ValueRule) -> bool {
        rule.said(self.record).is_some()
    }

    /// Whom it belongs to.
    pub(super) fn owner(&mut self, rule: &ValueRule, of: fn(String) -> Owner) -> Option<Owner> {
        let kind = of(String::new()).kind();
        let (field, remedy) = (format!("the {kind}"), format!("write what files call the {kind}"));
        self.must(rule, (&field, &remedy), |said| parse::owner(said, of))
    }

    /// A civil day every row must have.
    pub(super) fn day(&mut self, rule: &ValueRule, field: &str) -> Option<Date> {
        let format = self.mapping.date_format();
        self.must(rule, (field, "write a day like 2026-11-30"), |said| parse::date(format, said))
    }

    /// A month every row must have: its first civil day. Any day of it stands for it.
    pub(super) fn month(&mut self, rule: &ValueRule, field: &str) -> Option<Date> {
        let format = self.mapping.date_format();
        self.must(rule, (field, "write one like 2026-11"), |said| parse::month(format, said))
    }

    /// A civil day a row may have.
    pub(super) fn maybe_day(&mut self, rule: &ValueRule) -> Option<Date> {
        let format = self.mapping.date_format();
        self.may(rule, |said| parse::date(format, said))
    }

    /// The day after the last, where there is one: later than the first.
    pub(super) fn end(&mut self, rule: &ValueRule, starts_on: Option<Date>) -> Option<Date> {
        let end = self.maybe_day(rule);
        let wrong = |start| format!("is not after the first day, {start}");
        self.refuse_where(
            rule,
            starts_on.filter(|start| end.is_some_and(|end| end <= *start)),
            wrong,
        );
        end
    }

    /// A day a row may have that is no earlier than another.
    pub(super) fn day_from(&mut self, rule: &ValueRule, from: Option<Date>) -> Option<Date> {
        let day = self.maybe_day(rule);
        let wrong = |from| format!("is before {from}");
        self.refuse_where(rule, from.filter(|from| day.is_some_and(|day| day < *from)), wrong);
        day
    }

    /// Refuses what the row says of a field, for something that only shows beside others.
    pub(super) fn refuse(&mut self, rule: &ValueRule, wrong: &str, remedy: &str) {
        if let Some(said) = rule.said(self.record) {
            self.faults.0.push(parse::refuse(&said, wrong, remedy));
        }
    }

    fn refuse_where(
        &mut self,
        rule: &ValueRule,
        other: Option<Date>,
        wrong: impl Fn(Date) -> String,
    ) {
        if let Some(other) = other {
            self.refuse(rule, &wrong(other), "write days in their order");
        }
    }

    /// Whether something is so.
    pub(super) fn maybe_truth(&mut self, rule: &ValueRule) -> Option<bool> {
        self.may(rule, parse::truth)
    }

    /// A whole number a row may have.
    pub(super) fn maybe_whole<T: TryFrom<i64>>(
        &mut self,
        rule: &ValueRule,
        low: i64,
        high: i64,
    ) -> Option<T> {
        let numbers = self.mapping.numbers();
        self.may(rule, |said| parse::whole(numbers, said, low, high))
    }

    /// A part of an amount, in its currency, in minor units; none where the row says none.
    pub(super) fn part_of(&mut self, part: &ValueRule, whole: Money) -> Option<i64> {
        let numbers = self.mapping.numbers();
        self.may(part, |said| {
            let minor = parse::amount(numbers, said, whole.currency)?;
            if minor > whole.amount_minor {
                let wrong = format!("is more than the whole, {whole}");
                return Err(parse::refuse(said, &wrong, "write the part, not the rate"));
            }
            Ok(minor)
        })
    }

    /// An amount with its currency.
    pub(super) fn money(
        &mut self,
        amount: &ValueRule,
        currency: &ValueRule,
        field: &str,
    ) -> Option<Money> {
        let of = format!("the currency of {field}");
        let currency = self.must(currency, (&of, "write one like USD"), parse::currency)?;
        let numbers = self.mapping.numbers();
        let amount_minor = self.must(amount, (field, "write an amount like 4500.50"), |said| {
            parse::amount(numbers, said, currency)
        })?;
        Some(Money { amount_minor, currency })
    }
}
