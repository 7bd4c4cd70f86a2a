//! Where the time of a plan or a chunk goes: kept in the audit log and in receipts, so that a slow
//! night can be understood the morning after.

use std::collections::BTreeMap;
use std::time::Instant;

/// A stopwatch that is told what it just measured.
#[derive(Debug, Clone)]
pub(crate) struct Phases {
    since: Instant,
    spent: BTreeMap<&'static str, u64>,
}

impl Phases {
    /// Starts the first phase.
    pub(crate) fn start() -> Self {
        Self { since: Instant::now(), spent: BTreeMap::new() }
    }

    /// Ends a phase, by name, and starts the next. Phases of one name add up.
    pub(crate) fn end(&mut self, phase: &'static str) {
        let now = Instant::now();
        let microseconds = now.duration_since(self.since).as_micros();
        *self.spent.entry(phase).or_default() += u64::try_from(microseconds).unwrap_or(u64::MAX);
        self.since = now;
    }

    /// Microseconds of each phase by name.
    pub(crate) fn microseconds(&self) -> serde_json::Value {
        serde_json::json!(self.spent)
    }
}
