//! The chunks of every run as one long list: what narrows it, where it is read, and how many there are.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::board::ChunkLine;
use crate::clean_text::CleanText;
use crate::id::{ChunkId, RunId};
use crate::job::JobKind;
use crate::run::ChunkState;

/// A part of the list of chunks, newest first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ChunksBoard {
    /// The database's clock when it was read.
    pub at: Timestamp,
    /// Newest first: a later chunk has a higher id.
    pub lines: Vec<LedgerLine>,
    /// Nothing newer was there.
    pub is_newest: bool,
    /// Nothing older was there.
    pub is_oldest: bool,
    /// How many there are in all; none when nobody counted.
    pub counted: Option<Counted>,
}

/// A chunk among those of all runs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LedgerLine {
    /// The chunk.
    pub chunk: ChunkLine,
    /// Of which run.
    pub run_id: RunId,
    /// The civil day the run is for.
    pub business_date: Date,
    /// Class of the last error; none when no attempt failed.
    pub error_class: Option<CleanText>,
    /// When its last attempt was claimed; none before the first.
    pub started_at: Option<Timestamp>,
    /// When its last attempt ended; none while it is at work.
    pub ended_at: Option<Timestamp>,
}

impl LedgerLine {
    /// True when it failed and is not done: in quarantine, or to be tried again.
    pub const fn is_trouble(&self) -> bool {
        match self.chunk.state {
            ChunkState::Quarantined => true,
            ChunkState::Waiting | ChunkState::Ready | ChunkState::Leased => {
                self.chunk.failure_id.is_some()
            }
            ChunkState::Done | ChunkState::Cancelled => false,
        }
    }
}

/// Where in the list a part of it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seek {
    /// The newest.
    Newest,
    /// The oldest.
    Oldest,
    /// Those after this one in the list: older.
    After(ChunkId),
    /// Those before this one in the list: newer.
    Before(ChunkId),
    /// This one, as many before it as after it.
    Around(ChunkId),
}

/// How many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tally {
    /// Counted one by one.
    Exact(u64),
    /// Told from a sample.
    About(u64),
}

impl Tally {
    /// The number, however it was come by.
    pub const fn n(self) -> u64 {
        match self {
            Self::Exact(n) | Self::About(n) => n,
        }
    }
}

/// How many chunks the ledger has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Counted {
    /// The database's clock when they were counted.
    pub at: Timestamp,
    /// Those that pass the filter.
    pub n: Tally,
    /// All there are.
    pub n_all: u64,
}

/// What narrows the list. Values of one field are alternatives, fields add up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChunkFilter {
    /// Only in these states; none is any.
    pub states: Option<Vec<ChunkState>>,
    /// Only of these jobs; none is any.
    pub kinds: Option<Vec<JobKind>>,
    /// Only of these runs; empty is any.
    pub runs: Vec<RunId>,
    /// Not of these runs.
    pub not_runs: Vec<RunId>,
    /// Words that are all in the class or the message of its last failure.
    pub errors: Vec<String>,
    /// Words none of which is there.
    pub not_errors: Vec<String>,
}

impl ChunkFilter {
    /// The names before a colon.
    pub const FIELDS: &'static [&'static str] = &["state", "kind", "run", "error"];
}

/// A word of a filter that means nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChunkFilterError {
    /// No state is called so.
    #[error("`{given}` is no state: write {}", names(ChunkState::ALL, ChunkState::name))]
    State {
        /// What was written.
        given: String,
    },
    /// No job is called so.
    #[error("`{given}` is no kind of job: write {}", names(JobKind::ALL, JobKind::name))]
    Kind {
        /// What was written.
        given: String,
    },
    /// A run is a number.
    #[error("`{given}` is no run: write its number, as `sereno runs` lists it")]
    Run {
        /// What was written.
        given: String,
    },
}

fn names<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> String {
    all.iter().map(|word| name(*word)).collect::<Vec<_>>().join(", ")
}

impl FromStr for ChunkFilter {
    type Err = ChunkFilterError;

