//! What lies behind somebody: placements that held or fell, and clients who want no more of them.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::draw::Draw;
use crate::developer::DeveloperStatus;
use crate::id::ClientId;
use crate::placement::{Exclusion, PastPlacement};

/// Clients of earlier years: the first ones, there however few roles are asked for.
pub(super) const N_FORMER_CLIENTS: u32 = 20;
/// Days a client may ask for a replacement.
const GUARANTEE_DAYS: i64 = 90;

/// How often each number of placements in the past is met.
const N_PAST: &[(u32, u8)] = &[(42, 0), (30, 1), (18, 2), (10, 3)];

/// Placements, and clients who ask not to see them again.
pub(super) fn placements(
    draw: &mut Draw,
    status: DeveloperStatus,
    talent_tenths: i64,
    as_of: Date,
) -> (Vec<PastPlacement>, Vec<Exclusion>) {
    let (mut placements, mut exclusions) = (Vec::new(), Vec::new());
    let n_past = match status {
        DeveloperStatus::Applied | DeveloperStatus::Vetting => 0,
        DeveloperStatus::Bench
        | DeveloperStatus::Placed
        | DeveloperStatus::Paused
        | DeveloperStatus::Left
        | DeveloperStatus::Erased => *draw.weighted(N_PAST),
    };
    let mut starts_on = draw.day(as_of, -1_500..=-1_100);
    for _ in 0..n_past {
        // Good people fall seldom: 8 to 26 of 100.
        let fell = draw.number(0..=99) < 17 - talent_tenths;
        let days = if fell { draw.number(14..=80) } else { draw.number(100..=330) };
        let placement = placement(draw, starts_on, Some(days), 40);
        if fell && draw.chance(50) {
            let until = draw.chance(60).then(|| draw.day(as_of, -100..=700));
            exclusions.push(Exclusion { client_id: placement.client_id, until });
        }
        placements.push(placement);
        starts_on = starts_on.saturating_add((days + draw.number(10..=60)).days());
    }
    match status {
        DeveloperStatus::Placed => {
            // After the last one, and a week or more ago: half of them within a year.
            let latest = as_of.saturating_sub(5.days());
            let starts_on = draw.day(as_of, -700..=-5).max(starts_on).min(latest);
            placements.push(placement(draw, starts_on, None, 40));
        }
        DeveloperStatus::Bench if draw.chance(6) => {
            let starts_on = draw.day(as_of, -80..=-5);
            placements.push(placement(draw, starts_on, None, 20));
        }
        DeveloperStatus::Bench
        | DeveloperStatus::Applied
        | DeveloperStatus::Vetting
        | DeveloperStatus::Paused
        | DeveloperStatus::Left
        | DeveloperStatus::Erased => {}
    }
    if exclusions.is_empty() && draw.chance(3) {
        exclusions.push(Exclusion { client_id: client(draw), until: None });
    }
    // Two falls at one client leave one exclusion.
    exclusions.sort_unstable_by_key(|exclusion| (exclusion.client_id, exclusion.until.is_some()));
    exclusions.dedup_by_key(|exclusion| exclusion.client_id);
    (placements, exclusions)
}

fn placement(draw: &mut Draw, starts_on: Date, days: Option<i64>, hours: u8) -> PastPlacement {
    PastPlacement {
        client_id: client(draw),
        starts_on,
        ends_on: days.map(|days| starts_on.saturating_add(days.days())),
        guarantee_until: starts_on.saturating_add(GUARANTEE_DAYS.days()),
        weekly_hours: hours,
    }
}

fn client(draw: &mut Draw) -> ClientId {
    ClientId(draw.number(1..=i64::from(N_FORMER_CLIENTS)))
}
