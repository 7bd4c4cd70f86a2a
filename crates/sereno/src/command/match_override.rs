//! `sereno override`: where people know better than the list of a role.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use sereno_db::match_override::match_override_list_in_force;
use sereno_db::pool::{self, Pool};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{DeveloperId, RoleId};
use sereno_domain::match_override::MatchOverride;
use sereno_domain::matching::score_text;
use sereno_jobs::choose::{Decision, override_end, override_keep_off, override_put_on};

use super::answer;
use crate::print::{self, styled};

/// What can be decided.
#[derive(Debug, Subcommand)]
pub(crate) enum OverrideAction {
    /// List the decisions in force, about one role or about all
    List {
        /// The role
        role: Option<RoleId>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Let a developer be proposed in spite of what stops them; findings and exclusions still stop them
    PutOn(PairArgs),
    /// Keep a developer from being proposed
    KeepOff(PairArgs),
    /// Take a decision back
    End(PairArgs),
}

/// About whom, and why.
#[derive(Debug, Args)]
pub(crate) struct PairArgs {
    /// The role
    role: RoleId,
    /// The developer
    developer: DeveloperId,
    /// Why: stands beside the list and in the audit log
    #[arg(long, value_parser = super::reason)]
    reason: CleanText,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl PairArgs {
    fn decision(&self) -> Decision {
        Decision { role_id: self.role, developer_id: self.developer, actor: super::actor() }
    }
}

/// Does it.
pub(crate) async fn run(pool: &Pool, action: OverrideAction) -> anyhow::Result<ExitCode> {
    match action {
        OverrideAction::List { role, json } => list(pool, role, json).await?,
        OverrideAction::PutOn(args) => {
            let filters = override_put_on(pool, &args.decision(), &args.reason).await?;
            let in_spite_of = match &filters[..] {
                [] => String::new(),
                filters => format!(" in spite of {}", answer::filters(filters)),
            };
            told(&args, &format!("may be proposed{in_spite_of}"))?;
        }
        OverrideAction::KeepOff(args) => {
            override_keep_off(pool, &args.decision(), &args.reason).await?;
            told(&args, "is kept off the list")?;
        }
        OverrideAction::End(args) => {
            let kind = override_end(pool, &args.decision(), &args.reason).await?;
            told(&args, &format!("is as the night says: {kind} is taken back"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn told(args: &PairArgs, what: &str) -> anyhow::Result<()> {
    let PairArgs { role, developer, json, .. } = args;
    if *json {
        return print::json(&serde_json::json!({
            "role_id": role, "developer_id": developer, "effect": what,
        }));
    }
    print::note(&format!("developer {developer} for role {role} {what}"));
    Ok(())
}

async fn list(pool: &Pool, role: Option<RoleId>, json: bool) -> anyhow::Result<()> {
    let mut conn = pool::acquire(pool).await?;
    let decided = match_override_list_in_force(&mut conn, role).await?;
    if json {
        return print::json(&decided);
    }
    if decided.is_empty() {
        print::note("nothing is decided: every list is as the night found it");
    }
    for line in &decided {
        print::line(&format!(
            "role {:<6}  developer {:<8}  {}  {}",
            line.role_id,
            line.developer_id,
            styled(print::STRONG, line.kind),
            words(line)
        ));
    }
    Ok(())
}

/// A decision, with who and why.
pub(super) fn words(decided: &MatchOverride) -> String {
    let without = match (&decided.filters[..], decided.score) {
        ([], _) | (_, None) => String::new(),
        (filters, Some(score)) => {
            format!("stopped by {}, {} without; ", answer::filters(filters), score_text(score))
        }
    };
    format!("{without}{}: {}", decided.actor, decided.reason)
}
