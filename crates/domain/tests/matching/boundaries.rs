//! Each filter on both sides of its edge, and with its fact unknown.

use jiff::civil::date;
use sereno_domain::developer::{
    Developer, DeveloperStatus, Engagement, English, Evidence, Seniority,
};
use sereno_domain::id::ClientId;
use sereno_domain::matching::reference::{judge, score_role_plain};
use sereno_domain::matching::{Filter, Verdict};
use sereno_domain::placement::Exclusion;
use sereno_domain::regime::{Attestation, Regime};
use sereno_domain::role::{Importance, Role, RoleStatus};
use sereno_domain::vetting::{VettingOutcome, VettingRequired, VettingStage};

use crate::world::{
    any_developer, any_role, asked, attested, country, frozen, pair, passed, past, skill, usd,
};

const PASS: Verdict = Verdict::Pass;
const FAIL: Verdict = Verdict::Fail;
const UNKNOWN: Verdict = Verdict::Unknown;

/// The filter says what is expected and every other one passes or does not know.
fn check(developer: &Developer, role: &Role, filter: Filter, expected: Verdict) {
    let frozen = pair(developer, role);
    let verdicts = judge(&frozen, &frozen.head.roles[0], &frozen.developers[0]).verdicts;
    for (other, verdict) in Filter::ALL.iter().zip(verdicts) {
        if *other == filter {
            assert_eq!(verdict, expected, "{filter}");
        } else {
            assert_ne!(verdict, FAIL, "{other}");
        }
    }
    let result = score_role_plain(&frozen, &frozen.head.roles[0]);
    assert_eq!(result.n_qualified, u32::from(expected != FAIL));
}

fn developer(change: impl FnOnce(&mut Developer)) -> Developer {
    let mut developer = any_developer();
    change(&mut developer);
    developer
}

fn role(change: impl FnOnce(&mut Role)) -> Role {
    let mut role = any_role();
    change(&mut role);
    role
}

#[test]
fn a_must_have_counts_at_its_level_by_name_or_implication_but_not_by_relation() {
    let with = |slug, level| developer(|d| d.skills = vec![skill(slug, level, Evidence::Claimed)]);
    let python = role(|r| r.skills = vec![asked("python", Importance::Must, 3)]);
    check(&with("python", 3), &python, Filter::Skills, PASS);
    check(&with("python", 2), &python, Filter::Skills, FAIL);
    check(&with("django", 3), &python, Filter::Skills, PASS);
    check(&with("drf", 3), &python, Filter::Skills, PASS);
    check(&with("django", 2), &python, Filter::Skills, FAIL);
    let mysql = role(|r| r.skills = vec![asked("mysql", Importance::Must, 1)]);
    check(&with("postgresql", 5), &mysql, Filter::Skills, FAIL);
    check(&developer(|d| d.skills.clear()), &python, Filter::Skills, FAIL);
}

#[test]
fn should_haves_and_nice_to_haves_stop_nobody() {
    let role = role(|r| {
        r.skills = vec![asked("aws", Importance::Should, 5), asked("kafka", Importance::Nice, 5)];
    });
    check(&developer(|d| d.skills.clear()), &role, Filter::Skills, PASS);
}

#[test]
fn a_skill_the_taxonomy_does_not_know_matches_itself_and_is_reported() {
    let role = role(|r| r.skills = vec![asked("cobol", Importance::Must, 2)]);
    let has = developer(|d| d.skills = vec![skill("cobol", 2, Evidence::Cv)]);
    check(&has, &role, Filter::Skills, PASS);
    check(&any_developer(), &role, Filter::Skills, FAIL);
    let (_, faults) = frozen(&[has], &[role]);
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let words = "skill `cobol` is not in the taxonomy, it only matches itself: add it or an alias";
    assert_eq!(faults, [format!("developer 1: {words}"), format!("role 1: {words}")]);
}

#[test]
fn two_weeks_of_grace_after_the_start_and_not_a_day_more() {
    let free = |day| developer(|d| d.available_from = day);
    check(&free(Some(date(2026, 4, 15))), &any_role(), Filter::Availability, PASS);
    check(&free(Some(date(2026, 4, 16))), &any_role(), Filter::Availability, FAIL);
    check(&free(None), &any_role(), Filter::Availability, UNKNOWN);
}

