//! The scorer one writes first: a pair at a time, maps by name for each, every developer sorted.
//! It shares no code with the others, only the rules.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use sereno_domain::competency::Competency;
use sereno_domain::developer::{English, Seniority};
use sereno_domain::industry::Industry;
use sereno_domain::matching::component::Stage;
use sereno_domain::matching::frozen::{Demand, Facts, Frozen};
use sereno_domain::matching::skill_graph::Relation;
use sereno_domain::matching::{Component, Match, SHORTLIST_LEN};
use sereno_domain::role::Importance;
use sereno_domain::scale::{ScaleAxis, hundredths_of_decades};
use sereno_domain::vetting::VettingRequired;

/// How many qualify, and the best of them.
pub(crate) fn score_role(frozen: &Frozen, role: &Demand) -> (u32, Vec<Match>) {
    let mut found: Vec<Match> = Vec::new();
    for facts in &frozen.developers {
        let shown = shown(frozen, facts);
        if qualifies(frozen, role, facts, &shown) {
            found.push(scored(frozen, role, facts, &shown));
        }
    }
    let n_qualified = u32::try_from(found.len()).unwrap();
    found.sort_by_key(|found| (Reverse(found.score), found.developer_id));
    found.truncate(SHORTLIST_LEN);
    (n_qualified, found)
}

/// One way a skill is shown.
struct Way {
    relation: Relation,
    relation_pct: u8,
    level: u8,
    standing_pct: u8,
}

/// What a developer shows, by name of the skill.
fn shown<'f>(frozen: &'f Frozen, facts: &Facts) -> HashMap<&'f str, Vec<Way>> {
    let skills = &frozen.head.skills;
    let mut shown: HashMap<&str, Vec<Way>> = HashMap::new();
    for own in &facts.skills {
        for reach in &skills[usize::from(own.skill)].reach {
            let ways = shown.entry(skills[usize::from(reach.to)].slug.as_str()).or_default();
            ways.push(Way {
                relation: reach.relation,
                relation_pct: reach.pct,
                level: own.level,
                standing_pct: frozen.head.model.standing_pct(own.evidence, own.step),
            });
        }
    }
    shown
}

fn slug(frozen: &Frozen, skill: u16) -> &str {
    &frozen.head.skills[usize::from(skill)].slug
}

fn qualifies(
    frozen: &Frozen,
    role: &Demand,
    facts: &Facts,
    shown: &HashMap<&str, Vec<Way>>,
) -> bool {
    let model = &frozen.head.model;
    let musts = role.skills.iter().filter(|asked| asked.importance == Importance::Must);
    let mut skills = musts.map(|must| {
        let ways = shown.get(slug(frozen, must.skill)).map_or(&[][..], Vec::as_slice);
        ways.iter().any(|way| way.relation != Relation::Related && way.level >= must.level)
    });
    let passed: Vec<bool> =
        facts.stages.iter().map(|stage| matches!(stage, Stage::Passed { .. })).collect();
    let vetted = match role.vetting_required {
        VettingRequired::None => true,
        VettingRequired::Technical => passed[0],
        VettingRequired::All => passed.iter().all(|passed| *passed),
    };
    let countries: HashSet<_> = role.countries_allowed.iter().collect();
    let denied: HashSet<_> = role.countries_denied.iter().collect();
    let engagements: HashSet<_> = role.engagements_allowed.iter().collect();
    let attested: HashSet<_> = facts.regimes.iter().collect();
    let kept: HashSet<_> = facts.exclusions.iter().collect();
    let cost = |floor: i64| floor * (100 + i64::from(model.margin_min_pct));
    let most = |max: i64| max * (100 + i64::from(model.budget_tolerance_pct));
    let band = |seniority| Seniority::ALL.iter().position(|known| *known == seniority).unwrap();
    skills.all(|shown| shown)
        && facts
            .free_in_days
            .is_none_or(|days| days <= role.starts_in_days + i32::from(model.grace_days))
        && frozen.shared_minutes(role, facts).is_none_or(|m| m >= role.overlap_minutes_min)
        && facts.english.is_none_or(|english| english >= role.english_min)
        && role.budget.is_none_or(|budget| {
            facts.floor_cents.is_none_or(|floor| cost(floor) <= most(budget.max_cents))
        })
        && vetted
        && facts.blocking_findings == 0
        && (countries.is_empty() || countries.contains(&facts.country))
        && !denied.contains(&facts.country)
        && (engagements.is_empty() || facts.engagement.is_none_or(|way| engagements.contains(&way)))
        && !kept.contains(&role.client_id)
        && facts.seniority.is_none_or(|found| band(found).abs_diff(band(role.seniority)) <= 1)
        && role.regimes.iter().all(|regime| attested.contains(regime))
        && facts.free_hours(role.starts_in_days).is_none_or(|hours| hours >= role.weekly_hours)
}

