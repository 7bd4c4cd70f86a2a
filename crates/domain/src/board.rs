//! What screens and commands show: plain structs, read by `sereno-db`, drawn by `sereno-tui`,
//! printed by the binary. No formatting lives here. Text from outside is [`CleanText`].

pub mod answer;
pub mod audit;
pub mod best_roles;
pub mod choice;
pub mod chunk;
pub mod client;
pub mod diff;
pub mod failure;
pub mod finding;
pub mod found;
pub mod lasting;
pub mod log;
pub mod model;
pub mod named;
mod need;
pub mod payroll;
pub mod person;
pub mod placement;
pub mod queue;
pub mod retry;
pub mod schedule;
pub mod vetting;
pub mod worker;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::adjustment::Adjustment;
use crate::board::answer::People;
use crate::board::choice::{Choice, OffListLine};
use crate::clean_text::CleanText;
use crate::country::Country;
use crate::developer::Seniority;
use crate::id::{AttemptId, ChunkId, DeveloperId, FailureId, PayrollRunId, RoleId, RunId, StepId};
use crate::job::{JobKind, Pipeline};
use crate::matching::answer::PairAnswer;
use crate::matching::relax::RoleAnswer;
use crate::matching::{Explanation, N_COMPONENTS, N_FILTERS};
use crate::role::RoleStatus;
use crate::run::{AttemptOutcome, ChunkState, RunState, Scope, StepState};

/// One run, as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RunLine {
    /// Identity.
    pub run_id: RunId,
    /// Which pipeline.
    pub pipeline: Pipeline,
    /// The civil day it is for.
    pub business_date: Date,
    /// 1 for the first run of the day.
    pub revision: u32,
    /// Where it stands.
    pub state: RunState,
    /// Whether it counts, or only shows what would be.
    pub scope: Scope,
    /// Why this revision was asked for; empty for the first.
    pub reason: CleanText,
    /// When it was planned.
    pub started_at: Timestamp,
    /// When its last step finished.
    pub ended_at: Option<Timestamp>,
    /// Chunks in all steps.
    pub n_chunks: u64,
    /// Chunks done.
    pub n_done: u64,
    /// Chunks in quarantine.
    pub n_quarantined: u64,
    /// Attempts made, in all chunks.
    pub n_attempts: u64,
    /// Pairs of developer and role scored.
    pub n_pairs: u64,
    /// Match rows inserted, updated or deleted.
    pub n_matches_written: u64,
}

/// One step of a run.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StepLine {
    /// Identity.
    pub step_id: StepId,
    /// Which job.
    pub kind: JobKind,
    /// Where it stands.
    pub state: StepState,
    /// When its chunks were handed out.
    pub started_at: Option<Timestamp>,
    /// When its last chunk finished.
    pub ended_at: Option<Timestamp>,
    /// Chunks in all.
    pub n_chunks: u64,
    /// Chunks done.
    pub n_done: u64,
    /// Chunks at work.
    pub n_leased: u64,
    /// Chunks in quarantine.
    pub n_quarantined: u64,
    /// Seconds the step took in the median of its last good runs; none without history.
    pub median_seconds: Option<u64>,
    /// Seconds it took in the slowest twentieth of its last good runs; none without history.
    pub slow_seconds: Option<u64>,
}

/// One chunk of a step.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ChunkLine {
    /// Identity.
    pub chunk_id: ChunkId,
    /// Which job.
    pub kind: JobKind,
    /// Place in its step, from 0.
    pub no: u32,
    /// Where it stands.
    pub state: ChunkState,
    /// Attempts that counted.
    pub n_attempts: u32,
    /// Not claimed before this time.
    pub ready_at: Option<Timestamp>,
    /// The worker that holds it.
    pub worker: Option<CleanText>,
    /// What its last failed attempt said.
    pub error: Option<CleanText>,
    /// In which way its last attempt failed; none when it did not.
    pub failure_id: Option<FailureId>,
    /// Match rows its receipt counts.
    pub n_matches_written: Option<u64>,
}

