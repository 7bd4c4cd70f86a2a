//! Matching as a whole: the kernel against the plain scorer, explanations against scores, and what
//! must hold whatever the numbers of the model are.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where its premise fails"
)]

mod answers;
mod boundaries;
mod draw;
mod equality;
mod explanations;
mod metamorphic;
mod names;
mod patches;
mod quality;
mod values;
mod world;
