//! A file as a stream of rows, whatever it is written in.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::Context;
use sereno_domain::intake::Refusal;
use sereno_domain::intake::decode::Decoder;
use sereno_domain::intake::mapping::{Form, Mapping};
use sereno_domain::intake::record::Record;

use super::csv::CsvSource;
use super::json::JsonSource;

/// Bytes read at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// One row as the file has it.
#[derive(Debug)]
pub(super) struct Row {
    /// Line it starts in, from 1.
    pub(super) line: u64,
    pub(super) original: Original,
    /// What is wrong with its form.
    pub(super) fault: Option<Refusal>,
}

/// What stands in the file, to be written to the file of refused rows.
#[derive(Debug)]
pub(super) enum Original {
    /// Fields of a table.
    Fields(Vec<String>),
    /// A JSON object.
    Object(serde_json::Map<String, serde_json::Value>),
    /// A line that is no JSON object.
    Text(String),
}

impl Row {
    /// About how much memory it takes.
    pub(super) fn n_bytes(&self) -> usize {
        match &self.original {
            Original::Fields(fields) => fields.iter().map(String::len).sum(),
            Original::Object(object) => object.len() * size_of::<serde_json::Value>(),
            Original::Text(text) => text.len(),
        }
    }
}

/// A file being read.
#[derive(Debug)]
pub(crate) enum Source {
    Csv(Box<CsvSource>),
    Json(Box<JsonSource>),
}

impl Source {
    /// Opens a file: what its name does not tell, the mapping does.
    pub(super) fn open(path: &Path, mapping: &Mapping) -> anyhow::Result<Self> {
        let chunks = Chunks::open(path)?;
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
        let form = match ending.as_deref() {
            Some("json" | "jsonl" | "ndjson") => Form::Json,
            Some("csv" | "tsv") => Form::Csv,
            _ => mapping.form(),
        };
        match form {
            Form::Csv => Ok(Self::Csv(Box::new(CsvSource::open(chunks, mapping)?))),
            Form::Json => Ok(Self::Json(Box::new(JsonSource::open(chunks)?))),
        }
    }

    /// The next row.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<Row>> {
        match self {
            Self::Csv(source) => source.next(),
            Self::Json(source) => source.next(),
        }
    }

    /// A row as the mapping sees it, or what is wrong with its form.
    pub(super) fn record<'r>(
        &'r self,
        row: &'r Row,
        mapping: &'r Mapping,
    ) -> Result<Record<'r>, Refusal> {
        if let Some(fault) = &row.fault {
            return Err(fault.clone());
        }
        match (self, &row.original) {
            (Self::Csv(source), Original::Fields(fields)) => Ok(source.record(fields, mapping)),
            (_, Original::Object(object)) => super::json::record(object, mapping),
            (Self::Json(_), Original::Fields(_)) | (_, Original::Text(_)) => {
                Err(Refusal::of_row("the row cannot be read", "write it again"))
            }
        }
    }

    /// Bytes of the file.
    pub(super) fn n_bytes(&self) -> u64 {
        self.chunks().n_bytes
    }

    /// Bytes read so far.
    pub(super) fn n_bytes_read(&self) -> u64 {
        self.chunks().n_bytes_read
    }

    fn chunks(&self) -> &Chunks {
        match self {
            Self::Csv(source) => source.chunks(),
            Self::Json(source) => source.chunks(),
        }
    }
}

/// The text of a file, a piece at a time.
#[derive(Debug)]
pub(super) struct Chunks {
    file: File,
    decoder: Decoder,
    buffer: Vec<u8>,
    n_bytes: u64,
    n_bytes_read: u64,
}

impl Chunks {
    fn open(path: &Path) -> anyhow::Result<Self> {
        let file = File::open(path).context("check the path and its rights")?;
        let n_bytes = file.metadata().map(|metadata| metadata.len()).unwrap_or_default();
        Ok(Self {
            file,
            decoder: Decoder::default(),
            buffer: vec![0; CHUNK_BYTES],
            n_bytes,
            n_bytes_read: 0,
        })
    }

    /// The next piece; none at the end of the file.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<String>> {
        let n_bytes = self.file.read(&mut self.buffer).context("reading stopped half-way")?;
        self.n_bytes_read += u64::try_from(n_bytes)?;
        if n_bytes == 0 {
            self.decoder.finish()?;
            return Ok(None);
        }
        Ok(Some(self.decoder.push(self.buffer.get(..n_bytes).unwrap_or_default())?))
    }
}
