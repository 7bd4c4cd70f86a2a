//! What is odd about a run: a catalogue of things somebody looks at before it is approved.

mod detect;

use jiff::civil::Date;

use super::item::{BaseSums, Calc, ItemState, PayBasis, PaySums};
use crate::country::Country;
use crate::developer::{Engagement, Seniority};
use crate::id::{DeveloperId, PlacementId};
use crate::money::Currency;
use crate::pay_statement::PayStatement;
use crate::vocabulary::vocabulary;

pub use detect::anomalies;

vocabulary! {
    /// Something odd.
    "anomaly" AnomalyCode {
        /// One account is of two people.
        SharedAccount = "AN-01",
        /// The account changed shortly before it is paid to.
        NewAccount = "AN-02",
        /// No timesheet of the month is agreed.
        NoTimesheet = "AN-03",
        /// What is paid out is more than the pay, or too little of it.
        NetOfGross = "AN-04",
        /// An exchange rate moved much since the month before.
        RateMoved = "AN-05",
        /// Pay is far from that of others, or of what is plausible.
        PayUnlikely = "AN-06",
        /// More hours than anybody should work.
        HoursOver = "AN-07",
        /// Something is paid after the end.
        AfterEnd = "AN-08",
        /// Less stays with the firm than should.
        MarginLow = "AN-09",
        /// A part of a unit in a currency without parts: refused when it is imported.
        Fraction = "AN-10",
        /// Pay is much other than before.
        Jump = "AN-11",
        /// A decimal point is in the wrong place.
        Slip = "AN-12",
    }
}

vocabulary! {
    /// What an anomaly stops.
    "severity of an anomaly" AnomalySeverity {
        /// Nothing is approved while it is open.
        Severe = "severe",
        /// Somebody should look.
        Warn = "warn",
        /// Good to know.
        Info = "info",
    }
}

vocabulary! {
    /// Where an anomaly stands.
    "state of an anomaly" AnomalyState {
        /// Nobody has decided.
        Open = "open",
        /// Somebody says why it is right as it is.
        Overridden = "overridden",
    }
}

impl AnomalyCode {
    /// As a screen says it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::SharedAccount => "one account, two people",
            Self::NewAccount => "account just changed",
            Self::NoTimesheet => "no timesheet agreed",
            Self::NetOfGross => "net and gross do not fit",
            Self::RateMoved => "exchange rate moved",
            Self::PayUnlikely => "pay unlike others",
            Self::HoursOver => "hours over the limit",
            Self::AfterEnd => "paid after the end",
            Self::MarginLow => "margin under the floor",
            Self::Fraction => "fraction of a whole unit",
            Self::Jump => "pay jumped",
            Self::Slip => "slip by 100 or 1,000",
        }
    }

    /// What somebody does about it.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::SharedAccount => "ask both people; import the right account",
            Self::NewAccount => "call the developer back on a number known before",
            Self::NoTimesheet => "get the hours agreed",
            Self::NetOfGross => "hold the statement against its paper",
            Self::RateMoved => "hold the rate against another source",
            Self::PayUnlikely | Self::Jump => "hold the terms against the contract",
            Self::HoursOver => "ask the client whether the hours were worked",
            Self::AfterEnd => "ask who worked, and until when",
            Self::MarginLow => "agree on another bill, or say why it is right",
            Self::Fraction => "import the amount without its fraction",
            Self::Slip => "mend the decimal point, import again",
        }
    }

    /// What it stops.
    pub const fn severity(self) -> AnomalySeverity {
        match self {
            Self::SharedAccount
            | Self::NewAccount
            | Self::NetOfGross
            | Self::AfterEnd
            | Self::Fraction
            | Self::Slip => AnomalySeverity::Severe,
            Self::NoTimesheet
            | Self::RateMoved
            | Self::HoursOver
            | Self::MarginLow
            | Self::Jump => AnomalySeverity::Warn,
            Self::PayUnlikely => AnomalySeverity::Info,
        }
    }
}

/// An item as it is looked at, with what is known around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// Which.
    pub placement_id: PlacementId,
    /// Who is paid.
    pub developer_id: DeveloperId,
    /// From where they work.
    pub country: Country,
    /// Of them; none unknown.
    pub seniority: Option<Seniority>,
    /// How they are engaged; none unknown.
    pub engagement: Option<Engagement>,
    /// Where the item stands.
    pub state: ItemState,
    /// Of what is paid; none when nothing could be worked out.
    pub currency: Option<Currency>,
    /// In minor units of that.
    pub sums: PaySums,
    /// How much was worked, and the pay for it.
    pub basis: PayBasis,
    /// In minor units of the run's currency.
    pub base: BaseSums,
    /// Whether they are paid by the hour.
    pub is_hourly: bool,
    /// First civil day they no longer work there; none when no end is known.
    pub ends_on: Option<Date>,
    /// Whether a timesheet that tells of the month is agreed.
    pub has_agreed: bool,
    /// Most minutes of work of a week that ends in the month.
    pub week_minutes_max: i64,
    /// Minutes of work told of days of the month after the end.
    pub minutes_after_end: i64,
    /// Bonuses and reimbursements of days after the end.
    pub n_extras_after_end: i64,
    /// To where it is paid; none when nobody told.
    pub account: Option<WatchedAccount>,
    /// What whoever paid says they paid; none when nobody told.
    pub statement: Option<PayStatement>,
    /// Pay of a whole month of the last six months in the same currency, the newest first.
    pub before_full_month_minor: Vec<i64>,
}

/// An account as it is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedAccount {
    /// The same for the same account.
    pub mark: Vec<u8>,
    /// First civil day it is paid to.
    pub starts_on: Date,
    /// Whether there was another before.
    pub replaces: bool,
}

/// An exchange rate of a run beside that of the month before, in units of 1e-12.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedRate {
    /// Of which currency.
    pub currency: Currency,
    /// By whom.
    pub source: String,
    /// Now.
    pub now_e12: i128,
    /// The month before.
    pub before_e12: i128,
}

/// What an anomaly is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnomalySubject {
    /// An item.
    Item(PlacementId),
    /// A currency.
    Currency(Currency),
}

/// Something odd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anomaly {
    /// What it is about.
    pub subject: AnomalySubject,
    /// Which of the catalogue.
    pub code: AnomalyCode,
    /// What it stops.
    pub severity: AnomalySeverity,
    /// What is odd, without anybody's name.
    pub says: String,
    /// The figures.
    pub evidence: Calc,
    /// What is paid on it, in minor units of the run's currency.
    pub at_risk_base_minor: i64,
}
