//! Comma-separated records out of text, chunk by chunk.
//!
//! Written here rather than taken from a library because an import must say in which line a
//! quotation mark was opened and never closed, must pass over a field of any length without keeping
//! it, and must go on with the next row after either.

/// Bytes of one field that are kept. Longer fields are passed over and their row is refused.
pub const FIELD_BYTES_MAX: usize = 64 * 1024;
/// Bytes of one record that are kept.
pub const RECORD_BYTES_MAX: usize = 1024 * 1024;
/// Fields of one record that are kept.
pub const RECORD_FIELDS_MAX: usize = 2_000;

/// One row of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CsvRecord {
    /// Line it starts in, from 1.
    pub line: u64,
    /// Its fields, without quotation marks.
    pub fields: Vec<String>,
    /// What is wrong with its form; the first thing only.
    pub fault: Option<CsvFault>,
}

/// What can be wrong with the form of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvFault {
    /// A field is longer than [`FIELD_BYTES_MAX`]; its place, from 0. Its start was kept.
    FieldTooLong(usize),
    /// The row is longer than [`RECORD_BYTES_MAX`] or has more than [`RECORD_FIELDS_MAX`] fields.
    RecordTooLong,
    /// Text after a closing quotation mark, in this line.
    AfterQuote(u64),
}

/// A quotation mark that nothing closes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a quotation mark opened in line {line} (field {field}) is never closed: close it, or write it twice if it is part of the text"
)]
pub struct UnclosedQuote {
    /// Line of the mark, from 1.
    pub line: u64,
    /// Field of the mark, from 1.
    pub field: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    /// After a quotation mark inside quotation marks: closed, or the first of two.
    QuoteSeen,
}

/// Splits text into records.
#[derive(Debug)]
pub struct Splitter {
    delimiter: char,
    state: State,
    record: CsvRecord,
    field: String,
    n_bytes: usize,
    line: u64,
    quote_line: u64,
    after_return: bool,
}

impl Splitter {
    /// A splitter at the start of a file.
    pub fn new(delimiter: char) -> Self {
        Self {
            delimiter,
            state: State::FieldStart,
            record: CsvRecord::default(),
            field: String::new(),
            n_bytes: 0,
            line: 1,
            quote_line: 0,
            after_return: false,
        }
    }

    /// Reads `text` and hands every record that ends in it to `sink`.
    pub fn push(&mut self, text: &str, mut sink: impl FnMut(CsvRecord)) {
        for ch in text.chars() {
            let line_feed_of_pair = ch == '\n' && std::mem::take(&mut self.after_return);
            self.after_return = ch == '\r' && self.state != State::Quoted;
            if line_feed_of_pair {
                continue;
            }
            if self.n_bytes == 0 && self.record.fields.is_empty() {
                self.record.line = self.line;
            }
            self.read(ch, &mut sink);
        }
    }

    /// Ends the file: the last record may lack its line break.
    ///
    /// # Errors
    /// [`UnclosedQuote`] when the file ends inside quotation marks.
    pub fn finish(mut self) -> Result<Option<CsvRecord>, UnclosedQuote> {
        if self.state == State::Quoted {
            let field = self.record.fields.len() + 1;
            return Err(UnclosedQuote { line: self.quote_line, field });
        }
        let mut last = None;
        self.end_record(&mut |record| last = Some(record));
        Ok(last)
    }

    fn read(&mut self, ch: char, sink: &mut impl FnMut(CsvRecord)) {
        let ends_line = ch == '\n' || ch == '\r';
        match self.state {
            State::Quoted if ch == '"' => self.state = State::QuoteSeen,
            State::Quoted => {
                self.line += u64::from(ch == '\n');
                self.keep(ch);
            }
            State::QuoteSeen if ch == '"' => {
                self.keep(ch);
                self.state = State::Quoted;
            }
            State::FieldStart | State::Plain | State::QuoteSeen if ends_line => {
                self.end_record(sink);
                self.line += 1;
            }
            State::FieldStart | State::Plain | State::QuoteSeen if ch == self.delimiter => {
                self.n_bytes += 1;
                self.end_field();
            }
            State::QuoteSeen => {
                self.fault(CsvFault::AfterQuote(self.line));
                self.keep(ch);
                self.state = State::Plain;
            }
            State::FieldStart if ch == '"' => {
                self.n_bytes += 1;
                self.quote_line = self.line;
                self.state = State::Quoted;
            }
            State::FieldStart | State::Plain => {
                self.keep(ch);
                self.state = State::Plain;
            }
        }
    }