/// One try at a chunk.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AttemptLine {
    /// Identity.
    pub attempt_id: AttemptId,
    /// Whose.
    pub chunk_id: ChunkId,
    /// Which job.
    pub kind: JobKind,
    /// The chunk's place in its step, from 0.
    pub chunk_no: u32,
    /// 1 for the first try.
    pub no: u32,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// Name of the worker.
    pub worker: CleanText,
    /// Host of the worker.
    pub host: CleanText,
    /// Process id of the worker.
    pub pid: u32,
    /// When it was claimed.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Class of its error.
    pub error_class: Option<CleanText>,
    /// The error and its causes, outermost first.
    pub error: Option<CleanText>,
}

/// One chunk, opened.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ChunkBoard {
    /// The database's clock.
    pub at: Timestamp,
    /// Where it stands.
    pub chunk: ChunkLine,
    /// Of which run.
    pub run_id: RunId,
    /// The civil day the run is for.
    pub business_date: Date,
    /// What it works on, as the job wrote it.
    pub payload: CleanText,
    /// Its attempts, newest first.
    pub attempts: Vec<AttemptLine>,
}

/// How badly a line of *Needs you* needs someone.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Urgency {
    /// Broken: nothing moves until someone acts.
    Broken,
    /// Will hurt later.
    Warning,
}

/// Where a line leads when it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Target {
    /// A run with its steps, chunks and attempts.
    Run(RunId),
    /// A role with its shortlist.
    Role(RoleId),
    /// What failed in one way in a run.
    Failure(RunId, FailureId),
    /// The chunks of a kind that are to be done.
    Queue(JobKind),
    /// What the rules found.
    Findings,
    /// The placements.
    Placements,
    /// A month of pay.
    Payroll(PayrollRunId),
}

/// Something a person has to decide.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Need {
    /// How badly.
    pub urgency: Urgency,
    /// What it is about, in a few words.
    pub subject: CleanText,
    /// What is wrong, in a sentence.
    pub detail: CleanText,
    /// How much hangs on it: `6 chunks`, `1 role`.
    pub measure: CleanText,
    /// Where to look.
    pub target: Target,
}

/// What changed between a run and the one before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DigestTotals {
    /// Open roles scored.
    pub n_roles: u64,
    /// Developers scored.
    pub n_developers: u64,
    /// Roles whose list changed in any way.
    pub n_roles_changed: u64,
    /// Roles whose first place changed.
    pub n_roles_new_best: u64,
    /// Roles for which nobody qualifies.
    pub n_roles_empty: u64,
    /// Developers who came onto a list.
    pub n_entered: u64,
    /// Developers who left a list.
    pub n_left: u64,
    /// Listed developers whose score changed.
    pub n_rescored: u64,
}

/// One past night, as a mark in a row of them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NightMark {
    /// The civil day.
    pub business_date: Date,
    /// How its newest revision ended.
    pub state: RunState,
    /// Seconds it took; none while it runs.
    pub seconds: Option<u64>,
}

/// The home screen.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TonightBoard {
    /// The database's clock when it was read.
    pub at: Timestamp,
    /// The newest run; none before the first night.
    pub run: Option<RunLine>,
    /// Its steps, in order.
    pub steps: Vec<StepLine>,
    /// Chunks of the run to be claimed.
    pub n_ready: u64,
    /// Chunks of the run at work.
    pub n_leased: u64,
    /// Workers whose connection lives.
    pub n_workers: u64,
    /// Chunks all workers can hold at once.
    pub n_slots: u64,
    /// What needs a person, worst first.
    pub needs: Vec<Need>,
    /// The latest attempts, newest first.
    pub live: Vec<AttemptLine>,
    /// The last nights, oldest first.
    pub nights: Vec<NightMark>,
    /// What the newest finished run changed.
    pub digest: Option<DigestTotals>,
}

/// The list of runs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RunsBoard {
    /// The database's clock when it was read.
    pub at: Timestamp,
    /// Newest first.
    pub runs: Vec<RunLine>,
}

