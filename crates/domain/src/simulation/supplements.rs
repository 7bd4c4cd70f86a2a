//! What made-up employees are paid beside their pay: in order, but for trouble that is planted and
//! labelled. Drawn apart from all else.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::draw::{Draw, Kind};
use super::papers::SimulatedPapers;
use super::trouble::Trouble;
use crate::compliance::parameter::{ParameterKey, Parameters};
use crate::country::Country;
use crate::developer::{Developer, Engagement};
use crate::placement::PastPlacement;
use crate::placement_health::monday_of;
use crate::supplement::{Supplement, SupplementKind};

/// How many of a hundred employees have an instalment in no payment.
const UNPAID_PCT: u32 = 10;
/// How many of a hundred weeks that are too long have no premium.
const NO_PREMIUM_PCT: u32 = 50;
/// Days around the day for which instalments are written down.
const INSTALMENT_DAYS: [i64; 2] = [-60, 10];

/// Adds what an employee is paid beside the pay of the placement that runs.
pub(super) fn add(
    seed: u64,
    developer: &Developer,
    running: &PastPlacement,
    papers: &mut SimulatedPapers,
    as_of: Date,
) {
    let employed = developer.engagement == Some(Engagement::EmployerOfRecord);
    let Some(placement) = papers.placement.as_mut().filter(|_| employed) else { return };
    let no = u32::try_from(developer.developer_id.0).unwrap_or_default();
    let mut draw = Draw::new(seed, Kind::Supplements, no);
    let unpaid = draw.chance(UNPAID_PCT);
    let no_premium = draw.chance(NO_PREMIUM_PCT);
    let asked = |due: &Date| running.starts_on <= due.saturating_sub(15.days());
    for day in instalments(developer.country, as_of).into_iter().filter(asked) {
        if unpaid {
            papers.planted.push(Trouble::InstalmentMissing);
        } else {
            let kind = SupplementKind::Thirteenth;
            placement.supplements.push(Supplement { kind, day, premium_bp: None });
        }
    }
    if !papers.planted.contains(&Trouble::HoursOverLimit) {
        return;
    }
    if no_premium {
        papers.planted.push(Trouble::PremiumMissing);
        return;
    }
    for week in &placement.timesheets {
        let day = monday_of(week.from);
        let key = ParameterKey::OvertimePremiumBp;
        let law = Parameters::house().at(Some(developer.country), key, day);
        let premium_bp = law.and_then(|row| u32::try_from(row.value).ok());
        let kind = SupplementKind::Overtime;
        placement.supplements.push(Supplement { kind, day, premium_bp });
    }
}

/// The days around a day by which instalments are due in a country.
fn instalments(country: Country, as_of: Date) -> Vec<Date> {
    let [back, ahead] = INSTALMENT_DAYS.map(|days| as_of.saturating_add(days.days()));
    let keys = [ParameterKey::ThirteenthFirstDay, ParameterKey::ThirteenthLastDay];
    let rows = keys.iter().filter_map(|key| Parameters::house().at(Some(country), *key, as_of));
    let days = rows.filter_map(|row| row.day_in(as_of.year()));
    days.filter(|day| back <= *day && *day <= ahead).collect()
}
