//! Commands as people type them, on a real database.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot start the program, or finds no answer in what it says, must fail"
)]

mod answers;
mod choice;
mod dash;
mod firm;
mod hours;
mod import;
mod import_pay;
mod names;
mod odd_pay;
mod payroll;
mod people;
mod privacy;
mod quality;
mod replacements;
mod standing;
mod tour;
