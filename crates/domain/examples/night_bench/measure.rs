//! The kernel against scorers in Rust, against its own limit, over rates of survivors, on threads and
//! in shards.

use std::hint::black_box;
use std::sync::Arc;

use sereno_domain::matching::RoleResult;
use sereno_domain::matching::effect::night_hash;
use sereno_domain::matching::frozen::Frozen;
use sereno_domain::matching::kernel::Kernel;
use sereno_domain::matching::reference::score_role_plain;
use sereno_domain::matching::shard::put_together;
use sereno_domain::role::Importance;

use crate::limit::Limit;
use crate::naive;
use crate::timing::{best_of, once, with_threads};

/// Roles the slow scorers are compared and timed on.
const N_PLAIN: usize = 16;
const N_NAIVE: usize = 4;
/// Repeats of what is quick; the best counts.
const N_TIMES: u32 = 9;

pub(crate) fn measure(inputs: Frozen) {
    let inputs = Arc::new(inputs);
    let (n_developers, n_roles) = (inputs.developers.len(), inputs.head.roles.len());
    let n_pairs = n_developers as f64 * n_roles as f64;
    let (kernel, prepared) = once(|| Kernel::new(Arc::clone(&inputs)));
    let results = kernel.score_roles(0..n_roles);
    let n_qualified: f64 = results.iter().map(|found| f64::from(found.n_qualified)).sum();
    println!("\n## Kernel and Rust\n");
    println!(
        "{n_developers} developers x {n_roles} roles, {:.2} % of the pairs pass. Every scorer's lists were compared with the kernel's first and are the same.\n",
        100.0 * n_qualified / n_pairs
    );
    println!(
        "| scorer | what it does for each pair | CPU s for all pairs | ns a pair | to the kernel |\n|---|---|---|---|---|"
    );
    let one = with_threads(1, || best_of(N_TIMES, || score(&kernel)));
    let line = |what: &str, how: &str, cpu: f64| {
        println!("| {what} | {how} | {cpu:.3} | {:.2} | {:.1} |", cpu * 1e9 / n_pairs, cpu / one);
    };
    line("kernel, one thread", "bitmaps over each other, then packed records of survivors", one);
    slow(&inputs, &results, &line);
    let all = best_of(N_TIMES, || score(&kernel));
    println!(
        "\nKernel on all {} threads: {:.3} s wall. Making the inputs ready: {:.2} s wall.",
        rayon::current_num_threads(),
        all,
        prepared
    );
    limit(&inputs, &results, one);
    sweep(&inputs);
    same_everywhere(&inputs, &results);
}

fn score(kernel: &Kernel) {
    black_box(kernel.score_roles(0..kernel.n_roles()));
}

fn slow(inputs: &Arc<Frozen>, results: &[RoleResult], line: &dyn Fn(&str, &str, f64)) {
    let roles = &inputs.head.roles;
    let sampled = |n: usize| (0..roles.len()).step_by(roles.len().div_ceil(n));
    let (mut n, mut cpu) = (0.0, 0.0);
    for at in sampled(N_PLAIN) {
        let (found, spent) = once(|| score_role_plain(inputs, &roles[at]));
        assert_eq!(found, results[at], "the plain scorer finds another list");
        (n, cpu) = (n + 1.0, cpu + spent);
    }
    let to_all = roles.len() as f64;
    line(&format!("plain scorer ({n} roles, scaled)"), "each rule as it is said", cpu / n * to_all);
    let (mut n, mut cpu) = (0.0, 0.0);
    for at in sampled(N_NAIVE) {
        let ((n_qualified, list), spent) = once(|| naive::score_role(inputs, &roles[at]));
        assert_eq!((n_qualified, &list), (results[at].n_qualified, &results[at].shortlist));
        (n, cpu) = (n + 1.0, cpu + spent);
    }
    line(
        &format!("naive Rust ({n} roles, scaled)"),
        "hash maps by name built for each pair, everybody sorted",
        cpu / n * to_all,
    );
}

fn limit(inputs: &Frozen, results: &[RoleResult], kernel: f64) {
    let limit = Limit::of(inputs, results);
    let spent = best_of(N_TIMES, || limit.pass());
    println!(
        "\nThe kernel's own limit, one thread (as many bitmaps laid over each other, two cache lines read of each survivor, nothing counted or scored): {:.3} s. The kernel takes {:.2} times that.",
        spent,
        kernel / spent
    );
}

/// Roles that ask for less and less: musts, then English, budget, vetting and hours shared.
fn sweep(inputs: &Frozen) {
    println!(
        "\n## Rates of survivors\n\n| pairs that pass | ns a pair | ns a survivor |\n|---|---|---|"
    );
    let n_roles = inputs.head.roles.len().min(400);
    for step in 0..6 {
        let mut eased = inputs.clone();
        eased.head.roles.truncate(n_roles);
        for role in &mut eased.head.roles {
            for (at, asked) in role.skills.iter_mut().enumerate() {
                if at + 5 > 8_usize.saturating_sub(step * 2) {
                    asked.importance = Importance::Nice;
                }
            }
            if step >= 3 {
                role.english_min = sereno_domain::developer::English::A1;
                role.budget = None;
            }
            if step >= 4 {
                role.vetting_required = sereno_domain::vetting::VettingRequired::None;
                role.overlap_minutes_min = 0;
            }
            if step >= 5 {
                role.starts_in_days += 400;
                role.weekly_hours = 1;
                role.regimes.clear();
            }
        }
        let kernel = Kernel::new(Arc::new(eased));
        let found = kernel.score_roles(0..n_roles);
        let survivors: f64 = found.iter().map(|found| f64::from(found.n_qualified)).sum();
        let spent = with_threads(1, || best_of(3, || score(&kernel)));
        let n_pairs = kernel.n_developers() as f64 * n_roles as f64;
        println!(
            "| {:.2} % | {:.2} | {:.1} |",
            100.0 * survivors / n_pairs,
            spent * 1e9 / n_pairs,
            spent * 1e9 / survivors.max(1.0)
        );
    }
}

fn same_everywhere(inputs: &Frozen, results: &[RoleResult]) {
    println!("\n## One digest\n\n| threads | shards | digest of all lists |\n|---|---|---|");
    for n_threads in [1, 2, 4] {
        for n_shards in [1, 3, 8] {
            let found = with_threads(n_threads, || {
                let size = inputs.developers.len().div_ceil(n_shards);
                let shards = inputs.developers.chunks(size).map(|developers| {
                    let head = inputs.head.clone();
                    let developers = developers.to_vec();
                    let kernel = Kernel::new(Arc::new(Frozen { head, developers }));
                    kernel.score_roles(0..kernel.n_roles())
                });
                put_together(shards).unwrap()
            });
            assert_eq!(found, results, "{n_threads} threads, {n_shards} shards");
            let hash = u64::from_be_bytes(night_hash(&found)[..8].try_into().unwrap());
            println!("| {n_threads} | {n_shards} | {hash:016x} |");
        }
    }
}
