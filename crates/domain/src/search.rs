//! What is looked for in the history: `role:7 error:timeout from:2026-11-01 bank`. Every term that is
//! given must fit; a word without a key is looked for in errors and reasons.

use std::str::FromStr;

use jiff::civil::Date;

use crate::id::{ChunkId, DeveloperId, PlacementId, RoleId, RunId};
use crate::run::AttemptOutcome;

/// The keys a term may have, as an error names them.
const KEYS: &str =
    "developer, role, placement, run, chunk, error, outcome, worker, actor, action, from, to";

/// What is looked for; a part that is not given does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// Decisions about this developer.
    pub developer: Option<DeveloperId>,
    /// Attempts at chunks with this role, and decisions about it.
    pub role: Option<RoleId>,
    /// Decisions about this placement.
    pub placement: Option<PlacementId>,
    /// Attempts and decisions of this run.
    pub run: Option<RunId>,
    /// Attempts at this chunk, and decisions about it.
    pub chunk: Option<ChunkId>,
    /// Attempts that failed of an error of this class, or with these words in it.
    pub error: Option<String>,
    /// Attempts that ended so.
    pub outcome: Option<AttemptOutcome>,
    /// Attempts of workers whose name starts so: of a host, of a process of it.
    pub worker: Option<String>,
    /// Decisions of this person.
    pub actor: Option<String>,
    /// Decisions of this kind: `run.retry`.
    pub action: Option<String>,
    /// Business date of a run, or day of a decision, at the earliest.
    pub from: Option<Date>,
    /// The same at the latest.
    pub to: Option<Date>,
    /// Words in an error or in the reason of a decision.
    pub words: Vec<String>,
}

/// A term that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SearchError {
    /// A key there is not.
    #[error("`{0}` is no key: choose one of {KEYS}")]
    Key(String),
    /// A value that does not fit its key.
    #[error("`{term}` is wrong: {hint}")]
    Value {
        /// The term.
        term: String,
        /// What is right.
        hint: String,
    },
    /// A key given twice.
    #[error("`{0}` is given twice")]
    Twice(String),
    /// Nothing at all.
    #[error("nothing is looked for: give terms like role:7 or error:timeout")]
    Empty,
}

impl Search {
    /// Whether an attempt can be meant: a term of decisions alone leaves them out.
    pub const fn is_about_attempts(&self) -> bool {
        self.developer.is_none()
            && self.placement.is_none()
            && self.actor.is_none()
            && self.action.is_none()
    }

    /// Whether a decision can be meant.
    pub const fn is_about_decisions(&self) -> bool {
        self.error.is_none() && self.outcome.is_none() && self.worker.is_none()
    }

    /// What a decision's subject must name, as the audit log writes it.
    pub fn subjects(&self) -> Vec<String> {
        let named = [
            self.developer.map(|id| format!("developer:{id}")),
            self.role.map(|id| format!("role:{id}")),
            self.placement.map(|id| format!("placement:{id}")),
            self.run.map(|id| format!("run:{id}")),
            self.chunk.map(|id| format!("chunk:{id}")),
        ];
        named.into_iter().flatten().collect()
    }
}

impl FromStr for Search {
    type Err = SearchError;

    fn from_str(text: &str) -> Result<Self, SearchError> {
        let mut search = Self::default();
        for term in text.split_whitespace() {
            let Some((key, value)) = term.split_once(':') else {
                search.words.push(term.to_owned());
                continue;
            };
            let fresh = match key {
                "developer" => fill(&mut search.developer, term, value),
                "role" => fill(&mut search.role, term, value),
                "placement" => fill(&mut search.placement, term, value),
                "run" => fill(&mut search.run, term, value),
                "chunk" => fill(&mut search.chunk, term, value),
                "error" => fill(&mut search.error, term, value),
                "outcome" => fill(&mut search.outcome, term, value),
                "worker" => fill(&mut search.worker, term, value),
                "actor" => fill(&mut search.actor, term, value),
                "action" => fill(&mut search.action, term, value),
                "from" => fill(&mut search.from, term, value),
                "to" => fill(&mut search.to, term, value),
                _ => return Err(SearchError::Key(key.to_owned())),
            };
            fresh?;
        }
        if search == Self::default() { Err(SearchError::Empty) } else { Ok(search) }
    }
}

fn fill<T: FromStr<Err: ToString>>(
    place: &mut Option<T>,
    term: &str,
    value: &str,
) -> Result<(), SearchError> {
    if place.is_some() {
        return Err(SearchError::Twice(term.to_owned()));
    }
    let wrong = |hint: String| SearchError::Value { term: term.to_owned(), hint };
    if value.is_empty() {
        return Err(wrong("it has no value".to_owned()));
    }
    *place = Some(value.parse().map_err(|error: T::Err| wrong(error.to_string()))?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn error(text: &str) -> String {
        text.parse::<Search>().unwrap_err().to_string()
    }

    #[test]
    fn terms_are_read_in_any_order() {
        let search: Search = "bank role:7 from:2026-11-01 error:timeout closed".parse().unwrap();
        assert_eq!((search.role, search.from), (Some(RoleId(7)), Some(date(2026, 11, 1))));
        assert_eq!(search.error.as_deref(), Some("timeout"));
        assert_eq!(search.words, ["bank", "closed"]);
        assert!(search.is_about_attempts() && !search.is_about_decisions());
        assert_eq!(search.subjects(), ["role:7"]);
    }

    #[test]
    fn what_is_wrong_is_named_with_what_is_right() {
        assert!(error("rol:7").starts_with("`rol` is no key: choose one of developer, role"));
        assert!(error("outcome:lots").contains("choose one of running, done, retry"));
        assert!(error("role:seven").starts_with("`role:seven` is wrong: "));
        assert!(error("from:2026-02-30").starts_with("`from:2026-02-30` is wrong: "));
        assert_eq!(error("role:7 role:8"), "`role:8` is given twice");
        assert_eq!(error("role:"), "`role:` is wrong: it has no value");
        assert!(error("  ").starts_with("nothing is looked for"));
    }
}
