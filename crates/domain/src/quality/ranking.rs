//! Lists held against labels: normalised discounted cumulative gain, recall, reciprocal rank.
//!
//! Those nobody judged count as not good, which is strict; [`RankingQuality::judged_10`] says how
//! many of the places that count were judged at all.

use std::collections::BTreeMap;

use serde::Serialize;

use super::PER_MILLE;
use super::label::{Grade, Labels};
use crate::id::DeveloperId;
use crate::matching::{RoleResult, SHORTLIST_LEN};

/// Places the gain is counted in.
pub const GAIN_PLACES: usize = 10;

/// `1 / log2(place + 1)` of places 1 to 10 in millionths, each rounded to the nearest; the error of
/// a sum of ten is below five millionths, far below the per mille that is told.
const DISCOUNT: [u64; GAIN_PLACES] =
    [1_000_000, 630_930, 500_000, 430_677, 386_853, 356_207, 333_333, 315_465, 301_030, 289_065];

/// The millionths that reciprocal ranks and recalls are summed in.
const MILLION: u64 = 1_000_000;

/// What the lists are worth by the labels, each a mean over roles, in per mille rounded down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RankingQuality {
    /// Roles with somebody to be found, that were scored.
    pub n_roles: u32,
    /// Labelled roles that were not scored, or have nobody to be found.
    pub n_roles_left_out: u32,
    /// Labels of the roles that count.
    pub n_labels: u32,
    /// Gain of the first ten places, discounted by place, against the best order there could be.
    pub ndcg_10: u32,
    /// Share of those to be found who are among the fifty.
    pub recall_50: u32,
    /// One divided by the place of the first to be found; nothing when none is on the list.
    pub mrr: u32,
    /// Share of the first ten places whose developer was judged.
    pub judged_10: u32,
}

/// One role's part.
#[derive(Default)]
struct Sums {
    n_roles: u64,
    n_left_out: u32,
    n_labels: u32,
    ndcg: u64,
    recall: u64,
    reciprocal: u64,
    judged: u64,
}

/// Holds lists against labels; none when no labelled role with somebody to be found was scored.
pub fn measure(labels: &Labels, results: &[RoleResult]) -> Option<RankingQuality> {
    let lists: BTreeMap<_, _> = results.iter().map(|result| (result.role_id, result)).collect();
    let mut sums = Sums::default();
    for (role_id, grades) in labels.roles() {
        let to_find = grades.values().filter(|grade| **grade >= Grade::RELEVANT).count();
        let Some(result) = lists.get(&role_id).filter(|_| to_find > 0) else {
            sums.n_left_out += 1;
            continue;
        };
        let judged = |at: &crate::matching::Match| grades.get(&at.developer_id).copied();
        let found: Vec<Option<Grade>> = result.shortlist.iter().map(judged).collect();
        let order: Vec<Grade> = found.iter().map(|grade| grade.unwrap_or(Grade::NONE)).collect();
        let n_places = found.len().min(GAIN_PLACES);
        let n_judged = found.iter().take(GAIN_PLACES).flatten().count();
        sums.n_roles += 1;
        sums.n_labels += u32::try_from(grades.len()).unwrap_or(u32::MAX);
        sums.ndcg += ndcg(&order, grades);
        sums.recall += part(order.iter().filter(|g| **g >= Grade::RELEVANT).count(), to_find);
        sums.reciprocal += reciprocal(&order);
        sums.judged += part(n_judged, n_places.max(1));
    }
    let mean = |sum: u64| u32::try_from(sum / sums.n_roles / 1_000).unwrap_or(PER_MILLE);
    (sums.n_roles > 0).then(|| RankingQuality {
        n_roles: u32::try_from(sums.n_roles).unwrap_or(u32::MAX),
        n_roles_left_out: sums.n_left_out,
        n_labels: sums.n_labels,
        ndcg_10: mean(sums.ndcg),
        recall_50: mean(sums.recall),
        mrr: mean(sums.reciprocal),
        judged_10: mean(sums.judged),
    })
}

/// Millionths.
fn part(n: usize, of: usize) -> u64 {
    let (n, of) = (u64::try_from(n).unwrap_or(0), u64::try_from(of).unwrap_or(u64::MAX));
    n * MILLION / of.max(1)
}

/// Gain of an order, against the best one of `grades`, in millionths.
fn ndcg(order: &[Grade], grades: &BTreeMap<DeveloperId, Grade>) -> u64 {
    let mut best: Vec<Grade> = grades.values().copied().collect();
    best.sort_unstable_by(|a, b| b.cmp(a));
    let ideal = discounted(&best);
    (discounted(order) * MILLION).checked_div(ideal).unwrap_or(0)
}

fn discounted(order: &[Grade]) -> u64 {
    order.iter().zip(DISCOUNT).map(|(grade, discount)| grade.gain() * discount).sum()
}

