//! The words of *Needs you*: what is wrong, how much hangs on it, what to do.

use jiff::civil::Date;

use super::{Need, Target, Urgency};
use crate::board::failure::FailureLine;
use crate::clean_text::CleanText;
use crate::failure::gist;
use crate::id::{PayrollRunId, RoleId, RunId};
use crate::job::JobKind;
use crate::matching::{Filter, N_FILTERS};
use crate::payroll::PayrollState;

impl Need {
    /// Chunks that no worker will try again, and one cause of it.
    pub fn failure(line: &FailureLine) -> Self {
        let known = if line.is_new { "new" } else { "known" };
        Self {
            urgency: Urgency::Broken,
            subject: CleanText::new(&format!("{} in quarantine", line.kind)),
            detail: CleanText::new(&format!(
                "{} ({known})",
                gist(line.error_class.as_str(), line.shape.as_str())
            )),
            measure: counted(line.n_quarantined, "chunk"),
            target: Target::Failure(line.run_id, line.failure_id),
        }
    }

    /// Chunks that wait while nobody works.
    pub fn no_worker(run_id: RunId, n_chunks: u64) -> Self {
        Self {
            urgency: Urgency::Broken,
            subject: CleanText::new("no worker"),
            detail: CleanText::new("work waits and nobody takes it: start `sereno worker`"),
            measure: counted(n_chunks, "chunk"),
            target: Target::Run(run_id),
        }
    }

    /// Chunks that are not handed out because somebody said so.
    pub fn queue_held(kind: JobKind, why: &CleanText, n_chunks: u64) -> Self {
        Self {
            urgency: Urgency::Broken,
            subject: CleanText::new(&format!("{kind} is held")),
            detail: why.clone(),
            measure: counted(n_chunks, "chunk"),
            target: Target::Queue(kind),
        }
    }

    /// Payments that are stopped, and the rules that stop most.
    pub fn payments_stopped(n_findings: u64, rules: &[(String, u64)]) -> Self {
        let words: Vec<String> = rules.iter().map(|(rule, n)| format!("{rule} {n}")).collect();
        Self {
            urgency: Urgency::Warning,
            subject: CleanText::new("pay is stopped"),
            detail: CleanText::new(&words.join(", ")),
            measure: counted(n_findings, "finding"),
            target: Target::Findings,
        }
    }

    /// A month of pay that nobody locked yet, with the items that are not paid and the anomalies that stop
    /// an approval.
    pub fn payroll_open(
        run: PayrollRunId,
        (month_on, pay_on): (Date, Date),
        state: PayrollState,
        (n_stuck, n_severe): (u64, u64),
    ) -> Self {
        let pays = format!("pays on {pay_on}");
        let detail = match (state, n_severe) {
            (PayrollState::Failed, _) => "placements have no item: retry their chunks".to_owned(),
            (PayrollState::Approved, _) => format!("approved: lock it, {pays}"),
            (_, 0) => format!("waits for an approval, {pays}"),
            (_, 1) => format!("1 anomaly stops an approval, {pays}"),
            (_, n) => format!("{n} anomalies stop an approval, {pays}"),
        };
        Self {
            urgency: match state {
                PayrollState::Failed => Urgency::Broken,
                _ => Urgency::Warning,
            },
            subject: CleanText::new(&format!("payroll of {}", month_on.strftime("%B"))),
            detail: CleanText::new(&detail),
            measure: CleanText::new(&match n_stuck {
                0 => "all paid".to_owned(),
                n => format!("{n} not paid"),
            }),
            target: Target::Payroll(run),
        }
    }

    /// Placements that may fail.
    pub fn placements_at_risk(n_placements: u64, n_in_guarantee: u64) -> Self {
        let detail = match n_in_guarantee {
            0 => "none of them within its guarantee".to_owned(),
            n => format!("{n} within the guarantee: a replacement may be asked for"),
        };
        Self {
            urgency: Urgency::Warning,
            subject: CleanText::new("placements at risk"),
            detail: CleanText::new(&detail),
            measure: counted(n_placements, "placement"),
            target: Target::Placements,
        }
    }

    /// Everybody goes by number, and why.
    pub fn no_names(why: &str) -> Self {
        Self {
            urgency: Urgency::Warning,
            subject: CleanText::new("no names"),
            detail: CleanText::new(why),
            measure: CleanText::default(),
            target: Target::Placements,
        }
    }

    /// An open role nobody qualifies for, with the filter that alone stops the most.
    pub fn empty_role(
        role_id: RoleId,
        title: &CleanText,
        client: &CleanText,
        n_blocked_alone: [u32; N_FILTERS],
    ) -> Self {
        let alone = Filter::ALL.iter().zip(n_blocked_alone).max_by_key(|(_, n_alone)| *n_alone);
        let why = match alone {
            Some((filter, n_alone)) if n_alone > 0 => format!("{filter} alone stops {n_alone}"),
            _ => "everybody is stopped by more than one filter".to_owned(),
        };
        Self {
            urgency: Urgency::Warning,
            subject: CleanText::new("nobody qualifies"),
            detail: CleanText::new(&format!("{title} @ {client}: {why}")),
            measure: counted(1, "role"),
            target: Target::Role(role_id),
        }
    }
}

fn counted(n: u64, thing: &str) -> CleanText {
    CleanText::new(&format!("{n} {thing}{}", if n == 1 { "" } else { "s" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_role_names_the_filter_that_alone_stops_the_most() {
        let mut n_blocked_alone = [0; N_FILTERS];
        n_blocked_alone[1] = 4;
        n_blocked_alone[2] = 9;
        let (title, client) = (CleanText::new("Rust developer"), CleanText::new("Cobalt"));
        let need = Need::empty_role(RoleId(7), &title, &client, n_blocked_alone);
        let filter = Filter::ALL[2];
        assert_eq!(
            need.detail.as_str(),
            format!("Rust developer @ Cobalt: {filter} alone stops 9")
        );
        let need = Need::empty_role(RoleId(7), &title, &client, [0; N_FILTERS]);
        assert!(need.detail.as_str().ends_with("stopped by more than one filter"));
    }

    #[test]
    fn a_measure_counts_one_and_many() {
        let measure = |n| Need::no_worker(RunId(1), n).measure.to_string();
        assert_eq!([measure(1), measure(6)], ["1 chunk", "6 chunks"]);
    }
}
