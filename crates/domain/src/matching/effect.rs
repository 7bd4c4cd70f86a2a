//! What another model would do to the shortlists: two nights over the same people and seats, held
//! against each other role by role. Nothing is scored here.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::RoleResult;
use super::diff::{ShortlistDiff, shortlist_hash};
use crate::id::{DeveloperId, RoleId};

/// The first places that are looked at most.
pub const TOP: usize = 5;
/// The first places whose likeness is measured.
pub const LIKENESS_TOP: usize = 10;
/// Developers listed as having moved most.
const MOVERS_MAX: usize = 10;
/// Two lists of the same developers, in thousandths.
const ALIKE: u32 = 1_000;

/// A developer whose place on a list changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mover {
    /// On the list of which role.
    pub role_id: RoleId,
    /// Who.
    pub developer_id: DeveloperId,
    /// Place before, 1 for the best; none when not on the list.
    pub rank_before: Option<u32>,
    /// Place after; none when no longer on the list.
    pub rank_after: Option<u32>,
    /// Score before, when on the list.
    pub score_before: Option<u32>,
    /// Score after, when on the list.
    pub score_after: Option<u32>,
}

/// What changes on the list of one role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleEffect {
    /// Which role.
    pub role_id: RoleId,
    /// Another developer is best, or somebody or nobody where it was the other way round.
    pub best_changed: bool,
    /// The first [`TOP`] are others, or in another order.
    pub top_changed: bool,
    /// Developers who come onto the list.
    pub n_entered: u32,
    /// Developers who leave it.
    pub n_left: u32,
    /// Developers who stay with another score.
    pub n_rescored: u32,
    /// Of the developers in either first [`LIKENESS_TOP`], those in both, in thousandths; two empty
    /// lists are alike.
    pub likeness_permille: u32,
}

/// What changes on all lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelEffect {
    /// Roles in either night.
    pub n_roles: u32,
    /// Roles whose first [`TOP`] change.
    pub n_roles_top_changed: u32,
    /// Roles whose best changes.
    pub n_roles_best_changed: u32,
    /// Roles for which nobody qualifies, before.
    pub n_roles_empty_before: u32,
    /// Roles for which nobody qualifies, after.
    pub n_roles_empty_after: u32,
    /// Developers who come onto a list.
    pub n_entered: u32,
    /// Developers who leave a list.
    pub n_left: u32,
    /// Developers who stay on a list with another score.
    pub n_rescored: u32,
    /// Mean likeness of the lists, in thousandths, rounded down; 1,000 without roles.
    pub likeness_permille: u32,
    /// Every role whose first [`TOP`] change, least alike first, then by id.
    pub roles: Vec<RoleEffect>,
    /// Who moves most among those in the first [`LIKENESS_TOP`] before or after.
    pub movers: Vec<Mover>,
}

impl ModelEffect {
    /// Compares two nights over the same inputs, each with its roles in any order.
    pub fn between(before: &[RoleResult], after: &[RoleResult]) -> Self {
        let by_role = |results: &[RoleResult]| -> BTreeMap<RoleId, RoleResult> {
            results.iter().map(|result| (result.role_id, result.clone())).collect()
        };
        let (before, after) = (by_role(before), by_role(after));
        let ids: BTreeSet<RoleId> = before.keys().chain(after.keys()).copied().collect();
        let mut effect = Self::nothing();
        let mut likeness = 0;
        for role_id in ids {
            let was = before.get(&role_id).cloned().unwrap_or_else(|| RoleResult::nobody(role_id));
            let is = after.get(&role_id).cloned().unwrap_or_else(|| RoleResult::nobody(role_id));
            let role = RoleEffect::between(&was, &is);
            effect.n_roles += 1;
            effect.n_roles_top_changed += u32::from(role.top_changed);
            effect.n_roles_best_changed += u32::from(role.best_changed);
            effect.n_roles_empty_before += u32::from(was.shortlist.is_empty());
            effect.n_roles_empty_after += u32::from(is.shortlist.is_empty());
            effect.n_entered += role.n_entered;
            effect.n_left += role.n_left;
            effect.n_rescored += role.n_rescored;
            likeness += u64::from(role.likeness_permille);
            effect.movers.extend(movers(&was, &is));
            effect.movers.sort_by_key(Mover::order);
            effect.movers.truncate(MOVERS_MAX);
            if role.top_changed {
                effect.roles.push(role);
            }
        }
        if let Some(mean) = likeness.checked_div(u64::from(effect.n_roles)) {
            effect.likeness_permille = u32::try_from(mean).unwrap_or(ALIKE);
        }
        effect.roles.sort_by_key(|role| (role.likeness_permille, role.role_id));
        effect
    }

