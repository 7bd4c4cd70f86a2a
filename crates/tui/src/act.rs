//! What a person can change from the dashboard. An act is data: whoever drives the dashboard does it
//! by the same code as the command line, whose words every act shows.

pub mod chosen;
pub mod payroll;

use std::fmt::Write as _;

use sereno_domain::clean_text::CleanText;
use sereno_domain::duty::Duty;
use sereno_domain::id::{
    AdjustmentId, ChunkId, DeveloperId, FailureId, FindingId, RetryId, RoleId, RunId, WorkerId,
};
use sereno_domain::job::JobKind;
use sereno_domain::shortlist::{ShortlistReason, ShortlistState};

use crate::act::chosen::Chosen;
use crate::act::payroll::PayrollAct;
use crate::language::say;
use crate::screen::Screen;
use crate::trial::Trial;

/// Something that changes data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Set what is tried on a role for good.
    Adjust {
        /// The role.
        role: RoleId,
        /// What is set.
        trial: Trial,
    },
    /// Take an adjustment back.
    EndAdjustment(AdjustmentId),
    /// A step of a developer with a role.
    Step {
        /// The role.
        role: RoleId,
        /// The developer.
        developer: DeveloperId,
        /// Where it leads.
        state: ShortlistState,
        /// Why it came to nothing, where it does.
        reason: Option<ShortlistReason>,
    },
    /// Let a developer be proposed in spite of what stops them.
    PutOn(RoleId, DeveloperId),
    /// Keep a developer from being proposed.
    KeepOff(RoleId, DeveloperId),
    /// Take a decision about a developer and a role back.
    EndOverride(RoleId, DeveloperId),
    /// Send chunks in quarantine round again.
    Retry(Broken),
    /// Send those in quarantine of many chunks round again, as long as they are no more than were counted
    /// when it was asked.
    RetryChosen(Chosen, Option<u64>),
    /// Tell nobody of a failure for some days.
    Mute {
        /// Which.
        failure: FailureId,
        /// For how long.
        days: u16,
    },
    /// Tell of a failure again.
    Unmute(FailureId),
    /// Put what retries have not handed out yet back into quarantine.
    StopRetry(Vec<RetryId>),
    /// Something done to work under way.
    Ledger(LedgerAct),
    /// Something done to a schedule.
    Schedule(ScheduleAct),
    /// Something done about findings.
    Finding(FindingAct),
    /// Something done about payroll.
    Payroll(PayrollAct),
}

/// Something done about a finding, or about many at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindingAct {
    /// Say that somebody is at them.
    Acknowledge(Vec<FindingId>),
    /// Ask that it be let be for so many days.
    AskWaiver(FindingId, u16),
    /// Agree that it be let be, as somebody else asked.
    Agree(FindingId),
}

impl FindingAct {
    /// The line that does the same from a shell, but for its reason.
    fn shell(&self) -> String {
        match self {
            Self::Acknowledge(findings) => {
                findings.iter().fold("sereno findings acknowledge".to_owned(), |mut line, one| {
                    let _infallible = write!(line, " {one}");
                    line
                })
            }
            Self::AskWaiver(finding, days) => {
                format!("sereno findings waive {finding} --days {days}")
            }
            Self::Agree(finding) => format!("sereno findings agree {finding}"),
        }
    }
}

/// Something done to work under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerAct {
    /// Put an end to a run.
    Cancel(RunId),
    /// Do a step and what comes after it anew.
    Redo(RunId, JobKind),
    /// Take a chunk away from its worker.
    Release(ChunkId),
    /// Put a chunk into quarantine.
    Quarantine(ChunkId),
    /// Hand out no more chunks of a kind.
    Hold(JobKind),
    /// Hand out chunks of a kind again.
    Resume(JobKind),
    /// Ask a worker to leave.
    Drain(WorkerId),
}

impl LedgerAct {
    /// The line that does the same from a shell, but for its reason.
    fn shell(self) -> String {
        match self {
            Self::Cancel(run) => format!("sereno cancel {run}"),
            Self::Redo(run, kind) => format!("sereno retry {run} --from {kind}"),
            Self::Release(chunk) => format!("sereno chunk release {chunk}"),
            Self::Quarantine(chunk) => format!("sereno chunk quarantine {chunk}"),
            Self::Hold(kind) => format!("sereno queue pause {kind}"),
            Self::Resume(kind) => format!("sereno queue resume {kind}"),
            Self::Drain(worker) => format!("sereno workers drain {worker}"),
        }
    }
}

