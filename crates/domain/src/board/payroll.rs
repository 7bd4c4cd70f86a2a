//! Payroll as people look at it: the runs, one run with its countries, controls and exceptions, its
//! items with their lines, what is odd about it, and how it differs from the month before.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::clean_text::CleanText;
use crate::country::Country;
use crate::developer::{Engagement, Seniority};
use crate::id::{AnomalyId, ClientId, DeveloperId, PayrollRunId, PlacementId, RunId};
use crate::money::{Currency, Money};
use crate::payroll::anomaly::{AnomalyCode, AnomalySeverity, AnomalyState};
use crate::payroll::item::{BaseSums, ItemState, LineCode, LineSide, LineUnit, PaySums, Reason};
use crate::payroll::variance::Variance;
use crate::payroll::{PayrollKind, PayrollState};
use crate::vocabulary::vocabulary;

/// A payroll run, as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PayrollLine {
    /// Identity.
    pub payroll_run_id: PayrollRunId,
    /// Which calendar of the settings.
    pub calendar: CleanText,
    /// First civil day of the month it pays.
    pub month_on: Date,
    /// The month itself, or differences to it.
    pub kind: PayrollKind,
    /// 1 for the first of its kind and month.
    pub seq: u16,
    /// Where it stands.
    pub state: PayrollState,
    /// In which everything is compared.
    pub currency: Currency,
    /// Last civil day on which facts should still change.
    pub cutoff_on: Date,
    /// Civil day whose rates are locked.
    pub fx_fix_on: Date,
    /// Civil day money moves.
    pub pay_on: Date,
    /// Times it was worked out.
    pub n_drafts: u32,
    /// The work of the last draft; none when that is forgotten.
    pub run_id: Option<RunId>,
    /// Who asked for the last draft: a login.
    pub prepared_by: CleanText,
    /// When the last draft was complete; none while it is not.
    pub computed_at: Option<Timestamp>,
    /// First eight digits of the hash of its items and lines; none while it is not complete.
    pub content_hash: Option<String>,
    /// Items by where they stand.
    pub n_items: BTreeMap<ItemState, u64>,
    /// Sums of what is paid, in minor units of the run's currency.
    pub base: BaseSums,
    /// Anomalies that are open.
    pub n_anomalies: u64,
    /// Those of them that stop an approval.
    pub n_severe: u64,
}

/// What a country comes to in a run.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PayrollCountryLine {
    /// Which.
    pub country: Country,
    /// Items by where they stand.
    pub n_items: BTreeMap<ItemState, u64>,
    /// What is paid, in minor units of the run's currency.
    pub base: BaseSums,
    /// Kept back of that, in minor units of the run's currency.
    pub deductions_base_minor: i64,
    /// What is held or odd, in minor units of the run's currency.
    pub at_risk_base_minor: i64,
    /// The rate most of it is converted at; none where it is paid in the run's currency.
    pub fx: Option<PayrollFxLine>,
    /// How its cost differs from that of the month before; none without one.
    pub variance: Option<Variance>,
}

/// What a client is billed in a run, and what that costs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PayrollClientLine {
    /// Which.
    pub client_id: ClientId,
    /// Its name.
    pub client: CleanText,
    /// Items by where they stand.
    pub n_items: BTreeMap<ItemState, u64>,
    /// What is paid, in minor units of the run's currency.
    pub base: BaseSums,
    /// What is held, in minor units of the run's currency.
    pub at_risk_base_minor: i64,
    /// What a year of its items costs it, in minor units of the run's currency.
    pub bill_year_base_minor: i64,
}

/// What each client is billed in a run.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PayrollClientsBoard {
    /// The database's clock.
    pub at: Timestamp,
    /// The run.
    pub run: PayrollLine,
    /// Whoever is billed most comes first.
    pub lines: Vec<PayrollClientLine>,
    /// How many there are in all.
    pub n_clients: u64,
}

/// A rate of a run.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PayrollFxLine {
    /// Of which.
    pub currency: Currency,
    /// Who published it.
    pub source: CleanText,
    /// Units for one of the run's currency, in units of 1e-12; none when there is none.
    pub rate_e12: Option<i128>,
    /// The civil day it was published for; none when there is none.
    pub rate_on: Option<Date>,
    /// Whether it may be used.
    pub is_usable: bool,
}

