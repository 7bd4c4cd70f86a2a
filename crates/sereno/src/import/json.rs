//! JSON: one object a line, or one object that is the whole file.

use anyhow::{Context, bail};
use serde_json::{Map, Value};
use sereno_domain::intake::Refusal;
use sereno_domain::intake::csv::{FIELD_BYTES_MAX, RECORD_BYTES_MAX};
use sereno_domain::intake::header::is_note;
use sereno_domain::intake::mapping::Mapping;
use sereno_domain::intake::record::{Cell, Record};
use sereno_domain::intake::reference::row_hash;

use super::source::{Chunks, Original, Row};

/// Bytes of a line that is no JSON which are kept.
const TEXT_KEPT_MAX: usize = 1_000;

/// Lines of JSON being read.
#[derive(Debug)]
pub(crate) struct JsonSource {
    chunks: Chunks,
    /// Text read and not yet handed out.
    text: String,
    /// Bytes of it handed out.
    at: usize,
    line: u64,
    ended: bool,
    /// The first row, already read to learn the form of the file.
    first: Option<Row>,
}

/// A line, and whether its end was passed over.
struct Line {
    no: u64,
    text: String,
    too_long: bool,
}

impl JsonSource {
    pub(super) fn open(chunks: Chunks) -> anyhow::Result<Self> {
        let (text, first) = (String::new(), None);
        let mut source = Self { chunks, text, at: 0, line: 1, ended: false, first };
        let Some(line) = source.next_line()? else {
            bail!("the file is empty: write one JSON object a line");
        };
        let goes_on = serde_json::from_str::<Value>(&line.text).is_err_and(|e| e.is_eof());
        let row = if goes_on && !line.too_long { source.whole(line)? } else { row(line) };
        source.first = Some(row);
        Ok(source)
    }

    pub(super) fn chunks(&self) -> &Chunks {
        &self.chunks
    }

    /// The next row.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<Row>> {
        match self.first.take() {
            Some(row) => Ok(Some(row)),
            None => Ok(self.next_line()?.map(row)),
        }
    }

    /// The whole file as one object, of which this is the first line.
    fn whole(&mut self, first: Line) -> anyhow::Result<Row> {
        let mut text = first.text;
        while let Some(line) = self.next_line()? {
            text.push('\n');
            text.push_str(&line.text);
            if line.too_long || text.len() > RECORD_BYTES_MAX {
                bail!(
                    "the first object goes on for more than {} KiB: write one object a line",
                    RECORD_BYTES_MAX / 1024
                );
            }
        }
        let value: Value = serde_json::from_str(&text).context(
            "the file is neither one JSON object nor one a line: mend the place named below",
        )?;
        match value {
            Value::Object(object) => {
                Ok(Row { line: first.no, original: Original::Object(object), fault: None })
            }
            _ => bail!("the file is a JSON list: write one object a line, as `jq -c '.[]'` does"),
        }
    }

    /// The next line that is not blank.
    fn next_line(&mut self) -> anyhow::Result<Option<Line>> {
        let mut line = Line { no: self.line, text: String::new(), too_long: false };
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let end = rest.find('\n');
            let piece = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            if line.text.len() + piece.len() > RECORD_BYTES_MAX {
                line.too_long = true;
            } else {
                line.text.push_str(piece);
            }
            if let Some(end) = end {
                self.at += end + 1;
                self.line += 1;
                if line.too_long || !line.text.trim().is_empty() {
                    return Ok(Some(line));
                }
                line = Line { no: self.line, text: String::new(), too_long: false };
            } else if self.ended {
                self.at = self.text.len();
                let said = line.too_long || !line.text.trim().is_empty();
                return Ok(said.then_some(line));
            } else {
                self.at = 0;
                self.text = self.chunks.next()?.unwrap_or_else(|| {
                    self.ended = true;
                    String::new()
                });
            }
        }
    }
}

