//! Time of a night's scoring: freezing, preparing, the kernel, the plain scorer and a naive one, on
//! a simulated firm. Results are compared before any time counts.
//!
//! `SERENO_BENCH_DEVELOPERS` and `SERENO_BENCH_ROLES` set the size, 20,000 and 400 when unset.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench stops where its premise fails"
)]

mod naive;

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiff::civil::date;
use sereno_domain::developer::Developer;
use sereno_domain::fx::FxTable;
use sereno_domain::matching::frozen::Frozen;
use sereno_domain::matching::kernel::Kernel;
use sereno_domain::matching::model::ScoreModel;
use sereno_domain::matching::reference::score_role_plain;
use sereno_domain::role::{Role, RoleStatus};
use sereno_domain::simulation::Simulation;
use sereno_domain::skill::Taxonomy;

/// Roles the plain scorer is timed and compared on.
const N_SAMPLE: usize = 8;

#[expect(clippy::disallowed_methods, reason = "the size of a bench is its only setting")]
fn size(name: &str, otherwise: u32) -> u32 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

fn night(criterion: &mut Criterion) {
    let n_developers = size("SERENO_BENCH_DEVELOPERS", 20_000);
    let n_roles = size("SERENO_BENCH_ROLES", 400);
    let firm = Simulation { seed: 7, n_developers, n_roles, as_of: date(2026, 11, 23) };
    let graph = Taxonomy::house().graph();
    let fx = FxTable::parse(include_str!("../../../../config/fx.toml")).unwrap();
    let developers: Vec<Developer> = firm.developers().map(|made| made.developer).collect();
    let open = |role| Role { status: RoleStatus::Open, ..role };
    let roles: Vec<Role> = firm.roles().map(|made| open(made.role)).collect();
    let freeze =
        || Frozen::build(firm.as_of, ScoreModel::house(), &graph, &fx, &developers, &roles).0;
    let frozen = Arc::new(freeze());
    let kernel = Kernel::new(Arc::clone(&frozen));
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();

    let sample = frozen.head.roles.iter().step_by(frozen.head.roles.len().div_ceil(N_SAMPLE));
    let sample: Vec<_> = sample.collect();
    let results = kernel.score_roles(0..kernel.n_roles());
    for demand in &sample {
        let plain = score_role_plain(&frozen, demand);
        let (n_qualified, shortlist) = naive::score_role(&frozen, demand);
        assert_eq!((plain.n_qualified, &plain.shortlist), (n_qualified, &shortlist));
        assert_eq!(kernel.score_role(demand.role_id), Some(plain));
    }
    assert_eq!(alone.install(|| kernel.score_roles(0..kernel.n_roles())), results);
    let n_qualified: u64 = results.iter().map(|result| u64::from(result.n_qualified)).sum();
    let n_pairs = u64::try_from(frozen.developers.len() * roles.len()).unwrap();
    let per_10_000 = n_qualified * 10_000 / n_pairs.max(1);

    let name = format!("{n_developers}x{n_roles}, {per_10_000} of 10000 pairs qualify");
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10);
    group.bench_function("freeze", |bench| bench.iter(|| black_box(freeze())));
    group.bench_function("prepare, one thread", |bench| {
        bench.iter(|| alone.install(|| black_box(Kernel::new(Arc::clone(&frozen)))));
    });
    group.throughput(Throughput::Elements(n_pairs));
    group.bench_function("kernel, one thread", |bench| {
        bench.iter(|| alone.install(|| black_box(kernel.score_roles(0..kernel.n_roles()))));
    });
    group.bench_function("kernel, all threads", |bench| {
        bench.iter(|| black_box(kernel.score_roles(0..kernel.n_roles())));
    });
    let n_sampled = u64::try_from(sample.len() * frozen.developers.len()).unwrap();
    group.throughput(Throughput::Elements(n_sampled));
    group.bench_function(format!("plain scorer, {} roles", sample.len()), |bench| {
        bench.iter(|| {
            for demand in &sample {
                black_box(score_role_plain(&frozen, demand));
            }
        });
    });
    group.bench_function(
        format!("naive scorer, a map for each pair, {} roles", sample.len()),
        |b| {
            b.iter(|| {
                for demand in &sample {
                    black_box(naive::score_role(&frozen, demand));
                }
            });
        },
    );
    group.finish();
}

criterion_group!(benches, night);
criterion_main!(benches);
