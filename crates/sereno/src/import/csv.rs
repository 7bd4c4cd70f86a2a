//! Tables of text: the header bound to the mapping, then row after row.

use std::collections::VecDeque;

use anyhow::bail;
use sereno_domain::intake::Refusal;
use sereno_domain::intake::csv::{
    CsvFault, CsvRecord, FIELD_BYTES_MAX, RECORD_BYTES_MAX, RECORD_FIELDS_MAX, Splitter,
};
use sereno_domain::intake::header::Columns;
use sereno_domain::intake::mapping::Mapping;
use sereno_domain::intake::record::{Cell, Record};
use sereno_domain::intake::reference::row_hash;

use super::source::{Chunks, Original, Row};

/// A table being read.
#[derive(Debug)]
pub(crate) struct CsvSource {
    chunks: Chunks,
    /// None at the end of the file.
    splitter: Option<Splitter>,
    ready: VecDeque<CsvRecord>,
    header: Vec<Vec<String>>,
    columns: Columns,
}

impl CsvSource {
    pub(super) fn open(chunks: Chunks, mapping: &Mapping) -> anyhow::Result<Self> {
        let mut source = Self {
            chunks,
            splitter: Some(Splitter::new(mapping.delimiter())),
            ready: VecDeque::new(),
            header: Vec::new(),
            columns: Columns::default(),
        };
        for no in 1..=mapping.header_rows() {
            match source.next_record()? {
                Some(CsvRecord { line, fault: Some(fault), .. }) => {
                    bail!("line {line}, in the header: {}", refusal_of(fault, "", ""));
                }
                Some(record) => source.header.push(record.fields),
                None if no == 1 => bail!("the file is empty: write a header row and rows below it"),
                None => bail!("the file has fewer header rows than the mapping says"),
            }
        }
        source.columns = Columns::bind(mapping, &source.header)?;
        Ok(source)
    }

    pub(super) fn chunks(&self) -> &Chunks {
        &self.chunks
    }

    /// The header rows as they stand in the file.
    pub(super) fn header(&self) -> &[Vec<String>] {
        &self.header
    }

    /// The next row.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<Row>> {
        let Some(CsvRecord { line, fields, fault }) = self.next_record()? else {
            return Ok(None);
        };
        let fault = match fault {
            Some(fault) => Some(self.refusal(fault, &fields)),
            None if fields.len() == self.columns.len() => None,
            None => {
                let wrong = format!(
                    "the row has {} fields and the header {}",
                    fields.len(),
                    self.columns.len()
                );
                let remedy = "put text with a delimiter in it between quotation marks";
                Some(Refusal::of_row(&wrong, remedy))
            }
        };
        Ok(Some(Row { line, original: Original::Fields(fields), fault }))
    }

    fn next_record(&mut self) -> anyhow::Result<Option<CsvRecord>> {
        while self.ready.is_empty() {
            let Some(mut splitter) = self.splitter.take() else { return Ok(None) };
            if let Some(text) = self.chunks.next()? {
                splitter.push(&text, |record| self.ready.push_back(record));
                self.splitter = Some(splitter);
            } else {
                self.ready.extend(splitter.finish()?);
            }
        }
        Ok(self.ready.pop_front())
    }

    fn refusal(&self, fault: CsvFault, fields: &[String]) -> Refusal {
        let (column, value) = match fault {
            CsvFault::FieldTooLong(at) => {
                (self.columns.name(at), fields.get(at).map_or("", String::as_str))
            }
            CsvFault::RecordTooLong | CsvFault::AfterQuote(_) => ("", ""),
        };
        refusal_of(fault, column, value)
    }

    /// A row as the mapping sees it.
    pub(super) fn record<'r>(&'r self, fields: &'r [String], mapping: &Mapping) -> Record<'r> {
        let mut record = Record::default();
        let text = |at: usize| fields.get(at).map_or("", String::as_str);
        for (reference, places) in self.columns.bound() {
            let cells = places.iter().map(|&at| Cell {
                column: self.columns.name(at),
                text: text(at).into(),
                at: None,
            });
            record.add(reference, cells.collect());
        }
        if mapping.rows_are_hashed() {
            let fields = (0..fields.len()).map(|at| (self.columns.name(at), text(at)));
            record.set_row_hash(row_hash(fields));
        }
        record
    }
}

fn refusal_of(fault: CsvFault, column: &str, value: &str) -> Refusal {
    match fault {
        CsvFault::FieldTooLong(_) => {
            let wrong = format!("is longer than {} KiB", FIELD_BYTES_MAX / 1024);
            let remedy = "shorten it; its end is not in the file of refused rows";
            Refusal::of(column, value, &wrong, remedy)
        }
        CsvFault::RecordTooLong => {
            let wrong = format!(
                "the row is longer than {} KiB or has more than {RECORD_FIELDS_MAX} fields",
                RECORD_BYTES_MAX / 1024
            );
            Refusal::of_row(&wrong, "shorten it; its end is not in the file of refused rows")
        }
        CsvFault::AfterQuote(line) => {
            let wrong = format!("text follows a closing quotation mark in line {line}");
            let remedy = "write a quotation mark that is part of the text twice, and close each \
                          that is opened in its own row";
            Refusal::of_row(&wrong, remedy)
        }
    }
}
