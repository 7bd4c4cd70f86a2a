//! Writing to standard output and standard error: data to the one, words about it to the other.
//! Colours reach a terminal only, and none when `NO_COLOR` is set. A reader that goes away
//! (`| head`) ends the writing, not the program's work.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;
use sereno_domain::clean_text::CleanText;

/// Good, at a glance.
pub(crate) const GOOD: Style = AnsiColor::Cyan.on_default();
/// Worth a look.
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default();
/// Wrong: someone must act.
pub(crate) const BAD: Style = AnsiColor::BrightRed.on_default().bold();
/// Headings of tables.
pub(crate) const DIM: Style = Style::new().dimmed();
/// What a page is about.
pub(crate) const STRONG: Style = Style::new().bold();

/// `text` in a style, which is dropped where colours do not belong.
pub(crate) fn styled(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Writes one line of data.
pub(crate) fn line(text: &str) {
    let _reader_went_away = writeln!(anstream::AutoStream::auto(io::stdout()).lock(), "{text}");
}

/// Writes text as it is, escapes included: what was asked for as a file's content.
pub(crate) fn verbatim(text: &str) {
    let _reader_went_away = writeln!(io::stdout().lock(), "{text}");
}

/// Writes one line for the person at the terminal.
pub(crate) fn note(text: &str) {
    let _reader_went_away = writeln!(anstream::AutoStream::auto(io::stderr()).lock(), "{text}");
}

/// Writes data as indented JSON.
pub(crate) fn json<T: Serialize>(data: &T) -> anyhow::Result<()> {
    line(&serde_json::to_string_pretty(data)?);
    Ok(())
}

/// Writes an error and its causes, outermost first, each on a line of its own.
pub(crate) fn error(error: &anyhow::Error) {
    note(&format!("{} {}", styled(BAD, "error:"), clean_lines(&error.to_string())));
    for cause in error.chain().skip(1) {
        note(&format!("  because: {}", clean_lines(&cause.to_string())));
    }
}

/// Cleans each line of a text that may have several.
fn clean_lines(text: &str) -> String {
    text.lines().map(|line| CleanText::new(line).to_string()).collect::<Vec<_>>().join("\n  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_cannot_steer_the_terminal() {
        assert_eq!(clean_lines("no \u{1b}[31mred\nsecond\u{7} line"), "no [31mred\n  second line");
    }
}
