//! `sereno compare ROLE DEVELOPER DEVELOPER`: two developers side by side for one role.

use std::process::ExitCode;

use anyhow::bail;
use sereno_db::pool;
use sereno_domain::board::answer::{CompareBoard, name_of};
use sereno_domain::id::{DeveloperId, RoleId};
use sereno_domain::matching::{Verdict, score_text};

use super::answer;
use crate::connect::Connection;
use crate::print::{self, styled};
use crate::why::Reasons;

/// Columns of a name, a value and its evidence.
const WIDTH: usize = 34;

/// Prints both, component by component, with the difference.
pub(crate) async fn run(
    connection: &Connection,
    role_id: RoleId,
    pair: [DeveloperId; 2],
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut found = Reasons::default().compare(&mut conn, role_id, pair).await?;
    connection.names.put(&mut conn, "compare", &mut found).await?;
    let Some(board) = found else {
        let [one, other] = pair;
        bail!(
            "no night has scored role {role_id} for both {one} and {other}: `sereno matches {role_id}` lists those on its list"
        );
    };
    if json {
        print::json(&board)?;
    } else {
        show(&board);
    }
    Ok(ExitCode::SUCCESS)
}

fn show(board: &CompareBoard) {
    let (role, found) = (&board.header.role, &board.comparison);
    print::line(&styled(
        print::STRONG,
        format_args!("role {}: {} @ {}", role.role_id, role.title, role.client),
    ));
    let sides = [&found.first, &found.second];
    let names =
        sides.map(|side| name_of(&board.people, side.explanation.developer_id).as_str().to_owned());
    row("", &names, "difference");
    row("", &sides.map(|side| answer::place(&side.standing)), "");
    print::line("");
    let lines = found.first.explanation.components.iter();
    let lines = lines.zip(&found.second.explanation.components).zip(&found.differences);
    for ((one, other), difference) in lines {
        let words = [one, other].map(|line| format!("{:>3}  {}", line.value, line.evidence));
        row(difference.component.name(), &words, &answer::signed(difference.points));
    }
    let scores = sides.map(|side| score_text(side.explanation.score));
    row("score", &scores, &answer::signed(found.points));
    print::line("");
    let filters = found.first.explanation.filters.iter().zip(&found.second.explanation.filters);
    for (one, other) in filters {
        let words = [one, other].map(|line| {
            let mark = match line.verdict {
                Verdict::Pass => "",
                Verdict::Unknown => "ask: ",
                Verdict::Fail => "STOP: ",
            };
            format!("{mark}{}", line.found)
        });
        row(one.filter.name(), &words, "");
    }
    print::note(&format!("\nby the frozen inputs of run {}", board.header.run_id));
}

fn row(name: &str, words: &[String; 2], end: &str) {
    let [one, other] = words.each_ref().map(|words| {
        let cut: String = words.chars().take(WIDTH).collect();
        cut
    });
    let line = format!("  {name:<13} {one:<WIDTH$}  {other:<WIDTH$}  {end:>10}");
    print::line(line.trim_end());
}
