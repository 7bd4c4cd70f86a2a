//! The catalogue, one family of rules a file. The files are in the order of the catalogue.

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
    fee::RULES,
    contract::RULES,
    classification::RULES,
    labour::RULES,
    data::RULES,
    vetting::RULES,
    client::RULES,
    placement::RULES,
];
