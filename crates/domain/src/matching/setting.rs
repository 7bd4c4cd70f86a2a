//! What can be set on a role to see what would come of it: one weight, one limit, one must-have.
//! The written form, `english=B1`, is the one people type, read back and paste.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::case::Case;
use super::component::Budget;
use super::frozen::build::demand::share_out;
use super::frozen::{CENTS_MAX, DemandSkill, Frozen, Head};
use super::model::{StackPart, Weights, largest_remainder};
use super::overlap::{Schedule, days_between};
use super::{Component, Filter, N_COMPONENTS, WEIGHT_TOTAL};
use crate::developer::{English, Seniority};
use crate::id::RoleId;
use crate::regime::Regime;
use crate::role::Importance;
use crate::vetting::VettingRequired;
use crate::vocabulary::UnknownWord;

/// Percent a budget can be moved by at most, down and up.
const BUDGET_PCT: std::ops::RangeInclusive<i32> = -90..=900;

/// Highest level of a skill.
const LEVEL_MAX: u8 = 5;

/// One thing that can be set on a role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Setting {
    /// Least English: `english=B1`.
    English(English),
    /// Minutes to share on the worst day: `overlap=120`.
    Overlap(u16),
    /// Budget moved by a percentage: `budget=+10%`.
    BudgetPct(i32),
    /// Most the client pays, in whole US dollars a month: `budget=6500`.
    BudgetUsd(u32),
    /// No budget: `budget=any`.
    BudgetAny,
    /// First day of the contract: `start=2026-09-01`.
    Start(Date),
    /// Hours a week: `hours=30`.
    Hours(u8),
    /// Vetting a proposal needs: `vetting=technical`.
    Vetting(VettingRequired),
    /// Band wanted: `seniority=mid`.
    Seniority(Seniority),
    /// Any country: `countries=any`.
    CountriesAny,
    /// Any way of engagement: `engagement=any`.
    EngagementAny,
    /// A regime the role is no longer bound by: `regime.gdpr=drop`.
    RegimeDropped(Regime),
    /// A skill is no longer asked for: `must.kafka=drop`.
    SkillDropped(String),
    /// A skill is wanted so much: `must.kafka=should`.
    SkillImportance(String, Importance),
    /// A must-have at another level, or one more of them: `must.kafka=3`.
    MustLevel(String, u8),
    /// Weight of a component in basis points; those not set share the rest: `weight.rate=300`.
    Weight(Component, u32),
}

/// What can be set, as the errors and the help list it.
pub const SETTINGS: &[&str] = &[
    "english=B1",
    "overlap=120",
    "budget=+10% (or dollars a month, or any)",
    "start=2026-09-01",
    "hours=30",
    "vetting=none|technical|all",
    "seniority=entry|mid|senior|staff",
    "countries=any",
    "engagement=any",
    "regime.REGIME=drop",
    "must.SKILL=LEVEL|should|nice|drop",
    "weight.COMPONENT=BASIS POINTS",
];

/// A text that sets nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// No `=`, or a name nobody knows.
    #[error("`{given}` cannot be set: write one of\n  {}", SETTINGS.join("\n  "))]
    Unknown {
        /// The text as it was given.
        given: String,
    },
    /// A known name with a value it cannot have.
    #[error("`{given}` has no usable value: write it like {example}")]
    Value {
        /// The text as it was given.
        given: String,
        /// How it is written.
        example: &'static str,
    },
    /// A word outside a vocabulary.
    #[error(transparent)]
    Word(#[from] UnknownWord),
    /// A skill nobody has heard of.
    #[error("`{skill}` is no skill of this night: the role asks for {asked}")]
    Skill {
        /// The slug as it was given.
        skill: String,
        /// Skills the role asks for.
        asked: String,
    },
    /// Weights that leave no room, or nothing to share it.
    #[error(
        "the weights that are set come to {sum} basis points: the others share what is left of 10000, so set less, or all of them to exactly 10000"
    )]
    Weights {
        /// What they add up to.
        sum: u64,
    },
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::English(level) => write!(f, "english={level}"),
            Self::Overlap(minutes) => write!(f, "overlap={minutes}"),
            Self::BudgetPct(pct) => write!(f, "budget={pct:+}%"),
            Self::BudgetUsd(usd) => write!(f, "budget={usd}"),
            Self::BudgetAny => f.write_str("budget=any"),
            Self::Start(day) => write!(f, "start={day}"),
            Self::Hours(hours) => write!(f, "hours={hours}"),
            Self::Vetting(required) => write!(f, "vetting={required}"),
            Self::Seniority(band) => write!(f, "seniority={band}"),
            Self::CountriesAny => f.write_str("countries=any"),
            Self::EngagementAny => f.write_str("engagement=any"),
            Self::RegimeDropped(regime) => write!(f, "regime.{regime}=drop"),
            Self::SkillDropped(skill) => write!(f, "must.{skill}=drop"),
            Self::SkillImportance(skill, importance) => write!(f, "must.{skill}={importance}"),
            Self::MustLevel(skill, level) => write!(f, "must.{skill}={level}"),
            Self::Weight(component, weight_bp) => write!(f, "weight.{component}={weight_bp}"),
        }
    }
}

