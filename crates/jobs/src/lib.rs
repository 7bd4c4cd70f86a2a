#![doc = include_str!("../README.md")]

pub mod adjust;
pub mod alert;
pub mod backfill;
pub mod choose;
pub mod clock;
pub mod erasure;
mod every;
pub mod finding;
pub mod freeze;
pub mod halt;
pub mod history;
pub mod instant;
pub mod job;
pub mod mend;
pub mod migrate;
pub mod model;
pub mod night;
pub mod payroll;
mod phase;
pub mod replacement;
pub mod runner;
pub mod watch;
mod words;