    fn nothing() -> Self {
        Self {
            n_roles: 0,
            n_roles_top_changed: 0,
            n_roles_best_changed: 0,
            n_roles_empty_before: 0,
            n_roles_empty_after: 0,
            n_entered: 0,
            n_left: 0,
            n_rescored: 0,
            likeness_permille: ALIKE,
            roles: Vec::new(),
            movers: Vec::new(),
        }
    }
}

impl RoleEffect {
    /// Compares two lists of one role.
    fn between(before: &RoleResult, after: &RoleResult) -> Self {
        let diff = ShortlistDiff::between(&before.shortlist, &after.shortlist);
        let (was, is) = (first(before, LIKENESS_TOP), first(after, LIKENESS_TOP));
        Self {
            role_id: after.role_id,
            best_changed: was.first() != is.first(),
            top_changed: first(before, TOP) != first(after, TOP),
            n_entered: u32::try_from(diff.n_entered()).unwrap_or(u32::MAX),
            n_left: u32::try_from(diff.n_left()).unwrap_or(u32::MAX),
            n_rescored: diff.n_rescored,
            likeness_permille: likeness(&was, &is),
        }
    }
}

impl Mover {
    /// Most places first; off the list counts as the place after its end.
    fn order(&self) -> (Reverse<u32>, RoleId, DeveloperId) {
        (Reverse(self.places()), self.role_id, self.developer_id)
    }

    /// How many places they move.
    pub fn places(&self) -> u32 {
        let end = u32::try_from(super::SHORTLIST_LEN).unwrap_or(u32::MAX).saturating_add(1);
        self.rank_before.unwrap_or(end).abs_diff(self.rank_after.unwrap_or(end))
    }
}

/// The developers of one role, in the order of the list, each with their place before and after.
/// Those who are on one list only stand at their place there.
pub fn side_by_side(before: &RoleResult, after: &RoleResult) -> Vec<Mover> {
    let places = |result: &RoleResult| -> BTreeMap<DeveloperId, (u32, u32)> {
        let ranked = result.shortlist.iter().zip(1..);
        ranked.map(|(found, rank)| (found.developer_id, (rank, found.score))).collect()
    };
    let (was, is) = (places(before), places(after));
    let ids: BTreeSet<DeveloperId> = was.keys().chain(is.keys()).copied().collect();
    let line = |developer_id| {
        let (was, is) = (was.get(&developer_id), is.get(&developer_id));
        Mover {
            role_id: after.role_id,
            developer_id,
            rank_before: was.map(|(rank, _)| *rank),
            rank_after: is.map(|(rank, _)| *rank),
            score_before: was.map(|(_, score)| *score),
            score_after: is.map(|(_, score)| *score),
        }
    };
    let mut lines: Vec<Mover> = ids.into_iter().map(line).collect();
    lines.sort_by_key(|line| {
        (line.rank_after.or(line.rank_before), line.rank_after.is_none(), line.developer_id)
    });
    lines
}

/// SHA-256 over the hashes of all lists by role: what the digest of a night with these lists says.
pub fn night_hash(results: &[RoleResult]) -> [u8; 32] {
    let mut results: Vec<&RoleResult> = results.iter().collect();
    results.sort_by_key(|result| result.role_id);
    let mut hasher = Sha256::new();
    for result in results {
        hasher.update(shortlist_hash(result.role_id, &result.shortlist));
    }
    hasher.finalize().into()
}

fn movers(before: &RoleResult, after: &RoleResult) -> Vec<Mover> {
    let near = |rank: Option<u32>| {
        rank.and_then(|rank| usize::try_from(rank).ok()).is_some_and(|rank| rank <= LIKENESS_TOP)
    };
    let moved =
        |line: &Mover| line.places() > 0 && (near(line.rank_before) || near(line.rank_after));
    side_by_side(before, after).into_iter().filter(moved).collect()
}

fn first(result: &RoleResult, n: usize) -> Vec<DeveloperId> {
    result.shortlist.iter().take(n).map(|found| found.developer_id).collect()
}

