//! What each new fact of a pair does to the component it belongs to, and to no other.

use jiff::civil::{Date, date};
use sereno_domain::competency::{Competency, CompetencyEvidence, Situation};
use sereno_domain::developer::Developer;
use sereno_domain::id::{ClientId, DeveloperId};
use sereno_domain::industry::{DeveloperIndustry, Industry};
use sereno_domain::matching::model::Weights;
use sereno_domain::matching::reference::{judge, score_role_plain};
use sereno_domain::matching::{Component, WEIGHT_TOTAL};
use sereno_domain::placement::PastPlacement;
use sereno_domain::role::Role;
use sereno_domain::scale::ScaleAxis;
use sereno_domain::team::{Communication, Methodology, TeamStyle, WorkingStyle};

use crate::world::{answered, any_developer, any_role, frozen, handled, pair, past};

/// Value and whether it rests on a fact; every other component is what it is without the change.
fn check(
    change: impl FnOnce(&mut Developer, &mut Role),
    component: Component,
    value: u8,
    known: bool,
) {
    let (mut developer, mut role) = (any_developer(), any_role());
    let all = |developer: &Developer, role: &Role| {
        let frozen = pair(developer, role);
        let judged = judge(&frozen, &frozen.head.roles[0], &frozen.developers[0]);
        judged.values.into_iter().zip(judged.known).collect::<Vec<_>>()
    };
    let before = all(&developer, &role);
    change(&mut developer, &mut role);
    let after = all(&developer, &role);
    for ((of, before), after) in Component::ALL.iter().zip(before).zip(after) {
        let expected = if *of == component { (value, known) } else { before };
        assert_eq!(after, expected, "{of}");
    }
}

fn evidence(held_on: Date, competency: Competency, n: u8, sum_tenths: u16) -> CompetencyEvidence {
    CompetencyEvidence { held_on, ..answered(competency, n, sum_tenths) }
}

#[test]
fn architecture_weighs_competencies_by_the_situations_of_the_role() {
    use Competency::{ApiDesign, Testing};
    use Component::Architecture;
    // Three of eleven for the design of interfaces, two for tests; the prior of 40 for the rest.
    let answers = |answers: &[_]| {
        let answers = answers.to_vec();
        |d: &mut Developer, _: &mut Role| d.competencies = answers
    };
    check(answers(&[answered(ApiDesign, 200, 10_000)]), Architecture, 56, true);
    check(answers(&[answered(Testing, 200, 10_000)]), Architecture, 51, true);
    check(answers(&[]), Architecture, 40, false);
    let tomorrow = date(2026, 3, 3);
    check(answers(&[evidence(tomorrow, ApiDesign, 200, 10_000)]), Architecture, 40, false);
    let today = date(2026, 3, 2);
    check(answers(&[evidence(today, ApiDesign, 200, 10_000)]), Architecture, 56, true);
    check(|_, r| r.situations.clear(), Architecture, 40, false);
}

#[test]
fn a_competency_the_situations_do_not_need_says_nothing() {
    let security = |d: &mut Developer, r: &mut Role| {
        r.situations = vec![Situation::SecurityCompliance];
        d.competencies = vec![answered(Competency::Performance, 9, 450)];
    };
    check(security, Component::Architecture, 40, false);
}

#[test]
fn scalability_is_the_mean_of_the_axes_asked_for() {
    use Component::Scalability;
    use ScaleAxis::{DataBytes, RequestsPerSecond};
    let axes = |own: &[_], wanted: &[_]| {
        let (own, wanted) = (own.to_vec(), wanted.to_vec());
        move |d: &mut Developer, r: &mut Role| {
            d.scale = own;
            r.scale = wanted;
        }
    };
    let wanted = [handled(RequestsPerSecond, 1_000), handled(DataBytes, 1_000)];
    let full = [handled(RequestsPerSecond, 1_000), handled(DataBytes, 9_000)];
    check(axes(&full, &wanted), Scalability, 100, true);
    let half = [handled(RequestsPerSecond, 1_000), handled(DataBytes, 100)];
    check(axes(&half, &wanted), Scalability, 80, true);
    // One axis not handled takes the prior of 40.
    check(axes(&full[..1], &wanted), Scalability, 70, true);
    check(axes(&[], &wanted), Scalability, 40, false);
    check(axes(&full, &[]), Scalability, 40, false);
    let other = [handled(ScaleAxis::LatencyP99Ms, 1)];
    check(axes(&other, &wanted), Scalability, 40, false);
}

