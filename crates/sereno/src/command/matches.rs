//! `sereno matches [ROLE]` and `sereno explain ROLE DEVELOPER`: who fits, and why.

use std::process::ExitCode;

use anyhow::{Context, bail};
use sereno_db::pool::Pool;
use sereno_db::{board, frozen};
use sereno_domain::board::{Movement, RoleLine, ShortlistBoard, WhyBoard};
use sereno_domain::id::{DeveloperId, RoleId};
use sereno_domain::matching::explain::explain as explain_pair;
use sereno_domain::matching::{Filter, Verdict};

use crate::print;

/// Prints the open roles, or the shortlist of one.
pub(crate) async fn run(pool: &Pool, role: Option<RoleId>, json: bool) -> anyhow::Result<ExitCode> {
    let mut conn = pool.acquire().await?;
    if let Some(role_id) = role {
        let Some(board) = board::matches::shortlist(&mut conn, role_id).await? else {
            bail!("there is no role {role_id}: `sereno matches` lists those that are open");
        };
        if json {
            print::json(&board)?;
        } else {
            show(&board);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let board = board::matches::roles(&mut conn).await?;
    if json {
        print::json(&board)?;
    } else if board.roles.is_empty() {
        print::note("no role is open: `sereno import roles` takes some in, `sereno demo` makes some up");
    } else {
        print::line(" role  qualified  best                              title");
        for role in &board.roles {
            let best = role.top.first().map_or_else(
                || "nobody".to_owned(),
                |top| format!("{} {}", print::score(top.score), top.name),
            );
            let n_qualified = role.n_qualified.map_or_else(|| "-".to_owned(), |n| n.to_string());
            print::line(&format!(
                "{:>5}  {n_qualified:>9}  {best:<32}  {} @ {}",
                role.role_id, role.title, role.client
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn show(board: &ShortlistBoard) {
    print::line(&format!("role {}: {} @ {}", board.role.role_id, board.role.title, board.role.client));
    if board.candidates.is_empty() {
        print::line(&blocked(&board.role));
        return;
    }
    print::line(" rank   score   moved  known  developer");
    for candidate in &board.candidates {
        let moved = match candidate.movement {
            Movement::New => "new".to_owned(),
            Movement::Same => String::new(),
            Movement::By(points) => {
                let sign = if points < 0 { '-' } else { '+' };
                format!("{sign}{}", print::score(points.unsigned_abs()))
            }
        };
        print::line(&format!(
            "{:>5}  {:>6}  {moved:>6}  {:>4}%  {} {} ({})",
            candidate.rank,
            print::score(candidate.score),
            candidate.confidence,
            candidate.developer_id,
            candidate.name,
            candidate.country,
        ));
    }
}

/// Which filter keeps everybody out, and what relaxing it would bring.
fn blocked(role: &RoleLine) -> String {
    if role.n_qualified.is_none() {
        return "not scored yet: `sereno run nightly --wait`".to_owned();
    }
    Filter::ALL
        .iter()
        .zip(role.n_blocked_alone)
        .max_by_key(|(_, n_alone)| *n_alone)
        .filter(|(_, n_alone)| *n_alone > 0)
        .map_or_else(
            || "nobody qualifies: everyone is stopped by more than one filter".to_owned(),
            |(filter, n_alone)| {
                format!("nobody qualifies: `{filter}` alone stops {n_alone}, who pass everything else")
            },
        )
}

/// Prints why a developer has the place they have.
pub(crate) async fn explain(
    pool: &Pool,
    role_id: RoleId,
    developer_id: DeveloperId,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool.acquire().await?;
    let Some(header) = board::matches::why_header(&mut conn, role_id, developer_id).await? else {
        bail!("no finished night knows role {role_id} and developer {developer_id}: run a night first");
    };
    let inputs = frozen::frozen_load(&mut conn, header.run_id)
        .await?
        .with_context(|| format!("the inputs of run {} are no longer kept", header.run_id))?;
    let Some(explanation) = explain_pair(&inputs, role_id, developer_id) else {
        bail!("run {} did not score role {role_id} with developer {developer_id}", header.run_id);
    };
    let why = header.with(explanation);
    if json {
        print::json(&why)?;
    } else {
        show_why(&why);
    }
    Ok(ExitCode::SUCCESS)
}

fn show_why(why: &WhyBoard) {
    let explanation = &why.explanation;
    let place = why.rank.map_or_else(|| "not on the list".to_owned(), |rank| format!("place {rank}"));
    print::line(&format!("{} for {} @ {}: {place}", why.name, why.role.title, why.role.client));
    print::line("");
    for line in &explanation.filters {
        let mark = match line.verdict {
            Verdict::Pass => "pass",
            Verdict::Unknown => "ask ",
            Verdict::Fail => "STOP",
        };
        print::line(&format!("  {mark}  {:<13} {} | {}", line.filter, line.demanded, line.found));
    }
    print::line("");
    for line in &explanation.components {
        print::line(&format!(
            "  {:<13} {:>6} = {:>4} x {:>3}   {}",
            line.component,
            print::score(line.points),
            line.weight_bp,
            line.value,
            line.evidence
        ));
    }
    print::line(&format!("  {:<13} {:>6}", "score", print::score(explanation.score)));
    print::line("");
    for line in &explanation.skills {
        print::line(&format!(
            "  {:<6} {:<20} level {}  {:>3}  {}",
            line.importance, line.skill, line.level, line.value, line.evidence
        ));
    }
    print::line("");
    print::line(&format!("  inputs of run {}, model {}", why.run_id, why.model));
}