/// Something done to a schedule, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScheduleAct {
    /// Dates that come due are written down as missed.
    Pause(CleanText),
    /// It goes on.
    Resume(CleanText),
}

impl ScheduleAct {
    /// The schedule.
    pub const fn name(&self) -> &CleanText {
        match self {
            Self::Pause(name) | Self::Resume(name) => name,
        }
    }

    /// The line that does the same from a shell, but for its reason.
    fn shell(&self) -> String {
        match self {
            Self::Pause(name) => format!("sereno schedule pause {}", quoted(name.as_str())),
            Self::Resume(name) => format!("sereno schedule resume {}", quoted(name.as_str())),
        }
    }
}

/// Which chunks in quarantine are meant; every part that is given must fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Of this run.
    pub run: RunId,
    /// Only this step.
    pub kind: Option<JobKind>,
    /// Only this chunk.
    pub chunk: Option<ChunkId>,
    /// Only those that failed in this way.
    pub failure: Option<FailureId>,
}

impl Broken {
    /// Everything in quarantine of a run.
    pub const fn of(run: RunId) -> Self {
        Self { run, kind: None, chunk: None, failure: None }
    }

    /// The line that sends them round again from a shell, but for its reason.
    fn shell(&self) -> String {
        let mut line = format!("sereno retry {}", self.run);
        let parts = [
            ("step", self.kind.map(|kind| kind.to_string())),
            ("chunk", self.chunk.map(|chunk| chunk.to_string())),
            ("failure", self.failure.map(|failure| failure.to_string())),
        ];
        for (name, value) in parts {
            if let Some(value) = value {
                let _infallible = write!(line, " --{name} {value}");
            }
        }
        line
    }
}

impl Act {
    /// Whose it is to do.
    pub const fn duty(&self) -> Duty {
        match self {
            Self::Adjust { .. }
            | Self::EndAdjustment(_)
            | Self::Step { .. }
            | Self::PutOn(..)
            | Self::KeepOff(..)
            | Self::EndOverride(..)
            | Self::Finding(_) => Duty::Operator,
            Self::Retry(_)
            | Self::RetryChosen(..)
            | Self::Mute { .. }
            | Self::Unmute(_)
            | Self::StopRetry(_)
            | Self::Ledger(_)
            | Self::Schedule(_) => Duty::OnCall,
            Self::Payroll(_) => Duty::Payroll,
        }
    }

    /// True when nothing is done without a reason; else what is typed is a note and may be empty.
    pub const fn needs_reason(&self) -> bool {
        match self {
            Self::Step { .. } => false,
            Self::Payroll(act) => act.takes_reason(),
            Self::Adjust { .. }
            | Self::EndAdjustment(_)
            | Self::PutOn(..)
            | Self::KeepOff(..)
            | Self::EndOverride(..)
            | Self::Retry(_)
            | Self::RetryChosen(..)
            | Self::Mute { .. }
            | Self::Unmute(_)
            | Self::StopRetry(_)
            | Self::Ledger(_)
            | Self::Schedule(_)
            | Self::Finding(_) => true,
        }
    }

    /// True when what is typed is written down: a reason, or a note.
    pub(crate) const fn takes_words(&self) -> bool {
        !matches!(self, Self::Payroll(act) if !act.takes_reason())
    }

    /// True when it can be asked beforehand what would be done.
    pub const fn has_preview(&self) -> bool {
        let of_many = matches!(self,
            Self::Finding(FindingAct::Acknowledge(findings)) if findings.len() > 1);
        let of_money = matches!(self, Self::Payroll(act) if act.has_preview());
        of_many
            || of_money
            || matches!(
                self,
                Self::Retry(_) | Self::RetryChosen(..) | Self::Ledger(LedgerAct::Cancel(_))
            )
    }

