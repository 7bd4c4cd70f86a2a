//! The papers of made-up people: in order, but for trouble that is planted and labelled, so that a
//! test knows what must be found.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::dealings::{self, SimulatedIncident};
use super::draw::{Draw, Kind};
use super::hours;
use super::money::Quote;
use super::number::{spoilt, tax_number};
use super::paid::{SimulatedPay, UNKNOWN_AS};
use super::person::home_country;
use super::trouble::{Trouble, TroubleOf};
use super::{SimulatedClient, SimulatedDeveloper};
use crate::compliance::classification::Factor;
use crate::compliance::document::DocumentKind;
use crate::compliance::dossier::Employment;
use crate::compliance::tax_number::{TaxNumberFlaw, TaxNumberKind};
use crate::country::Country;
use crate::developer::{Developer, Engagement};
use crate::fee::Fee;
use crate::id::RoleId;
use crate::placement::PastPlacement;
use crate::placement_health::{Voice, monday_of};
use crate::regime::Regime;
use crate::supplement::Supplement;
use crate::timesheet::Timesheet;

/// Weeks back in which somebody spoke of a placement.
const N_WEEKS: i64 = 12;
/// Months back for which social security is shown.
const N_MONTHS: i64 = 8;
/// Days of work after which enough was said of a placement to be unhappy, or silent.
const DAYS_OF_WORD: i64 = 49;
/// Less a month, in cents, than any country of the region allows.
const UNDER_MINIMUM_MINOR: i64 = 5_000;
/// How many of a hundred at work have a trouble planted.
const TROUBLED_PCT: u32 = 12;
/// How many pairs of a hundred carry one tax number, where both are of one country.
const SHARING_PCT: u32 = 4;

/// A made-up paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedDocument {
    /// What it is.
    pub kind: DocumentKind,
    /// First civil day it counts.
    pub issued_on: Option<Date>,
    /// First civil day it no longer counts.
    pub expires_on: Option<Date>,
    /// Whether who handed it in found it right.
    pub self_verified: bool,
    /// The tax number on it, with its kind and what is wrong with it.
    pub number: Option<(TaxNumberKind, String, Option<TaxNumberFlaw>)>,
}

/// What somebody said of a made-up placement in one week: marks of 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SimulatedCheckIn {
    /// Monday of the week.
    pub week_on: Date,
    /// Who.
    pub voice: Voice,
    /// How content the client is, how the work gets done, how people talk.
    pub marks: [u8; 3],
    /// How the developer is.
    pub wellbeing: u8,
}

/// What belongs to the placement that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedPlacement {
    /// Regimes the client asks for.
    pub regimes: Vec<Regime>,
    /// In which seat of the client; none when it asks for nobody.
    pub role_id: Option<RoleId>,
    /// What a month of it was agreed to cost.
    pub(super) quote: Quote,
    /// Its papers.
    pub documents: Vec<SimulatedDocument>,
    /// How they work: what was declared to be so.
    pub factors: Vec<Factor>,
    /// What was said of it.
    pub checkins: Vec<SimulatedCheckIn>,
    /// What went wrong in it.
    pub incidents: Vec<SimulatedIncident>,
    /// What the employee is paid beside the pay.
    pub supplements: Vec<Supplement>,
    /// What the contractor billed, by month.
    pub fees: Vec<Fee>,
    /// What was told of its last weeks.
    pub timesheets: Vec<Timesheet>,
}

/// The papers of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedPapers {
    /// Their own.
    pub documents: Vec<SimulatedDocument>,
    /// What belongs to the placement that runs; none when none does.
    pub placement: Option<SimulatedPlacement>,
    /// When they were an employee of a client, which has its made-up id.
    pub employments: Vec<Employment>,
    /// Work told of days on which a placement was over, with its place among all.
    pub told_late: Option<(usize, Timesheet)>,
    /// What they are paid.
    pub pay: SimulatedPay,
    /// What is planted: the rules that must find it.
    pub planted: Vec<Trouble>,
}

/// Whether the papers of somebody and of their neighbour carry one number: it is found of both.
pub(super) fn shares_number(seed: u64, no: u32) -> bool {
    let pair = no.div_ceil(2);
    let chosen = Draw::new(seed, Kind::Pair, pair).chance(SHARING_PCT);
    chosen && home_country(seed, 2 * pair - 1) == home_country(seed, 2 * pair)
}

impl SimulatedPapers {
    /// Timesheets in all.
    pub fn n_timesheets(&self) -> usize {
        let running = self.placement.as_ref().map_or(0, |at| at.timesheets.len());
        let months: usize = self.pay.placements.iter().map(|paid| paid.timesheets.len()).sum();
        running + months + self.told_late.iter().count()
    }

