//! What can be planted in what made-up people are paid, and the anomaly that must be seen.

use crate::developer::Engagement;
use crate::payroll::anomaly::AnomalyCode;
use crate::vocabulary::vocabulary;

/// Of so many people one has something planted in their pay.
const ONE_OF: u64 = 15;
/// Of so many pairs one has one account, where both are at work.
const ONE_PAIR_OF: u64 = 11;

vocabulary! {
    /// A trouble in what somebody is paid.
    "trouble of pay" PayTrouble {
        /// Their account is somebody else's as well.
        SharedAccount = "shared_account",
        /// It changed days before the money moves.
        NewAccount = "new_account",
        /// Nobody agreed to the hours of the last month.
        NoTimesheet = "no_timesheet",
        /// A statement in which the net does not fit the gross.
        NetOfGross = "net_of_gross",
        /// Pay that nobody of that seniority has.
        PayUnlikely = "pay_unlikely",
        /// A week that is far too long.
        HoursOver = "hours_over",
        /// A bonus after the end.
        AfterEnd = "after_end",
        /// Nearly all of the bill is paid out.
        MarginLow = "margin_low",
        /// A raise nobody can believe in the last month.
        Jump = "jump",
        /// A decimal point in the wrong place in the last month.
        Slip = "slip",
    }
}

impl PayTrouble {
    /// The anomaly that must be seen.
    pub const fn code(self) -> AnomalyCode {
        match self {
            Self::SharedAccount => AnomalyCode::SharedAccount,
            Self::NewAccount => AnomalyCode::NewAccount,
            Self::NoTimesheet => AnomalyCode::NoTimesheet,
            Self::NetOfGross => AnomalyCode::NetOfGross,
            Self::PayUnlikely => AnomalyCode::PayUnlikely,
            Self::HoursOver => AnomalyCode::HoursOver,
            Self::AfterEnd => AnomalyCode::AfterEnd,
            Self::MarginLow => AnomalyCode::MarginLow,
            Self::Jump => AnomalyCode::Jump,
            Self::Slip => AnomalyCode::Slip,
        }
    }
}

/// Who is to have a trouble.
#[derive(Debug, Clone, Copy)]
pub(super) struct PayTroubleOf {
    /// Their own number.
    pub(super) no: u32,
    /// How they are engaged.
    pub(super) engagement: Option<Engagement>,
    /// Where they stand with work.
    pub(super) standing: Standing,
}

/// Where somebody stands with work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// They are at work.
    AtWork {
        /// Whether they were all of the month before the last.
        before: bool,
    },
    /// They are at work, and a rule looks at their terms already.
    LookedAt,
    /// They are not; a placement of theirs ended in the months that are paid.
    Ended,
    /// They are not, and were not.
    Nowhere,
}

/// The trouble somebody has; none of most.
pub(super) fn pay_trouble(seed: u64, of: PayTroubleOf) -> Option<PayTrouble> {
    if u64::from(of.no) % ONE_OF != seed % ONE_OF {
        return None;
    }
    let before = match of.standing {
        Standing::AtWork { before } => before,
        Standing::Ended => return Some(PayTrouble::AfterEnd),
        Standing::LookedAt | Standing::Nowhere => return None,
    };
    of.engagement?;
    let employed = of.engagement == Some(Engagement::EmployerOfRecord);
    if employed {
        return before.then_some(PayTrouble::NetOfGross);
    }
    let long = if before { &[PayTrouble::Jump, PayTrouble::Slip][..] } else { &[] };
    let always = [
        PayTrouble::NewAccount,
        PayTrouble::NoTimesheet,
        PayTrouble::PayUnlikely,
        PayTrouble::HoursOver,
    ];
    // One after the other rather than by chance: few people have all kinds among them.
    let can: Vec<PayTrouble> = long.iter().chain(&always).copied().collect();
    let turn = usize::try_from(u64::from(of.no) / ONE_OF).unwrap_or_default();
    can.get(turn % can.len()).copied()
}

/// The neighbour with whom somebody would share an account; none for most.
pub(super) fn sharing_with(seed: u64, no: u32) -> Option<u32> {
    let pair = no.div_ceil(2);
    let chosen = u64::from(pair) % ONE_PAIR_OF == seed % ONE_PAIR_OF;
    chosen.then_some(if no.is_multiple_of(2) { no - 1 } else { no + 1 })
}
