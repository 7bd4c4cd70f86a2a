//! What has been loaded, what is on its way, and what went wrong. One load per slot at a time; the
//! newest generation wins and every other answer is dropped.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::RoleId;

use crate::effect::{Effect, Query, Slot};
use crate::event::{Board, LoadError};
use crate::language::say;

/// Boards kept for coming back to. Bounds memory; a screen not seen for so many others loads anew.
const KEPT_MAX: usize = 32;

/// A board and when it came.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    /// What it is.
    pub board: Board,
    /// When it came, by our clock.
    pub at: Timestamp,
}

/// A load that failed.
#[derive(Debug, Clone)]
pub(crate) struct Trouble {
    /// Why.
    pub error: LoadError,
    /// When loads of this began to fail.
    pub since: Timestamp,
    /// When the last one failed.
    pub at: Timestamp,
}

#[derive(Debug, Clone, Copy)]
struct Flight {
    generation: u64,
    query: Query,
    since: Timestamp,
}

/// Loads of every slot.
#[derive(Debug, Clone, Default)]
pub(crate) struct Loads {
    generation: u64,
    flights: BTreeMap<Slot, Flight>,
    kept: BTreeMap<Query, Kept>,
    troubles: BTreeMap<Query, Trouble>,
}

impl Loads {
    /// Asks for a board, unless it is on its way already.
    pub(crate) fn want(&mut self, query: Query, now: Timestamp) -> Vec<Effect> {
        let slot = query.slot();
        let mut effects = Vec::new();
        if let Some(flight) = self.flights.get(&slot) {
            if flight.query == query {
                return effects;
            }
            effects.push(Effect::Cancel(slot));
        }
        self.generation += 1;
        let generation = self.generation;
        self.flights.insert(slot, Flight { generation, query, since: now });
        effects.push(Effect::Load { slot, generation, query });
        effects
    }

    /// Gives up every load but that of `query`.
    pub(crate) fn cancel_but(&mut self, query: Option<Query>) -> Vec<Effect> {
        let gone: Vec<Slot> = self
            .flights
            .iter()
            .filter(|(_, flight)| Some(flight.query) != query)
            .map(|(slot, _)| *slot)
            .collect();
        for slot in &gone {
            self.flights.remove(slot);
        }
        gone.into_iter().map(Effect::Cancel).collect()
    }

    /// Takes an answer; gives the query it answers, or none when nobody waits for it.
    pub(crate) fn settle(
        &mut self,
        slot: Slot,
        generation: u64,
        result: Result<Box<Board>, LoadError>,
        now: Timestamp,
    ) -> Option<Query> {
        let flight = self.flights.get(&slot).filter(|flight| flight.generation == generation)?;
        let query = flight.query;
        self.flights.remove(&slot);
        match result {
            Ok(board) if board.slot() == slot => {
                let mut board = *board;
                board.scrub();
                self.troubles.remove(&query);
                self.kept.insert(query, Kept { board, at: now });
            }
            Ok(_) => self.fail(query, wrong_answer(), now),
            Err(error) => self.fail(query, error, now),
        }
        forget(&mut self.kept, query, |kept| kept.at);
        forget(&mut self.troubles, query, |trouble| trouble.at);
        Some(query)
    }

    fn fail(&mut self, query: Query, error: LoadError, now: Timestamp) {
        let since = self.troubles.get(&query).map_or(now, |trouble| trouble.since);
        self.troubles.insert(query, Trouble { error, since, at: now });
    }

    /// The board of a query, when there is one.
    pub(crate) fn kept(&self, query: Query) -> Option<&Kept> {
        self.kept.get(&query)
    }

    /// The board of a query, to be kept elsewhere.
    pub(crate) fn take(&mut self, query: Query) -> Option<Kept> {
        match query.slot() {
            Slot::Chunks | Slot::ChunkCount => self.kept.remove(&query),
            _ => None,
        }
    }

    /// True when something is on its way to a slot.
    pub(crate) fn is_loading(&self, slot: Slot) -> bool {
        self.flights.contains_key(&slot)
    }

    /// The newest answer to a role tried in any way: what is shown while another is worked out.
    pub(crate) fn newest_what_if(&self, of: RoleId) -> Option<&Kept> {
        let tried = |query: &Query| matches!(query, Query::WhatIf { role, .. } if *role == of);
        let all = self.kept.iter().filter(|(query, _)| tried(query)).map(|(_, kept)| kept);
        all.max_by_key(|kept| kept.at)
    }

