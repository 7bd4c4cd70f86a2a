//! The ledger in plain words: what each operation does to a run of three steps, one after the other.

use sereno_db::chunk::N_ATTEMPTS_MAX;
use sereno_domain::run::{AttemptOutcome, ChunkState, RunState, StepState};

/// Losses after which a chunk is worked on alone.
const N_LOST_SUSPECT: i16 = 2;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chunk {
    pub(crate) step: usize,
    pub(crate) state: ChunkState,
    pub(crate) n_attempts: i16,
    pub(crate) n_lost: i16,
    /// The attempt that holds it.
    held_by: Option<usize>,
    /// The attempt whose receipt it has.
    done_by: Option<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub(crate) chunk: usize,
    pub(crate) outcome: AttemptOutcome,
    worker: usize,
    /// Which attempt of the chunk that counts.
    no: i16,
}

#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) run: RunState,
    pub(crate) steps: [StepState; 3],
    pub(crate) chunks: Vec<Chunk>,
    pub(crate) attempts: Vec<Attempt>,
    /// Workers that are gone; slots are filled again by new ones.
    gone: Vec<usize>,
    paused: [bool; 3],
}

impl Model {
    pub(crate) fn planned(n_chunks: [usize; 3]) -> Self {
        let of_step = |(step, n): (usize, usize)| {
            (0..n).map(move |_| Chunk {
                step,
                state: ChunkState::Waiting,
                n_attempts: 0,
                n_lost: 0,
                held_by: None,
                done_by: None,
            })
        };
        let mut model = Self {
            run: RunState::Running,
            steps: [StepState::Waiting; 3],
            chunks: n_chunks.into_iter().enumerate().flat_map(of_step).collect(),
            attempts: Vec::new(),
            gone: Vec::new(),
            paused: [false; 3],
        };
        model.advance();
        model
    }

    pub(crate) fn claim(&mut self, chunk: usize, worker: usize, alone: bool) -> bool {
        let at = self.attempts.len();
        let found = &mut self.chunks[chunk];
        if found.state != ChunkState::Ready
            || self.paused[found.step]
            || self.gone.contains(&worker)
            || (found.n_lost >= N_LOST_SUSPECT && !alone)
        {
            return false;
        }
        found.state = ChunkState::Leased;
        found.n_attempts += 1;
        found.held_by = Some(at);
        let no = found.n_attempts;
        self.attempts.push(Attempt { chunk, outcome: AttemptOutcome::Running, worker, no });
        true
    }

    pub(crate) fn finish(&mut self, attempt: usize) -> bool {
        let chunk = self.attempts[attempt].chunk;
        if self.chunks[chunk].held_by != Some(attempt) {
            return false;
        }
        self.let_go(chunk, ChunkState::Done, AttemptOutcome::Done);
        self.chunks[chunk].done_by = Some(attempt);
        self.advance();
        true
    }

    pub(crate) fn fail(&mut self, attempt: usize, retry: bool) {
        let Attempt { chunk, no, .. } = self.attempts[attempt];
        if self.chunks[chunk].done_by == Some(attempt) {
            return;
        }
        if self.chunks[chunk].held_by == Some(attempt) {
            if retry && no < N_ATTEMPTS_MAX {
                self.let_go(chunk, ChunkState::Ready, AttemptOutcome::Retry);
            } else {
                self.let_go(chunk, ChunkState::Quarantined, AttemptOutcome::GaveUp);
            }
        } else if matches!(
            self.attempts[attempt].outcome,
            AttemptOutcome::Running | AttemptOutcome::Lost | AttemptOutcome::Revoked
        ) {
            self.attempts[attempt].outcome = AttemptOutcome::Fenced;
        }
        self.advance();
    }

    pub(crate) fn leave(&mut self, worker: usize) {
        self.gone.push(worker);
    }

    pub(crate) fn sweep(&mut self) {
        for chunk in 0..self.chunks.len() {
            let Some(attempt) = self.chunks[chunk].held_by else { continue };
            if self.gone.contains(&self.attempts[attempt].worker) {
                let again = self.chunks[chunk].n_attempts < N_ATTEMPTS_MAX;
                let to = if again { ChunkState::Ready } else { ChunkState::Quarantined };
                self.chunks[chunk].n_lost += 1;
                self.let_go(chunk, to, AttemptOutcome::Lost);
            }
        }
    }

    pub(crate) fn hand_back(&mut self, worker: usize) {
        for chunk in 0..self.chunks.len() {
            let Some(attempt) = self.chunks[chunk].held_by else { continue };
            if self.attempts[attempt].worker == worker {
                self.chunks[chunk].n_attempts -= 1;
                self.let_go(chunk, ChunkState::Ready, AttemptOutcome::HandedBack);
            }
        }
    }

