//! `sereno failures`: what failed and is not done yet, one line for each cause.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use jiff::{SignedDuration, Timestamp};
use sereno_db::board;
use sereno_db::pool::{self, Pool};
use sereno_domain::board::failure::FailureLine;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::FailureId;
use sereno_jobs::mend::mute;

use crate::print::{self, styled};

/// Longest time a failure is muted for: what nobody wants to hear of for longer is mended or
/// accepted in code.
const DAYS_MAX: i64 = 90;

/// What can be done with failures.
#[derive(Debug, Subcommand)]
pub(crate) enum FailuresAction {
    /// List them: how many chunks, whether it was seen before, and the newest message
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Tell nobody of one for some days; it still counts in its run
    Mute(MuteArgs),
    /// Tell of it again
    Unmute {
        /// Which, as the list numbers them
        failure: FailureId,
        /// Why
        #[arg(long, value_parser = super::reason)]
        reason: CleanText,
    },
}

/// What is muted.
#[derive(Debug, Args)]
pub(crate) struct MuteArgs {
    /// Which, as the list numbers them
    failure: FailureId,
    /// For how many days
    #[arg(long, value_parser = clap::value_parser!(i64).range(1..=DAYS_MAX))]
    days: i64,
    /// Why
    #[arg(long, value_parser = super::reason)]
    reason: CleanText,
}

/// Does it.
pub(crate) async fn run(pool: &Pool, action: FailuresAction) -> anyhow::Result<ExitCode> {
    match action {
        FailuresAction::List { json } => list(pool, json).await?,
        FailuresAction::Mute(MuteArgs { failure, days, reason }) => {
            let until = in_days(super::now(), days);
            mute(pool, failure, Some(until), [reason.as_str(), &super::actor()]).await?;
            print::note(&format!("nobody is told of failure {failure} before {until:.0}"));
        }
        FailuresAction::Unmute { failure, reason } => {
            mute(pool, failure, None, [reason.as_str(), &super::actor()]).await?;
            print::note(&format!("failure {failure} is told again"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The same time of day some days later.
pub(crate) fn in_days(now: Timestamp, days: i64) -> Timestamp {
    now.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX)
}

async fn list(pool: &Pool, json: bool) -> anyhow::Result<()> {
    let mut conn = pool::acquire(pool).await?;
    let board = board::failures::failures(&mut conn).await?;
    if json {
        return print::json(&board);
    }
    if board.failures.is_empty() {
        print::note("nothing failed that is not done by now");
        return Ok(());
    }
    for line in &board.failures {
        tell(line);
    }
    if let Some(worst) = board.failures.iter().find(|line| line.n_quarantined > 0) {
        print::note(&format!(
            "once the cause is gone: sereno retry {} --failure {} --reason ...",
            worst.run_id, worst.failure_id
        ));
    }
    Ok(())
}

fn tell(line: &FailureLine) {
    let known = if line.is_new { "new" } else { "known" };
    print::line(&format!(
        "{:>4}  run {:<5} {:<10} {:>6} in quarantine, {:>5} tried again  {known:<5}  {}",
        line.failure_id,
        line.run_id,
        line.kind,
        line.n_quarantined,
        line.n_retrying,
        styled(print::STRONG, format_args!("{}: {}", line.error_class, line.shape)),
    ));
    let muted = line.muted_until.map_or_else(String::new, |until| {
        format!("; muted until {until:.0} by {}", line.muted_because)
    });
    let times = format!(
        "      {} attempts, first seen {:.0}, last {:.0}{muted}",
        line.n_attempts, line.first_seen_at, line.last_seen_at
    );
    print::line(&styled(print::DIM, times));
    if !line.error.is_empty() {
        print::line(&styled(print::DIM, format_args!("      {}", line.error)));
    }
}
