//! What each component is worth, from one fact and one demand. Whole numbers, 0 to 100, rounded
//! once; no pair, no filter and no weight lives here.

pub(crate) mod experience;
pub(crate) mod team;

use serde::{Deserialize, Serialize};

use super::model::ScoreModel;
use crate::developer::{English, Seniority};

/// What came of one stage of vetting, as of the day of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Stage {
    /// Not held yet.
    NotHeld,
    /// Held and failed.
    Failed,
    /// Passed once, no longer valid.
    Expired {
        /// 0 to 100.
        score: u8,
    },
    /// Passed and valid.
    Passed {
        /// 0 to 100.
        score: u8,
        /// Steps of recency since it was held.
        step: u8,
    },
}

/// Least and most of a budget, in US cents a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Where the value of a rate starts to fall; at most `max_cents`.
    pub mid_cents: i64,
    /// The most the client pays the firm; not negative.
    pub max_cents: i64,
}

/// Places of two bands apart.
pub(crate) fn seniority_gap(a: Seniority, b: Seniority) -> u8 {
    band(a).abs_diff(band(b))
}

fn band(seniority: Seniority) -> u8 {
    match seniority {
        Seniority::Entry => 0,
        Seniority::Mid => 1,
        Seniority::Senior => 2,
        Seniority::Staff => 3,
    }
}

/// Worth of a distance between bands.
pub(crate) fn seniority(model: &ScoreModel, wanted: Seniority, found: Seniority) -> u8 {
    let gap = usize::from(seniority_gap(wanted, found));
    model.seniority_gap.get(gap).copied().unwrap_or(0).min(100)
}

/// Worth of English at or above the minimum; nothing below it.
pub(crate) fn english(model: &ScoreModel, min: English, found: English) -> u8 {
    let place = |level| English::ALL.iter().position(|known| *known == level).unwrap_or(0);
    let Some(above) = place(found).checked_sub(place(min)) else {
        return 0;
    };
    let table = &model.english_headroom;
    table.get(above).or(table.last()).copied().unwrap_or(0).min(100)
}

/// Worth of what three stages of vetting came to, each a third; a stage not held takes the prior.
/// None when no stage was held.
pub(crate) fn vetting(model: &ScoreModel, stages: [Stage; 3], prior: u8) -> Option<u8> {
    if stages.iter().all(|stage| *stage == Stage::NotHeld) {
        return None;
    }
    let worth = |stage| match stage {
        Stage::NotHeld => u32::from(prior.min(100)) * 100,
        Stage::Failed => 0,
        Stage::Expired { score } => u32::from(score) * u32::from(model.vetting_expired()),
        Stage::Passed { score, step } => u32::from(score) * u32::from(model.vetting_recency(step)),
    };
    Some(hundred(stages.into_iter().map(worth).sum::<u32>() / 300))
}

/// The least a developer costs the client, in hundredths of a cent a month: floor and margin.
pub(crate) fn cost(model: &ScoreModel, floor_cents: i64) -> i64 {
    floor_cents * (100 + i64::from(model.margin_min_pct))
}

/// The most a proposal may cost, in hundredths of a cent a month.
pub(crate) fn cost_max(model: &ScoreModel, budget: Budget) -> i64 {
    budget.max_cents * (100 + i64::from(model.budget_tolerance_pct))
}

/// Worth of a rate: 100 up to mid-budget, falling to nothing at the most a proposal may cost.
pub(crate) fn rate(model: &ScoreModel, budget: Budget, floor_cents: i64) -> u8 {
    let (cost, most) = (cost(model, floor_cents), cost_max(model, budget));
    let full = budget.mid_cents * 100;
    if cost <= full {
        return 100;
    }
    if cost >= most {
        return 0;
    }
    hundred(100 * (most - cost) / (most - full))
}

/// Worth of the minutes shared beyond the minimum on the worst day.
pub(crate) fn overlap(model: &ScoreModel, min: u16, workday: u16, shared: u16) -> u8 {
    let room = workday.saturating_sub(min).min(model.overlap_full_minutes);
    let beyond = shared.saturating_sub(min);
    if shared < min {
        0
    } else if beyond >= room {
        100
    } else {
        hundred(u32::from(beyond) * 100 / u32::from(room))
    }
}

