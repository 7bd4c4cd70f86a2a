//! What a night changes: a role's stored matches against its new shortlist. Only what differs is
//! written, so a night that finds what the last one found writes nothing.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::Match;
use crate::id::{DeveloperId, RoleId};

/// What to write for one role, and what people are told about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShortlistDiff {
    /// Developers who entered, best first.
    pub inserts: Vec<Match>,
    /// Developers who stayed with another score, value or confidence, best first.
    pub updates: Vec<Match>,
    /// Developers who left, by id.
    pub deletes: Vec<DeveloperId>,
    /// Of those who stayed, how many have another score.
    pub n_rescored: u32,
    /// The first place is another developer's, or is taken for the first time.
    pub new_best: bool,
}

impl ShortlistDiff {
    /// Compares stored matches, in any order, with a new shortlist.
    pub fn between(stored: &[Match], shortlist: &[Match]) -> Self {
        let mut left: BTreeMap<DeveloperId, &Match> =
            stored.iter().map(|found| (found.developer_id, found)).collect();
        let mut diff = Self::default();
        for found in in_order(shortlist) {
            match left.remove(&found.developer_id) {
                None => diff.inserts.push(found),
                Some(before) if *before != found => {
                    diff.n_rescored += u32::from(before.score != found.score);
                    diff.updates.push(found);
                }
                Some(_) => {}
            }
        }
        diff.deletes = left.into_keys().collect();
        let best = |matches| in_order(matches).first().map(|found| found.developer_id);
        diff.new_best = best(shortlist).is_some_and(|now| best(stored) != Some(now));
        diff
    }

    /// How many entered.
    pub fn n_entered(&self) -> usize {
        self.inserts.len()
    }

    /// How many left.
    pub fn n_left(&self) -> usize {
        self.deletes.len()
    }

    /// True when there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.inserts.is_empty() && self.updates.is_empty() && self.deletes.is_empty()
    }
}

/// SHA-256 of a role's shortlist: the same for the same matches in any order, on any machine.
pub fn shortlist_hash(role_id: RoleId, shortlist: &[Match]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(role_id.0.to_le_bytes());
    for found in in_order(shortlist) {
        hasher.update(found.developer_id.0.to_le_bytes());
        hasher.update(found.score.to_le_bytes());
        hasher.update(found.values);
        hasher.update([found.confidence]);
    }
    hasher.finalize().into()
}

fn in_order(matches: &[Match]) -> Vec<Match> {
    let mut matches = matches.to_vec();
    matches.sort_by_key(|found| (Reverse(found.score), found.developer_id));
    matches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::N_COMPONENTS;

    fn found(id: i64, score: u32) -> Match {
        Match { developer_id: DeveloperId(id), score, values: [50; N_COMPONENTS], confidence: 100 }
    }

    #[test]
    fn the_same_shortlist_writes_nothing_in_any_order() {
        let (a, b) = (found(1, 900), found(2, 800));
        let diff = ShortlistDiff::between(&[b, a], &[a, b]);
        assert!(diff.is_empty());
        assert!(!diff.new_best);
        assert_eq!(shortlist_hash(RoleId(7), &[a, b]), shortlist_hash(RoleId(7), &[b, a]));
    }

    #[test]
    fn who_entered_left_and_was_rescored_is_told_apart() {
        let stored = [found(1, 900), found(2, 800), found(3, 700)];
        let shortlist = [found(4, 950), found(1, 900), found(2, 850)];
        let diff = ShortlistDiff::between(&stored, &shortlist);
        assert_eq!(diff.inserts, [found(4, 950)]);
        assert_eq!(diff.updates, [found(2, 850)]);
        assert_eq!(diff.deletes, [DeveloperId(3)]);
        assert_eq!((diff.n_entered(), diff.n_left(), diff.n_rescored), (1, 1, 1));
        assert!(diff.new_best);
    }

    #[test]
    fn another_value_with_the_same_score_is_written_but_not_called_rescored() {
        let other = Match { confidence: 90, ..found(1, 900) };
        let diff = ShortlistDiff::between(&[found(1, 900)], &[other]);
        assert_eq!((diff.updates, diff.n_rescored, diff.new_best), (vec![other], 0, false));
    }

    #[test]
    fn the_first_match_of_a_role_is_a_new_best_and_the_last_one_leaving_is_not() {
        assert!(ShortlistDiff::between(&[], &[found(1, 1)]).new_best);
        assert!(!ShortlistDiff::between(&[found(1, 1)], &[]).new_best);
    }

    #[test]
    fn every_part_of_a_match_and_the_role_are_in_the_hash() {
        let base = found(1, 900);
        let hash = shortlist_hash(RoleId(7), &[base]);
        assert_ne!(hash, shortlist_hash(RoleId(8), &[base]));
        for other in [
            Match { developer_id: DeveloperId(2), ..base },
            Match { score: 901, ..base },
            Match { values: [51; N_COMPONENTS], ..base },
            Match { confidence: 99, ..base },
        ] {
            assert_ne!(hash, shortlist_hash(RoleId(7), &[other]));
        }
    }
}
