//! What made-up clients want and pay, who was their employee before, and what went wrong: in order,
//! but for trouble that is planted and labelled. All of it is drawn apart from people and papers.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::draw::{Draw, Kind};
use super::papers::{SimulatedDocument, SimulatedPapers};
use super::person::country;
use super::trouble::{ClientTrouble, Trouble};
use super::{SimulatedClient, SimulatedDeveloper};
use crate::clean_text::CleanText;
use crate::client::{ClientPolicy, Invoice};
use crate::compliance::document::DocumentKind;
use crate::compliance::dossier::Employment;
use crate::developer::Engagement;
use crate::money::{Currency, Money};
use crate::placement::PastPlacement;
use crate::placement_health::IncidentSeverity;

/// Months back for which clients were billed.
const N_BILLS: i64 = 4;
/// Days a client can have to pay.
const PAYMENT_TERMS_DAYS: &[u16] = &[15, 30, 45, 60];
/// How many of a hundred clients have a bill overdue.
const OVERDUE_PCT: u32 = 8;
/// How many of a hundred clients want everybody's past checked.
const CHECKING_PCT: u32 = 15;
/// How many of a hundred clients refuse a country; as many refuse a way of engagement.
const REFUSING_PCT: u32 = 5;
/// Countries that are refused.
const REFUSED: &[&str] = &["AR", "MX", "PE"];
/// How many of a hundred who work where it is wanted have no check of their past.
const UNCHECKED_PCT: u32 = 10;
/// How many of a hundred companies in Brazil were founded by an employee of the client.
const FORMER_PCT: u32 = 30;
/// How many of a hundred placements have a critical incident open.
const CRITICAL_PCT: u32 = 1;
/// How many of a hundred placements had one that was settled.
const SETTLED_PCT: u32 = 6;

/// What went wrong in a made-up placement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SimulatedIncident {
    /// How bad.
    pub severity: IncidentSeverity,
    /// The civil day it began.
    pub opened_on: Date,
    /// The civil day it was settled; none while it is open.
    pub closed_on: Option<Date>,
    /// What happened.
    pub says: &'static str,
}

/// The papers of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedClientPapers {
    /// What it signed.
    pub documents: Vec<SimulatedDocument>,
    /// What it was billed, by day of issue.
    pub invoices: Vec<Invoice>,
    /// What is planted.
    pub planted: Vec<ClientTrouble>,
}

/// What a client wants, and days it has to pay.
pub(super) fn wishes(seed: u64, no: u32) -> (ClientPolicy, u16) {
    let mut draw = Draw::new(seed, Kind::Wishes, no);
    let background_check_wanted = draw.chance(CHECKING_PCT);
    let refused = draw.chance(REFUSING_PCT).then(|| *draw.pick(REFUSED)).map(country);
    let employer = draw.chance(REFUSING_PCT).then_some(Engagement::EmployerOfRecord);
    let policy = ClientPolicy {
        background_check_wanted,
        // One that asks everybody for a regime would stop whoever lacks it.
        regimes: Vec::new(),
        countries_refused: refused.into_iter().collect(),
        engagements_refused: employer.into_iter().collect(),
    };
    (policy, *draw.pick(PAYMENT_TERMS_DAYS))
}

/// The papers of a client.
pub(super) fn of_client(seed: u64, client: &SimulatedClient, as_of: Date) -> SimulatedClientPapers {
    let no = u32::try_from(client.client_id.0).unwrap_or_default();
    let mut draw = Draw::new(seed, Kind::Bills, no);
    // Every twentieth works on a handshake.
    let handshake = no % 20 == 7;
    let overdue = draw.chance(OVERDUE_PCT);
    let signed_on = as_of.saturating_sub(600.days());
    let agreement = SimulatedDocument::of(DocumentKind::MasterAgreement, signed_on);
    let invoices = (1..=N_BILLS).rev().map(|back| {
        let month = as_of.first_of_month().saturating_sub(back.months());
        let due_on = month.saturating_add(i64::from(client.payment_terms_days).days());
        let paid_on = draw.day(due_on, -5..=10).max(month);
        let paid = !(overdue && back == N_BILLS) && paid_on <= as_of;
        Invoice {
            number: CleanText::new(&format!("{}-{no}", month.strftime("%Y-%m"))),
            issued_on: month,
            amount: Money { amount_minor: 100_000 * draw.number(4..=90), currency: Currency::USD },
            due_on,
            paid_on: paid.then_some(paid_on),
        }
    });
    let invoices = invoices.collect();
    let planted =
        [(handshake, ClientTrouble::NoAgreement), (overdue, ClientTrouble::InvoiceOverdue)];
    SimulatedClientPapers {
        documents: (!handshake).then_some(agreement).into_iter().collect(),
        invoices,
        planted: planted.into_iter().filter(|(there, _)| *there).map(|(_, one)| one).collect(),
    }
}

/// Adds to the papers of a developer what lies between them and the client they work for.
pub(super) fn add(
    seed: u64,
    person: &SimulatedDeveloper,
    (running, client): (&PastPlacement, &SimulatedClient),
    papers: &mut SimulatedPapers,
    as_of: Date,
) {
    let developer = &person.developer;
    let no = u32::try_from(developer.developer_id.0).unwrap_or_default();
    let mut draw = Draw::new(seed, Kind::Dealings, no);
    let policy = &client.policy;
    let unchecked = draw.chance(UNCHECKED_PCT);
    if policy.background_check_wanted && unchecked {
        papers.planted.push(Trouble::BackgroundUnchecked);
    } else if policy.background_check_wanted {
        let checked_on = draw.day(as_of, -200..=-100);
        papers.documents.push(SimulatedDocument::of(DocumentKind::BackgroundCheck, checked_on));
    }
    let of_engagement = |way| policy.engagements_refused.contains(&way);
    if policy.countries_refused.contains(&developer.country)
        || developer.engagement.is_some_and(of_engagement)
    {
        papers.planted.push(Trouble::Refused);
    }
    let founded = papers.documents.iter().find(|one| one.kind == DocumentKind::CompanyRegistration);
    if let Some(founded) = founded.and_then(|one| one.issued_on)
        && developer.country.code() == "BR"
    {
        let planted = draw.chance(FORMER_PCT);
        let months: i64 = if planted { draw.number(1..=17) } else { draw.number(18..=60) };
        let ends_on = founded.saturating_sub(months.months());
        let starts_on = ends_on.saturating_sub(draw.number(6..=40).months());
        let client_id = running.client_id;
        papers.employments.push(Employment { client_id, starts_on, ends_on: Some(ends_on) });
        papers.planted.extend(planted.then_some(Trouble::FormerEmployee));
    }
    let critical = draw.chance(CRITICAL_PCT);
    let settled = draw.chance(SETTLED_PCT);
    let (day, days) = (draw.day(as_of, -20..=-3), draw.number(1..=3));
    let opened_on = day.max(running.starts_on);
    let Some(placement) = &mut papers.placement else { return };
    if critical {
        papers.planted.push(Trouble::IncidentOpen);
        placement.incidents.push(SimulatedIncident {
            severity: IncidentSeverity::Critical,
            opened_on,
            closed_on: None,
            says: "a release lost data of the client",
        });
    } else if settled {
        placement.incidents.push(SimulatedIncident {
            severity: IncidentSeverity::Minor,
            opened_on,
            closed_on: Some(opened_on.saturating_add(days.days())),
            says: "the build was broken for a day",
        });
    }
}
