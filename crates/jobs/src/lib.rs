#![doc = include_str!("../README.md")]

mod inputs;
pub mod job;
pub mod migrate;
pub mod model;
pub mod night;
mod phase;
pub mod runner;
