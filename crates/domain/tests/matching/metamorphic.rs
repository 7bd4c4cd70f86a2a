//! What a change of one fact must do to a score, whatever the numbers of the model are.

use proptest::prelude::*;
use sereno_domain::developer::{Developer, English, Evidence};
use sereno_domain::matching::reference::{Judgement, judge};
use sereno_domain::matching::{Component, WEIGHT_TOTAL};
use sereno_domain::role::{Importance, Role, RoleStatus};

use crate::draw::{developer, role};
use crate::world::{any_developer, any_role, asked, graph, pair, skill, usd};

fn judged(developer: &Developer, role: &Role) -> (Judgement, u32) {
    let developer = Developer { status: any_developer().status, ..developer.clone() };
    let role = Role { status: RoleStatus::Open, ..role.clone() };
    let frozen = pair(&developer, &role);
    let judgement = judge(&frozen, &frozen.head.roles[0], &frozen.developers[0]);
    let score = judgement.score(frozen.head.roles[0].weights(&frozen.head.model));
    (judgement, score)
}

/// `better` is at least as good as `worse` in score and in filters.
fn check(worse: &(Judgement, u32), better: &(Judgement, u32)) -> Result<(), TestCaseError> {
    prop_assert!(better.1 >= worse.1, "{} fell to {}", worse.1, better.1);
    prop_assert!(better.0.qualifies() || !worse.0.qualifies());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn one_more_skill_never_lowers(developer in developer(), role in role(), level in 1_u8..=5) {
        for slug in graph().skills.keys() {
            let mut more = developer.clone();
            if more.skills.iter().all(|own| own.skill != *slug) {
                more.skills.push(skill(slug, level, Evidence::Claimed));
                check(&judged(&developer, &role), &judged(&more, &role))?;
            }
        }
    }

    #[test]
    fn a_higher_level_or_better_evidence_never_lowers(developer in developer(), role in role()) {
        for at in 0..developer.skills.len() {
            let mut higher = developer.clone();
            higher.skills[at].level = 5;
            check(&judged(&developer, &role), &judged(&higher, &role))?;
            let mut tested = developer.clone();
            tested.skills[at].evidence = Evidence::Assessed;
            check(&judged(&developer, &role), &judged(&tested, &role))?;
            let mut recent = developer.clone();
            recent.skills[at].last_used_on = None;
            check(&judged(&developer, &role), &judged(&recent, &role))?;
        }
    }

    #[test]
    fn a_higher_price_never_raises(
        developer in developer(), role in role(), low in 0_i64..900_000, more in 0_i64..900_000,
    ) {
        let asks = |cents| Developer { rate_floor: Some(usd(cents)), ..developer.clone() };
        check(&judged(&asks(low + more), &role), &judged(&asks(low), &role))?;
    }

    #[test]
    fn lower_english_never_raises(developer in developer(), role in role()) {
        let speaks = |english| Developer { english: Some(english), ..developer.clone() };
        for levels in English::ALL.windows(2) {
            check(&judged(&speaks(levels[0]), &role), &judged(&speaks(levels[1]), &role))?;
        }
    }

    #[test]
    fn being_free_later_never_raises(developer in developer(), role in role(), days in 0_i64..400) {
        if let Some(day) = developer.available_from {
            let day = day.saturating_add(jiff::Span::new().days(days));
            let later = Developer { available_from: Some(day), ..developer.clone() };
            check(&judged(&later, &role), &judged(&developer, &role))?;
        }
    }

    #[test]
    fn a_failed_stage_never_beats_a_passed_one(developer in developer(), role in role()) {
        use sereno_domain::vetting::VettingOutcome::{Failed, Passed};
        for at in 0..developer.vetting.len() {
            let came_to = |outcome| {
                let mut developer = developer.clone();
                developer.vetting[at].outcome = outcome;
                developer
            };
            check(&judged(&came_to(Failed), &role), &judged(&came_to(Passed), &role))?;
        }
    }

    #[test]
    fn the_order_in_which_a_role_lists_skills_does_not_matter(
        developer in developer(), role in role(),
    ) {
        let mut turned = role.clone();
        turned.skills.reverse();
        turned.countries_allowed.reverse();
        turned.engagements_allowed.reverse();
        prop_assert_eq!(judged(&developer, &role), judged(&developer, &turned));
    }

    #[test]
    fn shares_of_a_stack_add_up(role in role()) {
        let frozen = pair(&any_developer(), &Role { status: RoleStatus::Open, ..role });
        let skills = &frozen.head.roles[0].skills;
        let sum: u32 = skills.iter().map(|asked| u32::from(asked.share)).sum();
        prop_assert_eq!(sum, if skills.is_empty() { 0 } else { WEIGHT_TOTAL });
    }

    #[test]
    fn what_is_not_known_counts_as_not_known(developer in developer(), role in role()) {
        let nobody = Developer {
            tz: None,
            seniority: None,
            years_experience_tenths: None,
            english: None,
            available_from: None,
            rate_floor: None,
            vetting: vec![],
            ..developer
        };
        let (judgement, _) = judged(&nobody, &role);
        for (component, known) in Component::ALL.iter().zip(judgement.known) {
            let shown = *component == Component::TechStack && !role.skills.is_empty();
            prop_assert_eq!(known, shown, "{}", component);
        }
    }
}

#[test]
fn a_developer_free_today_next_door_and_cheap_does_not_outrank_the_skills_asked_for() {
    let role = Role { skills: vec![asked("python", Importance::Should, 4)], ..any_role() };
    let convenient = Developer {
        rate_floor: Some(usd(100)),
        tz: Some("America/New_York".to_owned()),
        skills: vec![skill("aws", 5, Evidence::Assessed)],
        ..any_developer()
    };
    let skilled = Developer {
        rate_floor: Some(usd(640_000)),
        tz: Some("America/Santiago".to_owned()),
        available_from: Some(jiff::civil::date(2026, 4, 15)),
        skills: vec![skill("python", 4, Evidence::Assessed)],
        ..any_developer()
    };
    assert!(judged(&skilled, &role).1 > judged(&convenient, &role).1);
}
