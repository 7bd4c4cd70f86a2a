//! The ledger's words as a person reads them: a glyph, a colour by meaning, and a few words.
//! The glyph and the words alone tell every state apart; colour only helps.

use sereno_domain::board::Urgency;
use sereno_domain::board::payroll::ControlState;
use sereno_domain::developer::DeveloperStatus;
use sereno_domain::finding::Severity;
use sereno_domain::payroll::PayrollState;
use sereno_domain::payroll::anomaly::AnomalySeverity;
use sereno_domain::payroll::item::ItemState;
use sereno_domain::placement_health::Band;
use sereno_domain::run::{AttemptOutcome, ChunkState, RunState, StepState};

use crate::language::say;
use crate::theme::Tone;

/// How one state looks and reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    /// One cell wide.
    pub glyph: &'static str,
    /// Colour by meaning.
    pub tone: Tone,
    words: &'static str,
}

impl Word {
    /// What it means, in words that need no glossary.
    pub(crate) fn words(self) -> &'static str {
        say(self.words)
    }
}

/// A word of a screen of its own.
pub(crate) const fn word(glyph: &'static str, tone: Tone, words: &'static str) -> Word {
    Word { glyph, tone, words }
}

/// A run.
pub(crate) const fn run(state: RunState) -> Word {
    match state {
        RunState::Running => word("●", Tone::Run, "running"),
        RunState::Done => word("✓", Tone::Ok, "done"),
        RunState::Incomplete => word("▲", Tone::Warn, "incomplete"),
        RunState::Failed => word("✗", Tone::Fail, "failed"),
        RunState::Cancelled => word("✗", Tone::Warn, "cancelled"),
        RunState::Superseded => word("↻", Tone::Wait, "replaced"),
    }
}

/// True when someone should look at such a run.
pub(crate) const fn run_is_trouble(state: RunState) -> bool {
    match state {
        RunState::Incomplete | RunState::Failed => true,
        RunState::Running | RunState::Done | RunState::Cancelled | RunState::Superseded => false,
    }
}

/// A step of a run.
pub(crate) const fn step(state: StepState) -> Word {
    match state {
        StepState::Waiting => word("◌", Tone::Wait, "waiting"),
        StepState::Running => word("●", Tone::Run, "running"),
        StepState::Done => word("✓", Tone::Ok, "done"),
        StepState::Incomplete => word("▲", Tone::Warn, "incomplete"),
        StepState::Failed => word("✗", Tone::Fail, "failed"),
        StepState::Skipped => word("◌", Tone::Wait, "skipped"),
        StepState::Cancelled => word("✗", Tone::Warn, "cancelled"),
    }
}

/// A chunk of a step.
pub(crate) const fn chunk(state: ChunkState) -> Word {
    match state {
        ChunkState::Waiting => word("◌", Tone::Wait, "waiting"),
        ChunkState::Ready => word("◌", Tone::Wait, "ready"),
        ChunkState::Leased => word("●", Tone::Run, "at work"),
        ChunkState::Done => word("✓", Tone::Ok, "done"),
        ChunkState::Quarantined => word("✗", Tone::Fail, "quarantined"),
        ChunkState::Cancelled => word("✗", Tone::Warn, "cancelled"),
    }
}

/// One try at a chunk.
pub(crate) const fn attempt(outcome: AttemptOutcome) -> Word {
    match outcome {
        AttemptOutcome::Running => word("●", Tone::Run, "at work"),
        AttemptOutcome::Done => word("✓", Tone::Ok, "done"),
        AttemptOutcome::Retry => word("↻", Tone::Warn, "failed, tried again"),
        AttemptOutcome::GaveUp => word("✗", Tone::Fail, "gave up"),
        AttemptOutcome::Lost => word("▲", Tone::Warn, "worker went away"),
        AttemptOutcome::Fenced => word("▲", Tone::Warn, "came back too late"),
        AttemptOutcome::HandedBack => word("↻", Tone::Wait, "handed back"),
        AttemptOutcome::Revoked => word("▲", Tone::Warn, "taken away"),
    }
}

/// True when a try ended badly.
pub(crate) const fn attempt_is_trouble(outcome: AttemptOutcome) -> bool {
    match outcome {
        AttemptOutcome::Retry
        | AttemptOutcome::GaveUp
        | AttemptOutcome::Lost
        | AttemptOutcome::Fenced
        | AttemptOutcome::Revoked => true,
        AttemptOutcome::Running | AttemptOutcome::Done | AttemptOutcome::HandedBack => false,
    }
}

/// Something a person has to decide.
pub(crate) const fn urgency(urgency: Urgency) -> Word {
    match urgency {
        Urgency::Broken => word("✗", Tone::Fail, "broken"),
        Urgency::Warning => word("▲", Tone::Warn, "will hurt later"),
    }
}

