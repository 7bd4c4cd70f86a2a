//! A run beside an earlier one, and what a dry run would change.

use std::process::ExitCode;

use anyhow::Context;
use sereno_db::board;
use sereno_db::night_result::dry_run_find;
use sereno_db::pool::{self, PgConnection, Pool};
use sereno_domain::board::StepLine;
use sereno_domain::board::diff::{DiffBoard, RoleMove, RunSide};
use sereno_domain::id::RunId;
use sereno_domain::money::grouped;

use crate::print::{self, styled};

/// Prints a run beside another, or beside the last good one before it.
pub(crate) async fn run(
    pool: &Pool,
    run_id: RunId,
    other: Option<RunId>,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(pool).await?;
    let board = board::diff::diff(&mut conn, run_id, other).await?;
    let board = board.with_context(|| {
        format!("there is no run {run_id}: `sereno runs` lists those there are")
    })?;
    if json {
        print::json(&board)?;
    } else {
        show(&board);
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints what a dry run would change, and how to carry it out.
pub(crate) async fn dry_run(
    conn: &mut PgConnection,
    run_id: RunId,
    json: bool,
) -> anyhow::Result<()> {
    let board = board::diff::diff(conn, run_id, None).await?;
    let found = dry_run_find(conn, run_id).await?;
    let (board, found) = board.zip(found).context("the dry run is gone meanwhile")?;
    if json {
        return print::json(&serde_json::json!({ "plan": found.plan_hash, "diff": board }));
    }
    show(&board);
    print::line(&format!("plan {}", styled(print::STRONG, &found.plan_hash)));
    print::note(&format!(
        "nothing was changed; to change it: sereno commit {run_id} --plan {} --reason ...",
        found.plan_hash
    ));
    Ok(())
}

fn show(board: &DiffBoard) {
    let before = board.before.as_ref();
    let other = before.map_or_else(|| "no run before it".to_owned(), name);
    print::line(&format!("{} beside {other}", styled(print::STRONG, name(&board.run))));
    let of = |value: &dyn Fn(&RunSide) -> Option<u64>| [value(&board.run), before.and_then(value)];
    let digest = |side: &RunSide| side.digest;
    let numbers = [
        ("developers", of(&|side| digest(side).map(|digest| digest.n_developers))),
        ("roles", of(&|side| digest(side).map(|digest| digest.n_roles))),
        ("roles with nobody", of(&|side| digest(side).map(|digest| digest.n_roles_empty))),
        ("lists changed", of(&|side| digest(side).map(|digest| digest.n_roles_changed))),
        ("new first places", of(&|side| digest(side).map(|digest| digest.n_roles_new_best))),
        ("entered", of(&|side| digest(side).map(|digest| digest.n_entered))),
        ("left", of(&|side| digest(side).map(|digest| digest.n_left))),
        ("rescored", of(&|side| digest(side).map(|digest| digest.n_rescored))),
        ("pairs scored", of(&|side| Some(side.run.n_pairs))),
        ("rows written", of(&|side| Some(side.run.n_matches_written))),
        ("chunks", of(&|side| Some(side.run.n_chunks))),
        ("attempts", of(&|side| Some(side.run.n_attempts))),
    ];
    for (what, values) in numbers {
        row(what, values.map(|value| value.map(grouped)));
    }
    for step in &board.run.steps {
        let same = |side: &&StepLine| side.kind == step.kind;
        let earlier = before.and_then(|side| side.steps.iter().find(same));
        row(&format!("{} took", step.kind), [took(step), earlier.and_then(took)]);
    }
    print::line(&format!(
        "      roles: {} new, {} gone, {} nobody now, {} somebody now",
        board.n_roles_new,
        board.n_roles_vanished,
        have(board.n_roles_emptied),
        have(board.n_roles_filled)
    ));
    board.movers.iter().for_each(mover);
}

/// `1 has`, `2 have`.
fn have(n: u64) -> String {
    format!("{} {}", grouped(n), if n == 1 { "has" } else { "have" })
}

fn name(side: &RunSide) -> String {
    let run = &side.run;
    format!(
        "run {} for {}, revision {} ({}, {})",
        run.run_id, run.business_date, run.revision, run.scope, run.state
    )
}

fn row(what: &str, [now, before]: [Option<String>; 2]) {
    let shown = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
    print::line(&format!("      {what:<20} {:>16} {:>16}", shown(now), shown(before)));
}

fn took(step: &StepLine) -> Option<String> {
    let took = step.ended_at?.duration_since(step.started_at?).as_millis();
    Some(format!("{}.{:03} s", took / 1_000, took % 1_000))
}

fn mover(role: &RoleMove) {
    let best = if role.best_changed { ", another first" } else { "" };
    let before = role.n_qualified_before.map_or_else(String::new, |n| format!(" of {n} before"));
    print::line(&format!(
        "      role {:<6} {} entered, {} left, {} rescored{best}; {} qualify{before}  {} @ {}",
        role.role_id,
        role.n_entered,
        role.n_left,
        role.n_rescored,
        role.n_qualified,
        role.title,
        role.client,
    ));
}
