//! What each component adds: the lists without it, held against the same labels.

use serde::Serialize;

use super::label::Labels;
use super::lists;
use super::ranking::{self, RankingQuality};
use crate::matching::frozen::Frozen;
use crate::matching::model::Weights;
use crate::matching::{Component, N_COMPONENTS};

/// The lists without one component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AblationLine {
    /// Which.
    pub component: Component,
    /// The weight it has in the model, in basis points.
    pub weight_bp: u32,
    /// What the lists without it are worth.
    pub without: RankingQuality,
    /// What taking it out changed, in per mille; below zero when it helps.
    pub ndcg_10_change: i32,
    /// The same of the recall.
    pub recall_50_change: i32,
    /// The same of the reciprocal rank.
    pub mrr_change: i32,
}

/// The weights with one component at nothing and the rest in their proportion, by largest
/// remainder; none when it has all the weight.
pub fn without(weights: Weights, component: Component) -> Option<Weights> {
    let mut parts = [0; N_COMPONENTS];
    for ((part, weight), known) in parts.iter_mut().zip(weights.all()).zip(Component::ALL) {
        *part = if *known == component { 0 } else { weight };
    }
    Weights::in_proportion(parts).ok()
}

/// Takes out each component in turn, of the model's weights and of roles' own. `whole` is what the
/// lists are worth with all. A component that weighs nothing anywhere has no line.
pub fn measure(mut frozen: Frozen, labels: &Labels, whole: RankingQuality) -> Vec<AblationLine> {
    frozen.head.roles.retain(|role| labels.of_role(role.role_id).is_some());
    let model = frozen.head.model.clone();
    let own: Vec<Weights> = frozen.head.roles.iter().map(|role| role.weights(&model)).collect();
    let mut lines = Vec::new();
    for component in Component::ALL {
        let others: Vec<Weights> =
            own.iter().map(|own| without(*own, *component).unwrap_or(*own)).collect();
        if others == own {
            continue;
        }
        for (role, others) in frozen.head.roles.iter_mut().zip(others) {
            role.weights = Some(others);
        }
        if let Some(found) = ranking::measure(labels, &lists(&mut frozen)) {
            lines.push(AblationLine {
                component: *component,
                weight_bp: model.weights.of(*component),
                without: found,
                ndcg_10_change: change(whole.ndcg_10, found.ndcg_10),
                recall_50_change: change(whole.recall_50, found.recall_50),
                mrr_change: change(whole.mrr, found.mrr),
            });
        }
    }
    lines
}

fn change(before: u32, after: u32) -> i32 {
    i32::try_from(i64::from(after) - i64::from(before)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::WEIGHT_TOTAL;
    use crate::matching::model::ScoreModel;

    #[test]
    fn the_others_share_what_is_taken_out_in_their_proportion() {
        let weights = ScoreModel::house().weights;
        for component in Component::ALL {
            let others = without(weights, *component).unwrap();
            assert_eq!(others.of(*component), 0);
            assert_eq!(others.all().iter().sum::<u32>(), WEIGHT_TOTAL);
            for known in Component::ALL.iter().filter(|known| *known != component) {
                let exact = u64::from(weights.of(*known)) * u64::from(WEIGHT_TOTAL)
                    / u64::from(WEIGHT_TOTAL - weights.of(*component));
                assert!(u64::from(others.of(*known)).abs_diff(exact) <= 1, "{component} {known}");
            }
        }
    }

    #[test]
    fn a_component_with_all_the_weight_cannot_be_taken_out() {
        let mut parts = [0; N_COMPONENTS];
        parts[0] = 1;
        let all = Weights::in_proportion(parts).unwrap();
        assert_eq!(without(all, Component::ALL[0]), None);
        assert_eq!(without(all, Component::ALL[1]), Some(all));
    }
}