#[test]
fn a_start_in_the_past_is_today() {
    let late = role(|r| r.starts_on = date(2025, 1, 1));
    let free = |day| developer(|d| d.available_from = Some(day));
    check(&free(date(2026, 3, 16)), &late, Filter::Availability, PASS);
    check(&free(date(2026, 3, 17)), &late, Filter::Availability, FAIL);
}

#[test]
fn the_worst_day_of_the_year_decides_the_overlap() {
    // 08:00 to 18:00 in Santiago against 09:00 to 17:00 in New York: all of it in July, but in
    // January Santiago is two hours ahead and stops at 16:00 in New York.
    let santiago = developer(|d| d.tz = Some("America/Santiago".to_owned()));
    let least = |minutes| role(|r| r.overlap_minutes_min = minutes);
    check(&santiago, &least(420), Filter::Overlap, PASS);
    check(&santiago, &least(421), Filter::Overlap, FAIL);
    check(&developer(|d| d.tz = None), &least(480), Filter::Overlap, UNKNOWN);
    check(
        &developer(|d| d.tz = Some("Mars/Olympus".to_owned())),
        &least(480),
        Filter::Overlap,
        UNKNOWN,
    );
    let nowhere = role(|r| r.tz = "Mars/Olympus".to_owned());
    check(&santiago, &nowhere, Filter::Overlap, UNKNOWN);
}

#[test]
fn english_is_enough_at_the_least_wanted() {
    let speaks = |english| developer(|d| d.english = english);
    check(&speaks(Some(English::B2)), &any_role(), Filter::English, PASS);
    check(&speaks(Some(English::B1)), &any_role(), Filter::English, FAIL);
    check(&speaks(None), &any_role(), Filter::English, UNKNOWN);
}

#[test]
fn the_floor_with_margin_must_be_within_the_budget_and_a_tenth() {
    // 7,000 and a tenth is 7,700; with a fifth of margin a floor of 6,416.66 costs 7,699.99.
    let asks = |cents| developer(|d| d.rate_floor = cents);
    check(&asks(Some(usd(641_666))), &any_role(), Filter::Rate, PASS);
    check(&asks(Some(usd(641_667))), &any_role(), Filter::Rate, FAIL);
    check(&asks(None), &any_role(), Filter::Rate, UNKNOWN);
    let unsaid = role(|r| r.budget_max = None);
    check(&asks(Some(usd(99_999_999))), &unsaid, Filter::Rate, PASS);
}

#[test]
fn a_currency_without_a_rate_is_unknown_and_reported() {
    let yen = "JPY".parse().unwrap();
    let asks = developer(|d| d.rate_floor.as_mut().unwrap().money.currency = yen);
    check(&asks, &any_role(), Filter::Rate, UNKNOWN);
    let (_, faults) = frozen(&[asks], &[any_role()]);
    assert_eq!(
        faults[0].to_string(),
        "developer 1: JPY 400,000/month has no exchange rate or is out of range, taken as unknown: add its currency"
    );
}

#[test]
fn vetting_must_be_passed_held_and_not_expired() {
    let last = |change: fn(&mut sereno_domain::vetting::VettingResult)| {
        developer(|d| change(d.vetting.last_mut().unwrap()))
    };
    let role = any_role();
    check(&last(|r| r.expires_on = Some(date(2026, 3, 3))), &role, Filter::Vetting, PASS);
    check(&last(|r| r.expires_on = Some(date(2026, 3, 2))), &role, Filter::Vetting, FAIL);
    check(&last(|r| r.outcome = VettingOutcome::Failed), &role, Filter::Vetting, FAIL);
    check(&last(|r| r.held_on = date(2026, 3, 2)), &role, Filter::Vetting, PASS);
    check(&last(|r| r.held_on = date(2026, 3, 3)), &role, Filter::Vetting, FAIL);
    check(&developer(|d| d.vetting.clear()), &role, Filter::Vetting, FAIL);
}