/// What a finding stops.
pub(crate) const fn severity(severity: Severity) -> Word {
    match severity {
        Severity::BlockPayment => word("✗", Tone::Fail, "pay"),
        Severity::BlockPlacement => word("✗", Tone::Fail, "proposals"),
        Severity::Warn => word("▲", Tone::Warn, "nothing yet"),
        Severity::Info => word("·", Tone::Dim, "nothing"),
    }
}

/// Where a developer stands with the firm.
pub(crate) const fn person(status: DeveloperStatus) -> Word {
    match status {
        DeveloperStatus::Applied => word("◌", Tone::Wait, "applied"),
        DeveloperStatus::Vetting => word("◌", Tone::Wait, "vetting"),
        DeveloperStatus::Bench => word("✓", Tone::Ok, "bench"),
        DeveloperStatus::Placed => word("●", Tone::Run, "placed"),
        DeveloperStatus::Paused => word("·", Tone::Dim, "paused"),
        DeveloperStatus::Left => word("·", Tone::Dim, "left"),
        DeveloperStatus::Erased => word("·", Tone::Faint, "erased"),
    }
}

/// How a placement stands.
pub(crate) const fn band(band: Band) -> Word {
    match band {
        Band::Stable => word("✓", Tone::Ok, "stable"),
        Band::Watch => word("◌", Tone::Wait, "watch"),
        Band::AtRisk => word("▲", Tone::Warn, "at risk"),
        Band::Critical => word("✗", Tone::Fail, "critical"),
    }
}

/// A payroll run.
pub(crate) const fn payroll(state: PayrollState) -> Word {
    match state {
        PayrollState::Computing => word("●", Tone::Run, "being worked out"),
        PayrollState::Review => word("▲", Tone::Warn, "review"),
        PayrollState::Approved => word("✓", Tone::Ok, "approved"),
        PayrollState::Locked => word("✓", Tone::Ok, "locked"),
        PayrollState::Exported => word("✓", Tone::Ok, "handed over"),
        PayrollState::Failed => word("✗", Tone::Fail, "not completed"),
    }
}

/// An item of a payroll run.
pub(crate) const fn item(state: ItemState) -> Word {
    match state {
        ItemState::Ok => word("✓", Tone::Ok, "paid"),
        ItemState::Held => word("✗", Tone::Fail, "held"),
        ItemState::Failed => word("✗", Tone::Fail, "not worked out"),
        ItemState::Excluded => word("·", Tone::Dim, "nothing to pay"),
    }
}

/// What something odd stops.
pub(crate) const fn anomaly(severity: AnomalySeverity) -> Word {
    match severity {
        AnomalySeverity::Severe => word("✗", Tone::Fail, "approval"),
        AnomalySeverity::Warn => word("▲", Tone::Warn, "nothing yet"),
        AnomalySeverity::Info => word("·", Tone::Dim, "nothing"),
    }
}

/// What a control of a payroll run came to.
pub(crate) const fn control(state: ControlState) -> Word {
    match state {
        ControlState::Ok => word("✓", Tone::Ok, "as it should be"),
        ControlState::Warn => word("▲", Tone::Warn, "to be looked at"),
        ControlState::Fail => word("✗", Tone::Fail, "wrong"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_told_apart_without_colour() {
        fn check(words: &[Word]) {
            for (at, one) in words.iter().enumerate() {
                for other in &words[at + 1..] {
                    assert_ne!((one.glyph, one.words), (other.glyph, other.words));
                }
            }
        }
        check(&Severity::ALL.iter().map(|one| severity(*one)).collect::<Vec<_>>());
        check(&DeveloperStatus::ALL.iter().map(|one| person(*one)).collect::<Vec<_>>());
        check(&PayrollState::ALL.iter().map(|one| payroll(*one)).collect::<Vec<_>>());
        check(&ItemState::ALL.iter().map(|one| item(*one)).collect::<Vec<_>>());
        check(&AnomalySeverity::ALL.iter().map(|one| anomaly(*one)).collect::<Vec<_>>());
        check(&ControlState::ALL.iter().map(|one| control(*one)).collect::<Vec<_>>());
        check(&Band::ALL.iter().map(|one| band(*one)).collect::<Vec<_>>());
        check(&RunState::ALL.iter().map(|state| run(*state)).collect::<Vec<_>>());
        check(&StepState::ALL.iter().map(|state| step(*state)).collect::<Vec<_>>());
        check(&ChunkState::ALL.iter().map(|state| chunk(*state)).collect::<Vec<_>>());
        check(&AttemptOutcome::ALL.iter().map(|state| attempt(*state)).collect::<Vec<_>>());
    }
}
