//! Two developers side by side for one role.

use super::case::{Case, Order};
use super::explain::explain;
use super::frozen::Frozen;
use super::standing::Standing;
use super::{Component, Explanation};
use crate::id::DeveloperId;

/// Two developers for one role; differences are the first one's less the second one's.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Comparison {
    /// Where the first stands.
    pub first: Side,
    /// Where the second stands.
    pub second: Side,
    /// Every component, in order; the differences add up to that of the scores.
    pub differences: Vec<Difference>,
    /// Difference of the scores.
    pub points: i32,
}

/// One of the two.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Side {
    /// Filters, components and skills.
    pub explanation: Explanation,
    /// Their place.
    pub standing: Standing,
}

/// What one component makes of the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Difference {
    /// Which.
    pub component: Component,
    /// Points of the first less points of the second.
    pub points: i32,
}

impl Comparison {
    /// Holds two developers against each other; none when one of them is not among the inputs.
    pub fn of(
        frozen: &Frozen,
        case: &Case,
        order: &Order,
        [first, second]: [DeveloperId; 2],
    ) -> Option<Self> {
        let side = |developer_id| {
            let explanation = explain(frozen, case.demand.role_id, developer_id)?;
            let standing = Standing::of(case, order, frozen.developer(developer_id)?);
            Some(Side { explanation, standing })
        };
        let (first, second) = (side(first)?, side(second)?);
        let lines = first.explanation.components.iter().zip(&second.explanation.components);
        let differences = lines.map(|(one, other)| Difference {
            component: one.component,
            points: difference(one.points, other.points),
        });
        Some(Self {
            differences: differences.collect(),
            points: difference(first.explanation.score, second.explanation.score),
            first,
            second,
        })
    }
}

/// `a - b` of two scores or parts of one, which have room in 31 bits.
pub(crate) fn difference(a: u32, b: u32) -> i32 {
    let wide = i64::from(a) - i64::from(b);
    i32::try_from(wide).unwrap_or(if wide < 0 { i32::MIN } else { i32::MAX })
}
