//! A run beside an earlier one: what came in, what changed, how long it took.

use crate::board::{DigestTotals, RunLine, StepLine};
use crate::clean_text::CleanText;
use crate::id::RoleId;

/// A run beside the last good one before it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DiffBoard {
    /// The run.
    pub run: RunSide,
    /// The one it is compared with; none when there is none.
    pub before: Option<RunSide>,
    /// Roles whose lists moved most in the run, the most first.
    pub movers: Vec<RoleMove>,
    /// Roles the run scored and the other did not.
    pub n_roles_new: u64,
    /// Roles the other scored and the run did not.
    pub n_roles_vanished: u64,
    /// Roles with nobody that had somebody in the other.
    pub n_roles_emptied: u64,
    /// Roles with somebody that had nobody in the other.
    pub n_roles_filled: u64,
}

/// One of the two runs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RunSide {
    /// The run.
    pub run: RunLine,
    /// Its steps.
    pub steps: Vec<StepLine>,
    /// What it changed, when its digest is done.
    pub digest: Option<DigestTotals>,
}

/// What a run changed of one role's list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RoleMove {
    /// The role.
    pub role_id: RoleId,
    /// What is looked for.
    pub title: CleanText,
    /// For whom.
    pub client: CleanText,
    /// Developers who came onto the list.
    pub n_entered: u32,
    /// Developers who left it.
    pub n_left: u32,
    /// Listed developers with another score.
    pub n_rescored: u32,
    /// Whether the first place changed.
    pub best_changed: bool,
    /// Developers who pass every filter.
    pub n_qualified: u32,
    /// The same in the other run; none when it did not score the role.
    pub n_qualified_before: Option<u32>,
}
