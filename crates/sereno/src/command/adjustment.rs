//! `sereno adjustment`: what the firm set on roles over what their clients wrote, and taking it back.
//! It is made by `sereno what-if --save`.

use std::process::ExitCode;

use clap::Subcommand;
use sereno_db::pool::{self, Pool};
use sereno_db::role_adjustment::role_adjustment_list_in_force;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{AdjustmentId, RoleId};
use sereno_jobs::adjust::{Adjusted, adjustment_end};

use super::{answer, rescore};
use crate::print::{self, styled};

/// What can be done with adjustments.
#[derive(Debug, Subcommand)]
pub(crate) enum AdjustmentAction {
    /// List what is in force, of one role or of all
    List {
        /// The role
        role: Option<RoleId>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Take one back and score its role anew
    End {
        /// Which, as the list numbers them
        adjustment: AdjustmentId,
        /// Why
        #[arg(long, value_parser = super::reason)]
        reason: CleanText,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Does it.
pub(crate) async fn run(pool: &Pool, action: AdjustmentAction) -> anyhow::Result<ExitCode> {
    match action {
        AdjustmentAction::List { role, json } => list(pool, role, json).await?,
        AdjustmentAction::End { adjustment, reason, json } => {
            let ended = adjustment_end(pool, adjustment, reason.as_str(), &super::actor()).await?;
            if json {
                print::json(&ended)?;
            } else {
                tell("ended", &ended);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(pool: &Pool, role: Option<RoleId>, json: bool) -> anyhow::Result<()> {
    let mut conn = pool::acquire(pool).await?;
    let adjustments = role_adjustment_list_in_force(&mut conn, role).await?;
    if json {
        return print::json(&adjustments);
    }
    if adjustments.is_empty() {
        print::note("nothing is set: `sereno what-if ROLE --set ... --save REASON` sets something");
    }
    for adjustment in &adjustments {
        print::line(&format!(
            "{:>4}  role {:<6}  {}  {}",
            adjustment.adjustment_id,
            adjustment.role_id,
            styled(print::STRONG, answer::settings(adjustment)),
            styled(
                print::DIM,
                format_args!(
                    "{:.0} {}: {}",
                    adjustment.made_at, adjustment.actor, adjustment.reason
                )
            ),
        ));
    }
    Ok(())
}

/// Prints what came of it.
pub(super) fn tell(what: &str, adjusted: &Adjusted) {
    print::note(&sentence(what, adjusted));
}

/// What came of it, in a line.
pub(crate) fn sentence(what: &str, adjusted: &Adjusted) -> String {
    let effect = match (&adjusted.rescored, &adjusted.postponed) {
        (Some(report), _) => rescore::sentence(report),
        (None, Some(why)) => format!("the next night takes it up, for now {why}"),
        (None, None) => "the next night takes it up".to_owned(),
    };
    format!("{what} adjustment {}: {effect}", adjusted.adjustment_id)
}
