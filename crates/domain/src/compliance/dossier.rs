//! Dossiers: all that the rules may know of a developer with their placements, and of a client.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::classification::ClassificationAnswer;
use super::document::Documents;
use crate::clean_text::CleanText;
use crate::client::{ClientPolicy, Invoice};
use crate::country::Country;
use crate::developer::{DeveloperStatus, Engagement};
use crate::fee::Fee;
use crate::finding::{Subject, SubjectKind};
use crate::id::{ClientId, DeveloperId, PlacementId};
use crate::money::Rate;
use crate::personal_data::PersonChange;
use crate::regime::{Attestation, Regime};
use crate::supplement::Supplement;
use crate::timesheet::Timesheet;
use crate::vetting::VettingResult;

/// A developer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeveloperDossier {
    /// Who.
    pub developer_id: DeveloperId,
    /// Where they stand with the firm.
    pub status: DeveloperStatus,
    /// The country they work from.
    pub country: Country,
    /// How they can be engaged; none unknown.
    pub engagement: Option<Engagement>,
    /// Results of vetting, by day.
    pub vetting: Vec<VettingResult>,
    /// Regimes attested.
    pub attestations: Vec<Attestation>,
    /// Their own papers.
    pub documents: Documents,
    /// What is kept of who they are.
    pub personal: PersonalFacts,
    /// When they were an employee of a client, by first day.
    pub employments: Vec<Employment>,
    /// Where they work, worked or will work, by first day.
    pub placements: Vec<PlacementDossier>,
}

/// What is kept of who somebody is, without it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonalFacts {
    /// Whether a name, an address or a number is kept.
    pub is_kept: bool,
    /// The days they asked for erasure and by which it is due; none when they did not, or it is decided.
    pub erasure: Option<[Date; 2]>,
    /// First civil day nothing asks for their data to stay; none when nothing does.
    pub held_until: Option<Date>,
    /// What changed of them, and the civil day it was known, by day.
    pub changes: Vec<(PersonChange, Date)>,
}

/// Something people wrote about a placement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeText {
    /// Where it stands, for instance `incident 7`.
    pub place: String,
    /// What it says.
    pub text: CleanText,
}

/// What a placement pays and bills from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Terms {
    /// First civil day they hold.
    pub from: Date,
    /// First civil day they no longer hold; none when no end is known.
    pub to: Option<Date>,
    /// What the developer is paid.
    pub pay: Rate,
    /// What the client is billed.
    pub bill: Rate,
}

impl Terms {
    /// Whether they are in force on a day.
    pub fn hold_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }

    /// What stays with the firm of what it bills, in basis points, rounded down; negative when it
    /// pays more. None where the two are not of one currency and period, or nothing is billed.
    pub fn margin_bp(&self) -> Option<i64> {
        let (pay, bill) = (&self.pay, &self.bill);
        if pay.per != bill.per || pay.money.currency != bill.money.currency {
            return None;
        }
        let [paid, billed] = [pay, bill].map(|rate| i128::from(rate.money.amount_minor));
        let share = ((billed - paid) * 10_000).checked_div_euclid(billed)?;
        i64::try_from(share).ok()
    }
}

/// Somebody's time as an employee of a client, without the firm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Employment {
    /// Of which.
    pub client_id: ClientId,
    /// First civil day.
    pub starts_on: Date,
    /// First civil day they were no longer employed; none when they still are.
    pub ends_on: Option<Date>,
}