fn likeness(before: &[DeveloperId], after: &[DeveloperId]) -> u32 {
    let both = after.iter().filter(|id| before.contains(id)).count();
    let either = before.len() + after.len() - both;
    let permille = (both * 1_000).checked_div(either);
    permille.and_then(|permille| u32::try_from(permille).ok()).unwrap_or(ALIKE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::{Match, N_COMPONENTS, SHORTLIST_LEN};

    /// A role whose list holds these developers, best first.
    fn role(role_id: i64, developers: &[i64]) -> RoleResult {
        let found = developers.iter().zip((0..900_000).rev()).map(|(id, score)| Match {
            developer_id: DeveloperId(*id),
            score,
            values: [50; N_COMPONENTS],
            confidence: 100,
        });
        let shortlist = found.collect();
        RoleResult { shortlist, ..RoleResult::nobody(RoleId(role_id)) }
    }

    #[test]
    fn two_equal_nights_have_no_effect() {
        let night = [role(1, &[1, 2, 3]), role(2, &[])];
        let effect = ModelEffect::between(&night, &night);
        assert_eq!(
            (effect.n_roles, effect.n_roles_top_changed, effect.likeness_permille),
            (2, 0, 1_000)
        );
        assert_eq!((effect.n_roles_empty_before, effect.n_roles_empty_after), (1, 1));
        assert!(effect.roles.is_empty() && effect.movers.is_empty());
        assert_eq!(ModelEffect::between(&[], &[]).likeness_permille, 1_000);
    }

    #[test]
    fn a_top_five_in_another_order_is_changed_and_a_sixth_place_is_not() {
        let before = [role(1, &[1, 2, 3, 4, 5, 6, 7])];
        let effect = |developers: &[i64]| ModelEffect::between(&before, &[role(1, developers)]);
        let sixth = effect(&[1, 2, 3, 4, 5, 7, 6]);
        assert_eq!((sixth.n_roles_top_changed, sixth.n_roles_best_changed), (0, 0));
        let fifth = effect(&[1, 2, 3, 5, 4, 6, 7]);
        assert_eq!((fifth.n_roles_top_changed, fifth.n_roles_best_changed), (1, 0));
        let best = effect(&[2, 1, 3, 4, 5, 6, 7]);
        assert_eq!((best.n_roles_top_changed, best.n_roles_best_changed), (1, 1));
        assert_eq!(best.likeness_permille, 1_000, "the same people");
    }

    #[test]
    fn likeness_is_both_of_either_among_the_first_ten() {
        let effect = ModelEffect::between(&[role(1, &[1, 2, 3])], &[role(1, &[3, 4])]);
        assert_eq!(effect.likeness_permille, 250);
        assert_eq!((effect.n_entered, effect.n_left, effect.n_rescored), (1, 2, 1));
        let eleven: Vec<i64> = (1..=11).collect();
        let ten: Vec<i64> = (1..=10).collect();
        let effect = ModelEffect::between(&[role(1, &eleven)], &[role(1, &ten)]);
        assert_eq!((effect.likeness_permille, effect.n_left), (1_000, 1));
    }

    #[test]
    fn a_list_that_empties_loses_its_best() {
        let effect = ModelEffect::between(&[role(1, &[1])], &[role(1, &[])]);
        assert_eq!((effect.n_roles_best_changed, effect.likeness_permille), (1, 0));
        assert_eq!((effect.n_roles_empty_before, effect.n_roles_empty_after), (0, 1));
    }

    #[test]
    fn who_moves_most_comes_first_and_off_the_list_is_beyond_its_end() {
        let effect = ModelEffect::between(&[role(1, &[1, 2, 3])], &[role(1, &[2, 3, 4])]);
        let told: Vec<(i64, u32)> =
            effect.movers.iter().map(|mover| (mover.developer_id.0, mover.places())).collect();
        assert_eq!(told, [(1, 50), (4, 48), (2, 1), (3, 1)]);
    }

    #[test]
    fn moves_far_down_the_list_are_not_news() {
        let list: Vec<i64> = (1..=i64::try_from(SHORTLIST_LEN).unwrap()).collect();
        let mut other = list.clone();
        other.swap(10, 40);
        let effect = ModelEffect::between(&[role(1, &list)], &[role(1, &other)]);
        assert_eq!(effect.movers, []);
        other = list.clone();
        other.swap(9, 40);
        let effect = ModelEffect::between(&[role(1, &list)], &[role(1, &other)]);
        assert_eq!(effect.movers.len(), 2);
    }

    #[test]
    fn a_list_is_read_in_its_new_order_with_the_leavers_at_their_old_place() {
        let lines = side_by_side(&role(1, &[1, 2, 3]), &role(1, &[2, 4]));
        let told: Vec<(i64, Option<u32>, Option<u32>)> = lines
            .iter()
            .map(|line| (line.developer_id.0, line.rank_before, line.rank_after))
            .collect();
        assert_eq!(
            told,
            [(2, Some(2), Some(1)), (1, Some(1), None), (4, None, Some(2)), (3, Some(3), None)]
        );
    }

    #[test]
    fn the_hash_of_a_night_does_not_depend_on_the_order_of_roles() {
        let (a, b) = (role(1, &[1]), role(2, &[2]));
        assert_eq!(night_hash(&[a.clone(), b.clone()]), night_hash(&[b, a.clone()]));
        assert_ne!(night_hash(std::slice::from_ref(&a)), night_hash(&[a, role(2, &[1])]));
    }
}
