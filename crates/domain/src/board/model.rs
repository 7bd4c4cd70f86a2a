//! The list of score models, and what one of them would do.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::activation::ActivationKind;
use crate::clean_text::CleanText;
use crate::id::{DeveloperId, RoleId, RunId};
use crate::matching::effect::{ModelEffect, Mover};
use crate::matching::model::parameter::ParameterChange;

/// One score model, as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ModelLine {
    /// What it is called.
    pub version: CleanText,
    /// The model it was made from; none for the house's own.
    pub made_from: Option<CleanText>,
    /// What it is meant to do.
    pub note: CleanText,
    /// Who made it.
    pub made_by: CleanText,
    /// When.
    pub created_at: Timestamp,
    /// True for the one the next night uses.
    pub in_force: bool,
    /// Nights that were scored by it.
    pub n_runs: u64,
}

/// The score models and what was chosen when.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ModelsBoard {
    /// The database's clock when it was read.
    pub at: Timestamp,
    /// Newest first.
    pub models: Vec<ModelLine>,
    /// Newest first.
    pub activations: Vec<ActivationLine>,
}

/// One choice of a model.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ActivationLine {
    /// Which model.
    pub version: CleanText,
    /// How it came about.
    pub kind: ActivationKind,
    /// Why.
    pub reason: CleanText,
    /// Who.
    pub actor: CleanText,
    /// When.
    pub at: Timestamp,
}

/// What a model would do to the shortlists, held against the model in force over the same people
/// and seats, as of the newest night's date.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PreviewBoard {
    /// The night of the latest date that ended.
    pub run_id: RunId,
    /// Its date, for which both models were scored.
    pub business_date: Date,
    /// The model in force.
    pub version_before: CleanText,
    /// The model looked at.
    pub version: CleanText,
    /// Its numbers that differ.
    pub changes: Vec<ParameterChange>,
    /// True when the model in force finds something else now than that night did: people, roles or
    /// the model have changed since.
    pub inputs_moved: bool,
    /// What changes.
    pub effect: ModelEffect,
    /// What the digest of a night with the model would say, in hexadecimal.
    pub night_hash: String,
    /// One role's list before and after, when asked for.
    pub role: Option<Vec<Mover>>,
    /// What the roles named above are called: title and client.
    pub titles: BTreeMap<RoleId, CleanText>,
    /// What the developers named above are called.
    pub names: BTreeMap<DeveloperId, CleanText>,
}
