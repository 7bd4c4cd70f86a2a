//! `sereno run nightly` and `sereno worker`: plan a night, work on it, say how it ended.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::civil::Date;
use sereno_db::board;
use sereno_db::halt::queue_list;
use sereno_db::pool::{self, Pool};
use sereno_db::run::{Purpose, run_progress};
use sereno_domain::board::RunBoard;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::RunId;
use sereno_domain::matching::frozen::Frozen;
use sereno_domain::money::grouped;
use sereno_domain::run::RunState;
use sereno_jobs::clock::Clock;
use sereno_jobs::night::{NightRequest, PlannedNight, plan_night};
use sereno_jobs::runner::{Drain, Runner};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::{diff, runs};
use crate::config::Config;
use crate::print;
use crate::probe::Probe;

/// How often the bar looks at the ledger.
const LOOK: Duration = Duration::from_millis(250);

/// What is asked of `sereno run nightly`.
pub(crate) struct NightlyRequest {
    /// The business date.
    pub(crate) date: Date,
    /// The firm's today: a later date is not due.
    pub(crate) today: Date,
    /// Why a finished date should run again.
    pub(crate) revise: Option<String>,
    /// What the run is for.
    pub(crate) purpose: Purpose,
    /// Work on it in this process until it ends.
    pub(crate) wait: bool,
    /// Print JSON.
    pub(crate) json: bool,
}

/// Plans the night of a date if there is none, and works on it when asked to wait.
pub(crate) async fn run(
    pool: &Pool,
    config: &Config,
    asked: NightlyRequest,
) -> anyhow::Result<ExitCode> {
    let date = asked.date;
    if date > asked.today {
        print::note(&format!(
            "the night of {date} is not due yet: the firm's business date is {}",
            asked.today
        ));
        return Ok(ExitCode::from(super::EXIT_NOT_DUE));
    }
    let request = NightRequest {
        business_date: date,
        revise: asked.revise.map(|reason| CleanText::new(&reason).to_string()),
        requested_by: super::actor(),
        purpose: asked.purpose,
        chunk_roles: usize::try_from(config.chunk_roles)?,
        shard_developers: usize::try_from(config.shard_developers)?,
    };
    let PlannedNight { run: found, inputs } = plan_night(pool, &request).await?;
    let mut state = found.state;
    if asked.wait
        && state == RunState::Running
        && let Some(held) = held_for_good(pool).await?
    {
        print::note(&format!(
            "the queue is paused ({held}): `sereno queue resume`, then this again"
        ));
        return Ok(ExitCode::from(super::EXIT_NOT_DUE));
    }
    if asked.wait && state == RunState::Running {
        state = work_through(pool, config, (found.run_id, inputs)).await?;
    }
    let mut conn = pool::acquire(pool).await?;
    let board = board::run::run(&mut conn, found.run_id).await?;
    let board = board.context("the run is gone: its rows were deleted meanwhile")?;
    if asked.purpose == Purpose::DryRun && state == RunState::Done {
        diff::dry_run(&mut conn, found.run_id, asked.json).await?;
    } else if asked.json {
        print::json(&board)?;
    } else {
        tell(&board, asked.wait);
    }
    Ok(match state {
        RunState::Failed | RunState::Cancelled => ExitCode::from(super::EXIT_FAILED),
        RunState::Running if asked.wait => ExitCode::from(super::EXIT_FAILED),
        RunState::Incomplete => ExitCode::from(super::EXIT_INCOMPLETE),
        RunState::Done | RunState::Superseded | RunState::Running => ExitCode::SUCCESS,
    })
}

/// Who holds the queue and why, until somebody lets it go on: nobody waits for that.
pub(super) async fn held_for_good(pool: &Pool) -> anyhow::Result<Option<CleanText>> {
    let lines = queue_list(&mut *pool::acquire(pool).await?).await?;
    let held = lines.into_iter().find(|line| line.paused.is_some() && line.resumes_at.is_none());
    Ok(held.and_then(|line| line.paused))
}

/// Works on a run until it ends; on a terminal a bar shows how far it is.
pub(super) async fn work_through(
    pool: &Pool,
    config: &Config,
    (run_id, inputs): (RunId, Option<Box<Frozen>>),
) -> anyhow::Result<RunState> {
    let (stop, at_once) = stop_on_signals();
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.set_style(ProgressStyle::with_template(
        "{bar:30} {human_pos} of {human_len} chunks {msg}",
    )?);
    let mut runner = runner(pool, config, at_once);
    if let Some(inputs) = inputs {
        runner = runner.with_inputs(run_id, inputs).await?;
    }
    let ended = CancellationToken::new();
    let work = async {
        // On the heap: whatever waits for a run would hold all of the runner's state.
        let worked = Box::pin(runner.work_until_run_ends(run_id, &stop)).await;
        ended.cancel();
        worked
    };
    let (worked, ()) = tokio::join!(work, show_progress(pool, run_id, &bar, &ended));
    bar.finish_and_clear();
    Ok(worked?)
}

