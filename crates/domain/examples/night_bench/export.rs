//! A simulated firm as arrays, and the lists that must come out of them.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Value, json};
use sereno_domain::competency::N_COMPETENCIES;
use sereno_domain::developer::{English, Seniority};
use sereno_domain::industry::Industry;
use sereno_domain::matching::frozen::{Demand, Facts, Frozen};
use sereno_domain::matching::kernel::Kernel;
use sereno_domain::matching::reference::judge;
use sereno_domain::matching::{Component, Filter, RoleResult};
use sereno_domain::regime::Regime;
use sereno_domain::role::Importance;
use sereno_domain::scale::{ScaleAxis, hundredths_of_decades};
use sereno_domain::vetting::VettingRequired;

use crate::arrays::Arrays;
use crate::tables::{self, Place, TeamClass, passes, value};

/// A number that stands for what is not known.
const UNKNOWN: i64 = -1;
/// The same where negative numbers mean something.
const UNKNOWN_DAYS: i64 = -1_000_000;

fn place<T: PartialEq>(all: &[T], one: &T) -> usize {
    all.iter().position(|known| known == one).unwrap()
}

fn bits<T: PartialEq>(all: &[T], some: &[T]) -> i64 {
    some.iter().map(|one| 1 << place(all, one)).sum()
}

pub(crate) fn export(folder: &Path, inputs: &Frozen) {
    let people = &inputs.developers;
    let n = people.len();
    let mut arrays = Arrays::new(folder);
    let numbers = |of: &dyn Fn(&Facts) -> i64| people.iter().map(of).collect::<Vec<i64>>();
    let class = |at: Option<usize>| at.map_or(0, |at| at as i64 + 1);
    arrays.numbers("id", &[n], &numbers(&|facts| facts.developer_id.0));
    arrays.numbers("blocked", &[n], &numbers(&|facts| i64::from(facts.blocking_findings > 0)));
    let days = |facts: &Facts| facts.free_in_days.map_or(UNKNOWN_DAYS, i64::from);
    arrays.numbers("free_in_days", &[n], &numbers(&days));
    let zone = |facts: &Facts| class(facts.zone.map(usize::from));
    arrays.numbers("zone", &[n], &numbers(&zone));
    let english = |facts: &Facts| class(facts.english.map(|level| place(English::ALL, &level)));
    arrays.numbers("english", &[n], &numbers(&english));
    let band = |facts: &Facts| class(facts.seniority.map(|band| place(Seniority::ALL, &band)));
    arrays.numbers("seniority", &[n], &numbers(&band));
    arrays.numbers("floor", &[n], &numbers(&|facts| facts.floor_cents.unwrap_or(UNKNOWN)));
    arrays.numbers("regimes", &[n], &numbers(&|facts| bits(Regime::ALL, &facts.regimes)));
    let (places, place_of) = tables::classes(people, |f| -> Place { (f.country, f.engagement) });
    arrays.numbers("place", &[n], &place_of);
    let (teams, team_of) =
        tables::classes(people, |f| -> TeamClass { (f.english, f.style.clone()) });
    arrays.numbers("team", &[n], &team_of);
    vetting(&mut arrays, inputs);
    lived(&mut arrays, inputs);
    let start_days = hours(&mut arrays, inputs);
    let asked = skills(&mut arrays, inputs);
    let kept: Vec<(usize, i64)> = people
        .iter()
        .enumerate()
        .flat_map(|(at, facts)| facts.exclusions.iter().map(move |client| (at, client.0)))
        .collect();
    let (at, client): (Vec<i64>, Vec<i64>) =
        kept.into_iter().map(|(at, client)| (at as i64, client)).unzip();
    arrays.numbers("excluded_at", &[at.len()], &at);
    arrays.numbers("excluded_client", &[client.len()], &client);
    let roles = &inputs.head.roles;
    let with = Tables { inputs, places: &places, start_days: &start_days, asked: &asked };
    let kernel = Kernel::new(Arc::new(inputs.clone()));
    let found = kernel.score_roles(0..roles.len());
    let told: Vec<Value> =
        roles.par_iter().zip(&found).map(|(role, found)| with.role(role, found)).collect();
    let worth: Vec<u8> =
        roles.par_iter().flat_map_iter(|role| team_worth(inputs, role, &teams)).collect();
    arrays.bytes("team_worth", &[roles.len(), teams.len()], &worth);
    let model = &inputs.head.model;
    arrays.finish(&json!({
        "margin": 100 + i64::from(model.margin_min_pct),
        "tolerance": 100 + i64::from(model.budget_tolerance_pct),
        "fade": model.availability_fade_days,
        "priors": Component::ALL.iter().map(|c| inputs.prior_of(*c)).collect::<Vec<_>>(),
        "unknown_days": UNKNOWN_DAYS,
        "roles": told,
    }));
    eprintln!("{} developers, {} roles, {} skills at a level", n, roles.len(), asked.len());
}

