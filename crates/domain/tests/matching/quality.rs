//! Measuring lists changes none of them, and what is measured is what the kernel found.

use std::fmt::Write as _;
use std::sync::Arc;

use proptest::prelude::*;
use sereno_domain::developer::Evidence;
use sereno_domain::matching::kernel::Kernel;
use sereno_domain::matching::{Component, N_COMPONENTS};
use sereno_domain::quality::impact::AuditGroups;
use sereno_domain::quality::label::{Grade, Label, Labels};
use sereno_domain::quality::{lists, measure};

use crate::draw::world;
use crate::world::{any_developer, any_role, frozen, skill};

/// Labels that say what the kernel says: the first of each list is the best.
fn agreeing(results: &[sereno_domain::matching::RoleResult]) -> Labels {
    let labels = results.iter().filter_map(|result| {
        let developer_id = result.shortlist.first()?.developer_id;
        Some(Label { role_id: result.role_id, developer_id, grade: Grade::BEST })
    });
    labels.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn measuring_leaves_the_inputs_and_the_lists_as_they_are((developers, roles) in world()) {
        let (whole, _) = frozen(&developers, &roles);
        let kernel = Kernel::new(Arc::new(whole.clone()));
        let results = kernel.score_roles(0..kernel.n_roles());
        let mut lent = whole.clone();
        prop_assert_eq!(lists(&mut lent), results.clone());
        prop_assert_eq!(&lent, &whole);

        let mut text = "developer,column,group\n".to_owned();
        for facts in &whole.developers {
            writeln!(text, "{},hair,{}", facts.developer_id, facts.developer_id.0 % 2).unwrap();
        }
        let groups = AuditGroups::read(&text).unwrap();
        prop_assert_eq!(groups.refused.len(), 0);
        let labels = agreeing(&results);
        let seen = measure(whole.clone(), Some(&results), Some(&labels), Some(&groups.content));
        let unseen = measure(whole, Some(&results), Some(&labels), None);
        prop_assert_eq!(&seen.ranking, &unseen.ranking);
        prop_assert_eq!(&seen.ablation, &unseen.ablation);
        prop_assert_eq!(&seen.stability, &unseen.stability);
        if let Some(ranking) = seen.ranking {
            prop_assert_eq!((ranking.ndcg_10, ranking.recall_50, ranking.mrr), (1_000, 1_000, 1_000));
            prop_assert!(seen.ablation.iter().all(|line| line.ndcg_10_change <= 0));
            let stable = seen.stability.unwrap();
            prop_assert_eq!(stable.n_roles, stable.n_roles_same);
        }
    }
}

#[test]
fn a_component_that_decides_is_missed_when_it_is_taken_out() {
    let mut weak = any_developer();
    weak.developer_id.0 = 1;
    let mut strong = any_developer();
    strong.developer_id.0 = 2;
    strong.skills.retain(|own| own.skill != "postgresql");
    strong.skills.push(skill("postgresql", 5, Evidence::Assessed));
    let (whole, _) = frozen(&[weak, strong.clone()], &[any_role()]);
    let role_id = any_role().role_id;
    let label = Label { role_id, developer_id: strong.developer_id, grade: Grade::BEST };
    let found = measure(whole, None, Some(&[label].into_iter().collect()), None);
    assert_eq!(found.ranking.unwrap().mrr, 1_000);
    assert_eq!(found.ablation.len(), N_COMPONENTS);
    let changes: Vec<(Component, i32)> =
        found.ablation.iter().map(|line| (line.component, line.mrr_change)).collect();
    for (component, change) in changes {
        // Without the stack both are worth the same, and the lower id comes first.
        let expected = if component == Component::TechStack { -500 } else { 0 };
        assert_eq!(change, expected, "{component}");
    }
}
