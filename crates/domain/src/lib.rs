#![doc = include_str!("../README.md")]

pub mod board;
pub mod clean_text;
pub mod country;
pub mod developer;
pub mod fx;
pub mod id;
pub mod intake;
pub mod job;
pub mod matching;
pub mod money;
pub mod role;
pub mod run;
pub mod simulation;
pub mod skill;
pub mod vetting;
pub mod vocabulary;
