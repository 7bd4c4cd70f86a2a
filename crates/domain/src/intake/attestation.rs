//! A row becomes an attestation: a regime a developer is attested for.

use crate::regime::Attestation;

use super::owner::Owner;
use super::record::Record;
use super::{Intake, Refusal, list};

/// An attestation as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingAttestation {
    /// Identity at the source.
    pub external_ref: String,
    /// Who is attested.
    pub developer: Owner,
    /// For what, and when.
    pub attestation: Attestation,
}

impl Intake<'_> {
    /// Reads an attestation.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn attestation(
        &mut self,
        record: &Record<'_>,
    ) -> Result<IncomingAttestation, Vec<Refusal>> {
        let rules = self.mapping.table(|file| file.attestation.as_ref())?;
        self.row(record, |row| {
            let external_ref = row.reference();
            let developer = row.owner(&rules.developer, Owner::Developer);
            let asks = ("the regime", "write gdpr, hipaa, pci_dss, soc_2 or lgpd");
            let regime = row.must(&rules.regime, asks, list::word);
            let attested_on = row.day(&rules.attested_on, "the day it was attested");
            let expires_on = row.end(&rules.expires_on, attested_on);
            Some(IncomingAttestation {
                external_ref: external_ref?,
                developer: developer?,
                attestation: Attestation { regime: regime?, attested_on: attested_on?, expires_on },
            })
        })
    }
}
