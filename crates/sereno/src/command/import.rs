//! `sereno import KIND FILE`: what can be said, and how it ends.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use sereno_domain::intake::mapping::Kind;

use crate::config::Config;
use crate::import::{self, Request};
use crate::{connect, print};

/// Some rows were refused; the others are in.
const EXIT_REFUSED: u8 = 1;
/// Nothing was imported.
const EXIT_NOTHING: u8 = 2;

const AFTER_HELP: &str = "\
Kinds: clients, developers, roles, placements; then what belongs to them: documents, checkins,
incidents, terms, timesheets, attestations, answers, invoices, fees,
supplements, employments.

Shipped mappings: native-KIND for each kind (the format to write, explained in config/mappings),
json-resume, colombia-2021, colombia-2021-placements, stackoverflow-2025.

All rows go in in one transaction, or none. A row that cannot be read is refused alone: mend it in
the file of --rejects and import that file. The same file again changes nothing.

Exit codes: 0 all in, 1 some rows refused and the others in, 2 nothing imported.";

/// What to import, and how.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct ImportArgs {
    /// What the rows are: one of the kinds below
    kind: Kind,
    /// CSV, JSON Lines or JSON Resume
    file: PathBuf,
    /// A shipped mapping, or the path of another; the native one by default
    #[arg(long, value_name = "NAME|FILE")]
    mapping: Option<String>,
    /// Do everything but keep it
    #[arg(long)]
    dry_run: bool,
    /// Leave the scoring of the written rows to the next night; by default up to 50 are scored now
    #[arg(long)]
    no_rescore: bool,
    /// Write refused rows to this new file, in the format of the other
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Imports a file and says what came of it.
pub(super) async fn run(config: &Config, args: ImportArgs, actor: String) -> ExitCode {
    match Box::pin(import(config, args, actor)).await {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(EXIT_REFUSED),
        Err(error) => {
            print::error(&error);
            print::note("nothing was imported");
            ExitCode::from(EXIT_NOTHING)
        }
    }
}

/// Rows refused.
async fn import(config: &Config, args: ImportArgs, actor: String) -> anyhow::Result<u64> {
    let mapping = args.mapping.unwrap_or_else(|| format!("native-{}", args.kind));
    let request = Request {
        kind: args.kind,
        mapping: import::mapping(args.kind, &mapping)?,
        file: args.file,
        rejects: args.rejects,
        dry_run: args.dry_run,
        rescore: !args.no_rescore,
        actor,
    };
    // A file that cannot be read needs no database.
    let source = import::open(&request)?;
    let connection = connect::connect(config).await?;
    let outcome = import::run(connection.book(), &request, source).await;
    connection.pool.close().await;
    let report = outcome?;
    if args.json {
        print::json(&report)?;
    } else {
        for line in report.lines() {
            print::note(&line);
        }
    }
    Ok(report.n_refused)
}
