//! What a change of one fact must do to a score, whatever the numbers of the model are.

use jiff::ToSpan as _;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use sereno_domain::competency::N_COMPETENCIES;
use sereno_domain::developer::{Developer, English, Evidence};
use sereno_domain::id::DeveloperId;
use sereno_domain::industry::DeveloperIndustry;
use sereno_domain::matching::explain::explain;
use sereno_domain::matching::reference::{Judgement, judge};
use sereno_domain::matching::{Component, Filter, Verdict, WEIGHT_TOTAL};
use sereno_domain::placement::{Exclusion, PastPlacement};
use sereno_domain::role::{Importance, Role, RoleStatus};
use sereno_domain::team::WorkingStyle;
use sereno_domain::vetting::VettingOutcome::{Failed, Passed};

use crate::draw::{PEOPLE, ROLES, SLUGS};
use crate::world::{TODAY, any_developer, any_role, asked, frozen, pair, skill, usd};

/// Cases of each property.
const N_CASES: u32 = 10_000;

/// One role in so many is of a zone that is known: walking a year of its days is most of the time
/// of a case, and overlap has properties of its own.
const N_ZONELESS: u8 = 200;

/// What is said of developers held against a role together, and their scores.
fn judged_together(developers: &[&Developer], role: &Role) -> Vec<(Judgement, u32)> {
    let open = Role { status: RoleStatus::Open, ..role.clone() };
    let numbered = developers.iter().zip(1..).map(|(developer, id)| Developer {
        developer_id: DeveloperId(id),
        status: any_developer().status,
        ..(*developer).clone()
    });
    let frozen = frozen(&numbered.collect::<Vec<_>>(), &[open]).0;
    let demand = &frozen.head.roles[0];
    let weights = demand.weights(&frozen.head.model);
    let judged = frozen.developers.iter().map(|facts| judge(&frozen, demand, facts));
    judged.map(|judgement| (judgement.clone(), judgement.score(weights))).collect()
}

fn judged(developer: &Developer, role: &Role) -> (Judgement, u32) {
    judged_together(&[developer], role).remove(0)
}

/// `better` is at least as good as `worse` in score and in filters.
fn check(worse: &Developer, better: &Developer, role: &Role) -> Result<(), TestCaseError> {
    let judged = judged_together(&[worse, better], role);
    compare(&judged[0], &judged[1])
}

fn compare(worse: &(Judgement, u32), better: &(Judgement, u32)) -> Result<(), TestCaseError> {
    prop_assert!(better.1 >= worse.1, "{} fell to {}", worse.1, better.1);
    prop_assert!(better.0.qualifies() || !worse.0.qualifies());
    Ok(())
}

/// A pair, and where to change a list.
fn drawn() -> impl Strategy<Value = (Developer, Role, Index)> {
    let pair = (select(PEOPLE.as_slice()), select(ROLES.as_slice()), 0..N_ZONELESS, any::<Index>());
    pair.prop_map(|(developer, role, no, at)| {
        let tz = if no == 0 { role.tz } else { "Mars/Olympus".to_owned() };
        (developer, Role { tz, ..role }, at)
    })
}

