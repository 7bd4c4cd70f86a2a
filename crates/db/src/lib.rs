#![doc = include_str!("../README.md")]

pub mod audit;
pub mod board;
pub mod chunk;
pub mod copy;
pub mod error;
pub mod matches;
pub mod migrate;
pub mod night_result;
pub mod pg_time;
pub mod pool;
pub mod population;
pub mod private_server;
pub mod queue;
pub mod run;
pub mod worker;
