//! Inputs of two nights in one: skills and zones brought to the same places, so that a part of
//! either night can be judged with a part of the other.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cause, CauseKind, Worth, exchange, facts, role};
use crate::matching::Component;
use crate::matching::case::Case;
use crate::matching::component::Stage;
use crate::matching::frozen::build::demand::{share_out, team_shares};
use crate::matching::frozen::{Demand, Facts, Frozen, FrozenSkill, Head};
use crate::matching::model::{ScoreModel, StackPart};
use crate::matching::overlap::{Schedule, worst_day_table};
use crate::matching::skill_graph::{Reach, Relation, SkillKind};

/// One pair under inputs that may come from two nights.
#[derive(Debug, Clone)]
pub(super) struct Mix {
    /// Model, taxonomy and role.
    pub(super) case: Case,
    /// The developer.
    pub(super) facts: Facts,
}

/// The causes of all that is different between two nights of a pair.
pub(super) fn causes(heads: [&Head; 2], demands: [&Demand; 2], facts: [&Facts; 2]) -> Vec<Cause> {
    let [before, after] = states(heads, demands, facts);
    let mut trail = Trail { worth: Worth::of(&before), now: before, causes: Vec::new() };
    let days = [heads[0].as_of, heads[1].as_of].map(|day| day.to_string());
    trail.quietly(CauseKind::Calendar, "business date", days, |now| grow_older(now, &after, heads));
    let versions = heads.map(|head| head.model.version.clone());
    trail.quietly(CauseKind::Model, "model, taxonomy or time zones", versions, |now| {
        take_model(now, &after, heads);
    });
    let tables = heads.map(|head| format!("{} of {}", head.fx.source, head.fx.day));
    trail.quietly(CauseKind::Exchange, "exchange rates", tables, |now| {
        exchange::take(now, &heads[1].fx);
    });
    let means = heads.map(|head| format!("{} %", head.outcome_mean));
    trail.quietly(CauseKind::Pool, "placements that outlived their guarantee", means, |now| {
        now.case.inputs.head.outcome_mean = heads[1].outcome_mean;
    });
    for (words, demand) in role::steps(&trail.now.case, &after.case) {
        trail.step(CauseKind::Role, words, |now| {
            now.case.demand = demand;
            share_out(&now.case.inputs.head.model, &mut now.case.demand.skills);
        });
    }
    for (words, facts) in facts::steps(&trail.now, &after.facts) {
        trail.step(CauseKind::Developer, words, |now| now.facts = facts);
    }
    // What has no words of its own, so that the last state is the later night whatever it holds.
    trail.quietly(CauseKind::Developer, "other facts", Default::default(), |now| *now = after);
    trail.causes
}

/// The way from the earlier night to the later.
struct Trail {
    now: Mix,
    worth: Worth,
    causes: Vec<Cause>,
}

impl Trail {
    /// Takes a group over and keeps what it did.
    fn step(&mut self, kind: CauseKind, words: [String; 3], take: impl FnOnce(&mut Mix)) {
        take(&mut self.now);
        let worth = Worth::of(&self.now);
        self.causes.push(self.worth.cause(&worth, kind, words));
        self.worth = worth;
    }

    /// The same, and forgets a group that did nothing.
    fn quietly(
        &mut self,
        kind: CauseKind,
        what: &str,
        [before, after]: [String; 2],
        take: impl FnOnce(&mut Mix),
    ) {
        self.step(kind, [what.to_owned(), before, after], take);
        if self.causes.last().is_some_and(|cause| !cause.did_something()) {
            self.causes.pop();
        }
    }
}

