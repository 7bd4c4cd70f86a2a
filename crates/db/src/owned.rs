//! Rows that belong to something, by whose they are.

use std::collections::BTreeMap;

use crate::error::DbError;

/// What was read of each owner, in the order it was read.
pub(crate) struct Owned<T>(BTreeMap<i64, Vec<T>>);

impl<T> Owned<T> {
    /// Reads each row as something of an owner.
    pub(crate) fn gather<R>(
        rows: Vec<R>,
        mut read: impl FnMut(R) -> Result<(i64, T), DbError>,
    ) -> Result<Self, DbError> {
        let mut all: BTreeMap<i64, Vec<T>> = BTreeMap::new();
        for row in rows {
            let (owner, fact) = read(row)?;
            all.entry(owner).or_default().push(fact);
        }
        Ok(Self(all))
    }

    /// Takes what belongs to an owner.
    pub(crate) fn take(&mut self, owner: i64) -> Vec<T> {
        self.0.remove(&owner).unwrap_or_default()
    }
}
