//! The file of refused rows: in the format of the one they came from, with the line and what is
//! wrong beside each, so that it can be mended and imported as it is.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde_json::{Map, Value};
use sereno_domain::intake::Refusal;
use sereno_domain::intake::mapping::Mapping;

use super::source::{Original, Row, Source};

/// Line of the row in the file it came from.
const LINE: &str = "_line";
/// What is wrong with it.
const ERROR: &str = "_error";
/// A line that is no JSON object.
const TEXT: &str = "_text";

/// The file, when there is to be one.
pub(super) struct Rejects(Option<Open>);

struct Open {
    path: PathBuf,
    form: Form,
    n_rows: u64,
}

enum Form {
    /// A table, and the places of columns that an earlier refusal put there.
    Csv { writer: Box<csv::Writer<File>>, notes: Vec<usize> },
    /// Objects, one a line.
    Json(BufWriter<File>),
}

impl Rejects {
    /// Creates the file. One that is there is not touched: it may be the one being mended.
    pub(super) fn create(
        path: Option<&Path>,
        source: &Source,
        mapping: &Mapping,
    ) -> anyhow::Result<Self> {
        let Some(path) = path else { return Ok(Self(None)) };
        if path.exists() {
            bail!(
                "the file {} for refused rows is there already: move it away or name another",
                path.display()
            );
        }
        let file = File::create_new(path)
            .with_context(|| format!("cannot create {} for refused rows", path.display()))?;
        let form = match source {
            Source::Csv(source) => {
                let delimiter = u8::try_from(mapping.delimiter()).unwrap_or(b',');
                let writer =
                    csv::WriterBuilder::new().flexible(true).delimiter(delimiter).from_writer(file);
                let mut form = Form::Csv { writer: Box::new(writer), notes: Vec::new() };
                form.write_header(source.header())?;
                form
            }
            Source::Json(_) => Form::Json(BufWriter::new(file)),
        };
        Ok(Self(Some(Open { path: path.to_owned(), form, n_rows: 0 })))
    }

    /// Adds a row.
    pub(super) fn write(&mut self, row: &Row, refusals: &[Refusal]) -> anyhow::Result<()> {
        let Some(open) = &mut self.0 else { return Ok(()) };
        let told: Vec<String> = refusals.iter().map(ToString::to_string).collect();
        open.n_rows += 1;
        open.form
            .write(row, &told.join("; "))
            .with_context(|| format!("cannot write to {}", open.path.display()))
    }

    /// Closes the file and says where it is; a file without a row is taken away again.
    pub(super) fn finish(self) -> anyhow::Result<Option<PathBuf>> {
        let Some(Open { path, mut form, n_rows }) = self.0 else { return Ok(None) };
        form.flush().with_context(|| format!("cannot write to {}", path.display()))?;
        if n_rows == 0 {
            drop(form);
            std::fs::remove_file(&path)
                .with_context(|| format!("cannot take {} away again", path.display()))?;
            return Ok(None);
        }
        Ok(Some(path))
    }

    /// Takes the file away: nothing was imported, so that every row is still to come.
    pub(super) fn discard(self) {
        if let Some(open) = self.0 {
            // The reason why nothing was imported is the one to tell.
            let _stays_behind = std::fs::remove_file(open.path);
        }
    }
}

impl Form {
    fn write_header(&mut self, rows: &[Vec<String>]) -> anyhow::Result<()> {
        let Self::Csv { writer, notes } = self else { return Ok(()) };
        let first = rows.first().map(Vec::as_slice).unwrap_or_default();
        let is_note = |name: &String| name == LINE || name == ERROR;
        notes.extend((0..first.len()).filter(|&at| first.get(at).is_some_and(is_note)));
        for (no, row) in rows.iter().enumerate() {
            let (line, error) = if no == 0 { (LINE, ERROR) } else { ("", "") };
            write_fields(writer, notes, line, error, row)?;
        }
        Ok(())
    }

    fn write(&mut self, row: &Row, told: &str) -> anyhow::Result<()> {
        let line = row.line.to_string();
        match (self, &row.original) {
            (Self::Csv { writer, notes }, Original::Fields(fields)) => {
                write_fields(writer, notes, &line, told, fields)
            }
            (Self::Csv { writer, .. }, Original::Text(text)) => {
                Ok(writer.write_record([line.as_str(), told, text])?)
            }
            (Self::Csv { .. }, Original::Object(_)) => bail!("a table holds no object"),
            (Self::Json(file), original) => {
                let mut object = match original {
                    Original::Object(object) => object.clone(),
                    Original::Text(text) => {
                        Map::from_iter([(TEXT.to_owned(), Value::from(text.as_str()))])
                    }
                    Original::Fields(fields) => {
                        Map::from_iter([(TEXT.to_owned(), Value::from(fields.join(",")))])
                    }
                };
                object.insert(LINE.to_owned(), row.line.into());
                object.insert(ERROR.to_owned(), told.into());
                serde_json::to_writer(&mut *file, &object)?;
                Ok(file.write_all(b"\n")?)
            }
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::Csv { writer, .. } => writer.flush(),
            Self::Json(file) => file.flush(),
        }
    }
}

/// Writes a row with its notes in front, where they cannot be taken for a field too many.
fn write_fields(
    writer: &mut csv::Writer<File>,
    notes: &[usize],
    line: &str,
    error: &str,
    fields: &[String],
) -> anyhow::Result<()> {
    writer.write_field(line)?;
    writer.write_field(error)?;
    for (_, field) in fields.iter().enumerate().filter(|(at, _)| !notes.contains(at)) {
        writer.write_field(field)?;
    }
    Ok(writer.write_record(None::<&[u8]>)?)
}
