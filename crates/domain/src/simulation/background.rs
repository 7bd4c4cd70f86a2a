//! What somebody has seen: industries, scale, regimes, and ways of working.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::draw::Draw;
use crate::developer::Seniority;
use crate::industry::{DeveloperIndustry, Industry};
use crate::regime::{Attestation, Regime};
use crate::scale::{ScaleAxis, ScaleLevel};
use crate::team::{Communication, Methodology, WorkingStyle};

/// How often each industry is met.
const INDUSTRIES: &[(u32, Industry)] = &[
    (3, Industry::Advertising),
    (9, Industry::Banking),
    (12, Industry::Ecommerce),
    (6, Industry::Education),
    (3, Industry::Energy),
    (11, Industry::Fintech),
    (3, Industry::Gaming),
    (5, Industry::Government),
    (7, Industry::Health),
    (4, Industry::Insurance),
    (6, Industry::Logistics),
    (4, Industry::Manufacturing),
    (4, Industry::Media),
    (2, Industry::RealEstate),
    (5, Industry::Retail),
    (2, Industry::Security),
    (12, Industry::Software),
    (5, Industry::Telecom),
    (3, Industry::Travel),
];

/// Of 100, how many were attested for each regime.
const REGIMES: &[(u32, Regime)] =
    &[(30, Regime::Gdpr), (14, Regime::Hipaa), (16, Regime::PciDss), (20, Regime::Soc2)];

/// Digits around a round number.
const DIGITS: &[i64] = &[1, 2, 5];

/// Industries worked in, with the years in each.
pub(super) fn industries(draw: &mut Draw, years_tenths: i64) -> Vec<DeveloperIndustry> {
    if draw.chance(7) {
        return Vec::new();
    }
    let mut industries: Vec<DeveloperIndustry> = Vec::new();
    let mut left = years_tenths;
    for _ in 0..=draw.small(0..=2) {
        let industry = *draw.weighted(INDUSTRIES);
        let years = draw.number(left / 3..=left);
        left -= years;
        if years > 0 && industries.iter().all(|known| known.industry != industry) {
            let years_tenths = u16::try_from(years).unwrap_or_default();
            industries.push(DeveloperIndustry { industry, years_tenths });
        }
    }
    industries.sort_unstable_by_key(|known| known.industry);
    industries
}

/// An amount of some size on an axis: 0 is a beginner's, 4 what few have seen.
pub(super) fn amount(draw: &mut Draw, axis: ScaleAxis, size: u32) -> u64 {
    let digit = *draw.pick(DIGITS);
    let amount = match axis {
        ScaleAxis::RequestsPerSecond => digit * 10_i64.pow(1 + size),
        ScaleAxis::DataBytes => digit * 10_i64.pow(9 + size),
        ScaleAxis::LatencyP99Ms => 2_000 / (digit * 10_i64.pow(size / 2)),
        ScaleAxis::DowntimeSecondsAYear => 315_360 / (digit * 10_i64.pow(size / 2)),
    };
    u64::try_from(amount).unwrap_or_default()
}

/// The hardest handled on each axis that is known.
pub(super) fn scale(draw: &mut Draw, band: Seniority) -> Vec<ScaleLevel> {
    let most = match band {
        Seniority::Entry => 1,
        Seniority::Mid => 2,
        Seniority::Senior => 3,
        Seniority::Staff => 4,
    };
    let mut levels = Vec::new();
    for axis in ScaleAxis::ALL.iter().copied() {
        if draw.chance(55) {
            let size = u32::from(draw.small(0..=most));
            levels.push(ScaleLevel { axis, amount: amount(draw, axis, size) });
        }
    }
    levels
}

/// Regimes attested, some of them expired.
pub(super) fn regimes(draw: &mut Draw, country: &str, as_of: Date) -> Vec<Attestation> {
    let brazil = if country == "BR" { 45 } else { 2 };
    let mut attested = Vec::new();
    for (pct, regime) in REGIMES.iter().copied().chain([(brazil, Regime::Lgpd)]) {
        if draw.chance(pct) {
            let attested_on = draw.day(as_of, -900..=-30);
            let expires_on = draw.chance(70).then(|| attested_on.saturating_add(730.days()));
            attested.push(Attestation { regime, attested_on, expires_on });
        }
    }
    attested
}

/// How they like to work.
pub(super) fn style(draw: &mut Draw) -> WorkingStyle {
    let n_methodologies = *draw.weighted(&[(12, 0), (38, 1), (38, 2), (12, 3)]);
    let (least, spread) = (draw.number(1..=6), draw.number(2..=14));
    let sizes = draw.chance(62);
    let size = |people: i64| u16::try_from(people).ok().filter(|_| sizes);
    WorkingStyle {
        methodologies: draw.some(n_methodologies, Methodology::ALL),
        communication: draw.chance(80).then(|| *draw.pick(Communication::ALL)),
        team_size_min: size(least),
        team_size_max: size(least + spread),
    }
}
