#![doc = include_str!("../README.md")]

mod command;
mod config;
mod connect;
mod dash;
mod demo;
mod hand_over;
mod import;
mod log_file;
mod logs;
mod names;
mod print;
mod probe;
mod why;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let command_line = command::CommandLine::parse();
    match command::run(command_line) {
        Ok(code) => code,
        Err(error) => {
            print::error(&error);
            ExitCode::from(command::EXIT_FAILED)
        }
    }
}
