//! Time of a night's scoring: freezing, preparing, the kernel and the plain scorer, on a simulated
//! firm. Results are compared before any time counts.
//!
//! `SERENO_BENCH_DEVELOPERS` and `SERENO_BENCH_ROLES` set the size, 20,000 and 400 when unset.
#![expect(clippy::unwrap_used, reason = "a bench stops where its premise fails")]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiff::ToSpan as _;
use jiff::civil::{Date, Time, date};
use sereno_domain::developer::{
    Developer, DeveloperSkill, DeveloperStatus, Engagement, English, Evidence, Seniority,
};
use sereno_domain::fx::FxTable;
use sereno_domain::id::{ClientId, DeveloperId, RoleId};
use sereno_domain::matching::frozen::Frozen;
use sereno_domain::matching::kernel::Kernel;
use sereno_domain::matching::model::ScoreModel;
use sereno_domain::matching::reference::score_role_plain;
use sereno_domain::matching::skill_graph::{Relation, SkillEdge, SkillGraph, SkillKind, SkillNode};
use sereno_domain::money::{Currency, Money, Per, Rate};
use sereno_domain::role::{Importance, Role, RoleSkill, RoleStatus};
use sereno_domain::team::{TeamStyle, WorkingStyle};
use sereno_domain::vetting::{VettingOutcome, VettingRequired, VettingResult, VettingStage};

const TODAY: Date = date(2026, 3, 2);

/// Skills of the simulated taxonomy.
const N_SKILLS: u64 = 300;

/// Roles the plain scorer is timed and compared on.
const N_SAMPLE: usize = 8;

const ZONES: &[&str] = &[
    "America/Bogota",
    "America/Mexico_City",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/Argentina/Buenos_Aires",
    "America/Lima",
    "America/Montevideo",
    "America/Costa_Rica",
    "America/Guayaquil",
    "America/Asuncion",
    "Europe/Madrid",
    "Europe/Lisbon",
];

const CLIENT_ZONES: &[&str] =
    &["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"];

/// `SplitMix64`: enough for a population, the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % n
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Copy>(&mut self, words: &[T]) -> T {
        let n = u64::try_from(words.len()).unwrap();
        *words.get(usize::try_from(self.below(n)).unwrap()).unwrap()
    }

    /// A skill, the first ones far more often than the last.
    fn skill(&mut self) -> u64 {
        let bound = 1 + self.below(N_SKILLS);
        let bound = 1 + self.below(bound);
        self.below(bound)
    }

    fn level(&mut self, least: u64) -> u8 {
        u8::try_from(least + self.below(6 - least)).unwrap()
    }
}

fn slug(skill: u64) -> String {
    format!("skill-{skill:03}")
}

fn graph(dice: &mut Dice) -> SkillGraph {
    let skills = (0..N_SKILLS).map(|skill| {
        let edges = (0..dice.below(6)).map(|_| SkillEdge {
            to: slug(dice.below(N_SKILLS)),
            relation: dice.pick(&[Relation::Implies, Relation::Related, Relation::Related]),
            weight_pct: dice.pick(&[30, 40, 50, 60, 90]),
        });
        let edges = edges.collect();
        let kind = dice.pick(SkillKind::ALL);
        (slug(skill), SkillNode { name: slug(skill), kind, edges })
    });
    SkillGraph { skills: skills.collect() }
}

fn month(dice: &mut Dice, least: u64, most: u64) -> Rate {
    let amount_minor = i64::try_from(5_000 * (least + dice.below(most - least))).unwrap();
    Rate { money: Money { amount_minor, currency: Currency::USD }, per: Per::Month }
}

