//! One row of a file as the mapping sees it: for every column reference, the cells it gave.

use std::borrow::Cow;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell<'r> {
    /// The column as the file names it.
    pub column: &'r str,
    /// What stands in it.
    pub text: Cow<'r, str>,
    /// In a list of objects, which of them it belongs to; none in a table.
    pub at: Option<usize>,
}

/// One row.
#[derive(Debug, Clone, Default)]
pub struct Record<'r> {
    references: Vec<(&'r str, Vec<Cell<'r>>)>,
    row_hash: Option<[u8; 32]>,
}

impl<'r> Record<'r> {
    /// Adds what a column reference of the mapping gave.
    pub fn add(&mut self, reference: &'r str, cells: Vec<Cell<'r>>) {
        self.references.push((reference, cells));
    }

    /// Says what the whole row hashes to, where the mapping tells rows apart by that.
    pub fn set_row_hash(&mut self, hash: [u8; 32]) {
        self.row_hash = Some(hash);
    }

    /// What the whole row hashes to.
    pub fn row_hash(&self) -> Option<[u8; 32]> {
        self.row_hash
    }

    /// The cells of a reference that hold more than blanks.
    pub fn cells(&self, reference: &str) -> impl Iterator<Item = &Cell<'r>> {
        self.references
            .iter()
            .filter(move |(name, _)| *name == reference)
            .flat_map(|(_, cells)| cells)
            .filter(|cell| !cell.text.trim().is_empty())
    }
}
