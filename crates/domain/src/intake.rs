//! Intake: from the files other people write to developers, roles and all that belongs to them.
//!
//! A [`mapping::Mapping`] says which column means what; a reader outside the domain gives the cells
//! of each row as a [`record::Record`]; [`Intake`] turns a record into a row to store, or into the
//! reasons why it is refused. What a file does not say stays unknown. Reading files and writing
//! rows is done elsewhere.

use std::collections::BTreeMap;
use std::fmt;

use crate::clean_text::CleanText;
use crate::country::CountryDirectory;
use crate::skill::Taxonomy;
use crate::skill::report::ResolutionReport;

pub mod account;
pub mod answer;
pub mod attestation;
pub mod checkin;
pub mod clash;
pub mod client;
pub mod csv;
pub mod decode;
pub mod developer;
pub mod document;
pub mod employment;
pub mod extra;
pub mod fee;
pub mod header;
pub mod incident;
pub mod invoice;
mod list;
mod mapped_field;
pub mod mapping;
mod number;
pub mod owner;
mod parse;
pub mod placement;
pub mod rate;
pub mod record;
pub mod reference;
pub mod role;
mod row;
mod skills;
pub mod statement;
pub mod supplement;
mod team;
mod tenure;
pub mod terms;
#[cfg(test)]
mod tests;
pub mod timesheet;
mod title;

use mapping::Mapping;

/// Characters of a wrong value that are shown: enough to find it, few enough for one line.
const VALUE_SHOWN_CHARS_MAX: usize = 60;

/// Why a value, and with it its row, does not go in.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Refusal {
    /// The column as the file names it; empty when the whole row is meant.
    pub column: String,
    /// The value as the file has it, cleaned and cut; empty when there is none.
    pub value: CleanText,
    /// What is wrong with it.
    pub wrong: String,
    /// What to do.
    pub remedy: String,
}

impl Refusal {
    /// A refusal of one value.
    pub fn of(column: &str, value: &str, wrong: &str, remedy: &str) -> Self {
        Self {
            column: column.to_owned(),
            value: shown(value),
            wrong: wrong.to_owned(),
            remedy: remedy.to_owned(),
        }
    }

    /// A refusal of a whole row.
    pub fn of_row(wrong: &str, remedy: &str) -> Self {
        Self::of("", "", wrong, remedy)
    }
}

impl fmt::Display for Refusal {
    /// Writes ``column `pay`: `-5` is negative: write …``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.column.is_empty() {
            write!(f, "column `{}`: ", self.column)?;
        }
        if !self.value.is_empty() {
            write!(f, "`{}` ", self.value)?;
        }
        write!(f, "{}: {}", self.wrong, self.remedy)
    }
}

/// A value cleaned and cut for one line.
fn shown(value: &str) -> CleanText {
    let mut cut: String = value.chars().take(VALUE_SHOWN_CHARS_MAX).collect();
    if value.chars().nth(VALUE_SHOWN_CHARS_MAX).is_some() {
        cut.push('…');
    }
    CleanText::new(&cut)
}

/// Turns the records of one file into rows, and keeps count of what was and was not understood.
#[derive(Debug)]
pub struct Intake<'m> {
    mapping: &'m Mapping,
    taxonomy: &'m Taxonomy,
    countries: &'m CountryDirectory,
    report: ResolutionReport,
    not_believed: BTreeMap<&'static str, u64>,
}

impl<'m> Intake<'m> {
    /// An intake by `mapping`.
    pub fn new(
        mapping: &'m Mapping,
        taxonomy: &'m Taxonomy,
        countries: &'m CountryDirectory,
    ) -> Self {
        Self {
            mapping,
            taxonomy,
            countries,
            report: ResolutionReport::default(),
            not_believed: BTreeMap::new(),
        }
    }

    /// What became of the mentions of skills so far.
    pub fn report(&self) -> &ResolutionReport {
        &self.report
    }

    /// Values outside what the mapping believes, which were taken as unknown: field and count.
    pub fn not_believed(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.not_believed.iter().map(|(&field, &n)| (field, n))
    }
}

/// Refusals of one row, gathered so that all of them can be mended at once.
#[derive(Debug, Default)]
struct Faults(Vec<Refusal>);

impl Faults {
    /// The value, or none after noting why not.
    fn take<T>(&mut self, read: Result<T, Refusal>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(refusal) => {
                self.0.push(refusal);
                None
            }
        }
    }

    /// An optional value, or none after noting why not.
    fn maybe<T>(&mut self, read: Result<Option<T>, Refusal>) -> Option<T> {
        self.take(read).flatten()
    }

    /// The built row, unless something was noted.
    fn conclude<T>(self, built: Option<T>) -> Result<T, Vec<Refusal>> {
        match built {
            Some(row) if self.0.is_empty() => Ok(row),
            Some(_) | None => Err(self.0),
        }
    }
}

/// Sha-256 of everything in a row, to see a row that did not change.
fn content_hash(content: &impl serde::Serialize) -> [u8; 32] {
    use sha2::{Digest, Sha256};
    match postcard::to_stdvec(content) {
        Ok(packed) => Sha256::digest(packed).into(),
        Err(error) => unreachable!("plain records can always be packed: {error}"),
    }
}