impl From<Setting> for String {
    fn from(setting: Setting) -> Self {
        setting.to_string()
    }
}

impl TryFrom<String> for Setting {
    type Error = SettingError;

    fn try_from(text: String) -> Result<Self, SettingError> {
        text.parse()
    }
}

impl FromStr for Setting {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, SettingError> {
        let unknown = || SettingError::Unknown { given: text.to_owned() };
        let value_of = |example| SettingError::Value { given: text.to_owned(), example };
        let (name, value) = text.split_once('=').ok_or_else(unknown)?;
        let value = value.trim();
        if let Some(skill) = name.strip_prefix("must.") {
            return skill_setting(skill, value)
                .ok_or_else(|| value_of("must.kafka=3, must.kafka=should or must.kafka=drop"));
        }
        if let Some(regime) = name.strip_prefix("regime.") {
            let dropped = Self::RegimeDropped(regime.parse()?);
            return if value == "drop" { Ok(dropped) } else { Err(value_of("regime.gdpr=drop")) };
        }
        if let Some(component) = name.strip_prefix("weight.") {
            let weight = value.parse().ok().filter(|weight| *weight <= WEIGHT_TOTAL);
            let weight = weight.ok_or_else(|| value_of("weight.rate=300, at most 10000"))?;
            return Ok(Self::Weight(component.parse()?, weight));
        }
        match name.trim() {
            "english" => Ok(Self::English(value.parse()?)),
            "overlap" => {
                let minutes = value.parse().ok().filter(|minutes| *minutes <= 24 * 60);
                minutes.map(Self::Overlap).ok_or_else(|| value_of("overlap=120, in minutes"))
            }
            "budget" => budget_setting(value)
                .ok_or_else(|| value_of("budget=+10%, budget=6500 dollars a month or budget=any")),
            "start" => {
                let day = value.parse().map(Self::Start);
                day.map_err(|_| value_of("start=2026-09-01"))
            }
            "hours" => value.parse().map(Self::Hours).map_err(|_| value_of("hours=30, a week")),
            "vetting" => Ok(Self::Vetting(value.parse()?)),
            "seniority" => Ok(Self::Seniority(value.parse()?)),
            "countries" if value == "any" => Ok(Self::CountriesAny),
            "countries" => Err(value_of("countries=any")),
            "engagement" if value == "any" => Ok(Self::EngagementAny),
            "engagement" => Err(value_of("engagement=any")),
            _ => Err(unknown()),
        }
    }
}

fn skill_setting(skill: &str, value: &str) -> Option<Setting> {
    let skill = skill.trim().to_owned();
    if skill.is_empty() {
        return None;
    }
    if value == "drop" {
        return Some(Setting::SkillDropped(skill));
    }
    match value.parse::<u8>() {
        Ok(level) => (1..=LEVEL_MAX).contains(&level).then_some(Setting::MustLevel(skill, level)),
        Err(_) => Some(Setting::SkillImportance(skill, value.parse().ok()?)),
    }
}

fn budget_setting(value: &str) -> Option<Setting> {
    if value == "any" {
        return Some(Setting::BudgetAny);
    }
    if let Some(pct) = value.strip_suffix('%') {
        let pct = pct.trim().parse().ok().filter(|pct| BUDGET_PCT.contains(pct))?;
        return Some(Setting::BudgetPct(pct));
    }
    value.parse().ok().map(Setting::BudgetUsd)
}

