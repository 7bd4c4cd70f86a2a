//! How people work together: what a developer is used to, and what a team does.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// Ways of running a project.
    "methodology" Methodology {
        /// Sprints.
        Scrum = "scrum",
        /// A flow with limits.
        Kanban = "kanban",
        /// Cycles of six weeks.
        ShapeUp = "shape_up",
        /// Short releases, tests first, in pairs.
        ExtremeProgramming = "extreme_programming",
        /// One phase after another.
        Waterfall = "waterfall",
    }
}

vocabulary! {
    /// How a team talks most of the time.
    "communication" Communication {
        /// In writing, at one's own hour.
        Written = "written",
        /// In meetings.
        Meetings = "meetings",
        /// In pairs at one screen.
        Pairing = "pairing",
    }
}

/// How a developer works best. What is empty or none is unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct WorkingStyle {
    /// Methodologies they have worked by, each once.
    pub methodologies: Vec<Methodology>,
    /// How they like to talk.
    pub communication: Option<Communication>,
    /// Least people in a team they like.
    pub team_size_min: Option<u16>,
    /// Most people in a team they like.
    pub team_size_max: Option<u16>,
}

/// How a role's team works. What is none is not asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TeamStyle {
    /// How it runs its work.
    pub methodology: Option<Methodology>,
    /// How it talks.
    pub communication: Option<Communication>,
    /// People in it, the new one included.
    pub team_size: Option<u16>,
}
