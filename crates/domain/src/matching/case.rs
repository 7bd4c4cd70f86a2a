//! A role as it is or as it might be, held against everybody: the whole order of those who pass,
//! not only the shortlist. Nothing is estimated here; every place is that of a full re-score by
//! the plain scorer, which the kernel is held to.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::frozen::{Demand, Facts, Frozen};
use super::model::Weights;
use super::reference::{Judgement, judge};
use super::{Filter, N_COMPONENTS, N_FILTERS, SHORTLIST_LEN, Verdict};
use crate::id::{DeveloperId, RoleId};

/// A demand with everything a pair of it is judged by. Developers are not in it: they are given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Model, taxonomy and overlap; without developers and other roles.
    pub(crate) inputs: Frozen,
    /// What is demanded.
    pub demand: Demand,
}

/// One developer in the order of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Ranked {
    /// Who.
    pub developer_id: DeveloperId,
    /// 0 to [`super::SCORE_MAX`].
    pub score: u32,
    /// Value of each component, 0 to 100.
    pub values: [u8; N_COMPONENTS],
}

/// Everybody who passes every filter of a role, best first: by score and then developer id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Order {
    ranked: Vec<Ranked>,
}

impl Case {
    /// The role as the inputs have it; none when it is not among them.
    pub fn of(frozen: &Frozen, role_id: RoleId) -> Option<Self> {
        let demand = frozen.role(role_id)?.clone();
        let mut head = frozen.head.clone();
        head.roles.clear();
        Some(Self { inputs: Frozen { head, developers: Vec::new() }, demand })
    }

    /// The weight of each component.
    pub fn weights(&self) -> Weights {
        self.demand.weights(&self.inputs.head.model)
    }

    /// Judges one developer.
    pub fn judge(&self, facts: &Facts) -> Judgement {
        judge(&self.inputs, &self.demand, facts)
    }

    /// The score of a judgement.
    pub fn score(&self, judgement: &Judgement) -> u32 {
        judgement.score(self.weights())
    }

    /// The same role and developers as inputs of their own, to be scored by anything that scores.
    pub fn frozen(&self, developers: Vec<Facts>) -> Frozen {
        let mut head = self.inputs.head.clone();
        head.roles.push(self.demand.clone());
        Frozen { head, developers }
    }

    /// Holds everybody against the role.
    pub fn order(&self, developers: &[Facts]) -> Order {
        let rank = |facts: &Facts| {
            let judgement = self.judge(facts);
            judgement.qualifies().then(|| Ranked {
                developer_id: facts.developer_id,
                score: self.score(&judgement),
                values: judgement.values,
            })
        };
        let mut ranked: Vec<Ranked> = developers.par_iter().filter_map(rank).collect();
        ranked.par_sort_unstable_by_key(key);
        Order { ranked }
    }
}

fn key(ranked: &Ranked) -> (Reverse<u32>, DeveloperId) {
    (Reverse(ranked.score), ranked.developer_id)
}

impl Order {
    /// How many pass.
    pub fn n_qualified(&self) -> usize {
        self.ranked.len()
    }

    /// The shortlist.
    pub fn shortlist(&self) -> &[Ranked] {
        self.ranked.get(..SHORTLIST_LEN).unwrap_or(&self.ranked)
    }

    /// Who stands at a place, 1 for the best.
    pub fn at(&self, place: usize) -> Option<&Ranked> {
        self.ranked.get(place.checked_sub(1)?)
    }

    /// The place of a developer, 1 for the best; none when they do not pass.
    pub fn place_of(&self, developer_id: DeveloperId) -> Option<usize> {
        let at = self.ranked.iter().position(|ranked| ranked.developer_id == developer_id)?;
        Some(at + 1)
    }

    /// The place a developer would take with another score, everybody else as they are.
    pub fn place_with(&self, developer_id: DeveloperId, score: u32) -> usize {
        let own = (Reverse(score), developer_id);
        let before = self.ranked.partition_point(|ranked| key(ranked) < own);
        let front = self.ranked.get(..before).unwrap_or_default();
        let counted = front.iter().any(|ranked| ranked.developer_id == developer_id);
        before + 1 - usize::from(counted)
    }
}

/// The filters a judgement fails, in order.
pub fn failed(judgement: &Judgement) -> impl Iterator<Item = Filter> + '_ {
    let lines = Filter::ALL.iter().zip(judgement.verdicts);
    lines.filter(|(_, verdict)| *verdict == Verdict::Fail).map(|(filter, _)| *filter)
}

/// Filters as bits, in the order of [`Filter::ALL`].
pub(crate) type FilterSet = u16;

const _: () = assert!(N_FILTERS <= 16);

/// The set of some filters.
pub(crate) fn set_of(filters: impl IntoIterator<Item = Filter>) -> FilterSet {
    let bit = |filter: Filter| {
        let place = Filter::ALL.iter().position(|known| *known == filter);
        place.map_or(0, |place| 1 << place)
    };
    filters.into_iter().fold(0, |set, filter| set | bit(filter))
}
