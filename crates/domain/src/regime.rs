//! Regimes: rules on data a client is bound by, and what developers have attested of them.

use jiff::civil::Date;

use crate::vocabulary::vocabulary;

vocabulary! {
    /// Rules on data and security that a role may need a developer to be attested for.
    "regime" Regime {
        /// The General Data Protection Regulation of the European Union.
        Gdpr = "gdpr",
        /// The Health Insurance Portability and Accountability Act of the United States.
        Hipaa = "hipaa",
        /// The Payment Card Industry Data Security Standard.
        PciDss = "pci_dss",
        /// System and Organization Controls 2.
        Soc2 = "soc_2",
        /// The Lei Geral de Proteção de Dados of Brazil.
        Lgpd = "lgpd",
    }
}

/// One regime a developer is attested for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Attestation {
    /// Which.
    pub regime: Regime,
    /// First civil day it counts.
    pub attested_on: Date,
    /// First day it no longer counts; none when it never expires.
    pub expires_on: Option<Date>,
}

impl Attestation {
    /// Whether it counts on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.attested_on <= day && self.expires_on.is_none_or(|end| day < end)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn it_counts_from_its_day_until_the_day_before_it_expires() {
        let attestation = Attestation {
            regime: Regime::Gdpr,
            attested_on: date(2026, 1, 1),
            expires_on: Some(date(2027, 1, 1)),
        };
        let days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)];
        assert_eq!(days.map(|day| attestation.holds_on(day)), [false, true, true, false]);
        let lasting = Attestation { expires_on: None, ..attestation };
        assert!(lasting.holds_on(date(2099, 1, 1)));
    }
}