    /// Reads `state:ready,leased !kind:digest run:12 error:timeout`. A word without a name is
    /// looked for in the error; a name whose value is still to be typed narrows nothing.
    fn from_str(text: &str) -> Result<Self, ChunkFilterError> {
        let mut filter = Self::default();
        let (mut states, mut not_states) = (Vec::new(), Vec::new());
        let (mut kinds, mut not_kinds) = (Vec::new(), Vec::new());
        for word in text.split_whitespace() {
            let (wanted, word) = match word.strip_prefix('!') {
                Some(word) => (false, word),
                None => (true, word),
            };
            let (name, value) = match word.split_once(':') {
                Some((name, value)) if Self::FIELDS.contains(&name) => (name, value),
                Some(_) | None => ("error", word),
            };
            for value in value.split(',').filter(|value| !value.is_empty()) {
                let value = value.to_lowercase();
                match (name, wanted) {
                    ("state", true) => states.extend(states_of(&value)?),
                    ("state", false) => not_states.extend(states_of(&value)?),
                    ("kind", true) => kinds.extend(kinds_of(&value)?),
                    ("kind", false) => not_kinds.extend(kinds_of(&value)?),
                    ("run", true) => filter.runs.push(run_of(&value)?),
                    ("run", false) => filter.not_runs.push(run_of(&value)?),
                    (_, true) => filter.errors.push(value),
                    (_, false) => filter.not_errors.push(value),
                }
            }
        }
        filter.states = left(ChunkState::ALL, &states, &not_states);
        filter.kinds = left(JobKind::ALL, &kinds, &not_kinds);
        Ok(filter)
    }
}

/// What is left of the words there are; none when it is all of them.
fn left<T: Copy + PartialEq>(all: &[T], wanted: &[T], unwanted: &[T]) -> Option<Vec<T>> {
    let passes =
        |word: &T| (wanted.is_empty() || wanted.contains(word)) && !unwanted.contains(word);
    let left: Vec<T> = all.iter().copied().filter(passes).collect();
    (left.len() < all.len()).then_some(left)
}

fn states_of(value: &str) -> Result<Vec<ChunkState>, ChunkFilterError> {
    let found = begun(ChunkState::ALL, ChunkState::name, value);
    if found.is_empty() {
        Err(ChunkFilterError::State { given: value.to_owned() })
    } else {
        Ok(found)
    }
}

fn kinds_of(value: &str) -> Result<Vec<JobKind>, ChunkFilterError> {
    let found = begun(JobKind::ALL, JobKind::name, value);
    if found.is_empty() {
        Err(ChunkFilterError::Kind { given: value.to_owned() })
    } else {
        Ok(found)
    }
}

/// The word itself, else those that begin so.
fn begun<T: Copy>(all: &[T], name: fn(T) -> &'static str, value: &str) -> Vec<T> {
    match all.iter().find(|word| name(**word) == value) {
        Some(word) => vec![*word],
        None => all.iter().copied().filter(|word| name(*word).starts_with(value)).collect(),
    }
}

fn run_of(value: &str) -> Result<RunId, ChunkFilterError> {
    value.parse().map(RunId).map_err(|_| ChunkFilterError::Run { given: value.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> ChunkFilter {
        text.parse().unwrap()
    }

    #[test]
    fn values_of_a_field_are_alternatives() {
        let both = Some(vec![ChunkState::Ready, ChunkState::Leased]);
        assert_eq!(read("state:ready,leased").states, both);
        assert_eq!(read("state:leased state:rea").states, both);
        assert_eq!(read("run:3,4").runs, [RunId(3), RunId(4)]);
        assert_eq!(read("kind:pay").kinds, Some(vec![JobKind::Pay]));
    }

    #[test]
    fn an_exclamation_mark_takes_away() {
        let states = read("!state:done").states.unwrap();
        assert_eq!(states.len(), ChunkState::ALL.len() - 1);
        assert!(!states.contains(&ChunkState::Done));
        assert_eq!(read("state:done !state:done").states, Some(vec![]));
        assert_eq!(read("!run:3 !timeout").not_runs, [RunId(3)]);
        assert_eq!(read("!run:3 !timeout").not_errors, ["timeout"]);
    }

    #[test]
    fn what_is_not_typed_yet_narrows_nothing() {
        for text in ["", " ", "state:", "!state:", "kind: run:", "!", "state:,"] {
            assert_eq!(read(text), ChunkFilter::default(), "{text}");
        }
    }

    #[test]
    fn other_words_are_looked_for_in_the_error() {
        assert_eq!(read("Timeout error:client").errors, ["timeout", "client"]);
        assert_eq!(read("colour:red").errors, ["colour:red"]);
    }

    #[test]
    fn a_word_that_means_nothing_is_told_what_to_write() {
        let told = |text: &str| text.parse::<ChunkFilter>().unwrap_err().to_string();
        assert_eq!(
            told("state:failed"),
            "`failed` is no state: write waiting, ready, leased, done, quarantined, cancelled"
        );
        assert!(told("kind:x").starts_with("`x` is no kind of job: write score, rescore"));
        assert_eq!(told("run:x"), "`x` is no run: write its number, as `sereno runs` lists it");
    }
}