    /// The reason it mostly has: one key takes it over.
    pub(crate) fn usual_reason(&self) -> Option<&'static str> {
        match self {
            Self::Retry(_) | Self::RetryChosen(..) => Some(say("the cause is gone")),
            Self::StopRetry(_) => Some(say("sent too soon")),
            _ => None,
        }
    }

    /// True when another act takes it back: then a `y` is enough, however much it is about.
    pub(crate) const fn is_taken_back(&self) -> bool {
        matches!(self, Self::Retry(_))
    }

    /// The same, done only if it is about no more things than these.
    pub(crate) fn of_no_more_than(self, n_counted: Option<u64>) -> Self {
        match self {
            Self::RetryChosen(chosen, _) => Self::RetryChosen(chosen, n_counted),
            other => other,
        }
    }

    /// True when it sends chunks round again.
    pub(crate) const fn retries_chunks(&self) -> bool {
        matches!(self, Self::Retry(_) | Self::RetryChosen(..))
    }

    /// True when it is about chunks that were marked.
    pub(crate) const fn is_of_marked(&self) -> bool {
        matches!(self, Self::RetryChosen(..))
    }

    /// The screen that shows what came of it, where it is not the one it was done on.
    pub(crate) const fn leads_to(&self) -> Option<Screen> {
        match self {
            Self::Adjust { role, .. } => Some(Screen::Role(*role)),
            Self::EndAdjustment(_)
            | Self::Step { .. }
            | Self::PutOn(..)
            | Self::KeepOff(..)
            | Self::EndOverride(..)
            | Self::Retry(_)
            | Self::RetryChosen(..)
            | Self::Mute { .. }
            | Self::Unmute(_)
            | Self::StopRetry(_)
            | Self::Ledger(_)
            | Self::Schedule(_)
            | Self::Finding(_)
            | Self::Payroll(_) => None,
        }
    }

    /// The line that does the same from a shell.
    pub fn shell(&self, reason: &str) -> String {
        let reason = quoted(if reason.is_empty() && self.needs_reason() { "why" } else { reason });
        match self {
            Self::Adjust { role, trial } => {
                let set = trial.settings().into_iter().fold(String::new(), |mut line, setting| {
                    let _infallible = write!(line, " --set {setting}");
                    line
                });
                format!("sereno what-if {role}{set} --save {reason}")
            }
            Self::EndAdjustment(id) => format!("sereno adjustment end {id} --reason {reason}"),
            Self::Step { role, developer, state, reason: why } => {
                let why = why.map_or_else(String::new, |why| format!(" --reason {why}"));
                let note = if reason == "''" { String::new() } else { format!(" --note {reason}") };
                format!("sereno shortlist move {role} {developer} {state}{why}{note}")
            }
            Self::PutOn(role, developer) => {
                format!("sereno override put-on {role} {developer} --reason {reason}")
            }
            Self::KeepOff(role, developer) => {
                format!("sereno override keep-off {role} {developer} --reason {reason}")
            }
            Self::EndOverride(role, developer) => {
                format!("sereno override end {role} {developer} --reason {reason}")
            }
            Self::Retry(broken) => format!("{} --reason {reason}", broken.shell()),
            Self::RetryChosen(chosen, _) => format!("{} --reason {reason}", chosen.shell()),
            Self::Mute { failure, days } => {
                format!("sereno failures mute {failure} --days {days} --reason {reason}")
            }
            Self::Unmute(failure) => format!("sereno failures unmute {failure} --reason {reason}"),
            Self::StopRetry(retries) => {
                let retries: Vec<_> = retries.iter().map(ToString::to_string).collect();
                format!("sereno retries stop {} --reason {reason}", retries.join(" "))
            }
            Self::Ledger(act) => format!("{} --reason {reason}", act.shell()),
            Self::Schedule(act) => format!("{} --reason {reason}", act.shell()),
            Self::Finding(act) => format!("{} --reason {reason}", act.shell()),
            Self::Payroll(act) => act.shell(&reason),
        }
    }
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    shell_words::quote(text).into_owned()
}

/// An act a person may choose, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What is done, in a few words: `keep Ana Morales off the list`.
    pub words: String,
    /// What comes of it, in a sentence.
    pub effect: String,
    /// The act.
    pub act: Act,
}

impl Choice {
    pub(crate) fn new(act: Act, words: impl Into<String>, effect: impl Into<String>) -> Self {
        Self { words: words.into(), effect: effect.into(), act }
    }
}

/// What came of an act, or would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// In sentences; the first says it all.
    pub lines: Vec<CleanText>,
    /// How many things it is about, where they are counted.
    pub n: Option<u64>,
    /// What takes it back.
    pub undo: Option<Act>,
}

