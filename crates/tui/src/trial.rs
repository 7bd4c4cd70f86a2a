//! A role tried with other limits and weights: what is set, and how keys change it. Small enough to be
//! a part of a screen's name, so that going back in the screens takes a change back.

use std::fmt;
use std::str::FromStr;

use sereno_domain::developer::{English, Seniority};
use sereno_domain::matching::setting::Setting;
use sereno_domain::matching::what_if::WhatIf;
use sereno_domain::matching::{Component, N_COMPONENTS, WEIGHT_TOTAL};
use sereno_domain::vetting::VettingRequired;

/// Minutes of one step of the hours shared.
const OVERLAP_STEP: i64 = 30;
/// Percent of one step of the budget.
const BUDGET_STEP: i64 = 5;
/// Least and most percent of the budget.
const BUDGET_PCT: (i64, i64) = (-90, 200);
/// Hours of one step.
const HOURS_STEP: i64 = 5;
/// Basis points of one step of a weight.
const WEIGHT_STEP: i64 = 100;

/// Something that can be turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Knob {
    /// Least English.
    English,
    /// Minutes to share on the worst day.
    Overlap,
    /// The budget, moved by percent.
    Budget,
    /// Hours a week.
    Hours,
    /// Vetting a proposal needs.
    Vetting,
    /// Band wanted.
    Seniority,
    /// Every country or those of the role.
    Countries,
    /// Every way of engagement or those of the role.
    Engagement,
    /// Weight of a component.
    Weight(Component),
}

/// The limits, in the order they are shown.
pub(crate) const LIMITS: [Knob; 8] = [
    Knob::English,
    Knob::Overlap,
    Knob::Budget,
    Knob::Hours,
    Knob::Vetting,
    Knob::Seniority,
    Knob::Countries,
    Knob::Engagement,
];

/// What is set; what is not stays as the role has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Trial {
    english: Option<English>,
    overlap: Option<u16>,
    budget_pct: Option<i32>,
    hours: Option<u8>,
    vetting: Option<VettingRequired>,
    seniority: Option<Seniority>,
    any_country: bool,
    any_engagement: bool,
    weights: [Option<u32>; N_COMPONENTS],
}

impl Trial {
    /// The role as it is.
    pub(crate) const NONE: Self = Self {
        english: None,
        overlap: None,
        budget_pct: None,
        hours: None,
        vetting: None,
        seniority: None,
        any_country: false,
        any_engagement: false,
        weights: [None; N_COMPONENTS],
    };

    /// The same as the command line takes it.
    pub fn settings(&self) -> Vec<Setting> {
        let limits = [
            self.english.map(Setting::English),
            self.overlap.map(Setting::Overlap),
            self.budget_pct.map(Setting::BudgetPct),
            self.hours.map(Setting::Hours),
            self.vetting.map(Setting::Vetting),
            self.seniority.map(Setting::Seniority),
            self.any_country.then_some(Setting::CountriesAny),
            self.any_engagement.then_some(Setting::EngagementAny),
        ];
        let weights = Component::ALL.iter().zip(self.weights);
        let weights = weights.map(|(component, weight)| Some(Setting::Weight(*component, weight?)));
        limits.into_iter().chain(weights).flatten().collect()
    }

    /// Takes one setting in; false when it is none that keys can change.
    fn take(&mut self, setting: &Setting) -> bool {
        match setting {
            Setting::English(level) => self.english = Some(*level),
            Setting::Overlap(minutes) => self.overlap = Some(*minutes),
            Setting::BudgetPct(pct) => self.budget_pct = Some(*pct),
            Setting::Hours(hours) => self.hours = Some(*hours),
            Setting::Vetting(required) => self.vetting = Some(*required),
            Setting::Seniority(band) => self.seniority = Some(*band),
            Setting::CountriesAny => self.any_country = true,
            Setting::EngagementAny => self.any_engagement = true,
            Setting::Weight(component, weight) => self.set_weight(*component, Some(*weight)),
            Setting::BudgetUsd(_)
            | Setting::BudgetAny
            | Setting::Start(_)
            | Setting::RegimeDropped(_)
            | Setting::SkillDropped(_)
            | Setting::SkillImportance(..)
            | Setting::MustLevel(..) => return false,
        }
        true
    }

