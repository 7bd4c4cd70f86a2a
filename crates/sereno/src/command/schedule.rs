//! `sereno schedule`: when pipelines are due, what came of it, and pausing them.

use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use sereno_db::board;
use sereno_db::board::schedules::{schedules, upcoming};
use sereno_db::pool::{self, Pool};
use sereno_db::schedule::{firing_list, schedule_find};
use sereno_domain::board::schedule::{KnownFiring, KnownSchedule, Pause};
use sereno_domain::clean_text::CleanText;
use sereno_domain::schedule::{Firing, FiringState, Schedule, Twist};
use sereno_jobs::clock::{pause, resume};

use crate::config::Config;
use crate::print::{self, styled};

/// Firings that `explain` looks back at.
const N_EXPLAINED: i64 = 1_000;

/// What can be done with schedules.
#[derive(Debug, Subcommand)]
pub(crate) enum ScheduleAction {
    /// List the schedules with what is next
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List what is next, in the firm's time and in UTC, with gaps and folds of the clocks
    Next {
        /// The schedule
        #[arg(default_value = "nightly")]
        schedule: String,
        /// How many
        #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
        n: u16,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Say what came of a date, or why it has no firing
    Explain {
        /// The civil day
        date: Date,
        /// The schedule
        #[arg(long, default_value = "nightly")]
        schedule: String,
    },
    /// Pause one: dates that come due meanwhile are written down as missed
    Pause(PauseArgs),
    /// Let one go on
    Resume {
        /// The schedule
        schedule: String,
        /// Why
        #[arg(long, value_parser = super::reason)]
        reason: CleanText,
    },
}

/// What is paused.
#[derive(Debug, Args)]
pub(crate) struct PauseArgs {
    /// The schedule
    schedule: String,
    /// Why
    #[arg(long, value_parser = super::reason)]
    reason: CleanText,
    /// When it goes on by itself; without it, somebody must say so
    #[arg(long, value_name = "INSTANT")]
    until: Option<Timestamp>,
}

/// Does it.
pub(crate) async fn run(
    pool: &Pool,
    config: &Config,
    action: ScheduleAction,
) -> anyhow::Result<ExitCode> {
    match action {
        ScheduleAction::List { json } => list(pool, config, json).await?,
        ScheduleAction::Next { schedule, n, json } => {
            next(pool, find(config, &schedule)?, usize::from(n), json).await?;
        }
        ScheduleAction::Explain { date, schedule } => {
            explain(pool, find(config, &schedule)?, date).await?;
        }
        ScheduleAction::Pause(PauseArgs { schedule, reason, until }) => {
            let found = find(config, &schedule)?;
            pause(pool, found, until, [reason.as_str(), &super::actor()]).await?;
            print::note(&format!("{schedule} is paused{}", until_words(until)));
        }
        ScheduleAction::Resume { schedule, reason } => {
            let found = find(config, &schedule)?;
            resume(pool, found, [reason.as_str(), &super::actor()]).await?;
            print::note(&format!("{schedule} goes on"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn find<'c>(config: &'c Config, name: &str) -> anyhow::Result<&'c Schedule> {
    if let Some(found) = config.schedules.iter().find(|schedule| schedule.name == name) {
        return Ok(found);
    }
    let names: Vec<&str> = config.schedules.iter().map(|schedule| &schedule.name[..]).collect();
    bail!("there is no schedule `{name}` that is on: there is {}", names.join(", "));
}

fn until_words(until: Option<Timestamp>) -> String {
    until.map_or_else(String::new, |until| format!(" until {until:.0}"))
}

async fn list(pool: &Pool, config: &Config, json: bool) -> anyhow::Result<()> {
    let mut conn = pool::acquire(pool).await?;
    let board = schedules(&mut conn, &config.schedules).await?;
    if json {
        return print::json(&board.schedules);
    }
    if board.schedules.is_empty() {
        print::note("no schedule is on: config/sereno.toml says how to write one");
    }
    for line in &board.schedules {
        let next = line.next.map_or_else(|| "never".to_owned(), |next| words(next, config));
        let at = line.at.strftime("%H:%M");
        print::line(&format!("{:<12} {at} {}  next {next}", line.name, line.zone));
        match line.known.as_ref().map(|known| &known.pause) {
            None => print::note("  no worker has seen it yet: `sereno worker` keeps the clock"),
            Some(Some(Pause { by, reason, resumes_at })) => {
                let until = until_words(*resumes_at);
                let because = CleanText::new(&format!("paused{until} by {by}: {reason}"));
                print::line(&styled(print::WARN, format_args!("  {because}")));
            }
            Some(None) => {}
        }
    }
    Ok(())
}

fn words(firing: Firing, config: &Config) -> String {
    let local = firing.due_at.to_zoned_datetime(config.zone.clone());
    format!("{} for {}", local.strftime("%a %F %H:%M %:z"), firing.business_date)
}

async fn next(pool: &Pool, schedule: &Schedule, n: usize, json: bool) -> anyhow::Result<()> {
    let mut conn = pool::acquire(pool).await?;
    let now = board::clock(&mut conn).await?;
    let firings: Vec<Firing> = upcoming(schedule, now).take(n).collect();
    if json {
        return print::json(&firings);
    }
    print::line(&styled(print::DIM, "business date    the firm's time                UTC"));
    for firing in firings {
        let local = firing.due_at.to_zoned_datetime(schedule.zone.clone());
        let twist = match firing.twist {
            None => "",
            Some(Twist::Gap) => "  the clocks skip that time: it fires when the gap ends",
            Some(Twist::Fold) => "  that time comes twice: it fires the first time",
        };
        print::line(&format!(
            "{}       {}   {:.0}{}",
            firing.business_date,
            local.strftime("%a %F %H:%M %:z"),
            firing.due_at,
            styled(print::WARN, twist),
        ));
    }
    Ok(())
}

async fn explain(pool: &Pool, schedule: &Schedule, date: Date) -> anyhow::Result<()> {
    let mut conn = pool::acquire(pool).await?;
    let now = board::clock(&mut conn).await?;
    let known = schedule_find(&mut conn, &schedule.name).await?;
    let written = firing_list(&mut conn, &schedule.name, N_EXPLAINED).await?;
    let told = match written.iter().find(|firing| firing.business_date == date) {
        Some(firing) => came_of(firing),
        None => unwritten(schedule, date, now, known.as_ref()),
    };
    print::line(&format!("{} of {date}: {told}", schedule.name));
    Ok(())
}

fn came_of(firing: &KnownFiring) -> String {
    let KnownFiring { due_at, decided_at, decided_by, .. } = firing;
    let run = firing.run_id.map_or_else(|| "no run".to_owned(), |run| format!("run {run}"));
    let what = match firing.state {
        FiringState::Due => {
            "its run is about to be planned, or waits for an earlier date".to_owned()
        }
        FiringState::Started => format!("started as {run}"),
        FiringState::Missed => {
            let reason = firing.reason.map_or("", |reason| reason.name());
            format!("missed, because of: {reason}")
        }
        FiringState::Asked => {
            let date = firing.business_date;
            format!("missed; somebody must say: `sereno run nightly --date {date} --wait` runs it")
        }
    };
    format!("due {due_at:.0}, {what} (written down {decided_at:.0} by {decided_by})")
}

/// Why nothing is written down about a date.
fn unwritten(
    schedule: &Schedule,
    date: Date,
    now: Timestamp,
    known: Option<&KnownSchedule>,
) -> String {
    let Some(firing) = schedule.firing(date) else {
        let stands_in =
            schedule.rolled(date).map_or_else(String::new, |other| format!(": {other} stands in"));
        return format!("no firing, it is no business day or not meant{stands_in}");
    };
    if firing.due_at > now {
        return format!("due {:.0}", firing.due_at);
    }
    match known {
        None => "no worker has seen the schedule yet".to_owned(),
        Some(known) if date < known.since => {
            format!("the schedule answers for dates from {} on", known.since)
        }
        Some(_) => format!("due {:.0}; no worker has looked at the clock since", firing.due_at),
    }
}
