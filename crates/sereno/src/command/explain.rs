//! `sereno explain ROLE DEVELOPER`: why a pair has its score, from the frozen inputs of the newest
//! night that scored the role.

use std::process::ExitCode;

use anyhow::bail;
use sereno_db::pool::{self, Pool};
use sereno_domain::board::WhyBoard;
use sereno_domain::id::{DeveloperId, RoleId};
use sereno_domain::matching::{Explanation, Verdict, score_text_exact};

use crate::print::{self, styled};
use crate::why::Reasons;

/// Prints every filter, component and skill of the pair.
pub(crate) async fn run(
    pool: &Pool,
    role_id: RoleId,
    developer_id: DeveloperId,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(pool).await?;
    let Some(why) = Reasons::default().load(&mut conn, role_id, developer_id).await? else {
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

fn show(why: &WhyBoard) {
    let place = match why.rank {
        Some(rank) => format!("place {rank}"),
        None if why.explanation.qualifies() => "qualifies, but others are better".to_owned(),
        None => "stopped".to_owned(),
    };
    print::line(&format!(
        "{} for {} @ {}: {place}",
        styled(print::STRONG, format_args!("{} ({})", why.name, why.country)),
        why.role.title,
        why.role.client
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
