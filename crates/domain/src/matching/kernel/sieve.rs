//! The bitmaps of a role laid over each other: who fails anything, who fails one filter alone, and
//! how many each filter stops.

use super::bitmaps::{Bitmaps, LANES, Lanes};
use super::plan::{N_TESTS, Plan};
use crate::matching::N_FILTERS;

/// Words counted at a time by [`n_common`]: sixteen of [`Quad`].
const COUNTED_WORDS: usize = 64;

/// Words that go through one adder together.
type Quad = [u64; 4];

/// Developers stopped by each filter.
#[derive(Debug, Default)]
pub(super) struct Stopped {
    /// Alone or with others.
    pub(super) n: [u32; N_FILTERS],
    /// By that filter and no other.
    pub(super) n_alone: [u32; N_FILTERS],
}

/// Space for one block, kept from role to role.
#[derive(Debug)]
pub(super) struct Sieve {
    /// Who fails the must-haves.
    skills: Vec<Lanes>,
    /// Who fails anything.
    failed: Vec<Lanes>,
    /// Who fails exactly one filter.
    once: Vec<Lanes>,
}

impl Sieve {
    /// Space for the largest block.
    pub(super) fn new(bitmaps: Option<&Bitmaps>) -> Self {
        let n_lanes = bitmaps.map_or(0, Bitmaps::n_lanes);
        let empty = || vec![[0; LANES]; n_lanes];
        Self { skills: empty(), failed: empty(), once: empty() }
    }

    /// Who fails anything, one bit each; bits beyond the last developer say nothing.
    pub(super) fn failed(&self) -> &[u64] {
        self.failed.as_flattened()
    }

    /// Lays the bitmaps of a role over each other and counts whom they stop.
    #[inline]
    pub(super) fn lay(&mut self, bitmaps: &Bitmaps, plan: &Plan, stopped: &mut Stopped) {
        let n_lanes = bitmaps.n_lanes();
        for lanes in [&mut self.skills, &mut self.failed, &mut self.once] {
            lanes.resize(n_lanes, [0; LANES]);
        }
        self.skills.fill([0; LANES]);
        for must in &plan.musts {
            let words = self.skills.as_flattened_mut().iter_mut();
            words.zip(bitmaps.of(*must)).for_each(|(skills, bits)| *skills |= bits);
        }
        self.lay_tests(bitmaps, plan);
        let [skills_n, others_n @ ..] = &mut stopped.n;
        let [skills_alone, others_alone @ ..] = &mut stopped.n_alone;
        let (skills, once) = (self.skills.as_flattened(), self.once.as_flattened());
        *skills_n += n_common(skills, skills);
        *skills_alone += n_common(skills, once);
        for ((n, alone), test) in others_n.iter_mut().zip(others_alone).zip(plan.tests) {
            let n_failed = bitmaps.n_failed(test);
            *n += n_failed;
            if n_failed > 0 {
                *alone += n_common(bitmaps.of(test), once);
            }
        }
    }

    /// All tests over a few words at a time, which stay in registers meanwhile.
    #[inline]
    fn lay_tests(&mut self, bitmaps: &Bitmaps, plan: &Plan) {
        let mut rows: [&[Lanes]; N_TESTS] = [&[]; N_TESTS];
        let mut n_rows = 0;
        let failing = plan.tests.iter().filter(|test| bitmaps.n_failed(**test) > 0);
        for (row, test) in rows.iter_mut().zip(failing) {
            *row = bitmaps.lanes_of(*test);
            n_rows += 1;
        }
        let rows = rows.get(..n_rows).unwrap_or_default();
        let words = self.skills.iter().zip(&mut self.failed).zip(&mut self.once);
        for (((skills, failed), once), at) in words.zip(0..) {
            let (mut any, mut twice) = (*skills, [0; LANES]);
            for row in rows {
                let Some(bits) = row.get(at) else { continue };
                for ((any, twice), bits) in any.iter_mut().zip(&mut twice).zip(bits) {
                    *twice |= *any & bits;
                    *any |= bits;
                }
            }
            *failed = any;
            for ((once, any), twice) in once.iter_mut().zip(any).zip(twice) {
                *once = any & !twice;
            }
        }
    }
}

/// How many bits are set in both. Many words are added up bit by bit before any is counted:
/// counting costs three times as much as adding where the processor is not known to count.
#[inline]
fn n_common(a: &[u64], b: &[u64]) -> u32 {
    let ((many_a, few_a), (many_b, few_b)) =
        (a.as_chunks::<COUNTED_WORDS>(), b.as_chunks::<COUNTED_WORDS>());
    let (mut ones, mut twos, mut fours, mut eights) = ([0; 4], [0; 4], [0; 4], [0; 4]);
    let mut n = 0;
    for (a, b) in many_a.iter().zip(many_b) {
        let mut both: [[Quad; 4]; 4] = [[[0; 4]; 4]; 4];
        let words = both.as_flattened_mut().as_flattened_mut();
        for ((word, a), b) in words.iter_mut().zip(a).zip(b) {
            *word = a & b;
        }
        let [first, second, third, last] = both;
        let four_a = four(&mut ones, &mut twos, first);
        let four_b = four(&mut ones, &mut twos, second);
        let eight_a = add(&mut fours, four_a, four_b);
        let four_a = four(&mut ones, &mut twos, third);
        let four_b = four(&mut ones, &mut twos, last);
        let eight_b = add(&mut fours, four_a, four_b);
        n += 16 * count(add(&mut eights, eight_a, eight_b));
    }
    n += 8 * count(eights) + 4 * count(fours) + 2 * count(twos) + count(ones);
    n + few_a.iter().zip(few_b).map(|(a, b)| (a & b).count_ones()).sum::<u32>()
}

/// Adds four words to the ones and twos; the carry counts four.
#[inline]
fn four(ones: &mut Quad, twos: &mut Quad, [a, b, c, d]: [Quad; 4]) -> Quad {
    let two_a = add(ones, a, b);
    let two_b = add(ones, c, d);
    add(twos, two_a, two_b)
}

/// A full adder for each bit: leaves the sum, gives the carry.
#[inline]
fn add(sum: &mut Quad, b: Quad, c: Quad) -> Quad {
    let mut carry = [0; 4];
    for (((carry, sum), b), c) in carry.iter_mut().zip(sum).zip(b).zip(c) {
        let half = *sum ^ b;
        *carry = (*sum & b) | (half & c);
        *sum = half ^ c;
    }
    carry
}

#[inline]
fn count(words: Quad) -> u32 {
    words.iter().map(|word| word.count_ones()).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bits_are_counted_as_if_one_by_one(
            words in prop::collection::vec((any::<u64>(), any::<u64>()), 0..300),
        ) {
            let (a, b): (Vec<u64>, Vec<u64>) = words.into_iter().unzip();
            let plainly: u32 = a.iter().zip(&b).map(|(a, b)| (a & b).count_ones()).sum();
            prop_assert_eq!(n_common(&a, &b), plainly);
        }
    }

    #[test]
    fn a_full_block_counts_every_bit() {
        let full = vec![u64::MAX; 1_024];
        assert_eq!(n_common(&full, &full), 65_536);
    }
}