    fn keep(&mut self, ch: char) {
        self.n_bytes += ch.len_utf8();
        if self.field.len() >= FIELD_BYTES_MAX {
            self.fault(CsvFault::FieldTooLong(self.record.fields.len()));
        } else if self.n_bytes > RECORD_BYTES_MAX {
            self.fault(CsvFault::RecordTooLong);
        } else {
            self.field.push(ch);
        }
    }

    /// Keeps the first thing that is wrong.
    fn fault(&mut self, fault: CsvFault) {
        self.record.fault.get_or_insert(fault);
    }

    fn end_field(&mut self) {
        let field = std::mem::take(&mut self.field);
        if self.record.fields.len() < RECORD_FIELDS_MAX {
            self.record.fields.push(field);
        } else {
            self.fault(CsvFault::RecordTooLong);
        }
        self.state = State::FieldStart;
    }

    fn end_record(&mut self, sink: &mut impl FnMut(CsvRecord)) {
        let blank = self.n_bytes == 0 && self.record.fields.is_empty();
        if !blank {
            self.end_field();
            let n_fields = self.record.fields.len();
            let next = CsvRecord { fields: Vec::with_capacity(n_fields), ..CsvRecord::default() };
            sink(std::mem::replace(&mut self.record, next));
        }
        self.state = State::FieldStart;
        self.n_bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Result<Vec<CsvRecord>, UnclosedQuote> {
        let mut splitter = Splitter::new(',');
        let mut all = Vec::new();
        // One character at a time: a chunk may end anywhere.
        for ch in text.chars() {
            splitter.push(&ch.to_string(), |record| all.push(record));
        }
        all.extend(splitter.finish()?);
        Ok(all)
    }

    fn check(text: &str, expected: &[(u64, &[&str])]) {
        let found = split(text).unwrap();
        let found: Vec<(u64, Vec<&str>)> = found
            .iter()
            .map(|record| (record.line, record.fields.iter().map(String::as_str).collect()))
            .collect();
        let expected: Vec<(u64, Vec<&str>)> =
            expected.iter().map(|&(line, fields)| (line, fields.to_vec())).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn rows_and_fields() {
        check("a,b\n1,2\n", &[(1, &["a", "b"]), (2, &["1", "2"])]);
        check("a,b\r\n1,\r\n", &[(1, &["a", "b"]), (2, &["1", ""])]);
        check("a\rb", &[(1, &["a"]), (2, &["b"])]);
        check("a,b\n\n\n1,2", &[(1, &["a", "b"]), (4, &["1", "2"])]);
        check(",\n", &[(1, &["", ""])]);
        check("\"\"\n", &[(1, &[""])]);
        check("", &[]);
    }

    #[test]
    fn quotation_marks() {
        check("\"a,b\",c\n", &[(1, &["a,b", "c"])]);
        check("\"say \"\"hi\"\"\"\n", &[(1, &["say \"hi\""])]);
        check("\"two\nlines\",x\ny,z\n", &[(1, &["two\nlines", "x"]), (3, &["y", "z"])]);
        check("\"a\r\nb\"\nc\n", &[(1, &["a\r\nb"]), (3, &["c"])]);
        check("5\" disk,x\n", &[(1, &["5\" disk", "x"])]);
    }

    #[test]
    fn text_after_a_closing_mark_is_a_fault_of_its_row_alone() {
        let found = split("\"a\"b,c\nd,e\n").unwrap();
        assert_eq!(found[0].fault, Some(CsvFault::AfterQuote(1)));
        assert_eq!((found[1].fault, found[1].fields.len()), (None, 2));
    }

    #[test]
    fn a_mark_that_is_never_closed_is_told_with_its_line() {
        assert_eq!(split("a\nb,\"c\nd\ne"), Err(UnclosedQuote { line: 2, field: 2 }));
    }

    #[test]
    fn a_field_of_a_million_characters_is_passed_over_and_the_next_row_is_read() {
        let text = format!("a,{},c\nd,e,f\n", "x".repeat(1_000_000));
        let found = split(&text).unwrap();
        assert_eq!(found[0].fault, Some(CsvFault::FieldTooLong(1)));
        assert!(found[0].fields[1].len() <= FIELD_BYTES_MAX);
        assert_eq!(found[1].fields, ["d", "e", "f"]);
    }

    #[test]
    fn a_row_of_too_many_fields_is_passed_over() {
        let found = split(&format!("{}\na\n", ",".repeat(10_000))).unwrap();
        assert_eq!(found[0].fault, Some(CsvFault::RecordTooLong));
        assert_eq!(found[0].fields.len(), RECORD_FIELDS_MAX);
        assert_eq!(found[1].fields, ["a"]);
    }
}
