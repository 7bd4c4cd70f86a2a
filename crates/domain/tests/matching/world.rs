//! A small world: a graph of skills, and a developer and a role who fit each other.

use std::sync::LazyLock;

use jiff::ToSpan as _;
use jiff::civil::{Date, Time, date};
use sereno_domain::competency::{Competency, CompetencyEvidence, Situation};
use sereno_domain::country::Country;
use sereno_domain::developer::{
    Developer, DeveloperSkill, DeveloperStatus, Engagement, English, Evidence, Seniority,
};
use sereno_domain::fx::FxTable;
use sereno_domain::id::{ClientId, DeveloperId, RoleId};
use sereno_domain::industry::{DeveloperIndustry, Industry};
use sereno_domain::matching::frozen::Frozen;
use sereno_domain::matching::frozen::build::Unusable;
use sereno_domain::matching::model::ScoreModel;
use sereno_domain::matching::skill_graph::{Relation, SkillEdge, SkillGraph, SkillKind, SkillNode};
use sereno_domain::money::{Money, Per, Rate};
use sereno_domain::placement::PastPlacement;
use sereno_domain::regime::{Attestation, Regime};
use sereno_domain::role::{Importance, Role, RoleSkill, RoleStatus};
use sereno_domain::scale::{ScaleAxis, ScaleLevel};
use sereno_domain::team::{Communication, Methodology, TeamStyle, WorkingStyle};
use sereno_domain::vetting::{VettingOutcome, VettingRequired, VettingResult, VettingStage};

pub(crate) const TODAY: Date = date(2026, 3, 2);

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

static GRAPH: LazyLock<SkillGraph> = LazyLock::new(graph);

pub(crate) static FX: LazyLock<FxTable> =
    LazyLock::new(|| FxTable::parse(include_str!("../../../../config/fx.toml")).unwrap());

pub(crate) fn frozen(developers: &[Developer], roles: &[Role]) -> (Frozen, Vec<Unusable>) {
    Frozen::build(TODAY, ScoreModel::house(), &GRAPH, &FX, developers, roles)
}

/// The one pair of a world of two.
pub(crate) fn pair(developer: &Developer, role: &Role) -> Frozen {
    frozen(std::slice::from_ref(developer), std::slice::from_ref(role)).0
}

pub(crate) fn usd(amount_minor: i64) -> Rate {
    rate(amount_minor, "USD", Per::Month)
}

pub(crate) fn rate(amount_minor: i64, currency: &str, per: Per) -> Rate {
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
        industries: vec![DeveloperIndustry { industry: Industry::Banking, years_tenths: 40 }],
        scale: vec![handled(ScaleAxis::RequestsPerSecond, 2_000)],
        regimes: vec![attested(Regime::Gdpr)],
        style: WorkingStyle {
            methodologies: vec![Methodology::Scrum],
            communication: Some(Communication::Written),
            team_size_min: Some(3),
            team_size_max: Some(9),
        },
        competencies: Competency::ALL.iter().map(|of| answered(*of, 4, 160)).collect(),
        placements: vec![past(date(2025, 1, 6), Some(date(2025, 12, 1)), 40)],
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
        situations: vec![Situation::ApiDevelopment],
        scale: vec![handled(ScaleAxis::RequestsPerSecond, 5_000)],
        industry: Some(Industry::Fintech),
        regimes: vec![Regime::Gdpr],
        style: TeamStyle {
            methodology: Some(Methodology::Scrum),
            communication: Some(Communication::Meetings),
            team_size: Some(7),
        },
        weights: None,
    }
}

pub(crate) const fn handled(axis: ScaleAxis, amount: u64) -> ScaleLevel {
    ScaleLevel { axis, amount }
}

pub(crate) fn attested(regime: Regime) -> Attestation {
    Attestation { regime, attested_on: date(2026, 1, 1), expires_on: None }
}

pub(crate) fn answered(competency: Competency, n: u8, sum_tenths: u16) -> CompetencyEvidence {
    CompetencyEvidence { competency, held_on: date(2026, 1, 15), sum_tenths, n }
}

/// A placement with client 1 and a guarantee of ninety days.
pub(crate) fn past(starts_on: Date, ends_on: Option<Date>, weekly_hours: u8) -> PastPlacement {
    let guarantee_until = starts_on.saturating_add(90.days());
    PastPlacement { client_id: ClientId(1), starts_on, ends_on, guarantee_until, weekly_hours }
}
