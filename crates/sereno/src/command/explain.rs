//! `sereno explain ROLE DEVELOPER`: why a pair has its score, from the frozen inputs of the newest
//! finished night.

use std::process::ExitCode;

use anyhow::{Context, bail};
use sereno_db::night_result::run_input_load;
use sereno_db::pool::{self, Pool};
use sereno_db::run::run_find_newest_ended;
use sereno_domain::id::{DeveloperId, RoleId};
use sereno_domain::matching::explain::explain;
use sereno_domain::matching::{Explanation, Verdict};

use crate::print;

/// Prints every filter, component and skill of the pair.
pub(crate) async fn run(
    pool: &Pool,
    role_id: RoleId,
    developer_id: DeveloperId,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(pool).await?;
    let run_id = run_find_newest_ended(&mut conn)
        .await?
        .context("no night has ended yet: `sereno run nightly --wait` runs one")?;
    let inputs = run_input_load(&mut conn, run_id).await?;
    let Some(explanation) = explain(&inputs, role_id, developer_id) else {
        bail!("run {run_id} did not score role {role_id} with developer {developer_id}");
    };
    if json {
        print::json(&explanation)?;
    } else {
        print::line(&format!("developer {developer_id} for role {role_id}, by run {run_id}"));
        show(&explanation);
    }
    Ok(ExitCode::SUCCESS)
}

fn show(explanation: &Explanation) {
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
            "  {:<13} {:>6} = {:>4} bp x {:>3}   {}",
            line.component,
            print::score(line.points),
            line.weight_bp,
            line.value,
            line.evidence
        ));
    }
    print::line(&format!(
        "  {:<13} {:>6}   {} % of the weight rests on known facts",
        "score",
        print::score(explanation.score),
        explanation.confidence
    ));
    print::line("");
    for line in &explanation.skills {
        print::line(&format!(
            "  {:<6} {:<20} level {}  {:>3}  {}",
            line.importance, line.skill, line.level, line.value, line.evidence
        ));
    }
}