#[test]
fn working_together_weighs_only_what_the_team_asks_for() {
    use Component::Team;
    // C1 where B2 is the least is worth 80.
    check(|_, r| r.style = TeamStyle::default(), Team, 80, true);
    let talks = |d: &mut Developer, r: &mut Role, own: Option<Communication>| {
        r.style = TeamStyle { communication: Some(Communication::Written), ..TeamStyle::default() };
        d.style = WorkingStyle { communication: own, ..WorkingStyle::default() };
    };
    // 50 for English to 20 for the way of talking; unknown is the prior of 50.
    check(|d, r| talks(d, r, Some(Communication::Written)), Team, 86, true);
    check(|d, r| talks(d, r, Some(Communication::Pairing)), Team, 69, true);
    check(|d, r| talks(d, r, None), Team, 71, true);
    let size = |size| {
        move |d: &mut Developer, r: &mut Role| {
            r.style = TeamStyle { team_size: Some(size), ..TeamStyle::default() };
            d.style.team_size_max = Some(9);
        }
    };
    check(size(9), Team, 85, true);
    check(size(10), Team, 82, true);
    let method = |own: &[Methodology]| {
        let own = own.to_vec();
        move |d: &mut Developer, r: &mut Role| {
            r.style = TeamStyle { methodology: Some(Methodology::Kanban), ..TeamStyle::default() };
            d.style.methodologies = own;
        }
    };
    check(method(&[Methodology::Waterfall, Methodology::Kanban]), Team, 85, true);
    check(method(&[Methodology::Waterfall]), Team, 71, true);
    check(method(&[]), Team, 73, true);
}

#[test]
fn an_industry_counts_by_years_and_nearness() {
    use Component::Industry as Part;
    let worked = |industry, years_tenths| {
        let worked = vec![DeveloperIndustry { industry, years_tenths }];
        move |d: &mut Developer, _: &mut Role| d.industries = worked
    };
    check(worked(Industry::Fintech, 30), Part, 100, true);
    check(worked(Industry::Fintech, 29), Part, 96, true);
    check(worked(Industry::Banking, 30), Part, 50, true);
    check(worked(Industry::Gaming, 99), Part, 0, true);
    check(|d, _| d.industries.clear(), Part, 30, false);
    check(|_, r| r.industry = None, Part, 30, false);
}

/// The pool is of three: one who survived, one who fell, and the one who is looked at.
fn outcomes(placements: Vec<PastPlacement>) -> (u8, bool) {
    let own = Developer { placements, ..any_developer() };
    let other = |id, placements| Developer {
        developer_id: DeveloperId(id),
        placements,
        status: sereno_domain::developer::DeveloperStatus::Placed,
        ..any_developer()
    };
    let survived = other(2, vec![past(date(2025, 1, 1), None, 40)]);
    let fell = other(3, vec![past(date(2025, 1, 1), Some(date(2025, 2, 1)), 40)]);
    let frozen = frozen(&[own, survived, fell], &[any_role()]).0;
    assert_eq!(frozen.developers.len(), 1);
    let judged = judge(&frozen, &frozen.head.roles[0], &frozen.developers[0]);
    let at = Component::ALL.iter().position(|of| *of == Component::Outcomes).unwrap();
    (judged.values[at], judged.known[at])
}

#[test]
fn outcomes_are_of_the_business_date_and_lean_on_everybodys() {
    let guarantee_until = |day| PastPlacement {
        client_id: ClientId(1),
        starts_on: date(2025, 1, 1),
        ends_on: Some(date(2025, 12, 31)),
        guarantee_until: day,
        weekly_hours: 0,
    };
    assert_eq!(outcomes(vec![]), (50, false));
    // Two of three in the pool, 67, count for three placements: (100 + 3 * 67) / 4.
    assert_eq!(outcomes(vec![guarantee_until(date(2025, 12, 31))]), (75, true));
    // One of three, 33: 3 * 33 / 4.
    assert_eq!(outcomes(vec![guarantee_until(date(2026, 1, 1))]), (25, true));
    let open = PastPlacement { ends_on: None, ..guarantee_until(date(2026, 3, 3)) };
    assert_eq!(outcomes(vec![open]), (50, false));
    let reached = PastPlacement { guarantee_until: date(2026, 3, 2), ..open };
    assert_eq!(outcomes(vec![reached]), (75, true));
}

#[test]
fn nobodys_outcomes_leave_the_prior_of_the_model() {
    check(|d, _| d.placements.clear(), Component::Outcomes, 70, false);
}

#[test]
fn the_weights_of_a_role_take_the_place_of_the_models() {
    let mut parts = [0; 11];
    parts[7] = 1;
    let only_seniority = Weights::in_proportion(parts).unwrap();
    let role = Role { weights: Some(only_seniority), ..any_role() };
    let frozen = pair(&any_developer(), &role);
    let result = score_role_plain(&frozen, &frozen.head.roles[0]);
    assert_eq!(result.shortlist[0].score, WEIGHT_TOTAL * 100);
    let unweighted = pair(&any_developer(), &any_role());
    let usual = score_role_plain(&unweighted, &unweighted.head.roles[0]);
    assert_eq!(usual.shortlist[0].values, result.shortlist[0].values);
    assert!(usual.shortlist[0].score < WEIGHT_TOTAL * 100);
}
