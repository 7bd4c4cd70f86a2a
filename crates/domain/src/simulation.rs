//! A made-up firm: developers, clients and roles that hang together, for demonstrations and
//! measurements. Everybody is drawn from the seed and their own number alone, so the same seed
//! gives the same people however many are asked for.

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::country::Country;
use crate::developer::Developer;
use crate::id::ClientId;
use crate::role::Role;

mod archetype;
mod demand;
mod draw;
mod person;
mod place;

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
    /// What matching may know; ids count from 1.
    pub developer: Developer,
    /// Name.
    pub full_name: String,
    /// Address in a domain that can never exist.
    pub email: String,
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

    /// The clients of the roles, by id.
    pub fn clients(self) -> impl Iterator<Item = SimulatedClient> + Send {
        (1..=self.n_clients()).map(move |no| demand::client(self.seed, no))
    }

    /// The roles, by id.
    pub fn roles(self) -> impl Iterator<Item = SimulatedRole> + Send {
        (1..=self.n_roles).map(move |no| demand::role(self.seed, no, self.as_of))
    }

    /// Clients in it.
    pub fn n_clients(self) -> u32 {
        self.n_roles.div_ceil(N_ROLES_A_CLIENT)
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
