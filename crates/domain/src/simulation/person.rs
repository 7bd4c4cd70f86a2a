//! One developer.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::archetype::{ANYONE, ARCHETYPES, Archetype};
use super::draw::{Draw, Kind};
use super::interview::{self, Talent};
use super::place::{GIVEN_NAMES, HOMES, Place, SURNAMES};
use super::trouble::Trouble;
use super::{SimulatedDeveloper, SimulatedFinding, background, history, papers};
use crate::competency::CompetencyEvidence;
use crate::compliance::tax_number::TaxNumberKind;
use crate::country::Country;
use crate::developer::{
    Developer, DeveloperSkill, DeveloperStatus, Engagement, English, Evidence, Seniority,
};
use crate::id::DeveloperId;
use crate::money::{Currency, Money, Per, Rate};

/// How often each status is met.
const STATUSES: &[(u32, DeveloperStatus)] = &[
    (62, DeveloperStatus::Bench),
    (20, DeveloperStatus::Placed),
    (7, DeveloperStatus::Vetting),
    (5, DeveloperStatus::Applied),
    (3, DeveloperStatus::Paused),
    (3, DeveloperStatus::Left),
];

/// How often each band is met.
const BANDS: &[(u32, Seniority)] = &[
    (12, Seniority::Entry),
    (33, Seniority::Mid),
    (40, Seniority::Senior),
    (15, Seniority::Staff),
];

/// How often each level of English is met; none is not known.
const ENGLISH: &[(u32, Option<English>)] = &[
    (7, Some(English::A2)),
    (16, Some(English::B1)),
    (38, Some(English::B2)),
    (29, Some(English::C1)),
    (7, Some(English::C2)),
    (3, None),
];

/// How often each way of engagement is met; none is not known.
const ENGAGEMENTS: &[(u32, Option<Engagement>)] = &[
    (58, Some(Engagement::ContractorIndividual)),
    (24, Some(Engagement::ContractorCompany)),
    (14, Some(Engagement::EmployerOfRecord)),
    (4, None),
];

/// How often each capacity is met, in hours a week.
const CAPACITIES: &[(u32, u8)] = &[(86, 40), (5, 30), (7, 20), (2, 45)];

pub(super) fn country(code: &str) -> Country {
    match code.parse() {
        Ok(country) => country,
        Err(error) => unreachable!("the tables hold codes only: {error}"),
    }
}

/// What is drawn first of everybody.
fn name_and_home(draw: &mut Draw) -> (String, &'static Place) {
    let given = *draw.pick(GIVEN_NAMES);
    let full_name = format!("{given} {} {}", draw.pick(SURNAMES), draw.pick(SURNAMES));
    (full_name, draw.weighted(HOMES))
}

/// Where somebody works from.
pub(super) fn home_country(seed: u64, no: u32) -> Country {
    country(name_and_home(&mut Draw::new(seed, Kind::Developer, no)).1.country)
}

pub(super) fn developer(seed: u64, no: u32, as_of: Date) -> SimulatedDeveloper {
    let mut draw = Draw::new(seed, Kind::Developer, no);
    let (full_name, home) = name_and_home(&mut draw);
    let status = *draw.weighted(STATUSES);
    let band = *draw.weighted(BANDS);
    let years_tenths = match band {
        Seniority::Entry => draw.number(3..=19),
        Seniority::Mid => draw.number(20..=49),
        Seniority::Senior => draw.number(50..=99),
        Seniority::Staff => draw.number(100..=230),
    };
    let archetype = draw.weighted(ARCHETYPES);
    let talent = Talent::draw(&mut draw);
    let mut developer = Developer {
        developer_id: DeveloperId(i64::from(no)),
        status,
        country: country(home.country),
        tz: (!draw.chance(3)).then(|| (*draw.pick(home.zones)).to_owned()),
        seniority: (!draw.chance(6)).then_some(band),
        years_experience_tenths: u16::try_from(years_tenths).ok(),
        english: *draw.weighted(ENGLISH),
        available_from: available_from(&mut draw, status, as_of),
        weekly_capacity_hours: Some(*draw.weighted(CAPACITIES)),
        rate_floor: rate_floor(&mut draw, band, home),
        engagement: *draw.weighted(ENGAGEMENTS),
        skills: skills(&mut draw, archetype, band, years_tenths, as_of),
        vetting: Vec::new(),
        industries: background::industries(&mut draw, years_tenths),
        scale: background::scale(&mut draw, band),
        regimes: background::regimes(&mut draw, home.country, as_of),
        style: background::style(&mut draw),
        competencies: Vec::new(),
        placements: Vec::new(),
        exclusions: Vec::new(),
        blocking_findings: 0,
    };
    let (vetting, scorecard) = interview::vetting(&mut draw, seed, status, &talent, as_of);
    let scores = scorecard.iter().map(|item| (item.competency, item.held_on, 10 * item.score));
    developer.competencies = CompetencyEvidence::gather(scores);
    developer.vetting = vetting;
    let (placements, exclusions) = history::placements(&mut draw, status, talent.tenths, as_of);
    developer.placements = placements;
    developer.exclusions = exclusions;
    // That two have one tax number is known before the first night.
    let findings = shared_number(seed, no, developer.country, as_of);
    developer.blocking_findings = u16::try_from(findings.len()).unwrap_or(u16::MAX);
    SimulatedDeveloper {
        developer,
        scorecard,
        findings,
        full_name,
        email: format!("developer-{no}@example.invalid"),
        external_ref: format!("developer-{no}"),
    }
}

