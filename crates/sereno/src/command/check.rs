//! `sereno check`: for cron, systemd and monitors that read an exit code.

use std::process::ExitCode;

use sereno_db::pool::{self, Pool};
use sereno_domain::check::{CheckLevel, worst};

use crate::config::Config;
use crate::print::{self, styled};

/// Prints what was looked at; the exit code is the worst of it.
pub(crate) async fn run(pool: &Pool, config: &Config, json: bool) -> anyhow::Result<ExitCode> {
    let now = super::now();
    let mut conn = pool::acquire(pool).await?;
    let lines = config.watch().look(&mut conn, now).await?;
    if json {
        print::json(&lines)?;
    } else {
        for line in &lines {
            let style = match line.level {
                CheckLevel::Ok => print::GOOD,
                CheckLevel::Warning => print::WARN,
                CheckLevel::Critical => print::BAD,
            };
            let level = styled(style, format_args!("{:<8}", line.level));
            print::line(&format!("{level}  {:<10}  {}", line.subject, line.words));
        }
    }
    Ok(ExitCode::from(match worst(&lines) {
        CheckLevel::Ok => 0,
        CheckLevel::Warning => 1,
        CheckLevel::Critical => 2,
    }))
}
