//! `sereno payroll`: prepare a month, look at it, approve, lock and hand it over.

mod act;
mod export;
mod show;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use jiff::civil::Date;
use sereno_db::payroll::run::{PayrollRun, payroll_run_find};
use sereno_db::payroll::verify::payroll_verify;
use sereno_db::pool::{self, Pool};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{AnomalyId, PayrollRunId, PlacementId};

use self::show::{ItemsArgs, ListArgs, RunArgs};
use super::{EXIT_FAILED, reason};
use crate::config::Config;
use crate::connect::Connection;
use crate::print::{self, styled};

/// What can be done with payroll.
#[derive(Debug, Subcommand)]
pub(crate) enum PayrollAction {
    /// List the runs, the newest month first
    Runs {
        /// How many to list
        #[arg(long, value_name = "N", default_value_t = 24)]
        last: u32,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// One run: what is paid by country and currency, its controls, exceptions and approvals
    Show {
        /// The payroll run; the newest month by default
        run: Option<PayrollRunId>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// What each client of a run is billed, and what stays of it
    Clients(ListArgs),
    /// The items of a run, those first that are not paid
    Items(ItemsArgs),
    /// One item with the lines it is worked out in
    Item {
        /// The payroll run
        run: PayrollRunId,
        /// The placement it is of
        placement: PlacementId,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// What is odd about a run, what stops an approval first
    Anomalies(ListArgs),
    /// How a run differs from the month before, in parts that add up
    Variance(RunArgs),
    /// Work a month out, or anew while it is not approved; with --correction what it should have been
    Prepare(PrepareArgs),
    /// Work one item out again
    Retry {
        /// The payroll run
        run: PayrollRunId,
        /// The placement it is of
        placement: PlacementId,
    },
    /// Say why something odd is right as it is
    Override {
        /// The payroll run
        run: PayrollRunId,
        /// The anomaly
        anomaly: AnomalyId,
        /// Why it is right
        #[arg(long, value_parser = reason)]
        reason: CleanText,
    },
    /// Approve of a draft that somebody else prepared
    Approve {
        /// The payroll run
        run: PayrollRunId,
    },
    /// Send a draft back
    Reject {
        /// The payroll run
        run: PayrollRunId,
        /// What is wrong with it
        #[arg(long, value_parser = reason)]
        reason: CleanText,
    },
    /// Lock an approved run and make its payments: it changes no more
    Lock {
        /// The payroll run
        run: PayrollRunId,
    },
    /// Hold a run against what must be true of it
    Verify {
        /// The payroll run
        run: PayrollRunId,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Write the files of a locked run: items and lines as CSV, a workbook, the order to the bank
    Export {
        /// The payroll run
        run: PayrollRunId,
        /// Into which folder; made when it is not there
        #[arg(long, value_name = "FOLDER", default_value = ".")]
        to: PathBuf,
    },
}

/// Which month, and how.
#[derive(Debug, Args)]
pub(crate) struct PrepareArgs {
    /// The month, like 2026-11; the one of the firm's today by default
    #[arg(long, value_name = "MONTH", value_parser = month)]
    month: Option<Date>,
    /// What a locked month should have been, less what it was
    #[arg(long)]
    correction: bool,
    /// Work on it in this process until it ends
    #[arg(long)]
    wait: bool,
    /// Why, for the audit log
    #[arg(long, default_value = "", hide_default_value = true)]
    reason: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Reads `2026-11` as its first day.
fn month(text: &str) -> Result<Date, String> {
    let first = format!("{text}-01").parse();
    first.map_err(|_| format!("`{text}` is not a month: write one like 2026-11"))
}

/// Does it.
pub(crate) async fn run(
    connection: &Connection,
    config: &Config,
    today: Date,
    action: PayrollAction,
) -> anyhow::Result<ExitCode> {
    let pool = &connection.pool;
    match action {
        PayrollAction::Runs { last, json } => show::runs(connection, last, json).await,
        PayrollAction::Show { run, json } => show::one(connection, run, json).await,
        PayrollAction::Clients(args) => show::clients(connection, &args).await,
        PayrollAction::Items(args) => show::items(connection, &args).await,
        PayrollAction::Item { run, placement, json } => {
            show::item(connection, (run, placement), json).await
        }
        PayrollAction::Anomalies(args) => show::anomalies(connection, &args).await,
        PayrollAction::Variance(args) => show::variance(connection, &args).await,
        PayrollAction::Prepare(args) => act::prepare_month(pool, config, today, args).await,
        PayrollAction::Retry { run, placement } => act::retry(pool, run, placement).await,
        PayrollAction::Override { run, anomaly, reason } => {
            act::override_one(pool, (run, anomaly), &reason).await
        }
        PayrollAction::Approve { run } => act::approve_draft(pool, run).await,
        PayrollAction::Reject { run, reason } => act::send_back(pool, run, &reason).await,
        PayrollAction::Lock { run } => act::lock_run(pool, run).await,
        PayrollAction::Verify { run, json } => verify(pool, run, json).await,
        PayrollAction::Export { run, to } => export::export(connection, config, run, &to).await,
    }
}

/// A payroll run that must be there.
async fn find(pool: &Pool, run: PayrollRunId) -> anyhow::Result<PayrollRun> {
    let found = payroll_run_find(&mut *pool::acquire(pool).await?, run).await?;
    found.ok_or_else(|| no_run(run))
}

/// What is said of a run that is not there.
fn no_run(run: PayrollRunId) -> anyhow::Error {
    anyhow::anyhow!("there is no payroll run {run}: `sereno payroll runs` lists those there are")
}

async fn verify(pool: &Pool, run: PayrollRunId, json: bool) -> anyhow::Result<ExitCode> {
    let found = find(pool, run).await?;
    let all = payroll_verify(&mut *pool::acquire(pool).await?, &found).await?;
    let n_broken = all.iter().filter(|one| !one.breaches.is_empty()).count();
    if json {
        print::json(&all)?;
    } else {
        for one in &all {
            let (mark, style) =
                if one.breaches.is_empty() { ("✓", print::GOOD) } else { ("✗", print::BAD) };
            print::line(&format!("{} {}", styled(style, mark), one.holds));
            for breach in &one.breaches {
                print::line(&format!("    {}", CleanText::new(breach)));
            }
        }
    }
    if n_broken == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    print::note(&format!("{n_broken} of {} do not hold: somebody changed rows by hand", all.len()));
    Ok(ExitCode::from(EXIT_FAILED))
}
