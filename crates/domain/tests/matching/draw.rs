//! Developers and roles drawn from few words each, so that ties, near misses and unknown facts are
//! common.

use std::sync::LazyLock;

use jiff::ToSpan as _;
use jiff::civil::{Date, Time};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use sereno_domain::competency::{Competency, CompetencyEvidence, Situation};
use sereno_domain::developer::{
    Developer, DeveloperSkill, DeveloperStatus, Engagement, English, Evidence, Seniority,
};
use sereno_domain::id::{ClientId, DeveloperId, RoleId};
use sereno_domain::industry::{DeveloperIndustry, Industry};
use sereno_domain::matching::model::Weights;
use sereno_domain::money::{Per, Rate};
use sereno_domain::placement::{Exclusion, PastPlacement};
use sereno_domain::regime::{Attestation, Regime};
use sereno_domain::role::{Importance, Role, RoleSkill, RoleStatus};
use sereno_domain::scale::{ScaleAxis, ScaleLevel};
use sereno_domain::team::{Communication, Methodology, TeamStyle, WorkingStyle};
use sereno_domain::vetting::{VettingOutcome, VettingRequired, VettingResult, VettingStage};

use crate::world::{TODAY, any_developer, any_role, asked, country, handled, rate, skill};

pub(crate) const SLUGS: &[&str] = &[
    "python",
    "django",
    "drf",
    "postgresql",
    "mysql",
    "redis",
    "kafka",
    "aws",
    "rest",
    "unlisted",
];

const ZONES: &[&str] = &[
    "America/Bogota",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/New_York",
    "Europe/Madrid",
    "Mars/Olympus",
];

fn any_day() -> impl Strategy<Value = Date> {
    (-500_i64..500).prop_map(|days| TODAY.saturating_add(days.days()))
}

fn one_of<T: Copy + std::fmt::Debug>(words: &'static [T]) -> impl Strategy<Value = T> {
    select(words)
}

fn any_rate() -> impl Strategy<Value = Rate> {
    let amounts = prop_oneof![Just(0), 1_i64..20_000, 300_000_i64..900_000, Just(500_000)];
    let currency = select(&["USD", "USD", "USD", "COP", "CLP", "EUR", "JPY"][..]);
    (amounts, currency, one_of(Per::ALL)).prop_map(|(amount, code, per)| rate(amount, code, per))
}

fn any_skill(slug: &'static str) -> impl Strategy<Value = DeveloperSkill> {
    (1_u8..=5, one_of(Evidence::ALL), prop::option::of(any_day())).prop_map(
        move |(level, evidence, last_used_on)| DeveloperSkill {
            last_used_on,
            ..skill(slug, level, evidence)
        },
    )
}

fn any_skills() -> impl Strategy<Value = Vec<DeveloperSkill>> {
    subsequence(SLUGS, 0..=6)
        .prop_flat_map(|slugs| slugs.into_iter().map(any_skill).collect::<Vec<_>>())
        .prop_shuffle()
}

fn any_vetting() -> impl Strategy<Value = Vec<VettingResult>> {
    let outcome =
        select(&[VettingOutcome::Passed, VettingOutcome::Passed, VettingOutcome::Failed][..]);
    let result = (0_u8..=100, outcome, any_day(), prop::option::of(any_day()));
    let stages = prop_oneof![
        3 => Just(VettingStage::ALL.to_vec()),
        1 => subsequence(VettingStage::ALL, 0..=3),
    ];
    (stages, prop::collection::vec(result, 3)).prop_map(|(stages, results)| {
        let results = stages.into_iter().zip(results);
        results
            .map(|(stage, (score, outcome, held_on, expires_on))| VettingResult {
                stage,
                outcome,
                score,
                held_on,
                expires_on,
                evaluator: None,
            })
            .collect()
    })
}

fn any_industries() -> impl Strategy<Value = Vec<DeveloperIndustry>> {
    let near = &[Industry::Fintech, Industry::Banking, Industry::Insurance, Industry::Gaming][..];
    let worked = (select(near), 0_u16..70);
    let worked =
        worked.prop_map(|(industry, years_tenths)| DeveloperIndustry { industry, years_tenths });
    prop::collection::vec(worked, 0..3)
}

fn any_scale() -> impl Strategy<Value = Vec<ScaleLevel>> {
    let amount = prop_oneof![
        Just(0_u64),
        1..30_u64,
        select(&[100_u64, 999, 1_000, 5_000, 31_536][..]),
        any::<u64>(),
    ];
    let level = (one_of(ScaleAxis::ALL), amount).prop_map(|(axis, amount)| handled(axis, amount));
    prop::collection::vec(level, 0..4)
}