vocabulary! {
    /// Something a run is checked for.
    "control" Control {
        /// Lines add up to their items, and items to the run.
        SumsAgree = "sums_agree",
        /// Every placement of the month is in it, and no other.
        EveryPlacement = "every_placement",
        /// What is paid, moved and kept comes to what is billed.
        BillIsShared = "bill_is_shared",
        /// No account is of two people.
        AccountsUnique = "accounts_unique",
        /// Every currency has a rate that may be used.
        RatesThere = "rates_there",
        /// Nothing is held or failed.
        AllReady = "all_ready",
        /// What is put aside is never less than nothing.
        AccrualsCovered = "accruals_covered",
        /// Whatever differs by more than a tenth was looked at.
        VarianceExplained = "variance_explained",
    }
}

impl Control {
    /// As a screen says it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::SumsAgree => "lines add up to items and run",
            Self::EveryPlacement => "every placement of the month is in",
            Self::BillIsShared => "pay + fees + margin = bill",
            Self::AccountsUnique => "no account of two people",
            Self::RatesThere => "rates of every currency",
            Self::AllReady => "nothing held or failed",
            Self::AccrualsCovered => "nothing paid that was not put aside",
            Self::VarianceExplained => "changes over 10 % looked at",
        }
    }
}

vocabulary! {
    /// What a check came to.
    "outcome of a control" ControlState {
        /// As it should be.
        Ok = "ok",
        /// Somebody should look.
        Warn = "warn",
        /// Not as it must be.
        Fail = "fail",
    }
}

/// A control of a run, and what it came to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ControlLine {
    /// What is checked.
    pub control: Control,
    /// What it came to.
    pub state: ControlState,
    /// The figures.
    pub says: CleanText,
}

/// Something of a run somebody must look at: items that are not paid for one reason in one country, or
/// something odd.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ExceptionLine {
    /// Where; none when it is about a currency.
    pub country: Option<Country>,
    /// What is wrong; a reason or an anomaly.
    pub what: Exceptional,
    /// Items it is about.
    pub n_items: u64,
    /// The item, when it is about one.
    pub placement_id: Option<PlacementId>,
    /// Whose item that is.
    pub developer: Option<(DeveloperId, CleanText)>,
    /// The anomaly, when it is one.
    pub anomaly_id: Option<AnomalyId>,
    /// What it says; of several of one of them.
    pub says: CleanText,
    /// What is paid on it, in minor units of the run's currency.
    pub at_risk_base_minor: i64,
}

/// What an exception is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Exceptional {
    /// Items are not paid.
    Reason(Reason),
    /// Something is odd.
    Anomaly(AnomalyCode),
}

/// What a month cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct MonthLine {
    /// Its first civil day.
    pub month_on: Date,
    /// What all its runs paid and cost, in minor units of the run's currency.
    pub base: BaseSums,
    /// Whether it changes no more.
    pub is_locked: bool,
}

/// A decision about a draft.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ApprovalLine {
    /// Who: a login.
    pub actor: CleanText,
    /// The draft they looked at.
    pub n_drafts: u32,
    /// Whether they approved of it.
    pub is_approved: bool,
    /// Why.
    pub reason: CleanText,
    /// When.
    pub at: Timestamp,
}

/// One run.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PayrollBoard {
    /// The database's clock.
    pub at: Timestamp,
    /// Itself.
    pub run: PayrollLine,
    /// The month it is compared with; none when there is none.
    pub before: Option<PayrollLine>,
    /// By country code.
    pub countries: Vec<PayrollCountryLine>,
    /// What is paid out, by currency.
    pub net: Vec<Money>,
    /// In the order of [`Control::ALL`].
    pub controls: Vec<ControlLine>,
    /// What most is at risk on comes first.
    pub exceptions: Vec<ExceptionLine>,
    /// The last twelve months up to this one, the oldest first.
    pub months: Vec<MonthLine>,
    /// By time.
    pub approvals: Vec<ApprovalLine>,
    /// How many must approve of it.
    pub n_approvals_needed: u32,
}

/// The runs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PayrollsBoard {
    /// The database's clock.
    pub at: Timestamp,
    /// The newest month first.
    pub lines: Vec<PayrollLine>,
}

