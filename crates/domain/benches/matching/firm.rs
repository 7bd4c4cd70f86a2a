//! A simulated firm: a taxonomy, developers and roles, the same on every machine.

use jiff::ToSpan as _;
use jiff::civil::{Date, Time};
use sereno_domain::competency::{Competency, CompetencyEvidence, Situation};
use sereno_domain::developer::{
    Developer, DeveloperSkill, DeveloperStatus, Engagement, English, Evidence, Seniority,
};
use sereno_domain::id::{ClientId, DeveloperId, RoleId};
use sereno_domain::industry::{DeveloperIndustry, Industry};
use sereno_domain::matching::model::Weights;
use sereno_domain::matching::skill_graph::{Relation, SkillEdge, SkillGraph, SkillKind, SkillNode};
use sereno_domain::money::{Currency, Money, Per, Rate};
use sereno_domain::placement::{Exclusion, PastPlacement};
use sereno_domain::regime::{Attestation, Regime};
use sereno_domain::role::{Importance, Role, RoleSkill, RoleStatus};
use sereno_domain::scale::{ScaleAxis, ScaleLevel};
use sereno_domain::team::{Communication, Methodology, TeamStyle, WorkingStyle};
use sereno_domain::vetting::{VettingOutcome, VettingRequired, VettingResult, VettingStage};

use crate::TODAY;

/// Skills of the simulated taxonomy.
const N_SKILLS: u64 = 300;

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
pub(crate) struct Dice(pub(crate) u64);

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

pub(crate) fn graph(dice: &mut Dice) -> SkillGraph {
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

pub(crate) fn developer(dice: &mut Dice, id: i64) -> Developer {
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
        industries: industries(dice),
        scale: scale(dice),
        regimes: regimes(dice),
        style: WorkingStyle {
            methodologies: if dice.one_in(4) { vec![] } else { vec![dice.pick(Methodology::ALL)] },
            communication: (!dice.one_in(4)).then(|| dice.pick(Communication::ALL)),
            team_size_min: (!dice.one_in(3)).then(|| dice.pick(&[1, 3, 5])),
            team_size_max: (!dice.one_in(3)).then(|| dice.pick(&[6, 9, 15, 40])),
        },
        competencies: competencies(dice),
        placements: (0..dice.below(3)).map(|_| placement(dice)).collect(),
        exclusions: if dice.one_in(30) { vec![exclusion(dice)] } else { vec![] },
        blocking_findings: u16::from(dice.one_in(60)),
    }
}

fn industries(dice: &mut Dice) -> Vec<DeveloperIndustry> {
    let worked = (0..dice.below(4)).map(|_| DeveloperIndustry {
        industry: dice.pick(Industry::ALL),
        years_tenths: u16::try_from(dice.below(80)).unwrap(),
    });
    worked.collect()
}

fn scale(dice: &mut Dice) -> Vec<ScaleLevel> {
    let handled = ScaleAxis::ALL.iter().filter(|_| dice.one_in(2)).copied().collect::<Vec<_>>();
    handled.into_iter().map(|axis| ScaleLevel { axis, amount: 1 << dice.below(44) }).collect()
}

fn regimes(dice: &mut Dice) -> Vec<Attestation> {
    let attested = (0..dice.below(4)).map(|_| Attestation {
        regime: dice.pick(Regime::ALL),
        attested_on: day(dice, -900, 0),
        expires_on: (!dice.one_in(3)).then(|| day(dice, -100, 900)),
    });
    attested.collect()
}

fn competencies(dice: &mut Dice) -> Vec<CompetencyEvidence> {
    let asked = Competency::ALL.iter().map(|competency| {
        let n = u8::try_from(dice.below(4)).unwrap();
        let each = u16::try_from(10 + dice.below(41)).unwrap();
        CompetencyEvidence {
            competency: *competency,
            held_on: day(dice, -700, 0),
            sum_tenths: u16::from(n) * each,
            n,
        }
    });
    asked.collect()
}

fn placement(dice: &mut Dice) -> PastPlacement {
    let starts_on = day(dice, -900, 0);
    let ended = !dice.one_in(6);
    PastPlacement {
        client_id: client(dice),
        starts_on,
        ends_on: ended
            .then(|| starts_on.saturating_add(i64::try_from(20 + dice.below(600)).unwrap().days())),
        guarantee_until: starts_on.saturating_add(90.days()),
        weekly_hours: dice.pick(&[10, 20, 40]),
    }
}

fn exclusion(dice: &mut Dice) -> Exclusion {
    Exclusion { client_id: client(dice), until: None }
}

fn client(dice: &mut Dice) -> ClientId {
    ClientId(i64::try_from(1 + dice.below(200)).unwrap())
}

fn day(dice: &mut Dice, from: i64, to: i64) -> Date {
    let days = from + i64::try_from(dice.below(u64::try_from(to - from).unwrap())).unwrap();
    TODAY.saturating_add(days.days())
}

pub(crate) fn role(dice: &mut Dice, id: i64) -> Role {
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
        client_id: client(dice),
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
        situations: (0..dice.below(3)).map(|_| dice.pick(Situation::ALL)).collect(),
        scale: scale(dice),
        industry: (!dice.one_in(3)).then(|| dice.pick(Industry::ALL)),
        regimes: if dice.one_in(6) { vec![dice.pick(Regime::ALL)] } else { vec![] },
        style: TeamStyle {
            methodology: dice.one_in(2).then(|| dice.pick(Methodology::ALL)),
            communication: dice.one_in(2).then(|| dice.pick(Communication::ALL)),
            team_size: dice.one_in(2).then(|| dice.pick(&[2, 5, 8, 12, 30])),
        },
        weights: dice.one_in(10).then(|| weights(dice)),
    }
}

fn weights(dice: &mut Dice) -> Weights {
    let parts = [0; 11].map(|_: u32| u32::try_from(1 + dice.below(9)).unwrap());
    Weights::in_proportion(parts).unwrap()
}
