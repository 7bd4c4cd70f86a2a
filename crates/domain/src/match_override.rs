//! Where people know better than the list of a role: somebody is put on it, or kept off it. Scores do
//! not read it, so that what was computed and what was decided can both be seen.

use jiff::Timestamp;

use crate::clean_text::CleanText;
use crate::id::{DeveloperId, MatchOverrideId, RoleId};
use crate::matching::Filter;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What is done.
    "kind of override" OverrideKind {
        /// They may be proposed in spite of what stops them.
        PutOn = "put_on",
        /// They are not to be proposed.
        KeepOff = "keep_off",
    }
}

/// A decision about one developer and one role.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct MatchOverride {
    /// Identity.
    pub match_override_id: MatchOverrideId,
    /// For which seat.
    pub role_id: RoleId,
    /// Whom.
    pub developer_id: DeveloperId,
    /// What is done.
    pub kind: OverrideKind,
    /// Filters that stopped somebody who is put on, when it was decided.
    pub filters: Vec<Filter>,
    /// Their score without them when it was decided, 0 to 1,000,000; none when kept off.
    pub score: Option<u32>,
    /// Why.
    pub reason: CleanText,
    /// Who.
    pub actor: CleanText,
    /// When.
    pub made_at: Timestamp,
}

/// The filters nobody may be put on in spite of: what stands behind them is settled where it is, not
/// for one role.
pub fn not_overridden(failed: &[Filter]) -> impl Iterator<Item = Filter> + '_ {
    failed.iter().copied().filter(|filter| match filter {
        Filter::Findings | Filter::Exclusion => true,
        Filter::Skills
        | Filter::Availability
        | Filter::Overlap
        | Filter::English
        | Filter::Rate
        | Filter::Vetting
        | Filter::Country
        | Filter::Seniority
        | Filter::Regimes
        | Filter::Capacity => false,
    })
}