/// The item of a list a change is for; a list without one has nothing to change.
fn one<T>(list: &mut [T], at: Index) -> Option<&mut T> {
    if list.is_empty() { None } else { Some(&mut list[at.index(list.len())]) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(N_CASES))]

    #[test]
    fn one_more_skill_never_lowers((developer, role, at) in drawn(), level in 1_u8..=5) {
        let slug = SLUGS[at.index(SLUGS.len())];
        let mut more = developer.clone();
        if more.skills.iter().all(|own| own.skill != slug) {
            more.skills.push(skill(slug, level, Evidence::Claimed));
        }
        check(&developer, &more, &role)?;
    }

    #[test]
    fn a_must_have_that_is_gained_never_lowers_and_stops_no_more(
        (developer, mut role, at) in drawn(),
    ) {
        let Some(must) = one(&mut role.skills, at) else { return Ok(()) };
        must.importance = Importance::Must;
        let must = must.clone();
        let mut more = developer.clone();
        more.skills.retain(|own| own.skill != must.skill);
        let without = more.clone();
        more.skills.push(skill(&must.skill, must.level, Evidence::Claimed));
        check(&without, &more, &role)?;
        role.skills = vec![must];
        prop_assert_eq!(judged(&more, &role).0.verdicts[0], Verdict::Pass);
    }

    #[test]
    fn a_higher_level_or_better_evidence_never_lowers(
        (developer, role, at) in drawn(), what in 0..3_u8,
    ) {
        let mut better = developer.clone();
        if let Some(own) = one(&mut better.skills, at) {
            match what {
                0 => own.level = 5,
                1 => own.evidence = Evidence::Assessed,
                _ => own.last_used_on = None,
            }
        }
        check(&developer, &better, &role)?;
    }

    #[test]
    fn a_higher_price_never_raises(
        (developer, role, _) in drawn(), low in 0_i64..900_000, more in 0_i64..900_000,
    ) {
        let asks = |cents| Developer { rate_floor: Some(usd(cents)), ..developer.clone() };
        check(&asks(low + more), &asks(low), &role)?;
    }

    #[test]
    fn lower_english_never_raises((developer, role, _) in drawn(), at in 0..5_usize) {
        let speaks = |at: usize| Developer { english: Some(English::ALL[at]), ..developer.clone() };
        check(&speaks(at), &speaks(at + 1), &role)?;
    }

    #[test]
    fn being_free_later_never_raises((developer, role, _) in drawn(), days in 0_i64..400) {
        let day = developer.available_from.map(|day| day.saturating_add(days.days()));
        let later = Developer { available_from: day, ..developer.clone() };
        check(&later, &developer, &role)?;
    }

    #[test]
    fn a_failed_stage_never_beats_a_passed_one((developer, role, at) in drawn()) {
        let came_to = |outcome| {
            let mut developer = developer.clone();
            if let Some(stage) = one(&mut developer.vetting, at) {
                stage.outcome = outcome;
            }
            developer
        };
        check(&came_to(Failed), &came_to(Passed), &role)?;
    }

    #[test]
    fn one_more_year_in_the_industry_never_lowers((developer, role, _) in drawn()) {
        let Some(industry) = role.industry else { return Ok(()) };
        let mut more = developer.clone();
        match more.industries.iter_mut().find(|worked| worked.industry == industry) {
            Some(worked) => worked.years_tenths += 10,
            None => more.industries.push(DeveloperIndustry { industry, years_tenths: 10 }),
        }
        check(&developer, &more, &role)?;
    }

    #[test]
    fn a_higher_scale_handled_never_lowers(
        (developer, role, at) in drawn(), factor in 1_u64..10_000,
    ) {
        let mut more = developer.clone();
        if let Some(level) = one(&mut more.scale, at) {
            level.amount = if level.axis.less_is_better() {
                level.amount / factor
            } else {
                level.amount.saturating_mul(factor)
            };
        }
        check(&developer, &more, &role)?;
    }

    #[test]
    fn a_better_answer_never_lowers((developer, role, at) in drawn(), tenths in 0_u16..60) {
        let mut better = developer.clone();
        if let Some(evidence) = one(&mut better.competencies, at) {
            evidence.sum_tenths += tenths;
        }
        check(&developer, &better, &role)?;
    }

    #[test]
    fn one_more_placement_that_outlived_its_guarantee_never_lowers(
        (developer, role, _) in drawn(), days in 0_i64..300,
    ) {
        let mut more = developer.clone();
        let guarantee_until = TODAY.saturating_sub(days.days());
        more.placements.push(PastPlacement {
            client_id: role.client_id,
            starts_on: guarantee_until.saturating_sub(90.days()),
            ends_on: Some(TODAY),
            guarantee_until,
            weekly_hours: 40,
        });
        // Apart: the mean of the pool must not know of both.
        compare(&judged(&developer, &role), &judged(&more, &role))?;
    }

    #[test]
    fn one_that_fell_never_raises_someone_who_had_outcomes((developer, role, _) in drawn()) {
        let ends_on = TODAY.saturating_sub(10.days());
        let ended = |guarantee_until| {
            let mut developer = developer.clone();
            developer.placements.push(PastPlacement {
                client_id: role.client_id,
                starts_on: TODAY.saturating_sub(50.days()),
                ends_on: Some(ends_on),
                guarantee_until,
                weekly_hours: 40,
            });
            developer
        };
        compare(&judged(&ended(TODAY), &role), &judged(&ended(ends_on), &role))?;
    }

    #[test]
    fn an_exclusion_or_a_finding_always_stops((developer, role, _) in drawn()) {
        let mut kept = developer.clone();
        kept.exclusions.push(Exclusion { client_id: role.client_id, until: None });
        let mut found = developer.clone();
        found.blocking_findings += 1;
        let judged = judged_together(&[&kept, &found], &role);
        for ((judgement, _), by) in judged.iter().zip([Filter::Exclusion, Filter::Findings]) {
            let at = Filter::ALL.iter().position(|filter| *filter == by).unwrap();
            prop_assert_eq!(judgement.verdicts[at], Verdict::Fail, "{}", by);
            prop_assert!(!judgement.qualifies());
        }
    }

    #[test]
    fn an_attestation_more_or_a_promise_less_stops_nobody((developer, role, at) in drawn()) {
        let mut freer = developer.clone();
        if let Some(placement) = one(&mut freer.placements, at) {
            placement.weekly_hours = 0;
        }
        let mut less = developer.clone();
        if !less.regimes.is_empty() {
            less.regimes.swap_remove(at.index(developer.regimes.len()));
        }
        let judged = judged_together(&[&less, &developer, &freer], &role);
        compare(&judged[0], &judged[1])?;
        compare(&judged[1], &judged[2])?;
    }

    #[test]
    fn the_order_in_which_a_role_lists_things_does_not_matter((developer, role, _) in drawn()) {
        let mut turned = role.clone();
        turned.skills.reverse();
        turned.countries_allowed.reverse();
        turned.engagements_allowed.reverse();
        turned.situations.reverse();
        turned.scale.reverse();
        turned.regimes.reverse();
        prop_assert_eq!(judged(&developer, &role), judged(&developer, &turned));
    }

    #[test]
    fn an_explanation_adds_up((developer, role, _) in drawn()) {
        let developer = Developer { status: any_developer().status, ..developer };
        let role = Role { status: RoleStatus::Open, ..role };
        let frozen = pair(&developer, &role);
        let (demand, facts) = (&frozen.head.roles[0], &frozen.developers[0]);
        let judgement = judge(&frozen, demand, facts);
        let why = explain(&frozen, demand.role_id, facts.developer_id).unwrap();
        prop_assert_eq!(why.score, judgement.score(demand.weights(&frozen.head.model)));
        prop_assert_eq!(why.components.iter().map(|line| line.points).sum::<u32>(), why.score);
        let weights: u32 = why.components.iter().map(|line| line.weight_bp).sum();
        prop_assert_eq!(weights, WEIGHT_TOTAL);
        for line in &why.components {
            prop_assert_eq!(line.points, line.weight_bp * u32::from(line.value));
            prop_assert!(line.value <= 100 && !line.evidence.is_empty());
        }
        let verdicts: Vec<Verdict> = why.filters.iter().map(|line| line.verdict).collect();
        prop_assert_eq!(verdicts, judgement.verdicts);
        let said = why.filters.iter().all(|line| {
            !line.demanded.is_empty() && !line.found.is_empty()
        });
        prop_assert!(said);
    }

    #[test]
    fn the_shares_of_what_a_role_asks_for_add_up((_, role, _) in drawn()) {
        let frozen = pair(&any_developer(), &Role { status: RoleStatus::Open, ..role.clone() });
        let demand = &frozen.head.roles[0];
        let check = |shares: Vec<u16>, asked: bool| {
            let sum: u32 = shares.into_iter().map(u32::from).sum();
            prop_assert_eq!(sum, if asked { WEIGHT_TOTAL } else { 0 });
            Ok(())
        };
        check(demand.skills.iter().map(|asked| asked.share).collect(), !role.skills.is_empty())?;
        check(demand.scale.iter().map(|asked| asked.share).collect(), !role.scale.is_empty())?;
        check(demand.competency_shares.to_vec(), !role.situations.is_empty())?;
        check(demand.team_shares.to_vec(), true)?;
    }

    #[test]
    fn what_is_not_known_counts_as_not_known((developer, role, _) in drawn()) {
        let nobody = Developer {
            tz: None,
            seniority: None,
            years_experience_tenths: None,
            english: None,
            available_from: None,
            rate_floor: None,
            vetting: vec![],
            industries: vec![],
            scale: vec![],
            style: WorkingStyle::default(),
            competencies: vec![],
            placements: vec![],
            ..developer
        };
        let (judgement, _) = judged(&nobody, &role);
        for (component, known) in Component::ALL.iter().zip(judgement.known) {
            let shown = *component == Component::TechStack && !role.skills.is_empty();
            prop_assert_eq!(known, shown, "{}", component);
        }
    }

    #[test]
    fn estimates_lie_between_the_scores_and_the_prior((developer, _, _) in drawn()) {
        let frozen = pair(&Developer { status: any_developer().status, ..developer.clone() }, &any_role());
        let prior = frozen.prior_of(Component::Architecture);
        let estimates = frozen.developers[0].competencies;
        prop_assert_eq!(estimates.len(), N_COMPETENCIES);
        for (competency, estimate) in
            sereno_domain::competency::Competency::ALL.iter().zip(estimates)
        {
            let seen: Vec<_> = developer
                .competencies
                .iter()
                .filter(|evidence| {
                    evidence.competency == *competency
                        && evidence.held_on <= TODAY
                        && evidence.n > 0
                })
                .collect();
            prop_assert_eq!(estimate.is_some(), !seen.is_empty());
            let Some(estimate) = estimate else { continue };
            // In thousandths, so that a mean stays whole enough.
            let percent = |sum: u16, n: u8| {
                let mean = u32::from(sum) * 1_000 / u32::from(n);
                (mean.clamp(10_000, 50_000) - 10_000) * 5 / 2
            };
            let scores = seen.iter().map(|evidence| percent(evidence.sum_tenths, evidence.n));
            let all: Vec<u32> = scores.chain([u32::from(prior) * 1_000]).collect();
            let (least, most) = (all.iter().min().unwrap(), all.iter().max().unwrap());
            let estimate = u32::from(estimate) * 1_000;
            let near = (least.saturating_sub(510)..=most + 510).contains(&estimate);
            prop_assert!(near, "{all:?}: {estimate}");
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
