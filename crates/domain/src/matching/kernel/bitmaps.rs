//! Tests over all developers, one bit each: set for those who fail. Roles share them.

use std::collections::BTreeMap;

use super::WORD;
use super::packed::{MUST_BYTE, Marks, Packed, SKILL_SHIFT};
use crate::id::ClientId;
use crate::matching::frozen::Facts;

/// Place of a test in the table.
pub(super) type TestAt = usize;

/// Words laid over each other at a time: a line of the cache, and few enough for registers.
pub(super) const LANES: usize = 8;

/// So many words.
pub(super) type Lanes = [u64; LANES];

/// What a test reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// English level.
    English,
    /// Band.
    Seniority,
    /// Stages passed.
    Passed,
    /// Zone.
    Zone,
    /// Country and way of engagement.
    Place,
    /// Regimes attested.
    Regimes,
    /// Whether a finding forbids a placement.
    Blocked,
}

/// What a limit is set on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Measure {
    /// Days until free.
    FreeInDays,
    /// US cents a month.
    FloorCents,
}

/// One yes-or-no question about a developer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Test {
    /// Fails nobody.
    Any,
    /// Shows a skill, by its place among those asked for, at a level.
    Shows {
        /// Which skill.
        asked: u16,
        /// 1 to 5.
        level: u8,
    },
    /// Is of one of the classes, in order.
    OneOf(Class, Vec<u16>),
    /// Is not above a limit; unknown is below every limit.
    AtMost(Measure, i64),
    /// Is not kept from a client.
    NotKeptFrom(ClientId),
    /// Has so many hours a week left on a day, counted from the business date.
    FreeHours {
        /// Which day.
        in_days: i32,
        /// At least.
        least: u8,
    },
}

/// Every test of a set of roles, each once.
#[derive(Debug, Default)]
pub(super) struct TestTable {
    places: BTreeMap<Test, TestAt>,
}

impl TestTable {
    /// Place of a test, new or not.
    pub(super) fn place(&mut self, test: Test) -> TestAt {
        let next = self.places.len();
        *self.places.entry(test).or_insert(next)
    }

    /// Bitmaps of all tests over the developers of a block.
    pub(super) fn bitmaps(&self, packed: &Packed, developers: &[Facts]) -> Bitmaps {
        let n_words = packed.marks.len().div_ceil(WORD).next_multiple_of(LANES);
        let mut bitmaps =
            Bitmaps { n_words, bits: vec![0; n_words * self.places.len()], n_failed: Vec::new() };
        self.write_shows(&mut bitmaps, packed);
        self.write_one_of(&mut bitmaps, &packed.marks);
        self.write_at_most(&mut bitmaps, &packed.marks);
        self.write_not_kept(&mut bitmaps, developers);
        self.write_free_hours(&mut bitmaps, &packed.marks, developers);
        bitmaps.n_failed = (0..self.places.len())
            .map(|at| bitmaps.of(at).iter().map(|bits| bits.count_ones()).sum())
            .collect();
        bitmaps
    }

    /// Everybody fails until they are found to show the skill.
    fn write_shows(&self, bitmaps: &mut Bitmaps, packed: &Packed) {
        let mut by_skill: BTreeMap<u16, Vec<(u8, TestAt)>> = BTreeMap::new();
        for (test, at) in &self.places {
            if let Test::Shows { asked, level } = test {
                by_skill.entry(*asked).or_default().push((*level, *at));
                bitmaps.fail_all(*at, packed.records.len());
            }
        }
        let last = by_skill.last_key_value().map_or(0, |(asked, _)| usize::from(*asked) + 1);
        let mut tests: Vec<&[(u8, TestAt)]> = vec![&[]; last];
        for (asked, levels) in &by_skill {
            if let Some(slot) = tests.get_mut(usize::from(*asked)) {
                *slot = levels;
            }
        }
        for (words, developer) in packed.shown().zip(0_usize..) {
            for word in words {
                let asked = usize::try_from(word >> SKILL_SHIFT).unwrap_or(usize::MAX);
                let [.., level, _, _] = word.to_le_bytes();
                for (wanted, at) in tests.get(asked).copied().unwrap_or_default() {
                    if level >= *wanted {
                        bitmaps.pass(*at, developer);
                    }
                }
            }
        }
    }

    /// One bitmap for each class met, and each test the sum of those it does not accept.
    fn write_one_of(&self, bitmaps: &mut Bitmaps, marks: &[Marks]) {
        let mut by_class: BTreeMap<Class, Vec<(&[u16], TestAt)>> = BTreeMap::new();
        for (test, at) in &self.places {
            if let Test::OneOf(class, accepted) = test {
                by_class.entry(*class).or_default().push((accepted, *at));
            }
        }
        for (class, tests) in by_class {
            let mut members: BTreeMap<u16, Vec<u64>> = BTreeMap::new();
            for (marks, developer) in marks.iter().zip(0_usize..) {
                let of = members.entry(class.of(marks)).or_insert_with(|| vec![0; bitmaps.n_words]);
                if let Some(word) = of.get_mut(developer / WORD) {
                    *word |= 1 << (developer % WORD);
                }
            }
            for (accepted, at) in tests {
                for (value, of) in &members {
                    if accepted.binary_search(value).is_err() {
                        let bits = bitmaps.of_mut(at);
                        bits.iter_mut().zip(of).for_each(|(bits, of)| *bits |= of);
                    }
                }
            }
        }
    }

