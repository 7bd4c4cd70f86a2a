//! `sereno runs [RUN]`: what the nights did.

use std::process::ExitCode;

use anyhow::bail;
use sereno_db::board;
use sereno_db::pool::Pool;
use sereno_domain::board::{RunBoard, RunLine};
use sereno_domain::id::RunId;
use sereno_domain::money::grouped;

use crate::print;

/// Runs listed at once.
const N_RUNS: i64 = 50;

/// Prints the newest runs, or one of them opened.
pub(crate) async fn run(pool: &Pool, run: Option<RunId>, json: bool) -> anyhow::Result<ExitCode> {
    let mut conn = pool.acquire().await?;
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
    let board = board::run::runs(&mut conn, N_RUNS).await?;
    if json {
        print::json(&board)?;
    } else if board.runs.is_empty() {
        print::note("no night has run yet: `sereno run nightly --wait` runs one");
    } else {
        print::line("  run  date        rev  state       chunks done  quarantined         pairs  rows written");
        board.runs.iter().for_each(line);
    }
    Ok(ExitCode::SUCCESS)
}

fn line(run: &RunLine) {
    print::line(&format!(
        "{:>5}  {}  {:>3}  {:<10}  {:>11}  {:>11}  {:>12}  {:>12}",
        run.run_id,
        run.business_date,
        run.revision,
        run.state,
        format!("{}/{}", run.n_done, run.n_chunks),
        run.n_quarantined,
        grouped(run.n_pairs),
        grouped(run.n_matches_written),
    ));
}

fn show(board: &RunBoard) {
    line(&board.run);
    for step in &board.steps {
        print::line(&format!(
            "       {:<10}  {:<10}  {:>11}",
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
        print::line(&format!(
            "       {} roles, {} changed, {} with a new first place, {} with nobody; {} entered, {} left, {} rescored",
            digest.n_roles,
            digest.n_roles_changed,
            digest.n_roles_new_best,
            digest.n_roles_empty,
            digest.n_entered,
            digest.n_left,
            digest.n_rescored,
        ));
    }
}
