#![doc = include_str!("../README.md")]

pub mod act;
pub mod app;
mod canvas;
mod clock;
pub mod effect;
pub mod event;
pub mod export;
pub mod glyph;
pub mod keymap;
pub mod language;
pub mod last;
mod manner;
mod number;
pub mod once;
pub mod payroll;
pub mod saved;
mod scene;
pub mod screen;
pub mod short_text;
mod sieve;
mod survey;
pub mod terminal;
#[cfg(test)]
mod testing;
pub mod theme;
pub mod trial;
mod view;
mod widget;
mod word;
