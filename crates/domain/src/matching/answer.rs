//! Everything there is to say about one pair beyond its explanation, worked out in one go.

use std::collections::BTreeSet;

use super::case::Case;
use super::changed::{PairChange, TwoNights};
use super::counterfactual::{Counterfactuals, counterfactuals};
use super::frozen::Frozen;
use super::standing::{Balance, Standing};
use crate::id::{DeveloperId, RoleId};

/// Why, why not, what would change it, and what changed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PairAnswer {
    /// Where the developer stands among everybody.
    pub standing: Standing,
    /// What speaks for and against them.
    pub balance: Balance,
    /// What would let them in, or lift them; by goal, the nearest first.
    pub counterfactuals: Vec<Counterfactuals>,
    /// What changed since the night before; none when the pair was not scored then.
    pub changed: Option<PairChange>,
}

impl PairAnswer {
    /// Answers for a pair of the later night; none when it is not among its inputs.
    pub fn of(
        before: Option<&Frozen>,
        after: &Frozen,
        role_id: RoleId,
        developer_id: DeveloperId,
    ) -> Option<Self> {
        let facts = after.developer(developer_id)?;
        let nights = before.and_then(|before| TwoNights::of(before, after, role_id));
        let alone = if nights.is_some() {
            None
        } else {
            let case = Case::of(after, role_id)?;
            let order = case.order(&after.developers);
            Some((case, order))
        };
        let two = nights.as_ref().map(|nights| (nights.case(), nights.order()));
        let (case, order) = two.or(alone.as_ref().map(|(case, order)| (case, order)))?;
        Some(Self {
            standing: Standing::of(case, order, facts),
            balance: Balance::of(case, order.shortlist(), facts),
            counterfactuals: counterfactuals(case, order, &after.developers, facts),
            changed: nights.as_ref().and_then(|nights| nights.pair(developer_id)),
        })
    }

    /// Everybody it names.
    pub fn people(&self) -> BTreeSet<DeveloperId> {
        let gaps = [self.standing.above, self.standing.shortlist];
        gaps.into_iter().flatten().map(|gap| gap.developer_id).collect()
    }
}
