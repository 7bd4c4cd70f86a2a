//! Demands of a role that are other than they were, one at a time.

use crate::matching::case::Case;
use crate::matching::frozen::{Demand, DemandSkill};
use crate::team::TeamStyle;

/// What is other, what it was, what it is.
pub(super) type Words = [String; 3];

/// The demands that differ, in words.
pub(super) fn differences(before: &Case, after: &Case) -> Vec<(String, String, String)> {
    let steps = steps(before, after).into_iter();
    steps.map(|([what, before, after], _)| (what, before, after)).collect()
}

/// The demands that differ, one after the other, each with all that is demanded once it is taken
/// over. Skills of the two cases may stand at different places: they are told apart by slug.
#[expect(clippy::too_many_lines, reason = "one statement for each of them: none is forgotten")]
pub(super) fn steps(before: &Case, after: &Case) -> Vec<(Words, Demand)> {
    // Every demand by name: a new one that is forgotten here does not compile.
    let Demand {
        role_id: _,
        client_id,
        weights,
        seniority,
        starts_in_days,
        schedule,
        workday_minutes,
        overlap_minutes_min,
        english_min,
        budget,
        budget_stated,
        engagements_allowed,
        countries_allowed,
        countries_denied,
        weekly_hours,
        vetting_required,
        skills: _,
        situations,
        competency_shares,
        scale,
        industry,
        regimes,
        style,
        team_shares,
    } = after.demand.clone();
    let mut list = Steps { before, after, now: before.demand.clone(), taken: Vec::new() };
    list.take(
        "seniority",
        |now| now.seniority = seniority,
        |case| case.demand.seniority.to_string(),
    );
    list.take(
        "start",
        |now| now.starts_in_days = starts_in_days,
        |case| case.day(case.demand.starts_in_days).to_string(),
    );
    // Zone, hours and first day are one schedule.
    list.take(
        "working hours",
        |now| (now.schedule, now.workday_minutes) = (schedule, workday_minutes),
        hours_words,
    );
    list.take(
        "overlap",
        |now| now.overlap_minutes_min = overlap_minutes_min,
        |case| format!("{} minutes", case.demand.overlap_minutes_min),
    );
    list.take(
        "English",
        |now| now.english_min = english_min,
        |case| case.demand.english_min.to_string(),
    );
    list.take(
        "budget",
        |now| (now.budget, now.budget_stated) = (budget, budget_stated),
        budget_words,
    );
    list.take(
        "engagement",
        |now| now.engagements_allowed = engagements_allowed,
        |case| any_of(&case.demand.engagements_allowed),
    );
    list.take(
        "countries accepted",
        |now| now.countries_allowed = countries_allowed,
        |case| any_of(&case.demand.countries_allowed),
    );
    list.take(
        "countries refused",
        |now| now.countries_denied = countries_denied,
        |case| list_of(&case.demand.countries_denied),
    );
    list.take(
        "hours a week",
        |now| now.weekly_hours = weekly_hours,
        |case| case.demand.weekly_hours.to_string(),
    );
    list.take(
        "vetting",
        |now| now.vetting_required = vetting_required,
        |case| case.demand.vetting_required.to_string(),
    );
    list.take("client", |now| now.client_id = client_id, |case| case.demand.client_id.to_string());
    list.take(
        "situations",
        |now| (now.situations, now.competency_shares) = (situations, competency_shares),
        |case| list_of(&case.demand.situations),
    );
    list.take(
        "scale",
        |now| now.scale = scale,
        |case| {
            let axes =
                case.demand.scale.iter().map(|asked| format!("{} {}", asked.axis, asked.amount));
            list_of(&axes.collect::<Vec<_>>())
        },
    );
    list.take("industry", |now| now.industry = industry, |case| known(case.demand.industry));
    list.take("regimes", |now| now.regimes = regimes, |case| list_of(&case.demand.regimes));
    list.take(
        "way of working",
        |now| (now.style, now.team_shares) = (style, team_shares),
        |case| style_words(case.demand.style),
    );
    list.take_skills();
    list.take(
        "weights",
        |now| now.weights = weights,
        |case| {
            let own = case.demand.weights.map(|own| own.all().map(|weight| weight.to_string()));
            own.map_or_else(|| "the model's".to_owned(), |own| own.join(" "))
        },
    );
    list.taken
}

