//! The command line: what can be said, and what each exit code means.

mod config_check;
mod explain;
mod nightly;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use sereno_domain::id::{DeveloperId, RoleId};

use crate::config::Config;
use crate::{connect, demo, logs, print};

/// Something failed; standard error says what.
pub(crate) const EXIT_FAILED: u8 = 1;
/// The night finished, but chunks are in quarantine.
pub(crate) const EXIT_INCOMPLETE: u8 = 3;
const AFTER_HELP: &str = "\
A first night, on made-up people:
  sereno demo                          make a simulated firm
  sereno run nightly --wait            score every developer against every open role
  sereno explain 7 1203                why developer 1203 has their score for role 7

Without DATABASE_URL (or database.url in the settings) sereno starts a private Postgres of its own.

Exit codes: 0 done, 1 failed, 2 usage, 3 finished with chunks in quarantine.";

/// The night watchman of a staffing firm: scores every developer against every open role, every
/// night, and says why.
#[derive(Debug, Parser)]
#[command(name = "sereno", version, after_help = AFTER_HELP)]
pub(crate) struct CommandLine {
    /// Settings laid over the shipped ones
    #[arg(long, global = true, env = "SERENO_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Bring the database's schema up to date
    Migrate,
    /// Make a simulated firm: developers, clients and roles that do not exist
    Demo(DemoArgs),
    /// Run a pipeline for one business date
    Run(RunArgs),
    /// Work on chunks until told to stop
    Worker,
    /// Say why a developer has the score they have for a role, or what stops them
    Explain {
        /// The role
        role: RoleId,
        /// The developer
        developer: DeveloperId,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Look at the settings
    Config {
        #[command(subcommand)]
        action: ConfigAction,
    },
    /// Wait until nobody uses the private server, then stop it
    #[command(hide = true)]
    KeepServer {
        /// Folder of the server, then that of its programs
        #[arg(num_args = 2)]
        folders: Vec<OsString>,
    },
}

#[derive(Debug, Subcommand)]
enum ConfigAction {
    /// Check the settings and print them as they are understood
    Check {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
struct DemoArgs {
    /// How many developers
    #[arg(long, default_value_t = 2_000)]
    developers: u32,
    /// How many roles
    #[arg(long, default_value_t = 60)]
    roles: u32,
    /// The same seed makes the same people
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// The day the firm is made for; today by default
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

#[derive(Debug, Args)]
struct RunArgs {
    /// Which pipeline
    #[arg(value_parser = ["nightly"])]
    pipeline: String,
    /// The business date; the firm's today by default
    #[arg(long, value_name = "DATE")]
    date: Option<Date>,
    /// Work on the run in this process until it ends
    #[arg(long)]
    wait: bool,
    /// Run a finished date again, as a new revision, for this reason
    #[arg(long, value_name = "REASON")]
    revise: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Carries out what was said.
pub(crate) fn run(command_line: CommandLine) -> anyhow::Result<ExitCode> {
    let config = Config::load(command_line.config.as_deref(), std::env::var("DATABASE_URL").ok())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    runtime.block_on(carry_out(command_line.command, &config))
}

async fn carry_out(command: Command, config: &Config) -> anyhow::Result<ExitCode> {
    if let Command::Config { action: ConfigAction::Check { json } } = command {
        return config_check::run(config, json);
    }
    let directory = match &config.logs_directory {
        Some(directory) => directory.clone(),
        None => connect::home()?.join("logs"),
    };
    let _log_guard = logs::start(&directory, config.n_log_files_max, &config.log_filter)?;
    let connection = connect::connect(config).await?;
    let pool = &connection.pool;
    let code = match command {
        Command::Migrate => {
            print::note("the database is up to date");
            ExitCode::SUCCESS
        }
        Command::Demo(args) => {
            let as_of = args.as_of.unwrap_or_else(|| config.business_date(now()));
            let report = demo::make(pool, args.seed, args.developers, args.roles, as_of).await?;
            print::note(&report.sentence());
            ExitCode::SUCCESS
        }
        Command::Run(args) => {
            let date = args.date.unwrap_or_else(|| config.business_date(now()));
            nightly::run(pool, config, date, args.revise, args.wait, args.json).await?
        }
        Command::Worker => nightly::work(pool, config).await?,
        Command::Explain { role, developer, json } => {
            explain::run(pool, role, developer, json).await?
        }
        Command::Config { .. } | Command::KeepServer { .. } => ExitCode::SUCCESS,
    };
    pool.close().await;
    Ok(code)
}

/// The clock of the command line, read here and nowhere below.
#[expect(clippy::disallowed_methods, reason = "the edge of the program reads the clock once")]
fn now() -> Timestamp {
    Timestamp::now()
}
