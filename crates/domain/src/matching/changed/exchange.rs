//! What was stated, in dollars by other exchange rates.

use super::mix::Mix;
use crate::fx::FxTable;
use crate::matching::frozen::CENTS_MAX;
use crate::matching::frozen::build::demand::budget_of;

/// Converts the stated rates of a pair anew.
pub(super) fn take(now: &mut Mix, fx: &FxTable) {
    let model = &now.case.inputs.head.model;
    let cents =
        |rate| fx.usd_cents_a_month(rate, model.hours_a_month).filter(|cents| *cents <= CENTS_MAX);
    now.facts.floor_cents = now.facts.floor_stated.and_then(cents);
    let [least, most] = now.case.demand.budget_stated;
    let most = most.and_then(cents);
    let budget = most.map(|most| budget_of(model, least.and_then(cents), most));
    now.case.demand.budget = budget;
    now.case.inputs.head.fx = fx.clone();
}
