//! The watchman watched: whether the last night ran, whether work stands still, whether clocks
//! agree. Judged from what the ledger says, for monitors that know ok, warning and critical.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::forecast::Forecast;
use crate::run::RunState;
use crate::schedule::Firing;
use crate::vocabulary::vocabulary;

/// Days back in which a date without a run is told; older ones are history.
pub const MISSED_DAYS: i64 = 30;
/// Missed dates named one by one.
const N_MISSED_NAMED: usize = 5;
/// How long work may wait while nobody takes it.
const WAIT_MAX: SignedDuration = SignedDuration::from_mins(5);
/// How far this host's clock may be from the database's before it is worth a look.
const SKEW_WARNING: SignedDuration = SignedDuration::from_secs(5);
/// How far before business dates and back-offs are no longer what people think they are.
const SKEW_CRITICAL: SignedDuration = SignedDuration::from_mins(2);

vocabulary! {
    /// How bad it is; the larger the worse.
    "level" CheckLevel {
        /// Nothing to do.
        Ok = "ok",
        /// Look at it in the morning.
        Warning = "warning",
        /// Someone must act now.
        Critical = "critical",
    }
}

/// The newest revision of one business date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateRun {
    /// The civil day.
    pub business_date: Date,
    /// Where its newest revision stands.
    pub state: RunState,
    /// Chunks of it in quarantine.
    pub n_quarantined: u64,
}

/// What the ledger says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckFacts {
    /// The newest date whose night is to be over by now.
    pub due: Date,
    /// Runs of the last [`MISSED_DAYS`] days, by date.
    pub runs: Vec<DateRun>,
    /// Chunks to be claimed now, by any worker.
    pub n_ready: u64,
    /// Since when the first of them waits.
    pub waits: SignedDuration,
    /// Workers alive.
    pub n_workers: u64,
    /// This host's clock less the database's.
    pub skew: SignedDuration,
    /// A firing of the clock that came to nothing; none when each has its run or its reason.
    pub not_started: Option<Firing>,
    /// The night at work, when it is to be over and when it will be; none without a deadline.
    pub at_work: Option<AtWork>,
    /// Why the queue is held, kind by kind.
    pub held: Vec<String>,
    /// Alerts that could not be told, after all their tries.
    pub n_untold: u64,
}

/// A night at work, and its deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtWork {
    /// The civil day.
    pub business_date: Date,
    /// When it is to be over.
    pub deadline: Timestamp,
    /// When it will be; none without a good night behind it.
    pub forecast: Option<Forecast>,
    /// The database's clock.
    pub now: Timestamp,
}

/// One thing looked at.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CheckLine {
    /// What was looked at: `night`, `start`, `finish`, `dates`, `quarantine`, `queue`, `alerts`,
    /// `clock`.
    pub subject: &'static str,
    /// How bad it is.
    pub level: CheckLevel,
    /// What was found, and what to do.
    pub words: String,
}

/// Judges everything, in the order it is shown.
pub fn check(facts: &CheckFacts) -> Vec<CheckLine> {
    vec![
        night(facts),
        start(facts),
        finish(facts),
        dates(facts),
        quarantine(facts),
        queue(facts),
        alerts(facts),
        clock(facts),
    ]
}

/// The worst of all levels.
pub fn worst(lines: &[CheckLine]) -> CheckLevel {
    lines.iter().map(|line| line.level).max().unwrap_or(CheckLevel::Ok)
}

fn line(subject: &'static str, level: CheckLevel, words: String) -> CheckLine {
    CheckLine { subject, level, words }
}

