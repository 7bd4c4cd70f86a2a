//! All that may be known of a placement in a month, and of the month.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::fx_lock::FxLock;
use super::item::LineCode;
use crate::compliance::dossier::Terms;
use crate::country::Country;
use crate::developer::{Engagement, Seniority};
use crate::id::{ClientId, DeveloperId, PlacementId};
use crate::money::{Currency, Proration};
use crate::pay_extra::PayExtra;
use crate::timesheet::Timesheet;

/// A month that is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayMonth {
    /// Its first civil day.
    pub first: Date,
    /// The civil day money moves.
    pub pay_on: Date,
    /// Rates, and the currency everything is compared in.
    pub fx: FxLock,
}

impl PayMonth {
    /// The first civil day of the next month.
    pub fn end(&self) -> Date {
        self.first.last_of_month().saturating_add(jiff::Span::new().days(1))
    }

    /// Its last civil day: rows of laws go by it.
    pub fn last(&self) -> Date {
        self.first.last_of_month()
    }

    /// Civil days in it.
    pub fn n_days(&self) -> i64 {
        i64::from(self.first.days_in_month())
    }
}

/// What a placement pays and bills from a day on, and how parts of a month are counted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PayTerms {
    /// Rates and days.
    #[serde(flatten)]
    pub terms: Terms,
    /// Days a part of a month is counted in.
    pub proration: Proration,
    /// Whose exchange rates convert it; none the calendar's.
    pub fx_source: Option<String>,
}

/// A month before, as it was locked: all of its runs together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct MonthBefore {
    /// Pay for work only, in minor units of the currency of pay.
    pub ordinary_minor: i64,
    /// Civil days of it they were employed.
    pub days_employed: i16,
}

/// What was put aside in months before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct PutAside {
    /// For what.
    pub code: LineCode,
    /// First civil day of the window it is of; none when it has no windows.
    pub window: Option<Date>,
    /// Put aside and made up for, in minor units of the currency of pay.
    pub accrued_minor: i64,
    /// Paid out of it.
    pub released_minor: i64,
}

/// All that may be known of a placement.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PayFacts {
    /// Which.
    pub placement_id: PlacementId,
    /// Who is paid.
    pub developer_id: DeveloperId,
    /// Who is billed.
    pub client_id: ClientId,
    /// From where they work.
    pub country: Country,
    /// How they are engaged for it; none unknown.
    pub engagement: Option<Engagement>,
    /// Of the developer; none unknown.
    pub seniority: Option<Seniority>,
    /// First civil day of work.
    pub starts_on: Date,
    /// First civil day they no longer work there; none when no end is known.
    pub ends_on: Option<Date>,
    /// Hours a week.
    pub weekly_hours: u8,
    /// By first day; those that hold on a day of the month.
    pub terms: Vec<PayTerms>,
    /// By first day; those that tell of a day of the month.
    pub timesheets: Vec<Timesheet>,
    /// By day; those of the month.
    pub extras: Vec<PayExtra>,
    /// Rules of which something is found that stops payment, in order.
    pub holds: Vec<String>,
    /// Whether the tax office keeps nothing back of their fees.
    pub retention_suspended: bool,
    /// Months before, by first civil day: as many as a window of accruals is long.
    pub before: BTreeMap<Date, MonthBefore>,
    /// The currencies they were paid in then, and that something is put aside in.
    pub before_currencies: BTreeSet<Currency>,
    /// What was put aside, by code and window.
    pub put_aside: Vec<PutAside>,
}

impl PayFacts {
    /// Whether they are employed, through an employer of record.
    pub fn is_employment(&self) -> bool {
        self.engagement == Some(Engagement::EmployerOfRecord)
    }

    /// Minutes of a day of work: a fifth of a week.
    pub fn minutes_a_day(&self) -> i64 {
        // A placement takes at least one hour a week; nothing is divided by zero all the same.
        (i64::from(self.weekly_hours) * 12).max(1)
    }
}
