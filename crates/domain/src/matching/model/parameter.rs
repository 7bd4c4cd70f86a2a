//! The numbers of a model by name: which there are, in what range, and a new model made from an old
//! one by setting some of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::str::FromStr;

use super::{ScoreModel, StackPart, TeamPart, Weights, WeightsError, largest_remainder};
use crate::developer::{Evidence, Seniority};
use crate::matching::{Component, N_COMPONENTS, WEIGHT_TOTAL};
use crate::role::Importance;
use crate::scale::ScaleAxis;

/// Longest name of a model.
const VERSION_LEN_MAX: usize = 40;
/// Models whose name starts so come with sereno.
const HOUSE: &str = "house";
/// Start of the name of a weight.
const WEIGHT: &str = "weight.";

/// The name of a model: lower-case letters, digits, dots and dashes, a letter first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModelVersion(String);

/// A text that cannot name a model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{given}` cannot name a model: write at most 40 lower-case letters, digits, dots and dashes, a letter first, not starting with `house`"
)]
pub struct VersionError {
    given: String,
}

impl ModelVersion {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ModelVersion {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        let plain = |ch: char| ch.is_ascii_lowercase() || ch.is_ascii_digit() || ".-".contains(ch);
        let right = text.starts_with(|ch: char| ch.is_ascii_lowercase())
            && text.chars().all(plain)
            && text.len() <= VERSION_LEN_MAX
            && !text.starts_with(HOUSE);
        if right { Ok(Self(text.to_owned())) } else { Err(VersionError { given: text.to_owned() }) }
    }
}

/// One number of a model, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Parameter {
    /// What it is called: `weight.rate`, `grace_days`.
    pub name: String,
    /// What it is.
    pub value: u32,
    /// The least it may be.
    pub low: u32,
    /// The most it may be.
    pub high: u32,
}

/// One number to be set, written `weight.rate=700`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// What it is called.
    pub name: String,
    /// What it shall be.
    pub value: u32,
}

/// Why a model cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// Not a name and a number.
    #[error("`{given}` sets nothing: write a name and a whole number like weight.rate=700")]
    Form {
        /// The text.
        given: String,
    },
    /// No such number.
    #[error("a model has no `{given}`: it has\n{choices}")]
    Unknown {
        /// The name.
        given: String,
        /// Every name with its range, one family a line.
        choices: String,
    },
    /// Outside its range.
    #[error("{name} is {value}: choose {low} to {high}")]
    OutOfRange {
        /// The name.
        name: String,
        /// The number.
        value: u32,
        /// The least it may be.
        low: u32,
        /// The most it may be.
        high: u32,
    },
    /// Set more than once.
    #[error("{name} is set twice: set it once")]
    Twice {
        /// The name.
        name: String,
    },
    /// Two numbers are at odds.
    #[error("{first} is {first_value} and {second} is {second_value}: the {rule}")]
    AtOdds {
        /// The first name.
        first: String,
        /// Its number.
        first_value: u32,
        /// The second name.
        second: String,
        /// Its number.
        second_value: u32,
        /// How they must stand to each other.
        rule: &'static str,
    },
    /// No weight is left.
    #[error(transparent)]
    Weights(#[from] WeightsError),
    /// The new model would be the old one.
    #[error("nothing differs from {version}: set a number to something else")]
    Same {
        /// The old model.
        version: String,
    },
}

impl FromStr for Setting {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, SettingError> {
        let wrong = || SettingError::Form { given: text.to_owned() };
        let (name, value) = text.split_once('=').ok_or_else(wrong)?;
        let value = value.trim().parse().map_err(|_| wrong())?;
        Ok(Self { name: name.trim().to_owned(), value })
    }
}

