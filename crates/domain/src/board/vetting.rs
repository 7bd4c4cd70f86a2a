//! Vetting: who waits for which stage, what expires, and how severe evaluators are.

use jiff::civil::Date;

use crate::clean_text::CleanText;
use crate::id::{DeveloperId, EvaluatorId};
use crate::vetting::VettingStage;

/// Somebody on the way through vetting.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct WaitingLine {
    /// Who.
    pub developer_id: DeveloperId,
    /// The name, or `developer 17` when none is kept.
    pub name: CleanText,
    /// The first stage that is not passed, or no longer counts; none when all are.
    pub next_stage: Option<VettingStage>,
    /// The civil day of their last interview; none when there was none.
    pub last_held_on: Option<Date>,
}

/// A passed stage that soon no longer counts.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ExpiringLine {
    /// Whose.
    pub developer_id: DeveloperId,
    /// The name, or `developer 17` when none is kept.
    pub name: CleanText,
    /// Which stage.
    pub stage: VettingStage,
    /// First day it no longer counts.
    pub expires_on: Date,
}

/// Where vetting stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct VettingBoard {
    /// The day it is seen from.
    pub as_of: Date,
    /// Who is on the way, those who wait longest first.
    pub waiting: Vec<WaitingLine>,
    /// What expires, soonest first.
    pub expiring: Vec<ExpiringLine>,
}

/// One evaluator as the scores tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct EvaluatorLine {
    /// Identity.
    pub evaluator_id: EvaluatorId,
    /// Stages held.
    pub n_stages: u32,
    /// Mean score of a stage in hundredths of a point of 100.
    pub stage_mean_hundredths: u32,
    /// Taken off a stage, in points of 100.
    pub stage_deviation: i16,
    /// Questions scored.
    pub n_items: u32,
    /// Mean score of a question in hundredths of a point of 5.
    pub item_mean_hundredths: u32,
    /// Taken off a question, in tenths of a point of 5.
    pub item_deviation_tenths: i16,
}
