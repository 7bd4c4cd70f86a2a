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

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use self::best::Best;
use self::bitmaps::{Bitmaps, TestTable};
use self::packed::{Packed, Packer, Record, UNKNOWN};
use self::plan::Plan;
use super::frozen::Frozen;
use super::{
    Component, Filter, Match, N_COMPONENTS, N_FILTERS, RoleResult, WEIGHT_TOTAL, component,
};
use crate::id::RoleId;

/// Developers of a block: a kilobyte for each test, and a megabyte or two of records.
const BLOCK_DEVELOPERS: usize = 8_192;

/// Roles a task takes over all blocks.
const TASK_ROLES: usize = 64;

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
    n_asked_skills: usize,
}

/// A run of developers.
#[derive(Debug)]
struct Block {
    /// Place of the first one among all developers.
    first: usize,
    n_developers: usize,
    bitmaps: Bitmaps,
    records: Vec<Record>,
    /// What each developer shows of the skills asked for, one word a skill.
    shown: Vec<u64>,
}

/// What a role has come to so far.
struct Tally {
    n_qualified: u32,
    n_blocked: [u32; N_FILTERS],
    n_blocked_alone: [u32; N_FILTERS],
    best: Best,
}

/// Space a task works in, kept from block to block.
struct Scratch {
    /// Who fails the must-haves.
    skills: Vec<u64>,
    /// Who fails anything.
    failed: Vec<u64>,
    /// Who fails two filters or more, later who fails exactly one.
    twice: Vec<u64>,
    /// For each skill asked for by anyone, the share and level this role gives it.
    asked: Vec<u32>,
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
        let size = developers_per_block.max(1);
        let blocks = frozen.developers.par_chunks(size).enumerate().map(|(at, developers)| {
            let block = packer.pack(developers);
            let bitmaps = table.bitmaps(&block, developers);
            let Packed { records, shown, .. } = block;
            Block { first: at * size, n_developers: records.len(), bitmaps, records, shown }
        });
        let blocks = blocks.collect();
        let model = &frozen.head.model;
        let days = 0..=i32::from(model.availability_fade_days);
        let availability = days.map(|late| component::availability(model, late)).collect();
        let n_asked_skills = packer.n_asked_skills();
        Self { frozen, plans, blocks, availability, n_asked_skills }
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
        plans.par_chunks(TASK_ROLES).flat_map_iter(|plans| self.score_plans(plans)).collect()
    }

    /// Scores one role; none when it is not among the inputs.
    pub fn score_role(&self, role_id: RoleId) -> Option<RoleResult> {
        let at = self.frozen.head.roles.binary_search_by_key(&role_id, |role| role.role_id).ok()?;
        self.score_roles(at..at + 1).pop()
    }

    fn score_plans(&self, plans: &[Plan]) -> Vec<RoleResult> {
        let n_words = self.blocks.first().map_or(0, |block| block.n_developers.div_ceil(WORD));
        let mut scratch = Scratch {
            skills: vec![0; n_words],
            failed: vec![0; n_words],
            twice: vec![0; n_words],
            asked: vec![0; self.n_asked_skills],
        };
        let empty = || Tally {
            n_qualified: 0,
            n_blocked: [0; N_FILTERS],
            n_blocked_alone: [0; N_FILTERS],
            best: Best::default(),
        };
        let mut tallies: Vec<Tally> = plans.iter().map(|_| empty()).collect();
        for block in &self.blocks {
            for (plan, tally) in plans.iter().zip(&mut tallies) {
                block.filter(plan, tally, &mut scratch);
                self.score_survivors(block, plan, tally, &mut scratch);
            }
        }
        plans.iter().zip(tallies).map(|(plan, tally)| self.result(plan, tally)).collect()
    }

    fn score_survivors(
        &self,
        block: &Block,
        plan: &Plan,
        tally: &mut Tally,
        scratch: &mut Scratch,
    ) {
        plan.write_asked(&mut scratch.asked);
        let mut left = block.n_developers;
        for (failed, word) in scratch.failed.iter().zip(0_usize..) {
            if left == 0 {
                break;
            }
            let present = if left >= WORD { u64::MAX } else { (1 << left) - 1 };
            left = left.saturating_sub(WORD);
            let mut survivors = !failed & present;
            tally.n_qualified += survivors.count_ones();
            while survivors != 0 {
                let bit = usize::try_from(survivors.trailing_zeros()).unwrap_or(0);
                survivors &= survivors - 1;
                let at = word * WORD + bit;
                if let Some(record) = block.records.get(at) {
                    let worth = self.worth(block, plan, record, &scratch.asked);
                    tally.best.offer(score(&plan.weights, worth), block.first + at);
                }
            }
        }
        plan.clear_asked(&mut scratch.asked);
    }

    /// Values in the order of [`Component::ALL`], each with [`UNKNOWN`] when it is the prior.
    fn worth(
        &self,
        block: &Block,
        plan: &Plan,
        record: &Record,
        asked: &[u32],
    ) -> [u8; N_COMPONENTS] {
        let model = &self.frozen.head.model;
        [
            plan.tech_stack(block.shown_by(record), asked),
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
        let mut asked = vec![0; self.n_asked_skills];
        plan.write_asked(&mut asked);
        let places = tally.best.into_places();
        RoleResult {
            role_id: plan.role_id,
            n_qualified: tally.n_qualified,
            n_blocked: tally.n_blocked,
            n_blocked_alone: tally.n_blocked_alone,
            shortlist: places.filter_map(|at| self.found(plan, at, &asked)).collect(),
        }
    }

    /// The shortlist's entry of the developer at a place.
    fn found(&self, plan: &Plan, at: usize, asked: &[u32]) -> Option<Match> {
        let size = self.blocks.first()?.n_developers;
        let block = self.blocks.get(at / size)?;
        let record = block.records.get(at % size)?;
        let worth = self.worth(block, plan, record, asked);
        let known = plan.weights.iter().zip(worth).filter(|(_, worth)| worth & UNKNOWN == 0);
        let known: u32 = known.map(|(weight, _)| *weight).sum();
        Some(Match {
            developer_id: self.frozen.developers.get(at)?.developer_id,
            score: score(&plan.weights, worth),
            values: worth.map(|worth| worth & !UNKNOWN),
            confidence: u8::try_from(known * 100 / WEIGHT_TOTAL).unwrap_or(100),
        })
    }
}