#[test]
fn a_role_may_ask_for_the_technical_stage_alone_or_for_none() {
    let requires = |required| role(|r| r.vetting_required = required);
    let held = |stage| developer(|d| d.vetting = vec![passed(stage, 80, date(2026, 1, 1))]);
    let technical = requires(VettingRequired::Technical);
    check(&held(VettingStage::Technical), &technical, Filter::Vetting, PASS);
    check(&held(VettingStage::Architecture), &technical, Filter::Vetting, FAIL);
    let none = requires(VettingRequired::None);
    check(&developer(|d| d.vetting.clear()), &none, Filter::Vetting, PASS);
}

#[test]
fn countries_are_allowed_or_denied_and_engagement_follows() {
    let allows = role(|r| r.countries_allowed = vec![country("CO"), country("BR")]);
    let from = |code| developer(|d| d.country = country(code));
    check(&from("BR"), &allows, Filter::Country, PASS);
    check(&from("CL"), &allows, Filter::Country, FAIL);
    let denies = role(|r| r.countries_denied = vec![country("CO")]);
    check(&from("CO"), &denies, Filter::Country, FAIL);
    check(&from("BR"), &denies, Filter::Country, PASS);
    let company = role(|r| r.engagements_allowed = vec![Engagement::ContractorCompany]);
    let engaged = |engagement| developer(|d| d.engagement = engagement);
    check(&engaged(Some(Engagement::ContractorCompany)), &company, Filter::Country, PASS);
    check(&engaged(Some(Engagement::EmployerOfRecord)), &company, Filter::Country, FAIL);
    check(&engaged(None), &company, Filter::Country, UNKNOWN);
    let mut denied_and_unknown = company;
    denied_and_unknown.countries_denied = vec![country("CO")];
    check(&engaged(None), &denied_and_unknown, Filter::Country, FAIL);
}

#[test]
fn one_band_of_seniority_apart_is_near_two_are_not() {
    let band = |seniority| {
        developer(|d| {
            d.seniority = seniority;
            d.years_experience_tenths = None;
        })
    };
    let role = any_role();
    check(&band(Some(Seniority::Staff)), &role, Filter::Seniority, PASS);
    check(&band(Some(Seniority::Mid)), &role, Filter::Seniority, PASS);
    check(&band(Some(Seniority::Entry)), &role, Filter::Seniority, FAIL);
    check(&band(None), &role, Filter::Seniority, UNKNOWN);
}

#[test]
fn years_stand_in_for_an_unknown_band() {
    let years = |tenths| {
        developer(|d| {
            d.seniority = None;
            d.years_experience_tenths = Some(tenths);
        })
    };
    check(&years(20), &any_role(), Filter::Seniority, PASS);
    check(&years(19), &any_role(), Filter::Seniority, FAIL);
}

#[test]
fn capacity_is_enough_at_the_hours_wanted() {
    let gives = |hours| developer(|d| d.weekly_capacity_hours = hours);
    check(&gives(Some(40)), &any_role(), Filter::Capacity, PASS);
    check(&gives(Some(39)), &any_role(), Filter::Capacity, FAIL);
    check(&gives(None), &any_role(), Filter::Capacity, UNKNOWN);
}

#[test]
fn hours_promised_elsewhere_count_on_the_day_the_contract_starts() {
    let gives = |hours, placements: &[_]| {
        developer(|d| {
            d.weekly_capacity_hours = hours;
            d.placements = placements.to_vec();
        })
    };
    let starts = date(2026, 4, 1);
    let half = role(|r| {
        r.starts_on = starts;
        r.weekly_hours = 20;
    });
    let since = date(2025, 6, 1);
    check(&gives(Some(40), &[past(since, None, 20)]), &half, Filter::Capacity, PASS);
    check(&gives(Some(40), &[past(since, None, 21)]), &half, Filter::Capacity, FAIL);
    // The end is the first day without work: one that is the start leaves the hours free.
    check(&gives(Some(40), &[past(since, Some(starts), 40)]), &half, Filter::Capacity, PASS);
    let day_after = starts.tomorrow().unwrap();
    check(&gives(Some(40), &[past(since, Some(day_after), 40)]), &half, Filter::Capacity, FAIL);
    check(&gives(Some(40), &[past(starts, None, 40)]), &half, Filter::Capacity, FAIL);
    check(&gives(Some(40), &[past(day_after, None, 40)]), &half, Filter::Capacity, PASS);
    let both = [past(since, None, 11), past(since, None, 10)];
    check(&gives(Some(40), &both), &half, Filter::Capacity, FAIL);
    check(&gives(None, &both), &half, Filter::Capacity, UNKNOWN);
    check(&gives(Some(5), &both), &role(|r| r.weekly_hours = 0), Filter::Capacity, PASS);
}

