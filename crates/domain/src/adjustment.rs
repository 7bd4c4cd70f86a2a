//! What the firm sets on a role over what its client wrote: tried as a what-if, saved with a reason,
//! and taken back without touching the client's words.

use jiff::Timestamp;

use crate::clean_text::CleanText;
use crate::id::{AdjustmentId, RoleId};
use crate::matching::setting::{Setting, SettingError};

/// Some things set on a role at once. Those in force are applied in the order they were made.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Adjustment {
    /// Identity.
    pub adjustment_id: AdjustmentId,
    /// On which role.
    pub role_id: RoleId,
    /// What is set, as it is written.
    pub settings: Vec<CleanText>,
    /// Why.
    pub reason: CleanText,
    /// Who.
    pub actor: CleanText,
    /// When.
    pub made_at: Timestamp,
}

impl Adjustment {
    /// What is set.
    ///
    /// # Errors
    /// [`SettingError`] when this version does not know the words another wrote.
    pub fn parsed(&self) -> Result<Vec<Setting>, SettingError> {
        self.settings.iter().map(|setting| setting.as_str().parse()).collect()
    }
}