/// Of the first to be found, in millionths.
fn reciprocal(order: &[Grade]) -> u64 {
    let first = order.iter().take(SHORTLIST_LEN).position(|grade| *grade >= Grade::RELEVANT);
    first.map_or(0, |at| part(1, at + 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::id::RoleId;
    use crate::matching::{Match, N_COMPONENTS, N_FILTERS};
    use crate::quality::label::Label;

    const ROLE: RoleId = RoleId(1);

    fn list(order: &[i64]) -> Vec<RoleResult> {
        let found = |id: &i64| Match {
            developer_id: DeveloperId(*id),
            score: 0,
            values: [0; N_COMPONENTS],
            confidence: 0,
        };
        vec![RoleResult {
            role_id: ROLE,
            n_qualified: 0,
            n_blocked: [0; N_FILTERS],
            n_blocked_alone: [0; N_FILTERS],
            shortlist: order.iter().map(found).collect(),
        }]
    }

    /// Developers 1, 2, 3... with these grades.
    fn labels(grades: &[u8]) -> Labels {
        let label = |(id, grade): (i64, &u8)| Label {
            role_id: ROLE,
            developer_id: DeveloperId(id),
            grade: Grade::try_from(*grade).unwrap(),
        };
        (1..).zip(grades).map(label).collect()
    }

    fn check(grades: &[u8], order: &[i64], ndcg_10: u32, recall_50: u32, mrr: u32) {
        let found = measure(&labels(grades), &list(order)).unwrap();
        assert_eq!((found.ndcg_10, found.recall_50, found.mrr), (ndcg_10, recall_50, mrr));
    }

    #[test]
    fn places_count_less_the_lower_they_are() {
        check(&[3, 2, 1], &[1, 2, 3], 1_000, 1_000, 1_000);
        // (3 + 7 x .63093 + .5) / (7 + 3 x .63093 + .5)
        check(&[3, 2, 1], &[2, 1, 3], 842, 1_000, 1_000);
        check(&[3, 0, 0], &[9, 8, 1], 500, 1_000, 333);
        check(&[3, 3], &[1], 613, 500, 1_000);
        check(&[2], &[], 0, 0, 0);
    }

    #[test]
    fn the_tenth_place_counts_and_the_eleventh_does_not() {
        check(&[2], &[91, 92, 93, 94, 95, 96, 97, 98, 99, 1], 289, 1_000, 100);
        check(&[2], &[90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 1], 0, 1_000, 90);
    }

    #[test]
    fn roles_with_nobody_to_be_found_are_left_out_and_counted() {
        assert_eq!(measure(&labels(&[1, 0]), &list(&[1, 2])), None);
        let mut both = labels(&[2]);
        let other = Label { role_id: RoleId(2), developer_id: DeveloperId(1), grade: Grade::BEST };
        both.insert(other).unwrap();
        let found = measure(&both, &list(&[1, 7])).unwrap();
        assert_eq!((found.n_roles, found.n_roles_left_out, found.judged_10), (1, 1, 500));
    }

    proptest! {
        #[test]
        fn measures_keep_their_bounds_and_only_the_perfect_order_is_perfect(
            grades in prop::collection::vec(0_u8..=3, 1..30),
            shuffled in Just((1..=30).collect::<Vec<i64>>()).prop_shuffle(),
        ) {
            prop_assume!(grades.iter().any(|grade| *grade >= 2));
            let labels = labels(&grades);
            let mut best: Vec<i64> = (1..).zip(&grades).map(|(id, _)| id).collect();
            best.sort_by_key(|id| std::cmp::Reverse(grades[usize::try_from(*id).unwrap() - 1]));
            let perfect = measure(&labels, &list(&best)).unwrap();
            prop_assert_eq!((perfect.ndcg_10, perfect.recall_50, perfect.mrr), (1_000, 1_000, 1_000));
            let found = measure(&labels, &list(&shuffled)).unwrap();
            for value in [found.ndcg_10, found.recall_50, found.mrr, found.judged_10] {
                prop_assert!(value <= 1_000);
            }
            let grade_at = |id: i64| grades.get(usize::try_from(id).unwrap() - 1).copied();
            let worth: Vec<u8> =
                shuffled.iter().take(10).map(|id| grade_at(*id).unwrap_or(0)).collect();
            let ideal: Vec<u8> = best.iter().take(10).map(|id| grade_at(*id).unwrap()).collect();
            let same = worth.iter().take(ideal.len()).eq(&ideal);
            prop_assert_eq!(found.ndcg_10 == 1_000, same);
        }

        #[test]
        fn the_reverse_of_a_perfect_order_is_worth_less(grades in prop::collection::vec(0_u8..=3, 2..10)) {
            prop_assume!(grades.iter().any(|grade| *grade >= 2) && grades.iter().any(|g| *g < 2));
            let mut best: Vec<i64> = (1..).zip(&grades).map(|(id, _)| id).collect();
            best.sort_by_key(|id| std::cmp::Reverse(grades[usize::try_from(*id).unwrap() - 1]));
            best.reverse();
            let reversed = measure(&labels(&grades), &list(&best)).unwrap();
            prop_assert!(reversed.ndcg_10 < 1_000 && reversed.mrr < 1_000);
            prop_assert_eq!(reversed.recall_50, 1_000);
        }

        #[test]
        fn two_of_one_grade_may_change_places(grades in prop::collection::vec(0_u8..=3, 2..10)) {
            prop_assume!(grades.iter().any(|grade| *grade >= 2));
            let order: Vec<i64> = (1..).zip(&grades).map(|(id, _)| id).collect();
            let before = measure(&labels(&grades), &list(&order));
            for (a, b) in (0..order.len()).flat_map(|a| (0..a).map(move |b| (a, b))) {
                if grades[a] == grades[b] {
                    let mut swapped = order.clone();
                    swapped.swap(a, b);
                    prop_assert_eq!(measure(&labels(&grades), &list(&swapped)), before);
                }
            }
        }
    }
}
