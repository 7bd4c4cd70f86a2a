//! What made-up contractors bill: the last full months, in order, but for trouble that is planted and
//! labelled. Drawn apart from all else.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::SimulatedDeveloper;
use super::draw::{Draw, Kind};
use super::paid::SimulatedPaid;
use super::papers::SimulatedPapers;
use super::trouble::Trouble;
use crate::clean_text::CleanText;
use crate::compliance::parameter::{ParameterKey, Parameters};
use crate::developer::{Developer, Engagement};
use crate::fee::Fee;
use crate::money::{Money, Per};
use crate::payroll::facts::PayTerms;
use crate::placement::PastPlacement;
use crate::timesheet::Timesheet;

/// Months back that were billed.
const N_MONTHS: i64 = 3;
/// How many of a hundred contractors have something wrong with their bills.
const TROUBLED_PCT: u32 = 3;

/// The last full months a placement took work in, by day.
fn months_billed(running: &PastPlacement, as_of: Date) -> Vec<Date> {
    let months =
        (1..=N_MONTHS).rev().map(|back| as_of.first_of_month().saturating_sub(back.months()));
    months.filter(|month| running.starts_on <= *month).collect()
}

/// Whether the tax office of Chile keeps something back of their fees.
fn keeps_back(developer: &Developer) -> bool {
    developer.country.code() == "CL"
        && developer.engagement == Some(Engagement::ContractorIndividual)
}

/// What is wrong with what a contractor billed; nothing of most.
pub(super) fn trouble(
    seed: u64,
    developer: &Developer,
    running: &PastPlacement,
    as_of: Date,
) -> Option<Trouble> {
    let contractor = matches!(
        developer.engagement,
        Some(Engagement::ContractorIndividual | Engagement::ContractorCompany)
    );
    let no = u32::try_from(developer.developer_id.0).unwrap_or_default();
    let mut draw = Draw::new(seed, Kind::Fees, no);
    let trouble = draw.chance(TROUBLED_PCT).then(|| match draw.number(0..=2_i64) {
        0 => Trouble::FeeMissing,
        1 => Trouble::FeeNumberTwice,
        _ if keeps_back(developer) => Trouble::RetentionWrong,
        _ => Trouble::FeeWrong,
    });
    // What is missing, or there twice, is so only beside others.
    trouble.filter(|_| contractor && months_billed(running, as_of).len() >= 2)
}

/// Adds what a contractor billed for the placement that runs: what its terms make.
pub(super) fn add(
    seed: u64,
    person: &SimulatedDeveloper,
    running: &PastPlacement,
    papers: &mut SimulatedPapers,
    as_of: Date,
) {
    let developer = &person.developer;
    let contractor = matches!(
        developer.engagement,
        Some(Engagement::ContractorIndividual | Engagement::ContractorCompany)
    );
    let paid = papers.pay.placements.last();
    let Some((placement, paid)) = papers.placement.as_mut().filter(|_| contractor).zip(paid) else {
        return;
    };
    let no = u32::try_from(developer.developer_id.0).unwrap_or_default();
    let trouble = trouble(seed, developer, running, as_of);
    let full = months_billed(running, as_of);
    let n_billed = full.len() - usize::from(trouble == Some(Trouble::FeeMissing));
    let last = full.last().copied();
    for month_on in full.into_iter().take(n_billed) {
        let issued_on = month_on.last_of_month();
        let is_last = Some(month_on) == last;
        let sheets = placement.timesheets.iter().chain(&paid.timesheets);
        let Some(amount) = billed(paid, &sheets.collect::<Vec<_>>(), month_on) else { continue };
        let mut fee = Fee {
            number: CleanText::new(&format!("{no}-{}", month_on.strftime("%Y%m"))),
            month_on,
            issued_on,
            amount,
            retained_minor: None,
        };
        if keeps_back(developer) {
            let key = ParameterKey::FeeRetentionBp;
            let rate = Parameters::house().at(Some(developer.country), key, issued_on);
            fee.retained_minor = rate.map(|rate| fee.retention_minor(rate.value));
        }
        match trouble.filter(|_| is_last) {
            Some(Trouble::FeeNumberTwice) => {
                let before = month_on.saturating_sub(1.month());
                fee.number = CleanText::new(&format!("{no}-{}", before.strftime("%Y%m")));
            }
            Some(Trouble::RetentionWrong) => fee.retained_minor = Some(fee.retention_minor(1_000)),
            Some(Trouble::FeeWrong) => fee.amount.amount_minor += 50_000,
            _ => {}
        }
        placement.fees.push(fee);
    }
    papers.planted.extend(trouble);
}

/// What the terms of a full month make of it, by its days where they change; none without terms.
fn billed(paid: &SimulatedPaid, sheets: &[&Timesheet], month_on: Date) -> Option<Money> {
    let mut sum: Option<Money> = None;
    let n_days = i64::from(month_on.days_in_month());
    let days = (0..n_days).map(|after| month_on.saturating_add(after.days()));
    let days: Vec<Date> = days.collect();
    for PayTerms { terms, .. } in &paid.terms {
        let holding = days.iter().filter(|day| terms.hold_on(**day));
        let held: Vec<&Date> = holding.collect();
        let n_held = i64::try_from(held.len()).unwrap_or_default();
        if n_held == 0 {
            continue;
        }
        let pay = terms.pay.money;
        let amount_minor = match terms.pay.per {
            Per::Month => pay.amount_minor * n_held / n_days,
            Per::Year => (pay.amount_minor + 6) / 12 * n_held / n_days,
            Per::Hour => {
                let worked = sheets.iter().flat_map(|sheet| sheet.worked());
                let worked = worked.filter(|(day, _)| held.contains(&day));
                pay.amount_minor * worked.map(|(_, minutes)| i64::from(minutes)).sum::<i64>() / 60
            }
        };
        let before = sum.map_or(0, |sum| sum.amount_minor);
        sum = Some(Money { amount_minor: before + amount_minor, ..pay });
    }
    sum
}
