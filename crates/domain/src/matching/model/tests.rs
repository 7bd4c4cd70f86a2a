//! The numbers of the house, and what may be done with weights.

use proptest::prelude::*;

use super::*;

#[test]
fn the_weights_of_the_house_add_up_and_keep_their_order() {
    let weights = ScoreModel::house().weights;
    assert_eq!(weights.all().iter().sum::<u32>(), WEIGHT_TOTAL);
    assert_eq!(weights.all(), [2400, 1500, 1200, 1200, 800, 700, 600, 500, 500, 300, 300]);
    assert_eq!(weights.of(Component::Availability), 300);
}

#[test]
fn availability_overlap_and_price_together_weigh_less_than_skill() {
    let weights = ScoreModel::house().weights;
    let convenience = [Component::Availability, Component::Overlap, Component::Rate];
    let sum: u32 = convenience.into_iter().map(|component| weights.of(component)).sum();
    assert!(2 * weights.of(Component::Availability) < weights.of(Component::TechStack));
    assert!(sum < weights.of(Component::TechStack));
}

#[test]
fn weights_that_do_not_add_up_are_refused() {
    let error = Weights::try_from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]).unwrap_err();
    assert_eq!(error.to_string(), "the weights add up to 66 basis points: make it exactly 10000");
    assert_eq!(Weights::in_proportion([0; N_COMPONENTS]), Err(WeightsError::Zero));
}

#[test]
fn a_model_survives_being_stored() {
    let model = ScoreModel::house();
    let json = serde_json::to_string(&model).unwrap();
    assert_eq!(serde_json::from_str::<ScoreModel>(&json).unwrap(), model);
    let broken = json.replace("2400", "2401");
    assert!(serde_json::from_str::<ScoreModel>(&broken).is_err());
}

#[test]
fn skills_fade_in_half_yearly_steps_down_to_half() {
    let model = ScoreModel::house();
    let value = |days| model.skill_recency(model.recency_step(days));
    assert_eq!(
        [value(-5), value(0), value(365), value(366), value(9_999)],
        [100, 100, 100, 95, 50]
    );
}

#[test]
fn a_band_is_estimated_from_years_on_both_sides_of_each_edge() {
    let model = ScoreModel::house();
    let bands = [0, 19, 20, 49, 50, 99, 100].map(|years| model.seniority_from(years).name());
    assert_eq!(bands, ["entry", "entry", "mid", "mid", "senior", "senior", "staff"]);
}

proptest! {
    #[test]
    fn shares_add_up_and_are_off_by_less_than_one(
        parts in prop::collection::vec(0_u64..1_000_000, 1..20),
        total in 1_u32..100_000,
    ) {
        let shares = largest_remainder(total, &parts);
        let sum: u64 = parts.iter().sum();
        prop_assume!(sum > 0);
        prop_assert_eq!(shares.iter().sum::<u32>(), total);
        for (part, share) in parts.iter().zip(&shares) {
            let exact = u128::from(*part) * u128::from(total);
            let given = u128::from(*share) * u128::from(sum);
            prop_assert!(given.abs_diff(exact) < u128::from(sum));
        }
    }
}
