//! Rows in Postgres's text format for `COPY`: columns by tab, `\N` for null, the rest escaped.

use std::fmt::{self, Write};

/// Rows of one table, on their way to the server.
#[derive(Debug, Default)]
pub(super) struct Rows {
    text: String,
    in_row: bool,
}

impl Rows {
    /// One column of the row.
    pub(super) fn column(&mut self, value: impl fmt::Display) -> &mut Self {
        self.part();
        // Writing to a String cannot fail.
        let _ = write!(Escaped(&mut self.text), "{value}");
        self
    }

    /// One column that may be null.
    pub(super) fn maybe(&mut self, value: Option<impl fmt::Display>) -> &mut Self {
        if let Some(value) = value {
            return self.column(value);
        }
        self.part();
        self.text.push_str("\\N");
        self
    }

    /// One `bytea` column.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.part();
        self.text.push_str("\\\\x");
        for byte in bytes {
            let _ = write!(self.text, "{byte:02x}");
        }
        self
    }

    /// One column of a `text[]` of plain words.
    pub(super) fn words<W: fmt::Display>(&mut self, words: &[W]) -> &mut Self {
        let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        self.column(format_args!("{{{}}}", words.join(",")))
    }

    /// Ends the row.
    pub(super) fn end(&mut self) {
        self.text.push('\n');
        self.in_row = false;
    }

    /// What was written.
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    fn part(&mut self) {
        if self.in_row {
            self.text.push('\t');
        }
        self.in_row = true;
    }
}

struct Escaped<'a>(&'a mut String);

impl Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for ch in text.chars() {
            match ch {
                '\\' => self.0.push_str("\\\\"),
                '\t' => self.0.push_str("\\t"),
                '\n' => self.0.push_str("\\n"),
                '\r' => self.0.push_str("\\r"),
                ch => self.0.push(ch),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_column_or_a_row_is_escaped() {
        let mut rows = Rows::default();
        rows.column("a\tb\\N\r\n").maybe(None::<&str>).bytes(&[0, 255]).words(&["CO", "BR"]).end();
        rows.column(1).end();
        let expected = "a\\tb\\\\N\\r\\n\t\\N\t\\\\x00ff\t{\"CO\",\"BR\"}\n1\n";
        assert_eq!(std::str::from_utf8(rows.as_bytes()), Ok(expected));
    }
}
