//! The roles that suit one developer best.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::clean_text::CleanText;
use crate::id::{DeveloperId, RoleId, RunId};

/// One role of a developer's best.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct BestRoleLine {
    /// Which.
    pub role_id: RoleId,
    /// Title as the client writes it.
    pub title: CleanText,
    /// Whose.
    pub client: CleanText,
    /// 0 to [`crate::matching::SCORE_MAX`].
    pub score: u32,
    /// Share of the weight that rests on known facts, 0 to 100.
    pub confidence: u8,
    /// Place on the role's list; none when others fill it.
    pub rank: Option<u32>,
}

/// One developer with the roles that suit them best.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct BestRolesBoard {
    /// The database's clock when it was read.
    pub at: Timestamp,
    /// Who.
    pub developer_id: DeveloperId,
    /// The name, or `developer 17` when none is kept.
    pub name: CleanText,
    /// The night whose frozen inputs they were scored by.
    pub run_id: RunId,
    /// The civil day of that night.
    pub business_date: Date,
    /// The best roles, best first; empty when no role can be filled by them.
    pub roles: Vec<BestRoleLine>,
}
