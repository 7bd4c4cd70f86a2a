//! `sereno run nightly` and `sereno worker`: plan a night, work on it, say how it ended.

use std::process::ExitCode;

use anyhow::Context;
use jiff::civil::Date;
use sereno_db::pool::Pool;
use sereno_domain::clean_text::CleanText;
use sereno_domain::run::RunState;
use sereno_jobs::night::{NightRequest, plan_night};
use sereno_jobs::runner::Runner;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::print;

/// Plans the night of `date` if there is none, and works on it when asked to wait.
pub(crate) async fn run(
    pool: &Pool,
    config: &Config,
    date: Date,
    revise: Option<String>,
    wait: bool,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let request = NightRequest {
        business_date: date,
        revise: revise.map(|reason| CleanText::new(&reason).to_string()),
        requested_by: std::env::var("USER").unwrap_or_else(|_| "unknown".to_owned()),
        chunk_roles: usize::try_from(config.chunk_roles)?,
    };
    let found = plan_night(pool, &request).await?;
    let mut state = found.state;
    if wait && state == RunState::Running {
        let stop = stop_on_signals();
        state = runner(pool, config).work_until_run_ends(found.run_id, &stop).await?;
    }
    if json {
        print::json(&serde_json::json!({
            "run_id": found.run_id,
            "business_date": date,
            "revision": found.revision,
            "state": state,
        }))?;
    } else {
        print::line(&format!(
            "run {} for {date}, revision {}: {state}",
            found.run_id, found.revision
        ));
    }
    Ok(match state {
        RunState::Failed => ExitCode::from(super::EXIT_FAILED),
        RunState::Running if wait => ExitCode::from(super::EXIT_FAILED),
        RunState::Incomplete => ExitCode::from(super::EXIT_INCOMPLETE),
        RunState::Done | RunState::Superseded | RunState::Running => ExitCode::SUCCESS,
    })
}

/// Works on chunks of any run until told to stop.
pub(crate) async fn work(pool: &Pool, config: &Config) -> anyhow::Result<ExitCode> {
    print::note("working on chunks; Ctrl-C or SIGTERM stops after those at hand");
    runner(pool, config).run_until(&stop_on_signals()).await.context("the worker ended")?;
    Ok(ExitCode::SUCCESS)
}

fn runner(pool: &Pool, config: &Config) -> Runner {
    let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let host = Some(host.trim()).filter(|name| !name.is_empty()).unwrap_or("localhost");
    Runner::new(pool.clone(), host, std::process::id(), config.n_slots)
}

/// A token that the first SIGINT or SIGTERM cancels.
#[expect(clippy::disallowed_methods, reason = "lives as long as the process; nothing waits for it")]
fn stop_on_signals() -> CancellationToken {
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        let terminated = async {
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(mut signal) => {
                    signal.recv().await;
                }
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            () = terminated => {}
        }
        told.cancel();
    });
    stop
}
