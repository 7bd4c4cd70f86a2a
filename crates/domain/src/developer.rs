//! Developers: what matching may know about a person. Names and e-mail addresses are kept apart
//! and never reach this type; gender, age, health and the like are not kept at all.

use jiff::civil::Date;

use crate::competency::CompetencyEvidence;
use crate::country::Country;
use crate::id::DeveloperId;
use crate::industry::DeveloperIndustry;
use crate::money::Rate;
use crate::placement::{Exclusion, PastPlacement};
use crate::regime::Attestation;
use crate::scale::ScaleLevel;
use crate::team::WorkingStyle;
use crate::vetting::VettingResult;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Where a developer stands with the firm. Those on the bench or still applying are scored.
    "developer status" DeveloperStatus {
        /// Asked to join; not yet vetted.
        Applied = "applied",
        /// In the middle of vetting.
        Vetting = "vetting",
        /// Vetted and free to be placed.
        Bench = "bench",
        /// At work for a client.
        Placed = "placed",
        /// Asked not to be proposed for now.
        Paused = "paused",
        /// No longer with the firm.
        Left = "left",
        /// Nobody any more: who they were is gone, what was paid stays.
        Erased = "erased",
    }
}

vocabulary! {
    /// Seniority bands, lowest first.
    "seniority" Seniority {
        /// Up to about two years, needs guidance.
        Entry = "entry",
        /// Works alone on known problems.
        Mid = "mid",
        /// Leads the solution of unknown ones.
        Senior = "senior",
        /// Sets direction across teams.
        Staff = "staff",
    }
}

vocabulary! {
    /// English by the Common European Framework, lowest first.
    "English level" English {
        /// Beginner.
        A1 = "A1",
        /// Elementary.
        A2 = "A2",
        /// Intermediate.
        B1 = "B1",
        /// Upper intermediate; the usual least for client calls.
        B2 = "B2",
        /// Advanced.
        C1 = "C1",
        /// Proficient or native.
        C2 = "C2",
    }
}

vocabulary! {
    /// How the developer can be engaged.
    "engagement" Engagement {
        /// A contract with the person.
        ContractorIndividual = "contractor_individual",
        /// A contract with the person's own company.
        ContractorCompany = "contractor_company",
        /// Employed through an employer of record.
        EmployerOfRecord = "eor",
    }
}

vocabulary! {
    /// Where the knowledge of a skill comes from, weakest first.
    "evidence" Evidence {
        /// The developer says so.
        Claimed = "claimed",
        /// Work history shows it.
        Cv = "cv",
        /// Someone at the firm tested it.
        Assessed = "assessed",
    }
}

/// One skill of one developer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DeveloperSkill {
    /// Slug of the skill in the taxonomy.
    pub skill: String,
    /// 1 (has seen it) to 5 (teaches it).
    pub level: u8,
    /// Tenths of years of use.
    pub years_tenths: Option<u16>,
    /// The last civil day it was used; none when unknown or still in use.
    pub last_used_on: Option<Date>,
    /// How we know.
    pub evidence: Evidence,
}

/// A developer as matching sees one. `None` means unknown, never zero.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Developer {
    /// Identity; also the last word in the order of a shortlist.
    pub developer_id: DeveloperId,
    /// Where they stand with the firm.
    pub status: DeveloperStatus,
    /// The country they work from.
    pub country: Country,
    /// IANA time zone they work in.
    pub tz: Option<String>,
    /// Band, as judged by the firm or said by the person.
    pub seniority: Option<Seniority>,
    /// Tenths of years of professional experience.
    pub years_experience_tenths: Option<u16>,
    /// English level.
    pub english: Option<English>,
    /// First civil day they could start.
    pub available_from: Option<Date>,
    /// Hours a week they can give.
    pub weekly_capacity_hours: Option<u8>,
    /// The least they work for.
    pub rate_floor: Option<Rate>,
    /// How they can be engaged.
    pub engagement: Option<Engagement>,
    /// Skills, by slug, each once.
    pub skills: Vec<DeveloperSkill>,
    /// The latest result of each stage held.
    pub vetting: Vec<VettingResult>,
    /// Industries worked in, each once; empty when unknown.
    pub industries: Vec<DeveloperIndustry>,
    /// The most handled on each axis of scale, each once.
    pub scale: Vec<ScaleLevel>,
    /// Regimes attested.
    pub regimes: Vec<Attestation>,
    /// How they work best.
    pub style: WorkingStyle,
    /// What interviews say of each competency, by the day they were held.
    pub competencies: Vec<CompetencyEvidence>,
    /// Placements with the firm's clients, running and over.
    pub placements: Vec<PastPlacement>,
    /// Clients they are not to be proposed to.
    pub exclusions: Vec<Exclusion>,
    /// Open findings that forbid any placement.
    pub blocking_findings: u16,
}
