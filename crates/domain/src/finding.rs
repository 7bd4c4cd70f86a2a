//! Findings: what is amiss, what it stops, and the words for where it stands. What becomes of one
//! from night to night is in `finding/life.rs`; what finds it is in `compliance.rs`.

pub mod life;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::vocabulary::vocabulary;

vocabulary! {
    /// What a finding stops, strongest first.
    "severity" Severity {
        /// Nothing is paid for it until it is settled.
        BlockPayment = "block_payment",
        /// The developer is not proposed until it is settled.
        BlockPlacement = "block_placement",
        /// Somebody should act; nothing stops.
        Warn = "warn",
        /// Good to know.
        Info = "info",
    }
}

impl Severity {
    /// Whether something stops.
    pub const fn blocks(self) -> bool {
        matches!(self, Self::BlockPayment | Self::BlockPlacement)
    }
}

vocabulary! {
    /// Where a finding stands.
    "finding state" FindingState {
        /// Nobody has looked at it.
        Open = "open",
        /// Somebody is at it.
        Acknowledged = "acknowledged",
        /// Two people let it be until a day.
        Waived = "waived",
        /// It is no longer found.
        Resolved = "resolved",
    }
}

vocabulary! {
    /// What a finding is about.
    "subject" SubjectKind {
        /// A developer.
        Developer = "developer",
        /// A placement.
        Placement = "placement",
        /// A client.
        Client = "client",
    }
}

/// What a finding is about: a kind and the identity of that kind.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct Subject {
    /// Which kind.
    pub kind: SubjectKind,
    /// Identity of that.
    pub id: i64,
}

impl std::fmt::Display for Subject {
    /// Writes `placement 12`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind, self.id)
    }
}

/// What makes a finding this one and no other: it is found once however many nights see it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct FindingKey {
    /// What it is about.
    pub subject: Subject,
    /// Which rule found it, for instance `DOC-01`.
    pub rule: String,
    /// What of the subject, where a rule can find several; else empty.
    pub detail: String,
}

/// Something amiss, as a rule finds it on a day.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Found {
    /// Which finding it is.
    pub key: FindingKey,
    /// Version of the rule.
    pub rule_version: u16,
    /// What it stops once it is due.
    pub severity: Severity,
    /// Days from the first night that finds it until it is due, where no day of its own is set.
    pub grace_days: u16,
    /// The civil day it is due on; none to count the days of grace.
    pub due_on: Option<Date>,
    /// What is wrong, in a sentence without anybody's name.
    pub says: String,
    /// What it was decided on: facts and the parameters of the rules, by name.
    pub evidence: BTreeMap<String, String>,
}