fn any_regimes() -> impl Strategy<Value = Vec<Attestation>> {
    let attested = (one_of(Regime::ALL), any_day(), prop::option::of(any_day())).prop_map(
        |(regime, attested_on, expires_on)| Attestation { regime, attested_on, expires_on },
    );
    prop::collection::vec(attested, 0..5)
}

prop_compose! {
    fn any_style()(
        methodologies in subsequence(Methodology::ALL, 0..=3).prop_shuffle(),
        communication in prop::option::of(one_of(Communication::ALL)),
        team_size_min in prop::option::of(0_u16..12),
        team_size_max in prop::option::of(0_u16..30),
    ) -> WorkingStyle {
        WorkingStyle { methodologies, communication, team_size_min, team_size_max }
    }
}

prop_compose! {
    fn any_answers()(
        competency in one_of(Competency::ALL), held_on in any_day(), n in 0_u8..6, each in 8_u16..55,
    ) -> CompetencyEvidence {
        CompetencyEvidence { competency, held_on, sum_tenths: u16::from(n) * each, n }
    }
}

prop_compose! {
    fn any_placement()(
        client in 1_i64..4, starts_on in any_day(), ends_on in prop::option::of(any_day()),
        guarantee_until in any_day(), weekly_hours in select(&[0_u8, 10, 20, 40, 255][..]),
    ) -> PastPlacement {
        let client_id = ClientId(client);
        PastPlacement { client_id, starts_on, ends_on, guarantee_until, weekly_hours }
    }
}

fn any_exclusions() -> impl Strategy<Value = Vec<Exclusion>> {
    let exclusion = (1_i64..4, prop::option::of(any_day()))
        .prop_map(|(client, until)| Exclusion { client_id: ClientId(client), until });
    prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(exclusion, 0..3)]
}

prop_compose! {
    /// What a developer has lived through, on top of another.
    fn lived()(
        industries in any_industries(),
        scale in any_scale(),
        regimes in any_regimes(),
        style in any_style(),
        competencies in prop::collection::vec(any_answers(), 0..9),
        placements in prop::collection::vec(any_placement(), 0..3),
        exclusions in any_exclusions(),
        blocking_findings in select(&[0_u16, 0, 0, 0, 0, 1, 9][..]),
    ) -> Developer {
        Developer {
            industries,
            scale,
            regimes,
            style,
            competencies,
            placements,
            exclusions,
            blocking_findings,
            ..any_developer()
        }
    }
}

prop_compose! {
    pub(crate) fn developer()(
        status in select(&[DeveloperStatus::Bench, DeveloperStatus::Applied, DeveloperStatus::Placed][..]),
        code in select(&["CO", "BR", "CL"][..]),
        tz in prop::option::weighted(0.9, one_of(ZONES)),
        seniority in prop::option::of(one_of(Seniority::ALL)),
        years_experience_tenths in prop::option::of(0_u16..150),
        english in prop::option::of(one_of(English::ALL)),
        available_from in prop::option::of(any_day()),
        weekly_capacity_hours in prop::option::of(prop_oneof![Just(20), Just(40), any::<u8>()]),
        (rate_floor, engagement) in
            (prop::option::of(any_rate()), prop::option::of(one_of(Engagement::ALL))),
        skills in any_skills(),
        vetting in any_vetting(),
        lived in lived(),
    ) -> Developer {
        Developer {
            status,
            country: country(code),
            tz: tz.map(str::to_owned),
            seniority,
            years_experience_tenths,
            english,
            available_from,
            weekly_capacity_hours,
            rate_floor,
            engagement,
            skills,
            vetting,
            ..lived
        }
    }
}

fn any_asked() -> impl Strategy<Value = Vec<RoleSkill>> {
    let importance =
        select(&[Importance::Must, Importance::Should, Importance::Should, Importance::Nice][..]);
    subsequence(SLUGS, 0..=5)
        .prop_flat_map(move |slugs| {
            let wanted = slugs.into_iter().map(|slug| (Just(slug), importance.clone(), 1_u8..=5));
            wanted.collect::<Vec<_>>()
        })
        .prop_map(|wanted| {
            wanted
                .into_iter()
                .map(|(slug, importance, level)| asked(slug, importance, level))
                .collect()
        })
}

prop_compose! {
    fn demands()(
        starts_on in any_day(),
        tz in one_of(ZONES),
        (starts, ends) in (0_i8..24, 0_i8..24),
        overlap_minutes_min in select(&[0_u16, 0, 60, 120, 240, 480][..]),
        english_min in select(&[English::A1, English::A1, English::B1, English::B2, English::C2][..]),
        (budget_min, budget_max) in (prop::option::of(any_rate()), prop::option::of(any_rate())),
        weekly_hours in select(&[0_u8, 20, 40, 41, 255][..]),
    ) -> Role {
        Role {
            starts_on,
            tz: tz.to_owned(),
            work_starts_at: Time::constant(starts, 0, 0, 0),
            work_ends_at: Time::constant(ends, 30, 0, 0),
            overlap_minutes_min,
            english_min,
            budget_min,
            budget_max,
            weekly_hours,
            ..any_role()
        }
    }
}

