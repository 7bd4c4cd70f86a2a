//! Developers as people look at them: a list with who needs looking at first, and one with all that
//! belongs to them. The roles that suit somebody best are in `best_roles.rs`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::best_roles::BestRoleLine;
use super::finding::FindingLine;
use super::lasting::Lasting;
use super::placement::{DocumentLine, PlacementLine};
use crate::clean_text::CleanText;
use crate::compliance::dossier::Terms;
use crate::country::Country;
use crate::developer::{DeveloperSkill, DeveloperStatus, Engagement, English, Seniority};
use crate::id::{ClientId, DeveloperId};
use crate::regime::Attestation;
use crate::vetting::VettingResult;

/// Which developers are looked at; everything left out is no condition.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct PersonFilter {
    /// Where they stand with the firm.
    pub status: Option<DeveloperStatus>,
    /// Where they work from.
    pub country: Option<Country>,
    /// Their band.
    pub seniority: Option<Seniority>,
    /// Slug of a skill they have.
    pub skill: Option<String>,
    /// Only those of whom, or of whose placements, something found stops something now.
    pub stopped: bool,
}

/// A developer, as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PersonLine {
    /// Who.
    pub developer_id: DeveloperId,
    /// The name, or `developer 17` when none is kept.
    pub name: CleanText,
    /// Where they work from; none when it cannot be read.
    pub country: Option<Country>,
    /// Band; none unknown.
    pub seniority: Option<Seniority>,
    /// Where they stand with the firm.
    pub status: DeveloperStatus,
    /// Slugs of the skills they are best at, best first.
    pub skills: Vec<CleanText>,
    /// How long all stages of vetting count; missing while one is not passed.
    pub vetting: Lasting,
    /// The client they work for; of several the one they came to last; none while at no work.
    pub client_id: Option<ClientId>,
    /// Its name.
    pub client: Option<CleanText>,
    /// Placements at work on the day.
    pub n_at_work: u32,
    /// Placements there were, are and will be.
    pub n_placements: u32,
    /// Findings of them and of their placements that are not settled.
    pub n_findings: u32,
    /// Those of them that stop something now and that nobody lets be.
    pub n_blocking: u32,
    /// The first civil day one of them is due; none without findings.
    pub due_on: Option<Date>,
}

/// Developers that are looked at.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PeopleBoard {
    /// The database's clock.
    pub at: Timestamp,
    /// The day they are seen from.
    pub as_of: Date,
    /// Those first of whom something found stops something, what is due first before the rest; then
    /// those at work, on the bench, in vetting, who applied, who pause, who left.
    pub lines: Vec<PersonLine>,
    /// How many there are in all, by where they stand.
    pub n_by_status: BTreeMap<DeveloperStatus, u64>,
    /// Developers of whom, or of whose placements, something found stops something.
    pub n_stopped: u64,
}

/// A placement of somebody, with what it pays.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PersonPlacement {
    /// Itself.
    pub line: PlacementLine,
    /// What it pays and bills on the day, or did last; none before any terms.
    pub terms: Option<Terms>,
}

/// One developer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PersonBoard {
    /// The database's clock.
    pub at: Timestamp,
    /// The day they are seen from.
    pub as_of: Date,
    /// Themselves.
    pub line: PersonLine,
    /// English level; none unknown.
    pub english: Option<English>,
    /// Tenths of years of professional experience; none unknown.
    pub years_experience_tenths: Option<u16>,
    /// First civil day they could start; none unknown.
    pub available_from: Option<Date>,
    /// How they can be engaged; none unknown.
    pub engagement: Option<Engagement>,
    /// Results of vetting, newest first.
    pub vetting: Vec<VettingResult>,
    /// Regimes attested.
    pub attestations: Vec<Attestation>,
    /// Skills, best first.
    pub skills: Vec<DeveloperSkill>,
    /// Their own papers and those of their placements.
    pub documents: Vec<DocumentLine>,
    /// Placements, the newest first.
    pub placements: Vec<PersonPlacement>,
    /// What is found of them and of their placements.
    pub findings: Vec<FindingLine>,
    /// The lists they are on, best score first.
    pub lists: Vec<BestRoleLine>,
}