/// Both nights of a pair, with skills and zones at the same places.
fn states(heads: [&Head; 2], demands: [&Demand; 2], facts: [&Facts; 2]) -> [Mix; 2] {
    let slugs: BTreeSet<&str> =
        heads.iter().flat_map(|head| &head.skills).map(|skill| skill.slug.as_str()).collect();
    let places: BTreeMap<&str, u16> = slugs.iter().copied().zip(0..).collect();
    let zone_of = |head: &Head, facts: &Facts| {
        facts.zone.and_then(|zone| head.zones.get(usize::from(zone))).cloned()
    };
    let own_zones = [zone_of(heads[0], facts[0]), zone_of(heads[1], facts[1])];
    let zones: Vec<String> =
        own_zones.iter().flatten().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    let schedule =
        |head: &Head, demand: &Demand| head.schedules.get(usize::from(demand.schedule?)).cloned();
    let own = [schedule(heads[0], demands[0]), schedule(heads[1], demands[1])];
    // One for each night; that of the other night stands in where there is none, and is not read.
    let schedules: Vec<Schedule> = match own {
        [Some(before), Some(after)] => vec![before, after],
        [Some(only), None] | [None, Some(only)] => vec![only.clone(), only],
        [None, None] => Vec::new(),
    };
    let rows: Vec<Vec<Option<u16>>> =
        [0, 1].iter().map(|night| row(heads, demands, *night, &zones)).collect();
    let state = |night: usize, head: &Head, demand: &Demand, facts: &Facts| {
        let other = if night == 0 { heads[1] } else { heads[0] };
        let place = |skill: u16| {
            let slug = head.skills.get(usize::from(skill)).map(|known| known.slug.as_str());
            slug.and_then(|slug| places.get(slug)).copied().unwrap_or(u16::MAX)
        };
        let mut demand = demand.clone();
        demand.schedule = demand.schedule.and(u16::try_from(night).ok());
        demand.skills.iter_mut().for_each(|asked| asked.skill = place(asked.skill));
        let mut facts = facts.clone();
        facts.skills.iter_mut().for_each(|own| own.skill = place(own.skill));
        let zone = own_zones.get(night).and_then(Option::as_ref);
        let zone = zone.and_then(|name| zones.iter().position(|known| known == name));
        facts.zone = zone.and_then(|place| u16::try_from(place).ok());
        let head = Head {
            as_of: head.as_of,
            time_zone_data: head.time_zone_data.clone(),
            model: head.model.clone(),
            skills: skills(head, other, &places),
            zones: zones.clone(),
            outcome_mean: head.outcome_mean,
            schedules: schedules.clone(),
            overlap: rows.clone(),
            fx: head.fx.clone(),
            roles: Vec::new(),
        };
        let inputs = Frozen { head, developers: Vec::new() };
        Mix { case: Case { inputs, demand }, facts }
    };
    [state(0, heads[0], demands[0], facts[0]), state(1, heads[1], demands[1], facts[1])]
}

/// Minutes one night's role shares with each of the zones: as that night had them; of a zone it
/// did not know, computed now.
fn row(
    heads: [&Head; 2],
    demands: [&Demand; 2],
    night: usize,
    zones: &[String],
) -> Vec<Option<u16>> {
    let none = || vec![None; zones.len()];
    let (Some(head), Some(demand)) = (heads.get(night), demands.get(night)) else {
        return none();
    };
    let Some(at) = demand.schedule.map(usize::from) else {
        return none();
    };
    let (Some(row), Some(schedule)) = (head.overlap.get(at), head.schedules.get(at)) else {
        return none();
    };
    let day = head.model.workday();
    let shared = |zone: &String| {
        if let Some(place) = head.zones.iter().position(|known| known == zone) {
            return row.get(place).copied().flatten();
        }
        let zone = std::slice::from_ref(zone);
        let table = worst_day_table(zone, day, std::slice::from_ref(schedule));
        table.first().and_then(|row| row.first()).copied().flatten()
    };
    zones.iter().map(shared).collect()
}

