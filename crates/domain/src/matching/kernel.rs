//! The fast scorer: the same results as [`super::reference`], bit by bit.
//!
//! Every demand becomes a test over all developers, one bit each, built once and shared by the
//! roles that make it ([`bitmaps`]). A role is then a handful of bitmaps laid over each other, and
//! only the few developers left are scored, from records packed for it ([`packed`]). Developers go
//! by in blocks that stay in the cache while all roles of a task pass over them. The bits are of
//! those who fail, so that the end of the last block needs no mask.
//!
//! Sums and orders are of whole numbers and total, so the number of threads, the size of a block
//! and the cut of the roles change nothing.

mod best;
mod bitmaps;
mod packed;
mod plan;
mod sieve;

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use self::best::Best;
use self::bitmaps::{Bitmaps, TestTable};
use self::packed::{Packed, Packer, Record, UNKNOWN};
use self::plan::Plan;
use self::sieve::{Sieve, Stopped};
use super::frozen::Frozen;
use super::{Component, Filter, Match, N_COMPONENTS, RoleResult, WEIGHT_TOTAL, component};
use crate::id::RoleId;

/// Developers of a block: a kilobyte for each test, and a megabyte or two of records.
const BLOCK_DEVELOPERS: usize = 8_192;

/// Most developers of a block: places are told in sixteen bits.
const BLOCK_DEVELOPERS_MAX: usize = 1 << 16;

/// Roles a task takes over all blocks, at least: each task walks through all developers once.
const TASK_ROLES_MIN: usize = 64;

/// Tasks for each thread: two, so that one that is late is waited for half as long.
const THREAD_TASKS: usize = 2;

/// The most a component is worth.
const VALUE_MAX: u32 = 100;

/// Developers of one word of a bitmap.
const WORD: usize = 64;

/// The frozen inputs, made ready to score any role of them.
#[derive(Debug)]
pub struct Kernel {
    frozen: Arc<Frozen>,
    plans: Vec<Plan>,
    blocks: Vec<Block>,
    /// Worth of availability for each day late; nothing beyond the end.
    availability: Vec<u8>,
}

/// A run of developers.
#[derive(Debug)]
struct Block {
    /// Place of the first one among all developers.
    first: usize,
    n_developers: usize,
    bitmaps: Bitmaps,
    records: Vec<Record>,
    /// What each developer is worth to each skill at a level that is asked for, column by column.
    columns: Vec<u8>,
}

/// Developers of a block that nothing stops; space kept from role to role.
#[derive(Default)]
struct Survivors {
    /// Their places in the block.
    places: Vec<u16>,
    /// What their skills come to, in shares times values.
    stacks: Vec<u32>,
}

impl Survivors {
    /// Those among the first developers who fail nothing, from a bit for each.
    #[inline]
    fn find(&mut self, failed: &[u64], n_developers: usize) {
        self.places.clear();
        let mut left = n_developers;
        for (failed, word) in failed.iter().zip(0_u16..) {
            let present = if left >= WORD { u64::MAX } else { (1 << left) - 1 };
            left = left.saturating_sub(WORD);
            let mut survivors = !failed & present;
            while survivors != 0 {
                let bit = u16::try_from(survivors.trailing_zeros()).unwrap_or(0);
                survivors &= survivors - 1;
                self.places.push(word * 64 + bit);
            }
        }
    }

    /// Reads what their skills are worth to a role, one skill after the other.
    #[inline]
    fn read_stacks(&mut self, block: &Block, plan: &Plan) {
        self.stacks.clear();
        self.stacks.resize(self.places.len(), 0);
        for (column, share) in block.columns_of(plan) {
            for (stack, at) in self.stacks.iter_mut().zip(&self.places) {
                let worth = column.get(usize::from(*at)).copied().unwrap_or(0);
                *stack = stack.wrapping_add(share.wrapping_mul(worth.into()));
            }
        }
    }
}

/// What a role has come to so far.
#[derive(Default)]
struct Tally {
    n_qualified: u32,
    stopped: Stopped,
    best: Best,
}

impl Kernel {
    /// Makes the inputs ready.
    pub fn new(frozen: Arc<Frozen>) -> Self {
        Self::with_blocks(frozen, BLOCK_DEVELOPERS)
    }

