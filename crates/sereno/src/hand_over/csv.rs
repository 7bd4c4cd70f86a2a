//! Items and lines as CSV, for programs.
//!
//! RFC 4180: comma, quotes where needed, rows end in CR LF. UTF-8 without a mark at its start,
//! which programs would read into the first column's name; people get the workbook.

use std::io::Write;

use ::csv::{Terminator, WriterBuilder};

use super::table::{Cell, ITEM_COLUMNS, LINE_COLUMNS, TableError, item_cells, line_cells};
use super::{HandedItem, HandedLine, HandedRun};

/// Why there is no CSV.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CsvError {
    /// What was handed in makes no table.
    #[error("the run makes no table")]
    Table(#[from] TableError),
    /// It could not be written out.
    #[error("the table could not be written in full: see that there is room, and export it again")]
    Write(#[from] ::csv::Error),
}

/// Writes the items, in the order given.
///
/// # Errors
/// [`CsvError`]; what was written until then is no whole file.
pub(crate) fn items(
    out: impl Write,
    run: &HandedRun,
    items: &[HandedItem],
) -> Result<(), CsvError> {
    write(out, &ITEM_COLUMNS, items.iter().map(|item| item_cells(run, item)))
}

/// Writes the lines, in the order given.
///
/// # Errors
/// [`CsvError`]; what was written until then is no whole file.
pub(crate) fn lines(
    out: impl Write,
    run: &HandedRun,
    lines: &[HandedLine],
) -> Result<(), CsvError> {
    write(out, &LINE_COLUMNS, lines.iter().map(|line| Ok(line_cells(run, line))))
}

fn write<const N: usize>(
    out: impl Write,
    columns: &[&str; N],
    rows: impl Iterator<Item = Result<[Cell; N], TableError>>,
) -> Result<(), CsvError> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    writer.write_record(columns)?;
    for row in rows {
        writer.write_record(row?.iter().map(Cell::plain))?;
    }
    writer.flush().map_err(::csv::Error::from)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    fn items_csv(all: &[HandedItem]) -> String {
        let mut out = Vec::new();
        items(&mut out, &example::run(), all).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn items_stand_as_they_are() {
        insta::assert_snapshot!(items_csv(&example::items()).replace("\r\n", "\n"));
    }

    #[test]
    fn lines_stand_as_they_are() {
        let mut out = Vec::new();
        lines(&mut out, &example::run(), &example::lines()).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap().replace("\r\n", "\n"));
    }

    #[test]
    fn every_row_ends_in_cr_lf_and_no_other_control_gets_in() {
        let mut all = example::items();
        all[0].reasons = "one\r\ntwo\u{0}\u{1b}[31m\tthree".to_owned();
        let text = items_csv(&all);
        assert_eq!(text.matches("\r\n").count(), all.len() + 1);
        assert!(!text.replace("\r\n", "").contains(char::is_control), "{text:?}");
        assert!(text.contains("one two[31m three"), "{text:?}");
    }

    #[test]
    fn what_is_written_is_read_back() {
        let text = items_csv(&example::items());
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.headers().unwrap(), ITEM_COLUMNS.as_slice());
        let developers: Vec<String> =
            reader.records().map(|row| row.unwrap()[2].to_owned()).collect();
        assert_eq!(
            developers,
            ["Ana \"La Jefa\" Müller, <&>", "'=HYPERLINK(\"x\")", "#1207", "李 😀"]
        );
    }

    #[test]
    fn our_own_negative_amounts_are_numbers() {
        let mut all = example::items();
        all[0].net_minor = -5;
        assert!(items_csv(&all).contains(",-0.05,"));
    }

    #[test]
    fn amounts_without_a_currency_are_refused() {
        let mut all = example::items();
        all[0].currency = None;
        let error = items(Vec::new(), &example::run(), &all).unwrap_err();
        assert_eq!(
            std::error::Error::source(&error).unwrap().to_string(),
            "the item of placement 11 has amounts and no currency: compute the run again"
        );
    }
}
