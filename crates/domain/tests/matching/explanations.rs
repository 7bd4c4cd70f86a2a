//! An explanation is the score: the same verdicts, values and points, adding up exactly.

use std::sync::Arc;

use proptest::prelude::*;
use sereno_domain::developer::Evidence;
use sereno_domain::id::{DeveloperId, RoleId};
use sereno_domain::matching::explain::explain;
use sereno_domain::matching::frozen::Frozen;
use sereno_domain::matching::kernel::Kernel;
use sereno_domain::role::Importance;

use crate::draw::world;
use crate::world::{any_developer, any_role, asked, frozen, pair, skill};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn points_add_up_to_the_kernels_score((developers, roles) in world()) {
        let frozen = Arc::new(frozen(&developers, &roles).0);
        let kernel = Kernel::new(Arc::clone(&frozen));
        for result in kernel.score_roles(0..kernel.n_roles()) {
            for found in result.shortlist.iter().take(10) {
                let why = explain(&frozen, result.role_id, found.developer_id).unwrap();
                prop_assert!(why.qualifies());
                prop_assert_eq!(why.score, found.score);
                prop_assert_eq!(why.confidence, found.confidence);
                let points: u32 = why.components.iter().map(|line| line.points).sum();
                prop_assert_eq!(points, found.score);
                for (line, value) in why.components.iter().zip(found.values) {
                    prop_assert_eq!(line.value, value);
                    prop_assert_eq!(line.points, line.weight_bp * u32::from(value));
                }
            }
        }
    }

    #[test]
    fn who_is_not_found_is_told_why_not((developers, roles) in world()) {
        let frozen = Arc::new(frozen(&developers, &roles).0);
        let kernel = Kernel::new(Arc::clone(&frozen));
        for result in kernel.score_roles(0..kernel.n_roles()) {
            let every = frozen.developers.iter();
            let n_qualified = every
                .filter(|facts| {
                    explain(&frozen, result.role_id, facts.developer_id).unwrap().qualifies()
                })
                .count();
            prop_assert_eq!(u32::try_from(n_qualified).unwrap(), result.n_qualified);
        }
    }
}

/// One line for each filter, component and skill.
fn shown(frozen: &Frozen) -> String {
    let why = explain(frozen, RoleId(1), DeveloperId(1)).unwrap();
    let head = format!("score {}, confidence {} %", why.score, why.confidence);
    let filters = why.filters.iter().map(|line| {
        format!("{}: {}: {} | {}", line.filter, line.verdict, line.demanded, line.found)
    });
    let components = why.components.iter().map(|line| {
        let sum = format!("{} x {} = {}", line.weight_bp, line.value, line.points);
        format!("{}: {sum}: {}", line.component, line.evidence)
    });
    let skills = why.skills.iter().map(|line| {
        let asked = format!("{} {} {}", line.importance, line.skill, line.level);
        format!("{asked}: {}: {}", line.value, line.evidence)
    });
    let lines = std::iter::once(head).chain(filters).chain(components).chain(skills);
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn an_explanation_reads_like_one() {
    let mut developer = any_developer();
    developer.skills.push(skill("mysql", 2, Evidence::Claimed));
    let mut role = any_role();
    role.skills.push(asked("aws", Importance::Nice, 2));
    insta::assert_snapshot!(shown(&pair(&developer, &role)));
}

#[test]
fn an_explanation_of_little_known_and_much_lacking_reads_like_one() {
    let mut developer = any_developer();
    developer.tz = None;
    developer.seniority = None;
    developer.english = None;
    developer.available_from = None;
    developer.weekly_capacity_hours = None;
    developer.rate_floor = None;
    developer.engagement = None;
    developer.vetting.truncate(1);
    developer.skills = vec![skill("mysql", 2, Evidence::Claimed)];
    developer.skills[0].last_used_on = Some(jiff::civil::date(2023, 1, 1));
    insta::assert_snapshot!(shown(&pair(&developer, &any_role())));
}

#[test]
fn a_pair_that_is_not_among_the_inputs_has_no_explanation() {
    let frozen = pair(&any_developer(), &any_role());
    assert_eq!(explain(&frozen, RoleId(2), DeveloperId(1)), None);
    assert_eq!(explain(&frozen, RoleId(1), DeveloperId(2)), None);
}