struct Steps<'c> {
    before: &'c Case,
    after: &'c Case,
    now: Demand,
    taken: Vec<(Words, Demand)>,
}

impl Steps<'_> {
    /// Takes one demand over; kept when it reads otherwise.
    fn take(&mut self, what: &str, set: impl FnOnce(&mut Demand), words: impl Fn(&Case) -> String) {
        set(&mut self.now);
        let (before, after) = (words(self.before), words(self.after));
        if before != after {
            self.taken.push(([what.to_owned(), before, after], self.now.clone()));
        }
    }

    /// Skills asked for otherwise, added or dropped, each on its own.
    fn take_skills(&mut self) {
        for asked in &self.after.demand.skills {
            let slug = self.after.slug(asked.skill);
            let was = named(self.before, slug);
            if was.is_some_and(|was| wanted(was) == wanted(*asked)) {
                continue;
            }
            self.now.skills.retain(|known| self.before.slug(known.skill) != slug);
            let place = was.map_or(asked.skill, |was| was.skill);
            self.now.skills.push(DemandSkill { skill: place, ..*asked });
            let words = [skill_words(was), skill_words(Some(*asked))];
            self.keep_skill(self.after.name(asked.skill).to_owned(), words);
        }
        for asked in &self.before.demand.skills {
            let slug = self.before.slug(asked.skill);
            if named(self.after, slug).is_none() {
                self.now.skills.retain(|known| known.skill != asked.skill);
                let words = [skill_words(Some(*asked)), skill_words(None)];
                self.keep_skill(self.before.name(asked.skill).to_owned(), words);
            }
        }
    }

    fn keep_skill(&mut self, what: String, [before, after]: [String; 2]) {
        self.taken.push(([what, before, after], self.now.clone()));
    }
}

fn named(case: &Case, slug: &str) -> Option<DemandSkill> {
    case.demand.skills.iter().find(|asked| case.slug(asked.skill) == slug).copied()
}

fn wanted(asked: DemandSkill) -> (crate::role::Importance, u8) {
    (asked.importance, asked.level)
}

fn skill_words(asked: Option<DemandSkill>) -> String {
    asked.map_or_else(
        || "not asked".to_owned(),
        |asked| format!("{} level {}", asked.importance, asked.level),
    )
}

fn hours_words(case: &Case) -> String {
    let row = case.demand.schedule.map(usize::from);
    let schedule = row.and_then(|row| case.inputs.head.schedules.get(row));
    schedule.map_or_else(
        || "not known".to_owned(),
        |schedule| {
            let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
            let day = schedule.workday;
            let hours = format!("{} to {}", clock(day.starts_minute), clock(day.ends_minute));
            format!("{hours} in {} from {}", schedule.tz, schedule.starts_on)
        },
    )
}

fn style_words(style: TeamStyle) -> String {
    let TeamStyle { methodology, communication, team_size } = style;
    format!("{}, {}, team of {}", known(methodology), known(communication), known(team_size))
}

fn known(fact: Option<impl ToString>) -> String {
    fact.map_or_else(|| "not known".to_owned(), |fact| fact.to_string())
}

fn budget_words(case: &Case) -> String {
    match case.demand.budget_stated {
        [_, None] => "none".to_owned(),
        [None, Some(most)] => format!("up to {most}"),
        [Some(least), Some(most)] => format!("{least} to {most}"),
    }
}

fn any_of<T: ToString>(words: &[T]) -> String {
    if words.is_empty() { "any".to_owned() } else { list_of(words) }
}

fn list_of<T: ToString>(words: &[T]) -> String {
    if words.is_empty() {
        return "none".to_owned();
    }
    words.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