#[test]
fn one_open_finding_that_forbids_a_placement_stops_it() {
    check(&developer(|d| d.blocking_findings = 0), &any_role(), Filter::Findings, PASS);
    check(&developer(|d| d.blocking_findings = 1), &any_role(), Filter::Findings, FAIL);
}

#[test]
fn an_exclusion_stops_its_client_until_the_day_before_its_end() {
    let kept = |client, until| {
        developer(|d| d.exclusions = vec![Exclusion { client_id: ClientId(client), until }])
    };
    check(&kept(1, None), &any_role(), Filter::Exclusion, FAIL);
    check(&kept(2, None), &any_role(), Filter::Exclusion, PASS);
    check(&kept(1, Some(date(2026, 3, 3))), &any_role(), Filter::Exclusion, FAIL);
    check(&kept(1, Some(date(2026, 3, 2))), &any_role(), Filter::Exclusion, PASS);
}

#[test]
fn every_regime_of_the_role_must_be_attested_and_not_expired() {
    let holds = |regimes: &[Attestation]| developer(|d| d.regimes = regimes.to_vec());
    let needs = |regimes: &[Regime]| role(|r| r.regimes = regimes.to_vec());
    let (gdpr, hipaa) = (attested(Regime::Gdpr), attested(Regime::Hipaa));
    let both = needs(&[Regime::Gdpr, Regime::Hipaa]);
    check(&holds(&[gdpr, hipaa]), &both, Filter::Regimes, PASS);
    check(&holds(&[gdpr]), &both, Filter::Regimes, FAIL);
    check(&holds(&[]), &needs(&[]), Filter::Regimes, PASS);
    check(&holds(&[]), &needs(&[Regime::Gdpr]), Filter::Regimes, FAIL);
    let one = needs(&[Regime::Gdpr]);
    let expires = |day| holds(&[Attestation { expires_on: Some(day), ..gdpr }]);
    check(&expires(date(2026, 3, 3)), &one, Filter::Regimes, PASS);
    check(&expires(date(2026, 3, 2)), &one, Filter::Regimes, FAIL);
    let from = |day| holds(&[Attestation { attested_on: day, ..gdpr }]);
    check(&from(date(2026, 3, 2)), &one, Filter::Regimes, PASS);
    check(&from(date(2026, 3, 3)), &one, Filter::Regimes, FAIL);
}

#[test]
fn only_people_who_may_be_proposed_and_open_roles_are_scored() {
    for status in DeveloperStatus::ALL {
        let (frozen, _) = frozen(&[developer(|d| d.status = *status)], &[any_role()]);
        let scored = ["applied", "vetting", "bench"].contains(&status.name());
        assert_eq!(frozen.developers.len(), usize::from(scored), "{status}");
    }
    for status in RoleStatus::ALL {
        let (frozen, _) = frozen(&[any_developer()], &[role(|r| r.status = *status)]);
        assert_eq!(frozen.head.roles.len(), usize::from(*status == RoleStatus::Open), "{status}");
    }
}

#[test]
fn who_fails_two_filters_is_blocked_by_both_and_alone_by_neither() {
    let fails_english = developer(|d| d.english = Some(English::A1));
    let fails_both = developer(|d| {
        d.developer_id.0 = 2;
        d.english = Some(English::A1);
        d.weekly_capacity_hours = Some(1);
    });
    let (frozen, _) = frozen(&[fails_english, fails_both], &[any_role()]);
    let result = score_role_plain(&frozen, &frozen.head.roles[0]);
    assert_eq!(result.n_blocked, [0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1]);
    assert_eq!(result.n_blocked_alone, [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
}
