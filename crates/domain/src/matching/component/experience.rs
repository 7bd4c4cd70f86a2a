//! What a developer has lived through: competencies shown in interviews, scale borne, industries
//! and placements.

use super::{hundred, shared};
use crate::competency::{CompetencyEvidence, N_COMPETENCIES};
use crate::industry::{DeveloperIndustry, Industry};
use crate::matching::model::ScoreModel;
use crate::scale::{ScaleAxis, hundredths_of_decades};

/// Least and most of a calibrated score of a question, in tenths.
const ITEM_TENTHS: (u16, u16) = (10, 50);

/// An estimate of one competency: the scores of its questions, 1 to 5 read as 0 to 100, fading by
/// steps and shrunk to the prior by their number; to the nearest. Each piece of evidence comes with
/// its steps of recency; none when no question was asked.
pub(crate) fn estimate(
    model: &ScoreModel,
    prior: u8,
    evidence: impl Iterator<Item = (u8, CompetencyEvidence)>,
) -> Option<u8> {
    let (mut n_questions, mut weight, mut sum) = (0_u32, 0_u64, 0_u64);
    let (least, most) = ITEM_TENTHS;
    for (step, evidence) in evidence {
        let n = u16::from(evidence.n);
        let above = evidence.sum_tenths.clamp(n * least, n * most) - n * least;
        let pct = u64::from(model.vetting_recency(step));
        n_questions += u32::from(n);
        weight += pct * u64::from(n);
        sum += pct * u64::from(above);
    }
    if n_questions == 0 {
        return None;
    }
    // A tenth of a point is 2.5 of 100: everything is doubled to stay whole.
    let k = u64::from(model.competency_prior_n) * 100;
    let whole = 2 * (weight + k);
    if whole == 0 {
        return Some(prior.min(100));
    }
    let doubled = 5 * sum + 2 * k * u64::from(prior.min(100));
    Some(hundred((doubled + whole / 2) / whole))
}

/// Worth of estimates where each competency has its share; an unknown one takes the prior. None
/// when nothing is asked for or nothing that is asked for is known.
pub(crate) fn architecture(
    shares: [u16; N_COMPETENCIES],
    estimates: [Option<u8>; N_COMPETENCIES],
    prior: u8,
) -> Option<u8> {
    let asked = shares.iter().zip(estimates).filter(|(share, _)| **share > 0);
    let (mut sum, mut any) = (0, false);
    for (share, estimate) in asked {
        any |= estimate.is_some();
        sum += u32::from(*share) * u32::from(estimate.unwrap_or(prior).min(100));
    }
    any.then(|| shared(sum))
}

/// Worth of an amount handled where another is wanted: full when it is reached, then falling with
/// each factor of ten.
pub(crate) fn scale(model: &ScoreModel, axis: ScaleAxis, wanted: u64, handled: u64) -> u8 {
    let logs = (hundredths_of_decades(wanted), hundredths_of_decades(handled));
    scale_by_log(axis.less_is_better(), model.scale_points(axis), logs)
}

/// The same from the logarithms of what is wanted and what was handled.
pub(crate) fn scale_by_log(
    less_is_better: bool,
    points_a_decade: u8,
    (wanted, handled): (u16, u16),
) -> u8 {
    let short = if less_is_better {
        handled.saturating_sub(wanted)
    } else {
        wanted.saturating_sub(handled)
    };
    let lost = u32::from(short) * u32::from(points_a_decade) / 100;
    hundred(100_u32.saturating_sub(lost))
}

/// Worth of years in an industry and, in part, in those near it; none when no industry is known.
pub(crate) fn industry(
    model: &ScoreModel,
    wanted: Industry,
    found: &[DeveloperIndustry],
) -> Option<u8> {
    if found.is_empty() {
        return None;
    }
    let counted = found.iter().map(|worked| {
        let pct = if worked.industry == wanted {
            100
        } else if wanted.adjacent().contains(&worked.industry) {
            u64::from(model.industry_adjacent_pct.min(100))
        } else {
            0
        };
        u64::from(worked.years_tenths) * pct
    });
    let full = u64::from(model.industry_full_tenths.max(1));
    Some(hundred(counted.sum::<u64>() / full))
}

/// Worth of placements that outlived their guarantee among those that could have, shrunk to the
/// mean of the pool; to the nearest. None without any.
pub(crate) fn outcomes(
    model: &ScoreModel,
    mean: u8,
    n_survived: u16,
    n_counted: u16,
) -> Option<u8> {
    if n_counted == 0 {
        return None;
    }
    let k = u32::from(model.outcome_prior_n);
    let whole = u32::from(n_counted) + k;
    let sum = u32::from(n_survived.min(n_counted)) * 100 + k * u32::from(mean.min(100));
    Some(hundred((sum + whole / 2) / whole))
}

