//! `sereno check`: for cron, systemd and monitors that read an exit code.

use std::process::ExitCode;

use sereno_db::board::check::check_facts;
use sereno_db::pool::{self, Pool};
use sereno_domain::check::{CheckLevel, check, worst};

use crate::config::Config;
use crate::print::{self, styled};

/// Prints what was looked at; the exit code is the worst of it.
pub(crate) async fn run(pool: &Pool, config: &Config, json: bool) -> anyhow::Result<ExitCode> {
    let now = super::now();
    // The night of the day before the business date that runs is to be over.
    let today = config.business_date(now);
    let due = today.yesterday().unwrap_or(today);
    let mut conn = pool::acquire(pool).await?;
    let lines = check(&check_facts(&mut conn, due, now).await?);
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