/// One run, opened.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RunBoard {
    /// The database's clock when it was read.
    pub at: Timestamp,
    /// The run.
    pub run: RunLine,
    /// Its steps, in order.
    pub steps: Vec<StepLine>,
    /// Its chunks, those in trouble first, then by step and number.
    pub chunks: Vec<ChunkLine>,
    /// Its attempts, newest first.
    pub attempts: Vec<AttemptLine>,
    /// What it changed, when its digest is done.
    pub digest: Option<DigestTotals>,
}

/// A developer in the top of a role.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TopLine {
    /// Who.
    pub developer_id: DeveloperId,
    /// Name, or `developer 17` when none is kept.
    pub name: CleanText,
    /// 0 to [`crate::matching::SCORE_MAX`].
    pub score: u32,
}

/// One role, as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RoleLine {
    /// Identity.
    pub role_id: RoleId,
    /// Title as the client wrote it.
    pub title: CleanText,
    /// The client's name.
    pub client: CleanText,
    /// Where it stands.
    pub status: RoleStatus,
    /// Seniority wanted.
    pub seniority: Seniority,
    /// First day of the contract.
    pub starts_on: Date,
    /// Seats.
    pub headcount: u32,
    /// Developers who passed every filter in the newest night; none when not scored yet.
    pub n_qualified: Option<u32>,
    /// Developers stopped by each filter, in the order of `Filter::ALL`.
    pub n_blocked: [u32; N_FILTERS],
    /// Developers stopped by that filter and no other.
    pub n_blocked_alone: [u32; N_FILTERS],
    /// Came onto the list in the newest night.
    pub n_entered: u32,
    /// Left the list in the newest night.
    pub n_left: u32,
    /// The first three.
    pub top: Vec<TopLine>,
}

/// The list of open roles.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RolesBoard {
    /// The database's clock when it was read.
    pub at: Timestamp,
    /// Those nobody qualifies for first, then by title.
    pub roles: Vec<RoleLine>,
}

/// How a developer's place came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Movement {
    /// Not on the list the night before, or no night before.
    New,
    /// The score did not change in the newest night.
    Same,
    /// Points up or down since the night before.
    By(i32),
}

/// One developer on a shortlist.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CandidateLine {
    /// 1 for the best.
    pub rank: u32,
    /// Who.
    pub developer_id: DeveloperId,
    /// Name, or `developer 17` when none is kept.
    pub name: CleanText,
    /// Where they work from.
    pub country: Country,
    /// Band.
    pub seniority: Option<Seniority>,
    /// 0 to [`crate::matching::SCORE_MAX`].
    pub score: u32,
    /// Against the night before.
    pub movement: Movement,
    /// Value of each component, 0 to 100.
    pub values: [u8; N_COMPONENTS],
    /// Share of the weight that rests on known facts, 0 to 100.
    pub confidence: u8,
    /// What people did about them.
    #[serde(default)]
    pub choice: Choice,
}

/// One role, opened.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ShortlistBoard {
    /// The database's clock when it was read.
    pub at: Timestamp,
    /// The role.
    pub role: RoleLine,
    /// Best first.
    pub candidates: Vec<CandidateLine>,
    /// Who was put forward or put on without a place on the list.
    #[serde(default)]
    pub off_list: Vec<OffListLine>,
    /// What the firm set on the role over what its client wrote.
    #[serde(default)]
    pub adjustments: Vec<Adjustment>,
    /// What relaxing the role brings, where nobody qualifies.
    #[serde(default)]
    pub relax: Option<Box<RoleAnswer>>,
}

/// One pair, opened.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct WhyBoard {
    /// The database's clock when it was read.
    pub at: Timestamp,
    /// The role.
    pub role: RoleLine,
    /// The developer's name, or `developer 17` when none is kept.
    pub name: CleanText,
    /// Where they work from.
    pub country: Country,
    /// Place on the list; none when they are not on it.
    pub rank: Option<u32>,
    /// The run whose frozen inputs were read.
    pub run_id: RunId,
    /// The score model of that run.
    pub model: String,
    /// The reasons.
    pub explanation: Explanation,
    /// Why not, what would change it, what changed.
    pub answer: Box<PairAnswer>,
    /// Names of the developers the answer speaks of.
    pub people: People,
    /// Why the night before cannot be looked at; none when it can, or when there is none.
    pub before_unreadable: Option<CleanText>,
}