/// Where a number lives in a model.
enum Number<'m> {
    U8(&'m mut u8),
    U16(&'m mut u16),
    U32(&'m mut u32),
}

impl Number<'_> {
    fn get(&self) -> u32 {
        match self {
            Self::U8(number) => u32::from(**number),
            Self::U16(number) => u32::from(**number),
            Self::U32(number) => **number,
        }
    }

    /// Ranges lie within the widths, so that nothing is cut here.
    fn set(&mut self, value: u32) {
        match self {
            Self::U8(number) => **number = u8::try_from(value).unwrap_or(u8::MAX),
            Self::U16(number) => **number = u16::try_from(value).unwrap_or(u16::MAX),
            Self::U32(number) => **number = value,
        }
    }
}

/// A number by name.
struct Slot<'m> {
    name: String,
    low: u32,
    high: u32,
    number: Number<'m>,
}

/// Collects the numbers of a model.
#[derive(Default)]
struct Slots<'m>(Vec<Slot<'m>>);

impl<'m> Slots<'m> {
    fn u8(&mut self, name: &str, low: u32, high: u32, number: &'m mut u8) {
        self.push(name.to_owned(), low, high, Number::U8(number));
    }

    fn u16(&mut self, name: &str, low: u32, high: u32, number: &'m mut u16) {
        self.push(name.to_owned(), low, high, Number::U16(number));
    }

    /// A table of percents or worths, by the words of its places.
    fn table<W: std::fmt::Display>(
        &mut self,
        family: &str,
        words: impl IntoIterator<Item = W>,
        numbers: &'m mut [u8],
    ) {
        for (word, number) in words.into_iter().zip(numbers) {
            self.push(format!("{family}.{word}"), 0, 100, Number::U8(number));
        }
    }

    /// A table of weights, by the words of its places.
    fn weights<W: std::fmt::Display>(
        &mut self,
        family: &str,
        low: u32,
        words: impl IntoIterator<Item = W>,
        numbers: &'m mut [u32],
    ) {
        for (word, number) in words.into_iter().zip(numbers) {
            self.push(format!("{family}.{word}"), low, WEIGHT_TOTAL, Number::U32(number));
        }
    }

    fn push(&mut self, name: String, low: u32, high: u32, number: Number<'m>) {
        self.0.push(Slot { name, low, high, number });
    }
}

/// Every number of a model. Taken apart field by field, so that a new one cannot be forgotten.
fn slots<'m>(model: &'m mut ScoreModel, weights: &'m mut [u32; N_COMPONENTS]) -> Vec<Slot<'m>> {
    let ScoreModel {
        version: _,
        weights: _,
        prior,
        part_weights,
        importance_weights,
        evidence_pct,
        implies_pct,
        related_pct,
        recency_step_days,
        skill_recency_pct,
        vetting_recency_pct,
        grace_days,
        availability_fade_days,
        margin_min_pct,
        budget_tolerance_pct,
        mid_budget_pct,
        hours_a_month,
        workday_starts_minute,
        workday_ends_minute,
        overlap_full_minutes,
        competency_prior_n,
        scale_points_a_decade,
        team_part_weights,
        communication_other,
        methodology_other,
        team_size_points_a_head,
        industry_full_tenths,
        industry_adjacent_pct,
        outcome_prior_n,
        english_headroom,
        seniority_gap,
        seniority_from_tenths,
    } = model;
    let mut slots = Slots::default();
    slots.weights("weight", 0, Component::ALL, weights);
    slots.table("prior", Component::ALL, prior);
    slots.weights("part_weight", 1, StackPart::ALL, part_weights);
    slots.weights("importance_weight", 1, Importance::ALL, importance_weights);
    slots.table("evidence_pct", Evidence::ALL, evidence_pct);
    slots.u8("implies_pct", 0, 100, implies_pct);
    slots.u8("related_pct", 0, 100, related_pct);
    slots.u16("recency_step_days", 1, 3_650, recency_step_days);
    slots.table("skill_recency_pct", 0.., skill_recency_pct);
    slots.table("vetting_recency_pct", 0.., vetting_recency_pct);
    slots.u16("grace_days", 0, 365, grace_days);
    slots.u16("availability_fade_days", 0, 3_650, availability_fade_days);
    slots.u8("margin_min_pct", 0, 200, margin_min_pct);
    slots.u8("budget_tolerance_pct", 0, 100, budget_tolerance_pct);
    slots.u8("mid_budget_pct", 0, 100, mid_budget_pct);
    slots.u16("hours_a_month", 1, 744, hours_a_month);
    slots.u16("workday_starts_minute", 0, 1_440, workday_starts_minute);
    slots.u16("workday_ends_minute", 0, 1_440, workday_ends_minute);
    slots.u16("overlap_full_minutes", 1, 1_440, overlap_full_minutes);
    slots.u8("competency_prior_n", 1, 100, competency_prior_n);
    slots.table("scale_points_a_decade", ScaleAxis::ALL, scale_points_a_decade);
    slots.weights("team_part_weight", 1, TeamPart::ALL, team_part_weights);
    slots.u8("communication_other", 0, 100, communication_other);
    slots.u8("methodology_other", 0, 100, methodology_other);
    slots.u8("team_size_points_a_head", 0, 100, team_size_points_a_head);
    slots.u16("industry_full_tenths", 1, 1_000, industry_full_tenths);
    slots.u8("industry_adjacent_pct", 0, 100, industry_adjacent_pct);
    slots.u8("outcome_prior_n", 1, 100, outcome_prior_n);
    slots.table("english_headroom", 0.., english_headroom);
    slots.table("seniority_gap", 0.., seniority_gap);
    let bands = Seniority::ALL.iter().skip(1);
    for (band, number) in bands.zip(seniority_from_tenths) {
        slots.push(format!("seniority_from_tenths.{band}"), 0, 1_000, Number::U16(number));
    }
    slots.0
}

