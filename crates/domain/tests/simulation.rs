//! The made-up firm hangs together: its people repeat, its skills exist, its roles can be filled.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::date;
use sereno_domain::fx::FxTable;
use sereno_domain::matching::frozen::Frozen;
use sereno_domain::matching::kernel::Kernel;
use sereno_domain::matching::model::ScoreModel;
use sereno_domain::matching::{Filter, N_FILTERS};
use sereno_domain::simulation::Simulation;
use sereno_domain::skill::Taxonomy;

fn simulation(n_developers: u32, n_roles: u32) -> Simulation {
    Simulation { seed: 7, n_developers, n_roles, as_of: date(2026, 11, 24) }
}

#[test]
fn the_same_seed_gives_the_same_people_however_many() {
    let (few, many) = (simulation(40, 20), simulation(200, 90));
    assert!(few.developers().eq(many.developers().take(40)));
    assert!(few.roles().eq(many.roles().take(20)));
    assert!(few.clients().eq(many.clients().take(20)));
    let other = Simulation { seed: 8, ..few };
    assert!(few.developers().zip(other.developers()).all(|(a, b)| a != b));
    assert!(few.roles().zip(other.roles()).all(|(a, b)| a != b));
}

#[test]
fn nobody_is_like_another_and_hashes_tell() {
    let hashes: BTreeSet<_> =
        simulation(500, 0).developers().map(|person| person.content_hash()).collect();
    assert_eq!(hashes.len(), 500);
}

#[test]
fn every_skill_is_in_the_taxonomy_and_listed_once() {
    let firm = simulation(3_000, 1_000);
    let known = firm
        .developers()
        .map(|person| person.developer.skills.into_iter().map(|own| own.skill).collect::<Vec<_>>());
    let asked =
        firm.roles().map(|role| role.role.skills.into_iter().map(|asked| asked.skill).collect());
    for slugs in known.chain(asked) {
        assert_eq!(slugs.iter().collect::<BTreeSet<_>>().len(), slugs.len(), "{slugs:?}");
        for slug in slugs {
            assert!(Taxonomy::house().find(&slug).is_some(), "{slug}");
        }
    }
}

#[test]
fn half_of_the_roles_can_be_filled_and_every_filter_stops_someone() {
    let firm = simulation(2_000, 60);
    let fx = FxTable::parse(include_str!("../../../config/fx.toml")).unwrap();
    let developers: Vec<_> = firm.developers().map(|person| person.developer).collect();
    let roles: Vec<_> = firm.roles().map(|role| role.role).collect();
    let graph = Taxonomy::house().graph();
    let (frozen, faults) =
        Frozen::build(firm.as_of, ScoreModel::house(), &graph, &fx, &developers, &roles);
    assert_eq!(faults, []);
    let kernel = Kernel::new(Arc::new(frozen));
    let results = kernel.score_roles(0..kernel.n_roles());
    let n_filled = results.iter().filter(|result| result.n_qualified > 0).count();
    let mut n_blocked = [0_u32; N_FILTERS];
    for result in &results {
        for (at, n) in result.n_blocked.iter().enumerate() {
            n_blocked[at] += n;
        }
    }
    let qualified: Vec<_> = results.iter().map(|result| result.n_qualified).collect();
    assert!(n_filled * 2 >= results.len(), "{n_filled} of {}: {qualified:?}", results.len());
    assert!(results.len() >= 40, "{}", results.len());
    for (filter, n) in Filter::ALL.iter().zip(n_blocked) {
        assert!(n > 0, "{filter} stops nobody");
    }
}
