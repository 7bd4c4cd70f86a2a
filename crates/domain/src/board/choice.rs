//! What people did about developers and a role, beside what the night found.

use jiff::Timestamp;

use crate::clean_text::CleanText;
use crate::country::Country;
use crate::id::{DeveloperId, RoleId};
use crate::match_override::MatchOverride;
use crate::shortlist::{ShortlistReason, ShortlistState};

/// One step of a developer with a role.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StepLine {
    /// Where it led.
    pub state: ShortlistState,
    /// Why it came to nothing; none while it did not.
    pub reason: Option<ShortlistReason>,
    /// In people's own words; may be empty.
    pub note: CleanText,
    /// Place on the role's list at that moment; none off the list.
    pub place: Option<u32>,
    /// Score at that moment; none off the list.
    pub score: Option<u32>,
    /// Who did it.
    pub actor: CleanText,
    /// When.
    pub at: Timestamp,
}

/// Where a developer stands with a role.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Choice {
    /// Their newest step; none when nobody put them forward.
    pub step: Option<StepLine>,
    /// The decision in force about them.
    pub decided: Option<MatchOverride>,
}

/// Somebody who was put forward or put on without a place on the list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OffListLine {
    /// Who.
    pub developer_id: DeveloperId,
    /// Name, or `developer 17` when none is kept.
    pub name: CleanText,
    /// Where they work from.
    pub country: Country,
    /// Where they stand.
    pub choice: Choice,
}

/// Everybody who was ever put forward for a role.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StepsBoard {
    /// The database's clock when it was read.
    pub at: Timestamp,
    /// The role.
    pub role_id: RoleId,
    /// What the client calls it.
    pub title: CleanText,
    /// Whose it is.
    pub client: CleanText,
    /// By developer, whoever moved last first.
    pub developers: Vec<StepsLine>,
}

/// The way of one developer with a role.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StepsLine {
    /// Who.
    pub developer_id: DeveloperId,
    /// Name, or `developer 17` when none is kept.
    pub name: CleanText,
    /// Step by step, the first first.
    pub steps: Vec<StepLine>,
}
