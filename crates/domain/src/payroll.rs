//! Payroll: what each placement of a month pays, costs and bills, as lines that add up; what stays
//! with the firm; how a month differs from the one before; and what is odd about it.
//!
//! A month of a calendar is a run, a placement in it an item, an amount a line. Fractions are kept
//! exactly until a line is made, and a line is rounded once, half away from zero; everything above a
//! line is a sum. In reading order: `facts.rs` (all that may be known of a placement), `slice.rs`
//! (which part of a month which terms hold for), `pay.rs` and `employee.rs` (contractors, employees),
//! `accrual.rs` (what is put aside and paid out later), `work_out.rs` (an item from facts),
//! `correction.rs`, `variance.rs`, `anomaly.rs`.

pub mod accrual;
pub mod anomaly;
pub mod calendar;
pub mod correction;
mod employee;
pub mod exact;
pub mod facts;
pub mod fx_lock;
pub mod item;
mod pay;
pub mod rules;
mod slice;
pub mod variance;
pub mod work_out;

#[cfg(test)]
mod tests;

use crate::vocabulary::vocabulary;

vocabulary! {
    /// What a payroll run holds.
    "kind of payroll run" PayrollKind {
        /// A month.
        Regular = "regular",
        /// What a month that is locked should have been, less what it was.
        Correction = "correction",
    }
}

vocabulary! {
    /// Where a payroll run stands.
    "payroll state" PayrollState {
        /// Its items are worked out. Nobody must act.
        Computing = "computing",
        /// It is complete: somebody looks at it and approves it, who did not prepare it.
        Review = "review",
        /// Approved: nothing in it changes, unless it is sent back.
        Approved = "approved",
        /// It changes no more; its payments are made.
        Locked = "locked",
        /// Its files were handed over.
        Exported = "exported",
        /// It could not be completed; what was worked out is kept.
        Failed = "failed",
    }
}

impl PayrollState {
    /// Whether what is in it can still change.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Computing | Self::Review | Self::Failed => true,
            Self::Approved | Self::Locked | Self::Exported => false,
        }
    }

    /// Whether it changes no more.
    pub const fn is_locked(self) -> bool {
        matches!(self, Self::Locked | Self::Exported)
    }
}
