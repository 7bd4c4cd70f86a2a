//! What made-up contractors bill: the last full months, in order, but for trouble that is planted and
//! labelled. Drawn apart from all else.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::SimulatedDeveloper;
use super::draw::{Draw, Kind};
use super::papers::SimulatedPapers;
use super::trouble::Trouble;
use crate::clean_text::CleanText;
use crate::compliance::parameter::{ParameterKey, Parameters};
use crate::developer::Engagement;
use crate::fee::Fee;
use crate::placement::PastPlacement;

/// Months back that were billed.
const N_MONTHS: i64 = 3;
/// How many of a hundred contractors have something wrong with their bills.
const TROUBLED_PCT: u32 = 3;

/// Adds what a contractor billed for the placement that runs.
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
    let Some(placement) = papers.placement.as_mut().filter(|_| contractor) else { return };
    let no = u32::try_from(developer.developer_id.0).unwrap_or_default();
    let mut draw = Draw::new(seed, Kind::Fees, no);
    let months =
        (1..=N_MONTHS).rev().map(|back| as_of.first_of_month().saturating_sub(back.months()));
    let full: Vec<Date> = months.filter(|month| running.starts_on <= *month).collect();
    let keeps_back = developer.country.code() == "CL"
        && developer.engagement == Some(Engagement::ContractorIndividual);
    let trouble = draw.chance(TROUBLED_PCT).then(|| match draw.number(0..=2_i64) {
        0 => Trouble::FeeMissing,
        1 => Trouble::FeeNumberTwice,
        _ if keeps_back => Trouble::RetentionWrong,
        _ => Trouble::FeeWrong,
    });
    // What is missing, or there twice, is so only beside others.
    let trouble = trouble.filter(|_| full.len() >= 2);
    let n_billed = full.len() - usize::from(trouble == Some(Trouble::FeeMissing));
    let last = full.last().copied();
    for month_on in full.into_iter().take(n_billed) {
        let issued_on = month_on.last_of_month();
        let is_last = Some(month_on) == last;
        let mut fee = Fee {
            number: CleanText::new(&format!("{no}-{}", month_on.strftime("%Y%m"))),
            month_on,
            issued_on,
            amount: placement.terms.pay.money,
            retained_minor: None,
        };
        if keeps_back {
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