    /// Developers in the order of what is measured: each limit fails those the next higher one
    /// fails, and a few more.
    fn write_at_most(&self, bitmaps: &mut Bitmaps, marks: &[Marks]) {
        let mut by_measure: BTreeMap<Measure, Vec<(i64, TestAt)>> = BTreeMap::new();
        for (test, at) in &self.places {
            if let Test::AtMost(measure, limit) = test {
                by_measure.entry(*measure).or_default().push((*limit, *at));
            }
        }
        for (measure, mut limits) in by_measure {
            limits.sort_unstable_by_key(|limit| std::cmp::Reverse(*limit));
            let mut order: Vec<(i64, usize)> =
                marks.iter().map(|marks| measure.of(marks)).zip(0..).collect();
            order.sort_unstable_by_key(|measured| std::cmp::Reverse(*measured));
            let mut above = order.into_iter().peekable();
            let mut failed = vec![0_u64; bitmaps.n_words];
            for (limit, at) in limits {
                while let Some((_, developer)) = above.next_if(|(value, _)| *value > limit) {
                    if let Some(word) = failed.get_mut(developer / WORD) {
                        *word |= 1 << (developer % WORD);
                    }
                }
                bitmaps.of_mut(at).copy_from_slice(&failed);
            }
        }
    }

    fn write_not_kept(&self, bitmaps: &mut Bitmaps, developers: &[Facts]) {
        for (facts, developer) in developers.iter().zip(0_usize..) {
            for client_id in &facts.exclusions {
                if let Some(at) = self.places.get(&Test::NotKeptFrom(*client_id)) {
                    bitmaps.fail(*at, developer);
                }
            }
        }
    }

    /// Those who never had the hours fail on any day; those with promises are looked at by day.
    fn write_free_hours(&self, bitmaps: &mut Bitmaps, marks: &[Marks], developers: &[Facts]) {
        let mut by_hours: BTreeMap<u8, Vec<(i32, TestAt)>> = BTreeMap::new();
        for (test, at) in &self.places {
            if let Test::FreeHours { in_days, least } = test {
                by_hours.entry(*least).or_default().push((*in_days, *at));
            }
        }
        let promised: Vec<(&Facts, usize)> =
            developers.iter().zip(0..).filter(|(facts, _)| !facts.commitments.is_empty()).collect();
        for (least, days) in by_hours {
            let enough = u16::from(least) + 1;
            let mut failed = vec![0_u64; bitmaps.n_words];
            for (marks, developer) in marks.iter().zip(0_usize..) {
                let fails = marks.capacity != 0 && marks.capacity < enough;
                if let Some(word) = failed.get_mut(developer / WORD) {
                    *word |= u64::from(fails) << (developer % WORD);
                }
            }
            for (in_days, at) in days {
                bitmaps.of_mut(at).copy_from_slice(&failed);
                for (facts, developer) in &promised {
                    if facts.free_hours(in_days).is_some_and(|hours| hours < least) {
                        bitmaps.fail(at, *developer);
                    }
                }
            }
        }
    }
}

impl Class {
    fn of(self, marks: &Marks) -> u16 {
        match self {
            Self::English => u16::from(marks.english),
            Self::Seniority => u16::from(marks.seniority),
            Self::Passed => u16::from(marks.passed),
            Self::Zone => marks.zone,
            Self::Place => marks.place,
            Self::Regimes => u16::from(marks.regimes),
            Self::Blocked => u16::from(marks.blocked),
        }
    }
}

impl Measure {
    fn of(self, marks: &Marks) -> i64 {
        match self {
            Self::FreeInDays => i64::from(marks.free_in_days),
            Self::FloorCents => marks.floor_cents,
        }
    }
}

/// Who of a block fails each test. Bits beyond the last developer are never set.
#[derive(Debug)]
pub(super) struct Bitmaps {
    /// Words of a test; a multiple of [`LANES`].
    n_words: usize,
    bits: Vec<u64>,
    n_failed: Vec<u32>,
}

impl Bitmaps {
    /// Who fails a test.
    pub(super) fn of(&self, at: TestAt) -> &[u64] {
        let first = at * self.n_words;
        self.bits.get(first..first + self.n_words).unwrap_or_default()
    }

    /// Who fails a test, a few words at a time.
    pub(super) fn lanes_of(&self, at: TestAt) -> &[Lanes] {
        self.of(at).as_chunks().0
    }

    /// How many times [`LANES`] words a test has.
    pub(super) fn n_lanes(&self) -> usize {
        self.n_words / LANES
    }

    /// How many fail a test.
    pub(super) fn n_failed(&self, at: TestAt) -> u32 {
        self.n_failed.get(at).copied().unwrap_or(0)
    }

    fn of_mut(&mut self, at: TestAt) -> &mut [u64] {
        let first = at * self.n_words;
        self.bits.get_mut(first..first + self.n_words).unwrap_or_default()
    }

    fn fail_all(&mut self, at: TestAt, n_developers: usize) {
        let mut left = n_developers;
        for word in self.of_mut(at) {
            *word = if left >= WORD { u64::MAX } else { (1 << left) - 1 };
            left = left.saturating_sub(WORD);
        }
    }

    fn fail(&mut self, at: TestAt, developer: usize) {
        if let Some(word) = self.of_mut(at).get_mut(developer / WORD) {
            *word |= 1 << (developer % WORD);
        }
    }

    fn pass(&mut self, at: TestAt, developer: usize) {
        if let Some(word) = self.of_mut(at).get_mut(developer / WORD) {
            *word &= !(1 << (developer % WORD));
        }
    }
}

// The level for must-haves is the third byte from the end of a word.
const _: () = assert!(MUST_BYTE == 5);