    /// True when nothing is set.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// True when a knob is turned.
    pub(crate) fn is_set(&self, knob: Knob) -> bool {
        let mut without = *self;
        without.reset(knob);
        without != *self
    }

    /// Puts a knob back to what the role has.
    pub(crate) fn reset(&mut self, knob: Knob) {
        match knob {
            Knob::English => self.english = None,
            Knob::Overlap => self.overlap = None,
            Knob::Budget => self.budget_pct = None,
            Knob::Hours => self.hours = None,
            Knob::Vetting => self.vetting = None,
            Knob::Seniority => self.seniority = None,
            Knob::Countries => self.any_country = false,
            Knob::Engagement => self.any_engagement = false,
            Knob::Weight(component) => self.set_weight(component, None),
        }
    }

    fn set_weight(&mut self, component: Component, weight: Option<u32>) {
        let place = Component::ALL.iter().position(|known| *known == component);
        if let Some(slot) = place.and_then(|place| self.weights.get_mut(place)) {
            *slot = weight;
        }
    }

    /// Turns a knob by steps from where it stands; what the role has is `now`. None when it cannot be
    /// turned any further.
    pub(crate) fn turned(mut self, knob: Knob, by: i64, now: &WhatIf) -> Option<Self> {
        let before = self;
        let limits = &now.limits_before;
        match knob {
            Knob::English => {
                let at = self.english.unwrap_or(limits.english);
                self.english = unless(shifted(English::ALL, at, by), limits.english);
            }
            Knob::Overlap => {
                let at = i64::from(self.overlap.unwrap_or(limits.overlap));
                let minutes = small((at + by * OVERLAP_STEP).clamp(0, 1_440));
                self.overlap = unless(minutes, limits.overlap);
            }
            Knob::Budget => {
                limits.budget_usd?;
                let at = i64::from(self.budget_pct.unwrap_or(0));
                let pct = (at + by * BUDGET_STEP).clamp(BUDGET_PCT.0, BUDGET_PCT.1);
                self.budget_pct = unless(small(pct), 0);
            }
            Knob::Hours => {
                let at = i64::from(self.hours.unwrap_or(limits.hours));
                let hours = small((at + by * HOURS_STEP).clamp(1, 80));
                self.hours = unless(hours, limits.hours);
            }
            Knob::Vetting => {
                let at = self.vetting.unwrap_or(limits.vetting);
                let required = shifted(VettingRequired::ALL, at, by);
                self.vetting = unless(required, limits.vetting);
            }
            Knob::Seniority => {
                let at = self.seniority.unwrap_or(limits.seniority);
                self.seniority = unless(shifted(Seniority::ALL, at, by), limits.seniority);
            }
            Knob::Countries => self.any_country = by > 0 && !limits.any_country,
            Knob::Engagement => self.any_engagement = by > 0 && !limits.any_engagement,
            Knob::Weight(component) => {
                let at = i64::from(weight_of(&now.weights_after, component));
                let weight = small((at + by * WEIGHT_STEP).clamp(0, i64::from(WEIGHT_TOTAL)));
                self.set_weight(component, Some(weight));
                let set = self.weights.iter().flatten();
                let sum: u64 = set.clone().map(|weight| u64::from(*weight)).sum();
                let all_set = set.count() == N_COMPONENTS;
                if sum > u64::from(WEIGHT_TOTAL) || (all_set && sum != u64::from(WEIGHT_TOTAL)) {
                    return None;
                }
            }
        }
        (self != before).then_some(self)
    }
}

/// A weight of a list in the order of the components.
pub(crate) fn weight_of(weights: &[u32; N_COMPONENTS], component: Component) -> u32 {
    let found = Component::ALL.iter().zip(weights).find(|(known, _)| **known == component);
    found.map_or(0, |(_, weight)| *weight)
}

