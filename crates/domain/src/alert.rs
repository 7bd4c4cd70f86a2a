//! What people are told without asking, and by which way.

use jiff::Timestamp;

use crate::check::CheckLevel;
use crate::clean_text::CleanText;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// A way to tell people.
    "channel" AlertChannel {
        /// A request to an address that takes JSON, as chats do.
        Webhook = "webhook",
        /// E-mail.
        Email = "email",
    }
}

vocabulary! {
    /// Where a delivery stands.
    "delivery state" DeliveryState {
        /// To be tried.
        Pending = "pending",
        /// Being tried, or its worker went away over it: then it is tried again.
        Sending = "sending",
        /// Taken by the other side.
        Sent = "sent",
        /// Refused time and again; nobody was told.
        GaveUp = "gave_up",
    }
}

/// An alert, and how it was told.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AlertLine {
    /// Identity.
    pub alert_id: i64,
    /// What was looked at.
    pub subject: CleanText,
    /// How bad it is.
    pub level: CheckLevel,
    /// What was found.
    pub words: CleanText,
    /// When.
    pub raised_at: Timestamp,
    /// When it was no longer so.
    pub resolved_at: Option<Timestamp>,
    /// How it was told; empty when no way is set.
    pub deliveries: Vec<DeliveryLine>,
}

/// One way an alert is told.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DeliveryLine {
    /// By which way.
    pub channel: AlertChannel,
    /// Where it stands.
    pub state: DeliveryState,
    /// Tries so far.
    pub n_tries: u16,
    /// Why the last try failed.
    pub error: Option<CleanText>,
}
