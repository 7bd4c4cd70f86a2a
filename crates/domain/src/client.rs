//! Clients: where they stand with the firm, what they want of whoever works for them, and what they
//! were billed.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::clean_text::CleanText;
use crate::country::Country;
use crate::developer::Engagement;
use crate::money::Money;
use crate::regime::Regime;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Where a client stands with the firm.
    "client status" ClientStatus {
        /// It hires, or may at any time.
        Active = "active",
        /// It hires nobody for now.
        OnHold = "on_hold",
        /// It no longer hires through the firm.
        Left = "left",
    }
}

/// What a client wants of everybody who works for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct ClientPolicy {
    /// Whether it wants everybody's past checked.
    pub background_check_wanted: bool,
    /// Regimes everybody must be attested for.
    pub regimes: Vec<Regime>,
    /// Countries nobody may work from.
    pub countries_refused: Vec<Country>,
    /// Ways in which nobody may be engaged.
    pub engagements_refused: Vec<Engagement>,
}

/// A bill to a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// What the firm calls it, each once a client.
    pub number: CleanText,
    /// The civil day it was issued.
    pub issued_on: Date,
    /// What it is about.
    pub amount: Money,
    /// The last civil day it can be paid in time.
    pub due_on: Date,
    /// The civil day it was paid; none when it is not.
    pub paid_on: Option<Date>,
}

impl Invoice {
    /// Whether it is not paid on a day that is more than some days after it was due.
    pub fn is_overdue(&self, day: Date, days: i64) -> bool {
        let unpaid = self.paid_on.is_none_or(|paid| day < paid);
        unpaid && self.due_on.saturating_add(days.days()) < day
    }
}