fn night(facts: &CheckFacts) -> CheckLine {
    let due = facts.due;
    let found = facts.runs.iter().find(|run| run.business_date == due);
    let (level, words) = match found.map(|run| run.state) {
        None if facts.runs.is_empty() => {
            (CheckLevel::Warning, "no night has run yet: `sereno run nightly --wait`".to_owned())
        }
        None if facts.runs.iter().all(|run| run.business_date > due) => {
            (CheckLevel::Ok, format!("the first night came after that of {due}"))
        }
        None => (
            CheckLevel::Critical,
            format!("the night of {due} has not run: `sereno run nightly --date {due} --wait`"),
        ),
        Some(RunState::Failed) => {
            (CheckLevel::Critical, format!("the night of {due} failed: `sereno runs` says where"))
        }
        Some(RunState::Running) => {
            (CheckLevel::Warning, format!("the night of {due} is still at work"))
        }
        Some(RunState::Incomplete) => {
            (CheckLevel::Warning, format!("the night of {due} left chunks in quarantine"))
        }
        Some(RunState::Cancelled) => (
            CheckLevel::Warning,
            format!(
                "the night of {due} was cancelled: `sereno run nightly --date {due} --revise REASON` runs it again"
            ),
        ),
        Some(RunState::Done | RunState::Superseded) => {
            (CheckLevel::Ok, format!("the night of {due} is done"))
        }
    };
    line("night", level, words)
}

/// Whether what was due has been started.
fn start(facts: &CheckFacts) -> CheckLine {
    let Some(firing) = facts.not_started else {
        return line(
            "start",
            CheckLevel::Ok,
            "everything that was due has been started".to_owned(),
        );
    };
    let Firing { business_date, due_at, .. } = firing;
    let words = format!(
        "the night of {business_date} should have started at {due_at:.0}: start `sereno worker`, or `sereno run nightly --date {business_date} --wait`"
    );
    line("start", CheckLevel::Critical, words)
}

/// Whether the night at work will be over in time.
fn finish(facts: &CheckFacts) -> CheckLine {
    let Some(AtWork { business_date, deadline, forecast, now }) = facts.at_work else {
        return line("finish", CheckLevel::Ok, "no night is at work against a deadline".to_owned());
    };
    if now > deadline {
        let words =
            format!("the night of {business_date} is at work past its deadline, {deadline:.0}");
        return line("finish", CheckLevel::Critical, words);
    }
    let Some(Forecast { likely_at, slow_at }) = forecast else {
        let words = format!("no night has ended that could tell when that of {business_date} will");
        return line("finish", CheckLevel::Ok, words);
    };
    let (level, at) = match () {
        () if likely_at > deadline => (CheckLevel::Critical, likely_at),
        () if slow_at > deadline => (CheckLevel::Warning, slow_at),
        () => (CheckLevel::Ok, likely_at),
    };
    let words = match level {
        CheckLevel::Ok => format!("the night of {business_date} will be over at {at:.0}"),
        CheckLevel::Warning => {
            format!("the night of {business_date} may be over only at {at:.0}, after {deadline:.0}")
        }
        CheckLevel::Critical => {
            format!("the night of {business_date} will be over at {at:.0}, after {deadline:.0}")
        }
    };
    line("finish", level, words)
}

/// Whether what there was to tell was told.
fn alerts(facts: &CheckFacts) -> CheckLine {
    match facts.n_untold {
        0 => line("alerts", CheckLevel::Ok, "nothing is left untold".to_owned()),
        n => {
            let words = format!("{n} alerts could not be told: `sereno alerts` says why");
            line("alerts", CheckLevel::Warning, words)
        }
    }
}

/// Dates between the first run and the due one that have none.
fn dates(facts: &CheckFacts) -> CheckLine {
    let first = facts.runs.iter().map(|run| run.business_date).min();
    let oldest = facts.due.saturating_sub(MISSED_DAYS.days());
    let days = first.map_or(oldest, |first| first.max(oldest)).series(1.day());
    let ran = |day: &Date| facts.runs.iter().any(|run| run.business_date == *day);
    let before_due = days.take_while(|day| *day < facts.due);
    let missed: Vec<Date> = before_due.filter(|day| first.is_some() && !ran(day)).collect();
    if missed.is_empty() {
        return line("dates", CheckLevel::Ok, "every date has its run".to_owned());
    }
    let named: Vec<String> = missed.iter().take(N_MISSED_NAMED).map(ToString::to_string).collect();
    let more = missed.len().saturating_sub(named.len());
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let words = format!("no run for {}{more}: `sereno run nightly --date`", named.join(", "));
    line("dates", CheckLevel::Warning, words)
}

