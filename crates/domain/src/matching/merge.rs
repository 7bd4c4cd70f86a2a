//! A stored list after a few developers were scored anew: mostly it can be told without scoring
//! anybody else.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::{Match, SHORTLIST_LEN};
use crate::id::DeveloperId;

/// What became of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merged {
    /// The new list, best first.
    List(Vec<Match>),
    /// A place may belong to somebody who is not listed: everybody has to be scored.
    Unsure,
}

/// Puts what was `found` for the `rescored` developers in place of what is `stored` of them. The
/// stored list is the best of everybody, in any order.
pub fn merge(stored: &[Match], rescored: &BTreeSet<DeveloperId>, found: &[Match]) -> Merged {
    let place = |entry: &Match| (Reverse(entry.score), entry.developer_id);
    let kept = stored.iter().filter(|entry| !rescored.contains(&entry.developer_id));
    let mut list: Vec<Match> = kept.chain(found).copied().collect();
    list.sort_by_key(place);
    list.truncate(SHORTLIST_LEN);
    // Whoever is not listed is behind the last of a full list; of a list that is not full, nobody
    // is left out.
    let behind = stored.iter().map(place).max().filter(|_| stored.len() >= SHORTLIST_LEN);
    let sure = behind.is_none_or(|worst| {
        list.len() == SHORTLIST_LEN && list.iter().map(place).max().is_some_and(|now| now <= worst)
    });
    if sure { Merged::List(list) } else { Merged::Unsure }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::matching::N_COMPONENTS;

    fn entry(id: usize, score: u32) -> Match {
        let developer_id = DeveloperId(i64::try_from(id).unwrap());
        Match { developer_id, score, values: [0; N_COMPONENTS], confidence: 0 }
    }

    /// The list of everybody with a score, the place being the id.
    fn best(scores: &[Option<u32>]) -> Vec<Match> {
        let everybody = scores.iter().enumerate();
        let mut all: Vec<_> =
            everybody.filter_map(|(id, score)| score.map(|score| entry(id, score))).collect();
        all.sort_by_key(|entry| (Reverse(entry.score), entry.developer_id));
        all.truncate(SHORTLIST_LEN);
        all
    }

    fn merged(before: &[Option<u32>], after: &[Option<u32>], rescored: &[usize]) -> Merged {
        let found: Vec<_> =
            rescored.iter().filter_map(|id| after[*id].map(|score| entry(*id, score))).collect();
        let ids = rescored.iter().map(|id| DeveloperId(i64::try_from(*id).unwrap())).collect();
        merge(&best(before), &ids, &found)
    }

    #[test]
    fn the_last_place_is_sure_when_it_stays_and_unsure_when_it_falls() {
        let before = vec![Some(500); SHORTLIST_LEN + 1];
        let last = SHORTLIST_LEN - 1;
        let with = |id: usize, score| {
            let mut after = before.clone();
            after[id] = score;
            after
        };
        for score in [Some(500), Some(501)] {
            let after = with(last, score);
            assert_eq!(merged(&before, &after, &[last]), Merged::List(best(&after)));
        }
        for score in [Some(499), None] {
            assert_eq!(merged(&before, &with(last, score), &[last]), Merged::Unsure);
        }
        let entering = with(SHORTLIST_LEN, Some(501));
        let sure = Merged::List(best(&entering));
        assert_eq!(merged(&before, &entering, &[SHORTLIST_LEN]), sure);
    }

    proptest! {
        #[test]
        fn a_list_that_is_sure_is_that_of_scoring_everybody(
            before in prop::collection::vec(prop::option::of(0_u32..80), 45..70),
            changes in prop::collection::btree_map(0_usize..45, prop::option::of(0_u32..80), 0..4),
        ) {
            let mut after = before.clone();
            for (id, score) in &changes {
                after[*id] = *score;
            }
            let rescored: Vec<usize> = changes.keys().copied().collect();
            match merged(&before, &after, &rescored) {
                Merged::List(list) => prop_assert_eq!(list, best(&after)),
                Merged::Unsure => prop_assert!(best(&before).len() == SHORTLIST_LEN),
            }
        }
    }
}
