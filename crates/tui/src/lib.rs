#![doc = include_str!("../README.md")]

pub mod act;
pub mod app;
mod canvas;
mod clock;
pub mod effect;
pub mod event;
pub mod keymap;
mod number;
pub mod once;
pub mod payroll;
mod scene;
pub mod screen;
pub mod short_text;
mod sieve;
pub mod terminal;
#[cfg(test)]
mod testing;
pub mod theme;
pub mod trial;
mod view;
mod widget;
mod word;