fn quarantine(facts: &CheckFacts) -> CheckLine {
    let newest = facts.runs.iter().max_by_key(|run| run.business_date);
    match newest.map_or(0, |run| run.n_quarantined) {
        0 => line("quarantine", CheckLevel::Ok, "nothing in quarantine".to_owned()),
        n => line(
            "quarantine",
            CheckLevel::Warning,
            format!("{n} chunks of the newest run: `sereno runs` says why, `sereno retry` mends"),
        ),
    }
}

fn queue(facts: &CheckFacts) -> CheckLine {
    if !facts.held.is_empty() {
        let words = format!("the queue is held: {}", facts.held.join("; "));
        return line("queue", CheckLevel::Warning, words);
    }
    let waits = facts.n_ready > 0 && facts.waits >= WAIT_MAX;
    let minutes = facts.waits.as_mins();
    let (level, words) = match (waits, facts.n_workers) {
        (true, 0) => (
            CheckLevel::Critical,
            format!(
                "{} chunks wait, the first for {minutes} minutes, and no worker is alive: start `sereno worker`",
                facts.n_ready
            ),
        ),
        (true, n) => (
            CheckLevel::Warning,
            format!(
                "{} chunks wait, the first for {minutes} minutes, with {n} workers alive",
                facts.n_ready
            ),
        ),
        (false, n) => (CheckLevel::Ok, format!("{} chunks wait, {n} workers alive", facts.n_ready)),
    };
    line("queue", level, words)
}

