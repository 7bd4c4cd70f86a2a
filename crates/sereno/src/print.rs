//! Writing to standard output and standard error: data to the one, words about it to the other.
//! A reader that goes away (`| head`) ends the writing, not the program's work.

use std::io::{self, Write};

use serde::Serialize;
use sereno_domain::clean_text::CleanText;

/// Writes one line of data.
pub(crate) fn line(text: &str) {
    let _reader_went_away = writeln!(io::stdout().lock(), "{text}");
}

/// Writes one line for the person at the terminal.
pub(crate) fn note(text: &str) {
    let _reader_went_away = writeln!(io::stderr().lock(), "{text}");
}

/// Writes data as indented JSON.
pub(crate) fn json<T: Serialize>(data: &T) -> anyhow::Result<()> {
    line(&serde_json::to_string_pretty(data)?);
    Ok(())
}

/// Writes an error and its causes, outermost first, each on a line of its own.
pub(crate) fn error(error: &anyhow::Error) {
    note(&format!("error: {}", clean_lines(&error.to_string())));
    for cause in error.chain().skip(1) {
        note(&format!("  because: {}", clean_lines(&cause.to_string())));
    }
}

/// Cleans each line of a text that may have several.
fn clean_lines(text: &str) -> String {
    text.lines().map(|line| CleanText::new(line).to_string()).collect::<Vec<_>>().join("\n  ")
}

/// A score as people read it: 0.00 to 100.00.
pub(crate) fn score(points: u32) -> String {
    format!("{}.{:02}", points / 10_000, points % 10_000 / 100)
}
