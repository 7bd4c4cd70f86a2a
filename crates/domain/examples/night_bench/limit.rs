//! What the kernel cannot do without: laying over each other as many bitmaps as each role has tests,
//! and reading two cache lines of every survivor. Nothing is counted, scored or ranked.

use std::hint::black_box;

use sereno_domain::matching::frozen::Frozen;
use sereno_domain::matching::{N_FILTERS, RoleResult};
use sereno_domain::role::Importance;

/// Developers of a block, as the kernel has them.
const BLOCK: usize = 8_192;
/// Bitmaps that are laid over each other: enough that they do not all stay in the nearest cache.
const N_BITMAPS: usize = 400;

/// The work of a night cut down to its memory.
pub(crate) struct Limit {
    n_developers: usize,
    bitmaps: Vec<u64>,
    records: Vec<[u64; 16]>,
    /// For each role, its bitmaps and the share of developers who survive, in 65,536ths.
    roles: Vec<(Vec<usize>, u64)>,
}

impl Limit {
    pub(crate) fn of(inputs: &Frozen, results: &[RoleResult]) -> Self {
        let n_developers = inputs.developers.len();
        let words = BLOCK / 64;
        let mut dice = 88_172_645_463_325_252_u64;
        let mut draw = move || {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            dice
        };
        let roles = inputs.head.roles.iter().zip(results).map(|(role, result)| {
            let musts = role.skills.iter().filter(|s| s.importance == Importance::Must).count();
            let tests = (0..musts + N_FILTERS - 1).map(|_| draw() as usize % N_BITMAPS);
            let share = u64::from(result.n_qualified) * 65_536 / n_developers.max(1) as u64;
            (tests.collect(), share)
        });
        let roles = roles.collect();
        let bitmaps =
            (0..N_BITMAPS * words * n_developers.div_ceil(BLOCK)).map(|_| draw()).collect();
        let records = (0..n_developers).map(|at| [at as u64; 16]).collect();
        Self { n_developers, bitmaps, records, roles }
    }

    /// One pass on one thread.
    pub(crate) fn pass(&self) {
        let words = BLOCK / 64;
        let mut over = vec![0_u64; words];
        let mut sum = 0_u64;
        for block in 0..self.n_developers.div_ceil(BLOCK) {
            let base = block * N_BITMAPS * words;
            for (tests, share) in &self.roles {
                over.fill(u64::MAX);
                for test in tests {
                    let at = base + test * words;
                    for (over, word) in over.iter_mut().zip(&self.bitmaps[at..at + words]) {
                        *over &= *word;
                    }
                }
                black_box(&over);
                // As many survivors as the role has, spread evenly.
                let first = block * BLOCK;
                let here = (self.n_developers - first).min(BLOCK);
                let n = (here as u64 * share) >> 16;
                for at in 0..n {
                    let record = &self.records[first + (at * here as u64 / n.max(1)) as usize];
                    sum = sum.wrapping_add(record[0]).wrapping_add(record[8]);
                }
            }
        }
        black_box(sum);
    }
}
