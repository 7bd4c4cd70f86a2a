//! Payroll as it is kept: runs and how they move, facts of a month, items and lines, what is looked at
//! before an approval, what must hold of a run.

pub mod facts;
pub mod handed;
pub mod item;
pub mod payment;
pub mod review;
pub mod run;
pub mod verify;
pub mod watched;
