//! `sereno replacements`: placements that may fail within their guarantee, and who could take over.

use std::process::ExitCode;

use anyhow::bail;
use clap::Subcommand;
use jiff::civil::Date;
use sereno_db::pool;
use sereno_db::replacement::{Cases, replacement_case_list};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{PlacementId, ReplacementCaseId};
use sereno_domain::matching::score_text;
use sereno_domain::replacement::{CaseLine, ReplacementState};
use sereno_jobs::replacement;

use super::actor;
use crate::connect::Connection;
use crate::print::{self, styled};

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum ReplacementsAction {
    /// The open cases, those whose guarantee ends first at the top
    List {
        /// The closed ones too
        #[arg(long)]
        all: bool,
        /// How many to list
        #[arg(long, value_name = "N", default_value_t = 50)]
        last: u32,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// One case, with who could take over
    Show {
        /// Which
        case: ReplacementCaseId,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Close a case: somebody took over, or nobody is needed
    Close {
        /// Which
        case: ReplacementCaseId,
        /// The placement that took over; without it nobody is needed
        #[arg(long, value_name = "PLACEMENT")]
        replaced_by: Option<PlacementId>,
        /// Why
        #[arg(long, value_parser = super::reason)]
        reason: CleanText,
    },
}

/// Does it.
pub(crate) async fn run(
    connection: &Connection,
    today: Date,
    action: ReplacementsAction,
) -> anyhow::Result<ExitCode> {
    match action {
        ReplacementsAction::List { all, last, json } => {
            let cases = cases(connection, Cases::All { closed: all }, last).await?;
            if json {
                print::json(&cases)?;
            } else {
                for case in &cases {
                    print::line(&line(case, today));
                }
                let n_open =
                    cases.iter().filter(|case| case.state == ReplacementState::Open).count();
                print::note(&format!("{n_open} open"));
            }
        }
        ReplacementsAction::Show { case, json } => {
            let Some(found) = cases(connection, Cases::One(case), 1).await?.pop() else {
                bail!("there is no case {case}: `sereno replacements list` lists them");
            };
            if json {
                print::json(&found)?;
            } else {
                page(&found, today);
            }
        }
        ReplacementsAction::Close { case, replaced_by, reason } => {
            let why = [reason.as_str(), &actor()];
            replacement::close(&connection.pool, case, (replaced_by, today), why).await?;
            print::note(&format!("case {case} is closed"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn cases(connection: &Connection, which: Cases, n_max: u32) -> anyhow::Result<Vec<CaseLine>> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut cases = replacement_case_list(&mut conn, which, n_max).await?;
    connection.names.put(&mut conn, "replacements", &mut cases).await?;
    Ok(cases)
}

fn line(case: &CaseLine, today: Date) -> String {
    let style = match case.state {
        ReplacementState::Open => print::BAD,
        ReplacementState::Replaced | ReplacementState::Recovered => print::GOOD,
        ReplacementState::Lapsed | ReplacementState::Ended | ReplacementState::Dismissed => {
            print::DIM
        }
    };
    let days = today.until(case.guarantee_until).map_or(0, |span| span.get_days());
    let left = match days {
        days if case.state == ReplacementState::Open && days > 0 => format!(" ({days} days left)"),
        _ => String::new(),
    };
    let best = match case.bench.as_ref().map(|bench| bench.first()) {
        Some(Some(best)) => {
            format!("; best of the bench: {} {}", score_text(best.score), best.name)
        }
        Some(None) => "; nobody on the bench fits".to_owned(),
        None => String::new(),
    };
    format!(
        "{:>5}  {}  placement {}: {} at {}  since {}, guarantee until {}{left}{best}",
        case.replacement_case_id,
        styled(style, format_args!("{:<9}", case.state)),
        case.placement_id,
        case.developer,
        case.client,
        case.opened_on,
        case.guarantee_until,
    )
}

fn page(case: &CaseLine, today: Date) {
    print::line(&line(case, today));
    match (&case.role, &case.bench) {
        (None, _) => print::note("nobody said in which role: `role` of the placements file does"),
        (Some((role, title)), None) => print::note(&format!(
            "role {role} {title} is scored by the next night, or now: sereno rescore role {role}"
        )),
        (Some((role, title)), Some(bench)) => {
            print::line(&format!("the bench for role {role} {title}"));
            for one in bench {
                print::line(&format!(
                    "{:>3}  {:>6}  {:>4}%  {} {}",
                    one.rank,
                    score_text(one.score),
                    one.confidence,
                    one.developer_id,
                    one.name
                ));
            }
        }
    }
    if let Some((by, reason)) = &case.closed {
        print::line(&format!("closed by {by}: {reason}"));
    }
}
