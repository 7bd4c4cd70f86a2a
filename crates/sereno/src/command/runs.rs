//! `sereno runs [RUN]`: what the nights did.

use std::process::ExitCode;

use anstyle::Style;
use anyhow::bail;
use sereno_db::board;
use sereno_db::pool::{self, Pool};
use sereno_domain::board::{DigestTotals, RunBoard, RunLine};
use sereno_domain::id::RunId;
use sereno_domain::money::grouped;
use sereno_domain::run::{RunState, Scope};

use crate::print::{self, styled};

/// Prints the newest runs, or one of them opened.
pub(crate) async fn run(
    pool: &Pool,
    run: Option<RunId>,
    n_max: u32,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(pool).await?;
    if let Some(run_id) = run {
        let Some(board) = board::run::run(&mut conn, run_id).await? else {
            bail!("there is no run {run_id}: `sereno runs` lists those there are");
        };
        if json {
            print::json(&board)?;
        } else {
            show(&board);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let board = board::run::runs(&mut conn, n_max).await?;
    if json {
        print::json(&board)?;
    } else if board.runs.is_empty() {
        print::note("no night has run yet: `sereno run nightly --wait` runs one");
    } else {
        heading();
        board.runs.iter().for_each(line);
    }
    Ok(ExitCode::SUCCESS)
}

fn heading() {
    print::line(&styled(
        print::DIM,
        "  run  date        rev  state            took       chunks  quarantined           pairs  rows written",
    ));
}

fn line(run: &RunLine) {
    // Padded before it is coloured: escapes have no width but count as characters.
    let state = styled(style_of(run.state), format_args!("{:<10}", run.state));
    let dry = if run.scope == Scope::DryRun { "  dry run" } else { "" };
    print::line(&format!(
        "{:>5}  {}  {:>3}  {state}  {:>9}  {:>11}  {:>11}  {:>14}  {:>12}{dry}",
        run.run_id,
        run.business_date,
        run.revision,
        took(run),
        format!("{}/{}", run.n_done, run.n_chunks),
        run.n_quarantined,
        grouped(run.n_pairs),
        grouped(run.n_matches_written),
    ));
}

fn style_of(state: RunState) -> Style {
    match state {
        RunState::Done => print::GOOD,
        RunState::Incomplete | RunState::Cancelled => print::WARN,
        RunState::Failed => print::BAD,
        RunState::Running => print::STRONG,
        RunState::Superseded => print::DIM,
    }
}

fn took(run: &RunLine) -> String {
    run.ended_at.map_or_else(String::new, |ended| {
        let milliseconds = ended.duration_since(run.started_at).as_millis();
        format!("{}.{} s", milliseconds / 1_000, milliseconds % 1_000 / 100)
    })
}

fn show(board: &RunBoard) {
    heading();
    line(&board.run);
    if !board.run.reason.is_empty() {
        print::line(&format!("       again because: {}", board.run.reason));
    }
    print::line("");
    for step in &board.steps {
        print::line(&format!(
            "       {:<10}  {:<10}  {:>11} chunks",
            step.kind,
            step.state,
            format!("{}/{}", step.n_done, step.n_chunks)
        ));
    }
    for chunk in board.chunks.iter().filter(|chunk| chunk.error.is_some()) {
        print::line(&format!(
            "       chunk {} of {}: {}, {} attempts: {}",
            chunk.no,
            chunk.kind,
            chunk.state,
            chunk.n_attempts,
            chunk.error.as_ref().map_or("", |error| error.as_str()),
        ));
    }
    if let Some(digest) = &board.digest {
        print::line("");
        print::line(&format!("       {}", sentence(digest)));
    }
}

/// What a night changed, in one line.
pub(super) fn sentence(digest: &DigestTotals) -> String {
    format!(
        "{} developers, {} roles: {} lists changed, {} with a new first place, {} with nobody; {} entered, {} left, {} rescored",
        grouped(digest.n_developers),
        grouped(digest.n_roles),
        digest.n_roles_changed,
        digest.n_roles_new_best,
        digest.n_roles_empty,
        grouped(digest.n_entered),
        grouped(digest.n_left),
        grouped(digest.n_rescored),
    )
}