#[cfg(test)]
mod tests {
    use sereno_domain::id::{AnomalyId, PayrollRunId, PlacementId};

    use super::*;

    #[test]
    fn every_act_has_its_line_and_a_shell_reads_it_as_written() {
        let (role, developer) = (RoleId(7), DeveloperId(12));
        let broken = Broken {
            run: RunId(3),
            kind: Some(JobKind::Rescore),
            chunk: Some(ChunkId(9)),
            failure: Some(FailureId(4)),
        };
        let state = ShortlistState::Rejected;
        let step = Act::Step { role, developer, state, reason: Some(ShortlistReason::Rate) };
        let trial = "english=B1,weight.rate=700".parse().unwrap();
        let lines = [
            (
                Act::Adjust { role, trial },
                "sereno what-if 7 --set english=B1 --set weight.rate=700 --save \
                 'it'\\''s agreed'",
            ),
            (
                Act::EndAdjustment(AdjustmentId(4)),
                "sereno adjustment end 4 --reason 'it'\\''s agreed'",
            ),
            (step, "sereno shortlist move 7 12 rejected --reason rate --note 'it'\\''s agreed'"),
            (Act::PutOn(role, developer), "sereno override put-on 7 12 --reason 'it'\\''s agreed'"),
            (
                Act::Retry(broken),
                "sereno retry 3 --step rescore --chunk 9 --failure 4 --reason \
                 'it'\\''s agreed'",
            ),
        ];
        for (act, line) in lines {
            assert_eq!(act.shell("it's agreed"), line);
        }
        let retry = Act::StopRetry(vec![RetryId(5), RetryId(6)]);
        assert_eq!(retry.shell(""), "sereno retries stop 5 6 --reason why");
        let kind = JobKind::Digest;
        for (act, line) in [
            (LedgerAct::Cancel(RunId(3)), "sereno cancel 3 --reason why"),
            (LedgerAct::Redo(RunId(3), kind), "sereno retry 3 --from digest --reason why"),
            (LedgerAct::Release(ChunkId(9)), "sereno chunk release 9 --reason why"),
            (LedgerAct::Quarantine(ChunkId(9)), "sereno chunk quarantine 9 --reason why"),
            (LedgerAct::Hold(kind), "sereno queue pause digest --reason why"),
            (LedgerAct::Resume(kind), "sereno queue resume digest --reason why"),
            (LedgerAct::Drain(WorkerId(6)), "sereno workers drain 6 --reason why"),
        ] {
            assert_eq!(Act::Ledger(act).shell(""), line);
        }
        let pause = Act::Schedule(ScheduleAct::Pause("the night".into()));
        assert_eq!(pause.shell(""), "sereno schedule pause 'the night' --reason why");
        let finding = FindingId(8);
        for (act, line) in [
            (
                FindingAct::Acknowledge(vec![finding, FindingId(9)]),
                "sereno findings acknowledge 8 9 --reason why",
            ),
            (FindingAct::AskWaiver(finding, 30), "sereno findings waive 8 --days 30 --reason why"),
            (FindingAct::Agree(finding), "sereno findings agree 8 --reason why"),
        ] {
            assert_eq!(Act::Finding(act).shell(""), line);
        }
        let step = Act::Step { role, developer, state: ShortlistState::Sent, reason: None };
        assert_eq!(step.shell(""), "sereno shortlist move 7 12 sent");
        assert_eq!(
            Act::KeepOff(role, developer).shell(""),
            "sereno override keep-off 7 12 --reason why"
        );
    }

    #[test]
    fn every_act_of_payroll_has_its_line() {
        let (run, anomaly) = (PayrollRunId(5), AnomalyId(9));
        for (act, line) in [
            (PayrollAct::Approve(run), "sereno payroll approve 5"),
            (PayrollAct::Reject(run), "sereno payroll reject 5 --reason why"),
            (PayrollAct::Lock(run), "sereno payroll lock 5"),
            (PayrollAct::Retry(run, PlacementId(77)), "sereno payroll retry 5 77"),
            (PayrollAct::Override(run, anomaly), "sereno payroll override 5 9 --reason why"),
        ] {
            assert_eq!(Act::Payroll(act).shell(""), line);
        }
    }
}