impl Setting {
    /// The filters whose verdict it may change; no other filter reads what it sets.
    pub(crate) fn filters(&self) -> &'static [Filter] {
        match self {
            Self::English(_) => &[Filter::English],
            Self::Overlap(_) => &[Filter::Overlap],
            Self::BudgetPct(_) | Self::BudgetUsd(_) | Self::BudgetAny => &[Filter::Rate],
            Self::Start(_) => &[Filter::Availability, Filter::Overlap, Filter::Capacity],
            Self::Hours(_) => &[Filter::Capacity],
            Self::Vetting(_) => &[Filter::Vetting],
            Self::Seniority(_) => &[Filter::Seniority],
            Self::CountriesAny | Self::EngagementAny => &[Filter::Country],
            Self::RegimeDropped(_) => &[Filter::Regimes],
            Self::SkillDropped(_) | Self::SkillImportance(..) | Self::MustLevel(..) => {
                &[Filter::Skills]
            }
            Self::Weight(..) => &[],
        }
    }
}

impl Frozen {
    /// Sets some things on a role for everybody who scores it; false when it is not among the
    /// inputs.
    ///
    /// # Errors
    /// As [`Case::with`]; nothing is set then.
    pub fn adjust(&mut self, role_id: RoleId, settings: &[Setting]) -> Result<bool, SettingError> {
        let Some(case) = Case::of(self, role_id) else {
            return Ok(false);
        };
        let Case { inputs: Self { head, .. }, demand } = case.with(settings)?;
        self.head = Head { roles: std::mem::take(&mut self.head.roles), ..head };
        self.head.put(demand);
        Ok(true)
    }
}

impl Case {
    /// The same role with some things set.
    ///
    /// # Errors
    /// [`SettingError::Skill`] when a skill is not known, [`SettingError::Weights`] when the
    /// weights do not leave what the others can share.
    pub fn with(&self, settings: &[Setting]) -> Result<Self, SettingError> {
        let mut case = self.clone();
        for setting in settings {
            case.set(setting)?;
        }
        case.set_weights(settings)?;
        share_out(&case.inputs.head.model, &mut case.demand.skills);
        Ok(case)
    }

    fn set(&mut self, setting: &Setting) -> Result<(), SettingError> {
        let demand = &mut self.demand;
        match setting {
            Setting::English(level) => demand.english_min = *level,
            Setting::Overlap(minutes) => demand.overlap_minutes_min = *minutes,
            Setting::BudgetPct(pct) => {
                let moved =
                    |cents: i64| (cents * (100 + i64::from(*pct)) / 100).clamp(0, CENTS_MAX);
                demand.budget = demand.budget.map(|budget| Budget {
                    mid_cents: moved(budget.mid_cents),
                    max_cents: moved(budget.max_cents),
                });
            }
            Setting::BudgetUsd(usd) => {
                let max_cents = (i64::from(*usd) * 100).min(CENTS_MAX);
                self.demand.budget = Some(self.budget_up_to(max_cents));
            }
            Setting::BudgetAny => demand.budget = None,
            Setting::Start(day) => self.set_start(*day),
            Setting::Hours(hours) => demand.weekly_hours = *hours,
            Setting::Vetting(required) => demand.vetting_required = *required,
            Setting::Seniority(band) => demand.seniority = *band,
            Setting::CountriesAny => {
                demand.countries_allowed.clear();
                demand.countries_denied.clear();
            }
            Setting::EngagementAny => demand.engagements_allowed.clear(),
            Setting::RegimeDropped(dropped) => demand.regimes.retain(|regime| regime != dropped),
            Setting::SkillDropped(slug) => {
                let skill = self.asked(slug)?.skill;
                self.demand.skills.retain(|asked| asked.skill != skill);
            }
            Setting::SkillImportance(slug, importance) => {
                self.asked(slug)?.importance = *importance;
            }
            Setting::MustLevel(slug, level) => self.set_must(slug, *level)?,
            Setting::Weight(..) => {}
        }
        Ok(())
    }

    /// A budget of another most: its middle keeps its share of it.
    fn budget_up_to(&self, max_cents: i64) -> Budget {
        let mid_pct = i64::from(self.inputs.head.model.mid_budget_pct.min(100));
        let mid_cents = match self.demand.budget {
            Some(before) if before.max_cents > 0 => {
                let share = i128::from(before.mid_cents) * i128::from(max_cents);
                i64::try_from(share / i128::from(before.max_cents)).unwrap_or(max_cents)
            }
            Some(_) | None => max_cents * mid_pct / 100,
        };
        Budget { mid_cents: mid_cents.clamp(0, max_cents), max_cents }
    }

