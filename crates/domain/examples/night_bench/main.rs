//! The engine measured, for `scripts/bench-matching`, which puts the report together.
//!
//! `night_bench export FOLDER DEVELOPERS ROLES` writes a simulated firm as arrays that any language
//! reads, with the lists that must come out. `night_bench measure DEVELOPERS ROLES` times the kernel
//! against scorers in Rust and against its own limit. `night_bench growth` scores up to ten milliard
//! pairs. Everything is printed as Markdown.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    clippy::cast_possible_truncation,
    clippy::float_arithmetic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a tool that measures what it is told to and stops where its premise fails"
)]

mod arrays;
mod export;
mod firm;
mod growth;
mod limit;
mod measure;
#[path = "../../benches/matching/naive.rs"]
mod naive;
mod tables;
mod timing;

const USAGE: &str = "write `night_bench export FOLDER DEVELOPERS ROLES`, `night_bench measure DEVELOPERS ROLES` or `night_bench growth`";

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let n = |text: &str| text.parse::<u32>().unwrap();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["export", folder, developers, roles] => {
            export::export(folder.as_ref(), &firm::frozen(n(developers), n(roles)));
        }
        ["measure", developers, roles] => measure::measure(firm::frozen(n(developers), n(roles))),
        ["growth"] => growth::growth(),
        _ => eprintln!("{USAGE}"),
    }
}