    /// The same with blocks of another size, which changes the time and nothing else.
    pub fn with_blocks(frozen: Arc<Frozen>, developers_per_block: usize) -> Self {
        let packer = Packer::new(&frozen);
        let mut table = TestTable::default();
        let plans: Vec<Plan> =
            frozen.head.roles.iter().map(|role| Plan::new(role, &packer, &mut table)).collect();
        let size = developers_per_block.clamp(1, BLOCK_DEVELOPERS_MAX);
        let blocks = frozen.developers.par_chunks(size).enumerate().map(|(at, developers)| {
            let block = packer.pack(developers);
            let bitmaps = table.bitmaps(&block, developers);
            let columns = packer.columns(&block);
            let Packed { records, .. } = block;
            Block { first: at * size, n_developers: records.len(), bitmaps, records, columns }
        });
        let blocks = blocks.collect();
        let model = &frozen.head.model;
        let days = 0..=i32::from(model.availability_fade_days);
        let availability = days.map(|late| component::availability(model, late)).collect();
        Self { frozen, plans, blocks, availability }
    }

    /// The inputs.
    pub fn frozen(&self) -> &Arc<Frozen> {
        &self.frozen
    }

    /// Number of open roles; they are counted by id.
    pub fn n_roles(&self) -> usize {
        self.plans.len()
    }

    /// Number of developers scored.
    pub fn n_developers(&self) -> usize {
        self.frozen.developers.len()
    }

    /// Scores roles by their place in the order of ids, on the current rayon pool. What lies
    /// beyond the last role is left out.
    pub fn score_roles(&self, roles: Range<usize>) -> Vec<RoleResult> {
        let end = roles.end.min(self.plans.len());
        let plans = self.plans.get(roles.start.min(end)..end).unwrap_or_default();
        let n_tasks = rayon::current_num_threads() * THREAD_TASKS;
        let n_roles = plans.len().div_ceil(n_tasks.max(1)).max(TASK_ROLES_MIN);
        plans.par_chunks(n_roles).flat_map_iter(|plans| self.score_plans(plans)).collect()
    }

    /// Scores one role; none when it is not among the inputs.
    pub fn score_role(&self, role_id: RoleId) -> Option<RoleResult> {
        let at = self.frozen.head.roles.binary_search_by_key(&role_id, |role| role.role_id).ok()?;
        self.score_roles(at..at + 1).pop()
    }

    #[inline]
    fn score_plans(&self, plans: &[Plan]) -> Vec<RoleResult> {
        let mut sieve = Sieve::new(self.blocks.first().map(|block| &block.bitmaps));
        let mut survivors = Survivors::default();
        let mut tallies: Vec<Tally> = plans.iter().map(|_| Tally::default()).collect();
        for block in &self.blocks {
            for (plan, tally) in plans.iter().zip(&mut tallies) {
                sieve.lay(&block.bitmaps, plan, &mut tally.stopped);
                survivors.find(sieve.failed(), block.n_developers);
                self.score_survivors(block, plan, tally, &mut survivors);
            }
        }
        plans.iter().zip(tallies).map(|(plan, tally)| self.result(plan, tally)).collect()
    }

    /// Scores the developers of a block that nothing stops. They are far apart, so each step is made
    /// for all of them before the next: many reads are then under way at once.
    #[inline]
    fn score_survivors(
        &self,
        block: &Block,
        plan: &Plan,
        tally: &mut Tally,
        survivors: &mut Survivors,
    ) {
        tally.n_qualified += u32::try_from(survivors.places.len()).unwrap_or(u32::MAX);
        survivors.read_stacks(block, plan);
        for (at, stack) in survivors.places.iter().zip(&survivors.stacks) {
            let at = usize::from(*at);
            let tech_stack = plan.tech_stack(*stack);
            if let Some(record) = block.records.get(at)
                && let Some(score) = self.score_if_best(plan, record, tech_stack, &tally.best)
            {
                tally.best.offer(score, block.first + at);
            }
        }
    }