impl ScoreModel {
    /// Every number by name, in the order of the model.
    pub fn parameters(&self) -> Vec<Parameter> {
        let mut model = self.clone();
        let mut weights = self.weights.all();
        let slots = slots(&mut model, &mut weights);
        let shown = slots.into_iter().map(|Slot { name, low, high, number }| Parameter {
            name,
            value: number.get(),
            low,
            high,
        });
        shown.collect()
    }

    /// A model of another name with some numbers set. Weights that are set stay what they are given
    /// and the others share what is left in proportion; where that cannot be, all are brought to
    /// [`WEIGHT_TOTAL`] in proportion. Rounding is by largest remainder.
    ///
    /// # Errors
    /// [`SettingError`] names the number and its range.
    pub fn with(&self, version: &ModelVersion, settings: &[Setting]) -> Result<Self, SettingError> {
        let mut made = self.clone();
        let mut weights = self.weights.all();
        let mut named = BTreeSet::new();
        let mut slots = slots(&mut made, &mut weights);
        for setting in settings {
            let Setting { name, value } = setting;
            let Some(slot) = slots.iter_mut().find(|slot| slot.name == *name) else {
                let choices = choices(&self.parameters());
                return Err(SettingError::Unknown { given: name.clone(), choices });
            };
            let Slot { low, high, .. } = *slot;
            if !(low..=high).contains(value) {
                return Err(SettingError::OutOfRange {
                    name: name.clone(),
                    value: *value,
                    low,
                    high,
                });
            }
            if !named.insert(name.as_str()) {
                return Err(SettingError::Twice { name: name.clone() });
            }
            slot.number.set(*value);
        }
        made.weights = shared_out(weights, &named)?;
        made.check_orders()?;
        if made == *self {
            return Err(SettingError::Same { version: self.version.clone() });
        }
        version.as_str().clone_into(&mut made.version);
        Ok(made)
    }

