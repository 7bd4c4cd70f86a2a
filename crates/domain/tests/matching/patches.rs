//! Inputs with patches score as inputs that were frozen with the change in them.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use sereno_domain::developer::Developer;
use sereno_domain::id::{DeveloperId, RoleId};
use sereno_domain::matching::RoleResult;
use sereno_domain::matching::case::Case;
use sereno_domain::matching::frozen::{Frozen, Patch};
use sereno_domain::matching::kernel::Kernel;
use sereno_domain::matching::setting::Setting;
use sereno_domain::role::{Importance, Role, RoleStatus};

use crate::draw::world;
use crate::world::{any_developer, any_role, asked, frozen, graph, pair};

fn scored(mut inputs: Frozen, outcome_mean: u8) -> Vec<RoleResult> {
    inputs.head.outcome_mean = outcome_mean;
    let kernel = Kernel::new(Arc::new(inputs));
    kernel.score_roles(0..kernel.n_roles())
}

/// The blobs of one world keep what a reader checks: places that point somewhere, orders.
fn is_whole(inputs: &Frozen) -> bool {
    let blobs = inputs.to_blobs(16).unwrap();
    Frozen::from_blobs(&blobs).is_ok_and(|read| read == *inputs)
}

fn ids(developers: &[Developer]) -> BTreeSet<DeveloperId> {
    developers.iter().map(|developer| developer.developer_id).collect()
}

/// Open, and asking for nothing outside the taxonomy.
fn in_taxonomy(mut role: Role) -> Role {
    let taxonomy = graph();
    role.skills.retain(|asked| taxonomy.skills.contains_key(&asked.skill));
    Role { status: RoleStatus::Open, ..role }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn of_developers((before, roles) in world(), (after, _) in world(), n in 0_usize..6) {
        // The first few change into others of the same numbers, or leave.
        let mut changed = before.clone();
        let gone: Vec<Developer> = changed.drain(..n.min(before.len())).collect();
        let instead: Vec<Developer> = after
            .into_iter()
            .zip(gone.iter().skip(1))
            .map(|(other, old)| Developer { developer_id: old.developer_id, ..other })
            .collect();
        changed.extend(instead.iter().cloned());
        let (expected, _) = frozen(&changed, &roles);
        let mean = expected.head.outcome_mean;

        let (mut inputs, _) = frozen(&before, &roles);
        let (content, _) = frozen(&instead, &roles);
        inputs.patch(Patch::of_developers(content, ids(&gone)));
        prop_assert!(is_whole(&inputs));
        prop_assert_eq!(scored(inputs, mean), scored(expected, mean));
    }

    #[test]
    fn of_roles((developers, before) in world(), (_, after) in world(), n in 0_usize..4) {
        let numbers: Vec<RoleId> =
            before.iter().map(|role| role.role_id).chain([RoleId(9_001), RoleId(9_002)]).collect();
        let other = after.into_iter().zip(numbers.iter().rev()).take(n);
        let changed: Vec<Role> =
            other.map(|(role, number)| in_taxonomy(Role { role_id: *number, ..role })).collect();
        let replaced: BTreeSet<RoleId> = changed.iter().map(|role| role.role_id).collect();
        let stay = before.iter().filter(|role| !replaced.contains(&role.role_id));
        let all: Vec<Role> = stay.chain(&changed).cloned().collect();
        let (expected, _) = frozen(&developers, &all);
        let mean = expected.head.outcome_mean;

        let (mut inputs, _) = frozen(&developers, &before);
        let (content, _) = frozen(&developers, &changed);
        inputs.patch(Patch::of_roles(content));
        prop_assert!(is_whole(&inputs));
        prop_assert_eq!(scored(inputs, mean), scored(expected, mean));
    }

    #[test]
    fn of_what_is_set_on_a_role((developers, roles) in world(), hours in 10_u8..50) {
        let (mut inputs, _) = frozen(&developers, &roles);
        let settings = [
            Setting::Hours(hours),
            Setting::Start(inputs.head.as_of.saturating_add(jiff::Span::new().days(70))),
            "weight.rate=1500".parse().unwrap(),
        ];
        let Some(role_id) = inputs.head.roles.first().map(|role| role.role_id) else {
            return Ok(());
        };
        let others = scored(inputs.clone(), 50).split_off(1);
        let alone = Case::of(&inputs, role_id).unwrap().with(&settings).unwrap();
        let alone = scored(alone.frozen(inputs.developers.clone()), 50);
        prop_assert_eq!(inputs.adjust(role_id, &settings), Ok(true));
        prop_assert!(is_whole(&inputs));
        let mut all = scored(inputs.clone(), 50);
        prop_assert_eq!(all.split_off(1), others);
        prop_assert_eq!(all, alone);
        prop_assert_eq!(inputs.adjust(RoleId(77_777), &settings), Ok(false));
    }
}

#[test]
fn a_skill_and_a_zone_nobody_knew_find_a_place() {
    let mut inputs = pair(&any_developer(), &any_role());
    let mut role = Role { role_id: RoleId(9_001), ..any_role() };
    role.skills.push(asked("abacus", Importance::Nice, 2));
    role.tz = "Asia/Tokyo".to_owned();
    let mut developer = Developer { developer_id: DeveloperId(9_001), ..any_developer() };
    developer.tz = Some("Pacific/Auckland".to_owned());
    let content = pair(&developer, &role);
    inputs.patch(Patch::of_developers(content.clone(), [DeveloperId(9_001)].into()));
    inputs.patch(Patch::of_roles(content));
    assert!(is_whole(&inputs));
    assert!(inputs.head.skills.iter().any(|skill| skill.slug == "abacus"));
    assert_eq!(inputs.head.zones.last().map(String::as_str), Some("Pacific/Auckland"));
    assert_eq!((inputs.head.roles.len(), inputs.developers.len()), (2, 2));
    assert!(inputs.shared_minutes(&inputs.head.roles[1], &inputs.developers[1]).is_some());
}
