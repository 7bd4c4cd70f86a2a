//! Facts of a developer that are other than they were, one at a time.

use super::mix::Mix;
use super::role::Words;
use crate::competency::Competency;
use crate::matching::case::Case;
use crate::matching::component::Stage;
use crate::matching::frozen::{Facts, Outcomes, OwnSkill};
use crate::team::WorkingStyle;
use crate::vetting::VettingStage;

/// The facts that differ, one after the other, each with all that is known once it is taken over.
#[expect(clippy::too_many_lines, reason = "one statement for each of them: none is forgotten")]
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
        competencies: _,
        scale,
        industries,
        regimes,
        style,
        outcomes,
        commitments,
        exclusions,
        blocking_findings,
    } = after.clone();
    let case = &now.case;
    let mut list =
        Steps { case, before: &now.facts, after, now: now.facts.clone(), taken: Vec::new() };
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
    list.take_competencies();
    list.take_skills();
    list.take(
        "scale",
        |now| now.scale = scale,
        |facts| list_of(facts.scale.iter().map(|level| format!("{} {}", level.axis, level.amount))),
    );
    list.take(
        "industries",
        |now| now.industries = industries,
        |facts| {
            list_of(facts.industries.iter().map(|worked| {
                let years = worked.years_tenths;
                format!("{} {}.{} years", worked.industry, years / 10, years % 10)
            }))
        },
    );
    list.take("regimes attested", |now| now.regimes = regimes, |facts| list_of(&facts.regimes));
    list.take("way of working", |now| now.style = style, |facts| style_words(&facts.style));
    list.take(
        "past placements",
        |now| now.outcomes = outcomes,
        |facts| {
            let Outcomes { n_survived, n_counted } = facts.outcomes;
            format!("{n_survived} of {n_counted} outlived their guarantee")
        },
    );
    list.take(
        "hours promised",
        |now| now.commitments = commitments,
        |facts| {
            list_of(facts.commitments.iter().map(|run| {
                let from = case.day(run.from_in_days);
                let until = run.until_in_days.map(|until| format!(" until {}", case.day(until)));
                format!("{} from {from}{}", run.weekly_hours, until.unwrap_or_default())
            }))
        },
    );
    list.take(
        "clients kept from",
        |now| now.exclusions = exclusions,
        |facts| list_of(&facts.exclusions),
    );
    list.take(
        "findings that block",
        |now| now.blocking_findings = blocking_findings,
        |facts| facts.blocking_findings.to_string(),
    );
    list.taken
}

struct Steps<'f> {
    case: &'f Case,
    before: &'f Facts,
    after: &'f Facts,
    now: Facts,
    taken: Vec<(Words, Facts)>,
}

impl Steps<'_> {
    /// Takes one fact over; kept when it reads otherwise.
    fn take(&mut self, what: &str, set: impl FnOnce(&mut Facts), words: impl Fn(&Facts) -> String) {
        set(&mut self.now);
        self.keep(what.to_owned(), words(self.before), words(self.after));
    }

    fn keep(&mut self, what: String, before: String, after: String) {
        if before != after {
            self.taken.push(([what, before, after], self.now.clone()));
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

    fn take_competencies(&mut self) {
        for (at, competency) in Competency::ALL.iter().enumerate() {
            let found = |facts: &Facts| facts.competencies.get(at).copied().flatten();
            let (before, after) = (found(self.before), found(self.after));
            if let Some(slot) = self.now.competencies.get_mut(at) {
                *slot = after;
            }
            let what = competency.name().replace('_', " ");
            self.keep(what, known(before), known(after));
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

fn style_words(style: &WorkingStyle) -> String {
    let WorkingStyle { methodologies, communication, team_size_min, team_size_max } = style;
    format!(
        "{}, {}, teams of {} to {}",
        list_of(methodologies),
        known(*communication),
        known(*team_size_min),
        known(*team_size_max)
    )
}

fn list_of(words: impl IntoIterator<Item = impl ToString>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| word.to_string()).collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

fn known(fact: Option<impl ToString>) -> String {
    fact.map_or_else(|| "not known".to_owned(), |fact| fact.to_string())
}
