//! `sereno shortlist`: whom we put forward for a role, and how it went on.

use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand};
use sereno_db::board;
use sereno_db::pool::{self, Pool};
use sereno_domain::board::choice::{StepLine, StepsBoard};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{DeveloperId, RoleId};
use sereno_domain::matching::score_text;
use sereno_domain::shortlist::{ShortlistReason, ShortlistState};
use sereno_jobs::choose::{Decision, shortlist_step};

use crate::connect::Connection;
use crate::print::{self, styled};

/// What can be done with a shortlist.
#[derive(Debug, Subcommand)]
pub(crate) enum ShortlistAction {
    /// Show everybody who was put forward for a role, step by step
    Show {
        /// The role
        role: RoleId,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Put a developer forward for a role, or say how it went on
    #[command(after_help = "\
States: proposed, sent, interview, offer, accepted; rejected and withdrawn end it and need a reason.
Reasons of either: skills, seniority, industry, rate, english, overlap, availability, team, country,
no_reply, role_closed, mistake; of rejected also client_choice, of withdrawn also developer_choice
and other_offer. `sereno quality` judges the order of the lists by what came of them.")]
    Move(MoveArgs),
}

/// A step.
#[derive(Debug, Args)]
pub(crate) struct MoveArgs {
    /// The role
    role: RoleId,
    /// The developer
    developer: DeveloperId,
    /// Where it leads
    state: ShortlistState,
    /// Why it came to nothing
    #[arg(long)]
    reason: Option<ShortlistReason>,
    /// Anything worth knowing, in a sentence
    #[arg(long, default_value = "")]
    note: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Does it.
pub(crate) async fn run(
    connection: &Connection,
    action: ShortlistAction,
) -> anyhow::Result<ExitCode> {
    match action {
        ShortlistAction::Show { role, json } => show(connection, role, json).await?,
        ShortlistAction::Move(args) => advance(&connection.pool, args).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn show(connection: &Connection, role: RoleId, json: bool) -> anyhow::Result<()> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut found = board::choice::steps(&mut conn, role).await?;
    connection.names.put(&mut conn, "shortlist", &mut found).await?;
    let Some(board) = found else {
        bail!("there is no role {role}: `sereno matches` lists those that are open");
    };
    if json {
        return print::json(&board);
    }
    tell(&board);
    Ok(())
}

fn tell(board: &StepsBoard) {
    print::line(&styled(
        print::STRONG,
        format_args!("role {}: {} @ {}", board.role_id, board.title, board.client),
    ));
    if board.developers.is_empty() {
        print::note(&format!(
            "nobody was put forward: sereno shortlist move {} DEVELOPER proposed",
            board.role_id
        ));
    }
    for line in &board.developers {
        print::line(&format!("{} {}", line.developer_id, line.name));
        for step in &line.steps {
            print::line(&told(step));
        }
    }
}

fn told(step: &StepLine) -> String {
    let reason = step.reason.map_or_else(String::new, |reason| format!(" ({reason})"));
    let listed = match (step.place, step.score) {
        (Some(place), Some(score)) => format!("place {place}, {}", score_text(score)),
        _ => "off the list".to_owned(),
    };
    let when = styled(print::DIM, format_args!("{:.0} {}  {listed}", step.at, step.actor));
    format!("  {:<10}{reason}  {when}  {}", step.state, step.note).trim_end().to_owned()
}

async fn advance(pool: &Pool, args: MoveArgs) -> anyhow::Result<()> {
    let MoveArgs { role, developer, state, reason, note, json } = args;
    let decision = Decision { role_id: role, developer_id: developer, actor: super::actor() };
    let step = shortlist_step(pool, &decision, (state, reason), &CleanText::new(&note)).await?;
    if json {
        return print::json(&serde_json::json!({
            "role_id": role, "developer_id": developer, "from": step.from(), "to": step.to(),
        }));
    }
    let from = step.from().map_or_else(|| "not put forward".to_owned(), |from| from.to_string());
    print::note(&format!("developer {developer} for role {role}: {from} -> {}", step.to()));
    Ok(())
}
