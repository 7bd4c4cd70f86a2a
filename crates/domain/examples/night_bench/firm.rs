//! The firm everything is measured on: the one `sereno demo` makes up.

use jiff::civil::date;
use sereno_domain::fx::FxTable;
use sereno_domain::matching::frozen::Frozen;
use sereno_domain::matching::model::ScoreModel;
use sereno_domain::role::{Role, RoleStatus};
use sereno_domain::simulation::Simulation;
use sereno_domain::skill::Taxonomy;

/// Frozen inputs of a night; every role is open, so that sizes are what they are said to be.
pub(crate) fn frozen(n_developers: u32, n_roles: u32) -> Frozen {
    let firm = Simulation { seed: 7, n_developers, n_roles, as_of: date(2026, 11, 23) };
    let fx = FxTable::parse(include_str!("../../../../config/fx.toml")).unwrap();
    let roles: Vec<Role> =
        firm.roles().map(|made| Role { status: RoleStatus::Open, ..made.role }).collect();
    let graph = Taxonomy::house().graph();
    let developers = firm.developers().map(|made| made.developer);
    Frozen::build(firm.as_of, ScoreModel::house(), &graph, &fx, developers, &roles).0
}