fn scored(frozen: &Frozen, role: &Demand, facts: &Facts, shown: &HashMap<&str, Vec<Way>>) -> Match {
    let model = &frozen.head.model;
    let mut found: HashMap<Component, Option<u8>> = HashMap::new();
    found.insert(Component::TechStack, tech_stack(frozen, role, shown));
    found.insert(Component::Architecture, architecture(frozen, role, facts));
    found.insert(Component::Scalability, scalability(frozen, role, facts));
    found.insert(Component::Vetting, vetting(frozen, facts));
    found.insert(Component::Team, team(frozen, role, facts));
    found.insert(Component::Industry, industry(frozen, role, facts));
    found.insert(Component::Rate, rate(frozen, role, facts));
    found.insert(
        Component::Seniority,
        facts.seniority.map(|found| {
            let place = |band| Seniority::ALL.iter().position(|known| *known == band).unwrap();
            model.seniority_gap[place(found).abs_diff(place(role.seniority))]
        }),
    );
    found.insert(Component::Outcomes, outcomes(frozen, facts));
    found.insert(Component::Overlap, overlap(frozen, role, facts));
    found.insert(
        Component::Availability,
        facts.free_in_days.map(|days| {
            let (late, fade) =
                ((days - role.starts_in_days).max(0), i32::from(model.availability_fade_days));
            byte(i64::from(100 * (fade - late).max(0) / fade))
        }),
    );
    let weights = role.weights(model).all();
    let mut values = [0; Component::ALL.len()];
    let (mut score, mut known) = (0, 0);
    for ((value, component), weight) in values.iter_mut().zip(Component::ALL).zip(weights) {
        *value = found[component].unwrap_or_else(|| frozen.prior_of(*component));
        score += weight * u32::from(*value);
        known += if found[component].is_some() { weight } else { 0 };
    }
    let confidence = u8::try_from(known / 100).unwrap();
    Match { developer_id: facts.developer_id, score, values, confidence }
}

fn byte(value: i64) -> u8 {
    u8::try_from(value).unwrap()
}

/// A sum of shares times values, to the nearest.
fn whole(sum: u32) -> u8 {
    u8::try_from((sum + 5_000) / 10_000).unwrap()
}

fn tech_stack(frozen: &Frozen, role: &Demand, shown: &HashMap<&str, Vec<Way>>) -> Option<u8> {
    let value = |skill: u16, level: u8| {
        let ways = shown.get(slug(frozen, skill)).map_or(&[][..], Vec::as_slice);
        let worth = |way: &Way| {
            let own = u32::from(way.level.min(level));
            let product = u32::from(way.relation_pct) * own * u32::from(way.standing_pct);
            (product / (u32::from(level) * 100)).min(100)
        };
        ways.iter().map(worth).max().unwrap_or(0)
    };
    let shares = role.skills.iter();
    let sum = shares.map(|asked| u32::from(asked.share) * value(asked.skill, asked.level)).sum();
    (!role.skills.is_empty()).then(|| whole(sum))
}

fn architecture(frozen: &Frozen, role: &Demand, facts: &Facts) -> Option<u8> {
    let prior = frozen.prior_of(Component::Architecture);
    let known: HashMap<Competency, u8> = Competency::ALL
        .iter()
        .zip(facts.competencies)
        .filter_map(|(competency, estimate)| Some((*competency, estimate?)))
        .collect();
    let asked: HashMap<Competency, u16> =
        Competency::ALL.iter().copied().zip(role.competency_shares).collect();
    let any = asked.iter().any(|(of, share)| *share > 0 && known.contains_key(of));
    let value = |of: &Competency| u32::from(known.get(of).copied().unwrap_or(prior));
    any.then(|| whole(asked.iter().map(|(of, share)| u32::from(*share) * value(of)).sum()))
}

fn scalability(frozen: &Frozen, role: &Demand, facts: &Facts) -> Option<u8> {
    let handled: HashMap<ScaleAxis, u64> =
        facts.scale.iter().map(|level| (level.axis, level.amount)).collect();
    let worth = |axis: ScaleAxis, wanted: u64| {
        let (wanted, handled) = (
            i32::from(hundredths_of_decades(wanted)),
            i32::from(hundredths_of_decades(*handled.get(&axis)?)),
        );
        let short = if axis.less_is_better() { handled - wanted } else { wanted - handled };
        let lost = short.max(0) * i32::from(frozen.head.model.scale_points(axis)) / 100;
        u32::try_from((100 - lost).max(0)).ok()
    };
    let prior = u32::from(frozen.prior_of(Component::Scalability));
    let any = role.scale.iter().any(|asked| handled.contains_key(&asked.axis));
    let points = role
        .scale
        .iter()
        .map(|asked| u32::from(asked.share) * worth(asked.axis, asked.amount).unwrap_or(prior));
    any.then(|| whole(points.sum()))
}

