//! Facts of a developer that are other than they were, one at a time.

use super::mix::Mix;
use super::role::Words;
use crate::matching::case::Case;
use crate::matching::component::Stage;
use crate::matching::frozen::{Facts, OwnSkill};
use crate::vetting::VettingStage;

/// The facts that differ, one after the other, each with all that is known once it is taken over.
pub(super) fn steps(now: &Mix, after: &Facts) -> Vec<(Words, Facts)> {
    // Every fact by name: a new one that is forgotten here does not compile.
    let Facts {
        developer_id: _,
        country,
        zone,
        seniority,
        seniority_estimated,
        english,
        free_in_days,
        weekly_capacity_hours,
        floor_cents,
        floor_stated,
        engagement,
        skills: _,
        stages: _,
    } = after.clone();
    let case = &now.case;
    let mut list =
        Steps { case, before: &now.facts, after, now: now.facts.clone(), steps: Vec::new() };
    list.take("country", |now| now.country = country, |facts| facts.country.to_string());
    list.take(
        "time zone",
        |now| now.zone = zone,
        |facts| {
            let name = facts.zone.and_then(|zone| case.inputs.head.zones.get(usize::from(zone)));
            known(name)
        },
    );
    list.take(
        "seniority",
        |now| (now.seniority, now.seniority_estimated) = (seniority, seniority_estimated),
        |facts| {
            let how = if facts.seniority_estimated { ", by years of experience" } else { "" };
            format!("{}{how}", known(facts.seniority))
        },
    );
    list.take("English", |now| now.english = english, |facts| known(facts.english));
    list.take(
        "first free day",
        |now| now.free_in_days = free_in_days,
        |facts| known(facts.free_in_days.map(|days| case.day(days))),
    );
    list.take(
        "hours a week",
        |now| now.weekly_capacity_hours = weekly_capacity_hours,
        |facts| known(facts.weekly_capacity_hours),
    );
    list.take(
        "rate",
        |now| (now.floor_cents, now.floor_stated) = (floor_cents, floor_stated),
        |facts| known(facts.floor_stated),
    );
    list.take("engagement", |now| now.engagement = engagement, |facts| known(facts.engagement));
    list.take_stages();
    list.take_skills();
    list.steps
}

struct Steps<'f> {
    case: &'f Case,
    before: &'f Facts,
    after: &'f Facts,
    now: Facts,
    steps: Vec<(Words, Facts)>,
}

impl Steps<'_> {
    /// Takes one fact over; kept when it reads otherwise.
    fn take(&mut self, what: &str, set: impl FnOnce(&mut Facts), words: impl Fn(&Facts) -> String) {
        set(&mut self.now);
        self.keep(what.to_owned(), words(self.before), words(self.after));
    }

    fn keep(&mut self, what: String, before: String, after: String) {
        if before != after {
            self.steps.push(([what, before, after], self.now.clone()));
        }
    }

    fn take_stages(&mut self) {
        for (at, stage) in VettingStage::ALL.iter().enumerate() {
            let held = |facts: &Facts| facts.stages.get(at).copied().unwrap_or(Stage::NotHeld);
            let (before, after) = (held(self.before), held(self.after));
            if let Some(slot) = self.now.stages.get_mut(at) {
                *slot = after;
            }
            let what = format!("{} stage", stage.name().replace('_', " "));
            self.keep(what, stage_words(before), stage_words(after));
        }
    }

    /// Skills known otherwise, new or gone, each on its own.
    fn take_skills(&mut self) {
        let mut places: Vec<u16> =
            self.before.skills.iter().chain(&self.after.skills).map(|own| own.skill).collect();
        places.sort_unstable();
        places.dedup();
        for place in places {
            let (before, after) = (shown(self.before, place), shown(self.after, place));
            self.now.skills.retain(|own| own.skill != place);
            self.now.skills.extend(after);
            self.now.skills.sort_unstable();
            let name = self.case.name(place).to_owned();
            self.keep(name, skill_words(before), skill_words(after));
        }
    }
}

fn shown(facts: &Facts, place: u16) -> Option<OwnSkill> {
    facts.skills.iter().find(|own| own.skill == place).copied()
}

fn stage_words(stage: Stage) -> String {
    match stage {
        Stage::NotHeld => "not held".to_owned(),
        Stage::Failed => "failed".to_owned(),
        Stage::Expired { score } => format!("passed with {score}, expired"),
        Stage::Passed { score, step: 0 } => format!("passed with {score}"),
        Stage::Passed { score, step } => format!("passed with {score}, {step} half years ago"),
    }
}

fn skill_words(own: Option<OwnSkill>) -> String {
    own.map_or_else(
        || "not shown".to_owned(),
        |own| {
            let age = match own.step {
                0 => String::new(),
                steps => format!(", unused for {steps} half years"),
            };
            format!("level {} {}{age}", own.level, own.evidence)
        },
    )
}

fn known(fact: Option<impl ToString>) -> String {
    fact.map_or_else(|| "not known".to_owned(), |fact| fact.to_string())
}
