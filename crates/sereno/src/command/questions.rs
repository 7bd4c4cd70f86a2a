//! `sereno questions`: what interviews ask, and what the answers say of each question.

use std::process::ExitCode;

use sereno_db::pool::{self, Pool};
use sereno_db::question::question_list;
use sereno_domain::question::statistics::{N_USES_MIN, QuestionLine};

use crate::print::{self, styled};

/// Prints every question with its statistics.
pub(crate) async fn run(pool: &Pool, json: bool) -> anyhow::Result<ExitCode> {
    let lines = question_list(&mut *pool::acquire(pool).await?).await?;
    if json {
        print::json(&lines)?;
        return Ok(ExitCode::SUCCESS);
    }
    print::line(&styled(
        print::DIM,
        "kind             uses   mean  tells apart  last asked  question",
    ));
    lines.iter().for_each(show);
    print::note(&format!(
        "\ntells apart: correlation with the same person's other answers; below 0.20 a question is useless. Nothing is said before {N_USES_MIN} uses"
    ));
    Ok(ExitCode::SUCCESS)
}

fn show(line: &QuestionLine) {
    let mean = line
        .mean_hundredths
        .map_or_else(|| "-".to_owned(), |mean| format!("{}.{:02}", mean / 100, mean % 100));
    let last = line.last_used_on.map_or_else(|| "never".to_owned(), |day| day.to_string());
    let flags: Vec<&str> = line.flags.iter().map(|flag| flag.name()).collect();
    print::line(&format!(
        "{:<12}  {:>7}  {mean:>5}  {:>11}  {last:<10}  {} {}",
        line.kind,
        line.n_uses,
        discrimination(line),
        line.slug,
        styled(print::WARN, flags.join(", ")),
    ));
}

fn discrimination(line: &QuestionLine) -> String {
    line.discrimination_permille.map_or_else(
        || "-".to_owned(),
        |permille| {
            let sign = if permille < 0 { "-" } else { "" };
            format!("{sign}{}.{:03}", permille.abs() / 1_000, permille.abs() % 1_000)
        },
    )
}
