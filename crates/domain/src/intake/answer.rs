//! A row becomes an answer about how somebody works.

use jiff::civil::Date;

use crate::compliance::classification::ClassificationAnswer;

use super::owner::Owner;
use super::record::Record;
use super::{Intake, Refusal, list, parse};

/// An answer as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingAnswer {
    /// Identity at the source.
    pub external_ref: String,
    /// About which placement.
    pub placement: Owner,
    /// What it says.
    pub answer: ClassificationAnswer,
    /// Civil day it was given.
    pub answered_on: Date,
}

impl Intake<'_> {
    /// Reads an answer.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn answer(&mut self, record: &Record<'_>) -> Result<IncomingAnswer, Vec<Refusal>> {
        let rules = self.mapping.table(|file| file.answer.as_ref())?;
        self.row(record, |row| {
            let external_ref = row.reference();
            let placement = row.owner(&rules.placement, Owner::Placement);
            let asks = ("the factor", "write what it is about, like fixed_schedule");
            let factor = row.must(&rules.factor, asks, list::word);
            let asks = ("how it is known", "write declared or measured");
            let observed = row.must(&rules.observed, asks, parse::word);
            let asks = ("whether it is so", "write yes or no");
            let applies = row.must(&rules.applies, asks, parse::truth);
            let answered_on = row.day(&rules.answered_on, "the day of the answer");
            Some(IncomingAnswer {
                external_ref: external_ref?,
                placement: placement?,
                answer: ClassificationAnswer {
                    factor: factor?,
                    applies: applies?,
                    observed: observed?,
                },
                answered_on: answered_on?,
            })
        })
    }
}
