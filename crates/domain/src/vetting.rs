//! Vetting: the three stages every developer goes through, what came of each, and the questions
//! behind it.

pub mod calibration;

use jiff::civil::Date;

use crate::competency::Competency;
use crate::id::EvaluatorId;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// The stages of vetting, in the order they are held.
    "vetting stage" VettingStage {
        /// The technical interview.
        Technical = "technical",
        /// The architectural design discussion.
        Architecture = "architecture",
        /// The evaluation of written code.
        CodeQuality = "code_quality",
    }
}

vocabulary! {
    /// What a stage came to.
    "vetting outcome" VettingOutcome {
        /// Good enough to be placed.
        Passed = "passed",
        /// Not placed until held again.
        Failed = "failed",
    }
}

/// The latest result of one stage for one developer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct VettingResult {
    /// Which stage.
    pub stage: VettingStage,
    /// Passed or failed.
    pub outcome: VettingOutcome,
    /// 0 to 100, calibrated by evaluator.
    pub score: u8,
    /// The civil day the stage was held.
    pub held_on: Date,
    /// First day on which the result no longer counts; none when it never expires.
    pub expires_on: Option<Date>,
    /// Who held it; none when not kept.
    pub evaluator: Option<EvaluatorId>,
}

/// One question of an interview and how it was answered.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ScorecardItem {
    /// What the question measures.
    pub competency: Competency,
    /// Slug among the questions of the house; none when it is not one of them.
    pub question: Option<String>,
    /// 1 (no answer) to 5 (could teach it), as the evaluator gave it.
    pub score: u8,
}

vocabulary! {
    /// How much vetting a role asks for before a developer may be proposed.
    "required vetting" VettingRequired {
        /// None: a search among applicants, before vetting.
        None = "none",
        /// The technical interview passed and not expired.
        Technical = "technical",
        /// All three stages passed and not expired; the rule of the house.
        All = "all",
    }
}
