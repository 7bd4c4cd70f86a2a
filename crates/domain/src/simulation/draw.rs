//! Draws for one person or role: a stream of its own, so that nobody depends on those before.

use std::ops::RangeInclusive;

use jiff::ToSpan as _;
use jiff::civil::Date;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// What is drawn; each kind has its own streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Developer,
    Client,
    Role,
    Evaluator,
    Papers,
    Pair,
    Wishes,
    Bills,
    Dealings,
    Fees,
    Supplements,
    Hours,
    Payroll,
    Rates,
}

pub(super) struct Draw(ChaCha8Rng);

impl Draw {
    pub(super) fn new(seed: u64, kind: Kind, no: u32) -> Self {
        let kind: u64 = match kind {
            Kind::Developer => 1,
            Kind::Client => 2,
            Kind::Role => 3,
            Kind::Evaluator => 4,
            Kind::Papers => 5,
            Kind::Pair => 6,
            Kind::Wishes => 7,
            Kind::Bills => 8,
            Kind::Dealings => 9,
            Kind::Fees => 11,
            Kind::Supplements => 12,
            Kind::Hours => 10,
            Kind::Payroll => 13,
            Kind::Rates => 14,
        };
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream((kind << 32) | u64::from(no));
        Self(rng)
    }

    pub(super) fn chance(&mut self, pct: u32) -> bool {
        self.0.random_range(0..100) < pct
    }

    pub(super) fn number(&mut self, range: RangeInclusive<i64>) -> i64 {
        self.0.random_range(range)
    }

    /// A small number; the range must be one of small numbers.
    pub(super) fn small(&mut self, range: RangeInclusive<u8>) -> u8 {
        self.0.random_range(range)
    }

    pub(super) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        match choices.choose(&mut self.0) {
            Some(chosen) => chosen,
            None => unreachable!("every table of the simulation has lines"),
        }
    }

    /// One of the choices, as often as the number before it says.
    pub(super) fn weighted<'a, T>(&mut self, choices: &'a [(u32, T)]) -> &'a T {
        let total: u32 = choices.iter().map(|(weight, _)| weight).sum();
        let mut left = self.0.random_range(0..total.max(1));
        for (weight, choice) in choices {
            match left.checked_sub(*weight) {
                Some(rest) => left = rest,
                None => return choice,
            }
        }
        unreachable!("every table of the simulation has weight")
    }

    /// Some of the choices, each once, in their own order.
    pub(super) fn some<T: Copy>(&mut self, n: usize, choices: &[T]) -> Vec<T> {
        let mut places =
            rand::seq::index::sample(&mut self.0, choices.len(), n.min(choices.len())).into_vec();
        places.sort_unstable();
        places.into_iter().filter_map(|at| choices.get(at).copied()).collect()
    }

    pub(super) fn day(&mut self, from: Date, days: RangeInclusive<i64>) -> Date {
        from.saturating_add(self.number(days).days())
    }
}
