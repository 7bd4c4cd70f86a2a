//! What is odd about a run: a catalogue of things somebody looks at before it is approved.

use crate::vocabulary::vocabulary;

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
        /// A part of a unit in a currency without parts.
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
