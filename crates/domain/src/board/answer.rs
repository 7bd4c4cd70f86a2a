//! Boards of the answers about roles: what relaxing brings, what if, what changed, side by side.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::RoleLine;
use super::named::number_of;
use crate::adjustment::Adjustment;
use crate::clean_text::CleanText;
use crate::id::{DeveloperId, RunId};
use crate::matching::changed::RoleChange;
use crate::matching::compare::Comparison;
use crate::matching::relax::RoleAnswer;
use crate::matching::what_if::WhatIf;

/// Names of the developers an answer speaks of.
pub type People = BTreeMap<DeveloperId, CleanText>;

/// How a developer of an answer is called.
pub fn name_of(people: &People, developer_id: DeveloperId) -> CleanText {
    people.get(&developer_id).cloned().unwrap_or_else(|| number_of(developer_id))
}

/// What every answer about a role says of itself.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AnswerHeader {
    /// The database's clock.
    pub at: Timestamp,
    /// The role.
    pub role: RoleLine,
    /// The run whose frozen inputs were read.
    pub run_id: RunId,
    /// The run of the night before; none for the first.
    pub before_run_id: Option<RunId>,
    /// What the firm set on the role over what its client wrote, in the order it is applied.
    pub adjustments: Vec<Adjustment>,
}

/// Who a role stops, and what relaxing it brings.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RoleBoard {
    /// Which role, from which inputs.
    #[serde(flatten)]
    pub header: AnswerHeader,
    /// The counts and the ladder.
    pub answer: RoleAnswer,
}

/// A role with some things set.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct WhatIfBoard {
    /// Which role, from which inputs.
    #[serde(flatten)]
    pub header: AnswerHeader,
    /// Both shortlists.
    pub what_if: WhatIf,
    /// Names of everybody on them.
    pub people: People,
}

/// A role against the night before.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ChangesBoard {
    /// Which role, from which inputs.
    #[serde(flatten)]
    pub header: AnswerHeader,
    /// Who moved, and why.
    pub changed: RoleChange,
    /// Names of everybody who moved.
    pub people: People,
}

/// Two developers for one role.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CompareBoard {
    /// Which role, from which inputs.
    #[serde(flatten)]
    pub header: AnswerHeader,
    /// Side by side.
    pub comparison: Comparison,
    /// Names of the two.
    pub people: People,
}
