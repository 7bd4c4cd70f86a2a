//! One result, however it is computed: plainly or by the kernel, on any number of threads, in
//! blocks of any size, from any cut of the roles, before and after being stored.

use std::sync::Arc;

use proptest::prelude::*;
use sereno_domain::matching::diff::shortlist_hash;
use sereno_domain::matching::frozen::{Facts, Frozen, FrozenError};
use sereno_domain::matching::kernel::Kernel;
use sereno_domain::matching::reference::score_role_plain;
use sereno_domain::matching::shard::{pack, put_together, unpack};
use sereno_domain::matching::{RoleResult, SHORTLIST_LEN};

use crate::draw::world;
use crate::world::{any_developer, any_role, frozen};

fn plainly(frozen: &Frozen) -> Vec<RoleResult> {
    frozen.head.roles.iter().map(|role| score_role_plain(frozen, role)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn the_kernel_finds_what_the_plain_scorer_finds((developers, roles) in world()) {
        let (frozen, _) = frozen(&developers, &roles);
        let expected = plainly(&frozen);
        let frozen = Arc::new(frozen);
        for size in [1, 7, 64, 65, 8_192] {
            let kernel = Kernel::with_blocks(Arc::clone(&frozen), size);
            prop_assert_eq!(&kernel.score_roles(0..usize::MAX), &expected, "blocks of {}", size);
        }
    }

    #[test]
    fn the_cut_of_the_roles_changes_nothing((developers, roles) in world(), cut in 0_usize..9) {
        let kernel = Kernel::new(Arc::new(frozen(&developers, &roles).0));
        let whole = kernel.score_roles(0..kernel.n_roles());
        let mut parts = kernel.score_roles(0..cut);
        parts.extend(kernel.score_roles(cut..kernel.n_roles()));
        prop_assert_eq!(&parts, &whole);
        for result in whole {
            prop_assert_eq!(kernel.score_role(result.role_id), Some(result));
        }
    }

    #[test]
    fn threads_and_shards_change_nothing((developers, roles) in world()) {
        let inputs = frozen(&developers, &roles).0;
        let whole = plainly(&inputs);
        for n_threads in [1, 2, 4] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
            for n_shards in [1, 3, 8] {
                let size = inputs.developers.len().div_ceil(n_shards).max(1);
                let shards = inputs.developers.chunks(size).map(|developers| {
                    let head = inputs.head.clone();
                    let kernel = Kernel::new(Frozen { head, developers: developers.to_vec() }.into());
                    let results = pool.install(|| kernel.score_roles(0..usize::MAX));
                    unpack(&pack(&results).unwrap()).unwrap()
                });
                let all = put_together(shards).unwrap();
                if !inputs.developers.is_empty() {
                    prop_assert_eq!(&all, &whole, "{} threads, {} shards", n_threads, n_shards);
                }
            }
        }
    }

    #[test]
    fn stored_inputs_come_back_as_they_were((developers, roles) in world(), size in 1_usize..50) {
        let (frozen, _) = frozen(&developers, &roles);
        let blobs = frozen.to_blobs(size).unwrap();
        prop_assert_eq!(blobs.len(), 1 + frozen.developers.len().div_ceil(size));
        prop_assert_eq!(Frozen::from_blobs(&blobs).unwrap(), frozen);
    }

    #[test]
    fn the_order_of_records_does_not_change_a_byte((developers, roles) in world()) {
        let (forwards, faults) = frozen(&developers, &roles);
        let mut turned: Vec<_> = developers.iter().rev().cloned().collect();
        for developer in &mut turned {
            developer.skills.reverse();
            developer.vetting.reverse();
            developer.industries.reverse();
            developer.scale.reverse();
            developer.regimes.reverse();
            developer.style.methodologies.reverse();
            developer.competencies.reverse();
            developer.placements.reverse();
            developer.exclusions.reverse();
        }
        let mut turned_roles: Vec<_> = roles.iter().rev().cloned().collect();
        for role in &mut turned_roles {
            role.situations.reverse();
            role.scale.reverse();
            role.regimes.reverse();
        }
        let (again, faults_again) = frozen(&turned, &turned_roles);
        prop_assert_eq!(forwards.to_blobs(10).unwrap(), again.to_blobs(10).unwrap());
        prop_assert_eq!(faults, faults_again);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn threads_shards_of_developers_and_blocks_change_nothing(
        (developers, roles) in world(), block in 1_usize..200, backwards in any::<bool>(),
    ) {
        let frozen = frozen(&developers, &roles).0;
        let expected = plainly(&frozen);
        for n_threads in [1, 2, 4] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
            for n_shards in [1, 3, 8] {
                let found = pool.install(|| by_shards(&frozen, n_shards, block, backwards));
                let what = format!("{n_threads} threads, {n_shards} shards, blocks of {block}");
                prop_assert_eq!(&found, &expected, "{}", what);
                prop_assert_eq!(digest(&found), digest(&expected));
            }
        }
    }
}

