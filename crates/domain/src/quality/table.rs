//! Files of three columns that people write by hand: labels and audit groups. A row that cannot be
//! used is refused with its line and what to do; the others count.

use crate::clean_text::CleanText;
use crate::intake::csv::{CsvRecord, Splitter, UnclosedQuote};

/// Rows a file may have: a label or group for each of a hundred thousand developers, ten times over.
pub const ROWS_MAX: usize = 1_000_000;

/// A row that is left out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, thiserror::Error)]
#[error("line {line}: {wrong}: {remedy}")]
pub struct RefusedRow {
    /// Where it starts, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub wrong: String,
    /// What to do.
    pub remedy: String,
}

/// A file that cannot be used at all.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Another header, or none.
    #[error("the first line is `{found}`: write `{expected}`")]
    Header {
        /// The line as it stands.
        found: CleanText,
        /// The line as it should be.
        expected: String,
    },
    /// Too long.
    #[error("the file has more than {ROWS_MAX} rows: split it")]
    TooLong,
    /// A quotation mark is never closed.
    #[error(transparent)]
    Quote(#[from] UnclosedQuote),
}

/// What a file came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table<T> {
    /// The rows that could be read, as one thing.
    pub content: T,
    /// Rows that could be read.
    pub n_rows: usize,
    /// Rows that could not, in the order of the file.
    pub refused: Vec<RefusedRow>,
}

/// Reads a comma-separated file with this header, giving each row to `take`, which says what is
/// wrong with one and what to do.
pub(super) fn read<T: Default>(
    text: &str,
    header: [&str; 3],
    take: impl Fn(&mut T, [&str; 3]) -> Result<(), (String, String)>,
) -> Result<Table<T>, TableError> {
    let mut rows = records(text)?.into_iter();
    let expected = header.join(",");
    let found = rows.next().map(|row| row.fields.join(",")).unwrap_or_default();
    let first = found.trim_start_matches('\u{feff}');
    if first.split(',').map(str::trim).ne(header) {
        return Err(TableError::Header { found: CleanText::new(&found), expected });
    }
    let mut table = Table { content: T::default(), n_rows: 0, refused: Vec::new() };
    for row in rows {
        let taken = match (row.fault, row.fields.as_slice()) {
            (None, [a, b, c]) => take(&mut table.content, [a.trim(), b.trim(), c.trim()]),
            (None, fields) => {
                Err((format!("the row has {} fields", fields.len()), format!("write {expected}")))
            }
            (Some(_), _) => {
                let wrong = "the row is too long or has text after a quotation mark".to_owned();
                Err((wrong, format!("write {expected}")))
            }
        };
        match taken {
            Ok(()) => table.n_rows += 1,
            Err((wrong, remedy)) => {
                table.refused.push(RefusedRow { line: row.line, wrong, remedy });
            }
        }
    }
    Ok(table)
}

fn records(text: &str) -> Result<Vec<CsvRecord>, TableError> {
    let mut splitter = Splitter::new(',');
    let mut records = Vec::new();
    splitter.push(text, |record| records.push(record));
    records.extend(splitter.finish()?);
    if records.len() > ROWS_MAX + 1 {
        return Err(TableError::TooLong);
    }
    Ok(records)
}

/// An identity out of a field, or what is wrong with it.
pub(super) fn id<T: std::str::FromStr>(what: &str, text: &str) -> Result<T, (String, String)> {
    text.parse().map_err(|_| {
        let wrong = format!("{what} `{}` is not a number", CleanText::new(text));
        (wrong, format!("write the {what}'s number, as `sereno matches` shows it"))
    })
}
