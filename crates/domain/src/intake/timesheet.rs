//! A row becomes what a developer told of one week: a cell of hours for each day.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::placement_health::monday_of;
use crate::timesheet::{TimeKind, Timesheet, TimesheetDay, TimesheetState};

use super::mapped_field::Said;
use super::number::NumberForm;
use super::owner::Owner;
use super::record::Record;
use super::{Intake, Refusal, content_hash, parse};

/// Minutes of a day.
const DAY_MINUTES: i64 = 24 * 60;
/// What to write where the hours of a day cannot be read.
const REMEDY: &str = "write hours like 8, 7.5 or 7:30, and what they were unless they were work: \
    8 vacation, or 4 + 4 sick";

/// A week, as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingTimesheet {
    /// Identity at the source.
    pub external_ref: String,
    /// Of which placement.
    pub placement: Owner,
    /// What was told.
    pub told: Timesheet,
}

impl IncomingTimesheet {
    /// Sha-256 of what was told.
    pub fn content_hash(&self) -> [u8; 32] {
        content_hash(&self.told)
    }
}

impl Intake<'_> {
    /// Reads a timesheet. Any day of the week stands for the week.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn timesheet(&mut self, record: &Record<'_>) -> Result<IncomingTimesheet, Vec<Refusal>> {
        let rules = self.mapping.table(|file| file.timesheet.as_ref())?;
        let numbers = self.mapping.numbers();
        self.row(record, |row| {
            let external_ref = row.reference();
            let placement = row.owner(&rules.placement, Owner::Placement);
            let day = row.day(&rules.week, "the week");
            let asks = ("the state", "write draft, submitted, client_ok, disputed or locked");
            let state = row.must(&rules.state, asks, parse::word);
            let mut hours = Vec::new();
            for (rule, after) in rules.days().into_iter().zip(0_i64..) {
                let told = row.may(rule, |said| time(numbers, said)).unwrap_or_default();
                hours.extend(told.into_iter().map(|(kind, minutes)| (after, kind, minutes)));
            }
            Some(IncomingTimesheet {
                external_ref: external_ref?,
                placement: placement?,
                told: week(monday_of(day?), state?, &hours),
            })
        })
    }
}

fn week(monday: Date, state: TimesheetState, hours: &[(i64, TimeKind, u16)]) -> Timesheet {
    let day = |after: i64| monday.saturating_add(after.days());
    let days = hours.iter().map(|(after, kind, minutes)| TimesheetDay {
        day: day(*after),
        kind: *kind,
        minutes: *minutes,
    });
    Timesheet { from: monday, to: day(7), state, days: days.collect() }
}

/// The time of a day by kind: parts with `+` between them, each of hours and what they were.
fn time(form: &NumberForm, said: &Said<'_>) -> Result<BTreeMap<TimeKind, u16>, Refusal> {
    let mut told: BTreeMap<TimeKind, i64> = BTreeMap::new();
    for part in said.text.split('+') {
        let part = part.trim();
        let (hours, kind) = part.split_once(char::is_whitespace).unwrap_or((part, "work"));
        let minutes = minutes(form, hours)
            .ok_or_else(|| parse::refuse(said, "does not tell hours of one day", REMEDY))?;
        let kind = kind.trim().to_lowercase().parse().map_err(|_| {
            let all: Vec<_> = TimeKind::ALL.iter().map(|kind| kind.name()).collect();
            let remedy = format!("choose one of {}", all.join(", "));
            parse::refuse(said, "does not say a known kind of time", &remedy)
        })?;
        *told.entry(kind).or_default() += minutes;
    }
    if told.values().sum::<i64>() > DAY_MINUTES {
        return Err(parse::refuse(said, "is more than a day has", REMEDY));
    }
    let some = told.into_iter().filter(|(_, minutes)| *minutes > 0);
    Ok(some.filter_map(|(kind, minutes)| Some((kind, u16::try_from(minutes).ok()?))).collect())
}