/// Scores developers in so many ranges, each by a kernel of its own, and merges the results.
fn by_shards(frozen: &Frozen, n_shards: usize, block: usize, backwards: bool) -> Vec<RoleResult> {
    let size = frozen.developers.len().div_ceil(n_shards).max(1);
    let mut shards: Vec<&[Facts]> = frozen.developers.chunks(size).collect();
    if backwards {
        shards.reverse();
    }
    let score = |developers: &[Facts]| {
        let shard = Frozen { head: frozen.head.clone(), developers: developers.to_vec() };
        Kernel::with_blocks(Arc::new(shard), block).score_roles(0..usize::MAX)
    };
    let merged = shards.into_iter().map(score).reduce(|whole, part| {
        whole.into_iter().zip(part).map(|(whole, part)| whole.merge(part)).collect()
    });
    merged.unwrap_or_else(|| score(&[]))
}

/// What a night keeps of its lists.
fn digest(results: &[RoleResult]) -> Vec<[u8; 32]> {
    results.iter().map(|result| shortlist_hash(result.role_id, &result.shortlist)).collect()
}

#[test]
fn equal_scores_go_by_developer_id_and_fifty_stay() {
    let mut developers = vec![any_developer(); 700];
    for (developer, id) in developers.iter_mut().zip((1_i64..=700).rev()) {
        developer.developer_id.0 = id;
    }
    let (frozen, faults) = frozen(&developers, &[any_role()]);
    assert_eq!(faults, []);
    let result = Kernel::new(Arc::new(frozen)).score_roles(0..1).pop().unwrap();
    assert_eq!(result.n_qualified, 700);
    let ids: Vec<i64> = result.shortlist.iter().map(|found| found.developer_id.0).collect();
    assert_eq!(ids, (1..=50).collect::<Vec<_>>());
    assert_eq!(ids.len(), SHORTLIST_LEN);
}

#[test]
fn nobody_at_all_is_a_result_too() {
    let kernel = Kernel::new(Arc::new(frozen(&[], &[any_role()]).0));
    let result = kernel.score_roles(0..1).pop().unwrap();
    assert_eq!((result.n_qualified, result.shortlist.len()), (0, 0));
    let kernel = Kernel::new(Arc::new(frozen(&[any_developer()], &[]).0));
    assert_eq!(kernel.score_roles(0..10), []);
}

#[test]
fn blobs_that_are_not_all_there_are_refused_in_words() {
    let mut second = any_developer();
    second.developer_id.0 = 2;
    let (frozen, _) = frozen(&[any_developer(), second], &[any_role()]);
    let blobs = frozen.to_blobs(1).unwrap();
    let refused = |blobs: &[Vec<u8>]| Frozen::from_blobs(blobs).unwrap_err().to_string();
    assert_eq!(
        refused(&blobs[..2]),
        "the frozen inputs have 1 of 2 developers: plan the run again"
    );
    let swapped = [blobs[0].clone(), blobs[2].clone(), blobs[1].clone()];
    assert_eq!(
        refused(&swapped),
        "the frozen inputs are damaged at developer 1: plan the run again"
    );
    let mut newer = blobs.clone();
    newer[0][0] = 9;
    assert_eq!(
        refused(&newer),
        "the frozen inputs are of format 9, this version reads 3: plan the run again"
    );
    let mut cut = blobs;
    cut[2].truncate(3);
    assert!(matches!(Frozen::from_blobs(&cut), Err(FrozenError::Bytes(_))));
}
