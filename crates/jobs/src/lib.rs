#![doc = include_str!("../README.md")]

pub mod job;
pub mod migrate;
pub mod night;
pub mod runner;
