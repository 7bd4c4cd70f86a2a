#![doc = include_str!("../README.md")]

pub mod copy;
pub mod error;
pub mod migrate;
pub mod pg_time;
pub mod pool;