    /// Papers in all.
    pub fn n_documents(&self) -> usize {
        self.documents.len() + self.placement.as_ref().map_or(0, |at| at.documents.len())
    }
}

impl SimulatedDocument {
    pub(super) fn of(kind: DocumentKind, issued_on: Date) -> Self {
        let issued_on = Some(issued_on);
        Self { kind, issued_on, expires_on: None, self_verified: false, number: None }
    }

    fn until(self, expires_on: Date) -> Self {
        Self { expires_on: Some(expires_on), ..self }
    }
}

/// The papers of a developer.
pub(super) fn of_developer(
    seed: u64,
    person: &SimulatedDeveloper,
    client: &dyn Fn(&PastPlacement) -> SimulatedClient,
    as_of: Date,
) -> SimulatedPapers {
    let developer = &person.developer;
    let no = u32::try_from(developer.developer_id.0).unwrap_or_default();
    let mut draw = Draw::new(seed, Kind::Papers, no);
    let running = developer.placements.iter().rev().find(|one| one.runs_on(as_of));
    let payer = running.map(client);
    let at_work = At {
        running,
        payer: payer.as_ref().map(|payer| payer.country),
        engagement: developer.engagement.or(running.map(|_| UNKNOWN_AS)),
    };
    let shares = shares_number(seed, no) && TaxNumberKind::of_person(developer.country).is_some();
    let trouble = running.filter(|_| draw.chance(TROUBLED_PCT)).map(|running| {
        let lately = as_of.saturating_sub(DAYS_OF_WORD.days());
        let of = TroubleOf {
            country: developer.country,
            engagement: developer.engagement,
            payer: at_work.payer,
            spoken_of: running.starts_on < lately,
            own_number: !shares,
        };
        Trouble::draw(&mut draw, of)
    });
    let mut planted: Vec<Trouble> = trouble.into_iter().collect();
    let own_number = if shares {
        planted.push(Trouble::NumberShared);
        no.div_ceil(2) * 2
    } else {
        no
    };
    let documents = own(&mut draw, developer.country, own_number, at_work, trouble, as_of);
    let hours = hours::of_developer(seed, developer, running, as_of);
    let placement = running.map(|running| {
        let mut one = placement(&mut draw, developer, running, trouble, as_of);
        if hours.planted.contains(&Trouble::PayUnderMinimum) {
            one.quote.pay_minor = UNDER_MINIMUM_MINOR;
        }
        SimulatedPlacement { timesheets: hours.timesheets, ..one }
    });
    planted.extend(hours.planted);
    let (employments, told_late) = (Vec::new(), hours.told_late);
    let pay = SimulatedPay::default();
    let mut papers = SimulatedPapers { documents, placement, employments, told_late, pay, planted };
    if let Some(at) = running.zip(payer.as_ref()) {
        dealings::add(seed, person, at, &mut papers, as_of);
    }
    papers
}

/// Where somebody is at work.
#[derive(Clone, Copy)]
struct At<'a> {
    running: Option<&'a PastPlacement>,
    payer: Option<Country>,
    engagement: Option<Engagement>,
}

