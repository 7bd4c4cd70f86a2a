//! `sereno search`: attempts and decisions by what a person knows.

use std::process::ExitCode;

use clap::Args;
use sereno_db::board;
use sereno_db::pool::{self, Pool};
use sereno_domain::board::found::{Found, FoundBoard, Place};
use sereno_domain::search::Search;

use crate::config::Config;
use crate::print::{self, styled};

/// What is asked of `sereno search`.
#[derive(Debug, Args)]
#[command(after_help = "\
Terms: developer:ID role:ID placement:ID run:ID chunk:ID error:TEXT outcome:WORD worker:NAME
actor:LOGIN action:WORD from:DATE to:DATE, and words in an error or a reason. Each must fit.

  sereno search role:7 outcome:lost
  sereno search error:timeout from:2026-11-01 to:2026-11-30
  sereno search actor:ana action:run.retry")]
pub(crate) struct SearchArgs {
    /// What is looked for
    #[arg(required = true, num_args = 1..)]
    terms: Vec<String>,
    /// Begin where the page before ended
    #[arg(long, value_name = "PLACE")]
    after: Option<Place>,
    /// How many on a page
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Prints a page of what was found.
pub(crate) async fn run(
    pool: &Pool,
    config: &Config,
    args: SearchArgs,
) -> anyhow::Result<ExitCode> {
    let search: Search = args.terms.join(" ").parse()?;
    let page = (args.after.unwrap_or(Place::NEWEST), args.limit);
    let mut tx = pool::begin(pool).await?;
    let board = board::found::found_in_tx(&mut tx, &search, &config.zone, page).await?;
    if args.json {
        print::json(&board)?;
    } else {
        show(&board, &args.terms);
    }
    Ok(ExitCode::SUCCESS)
}

fn show(board: &FoundBoard, terms: &[String]) {
    board.found.iter().for_each(tell);
    if board.found.is_empty() {
        print::note("nothing was found");
    }
    if let Some(next) = board.next {
        print::note(&format!("more: sereno search {} --after {next}", shell_words::join(terms)));
    }
}

fn tell(found: &Found) {
    match found {
        Found::Attempt(attempt) => {
            let line = &attempt.line;
            let error = line.error.as_ref().map_or_else(String::new, |error| format!("  {error}"));
            print::line(&format!(
                "{:.0}  run {} ({})  chunk {} of {}, try {}: {}{error}",
                line.started_at,
                attempt.run_id,
                attempt.business_date,
                line.chunk_id,
                line.kind,
                line.no,
                styled(print::STRONG, line.outcome),
            ));
        }
        Found::Decision(decision) => print::line(&format!(
            "{:.0}  {}  {} by {}: {}",
            decision.at,
            decision.subject,
            styled(print::STRONG, &decision.action),
            decision.actor,
            decision.reason,
        )),
    }
}
