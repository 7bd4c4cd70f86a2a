//! What people decide about payroll.

use sereno_domain::id::{AnomalyId, PayrollRunId, PlacementId};

/// Something done about a payroll run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayrollAct {
    /// Approve of it as it is.
    Approve(PayrollRunId),
    /// Send it back, to be prepared again.
    Reject(PayrollRunId),
    /// Make its payments: it changes no more.
    Lock(PayrollRunId),
    /// Work one item out again.
    Retry(PayrollRunId, PlacementId),
    /// Say why something odd is right as it is.
    Override(PayrollRunId, AnomalyId),
}

impl PayrollAct {
    /// Whether it is written down why; else nothing is asked.
    pub const fn takes_reason(self) -> bool {
        match self {
            Self::Reject(_) | Self::Override(..) => true,
            Self::Approve(_) | Self::Lock(_) | Self::Retry(..) => false,
        }
    }

    /// Whether it is said in numbers beforehand what it is about.
    pub const fn has_preview(self) -> bool {
        match self {
            Self::Approve(_) | Self::Lock(_) => true,
            Self::Reject(_) | Self::Retry(..) | Self::Override(..) => false,
        }
    }

    /// The line that does the same from a shell, with a reason where it takes one.
    pub(super) fn shell(self, reason: &str) -> String {
        let line = match self {
            Self::Approve(run) => format!("sereno payroll approve {run}"),
            Self::Reject(run) => format!("sereno payroll reject {run}"),
            Self::Lock(run) => format!("sereno payroll lock {run}"),
            Self::Retry(run, placement) => format!("sereno payroll retry {run} {placement}"),
            Self::Override(run, anomaly) => format!("sereno payroll override {run} {anomaly}"),
        };
        if self.takes_reason() { format!("{line} --reason {reason}") } else { line }
    }
}
