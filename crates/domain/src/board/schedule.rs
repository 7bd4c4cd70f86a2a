//! The schedules: what is next, what came of the last dates, what was missed.

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use crate::clean_text::CleanText;
use crate::id::RunId;
use crate::job::Pipeline;
use crate::schedule::{Firing, FiringState, MissReason, MissedPolicy, OverlapPolicy};

/// A schedule as the ledger knows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct KnownSchedule {
    /// First business date it answers for.
    pub since: Date,
    /// Why, by whom and until when it is paused; none while it is not.
    pub pause: Option<Pause>,
}

/// A pause that is in force.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Pause {
    /// Who paused it.
    pub by: CleanText,
    /// Why.
    pub reason: CleanText,
    /// When it goes on by itself.
    pub resumes_at: Option<Timestamp>,
}

/// A firing as it was written down.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct KnownFiring {
    /// The civil day of the run.
    pub business_date: Date,
    /// When it was due.
    pub due_at: Timestamp,
    /// What came of it.
    pub state: FiringState,
    /// Why it was missed.
    pub reason: Option<MissReason>,
    /// The run.
    pub run_id: Option<RunId>,
    /// When it was written down.
    pub decided_at: Timestamp,
    /// By whom.
    pub decided_by: CleanText,
}

impl KnownFiring {
    /// True when the date has no run of its own.
    pub const fn is_missed(&self) -> bool {
        matches!(self.state, FiringState::Missed | FiringState::Asked)
    }
}

/// One schedule.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ScheduleLine {
    /// As the settings call it.
    pub name: CleanText,
    /// What it starts.
    pub pipeline: Pipeline,
    /// The time of day.
    #[serde(serialize_with = "hour_and_minute")]
    pub at: Time,
    /// Whose clock.
    pub zone: CleanText,
    /// What happens to dates that were missed.
    pub missed: MissedPolicy,
    /// What happens while an earlier date is at work.
    pub overlap: OverlapPolicy,
    /// What is next; none when it never fires again.
    pub next: Option<Firing>,
    /// What is next and after it, in order.
    pub coming: Vec<Firing>,
    /// What the ledger knows of it; none before a worker has seen it.
    pub known: Option<KnownSchedule>,
    /// What came of the last dates, newest first.
    pub firings: Vec<KnownFiring>,
}

impl ScheduleLine {
    /// The newest date that has a run.
    pub fn last_started(&self) -> Option<&KnownFiring> {
        self.firings.iter().find(|firing| firing.state == FiringState::Started)
    }

    /// Dates among the last that have no run of their own.
    pub fn n_missed(&self) -> usize {
        self.firings.iter().filter(|firing| firing.is_missed()).count()
    }

    /// Its pause; none while it is not paused.
    pub fn pause(&self) -> Option<&Pause> {
        self.known.as_ref()?.pause.as_ref()
    }
}

/// `23:00`, as the settings write it.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn hour_and_minute<S: serde::Serializer>(at: &Time, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&at.strftime("%H:%M"))
}

/// The schedules that are on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SchedulesBoard {
    /// The database's clock when it was read.
    pub at: Timestamp,
    /// In the order of the settings.
    pub schedules: Vec<ScheduleLine>,
}