impl Block {
    fn shown_by(&self, record: &Record) -> &[u64] {
        self.shown.get(record.shown()).unwrap_or_default()
    }

    /// Lays the bitmaps of a role over each other: counts who fails what, leaves in
    /// `scratch.failed` who fails anything.
    fn filter(&self, plan: &Plan, tally: &mut Tally, scratch: &mut Scratch) {
        let n_words = self.n_developers.div_ceil(WORD);
        let Scratch { skills, failed, twice, .. } = scratch;
        for words in [&mut *skills, &mut *failed, &mut *twice] {
            words.truncate(n_words);
            words.fill(0);
        }
        for must in &plan.musts {
            let bits = self.bitmaps.of(*must);
            skills.iter_mut().zip(bits).for_each(|(skills, bits)| *skills |= bits);
        }
        failed.copy_from_slice(skills);
        for test in plan.tests {
            if self.bitmaps.n_failed(test) > 0 {
                let bits = self.bitmaps.of(test);
                for ((failed, twice), bits) in failed.iter_mut().zip(&mut *twice).zip(bits) {
                    *twice |= *failed & bits;
                    *failed |= bits;
                }
            }
        }
        let [skills_blocked, others_blocked @ ..] = &mut tally.n_blocked;
        let [skills_alone, others_alone @ ..] = &mut tally.n_blocked_alone;
        for (twice, failed) in twice.iter_mut().zip(&*failed) {
            *twice = failed & !*twice;
        }
        *skills_blocked += skills.iter().map(|bits| bits.count_ones()).sum::<u32>();
        *skills_alone += n_common(skills, twice);
        for ((blocked, alone), test) in others_blocked.iter_mut().zip(others_alone).zip(plan.tests)
        {
            let n_failed = self.bitmaps.n_failed(test);
            *blocked += n_failed;
            if n_failed > 0 {
                *alone += n_common(self.bitmaps.of(test), twice);
            }
        }
    }
}

fn score(weights: &[u32; N_COMPONENTS], worth: [u8; N_COMPONENTS]) -> u32 {
    let points = weights.iter().zip(worth);
    points.map(|(weight, worth)| weight * u32::from(worth & !UNKNOWN)).sum()
}

fn n_common(a: &[u64], b: &[u64]) -> u32 {
    a.iter().zip(b).map(|(a, b)| (a & b).count_ones()).sum()
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
