//! Tonight, the runs, and one of them.

use jiff::SignedDuration;
use jiff::civil::date;
use sereno_domain::board::{
    AttemptLine, ChunkLine, DigestTotals, Need, NightMark, RunBoard, RunLine, RunsBoard, StepLine,
    Target, TonightBoard, Urgency,
};
use sereno_domain::id::{AttemptId, ChunkId, FailureId, RoleId, RunId, StepId};
use sereno_domain::job::{JobKind, Pipeline};
use sereno_domain::run::{AttemptOutcome, ChunkState, RunState, Scope, StepState};

use super::Picture;
use crate::event::Board;
use crate::screen::Screen;
use crate::testing::NOW;

fn run(id: i64, state: RunState) -> RunLine {
    let ended_at = (state != RunState::Running).then(|| NOW - SignedDuration::from_mins(2));
    RunLine {
        run_id: RunId(id),
        pipeline: Pipeline::Nightly,
        business_date: date(1970, 1, 1),
        revision: 2,
        state,
        scope: Scope::All,
        reason: "the rate card of client 41".into(),
        started_at: NOW - SignedDuration::from_mins(90),
        ended_at,
        n_chunks: 1_204,
        n_done: 861,
        n_quarantined: 7,
        n_attempts: 1_310,
        n_pairs: 12_340_000,
        n_matches_written: 41_265,
    }
}

fn step(id: i64, kind: JobKind, state: StepState) -> StepLine {
    let started = !matches!(state, StepState::Waiting | StepState::Skipped);
    StepLine {
        step_id: StepId(id),
        kind,
        state,
        started_at: started.then(|| NOW - SignedDuration::from_mins(80)),
        ended_at: (state == StepState::Done).then(|| NOW - SignedDuration::from_mins(40)),
        n_chunks: 640,
        n_done: 310,
        n_leased: 8,
        n_quarantined: if state == StepState::Running { 7 } else { 0 },
        median_seconds: Some(6_000),
        slow_seconds: Some(9_000),
    }
}

fn steps() -> Vec<StepLine> {
    vec![
        step(1, JobKind::Score, StepState::Done),
        step(2, JobKind::Rescore, StepState::Running),
        step(3, JobKind::Compliance, StepState::Waiting),
        step(4, JobKind::Health, StepState::Skipped),
    ]
}

fn attempt((no, outcome): (u32, AttemptOutcome)) -> AttemptLine {
    let failed = !matches!(outcome, AttemptOutcome::Done | AttemptOutcome::Running);
    AttemptLine {
        attempt_id: AttemptId(no.into()),
        chunk_id: ChunkId(1),
        kind: JobKind::Rescore,
        chunk_no: 11,
        no,
        outcome,
        worker: "host-3-120-01H".into(),
        host: "host-3".into(),
        pid: 120,
        started_at: NOW - SignedDuration::from_mins(9),
        ended_at: failed.then(|| NOW - SignedDuration::from_mins(8)),
        error_class: failed.then(|| "timeout".into()),
        error: failed.then(|| "the fx source did not answer in 30 s: client 41".into()),
    }
}

fn attempts() -> Vec<AttemptLine> {
    (1..).zip(AttemptOutcome::ALL.iter().copied()).map(attempt).collect()
}

fn chunk((id, state): (i64, ChunkState)) -> ChunkLine {
    let failed = matches!(state, ChunkState::Quarantined | ChunkState::Ready | ChunkState::Done);
    ChunkLine {
        chunk_id: ChunkId(id),
        kind: JobKind::Rescore,
        no: u32::try_from(id).unwrap(),
        state,
        n_attempts: 3,
        ready_at: (state == ChunkState::Ready).then(|| NOW + SignedDuration::from_secs(90)),
        worker: (state == ChunkState::Leased).then(|| "host-3-120-01H".into()),
        error: failed.then(|| "the fx source did not answer in 30 s: client 41".into()),
        failure_id: failed.then_some(FailureId(2)),
        n_matches_written: (state == ChunkState::Done).then_some(1_204),
    }
}

fn digest() -> DigestTotals {
    DigestTotals {
        n_roles: 412,
        n_developers: 30_120,
        n_roles_changed: 1_204,
        n_roles_new_best: 12,
        n_roles_empty: 3,
        n_entered: 88,
        n_left: 80,
        n_rescored: 0,
    }
}

fn need(urgency: Urgency, subject: &str, target: Target) -> Need {
    Need {
        urgency,
        subject: subject.into(),
        detail: "no space left on device".into(),
        measure: "6 jobs".into(),
        target,
    }
}

fn tonight(state: RunState) -> TonightBoard {
    let night = |ago: i8, state| NightMark {
        business_date: date(1969, 12, 20 + ago),
        state,
        seconds: Some(4_000 + 60 * u64::try_from(ago).unwrap()),
    };
    TonightBoard {
        at: NOW,
        run: Some(run(3, state)),
        steps: steps(),
        n_ready: 312,
        n_leased: 8,
        n_workers: u64::from(state == RunState::Running),
        n_slots: 16,
        needs: vec![
            need(Urgency::Broken, "rescore ×6", Target::Failure(RunId(3), FailureId(2))),
            need(Urgency::Warning, "Staff Rust", Target::Role(RoleId(7))),
        ],
        live: attempts(),
        nights: (0..)
            .zip(RunState::ALL.iter().copied())
            .map(|(ago, state)| night(ago, state))
            .collect(),
        digest: Some(digest()),
    }
}

/// The screens of a night.
pub(super) fn pictures() -> Vec<Picture> {
    let calm = TonightBoard { needs: vec![], ..tonight(RunState::Done) };
    let never = TonightBoard { run: None, ..calm.clone() };
    let runs = (1..).zip(RunState::ALL.iter().copied()).map(|(id, state)| run(id, state)).collect();
    let one = |state| RunBoard {
        at: NOW,
        run: run(3, state),
        steps: steps(),
        chunks: (1..).zip(ChunkState::ALL.iter().rev().copied()).map(chunk).collect(),
        attempts: attempts(),
        digest: Some(digest()),
    };
    let mut of_quarantine = one(RunState::Running);
    of_quarantine.chunks.sort_by_key(|chunk| chunk.state != ChunkState::Quarantined);
    of_quarantine
        .attempts
        .iter_mut()
        .for_each(|one| one.chunk_id = of_quarantine.chunks[0].chunk_id);
    let at = Screen::Run(RunId(3));
    let of = |board| Board::Tonight(board);
    vec![
        Picture::new("tonight", Screen::Tonight, of(tonight(RunState::Running))),
        Picture::new("tonight_over", Screen::Tonight, of(tonight(RunState::Incomplete))),
        Picture::new("tonight_calm", Screen::Tonight, of(calm)),
        Picture::new("tonight_never", Screen::Tonight, of(never)),
        Picture::new("runs", Screen::Runs, Board::Runs(RunsBoard { at: NOW, runs })),
        Picture::new("run", at, Board::Run(of_quarantine)),
        Picture::new("run_over", at, Board::Run(one(RunState::Failed))),
    ]
}