    pub(crate) fn cancel(&mut self) {
        if self.run != RunState::Running {
            return;
        }
        self.run = RunState::Cancelled;
        for step in &mut self.steps {
            if matches!(step, StepState::Waiting | StepState::Running) {
                *step = StepState::Cancelled;
            }
        }
        for chunk in 0..self.chunks.len() {
            if self.chunks[chunk].state != ChunkState::Done {
                self.let_go(chunk, ChunkState::Cancelled, AttemptOutcome::Revoked);
            }
        }
    }

    pub(crate) fn revoke(&mut self, chunk: usize, to: ChunkState) -> bool {
        if self.chunks[chunk].state != ChunkState::Leased {
            return false;
        }
        self.chunks[chunk].n_attempts -= 1;
        self.let_go(chunk, to, AttemptOutcome::Revoked);
        self.advance();
        true
    }

    pub(crate) fn quarantine(&mut self, chunk: usize) -> bool {
        let waits = matches!(self.chunks[chunk].state, ChunkState::Waiting | ChunkState::Ready);
        if waits {
            self.chunks[chunk].state = ChunkState::Quarantined;
            self.advance();
        }
        waits
    }

    pub(crate) fn retry(&mut self) -> usize {
        let meant: Vec<usize> = (0..self.chunks.len())
            .filter(|chunk| self.chunks[*chunk].state == ChunkState::Quarantined)
            .collect();
        for chunk in &meant {
            let found = &mut self.chunks[*chunk];
            (found.state, found.n_attempts, found.n_lost) = (ChunkState::Waiting, 0, 0);
        }
        for step in meant.iter().map(|chunk| self.chunks[*chunk].step).collect::<Vec<_>>() {
            self.steps[step] = StepState::Waiting;
            self.take_back(step + 1..3);
        }
        if !meant.is_empty() {
            self.run = RunState::Running;
            self.advance();
        }
        meant.len()
    }

    pub(crate) fn redo(&mut self, step: usize) {
        self.take_back(step..3);
        self.run = RunState::Running;
        self.advance();
    }

    pub(crate) fn pause(&mut self, step: usize, paused: bool) {
        self.paused[step] = paused;
    }

    fn take_back(&mut self, steps: std::ops::Range<usize>) {
        for chunk in 0..self.chunks.len() {
            if steps.contains(&self.chunks[chunk].step) {
                self.let_go(chunk, ChunkState::Waiting, AttemptOutcome::Revoked);
                let found = &mut self.chunks[chunk];
                (found.n_attempts, found.n_lost, found.done_by) = (0, 0, None);
            }
        }
        self.steps[steps].fill(StepState::Waiting);
    }

    fn let_go(&mut self, chunk: usize, to: ChunkState, outcome: AttemptOutcome) {
        self.chunks[chunk].state = to;
        if let Some(attempt) = self.chunks[chunk].held_by.take() {
            self.attempts[attempt].outcome = outcome;
        }
    }

    pub(crate) fn advance(&mut self) {
        if self.run != RunState::Running {
            return;
        }
        for step in 0..self.steps.len() {
            let before = step.checked_sub(1).map(|before| self.steps[before]);
            if self.steps[step] == StepState::Waiting {
                self.steps[step] = match before {
                    Some(StepState::Waiting | StepState::Running) => continue,
                    Some(StepState::Failed | StepState::Skipped) => StepState::Skipped,
                    _ => StepState::Running,
                };
                if self.steps[step] == StepState::Running {
                    for chunk in self.chunks.iter_mut().filter(|chunk| chunk.step == step) {
                        if chunk.state == ChunkState::Waiting {
                            chunk.state = ChunkState::Ready;
                        }
                    }
                }
            }
            let states = || self.chunks.iter().filter(|c| c.step == step).map(|c| c.state);
            if self.steps[step] == StepState::Running
                && states().all(|s| matches!(s, ChunkState::Done | ChunkState::Quarantined))
            {
                let n_done = states().filter(|state| *state == ChunkState::Done).count();
                self.steps[step] = match n_done {
                    n if n == states().count() => StepState::Done,
                    0 => StepState::Failed,
                    _ => StepState::Incomplete,
                };
            }
        }
        let any = |word: StepState| self.steps.contains(&word);
        if !any(StepState::Waiting) && !any(StepState::Running) {
            self.run = if any(StepState::Failed) || any(StepState::Skipped) {
                RunState::Failed
            } else if any(StepState::Incomplete) {
                RunState::Incomplete
            } else {
                RunState::Done
            };
        }
    }
}