fn developer(dice: &mut Dice, id: i64) -> Developer {
    let n_skills = 4 + dice.below(14);
    let mut numbers: Vec<u64> = (0..n_skills).map(|_| dice.skill()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let skills = numbers.into_iter().map(|skill| DeveloperSkill {
        skill: slug(skill),
        level: dice.level(1),
        years_tenths: None,
        last_used_on: dice.one_in(2).then(|| day(dice, -1_500, 0)),
        evidence: dice.pick(Evidence::ALL),
    });
    let skills = skills.collect();
    let vetting = VettingStage::ALL.iter().map(|stage| VettingResult {
        stage: *stage,
        outcome: if dice.one_in(12) { VettingOutcome::Failed } else { VettingOutcome::Passed },
        score: u8::try_from(40 + dice.below(61)).unwrap(),
        held_on: day(dice, -700, 0),
        expires_on: None,
        evaluator: None,
    });
    let vetting = vetting.collect();
    Developer {
        developer_id: DeveloperId(id),
        status: DeveloperStatus::Bench,
        country: dice.pick(&["CO", "BR", "MX", "AR", "CL", "PE"]).parse().unwrap(),
        tz: (!dice.one_in(20)).then(|| dice.pick(ZONES).to_owned()),
        seniority: (!dice.one_in(10)).then(|| dice.pick(Seniority::ALL)),
        years_experience_tenths: u16::try_from(dice.below(200)).ok(),
        english: (!dice.one_in(15)).then(|| dice.pick(English::ALL)),
        available_from: (!dice.one_in(5)).then(|| day(dice, -60, 120)),
        weekly_capacity_hours: (!dice.one_in(10)).then(|| dice.pick(&[20, 40, 40, 40])),
        rate_floor: (!dice.one_in(10)).then(|| month(dice, 30, 160)),
        engagement: (!dice.one_in(10)).then(|| dice.pick(Engagement::ALL)),
        skills,
        vetting,
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

fn day(dice: &mut Dice, from: i64, to: i64) -> Date {
    let days = from + i64::try_from(dice.below(u64::try_from(to - from).unwrap())).unwrap();
    TODAY.saturating_add(days.days())
}

fn role(dice: &mut Dice, id: i64) -> Role {
    let mut numbers: Vec<u64> = (0..3 + dice.below(6)).map(|_| dice.skill()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let skills = numbers.into_iter().zip(0..).map(|(skill, at)| RoleSkill {
        skill: slug(skill),
        importance: match at {
            0 | 1 => Importance::Must,
            2..=4 => Importance::Should,
            _ => Importance::Nice,
        },
        level: dice.level(1).min(4),
    });
    let skills = skills.collect();
    Role {
        role_id: RoleId(id),
        client_id: ClientId(1),
        status: RoleStatus::Open,
        seniority: dice.pick(Seniority::ALL),
        starts_on: day(dice, 0, 90),
        tz: dice.pick(CLIENT_ZONES).to_owned(),
        work_starts_at: Time::constant(9, 0, 0, 0),
        work_ends_at: Time::constant(17, 0, 0, 0),
        overlap_minutes_min: dice.pick(&[120, 180, 240, 300]),
        english_min: dice.pick(&[English::B1, English::B2, English::C1]),
        budget_min: dice.one_in(2).then(|| month(dice, 60, 100)),
        budget_max: Some(month(dice, 100, 240)),
        engagements_allowed: if dice.one_in(2) { vec![dice.pick(Engagement::ALL)] } else { vec![] },
        countries_allowed: vec![],
        countries_denied: vec![],
        weekly_hours: dice.pick(&[20, 40]),
        vetting_required: dice.pick(&[VettingRequired::Technical, VettingRequired::All]),
        skills,
        situations: Vec::new(),
        scale: Vec::new(),
        industry: None,
        regimes: Vec::new(),
        style: TeamStyle::default(),
        weights: None,
    }
}

#[expect(clippy::disallowed_methods, reason = "the size of a bench is its only setting")]
fn size(name: &str, otherwise: i64) -> i64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

fn night(criterion: &mut Criterion) {
    let n_developers = size("SERENO_BENCH_DEVELOPERS", 20_000);
    let n_roles = size("SERENO_BENCH_ROLES", 400);
    let mut dice = Dice(7);
    let graph = graph(&mut dice);
    let fx = FxTable::parse(include_str!("../../../config/fx.toml")).unwrap();
    let developers: Vec<Developer> =
        (1..=n_developers).map(|id| developer(&mut dice, id)).collect();
    let roles: Vec<Role> = (1..=n_roles).map(|id| role(&mut dice, id)).collect();
    let freeze = || Frozen::build(TODAY, ScoreModel::house(), &graph, &fx, &developers, &roles).0;
    let frozen = Arc::new(freeze());
    let kernel = Kernel::new(Arc::clone(&frozen));
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();

    let sample = frozen.head.roles.iter().step_by(frozen.head.roles.len().div_ceil(N_SAMPLE));
    let sample: Vec<_> = sample.collect();
    let results = kernel.score_roles(0..kernel.n_roles());
    for demand in &sample {
        let plain = score_role_plain(&frozen, demand);
        assert_eq!(kernel.score_role(demand.role_id), Some(plain));
    }
    assert_eq!(alone.install(|| kernel.score_roles(0..kernel.n_roles())), results);
    let n_qualified: u64 = results.iter().map(|result| u64::from(result.n_qualified)).sum();
    let n_pairs = u64::try_from(n_developers * n_roles).unwrap();
    let per_10_000 = n_qualified * 10_000 / n_pairs.max(1);

    let name = format!("{n_developers}x{n_roles}, {per_10_000} of 10000 pairs qualify");
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10);
    group.bench_function("freeze", |bench| bench.iter(|| black_box(freeze())));
    group.bench_function("prepare, one thread", |bench| {
        bench.iter(|| alone.install(|| black_box(Kernel::new(Arc::clone(&frozen)))));
    });
    group.throughput(Throughput::Elements(n_pairs));
    group.bench_function("kernel, one thread", |bench| {
        bench.iter(|| alone.install(|| black_box(kernel.score_roles(0..kernel.n_roles()))));
    });
    group.bench_function("kernel, all threads", |bench| {
        bench.iter(|| black_box(kernel.score_roles(0..kernel.n_roles())));
    });
    let n_sampled = u64::try_from(sample.len()).unwrap() * u64::try_from(n_developers).unwrap();
    group.throughput(Throughput::Elements(n_sampled));
    group.bench_function(format!("plain scorer, {} roles", sample.len()), |bench| {
        bench.iter(|| {
            for demand in &sample {
                black_box(score_role_plain(&frozen, demand));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, night);
criterion_main!(benches);