fn shared_number(seed: u64, no: u32, country: Country, as_of: Date) -> Vec<SimulatedFinding> {
    let kind = TaxNumberKind::of_person(country).filter(|_| papers::shares_number(seed, no));
    let finding = kind.map(|kind| SimulatedFinding {
        rule: Trouble::NumberShared.rule().to_owned(),
        detail: kind.to_string(),
        opened_on: as_of.yesterday().unwrap_or(as_of),
    });
    finding.into_iter().collect()
}

fn available_from(draw: &mut Draw, status: DeveloperStatus, as_of: Date) -> Option<Date> {
    if draw.chance(4) {
        return None;
    }
    Some(match status {
        DeveloperStatus::Placed => draw.day(as_of, 20..=240),
        _ => draw.day(as_of, -60..=45),
    })
}

fn rate_floor(draw: &mut Draw, band: Seniority, home: &Place) -> Option<Rate> {
    if draw.chance(5) {
        return None;
    }
    let usd_a_month = 50
        * match band {
            Seniority::Entry => draw.number(28..=52),
            Seniority::Mid => draw.number(46..=92),
            Seniority::Senior => draw.number(76..=150),
            Seniority::Staff => draw.number(120..=210),
        };
    let rate = |amount_minor, currency, per| Rate { money: Money { amount_minor, currency }, per };
    if draw.chance(25)
        && let Ok(local) = home.currency.parse::<Currency>()
    {
        let units = usd_a_month * home.per_usd_hundredths / 100;
        return Some(rate(units * 10_i64.pow(local.minor_digits()), local, Per::Month));
    }
    Some(match draw.small(0..=9) {
        0..=5 => rate(usd_a_month * 100, Currency::USD, Per::Month),
        6..=8 => rate(usd_a_month * 100 / 160, Currency::USD, Per::Hour),
        _ => rate(usd_a_month * 1_200, Currency::USD, Per::Year),
    })
}

fn skills(
    draw: &mut Draw,
    archetype: &Archetype,
    band: Seniority,
    years_tenths: i64,
    as_of: Date,
) -> Vec<DeveloperSkill> {
    let top = match band {
        Seniority::Entry => 2,
        Seniority::Mid => 3,
        Seniority::Senior => 4,
        Seniority::Staff => 5,
    };
    let mut known: BTreeMap<&str, DeveloperSkill> = BTreeMap::new();
    let groups = [
        (archetype.core, 96, 0),
        (archetype.common, 62, 1),
        (archetype.extra, 28, 1),
        (ANYONE, 45, 1),
    ];
    for (slugs, pct, below) in groups {
        for slug in slugs {
            if draw.chance(pct) && !known.contains_key(slug) {
                let best: u8 = top - below;
                let level = draw.small(best.saturating_sub(1).max(1)..=(best + 1).min(5));
                let years = draw.number(years_tenths / 4..=years_tenths);
                let skill = DeveloperSkill {
                    skill: (*slug).to_owned(),
                    level,
                    years_tenths: if draw.chance(85) { u16::try_from(years).ok() } else { None },
                    last_used_on: draw.chance(30).then(|| draw.day(as_of, -900..=-10)),
                    evidence: *draw.weighted(&[
                        (35, Evidence::Claimed),
                        (40, Evidence::Cv),
                        (25, Evidence::Assessed),
                    ]),
                };
                known.insert(slug, skill);
            }
        }
    }
    known.into_values().collect()
}