/// An item, as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ItemLine {
    /// For the work of which placement.
    pub placement_id: PlacementId,
    /// Who is paid.
    pub developer_id: DeveloperId,
    /// The name, or `developer 17` when none is kept.
    pub developer: CleanText,
    /// Who is billed.
    pub client_id: ClientId,
    /// Its name.
    pub client: CleanText,
    /// From where they work.
    pub country: Country,
    /// How they are engaged; none unknown.
    pub engagement: Option<Engagement>,
    /// Of them; none unknown.
    pub seniority: Option<Seniority>,
    /// Where it stands.
    pub state: ItemState,
    /// Why it is not paid.
    pub reasons: Vec<Reason>,
    /// Of what is paid; none when nothing could be worked out.
    pub currency: Option<Currency>,
    /// In minor units of that.
    pub sums: PaySums,
    /// In minor units of the run's currency.
    pub base: BaseSums,
    /// The cost of the month before, in minor units of the run's currency; none when it was not there.
    pub before_base_minor: Option<i64>,
    /// Anomalies that are open.
    pub n_anomalies: u32,
}

/// Items of a run.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ItemsBoard {
    /// The database's clock.
    pub at: Timestamp,
    /// The run.
    pub run: PayrollLine,
    /// Those first that are not paid and most is at risk on, then by country and placement.
    pub lines: Vec<ItemLine>,
    /// How many there are in all.
    pub n_items: u64,
}

/// A line of an item.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PayLineLine {
    /// Place in the item, from 1.
    pub no: u16,
    /// What it is.
    pub code: LineCode,
    /// What it does to whom.
    pub side: LineSide,
    /// How much of the unit, in millionths.
    pub quantity_e6: i64,
    /// What is counted.
    pub unit: LineUnit,
    /// In minor units.
    pub amount_minor: i64,
    /// Of that.
    pub currency: Currency,
    /// The same in minor units of the run's currency.
    pub base_minor: i64,
    /// Figures it was worked out from, by name.
    pub calc: BTreeMap<String, CleanText>,
}

/// One item.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ItemBoard {
    /// The database's clock.
    pub at: Timestamp,
    /// The run.
    pub run: PayrollLine,
    /// Itself.
    pub line: ItemLine,
    /// Why it is not paid, with the figures: one for each of its reasons.
    pub detail: Vec<CleanText>,
    /// Times it was worked out in this draft.
    pub n_attempts: u16,
    /// What a year of it costs the client, in minor units of the run's currency; none unknown.
    pub bill_year_base_minor: Option<i64>,
    /// What is saved against the middle, the least and the most of what the same work costs where clients
    /// sit, in basis points; none unknown.
    pub savings_bp: Option<[i64; 3]>,
    /// In order.
    pub lines: Vec<PayLineLine>,
    /// What is odd about it.
    pub anomalies: Vec<AnomalyLine>,
    /// Its earlier months, the newest first: gross pay and cost.
    pub months: Vec<MonthLine>,
}

/// Something odd.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AnomalyLine {
    /// Identity.
    pub anomaly_id: AnomalyId,
    /// Which of the catalogue.
    pub code: AnomalyCode,
    /// What it stops.
    pub severity: AnomalySeverity,
    /// Where it stands.
    pub state: AnomalyState,
    /// The item it is about; none when it is about a currency.
    pub placement_id: Option<PlacementId>,
    /// Whose item that is.
    pub developer: Option<(DeveloperId, CleanText)>,
    /// From where they work.
    pub country: Option<Country>,
    /// The currency it is about; none when it is of an item.
    pub currency: Option<Currency>,
    /// What is odd.
    pub says: CleanText,
    /// What is paid on it, in minor units of the run's currency.
    pub at_risk_base_minor: i64,
    /// Who overrode it; none while it is open.
    pub decided_by: Option<CleanText>,
    /// Why they did.
    pub reason: CleanText,
}

/// What is odd about a run.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AnomaliesBoard {
    /// The database's clock.
    pub at: Timestamp,
    /// The run.
    pub run: PayrollLine,
    /// Those first that stop an approval, then what most is at risk on.
    pub lines: Vec<AnomalyLine>,
}

/// How a run differs from the month before.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct VarianceBoard {
    /// The database's clock.
    pub at: Timestamp,
    /// The run.
    pub run: PayrollLine,
    /// The month it is compared with; none when there is none.
    pub before: Option<PayrollLine>,
    /// By country code.
    pub lines: Vec<(Country, Variance)>,
    /// Items whose cost moved most, the largest move first.
    pub movers: Vec<ItemLine>,
}
