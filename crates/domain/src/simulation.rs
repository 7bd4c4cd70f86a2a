//! A made-up firm: developers, clients and roles that hang together, for demonstrations and
//! measurements. Everybody is drawn from the seed and their own number alone, so the same seed
//! gives the same people however many are asked for.

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::client::ClientPolicy;
use crate::competency::Competency;
use crate::country::Country;
use crate::developer::Developer;
use crate::id::{ClientId, DeveloperId, EvaluatorId, RoleId};
use crate::placement::PastPlacement;
use crate::role::Role;
use crate::vetting::VettingStage;

mod account;
mod archetype;
mod background;
mod dealings;
mod demand;
mod draw;
mod extra;
mod fees;
mod history;
mod hours;
mod interview;
mod money;
mod number;
mod paid;
mod papers;
mod pay_trouble;
mod person;
mod place;
mod rates;
mod supplements;
mod told;
mod trouble;

pub use account::SimulatedAccount;
pub use dealings::{SimulatedClientPapers, SimulatedIncident};
pub use paid::{PayMonths, SimulatedPaid, SimulatedPay};
pub use papers::{SimulatedCheckIn, SimulatedDocument, SimulatedPapers, SimulatedPlacement};
pub use pay_trouble::PayTrouble;
pub use rates::{FX_SOURCE, SimulatedRates};
pub use trouble::{ClientTrouble, Trouble};

/// Roles a client asks for, one after the other.
const N_ROLES_A_CLIENT: u32 = 3;

/// A firm to be made up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Simulation {
    /// What everybody is drawn from.
    pub seed: u64,
    /// Developers in it.
    pub n_developers: u32,
    /// Roles in it.
    pub n_roles: u32,
    /// The day around which people are available and contracts start.
    pub as_of: Date,
}

/// A made-up developer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SimulatedDeveloper {
    /// What matching may know; ids count from 1, scores are as evaluators gave them.
    pub developer: Developer,
    /// The questions behind the vetting.
    pub scorecard: Vec<SimulatedItem>,
    /// What forbids a placement.
    pub findings: Vec<SimulatedFinding>,
    /// Name.
    pub full_name: String,
    /// Address in a domain that can never exist.
    pub email: String,
    /// Identity at the source.
    pub external_ref: String,
}

/// One question of a made-up interview.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SimulatedItem {
    /// In which stage.
    pub stage: VettingStage,
    /// The civil day it was held.
    pub held_on: Date,
    /// What it measured.
    pub competency: Competency,
    /// Place among the stage's questions on that competency, from 1.
    pub no: u8,
    /// Slug of the question.
    pub question: String,
    /// 1 to 5, as the evaluator gave it.
    pub score: u8,
}

/// A made-up finding, open and forbidding a placement.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SimulatedFinding {
    /// Which rule found it.
    pub rule: String,
    /// What of the developer it is about.
    pub detail: String,
    /// The civil day it was found.
    pub opened_on: Date,
}

/// Somebody made up who holds interviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedEvaluator {
    /// Ids count from 1.
    pub evaluator_id: EvaluatorId,
    /// Identity at the source.
    pub external_ref: String,
}

/// A made-up client.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SimulatedClient {
    /// Ids count from 1.
    pub client_id: ClientId,
    /// Name.
    pub name: String,
    /// Where it sits.
    pub country: Country,
    /// Identity at the source.
    pub external_ref: String,
    /// Days it has to pay a bill.
    pub payment_terms_days: u16,
    /// What it wants.
    pub policy: ClientPolicy,
}

/// A made-up role.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SimulatedRole {
    /// What matching may know; ids count from 1.
    pub role: Role,
    /// Title as the client writes it.
    pub title: String,
    /// Seats.
    pub headcount: u8,
    /// Identity at the source.
    pub external_ref: String,
}

impl Simulation {
    /// The developers, by id.
    pub fn developers(self) -> impl Iterator<Item = SimulatedDeveloper> + Send {
        (1..=self.n_developers).map(move |no| person::developer(self.seed, no, self.as_of))
    }

    /// The clients, by id.
    pub fn clients(self) -> impl Iterator<Item = SimulatedClient> + Send {
        (1..=self.n_clients()).map(move |no| demand::client(self.seed, no))
    }

    /// The roles, by id.
    pub fn roles(self) -> impl Iterator<Item = SimulatedRole> + Send {
        (1..=self.n_roles).map(move |no| demand::role(self.seed, no, self.as_of))
    }

    /// Who holds the interviews, by id; the same number however many there are to interview.
    pub fn evaluators(self) -> impl Iterator<Item = SimulatedEvaluator> + Send {
        (1..=interview::N_EVALUATORS).map(|no| SimulatedEvaluator {
            evaluator_id: EvaluatorId(i64::from(no)),
            external_ref: format!("evaluator-{no}"),
        })
    }

    /// The papers of a developer of it.
    pub fn papers(self, person: &SimulatedDeveloper) -> SimulatedPapers {
        let client = |placement: &PastPlacement| {
            let no = u32::try_from(placement.client_id.0).unwrap_or_default();
            demand::client(self.seed, no)
        };
        let mut papers = papers::of_developer(self.seed, person, &client, self.as_of);
        paid::add(self, person, &mut papers);
        let running = person.developer.placements.iter().rfind(|one| one.ends_on.is_none());
        if let (Some(placement), Some(running)) = (&mut papers.placement, running) {
            placement.role_id = self.seat(running.client_id, person.developer.developer_id);
            fees::add(self.seed, person, running, &mut papers, self.as_of);
            supplements::add(self.seed, &person.developer, running, &mut papers, self.as_of);
        }
        papers
    }

    /// The exchange rates of the months that can be paid.
    pub fn rates(self) -> SimulatedRates {
        rates::rates(self.seed, self.as_of)
    }

    /// The seat of a client somebody has; none when the client asks for nobody.
    fn seat(self, client: ClientId, developer: DeveloperId) -> Option<RoleId> {
        let n_a_client = i64::from(N_ROLES_A_CLIENT);
        let first = (client.0 - 1) * n_a_client + 1;
        let n = (i64::from(self.n_roles) - first + 1).min(n_a_client);
        (n > 0).then(|| RoleId(first + developer.0.rem_euclid(n)))
    }

    /// The papers of a client of it.
    pub fn client_papers(self, client: &SimulatedClient) -> SimulatedClientPapers {
        dealings::of_client(self.seed, client, self.as_of)
    }

    /// Clients in it: those who ask for roles, and at least those of earlier years.
    pub fn n_clients(self) -> u32 {
        self.n_roles.div_ceil(N_ROLES_A_CLIENT).max(history::N_FORMER_CLIENTS)
    }
}

impl SimulatedDeveloper {
    /// Sha-256 of everything in it.
    pub fn content_hash(&self) -> [u8; 32] {
        content_hash(self)
    }
}

impl SimulatedRole {
    /// Sha-256 of everything in it.
    pub fn content_hash(&self) -> [u8; 32] {
        content_hash(self)
    }
}

fn content_hash(content: &impl serde::Serialize) -> [u8; 32] {
    match postcard::to_stdvec(content) {
        Ok(packed) => Sha256::digest(packed).into(),
        Err(error) => unreachable!("plain records can always be packed: {error}"),
    }
}