    /// Another first day: free by it, and the worst day of the twelve months from it.
    fn set_start(&mut self, day: Date) {
        let head = &mut self.inputs.head;
        let starts_on = day.max(head.as_of);
        self.demand.starts_in_days = days_between(head.as_of, starts_on);
        let before = self.demand.schedule.and_then(|row| head.schedules.get(usize::from(row)));
        let Some(before) = before.cloned() else {
            return;
        };
        let schedule = Schedule { starts_on, ..before };
        self.demand.schedule = head.take_schedule(&schedule);
    }

    fn asked(&mut self, slug: &str) -> Result<&mut DemandSkill, SettingError> {
        let place = self.skill(slug);
        let known =
            place.is_some_and(|skill| self.demand.skills.iter().any(|asked| asked.skill == skill));
        if !known {
            return Err(self.unknown_skill(slug));
        }
        let found = self.demand.skills.iter_mut().find(|asked| Some(asked.skill) == place);
        found.ok_or_else(|| SettingError::Unknown { given: slug.to_owned() })
    }

    fn set_must(&mut self, slug: &str, level: u8) -> Result<(), SettingError> {
        let Some(skill) = self.skill(slug) else {
            return Err(self.unknown_skill(slug));
        };
        if let Some(asked) = self.demand.skills.iter_mut().find(|asked| asked.skill == skill) {
            asked.importance = Importance::Must;
            asked.level = level;
            return Ok(());
        }
        let kind = self.inputs.head.skills.get(usize::from(skill)).map(|known| known.kind);
        let part = kind.map_or(StackPart::Operations, StackPart::of);
        let importance = Importance::Must;
        self.demand.skills.push(DemandSkill { skill, importance, level, share: 0, part });
        Ok(())
    }

    fn skill(&self, slug: &str) -> Option<u16> {
        let skills = &self.inputs.head.skills;
        let place = skills.binary_search_by(|known| known.slug.as_str().cmp(slug)).ok()?;
        u16::try_from(place).ok()
    }

    /// The slug of a skill.
    pub(crate) fn slug(&self, skill: u16) -> &str {
        self.inputs.head.skills.get(usize::from(skill)).map_or("", |known| known.slug.as_str())
    }

    fn unknown_skill(&self, slug: &str) -> SettingError {
        let asked: Vec<&str> =
            self.demand.skills.iter().map(|asked| self.slug(asked.skill)).collect();
        let asked = if asked.is_empty() { "none".to_owned() } else { asked.join(", ") };
        SettingError::Skill { skill: slug.to_owned(), asked }
    }

    /// Weights that are set stay as they are set; the others share the rest as they did before.
    fn set_weights(&mut self, settings: &[Setting]) -> Result<(), SettingError> {
        let mut set: [Option<u32>; N_COMPONENTS] = [None; N_COMPONENTS];
        for setting in settings {
            if let Setting::Weight(component, weight) = setting
                && let Some(place) = Component::ALL.iter().position(|known| known == component)
                && let Some(slot) = set.get_mut(place)
            {
                *slot = Some(*weight);
            }
        }
        if set.iter().all(Option::is_none) {
            return Ok(());
        }
        let sum = set.iter().flatten().map(|weight| u64::from(*weight)).sum();
        let wrong = SettingError::Weights { sum };
        let rest = u32::try_from(u64::from(WEIGHT_TOTAL).saturating_sub(sum)).unwrap_or(0);
        let before = self.weights().all();
        let free = before.iter().zip(set);
        let parts: Vec<u64> =
            free.map(|(old, set)| if set.is_some() { 0 } else { u64::from(*old) }).collect();
        if sum > u64::from(WEIGHT_TOTAL) || (rest > 0 && parts.iter().all(|part| *part == 0)) {
            return Err(wrong);
        }
        let mut weights = [0; N_COMPONENTS];
        let shared = largest_remainder(rest, &parts);
        for ((weight, set), shared) in weights.iter_mut().zip(set).zip(shared) {
            *weight = set.unwrap_or(shared);
        }
        self.demand.weights = Some(Weights::try_from(weights).map_err(|_| wrong)?);
        Ok(())
    }
}
