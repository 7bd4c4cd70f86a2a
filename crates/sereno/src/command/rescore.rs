//! `sereno rescore developer|role ID ...`: score somebody anew now, not tonight.

use std::process::ExitCode;

use clap::Subcommand;
use sereno_db::pool::Pool;
use sereno_domain::id::{DeveloperId, RoleId};
use sereno_domain::money::grouped;
use sereno_jobs::instant::{InstantReport, Subjects, rescore};

use crate::print;

/// What is scored anew.
#[derive(Debug, Subcommand)]
pub(super) enum RescoreAction {
    /// A few developers, against every open role
    Developer {
        /// Who
        #[arg(required = true)]
        ids: Vec<DeveloperId>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// A few open roles, against every developer
    Role {
        /// Which
        #[arg(required = true)]
        ids: Vec<RoleId>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Scores and says what changed.
pub(super) async fn run(
    pool: &Pool,
    action: RescoreAction,
    actor: &str,
) -> anyhow::Result<ExitCode> {
    let (subjects, json) = match action {
        RescoreAction::Developer { ids, json } => {
            (Subjects::Developers(ids.into_iter().collect()), json)
        }
        RescoreAction::Role { ids, json } => (Subjects::Roles(ids.into_iter().collect()), json),
    };
    let report = rescore(pool, &subjects, actor).await?;
    if json {
        print::json(&report)?;
    } else {
        print::note(&sentence(&report));
    }
    Ok(ExitCode::SUCCESS)
}

/// What changed, in one line.
pub(crate) fn sentence(report: &InstantReport) -> String {
    let n_pairs = u64::try_from(report.n_pairs).unwrap_or(u64::MAX);
    let lists = if report.n_lists_changed == 1 { "list" } else { "lists" };
    format!(
        "scored {} pairs as of {}: {} {lists} changed; {} entered, {} left, {} rescored",
        grouped(n_pairs),
        report.business_date,
        report.n_lists_changed,
        report.n_entered,
        report.n_left,
        report.n_rescored,
    )
}
