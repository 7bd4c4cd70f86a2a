//! One client, and one role.

use jiff::civil::{Date, Time};

use super::archetype::ARCHETYPES;
use super::dealings::wishes;
use super::draw::{Draw, Kind};
use super::person::country;
use super::place::{FIRM_FIRSTS, FIRM_SECONDS, MARKETS, Market};
use super::{N_ROLES_A_CLIENT, SimulatedClient, SimulatedRole, background};
use crate::competency::Situation;
use crate::country::Country;
use crate::developer::{Engagement, English, Seniority};
use crate::id::{ClientId, RoleId};
use crate::industry::Industry;
use crate::money::{Currency, Money, Per, Rate};
use crate::regime::Regime;
use crate::role::{Importance, Role, RoleSkill, RoleStatus};
use crate::scale::{ScaleAxis, ScaleLevel};
use crate::team::{Communication, Methodology, TeamStyle};
use crate::vetting::VettingRequired;

/// How often each band is asked for.
const BANDS: &[(u32, Seniority)] =
    &[(6, Seniority::Entry), (34, Seniority::Mid), (46, Seniority::Senior), (14, Seniority::Staff)];

/// How often each level of English is asked for.
const ENGLISH: &[(u32, English)] =
    &[(15, English::B1), (58, English::B2), (25, English::C1), (2, English::C2)];

/// How often each status is met.
const STATUSES: &[(u32, RoleStatus)] = &[
    (90, RoleStatus::Open),
    (4, RoleStatus::Filled),
    (3, RoleStatus::OnHold),
    (3, RoleStatus::Draft),
];

/// What is drawn for a client.
struct Sketch {
    market: &'static Market,
    first: &'static str,
    second: &'static str,
    industry: Industry,
}

fn sketch(seed: u64, no: u32) -> Sketch {
    let mut draw = Draw::new(seed, Kind::Client, no);
    let market = draw.weighted(MARKETS);
    let first = *draw.pick(FIRM_FIRSTS);
    let (second, industry) = *draw.pick(FIRM_SECONDS);
    Sketch { market, first, second, industry }
}

pub(super) fn client(seed: u64, no: u32) -> SimulatedClient {
    let sketch = sketch(seed, no);
    let (policy, payment_terms_days) = wishes(seed, no);
    SimulatedClient {
        client_id: ClientId(i64::from(no)),
        name: format!("{} {}", sketch.first, sketch.second),
        country: country(sketch.market.country),
        external_ref: format!("client-{no}"),
        payment_terms_days,
        policy,
    }
}

pub(super) fn role(seed: u64, no: u32, as_of: Date) -> SimulatedRole {
    let client_no = no.div_ceil(N_ROLES_A_CLIENT);
    let Sketch { market, industry, .. } = sketch(seed, client_no);
    let mut draw = Draw::new(seed, Kind::Role, no);
    let archetype = draw.weighted(ARCHETYPES);
    let seniority = *draw.weighted(BANDS);
    let (budget_min, budget_max) = budget(&mut draw, seniority);
    let starts_hour = i8::try_from(draw.number(8..=10)).unwrap_or(9);
    let role = Role {
        role_id: RoleId(i64::from(no)),
        client_id: ClientId(i64::from(client_no)),
        status: *draw.weighted(STATUSES),
        seniority,
        starts_on: draw.day(as_of, 3..=60),
        tz: (*draw.pick(market.zones)).to_owned(),
        work_starts_at: Time::constant(starts_hour, 0, 0, 0),
        work_ends_at: Time::constant(starts_hour + 8, 0, 0, 0),
        overlap_minutes_min: *draw.pick(market.overlaps),
        english_min: *draw.weighted(ENGLISH),
        budget_min,
        budget_max,
        engagements_allowed: engagements(&mut draw),
        countries_allowed: countries(&mut draw, 12, &["CO", "MX", "BR", "AR", "CR"]),
        countries_denied: countries(&mut draw, 8, &["AR"]),
        weekly_hours: *draw.weighted(&[(86, 40), (14, 20)]),
        vetting_required: VettingRequired::All,
        skills: skills(&mut draw, archetype, seniority),
        situations: situations(&mut draw),
        scale: scale(&mut draw, seniority),
        industry: (!draw.chance(8)).then_some(industry),
        regimes: regimes(&mut draw, market, industry),
        style: style(&mut draw),
        weights: None,
    };
    let prefix = match seniority {
        Seniority::Entry => "Junior ",
        Seniority::Mid => "",
        Seniority::Senior => "Senior ",
        Seniority::Staff => "Staff ",
    };
    SimulatedRole {
        role,
        title: format!("{prefix}{}", archetype.title),
        headcount: *draw.weighted(&[(74, 1), (18, 2), (8, 3)]),
        external_ref: format!("role-{no}"),
    }
}