/// Minutes, to the nearest; none when it is not a time of 0 to 24 hours.
fn minutes(form: &NumberForm, hours: &str) -> Option<i64> {
    let minutes = match hours.split_once(':') {
        Some((whole, part)) => {
            let part = part.parse::<i64>().ok().filter(|_| part.len() == 2)?;
            let whole = form.read(whole)?.exactly(0)?;
            (part < 60).then(|| whole.saturating_mul(60).saturating_add(part))?
        }
        None => (form.read(hours)?.cut(4)?.saturating_mul(60).saturating_add(5_000)) / 10_000,
    };
    (0..=DAY_MINUTES).contains(&minutes).then_some(minutes)
}

#[cfg(test)]
mod tests {
    use super::super::mapping::Mapping;
    use super::super::record::Cell;
    use super::*;
    use crate::country::CountryDirectory;
    use crate::skill::Taxonomy;

    fn read(cells: &[(&str, &str)]) -> Result<IncomingTimesheet, Vec<Refusal>> {
        let name = "native-timesheets";
        let mapping = Mapping::parse(name, Mapping::shipped(name).unwrap()).unwrap();
        let mut record = Record::default();
        let base =
            [("ref", "t-1"), ("placement", "p-1"), ("week", "2026-11-18"), ("state", "submitted")];
        let given = |name: &str| cells.iter().any(|(column, _)| *column == name);
        for (column, text) in base.iter().filter(|(name, _)| !given(name)).chain(cells) {
            record.add(column, vec![Cell { column, text: (*text).into(), at: None }]);
        }
        Intake::new(&mapping, Taxonomy::house(), CountryDirectory::house()).timesheet(&record)
    }

    fn told(cell: &str) -> Vec<(TimeKind, u16)> {
        let days = read(&[("tuesday", cell)]).unwrap().told.days;
        assert!(days.iter().all(|day| day.day == jiff::civil::date(2026, 11, 17)), "{cell}");
        days.iter().map(|day| (day.kind, day.minutes)).collect()
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        use TimeKind::{Sick, Vacation, Work};
        assert_eq!(told("8"), [(Work, 480)]);
        assert_eq!(told("7.5"), [(Work, 450)]);
        assert_eq!(told("7:30"), [(Work, 450)]);
        assert_eq!(told("7.33"), [(Work, 440)]);
        assert_eq!(told(" 8 Vacation"), [(Vacation, 480)]);
        assert_eq!(told("4 + 4 sick"), [(Work, 240), (Sick, 240)]);
        assert_eq!(told("2 sick + 1:30 sick"), [(Sick, 210)]);
        assert_eq!(told("24"), [(Work, 1_440)]);
        assert_eq!(told("0"), []);
        assert_eq!(told(""), []);
    }

    #[test]
    fn any_day_stands_for_its_week() {
        let week = read(&[("monday", "8"), ("sunday", "1")]).unwrap().told;
        assert_eq!(
            (week.from.to_string(), week.to.to_string()),
            ("2026-11-16".to_owned(), "2026-11-23".to_owned())
        );
        let days: Vec<_> = week.days.iter().map(|day| day.day.to_string()).collect();
        assert_eq!(days, ["2026-11-16", "2026-11-22"]);
    }

    #[test]
    fn what_cannot_be_read_says_what_to_write() {
        let check = |cell: &str, expected: &str| {
            let refused = read(&[("friday", cell)]).unwrap_err();
            let said: Vec<_> = refused.iter().map(ToString::to_string).collect();
            assert_eq!(said.len(), 1);
            assert!(
                said[0].starts_with(&format!("column `friday`: `{}` {expected}", cell.trim())),
                "{said:?}"
            );
        };
        check("eight", "does not tell hours of one day: write hours like 8, 7.5 or 7:30");
        check("vacation", "does not tell hours of one day");
        check("7:60", "does not tell hours of one day");
        check("7:5", "does not tell hours of one day");
        check("24:01", "does not tell hours of one day");
        check("-1", "does not tell hours of one day");
        check("8 +", "does not tell hours of one day");
        check("20 + 5 sick", "is more than a day has");
        check("8 holidays", "does not say a known kind of time: choose one of work, vacation");
        let all = read(&[("week", "soon"), ("state", "done"), ("placement", ""), ("monday", "x")]);
        assert_eq!(all.unwrap_err().len(), 4, "everything that is wrong is told at once");
    }
}