/// Worth of becoming free a number of days after the start; in time is worth 100.
pub(crate) fn availability(model: &ScoreModel, days_late: i32) -> u8 {
    let fade = i64::from(model.availability_fade_days);
    let late = i64::from(days_late.max(0));
    if late == 0 {
        100
    } else if late >= fade {
        0
    } else {
        hundred(100 * (fade - late) / fade)
    }
}

/// Worth of parts: values, each with its share of [`super::WEIGHT_TOTAL`], to the nearest.
pub(crate) fn shared(sum_of_shares_times_values: u32) -> u8 {
    let total = super::WEIGHT_TOTAL;
    hundred((sum_of_shares_times_values + total / 2) / total)
}

fn hundred<N: TryInto<u8>>(value: N) -> u8 {
    value.try_into().unwrap_or(100).min(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_worth_all_up_to_mid_budget_and_nothing_a_tenth_above_the_most() {
        let model = ScoreModel::house();
        let budget = Budget { mid_cents: 600_000, max_cents: 900_000 };
        // With the margin of a fifth: 5,000 costs 6,000, mid-budget; 8,250 costs 9,900, the most.
        let worth = [500_000, 500_001, 662_500, 824_999, 825_000, 900_000];
        assert_eq!(worth.map(|floor| rate(&model, budget, floor)), [100, 99, 50, 0, 0, 0]);
    }

    #[test]
    fn an_empty_budget_is_worth_nothing_to_anyone_with_a_price() {
        let model = ScoreModel::house();
        let budget = Budget { mid_cents: 0, max_cents: 0 };
        assert_eq!([0, 1].map(|floor| rate(&model, budget, floor)), [100, 0]);
    }

    #[test]
    fn overlap_is_full_at_four_hours_beyond_the_minimum_or_at_the_whole_day() {
        let model = ScoreModel::house();
        let worth = [119, 120, 240, 359, 360, 480].map(|shared| overlap(&model, 120, 480, shared));
        assert_eq!(worth, [0, 0, 50, 99, 100, 100]);
        assert_eq!(overlap(&model, 480, 480, 480), 100);
    }

    #[test]
    fn availability_fades_over_sixty_days() {
        let model = ScoreModel::house();
        let worth = [-30, 0, 1, 30, 59, 60, 400].map(|late| availability(&model, late));
        assert_eq!(worth, [100, 100, 98, 50, 1, 0, 0]);
    }

    #[test]
    fn english_counts_headroom_and_nothing_below_the_minimum() {
        let model = ScoreModel::house();
        let worth = [English::B1, English::B2, English::C1, English::C2];
        assert_eq!(worth.map(|found| english(&model, English::B2, found)), [0, 60, 80, 100]);
        assert_eq!(english(&model, English::A1, English::C2), 100);
    }

    #[test]
    fn seniority_counts_the_distance_either_way() {
        let model = ScoreModel::house();
        let worth = |found| seniority(&model, Seniority::Mid, found);
        assert_eq!(
            [Seniority::Entry, Seniority::Mid, Seniority::Senior, Seniority::Staff].map(worth),
            [60, 100, 60, 20]
        );
    }

    #[test]
    fn vetting_fades_and_a_stage_not_held_takes_the_prior() {
        let model = ScoreModel::house();
        let fresh = Stage::Passed { score: 90, step: 0 };
        let old = Stage::Passed { score: 90, step: 4 };
        assert_eq!(vetting(&model, [Stage::NotHeld; 3], 30), None);
        assert_eq!(vetting(&model, [fresh; 3], 30), Some(90));
        assert_eq!(vetting(&model, [old; 3], 30), Some(72));
        assert_eq!(vetting(&model, [Stage::Expired { score: 90 }; 3], 30), Some(45));
        assert_eq!(vetting(&model, [fresh, Stage::NotHeld, Stage::Failed], 30), Some(40));
    }
}
