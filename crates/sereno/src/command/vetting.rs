//! `sereno vetting`: who waits for which stage, what expires, and how severe evaluators are.

use std::process::ExitCode;

use jiff::civil::Date;
use sereno_db::board;
use sereno_db::evaluator::evaluator_list;
use sereno_db::pool::{self, Pool};
use sereno_domain::board::vetting::{EvaluatorLine, VettingBoard};

use crate::connect::Connection;
use crate::print::{self, styled};

/// Prints where vetting stands on a day.
pub(crate) async fn run(
    connection: &Connection,
    as_of: Date,
    within_days: u16,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut board = board::vetting::vetting(&mut conn, as_of, within_days).await?;
    connection.names.put(&mut conn, "vetting", &mut board).await?;
    if json {
        print::json(&board)?;
    } else {
        show(&board, within_days);
    }
    Ok(ExitCode::SUCCESS)
}

fn show(board: &VettingBoard, within_days: u16) {
    print::line(&styled(
        print::STRONG,
        format_args!("{} expire within {within_days} days", board.expiring.len()),
    ));
    for line in &board.expiring {
        print::line(&format!(
            "  {}  {:<12}  {} {}",
            line.expires_on, line.stage, line.developer_id, line.name
        ));
    }
    print::line("");
    print::line(&styled(print::STRONG, format_args!("{} on the way", board.waiting.len())));
    for line in &board.waiting {
        let next = line.next_stage.map_or("all passed", |stage| stage.name());
        let last = line.last_held_on.map_or_else(|| "never".to_owned(), |day| day.to_string());
        print::line(&format!(
            "  {next:<12}  last held {last:<10}  {} {}",
            line.developer_id, line.name
        ));
    }
}

/// Prints every evaluator, the most severe first.
pub(crate) async fn evaluators(pool: &Pool, json: bool) -> anyhow::Result<ExitCode> {
    let lines = evaluator_list(&mut *pool::acquire(pool).await?).await?;
    if json {
        print::json(&lines)?;
        return Ok(ExitCode::SUCCESS);
    }
    print::line(&styled(
        print::DIM,
        "evaluator  stages   mean  taken off  questions  mean  taken off",
    ));
    for line in &lines {
        print::line(&evaluator(line));
    }
    print::note(
        "\ntaken off: how far above the others they are believed to be; counted before each night",
    );
    Ok(ExitCode::SUCCESS)
}

fn evaluator(line: &EvaluatorLine) -> String {
    let stage_mean = hundredths(line.stage_mean_hundredths);
    let item_mean = hundredths(line.item_mean_hundredths);
    let tenths = line.item_deviation_tenths;
    let sign = if tenths < 0 { "-" } else { "" };
    let item_off = format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10);
    format!(
        "{:>9}  {:>6}  {stage_mean:>5}  {:>9}  {:>9}  {item_mean:>4}  {item_off:>9}",
        line.evaluator_id, line.n_stages, line.stage_deviation, line.n_items
    )
}

fn hundredths(mean: u32) -> String {
    format!("{}.{:02}", mean / 100, mean % 100)
}
