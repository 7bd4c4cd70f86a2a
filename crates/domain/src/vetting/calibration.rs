//! Calibration: an evaluator who scores higher or lower than the others is corrected for it, the
//! more of their scores there are the nearer to in full.

/// Scores at which half of an evaluator's deviation is believed.
const HALF_BELIEVED_N: i64 = 20;

/// Least and most of a calibrated score of a question, in tenths.
const ITEM_TENTHS: (i64, i64) = (10, 50);

/// Least and most of a calibrated score of a stage.
const STAGE: (i64, i64) = (0, 100);

/// What the scores of one evaluator come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EvaluatorRecord {
    /// How many scores.
    pub n: u32,
    /// Their mean, in hundredths of a point.
    pub mean_hundredths: u32,
}

/// The mean of the scores of all evaluators, in hundredths of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolMean {
    /// In hundredths of a point.
    pub mean_hundredths: u32,
}

/// What is taken off the scores of an evaluator: their deviation in steps so coarse that one more
/// score seldom moves it, since moving it touches everybody they ever interviewed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Calibration {
    /// Off a stage, in whole points of 100; negative for a harsh evaluator.
    pub stage_points: i16,
    /// Off a question, in tenths of a point of 5; negative for a harsh evaluator.
    pub item_tenths: i16,
}

impl Calibration {
    /// That of an evaluator, from their stages and their questions, each beside its pool.
    pub fn of(stages: (EvaluatorRecord, PoolMean), items: (EvaluatorRecord, PoolMean)) -> Self {
        let step = |(record, pool): (EvaluatorRecord, PoolMean), hundredths| {
            let steps = nearest(record.deviation_hundredths(pool), hundredths);
            i16::try_from(steps).unwrap_or_default()
        };
        Self { stage_points: step(stages, 100), item_tenths: step(items, 10) }
    }

    /// A score of a stage, 0 to 100, as the pool would have given it.
    pub fn stage(self, score: u8) -> u8 {
        let (least, most) = STAGE;
        narrow((i64::from(score) - i64::from(self.stage_points)).clamp(least, most))
    }

    /// A score of a question, 1 to 5, as the pool would have given it, in tenths: 10 to 50.
    pub fn item(self, score: u8) -> u8 {
        let (least, most) = ITEM_TENTHS;
        narrow((i64::from(score) * 10 - i64::from(self.item_tenths)).clamp(least, most))
    }
}

impl PoolMean {
    /// The mean of `n` scores that add up to `sum` points.
    pub fn of(n: u64, sum: u64) -> Self {
        let mean = sum.saturating_mul(100) / n.max(1);
        Self { mean_hundredths: u32::try_from(mean).unwrap_or(u32::MAX) }
    }
}

impl EvaluatorRecord {
    /// That of `n` scores which add up to `sum` points.
    pub fn of(n: u32, sum: u64) -> Self {
        Self { n, mean_hundredths: PoolMean::of(u64::from(n), sum).mean_hundredths }
    }

    /// How far the evaluator is believed to be above the pool, in hundredths of a point: the
    /// distance of the means, shrunk by the number of scores, rounded towards nothing.
    pub fn deviation_hundredths(self, pool: PoolMean) -> i64 {
        let distance = i64::from(self.mean_hundredths) - i64::from(pool.mean_hundredths);
        let n = i64::from(self.n);
        distance * n / (n + HALF_BELIEVED_N)
    }

    /// A score of a question, 1 to 5, as the pool would have given it, in tenths: 10 to 50.
    pub fn item_tenths(self, pool: PoolMean, score: u8) -> u8 {
        let hundredths = i64::from(score) * 100 - self.deviation_hundredths(pool);
        let (least, most) = ITEM_TENTHS;
        narrow(nearest(hundredths, 10).clamp(least, most))
    }

    /// A score of a stage, 0 to 100, as the pool would have given it.
    pub fn stage(self, pool: PoolMean, score: u8) -> u8 {
        let hundredths = i64::from(score) * 100 - self.deviation_hundredths(pool);
        let (least, most) = STAGE;
        narrow(nearest(hundredths, 100).clamp(least, most))
    }
}

/// To the nearest whole of `unit`, halves up.
fn nearest(hundredths: i64, unit: i64) -> i64 {
    (hundredths + unit / 2).div_euclid(unit)
}

fn narrow(score: i64) -> u8 {
    u8::try_from(score).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const POOL: PoolMean = PoolMean { mean_hundredths: 350 };

    fn record(n: u32, mean_hundredths: u32) -> EvaluatorRecord {
        EvaluatorRecord { n, mean_hundredths }
    }

    #[test]
    fn half_a_deviation_is_believed_at_twenty_scores_and_nothing_at_none() {
        let deviations = [0, 20, 180, 1_000_000].map(|n| record(n, 450).deviation_hundredths(POOL));
        assert_eq!(deviations, [0, 50, 90, 99]);
        assert_eq!(record(20, 250).deviation_hundredths(POOL), -50);
    }

    #[test]
    fn a_harsh_evaluators_three_is_more_than_a_mild_ones() {
        assert_eq!(record(20, 250).item_tenths(POOL, 3), 35);
        assert_eq!(record(20, 350).item_tenths(POOL, 3), 30);
        assert_eq!(record(20, 450).item_tenths(POOL, 3), 25);
    }

    #[test]
    fn scores_stay_on_their_scale() {
        assert_eq!(record(1_000, 150).item_tenths(POOL, 5), 50);
        assert_eq!(record(1_000, 500).item_tenths(POOL, 1), 10);
        let pool = PoolMean { mean_hundredths: 8_000 };
        assert_eq!(record(1_000, 2_000).stage(pool, 90), 100);
        assert_eq!(record(20, 9_000).stage(pool, 82), 77);
        assert_eq!(record(1_000, 9_900).stage(pool, 3), 0);
    }

    #[test]
    fn a_calibration_moves_in_steps_and_not_with_every_score() {
        let stages = |n, sum| (EvaluatorRecord::of(n, sum), PoolMean { mean_hundredths: 8_000 });
        let items = |n, sum| (EvaluatorRecord::of(n, sum), POOL);
        let harsh = Calibration::of(stages(60, 60 * 70), items(180, 180 * 3));
        assert_eq!(harsh, Calibration { stage_points: -7, item_tenths: -4 });
        assert_eq!(Calibration::of(stages(61, 60 * 70 + 80), items(181, 180 * 3 + 5)), harsh);
        assert_eq!(
            (harsh.stage(80), harsh.stage(98), harsh.item(3), harsh.item(5)),
            (87, 100, 34, 50)
        );
        assert_eq!(Calibration::of(stages(0, 0), items(0, 0)), Calibration::default());
    }

    proptest! {
        #[test]
        fn a_higher_score_of_the_same_evaluator_never_comes_out_lower(
            n in 0_u32..10_000, mean in 100_u32..=500, pool in 100_u32..=500, score in 1_u8..5,
        ) {
            let pool = PoolMean { mean_hundredths: pool };
            let record = record(n, mean);
            prop_assert!(record.item_tenths(pool, score) <= record.item_tenths(pool, score + 1));
            prop_assert!(record.stage(pool, score) <= record.stage(pool, score + 1));
        }
    }
}
