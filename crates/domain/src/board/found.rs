//! What a search found, newest first.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::board::AttemptLine;
use crate::clean_text::CleanText;
use crate::id::RunId;

/// A page of what was found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FoundBoard {
    /// What was found, newest first.
    pub found: Vec<Found>,
    /// Where the next page begins; none when this is the last.
    pub next: Option<Place>,
}

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Found {
    /// A try at a chunk.
    Attempt(FoundAttempt),
    /// An act of a person or a program.
    Decision(Decision),
}

impl Found {
    /// When it began.
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Attempt(attempt) => attempt.line.started_at,
            Self::Decision(decision) => decision.at,
        }
    }
}

/// A try at a chunk, with its run.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FoundAttempt {
    /// Of which run.
    pub run_id: RunId,
    /// The civil day of the run.
    pub business_date: Date,
    /// The attempt.
    #[serde(flatten)]
    pub line: AttemptLine,
}

/// An act as the audit log keeps it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Decision {
    /// Identity.
    pub audit_event_id: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: CleanText,
    /// What.
    pub action: CleanText,
    /// To what.
    pub subject: CleanText,
    /// Why.
    pub reason: CleanText,
    /// Counts and settings, as JSON.
    pub detail: CleanText,
}

/// Where a page begins: what comes before both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Place {
    /// Attempts before this one.
    pub attempt: i64,
    /// Decisions before this one.
    pub decision: i64,
}

impl Place {
    /// Before everything.
    pub const NEWEST: Self = Self { attempt: i64::MAX, decision: i64::MAX };
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.attempt, self.decision)
    }
}

impl std::str::FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = || {
            let (attempt, decision) = text.split_once('-')?;
            Some(Self { attempt: attempt.parse().ok()?, decision: decision.parse().ok()? })
        };
        read().ok_or_else(|| format!("`{text}` is no place: take the one the page before names"))
    }
}