prop_compose! {
    /// What there is to live through, on top of another role.
    fn ahead()(
        client in 1_i64..4,
        situations in subsequence(Situation::ALL, 0..=3).prop_shuffle(),
        scale in any_scale(),
        industry in prop::option::of(select(&[Industry::Fintech, Industry::Gaming][..])),
        regimes in prop_oneof![Just(vec![]), subsequence(Regime::ALL, 0..=2).prop_shuffle()],
        methodology in prop::option::of(one_of(Methodology::ALL)),
        communication in prop::option::of(one_of(Communication::ALL)),
        team_size in prop::option::of(0_u16..20),
        weights in prop::option::weighted(0.3, prop::array::uniform11(0_u32..9)),
    ) -> Role {
        Role {
            client_id: ClientId(client),
            situations,
            scale,
            industry,
            regimes,
            style: TeamStyle { methodology, communication, team_size },
            weights: weights.and_then(|parts| Weights::in_proportion(parts).ok()),
            ..any_role()
        }
    }
}

prop_compose! {
    pub(crate) fn role()(
        demands in demands(),
        status in select(&[RoleStatus::Open, RoleStatus::Open, RoleStatus::Open, RoleStatus::Filled][..]),
        seniority in one_of(Seniority::ALL),
        engagements_allowed in subsequence(Engagement::ALL, 0..=2),
        allowed in subsequence(&["CO", "BR", "CL", "US"][..], 0..=2),
        denied in subsequence(&["CO", "BR", "US"][..], 0..=1),
        vetting_required in one_of(VettingRequired::ALL),
        skills in any_asked(),
        ahead in ahead(),
    ) -> Role {
        Role {
            starts_on: demands.starts_on,
            tz: demands.tz,
            work_starts_at: demands.work_starts_at,
            work_ends_at: demands.work_ends_at,
            overlap_minutes_min: demands.overlap_minutes_min,
            english_min: demands.english_min,
            budget_min: demands.budget_min,
            budget_max: demands.budget_max,
            weekly_hours: demands.weekly_hours,
            status,
            seniority,
            engagements_allowed,
            countries_allowed: allowed.into_iter().map(country).collect(),
            countries_denied: denied.into_iter().map(country).collect(),
            vetting_required,
            skills,
            ..ahead
        }
    }
}

/// A role that asks little, so that shortlists overflow.
pub(crate) fn easy_role() -> impl Strategy<Value = Role> {
    role().prop_map(|role| Role {
        status: RoleStatus::Open,
        overlap_minutes_min: 0,
        english_min: English::A1,
        budget_max: None,
        weekly_hours: 0,
        vetting_required: VettingRequired::None,
        skills: role
            .skills
            .into_iter()
            .map(|asked| RoleSkill { importance: Importance::Should, ..asked })
            .collect(),
        regimes: Vec::new(),
        situations: role.situations,
        scale: role.scale,
        style: role.style,
        weights: role.weights,
        ..any_role()
    })
}

/// Numbers developers and roles in no particular order.
pub(crate) fn world() -> impl Strategy<Value = (Vec<Developer>, Vec<Role>)> {
    let some = || prop::collection::vec(developer(), 0..90);
    // Few people many times over: equal scores everywhere.
    let crowd = (prop::collection::vec(developer(), 1..5), 1_usize..60)
        .prop_map(|(few, times)| few.iter().cycle().take(few.len() * times).cloned().collect());
    let developers = prop_oneof![some(), crowd];
    let roles = prop::collection::vec(prop_oneof![2 => role(), 1 => easy_role()], 0..9);
    (developers, roles).prop_map(|(mut developers, mut roles): (Vec<Developer>, Vec<Role>)| {
        for (developer, id) in developers.iter_mut().zip(1_i64..) {
            developer.developer_id = DeveloperId((id * 37) % 1_009);
        }
        for (role, id) in roles.iter_mut().zip(1_i64..) {
            role.role_id = RoleId((id * 7) % 11);
        }
        (developers, roles)
    })
}

/// People for properties of one pair, drawn once: drawing one costs more than judging them.
pub(crate) static PEOPLE: LazyLock<Vec<Developer>> = LazyLock::new(|| many(&developer(), 2_000));

/// Roles for the same.
pub(crate) static ROLES: LazyLock<Vec<Role>> = LazyLock::new(|| many(&role(), 1_000));

fn many<S: Strategy>(strategy: &S, n: usize) -> Vec<S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..n).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}
