//! The catalogue, one family of rules a file, but for what contractors bill: its rules are of two families.

mod classification;
mod client;
mod contract;
pub(super) mod data;
mod document;
mod fee;
mod labour;
pub(super) mod placement;
mod tax;
mod vetting;

use super::Rule;

/// Every family.
pub(super) const FAMILIES: &[&[Rule]] = &[
    document::RULES,
    tax::RULES,
    contract::RULES,
    classification::RULES,
    labour::RULES,
    data::RULES,
    vetting::RULES,
    client::RULES,
    placement::RULES,
];