/// Some places further in a list of words, held at its ends.
fn shifted<T: Copy + PartialEq>(all: &[T], at: T, by: i64) -> T {
    let place = all.iter().position(|word| *word == at).unwrap_or(0);
    let last = i64::try_from(all.len()).unwrap_or(1).saturating_sub(1);
    let place = i64::try_from(place).unwrap_or(0).saturating_add(by).clamp(0, last);
    all.get(usize::try_from(place).unwrap_or(0)).copied().unwrap_or(at)
}

/// None for what the role has anyway.
fn unless<T: Copy + PartialEq>(set: T, has: T) -> Option<T> {
    (set != has).then_some(set)
}

fn small<T: TryFrom<i64> + Default>(value: i64) -> T {
    T::try_from(value).unwrap_or_default()
}

impl fmt::Display for Trial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings: Vec<String> = self.settings().iter().map(ToString::to_string).collect();
        f.write_str(&settings.join(","))
    }
}

impl FromStr for Trial {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut trial = Self::default();
        for part in text.split(',').filter(|part| !part.is_empty()) {
            let setting = part.parse().map_err(|_| ())?;
            if !trial.take(&setting) {
                return Err(());
            }
        }
        Ok(trial)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use sereno_domain::matching::what_if::Limits;

    use super::*;

    /// A role as it is.
    pub(crate) fn as_it_is() -> WhatIf {
        let limits = Limits {
            english: English::B2,
            overlap: 240,
            budget_usd: Some(9_000),
            hours: 40,
            vetting: VettingRequired::All,
            seniority: Seniority::Senior,
            any_country: true,
            any_engagement: false,
        };
        let weights = [2_400, 1_500, 1_200, 1_200, 800, 700, 600, 500, 500, 300, 300];
        WhatIf {
            settings: vec![],
            weights_before: weights,
            weights_after: weights,
            limits_before: limits,
            limits_after: limits,
            n_qualified_before: 0,
            n_qualified_after: 0,
            before: vec![],
            after: vec![],
        }
    }

    fn turned(trial: &str, knob: Knob, by: i64) -> Option<String> {
        let trial: Trial = trial.parse().unwrap();
        trial.turned(knob, by, &as_it_is()).map(|trial| trial.to_string())
    }

    #[test]
    fn a_knob_turned_back_is_not_set() {
        assert_eq!(turned("", Knob::English, -1).as_deref(), Some("english=B1"));
        assert_eq!(turned("english=B1", Knob::English, 1).as_deref(), Some(""));
        assert_eq!(turned("", Knob::Overlap, -2).as_deref(), Some("overlap=180"));
        assert_eq!(turned("budget=+5%", Knob::Budget, -1).as_deref(), Some(""));
        assert_eq!(turned("", Knob::Engagement, 1).as_deref(), Some("engagement=any"));
    }

    #[test]
    fn a_knob_stops_at_its_end() {
        assert_eq!(turned("english=C2", Knob::English, 1), None);
        assert_eq!(turned("", Knob::Seniority, 9).as_deref(), Some("seniority=staff"));
        assert_eq!(turned("", Knob::Vetting, 1), None);
        assert_eq!(turned("", Knob::Countries, 1), None, "every country is accepted already");
        assert_eq!(turned("", Knob::Hours, 100).as_deref(), Some("hours=80"));
    }

    #[test]
    fn weights_leave_room_for_the_others() {
        let rate = Knob::Weight(Component::Rate);
        assert_eq!(turned("", rate, 1).as_deref(), Some("weight.rate=700"));
        assert_eq!(turned("weight.tech_stack=9500", rate, 1), None);
        let mut trial: Trial = "weight.rate=700,hours=30".parse().unwrap();
        assert!(trial.is_set(rate) && !trial.is_set(Knob::English));
        trial.reset(rate);
        trial.reset(Knob::Hours);
        assert!(trial.is_empty());
    }

    #[test]
    fn what_keys_cannot_set_is_not_read() {
        for text in ["must.kafka=drop", "budget=any", "colour=red", "english=Z9"] {
            assert!(text.parse::<Trial>().is_err(), "{text}");
        }
    }
}