    /// Every board there is.
    pub(crate) fn boards(&self) -> impl Iterator<Item = &Board> {
        self.kept.values().map(|kept| &kept.board)
    }

    /// Why the last load of a query failed; none when it did not.
    pub(crate) fn trouble(&self, query: Query) -> Option<&Trouble> {
        self.troubles.get(&query)
    }

    /// Since when a query is being loaded; none when it is not.
    pub(crate) fn loading_since(&self, query: Query) -> Option<Timestamp> {
        let flight = self.flights.get(&query.slot())?;
        (flight.query == query).then_some(flight.since)
    }

    /// When a query was last answered, well or badly.
    pub(crate) fn answered_at(&self, query: Query) -> Option<Timestamp> {
        let kept = self.kept.get(&query).map(|kept| kept.at);
        let trouble = self.troubles.get(&query).map(|trouble| trouble.at);
        kept.max(trouble)
    }

    /// True when nothing is on its way.
    pub(crate) fn is_settled(&self) -> bool {
        self.flights.is_empty()
    }
}

/// Drops the oldest when there are too many, never the newest.
fn forget<T>(all: &mut BTreeMap<Query, T>, newest: Query, at: fn(&T) -> Timestamp) {
    while all.len() > KEPT_MAX {
        let oldest = all
            .iter()
            .filter(|(query, _)| **query != newest)
            .min_by_key(|(_, kept)| at(kept))
            .map(|(query, _)| *query);
        let Some(oldest) = oldest else { return };
        all.remove(&oldest);
    }
}

fn wrong_answer() -> LoadError {
    let message = CleanText::new(say("the answer is of another screen: this is a fault in sereno"));
    LoadError { message, offline: false, missing: false }
}

#[cfg(test)]
mod tests {
    use sereno_domain::board::RunsBoard;
    use sereno_domain::id::{RoleId, RunId};

    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn runs() -> Box<Board> {
        Box::new(Board::Runs(RunsBoard { at: NOW, runs: vec![] }))
    }

    #[test]
    fn what_is_on_its_way_is_not_asked_again() {
        let mut loads = Loads::default();
        assert_eq!(loads.want(Query::Runs, NOW).len(), 1);
        assert_eq!(loads.want(Query::Runs, NOW), []);
    }

    #[test]
    fn the_newest_of_a_slot_wins() {
        let mut loads = Loads::default();
        loads.want(Query::Run(RunId(1)), NOW);
        let query = Query::Run(RunId(2));
        assert_eq!(
            loads.want(query, NOW),
            [Effect::Cancel(Slot::Run), Effect::Load { slot: Slot::Run, generation: 2, query }]
        );
        assert_eq!(loads.settle(Slot::Run, 1, Ok(runs()), NOW), None);
        assert!(!loads.is_settled());
    }

    #[test]
    fn an_answer_of_another_kind_is_trouble() {
        let mut loads = Loads::default();
        loads.want(Query::Tonight, NOW);
        assert_eq!(loads.settle(Slot::Tonight, 1, Ok(runs()), NOW), Some(Query::Tonight));
        assert!(loads.trouble(Query::Tonight).is_some());
        assert!(loads.kept(Query::Tonight).is_none());
    }

    #[test]
    fn a_good_answer_ends_the_trouble() {
        let mut loads = Loads::default();
        let error = LoadError { message: "away".into(), offline: true, missing: false };
        loads.want(Query::Runs, NOW);
        loads.settle(Slot::Runs, 1, Err(error), NOW);
        assert!(loads.trouble(Query::Runs).is_some());
        loads.want(Query::Runs, NOW);
        loads.settle(Slot::Runs, 2, Ok(runs()), NOW);
        assert!(loads.trouble(Query::Runs).is_none());
    }

    #[test]
    fn memory_is_bounded() {
        let mut loads = Loads::default();
        for no in 0..100 {
            loads.want(Query::Shortlist(RoleId(no)), NOW);
            loads.settle(Slot::Shortlist, loads.generation, Ok(runs()), NOW);
        }
        assert_eq!(loads.troubles.len(), KEPT_MAX);
        assert!(loads.trouble(Query::Shortlist(RoleId(99))).is_some());
    }
}
