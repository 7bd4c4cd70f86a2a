//! Small worlds: a graph of skills, developers and roles drawn from few words each, so that ties,
//! near misses and unknown facts are common.

use jiff::ToSpan as _;
use jiff::civil::{Date, Time, date};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use sereno_domain::country::Country;
use sereno_domain::developer::{
    Developer, DeveloperSkill, DeveloperStatus, Engagement, English, Evidence, Seniority,
};
use sereno_domain::fx::FxTable;
use sereno_domain::id::{ClientId, DeveloperId, RoleId};
use sereno_domain::matching::frozen::Frozen;
use sereno_domain::matching::frozen::build::Unusable;
use sereno_domain::matching::model::ScoreModel;
use sereno_domain::matching::skill_graph::{Relation, SkillEdge, SkillGraph, SkillKind, SkillNode};
use sereno_domain::money::{Money, Per, Rate};
use sereno_domain::role::{Importance, Role, RoleSkill, RoleStatus};
use sereno_domain::team::{TeamStyle, WorkingStyle};
use sereno_domain::vetting::{VettingOutcome, VettingRequired, VettingResult, VettingStage};

pub(crate) const TODAY: Date = date(2026, 3, 2);

const SLUGS: &[&str] = &[
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

pub(crate) fn graph() -> SkillGraph {
    use Relation::{Implies, Related};
    use SkillKind::{Api, Cache, Cloud, Database, Framework, Language, Queue};
    let node = |slug: &str, name: &str, kind, edges: &[(&str, Relation, u8)]| {
        let edges = edges.iter().map(|(to, relation, weight_pct)| SkillEdge {
            to: (*to).to_owned(),
            relation: *relation,
            weight_pct: *weight_pct,
        });
        (slug.to_owned(), SkillNode { name: name.to_owned(), kind, edges: edges.collect() })
    };
    let skills = [
        node("python", "Python", Language, &[]),
        node("django", "Django", Framework, &[("python", Implies, 100)]),
        node("drf", "Django REST", Framework, &[("django", Implies, 90), ("rest", Related, 50)]),
        node("postgresql", "PostgreSQL", Database, &[("mysql", Related, 60)]),
        node("mysql", "MySQL", Database, &[("postgresql", Related, 60)]),
        node("redis", "Redis", Cache, &[("kafka", Related, 5)]),
        node("kafka", "Kafka", Queue, &[]),
        node("aws", "AWS", Cloud, &[]),
        node("rest", "REST", Api, &[]),
    ];
    SkillGraph { skills: skills.into_iter().collect() }
}

pub(crate) fn fx() -> FxTable {
    FxTable::parse(include_str!("../../../../config/fx.toml")).unwrap()
}

pub(crate) fn frozen(developers: &[Developer], roles: &[Role]) -> (Frozen, Vec<Unusable>) {
    Frozen::build(TODAY, ScoreModel::house(), &graph(), &fx(), developers, roles)
}

/// The one pair of a world of two.
pub(crate) fn pair(developer: &Developer, role: &Role) -> Frozen {
    frozen(std::slice::from_ref(developer), std::slice::from_ref(role)).0
}

pub(crate) fn usd(amount_minor: i64) -> Rate {
    rate(amount_minor, "USD", Per::Month)
}

fn rate(amount_minor: i64, currency: &str, per: Per) -> Rate {
    Rate { money: Money { amount_minor, currency: currency.parse().unwrap() }, per }
}

pub(crate) fn country(code: &str) -> Country {
    code.parse().unwrap()
}

pub(crate) fn passed(stage: VettingStage, score: u8, held_on: Date) -> VettingResult {
    VettingResult {
        stage,
        outcome: VettingOutcome::Passed,
        score,
        held_on,
        expires_on: None,
        evaluator: None,
    }
}

pub(crate) fn skill(skill: &str, level: u8, evidence: Evidence) -> DeveloperSkill {
    let skill = skill.to_owned();
    DeveloperSkill { skill, level, years_tenths: None, last_used_on: None, evidence }
}

pub(crate) fn asked(skill: &str, importance: Importance, level: u8) -> RoleSkill {
    RoleSkill { skill: skill.to_owned(), importance, level }
}

/// A developer who fits [`any_role`] in everything.
pub(crate) fn any_developer() -> Developer {
    Developer {
        developer_id: DeveloperId(1),
        status: DeveloperStatus::Bench,
        country: country("CO"),
        tz: Some("America/Bogota".to_owned()),
        seniority: Some(Seniority::Senior),
        years_experience_tenths: Some(70),
        english: Some(English::C1),
        available_from: Some(TODAY),
        weekly_capacity_hours: Some(40),
        rate_floor: Some(usd(400_000)),
        engagement: Some(Engagement::ContractorIndividual),
        skills: vec![skill("django", 4, Evidence::Assessed), skill("postgresql", 4, Evidence::Cv)],
        vetting: VettingStage::ALL
            .iter()
            .map(|stage| passed(*stage, 90, date(2026, 1, 15)))
            .collect(),
        industries: Vec::new(),
        scale: Vec::new(),
        regimes: Vec::new(),
        style: WorkingStyle::default(),
        competencies: Vec::new(),
        placements: Vec::new(),
        exclusions: Vec::new(),
        blocking_findings: 0,
    }
}

pub(crate) fn any_role() -> Role {
    Role {
        role_id: RoleId(1),
        client_id: ClientId(1),
        status: RoleStatus::Open,
        seniority: Seniority::Senior,
        starts_on: date(2026, 4, 1),
        tz: "America/New_York".to_owned(),
        work_starts_at: Time::constant(9, 0, 0, 0),
        work_ends_at: Time::constant(17, 0, 0, 0),
        overlap_minutes_min: 240,
        english_min: English::B2,
        budget_min: Some(usd(500_000)),
        budget_max: Some(usd(700_000)),
        engagements_allowed: vec![],
        countries_allowed: vec![],
        countries_denied: vec![],
        weekly_hours: 40,
        vetting_required: VettingRequired::All,
        skills: vec![
            asked("python", Importance::Must, 3),
            asked("postgresql", Importance::Should, 3),
        ],
        situations: Vec::new(),
        scale: Vec::new(),
        industry: None,
        regimes: Vec::new(),
        style: TeamStyle::default(),
        weights: None,
    }
}

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
            ..any_developer()
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
    pub(crate) fn role()(
        demands in demands(),
        status in select(&[RoleStatus::Open, RoleStatus::Open, RoleStatus::Open, RoleStatus::Filled][..]),
        seniority in one_of(Seniority::ALL),
        engagements_allowed in subsequence(Engagement::ALL, 0..=2),
        allowed in subsequence(&["CO", "BR", "CL", "US"][..], 0..=2),
        denied in subsequence(&["CO", "BR", "US"][..], 0..=1),
        vetting_required in one_of(VettingRequired::ALL),
        skills in any_asked(),
    ) -> Role {
        Role {
            status,
            seniority,
            engagements_allowed,
            countries_allowed: allowed.into_iter().map(country).collect(),
            countries_denied: denied.into_iter().map(country).collect(),
            vetting_required,
            skills,
            ..demands
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