fn clock(facts: &CheckFacts) -> CheckLine {
    let off = facts.skew.abs();
    let level = if off >= SKEW_CRITICAL {
        CheckLevel::Critical
    } else if off >= SKEW_WARNING {
        CheckLevel::Warning
    } else {
        CheckLevel::Ok
    };
    let way = if facts.skew.is_negative() { "behind" } else { "ahead of" };
    let words = match level {
        CheckLevel::Ok => "this host and the database agree".to_owned(),
        CheckLevel::Warning | CheckLevel::Critical => {
            format!("this host is {} seconds {way} the database: set its clock", off.as_secs())
        }
    };
    line("clock", level, words)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const DUE: Date = date(2026, 11, 26);

    fn ran(day: i8, state: RunState) -> DateRun {
        DateRun { business_date: date(2026, 11, day), state, n_quarantined: 0 }
    }

    fn calm() -> CheckFacts {
        CheckFacts {
            due: DUE,
            runs: (20..=26).map(|day| ran(day, RunState::Done)).collect(),
            n_ready: 0,
            waits: SignedDuration::ZERO,
            n_workers: 1,
            skew: SignedDuration::ZERO,
            not_started: None,
            at_work: None,
            held: Vec::new(),
            n_untold: 0,
        }
    }

    fn of(facts: &CheckFacts, subject: &str) -> (CheckLevel, String) {
        let line = check(facts).into_iter().find(|line| line.subject == subject).unwrap();
        (line.level, line.words)
    }

    #[test]
    fn a_calm_week_is_ok() {
        assert_eq!(worst(&check(&calm())), CheckLevel::Ok);
    }

    #[test]
    fn a_night_that_did_not_run_is_critical_but_not_in_a_firm_that_never_had_one() {
        let mut facts = calm();
        facts.runs.pop();
        let (level, words) = of(&facts, "night");
        assert_eq!(level, CheckLevel::Critical);
        assert!(words.contains("`sereno run nightly --date 2026-11-26 --wait`"), "{words}");
        facts.runs.clear();
        assert_eq!(of(&facts, "night").0, CheckLevel::Warning);
        facts.runs.push(ran(27, RunState::Done));
        assert_eq!(of(&facts, "night").0, CheckLevel::Ok, "the first night came after the due one");
        assert_eq!(of(&facts, "dates").0, CheckLevel::Ok);
    }

    #[test]
    fn a_failed_night_is_worse_than_an_incomplete_one() {
        let with = |state| {
            let mut facts = calm();
            *facts.runs.last_mut().unwrap() = ran(26, state);
            of(&facts, "night").0
        };
        assert_eq!(with(RunState::Failed), CheckLevel::Critical);
        assert_eq!(with(RunState::Incomplete), CheckLevel::Warning);
        assert_eq!(with(RunState::Running), CheckLevel::Warning);
    }

    #[test]
    fn dates_that_were_left_out_are_named() {
        let mut facts = calm();
        facts.runs.retain(|run| run.business_date != date(2026, 11, 22));
        let (level, words) = of(&facts, "dates");
        assert_eq!(level, CheckLevel::Warning);
        assert!(words.starts_with("no run for 2026-11-22:"), "{words}");
    }

    #[test]
    fn work_may_wait_for_five_minutes() {
        let mut facts = CheckFacts { n_ready: 3, n_workers: 0, ..calm() };
        facts.waits = WAIT_MAX - SignedDuration::from_secs(1);
        assert_eq!(of(&facts, "queue").0, CheckLevel::Ok);
        facts.waits = WAIT_MAX;
        assert_eq!(of(&facts, "queue").0, CheckLevel::Critical);
        facts.n_workers = 2;
        assert_eq!(of(&facts, "queue").0, CheckLevel::Warning);
    }

    #[test]
    fn clocks_may_be_apart_either_way_but_not_far() {
        let with = |seconds| {
            let facts = CheckFacts { skew: SignedDuration::from_secs(seconds), ..calm() };
            of(&facts, "clock").0
        };
        assert_eq!([with(4), with(-4)], [CheckLevel::Ok; 2]);
        assert_eq!([with(5), with(-119)], [CheckLevel::Warning; 2]);
        assert_eq!([with(120), with(-500)], [CheckLevel::Critical; 2]);
    }

    #[test]
    fn what_was_due_and_did_not_start_is_critical() {
        let due_at = "2026-11-27T01:00:00Z".parse().unwrap();
        let firing = Firing { business_date: DUE, due_at, twist: None };
        let facts = CheckFacts { not_started: Some(firing), ..calm() };
        let (level, words) = of(&facts, "start");
        assert_eq!(level, CheckLevel::Critical);
        assert!(words.contains("should have started at 2026-11-27T01:00:00Z"), "{words}");
    }

    #[test]
    fn a_night_is_held_against_its_deadline() {
        let at = |text: &str| -> Timestamp { format!("2026-11-27T{text}:00Z").parse().unwrap() };
        let with = |now, likely, slow| {
            let forecast = Some(Forecast { likely_at: at(likely), slow_at: at(slow) });
            let (business_date, deadline, now) = (DUE, at("11:00"), at(now));
            let at_work = Some(AtWork { business_date, deadline, forecast, now });
            of(&CheckFacts { at_work, ..calm() }, "finish").0
        };
        assert_eq!(with("10:00", "10:30", "11:00"), CheckLevel::Ok);
        assert_eq!(with("10:00", "10:30", "11:01"), CheckLevel::Warning);
        assert_eq!(with("10:00", "11:01", "11:30"), CheckLevel::Critical);
        assert_eq!(with("11:01", "11:02", "11:03"), CheckLevel::Critical);
    }

    #[test]
    fn a_held_queue_and_an_untold_alert_are_told() {
        let facts =
            CheckFacts { held: vec!["rescore by ana: bank".to_owned()], n_untold: 2, ..calm() };
        assert_eq!(of(&facts, "queue").1, "the queue is held: rescore by ana: bank");
        assert_eq!(of(&facts, "alerts").0, CheckLevel::Warning);
    }
}
