//! A row becomes somebody's time as an employee of a client.

use jiff::civil::Date;

use super::owner::Owner;
use super::record::Record;
use super::{Intake, Refusal};

/// An employment as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingEmployment {
    /// Identity at the source.
    pub external_ref: String,
    /// Who was employed.
    pub developer: Owner,
    /// By which client.
    pub client: Owner,
    /// First civil day.
    pub starts_on: Date,
    /// First civil day they were no longer employed; none when they still are.
    pub ends_on: Option<Date>,
}

impl Intake<'_> {
    /// Reads an employment.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn employment(&mut self, record: &Record<'_>) -> Result<IncomingEmployment, Vec<Refusal>> {
        let rules = self.mapping.table(|file| file.employment.as_ref())?;
        self.row(record, |row| {
            let external_ref = row.reference();
            let developer = row.owner(&rules.developer, Owner::Developer);
            let client = row.owner(&rules.client, Owner::Client);
            let starts_on = row.day(&rules.starts_on, "the first day");
            let ends_on = row.end(&rules.ends_on, starts_on);
            Some(IncomingEmployment {
                external_ref: external_ref?,
                developer: developer?,
                client: client?,
                starts_on: starts_on?,
                ends_on,
            })
        })
    }
}