fn budget(draw: &mut Draw, seniority: Seniority) -> (Option<Rate>, Option<Rate>) {
    if draw.chance(4) {
        return (None, None);
    }
    let most = 100
        * match seniority {
            Seniority::Entry => draw.number(26..=42),
            Seniority::Mid => draw.number(42..=75),
            Seniority::Senior => draw.number(65..=115),
            Seniority::Staff => draw.number(95..=160),
        };
    let least = most * draw.number(65..=85) / 100;
    let rate = |units: i64| {
        let money = Money { amount_minor: units * 100, currency: Currency::USD };
        Some(Rate { money, per: Per::Month })
    };
    (rate(least), rate(most))
}

fn engagements(draw: &mut Draw) -> Vec<Engagement> {
    match draw.small(0..=9) {
        0 => vec![Engagement::EmployerOfRecord, Engagement::ContractorCompany],
        1 | 2 => vec![Engagement::ContractorIndividual, Engagement::ContractorCompany],
        _ => Vec::new(),
    }
}

fn countries(draw: &mut Draw, pct: u32, codes: &[&str]) -> Vec<Country> {
    if draw.chance(pct) { codes.iter().map(|code| country(code)).collect() } else { Vec::new() }
}

fn skills(
    draw: &mut Draw,
    archetype: &super::archetype::Archetype,
    seniority: Seniority,
) -> Vec<RoleSkill> {
    let level: u8 = match seniority {
        Seniority::Entry => 1,
        Seniority::Mid => 2,
        Seniority::Senior => 3,
        Seniority::Staff => 4,
    };
    let asked =
        |slug: &str, importance, level| RoleSkill { skill: slug.to_owned(), importance, level };
    let mut skills = Vec::new();
    let n_must = if draw.chance(60) { 2 } else { 3 };
    for (at, slug) in (0..).zip(archetype.core) {
        let importance = if at < n_must { Importance::Must } else { Importance::Should };
        skills.push(asked(slug, importance, level));
    }
    for (slugs, pct, importance) in
        [(archetype.common, 50, Importance::Should), (archetype.extra, 30, Importance::Nice)]
    {
        for slug in slugs {
            if draw.chance(pct) {
                skills.push(asked(slug, importance, level.saturating_sub(1).max(1)));
            }
        }
    }
    skills
}

fn situations(draw: &mut Draw) -> Vec<Situation> {
    let n = *draw.weighted(&[(10, 0), (22, 1), (52, 2), (16, 3)]);
    draw.some(n, Situation::ALL)
}

fn scale(draw: &mut Draw, seniority: Seniority) -> Vec<ScaleLevel> {
    let n = *draw.weighted(&[(42, 0), (28, 1), (20, 2), (10, 3)]);
    let most = match seniority {
        Seniority::Entry => 1,
        Seniority::Mid => 2,
        Seniority::Senior | Seniority::Staff => 3,
    };
    let axes = draw.some(n, ScaleAxis::ALL);
    let wanted = axes.into_iter().map(|axis| {
        let size = u32::from(draw.small(0..=most));
        ScaleLevel { axis, amount: background::amount(draw, axis, size) }
    });
    wanted.collect()
}

/// Few roles need one: hospitals and banks, and clients in Europe.
fn regimes(draw: &mut Draw, market: &Market, industry: Industry) -> Vec<Regime> {
    let mut regimes = Vec::new();
    if matches!(market.country, "GB" | "ES" | "DE") && draw.chance(30) {
        regimes.push(Regime::Gdpr);
    }
    if industry == Industry::Health && draw.chance(35) {
        regimes.push(Regime::Hipaa);
    }
    if matches!(industry, Industry::Fintech | Industry::Banking) && draw.chance(25) {
        regimes.push(Regime::PciDss);
    }
    if draw.chance(4) {
        regimes.push(Regime::Soc2);
    }
    regimes
}

fn style(draw: &mut Draw) -> TeamStyle {
    let size = u16::from(draw.small(3..=14));
    TeamStyle {
        methodology: draw.chance(70).then(|| *draw.pick(Methodology::ALL)),
        communication: draw.chance(60).then(|| *draw.pick(Communication::ALL)),
        team_size: draw.chance(75).then_some(size),
    }
}
