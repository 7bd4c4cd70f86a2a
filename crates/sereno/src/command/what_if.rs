//! `sereno what-if ROLE --set ...`: the shortlist a role would have with other weights or limits,
//! beside the one it has. Nothing is written unless it is saved.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use sereno_db::pool;
use sereno_db::role_adjustment::NewAdjustment;
use sereno_domain::board::answer::WhatIfBoard;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::RoleId;
use sereno_domain::matching::setting::Setting;
use sereno_domain::matching::what_if::{Elsewhere, Seat, WhatIf};
use sereno_domain::matching::{Component, score_text};
use sereno_jobs::adjust::{Adjusted, adjustment_save};

use super::{adjustment, answer};
use crate::connect::Connection;
use crate::print::{self, styled};
use crate::why::Reasons;

const AFTER_HELP: &str = "\
What can be set:
  english=B1                least English
  overlap=120               minutes to share on the worst day
  budget=+10%               or dollars a month (budget=6500), or budget=any
  start=2026-09-01          first day of the contract
  hours=30                  hours a week
  vetting=technical         none, technical or all
  seniority=mid             entry, mid, senior or staff
  countries=any             engagement=any
  regime.gdpr=drop          a regime the role is no longer bound by
  must.kafka=3              another level; or should, nice, drop
  weight.rate=300           basis points of 10000; weights not set share the rest

Several together:
  sereno what-if 7 --set english=B1 --set budget=+10% --set must.kafka=should

Saved, it holds for every night to come; what the client wrote stays, and `sereno adjustment end`
takes it back:
  sereno what-if 7 --set english=B1 --save \"the team lead speaks Spanish\"";

/// What to set on which role.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct WhatIfArgs {
    /// The role
    role: RoleId,
    /// One thing to set, like english=B1; may be given again
    #[arg(long = "set", value_name = "NAME=VALUE", required = true)]
    settings: Vec<Setting>,
    /// Set it for good, for this reason, and score the role anew
    #[arg(long, value_name = "REASON", value_parser = super::reason)]
    save: Option<CleanText>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The answer, and what came of saving it.
#[derive(serde::Serialize)]
struct Report {
    #[serde(flatten)]
    board: WhatIfBoard,
    saved: Option<Adjusted>,
}

/// Prints the new shortlist beside the old one.
pub(crate) async fn run(connection: &Connection, args: WhatIfArgs) -> anyhow::Result<ExitCode> {
    let WhatIfArgs { role, settings, save, json } = args;
    let mut conn = pool::acquire(&connection.pool).await?;
    let reasons = Reasons::default();
    let mut found = reasons.what_if(&mut conn, role, settings.clone()).await?;
    connection.names.put(&mut conn, "what-if", &mut found).await?;
    let Some(board) = found else {
        bail!(answer::no_night(role));
    };
    drop(conn);
    let saved = match &save {
        Some(reason) => {
            let actor = super::actor();
            let (settings, reason) = (&settings[..], reason.as_str());
            let new = NewAdjustment { role_id: role, settings, reason, actor: &actor };
            Some(adjustment_save(&connection.pool, &new).await?)
        }
        None => None,
    };
    let report = Report { board, saved };
    if json {
        print::json(&report)?;
        return Ok(ExitCode::SUCCESS);
    }
    show(&report.board);
    match &report.saved {
        Some(saved) => adjustment::tell("saved as", saved),
        None => print::note("nothing is changed: --save REASON sets it for good"),
    }
    Ok(ExitCode::SUCCESS)
}

fn show(board: &WhatIfBoard) {
    let (role, what_if) = (&board.header.role, &board.what_if);
    let settings: Vec<String> = what_if.settings.iter().map(ToString::to_string).collect();
    print::line(&styled(
        print::STRONG,
        format_args!("role {}: {} @ {}", role.role_id, role.title, role.client),
    ));
    print::line(&format!(
        "with {}: {} qualify instead of {}; {} enter the list, {} leave it",
        settings.join(", "),
        what_if.n_qualified_after,
        what_if.n_qualified_before,
        what_if.n_entered(),
        what_if.n_left()
    ));
    weights(what_if);
    answer::adjustments(&board.header.adjustments);
    print::line("");
    print::line(&styled(
        print::DIM,
        "would be  score  was         developer                    | is  score  developer",
    ));
    let name = |seat: &Seat| answer::short_name(&board.people, seat.developer_id);
    let after = what_if.after.iter().map(|seat| {
        let score = score_text(seat.score);
        format!("{:>8} {score:>6}  {:<10}  {}", seat.place, was(seat), name(seat))
    });
    let before = what_if.before.iter().map(|seat| {
        format!("{:>2} {:>6}  {}{}", seat.place, score_text(seat.score), name(seat), gone(seat))
    });
    let (after, before): (Vec<String>, Vec<String>) = (after.collect(), before.collect());
    for at in 0..after.len().max(before.len()) {
        let [after, before] = [&after, &before].map(|side| side.get(at).map_or("", String::as_str));
        print::line(format!("{after:<56} | {before}").trim_end());
    }
    print::note(&format!("\nby the inputs of run {}", board.header.run_id));
}

fn weights(what_if: &WhatIf) {
    if what_if.weights_before == what_if.weights_after {
        return;
    }
    let both = what_if.weights_before.iter().zip(what_if.weights_after);
    let moved = Component::ALL.iter().zip(both).filter(|(_, (before, after))| **before != *after);
    let words: Vec<String> = moved
        .map(|(component, (before, after))| format!("{component} {before} to {after}"))
        .collect();
    print::line(&format!("weights: {}", words.join(", ")));
}

/// How a place of the new list compares with the old.
fn was(seat: &Seat) -> String {
    match &seat.elsewhere {
        Elsewhere::At { place, .. } if *place == seat.place => "same".to_owned(),
        Elsewhere::At { place, .. } => format!("{place}"),
        Elsewhere::Stopped(_) => "stopped".to_owned(),
    }
}

/// Where somebody of the old list goes, when they are off the new one.
fn gone(seat: &Seat) -> String {
    match &seat.elsewhere {
        Elsewhere::At { place, .. } if *place > 50 => format!(" (would be {place})"),
        Elsewhere::At { .. } => String::new(),
        Elsewhere::Stopped(filters) => format!(" (stopped by {})", answer::filters(filters)),
    }
}