/// Moves the bar until the work has ended; a look that fails is made up for by the next.
async fn show_progress(pool: &Pool, run_id: RunId, bar: &ProgressBar, ended: &CancellationToken) {
    while !bar.is_hidden() && !ended.is_cancelled() {
        if let Ok(mut conn) = pool::acquire(pool).await
            && let Ok(progress) = run_progress(&mut conn, run_id).await
        {
            bar.set_length(progress.n_chunks);
            bar.set_position(progress.n_done + progress.n_quarantined);
            if progress.n_quarantined > 0 {
                bar.set_message(format!("({} in quarantine)", progress.n_quarantined));
            }
        }
        tokio::select! {
            () = ended.cancelled() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

fn tell(board: &RunBoard, waited: bool) {
    let run = &board.run;
    print::line(&format!(
        "run {} for {}, revision {}: {} ({} pairs scored, {} match rows written)",
        run.run_id,
        run.business_date,
        run.revision,
        run.state,
        grouped(run.n_pairs),
        grouped(run.n_matches_written),
    ));
    if let Some(digest) = &board.digest {
        print::line(&runs::sentence(digest));
    }
    let advice = match run.state {
        RunState::Running if waited => "stopped before its end: the same command goes on from here",
        RunState::Running => "planned: `sereno worker` or the same command with --wait does it",
        RunState::Incomplete | RunState::Failed => {
            "what broke: `sereno runs RUN`, or `sereno dash`"
        }
        RunState::Done => "who fits: `sereno matches`, or `sereno dash`",
        RunState::Cancelled => "it was cancelled: --revise REASON runs the date again",
        RunState::Superseded => "a later revision took its place",
    };
    print::note(advice);
}

/// Works on chunks of any run until told to stop.
pub(crate) async fn work(pool: &Pool, config: &Config) -> anyhow::Result<ExitCode> {
    print::note(
        "working on chunks; Ctrl-C or SIGTERM stops after those at hand, a second one hands them back",
    );
    let (stop, at_once) = stop_on_signals();
    let clock = Clock {
        schedules: config.schedules.clone(),
        chunk_roles: usize::try_from(config.chunk_roles)?,
        shard_developers: usize::try_from(config.shard_developers)?,
        calendar: config.payroll.calendar.clone(),
        chunk_placements: usize::try_from(config.payroll.chunk_placements)?,
    };
    let worker = runner(pool, config, at_once)
        .with_clock(clock)
        .with_alerts(config.watch(), config.channels.clone())
        .with_history(config.watch(), config.keep);
    let probe = Probe::bind(config, pool, worker.tally()).await?;
    // A worker that ends is no longer ready, whatever ended it.
    let over = stop.child_token();
    let work = async {
        let ended = worker.run_until(&stop).await;
        over.cancel();
        ended
    };
    let (ended, ()) = tokio::join!(work, probe.answer(over.clone()));
    ended.context("the worker ended")?;
    Ok(ExitCode::SUCCESS)
}

fn runner(pool: &Pool, config: &Config, at_once: CancellationToken) -> Runner {
    let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let host = Some(host.trim()).filter(|name| !name.is_empty()).unwrap_or("localhost");
    Runner::new(pool.clone(), host, std::process::id(), config.n_slots)
        .with_chunk_limit(config.chunk_limit)
        .draining(Drain { limit: config.drain, at_once })
}

/// Two tokens: the first SIGINT or SIGTERM cancels the one, the second the other.
#[expect(clippy::disallowed_methods, reason = "lives as long as the process; nothing waits for it")]
fn stop_on_signals() -> (CancellationToken, CancellationToken) {
    let (stop, at_once) = (CancellationToken::new(), CancellationToken::new());
    let told = [stop.clone(), at_once.clone()];
    tokio::spawn(async move {
        let mut terminate = signal(SignalKind::terminate()).ok();
        let mut interrupt = signal(SignalKind::interrupt()).ok();
        for token in told {
            tokio::select! {
                () = received(&mut terminate) => {}
                () = received(&mut interrupt) => {}
            }
            token.cancel();
        }
    });
    (stop, at_once)
}

/// Waits for a signal; for ever when it cannot be listened for.
async fn received(signal: &mut Option<Signal>) {
    match signal {
        Some(signal) => {
            signal.recv().await;
        }
        None => std::future::pending().await,
    }
}
