//! What a run comes to by country and currency, and whether its payments are what its items say.

use std::collections::{BTreeMap, BTreeSet};

use sereno_domain::money::Currency;
use sereno_domain::payroll::item::ItemState;

use super::{HandedItem, HandedPayment, Tally};

/// Sums over items; no sum of `i64` amounts leaves an `i128`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    /// Items that were added.
    pub(crate) n_items: u32,
    /// Before deductions, in minor units of what is paid in, like the next two.
    pub(crate) gross_minor: i128,
    /// Taken off.
    pub(crate) deductions_minor: i128,
    /// Paid out.
    pub(crate) net_minor: i128,
    /// Pay in minor units of the run's currency, like the next five.
    pub(crate) pay_base_minor: i128,
    /// The employer's contributions.
    pub(crate) employer_base_minor: i128,
    /// Set aside for later.
    pub(crate) accrual_base_minor: i128,
    /// Fees.
    pub(crate) fee_base_minor: i128,
    /// Billed to clients.
    pub(crate) bill_base_minor: i128,
    /// What stays.
    pub(crate) margin_base_minor: i128,
}

impl Totals {
    fn add(&mut self, item: &HandedItem) {
        self.n_items = self.n_items.saturating_add(1);
        for (sum, minor) in [
            (&mut self.gross_minor, item.gross_minor),
            (&mut self.deductions_minor, item.deductions_minor),
            (&mut self.net_minor, item.net_minor),
            (&mut self.pay_base_minor, item.pay_base_minor),
            (&mut self.employer_base_minor, item.employer_base_minor),
            (&mut self.accrual_base_minor, item.accrual_base_minor),
            (&mut self.fee_base_minor, item.fee_base_minor),
            (&mut self.bill_base_minor, item.bill_base_minor),
            (&mut self.margin_base_minor, item.margin_base_minor),
        ] {
            *sum = sum.saturating_add(i128::from(minor));
        }
    }
}

/// Sums of what is paid by country and currency; items without a currency come before the others of their country.
pub(crate) fn by_country(items: &[HandedItem]) -> BTreeMap<(&str, Option<Currency>), Totals> {
    let mut all: BTreeMap<_, Totals> = BTreeMap::new();
    for item in items.iter().filter(|item| item.state == ItemState::Ok) {
        all.entry((item.country.as_str(), item.currency)).or_default().add(item);
    }
    all
}

/// What items say and payments order in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reconciled {
    /// The currency.
    pub(crate) currency: Currency,
    /// Net of the items, in minor units.
    pub(crate) net_minor: i128,
    /// Payments ordered, in minor units.
    pub(crate) paid_minor: i128,
}

impl Reconciled {
    /// What is ordered beyond the net of the items: zero when both agree, below it when items are
    /// not paid.
    pub(crate) fn difference_minor(&self) -> i128 {
        self.paid_minor.saturating_sub(self.net_minor)
    }
}

/// Items against payments, by currency. Items that are not paid, or pay nothing, need no payment; what
/// a correction takes back is none.
pub(crate) fn reconciled(items: &[HandedItem], payments: &[HandedPayment]) -> Vec<Reconciled> {
    let mut net = Tally::default();
    let paid = |item: &&HandedItem| item.state == ItemState::Ok && item.net_minor > 0;
    for item in items.iter().filter(paid) {
        if let Some(currency) = item.currency {
            net.add(currency, i128::from(item.net_minor));
        }
    }
    let paid = Tally::of(payments);
    let currencies: BTreeSet<Currency> =
        net.sums_minor.keys().chain(paid.sums_minor.keys()).copied().collect();
    let sum = |tally: &Tally, currency| tally.sums_minor.get(&currency).copied().unwrap_or(0);
    currencies
        .into_iter()
        .map(|currency| Reconciled {
            currency,
            net_minor: sum(&net, currency),
            paid_minor: sum(&paid, currency),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::example::{items, payments};
    use super::*;

    fn check(items: &[HandedItem], payments: &[HandedPayment], expected: &[(&str, i128)]) {
        let found: Vec<_> = reconciled(items, payments)
            .iter()
            .map(|found| (found.currency.code(), found.difference_minor()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_run_whose_payments_are_its_items_agrees() {
        check(&items(), &payments(), &[("CLP", 0), ("COP", 0), ("USD", 0)]);
    }

    #[test]
    fn an_item_without_its_payment_differs() {
        check(&items(), &payments()[1..], &[("CLP", 0), ("COP", 0), ("USD", -420_050)]);
    }

    #[test]
    fn a_payment_without_its_item_differs() {
        check(&[], &payments()[1..2], &[("CLP", 1_800_000)]);
    }

    #[test]
    fn amounts_at_the_limit_still_sum() {
        let mut item = items().remove(0);
        item.net_minor = i64::MAX;
        let all = by_country(&[item.clone(), item]).into_values().next().unwrap();
        assert_eq!((all.n_items, all.net_minor), (2, 2 * i128::from(i64::MAX)));
    }
}