fn own(
    draw: &mut Draw,
    country: Country,
    number_of: u32,
    at: At<'_>,
    trouble: Option<Trouble>,
    as_of: Date,
) -> Vec<SimulatedDocument> {
    let signed_on = draw.day(as_of, -300..=-210);
    let mut papers = Vec::new();
    let identity = SimulatedDocument::of(DocumentKind::Identity, signed_on);
    let identity = match trouble {
        Some(Trouble::IdentityExpired) => identity.until(draw.day(as_of, -30..=-1)),
        Some(Trouble::IdentityExpiring) => identity.until(draw.day(as_of, 8..=25)),
        _ => identity.until(draw.day(as_of, 400..=3_000)),
    };
    let identity =
        SimulatedDocument { self_verified: trouble == Some(Trouble::SelfVerified), ..identity };
    if trouble != Some(Trouble::IdentityMissing) {
        papers.push(identity);
    }
    if let Some(kind) = TaxNumberKind::of_person(country) {
        let right = tax_number(kind, number_of, as_of);
        let number = match trouble {
            Some(Trouble::NumberWrong) => spoilt(kind, &right, as_of).unwrap_or(right),
            _ => right,
        };
        let flaw = kind.flaw(&number, as_of);
        let paper = SimulatedDocument::of(DocumentKind::TaxNumber, signed_on);
        papers.push(SimulatedDocument { number: Some((kind, number, flaw)), ..paper });
    }
    let signed = |kind| SimulatedDocument::of(kind, signed_on);
    if at.engagement == Some(Engagement::ContractorCompany) {
        papers.push(signed(DocumentKind::CompanyRegistration));
    }
    let form = match at.engagement {
        Some(Engagement::ContractorIndividual) => Some(DocumentKind::W8ben),
        Some(Engagement::ContractorCompany) => Some(DocumentKind::W8benE),
        Some(Engagement::EmployerOfRecord) | None => None,
    };
    match (form, trouble) {
        (None, _) | (_, Some(Trouble::TaxFormMissing)) => {}
        (Some(form), Some(Trouble::TaxFormRunOut)) => {
            let long_ago = as_of.saturating_sub(5.years());
            papers.push(SimulatedDocument::of(form, long_ago));
        }
        (Some(form), _) => papers.push(signed(form)),
    }
    if at.running.is_some() {
        papers.push(signed(DocumentKind::IpAssignment));
        if trouble != Some(Trouble::SecrecyMissing) {
            papers.push(signed(DocumentKind::Nda));
        }
    }
    let agreed_on = match trouble {
        Some(Trouble::ConsentOld) => as_of.saturating_sub(25.months()),
        _ => signed_on,
    };
    papers.push(SimulatedDocument::of(DocumentKind::Consent, agreed_on));
    let skipped = i64::from(trouble == Some(Trouble::SocialSecurityMissing));
    if country.code() == "CO" && at.engagement == Some(Engagement::ContractorIndividual) {
        let this_month = as_of.first_of_month();
        papers.extend((1 + skipped..=N_MONTHS).map(|back| {
            let month = this_month.saturating_sub(back.months());
            let next = month.saturating_add(1.month());
            SimulatedDocument::of(DocumentKind::SocialSecurity, month).until(next)
        }));
    }
    papers
}

fn placement(
    draw: &mut Draw,
    developer: &Developer,
    running: &PastPlacement,
    trouble: Option<Trouble>,
    as_of: Date,
) -> SimulatedPlacement {
    let bill_minor = 10_000 * draw.number(60..=140);
    let pay_hundredths = match trouble {
        Some(Trouble::MarginLow) => draw.number(87..=95),
        _ => draw.number(68..=80),
    };
    let quote = Quote { pay_minor: bill_minor * pay_hundredths / 100, bill_minor };
    let contract = SimulatedDocument::of(DocumentKind::Contract, running.starts_on);
    let contract = match trouble {
        // A contract cannot end before it begins.
        Some(Trouble::ContractOver) => {
            contract.until(draw.day(as_of, -4..=-1).max(running.starts_on.saturating_add(1.day())))
        }
        _ => contract,
    };
    let attested = developer.regimes.iter().filter(|one| one.holds_on(as_of)).map(|one| one.regime);
    let attested: Vec<Regime> = attested.collect();
    let regimes = match trouble {
        Some(Trouble::AttestationMissing) => {
            Regime::ALL.iter().copied().find(|one| !attested.contains(one)).into_iter().collect()
        }
        _ => Vec::new(),
    };
    let factors = match trouble {
        Some(Trouble::LikeAnEmployee) => {
            Factor::ALL.iter().copied().filter(|factor| factor.points() > 0).collect()
        }
        Some(Trouble::WithControl) => vec![Factor::DirectSupervision],
        Some(Trouble::MaySign) => vec![Factor::SignsForClient],
        _ => Vec::new(),
    };
    SimulatedPlacement {
        role_id: None,
        regimes,
        quote,
        documents: vec![contract],
        factors,
        checkins: checkins(draw, running, trouble, as_of),
        incidents: Vec::new(),
        fees: Vec::new(),
        supplements: Vec::new(),
        timesheets: Vec::new(),
    }
}

fn checkins(
    draw: &mut Draw,
    running: &PastPlacement,
    trouble: Option<Trouble>,
    as_of: Date,
) -> Vec<SimulatedCheckIn> {
    let monday = monday_of(as_of);
    let weeks = (1..=N_WEEKS).rev().map(|back| (back, monday.saturating_sub(back.weeks())));
    let worked = weeks.filter(|(_, week)| running.starts_on <= *week);
    let mut all = Vec::new();
    for (back, week_on) in worked {
        let bad = trouble == Some(Trouble::Unhappy) && back <= 6;
        if trouble == Some(Trouble::Silent) && back <= 3 {
            continue;
        }
        let mut mark = || if bad { draw.small(1..=2) } else { draw.small(4..=5) };
        let marks = [mark(), mark(), mark()];
        let wellbeing = mark();
        all.extend([Voice::Client, Voice::Developer, Voice::Firm].map(|voice| SimulatedCheckIn {
            week_on,
            voice,
            marks,
            wellbeing,
        }));
    }
    all
}
