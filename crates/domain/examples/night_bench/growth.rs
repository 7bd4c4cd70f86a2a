//! From a hundred million to ten milliard pairs.

use std::hint::black_box;
use std::sync::Arc;

use sereno_domain::matching::kernel::Kernel;

use crate::firm::frozen;
use crate::timing::{best_of, with_threads};

/// Developers, of whom three in four are scored, roles, repeats.
const SIZES: &[(u32, u32, u32)] = &[
    (68_000, 2_000, 5),
    (136_000, 3_162, 3),
    (272_000, 5_000, 2),
    (500_000, 8_600, 1),
    (690_000, 20_000, 1),
];

pub(crate) fn growth() {
    println!(
        "\n## Growth, one thread\n\n| developers | roles | pairs | s | ns a pair | to the first |\n|---|---|---|---|---|---|"
    );
    let mut first = None;
    for (n_developers, n_roles, n_times) in SIZES.iter().copied() {
        let kernel = Kernel::new(Arc::new(frozen(n_developers, n_roles)));
        let n_pairs = kernel.n_developers() as f64 * kernel.n_roles() as f64;
        let spent = with_threads(1, || {
            best_of(n_times, || {
                black_box(kernel.score_roles(0..kernel.n_roles()));
            })
        });
        let ns = spent * 1e9 / n_pairs;
        let first = *first.get_or_insert(ns);
        println!(
            "| {} | {n_roles} | {n_pairs:.2e} | {:.2} | {ns:.3} | {:.2} |",
            kernel.n_developers(),
            spent,
            ns / first
        );
    }
}
