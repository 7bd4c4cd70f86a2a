//! How much a night changed the lists of the night before.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::PER_MILLE;
use crate::id::DeveloperId;
use crate::matching::{RoleResult, SHORTLIST_LEN};

/// Places that people look at first.
pub const TOP_PLACES: usize = 10;

/// How much a place counts against the one above it in the rank-biased overlap, in tenths: the
/// first ten places carry about two thirds of the weight.
const PERSISTENCE_TENTHS: u64 = 9;

/// Weight of the first place; large, so that the fiftieth still has one.
const FIRST_WEIGHT: u64 = 1_000_000_000;

/// How alike the lists of two nights are, each a mean over roles, in per mille rounded down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Stability {
    /// Roles open in both nights, with a list in at least one.
    pub n_roles: u32,
    /// Roles whose whole list is the same, in the same order.
    pub n_roles_same: u32,
    /// Share of the first ten who were among the first ten.
    pub top_10_kept: u32,
    /// Rank-biased overlap: how alike the lists are from the top down, high places first.
    ///
    /// # Source
    /// Webber, Moffat and Zobel, "A similarity measure for indefinite rankings", ACM TOIS 28(4),
    /// 2010: the agreement at each depth, weighted by .9 a place; here over the places there are,
    /// not extrapolated.
    pub rank_biased_overlap: u32,
    /// Of every two who are on both lists, how many stand in the same order (Kendall); none when no
    /// role has two such.
    pub order_kept: Option<u32>,
}

/// Compares two nights; none when no role with a list was open in both.
pub fn compare(before: &[RoleResult], after: &[RoleResult]) -> Option<Stability> {
    let old: BTreeMap<_, _> = before.iter().map(|result| (result.role_id, result)).collect();
    let (mut n_roles, mut n_roles_same, mut top, mut biased) = (0_u64, 0, 0_u64, 0_u64);
    let mut orders: Vec<u64> = Vec::new();
    for result in after {
        let Some(then) = old.get(&result.role_id) else { continue };
        let (then, now) = (ids(then), ids(result));
        if then.is_empty() && now.is_empty() {
            continue;
        }
        n_roles += 1;
        n_roles_same += u32::from(then == now);
        top += u64::from(top_kept(&then, &now));
        biased += u64::from(rank_biased_overlap(&then, &now));
        orders.extend(order_kept(&then, &now).map(u64::from));
    }
    let n_orders = u64::try_from(orders.len()).unwrap_or(u64::MAX);
    let order_kept = orders.iter().sum::<u64>().checked_div(n_orders);
    (n_roles > 0).then(|| Stability {
        n_roles: small(n_roles),
        n_roles_same,
        top_10_kept: small(top / n_roles),
        rank_biased_overlap: small(biased / n_roles),
        order_kept: order_kept.map(small),
    })
}

fn ids(result: &RoleResult) -> Vec<DeveloperId> {
    result.shortlist.iter().map(|found| found.developer_id).collect()
}

fn small(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Share of the longer top that is in both.
fn top_kept(then: &[DeveloperId], now: &[DeveloperId]) -> u32 {
    let top = |list: &[DeveloperId]| -> BTreeSet<DeveloperId> {
        list.iter().take(TOP_PLACES).copied().collect()
    };
    let (then, now) = (top(then), top(now));
    let n = then.len().max(now.len()).max(1);
    let common = then.intersection(&now).count();
    u32::try_from(common).unwrap_or(0) * PER_MILLE / u32::try_from(n).unwrap_or(PER_MILLE)
}

fn rank_biased_overlap(then: &[DeveloperId], now: &[DeveloperId]) -> u32 {
    let mut seen_then: BTreeSet<DeveloperId> = BTreeSet::new();
    let mut seen_now: BTreeSet<DeveloperId> = BTreeSet::new();
    let (mut weight, mut whole, mut agreed) = (FIRST_WEIGHT, 0, 0);
    for depth in 0..then.len().max(now.len()).min(SHORTLIST_LEN) {
        seen_then.extend(then.get(depth).copied());
        seen_now.extend(now.get(depth).copied());
        let common = u64::try_from(seen_then.intersection(&seen_now).count()).unwrap_or(0);
        let n = u64::try_from(seen_then.len().max(seen_now.len()).max(1)).unwrap_or(u64::MAX);
        whole += weight;
        agreed += weight * common / n;
        weight = weight * PERSISTENCE_TENTHS / 10;
    }
    let overlap =
        (agreed * u64::from(PER_MILLE)).checked_div(whole).unwrap_or(u64::from(PER_MILLE));
    small(overlap)
}

/// None when fewer than two are on both lists.
fn order_kept(then: &[DeveloperId], now: &[DeveloperId]) -> Option<u32> {
    let place: BTreeMap<&DeveloperId, usize> = now.iter().zip(0..).collect();
    let places: Vec<usize> = then.iter().filter_map(|id| place.get(id).copied()).collect();
    let (mut n_pairs, mut n_kept) = (0_u32, 0_u32);
    for (at, first) in places.iter().enumerate() {
        for second in places.iter().skip(at + 1) {
            n_pairs += 1;
            n_kept += u32::from(first < second);
        }
    }
    (n_kept * PER_MILLE).checked_div(n_pairs)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn people(list: &[i64]) -> Vec<DeveloperId> {
        list.iter().copied().map(DeveloperId).collect()
    }

    fn check(then: &[i64], now: &[i64], top: u32, biased: u32, order: Option<u32>) {
        let (then, now) = (people(then), people(now));
        let found =
            (top_kept(&then, &now), rank_biased_overlap(&then, &now), order_kept(&then, &now));
        assert_eq!(found, (top, biased, order));
    }

    #[test]
    fn lists_are_compared_from_the_top() {
        check(&[1, 2, 3], &[1, 2, 3], 1_000, 1_000, Some(1_000));
        check(&[1, 2, 3], &[3, 2, 1], 1_000, 464, Some(0));
        check(&[1, 2], &[3, 4], 0, 0, None);
        check(&[1, 2], &[1, 9], 500, 763, None);
        check(&[1, 2], &[9, 2], 500, 236, None);
        check(&[], &[1], 0, 0, None);
    }

    #[test]
    fn a_new_eleventh_is_not_a_change_of_the_top() {
        let then: Vec<i64> = (1..=11).collect();
        let now: Vec<i64> = (1..=10).chain([99]).collect();
        assert_eq!(top_kept(&people(&then), &people(&now)), 1_000);
        assert!(rank_biased_overlap(&people(&then), &people(&now)) < 1_000);
    }

    proptest! {
        #[test]
        fn likeness_is_mutual_within_bounds_and_whole_only_for_the_same_list(
            then in Just((1..=60).collect::<Vec<i64>>()).prop_shuffle(),
            now in Just((1..=60).collect::<Vec<i64>>()).prop_shuffle(),
            (n_then, n_now) in (1_usize..=50, 1_usize..=50),
        ) {
            let (then, now) = (people(&then[..n_then]), people(&now[..n_now]));
            let overlap = rank_biased_overlap(&then, &now);
            prop_assert_eq!(overlap, rank_biased_overlap(&now, &then));
            prop_assert_eq!(top_kept(&then, &now), top_kept(&now, &then));
            prop_assert_eq!(order_kept(&then, &now), order_kept(&now, &then));
            prop_assert!(overlap <= 1_000 && top_kept(&then, &now) <= 1_000);
            prop_assert_eq!(rank_biased_overlap(&then, &then), 1_000);
            prop_assert!(order_kept(&then, &now).is_none_or(|kept| kept <= 1_000));
        }
    }
}
