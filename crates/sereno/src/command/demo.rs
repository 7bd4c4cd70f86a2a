//! `sereno demo`: make a simulated firm, and months of pay behind it.

mod months;

use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;
use sereno_db::copy::FormerRuns;
use sereno_domain::simulation::Simulation;

use super::now;
use crate::config::Config;
use crate::connect::Connection;
use crate::demo::{self, Demo};
use crate::print;

/// Which firm.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// How many developers
    #[arg(long, value_name = "N", default_value_t = 2_000)]
    developers: u32,
    /// How many roles
    #[arg(long, value_name = "N", default_value_t = 60)]
    roles: u32,
    /// The same seed makes the same people
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// The day the firm is made for; today by default
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Months of payroll before that day's to work out, approve and lock
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=17))]
    months: u8,
    /// Replace a simulated firm that has nights behind it, and delete those nights
    #[arg(long)]
    replace: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Makes it.
pub(super) async fn run(
    connection: &Connection,
    config: &Config,
    args: DemoArgs,
) -> anyhow::Result<ExitCode> {
    let as_of = args.as_of.unwrap_or_else(|| config.business_date(now()));
    let simulation =
        Simulation { seed: args.seed, n_developers: args.developers, n_roles: args.roles, as_of };
    let former = if args.replace { FormerRuns::Delete } else { FormerRuns::Keep };
    let report = match demo::make(connection, simulation, former).await? {
        Demo::Made(report) => report,
        Demo::Kept { n_runs } => {
            print::note(&format!(
                "kept the simulated firm that is there, with its {n_runs} runs; --replace makes another and deletes them"
            ));
            return Ok(ExitCode::SUCCESS);
        }
    };
    if args.json {
        print::json(&report)?;
    } else {
        print::note(&report.sentence());
    }
    months::work_out(&connection.pool, config, as_of, args.months).await?;
    Ok(ExitCode::SUCCESS)
}
