//! Roles: the seats clients ask the firm to fill, and what each demands.

use jiff::civil::{Date, Time};

use crate::competency::Situation;
use crate::country::Country;
use crate::developer::{Engagement, English, Seniority};
use crate::id::{ClientId, RoleId};
use crate::industry::Industry;
use crate::matching::model::Weights;
use crate::money::Rate;
use crate::regime::Regime;
use crate::scale::ScaleLevel;
use crate::team::TeamStyle;
use crate::vetting::VettingRequired;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Where a role stands. Only open roles are scored.
    "role status" RoleStatus {
        /// Being written.
        Draft = "draft",
        /// Looking for people.
        Open = "open",
        /// All seats taken.
        Filled = "filled",
        /// Withdrawn.
        Closed = "closed",
        /// Waiting on the client.
        OnHold = "on_hold",
    }
}

vocabulary! {
    /// How much a role wants a skill, strongest first.
    "importance" Importance {
        /// Without it nobody is proposed.
        Must = "must",
        /// Counts.
        Should = "should",
        /// Breaks a tie.
        Nice = "nice",
    }
}

/// One skill a role asks for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RoleSkill {
    /// Slug of the skill in the taxonomy.
    pub skill: String,
    /// How much it is wanted.
    pub importance: Importance,
    /// Level wanted, 1 to 5.
    pub level: u8,
}

/// A role as matching sees one.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Role {
    /// Identity.
    pub role_id: RoleId,
    /// Whose role it is.
    pub client_id: ClientId,
    /// Where it stands.
    pub status: RoleStatus,
    /// Seniority wanted.
    pub seniority: Seniority,
    /// First civil day of the contract.
    pub starts_on: Date,
    /// IANA time zone of the team.
    pub tz: String,
    /// Start of the team's working day, in `tz`.
    pub work_starts_at: Time,
    /// End of the team's working day, in `tz`; before the start when it passes midnight.
    pub work_ends_at: Time,
    /// Minutes of the team's day a developer must share on the worst day.
    pub overlap_minutes_min: u16,
    /// Least English.
    pub english_min: English,
    /// Least the client means to pay; none when unsaid.
    pub budget_min: Option<Rate>,
    /// Most the client pays the firm; none when unsaid.
    pub budget_max: Option<Rate>,
    /// Ways of engagement the client accepts; empty for any.
    pub engagements_allowed: Vec<Engagement>,
    /// Countries the client accepts; empty for any.
    pub countries_allowed: Vec<Country>,
    /// Countries the client refuses.
    pub countries_denied: Vec<Country>,
    /// Hours a week the role needs.
    pub weekly_hours: u8,
    /// How much vetting a proposal needs.
    pub vetting_required: VettingRequired,
    /// Skills asked for, by slug, each once.
    pub skills: Vec<RoleSkill>,
    /// What the role is there to do; empty when unsaid.
    pub situations: Vec<Situation>,
    /// Scale to be borne, each axis once.
    pub scale: Vec<ScaleLevel>,
    /// The client's industry, as far as this role goes; none when unsaid.
    pub industry: Option<Industry>,
    /// Regimes a developer must be attested for.
    pub regimes: Vec<Regime>,
    /// How the team works.
    pub style: TeamStyle,
    /// The role's own weights; none for the model's.
    pub weights: Option<Weights>,
}