/// One night's skills at their common places. A skill only the other night knows shows itself
/// alone, as one that is not in the taxonomy does.
fn skills(head: &Head, other: &Head, places: &BTreeMap<&str, u16>) -> Vec<FrozenSkill> {
    let own: BTreeMap<&str, &FrozenSkill> =
        head.skills.iter().map(|skill| (skill.slug.as_str(), skill)).collect();
    let moved = |reach: &Reach| {
        let slug = head.skills.get(usize::from(reach.to))?.slug.as_str();
        Some(Reach { to: *places.get(slug)?, ..*reach })
    };
    let table = places.iter().map(|(slug, place)| {
        if let Some(known) = own.get(slug) {
            let reach = known.reach.iter().filter_map(moved).collect();
            return FrozenSkill { reach, ..(*known).clone() };
        }
        let named = other.skills.iter().find(|skill| skill.slug == *slug);
        FrozenSkill {
            slug: (*slug).to_owned(),
            name: named.map_or_else(|| (*slug).to_owned(), |skill| skill.name.clone()),
            kind: SkillKind::Tool,
            reach: vec![Reach { to: *place, relation: Relation::Same, pct: 100 }],
        }
    });
    table.collect()
}

/// The same facts on the later date. What only time can do to them is the calendar's: days pass,
/// the same skill and the same stage of vetting grow older or run out.
fn grow_older(now: &mut Mix, after: &Mix, heads: [&Head; 2]) {
    let days = (heads[1].as_of - heads[0].as_of).get_days();
    now.case.inputs.head.as_of = heads[1].as_of;
    if days <= 0 {
        return;
    }
    // Steps of another length are the model's to read.
    let same_steps = heads[0].model.recency_step_days == heads[1].model.recency_step_days;
    let facts = &mut now.facts;
    facts.free_in_days = facts.free_in_days.map(|free| free.saturating_sub(days));
    for own in &mut facts.skills {
        let later = after.facts.skills.iter().find(|later| later.skill == own.skill);
        if let Some(later) = later
            && (later.level, later.evidence) == (own.level, own.evidence)
            && later.step > own.step
            && same_steps
        {
            own.step = later.step;
        }
    }
    for (held, later) in facts.stages.iter_mut().zip(after.facts.stages) {
        match (*held, later) {
            (Stage::Passed { score, step }, Stage::Passed { score: same, step: older })
                if score == same && older > step && same_steps =>
            {
                *held = later;
            }
            (Stage::Passed { score, .. }, Stage::Expired { score: same }) if score == same => {
                *held = later;
            }
            _ => {}
        }
    }
    grow_out_of_placements(facts, &after.facts, days);
    let demand = &mut now.case.demand;
    let was = demand.starts_in_days;
    demand.starts_in_days = was.saturating_sub(days).max(0);
    let [before, later] = [0, 1].map(|at: usize| now.case.inputs.head.schedules.get(at));
    // A start in the past is today: the schedule moves with the date by itself.
    if let (Some(before), Some(later)) = (before, later)
        && demand.schedule.is_some()
        && after.case.demand.schedule.is_some()
        && (&before.tz, before.workday) == (&later.tz, later.workday)
        && later.starts_on == before.starts_on.max(heads[1].as_of)
    {
        demand.schedule = after.case.demand.schedule;
    }
}

/// Promises run on and end as it was known they would, guarantees, attestations and exclusions run
/// out, answers in interviews grow older. An estimate of a competency moves by age alone while no
/// stage is held anew.
fn grow_out_of_placements(facts: &mut Facts, after: &Facts, days: i32) {
    let ended = |until: i32| until <= days;
    let known_ends = facts.commitments.iter().filter(|run| run.until_in_days.is_some_and(ended));
    let n_known_ends = known_ends.count();
    for commitment in &mut facts.commitments {
        commitment.from_in_days = commitment.from_in_days.saturating_sub(days).max(0);
        commitment.until_in_days = commitment.until_in_days.map(|until| until.saturating_sub(days));
    }
    facts.commitments.retain(|commitment| commitment.until_in_days.is_none_or(|until| until > 0));
    facts.commitments.sort_unstable();
    let n_fell = |facts: &Facts| facts.outcomes.n_counted.saturating_sub(facts.outcomes.n_survived);
    let newly_fell = n_fell(after).checked_sub(n_fell(facts)).map(usize::from);
    if newly_fell.is_some_and(|n| n <= n_known_ends)
        && after.outcomes.n_survived >= facts.outcomes.n_survived
    {
        facts.outcomes = after.outcomes;
    }
    facts.regimes.retain(|regime| after.regimes.contains(regime));
    facts.exclusions.retain(|client| after.exclusions.contains(client));
    if facts.stages == after.stages {
        facts.competencies = after.competencies;
    }
}

