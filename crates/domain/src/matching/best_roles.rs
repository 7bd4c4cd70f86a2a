//! The other way round: a developer's best roles among all that are open.

use std::cmp::Reverse;
use std::sync::Arc;

use super::frozen::Frozen;
use super::kernel::Kernel;
use super::{Match, RoleResult};
use crate::id::{DeveloperId, RoleId};

/// How many roles of a developer are worth a look.
pub const BEST_ROLES_LEN: usize = 10;

/// The best [`BEST_ROLES_LEN`] roles the developer qualifies for, by score and then role id; none
/// when the developer is not among the inputs.
pub fn best_roles(frozen: &Frozen, developer_id: DeveloperId) -> Option<Vec<(RoleId, Match)>> {
    let facts = frozen.developer(developer_id)?.clone();
    let alone = Frozen { head: frozen.head.clone(), developers: vec![facts] };
    let kernel = Kernel::new(Arc::new(alone));
    let results = kernel.score_roles(0..kernel.n_roles());
    let found = |result: RoleResult| Some((result.role_id, *result.shortlist.first()?));
    let mut roles: Vec<(RoleId, Match)> = results.into_iter().filter_map(found).collect();
    roles.sort_by_key(|(role_id, found)| (Reverse(found.score), *role_id));
    roles.truncate(BEST_ROLES_LEN);
    Some(roles)
}