/// The mean of the pool: the share of all placements that outlived their guarantee, to the
/// nearest; none when there is nothing to count.
pub(crate) fn outcome_mean(n_survived: u64, n_counted: u64) -> Option<u8> {
    let mean = (n_survived.min(n_counted) * 200 + n_counted).checked_div(n_counted * 2)?;
    Some(hundred(mean))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::competency::Competency;

    fn evidence(n: u8, sum_tenths: u16) -> CompetencyEvidence {
        let held_on = date(2026, 1, 1);
        CompetencyEvidence { competency: Competency::Testing, held_on, sum_tenths, n }
    }

    fn estimated(evidence: &[(u8, CompetencyEvidence)]) -> Option<u8> {
        estimate(&ScoreModel::house(), 40, evidence.iter().copied())
    }

    #[test]
    fn a_competency_is_shrunk_to_the_prior_by_the_number_of_questions() {
        assert_eq!(estimated(&[]), None);
        assert_eq!(estimated(&[(0, evidence(0, 0))]), None);
        // One full answer among two of prior: (100 + 2 * 40) / 3; many leave the prior behind.
        assert_eq!(estimated(&[(0, evidence(1, 50))]), Some(60));
        assert_eq!(estimated(&[(0, evidence(1, 10))]), Some(27));
        assert_eq!(estimated(&[(0, evidence(200, 10_000))]), Some(99));
        assert_eq!(estimated(&[(0, evidence(2, 60))]), Some(45));
    }

    #[test]
    fn old_answers_count_less_and_leave_more_to_the_prior() {
        let full = |step| estimated(&[(step, evidence(4, 200))]);
        assert_eq!([full(0), full(1), full(4), full(255)], [80, 80, 77, 70].map(Some));
        let both = [(0, evidence(2, 100)), (9, evidence(2, 20))];
        assert_eq!(estimated(&both), Some(56));
    }

    #[test]
    fn sums_that_no_answers_can_give_are_taken_as_the_nearest() {
        assert_eq!(estimated(&[(0, evidence(1, 0))]), estimated(&[(0, evidence(1, 10))]));
        assert_eq!(estimated(&[(0, evidence(1, 900))]), estimated(&[(0, evidence(1, 50))]));
    }

    #[test]
    fn architecture_is_the_mean_of_what_is_asked_and_unknown_when_none_of_it_is_known() {
        let shares = [5_000, 3_000, 2_000, 0, 0, 0, 0];
        let known = |estimates| architecture(shares, estimates, 40);
        let all = [Some(80), Some(60), Some(50), Some(1), None, None, None];
        assert_eq!(known(all), Some(68));
        assert_eq!(known([Some(80), None, None, None, None, None, None]), Some(60));
        assert_eq!(known([None, None, None, Some(90), None, None, None]), None);
        assert_eq!(architecture([0; 7], all, 40), None);
    }

    #[test]
    fn scale_is_full_when_reached_and_falls_by_the_factor_of_ten() {
        let model = ScoreModel::house();
        let requests = |handled| scale(&model, ScaleAxis::RequestsPerSecond, 10_000, handled);
        let worth = [1_000_000, 10_000, 9_999, 1_000, 100, 31, 0].map(requests);
        assert_eq!(worth, [100, 100, 100, 60, 20, 0, 0]);
        let latency = |handled| scale(&model, ScaleAxis::LatencyP99Ms, 100, handled);
        assert_eq!([10, 100, 200, 1_000, 2_000].map(latency), [100, 100, 76, 20, 0]);
    }

    #[test]
    fn three_years_are_full_and_near_industries_count_half() {
        let model = ScoreModel::house();
        let worked = |industry, years_tenths| DeveloperIndustry { industry, years_tenths };
        let worth = |found: &[_]| industry(&model, Industry::Fintech, found);
        assert_eq!(worth(&[]), None);
        assert_eq!(worth(&[worked(Industry::Fintech, 29)]), Some(96));
        assert_eq!(worth(&[worked(Industry::Fintech, 30)]), Some(100));
        assert_eq!(worth(&[worked(Industry::Banking, 30)]), Some(50));
        assert_eq!(worth(&[worked(Industry::Banking, 60)]), Some(100));
        assert_eq!(worth(&[worked(Industry::Gaming, 200)]), Some(0));
        let both = [worked(Industry::Fintech, 10), worked(Industry::Insurance, 10)];
        assert_eq!(worth(&both), Some(50));
    }

    #[test]
    fn outcomes_lean_on_the_pool_until_there_are_many() {
        let model = ScoreModel::house();
        let worth = |survived, counted| outcomes(&model, 80, survived, counted);
        assert_eq!(worth(0, 0), None);
        assert_eq!([worth(0, 1), worth(1, 1), worth(2, 2)], [60, 85, 88].map(Some));
        assert_eq!([worth(0, 97), worth(97, 97)], [2, 99].map(Some));
    }

    #[test]
    fn the_mean_of_the_pool_is_to_the_nearest() {
        assert_eq!(outcome_mean(0, 0), None);
        let means = [(0, 3), (1, 3), (2, 3), (3, 3), (1, 8)].map(|(s, n)| outcome_mean(s, n));
        assert_eq!(means, [0, 33, 67, 100, 13].map(Some));
    }
}