/// Other numbers, other skills, other time zones: shares of the role's skills and what was stated
/// are worked out anew, by the same exchange rates.
fn take_model(now: &mut Mix, after: &Mix, heads: [&Head; 2]) {
    let fx = now.case.inputs.head.fx.clone();
    read_anew(&mut now.facts, &after.facts, heads.map(|head| &head.model));
    let head = &mut now.case.inputs.head;
    head.model = after.case.inputs.head.model.clone();
    head.skills.clone_from(&after.case.inputs.head.skills);
    head.time_zone_data.clone_from(&after.case.inputs.head.time_zone_data);
    for asked in &mut now.case.demand.skills {
        let kind = head.skills.get(usize::from(asked.skill)).map(|known| known.kind);
        asked.part = StackPart::of(kind.unwrap_or(SkillKind::Tool));
    }
    share_out(&head.model, &mut now.case.demand.skills);
    now.case.demand.team_shares = team_shares(&head.model, now.case.demand.style);
    let row = |row: Option<u16>| head.schedules.get(usize::from(row?));
    let own = after.case.demand.schedule;
    if own.is_some() && row(now.case.demand.schedule) == row(own) {
        now.case.demand.schedule = after.case.demand.schedule;
    }
    take_known_skills(now, after, heads);
    exchange::take(now, &fx);
}

/// What another model reads from the same facts: the band from years of experience, steps of
/// recency, and estimates of competencies, while no stage is held anew.
fn read_anew(facts: &mut Facts, after: &Facts, [was, is]: [&ScoreModel; 2]) {
    let estimated = facts.seniority_estimated && after.seniority_estimated;
    if estimated && was.seniority_from_tenths != is.seniority_from_tenths {
        facts.seniority = after.seniority;
    }
    if was.recency_step_days != is.recency_step_days {
        for own in &mut facts.skills {
            let later = after.skills.iter().find(|later| later.skill == own.skill);
            if let Some(later) = later
                && (later.level, later.evidence) == (own.level, own.evidence)
            {
                own.step = later.step;
            }
        }
        for (held, later) in facts.stages.iter_mut().zip(after.stages) {
            if let (Stage::Passed { score, .. }, Stage::Passed { score: same, .. }) = (*held, later)
                && score == same
            {
                *held = later;
            }
        }
    }
    let read_by = |model: &ScoreModel| {
        let prior = model.prior_of(Component::Architecture);
        let ages = (model.recency_step_days, model.vetting_recency_pct.clone());
        (prior, model.competency_prior_n, ages)
    };
    if facts.stages == after.stages && read_by(was) != read_by(is) {
        facts.competencies = after.competencies;
    }
}

/// Skills that only one of the two nights knows, by its taxonomy or because a role asked for them:
/// the other night could not keep them.
fn take_known_skills(now: &mut Mix, after: &Mix, heads: [&Head; 2]) {
    let slug = |place: u16| {
        let known = after.case.inputs.head.skills.get(usize::from(place));
        known.map_or("", |known| known.slug.as_str())
    };
    let knows = |head: &Head, place: u16| {
        head.skills.binary_search_by(|known| known.slug.as_str().cmp(slug(place))).is_ok()
    };
    let new = after.facts.skills.iter().filter(|own| !knows(heads[0], own.skill));
    now.facts.skills.retain(|own| knows(heads[1], own.skill));
    now.facts.skills.extend(new.copied());
    now.facts.skills.sort_unstable();
}
