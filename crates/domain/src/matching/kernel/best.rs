//! The best few of many scores, kept in a buffer that is cut when it is full.

use crate::matching::SHORTLIST_LEN;

/// Scores held before the buffer is cut: the sooner it is, the sooner most developers are known to
/// be out.
const BUFFER_LEN: usize = 2 * SHORTLIST_LEN;

/// The best [`SHORTLIST_LEN`] scores offered, and a few that may still fall out.
#[derive(Debug, Default)]
pub(super) struct Best {
    /// Score in the upper half, distance of the place from the last one in the lower: the larger
    /// key comes first, and no two are equal.
    keys: Vec<u64>,
    /// No key below it can be among the best.
    threshold: u64,
}

impl Best {
    /// False when no developer yet to come can be among the best with such a score.
    #[inline]
    pub(super) fn may_hold(&self, score: u32) -> bool {
        (u64::from(score) << 32) | u64::from(u32::MAX) >= self.threshold
    }

    /// Offers the score of the developer at a place.
    #[inline]
    pub(super) fn offer(&mut self, score: u32, place: usize) {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        let key = (u64::from(score) << 32) | u64::from(u32::MAX - place);
        if key < self.threshold {
            return;
        }
        self.keys.push(key);
        if self.keys.len() == BUFFER_LEN {
            let last = SHORTLIST_LEN - 1;
            let (_, cut, _) = self.keys.select_nth_unstable_by(last, |a, b| b.cmp(a));
            self.threshold = *cut;
            self.keys.truncate(SHORTLIST_LEN);
        }
    }

    /// Places of the best, best first; of equal scores the first place.
    pub(super) fn into_places(mut self) -> impl Iterator<Item = usize> {
        self.keys.sort_unstable_by(|a, b| b.cmp(a));
        let low = u64::from(u32::MAX);
        self.keys
            .into_iter()
            .take(SHORTLIST_LEN)
            .map(move |key| usize::try_from(low - (key & low)).unwrap_or(usize::MAX))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_best_are_those_a_full_sort_would_keep(
            scores in prop::collection::vec(0_u32..40, 0..900),
        ) {
            let mut best = Best::default();
            let mut all: Vec<(u32, usize)> = scores.into_iter().zip(0..).collect();
            for (score, place) in &all {
                if best.may_hold(*score) {
                    best.offer(*score, *place);
                }
            }
            all.sort_by_key(|(score, place)| (std::cmp::Reverse(*score), *place));
            let expected: Vec<usize> =
                all.into_iter().take(SHORTLIST_LEN).map(|(_, place)| place).collect();
            prop_assert_eq!(best.into_places().collect::<Vec<_>>(), expected);
        }
    }
}