/// A placement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacementDossier {
    /// Which.
    pub placement_id: PlacementId,
    /// For whom.
    pub client_id: ClientId,
    /// Where the client sits; none unknown.
    pub client_country: Option<Country>,
    /// What the client wants of everybody.
    pub policy: ClientPolicy,
    /// First civil day of work.
    pub starts_on: Date,
    /// First civil day they no longer work there; none when no end is known.
    pub ends_on: Option<Date>,
    /// Hours a week.
    pub weekly_hours: u8,
    /// How the developer is engaged for it; none as the developer is.
    pub engagement: Option<Engagement>,
    /// Regimes the client asks for here, beside those it asks everybody for.
    pub regimes: Vec<Regime>,
    /// What it pays and bills, by day.
    pub terms: Vec<Terms>,
    /// Its papers.
    pub documents: Documents,
    /// What was said and measured of how they work, each factor once.
    pub answers: Vec<ClassificationAnswer>,
    /// What people wrote about it.
    pub texts: Vec<FreeText>,
    /// What the employee is paid beside the pay, lately and soon, by day.
    pub supplements: Vec<Supplement>,
    /// What the contractor billed for the last months, by month.
    pub fees: Vec<Fee>,
    /// What was told of the work, by day. Of employees that of the weeks looked back at; of a placement
    /// that ended within a year that of the days after its end; of others nothing.
    pub timesheets: Vec<Timesheet>,
    /// What was told of vacation; none of others than employees, nor before two years were told.
    pub vacation: Option<VacationTold>,
}

/// How much vacation somebody took, as far as timesheets tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VacationTold {
    /// The first civil day timesheets tell of.
    pub from: Date,
    /// Minutes of vacation since.
    pub minutes: i64,
}

/// A client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientDossier {
    /// Which.
    pub client_id: ClientId,
    /// Where it sits; none unknown.
    pub country: Option<Country>,
    /// Developers at work for it today.
    pub n_at_work: u32,
    /// What it was billed, by day of issue.
    pub invoices: Vec<Invoice>,
    /// Its papers.
    pub documents: Documents,
}

impl DeveloperDossier {
    /// As findings name them.
    pub const fn subject(&self) -> Subject {
        Subject { kind: SubjectKind::Developer, id: self.developer_id.0 }
    }

    /// Whether one placement is all they do for the firm's clients on a day.
    pub fn has_one_payer(&self, day: Date) -> bool {
        self.at_work(day).count() == 1
    }

    /// Placements that take work on a day.
    pub fn at_work(&self, day: Date) -> impl Iterator<Item = &PlacementDossier> {
        self.placements.iter().filter(move |placement| placement.runs_on(day))
    }
}

impl PlacementDossier {
    /// As findings name it.
    pub const fn subject(&self) -> Subject {
        Subject { kind: SubjectKind::Placement, id: self.placement_id.0 }
    }

    /// Whether it takes work on a day.
    pub fn runs_on(&self, day: Date) -> bool {
        self.starts_on <= day && !self.is_over(day)
    }

    /// Whether it ended by a day.
    pub fn is_over(&self, day: Date) -> bool {
        self.ends_on.is_some_and(|end| end <= day)
    }

    /// Whether it is a contract with the developer or their company, and no employment.
    pub fn is_contract(&self, developer: &DeveloperDossier) -> bool {
        let engagement = self.engagement_of(developer);
        matches!(engagement, Some(Engagement::ContractorIndividual | Engagement::ContractorCompany))
    }

    /// Whether it is employment through an employer of record.
    pub fn is_employment(&self, developer: &DeveloperDossier) -> bool {
        self.engagement_of(developer) == Some(Engagement::EmployerOfRecord)
    }

    /// Days of work the developer stands by, with their minutes.
    pub fn worked(&self) -> impl Iterator<Item = (Date, u16)> {
        let handed_in = self.timesheets.iter().filter(|one| one.state.is_handed_in());
        handed_in.flat_map(Timesheet::worked)
    }

    /// Regimes the client asks for, here or of everybody, each once.
    pub fn regimes_wanted(&self) -> BTreeSet<Regime> {
        self.regimes.iter().chain(&self.policy.regimes).copied().collect()
    }

    /// How the developer is engaged for it.
    pub fn engagement_of(&self, developer: &DeveloperDossier) -> Option<Engagement> {
        self.engagement.or(developer.engagement)
    }
}

impl ClientDossier {
    /// As findings name it.
    pub const fn subject(&self) -> Subject {
        Subject { kind: SubjectKind::Client, id: self.client_id.0 }
    }
}