fn vetting(frozen: &Frozen, facts: &Facts) -> Option<u8> {
    let model = &frozen.head.model;
    let prior = u32::from(frozen.prior_of(Component::Vetting));
    let points = facts.stages.map(|stage| match stage {
        Stage::NotHeld => prior * 100,
        Stage::Failed => 0,
        Stage::Expired { score } => u32::from(score) * u32::from(model.vetting_expired()),
        Stage::Passed { score, step } => u32::from(score) * u32::from(model.vetting_recency(step)),
    });
    let held = facts.stages.iter().any(|stage| *stage != Stage::NotHeld);
    held.then(|| byte(i64::from(points.iter().sum::<u32>() / 300)))
}

fn team(frozen: &Frozen, role: &Demand, facts: &Facts) -> Option<u8> {
    let (model, own, wanted) = (&frozen.head.model, &facts.style, role.style);
    let english = facts.english.map(|found| {
        let place = |level| English::ALL.iter().position(|known| *known == level).unwrap();
        let above = place(found).saturating_sub(place(role.english_min));
        u32::from(model.english_headroom[above.min(2)])
    });
    let talk = wanted.communication.zip(own.communication);
    let talk = talk.map(
        |(wanted, found)| {
            if wanted == found { 100 } else { u32::from(model.communication_other) }
        },
    );
    let ways: HashSet<_> = own.methodologies.iter().collect();
    let way = wanted.methodology.filter(|_| !ways.is_empty());
    let way =
        way.map(|way| if ways.contains(&way) { 100 } else { u32::from(model.methodology_other) });
    let bounds = (own.team_size_min, own.team_size_max);
    let size = wanted.team_size.filter(|_| bounds != (None, None)).map(|size| {
        let (min, max) = (bounds.0.unwrap_or(0), bounds.1.unwrap_or(u16::MAX));
        let off = min.saturating_sub(size).max(size.saturating_sub(max));
        100_u32.saturating_sub(u32::from(off) * u32::from(model.team_size_points_a_head))
    });
    let parts = [english, talk, way, size];
    let prior = u32::from(frozen.prior_of(Component::Team));
    let any = parts.iter().zip(role.team_shares).any(|(part, share)| part.is_some() && share > 0);
    let shares = role.team_shares.map(u32::from);
    let points = parts.iter().zip(shares).map(|(part, share)| share * part.unwrap_or(prior));
    any.then(|| whole(points.sum()))
}

fn industry(frozen: &Frozen, role: &Demand, facts: &Facts) -> Option<u8> {
    let wanted = role.industry?;
    let years: HashMap<Industry, u32> = facts
        .industries
        .iter()
        .map(|worked| (worked.industry, u32::from(worked.years_tenths)))
        .collect();
    let of = |industry: &Industry| years.get(industry).copied().unwrap_or(0);
    let near: u32 = wanted.adjacent().iter().map(of).sum();
    let model = &frozen.head.model;
    let counted = of(&wanted) * 100 + near * u32::from(model.industry_adjacent_pct);
    let value = (counted / u32::from(model.industry_full_tenths)).min(100);
    (!years.is_empty()).then(|| byte(i64::from(value)))
}

fn rate(frozen: &Frozen, role: &Demand, facts: &Facts) -> Option<u8> {
    let model = &frozen.head.model;
    let budget = role.budget?;
    let cost = facts.floor_cents? * (100 + i64::from(model.margin_min_pct));
    let most = budget.max_cents * (100 + i64::from(model.budget_tolerance_pct));
    let full = budget.mid_cents * 100;
    Some(if cost <= full {
        100
    } else if cost >= most {
        0
    } else {
        byte(100 * (most - cost) / (most - full))
    })
}

fn outcomes(frozen: &Frozen, facts: &Facts) -> Option<u8> {
    let (survived, counted) =
        (i64::from(facts.outcomes.n_survived), i64::from(facts.outcomes.n_counted));
    let lean = i64::from(frozen.head.model.outcome_prior_n);
    let sum = survived * 100 + lean * i64::from(frozen.head.outcome_mean);
    let all = counted + lean;
    (counted > 0).then(|| byte((sum + all / 2) / all))
}

fn overlap(frozen: &Frozen, role: &Demand, facts: &Facts) -> Option<u8> {
    let shared = i64::from(frozen.shared_minutes(role, facts)?);
    let min = i64::from(role.overlap_minutes_min);
    let room = (i64::from(role.workday_minutes) - min).max(0);
    let room = room.min(i64::from(frozen.head.model.overlap_full_minutes));
    Some(if shared - min >= room { 100 } else { byte((shared - min) * 100 / room) })
}
