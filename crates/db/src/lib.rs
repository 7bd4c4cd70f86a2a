#![doc = include_str!("../README.md")]

pub mod error;
pub mod pg_time;
pub mod pool;
pub mod private_server;
