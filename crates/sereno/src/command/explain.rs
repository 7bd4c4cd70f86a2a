//! `sereno explain ROLE [DEVELOPER]`: why a pair has its score or why it has none, or who a role
//! stops and what relaxing it brings; from the frozen inputs of the newest night.

use std::process::ExitCode;

use anyhow::bail;
use sereno_db::pool;
use sereno_domain::board::WhyBoard;
use sereno_domain::board::answer::RoleBoard;
use sereno_domain::id::{DeveloperId, RoleId};
use sereno_domain::matching::relax::RoleAnswer;
use sereno_domain::matching::{Explanation, Filter, Verdict, score_text_exact};

use super::answer;
use crate::connect::Connection;
use crate::print::{self, styled};
use crate::why::Reasons;

/// Prints everything there is to say about a pair.
pub(crate) async fn pair(
    connection: &Connection,
    role_id: RoleId,
    developer_id: DeveloperId,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut found = Reasons::default().load(&mut conn, role_id, developer_id).await?;
    connection.names.put(&mut conn, "explain", &mut found).await?;
    let Some(why) = found else {
        bail!(
            "no night has scored developer {developer_id} for role {role_id}: `sereno run nightly --wait` runs one, `sereno matches` lists the roles"
        );
    };
    if json {
        print::json(&why)?;
    } else {
        show(&why);
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints who a role stops and what relaxing it brings.
pub(crate) async fn role(
    connection: &Connection,
    role_id: RoleId,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut found = Reasons::default().role(&mut conn, role_id).await?;
    connection.names.put(&mut conn, "explain", &mut found).await?;
    let Some(board) = found else {
        bail!(answer::no_night(role_id));
    };
    if json {
        print::json(&board)?;
    } else {
        show_role(&board);
    }
    Ok(ExitCode::SUCCESS)
}

fn show(why: &WhyBoard) {
    print::line(&format!(
        "{} for {} @ {}: {}",
        styled(print::STRONG, format_args!("{} ({})", why.name, why.country)),
        why.role.title,
        why.role.client,
        answer::place(&why.answer.standing),
    ));
    filters(&why.explanation);
    components(&why.explanation);
    print::line("");
    for line in &why.explanation.skills {
        print::line(&format!(
            "  {:<6}  {:<24} level {}  {:>3}  {}",
            line.importance, line.skill, line.level, line.value, line.evidence
        ));
    }
    answer::standing(why);
    answer::balance(&why.answer.balance);
    answer::counterfactuals(why);
    if let Some(changed) = &why.answer.changed {
        answer::pair_change(changed);
    }
    if let Some(unreadable) = &why.before_unreadable {
        print::note(&format!("\n{unreadable}"));
    }
    print::note(&format!("\nby the frozen inputs of run {}, model {}", why.run_id, why.model));
}

fn filters(explanation: &Explanation) {
    print::line("");
    for line in &explanation.filters {
        let mark = match line.verdict {
            Verdict::Pass => styled(print::GOOD, "pass"),
            Verdict::Unknown => styled(print::WARN, "ask "),
            Verdict::Fail => styled(print::BAD, "STOP"),
        };
        print::line(&format!("  {mark}  {:<13} {} | {}", line.filter, line.demanded, line.found));
    }
}

fn components(explanation: &Explanation) {
    print::line("");
    for line in &explanation.components {
        print::line(&format!(
            "  {:<13} {:>8} = {:>4} bp x {:>3}   {}",
            line.component,
            score_text_exact(line.points),
            line.weight_bp,
            line.value,
            line.evidence
        ));
    }
    print::line(&format!(
        "  {:<13} {}   {} % of the weight rests on known facts",
        "score",
        styled(print::STRONG, format_args!("{:>8}", score_text_exact(explanation.score))),
        explanation.confidence
    ));
}

fn show_role(board: &RoleBoard) {
    let (role, found) = (&board.header.role, &board.answer);
    print::line(&styled(
        print::STRONG,
        format_args!("role {}: {} @ {}", role.role_id, role.title, role.client),
    ));
    print::line(&format!(
        "{} of {} developers pass every filter",
        found.n_qualified, found.n_developers
    ));
    answer::adjustments(&board.header.adjustments);
    print::line("");
    print::line(&styled(print::DIM, "  stops           alone   in all"));
    let counts = Filter::ALL.iter().zip(found.n_blocked_alone.iter().zip(found.n_blocked));
    for (filter, (n_alone, n)) in counts.filter(|(_, (_, n))| *n > 0) {
        print::line(&format!("  {filter:<13} {n_alone:>7}  {n:>7}"));
    }
    print::line("");
    print::line(&blocks_most(found));
    if found.ladder.is_empty() {
        print::line("no single step lets anybody in");
    } else {
        print::line("");
        print::line(&styled(print::DIM, "  would let in   by"));
        for rung in &found.ladder {
            let lost = match rung.n_lost {
                0 => String::new(),
                n => format!("   and shut {n} out"),
            };
            print::line(&format!("  {:>12}   {}{lost}", rung.n_gained, rung.setting));
        }
        if let Some(rung) = found.ladder.first() {
            print::note(&format!(
                "see the list: sereno what-if {} --set {}",
                role.role_id, rung.setting
            ));
        }
    }
    print::note(&format!("\nby the frozen inputs of run {}", board.header.run_id));
}

fn blocks_most(answer: &RoleAnswer) -> String {
    let Some(filter) = answer.blocks_most else {
        return "no filter stops anybody".to_owned();
    };
    let places = Filter::ALL.iter().zip(answer.n_blocked_alone.iter().zip(answer.n_blocked));
    let (n_alone, n) = places
        .filter(|(known, _)| **known == filter)
        .map(|(_, (n_alone, n))| (*n_alone, n))
        .next()
        .unwrap_or_default();
    let most = if n_alone > 0 {
        format!("`{filter}` blocks most: {n_alone} pass everything else")
    } else {
        format!("`{filter}` blocks most: it stops {n}, all of whom something else stops too")
    };
    match answer.blocks_most_together {
        Some((one, other, n)) => {
            format!("{most}; `{one}` and `{other}` together stop {n} more")
        }
        None => most,
    }
}
