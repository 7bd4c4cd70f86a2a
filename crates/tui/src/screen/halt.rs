//! What can be done to work under way, in words.

use sereno_domain::board::{ChunkLine, RunBoard};
use sereno_domain::id::ChunkId;
use sereno_domain::job::JobKind;
use sereno_domain::run::{ChunkState, RunState};

use crate::act::{Act, Choice, LedgerAct};
use crate::language::{say, say_with};

/// What can be done to a run and the chunk under the cursor, beside sending it round again.
pub(super) fn of_run(board: &RunBoard, chunk: Option<&ChunkLine>) -> Vec<Choice> {
    let run = board.run.run_id;
    let mut choices: Vec<Choice> = chunk.into_iter().flat_map(of_chunk).collect();
    match board.run.state {
        RunState::Running => {
            choices.extend(
                board
                    .steps
                    .iter()
                    .filter(|step| step.ended_at.is_none())
                    .map(|step| hold(step.kind)),
            );
            choices.push(Choice::new(
                Act::Ledger(LedgerAct::Cancel(run)),
                say_with("cancel run {}", &[&run]),
                say("What is done stays; the rest is not done, and what workers have in hand is refused."),
            ));
        }
        RunState::Done | RunState::Incomplete | RunState::Failed => {
            choices.extend(board.steps.iter().map(|step| {
                Choice::new(
                    Act::Ledger(LedgerAct::Redo(run, step.kind)),
                    say_with("do {} and what comes after it anew", &[&step.kind]),
                    say("Every chunk of these steps is done again, from the run's own inputs."),
                )
            }));
        }
        RunState::Cancelled | RunState::Superseded => {}
    }
    choices
}

/// What can be done to a chunk that is not done.
pub(super) fn of_chunk(chunk: &ChunkLine) -> Vec<Choice> {
    match chunk.state {
        ChunkState::Leased => held(chunk.chunk_id, chunk.kind, chunk.no),
        ChunkState::Waiting | ChunkState::Ready => {
            vec![quarantine(chunk.chunk_id, chunk.kind, chunk.no)]
        }
        ChunkState::Done | ChunkState::Quarantined | ChunkState::Cancelled => Vec::new(),
    }
}

/// What can be done to a chunk that a worker holds.
pub(super) fn held(chunk: ChunkId, kind: JobKind, no: u32) -> Vec<Choice> {
    let release = Choice::new(
        Act::Ledger(LedgerAct::Release(chunk)),
        say_with("take {} {} away from its worker", &[&kind, &(no + 1)]),
        say(
            "It is handed out again; what its worker still writes is refused. The try does not count.",
        ),
    );
    vec![release, quarantine(chunk, kind, no)]
}

fn quarantine(chunk: ChunkId, kind: JobKind, no: u32) -> Choice {
    Choice::new(
        Act::Ledger(LedgerAct::Quarantine(chunk)),
        say_with("put {} {} into quarantine", &[&kind, &(no + 1)]),
        say("The night goes on without it, until it is sent round again."),
    )
}

/// Hands out no more chunks of a kind.
pub(super) fn hold(kind: JobKind) -> Choice {
    Choice::new(
        Act::Ledger(LedgerAct::Hold(kind)),
        say_with("hold {}", &[&kind]),
        say("No more chunks of it are handed out, in any run; those at work go on."),
    )
}

/// Hands out chunks of a kind again.
pub(super) fn resume(kind: JobKind) -> Choice {
    Choice::new(
        Act::Ledger(LedgerAct::Resume(kind)),
        say_with("let {} go on", &[&kind]),
        say("Its chunks are handed out again."),
    )
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;
    use sereno_domain::board::{RunLine, StepLine};
    use sereno_domain::clean_text::CleanText;
    use sereno_domain::id::{RunId, StepId};
    use sereno_domain::job::Pipeline;
    use sereno_domain::run::{Scope, StepState};

    use super::*;

    fn board(state: RunState) -> RunBoard {
        let ended_at = (state != RunState::Running).then_some(Timestamp::UNIX_EPOCH);
        RunBoard {
            at: Timestamp::UNIX_EPOCH,
            run: RunLine {
                run_id: RunId(3),
                pipeline: Pipeline::Nightly,
                business_date: date(2026, 11, 23),
                revision: 1,
                state,
                scope: Scope::All,
                reason: CleanText::new(""),
                started_at: Timestamp::UNIX_EPOCH,
                ended_at,
                n_chunks: 1,
                n_done: 0,
                n_quarantined: 0,
                n_attempts: 0,
                n_pairs: 0,
                n_matches_written: 0,
            },
            steps: vec![StepLine {
                step_id: StepId(1),
                kind: JobKind::Rescore,
                state: StepState::Running,
                started_at: None,
                ended_at,
                n_chunks: 1,
                n_done: 0,
                n_leased: 0,
                n_quarantined: 0,
                median_seconds: None,
                slow_seconds: None,
            }],
            chunks: Vec::new(),
            attempts: Vec::new(),
            digest: None,
        }
    }

    fn chunk(state: ChunkState) -> ChunkLine {
        ChunkLine {
            chunk_id: ChunkId(9),
            kind: JobKind::Rescore,
            no: 1,
            state,
            n_attempts: 1,
            ready_at: None,
            worker: None,
            error: None,
            failure_id: None,
            n_matches_written: None,
        }
    }

    fn lines(run: RunState, state: ChunkState) -> Vec<String> {
        let choices = of_run(&board(run), Some(&chunk(state)));
        choices.iter().map(|choice| choice.act.shell("")).collect()
    }

    #[test]
    fn what_is_under_way_can_be_held_taken_away_and_cancelled() {
        let all = lines(RunState::Running, ChunkState::Leased);
        let commands: Vec<&str> =
            all.iter().filter_map(|line| line.strip_suffix(" --reason why")).collect();
        assert_eq!(
            commands,
            [
                "sereno chunk release 9",
                "sereno chunk quarantine 9",
                "sereno queue pause rescore",
                "sereno cancel 3",
            ]
        );
    }

    #[test]
    fn what_has_ended_can_be_done_anew_and_what_was_cancelled_cannot() {
        let redo = "sereno retry 3 --from rescore --reason why";
        assert_eq!(lines(RunState::Done, ChunkState::Done), [redo]);
        assert!(lines(RunState::Cancelled, ChunkState::Cancelled).is_empty());
    }
}
