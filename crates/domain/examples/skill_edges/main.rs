//! Relations between skills: learnt from published stacks, and judged on stacks they were not
//! learnt from.
//!
//! `skill_edges learn FOLDER SKILLS_TOML` writes the learnt section of the file of skills anew;
//! `skill_edges bench FOLDER` prints the masked-language bench. FOLDER holds `developers/` and
//! `taxonomy/`, as `SERENO_PUBLIC_DATA` names it. The method is explained in `learn.rs` and `fit.rs`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::format_push_string,
    reason = "a tool that reads files named on the command line and stops where its premise fails"
)]

mod fit;
mod learn;
mod masked;
mod section;
mod shown;
mod stack;
mod survey;
mod trial;

use std::path::Path;

use sereno_domain::skill::Taxonomy;

use trial::Trial;

const USAGE: &str = "write `skill_edges learn FOLDER SKILLS_TOML` or `skill_edges bench FOLDER`";

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["learn", folder, file] => learn(folder.as_ref(), file.as_ref()),
        ["bench", folder] => bench(folder.as_ref()),
        _ => eprintln!("{USAGE}"),
    }
}

fn learn(folder: &Path, file: &Path) {
    let text = std::fs::read_to_string(file).unwrap();
    let text = section::house(&text);
    let house = Taxonomy::parse(text).unwrap();
    let public = survey::read(folder, &house);
    assert!(!public.stacks.is_empty(), "{} holds no survey", folder.display());
    let learnt = learn::learn(&house, &public);
    let section = section::section(&house, &learnt, public.stacks.len(), public.links.len());
    let whole = format!("{text}{section}");
    Taxonomy::parse(&whole).unwrap();
    std::fs::write(file, whole).unwrap();
    eprintln!(
        "{} edges of {} pairs; between languages {} moved, {} taken out",
        learnt.edges.len(),
        learnt.n_candidates,
        learnt.n_moved,
        learnt.n_removed
    );
}

fn bench(folder: &Path) {
    let all = Taxonomy::house();
    let text = section::house(include_str!("../../../../config/skills.toml"));
    let house = Taxonomy::parse(text).unwrap();
    let public = survey::read(folder, &house);
    for odd in [0, 1] {
        let (learnt_from, judged) = public.halves(odd);
        let learnt = learn::learn(&house, &learnt_from);
        let section = section::section(&house, &learnt, learnt_from.stacks.len(), 0);
        let with = Taxonomy::parse(&format!("{text}{section}")).unwrap();
        let stacks = (&learnt_from.stacks[..], &judged.stacks[..]);
        let trial = Trial::new(stacks.0, stacks.1, &learnt.languages, (&house, &with));
        println!("## Learnt from one half, judged on the other ({})\n", odd + 1);
        print(&trial, &house);
    }
    let languages = learn::languages(&house, &public.stacks);
    let trial = Trial::new(&public.stacks, &public.stacks, &languages, (&house, all));
    println!("## The shipped edges, on everybody (they were learnt from the same)\n");
    print(&trial, &house);
}

fn print(trial: &Trial, taxonomy: &Taxonomy) {
    println!("{}", trial.table(taxonomy));
    let lowered = trial.lowered(taxonomy, learn::LANGUAGE_STACKS_MIN);
    println!(
        "lowered by relations: {}\n",
        if lowered.is_empty() { "none".to_owned() } else { lowered.join(", ") }
    );
}
