//! `sereno matches [ROLE]`: the open roles with their best, the shortlist of one, or the roles that
//! suit one developer best.

use std::process::ExitCode;

use anyhow::bail;
use sereno_db::board;
use sereno_db::pool;
use sereno_domain::board::best_roles::BestRolesBoard;
use sereno_domain::board::choice::{Choice, OffListLine};
use sereno_domain::board::{Movement, RoleLine, RolesBoard, ShortlistBoard};
use sereno_domain::id::{DeveloperId, RoleId};
use sereno_domain::match_override::OverrideKind;
use sereno_domain::matching::{Filter, score_text};

use super::{answer, match_override};
use crate::connect::Connection;
use crate::print::{self, styled};
use crate::why::Reasons;

/// Prints the open roles, or the shortlist of one.
pub(crate) async fn run(
    connection: &Connection,
    role: Option<RoleId>,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(&connection.pool).await?;
    if let Some(role_id) = role {
        let mut found = board::matches::shortlist(&mut conn, role_id).await?;
        connection.names.put(&mut conn, "matches", &mut found).await?;
        let Some(board) = found else {
            bail!("there is no role {role_id}: `sereno matches` lists those that are open");
        };
        if json {
            print::json(&board)?;
        } else {
            show(&board);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let mut board = board::matches::roles(&mut conn).await?;
    connection.names.put(&mut conn, "matches", &mut board).await?;
    if json {
        print::json(&board)?;
    } else if board.roles.is_empty() {
        print::note(
            "no role is open: `sereno import roles FILE` takes some in, `sereno demo` makes some up",
        );
    } else {
        list(&board);
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the roles that suit a developer best, by the frozen inputs of the newest night: those on
/// whose lists they are, and those whose lists others fill.
pub(crate) async fn of_developer(
    connection: &Connection,
    developer_id: DeveloperId,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut found = Reasons::default().best_roles(&mut conn, developer_id).await?;
    connection.names.put(&mut conn, "matches", &mut found).await?;
    let Some(board) = found else {
        bail!(
            "no night has scored developer {developer_id}: those who applied, are in vetting or on the bench are scored by `sereno run nightly --wait`"
        );
    };
    if json {
        print::json(&board)?;
    } else {
        best(&board);
    }
    Ok(ExitCode::SUCCESS)
}

fn best(board: &BestRolesBoard) {
    print::line(&styled(
        print::STRONG,
        format_args!("{} {}, as of {}", board.developer_id, board.name, board.business_date),
    ));
    if board.roles.is_empty() {
        print::line(&styled(print::WARN, "qualifies for no open role"));
        return;
    }
    print::line(&styled(print::DIM, "  score  known  place  role"));
    for line in &board.roles {
        let place = line.rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string());
        print::line(&format!(
            "{:>7}  {:>4}%  {place:>5}  {} {} @ {}",
            score_text(line.score),
            line.confidence,
            line.role_id,
            line.title,
            line.client
        ));
    }
}

fn list(board: &RolesBoard) {
    print::line(&styled(print::DIM, " role  qualified  best                              title"));
    for role in &board.roles {
        let best = role.top.first().map_or_else(
            || "nobody".to_owned(),
            |top| format!("{:>6} {}", score_text(top.score), top.name),
        );
        let n_qualified = role.n_qualified.map_or_else(|| "-".to_owned(), |n| n.to_string());
        let style = if role.top.is_empty() { print::WARN } else { anstyle::Style::new() };
        print::line(&format!(
            "{:>5}  {n_qualified:>9}  {}  {} @ {}",
            role.role_id,
            styled(style, format_args!("{best:<32}")),
            role.title,
            role.client
        ));
    }
}

fn show(board: &ShortlistBoard) {
    let role = &board.role;
    print::line(&styled(
        print::STRONG,
        format_args!("role {}: {} @ {}", role.role_id, role.title, role.client),
    ));
    answer::adjustments(&board.adjustments);
    if board.candidates.is_empty() {
        print::line(&styled(print::WARN, blocked(role)));
    } else {
        print::line(&styled(print::DIM, " rank   score   moved  known  developer"));
    }
    for candidate in &board.candidates {
        let line = format!(
            "{:>5}  {:>6}  {:>6}  {:>4}%  {} {} ({})  {}",
            candidate.rank,
            score_text(candidate.score),
            moved(candidate.movement),
            candidate.confidence,
            candidate.developer_id,
            candidate.name,
            candidate.country,
            chosen(&candidate.choice),
        );
        print::line(line.trim_end());
    }
    if !board.off_list.is_empty() {
        print::line("");
        print::line(&styled(print::DIM, "beside the list"));
    }
    for line in &board.off_list {
        let OffListLine { developer_id, name, country, choice } = line;
        print::line(&format!("  {developer_id} {name} ({country})  {}", chosen(choice)));
    }
    if let Some(best) = board.candidates.first() {
        print::note(&format!("why: sereno explain {} {}", role.role_id, best.developer_id));
    }
}

/// How far somebody has come, and what was decided about them.
fn chosen(choice: &Choice) -> String {
    let step = choice.step.as_ref().map(|step| match step.reason {
        Some(reason) => format!("{} ({reason})", step.state),
        None => step.state.to_string(),
    });
    let decided = choice.decided.as_ref().map(|decided| {
        let words = match decided.kind {
            OverrideKind::PutOn => "put on",
            OverrideKind::KeepOff => "kept off",
        };
        format!("{words}: {}", match_override::words(decided))
    });
    [step, decided].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn moved(movement: Movement) -> String {
    match movement {
        Movement::New => "new".to_owned(),
        Movement::Same => String::new(),
        Movement::By(points) => {
            let sign = if points < 0 { '-' } else { '+' };
            format!("{sign}{}", score_text(points.unsigned_abs()))
        }
    }
}

/// Which filter keeps everybody out, and what relaxing it would bring.
fn blocked(role: &RoleLine) -> String {
    if role.n_qualified.is_none() {
        return "not scored yet: `sereno run nightly --wait` runs a night".to_owned();
    }
    let alone = Filter::ALL.iter().zip(role.n_blocked_alone).max_by_key(|(_, n_alone)| *n_alone);
    match alone {
        Some((filter, n_alone)) if n_alone > 0 => {
            format!("nobody qualifies: `{filter}` alone stops {n_alone}, who pass everything else")
        }
        _ => "nobody qualifies: everybody is stopped by more than one filter".to_owned(),
    }
}
