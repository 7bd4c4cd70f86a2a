//! A row becomes what somebody said of a placement in one week.

use jiff::civil::Date;

use crate::placement_health::{Voice, monday_of};

use super::owner::Owner;
use super::record::Record;
use super::{Intake, Refusal, parse};

/// What somebody said of one week, as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingCheckIn {
    /// Identity at the source.
    pub external_ref: String,
    /// Of which placement.
    pub placement: Owner,
    /// Monday of the week it is about.
    pub week_on: Date,
    /// Who says so.
    pub voice: Voice,
    /// How content the client is, 1 to 5.
    pub satisfaction: Option<u8>,
    /// How the work gets done, 1 to 5.
    pub delivery: Option<u8>,
    /// How the developer is, 1 to 5.
    pub wellbeing: Option<u8>,
    /// How people talk, 1 to 5.
    pub communication: Option<u8>,
    /// Whether the timesheet came in time.
    pub timesheet_in_time: Option<bool>,
    /// Whether the developer was paid in time.
    pub paid_in_time: Option<bool>,
}

impl Intake<'_> {
    /// Reads a check-in. Any day of the week stands for the week.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn checkin(&mut self, record: &Record<'_>) -> Result<IncomingCheckIn, Vec<Refusal>> {
        let rules = self.mapping.table(|file| file.checkin.as_ref())?;
        self.row(record, |row| {
            let external_ref = row.reference();
            let placement = row.owner(&rules.placement, Owner::Placement);
            let day = row.day(&rules.week, "the week");
            let asks = ("who says so", "write client, developer or firm");
            let voice = row.must(&rules.voice, asks, parse::word);
            let mut mark = |rule| row.maybe_whole(rule, 1, 5);
            let (satisfaction, delivery) = (mark(&rules.satisfaction), mark(&rules.delivery));
            let (wellbeing, communication) = (mark(&rules.wellbeing), mark(&rules.communication));
            let timesheet_in_time = row.maybe_truth(&rules.timesheet_in_time);
            let paid_in_time = row.maybe_truth(&rules.paid_in_time);
            Some(IncomingCheckIn {
                external_ref: external_ref?,
                placement: placement?,
                week_on: monday_of(day?),
                voice: voice?,
                satisfaction,
                delivery,
                wellbeing,
                communication,
                timesheet_in_time,
                paid_in_time,
            })
        })
    }
}