fn vetting(arrays: &mut Arrays, inputs: &Frozen) {
    let any = &inputs.head.roles[0];
    let passed = |facts: &Facts| {
        [VettingRequired::Technical, VettingRequired::All].map(|vetting_required| {
            let role = Demand { vetting_required, ..any.clone() };
            u8::from(passes(&judge(inputs, &role, facts), Filter::Vetting))
        })
    };
    let passed: Vec<[u8; 2]> = inputs.developers.par_iter().map(passed).collect();
    let n = passed.len();
    arrays.bytes("passed_technical", &[n], &passed.iter().map(|both| both[0]).collect::<Vec<_>>());
    arrays.bytes("passed_all", &[n], &passed.iter().map(|both| both[1]).collect::<Vec<_>>());
    for (name, component) in [("vetting", Component::Vetting), ("outcomes", Component::Outcomes)] {
        let of = |facts: &Facts| value(&judge(inputs, any, facts), component);
        let worth: Vec<u8> = inputs.developers.par_iter().map(of).collect();
        arrays.bytes(name, &[n], &worth);
    }
}

/// Competencies, scale and industries.
fn lived(arrays: &mut Arrays, inputs: &Frozen) {
    let people = &inputs.developers;
    let n = people.len();
    let prior = inputs.prior_of(Component::Architecture);
    let estimates: Vec<u8> = (0..N_COMPETENCIES)
        .flat_map(|at| people.iter().map(move |facts| facts.competencies[at].unwrap_or(prior)))
        .collect();
    arrays.bytes("estimates", &[N_COMPETENCIES, n], &estimates);
    let known: Vec<u8> = (0..N_COMPETENCIES)
        .flat_map(|at| people.iter().map(move |facts| u8::from(facts.competencies[at].is_some())))
        .collect();
    arrays.bytes("estimated", &[N_COMPETENCIES, n], &known);
    let handled: Vec<i64> = ScaleAxis::ALL
        .iter()
        .flat_map(|axis| {
            people.iter().map(move |facts| {
                let level = facts.scale.iter().find(|level| level.axis == *axis);
                level.map_or(UNKNOWN, |level| i64::from(hundredths_of_decades(level.amount)))
            })
        })
        .collect();
    arrays.numbers("handled", &[ScaleAxis::ALL.len(), n], &handled);
    arrays.bytes("industries", &[Industry::ALL.len(), n], &tables::industries(inputs));
}

/// Hours a week left on each first day of a role; 255 for unknown.
fn hours(arrays: &mut Arrays, inputs: &Frozen) -> Vec<i32> {
    let mut days: Vec<i32> = inputs.head.roles.iter().map(|role| role.starts_in_days).collect();
    days.sort_unstable();
    days.dedup();
    let people = &inputs.developers;
    let hours: Vec<u8> = days
        .iter()
        .flat_map(|day| people.iter().map(|facts| facts.free_hours(*day).unwrap_or(u8::MAX)))
        .collect();
    arrays.bytes("free_hours", &[days.len(), people.len()], &hours);
    days
}

