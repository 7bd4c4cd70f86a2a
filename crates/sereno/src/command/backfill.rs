//! `sereno backfill`: nights of dates gone by, when nothing else is to be done.

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use sereno_db::backfill::{BackfillLine, backfill_list};
use sereno_db::pool::{self, Pool};
use sereno_domain::backfill::BackfillMode;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::BackfillId;
use sereno_jobs::backfill::{BackfillRequest, ask, preview, stop};

use crate::print::{self, styled};

/// What can be done with backfills.
#[derive(Debug, Subcommand)]
pub(crate) enum BackfillAction {
    /// Ask for the nights of a range of dates; resident workers do them one after the other
    #[command(after_help = "\
A night for a date that a later one has gone by keeps what it found and changes no list of today.")]
    Nightly(AskArgs),
    /// List the newest
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Plan no further date of one
    Stop {
        /// The backfill
        backfill: BackfillId,
        /// Why: kept in the audit log
        #[arg(long, value_parser = super::reason)]
        reason: CleanText,
    },
    /// Let one that was stopped go on
    Resume {
        /// The backfill
        backfill: BackfillId,
        /// Why: kept in the audit log
        #[arg(long, value_parser = super::reason)]
        reason: CleanText,
    },
}

/// In which order dates are run.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Order {
    /// The oldest first.
    Oldest,
    /// The newest first.
    Newest,
}

/// What is asked for.
#[derive(Debug, Args)]
pub(crate) struct AskArgs {
    /// First date
    #[arg(long, value_name = "DATE")]
    from: Date,
    /// Last date
    #[arg(long, value_name = "DATE")]
    to: Date,
    /// Which dates: missing, missing-and-failed, all
    #[arg(long, default_value = "missing")]
    mode: BackfillMode,
    /// Which date goes first
    #[arg(long, value_enum, default_value_t = Order::Oldest)]
    order: Order,
    /// Why: kept in the audit log
    #[arg(long, value_name = "REASON", required_unless_present = "dry_run", value_parser = super::reason)]
    reason: Option<CleanText>,
    /// Only say which dates would be run
    #[arg(long)]
    dry_run: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Does it.
pub(crate) async fn run(pool: &Pool, action: BackfillAction) -> anyhow::Result<ExitCode> {
    let actor = super::actor();
    match action {
        BackfillAction::Nightly(args) => nightly(pool, args, &actor).await?,
        BackfillAction::List { json } => list(pool, json).await?,
        BackfillAction::Stop { backfill, reason } => {
            stop(pool, backfill, true, [reason.as_str(), &actor]).await?;
            print::note(&format!("backfill {backfill} plans no further date"));
        }
        BackfillAction::Resume { backfill, reason } => {
            stop(pool, backfill, false, [reason.as_str(), &actor]).await?;
            print::note(&format!("backfill {backfill} goes on"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn nightly(pool: &Pool, args: AskArgs, actor: &str) -> anyhow::Result<()> {
    let request = BackfillRequest {
        range: [args.from, args.to],
        mode: args.mode,
        newest_first: matches!(args.order, Order::Newest),
    };
    if args.dry_run {
        let dates = preview(&mut *pool::acquire(pool).await?, &request).await?;
        if args.json {
            return print::json(&dates);
        }
        for date in &dates {
            print::line(&date.to_string());
        }
        print::note(&format!("{} dates would be run", dates.len()));
        return Ok(());
    }
    let reason = args.reason.as_ref().map_or("", CleanText::as_str);
    let line = ask(pool, &request, [reason, actor]).await?;
    if args.json {
        return print::json(&line);
    }
    tell(&line);
    print::note("`sereno worker` does them, one after the other");
    Ok(())
}

async fn list(pool: &Pool, json: bool) -> anyhow::Result<()> {
    let lines = backfill_list(&mut *pool::acquire(pool).await?, None).await?;
    if json {
        return print::json(&lines);
    }
    if lines.is_empty() {
        print::note("no backfill was ever asked for");
    }
    lines.iter().for_each(tell);
    Ok(())
}

fn tell(line: &BackfillLine) {
    let stopped = if line.stopped_at.is_some() { ", stopped" } else { "" };
    let counts = format!(
        "{} of {} done, {} not, {} to come",
        line.n_done, line.n_dates, line.n_failed, line.n_due
    );
    print::line(&format!(
        "{:>4}  {} to {}  {:<18}  {}{stopped}; {}: {}",
        line.backfill_id,
        line.first_date,
        line.last_date,
        line.mode,
        styled(print::STRONG, counts),
        line.asked_by,
        line.reason,
    ));
    if let Some(error) = &line.error {
        print::line(&styled(print::BAD, format_args!("      {error}")));
    }
}
