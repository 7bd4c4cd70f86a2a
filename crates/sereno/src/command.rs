//! The command line: what can be said, and what each exit code means.

mod config_check;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};

use crate::config::Config;
use crate::{connect, logs, print};

/// Something failed; standard error says what.
pub(crate) const EXIT_FAILED: u8 = 1;
const AFTER_HELP: &str = "\
Exit codes: 0 done, 1 failed, 2 usage.";

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
    /// Look at the settings
    Config {
        #[command(subcommand)]
        action: ConfigAction,
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
    let code = match command {
        Command::Migrate => {
            print::note("the database is up to date");
            ExitCode::SUCCESS
        }
        Command::Config { .. } => ExitCode::SUCCESS,
    };
    connection.pool.close().await;
    Ok(code)
}