    /// What differs from another model: each number by name, there and here.
    pub fn changes_since(&self, other: &Self) -> Vec<ParameterChange> {
        let before: BTreeMap<String, u32> =
            other.parameters().into_iter().map(|known| (known.name, known.value)).collect();
        let differs = self.parameters().into_iter().filter_map(|now| {
            let before = before.get(&now.name).copied();
            let Parameter { name, value: after, .. } = now;
            (before != Some(after)).then_some(ParameterChange { name, before, after })
        });
        differs.collect()
    }

    /// A day ends after it starts, bands rise, and worth falls with age and distance.
    fn check_orders(&self) -> Result<(), SettingError> {
        let pair = |first: String, a: u32, second: String, b: u32, rule| SettingError::AtOdds {
            first,
            first_value: a,
            second,
            second_value: b,
            rule,
        };
        let (starts, ends) = (self.workday_starts_minute, self.workday_ends_minute);
        if ends <= starts {
            let (first, second) = ("workday_starts_minute", "workday_ends_minute");
            let rule = "day must end after it starts";
            return Err(pair(first.into(), starts.into(), second.into(), ends.into(), rule));
        }
        let numbers = self.parameters();
        for (before, after) in numbers.iter().zip(numbers.iter().skip(1)) {
            let same_family =
                |family: &str| [before, after].iter().all(|number| number.name.starts_with(family));
            let falls = ["skill_recency_pct.", "vetting_recency_pct.", "seniority_gap."];
            let rises = ["seniority_from_tenths.", "english_headroom."];
            let rule = if falls.into_iter().any(same_family) && before.value < after.value {
                "later one must not be higher"
            } else if rises.into_iter().any(same_family) && before.value > after.value {
                "later one must not be lower"
            } else {
                continue;
            };
            let (first, second) = (before.name.clone(), after.name.clone());
            return Err(pair(first, before.value, second, after.value, rule));
        }
        Ok(())
    }
}

/// One number that differs between two models.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ParameterChange {
    /// What it is called.
    pub name: String,
    /// What it was; none when the other model has no such number.
    pub before: Option<u32>,
    /// What it is.
    pub after: u32,
}

/// Brings weights of which some were set to their total.
fn shared_out(
    weights: [u32; N_COMPONENTS],
    named: &BTreeSet<&str>,
) -> Result<Weights, WeightsError> {
    let is_set = |component: &Component| named.contains(format!("{WEIGHT}{component}").as_str());
    let part = |set: bool| {
        let of = Component::ALL.iter().zip(weights);
        of.map(|(component, weight)| u64::from(if is_set(component) == set { weight } else { 0 }))
            .collect::<Vec<u64>>()
    };
    let (given, others) = (part(true), part(false));
    let left = u64::from(WEIGHT_TOTAL).checked_sub(given.iter().sum());
    let n_left = left.and_then(|left| u32::try_from(left).ok());
    match n_left {
        Some(left) if others.iter().sum::<u64>() > 0 => {
            let mut all = [0; N_COMPONENTS];
            let shares = largest_remainder(left, &others);
            for ((slot, given), share) in all.iter_mut().zip(given).zip(shares) {
                *slot = u32::try_from(given).unwrap_or(WEIGHT_TOTAL) + share;
            }
            Weights::try_from(all)
        }
        Some(_) | None => Weights::in_proportion(weights),
    }
}

/// Every name with its range, one family a line.
fn choices(parameters: &[Parameter]) -> String {
    let mut text = String::new();
    let mut family = None;
    for parameter in parameters {
        let Parameter { name, low, high, .. } = parameter;
        let (of, word) = match name.split_once('.') {
            Some((of, word)) => (of, Some(word)),
            None => (name.as_str(), None),
        };
        let written = match word {
            Some(word) if family == Some(of) => write!(text, ", {word}"),
            Some(word) => write!(text, "\n{of}.NAME={low} to {high}: {word}"),
            None => write!(text, "\n{name}={low} to {high}"),
        };
        debug_assert!(written.is_ok(), "writing to a string cannot fail");
        family = Some(of);
    }
    text.trim_start().to_owned()
}

#[cfg(test)]
mod tests;
