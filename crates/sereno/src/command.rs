//! The command line: what can be said, and what each exit code means.

pub(crate) mod adjustment;
mod alerts;
pub(crate) mod answer;
mod backfill;
mod book;
pub(crate) mod cancel;
mod changes;
mod check;
mod chunk;
mod clients;
mod commit;
mod compare;
mod config_check;
mod dash;
mod demo;
mod diff;
mod explain;
pub(crate) mod failures;
pub(crate) mod findings;
mod import;
mod ledger;
pub(crate) mod logs;
mod match_override;
mod matches;
mod model;
mod nightly;
mod payroll;
mod people;
mod placements;
mod privacy;
mod prune;
mod quality;
mod questions;
mod queue;
mod replacements;
pub(crate) mod rescore;
mod retries;
pub(crate) mod retry;
mod rules;
mod runs;
pub(crate) mod schedule;
mod search;
mod shortlist;
mod vetting;
mod what_if;
mod workers;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use book::BookCommand;
use clap::{Args, Parser, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use sereno_db::private_server;
use sereno_db::run::Purpose;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{DeveloperId, RoleId};

use crate::config::Config;
use crate::connect::Connection;
use crate::{connect, print};

/// Something failed; standard error says what.
pub(crate) const EXIT_FAILED: u8 = 1;
/// The night finished, but chunks are in quarantine.
pub(crate) const EXIT_INCOMPLETE: u8 = 3;
/// The business date has not come yet, or the queue is paused.
pub(crate) const EXIT_NOT_DUE: u8 = 4;
/// How long threads that compute may keep the program from ending.
const SHUTDOWN: Duration = Duration::from_secs(1);
const AFTER_HELP: &str = "\
A first night, on made-up people:
  sereno demo                          make a simulated firm
  sereno run nightly --wait            score every developer against every open role
  sereno matches                       the open roles, each with its best
  sereno explain 7 1203                why developer 1203 has their score for role 7, or none
  sereno explain 7                     who role 7 stops, and what relaxing it would bring
  sereno what-if 7 --set english=B1    the list it would have
  sereno dash                          all of it on one screen

Without DATABASE_URL (or database.url in the settings) sereno starts a private Postgres of its own.

Exit codes: 0 done, 1 failed, 2 usage, 3 finished with chunks in quarantine,
4 not yet due or paused.";

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
    /// Run a pipeline for one business date
    Run(RunArgs),
    /// Work on chunks of any run until told to stop
    Worker,
    /// Watch the night, look at runs and matches: the dashboard
    Dash(dash::DashArgs),
    /// What the night's ledger knows, and acts on it
    #[command(flatten)]
    Ledger(ledger::LedgerCommand),
    /// The rules, what they find, how placements go, people and clients
    #[command(flatten)]
    Book(BookCommand),
    /// Print this host's log, of a run or a chunk, and follow it
    Logs(logs::LogsArgs),
    /// List the open roles with their best, or the shortlist of one
    Matches {
        /// The role to open
        role: Option<RoleId>,
        /// The roles that suit this developer best instead
        #[arg(long, value_name = "DEVELOPER", conflicts_with = "role")]
        developer: Option<DeveloperId>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Say why a developer has their place for a role or what stops them, and what would change it
    ///
    /// Without a developer: how many pass, which filter blocks, and what relaxing it would bring.
    Explain {
        /// The role
        role: RoleId,
        /// The developer
        developer: Option<DeveloperId>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show the shortlist a role would have with other weights or limits, beside the one it has
    WhatIf(what_if::WhatIfArgs),
    /// List what was set on roles for good, or take it back
    Adjustment {
        #[command(subcommand)]
        action: adjustment::AdjustmentAction,
    },
    /// Put developers forward for a role, and say how it went on
    Shortlist {
        #[command(subcommand)]
        action: shortlist::ShortlistAction,
    },
    /// Put a developer on a role's list or keep them off it, with a reason
    Override {
        #[command(subcommand)]
        action: match_override::OverrideAction,
    },
    /// Put two developers side by side for a role
    Compare {
        /// The role
        role: RoleId,
        /// One developer
        one: DeveloperId,
        /// The other developer
        other: DeveloperId,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Say what changed for a role since the night before, or for one developer of it, and why
    Changes {
        /// The role
        role: RoleId,
        /// The developer
        developer: Option<DeveloperId>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Make score models, see what one would do, choose which is in force
    Model {
        #[command(subcommand)]
        action: model::ModelAction,
    },
    /// Score developers or roles anew now, by the newest night's rules
    Rescore {
        #[command(subcommand)]
        action: rescore::RescoreAction,
    },
    /// List the questions of interviews, and what the answers say of them
    Questions {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Who waits for which stage of vetting, and what expires
    Vetting {
        /// Show stages that expire within so many days
        #[arg(long, value_name = "DAYS", default_value_t = 30)]
        within: u16,
        /// How severe evaluators are instead
        #[arg(long)]
        evaluators: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Measure how good the newest night's lists are, and to whom
    Quality(quality::QualityArgs),
    /// Take in people, roles, clients and what belongs to them from a file
    Import(import::ImportArgs),
    /// Make a simulated firm: developers, clients and roles that do not exist
    Demo(demo::DemoArgs),
    /// Bring the database's schema up to date
    Migrate,
    /// Look at the settings
    Config {
        #[command(subcommand)]
        action: ConfigAction,
    },
    /// Wait until nobody uses the private server, then stop it
    #[command(hide = true)]
    KeepServer {
        /// Folder of the server
        base: PathBuf,
        /// Folder of its programs
        bin: PathBuf,
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
    /// Change nothing: show what the night would change, and the plan that `sereno commit` carries out
    #[arg(long, conflicts_with = "revise")]
    dry_run: bool,
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
    match command_line.command {
        Command::KeepServer { base, bin } => {
            private_server::keep(&base, &bin)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Config { action: ConfigAction::Check { json } } => {
            config_check::run(&config, json)
        }
        // It draws before there is a database, and goes on when there is none.
        Command::Dash(args) => {
            let _log_guard = start_logs(&connect::logs_directory(&config)?, &config)?;
            args.run(&config)
        }
        Command::Book(BookCommand::Rules { action }) => {
            rules::run(config.business_date(now()), action)
        }
        command => {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()
                .context("cannot start the runtime")?;
            let code = runtime.block_on(with_logs(command, &config));
            // Computation that was handed back is nobody's any more: the end does not wait for it.
            runtime.shutdown_timeout(SHUTDOWN);
            code
        }
    }
}

fn start_logs(
    directory: &Path,
    config: &Config,
) -> anyhow::Result<tracing_appender::non_blocking::WorkerGuard> {
    crate::logs::start(directory, config.n_log_files_max, &config.log_filter)
}

async fn with_logs(command: Command, config: &Config) -> anyhow::Result<ExitCode> {
    let directory = connect::logs_directory(config)?;
    if let Command::Logs(args) = &command {
        return logs::run(&directory, args).await;
    }
    let _log_guard = start_logs(&directory, config)?;
    if let Command::Import(args) = command {
        return Ok(import::run(config, args, actor()).await);
    }
    let connection = connect::connect(config).await?;
    let code = Box::pin(carry_out(command, config, &connection)).await;
    connection.pool.close().await;
    code
}

async fn carry_out(
    command: Command,
    config: &Config,
    connection: &Connection,
) -> anyhow::Result<ExitCode> {
    let pool = &connection.pool;
    match command {
        Command::Run(args) => {
            let today = config.business_date(now());
            let asked = nightly::NightlyRequest {
                date: args.date.unwrap_or(today),
                today,
                revise: args.revise,
                purpose: if args.dry_run { Purpose::DryRun } else { Purpose::Night },
                wait: args.wait || args.dry_run,
                json: args.json,
            };
            nightly::run(pool, config, asked).await
        }
        Command::Worker => nightly::work(pool, config).await,
        Command::Ledger(command) => ledger::run(pool, config, command).await,
        Command::Book(command) => book::run(connection, config, command).await,
        Command::Matches { developer: Some(developer), role: _, json } => {
            matches::of_developer(connection, developer, json).await
        }
        Command::Matches { role, developer: None, json } => {
            matches::run(connection, role, json).await
        }
        Command::Rescore { action } => rescore::run(pool, action, &actor()).await,
        Command::Questions { json } => questions::run(pool, json).await,
        Command::Vetting { evaluators: true, within: _, json } => {
            vetting::evaluators(pool, json).await
        }
        Command::Vetting { within, evaluators: false, json } => {
            vetting::run(connection, config.business_date(now()), within, json).await
        }
        Command::Explain { role, developer: Some(developer), json } => {
            explain::pair(connection, role, developer, json).await
        }
        Command::Explain { role, developer: None, json } => {
            explain::role(connection, role, json).await
        }
        Command::WhatIf(args) => what_if::run(connection, args).await,
        Command::Shortlist { action } => shortlist::run(connection, action).await,
        Command::Override { action } => match_override::run(pool, action).await,
        Command::Adjustment { action } => adjustment::run(pool, action).await,
        Command::Compare { role, one, other, json } => {
            compare::run(connection, role, [one, other], json).await
        }
        Command::Changes { role, developer: Some(developer), json } => {
            changes::pair(connection, role, developer, json).await
        }
        Command::Changes { role, developer: None, json } => {
            changes::role(connection, role, json).await
        }
        Command::Model { action } => model::run(connection, action).await,
        Command::Quality(args) => quality::run(pool, args).await,
        Command::Demo(args) => demo::run(connection, config, args).await,
        Command::Migrate => {
            print::note("the database is up to date");
            Ok(ExitCode::SUCCESS)
        }
        // Carried out before there is a database.
        Command::Config { .. }
        | Command::KeepServer { .. }
        | Command::Logs(_)
        | Command::Dash(_)
        | Command::Import(_) => Ok(ExitCode::SUCCESS),
    }
}

/// Who acts, for the audit log: the login of the person or of the host's schedule.
pub(crate) fn actor() -> String {
    ["SUDO_USER", "USER", "LOGNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_else(|| "unknown".to_owned())
}

/// Reads a reason, which must say something.
fn reason(text: &str) -> Result<CleanText, String> {
    let reason = CleanText::new(text);
    if reason.is_empty() { Err("it is empty: say why".to_owned()) } else { Ok(reason) }
}

/// The clock of the command line, read here and nowhere below.
#[expect(clippy::disallowed_methods, reason = "the edge of the program reads the clock once")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
