//! Relations between skills, judged on stacks they were not learnt from: no language may be found
//! less often with relations than without. Runs when `SERENO_PUBLIC_DATA` names the folder that
//! holds `developers/` and `taxonomy/`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::format_push_string,
    reason = "a test that reads files named by the environment and says when it skips"
)]

#[path = "../examples/skill_edges/fit.rs"]
mod fit;
#[path = "../examples/skill_edges/learn.rs"]
mod learn;
#[path = "../examples/skill_edges/masked.rs"]
mod masked;
#[path = "../examples/skill_edges/section.rs"]
mod section;
#[path = "../examples/skill_edges/shown.rs"]
mod shown;
#[path = "../examples/skill_edges/stack.rs"]
mod stack;
#[path = "../examples/skill_edges/survey.rs"]
mod survey;
#[path = "../examples/skill_edges/trial.rs"]
mod trial;

use std::path::PathBuf;

use sereno_domain::skill::{EdgeSource, Taxonomy};

use learn::LANGUAGE_STACKS_MIN;
use survey::Public;
use trial::{OVERLAP, PRODUCT, Trial};

const FILE: &str = include_str!("../../../config/skills.toml");

fn house() -> Taxonomy {
    Taxonomy::parse(section::house(FILE)).unwrap()
}

fn public(house: &Taxonomy) -> Option<Public> {
    let Some(folder) = std::env::var_os("SERENO_PUBLIC_DATA") else {
        eprintln!("skipped: SERENO_PUBLIC_DATA is not set, no survey was read");
        return None;
    };
    let public = survey::read(&PathBuf::from(&folder), house);
    if public.stacks.is_empty() {
        eprintln!("skipped: {} holds no survey", PathBuf::from(folder).display());
        return None;
    }
    Some(public)
}

fn check(trial: &Trial, house: &Taxonomy) {
    eprintln!("{}", trial.table(house));
    assert!(trial.languages.len() >= 30, "only {} languages were judged", trial.languages.len());
    assert_eq!(trial.lowered(house, LANGUAGE_STACKS_MIN), [""; 0]);
    let hits = |way: usize| trial.ways[way].1.iter().map(|figure| figure.hits).sum::<u64>();
    assert!(2 * hits(PRODUCT) > 3 * hits(OVERLAP), "relations find next to nothing more");
}

fn check_half(from: usize) {
    let house = house();
    let Some(public) = public(&house) else { return };
    let (learnt_from, judged) = public.halves(from);
    let learnt = learn::learn(&house, &learnt_from);
    let section = section::section(&house, &learnt, learnt_from.stacks.len(), 0);
    let all = Taxonomy::parse(&format!("{}{section}", section::house(FILE))).unwrap();
    let (stacks, judged) = (&learnt_from.stacks, &judged.stacks);
    check(&Trial::new(stacks, judged, &learnt.languages, (&house, &all)), &house);
}

#[test]
fn what_one_half_teaches_lowers_no_language_of_the_other() {
    check_half(0);
}

#[test]
fn what_the_other_half_teaches_lowers_no_language_of_the_one() {
    check_half(1);
}

#[test]
fn the_shipped_relations_lower_no_language() {
    let house = house();
    let Some(public) = public(&house) else { return };
    let languages = learn::languages(&house, &public.stacks);
    let shipped = Taxonomy::house();
    check(&Trial::new(&public.stacks, &public.stacks, &languages, (&house, shipped)), &house);
}

#[test]
fn the_shipped_relations_say_where_they_come_from() {
    let shipped = Taxonomy::house();
    let of = |source: EdgeSource| {
        let related = shipped.skills().iter().flat_map(|skill| &skill.related);
        related.filter(|edge| edge.source == source).count()
    };
    assert!(of(EdgeSource::House) > 150 && of(EdgeSource::Learnt) > 100);
    let written: usize = house().skills().iter().flat_map(|skill| &skill.related).map(|_| 1).sum();
    assert_eq!(written, of(EdgeSource::House));
    for skill in shipped.skills() {
        let learnt = skill.related.iter().filter(|edge| edge.source == EdgeSource::Learnt);
        for edge in learnt {
            let other = shipped.find(&edge.slug).unwrap();
            assert_eq!(skill.category, other.category, "{} {}", skill.slug, edge.slug);
            assert_eq!(edge.weight % learn::WEIGHT_STEP, 0);
        }
    }
}
