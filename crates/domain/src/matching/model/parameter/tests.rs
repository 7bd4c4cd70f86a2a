//! What can be set of a model, and what comes of it.

use proptest::prelude::*;

use super::*;

fn made(settings: &[&str]) -> Result<ScoreModel, String> {
    let version = "firm-1".parse().unwrap();
    let settings: Result<Vec<Setting>, _> =
        settings.iter().map(|text| text.parse::<Setting>()).collect();
    let settings = settings.map_err(|error| error.to_string())?;
    ScoreModel::house().with(&version, &settings).map_err(|error| error.to_string())
}

fn refused(settings: &[&str], words: &str) {
    let error = made(settings).unwrap_err();
    assert!(error.contains(words), "{error}");
}

#[test]
fn a_weight_that_is_set_stays_and_the_others_give_way() {
    let model = made(&["weight.rate=3000"]).unwrap();
    assert_eq!(model.weights.of(Component::Rate), 3_000);
    assert_eq!(model.weights.all().iter().sum::<u32>(), WEIGHT_TOTAL);
    let house = ScoreModel::house().weights;
    for component in Component::ALL.iter().filter(|known| **known != Component::Rate) {
        assert!(model.weights.of(*component) < house.of(*component), "{component}");
    }
    assert_eq!(model.version, "firm-1");
}

#[test]
fn weights_that_cannot_stay_are_all_scaled() {
    let all: Vec<String> =
        Component::ALL.iter().map(|component| format!("weight.{component}=10")).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let model = made(&all).unwrap();
    let weights = model.weights.all();
    assert_eq!(weights.iter().sum::<u32>(), WEIGHT_TOTAL);
    assert!(weights.iter().max().unwrap() - weights.iter().min().unwrap() <= 1);
    let model = made(&["weight.rate=10000", "weight.overlap=10000"]).unwrap();
    assert!(model.weights.of(Component::Rate) < 5_000);
}

#[test]
fn what_is_wrong_is_named_with_its_range() {
    refused(&["weight.rate"], "`weight.rate` sets nothing: write a name and a whole number");
    refused(&["weight.rate=-1"], "sets nothing");
    refused(&["weight.rate=10001"], "weight.rate is 10001: choose 0 to 10000");
    refused(&["grace_days=366"], "grace_days is 366: choose 0 to 365");
    refused(&["grace_days=1", "grace_days=2"], "grace_days is set twice");
    refused(&["weight.rat=1"], "a model has no `weight.rat`: it has\nweight.NAME=0 to 10000: ");
    refused(&["weight.rat=1"], "\ngrace_days=0 to 365\n");
    refused(&["grace_days=14"], "nothing differs from house-");
    refused(&["workday_ends_minute=480"], "the day must end after it starts");
    refused(&["skill_recency_pct.4=96"], "skill_recency_pct.3 is 90 and skill_recency_pct.4");
    refused(&["seniority_from_tenths.mid=51"], "the later one must not be lower");
}

#[test]
fn a_model_has_a_plain_name_that_is_not_the_houses() {
    for right in ["firm-1", "q4.2026", "a"] {
        assert_eq!(right.parse::<ModelVersion>().unwrap().as_str(), right);
    }
    for wrong in ["", "1st", "Firm", "house-9", "a b", &"a".repeat(41)] {
        assert!(wrong.parse::<ModelVersion>().is_err(), "{wrong}");
    }
}

#[test]
fn what_was_changed_is_told_by_name() {
    let house = ScoreModel::house();
    let model = made(&["grace_days=30", "implies_pct=80"]).unwrap();
    let changes = model.changes_since(&house);
    let told: Vec<(&str, Option<u32>, u32)> =
        changes.iter().map(|change| (change.name.as_str(), change.before, change.after)).collect();
    assert_eq!(told, [("implies_pct", Some(90), 80), ("grace_days", Some(14), 30)]);
}

#[test]
fn the_house_keeps_its_own_rules() {
    let house = ScoreModel::house();
    assert_eq!(house.check_orders(), Ok(()));
    for Parameter { name, value, low, high } in house.parameters() {
        assert!((low..=high).contains(&value), "{name}");
    }
}

proptest! {
    #[test]
    fn any_number_in_its_range_makes_a_model_or_is_refused_in_words(
        at in 0_usize..200,
        share in 0_u32..=1_000,
    ) {
        let numbers = ScoreModel::house().parameters();
        let number = &numbers[at % numbers.len()];
        let value = number.low + (number.high - number.low) * share / 1_000;
        let text = format!("{}={value}", number.name);
        match made(&[&text]) {
            Ok(model) => {
                prop_assert_eq!(model.weights.all().iter().sum::<u32>(), WEIGHT_TOTAL);
                let set = model.parameters().into_iter().find(|known| known.name == number.name);
                let all_of_it = number.name.starts_with(WEIGHT);
                prop_assert!(all_of_it || set.unwrap().value == value);
                let json = serde_json::to_string(&model).unwrap();
                prop_assert_eq!(serde_json::from_str::<ScoreModel>(&json).unwrap(), model);
            }
            Err(error) => prop_assert!(error.contains(&number.name) || error.contains("nothing differs")),
        }
    }
}