/// Every skill at a level that any role asks for.
fn skills(arrays: &mut Arrays, inputs: &Frozen) -> Vec<(u16, u8)> {
    let all = inputs.head.roles.iter().flat_map(|role| &role.skills);
    let mut asked: Vec<(u16, u8)> = all.map(|asked| (asked.skill, asked.level)).collect();
    asked.sort_unstable();
    asked.dedup();
    let (mut worth, mut must) = (Vec::new(), Vec::new());
    for (skill, level) in &asked {
        let (of, shown) = tables::skill(inputs, *skill, *level);
        worth.extend(of);
        must.extend(shown);
    }
    let shape = [asked.len(), inputs.developers.len()];
    arrays.bytes("worth", &shape, &worth);
    arrays.bytes("must", &shape, &must);
    asked
}

fn team_worth(inputs: &Frozen, role: &Demand, teams: &[TeamClass]) -> Vec<u8> {
    let any = &inputs.developers[0];
    let facts = teams.iter().map(|(english, style)| Facts {
        english: *english,
        style: style.clone(),
        ..any.clone()
    });
    tables::of_role(inputs, role, facts, |judgement| value(judgement, Component::Team))
}

struct Tables<'a> {
    inputs: &'a Frozen,
    places: &'a [Place],
    start_days: &'a [i32],
    asked: &'a [(u16, u8)],
}

impl Tables<'_> {
    /// A role as other languages read it, with the list that must come out.
    fn role(&self, role: &Demand, found: &RoleResult) -> Value {
        let inputs = self.inputs;
        let (model, any) = (&inputs.head.model, &inputs.developers[0]);
        let at = |skill: u16, level: u8| place(self.asked, &(skill, level));
        let musts = role.skills.iter().filter(|asked| asked.importance == Importance::Must);
        let place_facts = self.places.iter().map(|(country, engagement)| Facts {
            country: *country,
            engagement: *engagement,
            ..any.clone()
        });
        let pass = |filter| move |judgement: &_| u8::from(passes(judgement, filter));
        let worth = |component| move |judgement: &_| value(judgement, component);
        json!({
            "id": role.role_id,
            "client": role.client_id,
            "weights": role.weights(model).all(),
            "musts": musts.map(|asked| at(asked.skill, asked.level)).collect::<Vec<_>>(),
            "asked": role.skills.iter().map(|s| (at(s.skill, s.level), s.share)).collect::<Vec<_>>(),
            "start": role.starts_in_days,
            "latest": role.starts_in_days + i32::from(model.grace_days),
            "zone_passes": tables::of_role(inputs, role, tables::by_zone(inputs, any), pass(Filter::Overlap)),
            "zone_worth": tables::of_role(inputs, role, tables::by_zone(inputs, any), worth(Component::Overlap)),
            "english_passes": tables::of_role(inputs, role, tables::by_english(any), pass(Filter::English)),
            "seniority_passes": tables::of_role(inputs, role, tables::by_seniority(any), pass(Filter::Seniority)),
            "seniority_worth": tables::of_role(inputs, role, tables::by_seniority(any), worth(Component::Seniority)),
            "place_passes": tables::of_role(inputs, role, place_facts, pass(Filter::Country)),
            "budget": role.budget.map(|budget| [budget.mid_cents, budget.max_cents]),
            "vetting": role.vetting_required,
            "regimes": bits(Regime::ALL, &role.regimes),
            "day": place(self.start_days, &role.starts_in_days),
            "hours": role.weekly_hours,
            "competencies": role.competency_shares,
            "scale": role.scale.iter().map(|asked| json!([
                place(ScaleAxis::ALL, &asked.axis),
                hundredths_of_decades(asked.amount),
                asked.share,
                asked.axis.less_is_better(),
                model.scale_points(asked.axis),
            ])).collect::<Vec<_>>(),
            "industry": role.industry.map(|wanted| place(Industry::ALL, &wanted)),
            "n_qualified": found.n_qualified,
            "best": found.shortlist.iter().map(|m| (m.developer_id, m.score)).collect::<Vec<_>>(),
        })
    }
}