    /// The score of a developer, unless even the most that is still unread could not bring them
    /// among the best. What is read off the record and the columns comes first, then what must be
    /// worked out, by weight.
    #[inline]
    fn score_if_best(&self, plan: &Plan, record: &Record, stack: u8, best: &Best) -> Option<u32> {
        let [
            tech_stack,
            architecture,
            scalability,
            vetting,
            team,
            industry,
            rate,
            seniority,
            outcomes,
            overlap,
            availability,
        ] = plan.weights;
        let known = dot([
            (tech_stack, stack),
            (vetting, record.vetting),
            (industry, plan.industry(record)),
            (seniority, plan.seniority(record)),
            (outcomes, record.outcomes),
            (overlap, plan.overlap(record)),
            (availability, plan.availability(&self.availability, record)),
        ]);
        let unread = VALUE_MAX * (architecture + scalability + team + rate);
        if !best.may_hold(known + unread) {
            return None;
        }
        let known = known + dot([(architecture, plan.architecture(record))]);
        let unread = VALUE_MAX * (scalability + team + rate);
        if !best.may_hold(known + unread) {
            return None;
        }
        let model = &self.frozen.head.model;
        Some(
            known
                + dot([
                    (scalability, plan.scalability(record)),
                    (team, plan.team(model, record)),
                    (rate, plan.rate(model, record)),
                ]),
        )
    }

    /// Values in the order of [`Component::ALL`], each with [`UNKNOWN`] when it is the prior; that
    /// of the stack is given.
    fn worth(&self, plan: &Plan, record: &Record, tech_stack: u8) -> [u8; N_COMPONENTS] {
        let model = &self.frozen.head.model;
        [
            tech_stack,
            plan.architecture(record),
            plan.scalability(record),
            record.vetting,
            plan.team(model, record),
            plan.industry(record),
            plan.rate(model, record),
            plan.seniority(record),
            record.outcomes,
            plan.overlap(record),
            plan.availability(&self.availability, record),
        ]
    }

    fn result(&self, plan: &Plan, tally: Tally) -> RoleResult {
        let places = tally.best.into_places();
        RoleResult {
            role_id: plan.role_id,
            n_qualified: tally.n_qualified,
            n_blocked: tally.stopped.n,
            n_blocked_alone: tally.stopped.n_alone,
            shortlist: places.filter_map(|at| self.found(plan, at)).collect(),
        }
    }

    /// The shortlist's entry of the developer at a place.
    fn found(&self, plan: &Plan, at: usize) -> Option<Match> {
        let size = self.blocks.first()?.n_developers;
        let block = self.blocks.get(at / size)?;
        let record = block.records.get(at % size)?;
        let mut alone =
            Survivors { places: vec![u16::try_from(at % size).ok()?], ..Survivors::default() };
        alone.read_stacks(block, plan);
        let tech_stack = plan.tech_stack(*alone.stacks.first()?);
        let worth = self.worth(plan, record, tech_stack);
        let known = plan.weights.iter().zip(worth).filter(|(_, worth)| worth & UNKNOWN == 0);
        let known: u32 = known.map(|(weight, _)| *weight).sum();
        Some(Match {
            developer_id: self.frozen.developers.get(at)?.developer_id,
            score: dot(plan.weights.into_iter().zip(worth)),
            values: worth.map(|worth| worth & !UNKNOWN),
            confidence: u8::try_from(known * 100 / WEIGHT_TOTAL).unwrap_or(100),
        })
    }
}

impl Block {
    /// The columns of the skills a role asks for, each with its share.
    #[inline]
    fn columns_of(&self, plan: &Plan) -> impl Iterator<Item = (&[u8], u32)> {
        plan.asked.iter().map(|(column, share)| {
            let from = column.saturating_mul(self.n_developers);
            let until = from.saturating_add(self.n_developers);
            (self.columns.get(from..until).unwrap_or_default(), *share)
        })
    }
}

/// Weights or shares times worths, prior or not, added up. They come to [`WEIGHT_TOTAL`] and values
/// are at most 100: no sum comes near the end of the numbers, and not checking each leaves them to the
/// vector units.
#[inline]
fn dot(parts: impl IntoIterator<Item = (u32, u8)>) -> u32 {
    parts.into_iter().fold(0, |sum: u32, (share, worth)| {
        sum.wrapping_add(share.wrapping_mul((worth & !UNKNOWN).into()))
    })
}

// The kernel counts the must-haves first and writes worths in this order.
const _: () = assert!(matches!(Filter::ALL, [Filter::Skills, ..]));
const _: () = assert!(matches!(
    Component::ALL,
    [
        Component::TechStack,
        Component::Architecture,
        Component::Scalability,
        Component::Vetting,
        Component::Team,
        Component::Industry,
        Component::Rate,
        Component::Seniority,
        Component::Outcomes,
        Component::Overlap,
        Component::Availability,
    ]
));
