//! A row becomes what somebody said of a placement in one week.

use jiff::civil::Date;

use crate::placement_health::{Voice, monday_of};

use super::mapped_field::ValueRule;
use super::record::Record;
use super::{Faults, Intake, Refusal, parse, reference};

/// What somebody said of one week, as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingCheckIn {
    /// Identity at the source.
    pub external_ref: String,
    /// Identity of the placement at the source.
    pub placement_ref: String,
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
        let mapping = self.mapping;
        let Some(rules) = mapping.checkin() else {
            let remedy = "choose a mapping for check-ins";
            return Err(vec![Refusal::of_row("the mapping is not for check-ins", remedy)]);
        };
        let mut faults = Faults::default();
        let external_ref = faults.take(reference::of(mapping, record));
        let placement_ref = faults.take(parse::must(
            &rules.placement,
            record,
            ("the placement", "write the reference of the placement"),
            |said| parse::text(said, parse::REFERENCE_CHARS_MAX),
        ));
        let day = faults.take(parse::must(
            &rules.week,
            record,
            ("the week", "write a day of the week, like 2026-11-30"),
            |said| parse::date(mapping.date_format(), said),
        ));
        let voice = faults.take(parse::must(
            &rules.voice,
            record,
            ("who says so", "write client, developer or firm"),
            parse::word,
        ));
        let mut mark = |rule: &ValueRule| {
            let said = rule.said(record);
            faults.maybe(said.map(|said| parse::whole(mapping.numbers(), &said, 1, 5)).transpose())
        };
        let (satisfaction, delivery) = (mark(&rules.satisfaction), mark(&rules.delivery));
        let (wellbeing, communication) = (mark(&rules.wellbeing), mark(&rules.communication));
        let mut truth = |rule: &ValueRule| {
            faults.maybe(rule.said(record).map(|said| parse::truth(&said)).transpose())
        };
        let timesheet_in_time = truth(&rules.timesheet_in_time);
        let paid_in_time = truth(&rules.paid_in_time);
        let built = external_ref.zip(placement_ref).zip(day).zip(voice);
        let built = built.map(|(((external_ref, placement_ref), day), voice)| IncomingCheckIn {
            external_ref,
            placement_ref: placement_ref.as_str().to_owned(),
            week_on: monday_of(day),
            voice,
            satisfaction,
            delivery,
            wellbeing,
            communication,
            timesheet_in_time,
            paid_in_time,
        });
        faults.conclude(built)
    }
}