fn row(line: Line) -> Row {
    let refused = |text: String, wrong: &str, remedy: &str| Row {
        line: line.no,
        original: Original::Text(text.chars().take(TEXT_KEPT_MAX).collect()),
        fault: Some(Refusal::of_row(wrong, remedy)),
    };
    if line.too_long {
        let wrong = format!("the row is longer than {} KiB", RECORD_BYTES_MAX / 1024);
        return refused(line.text, &wrong, "shorten it");
    }
    match serde_json::from_str(&line.text) {
        Ok(Value::Object(object)) => {
            Row { line: line.no, original: Original::Object(object), fault: None }
        }
        Ok(_) => refused(line.text, "the row is no JSON object", "write {\"ref\": …}"),
        Err(error) => {
            let wrong = format!("the row is no JSON ({error})");
            refused(line.text, &wrong, "write one object a line, in one line")
        }
    }
}

/// An object as the mapping sees it.
pub(super) fn record<'r>(
    object: &'r Map<String, Value>,
    mapping: &'r Mapping,
) -> Result<Record<'r>, Refusal> {
    if mapping.refuses_extra_columns() {
        let known = |key: &str| mapping.references().any(|reference| reference == key);
        if let Some(key) = object.keys().find(|key| !is_note(key) && !known(key)) {
            let known: Vec<&str> = mapping.references().collect();
            let remedy = format!("take it out, or write one of {}", known.join(", "));
            return Err(Refusal::of(key, "", "the key is not known", &remedy));
        }
    }
    let mut record = Record::default();
    for reference in mapping.references() {
        let mut cells = Vec::new();
        let mut steps = reference.split('.');
        if let Some(step) = steps.next() {
            find(object, step, &steps, None, reference, &mut cells)?;
        }
        record.add(reference, cells);
    }
    if mapping.rows_are_hashed() {
        let fields: Vec<(&str, String)> =
            object.iter().map(|(key, value)| (key.as_str(), value.to_string())).collect();
        let fields = fields.iter().map(|(key, text)| (*key, text.as_str()));
        record.set_row_hash(row_hash(fields));
    }
    Ok(record)
}

/// Walks one step of a path like `skills[].name` and gathers what it leads to. The outermost list
/// says which cells belong together.
fn find<'r>(
    object: &'r Map<String, Value>,
    step: &str,
    rest: &std::str::Split<'_, char>,
    at: Option<usize>,
    reference: &'r str,
    cells: &mut Vec<Cell<'r>>,
) -> Result<(), Refusal> {
    let (key, each) = step.strip_suffix("[]").map_or((step, false), |key| (key, true));
    let found = match object.get(key) {
        None | Some(Value::Null) => return Ok(()),
        Some(found) => found,
    };
    // A list where one value was expected is read as several, and the other way about.
    let items: Vec<(Option<usize>, &Value)> = match found {
        Value::Array(items) if each => {
            items.iter().enumerate().map(|(no, item)| (at.or(Some(no)), item)).collect()
        }
        Value::Array(items) => items.iter().map(|item| (at, item)).collect(),
        one => vec![(at, one)],
    };
    for (at, item) in items {
        let mut rest = rest.clone();
        match (rest.next(), item) {
            (_, Value::Null) => {}
            (Some(step), Value::Object(inner)) => {
                find(inner, step, &rest, at, reference, cells)?;
            }
            (Some(_), _) => {
                let wrong = format!("`{key}` is no object");
                return Err(Refusal::of(reference, &item.to_string(), &wrong, "write one"));
            }
            (None, Value::Object(_) | Value::Array(_)) => {
                let (wrong, remedy) = ("is no single value", "write a text or a number");
                return Err(Refusal::of(reference, &item.to_string(), wrong, remedy));
            }
            (None, Value::String(text)) => {
                if text.len() > FIELD_BYTES_MAX {
                    let wrong = format!("is longer than {} KiB", FIELD_BYTES_MAX / 1024);
                    return Err(Refusal::of(reference, text, &wrong, "shorten it"));
                }
                cells.push(Cell { column: reference, text: text.as_str().into(), at });
            }
            (None, Value::Bool(_) | Value::Number(_)) => {
                cells.push(Cell { column: reference, text: item.to_string().into(), at });
            }
        }
    }
    Ok(())
}
